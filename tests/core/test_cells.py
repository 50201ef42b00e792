"""One time step: values and gradients against torch, and the errors for wrong arguments."""

import re

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from oracles import STATES, assert_equal, leaf, one_step

from lstm_course.cells import (
    gru_step,
    gru_step_backward,
    lstm_step,
    lstm_step_backward,
    rnn_step,
    rnn_step_backward,
    sigmoid,
)

KINDS = ("lstm", "gru", "gru_before", "rnn")
FACTOR = {"lstm": 4, "gru": 3, "gru_before": 3, "rnn": 1}
# All sizes differ, D equals H, one of each; the hypothesis test draws more.
SIZES = [(2, 3, 5), (4, 2, 2), (1, 1, 1), (1, 4, 3)]


def step(kind, arguments, **options):
    if kind == "lstm":
        return lstm_step(**arguments, **options)
    if kind == "rnn":
        return rnn_step(**arguments, **options)
    return gru_step(**arguments, reset_after=kind == "gru", **options)


def backward(kind, upstream, cache):
    function = {"lstm": lstm_step_backward, "rnn": rnn_step_backward}.get(kind, gru_step_backward)
    return function(*upstream, cache)


def arguments_of(kind, N, D, H, rng, dtype=np.float64):
    """Build random arguments; nothing is zero, the biases least of all."""
    width = FACTOR[kind] * H
    shapes = {"x": (N, D), "h_prev": (N, H)}
    if kind == "lstm":
        shapes["c_prev"] = (N, H)
    shapes |= {"W_x": (D, width), "W_h": (H, width)}
    shapes |= {"b_x": (width,), "b_h": (width,)} if "gru" in kind else {"b": (width,)}
    return {name: rng.normal(size=shape).astype(dtype) for name, shape in shapes.items()}


def gradient_names(kind):
    names = ["x", *(f"{s}_prev" for s in STATES[kind]), "W_x", "W_h"]
    return names + (["b_x", "b_h"] if "gru" in kind else ["b"])


def torch_step(kind, arguments):
    tensors = {name: leaf(array) for name, array in arguments.items()}
    state = tuple(tensors[f"{s}_prev"] for s in STATES[kind])
    new, gates = one_step(kind, tensors, tensors["x"], state)
    return tensors, new, gates


def check_step(kind, N, D, H, seed):
    rng = np.random.default_rng(seed)
    arguments = arguments_of(kind, N, D, H, rng)
    upstream = [rng.normal(size=(N, H)) for _ in STATES[kind]]
    tensors, new, _ = torch_step(kind, arguments)
    *got, cache = step(kind, arguments)
    for name, a, b in zip(STATES[kind], got, new, strict=True):
        assert_equal(a, b, name)
    loss = sum((a * torch.tensor(u)).sum() for a, u in zip(new, upstream, strict=True))
    names = gradient_names(kind)
    expected = torch.autograd.grad(loss, [tensors[name] for name in names])
    gradients = backward(kind, upstream, cache)
    assert len(gradients) == len(names)
    for name, a, b in zip(names, gradients, expected, strict=True):
        assert_equal(a, b, f"d{name}")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("N", "D", "H"), SIZES)
def test_step_and_gradients_equal_torch(kind, N, D, H):
    check_step(kind, N, D, H, seed=N + 10 * D + 100 * H)


@given(
    kind=st.sampled_from(KINDS),
    N=st.integers(1, 5),
    D=st.integers(1, 5),
    H=st.integers(1, 5),
    seed=st.integers(0, 2**32 - 1),
)
def test_step_and_gradients_equal_torch_for_random_sizes(kind, N, D, H, seed):
    check_step(kind, N, D, H, seed)


@pytest.mark.parametrize("kind", ["lstm", "gru", "rnn"])
def test_step_equals_the_cell_of_torch(kind, rng):
    arguments = arguments_of(kind, 3, 4, 2, rng)
    module = {"lstm": torch.nn.LSTMCell, "gru": torch.nn.GRUCell, "rnn": torch.nn.RNNCell}[kind]
    cell = module(4, 2, dtype=torch.float64)
    b_x = arguments.get("b", arguments.get("b_x"))
    b_h = arguments.get("b_h", np.zeros_like(b_x))
    with torch.no_grad():
        cell.weight_ih.copy_(torch.tensor(arguments["W_x"].T))
        cell.weight_hh.copy_(torch.tensor(arguments["W_h"].T))
        cell.bias_ih.copy_(torch.tensor(b_x))
        cell.bias_hh.copy_(torch.tensor(b_h))
    state = tuple(torch.tensor(arguments[f"{s}_prev"]) for s in STATES[kind])
    expected = cell(torch.tensor(arguments["x"]), state if kind == "lstm" else state[0])
    *got, _ = step(kind, arguments)
    for a, b in zip(got, expected if kind == "lstm" else [expected], strict=True):
        assert_equal(a, b, kind)


