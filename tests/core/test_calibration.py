"""Bins against scikit-learn and a loop, the temperature against a grid and closed forms."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.special import softmax
from sklearn.calibration import calibration_curve

from lstm_course.evaluate.calibration import calibration_error, nll, reliability, temperature

SHARES = st.lists(st.tuples(st.integers(0, 1000), st.booleans()), min_size=1, max_size=60)


@given(SHARES, st.integers(1, 12))
def test_calibration_error_is_the_loop_over_bins(rows, bins):
    p, y = np.array([k for k, _ in rows]) / 1000, np.array([right for _, right in rows])
    total = 0.0
    for b in range(bins):
        last = b == bins - 1
        inside = (p * bins >= b) & ((p * bins < b + 1) | last)
        if inside.any():
            total += inside.sum() * abs(y[inside].mean() - p[inside].mean())
    found = calibration_error(p, y, bins)
    assert found == pytest.approx(total / len(p), abs=1e-12)
    assert 0 <= found <= 1


def test_bins_are_those_of_scikit_learn():
    rng = np.random.default_rng(0)
    p = rng.uniform(size=400)
    y = rng.uniform(size=400) < p**2
    count, confidence, right = reliability(p, y, bins=7)
    share, mean = calibration_curve(y, p, n_bins=7)
    np.testing.assert_allclose(right[count > 0], share)
    np.testing.assert_allclose(confidence[count > 0], mean)
    assert count.sum() == 400


def test_empty_bins_hold_nan_and_do_not_count():
    count, confidence, right = reliability([0.0, 1.0, 1.0], [0, 1, 0])
    assert count.tolist() == [1, *[0] * 8, 2]
    assert np.isnan(confidence[1:9]).all()
    assert np.isnan(right[1:9]).all()
    assert (confidence[0], confidence[9], right[0], right[9]) == (0, 1, 0, 0.5)
    assert calibration_error([0.0, 1.0, 1.0], [0, 1, 0]) == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("p", "y", "error"),
    [
        ([0.95, 0.95, 0.55, 0.55], [1, 0, 1, 0], 0.25),
        ([0.7], [1], 0.3),
        ([1.0], [0], 1.0),
        ([0.5, 0.5], [0, 1], 0.0),
        ([0.25, 0.75], [1, 0], 0.75),  # too low here, too high there: it does not cancel
        ([0.11, 0.19], [0, 1], 0.35),
    ],
)
def test_by_hand(p, y, error):
    assert calibration_error(np.array(p), np.array(y)) == pytest.approx(error)


def test_a_border_belongs_to_the_bin_above():
    count, _, _ = reliability(np.arange(11) / 10, np.ones(11))
    assert count.tolist() == [*[1] * 9, 2]


def clouds(scale, N=3000, K=4, seed=0):
    """Return logits that are right by themselves times a scale, and labels drawn from the unscaled ones."""
    rng = np.random.default_rng(seed)
    z = 2 * rng.normal(size=(N, K))
    p = softmax(z, axis=1)
    return scale * z, np.array([rng.choice(K, p=row) for row in p])


@pytest.mark.parametrize("scale", [0.3, 1.0, 4.0])
def test_temperature_undoes_a_scale_and_agrees_with_a_search(scale):
    z, y = clouds(scale)
    T = temperature(z, y)
    assert T == pytest.approx(scale, rel=0.1)
    best = minimize_scalar(lambda log: nll(z, y, np.exp(log)), bounds=(-4, 4), method="bounded")
    assert pytest.approx(np.exp(best.x), rel=1e-3) == T
    assert nll(z, y, T) <= nll(z, y)
    assert temperature(3 * z, y) == pytest.approx(3 * T)
    assert temperature(z + 7, y) == pytest.approx(T)


def test_two_classes_in_closed_form():
    z = np.array([[np.log(9), 0.0]] * 4)  # says 90 %, right in three of four
    assert temperature(z, np.array([0, 0, 0, 1])) == pytest.approx(np.log(9) / np.log(3))


def test_the_limits():
    z = np.eye(3) * 5
    assert temperature(z, [0, 1, 2]) == 0.01
    assert temperature(z, [0, 1, 2], limits=(0.5, 2)) == 0.5
    assert temperature(z, [1, 2, 0]) == 100
    assert temperature(1e4 * z, [0, 1, 1], limits=(1, 1e9)) > 1000  # no overflow


@given(st.integers(1, 5), st.integers(2, 5), st.floats(0.1, 10, allow_subnormal=False), st.integers(0, 99))
def test_nll_is_that_of_pytorch(N, K, T, seed):
    rng = np.random.default_rng(seed)
    z, y = 50 * rng.normal(size=(N, K)), rng.integers(K, size=N)
    wanted = torch.nn.functional.cross_entropy(torch.from_numpy(z) / T, torch.from_numpy(y)).item()
    assert nll(z, y, T) == pytest.approx(wanted, rel=1e-9, abs=1e-12)


def test_inputs_stay_as_they_are():
    z, y = clouds(2.0, N=20)
    p = softmax(z, axis=1).max(axis=1)
    before = z.copy(), y.copy(), p.copy()
    assert temperature(z, y) == temperature(z, y)
    calibration_error(p, y == 0)
    for now, then in zip((z, y, p), before, strict=True):
        np.testing.assert_array_equal(now, then)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: calibration_error([0.5], [1, 0]), "y must have the length of p, which is 1, got 2"),
        (lambda: calibration_error([], []), "p must have shape"),
        (lambda: calibration_error([1.2], [1]), "p must lie between 0 and 1"),
        (lambda: calibration_error([-0.1], [1]), "p must lie between 0 and 1"),
        (lambda: calibration_error([0.5], [2]), "y must hold 0 and 1 only"),
        (lambda: reliability([0.5], [1], 0), "bins must be a whole number of at least 1"),
        (lambda: temperature([1.0, 2.0], [0, 1]), r"logits must have shape \(N, K\)"),
        (lambda: temperature([[1.0]], [0]), "K of at least 2"),
        (lambda: temperature([[1.0, np.inf]], [0]), "finite numbers only"),
        (lambda: temperature([[1.0, 0.0]], [2]), "labels must lie between 0 and K - 1 = 1"),
        (lambda: temperature([[1.0, 0.0]], [-1]), "labels must lie between 0 and K - 1 = 1"),
        (lambda: temperature([[1.0, 0.0]], [0.0]), "labels must be whole numbers"),
        (lambda: temperature([[1.0, 0.0]], [0, 1]), "labels must have the length of logits"),
        (lambda: temperature([[1.0, 1.0]], [0]), "logits must differ within a row"),
        (
            lambda: temperature([[1.0, 0.0]], [0], limits=(2, 1)),
            "limits must be two numbers above 0 in order",
        ),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("logits", "labels", "T", "message"),
    [
        (np.zeros((3, 2)), np.zeros((3, 1), int), 1, "labels must be whole numbers of shape"),
        (np.zeros((3, 2)), [0], 1, "labels must have the length of logits, which is 3, got 1"),
        (np.zeros((3, 2)), [0, 1, -1], 1, "labels must lie between 0 and K - 1 = 1"),
        (np.zeros((3, 2)), [0, 1, 2], 1, "labels must lie between 0 and K - 1 = 1"),
        (np.zeros((1, 2)), [0], -1, "T must be a number above 0, got -1"),
        (np.zeros((1, 2)), [0], 0, "T must be a number above 0, got 0"),
        (np.zeros((1, 2)), [0], "1", "T must be a number above 0, got '1'"),
        ([[np.nan, 1]], [0], 1, "logits must hold numbers or minus infinity"),
        ([[-np.inf, -np.inf]], [0], 1, "in each row a number"),
        ([["a", "b"]], [0], 1, "logits must hold numbers, got <U1"),
    ],
)
def test_nll_refuses(logits, labels, T, message):
    with pytest.raises(ValueError, match=message):
        nll(logits, labels, T)


def test_nll_takes_lists_and_tensors_and_classes_that_are_ruled_out():
    z, y = torch.tensor([[2.0, 0.0], [1.0, 3.0]], requires_grad=True), torch.tensor([0, 0])
    wanted = torch.nn.functional.cross_entropy(z / 2, y).item()
    for logits, labels in ((z, y), (z.tolist(), y.tolist()), (z.detach().numpy(), y.numpy())):
        assert nll(logits, labels, 2) == pytest.approx(wanted, rel=1e-6)
    assert nll([[1.0, -np.inf]], [0]) == 0
    assert nll([[1.0, -np.inf]], [1]) == np.inf
