"""Saturation, scan and linear probe against counts, SciPy and scikit-learn; finds that must hold or fail."""

import numpy as np
import pytest
import torch
from scipy import stats
from sklearn.linear_model import LogisticRegression

from lstm_course.probes.linear_probe import control_labels, linear_probe
from lstm_course.probes.saturation import saturation
from lstm_course.probes.scan import correlations, scan

RNG = np.random.default_rng


def test_saturation_counts_real_steps_only_and_borders_are_neither():
    gates = np.array([[[0.05, 0.95], [0.1, 0.9], [0.0, 1.0]], [[0.5, 0.91], [0.99, 0.09], [0.3, 0.3]]])
    mask = np.array([[True, True, False], [True, True, True]])
    kept = gates.copy()
    assert saturation(gates, mask).tolist() == [[0.2, 0.2], [0.2, 0.4]]
    assert saturation(gates).tolist() == [[2 / 6, 1 / 6], [1 / 6, 3 / 6]]
    assert saturation(gates, mask, low=0.5, high=0.9).tolist() == [[0.6, 0.2], [0.4, 0.4]]
    assert np.array_equal(gates, kept)
    assert saturation(np.ones((1, 1, 1))).tolist() == [[0, 1]]


def test_saturation_of_what_is_no_gate():
    half = np.full((2, 3, 1), 0.5)
    for gates, options, message in (
        (half[0], {}, r"shape \(N, T, H\)"),
        (half * 5, {}, "between 0 and 1"),
        (half * np.nan, {}, "between 0 and 1"),
        (half, {"mask": np.ones((2, 2), bool)}, "mask must be bool of shape"),
        (half, {"mask": np.ones((2, 3))}, "mask must be bool of shape"),
        (half, {"mask": np.zeros((2, 3), bool)}, "no real step"),
        (half, {"low": 0.9, "high": 0.1}, "low < high"),
    ):
        with pytest.raises(ValueError, match=message):
            saturation(gates, **options)


def test_correlations_are_pearsons_and_zero_where_nothing_moves():
    cells, feature = RNG(0).normal(size=(50, 4)) * [1, 1e-6, 100, 0] + [0, 5, -3, 2], RNG(1).normal(size=50)
    found = correlations(cells, feature)
    wanted = [stats.pearsonr(cells[:, k], feature).statistic for k in range(3)]
    np.testing.assert_allclose(found, [*wanted, 0])
    assert correlations(cells, np.ones(50)).tolist() == [0] * 4
    assert correlations(np.full((3, 1), 0.1), np.array([1.0, 2, 4])).tolist() == [0]
    for bad in (cells[:1], cells[:, 0]):
        with pytest.raises(ValueError, match="shapes"):
            correlations(bad, feature)
    with pytest.raises(ValueError, match="finite"):
        correlations(np.where(cells > 2, np.nan, cells), feature)


def test_scan_finds_what_was_planted_with_its_sign():
    rng = RNG(0)
    feature = rng.integers(0, 4, 400).astype(float)
    cells = rng.normal(size=(400, 20))
    cells[:, 7] = -feature + 0.3 * rng.normal(size=400)
    kept = cells.copy()
    first, second = np.arange(200), np.arange(200, 400)
    one = scan(cells, feature, first, second)
    assert one.unit == 7
    assert -1 < one.r_choose < -0.9
    assert one.r_test == pytest.approx(stats.pearsonr(cells[200:, 7], feature[200:]).statistic)
    assert np.array_equal(cells, kept)
    turned = np.where(np.arange(400)[:, None] < 200, cells, -cells)
    assert scan(turned, feature, first, second).r_test > 0.9  # the sign is not chosen again
    assert scan(cells, feature, second[::-1], first).unit == 7


def test_scan_of_noise_is_large_where_it_chose_and_nothing_elsewhere():
    cells, feature = RNG(2).normal(size=(400, 64)), RNG(3).normal(size=400)
    one = scan(cells, feature, np.arange(200), np.arange(200, 400))
    assert abs(one.r_choose) > 0.12
    assert abs(one.r_test) < abs(one.r_choose)
    with pytest.raises(ValueError, match="share no place"):
        scan(cells, feature, np.arange(200), np.arange(199, 400))


