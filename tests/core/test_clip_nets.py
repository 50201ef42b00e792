"""Networks for clips: every frame by itself, pads unread, and who can see the order."""

import pytest
import torch
from torch import nn

from lstm_course.nets import clips
from lstm_course.training import seeded


class Spy(nn.Module):
    """Return the sum of each item, and remember how often it was called."""

    def __init__(self):
        super().__init__()
        self.calls = 0

    def forward(self, x):
        self.calls += 1
        return x.flatten(1).sum(1)


@pytest.mark.parametrize(("N", "T"), [(1, 1), (2, 3), (3, 2), (1, 4), (4, 1)])
def test_time_distributed_equals_a_loop_and_calls_once(N, T):
    x = torch.arange(N * T * 6.0).reshape(N, T, 2, 3)
    spy = Spy()
    y = clips.TimeDistributed(spy)(x)
    assert torch.equal(y, x.sum(dim=(2, 3)))
    assert spy.calls == 1
    with seeded(0):
        linear = nn.Linear(3, 5)
    each = torch.stack([torch.stack([linear(frame) for frame in clip]) for clip in x])
    assert torch.allclose(clips.TimeDistributed(linear)(x), each)
    assert torch.allclose(clips.TimeDistributed(linear)(x), linear(x))


def test_time_distributed_wants_time():
    with pytest.raises(ValueError, match=r"x must have shape \(N, T, ...\), got \(3,\)"):
        clips.TimeDistributed(nn.Identity())(torch.zeros(3))


def build(kind, **options):
    with seeded(0):
        if kind is clips.ClipMLP:
            options = {"T": 5, **options}
        return kind(3, **options).double().requires_grad_(False)


KINDS = [clips.ClipLSTM, clips.ClipBag, clips.ClipMLP, clips.Clip3d]


def batch():
    generator = torch.Generator().manual_seed(1)
    return torch.rand(4, 5, 8, 8, generator=generator).double(), torch.tensor([5, 1, 3, 4])


@pytest.mark.parametrize("kind", KINDS)
def test_a_clip_is_answered_alike_alone_and_in_a_batch(kind):
    net, (x, lengths) = build(kind), batch()
    y = net(x, lengths)
    assert y.shape == (4, 3)
    alone = torch.cat([net(x[k : k + 1], lengths[k : k + 1]) for k in range(4)])
    assert torch.allclose(y, alone)
    assert torch.equal(net(x, lengths), y)


@pytest.mark.parametrize("kind", [clips.ClipLSTM, clips.ClipBag])
def test_pads_are_not_read(kind):
    net, (x, lengths) = build(kind), batch()
    other = x.clone()
    for k, n in enumerate(lengths):
        other[k, n:] = 7.0
    assert torch.equal(net(other, lengths), net(x, lengths))


def test_the_lstm_reads_the_frames_in_order_and_the_bag_does_not():
    x, full = batch()[0], torch.full((4,), 5)
    turned = x.flip(1)
    for pool in ("mean", "max"):
        bag = build(clips.ClipBag, pool=pool)
        assert torch.allclose(bag(turned, full), bag(x, full))
    for kind in (clips.ClipLSTM, clips.ClipMLP, clips.Clip3d):
        assert not torch.allclose(build(kind)(turned, full), build(kind)(x, full))
    net = build(clips.ClipLSTM)
    state, answers = None, []
    for t in range(5):  # step by step, as a player of clips does
        _, state = net.lstm(net.frame.net(x[:, t])[:, None], state)
        answers.append(net.out(state[0][0]))
    assert torch.allclose(answers[-1], net(x, full))
    assert torch.allclose(answers[1], net(x, torch.full((4,), 2)))


def test_the_forget_bias_is_set_and_the_sizes_count():
    net = clips.ClipLSTM(6, forget_bias=3.0)
    assert net.lstm.bias_ih_l0[32:64].eq(3).all()
    assert net.lstm.bias_ih_l0.sum() == 96
    assert not net.lstm.bias_hh_l0.any()
    frame = 8 * 10 + 16 * 73 + 24 * 65
    assert sum(p.numel() for p in net.parameters()) == frame + 128 * (24 + 32 + 2) + 6 * 33
    with pytest.raises(ValueError, match="size must be a multiple of 4, got 6"):
        clips.frame_cnn(3, 6)
    assert clips.frame_cnn(3, 16)(torch.zeros(2, 16, 16)).shape == (2, 3)


@pytest.mark.parametrize("kind", [clips.ClipBag, clips.ClipLSTM])
def test_lengths_may_be_a_list(kind):
    net, x = kind(3), torch.rand(2, 4, 8, 8)
    torch.testing.assert_close(net(x, [4, 2]), net(x, torch.tensor([4, 2])))
