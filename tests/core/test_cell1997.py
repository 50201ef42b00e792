"""The cell of 1997: the published weight counts, the truncated gradient, and both ways to compute it."""

import numpy as np
import pytest
import torch

from lstm_course.datasets.classics import noise_free_lag, one_hot, temporal_order_1997
from lstm_course.gradcheck import numerical_gradient
from lstm_course.nets.cell1997 import Net1997

GATES = ("gates",)
PLAIN = {"input_size": 3, "output_size": 2, "blocks": 2, "block_size": 2}
OPTIONS = {
    "1997": {},
    "forget gates": {"forget_gates": True},
    "no output gate": {"output_gates": False, "linear": True, "shortcuts": True},
    "2000": {"forget_gates": True, "recurrent": "cells", "shortcuts": True, "biased": ("gates", "outputs")},
    "no bias": {"biased": (), "block_size": 1},
}
every_option = pytest.mark.parametrize("option", OPTIONS)


def nets(seeds, **options):
    return Net1997(rngs=[np.random.default_rng(seed) for seed in seeds], **options)


@pytest.mark.parametrize(
    ("count", "sizes", "options"),
    [
        (264, (7, 7, 4, 1), {"biased": GATES}),  # experiment 1
        (276, (7, 7, 3, 2), {"biased": GATES}),
        (
            10_504,
            (101, 101, 1, 1),
            {"biased": (), "recurrent": "none", "output_gates": False, "shortcuts": True},
        ),
        (364, (54, 2, 2, 1), {"biased": ()}),  # experiment 2c
        (664, (104, 2, 2, 1), {"biased": ()}),
        (1264, (204, 2, 2, 1), {"biased": ()}),
        (3064, (504, 2, 2, 1), {"biased": ()}),
        (6064, (1004, 2, 2, 1), {"biased": ()}),
        (102, (1, 1, 3, 1), {"biased": ("gates", "cells")}),  # experiment 3
        (93, (2, 1, 2, 2), {}),  # experiments 4 and 5
        (156, (8, 4, 2, 2), {}),  # experiment 6a
        (308, (8, 8, 3, 2), {}),  # experiment 6b
        (  # Gers, Schmidhuber and Cummins 2000: continual Reber
            424,
            (7, 7, 4, 2),
            {"biased": ("gates", "outputs"), "recurrent": "cells", "forget_gates": True, "shortcuts": True},
        ),
    ],
)
def test_every_published_weight_count(count, sizes, options):
    net = nets([0], **dict(zip(PLAIN, sizes, strict=True)), scale=1.0, **options)
    assert net.parameter_count == count
    # what is not a weight is 0, and nothing else is
    assert np.count_nonzero(net.W) + np.count_nonzero(net.V) == count


def torch_loss(net, k, x, target, truncate):
    """Compute the squared error at the end of one net's sequence, step by step in torch.

    With `truncate` nothing but the state carries gradients from one time step to the next.
    """
    W = torch.tensor(net.W[k] * net.mask, requires_grad=True)
    V = torch.tensor(net.V[k] * net.output_mask, requires_grad=True)
    b, size = net.blocks, net.block_size
    C, R = b * size, net.recurrent_size
    state, hidden = torch.zeros(C, dtype=torch.float64), torch.zeros(len(net.mask), dtype=torch.float64)
    one = torch.ones(1, dtype=torch.float64)
    for vector in torch.tensor(x):
        before = hidden.detach() if truncate else hidden
        act = torch.sigmoid(W @ torch.cat([vector, before[:R], one]))
        squashed = act[:C] if net.linear else 4 * act[:C] - 2
        gate = {"i": act[C : C + b].repeat_interleave(size)}
        place = C + b
        for name, there in (("o", net.output_gates), ("f", net.forget_gates)):
            if there:
                gate[name] = act[place : place + b].repeat_interleave(size)
                place += b
        state = gate.get("f", 1.0) * state + gate["i"] * squashed
        shown = gate.get("o", 1.0) * (state if net.linear else 2 * torch.sigmoid(state) - 1)
        hidden = torch.cat([shown, act[C:]])
        y = torch.sigmoid(V @ torch.cat([shown, *([vector] if net.shortcuts else []), one]))
    loss = ((torch.tensor(target) - y) ** 2).sum() / 2
    loss.backward()
    return y.detach().numpy(), (W.grad.numpy() * net.mask, V.grad.numpy() * net.output_mask)


