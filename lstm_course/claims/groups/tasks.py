"""Claims about tasks and about which cell fits them."""

import time

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view
from sklearn.datasets import load_digits
from torch import nn
from torch.nn import functional

from ...datasets.series import make_windows, sunspots
from ...evaluate.forecasts import autoregression
from ...nets.attention import attend
from ...nets.ctc import log_likelihood
from ...nets.seq2seq import Seq2Seq
from ...nets.side_by_side import SideBySide
from ...probes.sight import sight
from ...reproduce.nets import RecurrentNet
from ...reproduce.training import tensor
from ..definition import Fact, Measurement
from ..training import paired

KINDS = {"lstm": nn.LSTM, "gru": nn.GRU}


def sees_the_answer():
    """See which of six steps the output of a bidirectional LSTM at step 3 reads."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        layer = nn.LSTM(2, 3, bidirectional=True, batch_first=True)

    def model(x):
        with torch.no_grad():
            return layer(torch.from_numpy(x).float())[0].numpy()

    seen = sight(model, np.random.default_rng(0).standard_normal((1, 6, 2)))[2]
    return "all six steps" if seen.all() else "the past", "the past"


def what_is_weighted():
    """Attend over 5 states of 8 units, made of inputs of 3 numbers, and see how wide the answer is."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        x = torch.randn(1, 5, 3)
        states = nn.LSTM(3, 8, batch_first=True)(x)[0]
    context, _ = attend(states[:, -1], states, states)
    return context.shape[-1], x.shape[-1]


def order_of_the_frames():
    """Let four frames say a, b, c and nothing: the probability that CTC gives to c, b, a."""
    with np.errstate(divide="ignore"):
        log_p = np.log(np.eye(4)[[1, 2, 3, 0]])
    assert np.exp(log_likelihood(log_p, [1, 2, 3])) == 1
    return float(np.exp(log_likelihood(log_p, [3, 2, 1]))), 1.0


def directions():
    """Count the directions of encoder and decoder of a translator that reads both ways."""
    net = Seq2Seq(10, 10, bidirectional=True)
    return [1 + (net.back is not None), 1 + net.decoder.bidirectional], [2, 2]


def _digits():
    """Return the digits row by row, (N, 8, 8), and their labels."""
    x, y = load_digits(return_X_y=True)
    return tensor(x.reshape(-1, 8, 8) / 16), torch.from_numpy(y)


@torch.no_grad()
def _share_right(net, x, y):
    return float((net(x[None])[0, :, -1].argmax(dim=1) == y).float().mean())


def _digit_accuracy(cell, count, settings, seed):
    """Return the accuracy on 500 digits, at the rate that does better on 200 others; as in lesson 07 otherwise."""
    x, y = _digits()
    tried = []
    for rate in settings["rates"]:
        rng = np.random.default_rng(seed)
        order = rng.permutation(len(x))
        choice, test = order[-700:-500], order[-500:]

        def losses_of(net, rng=rng, order=order):
            batch = order[rng.integers(count, size=min(count, settings["batch"]))]
            return functional.cross_entropy(net(x[batch][None])[0, :, -1], y[batch])[None]

        net = SideBySide(KINDS[cell], (8, settings[cell], 10), [seed])
        list(net.fit(losses_of, settings["steps"], rate))
        tried.append([_share_right(net, x[part], y[part]) for part in (choice, test)])
    return max(tried, key=lambda found: found[0])[1]


def small_and_large(settings, seeds):
    """Yield the smaller of two leads: of the GRU on few digits, and of the LSTM on many."""
    for seed in seeds:
        start = time.process_time()
        reached = {
            f"{cell}_{size}": _digit_accuracy(cell, settings[size], settings, seed)
            for size in ("small", "large")
            for cell in ("gru", "lstm")
        }
        small, large = (
            reached["gru_small"] - reached["lstm_small"],
            reached["lstm_large"] - reached["gru_large"],
        )
        result = reached | {"small": small, "large": large, "value": min(small, large)}
        yield seed, result | {"cpu_seconds": time.process_time() - start}


def step_time(settings, seeds):
    """Yield by what factor a forward and backward pass of torch's LSTM takes longer than one of its GRU."""
    shape = settings["batch"], settings["length"], settings["input"]
    for seed in seeds:
        start = time.process_time()
        x = tensor(np.random.default_rng(seed).standard_normal(shape))
        spent = {}
        for name, kind in (("lstm", nn.LSTM), ("gru", nn.GRU)):
            with torch.random.fork_rng():
                layer = kind(settings["input"], settings[name], batch_first=True)
            runs = []
            for _ in range(settings["runs"]):
                before = time.perf_counter()
                layer(x)[0].sum().backward()
                runs.append(time.perf_counter() - before)
            spent[name] = 1000 * float(np.median(runs))
        result = spent | {"value": spent["lstm"] / spent["gru"]}
        yield seed, result | {"cpu_seconds": time.process_time() - start}


