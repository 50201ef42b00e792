"""Strokes are ellipses, and only their direction is the label."""

import numpy as np
import pytest

from lstm_course.datasets import strokes


def area(x):
    """Return twice the signed area of polygons (shoelace): positive if drawn anticlockwise."""
    a, b = x, np.roll(x, -1, axis=1)
    return (a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]).sum(axis=1)


def test_without_noise_they_are_ellipses_and_the_label_is_the_sign_of_the_area(rng):
    x, y = strokes.ellipses(400, rng, noise=0)
    assert x.shape == (400, 16, 2)
    assert x.dtype == np.float32
    half = np.sqrt(2 * (x.astype(float) ** 2).mean(axis=1))  # of a sine, root mean square times root of two
    assert half.min() >= 0.499
    assert half.max() <= 1.001
    np.testing.assert_allclose(((x / half[:, None]) ** 2).sum(axis=2), 1, atol=1e-4)
    np.testing.assert_array_equal(area(x) < 0, y == 1)
    np.testing.assert_array_equal(area(x[:, ::-1]) > 0, y == 1)
    assert 150 < y.sum() < 250


def test_noise_is_as_large_as_asked():
    clean, _ = strokes.ellipses(500, np.random.default_rng(0), noise=0)
    noisy, _ = strokes.ellipses(500, np.random.default_rng(0), noise=0.1)
    assert abs((noisy - clean).std() - 0.1) < 0.003


def test_a_picture_counts_points_and_forgets_their_order(rng):
    x, _ = strokes.ellipses(20, rng)
    pictures = strokes.picture(x)
    assert pictures.shape == (20, 12, 12)
    np.testing.assert_array_equal(pictures.sum(axis=(1, 2)), 16)
    np.testing.assert_array_equal(pictures, strokes.picture(x[:, rng.permutation(16)]))
    wanted, _, _ = np.histogram2d(*x[3].T, bins=12, range=[[-1.2, 1.2]] * 2)
    np.testing.assert_array_equal(pictures[3], wanted.T[::-1])
    corner = strokes.picture([[-9, 9], [9, -9]], size=2)
    np.testing.assert_array_equal(corner, [[1, 0], [0, 1]])


def test_turning_tells_the_direction_of_each(rng):
    x, y = strokes.ellipses(500, rng)
    turns = strokes.turning(x)
    np.testing.assert_array_equal(turns < 0, y == 1)
    np.testing.assert_allclose(strokes.turning(x[:, ::-1]), -turns)
    square = np.array([[1, 0], [0, 1], [-1, 0], [0, -1]])
    assert np.isclose(strokes.turning(square), 0.75)
    assert np.isclose(strokes.turning(square + 5), 0.75)


def test_what_does_not_fit_is_named(rng):
    for options, words in (
        ({"points": 2}, "points must be at least 3"),
        ({"noise": -1}, "noise must be a number of at least 0"),
        ({"noise": np.nan}, "noise must be"),
    ):
        with pytest.raises(ValueError, match=words):
            strokes.ellipses(1, rng, **options)
    with pytest.raises(ValueError, match="rng must be"):
        strokes.ellipses(1, None)
    assert strokes.ellipses(1, rng, points=3)[0].shape == (1, 3, 2)


@pytest.mark.parametrize("wrong", ["0.1", None])
def test_a_text_is_no_number(wrong):
    with pytest.raises(ValueError, match="noise must be a number, got"):
        strokes.ellipses(2, np.random.default_rng(0), noise=wrong)
