"""Optimisers and clipping against torch."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lstm_course.optim import SGD, Adam, RMSprop, clip_by_global_norm

SHAPES = {"W_x": (3, 4), "W_h": (4, 4), "b": (4,)}
OPTIMISERS = {
    "SGD": (lambda: SGD(0.1), lambda p: torch.optim.SGD(p, lr=0.1)),
    "SGD with momentum": (
        lambda: SGD(0.05, momentum=0.9),
        lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    ),
    "RMSprop": (RMSprop, lambda p: torch.optim.RMSprop(p, lr=1e-2, alpha=0.99, eps=1e-8)),
    "RMSprop with options": (
        lambda: RMSprop(0.03, decay=0.8, eps=1e-3),
        lambda p: torch.optim.RMSprop(p, lr=0.03, alpha=0.8, eps=1e-3),
    ),
    "Adam": (Adam, lambda p: torch.optim.Adam(p, lr=1e-3, betas=(0.9, 0.999), eps=1e-8)),
    "Adam with options": (
        lambda: Adam(0.05, betas=(0.7, 0.95), eps=1e-3),
        lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.7, 0.95), eps=1e-3),
    ),
}
every_optimiser = pytest.mark.parametrize("make", OPTIMISERS.values(), ids=OPTIMISERS)


def arrays(rng, dtype=np.float64, scale=1.0):
    return {name: (scale * rng.normal(size=s)).astype(dtype) for name, s in SHAPES.items()}


@every_optimiser
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_twenty_steps_equal_torch(make, dtype, rng):
    ours, theirs = make[0](), make[1]
    params = arrays(rng, dtype)
    tensors = {name: torch.tensor(a, requires_grad=True) for name, a in params.items()}
    theirs = theirs(list(tensors.values()))
    identities = {name: id(array) for name, array in params.items()}
    for k in range(20):
        # Sizes of gradients change by orders of magnitude, and one is zero for a while.
        grads = arrays(rng, dtype, scale=10.0 ** rng.uniform(-4, 2))
        if k < 3:
            grads["b"][...] = 0
        before = {name: array.tobytes() for name, array in grads.items()}
        assert ours.step(params, grads) is None
        assert {name: array.tobytes() for name, array in grads.items()} == before
        for name, tensor in tensors.items():
            tensor.grad = torch.tensor(grads[name])
        theirs.step()
        for name, tensor in tensors.items():
            expected = tensor.detach().numpy()
            tolerance = 1e-10 if dtype == np.float64 else 2e-4
            np.testing.assert_allclose(params[name], expected, rtol=tolerance, atol=tolerance)
            assert params[name].dtype == dtype
    assert {name: id(array) for name, array in params.items()} == identities


@every_optimiser
def test_moments_belong_to_one_optimiser_and_one_name(make, rng):
    """A parameter that joins later starts with moments of its own."""
    shared, alone = make[0](), make[0]()
    params = arrays(rng)
    for _ in range(3):
        shared.step({"W_x": params["W_x"]}, {"W_x": rng.normal(size=(3, 4))})
    copy = params["b"].copy()
    for _ in range(3):
        gradient = rng.normal(size=4)
        shared.step({"b": params["b"]}, {"b": gradient})
        alone.step({"b": copy}, {"b": gradient})
    np.testing.assert_array_equal(params["b"], copy)


@every_optimiser
def test_a_wrong_gradient_updates_nothing(make, rng):
    params = arrays(rng)
    before = {name: array.copy() for name, array in params.items()}
    grads = arrays(rng)
    for wrong, words in (
        ({name: grads[name] for name in ("W_x", "W_h")}, ['"b"', "grads"]),
        (grads | {"b": np.ones(1)}, ['"b"', "(4,)", "(1,)"]),
        (grads | {"b": np.ones((4, 1))}, ['"b"', "(4,)", "(4, 1)"]),
        (grads | {"b": 1.0}, ['"b"', "(4,)", "()"]),
        (grads | {"b": [1.0] * 4}, ['"b"', "NumPy array of floats", "list"]),
        (grads | {"b": np.ones(4, int)}, ['"b"', "NumPy array of floats", "int64"]),
    ):
        with pytest.raises(ValueError, match="grads") as caught:
            make[0]().step(params, wrong)
        for word in words:
            assert word in str(caught.value)
        for name, array in params.items():
            np.testing.assert_array_equal(array, before[name])


@every_optimiser
def test_parameters_that_no_step_fits_are_left_alone(make, rng):
    optimiser, params, grads = make[0](), arrays(rng), arrays(rng)
    optimiser.step(params, grads)
    for name, wrong, words in (
        ("W_x", np.ones((3, 4), int), ['params["W_x"]', "int64"]),
        ("b", np.ones(5), ['params["b"] had shape (4,) at the step before, got (5,)']),
    ):
        changed = params | {name: wrong}
        before = {key: array.copy() for key, array in changed.items()}
        if name == "b" and not optimiser._moments:
            continue  # plain gradient descent remembers nothing
        with pytest.raises(ValueError, match="params") as caught:
            optimiser.step(changed, grads | {name: np.ones(wrong.shape)})
        for word in words:
            assert word in str(caught.value)
        for key, array in changed.items():
            np.testing.assert_array_equal(array, before[key])


@pytest.mark.parametrize(
    ("make", "name", "came"),
    [
        (lambda: SGD(0.0), "learning_rate", "0.0"),
        (lambda: SGD(-1e-3), "learning_rate", "-0.001"),
        (lambda: Adam(float("nan")), "learning_rate", "nan"),
        (lambda: RMSprop(-1), "learning_rate", "-1"),
        (lambda: SGD(0.1, momentum=1.0), "momentum", "1.0"),
        (lambda: SGD(0.1, momentum=-0.1), "momentum", "-0.1"),
        (lambda: RMSprop(decay=1.0), "decay", "1.0"),
        (lambda: RMSprop(decay=-0.5), "decay", "-0.5"),
        (lambda: Adam(betas=(0.9, 1.0)), "betas", "(0.9, 1.0)"),
        (lambda: Adam(betas=(-0.1, 0.9)), "betas", "(-0.1, 0.9)"),
        (lambda: Adam(betas=(0.9,)), "betas", "(0.9,)"),
        (lambda: clip_by_global_norm({"b": np.ones(2)}, 0), "max_norm", "0"),
        (lambda: clip_by_global_norm({"b": np.ones(2)}, -1.0), "max_norm", "-1.0"),
        (lambda: clip_by_global_norm({"b": np.ones(2)}, float("nan")), "max_norm", "nan"),
    ],
)
def test_wrong_options(make, name, came):
    with pytest.raises(ValueError, match=rf"\b{name}\b") as caught:
        make()
    assert came in str(caught.value)


@given(
    seed=st.integers(0, 2**32 - 1),
    scale=st.sampled_from([1e-6, 0.1, 1.0, 1e4]),
    max_norm=st.sampled_from([1e-3, 0.5, 1.0, 5.0, 1e5]),
)
def test_clipping_equals_torch(seed, scale, max_norm):
    grads = arrays(np.random.default_rng(seed), scale=scale)
    before = {name: array.tobytes() for name, array in grads.items()}
    clipped, norm = clip_by_global_norm(grads, max_norm)
    again, norm_again = clip_by_global_norm(grads, max_norm)
    assert {name: array.tobytes() for name, array in grads.items()} == before
    assert norm == norm_again
    parameters = [torch.zeros(a.shape, dtype=torch.float64, requires_grad=True) for a in grads.values()]
    for parameter, gradient in zip(parameters, grads.values(), strict=True):
        parameter.grad = torch.tensor(gradient)
    expected_norm = torch.nn.utils.clip_grad_norm_(parameters, max_norm).item()
    assert norm == pytest.approx(expected_norm, rel=1e-12)
    assert list(clipped) == list(grads)
    for name, parameter in zip(grads, parameters, strict=True):
        assert not np.shares_memory(clipped[name], grads[name])
        np.testing.assert_array_equal(clipped[name], again[name])
        # torch divides by norm + 1e-6
        rtol = 2e-6 / max(norm, 1e-6) + 1e-12 if norm > max_norm else 1e-2
        np.testing.assert_allclose(clipped[name], parameter.grad.numpy(), rtol=rtol)
        if norm <= max_norm:
            np.testing.assert_array_equal(clipped[name], grads[name])
    joint = np.concatenate([array.ravel() for array in clipped.values()])
    before_clipping = np.concatenate([array.ravel() for array in grads.values()])
    length = np.sqrt(np.sum(joint**2))
    assert length == pytest.approx(min(norm, max_norm), rel=1e-12)
    np.testing.assert_allclose(joint / length, before_clipping / norm, rtol=1e-9)


def test_clipping_by_hand():
    grads = {"W": np.array([[3.0]]), "b": np.array([4.0])}
    clipped, norm = clip_by_global_norm(grads, 2.5)
    assert norm == 5.0
    assert (clipped["W"].item(), clipped["b"].item()) == (1.5, 2.0)
    same, _ = clip_by_global_norm(grads, 5.0)
    assert (same["W"].item(), same["b"].item()) == (3.0, 4.0)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_clipping_zeros_and_explosions(dtype):
    zeros = {"W": np.zeros((2, 2), dtype), "b": np.zeros(2, dtype)}
    clipped, norm = clip_by_global_norm(zeros, 1.0)
    assert norm == 0.0
    assert not any(array.any() for array in clipped.values())
    huge = {"W": np.full((2, 2), 1e30, dtype), "b": np.zeros(2, dtype)}
    clipped, norm = clip_by_global_norm(huge, 1.0)
    assert norm == pytest.approx(2e30, rel=1e-6)
    np.testing.assert_allclose(clipped["W"], 0.5, rtol=1e-6)
    assert {array.dtype for array in clipped.values()} == {np.dtype(dtype)}
