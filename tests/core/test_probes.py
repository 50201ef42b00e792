"""The metamorphic probes: every broken model fails exactly its own probe, sound models fail none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_course import probes
from lstm_course.layers import GRU, LSTM, RNN
from lstm_course.probes import broken as probes_broken

NAMES = ("repeatability", "batch_independence", "causality", "padding", "chunking", "permutation")


@pytest.fixture
def x(rng):
    """Give a random input with three different sizes."""
    return rng.normal(size=(4, 5, 3))


def failed(model, x):
    return [name for name, result in probes.run_all(model, x).items() if not result.passed]


def dense(size, rng):
    """Give a model without memory: tanh of one matrix product."""
    W = rng.normal(size=(size, 2))
    return lambda x: np.tanh(x @ W)


def test_the_six_probes_have_their_names():
    assert tuple(probes.PROBES) == NAMES
    assert all(getattr(probes, name) is probe for name, probe in probes.PROBES.items())
    assert set(probes_broken.BROKEN) == set(NAMES)


@pytest.mark.parametrize("shape", [(2, 2, 3), (2, 3, 3), (4, 6, 3), (7, 3, 3), (3, 3, 3)])
@pytest.mark.parametrize("name", NAMES)
def test_a_broken_model_fails_exactly_its_own_probe(name, shape, rng):
    x = rng.normal(size=shape)
    assert failed(probes_broken.BROKEN[name], x) == [name]
    assert failed(probes_broken.sound, x) == []


def test_one_hot_inputs_show_the_same(rng):
    x = np.eye(3)[rng.integers(3, size=(4, 6))]
    assert failed(probes_broken.sound, x) == []
    for name, model in probes_broken.BROKEN.items():
        assert failed(model, x) == [name]


def test_the_models_run_again_and_again_alike(x):
    """The library of broken models keeps nothing between calls."""
    for model in (probes_broken.sound, *probes_broken.BROKEN.values()):
        one, two = model(x)[0], model(x)[0]
        np.testing.assert_array_equal(one, two)


@given(
    kind=st.sampled_from([LSTM, GRU, RNN]),
    shape=st.tuples(st.integers(2, 4), st.integers(2, 5), st.integers(1, 3)),
    H=st.integers(1, 4),
    dtype=st.sampled_from([np.float32, np.float64]),
    seed=st.integers(0, 2**32 - 1),
)
def test_the_layers_of_the_course_pass_all(kind, shape, H, dtype, seed):
    rng = np.random.default_rng(seed)
    layer = kind(shape[-1], H, rng=rng, dtype=dtype)
    for name, value in layer.params.items():
        layer.params[name] = rng.normal(size=value.shape).astype(dtype)
    x = rng.normal(size=shape).astype(dtype)
    found = probes.run_all(layer.forward, x, tolerance=1e-4 if dtype == np.float32 else 1e-9)
    assert tuple(found) == NAMES
    assert all(result.passed for result in found.values()), found


def test_a_plain_function_is_probed_where_it_can_be(x, rng):
    model = dense(3, rng)
    found = probes.run_all(model, x)
    assert list(found) == ["repeatability", "batch_independence", "causality", "permutation"]
    assert all(result.passed for result in found.values())
    with pytest.raises(ValueError, match="model must take the argument mask"):
        probes.padding(model, x)
    with pytest.raises(ValueError, match="model must take the argument state"):
        probes.chunking(model, x)
    with pytest.raises(ValueError, match=r"model must return \(y, state\)"):
        probes.chunking(lambda x, state=None: x, x)


def test_a_layer_that_runs_backward_is_not_causal(x):
    layer = LSTM(3, 2, rng=np.random.default_rng(1))
    result = probes.causality(lambda x: layer.forward(x, reverse=True), x)
    assert not result.passed
    assert "future" in result.sentence


def test_exchanging_the_axes_by_reshape_mixes_the_batch(x):
    """The classic: .reshape in place of .transpose keeps the shape and mixes the sequences."""
    layer = RNN(3, 2, rng=np.random.default_rng(1))

    def model(x):
        N, T, D = x.shape
        y, _ = layer.forward(x.reshape(T, N, D).transpose(1, 0, 2))
        return y

    assert "batch_independence" in failed(model, x)


def test_one_mask_for_the_whole_batch_is_seen(x):
    """Lengths taken from the first sequence only: padding alone cannot see it, permutation does."""

    def model(x, state=None, mask=None):
        mask = None if mask is None else np.broadcast_to(mask[:1], mask.shape)
        return probes_broken.sound(x, state, mask)

    assert failed(model, x) == ["permutation"]


def test_a_state_reset_by_padding_is_seen(x):
    def model(x, state=None, mask=None):
        y, (h, c) = probes_broken.sound(x, state, mask)
        ended = np.zeros((len(x), 1)) if mask is None else ~mask[:, -1:]
        return y, (h * (1 - ended), c * (1 - ended))

    assert not probes.padding(model, x).passed


def test_noise_and_memory_between_calls_are_not_repeatable(x, rng):
    model, calls = dense(3, rng), []

    def counting(x):
        calls.append(1)
        return model(x) * len(calls)

    for broken in (lambda x: model(x) + rng.normal(size=()), counting):
        assert not probes.repeatability(broken, x).passed


def test_writing_into_the_input_is_not_repeatable(x, rng):
    model = dense(3, rng)

    def broken(x):
        x *= 0.5
        return model(x)

    before = x.copy()
    assert failed(broken, x) == ["repeatability"]
    np.testing.assert_array_equal(x, before)


def test_the_difference_is_the_largest(x):
    """Recomputed by hand for two models whose mistake is known exactly."""
    result = probes.batch_independence(lambda x: x - x.mean(axis=0), x)
    assert result.difference == pytest.approx(np.abs(x - x.mean(axis=0)).max())

    result = probes.causality(lambda x: x[:, [*range(1, x.shape[1]), -1]], x)
    other = x[::-1, ::-1] + 1 + (x.max() - x.min())
    assert result.difference == pytest.approx(np.abs(other - x)[:, 1:].max())
    assert np.all(other != x)


def test_the_tolerance_decides(x):
    layer = RNN(3, 2, rng=np.random.default_rng(1))

    def nearly(x):
        return layer.forward(x)[0] + 1e-3 * x.mean(axis=(0, 2), keepdims=True)[0]

    difference = probes.batch_independence(nearly, x).difference
    assert 1e-5 < difference < 1e-2
    assert not probes.batch_independence(nearly, x).passed
    assert probes.batch_independence(nearly, x, tolerance=1e-2).passed


def test_nan_and_lost_axes_fail(x):
    for broken in (lambda x: x * np.nan, lambda x: x.squeeze()):
        result = probes.batch_independence(broken, x[:3])
        assert (result.passed, result.difference) == (False, np.inf)
        assert "cannot be compared" in result.sentence


@pytest.mark.parametrize("name", NAMES)
def test_bad_inputs_are_refused(name):
    probe = probes.PROBES[name]
    for bad in (None, [[1.0]], np.zeros(3), np.zeros((2, 2))):
        with pytest.raises(ValueError, match=r"x must be an array of shape \(N, T, D\), got"):
            probe(probes_broken.sound, bad)
    for shape in ((1, 4, 3), (4, 1, 3)):
        with pytest.raises(ValueError, match=r"at least 2 sequences and 2 time steps, got shape"):
            probe(probes_broken.sound, np.zeros(shape))


@pytest.mark.parametrize(
    ("returned", "named"),
    [(None, "NoneType"), ((1.0, 2.0), "float, float"), ((), ""), ((np.ones(1),) * 3, "ndarray")],
)
def test_a_model_that_returns_no_array_is_refused(returned, named, x):
    with pytest.raises(
        ValueError, match=rf"model must return an array y or a pair \(y, state\), got {named}"
    ):
        probes.causality(lambda x: returned, x)
