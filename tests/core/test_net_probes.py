"""Trace, ablation, connectivity and integrated gradients against PyTorch, finite differences and closed forms."""

import copy

import numpy as np
import pytest
import torch

from lstm_course.nets.language_model import LanguageModel, probabilities
from lstm_course.probes.ablation import ablate, held, losses
from lstm_course.probes.connectivity import connectivity, integrated_gradients
from lstm_course.probes.trace import trace
from lstm_course.training import seeded


@pytest.fixture(scope="module")
def net():
    with seeded(0):
        model = LanguageModel(5, E=3, H=6).eval()
        for parameter in model.parameters():
            torch.nn.init.normal_(parameter, std=0.7)
    return model


@pytest.fixture
def ids():
    return np.random.default_rng(0).integers(0, 5, size=(3, 9))


def same(net, before):
    return all(torch.equal(a, b) for a, b in zip(net.parameters(), before, strict=True))


def test_trace_is_what_pytorch_computes(net, ids):
    found = trace(net, ids)
    y, (_, c) = net.lstm(net.embed(torch.from_numpy(ids)))
    np.testing.assert_allclose(found["h"], y.detach().numpy(), atol=1e-6)
    np.testing.assert_allclose(found["c"][:, -1], c[0].detach().numpy(), atol=1e-6)
    np.testing.assert_allclose(found["o"] * np.tanh(found["c"]), found["h"], atol=1e-6)
    before = np.concatenate([np.zeros((3, 1, 6)), found["c"][:, :-1]], axis=1)
    np.testing.assert_allclose(found["f"] * before + found["i"] * found["g"], found["c"], atol=1e-6)
    one = trace(net, ids[1])
    assert list(one) == list("ifgoch")
    for name in one:
        assert one[name].shape == (9, 6)
        np.testing.assert_allclose(one[name], found[name][1], atol=1e-6)
    assert trace(net, [2])["c"].shape == (1, 6)


def test_held_without_a_cell_is_the_network(net, ids):
    x = torch.from_numpy(ids)
    torch.testing.assert_close(held(net, x), net(x)[0].detach(), atol=1e-5, rtol=0)
    torch.testing.assert_close(held(net, x, []), net(x)[0].detach(), atol=1e-5, rtol=0)
    np.testing.assert_allclose(
        losses(net, ids[:, :-1], ids[:, 1:]), -np.log2(probabilities(net, ids)), atol=1e-5
    )


def test_a_held_cell_is_held_at_every_step_before_h_and_before_the_next(net, ids):
    """Against a network whose weights make that cell a constant: shut off by gates of the other kind."""
    unit, value = 2, 0.6
    fixed, H, big = copy.deepcopy(net), 6, 1e4
    with torch.no_grad():  # i = 1, f = 0, g = value: c is the value at each step
        lstm = fixed.lstm
        for gate, bias in ((0, big), (1, -big), (2, np.arctanh(value))):
            row = gate * H + unit
            lstm.weight_ih_l0[row] = lstm.weight_hh_l0[row] = lstm.bias_hh_l0[row] = 0
            lstm.bias_ih_l0[row] = bias
    before = [p.clone() for p in net.parameters()]
    x = torch.from_numpy(ids)
    torch.testing.assert_close(held(net, x, unit, value), fixed(x)[0].detach(), atol=1e-5, rtol=0)
    assert not torch.allclose(held(net, x, unit, value), net(x)[0], atol=1e-3)
    assert same(net, before)
    y = np.roll(ids, -1, axis=1)
    rise = losses(fixed, ids, y).mean() - losses(net, ids, y).mean()
    assert ablate(net, unit, ids, y, value) == pytest.approx(rise, abs=1e-5)
    assert ablate(net, unit, ids, y, value) == ablate(net, unit, ids, y, value)


def test_several_cells_and_a_value_for_each(net, ids):
    two = held(net, ids, [1, 4], [0.3, -0.2])
    torch.testing.assert_close(two, held(net, ids, np.array([4, 1]), (-0.2, 0.3)))
    assert not torch.allclose(two, held(net, ids, [1, 4], [-0.2, 0.3]))
    torch.testing.assert_close(held(net, ids, [1, 4], 0.3), held(net, ids, [1, 4], [0.3, 0.3]))


def test_a_dead_cell_costs_nothing(net, ids):
    dead = copy.deepcopy(net)
    with torch.no_grad():
        dead.out.weight[:, 3] = dead.lstm.weight_hh_l0[:, 3] = 0
    assert ablate(dead, 3, ids, np.roll(ids, 1, axis=1), 5.0) == pytest.approx(0, abs=1e-7)
    assert ablate(dead, 2, ids, np.roll(ids, 1, axis=1), 5.0) != pytest.approx(0, abs=1e-3)


