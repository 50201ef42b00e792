"""Initial values: distributions against their closed forms, and where the biases lie."""

import numpy as np
import pytest

from lstm_course.initialisation import chrono, forget_bias, orthogonal, uniform

both_dtypes = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def largest_gap(sample, distribution_function):
    """Compute the Kolmogorov-Smirnov distance of a sample from a distribution function."""
    theory = distribution_function(np.sort(sample))
    ranks = np.arange(len(sample) + 1) / len(sample)
    return max(np.abs(theory - ranks[1:]).max(), np.abs(theory - ranks[:-1]).max())


def critical_gap(n):
    """A right sample is beyond this gap once in ten thousand times."""
    return 2.23 / np.sqrt(n)


@both_dtypes
def test_uniform(dtype, rng):
    W = uniform((50, 100), 0.3, rng, dtype)
    assert W.shape == (50, 100)
    assert W.dtype == dtype
    assert np.abs(W).max() <= np.float32(0.3)
    gap = largest_gap(W.ravel(), lambda w: (w + 0.3) / 0.6)
    assert gap < critical_gap(W.size)


@both_dtypes
@pytest.mark.parametrize("shape", [(6, 6), (9, 4), (4, 9), (1, 5), (5, 1), (1, 1)])
@pytest.mark.parametrize("gain", [1.0, 2.5])
def test_orthogonal(shape, gain, dtype, rng):
    W = orthogonal(shape, rng, gain, dtype)
    assert W.shape == shape
    assert W.dtype == dtype
    W = W.astype(np.float64)
    product = W.T @ W if shape[0] >= shape[1] else W @ W.T
    tolerance = 1e-5 if dtype == np.float32 else 1e-12
    np.testing.assert_allclose(product, gain**2 * np.eye(min(shape)), atol=tolerance * gain**2)


def test_orthogonal_prefers_no_direction(rng):
    """Without the correction of signs, one entry would always have the same sign."""
    draws = np.array([orthogonal((3, 3), rng) for _ in range(2000)])
    # Uniform over all rotations and reflections: each entry has mean 0 and variance 1/3.
    assert np.abs(draws.mean(axis=0)).max() < 4.5 * np.sqrt(1 / 3 / 2000)
    np.testing.assert_allclose((draws**2).mean(axis=0), 1 / 3, atol=0.04)
    assert abs(np.linalg.det(draws).mean()) < 0.1
    singles = {orthogonal((1, 1), rng).item() for _ in range(64)}
    assert singles == {-1.0, 1.0}


@both_dtypes
@pytest.mark.parametrize("value", [1.0, 0.0, -3.0])
def test_forget_bias(value, dtype):
    b = forget_bias(3, value, dtype)
    assert b.dtype == dtype
    np.testing.assert_array_equal(b, [0, 0, 0, value, value, value, 0, 0, 0, 0, 0, 0])


@both_dtypes
def test_chrono_places(dtype, rng):
    b = chrono(5, 100, rng, dtype)
    assert b.shape == (20,)
    assert b.dtype == dtype
    i, f, g, o = np.split(b, 4)
    np.testing.assert_array_equal(i, -f)
    assert not g.any()
    assert not o.any()
    assert (f >= 0).all()
    assert len(set(f)) == 5


@pytest.mark.parametrize("max_time", [3, 20, 784])
def test_chrono_distribution(max_time, rng):
    """b_f = log U(1, max_time - 1), so that P(b_f <= t) = (e^t - 1) / (max_time - 2)."""
    n = 4000
    b_f = chrono(n, max_time, rng)[n : 2 * n]
    assert b_f.max() <= np.log(max_time - 1)
    gap = largest_gap(b_f, lambda t: (np.exp(t) - 1) / (max_time - 2))
    assert gap < critical_gap(n)


@pytest.mark.parametrize(
    "draw",
    [
        lambda rng: uniform((2, 3), 1.0, rng),
        lambda rng: orthogonal((2, 3), rng),
        lambda rng: chrono(4, 10, rng),
    ],
)
def test_only_the_generator_decides(draw):
    first, second = draw(np.random.default_rng(1)), draw(np.random.default_rng(1))
    np.testing.assert_array_equal(first, second)
    assert first.dtype == np.float64
    assert not np.array_equal(first, draw(np.random.default_rng(2)))
    generator = np.random.default_rng(1)
    draw(generator)
    assert not np.array_equal(first, draw(generator))


RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: uniform((2, 3), -0.1, RNG), ["bound", "-0.1"]),
        (lambda: uniform((2, 3), np.inf, RNG), ["bound", "inf"]),
        (lambda: uniform((2, 3), np.nan, RNG), ["bound", "nan"]),
        (lambda: uniform((2, 3), 1.0, 0), ["rng", "Generator", "0"]),
        (lambda: uniform((2, 3), 1.0, None), ["rng", "Generator", "None"]),
        (lambda: orthogonal((2, 3), np.random), ["rng", "Generator"]),
        (lambda: orthogonal((2,), RNG), ["shape", "(2,)"]),
        (lambda: orthogonal((2, 3, 4), RNG), ["shape", "(2, 3, 4)"]),
        (lambda: orthogonal(3, RNG), ["shape", "3"]),
        (lambda: orthogonal((0, 3), RNG), ["shape", "0", "at least 1"]),
        (lambda: orthogonal((3, 2.0), RNG), ["shape", "2.0"]),
        (lambda: forget_bias(0, 1.0), ["hidden_size", "0", "at least 1"]),
        (lambda: forget_bias(2.0, 1.0), ["hidden_size", "2.0"]),
        (lambda: forget_bias(2, np.nan), ["nan"]),
        (lambda: chrono(0, 10, RNG), ["hidden_size", "0", "at least 1"]),
        (lambda: chrono(2, 2, RNG), ["max_time", "2", "at least 3"]),
        (lambda: chrono(2, 10.5, RNG), ["max_time", "10.5"]),
        (lambda: chrono(2, 10, 1), ["rng", "Generator", "1"]),
        (lambda: uniform((2, 3), 1.0, RNG, int), ["dtype", "float32 or float64", "int"]),
        (lambda: orthogonal((2, 3), RNG, dtype="int32"), ["dtype", "int32"]),
        (lambda: forget_bias(2, 1.0, np.float16), ["dtype", "float16"]),
        (lambda: chrono(2, 10, RNG, bool), ["dtype", "bool"]),
    ],
)
def test_wrong_arguments(call, words):
    with pytest.raises(ValueError, match=words[0]) as caught:
        call()
    for word in words:
        assert word in str(caught.value)
