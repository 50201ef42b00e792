"""The pictures of the README."""

import itertools
import re
from pathlib import Path

import lab
import pytest
from PIL import Image

from lstm_course.authoring import figures, stills
from lstm_course.widgets import CellStepper

ROOT = Path(__file__).parents[2]
WORDS = len(CellStepper().symbols)


def frames(path):
    """Return the pictures of an animation one after the other."""
    with Image.open(path) as image:
        for k in range(image.n_frames):
            image.seek(k)
            yield image.convert("RGB")


def test_the_committed_animation_has_a_frame_for_each_word_and_plays_once():
    path = ROOT / "site" / "images" / "the_stepper.gif"
    shown = list(frames(path))
    assert len(shown) == WORDS
    assert all(one.tobytes() != two.tobytes() for one, two in itertools.pairwise(shown))
    with Image.open(path) as image:
        assert "loop" not in image.info  # it does not start again: nothing moves beside the text for ever
        assert image.info["duration"] == figures.MILLISECONDS
    assert path.stat().st_size < 400_000


@pytest.mark.slow
@pytest.mark.browser
def test_the_animation_is_drawn_anew(tmp_path, monkeypatch):
    lab.require_browser()
    monkeypatch.setenv("CHROMIUM", str(lab.CHROMIUM))
    assert figures.main(tmp_path) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"the_cell.png", "the_stepper.gif"}
    drawn = list(frames(tmp_path / "the_stepper.gif"))
    assert len(drawn) == WORDS
    assert drawn[0].size == (figures.WIDTH, figures.HEIGHT)
    assert drawn[0].tobytes() != drawn[-1].tobytes()


@pytest.mark.slow
def test_without_a_browser_one_sentence_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(stills.shutil, "which", lambda name: None)
    assert figures.main(tmp_path) == 1
    assert re.fullmatch(
        r"the_stepper\.gif was not drawn: no browser: .*CHROMIUM.*\n", capsys.readouterr().err
    )
    assert [path.name for path in tmp_path.iterdir()] == ["the_cell.png"]


def test_both_pictures_are_shown_somewhere():
    texts = [ROOT / "README.md", *(ROOT / "site").glob("*.md")]
    shown = "".join(path.read_text(encoding="utf-8") for path in texts)
    for name in ("the_cell.png", "the_stepper.gif"):
        assert f"/{name}" in shown, name
