"""The metrics against scikit-learn, SciPy and enumeration, and what they say where there is no answer."""

import itertools
import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn import metrics as theirs

from lstm_course.evaluate import metrics

LABELS = st.lists(st.tuples(st.integers(-2, 3), st.integers(-2, 3)), min_size=1, max_size=30)
SCORED = st.lists(st.tuples(st.integers(0, 1), st.integers(-3, 3)), min_size=1, max_size=25)
SERIES = st.lists(st.integers(-20, 20), min_size=1, max_size=20)


# --- labels ---------------------------------------------------------------------------------------


@given(LABELS, st.sampled_from([None, "macro", "micro", "weighted"]))
def test_precision_recall_f1_is_scikit_learns(pairs, average):
    y, p = map(list, zip(*pairs, strict=True))
    wanted = theirs.precision_recall_fscore_support(y, p, average=average, zero_division=0)[:3]
    np.testing.assert_allclose(metrics.precision_recall_f1(y, p, average), wanted, atol=1e-12)


@given(LABELS)
def test_names_score_as_numbers_do(pairs):
    y, p = map(list, zip(*pairs, strict=True))
    names = {k: "edcbaz"[k + 2] for k in range(-2, 4)}
    for average in ("macro", "micro", "weighted"):
        np.testing.assert_allclose(
            metrics.precision_recall_f1([names[k] for k in y], [names[k] for k in p], average),
            metrics.precision_recall_f1(y, p, average),
            atol=1e-12,
        )


def test_micro_is_accuracy_and_macro_f1_is_not_the_f1_of_the_means():
    y, p = list("aaaaaabbbbcc"), list("aaaaaabaaaaa")
    np.testing.assert_allclose(metrics.precision_recall_f1(y, p, "micro"), 7 / 12)
    precision, recall, f1 = metrics.precision_recall_f1(y, p, "macro")
    assert f1 == pytest.approx((12 / 17 + 2 / 5) / 3)
    assert abs(2 * precision * recall / (precision + recall) - f1) > 0.05


# --- scores ---------------------------------------------------------------------------------------


@given(SCORED)
def test_auc_is_the_share_of_pairs(pairs):
    y, score = (np.array(part) for part in zip(*pairs, strict=True))
    if len(set(y)) < 2:
        with pytest.raises(ValueError, match="y must hold both 0 and 1"):
            metrics.roc_auc(y, score)
        return
    ill, healthy = score[y == 1], score[y == 0]
    won = [1.0 if a > b else 0.5 if a == b else 0.0 for a, b in itertools.product(ill, healthy)]
    auc = metrics.roc_auc(y, score)
    assert auc == pytest.approx(np.mean(won))
    assert auc == pytest.approx(theirs.roc_auc_score(y, score))
    u = stats.mannwhitneyu(ill, healthy, method="asymptotic").statistic
    assert auc == pytest.approx(u / (len(ill) * len(healthy)))


@given(SCORED, st.floats(0.1, 10), st.floats(0.1, 10))
def test_best_threshold_is_the_cheapest_of_all(pairs, cost_fp, cost_fn):
    y, score = (np.array(part) for part in zip(*pairs, strict=True))

    def cost(t):
        alarm = score >= t
        return cost_fp * np.sum(alarm & (y == 0)) + cost_fn * np.sum(~alarm & (y == 1))

    tried = [-np.inf, *np.arange(-4, 4, 0.25), np.inf]
    assert cost(metrics.best_threshold(y, score, cost_fp, cost_fn)) == pytest.approx(min(map(cost, tried)))


@pytest.mark.parametrize(
    ("y", "costs", "wanted"),
    [
        ([0, 1, 0, 1], (1, 1), 2),  # 2 and 4 cost the same: the lower one
        ([0, 1, 0, 1], (1, 5), 2),
        ([0, 1, 0, 1], (5, 1), 4),
        ([0, 0, 0, 0], (1, 1), math.inf),  # nobody is ill: no alarm
        ([1, 1, 1, 1], (1, 1), 1),  # all are ill: alarm for everyone
        ([1, 0, 0, 0], (1, 1), math.inf),  # the scores are upside down
    ],
)
def test_best_threshold_by_hand(y, costs, wanted):
    assert metrics.best_threshold(y, [1, 2, 3, 4], *costs) == wanted


# --- numbers --------------------------------------------------------------------------------------


def test_skill_compares_with_the_baseline():
    assert metrics.skill(0, 4) == 1
    assert metrics.skill(4, 4) == 0
    assert metrics.skill(6, 4) == -0.5
    assert metrics.skill(1, 4) == 0.75


@given(SERIES, SERIES, st.integers(1, 4))
def test_mase_by_loops(y, train, season):
    forecast = y[::-1]
    steps = [abs(train[t] - train[t - season]) for t in range(season, len(train))]
    if not steps:
        with pytest.raises(ValueError, match="train must be longer than the season"):
            metrics.mase(y, forecast, train, season)
    elif not any(steps):
        with pytest.raises(ValueError, match="the naive forecast has no error there"):
            metrics.mase(y, forecast, train, season)
    else:
        error = theirs.mean_absolute_error(y, forecast)
        assert metrics.mase(y, forecast, train, season) == pytest.approx(error / (sum(steps) / len(steps)))