def test_gru_resets_after_the_product_unless_told_otherwise(rng):
    arguments = arguments_of("gru", 2, 3, 4, rng)
    default = gru_step(**arguments)[0]
    np.testing.assert_array_equal(default, gru_step(**arguments, reset_after=True)[0])
    assert np.abs(default - gru_step(**arguments, reset_after=False)[0]).max() > 1e-3


@pytest.mark.parametrize("kind", KINDS)
def test_numerical_gradients(kind, rng):
    arguments = arguments_of(kind, 2, 3, 2, rng)
    upstream = [rng.normal(size=(2, 2)) for _ in STATES[kind]]

    def loss():
        *states, _ = step(kind, arguments)
        return sum(float((s * u).sum()) for s, u in zip(states, upstream, strict=True))

    *_, cache = step(kind, arguments)
    gradients = backward(kind, upstream, cache)
    for name, gradient in zip(gradient_names(kind), gradients, strict=True):
        array, numerical = arguments[name], np.zeros_like(arguments[name])
        for index in np.ndindex(array.shape):
            kept = array[index]
            array[index] = kept + 1e-5
            above = loss()
            array[index] = kept - 1e-5
            below = loss()
            array[index] = kept
            numerical[index] = (above - below) / 2e-5
        np.testing.assert_allclose(gradient, numerical, rtol=1e-6, atol=1e-6, err_msg=f"d{name}")


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("kind", KINDS)
def test_calls_repeat_change_nothing_and_keep_the_dtype(kind, dtype, rng):
    arguments = arguments_of(kind, 2, 3, 4, rng, dtype)
    upstream = [rng.normal(size=(2, 4)).astype(dtype) for _ in STATES[kind]]
    before = {name: array.tobytes() for name, array in arguments.items()}
    upstream_before = [array.tobytes() for array in upstream]
    *first, cache = step(kind, arguments)
    *second, cache_of_second = step(kind, arguments)
    gradients = [backward(kind, upstream, one) for one in (cache, cache, cache_of_second)]
    assert before == {name: array.tobytes() for name, array in arguments.items()}
    assert upstream_before == [array.tobytes() for array in upstream]
    for a, b in zip(first, second, strict=True):
        assert a.dtype == dtype
        np.testing.assert_array_equal(a, b)
    for arrays in zip(*gradients, strict=True):
        for array in arrays:
            assert array.dtype == dtype
            np.testing.assert_array_equal(array, arrays[0])
    tensors, new, _ = torch_step(kind, arguments)
    tolerance = 1e-5 if dtype == np.float32 else 1e-10
    for a, b in zip(first, new, strict=True):
        assert_equal(a, b, kind, tolerance)
    loss = sum((a * torch.tensor(u)).sum() for a, u in zip(new, upstream, strict=True))
    names = gradient_names(kind)
    expected = torch.autograd.grad(loss, [tensors[name] for name in names])
    for name, a, b in zip(names, gradients[0], expected, strict=True):
        assert_equal(a, b, f"d{name}", tolerance * 10)


@pytest.mark.parametrize("kind", KINDS)
def test_huge_sums_saturate_without_a_warning(kind, rng):
    arguments = arguments_of(kind, 2, 3, 4, rng)
    arguments["x"] *= 1e6
    *states, cache = step(kind, arguments)
    gradients = backward(kind, [np.ones((2, 4)) for _ in STATES[kind]], cache)
    assert all(np.isfinite(array).all() for array in (*states, *gradients))


def test_sigmoid_values():
    a = np.array([-1000.0, -30.0, -2.0, -0.5, 0.0, 0.5, 2.0, 30.0, 1000.0])
    before = a.tobytes()
    s = sigmoid(a)
    np.testing.assert_allclose(s, torch.sigmoid(torch.tensor(a)).numpy(), rtol=1e-12, atol=1e-300)
    assert s[4] == 0.5
    assert s[-1] == 1.0
    assert a.tobytes() == before
    np.testing.assert_array_equal(sigmoid(a), s)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 3, 4)])
def test_sigmoid_keeps_shape_and_dtype(shape, dtype, rng):
    a = np.asarray(rng.normal(size=shape), dtype=dtype)
    s = sigmoid(a)
    assert np.shape(s) == shape
    assert s.dtype == dtype


