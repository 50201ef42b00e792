"""Recall and selective copy: the answers are what was shown, computed naively."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_course.datasets.recall import IGNORED, associative_recall, selective_copy


@given(
    batch=st.integers(1, 4), pairs=st.integers(1, 5), more=st.integers(0, 3), values=st.integers(1, 5),
    apart=st.booleans(), seed=st.integers(0, 99),
)  # fmt: skip
def test_every_key_is_asked_once_and_its_value_is_the_answer(batch, pairs, more, values, apart, seed):
    keys = pairs + more
    x, target = associative_recall(
        batch, pairs, np.random.default_rng(seed), keys=keys, values=values, apart=apart
    )
    for row, answers in zip(x, target, strict=True):
        if apart:
            shown = {int(k): int(v) - keys for k, v in row[: 2 * pairs].reshape(-1, 2)}
            asked = row[2 * pairs :].tolist()
        else:
            shown = {int(k): int(v) for k, v in row[:pairs]}
            asked = row[pairs:, 0].tolist()
            assert (row[pairs:, 1] == values).all()
        assert len(shown) == pairs
        assert set(shown) <= set(range(keys))
        assert set(shown.values()) <= set(range(values))
        assert sorted(asked) == sorted(shown)
        assert answers[-pairs:].tolist() == [shown[k] for k in asked]
        assert (answers[:-pairs] == IGNORED).all()
    assert x.shape[:2] == target.shape == (batch, (3 if apart else 2) * pairs)


def test_the_order_of_the_questions_is_drawn():
    x, _ = associative_recall(2000, 4, np.random.default_rng(0))
    place = (x[:, :4, 0] == x[:, 4:5, 0]).argmax(axis=1)  # where the first asked key stood
    assert (abs(np.bincount(place, minlength=4) / 2000 - 0.25) < 0.04).all()
    assert (abs(np.bincount(x[:, 0, 0], minlength=8) / 2000 - 0.125) < 0.03).all()


@given(batch=st.integers(1, 4), symbols=st.integers(1, 4), more=st.integers(0, 9), seed=st.integers(0, 99))
def test_selective_copy_repeats_what_is_no_blank(batch, symbols, more, seed):
    length = symbols + more
    x, target = selective_copy(batch, length, np.random.default_rng(seed), symbols=symbols, kinds=3)
    assert x.shape == target.shape == (batch, length + symbols)
    for row, answers in zip(x, target, strict=True):
        shown = row[:length][row[:length] < 3]
        assert answers[length:].tolist() == shown.tolist()
        assert (row[length:] == 4).all()
        assert (answers[:length] == IGNORED).all()
    again, _ = selective_copy(batch, length, np.random.default_rng(seed), symbols=symbols, kinds=3)
    np.testing.assert_array_equal(again, x)


def test_the_symbols_lie_anywhere():
    x, _ = selective_copy(3000, 8, np.random.default_rng(0), symbols=2)
    assert (abs((x[:, :8] < 6).mean(axis=0) - 0.25) < 0.03).all()


def test_what_does_not_fit_is_named():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="pairs must be at most keys = 8, got 9"):
        associative_recall(2, 9, rng)
    with pytest.raises(ValueError, match="symbols must be at most length = 3, got 4"):
        selective_copy(2, 3, rng)
    for make in (associative_recall, selective_copy):
        with pytest.raises(ValueError, match="batch must be a whole number"):
            make(0, 3, rng)
        with pytest.raises(ValueError, match="rng must be a numpy"):
            make(2, 4, 0)
