"""The searches of lesson 13: against Monte Carlo, enumeration, and searches by hand."""

import math

import numpy as np
import pytest
from scipy import integrate, stats

from lstm_course.evaluate import gaussian, search
from lstm_course.evaluate.table import configurations

SPACE = {
    "rate": ("log", 1e-4, 1e-1),
    "units": ("int", 3, 7),
    "cell": ("choice", "lstm", "gru", "rnn", "none"),
}


def draws(count, rng):
    return [search.sample_config(SPACE, {name: rng.random() for name in SPACE}) for _ in range(count)]


def test_equal_ratios_whole_numbers_and_options_are_equally_likely():
    found = draws(6000, np.random.default_rng(0))
    exponents = np.log10([config["rate"] for config in found])
    assert stats.kstest(exponents, stats.uniform(-4, 3).cdf).pvalue > 0.01
    for name, options in (("units", [3, 4, 5, 6, 7]), ("cell", SPACE["cell"][1:])):
        counts = [sum(config[name] == option for config in found) for option in options]
        assert sum(counts) == 6000
        assert stats.chisquare(counts).pvalue > 0.01
    assert all(isinstance(config["units"], int) for config in found)


def test_the_numbers_go_to_their_names_whatever_their_order():
    u = {"cell": 0.5, "units": 0.999, "rate": 0.0}
    assert search.sample_config(SPACE, u) == {"rate": 1e-4, "units": 7, "cell": "rnn"}
    assert search.sample_config(
        {"one": ("int", 4, 4), "two": ("log", 2.0, 2.0)}, {"one": 0.9, "two": 0.9}
    ) == {
        "one": 4,
        "two": 2.0,
    }


@pytest.mark.parametrize(
    ("space", "u", "words"),
    [
        ({"a": ("log", 1, 2)}, {"b": 0.5}, "the names of space"),
        ({"a": ("log", 1, 2)}, {"a": 1.0}, r"u\['a'\] must be in \[0, 1\)"),
        ({"a": ("log", 0, 2)}, {"a": 0.5}, "0 < low"),
        ({"a": ("int", 3, 2)}, {"a": 0.5}, "low <= high"),
        ({"a": ("int", 1.5, 4)}, {"a": 0.99}, "whole numbers low <= high"),
        ({"a": ("int", "1", "4")}, {"a": 0.5}, "whole numbers low <= high"),
        ({"a": ("log", 1, math.inf)}, {"a": 0.5}, "low <= high"),
        ({"a": ("int", 1, 4)}, {"a": "0.5"}, r"u\['a'\] must be in \[0, 1\)"),
        ({"a": ("choice",)}, {"a": 0.5}, r"got \('choice',\)"),
        ({"a": ("uniform", 1, 2)}, {"a": 0.5}, "'uniform'"),
    ],
)
def test_a_space_that_makes_no_sense_is_named(space, u, words):
    with pytest.raises(ValueError, match=words):
        search.sample_config(space, u)


def test_places_are_those_of_the_configurations():
    space = {"rate": (0.01, 0.1, 1.0), "bias": (0, 1), "only": (5,), "units": (4, 8)}
    where = search.places(space)
    configs = configurations(space)
    assert where.shape == (12, 4)
    for point, config in zip(where, configs, strict=True):
        ranks = [space[name].index(config[name]) / max(len(space[name]) - 1, 1) for name in space]
        np.testing.assert_array_equal(point, ranks)


def test_random_search_tries_each_at_most_once_and_takes_the_best():
    errors = np.array([5.0, 3.0, 4.0, 1.0, 2.0])
    found = [search.random_search(errors, 3, np.random.default_rng(seed)) for seed in range(400)]
    for tried, winner in found:
        assert len(set(tried)) == 3
        assert errors[winner] == min(errors[k] for k in tried)
    share = np.mean([winner == 3 for _, winner in found])
    assert abs(share - 3 / 5) < 0.08  # the best of five is among three
    assert search.random_search(errors, 5, np.random.default_rng(0)).winner == 3


