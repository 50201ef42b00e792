"""The references of lesson 12 against scikit-learn, plain enumeration and exact probabilities."""

import itertools
import math
import statistics
import warnings

import numpy as np
import pytest
from sklearn.metrics import precision_recall_fscore_support, roc_auc_score
from sklearn.model_selection import TimeSeriesSplit

from lstm_course import check
from lstm_course.check import engine
from lstm_course.check.records.lesson_12 import block_bootstrap_ci as bootstrap

RECORDS = {name: record for name, record in check.records().items() if record.lesson == 12}
REFERENCE = {name: record.reference for name, record in RECORDS.items()}


# what these return depends on the draws: where one draws in another way, a more general sentence has to do
BY_CHANCE = {
    "same-draw-every-time",
    "pushed-back",
    "least-and-greatest",
    "up-to-the-greatest",
    "percentile-of-a-share",
}


def passes(name, fn):
    """Whether an answer in another form passes, on the seeds of the check and on others."""
    return all(engine.run(RECORDS[name], fn, seeds).passed for seeds in (engine.SEEDS, (3,)))


class TestLabels:
    @pytest.mark.slow
    @pytest.mark.parametrize("average", ["binary", "macro", "micro"])
    def test_scores_are_those_of_scikit_learn(self, average):
        rng = np.random.default_rng(0)
        for size in (1, 2, 3, 7, 40):
            for _ in range(20):
                y, p = rng.integers(2 if average == "binary" else 5, size=(2, size))
                wanted = precision_recall_fscore_support(y, p, average=average, zero_division=0)[:3]
                found = REFERENCE["precision_recall_f1"](y, p, average)
                np.testing.assert_allclose(found, wanted, atol=1e-12)
                if average != "binary":
                    letters = ["abcde"[k] for k in y], ["abcde"[k] for k in p]
                    np.testing.assert_allclose(REFERENCE["precision_recall_f1"](*letters, average), wanted)

    def test_the_case_by_hand(self):
        y, p = list("aaab"), list("aabc")
        np.testing.assert_allclose(REFERENCE["precision_recall_f1"](y, p, "macro"), [1 / 3, 2 / 9, 4 / 15])
        np.testing.assert_allclose(REFERENCE["precision_recall_f1"](y, p, "micro"), [0.5] * 3)

    def test_a_table_and_scikit_learn_pass(self):
        def by_library(y, p, average):
            labels = [1] if average == "binary" else None
            kind = "macro" if average == "binary" else average
            scores = precision_recall_fscore_support(y, p, labels=labels, average=kind, zero_division=0)
            return np.array(scores[:3])

        def by_table(y, p, average):
            pairs = list(zip(list(y), list(p), strict=True))
            found = []
            for k in sorted({one for pair in pairs for one in pair}) if average != "binary" else [1]:
                alarms = [a for a, b in pairs if b == k]
                ill = [b for a, b in pairs if a == k]
                found.append((sum(a == k for a in alarms), len(alarms), len(ill)))
            if average == "micro":
                found = [tuple(map(sum, zip(*found, strict=True)))]
            scores = [(hits / max(a, 1), hits / max(b, 1), 2 * hits / max(a + b, 1)) for hits, a, b in found]
            return np.mean(scores, axis=0).astype(np.float64)

        assert passes("precision_recall_f1", by_library)
        assert passes("precision_recall_f1", by_table)


