"""The figures of lesson 09: what is on them, compared with the conversions and with what they were given."""

import itertools

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.colors import to_hex

from lstm_course.layers import LSTM
from lstm_course.nets import interop
from lstm_course.plots import COLOURS, rosetta

pytestmark = pytest.mark.usefixtures("course_style")


def layout_of(library):
    return next(layout for layout in rosetta.LAYOUTS if layout.library == library)


@pytest.fixture
def layer(rng):
    """Give a layer whose blocks are told apart by their tens: i is 10, f is 20, g is 30, o is 40."""
    layer = LSTM(3, 2, rng=rng)
    stamp = np.repeat([10.0, 20.0, 30.0, 40.0], 2)
    for value in layer.params.values():
        value[...] = stamp
    return layer


def found_order(values):
    """Return the order of the gates in a stamped array, read along its longest axis."""
    along = values.reshape(-1, values.shape[-1]) if values.shape[-1] % 8 == 0 else values.squeeze().T
    row = along[0][:8:2]
    return "".join("ifgo"[int(value) // 10 - 1] for value in row)


def test_the_orders_are_those_of_the_conversions(layer):
    pytorch = interop.to_torch(layer).weight_ih_l0.detach().numpy()
    kernel = interop.to_keras(layer)[0]
    onnx = interop.to_onnx(layer)["W"]
    for library, array in (
        ("this course", layer.params["W_x"]),
        ("PyTorch", pytorch),
        ("Keras", kernel),
        ("ONNX", onnx),
    ):
        layout = layout_of(library)
        assert found_order(array) == layout.order.replace("c", "g"), library
        wide = array.squeeze().shape[1] == 8
        assert layout.axis == ("columns" if wide else "rows"), library
        shape = {(3, 8): "(D, 4H)", (8, 3): "(4H, D)", (1, 8, 3): "(1, 4H, D)"}[array.shape]
        assert layout.weights.endswith(shape), library


def test_places():
    assert rosetta.places("iofc") == {"i": 0, "f": 2, "g": 3, "o": 1}
    assert list(rosetta.places("ogfi")) == list("ifgo")
    for order in ("ifg", "ifgg", "ifgoc", "abcd", ""):
        with pytest.raises(ValueError, match="order"):
            rosetta.places(order)


@pytest.mark.parametrize("order", ["".join(order) for order in itertools.permutations("ifgo")])
def test_a_bar_shows_its_order_in_the_colours_of_the_course(order):
    layout = rosetta.Layout("mine", order, "weights", "columns", "bias")
    ax = rosetta.table([layout])
    letters = [text for text in ax.texts if text.get_text() in set("ifgo")]
    assert (
        "".join(text.get_text() for text in sorted(letters, key=lambda text: text.get_position()[0])) == order
    )
    blocks = sorted(
        (patch for patch in ax.patches if patch.get_width() == 1), key=lambda patch: patch.get_x()
    )
    assert [to_hex(patch.get_facecolor()).upper() for patch in blocks] == [COLOURS[gate] for gate in order]


def test_the_table_has_a_row_for_each_library_and_ribbons_between_equal_gates():
    ax = rosetta.table()
    heights = [
        next(text.get_position()[1] for text in ax.texts if text.get_text() == layout.library)
        for layout in rosetta.LAYOUTS
    ]
    assert heights == sorted(heights, reverse=True)
    ribbons = [patch for patch in ax.patches if not hasattr(patch, "get_width")]
    joined = []
    for ribbon in ribbons:
        points = ribbon.get_path().vertices
        top, bottom = points[points[:, 1] == points[:, 1].max()], points[points[:, 1] == points[:, 1].min()]
        row = int(np.argmin(np.abs(np.array(heights) - top[0, 1])))
        colour = to_hex(ribbon.get_facecolor()).upper()
        gate = next(name for name in "ifgo" if COLOURS[name] == colour)
        joined.append((row, gate, top[:, 0].min(), bottom[:, 0].min()))
    wanted = []
    for row, (above, below) in enumerate(itertools.pairwise(rosetta.LAYOUTS)):
        for gate in "ifgo":
            orders = (layout.order.replace("c", "g") for layout in (above, below))
            wanted.append((row, gate, *(order.index(gate) for order in orders)))
    assert sorted(joined) == sorted(wanted)
    ax.figure.canvas.draw()


def test_one_gate_can_be_brought_out():
    ax = rosetta.table(highlight="f")
    strong = {to_hex(p.get_facecolor()).upper() for p in ax.patches if p.get_alpha() == 1.0}
    assert strong == {COLOURS["f"]}
    for wrong in ("c", "x", "", "if"):
        with pytest.raises(ValueError, match="highlight"):
            rosetta.table(highlight=wrong)


def test_sight_fills_the_cells_that_were_read(rng):
    forward, backward = rng.random((2, 4, 4)) < 0.5
    pair = rosetta.sight(forward, backward)
    for ax, seen in zip(pair, (forward, backward), strict=True):
        filled = np.zeros((4, 4), dtype=bool)
        for patch in ax.patches:
            if patch.get_width() < 1:
                t, s = round(patch.get_x() + 0.45), round(patch.get_y() + 0.45)
                filled[t, s] = to_hex(patch.get_facecolor()).upper() == COLOURS["h"]
        assert np.array_equal(filled, seen)
        (frame,) = [patch for patch in ax.patches if patch.get_width() == 1]
        assert frame.get_x() + 0.5 == 3
    notes = [{t.get_text(): t.get_position()[0] for t in ax.texts} for ax in pair]
    assert notes[0]["all read"] == notes[1]["one read"] == 3
    assert notes[0]["one read"] == notes[1]["all read"] == 0


def test_given_axes_are_used():
    fig, axes = plt.subplots(1, 3)
    assert rosetta.table(ax=axes[0]) is axes[0]
    seen = np.eye(3, dtype=bool)
    assert rosetta.sight(seen, seen, pair=axes[1:]) is not None
    assert axes[1].patches
    assert axes[2].patches
    assert plt.get_fignums() == [fig.number]
