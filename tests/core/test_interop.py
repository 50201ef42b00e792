"""Layouts of PyTorch, Keras and ONNX: the same weights must give the same sequence elsewhere."""

import itertools

import numpy as np
import onnx
import pytest
import torch
from onnx.reference import ReferenceEvaluator
from oracles import GATES, to_tuple
from strategies import KINDS, Case

from lstm_course.layers import GRU, LSTM, RNN
from lstm_course.nets.interop import from_keras, from_onnx, from_torch, reorder, to_keras, to_onnx, to_torch

CASES = {kind: Case(kind, N=2, T=4, D=3, H=5, seed=21) for kind in KINDS}
NAMES = {"lstm": "LSTM", "gru": "GRU", "gru_before": "GRU", "rnn": "RNN"}
every_kind = pytest.mark.parametrize("kind", KINDS)
torch_kinds = pytest.mark.parametrize("kind", ["lstm", "gru", "rnn"])
both_dtypes = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def assert_same_layer(one, other, tolerance=0.0):
    assert type(one) is type(other)
    assert (one.input_size, one.hidden_size) == (other.input_size, other.hidden_size)
    assert one.dtype == other.dtype
    assert getattr(one, "reset_after", None) == getattr(other, "reset_after", None)
    assert list(one.params) == list(other.params)
    for name, array in one.params.items():
        assert other.params[name].dtype == array.dtype
        np.testing.assert_allclose(other.params[name], array, rtol=tolerance, err_msg=name)
        assert not np.shares_memory(other.params[name], array)


def unchanged(layer):
    return {name: array.tobytes() for name, array in layer.params.items()}


# PyTorch


@torch_kinds
@both_dtypes
def test_to_torch(kind, dtype):
    case = CASES[kind]
    layer, x, state = case.layer(dtype), case.x(dtype), case.state(dtype)
    before = unchanged(layer)
    module = to_torch(layer)
    assert type(module) is getattr(torch.nn, NAMES[kind])
    assert module.batch_first
    assert all(p.requires_grad for p in module.parameters())
    y, last = layer.forward(x, state if kind == "lstm" else state[0])
    given = tuple(torch.tensor(s)[None] for s in state)
    y_torch, last_torch = module(torch.tensor(x), given if kind == "lstm" else given[0])
    tolerance = 1e-5 if dtype == np.float32 else 1e-12
    np.testing.assert_allclose(y_torch.detach().numpy(), y, rtol=tolerance, atol=tolerance)
    for a, b in zip(to_tuple(last_torch), to_tuple(last), strict=True):
        np.testing.assert_allclose(a[0].detach().numpy(), b, rtol=tolerance, atol=tolerance)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter += 1  # the module has memory of its own
    assert unchanged(layer) == before
    assert_same_layer(layer, from_torch(to_torch(layer)))


@torch_kinds
@both_dtypes
@pytest.mark.parametrize("batch_first", [True, False])
def test_from_torch(kind, dtype, batch_first, rng):
    """Both biases of a fresh module are random, so that one that is lost shows."""
    tensor_dtype = torch.float32 if dtype == np.float32 else torch.float64
    module = getattr(torch.nn, NAMES[kind])(3, 5, batch_first=batch_first, dtype=tensor_dtype)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(torch.tensor(rng.normal(size=tuple(parameter.shape))))
    layer = from_torch(module)
    x = rng.normal(size=(2, 4, 3)).astype(dtype)
    y, _ = layer.forward(x)
    x_torch = torch.tensor(x)
    with torch.no_grad():
        if batch_first:
            expected = module(x_torch)[0].numpy()
        else:
            expected = module(x_torch.transpose(0, 1))[0].transpose(0, 1).numpy()
    tolerance = 1e-5 if dtype == np.float32 else 1e-12
    assert y.dtype == dtype
    np.testing.assert_allclose(y, expected, rtol=tolerance, atol=tolerance)
    before = unchanged(layer)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.zero_()
    assert unchanged(layer) == before


@torch_kinds
def test_from_torch_without_bias(kind, rng):
    module = getattr(torch.nn, NAMES[kind])(3, 5, bias=False, batch_first=True, dtype=torch.float64)
    x = rng.normal(size=(2, 4, 3))
    y, _ = from_torch(module).forward(x)
    with torch.no_grad():
        np.testing.assert_allclose(y, module(torch.tensor(x))[0].numpy(), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("module", "words"),
    [
        (lambda: torch.nn.LSTM(2, 3, num_layers=2), ["num_layers", "1", "2"]),
        (lambda: torch.nn.GRU(2, 3, bidirectional=True), ["bidirectional", "False", "True"]),
        (lambda: torch.nn.LSTM(2, 3, proj_size=1), ["proj_size", "0", "1"]),
        (lambda: torch.nn.RNN(2, 3, nonlinearity="relu"), ["nonlinearity", "tanh", "relu"]),
        (lambda: torch.nn.LSTMCell(2, 3), ["LSTM", "LSTMCell"]),
        (lambda: torch.nn.Linear(2, 3), ["LSTM", "Linear"]),
        (lambda: LSTM(2, 3, rng=np.random.default_rng(0)), ["torch.nn.LSTM"]),
        (lambda: None, ["LSTM", "None"]),
    ],
)
def test_from_torch_refuses_what_we_do_not_have(module, words):
    with pytest.raises(ValueError, match=r"\bmodule\b") as caught:
        from_torch(module())
    for word in words:
        assert word in str(caught.value)


