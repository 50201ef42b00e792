"""Losses and their gradients against torch."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from lstm_course.losses import mse, sigmoid_cross_entropy, softmax_cross_entropy

shapes = st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple)
seeds = st.integers(0, 2**32 - 1)
scales = st.sampled_from([0.1, 1.0, 30.0, 1000.0])


def torch_value_and_gradient(function, value, *others):
    """Differentiate a loss of torch in float64."""
    leaf = torch.tensor(value, dtype=torch.float64, requires_grad=True)
    loss = function(leaf, *(torch.tensor(other) for other in others))
    (gradient,) = torch.autograd.grad(loss, leaf)
    return loss.item(), gradient.numpy()


def check(loss_function, torch_function, value, other, tolerance=1e-10):
    before = value.tobytes(), other.tobytes()
    results = [loss_function(value, other) for _ in range(2)]
    assert (value.tobytes(), other.tobytes()) == before
    (loss, gradient), (loss_again, gradient_again) = results
    assert loss == loss_again
    np.testing.assert_array_equal(gradient, gradient_again)
    assert not np.shares_memory(gradient, gradient_again)
    assert isinstance(loss, float)
    assert gradient.dtype == value.dtype
    other = other.astype(np.float64) if other.dtype == np.float32 else other
    expected, expected_gradient = torch_value_and_gradient(torch_function, value, other)
    assert np.isfinite(loss)
    assert loss == pytest.approx(expected, rel=tolerance, abs=tolerance)
    np.testing.assert_allclose(gradient, expected_gradient, rtol=tolerance, atol=tolerance)


@given(shape=shapes, seed=seeds, scale=scales)
def test_mse(shape, seed, scale):
    rng = np.random.default_rng(seed)
    prediction, target = scale * rng.normal(size=shape), rng.normal(size=shape)
    check(mse, functional.mse_loss, prediction, target)


@given(n=st.integers(1, 5), k=st.integers(1, 6), seed=seeds, scale=scales)
def test_softmax_cross_entropy(n, k, seed, scale):
    rng = np.random.default_rng(seed)
    logits, labels = scale * rng.normal(size=(n, k)), rng.integers(0, k, size=n)
    check(softmax_cross_entropy, functional.cross_entropy, logits, labels)


@given(shape=shapes, seed=seeds, scale=scales)
def test_sigmoid_cross_entropy(shape, seed, scale):
    rng = np.random.default_rng(seed)
    logits, targets = scale * rng.normal(size=shape), rng.random(shape)
    targets[rng.random(shape) < 0.5] = rng.integers(0, 2)
    check(sigmoid_cross_entropy, functional.binary_cross_entropy_with_logits, logits, targets, 1e-9)


def test_float32(rng):
    a, b = (rng.normal(size=(4, 3)).astype(np.float32) for _ in range(2))
    check(mse, functional.mse_loss, a, b, 1e-5)
    labels = rng.integers(0, 3, size=4).astype(np.int32)
    loss, gradient = softmax_cross_entropy(a, labels)
    expected = torch_value_and_gradient(functional.cross_entropy, a, labels.astype(int))
    assert gradient.dtype == np.float32
    assert loss == pytest.approx(expected[0], rel=1e-5)
    np.testing.assert_allclose(gradient, expected[1], rtol=1e-4, atol=1e-6)
    targets = rng.random((4, 3)).astype(np.float32)
    check(sigmoid_cross_entropy, functional.binary_cross_entropy_with_logits, a, targets, 1e-5)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extreme_logits_stay_finite(dtype):
    logits = np.array([[1000, -1000, 0], [-1000, 1000, 1000]], dtype=dtype)
    for labels in ([0, 1], [1, 0], [2, 2]):
        loss, gradient = softmax_cross_entropy(logits, np.array(labels))
        expected = torch_value_and_gradient(functional.cross_entropy, logits, np.array(labels))
        assert loss == pytest.approx(expected[0], rel=1e-6, abs=1e-12)
        np.testing.assert_allclose(gradient, expected[1], rtol=1e-6, atol=1e-12)
    for value in (0.0, 1.0, 0.5):
        targets = np.full(logits.shape, value, dtype)
        loss, gradient = sigmoid_cross_entropy(logits, targets)
        expected = torch_value_and_gradient(
            functional.binary_cross_entropy_with_logits, logits, targets.astype(np.float64)
        )
        assert loss == pytest.approx(expected[0], rel=1e-6, abs=1e-12)
        np.testing.assert_allclose(gradient, expected[1], rtol=1e-6, atol=1e-12)


def test_a_model_that_knows_nothing():
    loss, _ = softmax_cross_entropy(np.zeros((5, 7)), np.arange(5))
    assert loss == pytest.approx(np.log(7), rel=1e-12)
    loss, _ = sigmoid_cross_entropy(np.zeros((5, 7)), np.ones((5, 7)))
    assert loss == pytest.approx(np.log(2), rel=1e-12)


FLOATS = np.ones((3, 2))
LABELS = np.array([0, 1, 1])


@pytest.mark.parametrize(
    ("function", "arguments", "words"),
    [
        (mse, (FLOATS, np.ones((3, 1))), ["prediction", "target", "(3, 2)", "(3, 1)"]),
        (mse, (FLOATS, np.ones(3)), ["prediction", "target", "(3,)"]),
        (mse, (np.ones((0, 2)), np.ones((0, 2))), ["prediction", "(0, 2)"]),
        (mse, ([1.0, 2.0], np.ones(2)), ["prediction", "list"]),
        (mse, (np.ones(2), [1.0, 2.0]), ["target", "list"]),
        (mse, (np.ones(2, int), np.ones(2)), ["prediction", "int64", "float"]),
        (mse, (np.ones(2), np.ones(2, complex)), ["target", "complex128", "float"]),
        (softmax_cross_entropy, (np.ones(3), LABELS), ["logits", "(N, K)", "(3,)"]),
        (softmax_cross_entropy, (np.ones((3, 2, 2)), LABELS), ["logits", "(3, 2, 2)"]),
        (softmax_cross_entropy, (np.ones((0, 2)), LABELS[:0]), ["logits", "(0, 2)"]),
        (softmax_cross_entropy, (np.ones((3, 0)), LABELS), ["logits", "(3, 0)"]),
        (softmax_cross_entropy, (FLOATS.tolist(), LABELS), ["logits", "list"]),
        (softmax_cross_entropy, (np.ones((3, 2), int), LABELS), ["logits", "int64", "float"]),
        (softmax_cross_entropy, (FLOATS, LABELS[:2]), ["labels", "(3,)", "(2,)"]),
        (softmax_cross_entropy, (FLOATS, LABELS[:, None]), ["labels", "(3,)", "(3, 1)"]),
        (softmax_cross_entropy, (FLOATS, LABELS.astype(float)), ["labels", "int", "float64"]),
        (softmax_cross_entropy, (FLOATS, LABELS.astype(bool)), ["labels", "int", "bool"]),
        (softmax_cross_entropy, (FLOATS, [0, 1, 1]), ["labels", "list"]),
        (softmax_cross_entropy, (FLOATS, LABELS + 1), ["labels", "0..1", "2"]),
        (softmax_cross_entropy, (FLOATS, LABELS - 1), ["labels", "0..1", "-1"]),
        (sigmoid_cross_entropy, (FLOATS, np.ones((2, 3))), ["logits", "targets", "(2, 3)"]),
        (sigmoid_cross_entropy, (FLOATS, FLOATS + 0.1), ["targets", "0..1", "1.1"]),
        (sigmoid_cross_entropy, (FLOATS, FLOATS - 1.5), ["targets", "0..1", "-0.5"]),
        (sigmoid_cross_entropy, (FLOATS, FLOATS * np.nan), ["targets", "0..1", "nan"]),
        (sigmoid_cross_entropy, (FLOATS, FLOATS.astype(int)), ["targets", "int64", "float"]),
        (sigmoid_cross_entropy, (FLOATS.astype(bool), FLOATS), ["logits", "bool", "float"]),
    ],
)
def test_wrong_arguments(function, arguments, words):
    with pytest.raises(ValueError, match=words[0]) as caught:
        function(*arguments)
    for word in words:
        assert word in str(caught.value)