def test_mase_by_hand():
    assert metrics.mase([5, 5], [4, 8], [1, 3, 2, 4]) == pytest.approx(1.2)


@given(st.integers(0, 6), st.integers(0, 2**32 - 1))
def test_lag_probe_finds_an_echo(late, seed):
    y = np.random.default_rng(seed).normal(size=60).cumsum()
    forecast = np.concatenate([np.full(late, y[0]), y[: len(y) - late]])
    lag, correlation = metrics.lag_probe(y, forecast, 6)
    assert lag == late
    assert correlation == pytest.approx(1)


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=4, max_size=15), st.data())
def test_lag_probe_by_scipy(pairs, data):
    y, forecast = (np.array(part, float) for part in zip(*pairs, strict=True))
    max_lag = data.draw(st.integers(0, len(y) - 4))
    found = []
    for lag in range(max_lag + 1):
        a = [y[t + 1] - y[t] for t in range(len(y) - 1 - lag)]
        b = [forecast[t + 1] - forecast[t] for t in range(lag, len(y) - 1)]
        found.append(stats.pearsonr(a, b).statistic if len(set(a)) > 1 and len(set(b)) > 1 else 0.0)
    lag, correlation = metrics.lag_probe(y, forecast, max_lag)
    assert correlation == pytest.approx(max(found))
    assert found[lag] == pytest.approx(max(found))
    assert not any(value > max(found) - 1e-9 for value in found[:lag]) or found[lag] > max(found[:lag])


@pytest.mark.parametrize(
    "forecast",
    [np.full(30, 7.0), 0.1 * np.arange(30), 1e6 + 0.1 * np.arange(30)],
    ids=["flat", "line", "high"],
)
def test_a_forecast_that_never_varies_agrees_with_nothing(forecast, rng):
    y = rng.normal(size=30)
    assert metrics.lag_probe(y, forecast, 5) == (0, 0.0)
    assert metrics.lag_probe(forecast, y, 5) == (0, 0.0)


def test_a_wrong_sign_is_no_agreement(rng):
    y = rng.normal(size=40).cumsum()
    lag, correlation = metrics.lag_probe(y, -y, 3)
    assert lag > 0
    assert correlation > -1
    assert metrics.lag_probe(y, -y, 0) == (0, pytest.approx(-1))


# --- no answer ------------------------------------------------------------------------------------

