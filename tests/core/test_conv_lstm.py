"""The ConvLSTM against the LSTM at each pixel, against convolutions by SciPy, and moved pictures."""

import numpy as np
import pytest
import torch
from scipy.signal import correlate2d

from lstm_course.cells import lstm_step
from lstm_course.nets import conv_lstm
from lstm_course.training import seeded


def build(D=2, K=3, kernel=3):
    with seeded(0):
        return conv_lstm.ConvLSTM(D, K, kernel).double().requires_grad_(False)


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def test_with_kernels_of_one_pixel_it_is_an_lstm_at_each_pixel(rng):
    layer, x = build(kernel=1), rng.normal(size=(2, 4, 2, 3, 5))
    y, (h, c) = layer(torch.from_numpy(x))
    W = layer.gates.weight[:, :, 0, 0].T.numpy()  # (D + K, 4K)
    state = np.zeros((2, 30, 3))
    pixels = x.transpose(1, 0, 3, 4, 2).reshape(4, 30, 2)
    here, cell = state
    for t in range(4):
        here, cell, _ = lstm_step(pixels[t], here, cell, W[:2].copy(), W[2:].copy(), layer.gates.bias.numpy())
        wanted = here.reshape(2, 3, 5, 3).transpose(0, 3, 1, 2)
        np.testing.assert_allclose(y[:, t].numpy(), wanted, atol=1e-12)
    np.testing.assert_allclose(c.numpy(), cell.reshape(2, 3, 5, 3).transpose(0, 3, 1, 2), atol=1e-12)
    assert torch.equal(h, y[:, -1])


def test_a_step_equals_sums_of_correlations(rng):
    layer = build()
    x, h, c = (rng.normal(size=(1, k, 4, 6)) for k in (2, 3, 3))
    new_h, new_c = layer.step(torch.from_numpy(x), (torch.from_numpy(h), torch.from_numpy(c)))
    W, b, joined = layer.gates.weight.numpy(), layer.gates.bias.numpy(), np.concatenate([x, h], axis=1)[0]
    gates = np.array([sum(correlate2d(p, w, "same") for p, w in zip(joined, row, strict=True)) for row in W])
    i, f, g, o = np.split(gates + b[:, None, None], 4)
    wanted = sigmoid(f) * c[0] + sigmoid(i) * np.tanh(g)
    np.testing.assert_allclose(new_c[0].numpy(), wanted, atol=1e-12)
    np.testing.assert_allclose(new_h[0].numpy(), sigmoid(o) * np.tanh(wanted), atol=1e-12)


def test_state_is_carried_and_a_moved_film_moves_the_answer(rng):
    layer, x = build(), torch.from_numpy(rng.normal(size=(2, 4, 2, 5, 5)))
    y, state = layer(x)
    first, half = layer(x[:, :2])
    second, end = layer(x[:, 2:], half)
    assert torch.allclose(torch.cat([first, second], dim=1), y)
    assert torch.allclose(end[1], state[1])
    net = conv_lstm.NextFrame(4).double().requires_grad_(False)
    film = torch.zeros(1, 2, 21, 21).double()
    film[:, :, 9:11, 9:11] = 1
    here, there = net(film), net(film.roll(2, dims=2))
    # far from the edge, where zeros are read instead of pictures, the answer moves with the picture
    assert torch.allclose(here[..., 6:15, 6:15], there[..., 8:17, 6:15])
    assert not torch.allclose(here[..., 8:17, 6:15], there[..., 8:17, 6:15])


def test_the_flat_net_and_the_loss():
    with seeded(1):
        flat = conv_lstm.FlatNextFrame(3, 4, hidden=5)
    film = torch.rand(2, 5, 3, 4, generator=torch.Generator().manual_seed(0))
    logits = flat(film[:, :-1])
    assert logits.shape == (2, 4, 3, 4)
    p, wanted = logits.sigmoid()[:, 1:], film[:, 2:]
    by_hand = -(wanted * p.log() + (1 - wanted) * (1 - p).log()).mean()
    assert torch.allclose(conv_lstm.frame_loss(flat, film), by_hand)
    assert conv_lstm.NextFrame(4)(film).shape == (2, 5, 3, 4)


def test_what_does_not_fit_is_named():
    with pytest.raises(ValueError, match="kernel must be odd, got 2"):
        conv_lstm.ConvLSTM(1, 2, 2)
    with pytest.raises(ValueError, match="x must have shape"):
        build()(torch.zeros(2, 3, 4, 4))
    layer = conv_lstm.ConvLSTM(1, 2, forget_bias=2.0)
    assert layer.gates.bias[2:4].eq(2).all()


@pytest.mark.parametrize("frames", [0, 1, 2])
def test_two_frames_ask_for_no_prediction(frames):
    with pytest.raises(ValueError, match="at least 3 frames"):
        conv_lstm.frame_loss(conv_lstm.NextFrame(2), torch.zeros(1, frames, 4, 4))
