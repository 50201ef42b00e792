"""Intervals against SciPy, enumeration and the share of series in which they hold the truth."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lstm_course.evaluate.intervals import block_bootstrap_ci, wilson


@given(st.integers(1, 300), st.data(), st.floats(0.5, 0.999))
def test_wilson_is_scipys(tried, data, level):
    solved = data.draw(st.integers(0, tried))
    wanted = stats.binomtest(solved, tried).proportion_ci(level, method="wilson")
    found = wilson(solved, tried, stats.norm.ppf((1 + level) / 2))
    np.testing.assert_allclose(found, (wanted.low, wanted.high), atol=1e-10)


def test_wilson_of_the_lesson():
    assert wilson(3, 3) == (pytest.approx(0.4385, abs=1e-4), 1.0)
    assert wilson(0, 3) == (0.0, pytest.approx(0.5615, abs=1e-4))


def means_of_all_blocks(errors, block):
    """Return the mean of every series that the bootstrap can make, each as often as it is drawn."""
    n, starts = len(errors), range(len(errors) - block + 1)
    chosen = itertools.product(starts, repeat=-(-n // block))
    return [np.mean([errors[s + k] for s in way for k in range(block)][:n]) for way in chosen]


@pytest.mark.parametrize("block", [1, 2, 3, 4, 5])
def test_quantiles_are_those_of_all_series_that_can_be_made(block):
    errors = [0.0, 3.0, 1.0, 7.0, -2.0]
    means = means_of_all_blocks(errors, block)
    for level in (0.5, 0.8):
        found = block_bootstrap_ci(errors, block, np.random.default_rng(1), level, 40_000)
        for end, share in zip(found, ((1 - level) / 2, (1 + level) / 2), strict=True):
            below, above = np.quantile(means, [share - 0.02, share + 0.02], method="inverted_cdf")
            assert below - 1e-9 <= end <= above + 1e-9


def test_single_values_give_the_interval_of_scipys_bootstrap(rng):
    errors = rng.exponential(size=80)
    low, high = block_bootstrap_ci(errors, 1, np.random.default_rng(0), draws=20_000)
    theirs = stats.bootstrap(
        (errors,), np.mean, n_resamples=20_000, method="percentile", rng=np.random.default_rng(1)
    ).confidence_interval
    np.testing.assert_allclose((low, high), theirs, atol=0.02)


@pytest.mark.slow
def test_blocks_cover_what_single_values_miss():
    rng, covered = np.random.default_rng(0), {1: 0, 20: 0}
    noise = rng.normal(size=(150, 450))
    for row in noise:
        errors = np.zeros(450)
        for t in range(1, 450):
            errors[t] = 0.8 * errors[t - 1] + row[t]
        for block in covered:
            low, high = block_bootstrap_ci(errors[50:], block, rng, draws=300)
            covered[block] += low <= 0 <= high
    assert covered[1] / 150 < 0.65  # a normal interval a third as wide as it should be covers 49 %
    assert 0.78 < covered[20] / 150 < 0.97


def test_degenerate_series():
    rng = np.random.default_rng(0)
    assert block_bootstrap_ci([4.0], 1, rng) == (4.0, 4.0)
    assert block_bootstrap_ci([2.0, 2.0, 2.0], 2, rng) == (2.0, 2.0)
    whole = block_bootstrap_ci([1.0, 5.0, 3.0], 3, rng)
    assert whole == (3.0, 3.0)  # one block, which is the series
    low, high = block_bootstrap_ci([1, 2, 3, 4], 1, rng, draws=1)
    assert low == high


def test_draws_differ_between_calls_and_errors_stay():
    errors, rng = np.arange(30.0), np.random.default_rng(0)
    first, second = (block_bootstrap_ci(errors, 4, rng, draws=50) for _ in range(2))
    assert first != second
    assert first == block_bootstrap_ci(errors, 4, np.random.default_rng(0), draws=50)
    np.testing.assert_array_equal(errors, np.arange(30.0))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: wilson(0, 0), "tried must be a whole number of at least 1, got 0"),
        (lambda: wilson(4, 3), "solved must be at most tried = 3, got 4"),
        (lambda: wilson(-1, 3), "solved must be a whole number of at least 0, got -1"),
        (lambda: wilson(1, 3, 0), "z must be a number above 0, got 0"),
        (lambda: wilson(1, 3, "1.96"), "z must be a number above 0, got '1.96'"),
        (lambda: wilson(1, 3, None), "z must be a number above 0, got None"),
        (lambda: block_bootstrap_ci([], 1, np.random.default_rng(0)), "errors must have shape"),
        (lambda: block_bootstrap_ci([1, np.nan], 1, np.random.default_rng(0)), "no NaN"),
        (lambda: block_bootstrap_ci([1, np.inf], 1, np.random.default_rng(0)), "finite numbers only"),
        (
            lambda: block_bootstrap_ci([1, 2], 3, np.random.default_rng(0)),
            "block must be at most .* 2, got 3",
        ),
        (lambda: block_bootstrap_ci([1, 2], 0, np.random.default_rng(0)), "block must be a whole number"),
        (lambda: block_bootstrap_ci([1, 2], 1, 0), "rng must be a numpy.random.Generator"),
        (
            lambda: block_bootstrap_ci([1, 2], 1, np.random.default_rng(0), 95),
            "level must lie between 0 and 1",
        ),
        (lambda: block_bootstrap_ci([1, 2], 1, np.random.default_rng(0), 0.9, 0), "draws must be"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
