"""The references of lesson 14 against libraries, enumeration and closed forms; right answers in other forms pass."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from sklearn.metrics import mean_pinball_loss
from statsmodels.tsa.ar_model import AutoReg

from lstm_course import check
from lstm_course.check import engine
from lstm_course.drive import forecasting

RECORDS = {name: record for name, record in check.records().items() if record.lesson == 14}
REFERENCE = {name: record.reference for name, record in RECORDS.items()}
LOOKS = ((7,), (8, 9), (31,), (100, 101, 102))  # other seeds than those of the check


def passes(name, fn):
    """Whether an answer in another form passes, on the seeds of the check and on others."""
    results = [engine.run(RECORDS[name], fn, seeds) for seeds in (engine.SEEDS, *LOOKS)]
    assert all(result.passed for result in results), [result.message for result in results]
    return True


class TestDifferences:
    def test_there_and_back_is_where_you_were(self):
        rng = np.random.default_rng(0)
        for season, h in itertools.product((1, 2, 4, 12), (1, 3, 4, 11, 12, 30)):
            series = rng.normal(size=season + 1 + h).cumsum()
            train, future = series[:-h], series[-h:]
            d_all, _ = REFERENCE["difference_and_back"](series, np.zeros(1), season)
            d, levels = REFERENCE["difference_and_back"](train, d_all[-h:], season)
            np.testing.assert_allclose(levels, future)
            np.testing.assert_allclose(d, d_all[:-h])

    def test_the_cases_by_hand(self):
        train = np.array([10.0, 12.0, 15.0])
        d, levels = REFERENCE["difference_and_back"](train, np.array([4.0]), 1)
        assert (d.tolist(), levels.tolist()) == ([2.0, 3.0], [19.0])
        d, levels = REFERENCE["difference_and_back"](train, np.array([1.0, 2.0, 4.0]), 2)
        assert (d.tolist(), levels.tolist()) == ([5.0], [13.0, 17.0, 17.0])

    def test_sums_by_place_in_the_season_pass(self):
        def by_place(train, d_ahead, season):
            d = np.array([train[k] - train[k - season] for k in range(season, len(train))])
            levels = np.zeros(len(d_ahead))
            for place in range(min(season, len(d_ahead))):
                levels[place::season] = train[len(train) - season + place] + np.cumsum(d_ahead[place::season])
            return d, levels

        assert passes("difference_and_back", by_place)


class TestManySteps:
    def test_an_autoregression_forecasts_as_statsmodels_does(self):
        rng = np.random.default_rng(1)
        series = rng.normal(size=120).cumsum()
        fitted = AutoReg(series, lags=3, trend="c").fit()
        constant, *weights = fitted.params

        def step(window):
            return constant + np.dot(weights, window[::-1])

        found = REFERENCE["recursive_forecast"](step, series[-3:], 25)
        np.testing.assert_allclose(found, fitted.forecast(25))

    def test_it_sees_its_own_forecasts_and_windows_of_one_length(self):
        seen = []

        def step(window):
            seen.append(window.tolist())
            return float(sum(window))

        history = np.array([1.0, 2.0, 4.0])
        assert REFERENCE["recursive_forecast"](step, history, 3).tolist() == [7.0, 13.0, 24.0]
        assert seen == [[1, 2, 4], [2, 4, 7], [4, 7, 13]]
        assert history.tolist() == [1.0, 2.0, 4.0]

    def test_lists_that_grow_and_queues_pass(self):
        from collections import deque

        def growing(step, history, horizon):
            values = list(history)
            for _ in range(horizon):
                values.append(step(values[-len(history) :]))
            return np.array(values[len(history) :])

        def queue(step, history, horizon):
            window = deque(history, maxlen=len(history))
            forecast = []
            for _ in range(horizon):
                forecast.append(step(np.array(window)))
                window.append(forecast[-1])
            return np.asarray(forecast, dtype=float)

        def rolled(step, history, horizon):
            window, forecast = history.astype(float), np.empty(horizon)
            for k in range(horizon):
                forecast[k] = step(window)
                window = np.roll(window, -1)
                window[-1] = forecast[k]
            return forecast

        def stacked(step, history, horizon):
            window, found = history, []
            for _ in range(horizon):
                found.append(np.asarray(step(window)))
                window = np.concatenate([window[..., 1:], found[-1][..., None]], axis=-1)
            return np.stack(found, axis=-1)

        for fn in (growing, queue, rolled, stacked):
            assert passes("recursive_forecast", fn)


class TestBand:
    def test_the_loss_is_that_of_scikit_learn(self):
        rng = np.random.default_rng(2)
        for n, K in itertools.product((1, 2, 7), (1, 2, 7)):
            y, q, tau = rng.normal(size=n), rng.normal(size=(n, K)), rng.uniform(0.05, 0.95, K)
            wanted = np.mean([mean_pinball_loss(y, q[:, k], alpha=tau[k]) for k in range(K)])
            assert math.isclose(REFERENCE["pinball"](y, q, tau), wanted)

    def test_the_case_by_hand(self):
        costs = [
            REFERENCE["pinball"](np.array([10.0]), np.array([[q]]), np.array([0.9])) for q in (8.0, 12.0)
        ]
        np.testing.assert_allclose(costs, [1.8, 0.2])

    def test_the_quantile_costs_least(self):
        y = np.random.default_rng(3).normal(size=999)
        for tau in (0.1, 0.5, 0.9):
            grid = np.linspace(-3, 3, 1201)
            losses = [REFERENCE["pinball"](y, np.full((999, 1), q), np.array([tau])) for q in grid]
            assert abs(grid[np.argmin(losses)] - np.quantile(y, tau)) < 0.02

    def test_the_larger_of_two_and_a_loop_pass(self):
        def larger(y, q, tau):
            gap = y.reshape(-1, 1) - q
            return np.maximum(tau * gap, (tau - 1) * gap).mean()

        def loop(y, q, tau):
            costs = [
                tau[k] * (one - q[i, k]) if one >= q[i, k] else (1 - tau[k]) * (q[i, k] - one)
                for i, one in enumerate(y)
                for k in range(len(tau))
            ]
            return sum(costs) / len(costs)

        assert passes("pinball", larger)
        assert passes("pinball", loop)

    def test_a_widened_band_holds_its_level(self):
        """Of exchangeable rows: at least the level, and at most 1 / (n + 1) more."""
        rng = np.random.default_rng(4)
        for n, level in ((9, 0.8), (19, 0.5), (24, 0.9)):
            held = []
            for _ in range(4_000):
                low = rng.normal(-0.5, 0.3, n + 1)
                high = low + rng.uniform(0.5, 1.5, n + 1)
                y = rng.normal(size=n + 1)
                w = REFERENCE["conformal_widen"](low[:n], high[:n], y[:n], level)
                held.append(low[n] - w <= y[n] <= high[n] + w)
            rank = math.ceil(Fraction(str(level)) * (n + 1))
            assert abs(np.mean(held) - rank / (n + 1)) < 0.025

    @pytest.mark.parametrize(
        ("n", "level", "rank"), [(9, 0.8, 8), (9, 0.9, 9), (8, 0.9, None), (3, 0.9, None)]
    )
    def test_the_rank(self, n, level, rank):
        y = np.random.default_rng(5).permutation(np.arange(1.0, n + 1))
        found = REFERENCE["conformal_widen"](np.zeros(n), np.zeros(n), y, level)
        assert found == (math.inf if rank is None else rank)

    def test_no_probe_leans_on_rounding(self):
        """The rank of every probe is that of exact arithmetic, so that other orders of the product pass."""
        for seeds in (engine.SEEDS, *LOOKS):
            for probe in engine.make_probes(RECORDS["conformal_widen"], seeds):
                _, _, y, level = probe.args
                assert math.ceil((len(y) + 1) * level) == math.ceil((len(y) + 1) * Fraction(str(level)))

    def test_numpy_and_a_count_pass(self):
        def by_numpy(low, high, y, level):
            score = np.maximum(low - y, y - high)
            rank = int(np.ceil(level * (1 + len(score))))
            return np.inf if rank > len(score) else np.partition(score, rank - 1)[rank - 1]

        def by_padding(low, high, y, level):
            scores = [max(a - c, c - b) for a, b, c in zip(low, high, y, strict=True)]
            return sorted([*scores, float("inf")])[math.ceil((len(y) + 1) * level) - 1]

        assert passes("conformal_widen", by_numpy)
        assert passes("conformal_widen", by_padding)

    def test_the_driver_hands_on_what_it_does_not_know(self):
        for value in (None, ..., "text", -math.inf, 2.5, (1, 2)):
            found = forecasting.widen(lambda *args, value=value: value, 1, 2, 3, 0.5)
            assert found == (value if value is None or value is ... else (value, False))
        for value in (math.inf, np.float64("inf"), np.float32("inf")):
            assert forecasting.widen(lambda *args, value=value: value, 1, 2, 3, 0.5) == (0.0, True)


class TestAlarms:
    def test_no_smaller_threshold_keeps_to_the_limit(self):
        rng = np.random.default_rng(6)
        for _ in range(200):
            n = int(rng.integers(1, 12))
            labels = np.append(rng.integers(2, size=n), 0)
            scores = rng.integers(5, size=n + 1) * 1.0
            limit = rng.uniform()
            t = REFERENCE["fit_threshold"](scores, labels, limit)
            normal = scores[labels == 0]
            assert np.mean(normal > t) <= limit
            assert np.mean(normal > np.nextafter(t, -np.inf)) > limit

    def test_counting_down_and_quantiles_of_the_right_kind_pass(self):
        def down(scores, labels, max_false_rate):
            normal = sorted((s for s, label in zip(scores, labels, strict=True) if label == 0), reverse=True)
            allowed = max(k for k in range(len(normal)) if k / len(normal) <= max_false_rate)
            return normal[allowed]

        def all_scores_tried(scores, labels, max_false_rate):
            normal = scores[labels == 0]
            return min(t for t in scores if (normal > t).mean() <= max_false_rate)

        def by_count(scores, labels, max_false_rate):
            normal = np.sort(scores[labels == 0])
            return normal[len(normal) - 1 - int(max_false_rate * len(normal))]

        assert passes("fit_threshold", by_count)
        assert passes("fit_threshold", down)
        assert passes("fit_threshold", all_scores_tried)

    def test_the_cases_by_hand(self):
        scores, labels = np.array([1.0, 2.0, 3.0, 4.0, 9.0]), np.array([0, 0, 0, 0, 1])
        assert REFERENCE["fit_threshold"](scores, labels, 0.25) == 3
        alarms = np.array([1, 0, 0, 0, 1, 0, 0, 0], dtype=bool)
        marked = REFERENCE["point_adjust"](alarms, [(2, 6), (6, 8)])
        assert np.flatnonzero(marked).tolist() == [0, 2, 3, 4, 5]
        errors = np.array([1.0, 1.0, 1.0, 4.0])
        assert REFERENCE["drift_alarm"](errors, 0.25, 1.5) == 3
        assert REFERENCE["drift_alarm"](errors, 0.25, 2.0) == -1

    def test_marks_are_those_of_sets(self):
        def by_sets(alarms, events):
            hits = set(np.flatnonzero(alarms).tolist())
            marked = set(hits)
            for start, end in events:
                steps = set(range(start, end))
                marked |= steps if steps & hits else set()
            return np.array([k in marked for k in range(len(alarms))])

        def by_sums(alarms, events):
            before = np.concatenate([[0], np.cumsum(alarms)])
            place = np.arange(len(alarms))
            out = alarms
            for start, end in events:
                out = out | ((place >= start) & (place < end) & (before[end] > before[start]))
            return np.array(out)

        assert passes("point_adjust", by_sets)
        assert passes("point_adjust", by_sums)

    def test_chance_is_praised_after_the_adjustment(self):
        rng = np.random.default_rng(7)
        events = [(500 * k + 100, 500 * k + 150) for k in range(10)]
        truth = np.zeros(5_000, dtype=bool)
        for start, end in events:
            truth[start:end] = True

        def f1(alarms):
            return 2 * np.sum(alarms & truth) / (alarms.sum() + truth.sum())

        scores = [rng.random(5_000) for _ in range(5)]
        before = [f1(score > 0.9) for score in scores]
        after = [f1(REFERENCE["point_adjust"](score > 0.98, events)) for score in scores]
        assert max(before) < 0.2
        assert min(after) > 0.5
        found = [REFERENCE["point_adjust"](rng.random(20) < 0.1, [(0, 20)]).all() for _ in range(4_000)]
        assert abs(np.mean(found) - (1 - 0.9**20)) < 0.03

    def test_drift_is_a_cumulative_sum_that_stops_at_zero(self):
        def cusum(errors, delta, limit):
            mean = np.cumsum(errors) / np.arange(1, len(errors) + 1)
            height = 0.0
            for k, step in enumerate(errors - mean - delta):
                height = max(0.0, height + step)
                if height > limit:
                    return k
            return -1

        def at_once(errors, delta, limit):
            mean = np.cumsum(errors) / np.arange(1, len(errors) + 1)
            rise = np.cumsum(errors - mean - delta)
            alarms = np.flatnonzero(rise - np.minimum.accumulate(rise) > limit)
            return alarms[0] if len(alarms) else -1

        def from_infinity(errors, delta, limit):
            mean, rise, lowest = 0.0, 0.0, np.inf
            for k, error in enumerate(errors.tolist()):
                mean += (error - mean) / (k + 1)
                rise += error - mean - delta
                lowest = min(lowest, rise)
                if rise - lowest > limit:
                    return k
            return -1

        for fn in (cusum, at_once, from_infinity):
            assert passes("drift_alarm", fn)

    def test_a_rise_is_noticed_and_a_steady_stream_hardly_ever(self):
        rng = np.random.default_rng(8)
        steady = [REFERENCE["drift_alarm"](rng.normal(1, 0.3, 1_000), 0.15, 3.0) for _ in range(100)]
        assert np.mean([k >= 0 for k in steady]) < 0.1
        for _ in range(50):
            errors = np.concatenate([rng.normal(1, 0.3, 200), rng.normal(2, 0.3, 100)])
            assert 200 <= REFERENCE["drift_alarm"](errors, 0.15, 3.0) < 215


def test_the_index_of_stability_is_large_by_chance():
    """Of two samples of 100 from one law, in ten bins: about 9 (1/100 + 1/100), mostly above 0.1."""
    rng = np.random.default_rng(9)
    found = []
    for _ in range(400):
        then, now = rng.normal(size=(2, 100))
        edges = np.quantile(then, np.linspace(0, 1, 11)[1:-1])
        p, q = (np.maximum(np.bincount(np.digitize(x, edges), minlength=10) / 100, 1e-3) for x in (then, now))
        found.append(np.sum((p - q) * np.log(p / q)))
    assert 0.15 < np.mean(found) < 0.23
    assert np.mean(np.array(found) > 0.1) > 0.75