@every_option
def test_running_sums_are_the_truncated_gradient(option, rng):
    """Against torch with the hidden activations detached, for three nets at once."""
    net = nets([1, 2, 3], **PLAIN | OPTIONS[option], scale=1.5)
    x, target = rng.normal(size=(3, 9, 3)), rng.random((3, 2))
    net.reset()
    for t in range(9):
        y = net.step(x[:, t])
    dW, dV = net.gradients(target)
    for k in range(3):
        wanted, (dW_torch, dV_torch) = torch_loss(net, k, x[k], target[k], truncate=True)
        np.testing.assert_allclose(y[k], wanted, atol=1e-12)
        np.testing.assert_allclose(dW[k], dW_torch, atol=1e-12)
        np.testing.assert_allclose(dV[k], dV_torch, atol=1e-12)
        assert np.abs(dW_torch).max() > 1e-3


@every_option
def test_truncation_is_a_real_approximation(option, rng):
    """With recurrent weights the full gradient differs: the test above could tell."""
    net = nets([1], **PLAIN | OPTIONS[option], scale=1.5)
    x, target = rng.normal(size=(9, 3)), rng.random(2)
    _, (cut, _) = torch_loss(net, 0, x, target, truncate=True)
    _, (full, _) = torch_loss(net, 0, x, target, truncate=False)
    assert np.abs(cut - full).max() > 1e-4


