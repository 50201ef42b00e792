"""The references of lesson 13 against scipy, statsmodels, quadrature and plain enumeration."""

import itertools
import math

import numpy as np
import pytest
from scipy import integrate, stats

from lstm_course import check

RECORDS = {name: record for name, record in check.records().items() if record.lesson == 13}
REFERENCE = {name: record.reference for name, record in RECORDS.items()}


@pytest.mark.slow
def test_log_and_int_entries_are_the_quantiles_of_their_distributions():
    rng = np.random.default_rng(0)
    for _ in range(300):
        low, size, u = 10 ** rng.uniform(-6, 2), int(rng.integers(1, 30)), rng.random(2)
        high, first = low * 10 ** rng.uniform(0.1, 4), int(rng.integers(-20, 20))
        space = {"rate": ("log", low, high), "units": ("int", first, first + size - 1)}
        found = REFERENCE["sample_config"](space, {"units": u[1], "rate": u[0]})
        assert found["rate"] == pytest.approx(stats.loguniform(low, high).ppf(u[0]))
        assert found["units"] == stats.randint(first, first + size).ppf(u[1])


def test_every_option_takes_an_equal_part():
    for size in (1, 2, 3, 7):
        space = {"start": ("choice", *"gacdefb"[:size])}
        drawn = [REFERENCE["sample_config"](space, {"start": k / 840})["start"] for k in range(840)]
        assert [*dict.fromkeys(drawn)] == [*"gacdefb"[:size]]
        assert [drawn.count(option) for option in "gacdefb"[:size]] == [840 // size] * size


@pytest.mark.slow
def test_expected_improvement_is_the_integral_of_the_improvement():
    rng = np.random.default_rng(1)
    for _ in range(40):
        best, mean, sd = rng.normal(10, 2), rng.normal(10, 2), rng.uniform(0.1, 3)
        low = min(best, mean) - 40 * sd
        wanted, _ = integrate.quad(
            lambda y, mean=mean, sd=sd, best=best: (best - y) * stats.norm.pdf(y, mean, sd),
            low,
            best,
            points=[mean] if low < mean < best else None,
        )
        (found,) = REFERENCE["expected_improvement"](np.array([mean]), np.array([sd]), best)
        assert found == pytest.approx(wanted, abs=1e-8)
    certain = REFERENCE["expected_improvement"](np.array([3.0, 5.0, 7.0]), np.zeros(3), 5.0)
    assert certain.tolist() == [2.0, 0.0, 0.0]


class Net:
    """A configuration that counts the epochs it is trained for, and knows its error only then."""

    def __init__(self, number, errors):
        self.number, self.errors, self.epochs = number, errors, 0

    def train_until(self, epochs):
        self.trained = epochs - self.epochs
        self.epochs = epochs
        return self.errors[epochs]


def halve(losses, budgets, eta):
    """Train nets in a loop, cut, and return what was trained, the winner and the epochs."""
    nets = [Net(c, dict(zip(budgets, row, strict=True))) for c, row in enumerate(losses.tolist())]
    trained, total = set(), 0
    for k, budget in enumerate(budgets):
        shown = sorted((net.train_until(budget), net.number) for net in nets)
        total += sum(net.trained for net in nets)
        trained |= {(net.number, k) for net in nets}
        left = {number for _, number in shown[: max(1, math.floor(len(shown) / eta))]}
        nets = [net for net in nets if net.number in left]
    return trained, shown[0][1], total


def test_halving_is_that_of_nets_that_are_trained_in_a_loop():
    rng = np.random.default_rng(2)
    for C, K, eta in itertools.product((1, 2, 3, 8, 10, 28), (1, 2, 4), (2, 3, 4)):
        losses = rng.integers(6, size=(C, K)) / 2.0  # with ties
        losses[rng.random((C, K)) < 0.1] = np.inf
        budgets = np.cumsum(rng.integers(1, 9, size=K)).tolist()
        alive, best, cost = REFERENCE["successive_halving"](losses, budgets, eta)
        assert (set(zip(*np.nonzero(alive), strict=True)), best, cost) == halve(losses, budgets, eta)


def test_the_costs_of_the_statement():
    losses = np.random.default_rng(3).random((8, 4))
    alive, _, cost = REFERENCE["successive_halving"](losses, [1, 2, 4, 8], 2)
    assert alive.sum(axis=0).tolist() == [8, 4, 2, 1]
    assert (cost, int(alive.sum(axis=0) @ [1, 2, 4, 8]), 8 * 8) == (20, 32, 64)


class Sealed(np.ndarray):
    """A table that keeps a note of each row that is looked at."""

    def __getitem__(self, index):
        self.opened = [*getattr(self, "opened", []), index]
        return super().__getitem__(index)


def test_the_test_errors_of_the_winner_alone_are_looked_at_and_once():
    rng = np.random.default_rng(4)
    for C, S in ((1, 1), (1, 4), (5, 1), (6, 3), (40, 5), (40, 8)):
        validation = rng.integers(4, size=(C, S)).astype(float) ** 3
        test = rng.random((C, S))
        sealed = test.view(Sealed)
        winner, error = REFERENCE["nested_estimate"](np.full((C, S), np.nan), validation, sealed)
        means = [sum(row) / S for row in validation.tolist()]
        assert winner == means.index(min(means))
        assert sealed.opened == [winner]
        assert error == pytest.approx(sum(test[winner].tolist()) / S)


def test_the_interval_is_that_of_scipy_where_all_resamplings_are_counted():
    rng = np.random.default_rng(5)
    a, b = rng.exponential(9, size=5), rng.normal(10, 1, size=5)
    picks = np.array([*itertools.product(range(5), repeat=5)])
    mean, low, high = REFERENCE["paired_difference"](a, b, picks, 0.8)
    result = stats.bootstrap(
        (a, b),
        lambda a, b, axis: (a - b).mean(axis=axis),
        paired=True,
        confidence_level=0.8,
        method="percentile",
        n_resamples=40_000,
        rng=np.random.default_rng(6),
    )
    assert mean == pytest.approx(np.mean(a) - np.mean(b))
    means = [sum(a[k] - b[k] for k in row) / 5 for row in picks.tolist()]
    for end, share in ((low, 0.1), (high, 0.9)):
        assert np.mean([one < end - 1e-9 for one in means]) <= share + 1 / len(means)
        assert np.mean([one < end + 1e-9 for one in means]) >= share - 1 / len(means)
    assert [low, high] == pytest.approx([*result.confidence_interval], abs=0.1)


def test_pairs_make_the_interval_narrower_where_seeds_share_noise():
    rng = np.random.default_rng(7)
    common = rng.normal(0, 3, size=20)
    a, b = common + rng.normal(0.5, 0.3, size=20), common + rng.normal(0, 0.3, size=20)
    picks = rng.integers(20, size=(2000, 20))
    _, low, high = REFERENCE["paired_difference"](a, b, picks, 0.95)
    mixed = rng.permutation(20)
    _, wide_low, wide_high = REFERENCE["paired_difference"](a, b[mixed], picks, 0.95)
    assert high - low < 0.2 * (wide_high - wide_low)


@pytest.mark.slow
def test_seeds_needed_are_those_of_statsmodels():
    power = pytest.importorskip("statsmodels.stats.power").NormalIndPower()
    rng = np.random.default_rng(8)
    for _ in range(60):
        sd, ratio = rng.uniform(0.1, 20), rng.uniform(0.1, 1.5)
        wish, level = rng.uniform(0.5, 0.95), rng.uniform(0.01, 0.2)
        wanted = power.solve_power(ratio, alpha=level, power=wish, alternative="two-sided")
        found = REFERENCE["seeds_needed"](sd, ratio * sd, wish, level)
        n = 2 * ((stats.norm.isf(level / 2) + stats.norm.ppf(wish)) / ratio) ** 2
        assert found - 1 < max(2, n) <= found
        # statsmodels counts the far tail, too: a real difference that is found with the wrong sign
        assert abs(found - max(2, wanted)) < 1 + 0.06 * wanted


def test_seeds_needed_of_the_statement():
    assert REFERENCE["seeds_needed"](1.0, 1.0, 0.8, 0.05) == 16
    assert REFERENCE["seeds_needed"](1.0, 0.5, 0.8, 0.05) == 63
    assert REFERENCE["seeds_needed"](1.0, 90.0, 0.8, 0.05) == 2


def test_the_coins_and_the_wins_of_the_quiz():
    right = REFERENCE["tuning_quiz"]()
    for n, question in ((2, "better of two"), (4, "best of four")):
        assert right[question] == np.mean([min(coins) for coins in itertools.product((16, 32), repeat=n)])
    two_sided = [stats.binomtest(n, n).pvalue for n in range(1, 12)]
    assert right["wins without a loss"] == 1 + next(k for k, p in enumerate(two_sided) if p < 0.05)
    assert right["grid of 16"] == len({rate for rate, _ in itertools.product(range(4), range(4))})


def test_right_answers_in_another_form_pass():
    def by_logarithms(space, u):
        found = {}
        for name in sorted(u):
            kind, *rest = space[name]
            if kind == "log":
                found[name] = np.exp(np.log(rest[0]) + u[name] * np.diff(np.log(rest)))[0]
            else:
                options = rest if kind == "choice" else np.arange(rest[0], rest[1] + 1)
                found[name] = options[int(u[name] * len(options))]
        return found

    def by_scipy(mean, sd, best):
        sure = sd == 0
        z = (best - mean) / np.where(sure, 1, sd)
        return np.where(sure, np.clip(best - mean, 0, None), sd * (z * stats.norm.cdf(z) + stats.norm.pdf(z)))

    def by_nets(losses, budgets, eta):
        trained, best, cost = halve(losses, budgets, eta)
        alive = [[(c, k) in trained for k in range(len(budgets))] for c in range(len(losses))]
        return np.array(alive), np.int64(best), float(cost)

    def by_sums(train, validation, test):
        sums = validation.sum(axis=1).tolist()
        winner = sums.index(min(sums))
        return winner, np.average(test, axis=1)[winner]

    def by_loops(a, b, picks, level):
        means = [sum(a[k] - b[k] for k in row) / len(row) for row in picks]
        return a.mean() - b.mean(), *np.percentile(means, [50 * (1 - level), 50 * (1 + level)])

    def by_quantiles(sd, effect, power, level):
        z = stats.norm.isf(level / 2) + stats.norm.isf(1 - power)
        return max(math.ceil((sd**2 + sd**2) * z**2 / effect**2), 2)

    answers = dict(
        sample_config=by_logarithms,
        expected_improvement=by_scipy,
        successive_halving=by_nets,
        nested_estimate=by_sums,
        paired_difference=by_loops,
        seeds_needed=by_quantiles,
    )
    for name, answer in answers.items():
        assert check.run(name, answer).passed, name
