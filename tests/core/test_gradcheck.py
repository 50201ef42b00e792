"""The gradient check passes what is right and rejects what is wrong."""

import re

import numpy as np
import pytest
import torch
from oracles import leaf

from lstm_course.gradcheck import assert_gradients_match, numerical_gradient
from lstm_course.layers import LSTM


def polynomial(rng):
    """Build a loss with a gradient that torch computes."""
    params = {"W": rng.normal(size=(3, 4)), "b": rng.normal(size=4)}
    x = rng.normal(size=(2, 3))

    def f():
        return float((np.sin(x @ params["W"]) * params["b"] ** 2).sum())

    tensors = {name: leaf(array) for name, array in params.items()}
    loss = (torch.sin(torch.tensor(x) @ tensors["W"]) * tensors["b"] ** 2).sum()
    loss.backward()
    return f, params, {name: tensor.grad.numpy() for name, tensor in tensors.items()}


def test_numerical_gradient_equals_autograd(rng):
    f, params, grads = polynomial(rng)
    for name, array in params.items():
        before = array.tobytes()
        for _ in range(2):
            got = numerical_gradient(f, array)
            assert got.shape == array.shape
            np.testing.assert_allclose(got, grads[name], rtol=1e-7, atol=1e-8)
            assert array.tobytes() == before


def test_the_difference_is_central_and_eps_is_used():
    x = np.array([2.0])
    # For x^3 central differences give 3 x^2 + eps^2 exactly, forward differences 3 x^2 + 3 x eps.
    got = numerical_gradient(lambda: x.item() ** 3, x, eps=0.5)
    assert got.item() == pytest.approx(12.25, rel=1e-12)


def test_a_number_without_axes_and_a_transposed_view():
    x = np.array(3.0)
    assert numerical_gradient(lambda: float(x**2), x).item() == pytest.approx(6.0)
    base = np.arange(6.0).reshape(2, 3)
    np.testing.assert_allclose(
        numerical_gradient(lambda: float((base**2).sum()), base.T), 2 * base.T, atol=1e-8
    )


def test_x_is_restored_where_f_fails(rng):
    x = rng.normal(size=3)
    before, calls = x.tobytes(), []

    def f():
        calls.append(1)
        if len(calls) == 4:
            raise RuntimeError("on purpose")
        return 0.0

    with pytest.raises(RuntimeError, match="on purpose"):
        numerical_gradient(f, x)
    assert x.tobytes() == before


def test_right_gradients_pass_and_the_errors_are_returned(rng):
    f, params, grads = polynomial(rng)
    before = {name: array.tobytes() for name, array in params.items()}
    errors = assert_gradients_match(f, params, grads)
    assert set(errors) == {"W", "b"}
    assert 0 < max(errors.values()) < 1e-7
    assert {name: array.tobytes() for name, array in params.items()} == before


@pytest.mark.parametrize("name", ["W", "b"])
@pytest.mark.parametrize("size", [1e-4, -1.0, 1e3, float("nan")])
def test_a_planted_error_is_named(name, size, rng):
    f, params, grads = polynomial(rng)
    index = tuple(n - 1 for n in params[name].shape)
    right = grads[name][index]
    grads[name][index] = right + size
    before = {key: array.tobytes() for key, array in params.items()}
    with pytest.raises(AssertionError, match=rf'"?{name}"?.*{re.escape(str(index))}') as caught:
        assert_gradients_match(f, params, grads)
    numbers = [float(n) for n in re.findall(r"-?\d+\.\d+(?:e[-+]\d+)?|nan", str(caught.value))]
    assert any(n == pytest.approx(right, rel=1e-3) for n in numbers)
    assert any(n == pytest.approx(right + size, rel=1e-3, nan_ok=True) for n in numbers)
    assert {key: array.tobytes() for key, array in params.items()} == before


def test_the_tolerance_is_the_limit(rng):
    f, params, grads = polynomial(rng)
    grads["b"][0] += 1e-3
    # The error counts relative to the number where that is above 1.
    error = 1e-3 / max(1.0, abs(grads["b"][0]))
    assert_gradients_match(f, params, grads, tolerance=error * 1.01)
    with pytest.raises(AssertionError, match="b"):
        assert_gradients_match(f, params, grads, tolerance=error * 0.99)


def test_an_lstm_passes_and_a_lost_term_does_not(rng):
    layer = LSTM(2, 3, rng=rng)
    for array in layer.params.values():
        array[...] = rng.normal(size=array.shape)
    x, weights = rng.normal(size=(2, 4, 2)), rng.normal(size=(2, 4, 3))

    def f():
        return float((layer.forward(x)[0] * weights).sum())

    f()
    layer.backward(weights)
    grads = {name: array.copy() for name, array in layer.grads.items()}
    assert_gradients_match(f, layer.params, grads)
    layer.forward(x[:, 1:])
    layer.backward(weights[:, 1:])
    with pytest.raises(AssertionError, match="W_x"):
        assert_gradients_match(f, layer.params, layer.grads)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: numerical_gradient(lambda: 0.0, [1.0]), ["x", "list", "float64"]),
        (lambda: numerical_gradient(lambda: 0.0, np.ones(2, int)), ["x", "int64", "float64"]),
        (
            lambda: numerical_gradient(lambda: 0.0, np.ones(2, np.float32)),
            ["x", "float32", "float64"],
        ),
        (lambda: numerical_gradient(lambda: 0.0, np.ones(2), eps=0), ["eps", "0"]),
        (lambda: numerical_gradient(lambda: 0.0, np.ones(2), eps=-1e-5), ["eps", "-1e-05"]),
        (lambda: assert_gradients_match(lambda: 0.0, {"b": np.ones(2)}, {}), ["grads", '"b"']),
        (
            lambda: assert_gradients_match(lambda: 0.0, {"b": np.ones(2)}, {"b": np.ones(3)}),
            ["grads", "b", "(2,)", "(3,)"],
        ),
        (lambda: assert_gradients_match(lambda: 0.0, {}, {"b": np.ones(2)}), ["params", "none"]),
        (
            lambda: assert_gradients_match(
                lambda: 0.0, {"b": np.zeros(2)}, {"b": np.zeros(2), "W_x": np.ones(2)}
            ),
            ["grads", "'b'", "'W_x'"],
        ),
        (
            lambda: assert_gradients_match(lambda: 0.0, {"b": np.ones(0)}, {"b": np.ones(0)}),
            ["params", '"b"', "(0,)"],
        ),
        (
            lambda: assert_gradients_match(
                lambda: 0.0, {"b": np.ones(2)}, {"b": np.ones(2)}, tolerance=float("nan")
            ),
            ["tolerance", "nan"],
        ),
    ],
)
def test_wrong_arguments(call, words):
    with pytest.raises(ValueError, match=rf"\b{words[0]}\b") as caught:
        call()
    for word in words:
        assert word in str(caught.value)