@every_option
def test_without_recurrent_weights_the_gradient_is_exact(option, rng):
    net = nets([4], **PLAIN | OPTIONS[option] | {"recurrent": "none"}, scale=1.5)
    x, target = rng.normal(size=(1, 7, 3)), rng.random((1, 2))

    def loss():
        net.reset()
        for t in range(7):
            y = net.step(x[:, t])
        return ((target - y) ** 2).sum() / 2

    loss()
    dW, dV = net.gradients(target)
    np.testing.assert_allclose(dW, numerical_gradient(loss, net.W) * net.mask, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(dV, numerical_gradient(loss, net.V) * net.output_mask, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("recurrent", ["all", "cells", "none"])
def test_whole_sequences_give_what_single_steps_give(recurrent):
    """Sequences of different lengths, side by side, against the running sums at the end of each."""
    net = nets(range(5), **PLAIN | {"input_size": 8}, recurrent=recurrent, scale=1.0)
    x, _, lengths = temporal_order_1997(5, 20, np.random.default_rng(0))
    target = np.random.default_rng(1).random((5, 2))
    y, trace = net.run(x, lengths)
    dW, dV = net.gradients_at_end(target, trace)
    net.reset()
    seen = 0
    for t in range(x.shape[1]):
        net.step(x[:, t])
        for k in np.flatnonzero(lengths == t + 1):
            dW_steps, dV_steps = net.gradients(target)
            np.testing.assert_allclose(y[k], net.y[k], atol=1e-13)
            np.testing.assert_allclose(dW[k], dW_steps[k], atol=1e-13)
            np.testing.assert_allclose(dV[k], dV_steps[k], atol=1e-13)
            seen += 1
    assert seen == 5
    assert len(set(lengths.tolist())) > 1


def test_a_net_does_not_depend_on_its_neighbours():
    """The same net trained alone and among others has the same weights, to the last bit."""

    def trained(seeds):
        net = nets(seeds, **PLAIN | {"input_size": 8}, scale=0.5)
        streams = [np.random.default_rng([seed, 1]) for seed in seeds]
        for _ in range(20):
            parts = [temporal_order_1997(1, 20, stream) for stream in streams]
            x = np.concatenate([np.pad(p[0], ((0, 0), (0, 22 - p[0].shape[1]), (0, 0))) for p in parts])
            target = np.eye(4)[[p[1][0] for p in parts]][:, :2]
            _, trace = net.run(x, np.concatenate([p[2] for p in parts]))
            net.learn_at_end(target, trace, 0.5)
        return net

    alone, among = trained([7]), trained([3, 7, 9])
    np.testing.assert_array_equal(alone.W[0], among.W[1])
    among.select(np.array([False, True, False]))
    np.testing.assert_array_equal(alone.V, among.V)


@pytest.mark.slow
def test_online_learning_solves_the_noise_free_lag():
    """Experiment 2a with its own topology at a lag of 4: errors at every step, weights changed at every step."""
    net = Net1997(
        5, 5, 1, 1, rngs=[np.random.default_rng(k) for k in range(3)], scale=0.2, biased=(), recurrent="none",
        output_gates=False, shortcuts=True, linear=True,
    )  # fmt: skip
    rng = np.random.default_rng(0)
    errors = []
    for _ in range(1500):
        symbols, following = noise_free_lag(3, 4, rng)
        x, target = one_hot(symbols, 5), one_hot(following, 5)
        net.reset()
        worst = np.zeros(3)
        for t in range(4):
            y = net.step(x[:, t])
            worst = np.maximum(worst, np.abs(target[:, t] - y).max(axis=1))
            net.learn(target[:, t], 1.0)
        errors.append(worst)
    assert np.mean(errors[:50]) > 0.5
    assert np.max(errors[-50:], axis=0).min() < 0.25  # the paper's criterion, for the best of three nets
    assert np.isfinite(errors).all()


def test_biases_start_where_the_paper_puts_them():
    net = nets([0, 1], **PLAIN, input_bias=(-2, -4), output_bias=(-1, -3))
    np.testing.assert_array_equal(net.W[:, net.input_gates, -1], [[-2, -4]] * 2)
    np.testing.assert_array_equal(net.W[:, net.output_gates, -1], [[-1, -3]] * 2)
    assert np.abs(net.W[:, :, :-1]).max() <= 0.1
    assert not np.array_equal(net.W[0], net.W[1])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"blocks": 0}, "blocks must be a whole number of at least 1, got 0"),
        ({"biased": ("gate",)}, "biased must hold names of"),
        ({"recurrent": "gates"}, "recurrent must be 'all', 'cells' or 'none', got 'gates'"),
        ({"input_bias": (-1,)}, r"input_bias must be 2 numbers for 2 gates with a bias, got \(-1,\)"),
        ({"forget_bias": (1, 2)}, "forget_bias must be 2 numbers"),
        ({"biased": ("cells",), "input_bias": (1, 2)}, "input_bias must be 2 numbers"),
    ],
)
def test_bad_options_are_refused(options, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        nets([0], **PLAIN | options)


def test_run_is_for_the_net_of_1997():
    for options in ({"forget_gates": True}, {"output_gates": False}, {"linear": True}):
        net = nets([0], **PLAIN, **options)
        with pytest.raises(ValueError, match=r"^run must have nets of 1997"):
            net.run(np.zeros((1, 3, 3)), np.array([3]))
    with pytest.raises(ValueError, match=r"rng must be a numpy\.random\.Generator"):
        Net1997(**PLAIN, rngs=[0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda net: net.run(np.ones((1, 4, 1)), [4]), r"x must have shape \(S, T, D\) with S = 1"),
        (lambda net: net.run(np.ones((1, 4, 3)), [4]), "x must have shape"),
        (lambda net: net.run(np.ones((2, 4, 2)), [4, 4]), "x must have shape"),
        (lambda net: net.run(np.ones((1, 4, 2)), [0]), "lengths must be 1 whole numbers from 1 to 4"),
        (lambda net: net.run(np.ones((1, 4, 2)), [5]), "lengths must be 1 whole numbers from 1 to 4"),
        (lambda net: net.run(np.ones((1, 4, 2)), [2.5]), "lengths must be 1 whole numbers from 1 to 4"),
        (lambda net: net.run(np.ones((1, 4, 2)), [4, 4]), "lengths must be 1 whole numbers from 1 to 4"),
        (lambda net: net.step(np.ones((1, 2))), "reset must be called before the first step"),
        (lambda net: net.gradients(np.ones((1, 1))), "step must be called before gradients"),
        (lambda net: (net.reset(), net.step(np.ones((1, 3)))), r"x must have shape \(S, D\) = \(1, 2\)"),
        (
            lambda net: (net.reset(), net.step(np.ones((1, 2))), net.learn(np.ones(1), 0.1)),
            r"target must have shape \(S, K\) = \(1, 1\), got \(1,\)",
        ),
        (
            lambda net: net.learn_at_end(np.ones(1), net.run(np.ones((1, 4, 2)), [4])[1], 0.1),
            r"target must have shape \(S, K\) = \(1, 1\)",
        ),
        (lambda net: Net1997(2, 1, 2, 2, rngs=np.random.default_rng(0)), "rngs must be a list"),
        (lambda net: Net1997(2, 1, 2, 2, rngs=[]), "rngs must be a list"),
    ],
)
def test_arrays_that_do_not_fit_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call(Net1997(2, 1, 2, 2, rngs=[np.random.default_rng(0)]))


def test_lengths_may_be_a_list():
    net = nets([0, 1], **PLAIN)
    x = np.random.default_rng(2).normal(size=(2, 4, 3))
    assert np.array_equal(net.run(x, [4, 2])[0], net.run(x, np.array([4, 2]))[0])
