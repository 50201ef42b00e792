"""Captioners: what is fed where, what counts in the loss, and where a caption ends."""

import numpy as np
import pytest
import torch

from lstm_course.nets import captioner
from lstm_course.training import seeded


def build(entry, symbols=5, seed=0):
    with seeded(seed):
        net = captioner.Captioner(symbols, entry=entry, features=6, embedding=3, hidden_size=7)
    return net.double().requires_grad_(False)


def data():
    images = torch.rand(4, 8, 8, generator=torch.Generator().manual_seed(2)).double()
    return images, torch.tensor([[1, 2, 0, 0], [3, 0, 0, 0], [4, 4, 4, 0], [0, 0, 0, 0]])


@pytest.mark.parametrize("entry", captioner.ENTRIES)
def test_forward_is_step_by_step_and_batches_do_not_mix(entry):
    net, (images, symbols) = build(entry), data()
    logits = net(images, symbols)
    assert logits.shape == (4, 4, 5)
    for n in range(4):
        state, features = net.look(images[n : n + 1])
        before = torch.tensor([5])  # the start
        for t in range(4):
            here, state = net.step(before, state, features)
            assert torch.allclose(here[0], logits[n, t])
            before = symbols[n : n + 1, t]
    other = symbols.clone()
    other[:, 2] = 3
    changed = (net(images, other) != logits).any(dim=2).any(dim=0)
    assert changed.tolist() == [False, False, False, True]  # it never reads what it is to write


@pytest.mark.parametrize("entry", captioner.ENTRIES)
def test_every_entry_sees_the_picture(entry):
    net, (images, symbols) = build(entry), data()
    with torch.no_grad():
        moved = net(images.flip(1), symbols) - net(images, symbols)
    assert (moved.abs().amax(dim=(0, 2)) > 1e-9).all()


def test_merge_keeps_the_picture_out_of_the_state():
    net, (images, symbols) = build("merge"), data()
    (h, c), features = net.look(images)
    assert not h.any()
    assert not c.any()
    _, one = net.step(symbols[:, 0], (h, c), features)
    _, two = net.step(symbols[:, 0], (h, c), features.flip(0))
    assert torch.equal(one[0], two[0])


@pytest.mark.parametrize("entry", captioner.ENTRIES)
def test_write_feeds_its_own_symbols_and_ends_each_caption_for_itself(entry):
    for seed in range(4):
        net, (images, _) = build(entry, seed=seed), data()
        net.out.bias[0] += 0.15  # so that some end early
        written = net.write(images, 6)
        for row, image in zip(written, images, strict=True):
            (state, features), before, wanted = net.look(image[None]), torch.tensor([5]), []
            for _ in range(6):
                logits, state = net.step(before, state, features)
                before = logits.argmax(1)
                wanted.append(before.item())
                if wanted[-1] == 0:
                    break
            wanted += [0] * 6
            assert row.tolist() == wanted[: written.shape[1]]
    assert torch.equal(net.write(images, 6), net.write(images, 6))


def test_write_stops_when_all_have_ended_or_at_the_length():
    net, (images, _) = build("start"), data()
    net.out.bias[0] = 99
    assert net.write(images, 6).tolist() == [[0]] * 4
    net.out.bias[0] = -99
    assert net.write(images, 6).shape == (4, 6)
    assert net.write(images[:1], 1).shape == (1, 1)
    with pytest.raises(ValueError, match="length must be a whole number"):
        net.write(images, 0)


def test_the_loss_counts_the_letters_and_the_first_end():
    net, (images, symbols) = build("start"), data()
    chances = net(images, symbols).softmax(-1)
    counted = [(0, 0, 1), (0, 1, 2), (0, 2, 0), (1, 0, 3), (1, 1, 0)]
    counted += [(2, 0, 4), (2, 1, 4), (2, 2, 4), (2, 3, 0), (3, 0, 0)]
    wanted = -np.mean([np.log(chances[where].item()) for where in counted])
    assert np.isclose(captioner.caption_loss(net, images, symbols).item(), wanted)


def test_what_does_not_fit_is_named():
    with pytest.raises(
        ValueError, match="entry must be one of start, every step, merge, attention, got 'end'"
    ):
        captioner.Captioner(3, entry="end")
    with pytest.raises(ValueError, match="symbols must be"):
        captioner.Captioner(0)
