"""The fair test against SciPy, statsmodels, enumeration, and a trainer that notes every call."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from lstm_course.evaluate import fair

p_lists = st.lists(st.floats(0, 1, allow_subnormal=False), max_size=12)


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_sign_test_is_scipys(wins, losses):
    wanted = stats.binomtest(wins, wins + losses).pvalue if wins + losses else 1
    assert fair.sign_test(wins, losses) == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize("n", [1, 2, 5, 6, 9])
def test_the_sign_test_counts_all_ways_to_deal_out_signs(n):
    sums = [sum(signs) for signs in itertools.product((-1, 1), repeat=n)]
    for wins in range(n + 1):
        share = np.mean([abs(one) >= abs(2 * wins - n) for one in sums])
        assert fair.sign_test(wins, n - wins) == pytest.approx(share)


def test_the_sign_test_takes_many_pairs_and_no_wrong_ones():
    assert fair.sign_test(600, 600) == 1
    assert 0 < fair.sign_test(1000, 0) < 1e-300
    for wins, losses in ((-1, 2), (2.5, 1), (True, 1), (1, None)):
        with pytest.raises(ValueError, match="whole number"):
            fair.sign_test(wins, losses)


@pytest.mark.slow
@given(p_lists, st.floats(0.001, 0.5))
def test_holm_is_that_of_statsmodels(p, level):
    wanted = multipletests(p, level, "holm")[0] if p else np.zeros(0, bool)
    close = [abs(one * k - level) < 1e-9 for one in p for k in range(1, len(p) + 1)]
    found = fair.holm(p, level)
    assert found.dtype == bool
    assert any(close) or found.tolist() == wanted.tolist()


def test_holm_by_hand():
    assert fair.holm([0.03, 0.004, 0.02, 0.6]).tolist() == [False, True, False, False]
    assert fair.holm([0.025, 0.05]).all()
    assert not fair.holm([0.0251, 0.0251]).any()
    assert fair.holm([0.05]).all()
    assert fair.holm([0.02, 0.02, 0.01, 0.01]).tolist() == [
        True,
        True,
        True,
        True,
    ]
    given_p = np.array([0.01, 0.2])
    fair.holm(given_p)
    assert given_p.tolist() == [0.01, 0.2]
    for p in ([0.1, 1.2], [-0.1], [math.nan], 0.1, [[0.1]]):
        with pytest.raises(ValueError, match="p_values"):
            fair.holm(p)


@pytest.mark.parametrize(
    ("low", "high", "margin", "wanted"),
    [
        (1, 2, 1, "holds"),
        (0.9, 2, 1, "undecided"),
        (-3, 1, 1, "undecided"),
        (-0.5, 0.9, 1, "fails"),  # a small difference refutes a large one
        (0.2, 0.9, 1, "fails"),  # and so does a sure one, where it is too small
        (-3, -2, 1, "fails"),
        (-0.5, 0.4, -1, "holds"),  # "not worse by more than 1"
        (math.nan, math.nan, 1, "undecided"),
    ],
)
def test_three_verdicts(low, high, margin, wanted):
    assert fair.verdict(low, high, margin) == wanted


def test_an_interval_has_its_ends_in_order_and_a_margin_is_a_number():
    with pytest.raises(ValueError, match="low must be at most"):
        fair.verdict(2, 1, 0)
    with pytest.raises(ValueError, match="margin"):
        fair.verdict(1, 2, math.nan)


@given(st.integers(3, 12), st.integers(0, 1000), st.floats(0.5, 0.99))
def test_the_interval_is_scipys_of_the_pairs(n, seed, level):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(1, 2, n), rng.normal(size=n)
    found = fair.compare(a, b, 0.5, level)
    wanted = stats.ttest_rel(a, b).confidence_interval(level)
    np.testing.assert_allclose((found.low, found.high), wanted, atol=1e-9)
    assert found.p == pytest.approx(stats.binomtest(int((a > b).sum()), n).pvalue)
    assert found.verdict == fair.verdict(found.low, found.high, 0.5)
    turned = fair.compare(b, a, 0.5, level)
    np.testing.assert_allclose((turned.low, turned.high), (-found.high, -found.low), atol=1e-9)


def test_pairs_make_an_interval_narrow_and_ties_do_not_count():
    seeds, gains = np.array([0.0, 10.0, 20.0, 30.0]), np.array([1, 2, 1, 2])
    found = fair.compare(seeds + gains, seeds, 0)
    assert found.verdict == "holds"
    assert found.high < 3
    assert fair.compare(seeds + gains, seeds[::-1], 0).verdict == "undecided"
    tied = fair.compare([1, 1, 2], [1, 1, 1], 0)
    assert tied.p == 1
    assert fair.compare([1, 1, 1], [1, 1, 1], 1).verdict == "fails"


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        ([1, 2], [1, 2], "at least 3"),
        ([1, 2, 3], [1, 2], "length of a"),
        ([1, 2, math.nan], [1, 2, 3], "NaN"),
    ],
)
def test_what_is_no_pairs(a, b, words):
    with pytest.raises(ValueError, match=words):
        fair.compare(a, b, 0)


def noted(calls, best):
    """Return a trainer whose score is highest at a model's own best setting."""

    def train(model, setting, seed, part):
        calls.append((model, setting, seed, part))
        return 10 * (model == "A") - abs(setting - best[model]) + 0.01 * seed

    return train


