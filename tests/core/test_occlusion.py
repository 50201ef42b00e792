"""A model that reads known places only: occlusion names them."""

import numpy as np
import pytest

from lstm_course.probes.occlusion import occlusion


def test_only_the_place_that_is_read():
    source = np.array([5, 6, 7, 5])
    fall = occlusion(lambda rows: np.where(rows[:, 2] == 7, -0.5, -3.0), source, unknown=1)
    assert fall.tolist() == [0, 0, 2.5, 0]
    assert source.tolist() == [5, 6, 7, 5]


def test_a_place_may_speak_against_the_answer_and_nothing_is_normalised():
    weights = np.array([2.0, -1.0, 0.0])
    assert occlusion(lambda rows: (rows != 0) @ weights, [4, 4, 4], unknown=0).tolist() == [2, -1, 0]
    assert occlusion(lambda rows: (rows != 0) @ weights, [4, 0, 4], unknown=0).tolist() == [2, 0, 0]


def test_places_are_covered_one_at_a_time_and_keep_their_places():
    seen = []

    def score(rows):
        seen.append(rows.copy())
        rows[:] = 0  # may do what it likes with its own
        return np.zeros(len(rows))

    occlusion(score, (3, 4), 9)
    assert seen[0].tolist() == [[3, 4], [9, 4], [3, 9]]
    assert occlusion(lambda rows: rows[:, 0], [3], 9).tolist() == [-6]


def test_several_scores_at_once():
    weights = np.array([[2.0, -1.0], [0.5, 3.0]])
    both = occlusion(lambda rows: (rows != 0) @ weights, [4, 4], unknown=0)
    assert both.tolist() == weights.tolist()
    assert (
        occlusion(lambda rows: (rows != 0) @ weights[:, 1], [4, 4], unknown=0).tolist() == both[:, 1].tolist()
    )


@pytest.mark.parametrize("source", [[], [[1, 2]], [1.5], 3])
def test_a_source_that_is_none(source):
    with pytest.raises(ValueError, match="source must hold whole numbers"):
        occlusion(lambda rows: rows[:, 0], source, 0)


def test_a_score_that_is_none():
    with pytest.raises(ValueError, match="a number for each of 3 rows"):
        occlusion(lambda rows: rows.T, [1, 2], 0)