def test_a_grid_is_a_grid():
    sizes, levels = (4, 3, 2), (2, 3, 1)
    errors = np.random.default_rng(0).random(24)
    seen = set()
    for seed in range(60):
        tried, winner = search.grid_search(errors, sizes, levels, np.random.default_rng(seed))
        assert len(set(tried)) == 6
        values = [{k // 6 for k in tried}, {k // 2 % 3 for k in tried}, {k % 2 for k in tried}]
        assert [len(axis) for axis in values] == [2, 3, 1]
        assert errors[winner] == min(errors[k] for k in tried)
        seen |= set(tried)
    assert seen == set(range(24))


@pytest.mark.parametrize(
    ("sizes", "levels"), [((4, 5), (2, 2)), ((4, 6), (2,)), ((4, 6), (5, 1)), ((4, 6), (0, 1))]
)
def test_a_grid_that_does_not_fit_is_named(sizes, levels):
    with pytest.raises(ValueError, match=r"levels must|sizes and levels"):
        search.grid_search(np.ones(24), sizes, levels, np.random.default_rng(0))


def halved(losses, budgets, eta):
    """Halve with lists and `sorted`, one configuration at a time."""
    running, cost, before, alive = list(range(len(losses))), 0, 0, []
    for k, budget in enumerate(budgets):
        alive.append(set(running))
        cost += sum(budget - before for _ in running)
        before = budget
        best_first = sorted(running, key=lambda c: (losses[c][k], c))
        running = best_first[: len(running) // eta] or best_first[:1]
    return alive, best_first[0], cost


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 29])
@pytest.mark.parametrize(("budgets", "eta"), [([5], 2), ([1, 2, 4, 8], 2), ([2, 7, 9], 3)])
def test_halving_agrees_with_lists(count, budgets, eta):
    rng = np.random.default_rng(count)
    for _ in range(20):
        losses = rng.integers(0, 6, size=(count, len(budgets))).astype(float)  # with many ties
        losses[rng.random(losses.shape) < 0.1] = np.inf
        before = losses.copy()
        alive, best, cost = search.successive_halving(losses, budgets, eta)
        wanted = halved(losses.tolist(), budgets, eta)
        assert [set(np.flatnonzero(column)) for column in alive.T] == wanted[0]
        assert (best, cost) == wanted[1:]
        np.testing.assert_array_equal(losses, before)


def test_the_case_of_the_lesson():
    assert search.successive_halving(np.arange(32.0).reshape(8, 4), [1, 2, 4, 8], 2)[1:] == (0, 20)


def test_halving_begins_with_as_many_as_the_budget_allows():
    steps = [20, 40, 80, 160]
    for budget in (1, 2, 8, 16):
        n = search.starters(steps, 2, budget)
        costs = [halved(np.zeros((count, 4)).tolist(), steps, 2)[2] for count in (n, n + 1)]
        assert costs[0] <= 160 * budget < costs[1]
    losses = np.random.default_rng(0).random((60, 4))
    tried, winner = search.halving_search(losses, steps, 8, np.random.default_rng(1))
    assert len(set(tried)) == search.starters(steps, 2, 8)
    assert winner == tried[halved(losses[tried].tolist(), steps, 2)[1]]
    assert len(search.halving_search(losses, steps, 500, np.random.default_rng(1)).tried) == 60


@pytest.mark.parametrize(
    ("losses", "budgets", "eta", "words"),
    [
        (np.ones((3, 2)), [1, 2, 3], 2, "K = 3"),
        (np.ones((3, 2)), [2, 2], 2, "rise"),
        (np.ones((3, 2)), [0, 2], 2, "rise"),
        (np.ones((3, 2)), [1, 2], 1, "eta"),
        (np.ones((3, 2)), [1.5, 2.7], 2, r"budgets must be whole numbers, .* got \[1.5, 2.7\]"),
        (np.ones((3, 2)), [1, 2], 0, "eta must be a whole number of at least 2, got 0"),
        (np.array([[1.0, np.nan]]), [1, 2], 2, "infinite"),
        (np.ones((0, 2)), [1, 2], 2, r"\(C, K\)"),
    ],
)
def test_halving_names_what_does_not_fit(losses, budgets, eta, words):
    with pytest.raises(ValueError, match=words):
        search.successive_halving(losses, budgets, eta)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: search.starters([0], 2, 5), "budgets must be whole numbers"),
        (lambda: search.starters([], 2, 5), "budgets must be whole numbers, at least one"),
        (lambda: search.starters([1, 2], 0, 5), "eta must be"),
        (lambda: search.starters([1, 2], 1, 5), "eta must be a whole number of at least 2, got 1"),
        (lambda: search.starters([1, 2], 2, math.inf), "budget must be a number above 0, got inf"),
        (lambda: search.halving_search(np.ones((3, 1)), [0], 5, np.random.default_rng(0)), "steps must be"),
        (lambda: search.halving_search(np.ones((3, 0)), [], 5, np.random.default_rng(0)), "steps must be"),
        (lambda: search.halving_search(np.ones((3, 1)), [2], 5, np.random.default_rng(0), 0), "eta must be"),
    ],
)
def test_a_halving_that_would_never_end_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.slow
def test_expected_improvement_agrees_with_monte_carlo_and_with_the_integral():
    rng = np.random.default_rng(0)
    mean, sd, best = rng.normal(10, 2, size=12), rng.uniform(0.1, 3, size=12), 9.5
    found = gaussian.expected_improvement(mean, sd, best)
    outcomes = mean + sd * rng.standard_normal((400_000, 12))
    np.testing.assert_allclose(found, np.maximum(best - outcomes, 0).mean(axis=0), atol=0.015)
    for m, s, value in zip(mean, sd, found, strict=True):
        exact = integrate.quad(lambda e, m=m, s=s: (best - e) * stats.norm.pdf(e, m, s), m - 40 * s, best)[0]
        assert value == pytest.approx(exact, rel=1e-6, abs=1e-9)


