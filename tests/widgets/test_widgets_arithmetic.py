"""The JavaScript of the interactive pieces calculates what lstm_course.cells and its layers calculate."""

import numpy as np
import pytest

from lstm_course import widgets
from lstm_course.cells import (
    gru_step,
    gru_step_backward,
    lstm_step,
    lstm_step_backward,
    rnn_step,
    rnn_step_backward,
    sigmoid,
)
from lstm_course.layers import LSTM

TOLERANCE = {"rtol": 1e-9, "atol": 1e-9}
SIZES = [(1, 1), (3, 2), (2, 5), (4, 4)]


@pytest.fixture(scope="module")
def javascript(tab):
    """A function that evaluates JavaScript beside the shared arithmetic, with arguments from Python."""
    source = widgets.javascript("arithmetic")
    tab.page.goto("about:blank")

    def evaluate(expression, **arguments):
        values = {
            name: value.tolist() if isinstance(value, np.ndarray) else value
            for name, value in arguments.items()
        }
        names = ", ".join(values)
        result = tab.page.evaluate(f"({{ {names} }}) => {{ {source}\nreturn {expression}; }}", values)
        return {name: np.array(value, float) for name, value in result.items()} if result else result

    return evaluate


def weights(rng, D, H, gates, two_biases=False):
    names = ("b_x", "b_h") if two_biases else ("b",)
    return {
        "W_x": rng.normal(0, 1.5, (D, gates * H)),
        "W_h": rng.normal(0, 1.5, (H, gates * H)),
        **{name: rng.normal(0, 1, gates * H) for name in names},
    }


def listed(params):
    return {name: value.tolist() for name, value in params.items()}


def close(found, expected):
    np.testing.assert_allclose(found, expected, **TOLERANCE)


def test_sigmoid(javascript):
    a = np.array([-1000.0, -40, -3, -1e-9, 0, 0.3, 5, 40, 1000])
    found = javascript("({ y: a.map(sigmoid) })", a=a)
    close(found["y"], sigmoid(a))
    assert list(found["y"][[0, -1]]) == [0, 1]  # no overflow on either side


@pytest.mark.parametrize(("D", "H"), SIZES)
def test_rnn_step_and_its_gradients(javascript, rng, D, H):
    p = weights(rng, D, H, 1)
    x, h_prev, dh = rng.normal(size=D), rng.normal(size=H), rng.normal(size=H)
    h, cache = rnn_step(x[None], h_prev[None], *p.values())
    dx, dh_prev, *_ = rnn_step_backward(dh[None], cache)
    call = "(() => { const s = rnnStep(x, h_prev, p); return { h: s.h, ...rnnStepBackward(dh, s, p) }; })()"
    for _ in range(2):  # the same answer twice: nothing was changed
        found = javascript(call, x=x, h_prev=h_prev, dh=dh, p=listed(p))
        close(found["h"], h[0])
        close(found["dx"], dx[0])
        close(found["dh_prev"], dh_prev[0])


@pytest.mark.parametrize(("D", "H"), SIZES)
def test_lstm_step_and_its_gradients(javascript, rng, D, H):
    p = weights(rng, D, H, 4)
    x, h_prev, c_prev, dh, dc = (rng.normal(size=size) for size in (D, H, H, H, H))
    h, c, cache = lstm_step(x[None], h_prev[None], c_prev[None], *p.values())
    dx, dh_prev, dc_prev, dW_x, _, db = lstm_step_backward(dh[None], dc[None], cache)
    call = """(() => {
      const s = lstmStep(x, h_prev, c_prev, p);
      const { dc: _, ...back } = lstmStepBackward(dh, dc, s, p);
      return { ...s, ...back };
    })()"""
    found = javascript(call, x=x, h_prev=h_prev, c_prev=c_prev, dh=dh, dc=dc, p=listed(p))
    a = x @ p["W_x"] + h_prev @ p["W_h"] + p["b"]
    for name, expected in {
        "h": h[0],
        "c": c[0],
        "i": sigmoid(a[:H]),
        "f": sigmoid(a[H : 2 * H]),
        "g": np.tanh(a[2 * H : 3 * H]),
        "o": sigmoid(a[3 * H :]),
        "dx": dx[0],
        "dh_prev": dh_prev[0],
        "dc_prev": dc_prev[0],
        "da": db,
    }.items():
        close(found[name], expected)
    close(np.outer(x, found["da"]), dW_x)