def test_connectivity_is_autograd_of_that_logit_alone(net, ids):
    x, t, k = torch.from_numpy(ids[0]), 5, 3

    def logit(embedded):
        return net.out(net.lstm(embedded[None])[0])[0, t, k]

    rows = net.embed(x).detach()
    jacobian = torch.autograd.functional.jacobian(logit, rows)
    assert torch.equal(jacobian[6:], torch.zeros(3, 3))
    wanted = jacobian.norm(dim=1).numpy()[:6]
    np.testing.assert_allclose(connectivity(net, ids[0], t, k), wanted, rtol=1e-4)
    np.testing.assert_allclose(connectivity(net, ids[0], t, k), wanted, rtol=1e-4)
    assert all(p.grad is None for p in net.parameters())
    assert connectivity(net, ids[0], 0, k).shape == (1,)
    with torch.no_grad():
        np.testing.assert_allclose(connectivity(net, ids[0], t, k), wanted, rtol=1e-4)


@pytest.mark.parametrize(
    ("f", "x", "base", "wanted"),
    [
        (torch.prod, [2, 3], [0, 0], [3, 3]),
        (
            torch.prod,
            [2, 3],
            [1, 1],
            [2, 3],
        ),  # the means of 1 + 2 s and of 1 + s are 2 and 1.5, times 1 and 2
        (lambda v: 4 * v[0] - v[1] + 7, [1, 2, 5], [3, 0, 9], [-8, -2, 0]),
        (torch.max, [1, 3], [0, 0], [0, 3]),
        (lambda v: v.sum() ** 2, [2], [1], [3]),
    ],
)
def test_integrated_gradients_in_closed_form(f, x, base, wanted):
    x, base = np.array(x, float), np.array(base, float)
    found = integrated_gradients(f, x, base, 50)
    np.testing.assert_allclose(found, wanted, atol=1e-9)
    gain = float(f(torch.tensor(x))) - float(f(torch.tensor(base)))
    assert found.sum() == pytest.approx(gain, abs=1e-9)


def test_integrated_gradients_are_complete_where_the_gradient_is_flat():
    def gate(v):
        return torch.tanh(10 * v[0])

    assert integrated_gradients(gate, [1], [0], 200)[0] == pytest.approx(1, abs=1e-3)
    one = integrated_gradients(lambda v: v[0] ** 3, [2], [0], 1)
    assert one.tolist() == [2 * 3 * 1.0]  # midpoint: 3 * 1 ** 2, times the way


def test_arguments_that_do_not_fit(net, ids):
    with seeded(0):
        deep = LanguageModel(5, E=3, H=6, layers=2)
    for call, message in (
        (lambda: trace(net, np.zeros((2, 0), int)), "ids must have shape"),
        (lambda: trace(deep, ids), "net must have one LSTM"),
        (lambda: held(deep, ids), "net must have one LSTM"),
        (lambda: held(net, ids[0]), "x must have shape"),
        (lambda: held(net, ids, 6), "unit must be one or several of 0 to 5"),
        (lambda: held(net, ids, -1), "unit must be one or several of 0 to 5"),
        (lambda: held(net, ids, 1.5), "unit must be one or several of 0 to 5"),
        (lambda: held(net, ids, [1, 2], [0.0, 1, 2]), "value must be one number or 2"),
        (lambda: losses(net, ids, ids[:, 1:]), "y must have the shape of x"),
        (lambda: ablate(net, None, ids, ids), "unit must be a cell"),
        (lambda: connectivity(net, ids, 0, 0), "x must have shape"),
        (lambda: connectivity(net, ids[0], 9, 0), "t be from 0"),
        (lambda: connectivity(net, ids[0], 3, 5), "k must be a symbol, 0 to 4"),
        (lambda: integrated_gradients(torch.sum, [1, 2], [0]), "same shape"),
        (lambda: integrated_gradients(torch.sum, [1], [0], 0), "steps"),
    ):
        with pytest.raises(ValueError, match=message):
            call()


def test_a_net_that_lets_no_gradient_through_fails_clearly(net, ids):
    cut = copy.deepcopy(net)
    cut.narrow = type("Cut", (torch.nn.Module,), {"forward": lambda self, y: y.detach()})()
    for last_layer_learns in (True, False):
        cut.out.requires_grad_(last_layer_learns)
        with pytest.raises(ValueError, match="cut off"):
            connectivity(cut, ids[0], 3, 1)


def test_gradients_are_averaged_over_a_whole_number_of_steps():
    np.testing.assert_allclose(
        integrated_gradients(lambda x: (x**2).sum(), [1, 2], [0, 0], np.int64(4)), [1, 4]
    )
    with pytest.raises(ValueError, match=r"steps must be a whole number of at least 1, got 2\.5"):
        integrated_gradients(lambda x: (x**2).sum(), [1, 2], [0, 0], steps=2.5)


@pytest.mark.parametrize("value", [None, np.nan, np.inf])
def test_a_cell_is_held_at_a_number(net, ids, value):
    with pytest.raises(ValueError, match="value must be finite"):
        held(net, ids, 0, value)