class TestScores:
    @pytest.mark.slow
    def test_the_auc_is_that_of_scikit_learn(self):
        rng = np.random.default_rng(1)
        for size in (2, 3, 9, 50):
            for _ in range(20):
                y = np.append(rng.integers(2, size=size), [0, 1])
                score = np.round(rng.normal(size=len(y)) + y, 1)
                assert math.isclose(REFERENCE["roc_auc"](y, score), roc_auc_score(y, score), abs_tol=1e-12)
        assert REFERENCE["roc_auc"](np.array([1, 0, 0, 1, 0]), np.array([0.9, 0.6, 0.3, 0.4, 0.1])) == 5 / 6

    def test_what_scikit_learn_does_with_one_class(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            assert math.isnan(roc_auc_score([1, 1], [0.2, 0.4]))
        assert caught
        assert REFERENCE["roc_auc"](np.array([1, 1]), np.array([0.2, 0.4])) == -1

    def test_ranks_and_curves_pass(self):
        def by_ranks(y, score):
            n_ill = int(y.sum())
            n_healthy = len(y) - n_ill
            if n_ill * n_healthy == 0:
                return -1
            ranks = np.array([np.sum(score < s) + (np.sum(score == s) + 1) / 2 for s in score])
            return (ranks[y == 1].sum() - n_ill * (n_ill + 1) / 2) / (n_ill * n_healthy)

        def by_curve(y, score):
            if len(set(y.tolist())) < 2:
                return np.float64(-1)
            thresholds = np.concatenate([[np.inf], np.sort(np.unique(score))[::-1]])
            true = [np.mean(score[y == 1] >= t) for t in thresholds]
            false = [np.mean(score[y == 0] >= t) for t in thresholds]
            return np.trapezoid(true, false)

        def by_library(y, score):
            return roc_auc_score(y, score) if 0 < y.mean() < 1 else -1.0

        for fn in (by_ranks, by_curve, by_library):
            assert passes("roc_auc", fn)

    def test_no_threshold_at_all_is_cheaper(self):
        rng = np.random.default_rng(2)
        chosen = set()
        for _ in range(200):
            n = int(rng.integers(1, 9))
            y, score = rng.integers(2, size=n), np.round(rng.normal(size=n), 1)
            costs = rng.uniform(0.5, 5, 2)
            wanted = min(_bill(y, score, t, *costs) for t in [-9, *score, *(score + 0.01), 9])
            t = REFERENCE["best_threshold"](y, score, *costs)
            assert math.isclose(_bill(y, score, t, *costs), wanted)
            chosen.add("none" if t > score.max() else "all" if t <= score.min() else "some")
        assert chosen == {"none", "some", "all"}

    def test_other_thresholds_that_cost_as_little_pass(self):
        def between(y, score, cost_fp, cost_fn):
            values = sorted(set(score.tolist()))
            middle = [(a + b) / 2 for a, b in itertools.pairwise(values)]
            tried = [values[0] - 5, *middle, values[-1] + 100]
            return min(tried, key=lambda t: _bill(y, score, t, cost_fp, cost_fn))

        def last_of_equals(y, score, cost_fp, cost_fn):
            tried = [*np.sort(score), np.nextafter(score.max(), np.inf)]
            return min(reversed(tried), key=lambda t: _bill(y, score, t, cost_fp, cost_fn))

        assert passes("best_threshold", between)
        assert passes("best_threshold", last_of_equals)


def _bill(y, score, t, cost_fp, cost_fn):
    bill = 0.0
    for ill, one in zip(y, score, strict=True):
        if one >= t and not ill:
            bill += cost_fp
        if one < t and ill:
            bill += cost_fn
    return bill


class TestErrorsOfNumbers:
    def test_the_case_by_hand(self):
        y, forecast, train = np.array([5.0, 6.0]), np.array([4.0, 9.0]), np.array([1.0, 3.0, 2.0, 4.0])
        assert math.isclose(REFERENCE["mase"](y, forecast, train, 1), 1.2)

    @pytest.mark.parametrize("season", [1, 2, 5])
    def test_mase_is_a_plain_quotient(self, season):
        rng = np.random.default_rng(3)
        y, forecast, train = rng.normal(size=4), rng.normal(size=4), rng.normal(size=6)
        above = statistics.fmean(abs(a - b) for a, b in zip(y, forecast, strict=True))
        below = statistics.fmean(abs(train[t] - train[t - season]) for t in range(season, 6))
        assert math.isclose(REFERENCE["mase"](y, forecast, train, season), above / below)

    def test_the_naive_forecast_has_one_in_training(self):
        train = np.random.default_rng(4).normal(size=30).cumsum()
        assert math.isclose(REFERENCE["mase"](train[7:], train[:-7], train, 7), 1.0)

    def test_an_echo_is_found_by_a_loop_over_pairs(self):
        rng = np.random.default_rng(5)
        for _ in range(30):
            n, max_lag = int(rng.integers(8, 30)), int(rng.integers(0, 4))
            y, forecast = rng.normal(size=(2, n)).cumsum(axis=1)
            found = []
            for lag in range(max_lag + 1):
                pairs = [
                    (y[t - lag] - y[t - lag - 1], forecast[t] - forecast[t - 1]) for t in range(lag + 1, n)
                ]
                found.append(statistics.correlation(*zip(*pairs, strict=True)))
            lag, correlation = REFERENCE["lag_probe"](y, forecast, max_lag)
            assert lag == max(range(max_lag + 1), key=lambda k: found[k])
            assert math.isclose(correlation, found[lag], abs_tol=1e-12)

    def test_the_case_by_hand_of_the_probe(self):
        y, forecast = np.array([1, 3, 2, 4, 7, 6, 8]), np.array([1, 1, 3, 2, 4, 7, 6])
        lag, correlation = REFERENCE["lag_probe"](y, forecast, 3)
        assert lag == 1
        assert math.isclose(correlation, 1)
        assert REFERENCE["lag_probe"](y, np.full(7, 2), 3) == (0, 0.0)

    def test_other_forms_pass(self):
        def by_loop(y, forecast, max_lag):
            best = (0, -2.0)
            for k in range(max_lag + 1):
                pairs = [
                    (y[t - k] - y[t - k - 1], forecast[t] - forecast[t - 1]) for t in range(k + 1, len(y))
                ]
                a, b = np.array(pairs, dtype=float).T
                r = 0.0 if a.min() == a.max() or b.min() == b.max() else np.corrcoef(a, b)[0, 1]
                if r > best[1]:
                    best = (k, r)
            return best

        def by_steps(y, forecast, train, season):
            steps = [abs(train[t] - train[t - season]) for t in range(season, len(train))]
            return sum(abs(y - forecast)) / len(y) / (sum(steps) / len(steps)) if any(steps) else -1

        assert passes("lag_probe", by_loop)
        assert passes("mase", by_steps)


class TestWalkForward:
    @pytest.mark.parametrize(("gap", "window"), [(0, None), (3, None), (2, 4), (0, 1)])
    def test_folds_are_those_of_scikit_learn(self, gap, window):
        """Its folds end with the last value, so take a length that does."""
        first, horizon, folds = 5, 3, 4
        n = first + gap + folds * horizon
        split = TimeSeriesSplit(folds, gap=gap, test_size=horizon, max_train_size=window)
        wanted = [(train.tolist(), test.tolist()) for train, test in split.split(np.zeros(n))]
        assert REFERENCE["walk_forward"](n, first, horizon, gap, None, window) == wanted

    def test_every_fold_keeps_the_rules(self):
        rng = np.random.default_rng(6)
        for _ in range(100):
            n, first, horizon, gap, step = (int(k) for k in rng.integers([1, 1, 1, 0, 1], [40, 9, 5, 4, 6]))
            window = None if rng.random() < 0.5 else int(rng.integers(1, 12))
            folds = REFERENCE["walk_forward"](n, first, horizon, gap, step, window)
            ends = [end for end in range(first, n, step) if end + gap + horizon <= n]
            assert [train[-1] + 1 for train, _ in folds] == ends
            for train, test in folds:
                assert len(train) == min(train[-1] + 1, window or n)
                assert test == [train[-1] + 1 + gap + k for k in range(horizon)]
                assert np.array_equal(np.diff(train), np.ones(len(train) - 1))

    def test_the_case_by_hand(self):
        assert REFERENCE["walk_forward"](10, 4, 2, 1, None, 4) == [
            ([0, 1, 2, 3], [5, 6]),
            ([2, 3, 4, 5], [7, 8]),
        ]

    def test_arrays_pass(self):
        def with_arrays(*args):
            return [[np.array(part) for part in fold] for fold in REFERENCE["walk_forward"](*args)]

        assert passes("walk_forward", with_arrays)


def exact_means(errors, block):
    """Return the distribution of the mean of a resample, by enumeration: value -> probability."""
    n = len(errors)
    count = math.ceil(n / block)
    places = n - block + 1
    found = {}
    for starts in itertools.product(range(places), repeat=count):
        mean = sum([one for k in starts for one in errors[k : k + block]][:n]) / n
        found[mean] = found.get(mean, 0) + 1
    return {mean: times / places**count for mean, times in sorted(found.items())}


class TestBootstrap:
    @pytest.mark.parametrize(("errors", "block", "level"), bootstrap.DESIGNS)
    def test_no_right_draw_can_miss_the_ends(self, errors, block, level):
        exact = exact_means(errors, block)
        assert math.isclose(sum(exact.values()), 1)
        ends = []
        for share in ((1 - level) / 2, (1 + level) / 2):
            below, safe = 0.0, 7 * math.sqrt(share * (1 - share) / bootstrap.DRAWS)
            for value, probability in exact.items():
                if below <= share < below + probability:
                    assert below == 0 or share - below > safe
                    assert below + probability - share > safe
                    ends.append(value)
                below += probability
        found = REFERENCE["block_bootstrap_ci"](np.array(errors, float), block, 11, level, bootstrap.DRAWS)
        np.testing.assert_allclose(found, ends)
        assert ends[0] < ends[1]

    def test_the_case_by_hand(self):
        exact = exact_means((0, 0, 0, 6), 2)
        assert exact == {0: 4 / 9, 1.5: 4 / 9, 3: 1 / 9}
        assert REFERENCE["block_bootstrap_ci"](np.array([0.0, 0, 0, 6]), 2, 0, 0.5, 2000) == (0, 1.5)

    @pytest.mark.slow
    def test_the_interval_covers_where_single_errors_do_not(self):
        rng = np.random.default_rng(7)
        covered = {1: 0, 12: 0}
        for k in range(150):
            noise = rng.normal(size=320)
            errors = np.zeros(320)
            for t in range(1, 320):
                errors[t] = 0.7 * errors[t - 1] + noise[t]
            for block in covered:
                low, high = REFERENCE["block_bootstrap_ci"](errors[20:], block, k, 0.95, 300)
                covered[block] += low <= 0 <= high
        assert covered[12] > 0.82 * 150
        assert covered[1] < 0.72 * 150

    @pytest.mark.slow
    def test_other_ways_to_draw_pass(self):
        def one_by_one(errors, block, seed, level, draws):
            rng, n = np.random.default_rng(seed), len(errors)
            means = []
            for _ in range(draws):
                sample = []
                while len(sample) < n:
                    k = rng.choice(n - block + 1)
                    sample.extend(errors[k : k + block].tolist())
                means.append(sum(sample[:n]) / n)
            cut = 100 * (1 - level) / 2
            return tuple(np.percentile(means, [cut, 100 - cut]))

        def by_uniform_numbers(errors, block, seed, level, draws):
            rng, n = np.random.default_rng(seed + 12345), len(errors)
            blocks = np.lib.stride_tricks.sliding_window_view(errors, block)
            chosen = (rng.random((draws, math.ceil(n / block))) * len(blocks)).astype(int)
            means = np.sort(blocks[chosen].reshape(draws, -1)[:, :n].mean(axis=1))
            return float(means[int((1 - level) / 2 * draws)]), float(means[int((1 + level) / 2 * draws)])

        assert passes("block_bootstrap_ci", one_by_one)
        assert passes("block_bootstrap_ci", by_uniform_numbers)

    def test_a_generator_without_the_seed_is_noticed(self):
        def seedless(errors, block, seed, level, draws):
            return REFERENCE["block_bootstrap_ci"](errors, block, None, level, draws)

        assert check.run("block_bootstrap_ci", seedless).hint == "repeatability"

    @pytest.mark.slow
    def test_every_mistake_is_named_however_it_draws(self):
        """The sentence must not depend on the random numbers that a wrong answer happens to draw."""
        record = RECORDS["block_bootstrap_ci"]
        for mutant in record.mutants:
            wrong = record.build(mutant)
            for shift in (1, 2):

                def other(errors, block, seed, level, draws, *, wrong=wrong, shift=shift):
                    return wrong(errors, block, seed + shift, level, draws)

                result = engine.run(record, other)
                assert result.status == "failed"
                assert result.hint == mutant.hint_id or mutant.name in BY_CHANCE, (mutant.name, shift)


def test_the_numbers_of_the_quiz():
    answers = REFERENCE["evaluation_quiz"].right
    assert answers["precision"] == round(100 * 0.9 * 10 / (0.9 * 10 + 0.05 * 990))
    assert answers["no alarm"] == 100 - 1
    assert answers["mean absolute error"] == np.mean([1, 1, 1, 1, 6])
    assert round(float(np.sqrt(np.mean(np.square([1, 1, 1, 1, 6])))), 2) == 2.83
    scaled, truth = np.array([1.0, -2.0, 3.0]), np.array([3.0, -4.0, 5.0])
    rmse = np.sqrt(np.mean((5 * scaled + 100 - (5 * truth + 100)) ** 2))
    assert answers["own units"] == 5 * np.sqrt(np.mean((scaled - truth) ** 2)) == rmse