NAN, NONE = [1.0, math.nan], []
f1, auc, threshold = metrics.precision_recall_f1, metrics.roc_auc, metrics.best_threshold
mase, probe, skill = metrics.mase, metrics.lag_probe, metrics.skill
DEGENERATE = {  # call -> what it returns, or what the error says
    "f1: one class": (lambda: f1([1, 1], [1, 1], "macro").tolist(), [1, 1, 1]),
    "f1: no class in common": (lambda: f1([0], [1], "macro").tolist(), [0, 0, 0]),
    "f1: constant answer": (lambda: f1([0, 1], [0, 0], None).tolist(), [[0.5, 0], [1, 0], [2 / 3, 0]]),
    "f1: empty": (lambda: f1(NONE, NONE, "macro"), "y must have shape"),
    "f1: NaN": (lambda: f1(NAN, [1, 0], "macro"), "y must hold labels of one kind and no NaN"),
    "f1: None": (lambda: f1([1, 0], [1, None], "macro"), "p must hold labels of one kind"),
    "f1: two kinds": (lambda: f1([1, 0], ["1", "0"], "macro"), "p must hold labels of the kind of y"),
    "f1: lengths": (lambda: f1([1, 0], [1], "macro"), "p must have the length of y, which is 2, got 1"),
    "f1: average": (lambda: f1([1], [1], "mean"), "average must be None, 'macro'"),
    "f1: column": (lambda: f1([[1], [0]], [[1], [0]], "macro"), r"got \(2, 1\)"),
    "auc: one class": (lambda: auc([1, 1], [0.1, 0.2]), "y must hold both 0 and 1"),
    "auc: constant": (lambda: auc([0, 1, 1], [3, 3, 3]), 0.5),
    "auc: tie": (lambda: auc([0, 0, 1], [1, 2, 2]), 0.75),
    "auc: empty": (lambda: auc(NONE, NONE), "y must have shape"),
    "auc: NaN": (lambda: auc([0, 1], NAN), "score must hold labels of one kind and no NaN"),
    "auc: infinite": (lambda: auc([0, 1], [0, math.inf]), "score must hold finite numbers only"),
    "auc: labels": (lambda: auc([1, 2], [0.1, 0.2]), "y must hold 0 and 1 only, got"),
    "auc: lengths": (lambda: auc([0, 1], [0.1]), "score must have the length of y"),
    "auc: words": (lambda: auc([0, 1], ["a", "b"]), "score must hold numbers, got <U1"),
    "threshold: one class": (lambda: threshold([1], [2.5], 1, 1), 2.5),
    "threshold: constant": (lambda: threshold([0, 1, 0], [4, 4, 4], 1, 3), 4),
    "threshold: constant, no alarm": (lambda: threshold([0, 1, 0], [4, 4, 4], 1, 1), math.inf),
    "threshold: empty": (lambda: threshold(NONE, NONE, 1, 1), "y must have shape"),
    "threshold: NaN": (lambda: threshold([0, 1], NAN, 1, 1), "no NaN"),
    "threshold: free": (lambda: threshold([0, 1], [1, 2], 0, 1), "cost_fp must be a number above 0, got 0"),
    "threshold: NaN cost": (lambda: threshold([0, 1], [1, 2], 1, math.nan), "cost_fn must be a number"),
    "skill: no error": (lambda: skill(0, 1), 1),
    "skill: perfect baseline": (lambda: skill(1, 0), "baseline_error must be a number above 0, got 0"),
    "skill: NaN": (lambda: skill(math.nan, 1), "error must be a number of at least 0, got nan"),
    "skill: words": (lambda: skill("3", 4), "error must be a number of at least 0, got '3'"),
    "skill: None": (lambda: skill(3, None), "baseline_error must be a number above 0, got None"),
    "threshold: words": (
        lambda: threshold([0, 1], [1, 2], "1", 1),
        "cost_fp must be a number above 0, got '1'",
    ),
    "auc: tensor": (lambda: auc(torch.tensor([0, 1]), torch.tensor([0.1, 0.2], requires_grad=True)), 1),
    "skill: tensor": (lambda: skill(torch.tensor(3.0, requires_grad=True), torch.tensor(4.0)), 0.25),
    "skill: list of tensors": (lambda: skill([torch.tensor(3.0)], 4), "error must be a number"),
    "lag: tensor": (
        lambda: probe([torch.tensor(float(k % 3)) for k in range(9)], [1] * 9, torch.tensor(0)),
        (0, 0.0),
    ),
    "skill: negative": (lambda: skill(-1, 1), "error must be a number of at least 0, got -1"),
    "mase: perfect": (lambda: mase([1], [1], [1, 2]), 0),
    "mase: constant train": (lambda: mase([1], [2], [3, 3, 3]), "train must not repeat itself"),
    "mase: season of train": (lambda: mase([1], [2], [1, 2, 1, 2], 2), "train must not repeat itself"),
    "mase: short train": (
        lambda: mase([1], [2], [1, 2], 2),
        "train must be longer than the season, 2, got 2",
    ),
    "mase: empty": (lambda: mase(NONE, NONE, [1, 2]), "y must have shape"),
    "mase: NaN": (lambda: mase([1, 2], NAN, [1, 2]), "no NaN"),
    "mase: column": (lambda: mase([1, 2], [[1], [2]], [1, 2]), r"forecast must have shape \(n,\)"),
    "mase: season": (lambda: mase([1], [2], [1, 2], 0), "season must be a whole number of at least 1"),
    "lag: constant": (lambda: probe([1, 3, 2, 5], [2, 2, 2, 2], 0), (0, 0.0)),
    "lag: short": (lambda: probe([1, 2, 3], [1, 2, 3], 0), "max_lag must be at most n - 4 = -1, got 0"),
    "lag: empty": (lambda: probe(NONE, NONE, 0), "y must have shape"),
    "lag: NaN": (lambda: probe([1, math.nan, 2, 3], [1, 2, 3, 4], 0), "no NaN"),
    "lag: negative": (lambda: probe([1, 2, 3, 4], [1, 2, 3, 4], -1), "max_lag must be a whole number"),
}


@pytest.mark.parametrize("case", DEGENERATE)
def test_where_there_is_no_answer_the_error_says_so(case):
    call, wanted = DEGENERATE[case]
    if isinstance(wanted, str):
        with pytest.raises(ValueError, match=wanted):
            call()
    else:
        found = call()
        assert found == (wanted if isinstance(wanted, (list, tuple)) else pytest.approx(wanted))


def test_every_metric_is_asked_where_there_is_no_answer():
    public = {
        name
        for name, value in vars(metrics).items()
        if callable(value) and value.__module__ == metrics.__name__ and not name.startswith("_")
    }
    asked = {"f1": "precision_recall_f1", "auc": "roc_auc", "threshold": "best_threshold", "lag": "lag_probe"}
    assert {asked.get(case.split(":")[0], case.split(":")[0]) for case in DEGENERATE} == public


def test_arguments_are_not_changed_and_two_calls_agree(rng):
    y, score = rng.integers(2, size=20), rng.normal(size=20)
    kept = y.copy(), score.copy()
    calls = (
        lambda: metrics.precision_recall_f1(y, y[::-1], "macro").tolist(),
        lambda: metrics.roc_auc(y, score),
        lambda: metrics.best_threshold(y, score, 1, 3),
        lambda: metrics.mase(score, score[::-1], score),
        lambda: metrics.lag_probe(score, score[::-1], 5),
    )
    for call in calls:
        assert call() == call()
    np.testing.assert_array_equal(y, kept[0])
    np.testing.assert_array_equal(score, kept[1])
