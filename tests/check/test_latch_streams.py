"""The latch of exercise 2.4: its streams, and what the check sees of a memory."""

import numpy as np
import pytest

from lstm_course import check
from lstm_course.check.records.lesson_02 import set_latch_gates as latch


@pytest.mark.parametrize("seed", [0, 1])
def test_streams_store_first_recall_last_and_half_store_once(seed):
    symbols, values = latch.latch_streams(np.random.default_rng(seed), streams=60, length=30)
    assert symbols.shape == values.shape == (30, 60)
    assert set(symbols[0]) == {latch.STORE}
    assert set(symbols[-1]) == {latch.RECALL}
    stores = (symbols == latch.STORE).sum(axis=0)
    assert (stores[:30] == 1).all()
    assert stores[30:].max() > 1
    assert np.abs(values).min() >= 0.2
    assert np.abs(values).max() <= 1
    assert (values < 0).any()


def naive_watch(W, b):
    """Run the memory one stream, one step, one number at a time."""
    symbols, values = latch.latch_streams(np.random.default_rng(2))
    seen = dict.fromkeys(("store", "keep", "recall", "silence"), True)
    for n in range(symbols.shape[1]):
        c = wanted = 0.0
        for t in range(symbols.shape[0]):
            symbol, value = int(symbols[t, n]), float(values[t, n])
            keep, write, read = (1 / (1 + np.exp(-(W[symbol, k] + b[k]))) for k in range(3))
            c = keep * c + write * value
            wanted = value if symbol == latch.STORE else wanted
            close = abs(c - wanted) < 0.1
            seen["store"] &= close or symbol != latch.STORE
            seen["keep"] &= close
            if symbol == latch.RECALL:
                seen["recall"] &= abs(read * c - wanted) < 0.1
            else:
                seen["silence"] &= abs(read * c) < 0.1
    seen["silence"] &= seen["store"]
    return {name: bool(value) for name, value in seen.items()}


@pytest.mark.parametrize("scale", [0.3, 0.9, 1.0, 1.2, 2.0])
@pytest.mark.parametrize("mistake", [None, "writes-always", "shows-always", "recall-empties"])
def test_what_the_check_sees_equals_a_naive_run(scale, mistake):
    W, b = latch.EXERCISE.build(*(one for one in latch.EXERCISE.mutants if one.name == mistake))()
    W, b = scale * W, scale * b
    got = latch.watch_latch({"W": W, "b": b}, ())
    assert {name: got[name] for name in ("store", "keep", "recall", "silence")} == naive_watch(W, b)


def test_many_solutions_pass():
    rng = np.random.default_rng(5)
    W, b = latch.set_latch_gates()
    table = np.sign(W + b)  # 1 where a gate is open, -1 where it is shut
    for _ in range(20):
        sums = table * rng.uniform(9, 200, size=(3, 3))
        b = rng.normal(scale=50, size=3)
        assert check.run("set_latch_gates", lambda sums=sums, b=b: (sums - b, b)).status == "passed"
