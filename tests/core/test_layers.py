"""A sequence: values, gradients, masks, directions, states against torch; wrong arguments."""

import re

import numpy as np
import pytest
import torch
from hypothesis import given
from oracles import (
    GATES,
    STATES,
    assert_equal,
    reference,
    reference_gradients,
    step_by_step,
    to_state,
    to_tuple,
    torch_sequence,
)
from strategies import KINDS, Case, cases, corner_cases, make_layer

from lstm_course.layers import GRU, LSTM

CORNERS = corner_cases()
every_kind = pytest.mark.parametrize("kind", KINDS)
every_corner = pytest.mark.parametrize("case", CORNERS.values(), ids=CORNERS)


def forward(case, layer, dtype=np.float64, **changes):
    """Call forward with the case's arguments and return y and the state as a tuple."""
    given_arguments = {
        "x": case.x(dtype),
        "state": to_state(case.state(dtype)),
        "mask": case.mask(),
        "reverse": case.reverse,
    }
    y, state = layer.forward(**{**given_arguments, **changes})
    return y, to_tuple(state)


def backward(case, layer, dtype=np.float64, **changes):
    """Call backward with the case's arguments and return dx and dstate0 as a tuple."""
    given_arguments = {"dy": case.dy(dtype), "dstate": to_state(case.dstate(dtype))}
    dx, dstate0 = layer.backward(**{**given_arguments, **changes})
    return dx, to_tuple(dstate0)


def check_forward(case, dtype=np.float64, tolerance=1e-10):
    layer = case.layer(dtype)
    y, state = forward(case, layer, dtype)
    run, arguments = reference(case, layer, case.x(dtype), case.state(dtype), case.mask())
    assert_equal(y, run["y"], "y", tolerance)
    assert len(state) == len(STATES[case.kind])
    for name, a, b in zip(STATES[case.kind], state, run["last"], strict=True):
        assert_equal(a, b, name, tolerance)
    check_trace(case, layer, arguments, tolerance)
    assert {array.dtype for array in (y, *state, *layer.trace.values())} == {np.dtype(dtype)}


def check_trace(case, layer, arguments, tolerance):
    _, _, trace = step_by_step(*arguments)
    assert set(layer.trace) == set(trace)
    mask = case.mask()
    for name, expected in trace.items():
        got = layer.trace[name]
        assert got.shape == (case.N, case.T, case.H)
        if mask is not None and name in GATES[case.kind]:  # a gate of a hidden step means nothing
            got, expected = got[mask], expected[arguments[4]]
        assert_equal(np.asarray(got), expected, f"trace {name}", tolerance)


def check_gradients(case, dtype=np.float64, tolerance=1e-10):
    layer = case.layer(dtype)
    forward(case, layer, dtype)
    dx, dstate0 = backward(case, layer, dtype)
    run, _ = reference(case, layer, case.x(dtype), case.state(dtype), case.mask())
    expected = reference_gradients(run, case.dy(dtype), case.dstate(dtype))
    assert_equal(dx, expected["x"], "dx", tolerance)
    assert len(dstate0) == len(STATES[case.kind])
    for k, (name, gradient) in enumerate(zip(STATES[case.kind], dstate0, strict=True)):
        assert_equal(gradient, expected[f"state {k}"], f"d{name}0", tolerance)
    assert set(layer.grads) == set(layer.params)
    for name, gradient in layer.grads.items():
        assert_equal(gradient, expected[name], f"d{name}", tolerance)
    assert {a.dtype for a in (dx, *dstate0, *layer.grads.values())} == {np.dtype(dtype)}


@every_corner
def test_forward_equals_torch(case):
    check_forward(case)


@every_corner
def test_gradients_equal_autograd(case):
    check_gradients(case)


@given(case=cases())
def test_forward_equals_torch_for_random_cases(case):
    check_forward(case)


@given(case=cases())
def test_gradients_equal_autograd_for_random_cases(case):
    check_gradients(case)


@every_corner
def test_float32(case):
    check_forward(case, np.float32, tolerance=1e-5)
    check_gradients(case, np.float32, tolerance=1e-4)