def test_expected_improvement_where_nothing_is_left_to_chance():
    found = gaussian.expected_improvement([9.0, 10.0, 11.0], [0.0, 0.0, 0.0], 10.0)
    np.testing.assert_array_equal(found, [1.0, 0.0, 0.0])
    far = gaussian.expected_improvement(np.array([500.0, -500.0]), np.ones(2), 10.0)
    assert far[0] == 0.0
    assert far[1] == pytest.approx(510.0)
    assert gaussian.expected_improvement([11.0], [1.0], 10.0)[0] == pytest.approx(0.0833, abs=5e-5)
    with pytest.raises(ValueError, match="one shape"):
        gaussian.expected_improvement(np.ones(2), np.ones(3), 1.0)
    with pytest.raises(ValueError, match="no negative"):
        gaussian.expected_improvement(np.ones(2), -np.ones(2), 1.0)


def bowl(side=12):
    """Return errors of a smooth valley on a grid of side x side, and its points."""
    where = search.places({"a": tuple(range(side)), "b": tuple(range(side))})
    return np.exp(3 * ((where - [0.3, 0.75]) ** 2).sum(axis=1)), where


@pytest.mark.slow
def test_the_gaussian_process_finds_a_valley_that_chance_misses():
    errors, where = bowl()
    rank = np.argsort(np.argsort(errors))
    guided = [rank[gaussian.gp_search(errors, where, 12, np.random.default_rng(s)).winner] for s in range(8)]
    blind = [rank[search.random_search(errors, 12, np.random.default_rng(s)).winner] for s in range(8)]
    assert np.median(guided) <= 1
    assert np.median(blind) > 3


def test_the_gaussian_process_tries_none_twice():
    errors, where = bowl(4)
    before = errors.copy()
    found = gaussian.gp_search(errors, where, 16, np.random.default_rng(0))
    assert sorted(found.tried) == list(range(16))
    again = gaussian.gp_search(errors, where, 16, np.random.default_rng(0))
    np.testing.assert_array_equal(found.tried, again.tried)
    np.testing.assert_array_equal(errors, before)
    assert found.winner == errors.argmin()


