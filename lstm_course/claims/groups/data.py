"""Claims about what goes in and what comes out: words as numbers, scaling, labels, time."""

import inspect

import numpy as np
import torch
from scipy.special import softmax
from torch import nn

from ...datasets.series import make_windows
from ...layers import LSTM
from ...nets.interop import to_onnx
from ..definition import Fact, Measurement
from ..training import two_codings


def scaled_before_the_split():
    """Change one test value, and see how far a standardised training value moves."""
    x = np.arange(10.0)
    other = x.copy()
    other[9] = 100.0
    scaled = [((series - series.mean()) / series.std())[:8] for series in (x, other)]
    return np.abs(scaled[0] - scaled[1]).max(), 0.0


def dropped_rows():
    """Drop the missing rows of 12 days, and take the longest step of what is left, in days."""
    x = np.array([1, 2, 3, np.nan, np.nan, np.nan, np.nan, 8, 9, 10, 11, 12.0])
    days = np.flatnonzero(~np.isnan(x))
    return int(np.diff(days).max()), 1


def sine():
    """Fit two numbers to a sine: y from the two values before it."""
    y = np.sin(0.1 * np.arange(200))
    windows, target = make_windows(y[:100], 2, 1)
    weights = np.linalg.lstsq(windows, np.ravel(target), rcond=None)[0]
    error = np.abs(np.column_stack([y[98:198], y[99:199]]) @ weights - y[100:]).max()
    return "two numbers solve it" if error < 1e-10 else "two numbers fail", "two numbers fail"


def tone_in_windows():
    """Cut a tone of 440 Hz at 8 kHz into 79 windows of 100, and count the different ones."""
    tone = np.sin(2 * np.pi * 440 * np.arange(8000) / 8000)
    windows = np.array([tone[100 * k : 100 * k + 100] for k in range(79)])
    targets = tone[100:8000:100]
    assert np.abs(targets).max() < 1e-9  # and every target is 0
    return len(np.unique(windows.round(9) + 0.0, axis=0)), 79


def labels_needed():
    """Cut 100 values into windows of 9 and their next values, and count the pairs; nobody labels them."""
    _, target = make_windows(np.arange(100.0), 9, 1)
    return len(target), 0


def clock():
    """Ask PyTorch's layer what a call takes."""
    names = list(inspect.signature(nn.LSTM.forward).parameters)[1:]
    return " and ".join(names), "input, hx and times"


def letters():
    """Look up by which letter a published format calls the matrix of the input."""
    layer = LSTM(5, 3, rng=np.random.default_rng(0))
    named = to_onnx(layer)  # by the letters of the ONNX standard
    return next(letter for letter, array in named.items() if array.shape[-1] == layer.input_size), "U"


def softmax_of_h():
    """Let 27 units be as sure of one symbol as they can, and take the softmax of h itself."""
    h = np.full(27, -1.0)
    h[0] = 1.0
    return float(softmax(h)[0]), 1.0


def to_the_next_layer():
    """Count the numbers that the second of two layers of 8 units reads at each step."""
    return nn.LSTM(3, 8, num_layers=2).weight_ih_l1.shape[1], 16


def two_passes():
    """Change the weights of the pass forward, and see whether the outputs of the pass backward move."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        layer, x = nn.LSTM(3, 4, bidirectional=True), torch.randn(6, 1, 3)
    with torch.no_grad():
        before = layer(x)[0].clone()
        layer.weight_ih_l0 += 1.0
        after = layer(x)[0]
    assert not torch.equal(before[..., :4], after[..., :4])
    return "its own pass" if torch.equal(
        before[..., 4:], after[..., 4:]
    ) else "one common pass", "one common pass"


def claims():
    """Return the claims of this family."""
    return [
        Fact(
            "E8", "Whether you normalise before or after the split makes no difference.",
            10, "Two scalers, one changed row", "scaler", scaled_before_the_split,
            "One changed test value moves a training value by {found}, not {claimed}. The price is often small; the "
            "rule costs nothing.",
        ),
        Measurement(
            "E18", "A text can be fed as whole numbers, one for each word.",
            10, "Numbers from nobody", "M68", two_codings,
            {"length": 60, "steps": 250, "hidden": 16, "rates": [0.01, 0.03], "test": 1000, "init": {"chrono": 60},
             "numbering": [0, 1, 2, 3, 4, 5, 6, 7]},
            "on temporal order symbols as standardised numbers come within 5 points of accuracy of one-hot", -0.05,
            "As numbers {one:.0%}, one-hot {other:.0%} (differences {low:.2f} to {high:.2f}, {seeds} seeds).",
        ),
        Fact(
            "E19", "Forecasting a sine shows what an LSTM is for.",
            1, "The sine wave that needs no network", "persistence", sine,
            "{found}: each value of a sine is a weighted sum of the two before it.",
        ),
        Fact(
            "E20", "A tone cut into windows, with an LSTM behind it, is a small speech recogniser.",
            19, "Hear it, see it", "stft", tone_in_windows,
            "Of {claimed} windows {found} are different, and every target is 0: there is nothing to recognise.",
        ),
        Fact(
            "E23", "Rows with missing values can be dropped from a series.",
            10, "Holes in the grid", "fill_gaps", dropped_rows,
            "After dropping, one step is {found} days long and not {claimed}, and the network cannot know.",
        ),
        Fact(
            "E30", "The prediction is the softmax of the hidden state.",
            17, "Streams and bits", "M48", softmax_of_h,
            "h lies between -1 and 1, so its softmax over 27 symbols never says more than {found}; a linear layer is "
            "missing.",
        ),
        Fact(
            "E33", "Every time step has its timestamp, so an LSTM knows when its inputs came.",
            10, "Holes in the grid", "cyclic", clock,
            "A call of nn.LSTM takes {found}, and no times: a layer counts steps, it has no clock.",
        ),
        Fact(
            "E34", "You know the matrix of the input by its letter, U.",
            9, "One matrix, four libraries", "reorder", letters,
            "In ONNX it is {found}; letters differ from text to text, so look at the shape.",
        ),
        Fact(
            "E38", "A bidirectional LSTM reads both ways in one pass.",
            16, "Two passes", "bilstm", two_passes,
            "With other weights forward, the backward half is unmoved: {found}, and the two are put side by side.",
        ),
        Fact(
            "E44", "LSTMs need large amounts of labelled data.",
            1, "Windows", "make_windows", labels_needed,
            "100 unlabelled values give {found} pairs of window and target: forecasts and language models label "
            "themselves.",
        ),
        Fact(
            "E46", "Both h and c are handed to the next layer.",
            4, "Layers on layers", "stack_layers", to_the_next_layer,
            "A second layer on 8 units reads {found} numbers, h, not {claimed}; c goes to the next step only.",
        ),
    ]  # fmt: skip
