"""A classifier reads each sequence alone: not its pads, not its neighbours."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from lstm_course.nets.classifier import READINGS, SequenceClassifier, last_valid, masked_pool
from lstm_course.training import seeded

KINDS = [(reading, both) for reading in READINGS for both in (False, True)]


def states(N=4, T=6, H=3, seed=0):
    return torch.from_numpy(np.random.default_rng(seed).normal(size=(N, T, H)))


def net(reading="last", bidirectional=False, **options):
    with seeded(0):
        return SequenceClassifier(9, 4, 5, 3, reading=reading, bidirectional=bidirectional, **options).eval()


def batch(lengths, seed=1):
    rng = np.random.default_rng(seed)
    ids = torch.zeros(len(lengths), max(lengths), dtype=torch.long)
    for row, length in zip(ids, lengths, strict=True):
        row[:length] = torch.from_numpy(rng.integers(1, 9, size=length))
    return ids, torch.tensor(lengths)


@pytest.mark.parametrize("lengths", [[6, 1, 3, 3], [1, 1, 1, 1], [6, 6, 6, 6]])
def test_last_valid_is_the_loop(lengths):
    h = states()
    found = last_valid(h, torch.tensor(lengths))
    for k, length in enumerate(lengths):
        torch.testing.assert_close(found[k], h[k, length - 1])


@pytest.mark.parametrize("kind", ["mean", "max"])
def test_pools_are_the_loop_whatever_stands_in_the_pads(kind):
    h = states() - 5  # all negative, so that a pad of 0 would win the maximum
    lengths = [6, 1, 3, 2]
    mask = torch.arange(6) < torch.tensor(lengths)[:, None]
    for pad in (0.0, 1e6, float("nan"), float("inf")):
        padded = h.masked_fill(~mask[..., None], pad)
        found = masked_pool(padded, mask, kind)
        for k, length in enumerate(lengths):
            part = h[k, :length].numpy()
            wanted = part.mean(axis=0) if kind == "mean" else part.max(axis=0)
            np.testing.assert_allclose(found[k].numpy(), wanted)


def test_masks_may_have_holes_and_sizes_may_be_one():
    h = torch.tensor([[[1.0], [9.0], [5.0]]])
    mask = torch.tensor([[True, False, True]])
    assert masked_pool(h, mask, "mean").tolist() == [[3.0]]
    assert masked_pool(h, mask, "max").tolist() == [[5.0]]
    assert last_valid(h[:, :1], torch.tensor([1])).shape == (1, 1)


@pytest.mark.parametrize(("reading", "both"), KINDS)
def test_neither_pads_nor_neighbours_nor_order_change_a_row(reading, both):
    model = net(reading, both).double()
    ids, lengths = batch([5, 2, 7, 1])
    with torch.no_grad():
        together = model(ids, lengths)
        wider = model(nn.functional.pad(ids, (0, 4)), lengths)
        turned = model(ids.flip(0), lengths.flip(0)).flip(0)
        again = model(ids, lengths)
        trash = ids.clone()
        trash[torch.arange(7) >= lengths[:, None]] = 8
        alone = torch.cat([model(ids[k : k + 1, :n], lengths[k : k + 1]) for k, n in enumerate(lengths)])
        for other in (wider, turned, again, alone, model(trash, lengths)):
            torch.testing.assert_close(other, together)
    assert together.shape == (4, 4)
    assert len(torch.unique(together[:, 0])) == 4  # the rows do differ


@pytest.mark.parametrize("both", [False, True])
def test_the_last_state_is_that_of_a_packed_run(both):
    model = net("last", both)
    ids, lengths = batch([3, 8, 1])
    packed = pack_padded_sequence(model.embed(ids), lengths, batch_first=True, enforce_sorted=False)
    _, (h_n, _) = model.lstm(packed)
    wanted = torch.cat(list(h_n), dim=1)
    h, last = model.states(ids, lengths)
    torch.testing.assert_close(last, wanted)
    torch.testing.assert_close(model(ids, lengths), model.out(wanted))
    assert h.shape == (3, 8, 3 * (1 + both))
    torch.testing.assert_close(last_valid(h, lengths)[:, :3], wanted[:, :3])
    if both:
        torch.testing.assert_close(h[:, 0, 3:], wanted[:, 3:])


def test_the_pad_has_an_embedding_of_zero_that_is_not_trained():
    model = net("max", pad=2)
    ids, lengths = batch([4, 2])
    ids[0, 1] = 2
    model(ids, lengths).sum().backward()
    assert model.embed.weight[2].abs().sum() == 0
    assert model.embed.weight.grad[2].abs().sum() == 0
    assert model.embed.weight.grad.abs().sum() > 0


def test_dropout_acts_in_training_only():
    model = net(dropout=0.5)
    ids, lengths = batch([4, 2])
    with seeded(0):
        torch.testing.assert_close(model(ids, lengths), model(ids, lengths))
        model.train()
        assert not torch.equal(model(ids, lengths), model(ids, lengths))


@pytest.mark.parametrize("reading", READINGS)
def test_every_parameter_gets_a_gradient(reading):
    model = net(reading, True)
    model(*batch([4, 2])).square().sum().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in model.parameters())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: last_valid(states()[0], torch.tensor([1])), r"h must have shape \(N, T, H\)"),
        (lambda: last_valid(states(), torch.tensor([1, 2])), "lengths must be 4 whole numbers"),
        (lambda: last_valid(states(), torch.tensor([1.0, 2, 3, 4])), "lengths must be 4 whole numbers"),
        (lambda: last_valid(states(), torch.tensor([0, 2, 3, 4])), "between 1 and T = 6, got 0 to 4"),
        (lambda: last_valid(states(), torch.tensor([7, 2, 3, 4])), "between 1 and T = 6, got 2 to 7"),
        (lambda: masked_pool(states(), torch.ones(4, 6), "max"), "mask must be bool"),
        (lambda: masked_pool(states(), torch.ones(4, 5).bool(), "max"), "mask must be bool of shape"),
        (lambda: masked_pool(states(), torch.zeros(4, 6).bool(), "mean"), "a row of none"),
        (
            lambda: masked_pool(states(), torch.ones(4, 6).bool(), "sum"),
            "kind must be 'mean' or 'max', got 'sum'",
        ),
        (lambda: SequenceClassifier(9, 4, reading="first"), "reading must be one of last, mean, max"),
        (lambda: net()(torch.zeros(3, dtype=torch.long), torch.tensor([1])), r"ids must have shape \(N, T\)"),
        (lambda: net()(torch.ones(2, 3, dtype=torch.long), torch.tensor([4, 1])), "between 1 and T = 3"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("reading", READINGS)
def test_lengths_may_be_a_list_or_an_array(reading, bidirectional):
    model = net(reading, bidirectional)
    ids, lengths = batch([4, 2])
    for same in ([4, 2], np.array([4, 2])):
        torch.testing.assert_close(model(ids, same), model(ids, lengths))
        assert torch.equal(last_valid(states()[:2], same), last_valid(states()[:2], lengths))
    with pytest.raises(ValueError, match="lengths must be 2 whole numbers"):
        model(ids, [4.0, 2.0])
