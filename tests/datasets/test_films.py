"""A digit moves by a pixel a frame and bounces; linear motion forecasts it until it does."""

import numpy as np
import pytest

from lstm_course.datasets import films
from lstm_course.datasets.clips import digit_images


def corners(film):
    """Return the top and left of the image in each frame, by search among all places."""
    images, _ = digit_images("test")
    image = next(
        im
        for im in images
        if any(
            np.array_equal(film[0, r : r + 8, c : c + 8], im) and np.isclose(film[0].sum(), im.sum())
            for r in range(film.shape[1] - 7)
            for c in range(film.shape[2] - 7)
        )
    )
    places = []
    for frame in film:
        (place,) = [
            (r, c)
            for r in range(frame.shape[0] - 7)
            for c in range(frame.shape[1] - 7)
            if np.array_equal(frame[r : r + 8, c : c + 8], image) and np.isclose(frame.sum(), image.sum())
        ]
        places.append(place)
    return np.array(places)


@pytest.mark.slow
@pytest.mark.parametrize("rows", [None, (0, 2), (2, 4)])
def test_a_digit_moves_straight_and_turns_at_the_edges(rows, rng):
    made = films.moving_digits(12, rng, "test", T=12, field=12, rows=rows)
    assert made.shape == (12, 12, 12, 12)
    low, high = (0, 4) if rows is None else rows
    moved = set()
    for film in made:
        places = corners(film)
        steps = np.diff(places, axis=0)
        assert np.abs(steps).max() == 1
        for axis, (a, b) in enumerate(((low, high), (0, 4))):
            assert places[:, axis].min() >= a
            assert places[:, axis].max() <= b
            for t in range(1, 11):
                turns = steps[t, axis] != steps[t - 1, axis]
                assert not turns or (steps[t, axis] == -steps[t - 1, axis] and places[t, axis] in (a, b))
            assert len(set(np.abs(steps[:, axis]))) == 1
        moved.add(tuple(np.abs(steps[0])))
    assert moved == {(0, 1), (1, 0), (1, 1)}


def test_linear_motion_is_exact_away_from_the_edges_and_wrong_behind_a_turn(rng):
    film = films.moving_digits(60, rng, T=3, field=20)
    weight = film / film.sum(axis=(2, 3), keepdims=True)
    middle = np.stack([(weight.sum(axis=k) * np.arange(20)).sum(axis=2) for k in (3, 2)], axis=2)
    straight = np.abs(np.diff(middle, 2, axis=1)).max(axis=(1, 2)) < 0.1
    lit = film[:, :2].max(axis=1)  # nothing leaves the field and comes back
    inside = ~(lit[:, [0, -1]].any(axis=(1, 2)) | lit[:, :, [0, -1]].any(axis=(1, 2)))
    assert (straight & inside).sum() > 10
    there = films.linear_motion(film[:, :2])[:, 0]
    np.testing.assert_array_equal(there[straight & inside], film[straight & inside, 2])
    assert all((a != b).any() for a, b in zip(there[~straight], film[~straight, 2], strict=True))
    still = np.ones((2, 4, 3, 5))
    assert films.linear_motion(still).shape == (2, 3, 3, 5)
    dot = np.zeros((1, 3, 5, 5))
    dot[0, [0, 1, 2], [1, 2, 1], 2] = 1  # down, then up again
    there, back = films.linear_motion(dot)[0]
    assert there[3, 2] == back[0, 2] == there.sum() == back.sum() == 1


def test_what_does_not_fit_is_named(rng):
    for options, words in (
        ({"field": 8}, "field must be more than 8"),
        ({"rows": (3, 3)}, "rows must be two rows from 0 to 8"),
        ({"rows": (0, 9)}, "rows must be two rows"),
        ({"T": 0}, "T must be a whole number"),
    ):
        with pytest.raises(ValueError, match=words):
            films.moving_digits(1, rng, **options)
    with pytest.raises(ValueError, match="films must have shape"):
        films.linear_motion(np.zeros((1, 1, 3, 3)))
