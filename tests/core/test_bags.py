"""The ceiling of a bag equals a search over all rules from bags to labels."""

import itertools

import numpy as np
import pytest
import torch

from lstm_course.evaluate.bags import bag_ceiling


def by_search(bags, labels):
    keys = sorted({tuple(sorted(bag)) for bag in bags})
    rules = (dict(zip(keys, rule, strict=True)) for rule in itertools.product(set(labels), repeat=len(keys)))
    return max(
        np.mean([rule[tuple(sorted(b))] == y for b, y in zip(bags, labels, strict=True)]) for rule in rules
    )


@pytest.mark.slow
def test_it_equals_the_best_of_all_rules(rng):
    for _ in range(20):
        bags = [list(rng.integers(2, size=rng.integers(1, 4))) for _ in range(12)]
        labels = rng.integers(3, size=12).tolist()
        assert np.isclose(bag_ceiling(bags, labels), by_search(bags, labels))


def test_order_does_not_count_but_how_often_does():
    assert bag_ceiling([(1, 4), (4, 1)], ["14", "41"]) == 0.5
    assert bag_ceiling(["aab", "abb"], [0, 1]) == 1
    assert bag_ceiling([()], [3]) == 1
    assert bag_ceiling([["x"]] * 4, [1, 1, 2, 3]) == 0.5


def test_what_does_not_fit_is_named():
    for bags, labels in (([], []), ([[1]], [1, 2])):
        with pytest.raises(ValueError, match="bags and labels must be equally many"):
            bag_ceiling(bags, labels)


@pytest.mark.parametrize("of", [torch.tensor, np.array])
def test_tensors_and_arrays_count_by_their_values(of):
    bags, labels = [[1, 4], [4, 1], [2, 2]], [0, 1, 0]
    assert bag_ceiling(of(bags), of(labels)) == bag_ceiling(bags, labels) == 2 / 3
    assert bag_ceiling([of(bag) for bag in bags], [of(label)[()] for label in labels]) == 2 / 3
