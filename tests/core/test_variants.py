"""Every variant against its equations, written out once more in NumPy, one number at a time."""

import numpy as np
import pytest
import torch

from lstm_course import layers
from lstm_course.nets import interop, variants
from lstm_course.nets.exponential import SLSTM
from lstm_course.nets.parallel import MinLSTM

SIZES = [(3, 5, 4, 4), (2, 4, 3, 5), (1, 1, 1, 1)]  # N, T, D, H


def sigma(a):
    return 1 / (1 + np.exp(-a))


def build(kind, D, H, seed, **options):
    layer = kind(D, H, generator=torch.Generator().manual_seed(seed), dtype=torch.float64, **options)
    generator = torch.Generator().manual_seed(seed + 1)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator, dtype=torch.float64))
    return layer


def inputs(layer, N, T, seed):
    generator = torch.Generator().manual_seed(seed)

    def normal(*shape):
        return torch.randn(shape, generator=generator, dtype=torch.float64)

    state = tuple(normal(N, layer.hidden_size) for _ in layer.states)
    mask = torch.rand((N, T), generator=generator) < 0.7
    return normal(N, T, layer.input_size), state if len(state) > 1 else state[0], mask


def naive(name, layer, x, state, mask, peepholes):
    """Run a variant for one sequence and one unit at a time; W, R, b, p by the letter of the gate."""
    H = layer.hidden_size
    get = {k: v.detach().numpy() for k, v in layer.state_dict().items()}
    blocks = {gate: slice(k * H, (k + 1) * H) for k, gate in enumerate(layer.gates)}
    x, mask = x.numpy(), None if mask is None else mask.numpy()
    state = [part.numpy().copy() for part in (state if isinstance(state, tuple) else (state,))]
    y = np.zeros((*x.shape[:2], H))
    for n in range(x.shape[0]):
        now = [part[n].copy() for part in state]
        for t in range(x.shape[1]):
            if mask is None or mask[n, t]:
                now = naive_step(name, get, blocks, x[n, t], now, peepholes, H)
            y[n, t] = now[0]
        for part, value in zip(state, now, strict=True):
            part[n] = value
    return y, state


def naive_step(name, get, blocks, x, now, peepholes, H):
    h, old = now[0], now
    if name == "MinimalGatedUnit":
        f = np.array([sigma(x @ get["W_x"][:, u] + h @ get["W_h"][:, u] + get["b"][u]) for u in range(H)])
        n = np.tanh(
            [x @ get["W_x"][:, H + u] + (f * h) @ get["W_h"][:, H + u] + get["b"][H + u] for u in range(H)]
        )
        return [(1 - f) * h + f * n]
    c = old[1]
    new = [np.zeros(H) for _ in now]
    for u in range(H):
        a = {
            gate: x @ get["W_x"][:, block][:, u] + h @ get["W_h"][:, block][:, u] + get["b"][block][u]
            for gate, block in blocks.items()
        }
        if name == "FullGateRecurrence":
            past = np.concatenate(old[2:])
            for k, gate in enumerate("ifo"):
                a[gate] += past @ get["W_gates"][:, k * H + u]

        def peep(gate, value, u=u):
            return get[f"peepholes.{gate}"][u] * value if peepholes else 0.0

        f = 1.0 if "f" not in a else sigma(a["f"] + peep("f", c[u]))
        i = (1 - f if name == "CoupledGates" else 1.0) if "i" not in a else sigma(a["i"] + peep("i", c[u]))
        g = a["g"] if name == "NoInputActivation" else np.tanh(a["g"])
        if name == "LSTM1997":
            g = 2 * np.tanh(a["g"] / 2)  # the same function, written otherwise
        c_new = f * c[u] + i * g
        o = 1.0 if "o" not in a else sigma(a["o"] + peep("o", c_new))
        squashed = {"NoOutputActivation": c_new, "LSTM1997": np.tanh(c_new / 2)}.get(name, np.tanh(c_new))
        values = [o * squashed, c_new, i, f, o]
        for part, value in zip(new, values, strict=False):
            part[u] = value
    return new


CASES = [
    *[(kind, {"peepholes": p}) for kind in (
        variants.LSTM, variants.NoInputGate, variants.NoForgetGate, variants.NoOutputGate,
        variants.NoInputActivation, variants.NoOutputActivation, variants.CoupledGates,
        variants.FullGateRecurrence) for p in (False, True)],
    (variants.LSTM1997, {}),
    (variants.MinimalGatedUnit, {}),
]  # fmt: skip
NAMED = pytest.mark.parametrize(
    ("kind", "options"),
    CASES,
    ids=[f"{kind.__name__}{'-peep' * bool(options.get('peepholes'))}" for kind, options in CASES],
)