def test_to_torch_refuses_a_gru_that_resets_before():
    with pytest.raises(ValueError, match=r"layer.*reset_after=True.*reset_after=False"):
        to_torch(CASES["gru_before"].layer())


@pytest.mark.parametrize("function", [to_torch, to_keras, to_onnx])
@pytest.mark.parametrize("value", [None, "LSTM", torch.nn.Linear(1, 1)], ids=str)
def test_only_our_layers_are_exported(function, value):
    with pytest.raises(ValueError, match=rf"layer must be .*{type(value).__name__}"):
        function(value)


# Keras. Its documented equations, written out here, with its own order of gates and its own names.


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def keras_step(kind, weights, x, state):
    """Compute one step as keras.layers.LSTMCell, GRUCell or SimpleRNNCell does."""
    kernel, recurrent_kernel, bias = weights
    units = recurrent_kernel.shape[0]
    if kind == "rnn":
        h = np.tanh(x @ kernel + bias + state[0] @ recurrent_kernel)
        return (h,)
    if kind == "lstm":
        z = x @ kernel + state[0] @ recurrent_kernel + bias
        z0, z1, z2, z3 = (z[:, k * units : (k + 1) * units] for k in range(4))
        i, f = sigmoid(z0), sigmoid(z1)
        c = f * state[1] + i * np.tanh(z2)
        return (sigmoid(z3) * np.tanh(c), c)
    h_tm1 = state[0]
    input_bias, recurrent_bias = bias if kind == "gru" else (bias, None)
    x_z, x_r, x_h = np.split(x @ kernel + input_bias, 3, axis=1)
    if kind == "gru":  # reset_after=True
        recurrent_z, recurrent_r, recurrent_h = np.split(h_tm1 @ recurrent_kernel + recurrent_bias, 3, axis=1)
        z, r = sigmoid(x_z + recurrent_z), sigmoid(x_r + recurrent_r)
        hh = np.tanh(x_h + r * recurrent_h)
    else:
        z = sigmoid(x_z + h_tm1 @ recurrent_kernel[:, :units])
        r = sigmoid(x_r + h_tm1 @ recurrent_kernel[:, units : 2 * units])
        hh = np.tanh(x_h + (r * h_tm1) @ recurrent_kernel[:, 2 * units :])
    return (z * h_tm1 + (1 - z) * hh,)


def keras_sequence(kind, weights, x, state):
    outputs = []
    for t in range(x.shape[1]):
        state = keras_step(kind, weights, x[:, t], state)
        outputs.append(state[0])
    return np.stack(outputs, axis=1), state


def keras_shapes(kind):
    width = 5 * {"lstm": 4, "rnn": 1}.get(kind, 3)
    return [(3, width), (5, width), (2, width) if kind == "gru" else (width,)]


@every_kind
@both_dtypes
def test_to_keras(kind, dtype):
    case = CASES[kind]
    layer, x, state = case.layer(dtype), case.x(dtype), case.state(dtype)
    before = unchanged(layer)
    weights = to_keras(layer)
    assert [w.shape for w in weights] == keras_shapes(kind)
    assert {w.dtype for w in weights} == {np.dtype(dtype)}
    y, last = layer.forward(x, state if kind == "lstm" else state[0])
    expected, expected_last = keras_sequence(kind, weights, x, state)
    tolerance = 1e-5 if dtype == np.float32 else 1e-12
    np.testing.assert_allclose(y, expected, rtol=tolerance, atol=tolerance)
    for a, b in zip(to_tuple(last), expected_last, strict=True):
        np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance)
    for w in weights:
        w[...] = 0
    assert unchanged(layer) == before


@every_kind
def test_from_keras(kind, rng):
    weights = [rng.normal(size=shape) for shape in keras_shapes(kind)]
    layer = from_keras(weights, NAMES[kind])
    case = CASES[kind]
    state = case.state()
    y, _ = layer.forward(case.x(), state if kind == "lstm" else state[0])
    expected, _ = keras_sequence(kind, weights, case.x(), state)
    np.testing.assert_allclose(y, expected, rtol=1e-12, atol=1e-12)
    again = to_keras(layer)
    for a, b in zip(weights, again, strict=True):
        np.testing.assert_array_equal(a, b)
    for w in weights:
        w[...] = 0
    np.testing.assert_array_equal(to_keras(layer)[0], again[0])