@pytest.mark.parametrize(("D", "H"), SIZES)
def test_gru_step_and_its_gradients(javascript, rng, D, H):
    p = weights(rng, D, H, 3, two_biases=True)
    x, h_prev, dh = rng.normal(size=D), rng.normal(size=H), rng.normal(size=H)
    h, cache = gru_step(x[None], h_prev[None], *p.values())
    dx, dh_prev, *_ = gru_step_backward(dh[None], cache)
    call = "(() => { const s = gruStep(x, h_prev, p); return { h: s.h, ...gruStepBackward(dh, s, p) }; })()"
    found = javascript(call, x=x, h_prev=h_prev, dh=dh, p=listed(p))
    close(found["h"], h[0])
    close(found["dx"], dx[0])
    close(found["dh_prev"], dh_prev[0])


@pytest.mark.parametrize(("D", "H"), SIZES)
def test_lstm_over_a_sequence(javascript, rng, D, H):
    layer = LSTM(D, H, rng=rng)
    layer.params = weights(rng, D, H, 4)
    x, h, c = rng.normal(size=(7, D)), rng.normal(size=H), rng.normal(size=H)
    y, _ = layer.forward(x[None], (h[None], c[None]))
    call = (
        "(() => { const s = lstmForward(x, p, h, c); return { h: s.map(t => t.h), c: s.map(t => t.c) }; })()"
    )
    found = javascript(call, x=x, h=h, c=c, p=listed(layer.params))
    close(found["h"], y[0])
    close(found["c"], layer.trace["c"][0])
    layer.forward(x[None])
    found = javascript("({ c: lstmForward(x, p).map(t => t.c) })", x=x, p=listed(layer.params))
    close(found["c"], layer.trace["c"][0])


@pytest.mark.parametrize(("D", "H"), SIZES)
def test_lstm_gradients_over_a_sequence(javascript, rng, D, H):
    layer = LSTM(D, H, rng=rng)
    layer.params = weights(rng, D, H, 4)
    x, dy = rng.normal(size=(7, D)), rng.normal(size=(7, H))
    layer.forward(x[None])
    dx, (dh_first, dc_first) = layer.backward(dy[None])
    call = "lstmBackward(dy, lstmForward(x, p), p)"
    call = f"(() => {{ const s = {call}; return {{ dx: s.map(t => t.dx), h: s[0].dh_prev, c: s[0].dc_prev }}; }})()"
    found = javascript(call, x=x, dy=dy, p=listed(layer.params))
    close(found["dx"], dx[0])
    close(found["h"], dh_first[0])
    close(found["c"], dc_first[0])


def mulberry32(seed, count):
    """Return `count` numbers of the generator, calculated with whole numbers of any length."""
    state, numbers = seed, []
    for _ in range(count):
        state = (state + 0x6D2B79F5) % 2**32
        t = (state ^ state >> 15) * (state | 1) % 2**32
        t ^= (t + (t ^ t >> 7) * (t | 61)) % 2**32
        numbers.append((t ^ t >> 14) / 2**32)
    return numbers


@pytest.mark.parametrize("seed", [0, 1, 123456789, 2**32 - 1])
def test_random_numbers(javascript, seed):
    call = "({ u: Array.from({ length: 50 }, randomUniform(seed)) })"
    expected = mulberry32(seed, 50)
    assert javascript(call, seed=seed)["u"].tolist() == expected
    first, second = np.array(expected).reshape(25, 2).T
    call = "(u => ({ z: Array.from({ length: 25 }, () => randomNormal(u)) }))(randomUniform(seed))"
    close(javascript(call, seed=seed)["z"], np.sqrt(-2 * np.log1p(-first)) * np.cos(2 * np.pi * second))


def test_random_normal_numbers_are_normal(javascript):
    call = "(u => ({ z: Array.from({ length: 40000 }, () => randomNormal(u)) }))(randomUniform(7))"
    z = javascript(call)["z"]
    for power, moment in ((1, 0), (2, 1), (3, 0), (4, 3)):
        assert np.mean(z**power) == pytest.approx(moment, abs=0.15)


def test_random_matrices(javascript):
    call = "(u => ({ m: randomMatrix(2, 3, u), q: randomOrthogonal(32, u) }))(randomUniform(3))"
    found = javascript(call)
    assert found["m"].ravel().tolist() == mulberry32(3, 6)
    Q = found["q"]
    np.testing.assert_allclose(Q @ Q.T, np.eye(32), atol=1e-13)
    z = np.sqrt(-2 * np.log1p(-np.array(mulberry32(3, 70)[6::2]))) * np.cos(
        2 * np.pi * np.array(mulberry32(3, 70)[7::2])
    )
    close(Q[0], z / np.linalg.norm(z))  # the first row keeps its direction: signs are random, not LAPACK's
