"""What an output sees: models whose sight is known by how they are made."""

import numpy as np
import pytest
import torch
from torch import nn

from lstm_course.layers import LSTM
from lstm_course.probes.sight import leaks, sight


def shifted(by):
    """Give a model whose output t is the input t + by, 0 beyond the end."""

    def model(x):
        y = np.zeros_like(x)
        y[:, max(-by, 0) : x.shape[1] - max(by, 0)] = x[:, max(by, 0) : x.shape[1] - max(-by, 0)]
        return y

    return model


@pytest.mark.parametrize("by", [-1, 0, 1, 3])
def test_a_shift_sees_one_step(by, rng):
    x = rng.normal(size=(2, 5, 3))
    before = x.copy()
    assert np.array_equal(sight(shifted(by), x), np.eye(5, k=by, dtype=bool))
    assert leaks(shifted(by), x) == ([(t, t + by) for t in range(5 - by)] if by > 0 else [])
    assert np.array_equal(x, before)


def test_layers_see_the_past_or_the_future_or_all(rng):
    layer, x = LSTM(3, 4, rng=rng), rng.normal(size=(2, 4, 3))
    past = np.tri(4, dtype=bool)
    assert np.array_equal(sight(layer.forward, x, 1e-13), past)
    assert np.array_equal(sight(lambda x: layer.forward(x, reverse=True), x, 1e-13), past.T)
    assert leaks(layer.forward, x) == []
    with torch.no_grad():
        both = nn.LSTM(3, 4, batch_first=True, bidirectional=True, dtype=torch.float64)
        found = sight(lambda x: both(torch.from_numpy(x))[0].numpy(), x, 1e-13)
    assert found.all()


def test_one_feature_of_one_sequence_is_enough(rng):
    x = rng.normal(size=(3, 4, 2))

    def model(x):
        y = np.zeros((3, 4, 2))
        y[1, 0, 1] = x[1, 2, 1]
        return y

    assert leaks(model, x) == [(0, 2)]


def test_sequences_that_see_each_other_are_not_taken_for_time(rng):
    def model(x):
        y = x.copy()
        y[0] += x[1, ::-1]
        return y

    assert leaks(model, rng.normal(size=(2, 4, 1))) == []


def test_normalising_over_time_leaks_and_rounding_does_not(rng):
    x = rng.normal(size=(2, 4, 1))
    assert len(leaks(lambda x: x - x.mean(axis=1, keepdims=True), x)) == 6
    assert leaks(lambda x: x + 1e-9 * x.mean(axis=1, keepdims=True), x) == []
    assert len(leaks(lambda x: x + 1e-9 * x.mean(axis=1, keepdims=True), x, tolerance=1e-12)) == 6


def test_symbols_need_another_symbol():
    x = np.array([[0, 1, 2]])
    table = np.eye(3)
    assert leaks(lambda x: table[np.roll(x, -1, axis=1)], x, other=(x + 1) % 3) == [(0, 1), (1, 2)]
    with pytest.raises(ValueError, match="other must be given where x holds int64"):
        leaks(lambda x: table[x], x)
    for other in (x, x[:, :2], np.where(x == 1, x, x + 1)):
        with pytest.raises(ValueError, match="other must have the shape of x and differ"):
            leaks(lambda x: table[x], x, other=other)


def test_a_model_that_becomes_nan_has_moved():
    x = np.ones((1, 3, 1))
    found = sight(lambda x: np.where(x > 1.5, np.nan, 0.0), x, other=2 * x)
    assert np.array_equal(found, np.eye(3, dtype=bool))


def test_noise_and_other_shapes_are_named(rng):
    x = rng.normal(size=(2, 3, 1))
    with pytest.raises(ValueError, match="switch dropout off"):
        sight(lambda x: x + rng.normal(size=x.shape), x)
    with pytest.raises(ValueError, match="one output for each time step"):
        sight(lambda x: x[:, -1], x)
    with pytest.raises(ValueError, match="x must have shape"):
        sight(lambda x: x, x[0, 0])
    with pytest.raises(ValueError, match="x must have shape"):
        sight(lambda x: x, x[:, :0])
