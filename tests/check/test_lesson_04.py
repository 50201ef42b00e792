"""The references of lesson 04's exercises against PyTorch, and the judge of the hand-set memory."""

import numpy as np
import pytest
import torch

from lstm_course import cells, check
from lstm_course.check import engine
from lstm_course.check.records.lesson_04 import lstm_forward, masked_forward, stack_layers, store_until_reset

SEEDS = [0, 1]


def torch_lstm(layers):
    """Return torch.nn.LSTM with these weights; the bias is split over torch's two."""
    D, H = layers[0][0].shape[0], layers[0][1].shape[0]
    module = torch.nn.LSTM(D, H, num_layers=len(layers), batch_first=True, dtype=torch.float64)
    for k, (W_x, W_h, b) in enumerate(layers):
        for name, value in {
            "weight_ih": W_x.T,
            "weight_hh": W_h.T,
            "bias_ih": 0.25 * b,
            "bias_hh": 0.75 * b,
        }.items():
            getattr(module, f"{name}_l{k}").data.copy_(torch.from_numpy(value))
    return module.requires_grad_(False)


def close(ours, theirs):
    np.testing.assert_allclose(ours, theirs.numpy(), rtol=0, atol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_lstm_forward_is_torchs_on_every_probe(seed):
    for probe in lstm_forward.forward_probes(np.random.default_rng(seed)):
        x, h0, c0, *weights = probe.args
        y, h, c = lstm_forward.EXERCISE.reference(*probe.args)
        start = torch.from_numpy(h0)[None], torch.from_numpy(c0)[None]
        output, (h_n, c_n) = torch_lstm([weights])(torch.from_numpy(x), start)
        close(y, output)
        close(h, h_n[0])
        close(c, c_n[0])


@pytest.mark.parametrize("seed", SEEDS)
def test_masked_forward_is_torch_on_each_sequence_without_its_padding(seed):
    for probe in masked_forward.masked_probes(np.random.default_rng(seed)):
        x, mask, h0, c0, *weights = probe.args
        y, h, c = masked_forward.EXERCISE.reference(*probe.args)
        for n in range(len(x)):
            if not mask[n].any():
                np.testing.assert_array_equal((h[n], c[n]), (h0[n], c0[n]))
                np.testing.assert_array_equal(y[n], np.broadcast_to(h0[n], y[n].shape))
                continue
            start = torch.from_numpy(h0[n])[None], torch.from_numpy(c0[n])[None]
            output, (h_n, c_n) = torch_lstm([weights])(torch.from_numpy(x[n, mask[n]]), start)
            close(y[n, mask[n]], output)
            close(h[n], h_n[0])
            close(c[n], c_n[0])
            shown = np.concatenate([h0[n][None], y[n]])
            for t in np.flatnonzero(~mask[n]):
                np.testing.assert_array_equal(shown[t + 1], shown[t])


def test_masked_forward_is_torchs_packed_sequence():
    rng = np.random.default_rng(3)
    x, h0, c0, *weights = lstm_forward.random_sequences(rng, N=3, T=6, D=2, H=4)
    lengths = np.array([3, 6, 1])
    mask = np.arange(6) < lengths[:, None]
    y, h, c = masked_forward.EXERCISE.reference(x, mask, h0, c0, *weights)
    packed = torch.nn.utils.rnn.pack_padded_sequence(
        torch.from_numpy(x), torch.from_numpy(lengths), batch_first=True, enforce_sorted=False
    )
    start = torch.from_numpy(h0)[None], torch.from_numpy(c0)[None]
    output, (h_n, c_n) = torch_lstm([weights])(packed, start)
    output, _ = torch.nn.utils.rnn.pad_packed_sequence(output, batch_first=True)
    close(np.where(mask[..., None], y, 0), output)
    close(h, h_n[0])
    close(c, c_n[0])


@pytest.mark.parametrize("seed", SEEDS)
def test_stack_layers_is_torchs_with_num_layers(seed):
    for probe in stack_layers.stack_probes(np.random.default_rng(seed)):
        x, layers = probe.args
        y, h_n, c_n = stack_layers.EXERCISE.reference(x, layers)
        output, (their_h, their_c) = torch_lstm(layers)(torch.from_numpy(x))
        close(y, output)
        close(h_n, their_h)
        close(c_n, their_c)


def test_streams_say_what_a_memory_should_hold():
    x, held = store_until_reset.random_streams()
    assert set(np.unique(held)) == {-1.0, 0.0, 1.0}
    for stream, wanted in zip(x.tolist(), held.tolist(), strict=True):
        sign = 0
        for (value, store, reset), want in zip(stream, wanted, strict=True):
            assert 0.3 <= abs(value) <= 1
            assert (store, reset) in {(0, 0), (1, 0), (0, 1)}
            if store:
                sign = 1 if value > 0 else -1
            elif reset:
                sign = 0
            assert sign == want


def test_streams_hold_every_situation_that_is_judged():
    for name, moments in store_until_reset._moments().items():
        assert moments.sum() >= 10, name


def memory(changes):
    """Return the right weights with some of their numbers changed: ``(("value", "g", 0), ...)``."""
    W_x, W_h, b = (np.array(part) for part in store_until_reset.EXERCISE.reference())
    rows = {"value": W_x[0], "store": W_x[1], "reset": W_x[2], "h": W_h[0], "b": b}
    for row, gate, number in changes:
        rows[row]["ifgo".index(gate)] = number
    return W_x, W_h, b


@pytest.mark.parametrize(
    "changes",
    [
        (("reset", "g", -20),),  # what the candidate does at a reset does not matter
        (("value", "g", 50), ("b", "f", 12)),
        (("b", "o", 30), ("b", "i", -12), ("store", "i", 30)),
        (("h", "o", 5),),
        (("store", "f", -11),),  # f is a quarter at a store event
    ],
)
def test_other_weights_that_behave_pass_too(changes):
    result = engine.run(store_until_reset.EXERCISE, lambda: memory(changes))
    assert result.status == "passed", result.message


def test_memory_of_the_other_sign_in_c_does_not_pass():
    """The memory may be turned round in c, but h is what is judged."""

    def turned():
        return memory((("value", "g", -20), ("b", "o", -10)))

    assert engine.run(store_until_reset.EXERCISE, turned).status == "failed"


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (lambda x, t: x[t], "time step t of all sequences is x[:, t]"),
        (lambda x, t: x[:, t], ""),
    ],
)
def test_the_lessons_loop_for_one_sequence_is_named_in_a_batch(read, said):
    """As a learner meets it: with the step of the course, which refuses sizes that do not fit."""

    def forward(x, h0, c0, W_x, W_h, b):
        h, c, y = h0, c0, []
        for t in range(len(x) if said else x.shape[1]):
            h, c, _ = cells.lstm_step(read(x, t), h, c, W_x, W_h, b)
            y.append(h)
        return np.stack(y, axis=1), h, c

    result = engine.run(lstm_forward.EXERCISE, forward)
    assert result.status == ("failed" if said else "passed")
    assert said in result.message


def test_arguments_in_another_order_come_before_what_follows_from_them():
    def keep_write_read(f, i, o, g, c_prev=0):
        c = f * c_prev + i * g
        return o * c, c

    result = check.run("keep_write_read", keep_write_read)
    assert "arguments in another order" in result.message
    assert "exchanged" not in result.message