@torch_kinds
def test_keras_and_back(kind):
    layer = CASES[kind].layer()
    assert_same_layer(layer, from_keras(to_keras(layer), NAMES[kind]))


# ONNX. Its own reference implementation is the oracle.


def onnx_sequence(kind, parts, x, state):
    """Run the ONNX operator; time comes first there, and the direction has an axis of its own."""
    hidden = parts["R"].shape[2]
    inputs = {"X": x.transpose(1, 0, 2), **parts, "initial_h": state[0][None]}
    names = ["X", "W", "R", "B", "", "initial_h"]
    outputs = ["Y", "Y_h"]
    if kind == "lstm":
        inputs["initial_c"] = state[1][None]
        names.append("initial_c")
        outputs.append("Y_c")
    options = {"linear_before_reset": int(kind == "gru")} if "gru" in kind else {}
    node = onnx.helper.make_node(NAMES[kind], names, outputs, hidden_size=hidden, **options)
    element = onnx.helper.np_dtype_to_tensor_dtype(x.dtype)

    def value(name):
        return onnx.helper.make_tensor_value_info(name, element, None)

    graph = onnx.helper.make_graph(
        [node], "cell", [value(name) for name in names if name], [value(name) for name in outputs]
    )
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 14)])
    y, *last = ReferenceEvaluator(model).run(None, inputs)
    return y[:, 0].transpose(1, 0, 2), tuple(part[0] for part in last)


@every_kind
@both_dtypes
def test_to_onnx(kind, dtype):
    case = CASES[kind]
    layer, x, state = case.layer(dtype), case.x(dtype), case.state(dtype)
    before = unchanged(layer)
    parts = to_onnx(layer)
    width = 5 * {"lstm": 4, "rnn": 1}.get(kind, 3)
    shapes = {name: part.shape for name, part in parts.items()}
    assert shapes == {"W": (1, width, 3), "R": (1, width, 5), "B": (1, 2 * width)}
    assert {part.dtype for part in parts.values()} == {np.dtype(dtype)}
    y, last = layer.forward(x, state if kind == "lstm" else state[0])
    expected, expected_last = onnx_sequence(kind, parts, x, state)
    tolerance = 1e-5 if dtype == np.float32 else 1e-12
    np.testing.assert_allclose(y, expected, rtol=tolerance, atol=tolerance)
    for a, b in zip(to_tuple(last), expected_last, strict=True):
        np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance)
    for part in parts.values():
        part[...] = 0
    assert unchanged(layer) == before


@every_kind
def test_from_onnx(kind, rng):
    width = 5 * {"lstm": 4, "rnn": 1}.get(kind, 3)
    shapes = {"W": (1, width, 3), "R": (1, width, 5), "B": (1, 2 * width)}
    parts = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    options = {"linear_before_reset": int(kind == "gru")} if "gru" in kind else {}
    layer = from_onnx(NAMES[kind], **parts, **options)
    case = CASES[kind]
    state = case.state()
    y, _ = layer.forward(case.x(), state if kind == "lstm" else state[0])
    expected, _ = onnx_sequence(kind, parts, case.x(), state)
    np.testing.assert_allclose(y, expected, rtol=1e-12, atol=1e-12)


@every_kind
def test_onnx_and_back(kind):
    layer = CASES[kind].layer()
    options = {"linear_before_reset": int(kind == "gru")} if "gru" in kind else {}
    assert_same_layer(layer, from_onnx(NAMES[kind], **to_onnx(layer), **options))


# Orders of gates


def test_reorder_moves_blocks():
    W = np.arange(8).reshape(1, 8)
    np.testing.assert_array_equal(reorder(W, "ifgo", "iofc"), [[0, 1, 6, 7, 2, 3, 4, 5]])
    np.testing.assert_array_equal(reorder(W, "ifgo", "ifog"), [[0, 1, 2, 3, 6, 7, 4, 5]])
    np.testing.assert_array_equal(reorder(W, "ifgo", "ifco"), W)
    np.testing.assert_array_equal(reorder(np.arange(6), "rzn", "zrn"), [2, 3, 0, 1, 4, 5])


