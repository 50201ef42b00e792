"""The stories, their hand-set cell, and the figures that show them."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from lstm_course.datasets import stories
from lstm_course.layers import LSTM


def run(text):
    words, x = stories.read(text)
    layer = LSTM(3, 1, rng=np.random.default_rng(0))
    layer.params = dict(zip(["W_x", "W_h", "b"], stories.cell(), strict=True))
    layer.forward(x)
    return words, {name: values[0, :, 0] for name, values in layer.trace.items()}


def test_words_become_three_numbers():
    words, x = stories.read("Bob is tall ?")
    assert words == ["Bob", "is", "tall", "?"]
    assert x.dtype == np.float64
    np.testing.assert_array_equal(x, [[[1, 1, 0], [0, 0, 0], [0, 0.6, 0], [0, 0, 1]]])


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_story_is_refused(text):
    with pytest.raises(ValueError, match="story must hold at least one word"):
        stories.read(text)


def test_the_cell_answers_any_story_of_names_and_chatter():
    rng = np.random.default_rng(1)
    others = [*stories.CHATTER, "is", ".", "?"]
    for _ in range(100):
        story = ["Bob", *rng.choice([*stories.NAMES, *others], size=20)]
        words, trace = run(" ".join(story))
        last = None
        for t, word in enumerate(words):
            last = stories.NAMES.get(word, last)
            if word == "?":
                assert np.sign(trace["h"][t]) == last
                assert abs(trace["h"][t]) > 0.7
            else:
                assert abs(trace["h"][t]) < 0.01


@pytest.fixture
def plt():
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    with plt.style.context("lstm_course.plots.course"):
        yield plt
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_the_diagram_writes_the_numbers_on_its_edges(plt):
    from lstm_course.plots import cell

    values = {
        "x": "Dan",
        "h_prev": 0.25,
        "c_prev": -1.5,
        "i": 0.5,
        "f": 0.9,
        "g": -0.8,
        "o": 0.1,
        "c": 2.0,
        "h": -0.004,
    }
    shown = texts(cell.diagram(values))
    for wanted in (
        "= Dan",
        "= 0.25",
        "= −1.50",
        "= 0.50",
        "= 0.90",
        "= −0.80",
        "= 0.10",
        "= 2.00",
        "= 0.00",
        "= −0.40",
    ):
        assert any(text.endswith(wanted) for text in shown), wanted
    _, ax = plt.subplots()
    assert cell.diagram(ax=ax) is ax
    assert not any("=" in text for text in texts(ax))


def test_the_story_figure_shows_the_trace_in_the_course_colours(plt):
    from lstm_course.plots import COLOURS, NAMES, cell

    words, trace = run(stories.SWITCH)
    above, below = cell.story(words, trace)
    drawn = {}
    for ax in (above, below):
        for line in ax.lines:
            if len(line.get_ydata()) == len(words):
                drawn[line.get_color()] = np.asarray(line.get_ydata())
    for name in "ifgoch":
        np.testing.assert_array_equal(drawn[COLOURS[name]], trace[name])
    assert set(texts(above) + texts(below)) == set(NAMES.values())
    for ax in (above, below):  # the names do not touch each other
        heights = sorted(text.get_position()[1] for text in ax.texts)
        assert min(b - a for a, b in itertools.pairwise(heights)) > 0.1


def test_unnamed_traces_give_nothing_away(plt):
    from lstm_course.plots import COLOURS, cell

    words, trace = run(stories.SWITCH)
    axs = cell.unnamed_traces(words, {"A": trace["i"], "B": trace["g"]})
    assert [ax.get_ylabel() for ax in axs] == ["A", "B"]
    assert not {line.get_color() for ax in axs for line in ax.lines} & set(COLOURS.values())
    np.testing.assert_array_equal(axs[1].lines[0].get_ydata(), trace["g"])


def test_the_riddle_of_exercise_3_3_has_the_answers_of_its_record(plt):
    from lstm_course import check
    from lstm_course.plots import cell

    words, trace = run(stories.SWITCH)
    names = {"input": "i", "forget": "f", "candidate": "g", "output": "o"}
    answers = check.records()["gate_from_trace"].reference()
    axs = cell.riddle(words, trace)
    assert [ax.get_ylabel() for ax in axs] == list(answers)
    for ax, answer in zip(axs, answers.values(), strict=True):
        np.testing.assert_array_equal(ax.lines[0].get_ydata(), trace[names[answer]])
    source = (Path(__file__).resolve().parents[2] / "solutions/03_the_lstm_cell.ipynb").read_text(
        encoding="utf-8"
    )
    assert "layer.trace[" not in source  # the code above the question does not answer it


def test_line_style_knows_its_names():
    from lstm_course.plots import COLOURS, line_style

    assert line_style("f")["color"] == COLOURS["f"] == "#D55E00"
    assert line_style("c")["linewidth"] > line_style("h")["linewidth"]
    assert line_style("baseline")["linestyle"] == "--"
    with pytest.raises(ValueError, match="name must be one of i, f"):
        line_style("forget")