@every_kind
@pytest.mark.parametrize("reverse", [False, True])
def test_a_longer_and_wider_sequence(kind, reverse):
    case = Case(kind, N=7, T=40, D=6, H=11, reverse=reverse, seed=11)
    check_forward(case)
    check_gradients(case, tolerance=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("mask_kind", ["none", "holes"])
@pytest.mark.parametrize(
    ("n", "t", "hidden"), [(32, 19, 130), (20, 10, 125), (65, 2, 512), (8, 3, 384), (1, 2, 200)]
)
def test_what_is_too_large_for_one_piece(n, t, hidden, mask_kind):
    """The layers multiply in blocks of columns, and the LSTM goes back as many steps at a time as fit the cache."""
    case = Case("lstm", N=n, T=t, D=3, H=hidden, mask_kind=mask_kind, seed=20)
    check_forward(case)
    check_gradients(case, tolerance=1e-9)


@every_corner
def test_numerical_gradients(case):
    layer = case.layer()
    x, state, dy, dstate = case.x(), case.state(), case.dy(), case.dstate()

    def loss():
        y, last = forward(case, layer, x=x, state=to_state(state))
        return float((y * dy).sum()) + sum(
            float((a * b).sum()) for a, b in zip(last, dstate or (), strict=False)
        )

    forward(case, layer)
    dx, dstate0 = backward(case, layer)
    pairs = {"x": (x, dx)}
    pairs |= {name: (array, layer.grads[name]) for name, array in layer.params.items()}
    pairs |= {f"state {k}": pair for k, pair in enumerate(zip(state or (), dstate0, strict=False))}
    rng = case.rng(9)
    for name, (array, gradient) in pairs.items():
        for flat in rng.choice(array.size, size=min(4, array.size), replace=False):
            kept = array.flat[flat]
            array.flat[flat] = kept + 1e-5
            above = loss()
            array.flat[flat] = kept - 1e-5
            below = loss()
            array.flat[flat] = kept
            numerical = (above - below) / 2e-5
            assert gradient.flat[flat] == pytest.approx(numerical, rel=1e-6, abs=1e-6), name


@every_corner
def test_called_twice(case):
    layer = case.layer()
    y, state = forward(case, layer)
    trace = {name: array.copy() for name, array in layer.trace.items()}
    dx, dstate0 = backward(case, layer)
    grads = {name: array.copy() for name, array in layer.grads.items()}
    for _ in range(2):
        dx_again, dstate0_again = backward(case, layer)  # twice after one forward
        for a, b in zip((dx, *dstate0), (dx_again, *dstate0_again), strict=True):
            np.testing.assert_array_equal(a, b)
        for name, gradient in layer.grads.items():
            np.testing.assert_array_equal(gradient, grads[name], err_msg=name)
        y_again, state_again = forward(case, layer)
        for a, b in zip((y, *state), (y_again, *state_again), strict=True):
            np.testing.assert_array_equal(a, b)
        for name, array in layer.trace.items():
            np.testing.assert_array_equal(array, trace[name], err_msg=name)


@every_kind
def test_sizes_may_change_between_calls(kind):
    sizes = [(2, 3), (4, 5), (1, 1), (4, 5), (2, 5), (2, 3)]
    layer = Case(kind, N=1, T=1, D=3, H=2, seed=1).layer()
    for k, (n, t) in enumerate(sizes):
        mask_kind = ("none", "holes", "suffix")[k % 3]
        case = Case(kind, n, t, D=3, H=2, mask_kind=mask_kind, reverse=k % 2 == 1, seed=k)
        fresh = case.layer()
        for name, array in fresh.params.items():
            array[...] = layer.params[name]
        results = []
        for one in (layer, fresh):
            y, state = forward(case, one)
            dx, dstate0 = backward(case, one)
            results.append([y, *state, dx, *dstate0, *one.grads.values(), *one.trace.values()])
        for a, b in zip(*results, strict=True):
            np.testing.assert_array_equal(a, b)


@every_corner
def test_inputs_and_parameters_are_not_changed(case):
    layer = case.layer()
    x, state, mask, dy, dstate = case.x(), case.state(), case.mask(), case.dy(), case.dstate()
    arrays = [x, dy, *(state or ()), *(dstate or ()), *layer.params.values()]
    arrays += [] if mask is None else [mask]
    for array in arrays:
        array.flags.writeable = False
    before = [array.tobytes() for array in arrays]
    identities = {name: id(array) for name, array in layer.params.items()}
    forward(case, layer, x=x, state=to_state(state), mask=mask)
    backward(case, layer, dy=dy, dstate=to_state(dstate))
    assert [array.tobytes() for array in arrays] == before
    assert {name: id(array) for name, array in layer.params.items()} == identities


@every_corner
def test_results_are_the_callers_own(case):
    layer = case.layer()
    x, state, dy, dstate = case.x(), case.state(), case.dy(), case.dstate()
    y, last = forward(case, layer, x=x, state=to_state(state))
    expected_dx, expected_dstate0 = backward(case, layer, dy=dy, dstate=to_state(dstate))
    expected_grads = {name: array.copy() for name, array in layer.grads.items()}
    results = [y, *last, expected_dx, *expected_dstate0]
    given_arrays = [x, dy, *(state or ()), *(dstate or ()), *layer.params.values()]
    for k, array in enumerate(results):
        for other in (*results[k + 1 :], *given_arrays):
            assert not np.shares_memory(array, other)

    # A second call leaves the first call's results alone.
    copies = [array.copy() for array in (*results, *layer.trace.values())]
    trace = list(layer.trace.values())
    forward(case, layer, x=x + 1)
    backward(case, layer, dy=dy - 1)
    for array, copy in zip((*results, *trace), copies, strict=True):
        np.testing.assert_array_equal(array, copy)

    # And what the caller does with the results does not reach the layer.
    y, last = forward(case, layer, x=x, state=to_state(state))
    for array in (y, *last):
        array[...] = np.nan
    dx, dstate0 = backward(case, layer, dy=dy, dstate=to_state(dstate))
    for a, b in zip((dx, *dstate0), (expected_dx, *expected_dstate0), strict=True):
        np.testing.assert_array_equal(a, b)
    for name, gradient in layer.grads.items():
        np.testing.assert_array_equal(gradient, expected_grads[name], err_msg=name)


@every_kind
@pytest.mark.parametrize(("n", "t"), [(1, 3), (3, 1), (1, 1), (2, 3)])
@pytest.mark.parametrize("reverse", [False, True])
def test_inputs_may_be_overwritten_after_forward(kind, n, t, reverse):
    """A batch that is filled again in place must not reach a backward that is still to come."""
    case = Case(kind, n, t, D=2, H=4, mask_kind="all", reverse=reverse, seed=18)
    layer, x, state, mask = case.layer(), case.x(), case.state(), case.mask()
    forward(case, layer, x=x, state=to_state(state), mask=mask)
    expected = backward(case, layer)
    expected_grads = {name: array.copy() for name, array in layer.grads.items()}
    forward(case, layer, x=x, state=to_state(state), mask=mask)
    for array in (x, *state):
        array[...] = np.nan
    mask[...] = False
    dx, dstate0 = backward(case, layer)
    for a, b in zip((dx, *dstate0), (expected[0], *expected[1]), strict=True):
        np.testing.assert_array_equal(a, b)
    for name, gradient in layer.grads.items():
        np.testing.assert_array_equal(gradient, expected_grads[name], err_msg=name)


@every_kind
def test_a_refused_call_leaves_the_last_one_alone(kind):
    case = Case(kind, N=2, T=3, D=4, H=5, mask_kind="holes", seed=19)
    layer = case.layer()
    forward(case, layer)
    expected = backward(case, layer)
    trace = layer.trace
    for wrong in ({"x": case.x()[:, :, :1]}, {"state": "hc"}, {"mask": case.mask()[:1]}):
        with pytest.raises(ValueError, match="got"):
            forward(case, layer, **wrong)
    with pytest.raises(ValueError, match="got"):
        backward(case, layer, dy=case.dy()[:1])
    dx, dstate0 = backward(case, layer)
    for a, b in zip((dx, *dstate0), (expected[0], *expected[1]), strict=True):
        np.testing.assert_array_equal(a, b)
    for name, array in layer.trace.items():
        np.testing.assert_array_equal(array, trace[name])


@every_kind
def test_missing_states_and_gradients_mean_zeros(kind):
    case = Case(kind, N=2, T=3, D=4, H=5, mask_kind="holes", seed=12)
    layer = case.layer()
    zeros = to_state(tuple(np.zeros((2, 5)) for _ in STATES[kind]))
    results = []
    for nothing in (None, zeros):
        y, state = forward(case, layer, state=nothing)
        dx, dstate0 = backward(case, layer, dstate=nothing)
        results.append([y, *state, dx, *dstate0, *(a.copy() for a in layer.grads.values())])
    for a, b in zip(*results, strict=True):
        np.testing.assert_array_equal(a, b)


@every_kind
@pytest.mark.parametrize("reverse", [False, True])
def test_a_sequence_in_two_pieces(kind, reverse):
    """Truncated backpropagation rests on this: the state and its gradient carry everything."""
    case = Case(kind, N=2, T=5, D=3, H=4, mask_kind="holes", reverse=reverse, seed=13)
    layer, x, mask, dy = case.layer(), case.x(), case.mask(), case.dy()
    y, last = forward(case, layer)
    dx, dstate0 = backward(case, layer)
    grads = {name: array.copy() for name, array in layer.grads.items()}
    pieces = [slice(0, 2), slice(2, 5)][:: -1 if reverse else 1]
    y_pieces, state = {}, to_state(case.state())
    starts = []
    for piece in pieces:
        starts.append(state)
        y_pieces[piece.start], state = layer.forward(x[:, piece], state, mask[:, piece], reverse)
    np.testing.assert_allclose(np.concatenate([y_pieces[0], y_pieces[2]], axis=1), y, rtol=1e-12)
    for a, b in zip(to_tuple(state), last, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12)
    total = dict.fromkeys(layer.params, 0.0)
    dx_pieces, dstate = {}, to_state(case.dstate())
    for piece, start in zip(reversed(pieces), reversed(starts), strict=True):
        layer.forward(x[:, piece], start, mask[:, piece], reverse)
        dx_pieces[piece.start], dstate = layer.backward(dy[:, piece], dstate)
        total = {name: total[name] + layer.grads[name] for name in total}
    np.testing.assert_allclose(np.concatenate([dx_pieces[0], dx_pieces[2]], axis=1), dx, rtol=1e-9)
    for a, b in zip(to_tuple(dstate), dstate0, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)
    for name, gradient in total.items():
        np.testing.assert_allclose(gradient, grads[name], rtol=1e-9, atol=1e-12, err_msg=name)


@every_kind
def test_hidden_steps_do_not_matter(kind):
    case = Case(kind, N=3, T=5, D=2, H=4, mask_kind="holes", seed=14)
    layer, mask = case.layer(), case.mask()
    y, state = forward(case, layer)
    dx, dstate0 = backward(case, layer)
    grads = {name: array.copy() for name, array in layer.grads.items()}
    x = case.x()
    x[~mask] = 1e3
    y_other, state_other = forward(case, layer, x=x)
    dx_other, dstate0_other = backward(case, layer)
    assert not dx[~mask].any()
    for a, b in zip(
        (y, *state, dx, *dstate0, *grads.values()),
        (y_other, *state_other, dx_other, *dstate0_other, *layer.grads.values()),
        strict=True,
    ):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12)