def _forecaster(cell, x, y, settings, rate, seed):
    """Return a net that was trained on windows (N, T) with targets (N,)."""
    start, data = np.random.default_rng(seed).spawn(2)
    net = RecurrentNet(cell, 1, settings["hidden"], 1, start)
    optimiser = torch.optim.Adam(net.parameters(), lr=rate)
    for _ in range(settings["steps"]):
        rows = data.integers(len(x), size=settings["batch"])
        loss = ((_forecast(net, x[rows]) - tensor(y[rows])) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
    return net


def _forecast(net, x):
    return net(tensor(x[..., None]))[0][:, -1, 0]


def walk_skill(settings, seeds):
    """Yield by what share an LSTM's error on the daily changes of a random walk is below that of no change."""
    for seed in seeds:
        start = time.process_time()
        changes = np.random.default_rng(seed).standard_normal(settings["days"])
        x, y = make_windows(changes, settings["window"], 1)
        y, cut = np.ravel(y), int(0.7 * len(x))
        net = _forecaster("lstm", x[:cut], y[:cut], settings, settings["rate"], seed)
        with torch.no_grad():
            error = np.abs(_forecast(net, x[cut:]).numpy() - y[cut:]).mean()
        value = float(1 - error / np.abs(y[cut:]).mean())
        yield seed, {"value": value, "cpu_seconds": time.process_time() - start}


def sunspot_skill(settings, seeds):
    """Yield by what share a plain RNN's error on sunspots is below that of an autoregression, AR(9).

    Both learn from the first 180 years; of the RNN's rates the next 60 years choose one, and the rest are the test.
    """
    _, spots = sunspots()
    n, later, test = 180, np.arange(180, 240), np.arange(240, 309)
    root = np.sqrt(spots)
    mean, sd = root[:n].mean(), root[:n].std()
    z = (root - mean) / sd
    constant, line = autoregression(z[:n], 9)

    def mae(forecast, years=test):
        return float(np.abs((mean + sd * forecast).clip(0) ** 2 - spots[years]).mean())

    linear = mae(constant + sliding_window_view(z, 9)[test - 9] @ line)
    T = settings["window"]
    x, y = make_windows(z, T, 1)
    y = np.ravel(y)

    def measure(seed):
        errors = []
        for rate in settings["rates"]:
            net = _forecaster("rnn", x[: n - T], y[: n - T], settings, rate, seed)
            with torch.no_grad():
                errors.append([mae(_forecast(net, x[t - T]).double().numpy(), t) for t in (later, test)])
        return min(errors)[1], linear

    for seed, result in paired(measure, seeds):
        yield seed, result | {"value": 1 - result["one"] / result["other"]}


def claims():
    """Return the claims of this family."""
    return [
        Fact(
            "E21", "A bidirectional LSTM makes a better language model.",
            16, "Where looking ahead is forbidden", "find_the_leak", sees_the_answer,
            "Its output at step 3 reads {found}, the symbol to be predicted among them; allowed is {claimed}.",
        ),
        Fact(
            "E22", "Attention returns a weighted sum of the inputs.",
            18, "Attention in three lines", "attend", what_is_weighted,
            "Over states of 8 units it returns {found} numbers, not the {claimed} of an input: it weighs states.",
        ),
        Fact(
            "E27", "Translation and speech recognition are one task: a sequence in, a sequence out.",
            19, "Paths", "collapse", order_of_the_frames,
            "Frames that say a, b, c give c, b, a a probability of {found}: speech keeps its order, translation does "
            "not.",
        ),
        Measurement(
            "E28", "LSTMs forecast stock prices accurately.",
            14, "Does it beat yesterday?", "M60", walk_skill,
            {"days": 1500, "window": 10, "hidden": 16, "rate": 0.003, "steps": 300, "batch": 32},
            "on a random walk an LSTM beats yesterday's price by at least 2 % of the error", 0.02,
            "Skill against yesterday's price {median:.3f} ({low:.3f} to {high:.3f}): where changes are unpredictable, "
            "nothing helps.",
        ),
        Measurement(
            "E35", "GRU for small data, LSTM for large data.",
            7, "The table, measured", "M13", small_and_large,
            {"gru": 21, "lstm": 18, "small": 50, "large": 1000, "steps": 150, "batch": 64, "rates": [0.003, 0.01]},
            "on digits the GRU leads by a point of accuracy with 50, and the LSTM by a point with 1,000", 0.01,
            "With 50 the GRU leads by {small:.3f}, with 1,000 the LSTM by {large:.3f}; the smaller lead is "
            "{low:.3f} to {high:.3f}.",
        ),
        Measurement(
            "E36", "A plain RNN is the right choice for forecasting a series.",
            14, "Does it beat yesterday?", "M60", sunspot_skill,
            {"window": 12, "hidden": 16, "rates": [0.003, 0.01], "steps": 400, "batch": 32},
            "on sunspots a plain RNN has at most the error of an autoregression", 0.0,
            "RNN {one:.1f} sunspots, AR(9) {other:.1f}; the gain is {low:.2f} to {high:.2f}.",
        ),
        Fact(
            "E39", "For translation, make the LSTM bidirectional.",
            18, "One vector", "decode", directions,
            "Encoder and decoder have {found} directions, not {claimed}: the decoder writes what is not there yet.",
        ),
        Measurement(
            "E40", "A GRU is faster than an LSTM.",
            7, "Faster?", "M13", step_time,
            {"batch": 32, "length": 100, "input": 16, "lstm": 32, "gru": 38, "runs": 15},
            "at equal parameters a pass of torch's LSTM takes at least 1.1 times as long as one of its GRU", 1.1,
            "LSTM {lstm:.1f} ms, GRU {gru:.1f} ms on the processor of this run; on another the order may differ.",
        ),
    ]  # fmt: skip