def test_both_models_are_tuned_alike_and_paired():
    calls = []
    found = fair.fair_test(noted(calls, {"A": 1, "B": 3}), ("A", "B"), (1, 2, 3), (7, 8), range(4), 5)
    assert found.chosen == {"A": 1, "B": 3}
    assert found.comparison.verdict == "holds"
    of = {model: [call[1:] for call in calls if call[0] == model] for model in "AB"}
    for part, count in (("validation", 6), ("test", 4)):
        a, b = ([call for call in of[model] if call[2] == part] for model in "AB")
        assert len(a) == len(b) == count
        assert [call[1] for call in a] == [call[1] for call in b]
    assert len(set(calls)) == len(calls) == 20  # every test score is looked at once
    assert {call[1] for call in of["A"] if call[2] == "test"} == {0, 1, 2, 3}
    assert found.tried["B"][2] == [-1 + 0.07, -1 + 0.08]
    assert found.scores["A"].tolist() == [10.0, 10.01, 10.02, 10.03]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"models": ("A",)}, "two different"),
        ({"models": ("A", "A")}, "two different"),
        ({"settings": ()}, "settings"),
        ({"tuning_seeds": ()}, "tuning seeds"),
        ({"seeds": (0, 1)}, "at least 3"),
        ({"seeds": (1, 2, 7)}, "twice"),
        ({"seeds": (1, 2, 2)}, "twice"),
        ({"settings": ({"lr": 1}, {"lr": 2})}, "settings must be hashable"),
        ({"margin": None}, "margin must be a finite number, got None"),
        ({"level": 95}, "level must lie between 0 and 1"),
    ],
)
def test_what_is_no_fair_test(changed, words):
    calls = []
    arguments = {"models": "AB", "settings": (1, 2), "tuning_seeds": (7, 8), "seeds": (0, 1, 2), "margin": 1}
    with pytest.raises(ValueError, match=words):
        fair.fair_test(noted(calls, {"A": 1, "B": 1}), **(arguments | changed))
    assert not calls


def test_a_setting_that_diverged_is_not_chosen():
    def train(model, setting, seed, part):
        return math.nan if setting == 1 else -math.inf if setting == 2 else float(setting)

    assert fair.fair_test(train, "AB", (1, 2, 3, 4), (7, 8), (0, 1, 2), 1).chosen == {"A": 4, "B": 4}
    assert fair.fair_test(train, "AB", (1, 3), (7, 8), (0, 1, 2), 1).chosen == {"A": 3, "B": 3}


def test_a_test_score_that_is_no_number_is_named_with_its_model():
    def train(model, setting, seed, part):
        return math.nan if (model, seed) == ("B", 1) else 0.0

    with pytest.raises(
        ValueError, match=r"train must return finite test scores, got \[0.0, nan, 0.0\] .* 'B'"
    ):
        fair.fair_test(train, "AB", (1,), (7,), (0, 1, 2), 1)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: fair.verdict(1, 2, "1"), "margin must be a finite number, got '1'"),
        (lambda: fair.verdict(None, 2, 1), "low must be a number, got None"),
        (lambda: fair.compare([1, 2, 3], [1, 2, 3], None), "margin must be a finite number, got None"),
        (lambda: fair.compare([1, 2, 3], [1, 2, 3], 0, "0.9"), "level must lie between 0 and 1, got '0.9'"),
        (lambda: fair.holm([0.1], None), "level must lie between 0 and 1, got None"),
    ],
)
def test_what_is_no_number_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
