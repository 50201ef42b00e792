"""Claims about gradients and about what training needs."""

import time

import numpy as np

from ...cells import lstm_step, lstm_step_backward
from ...evaluate.gradients import measure
from ...gradcheck import numerical_gradient
from ...layers import LSTM, RNN
from ..definition import Fact, Measurement
from ..training import again, rates_that_work, solved_rows, two_starts, with_relu


def one_step_back():
    """Compare the gradient of W_h with that of the last time step alone, on 20 steps."""
    rng = np.random.default_rng(0)
    layer, x = LSTM(2, 4, rng=rng), rng.standard_normal((3, 20, 2))
    y, _ = layer.forward(x)
    dy = np.zeros_like(y)
    dy[:, -1] = rng.standard_normal(dy[:, -1].shape)
    layer.backward(dy)
    _, (h, c) = layer.forward(x[:, :-1])
    params = [layer.params[name] for name in ("W_x", "W_h", "b")]
    _, _, cache = lstm_step(x[:, -1], h, c, *params)
    last = lstm_step_backward(dy[:, -1], np.zeros_like(c), cache)[4]
    whole = layer.grads["W_h"]
    return np.linalg.norm(whole - last) / np.linalg.norm(whole), 0.0


def whole_gradient():
    """Compare the whole gradient of an RNN's W_h over 100 steps with that over the last ten; 1 is: not smaller."""
    rng = np.random.default_rng(0)
    layer, x = RNN(2, 32, rng=rng), rng.standard_normal((16, 100, 2))
    y, _ = layer.forward(x)
    dy = np.zeros_like(y)
    dy[:, -1] = rng.standard_normal(dy[:, -1].shape)
    sizes = []
    _, before = layer.forward(x[:, :90])
    for part, state in ((x, None), (x[:, 90:], before)):
        y, _ = layer.forward(part, state)
        layer.backward(np.concatenate([np.zeros_like(y[:, 1:]), dy[:, -1:]], axis=1))
        sizes.append(np.linalg.norm(layer.grads["W_h"]))
    return round(sizes[0] / sizes[1], 2), 0.0


def slope_and_share():
    """At w = 2 of the loss w squared: the gradient, and the loss divided by the weight."""
    w = np.array([2.0])
    return float(numerical_gradient(lambda: float(w[0] ** 2), w)[0]), float(w[0] ** 2 / w[0])


def gradient_left(settings, seeds):
    """Yield the decimal logarithm of what is left of the gradient, `lag` steps back from the last one.

    Turned round with ``"sign": -1``, where growth is what the claim denies.
    """
    for seed in seeds:
        start = time.process_time()
        lag = settings["lag"]
        rows = measure("lstm", seeds=seed + 1, length=lag + 1, **settings["layer"])
        power = float(np.log10(rows[seed, lag]))
        yield (
            seed,
            {"value": settings["sign"] * power, "power": power, "cpu_seconds": time.process_time() - start},
        )


def claims():
    """Return the claims of this family."""
    order = {"length": 60, "steps": 250, "hidden": 16, "rates": [0.01, 0.03], "test": 1000}
    return [
        Fact(
            "E9", "Backpropagation through the current step is all that trains an LSTM.",
            5, "Back through the sequence", "tbptt", one_step_back,
            "Of the gradient of W_h over 20 steps the last step alone misses {found} of its length, not {claimed}.",
        ),
        Measurement(
            "E10", "Any small random start will do.",
            8, "One task, three starts", "chrono_init", two_starts,
            order | {"one": {}, "other": {"chrono": 60}},
            "on temporal order over 60 steps PyTorch's start comes within 5 points of accuracy of chrono's", -0.05,
            "PyTorch's start reaches {one:.0%}, chrono {other:.0%}; differences {low:.2f} to {high:.2f}.",
        ),
        Measurement(
            "E11", "The activation functions of the cell are a free choice.",
            11, "Signatures", "M50", with_relu,
            {"length": 40, "steps": 150, "hidden": 16, "rate": 0.02, "test": 1000},
            "on temporal order over 40 steps ReLU in place of both tanh loses less than 5 points of accuracy", -0.05,
            "ReLU {one:.0%}, tanh {other:.0%} (differences {low:.2f} to {high:.2f}) on one short task. "
            "Nothing bounds h then, and PyTorch's layer offers no choice.",
        ),
        Fact(
            "E12", "Gradients vanish: the gradient of the network becomes very small.",
            6, "What exactly vanishes", "M11", whole_gradient,
            "An RNN's whole gradient over 100 steps is {found} times that over 10; only the far-lag terms vanish.",
        ),
        Measurement(
            "E17", "The gates keep gradients from becoming too small.",
            6, "Initialisation decides", "M08", gradient_left,
            {"lag": 99, "layer": {"bias": 0.0}, "sign": 1},
            "of an LSTM's gradient at least a hundredth, 10^-2, is left 99 steps back, at forget bias 0", -2.0,
            "At forget bias 0 there is 10 to the power {median:.0f} left ({low:.0f} to {high:.0f}).",
        ),
        Measurement(
            "E37", "The LSTM resolves the vanishing gradient, so long lags are learned.",
            8, "One task, three starts", "M08", solved_rows,
            again("noisy-lag/default-20", wanted=True, cap=32_000),
            "from PyTorch's start an LSTM learns a lag of 21 among 50 distractors in 32,000 sequences (1: yes)", 1.0,
            "Solved in {solved_count} of {seeds} seeds; with chrono lags of a thousand are learned.",
        ),
        Measurement(
            "E41", "The LSTM prevents exploding gradients.",
            6, "When it explodes", "M09", gradient_left,
            {"lag": 99, "layer": {"scale": 10.0}, "sign": -1},
            "with ten times the recurrent weights the gradient grows at most a hundredfold over 99 steps", -2.0,
            "It is 10 to the power {power:.0f} of that at the last step, so gradients are clipped.",
        ),
        Measurement(
            "E47", "The vanishing gradient is eliminated almost entirely.",
            6, "Initialisation decides", "lag_of_1e6", gradient_left,
            {"lag": 99, "layer": {"bias": 1.0}, "sign": 1},
            "at forget bias 1 at least a hundredth, 10^-2, of the gradient is left 99 steps back", -2.0,
            "Even at forget bias 1 only 10 to the power {median:.0f} is left ({low:.0f} to {high:.0f}).",
        ),
        Measurement(
            "E48", "An LSTM's learning rate needs no fine tuning.",
            8, "One task, three starts", "M51", rates_that_work,
            order | {"steps": 400, "rates": [0.01, 0.03, 0.1], "init": {"chrono": 60}},
            "from a chrono start every rate from 0.01 to 0.1 reaches 95 % on temporal order over 60 steps", 0.95,
            "The worst of three rates reaches {median:.0%} ({low:.0%} to {high:.0%}); true of this "
            "start, not of PyTorch's.",
        ),
        Fact(
            "E51", "The gradient is the loss in relation to the weights, traced backwards.",
            5, "One unit, two steps, by hand", "grad_check", slope_and_share,
            "At w = 2 the loss w squared has the gradient {found}, its slope; loss by weight would be {claimed}.",
        ),
        Measurement(
            "E52", "A plain RNN is incapable of remembering.",
            8, "Paper and here", "M57", solved_rows,
            again("noisy-lag/rnn-5", wanted=False),
            "a plain RNN fails at a lag of 6 among 50 distractors (1: it fails)", 1.0,
            "It solved the lag of 6 in {solved_count} of {seeds} seeds; at 11 and more it does fail.",
        ),
    ]  # fmt: skip