@pytest.mark.parametrize("axis", [0, 1, 2, -1, -2, -3])
@pytest.mark.parametrize("letters", ["ifgo", "rzn"])
def test_reorder_round_trip(letters, axis, rng):
    W = rng.normal(size=(12, 12, 12))
    before = W.tobytes()
    for order in itertools.permutations(letters):
        there = reorder(W, letters, "".join(order), axis=axis)
        for position, gate in enumerate(order):
            size, start = 12 // len(letters), letters.index(gate)
            got = np.take(there, range(position * size, (position + 1) * size), axis=axis)
            wanted = np.take(W, range(start * size, (start + 1) * size), axis=axis)
            np.testing.assert_array_equal(got, wanted)
        back = reorder(there, "".join(order), letters, axis=axis)
        np.testing.assert_array_equal(back, W)
        assert not np.shares_memory(there, W)
    assert W.tobytes() == before


def test_reorder_of_one_block_is_a_copy():
    W = np.arange(4.0)
    same = reorder(W, "h", "h")
    np.testing.assert_array_equal(same, W)
    assert not np.shares_memory(same, W)


WEIGHTS = [np.ones((3, 20)), np.ones((5, 20)), np.ones(20)]
PARTS = {"W": np.ones((1, 20, 3)), "R": np.ones((1, 20, 5)), "B": np.ones((1, 40))}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: reorder(np.ones(8), "ifgo", "ifg"), ["destination", "ifgo", "ifg"]),
        (lambda: reorder(np.ones(8), "ifgo", "ifgz"), ["destination", "ifgz"]),
        (lambda: reorder(np.ones(8), "iigo", "iigo"), ["source", "iigo"]),
        (lambda: reorder(np.ones(8), "ifgc", "ifcg"), ["source", "ifgc"]),
        (lambda: reorder(np.ones(8), "ifgo", "ifgg"), ["destination", "ifgg"]),
        (lambda: reorder(np.ones(8), "", ""), ["source", "''"]),
        (lambda: reorder(np.ones(9), "ifgo", "iofc"), ["W", "4", "(9,)"]),
        (lambda: reorder(np.ones((8, 0)), "ifgo", "iofc"), ["W", "(8, 0)"]),
        (lambda: reorder(np.ones((8, 3)), "ifgo", "iofc"), ["W", "4", "-1", "(8, 3)"]),
        (lambda: reorder(np.ones(8), "ifgo", "iofc", axis=1), ["axis", "1", "(8,)"]),
        (lambda: reorder(np.ones(8), "ifgo", "iofc", axis=-2), ["axis", "-2", "(8,)"]),
        (lambda: reorder(np.float64(1), "ifgo", "iofc"), ["axis", "()"]),
        (lambda: from_keras(WEIGHTS, "lstm"), ["kind", "LSTM", "lstm"]),
        (lambda: from_keras(WEIGHTS, "SimpleRNN"), ["kind", "RNN", "SimpleRNN"]),
        (lambda: from_keras(WEIGHTS[:2], "LSTM"), ["weights", "2"]),
        (lambda: from_keras([WEIGHTS[0], np.ones((4, 20)), WEIGHTS[2]], "LSTM"), ["W", "20"]),
        (lambda: from_keras([*WEIGHTS[:2], np.ones(16)], "LSTM"), ["b", "(20,)", "(16,)"]),
        (
            lambda: from_keras([np.ones((3, 15)), np.ones((5, 15)), np.ones((1, 15))], "GRU"),
            ["b", "(1, 15)"],
        ),
        (
            lambda: from_keras([np.ones((3, 20)), np.ones((5, 20)), np.ones((2, 20))], "LSTM"),
            ["b", "(2, 20)"],
        ),
        (lambda: from_onnx("gru_before", **PARTS), ["kind", "GRU", "gru_before"]),
        (lambda: from_onnx("LSTM", **PARTS | {"W": np.ones((20, 3))}), ["W", "(20, 3)"]),
        (lambda: from_onnx("LSTM", **PARTS | {"R": np.ones((2, 20, 5))}), ["R", "(2, 20, 5)"]),
        (lambda: from_onnx("LSTM", **PARTS | {"R": np.ones((1, 20, 4))}), ["20"]),
        (lambda: from_onnx("LSTM", **PARTS | {"B": np.ones(40)}), ["B", "(40,)"]),
        (lambda: from_onnx("LSTM", **PARTS | {"B": np.ones((1, 41))}), ["B", "41"]),
        (lambda: from_onnx("LSTM", **PARTS | {"B": np.ones((1, 32))}), ["b", "20"]),
        (lambda: from_onnx("GRU", **PARTS), ["W"]),
    ],
)
def test_wrong_arguments(call, words):
    with pytest.raises(ValueError, match=words[0]) as caught:
        call()
    for word in words:
        assert word in str(caught.value)


def test_our_kinds_are_complete():
    assert {type(case.layer()) for case in CASES.values()} == {LSTM, GRU, RNN}
    assert set(GATES) == set(KINDS)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_a_module_of_half_precision_is_named(dtype):
    with pytest.raises(ValueError, match=f"float32 or float64, got {dtype}"):
        from_torch(torch.nn.LSTM(2, 3, dtype=dtype))
