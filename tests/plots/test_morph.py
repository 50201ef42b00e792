"""The diagram from the LSTM to the GRU: each change shows, and the colours are kept."""

import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import to_rgb

from lstm_course.plots import COLOURS, morph


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def drawn(amount):
    """Return text -> colour of the diagram, the title's and the equations' text left out."""
    ax = morph.morph(amount)
    return {text.get_text(): to_rgb(text.get_color()) for text in ax.texts if "=" not in text.get_text()}


def test_the_ends_are_the_lstm_and_the_gru():
    lstm, gru = drawn(0), drawn(1)
    assert set("figo") | {"tanh", "$c$", "$c_{prev}$", "$h$"} <= set(lstm)
    assert not {"r", "z", "n", "$1 - f$"} & set(lstm)
    assert set("rzn") | {"$1 - z$", "$h$"} <= set(gru)
    assert not {"f", "i", "g", "o", "tanh", "$c$", "$c_{prev}$"} & set(gru)


@pytest.mark.parametrize(("old", "new"), [("f", "z"), ("g", "n"), ("o", "r")])
def test_a_renamed_part_keeps_its_colour(old, new):
    assert drawn(0)[old] == drawn(1)[new] == pytest.approx(to_rgb(COLOURS[old]))


def test_the_three_changes_come_one_after_another():
    coupled, bare = drawn(1 / 3), drawn(2 / 3)
    assert "$1 - f$" in coupled
    assert "i" not in coupled
    assert "tanh" in coupled
    assert "o" in coupled
    assert "tanh" not in bare
    assert {"o", "$c$"} <= set(bare)
    assert coupled["$1 - f$"] == pytest.approx(to_rgb(COLOURS["i"]))


def test_a_part_that_goes_is_drawn_pale():
    whole, half = drawn(0)["i"], drawn(1 / 6)["i"]
    assert all(0 < h - w or w == 1 for w, h in zip(whole, half, strict=True))


def test_the_memory_takes_the_colour_of_what_it_is_called():
    assert drawn(2 / 3)["$c$"] == pytest.approx(to_rgb(COLOURS["c"]))
    assert drawn(1)["$h$"] == pytest.approx(to_rgb(COLOURS["h"]))


def test_drawing_again_replaces_what_was_there():
    ax = morph.morph(0.0)
    before = len(ax.get_children())
    assert morph.morph(1.0, ax) is ax
    assert morph.morph(0.0, ax) is ax
    assert len(ax.get_children()) == before


@pytest.mark.parametrize("amount", [-0.1, 1.1, float("nan")])
def test_the_amount_is_a_share(amount):
    with pytest.raises(ValueError, match="amount must lie between 0 and 1"):
        morph.morph(amount)


@pytest.mark.parametrize("count", [1, 3, 4])
def test_frames_stand_side_by_side(count):
    amounts = [k / 4 for k in range(count)]
    axs = morph.frames(amounts)
    assert [len(ax.get_title()) > 0 for ax in axs] == [True] * count
    assert len(plt.gcf().axes) == count
    with pytest.raises(ValueError, match="axs must hold one for each"):
        morph.frames([*amounts, 1.0], axs)
