"""The network with a bug breaks two promises in one part, and each repair of the lesson does what is said of it."""

import numpy as np
import pytest
import torch

from lstm_course.probes import run_all, unknown

X = np.random.default_rng(0).random((4, 8, 8)).astype(np.float32)


def broken(model, x=X):
    return {name for name, found in run_all(unknown.as_arrays(model), x, 1e-5).items() if not found.passed}


def test_two_promises_are_broken_by_one_part():
    net = unknown.RowReader()
    assert broken(net) == {"batch_independence", "causality"}
    x = torch.from_numpy(X)
    for name, part in net.parts.items():
        assert broken(part, x.numpy()) == ({"batch_independence", "causality"} if name == "scale" else set())
        with torch.no_grad():
            x = part(x)
    with torch.no_grad():
        torch.testing.assert_close(net(torch.from_numpy(X)), x)


def test_the_first_part_is_the_standardisation_of_what_comes_in():
    net = unknown.RowReader()
    scaled = net.scale(torch.from_numpy(X)).numpy()
    np.testing.assert_allclose(scaled, (X - X.mean((0, 1))) / X.std((0, 1), ddof=1), atol=1e-4)
    flat = torch.ones(2, 3, 8)
    assert not net.scale(flat).any()  # no division by zero


def test_scaling_by_itself_only_hides_it():
    class ByItself(unknown.RowReader):
        def scale(self, x):
            return (x - x.mean(1, keepdim=True)) / (x.std(1, keepdim=True) + 1e-6)

    assert broken(ByItself()) == {"causality"}


@pytest.mark.parametrize(("features", "classes", "hidden_size"), [(8, 10, 24), (1, 2, 1), (3, 5, 4)])
def test_shapes_and_untouched_inputs(features, classes, hidden_size):
    net, x = (
        unknown.RowReader(features, classes, hidden_size),
        np.random.default_rng(1).random((2, 3, features)),
    )
    kept = x.copy()
    y = unknown.as_arrays(net)(x)
    assert y.shape == (2, 3, classes)
    np.testing.assert_array_equal(x, kept)
    np.testing.assert_array_equal(y, unknown.as_arrays(net)(x))
