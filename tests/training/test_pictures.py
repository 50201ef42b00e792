"""The recorded results of lesson 20 are complete, agree with each other, and can be made again."""

import json

import numpy as np
import pytest

from lstm_course import pictures
from lstm_course.datasets import captions
from lstm_course.nets.captioner import ENTRIES
from lstm_course.pictures import __main__ as command
from lstm_course.pictures import runs

RECORDED = pictures.recording()
KEYS = {"seen", "unseen", "copied", "relation", "english", "weights"}


def test_the_recording_is_complete_and_small():
    assert list(RECORDED["captions"]) == list(RECORDED["written"]) == ["labels", *ENTRIES]
    for row in RECORDED["captions"].values():
        assert set(row) == KEYS
        assert {len(values) for values in row.values()} == {3}
        assert all(0 <= share <= 1 for key in KEYS - {"weights"} for share in row[key])
    for where, keys in {"whole": {"same"}, "upper": {"same", "other"}}.items():
        assert set(RECORDED["films"][where]) == {
            "copy of the last frame",
            "linear motion",
            "ConvLSTM",
            "flat LSTM",
        }
        for row in RECORDED["films"][where].values():
            assert set(row) == keys
            assert {len(values) for values in row.values()} == {3}
    assert pictures.FILE.stat().st_size < 90_000
    assert pictures.recording() == RECORDED
    assert pictures.recording()["films"] is not RECORDED["films"]


@pytest.fixture(scope="module")
def first_scenes():
    rng = np.random.default_rng(0)
    train = captions.scenes(runs.SCENES, rng)
    seen = captions.scenes(runs.TEST_SCENES, rng, "test")
    return train, seen, captions.scenes(runs.TEST_SCENES, rng, "test", captions.UNSEEN)


@pytest.mark.parametrize("entry", ["labels", *ENTRIES])
def test_what_was_written_gives_the_recorded_shares(entry, first_scenes):
    train, _, unseen = first_scenes
    written, row = RECORDED["written"][entry], RECORDED["captions"][entry]
    right = np.mean([a == b for a, b in zip(written, unseen.captions, strict=True)])
    assert np.isclose(right, row["unseen"][0])
    known = set(train.captions)
    assert np.isclose(np.mean([caption in known for caption in written]), row["copied"][0])
    relation = [
        ("above" in a.split()) == ("above" in b.split())
        for a, b in zip(written, unseen.captions, strict=True)
    ]
    assert abs(np.mean(relation) - row["relation"][0]) < 0.01


@pytest.mark.slow
def test_films_of_the_hand_made_forecasters_can_be_made_again(monkeypatch):
    monkeypatch.setattr(runs, "trained", lambda make, *rest: make().eval())
    for where in ("whole", "upper"):
        again = runs.forecast_films(where, 0)
        for name in ("copy of the last frame", "linear motion"):
            recorded = {key: values[0] for key, values in RECORDED["films"][where][name].items()}
            assert again[name] == pytest.approx(recorded, abs=1e-4)


def test_a_short_run_gives_the_same_shape(monkeypatch):
    monkeypatch.setattr(runs, "SCENES", 64)
    monkeypatch.setattr(runs, "TEST_SCENES", 10)
    for entry in ("labels", "attention"):
        found = runs.caption_scenes(entry, 0, steps=2)
        assert set(found) == KEYS | {"written"}
        assert len(found["written"]) == 10


def test_the_command_writes_what_it_recorded(monkeypatch, tmp_path):
    monkeypatch.setattr(command, "FILE", tmp_path / "runs.json")
    monkeypatch.setattr(command, "forecast_films", lambda where, seed: {"net": {"same": seed}})
    monkeypatch.setattr(
        command, "caption_scenes", lambda entry, seed: {"seen": seed, "written": [entry, str(seed)]}
    )
    command.main()
    made = json.loads(command.FILE.read_text())
    assert made["films"] == {where: {"net": {"same": [0, 1, 2]}} for where in ("whole", "upper")}
    assert made["captions"]["merge"] == {"seen": [0, 1, 2]}
    assert made["written"]["merge"] == ["merge", "0"]