@NAMED
@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("masked", [False, True])
def test_forward_is_its_equations(kind, options, sizes, masked):
    N, T, D, H = sizes
    layer = build(kind, D, H, seed=3, **options)
    x, state, mask = inputs(layer, N, T, seed=4)
    mask = mask if masked else None
    before = x.clone()
    for _ in range(2):
        y, new = layer(x, state, mask)
        wanted_y, wanted_state = naive(kind.__name__, layer, x, state, mask, options.get("peepholes"))
        np.testing.assert_allclose(y.detach().numpy(), wanted_y, rtol=0, atol=1e-12)
        new = new if isinstance(new, tuple) else (new,)
        assert len(new) == len(wanted_state)
        for got, want in zip(new, wanted_state, strict=True):
            np.testing.assert_allclose(got.detach().numpy(), want, rtol=0, atol=1e-12)
    assert torch.equal(x, before)


@pytest.mark.slow
@NAMED
def test_gradients_by_differences(kind, options):
    layer = build(kind, 3, 2, seed=5, **options)
    x, state, mask = inputs(layer, 2, 4, seed=6)
    names = [name for name, _ in layer.named_parameters()]
    parts = state if isinstance(state, tuple) else (state,)

    def run(x, *rest):
        start, weights = rest[: len(parts)], dict(zip(names, rest[len(parts) :], strict=True))
        start = start if len(start) > 1 else start[0]
        y, new = torch.func.functional_call(layer, weights, (x, start, mask))
        return (y, *new) if isinstance(new, tuple) else (y, new)

    tensors = [x, *parts, *(p.detach().clone() for p in layer.parameters())]
    assert torch.autograd.gradcheck(run, [t.clone().requires_grad_() for t in tensors])


@NAMED
def test_zero_state_is_the_default_and_halves_make_the_whole(kind, options):
    layer = build(kind, 3, 4, seed=7, **options)
    x, state, _ = inputs(layer, 2, 6, seed=8)
    zeros = tuple(torch.zeros_like(p) for p in state) if isinstance(state, tuple) else torch.zeros_like(state)
    assert torch.equal(layer(x)[0], layer(x, zeros)[0])
    whole, end = layer(x, state)
    first, middle = layer(x[:, :2], state)
    second, last = layer(x[:, 2:], middle)
    torch.testing.assert_close(torch.cat([first, second], dim=1), whole, rtol=0, atol=1e-12)
    for a, b in zip(
        last if isinstance(last, tuple) else (last,), end if isinstance(end, tuple) else (end,), strict=True
    ):
        torch.testing.assert_close(a, b, rtol=0, atol=1e-12)


def test_the_plain_one_is_pytorchs():
    layer = build(variants.LSTM, 3, 4, seed=9)
    x, state, _ = inputs(layer, 2, 5, seed=10)
    ours = layers.LSTM(3, 4, rng=np.random.default_rng(0))
    ours.params = {k: getattr(layer, k).detach().numpy().copy() for k in ("W_x", "W_h", "b")}
    y, (h, c) = interop.to_torch(ours)(x, tuple(part[None] for part in state))
    mine, (h_mine, c_mine) = layer(x, state)
    torch.testing.assert_close(mine, y, rtol=0, atol=1e-12)
    torch.testing.assert_close(h_mine, h[0], rtol=0, atol=1e-12)
    torch.testing.assert_close(c_mine, c[0], rtol=0, atol=1e-12)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_peepholes_are_those_of_onnx():
    onnx = pytest.importorskip("onnx")
    from onnx.reference import ReferenceEvaluator

    N, T, D, H = 3, 4, 2, 5
    layer = build(variants.LSTM, D, H, seed=11, peepholes=True)
    x, (h0, c0), _ = inputs(layer, N, T, seed=12)
    kinds = [onnx.helper.make_tensor_value_info(k, onnx.TensorProto.DOUBLE, None) for k in "XWRBhcP"]
    outs = [onnx.helper.make_tensor_value_info(k, onnx.TensorProto.DOUBLE, None) for k in ("Y", "Y_h", "Y_c")]
    lengths = onnx.helper.make_tensor_value_info("lengths", onnx.TensorProto.INT32, None)
    node = onnx.helper.make_node(
        "LSTM", ["X", "W", "R", "B", "lengths", "h", "c", "P"], ["Y", "Y_h", "Y_c"], hidden_size=H
    )
    graph = onnx.helper.make_graph([node], "lstm", [*kinds, lengths], outs)
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 14)])
    get = {k: v.detach().numpy() for k, v in layer.state_dict().items()}

    def iofc(a):
        return interop.reorder(a, "ifgo", "iofg", axis=0)

    feeds = {
        "X": x.numpy().transpose(1, 0, 2),
        "W": iofc(get["W_x"].T)[None],
        "R": iofc(get["W_h"].T)[None],
        "B": np.concatenate([iofc(get["b"]), np.zeros(4 * H)])[None],
        "lengths": np.full(N, T, np.int32),
        "h": h0.numpy()[None],
        "c": c0.numpy()[None],
        "P": np.concatenate([get["peepholes.i"], get["peepholes.o"], get["peepholes.f"]])[None],
    }
    outputs = ReferenceEvaluator(model).run(None, feeds)
    y, (h, _) = layer(x, (h0, c0))
    np.testing.assert_allclose(outputs[0][:, 0].transpose(1, 0, 2), y.detach().numpy(), rtol=0, atol=1e-10)
    np.testing.assert_allclose(outputs[1][0], h.detach().numpy(), rtol=0, atol=1e-10)