def test_control_labels_are_one_for_each_type_and_drawn_from_the_real_ones():
    types, labels = np.array(list("abcabcddd")), np.array([0, 0, 0, 0, 0, 0, 0, 0, 5])
    one = control_labels(types, labels, RNG(0))
    for kind in "abcd":
        assert len(set(one[types == kind])) == 1
    many = np.array([control_labels(types, labels, RNG(seed)) for seed in range(400)])
    assert set(np.unique(many)) == {0, 5}
    assert many[:, 0].mean() / 5 == pytest.approx(1 / 9, abs=0.05)
    with pytest.raises(ValueError, match="same shape"):
        control_labels(types, labels[:3], RNG(0))
    with pytest.raises(ValueError, match="rng must be"):
        control_labels(types, labels, 0)


def test_linear_probe_reads_a_signal_and_agrees_with_scikit_learn():
    rng = RNG(0)
    labels = rng.integers(0, 3, 600)
    states = rng.normal(size=(600, 5))
    states[:, :3] += 4 * np.eye(3)[labels]
    states = states * [1, 1, 1, 50, 1] + 7
    control = rng.integers(0, 2, 600)
    train, test = np.arange(300), np.arange(300, 600)
    found = linear_probe(states, labels, control, train, test)
    scaled = (states - states[train].mean(0)) / states[train].std(0)
    by_hand = LogisticRegression(max_iter=1000).fit(scaled[train], labels[train])
    assert found.accuracy == pytest.approx(by_hand.score(scaled[test], labels[test]), abs=0.01)
    assert found.accuracy > 0.9
    assert abs(found.accuracy - found.selectivity - 0.5) < 0.1
    frequent = np.bincount(labels[train]).argmax()
    assert found.majority == np.mean(labels[test] == frequent)


def test_linear_probe_of_states_that_hold_the_type_has_no_selectivity():
    rng = RNG(1)
    types = rng.integers(0, 6, 900)
    labels = types % 2
    control = control_labels(types, labels, RNG(4))
    found = linear_probe(np.eye(6)[types], labels, control, np.arange(500), np.arange(500, 900))
    assert (found.accuracy, found.selectivity) == (1, 0)


def test_linear_probe_of_one_label_and_of_what_does_not_fit():
    states, labels = RNG(0).normal(size=(20, 2)), np.zeros(20, int)
    first, second = np.arange(10), np.arange(10, 20)
    assert linear_probe(states, labels, labels, first, second) == (1, 0, 1)
    labels[-1] = 1
    assert linear_probe(states, labels, labels, first, second) == (0.9, 0, 0.9)
    with pytest.raises(ValueError, match="share none"):
        linear_probe(states, labels, labels, first, first)
    with pytest.raises(ValueError, match="must have shapes"):
        linear_probe(states, labels[:5], labels, first, second)


@pytest.mark.parametrize("probe", ["linear_probe", "scan"])
def test_places_are_places_or_masks(probe):
    rng = np.random.default_rng(0)
    states, labels = rng.normal(size=(20, 3)), np.arange(20) % 2

    def run(first, second):
        if probe == "scan":
            return scan(states, labels, first, second)
        return linear_probe(states, labels, labels[::-1], first, second)

    mask = np.arange(20) < 12
    wanted = run(np.arange(12), np.arange(12, 20))
    assert run(mask, ~mask) == run(range(12), np.arange(-8, 0)) == wanted
    with pytest.raises(ValueError, match=r"share (none|no place)"):
        run(range(15), [-10, -11])
    first = "choose" if probe == "scan" else "train"
    for wrong in ([0.5, 1.2], [0, 20], [-21, 0], mask[:5], [[0, 1]]):
        with pytest.raises(ValueError, match=f"{first} must hold places from 0 to 19, or be a mask"):
            run(wrong, [13, 14])


def test_numbers_are_no_texts_and_tensors_lose_their_graph():
    gates = torch.full((1, 2, 3), 0.5, requires_grad=True)
    assert np.array_equal(saturation(gates), np.zeros((3, 2)))
    with pytest.raises(ValueError, match="low must be a number, got None"):
        saturation(gates, low=None)
    cells = torch.randn(6, 2, requires_grad=True)
    assert np.array_equal(correlations(cells, range(6)), correlations(cells.detach().numpy(), range(6)))
