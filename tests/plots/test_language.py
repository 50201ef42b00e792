"""The figures of lesson 17 show the numbers they are given; a sound is kept and named."""

import base64
import re

import numpy as np
import pytest

from lstm_course.datasets.melodies import sound
from lstm_course.plots import language
from lstm_course.plots.sound import listen

pytestmark = pytest.mark.usefixtures("course_style")


def test_bars_show_the_most_probable_symbols_of_the_first_panel():
    one, other = np.array([0.1, 0.6, 0.3, 0.0]), np.array([0.0, 0.25, 0.75, 0.0])
    axs = language.bars({"T = 1": one, "top 2": other}, "a \nz", top=3)
    assert [label.get_text() for label in axs[0].get_yticklabels()] == ["blank", "line", "a"]
    assert [bar.get_width() for bar in axs[0].patches] == [0.6, 0.3, 0.1]
    assert [bar.get_width() for bar in axs[1].patches] == [0.25, 0.75, 0]
    assert [text.get_text() for text in axs[1].texts] == ["0.25", "0.75", "0"]
    assert [ax.get_title(loc="left") or ax.get_title() for ax in axs] == ["T = 1", "top 2"]
    assert language.bars({"one": one}, "abcd", axs=axs[0])[0] is axs[0]


def test_mixtures_draws_each_seed_and_marks_both_ends():
    bits = [[1.7, 1.6, 1.9], [1.7, 1.65, 2.0]]
    ax = language.mixtures([0, 0.5, 1], bits, "5-gram")
    assert [line.get_ydata().tolist() for line in ax.lines[:2]] == bits
    assert ax.lines[2].get_xydata().tolist() == [[0, 1.7]]
    assert ax.lines[3].get_ydata().tolist() == [1.9, 2.0]
    texts = {text.get_text(): text.xy for text in ax.texts}
    assert texts == {"5-gram alone": (0, 1.7), "LSTM alone": (1, 2.0), "both": (0.5, 1.6)}
    low, high = ax.get_ylim()
    assert low < 1.6
    assert high > 2.0
    assert language.mixtures([0, 1], [[1, 2]], "x", ax=ax) is ax


def test_temperature_draws_each_curve_beside_real_text_and_keeps_the_names_apart():
    ax = language.temperature(
        [0.5, 2], {"known": [0.9, 0.30], "distinct": [0.2, 0.31]}, {"known": 0.8, "distinct": 0.4}
    )
    curves = [line for line in ax.lines if line.get_marker() == "o"]
    assert [list(line.get_ydata()) for line in curves] == [[0.9, 0.30], [0.2, 0.31]]
    dotted = [line for line in ax.lines if line.get_linestyle() == ":"]
    assert [line.get_ydata()[0] for line in dotted] == [0.8, 0.4]
    assert [line.get_color() for line in dotted] == [line.get_color() for line in curves]
    heights = {text.get_text(): text.xy[1] for text in ax.texts}
    assert heights["distinct"] - heights["known"] >= 0.07
    assert heights["dotted: real text"] == 0.8


def test_copied_has_a_dashed_base_line():
    ax = language.copied([5, 10], {"test text": [0.9, 0.5], "LSTM": [0.4, 0.1]})
    assert [line.get_linestyle() for line in ax.lines] == ["--", "-"]
    assert [list(line.get_ydata()) for line in ax.lines] == [[0.9, 0.5], [0.4, 0.1]]
    assert {text.get_text(): text.xy for text in ax.texts} == {"test text": (10, 0.5), "LSTM": (10, 0.1)}
    close = language.copied([5, 10], {"test text": [0.9, 0.12], "LSTM": [0.4, 0.1]})
    heights = [text.xy[1] for text in close.texts]
    assert np.diff(heights) > 0.07


def test_phrases_draws_every_seed_of_the_last_model():
    ax = language.phrases({"3-gram": [2.0, 2.1], "LSTM": [[1.0, 1.2], [1.4, 1.5]]}, ["A", "B"])
    assert [(line.get_linestyle(), list(line.get_ydata())) for line in ax.lines] == [
        ("--", [2.0, 2.1]),
        ("-", [1.0, 1.2]),
        ("-", [1.4, 1.5]),
    ]
    assert [text.xy for text in ax.texts] == [(1, 2.1), (1, pytest.approx(1.35))]
    assert ax.get_ylim()[0] == 0
    assert ax.get_ylim()[1] > 2.1


def test_roll_draws_a_held_note_as_one_long_bar():
    axs = language.roll({"one": [3, 10, 10, 5], "other": [10, 1, 2, 2]}, hold=10, phrase=2)
    bars = [(bar.get_x(), bar.get_width(), bar.get_y() + bar.get_height() / 2) for bar in axs[0].patches]
    assert bars == [(0, pytest.approx(2.88), 3), (3, pytest.approx(0.88), 5)]
    assert [bar.get_x() for bar in axs[1].patches] == [1, 2, 3]
    assert len(axs[0].lines) == 1
    assert language.roll({"one": [1, 2]}, 10, 1, axs=axs[0])[0] is axs[0]


class Shell:
    kernel = True


def test_a_sound_is_kept_in_the_output_with_its_name(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.get_ipython", Shell)
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append((data, raw)))
    wav = sound([0, 2, 4])
    listen(wav, "Three <notes> that rise")
    ((data, raw),) = shown
    assert raw
    assert data["text/plain"] == "Three <notes> that rise"
    page = data["text/html"]
    assert base64.b64decode(re.search(r'src="data:audio/wav;base64,([^"]+)"', page)[1]) == wav
    assert 'aria-label="Three &lt;notes&gt; that rise"' in page
    assert "autoplay" not in page
    assert " controls" in page


def test_where_nothing_can_be_heard_the_sentence_is_printed(capsys):
    listen(sound([0]), "One note")
    assert capsys.readouterr().out == "One note\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((b"RIFF1234AVI ", "A film"), "wav must be the bytes of a WAV file"),
        (("RIFF1234WAVE", "Text"), "wav must be the bytes"),
        ((sound([0]), " "), "text must say what is heard in 1 to 250 characters, got ' '"),
        ((sound([0]), "x" * 251), "text must say what is heard"),
    ],
)
def test_wrong_sounds_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        listen(*arguments)