@every_kind
def test_views_are_as_good_as_arrays(kind):
    case = Case(kind, N=3, T=4, D=2, H=5, mask_kind="holes", seed=15)
    layer = case.layer()
    plain = [*forward(case, layer), *backward(case, layer)]
    x = np.asfortranarray(case.x())
    dy = np.repeat(case.dy(), 2, axis=2)[:, :, ::2]
    mask = np.asfortranarray(case.mask())
    views = [*forward(case, layer, x=x, mask=mask), *backward(case, layer, dy=dy)]
    for a, b in zip(plain, views, strict=True):
        for p, q in zip(to_tuple(a), to_tuple(b), strict=True):
            np.testing.assert_allclose(p, q, rtol=1e-12, atol=1e-14)


@every_kind
def test_huge_inputs_saturate_without_a_warning(kind):
    case = Case(kind, N=2, T=3, D=4, H=5, seed=16)
    layer = case.layer()
    y, state = forward(case, layer, x=1e6 * case.x())
    dx, dstate0 = backward(case, layer)
    assert all(np.isfinite(a).all() for a in (y, *state, dx, *dstate0, *layer.grads.values()))


# What a new layer is.


@every_kind
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_new_layer(kind, dtype):
    layer = make_layer(kind, 3, 5, rng=np.random.default_rng(1), dtype=dtype)
    same = make_layer(kind, 3, 5, rng=np.random.default_rng(1), dtype=dtype)
    other = make_layer(kind, 3, 5, rng=np.random.default_rng(2), dtype=dtype)
    width = {"lstm": 20, "rnn": 5}.get(kind, 15)
    shapes = {"W_x": (3, width), "W_h": (5, width)}
    shapes |= {"b_x": (width,), "b_h": (width,)} if "gru" in kind else {"b": (width,)}
    assert [(name, array.shape) for name, array in layer.params.items()] == list(shapes.items())
    assert {array.dtype for array in layer.params.values()} == {np.dtype(dtype)}
    assert (layer.input_size, layer.hidden_size) == (3, 5)
    assert np.dtype(layer.dtype) == dtype
    for name, array in layer.params.items():
        np.testing.assert_array_equal(array, same.params[name])
    for name in ("W_x", "W_h"):
        assert not np.array_equal(layer.params[name], other.params[name])
        gates = np.split(layer.params[name], width // 5, axis=1)
        assert len({gate.tobytes() for gate in gates}) == len(gates)  # no gate is a copy of another
    for name in ("W_h", "W_x"):
        assert np.abs(layer.params[name]).max() <= np.float32(1 / np.sqrt(5))
    assert layer.grads == {}


@every_kind
@pytest.mark.parametrize("hidden_size", [4, 100])
def test_initial_weights_fill_their_range(kind, hidden_size, rng):
    layer = make_layer(kind, 50, hidden_size, rng=rng)
    bound = 1 / np.sqrt(hidden_size)
    for name in ("W_x", "W_h"):
        W = layer.params[name]
        assert np.abs(W).max() <= bound
        if W.size > 100:
            assert W.max() > 0.9 * bound
            assert W.min() < -0.9 * bound
            assert W.std() == pytest.approx(bound / np.sqrt(3), rel=0.15)
    if kind != "lstm":
        assert not any(array.any() for name, array in layer.params.items() if name.startswith("b"))


@every_kind
def test_sequences_run_forward_unless_told_otherwise(kind):
    case = Case(kind, N=2, T=3, D=4, H=5, seed=20)
    layer = case.layer()
    y, _ = layer.forward(case.x())
    np.testing.assert_array_equal(y, layer.forward(case.x(), reverse=False)[0])
    assert np.abs(y - layer.forward(case.x(), reverse=True)[0]).max() > 1e-3


def test_a_new_gru_resets_after_the_product_unless_told_otherwise(rng):
    layer = GRU(2, 3, rng=rng)
    assert layer.reset_after is True
    for array in layer.params.values():
        array[...] = rng.normal(size=array.shape)
    x = rng.normal(size=(1, 3, 2))
    module = torch.nn.GRU(2, 3, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        module.weight_ih_l0.copy_(torch.tensor(layer.params["W_x"].T))
        module.weight_hh_l0.copy_(torch.tensor(layer.params["W_h"].T))
        module.bias_ih_l0.copy_(torch.tensor(layer.params["b_x"]))
        module.bias_hh_l0.copy_(torch.tensor(layer.params["b_h"]))
        assert_equal(layer.forward(x)[0], module(torch.tensor(x))[0], "y")


def test_default_dtype_is_float64(rng):
    for kind in KINDS:
        layer = make_layer(kind, 2, 3, rng=rng)
        assert {array.dtype for array in layer.params.values()} == {np.dtype(np.float64)}


@pytest.mark.parametrize("value", [1.0, 0.0, -2.5])
def test_forget_bias_is_where_the_forget_gate_is(value, rng):
    b = make_layer("lstm", 2, 3, rng=rng, forget_bias=value).params["b"]
    np.testing.assert_array_equal(b[3:6], value)
    np.testing.assert_array_equal(np.delete(b, slice(3, 6)), 0.0)
    default = make_layer("lstm", 2, 3, rng=rng).params["b"]
    np.testing.assert_array_equal(default[3:6], 1.0)


@every_kind
def test_the_global_random_state_is_left_alone(kind):
    before = np.random.get_state()[1].tobytes()  # noqa: NPY002, the state that must not be used
    case = Case(kind, N=2, T=2, D=2, H=2)
    layer = case.layer()
    forward(case, layer)
    assert np.random.get_state()[1].tobytes() == before  # noqa: NPY002


# Wrong arguments.

N, T, D, H = 2, 4, 3, 5
CASE = {kind: Case(kind, N, T, D, H, mask_kind="holes", seed=17) for kind in KINDS}


def wrong_forward_arguments():
    x, h = np.ones((N, T, D)), np.ones((N, H))
    for shape, words in {
        (): ["N, T, D", f"D = {D}"],
        (T, D): ["N, T, D", f"D = {D}"],
        (N, T, D, 1): ["N, T, D", f"D = {D}"],
        (N, T, D + 1): ["N, T, D", f"D = {D}"],
        (N, T, 1): ["N, T, D", f"D = {D}"],
        (D, N, T): ["N, T, D", f"D = {D}"],
        (0, T, D): ["at least one"],
        (N, 0, D): ["at least one"],
    }.items():
        yield "x", f"shape {shape}", {"x": np.ones(shape)}, [str(shape), *words]
    for dtype in ("int64", "bool", "object", "complex128", "float32", "float16"):
        yield "x", dtype, {"x": x.astype(dtype)}, [dtype, "float64"]
    yield "x", "list", {"x": x.tolist()}, ["list", "array"]
    yield "x", "None", {"x": None}, ["None", "array"]
    yield "x", "tensor", {"x": torch.ones(N, T, D)}, ["Tensor", "array"]
    for shape in ((N, T + 1), (N + 1, T), (N,), (T, N), (N, T, 1), (1, T)):
        words = [str(shape), "N T"]
        yield "mask", f"shape {shape}", {"mask": np.ones(shape, dtype=bool)}, words
    for dtype in ("int64", "float64", "object"):
        yield "mask", dtype, {"mask": np.ones((N, T), dtype=dtype)}, [dtype, "bool"]
    yield "mask", "list", {"mask": [[True] * T] * N}, ["list", "array"]
    for which, name in enumerate(("h", "c")):
        for shape in ((N, H + 1), (N + 1, H), (1, H), (H,), (H, N), (1, N, H), (N, 1)):
            yield name, f"shape {shape}", (which, np.ones(shape)), [str(shape), "N H"]
        for dtype in ("int64", "object", "complex128", "float32"):
            yield name, dtype, (which, h.astype(dtype)), [dtype, "float64"]
        yield name, "list", (which, h.tolist()), ["list", "array"]


def assert_said(words, caught):
    """Look for every word in the message; for "N H" its sizes may be named one by one."""
    message, sizes = str(caught.value), {"N": N, "T": T, "D": D, "H": H}
    for word in words:
        letters = word.split()
        if not set(letters) <= set(sizes):
            assert word in message
        elif str(tuple(sizes[letter] for letter in letters)) not in message:
            assert ", ".join(letters) in message
            assert all(f"{letter} = {sizes[letter]}" in message for letter in letters)


def as_argument(kind, change, option="state"):
    """Put a wrong part into an otherwise right state."""
    if isinstance(change, dict):
        return change
    which, value = change
    parts = [np.ones((N, H)) for _ in STATES[kind]]
    parts[which] = value
    return {option: to_state(tuple(parts))}


WRONG_FORWARD = [
    pytest.param(kind, name, change, words, id=f"{kind} {name} {what}")
    for name, what, change, words in wrong_forward_arguments()
    for kind in KINDS
    if name != "c" or kind == "lstm"
]


@pytest.mark.parametrize(("kind", "name", "change", "words"), WRONG_FORWARD)
def test_wrong_forward_argument_is_named(kind, name, change, words):
    case, layer = CASE[kind], CASE[kind].layer()
    pattern = r"\bstate\b" if name == "h" and kind != "lstm" else rf"\b{name}0?\b"
    with pytest.raises(ValueError, match=pattern) as caught:
        forward(case, layer, **as_argument(kind, change))
    assert_said(words, caught)
    check_forward(case)  # and nothing is broken afterwards


@pytest.mark.parametrize(
    ("state", "came"),
    [
        (np.ones((N, H)), "ndarray"),
        (np.ones((2, N, H)), "ndarray"),
        ((np.ones((N, H)),), "1"),
        ((np.ones((N, H)),) * 3, "3"),
        ("hc", "str"),
        (5, "int"),
        ({"h": np.ones((N, H)), "c": np.ones((N, H))}, "dict"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
@pytest.mark.parametrize("name", ["state", "dstate"])
def test_the_state_of_an_lstm_is_a_pair(name, state, came):
    case, layer = CASE["lstm"], CASE["lstm"].layer()
    forward(case, layer)
    with pytest.raises(ValueError, match=rf"\b{name}\b") as caught:
        forward(case, layer, state=state) if name == "state" else backward(case, layer, dstate=state)
    assert came in str(caught.value)
    assert re.search(r"pair|\((h|dh)\w*, ?(c|dc)\w*\)", str(caught.value))


@pytest.mark.parametrize("kind", ["gru", "gru_before", "rnn"])
@pytest.mark.parametrize("name", ["state", "dstate"])
def test_the_state_of_the_others_is_an_array(kind, name):
    case, layer = CASE[kind], CASE[kind].layer()
    forward(case, layer)
    pair = (np.ones((N, H)), np.ones((N, H)))
    with pytest.raises(ValueError, match=r"\b(d?state|d?h0?)\b.*\btuple\b"):
        forward(case, layer, state=pair) if name == "state" else backward(case, layer, dstate=pair)


def wrong_backward_arguments():
    dy, dh = np.ones((N, T, H)), np.ones((N, H))
    for shape in ((N, T, H + 1), (N, T + 1, H), (N + 1, T, H), (N, H), (T, N, H), (1, T, H), ()):
        yield "dy", f"shape {shape}", {"dy": np.ones(shape)}, [str(shape), "N T H"]
    for dtype in ("int64", "object", "complex128", "float32"):
        yield "dy", dtype, {"dy": dy.astype(dtype)}, [dtype, "float64"]
    yield "dy", "list", {"dy": dy.tolist()}, ["list", "array"]
    yield "dy", "None", {"dy": None}, ["None", "array"]
    for which, name in enumerate(("dh", "dc")):
        for shape in ((N, H + 1), (N + 1, H), (1, H), (H,), (H, N), (1, N, H)):
            yield name, f"shape {shape}", (which, np.ones(shape)), [str(shape), "N H"]
        for dtype in ("int64", "object", "float32"):
            yield name, dtype, (which, dh.astype(dtype)), [dtype, "float64"]
        yield name, "list", (which, dh.tolist()), ["list", "array"]


WRONG_BACKWARD = [
    pytest.param(kind, name, change, words, id=f"{kind} {name} {what}")
    for name, what, change, words in wrong_backward_arguments()
    for kind in KINDS
    if name != "dc" or kind == "lstm"
]


@pytest.mark.parametrize(("kind", "name", "change", "words"), WRONG_BACKWARD)
def test_wrong_backward_argument_is_named(kind, name, change, words):
    case, layer = CASE[kind], CASE[kind].layer()
    forward(case, layer)
    pattern = rf"\b{name}\b"
    if name in ("dh", "dc"):  # "dstate", and for the LSTM which of the two
        pattern = rf"\bdstate\b.*\bd?{name[1]}\b" if kind == "lstm" else r"\bdstate\b"
    with pytest.raises(ValueError, match=pattern) as caught:
        backward(case, layer, **as_argument(kind, change, option="dstate"))
    assert_said(words, caught)


@every_kind
def test_backward_before_forward(kind):
    with pytest.raises((ValueError, RuntimeError), match="forward"):
        backward(CASE[kind], CASE[kind].layer())


@every_kind
def test_wrong_parameter_is_named(kind):
    case = CASE[kind]
    for name, right in case.layer().params.items():
        nan = right.copy()
        nan.flat[right.size // 2] = np.nan
        short = right[..., :-1].copy()
        for value, words in (
            (nan, ["NaN"]),
            (short, [str(short.shape)]),
            (right.astype(np.float32), ["float32", "float64"]),
            (right.astype(int), ["int64", "float64"]),
            (right.tolist(), ["list", "array"]),
        ):
            layer = case.layer()
            layer.params[name] = value
            with pytest.raises(ValueError, match=rf"\b{name}\b") as caught:
                forward(case, layer)
            assert_said(words, caught)


@every_kind
def test_lost_parameter_is_named(kind):
    for name in CASE[kind].layer().params:
        layer = CASE[kind].layer()
        del layer.params[name]
        with pytest.raises(ValueError, match=rf"\b{name}\b.*array.*nothing"):
            forward(CASE[kind], layer)


@every_kind
@pytest.mark.parametrize("value", [0, -1, 2.0, 2.5, "3", None, True], ids=repr)
@pytest.mark.parametrize("name", ["input_size", "hidden_size"])
def test_wrong_sizes_of_a_layer(kind, name, value, rng):
    sizes = {"input_size": 3, "hidden_size": 4} | {name: value}
    with pytest.raises(ValueError, match=rf"\b{name}\b.*at least 1.*{re.escape(repr(value))}"):
        make_layer(kind, **sizes, rng=rng)


@every_kind
@pytest.mark.parametrize("value", [0, None, np.random.RandomState(0), np.random], ids=str)
def test_rng_must_be_a_generator(kind, value):
    with pytest.raises(ValueError, match=r"\brng\b.*Generator.*got"):
        make_layer(kind, 2, 3, rng=value)


@every_kind
@pytest.mark.parametrize("dtype", [np.int64, np.float16, np.complex128, object, bool, "nonsense"])
def test_dtype_of_a_layer_is_a_float(kind, dtype, rng):
    with pytest.raises(ValueError, match=r"\bdtype\b.*float32.*float64.*got"):
        make_layer(kind, 2, 3, rng=rng, dtype=dtype)


def test_a_dtype_may_be_named(rng):
    layer = make_layer("lstm", 2, 3, rng=rng, dtype="float32")
    assert {array.dtype for array in layer.params.values()} == {np.dtype(np.float32)}
    y, _ = layer.forward(np.ones((1, 2, 2), np.float32))
    assert y.dtype == np.float32


@every_kind
def test_trace_before_forward_is_empty(kind, rng):
    assert make_layer(kind, 2, 3, rng=rng).trace == {}


@every_kind
def test_the_layer_says_what_it_is(kind, rng):
    text = repr(make_layer(kind, 2, 3, rng=rng))
    name = {"lstm": "LSTM", "rnn": "RNN"}.get(kind, "GRU")
    assert text.startswith(name)
    assert "input_size=2" in text
    assert "hidden_size=3" in text


def test_numpy_integers_are_sizes(rng):
    layer = make_layer("lstm", np.int64(2), np.int32(3), rng=rng)
    assert layer.params["W_x"].shape == (2, 12)


@every_corner
def test_oracles_agree_with_each_other(case):
    _, arguments = reference(case, case.layer(), case.x(), case.state(), case.mask())
    y, last = torch_sequence(*arguments)
    y_steps, last_steps, _ = step_by_step(*arguments)
    for a, b in zip((y, *last), (y_steps, *last_steps), strict=True):
        torch.testing.assert_close(a, b, rtol=1e-12, atol=1e-12)


def test_what_stands_in_the_padding_is_never_looked_at():
    rng = np.random.default_rng(5)
    layer = LSTM(2, 3, rng=rng)
    x, dy = rng.normal(size=(2, 4, 2)), rng.normal(size=(2, 4, 3))
    mask = np.array([[True, True, False, False], [True, False, True, True]])
    found = []
    for filler in (0.0, np.nan, np.inf):
        x[~mask] = filler
        y, (h, c) = layer.forward(x, mask=mask)
        dx, _ = layer.backward(dy)
        found.append([y, h, c, dx, *layer.grads.values(), *layer.trace.values()])
    for one in found[1:]:
        for a, b in zip(found[0], one, strict=True):
            assert np.isfinite(b).all()
            np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if GATES[kind]])
def test_gates_of_a_hidden_step_are_those_of_an_input_of_zeros(kind):
    case = Case(kind, N=3, T=5, D=2, H=4, mask_kind="holes", seed=21)
    layer, x, mask = case.layer(), case.x(), case.mask()
    forward(case, layer)
    x[~mask] = 0
    _, arguments = reference(case, layer, x, case.state(), mask)
    _, _, trace = step_by_step(*arguments)
    for name in GATES[kind]:
        assert_equal(layer.trace[name], trace[name], f"trace {name}", 1e-10)