def test_each_try_of_the_gaussian_process_is_that_of_the_textbook():
    where = search.places({"a": tuple(range(7)), "b": tuple(range(5))})
    errors = 10 + 4 * where[:, 0] + np.random.default_rng(0).normal(size=35)
    for seed in range(3):
        tried = gaussian.gp_search(errors, where, 12, np.random.default_rng(seed)).tried
        for k in range(5, 12):
            wanted = regress(where[tried[:k]], np.log(errors[tried[:k]]), where)
            wanted[tried[:k]] = -np.inf
            assert tried[k] == wanted.round(9).argmax()


def regress(x, y, points):
    """Return the expected improvement at some points, from the textbook's matrices."""
    best = (-np.inf, None)
    z = (y - y.mean()) / y.std()
    for length in gaussian.LENGTHS:
        K, k = kernel(x, x, length) + gaussian.NOISE * np.eye(len(x)), kernel(points, x, length)
        evidence = stats.multivariate_normal(np.zeros(len(x)), K).logpdf(z)
        if evidence > best[0]:
            mean = k @ np.linalg.solve(K, z)
            variance = 1 - np.einsum("ij,ji->i", k, np.linalg.solve(K, k.T))
            best = (evidence, (mean * y.std() + y.mean(), np.sqrt(variance) * y.std()))
    mean, sd = best[1]
    z = (y.min() - mean) / sd
    return sd * (z * stats.norm.cdf(z) + stats.norm.pdf(z))


def kernel(a, b, length):
    d = math.sqrt(5) * np.linalg.norm(a[:, None] - b[None], axis=2) / length
    return (1 + d + d**2 / 3) * np.exp(-d)


def test_a_gaussian_process_with_equal_errors_or_one_row_goes_on():
    where = search.places({"a": tuple(range(9))})
    assert len(set(gaussian.gp_search(np.full(9, 2.0), where, 9, np.random.default_rng(0)).tried)) == 9
    assert gaussian.gp_search(np.ones(1), where[:1], 1, np.random.default_rng(0)).winner == 0
    with pytest.raises(ValueError, match="positive"):
        gaussian.gp_search(np.zeros(9), where, 2, np.random.default_rng(0))
    with pytest.raises(ValueError, match="where must have shape"):
        gaussian.gp_search(np.ones(9), where[:8], 2, np.random.default_rng(0))


def test_the_gaussian_process_takes_runs_that_diverged_for_the_worst_seen():
    errors = np.array([np.inf, np.inf, 3, 0.5, 0.7, 2, 2, 2, 0.1, 2])
    where = np.linspace(0, 1, 10)[:, None]
    found = gaussian.gp_search(errors, where, 7, np.random.default_rng(2), first=3)
    worst = gaussian.gp_search(np.minimum(errors, 3.0), where, 7, np.random.default_rng(2), first=3)
    assert found.winner == 8
    np.testing.assert_array_equal(found.tried[:6], worst.tried[:6])
    blind = gaussian.gp_search(np.full(9, np.inf), where[:9], 9, np.random.default_rng(0))
    assert sorted(blind.tried) == list(range(9))


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_a_place_that_is_nowhere_is_named(wrong):
    with pytest.raises(ValueError, match="where must hold finite numbers only"):
        gaussian.gp_search(np.ones(2), [[0.0], [wrong]], 1, np.random.default_rng(0))


@pytest.mark.parametrize(
    ("errors", "budget", "rng", "words"),
    [
        (np.ones(3), 4, np.random.default_rng(0), "at most C = 3"),
        (np.ones(3), 0, np.random.default_rng(0), "budget"),
        (np.array([1.0, np.nan]), 1, np.random.default_rng(0), "numbers only"),
        (np.ones((3, 1)), 1, np.random.default_rng(0), "shape"),
        (np.ones(3), 1, 0, "rng must be"),
    ],
)
def test_a_search_names_what_does_not_fit(errors, budget, rng, words):
    with pytest.raises(ValueError, match=words):
        search.random_search(errors, budget, rng)