@given(a=st.floats(-700, 700, allow_subnormal=False))
def test_sigmoid_of_a_number(a):
    s = sigmoid(a)
    assert 0 <= s <= 1
    assert float(s + sigmoid(-a)) == pytest.approx(1.0, abs=1e-15)
    expected = torch.sigmoid(torch.tensor(a, dtype=torch.float64))
    assert float(s) == pytest.approx(float(expected), rel=1e-12)


# Wrong arguments: what is replaced, by what, and what the message says beside the name.

N, D, H = 2, 3, 5


def wrong_arguments():
    for kind in KINDS:
        width, block = FACTOR[kind] * H, {1: "H", 3: "3H", 4: "4H"}[FACTOR[kind]]
        # x says what N and D are, and h_prev what H is: later arguments are held against these.
        shapes = {
            "x": ("(N, D)", [(N,), (N, 1, D), ()]),
            "h_prev": ("(N, H)", [(N,), (N, 1, H), (N + 1, H), (1, H)]),
            "W_x": (f"(D, {block})", [(D,), (D + 1, width), (D, width + 1), (D, width + FACTOR[kind])]),
            "W_h": (f"(H, {block})", [(H,), (H + 1, width), (H, width - FACTOR[kind]), (H, width, 1)]),
        }
        if kind == "lstm":
            shapes["c_prev"] = ("(N, H)", [(N,), (N + 1, H), (N, H + 1), (H, N)])
        for name in ("b_x", "b_h") if "gru" in kind else ("b",):
            shapes[name] = (f"({block},)", [(1,), (width + FACTOR[kind],), (width + 1,), (1, width), ()])
        names = list(arguments_of(kind, N, D, H, np.random.default_rng(0)))
        for name in names:
            expected, wrong = shapes[name]
            for shape in wrong:
                yield kind, name, f"shape {shape}", np.ones(shape), [str(shape), expected]
            right = arguments_of(kind, N, D, H, np.random.default_rng(0))[name]
            for dtype in ("int64", "object", "complex128", "bool", "float16"):
                yield kind, name, dtype, right.astype(dtype), [dtype, "float32 or float64"]
            yield kind, name, "float32", right.astype(np.float32), ["float32", "float64"]
            yield kind, name, "list", right.tolist(), ["list", "array"]
            yield kind, name, "None", None, ["None", "array"]
            if name[0] in "Wb":
                nan = right.copy()
                nan.flat[-2:] = np.nan  # the first of the two is named
                index = (*(size - 1 for size in nan.shape[:-1]), nan.shape[-1] - 2)
                yield kind, name, "NaN", nan, ["NaN", str(index), "number"]


@pytest.mark.parametrize(
    ("kind", "name", "value", "words"),
    [
        pytest.param(kind, name, value, words, id=f"{kind} {name} {what}")
        for kind, name, what, value, words in wrong_arguments()
    ],
)
def test_wrong_argument_is_named(kind, name, value, words, rng):
    arguments = arguments_of(kind, N, D, H, rng)
    arguments[name] = value
    with pytest.raises(ValueError, match=rf"\b{name}\b") as caught:
        step(kind, arguments)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("sizes", "word"),
    [((0, D, H), "sequence"), ((N, 0, H), "feature"), ((N, D, 0), "hidden unit")],
)
def test_empty_arrays_are_refused(kind, sizes, word, rng):
    arguments = arguments_of(kind, *sizes, rng)
    with pytest.raises(ValueError, match=rf"\b(x|h_prev)\b.*at least one {word}.*\(\d, \d\)"):
        step(kind, arguments)


@pytest.mark.parametrize(("kind", "name"), [*((kind, "dh") for kind in KINDS), ("lstm", "dc")])
def test_wrong_upstream_gradient_is_named(kind, name, rng):
    *_, cache = step(kind, arguments_of(kind, N, D, H, rng))
    right = [np.ones((N, H)) for _ in STATES[kind]]
    wrong = {
        str((H, N)): np.ones((H, N)),
        str((N + 1, H)): np.ones((N + 1, H)),
        str((H,)): np.ones(H),
        str((1, H)): np.ones((1, H)),
        "float32": np.ones((N, H), dtype=np.float32),
        "int64": np.ones((N, H), dtype=int),
        "list": np.ones((N, H)).tolist(),
        "None": None,
    }
    for came, value in wrong.items():
        upstream = list(right)
        upstream[("dh", "dc").index(name)] = value
        with pytest.raises(ValueError, match=rf"\b{name}\b.*{re.escape(came)}"):
            backward(kind, upstream, cache)
