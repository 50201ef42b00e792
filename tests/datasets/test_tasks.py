"""Synthetic tasks: every label and target recomputed the slow way."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_course.datasets import tasks

seeds = st.integers(0, 2**32 - 1)


def spelled(x):
    """Read one-hot sequences as strings of letters, checking every row of numbers."""
    words = []
    for sequence in x.tolist():
        word = ""
        for row in sequence:
            assert sorted(row) == [0.0] * 7 + [1.0]
            word += "abcdXYEB"[row.index(1.0)]
        words.append(word)
    return words


@given(batch=st.integers(1, 6), length=st.integers(10, 130), symbols=st.sampled_from([2, 3]), seed=seeds)
def test_temporal_order_spells_its_label(batch, length, symbols, seed):
    x, label = tasks.temporal_order(batch, length, np.random.default_rng(seed), symbols=symbols)
    assert x.shape == (batch, length, 8)
    assert x.dtype == np.float64
    assert label.shape == (batch,)
    assert label.dtype == np.int64
    classes = ["".join(word) for word in itertools.product("XY", repeat=symbols)]  # XX, XY, YX, YY
    for word, number in zip(spelled(x), label, strict=True):
        assert (word[0], word[-1]) == ("E", "B")
        assert not set("EB") & set(word[1:-1])
        markers = "".join(letter for letter in word if letter in "XY")
        assert markers == classes[number]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("symbols", "windows"), [(2, [(10, 20), (50, 60)]), (3, [(10, 20), (33, 43), (66, 76)])]
)
def test_temporal_order_fills_the_windows_of_the_paper(rng, symbols, windows):
    """At length 100 the windows are those of 1997, and every place in them is used."""
    x, label = tasks.temporal_order(4000, 100, rng, symbols=symbols)
    places = np.array([[t for t, letter in enumerate(word) if letter in "XY"] for word in spelled(x)])
    for k, (first, last) in enumerate(windows):
        assert set(places[:, k].tolist()) == set(range(first, last + 1))
    counts = np.bincount(label, minlength=2**symbols)
    expected = 4000 / 2**symbols
    assert np.all(np.abs(counts - expected) < 5 * np.sqrt(expected))
    distractors = x[:, 1:-1, :4].sum(axis=(0, 1))
    assert np.all(np.abs(distractors / distractors.sum() - 0.25) < 0.01)


@pytest.mark.slow
def test_no_marker_alone_tells_the_label(rng):
    x, label = tasks.temporal_order(4000, 50, rng)
    first = np.array([next(letter for letter in word if letter in "XY") for word in spelled(x)])
    for letter in "XY":
        shares = np.bincount(label[first == letter], minlength=4) / (first == letter).sum()
        assert sorted(shares)[:2] == [0, 0]
        assert np.all(np.abs(np.array(sorted(shares)[2:]) - 0.5) < 0.06)


@given(batch=st.integers(1, 6), length=st.integers(2, 60), seed=seeds)
def test_adding_adds_the_marked_numbers(batch, length, seed):
    x, target = tasks.adding(batch, length, np.random.default_rng(seed))
    assert x.shape == (batch, length, 2)
    assert target.shape == (batch,)
    assert x.dtype == target.dtype == np.float64
    for sequence, wanted in zip(x.tolist(), target.tolist(), strict=True):
        total, marked = 0.0, []
        for t, (number, mark) in enumerate(sequence):
            assert 0 <= number < 1
            assert mark in (0, 1)
            if mark:
                total += number
                marked.append(t)
        assert len(marked) == 2
        assert marked[0] < length // 2 <= marked[1]
        assert wanted == pytest.approx(total, abs=1e-12)


def test_adding_marks_every_place_and_has_the_known_baseline(rng):
    x, target = tasks.adding(20_000, 7, rng)
    assert np.all(x[:, :, 1].sum(axis=0) > 0)
    assert np.mean((target - 1) ** 2) == pytest.approx(1 / 6, abs=0.005)
    assert x[:, :, 0].mean() == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("task", [tasks.temporal_order, tasks.adding])
def test_same_generator_same_data(task):
    one, two, other = (task(5, 20, np.random.default_rng(seed)) for seed in (3, 3, 4))
    for a, b in zip(one, two, strict=True):
        np.testing.assert_array_equal(a, b)
    assert not np.array_equal(one[0], other[0])


@pytest.mark.parametrize("task", [tasks.temporal_order, tasks.adding])
@pytest.mark.parametrize("bad", [0, -3, 2.0, "8", True, None])
def test_bad_sizes_are_refused(task, bad, rng):
    with pytest.raises(ValueError, match=r"^batch must be a whole number of at least 1, got "):
        task(bad, 20, rng)
    with pytest.raises(ValueError, match=r"^length must be a whole number of at least 1, got "):
        task(4, bad, rng)


def test_other_bad_arguments_are_refused(rng):
    with pytest.raises(ValueError, match=r"length must be at least 10 time steps.*got 9"):
        tasks.temporal_order(4, 9, rng)
    with pytest.raises(ValueError, match=r"length must be at least 2 time steps.*got 1"):
        tasks.adding(4, 1, rng)
    for bad in (1, 4, "2"):
        with pytest.raises(ValueError, match=r"symbols must be 2 or 3, got "):
            tasks.temporal_order(4, 20, rng, symbols=bad)
    for task in (tasks.temporal_order, tasks.adding):
        with pytest.raises(ValueError, match=r"rng must be a numpy\.random\.Generator"):
            task(4, 20, 0)