@pytest.mark.parametrize("name", variants.ABLATIONS)
def test_ablations_have_the_parameters_of_their_paper(name):
    D, H = 3, 4
    layer = variants.ablation(name, D, H, dtype=torch.float64)
    blocks = 3 if name in ("NIG", "NFG", "NOG", "CIFG") else 4
    peeps = 0 if name == "NP" else 2 if blocks == 3 else 3
    extra = 9 * H * H if name == "FGR" else 0
    assert sum(p.numel() for p in layer.parameters()) == blocks * H * (D + H + 1) + peeps * H + extra
    y, _ = layer(torch.zeros(2, 3, D, dtype=torch.float64))
    assert y.shape == (2, 3, H)


def test_forget_bias_goes_to_the_forget_gate():
    for kind in (variants.LSTM, variants.NoInputGate, variants.CoupledGates):
        layer = kind(2, 3, forget_bias=4.0)
        at = layer.gates.index("f") * 3
        assert layer.b.detach().tolist() == [4.0 if at <= k < at + 3 else 0.0 for k in range(layer.b.numel())]
    assert variants.NoForgetGate(2, 3, forget_bias=4.0).b.detach().abs().max() == 0


def test_same_generator_same_weights():
    one, two, three = (
        variants.LSTM(3, 4, peepholes=True, generator=torch.Generator().manual_seed(seed))
        for seed in (1, 1, 2)
    )
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), two.parameters(), strict=True))
    assert not torch.equal(one.W_h, three.W_h)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda layer, x: layer(x[0]), r"x must have shape \(N, T, D\).*got \(5, 3\)"),
        (lambda layer, x: layer(x[..., :2]), r"D = 3; got \(2, 5, 2\)"),
        (lambda layer, x: layer(x[:, :0]), "N and T at least 1"),
        (lambda layer, x: layer(x.double()), "dtype of the layer, torch.float32; got torch.float64"),
        (lambda layer, x: layer(x, torch.zeros(2, 4)), r"2 tensors \(h, c\), got 1"),
        (lambda layer, x: layer(x, (torch.zeros(2, 4), torch.zeros(1, 4))), r"state c must be .* \(2, 4\)"),
        (lambda layer, x: layer(x, None, torch.ones(2, 5)), r"mask must be torch.bool .* got torch.float32"),
        (
            lambda layer, x: layer(x, None, torch.ones(5, 2, dtype=torch.bool)),
            r"mask must .* got torch.bool of shape \(5, 2\)",
        ),
        (lambda layer, x: variants.LSTM(0, 4), "input_size must be a whole number of at least 1, got 0"),
        (lambda layer, x: variants.LSTM(3, 4.0), "hidden_size must be a whole number"),
        (lambda layer, x: variants.ablation("NXX", 3, 4), "name must be one of V, NP"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call(variants.LSTM(3, 4), torch.zeros(2, 5, 3))


def test_sizes_may_be_numpys_and_inputs_arrays():
    layer = variants.LSTM(np.int64(2), np.int64(3))
    x = np.ones((1, 2, 2), np.float32)
    mask = np.array([[True, False]])
    for one, other in (
        (layer(x), layer(torch.from_numpy(x))),
        (layer(x, mask=mask), layer(torch.from_numpy(x), mask=torch.from_numpy(mask))),
        (layer(x.tolist()), layer(torch.from_numpy(x))),
    ):
        torch.testing.assert_close(one, other)
    for wrong in (0, 2.0, True):
        with pytest.raises(ValueError, match="hidden_size must be a whole number of at least 1"):
            variants.LSTM(2, wrong)


@pytest.mark.parametrize("kind", [variants.LSTM, variants.MinimalGatedUnit, SLSTM, MinLSTM])
def test_nan_under_the_mask_reaches_no_gradient(kind):
    layer = kind(2, 3)
    x = torch.randn(2, 4, 2, generator=torch.Generator().manual_seed(0))
    mask = torch.tensor([[True] * 4, [True, True, False, False]])

    def gradients(filled):
        layer.zero_grad()
        y, _ = layer(x.masked_fill(~mask[..., None], filled), mask=mask)
        y.square().sum().backward()
        return [y.detach(), *(p.grad.clone() for p in layer.parameters())]

    for clean, other in zip(gradients(0.5), gradients(torch.nan), strict=True):
        torch.testing.assert_close(other, clean)
