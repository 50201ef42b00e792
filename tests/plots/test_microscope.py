"""The gradient microscope against finite differences, closed forms and PyTorch."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from lstm_course.layers import LSTM, RNN
from lstm_course.nets import interop
from lstm_course.plots import microscope


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_a_linear_loop_gives_powers_of_its_weight():
    layer = microscope.build("rnn", rng=np.random.default_rng(0), input_size=1, hidden_size=1)
    layer.params = {"W_x": np.ones((1, 1)), "W_h": np.full((1, 1), 0.7), "b": np.zeros(1)}
    found = microscope.gradient_by_lag(layer, np.zeros((4, 12, 1)), np.random.default_rng(1))
    np.testing.assert_allclose(found / found[0], 0.7 ** np.arange(12), rtol=1e-12)


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_gradient_by_lag_is_that_of_pytorch(kind):
    layer = microscope.build(kind, rng=np.random.default_rng(0), input_size=3, hidden_size=5)
    x = np.random.default_rng(1).normal(size=(4, 7, 3))
    found = microscope.gradient_by_lag(layer, x, np.random.default_rng(2))
    x = torch.from_numpy(x).requires_grad_()
    y, _ = interop.to_torch(layer)(x)
    (y[:, -1] * torch.from_numpy(np.random.default_rng(2).standard_normal((4, 5)))).sum().backward()
    wanted = x.grad.pow(2).mean(dim=(0, 2)).sqrt().numpy()[::-1]
    np.testing.assert_allclose(found, wanted, rtol=1e-9)


def test_gradient_by_lag_of_a_stack_agrees_with_differences():
    rng = np.random.default_rng(0)
    layers = [LSTM(2, 3, rng=rng), RNN(3, 4, rng=rng)]
    x, weights = rng.normal(size=(1, 4, 2)), np.random.default_rng(5).standard_normal((1, 4))

    def loss():
        y = layers[1].forward(layers[0].forward(x)[0])[0]
        return (y[:, -1] * weights).sum()

    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        kept = x[index]
        x[index] = kept + 1e-5
        above = loss()
        x[index] = kept - 1e-5
        gradient[index] = (above - loss()) / 2e-5
        x[index] = kept
    found = microscope.gradient_by_lag(layers, x, np.random.default_rng(5))
    np.testing.assert_allclose(found, np.sqrt((gradient**2).mean(axis=(0, 2)))[::-1], rtol=1e-6)


@pytest.mark.parametrize(("kind", "blocks"), [("rnn", 1), ("lstm", 4), ("gru", 3)])
def test_orthogonal_and_scale(kind, blocks):
    layer = microscope.build(kind, rng=np.random.default_rng(0), hidden_size=6, orthogonal=True, scale=3.0)
    for block in np.split(layer.params["W_h"], blocks, axis=1):
        np.testing.assert_allclose(block @ block.T, 9 * np.eye(6), atol=1e-12)


def test_the_bias_goes_to_the_gate_that_keeps():
    b = microscope.build("lstm", rng=np.random.default_rng(0), hidden_size=4, bias=3.0).params["b"]
    assert (b.reshape(4, 4) == np.array([0, 3, 0, 0])[:, None]).all()
    b = microscope.build("gru", rng=np.random.default_rng(0), hidden_size=4, bias=3.0).params["b_x"]
    assert (b.reshape(3, 4) == np.array([0, 3, 0])[:, None]).all()


def test_chrono_covers_the_times_asked_for():
    options = {"rng": np.random.default_rng(0), "hidden_size": 500, "bias": "chrono", "max_time": 50}
    i, f, g, o = np.split(microscope.build("lstm", **options).params["b"], 4)
    np.testing.assert_array_equal(i, -f)
    z = microscope.build("gru", **options).params["b_x"][500:1000]
    for times in (np.exp(f), np.exp(z)):
        assert 1 <= times.min() < 2 < 48 < times.max() <= 49
        assert abs(times.mean() - 25) < 2
    assert not g.any()
    assert not o.any()


def test_what_the_lesson_says_holds_for_other_seeds_too():
    rng, at = np.random.default_rng(77), {}
    for name, bias in (("0", 0.0), ("1", 1.0), ("3", 3.0), ("chrono", "chrono")):
        layer = microscope.build("lstm", rng=rng, bias=bias)
        found = microscope.gradient_by_lag(layer, rng.normal(size=(16, 100, 2)), rng)
        at[name] = found[99] / found[0]
    assert at["0"] < 1e-15 < 1e-9 < at["1"] < 1e-3 < at["chrono"] < at["3"]


def test_measure_is_relative_and_repeatable():
    rows = microscope.measure("gru", seeds=2, length=9, batch=3, depth=2, hidden_size=4)
    assert rows.shape == (2, 9)
    assert (rows[:, 0] == 1).all()
    assert (rows[0] != rows[1])[1:].all()
    again = microscope.measure("gru", seeds=2, length=9, batch=3, depth=2, hidden_size=4)
    np.testing.assert_array_equal(rows, again)


def test_microscope_draws_medians_bands_and_labels():
    rows = 10.0 ** -np.array([[0.0, 1, 2], [0, 2, 4], [0, 5, 9]])
    one, other = {"a": (rows, {"color": "red"}), "b": (rows, {"color": "blue"})}, {"c": (rows, {})}
    axs = microscope.microscope({"Left": one, "Right": other}, limits=(1e-12, 10))
    assert [ax.get_title() or ax.get_title(loc="left") for ax in axs] == ["Left", "Right"]
    np.testing.assert_allclose(axs[0].lines[0].get_ydata(), [1, 1e-2, 1e-4])
    assert [text.get_text() for text in axs[0].texts] == ["a", "b"]
    heights = [text.get_position()[1] for text in axs[0].texts]
    assert heights[1] / heights[0] > 5  # the same end, and yet apart
    assert axs[0].get_yscale() == "log"
    assert axs[0].get_ylabel()
    band = axs[0].collections[0].get_paths()[0].vertices[:, 1]
    assert band.min() == pytest.approx(1e-9)


def test_by_lag_takes_axes_and_returns_them():
    ax = plt.subplots()[1]
    assert microscope.by_lag({"x": (np.ones((2, 5)), {})}, ax, "Title") is ax


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda rng: microscope.build("cnn", rng=rng), "kind must be one of rnn, lstm, gru"),
        (lambda rng: microscope.build("rnn", rng=rng, bias=1.0), "has no gates"),
        (lambda rng: microscope.build("lstm", rng=rng, bias="slow"), 'a number or "chrono"'),
        (lambda rng: microscope.build("lstm", rng=0), "rng must be"),
        (
            lambda rng: microscope.gradient_by_lag(RNN(2, 3, rng=rng), np.ones((1, 2, 2)), 1),
            "rng must be",
        ),
        (lambda rng: microscope.by_lag({"x": (np.ones(4), {})}), "shape"),
        (lambda rng: microscope.microscope({"a": {}}, axs=plt.subplots(1, 2)[1]), "1 axes"),
    ],
)
def test_errors_name_the_argument(call, words):
    with pytest.raises(ValueError, match=words):
        call(np.random.default_rng(0))
