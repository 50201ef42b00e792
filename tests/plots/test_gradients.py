"""The tape and the river of lesson 05: their numbers against autograd, and that they draw these numbers."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from lstm_course.plots import COLOURS, river, tape

SUMS = {"i": 0.3, "f": -0.4, "g": 0.9, "o": 1.1}


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_tape_holds_the_derivatives_of_torch():
    sums = {
        gate: torch.tensor(value, dtype=torch.float64, requires_grad=True) for gate, value in SUMS.items()
    }
    c_prev = torch.tensor(-0.7, dtype=torch.float64, requires_grad=True)
    gates = {gate: (torch.tanh if gate == "g" else torch.sigmoid)(value) for gate, value in sums.items()}
    c = gates["f"] * c_prev + gates["i"] * gates["g"]
    h = gates["o"] * torch.tanh(c)
    nodes = {
        **{f"a_{gate}": value for gate, value in sums.items()},
        **gates,
        "c_prev": c_prev,
        "c": c,
        "h": h,
    }
    loss = 1.3 * h - 0.6 * c  # dh = 1.3 and, beside it, dc = -0.6
    values, slopes, gradients = tape.numbers(SUMS, c_prev=-0.7, dh=1.3, dc=-0.6)
    assert set(values) == set(gradients) == set(nodes)
    for name, node in nodes.items():
        assert values[name] == pytest.approx(node.item(), abs=1e-12)
        (wanted,) = torch.autograd.grad(loss, [node], retain_graph=True)
        assert gradients[name] == pytest.approx(wanted.item(), abs=1e-12), name
    for (start, end), slope in slopes.items():
        (wanted,) = torch.autograd.grad(nodes[end], [nodes[start]], retain_graph=True)
        assert slope == pytest.approx(wanted.item(), abs=1e-12), (start, end)


def test_tape_writes_every_number_in_the_colour_of_its_quantity():
    ax = tape.tape(SUMS, c_prev=-0.7, dh=1.3, dc=-0.6)
    values, slopes, gradients = tape.numbers(SUMS, c_prev=-0.7, dh=1.3, dc=-0.6)
    texts = [text.get_text() for text in ax.texts]
    for number in [*values.values(), *gradients.values(), *slopes.values()]:
        wanted = f"{number:.2f}".replace("-", "\N{MINUS SIGN}")
        assert any(text.endswith(wanted) for text in texts), wanted
    colours = {text.get_text().split(" = ")[0]: text.get_color() for text in ax.texts}
    for gate in "ifgo":
        assert colours[f"${gate}$"] == colours[f"$a_{gate}$"] == COLOURS[gate]


def test_river_is_as_wide_as_the_gradient():
    through_c, through_h = np.array([0.2, 0.4, 0.0]), np.array([0.1, 0.05, 0.3])
    own = plt.subplots()[1]
    ax = river.river(through_c, through_h, ax=own, title="a finding")
    assert ax is own
    assert "a finding" in (ax.get_title(), ax.get_title(loc="left"))
    bands = {}
    for band in ax.collections:
        points = band.get_paths()[0].vertices
        bands[matplotlib.colors.to_hex(band.get_facecolor()[0]).upper()] = points
    for colour, sizes in ((COLOURS["c"], through_c), (COLOURS["h"], -through_h)):
        points = bands[colour.upper()]
        for step, size in enumerate(sizes):
            heights = points[points[:, 0] == step, 1]
            assert size in heights
            assert set(np.round(heights, 12)) <= {0.0, round(float(size), 12)}
    low, high = ax.get_ylim()
    assert low < -0.3
    assert high > 0.4


def test_rivers_can_share_a_scale():
    assert river.river(np.array([0.1, 0.0]), np.array([0.0, 0.1]), width=2.0).get_ylim() == (-2.0, 2.0)


@pytest.mark.parametrize(
    ("through_c", "through_h", "match"),
    [
        (np.ones(3), np.ones(4), "same shape"),
        (np.ones((3, 2)), np.ones((3, 2)), "same shape"),
        (np.array([1.0, -1.0]), np.ones(2), "negative"),
    ],
)
def test_river_refuses_what_it_cannot_draw(through_c, through_h, match):
    with pytest.raises(ValueError, match=match):
        river.river(through_c, through_h)
