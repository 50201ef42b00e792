"""Networks side by side: each must do what it does alone."""

import pytest
import torch
from torch import nn

from lstm_course.nets import variants
from lstm_course.nets.side_by_side import SideBySide

SIZES = (3, 4, 2)  # D, H, K
KINDS = [
    (nn.RNN, {}),
    (nn.LSTM, {}),
    (nn.GRU, {}),
    *((kind, options) for kind, options in variants.ABLATIONS.values()),
    (variants.MinimalGatedUnit, {}),
]


def train(net, x, target, steps=4):
    losses = list(net.fit(lambda net: ((net(x) - target) ** 2).mean(dim=(1, 2, 3)), steps, 0.05))
    assert len(losses) == steps
    assert (losses[-1] < losses[0]).all()
    with torch.no_grad():
        return net(x)


@pytest.mark.parametrize(("kind", "options"), KINDS)
def test_each_network_learns_as_it_does_alone(kind, options):
    source = torch.Generator().manual_seed(0)
    x = torch.rand(3, 5, 6, 3, generator=source)
    target = torch.rand(3, 5, 6, 2, generator=source)
    together = train(SideBySide(kind, SIZES, [7, 8, 9], **options), x, target)
    for s, seed in enumerate([7, 8, 9]):
        alone = train(SideBySide(kind, SIZES, [seed], **options), x[s : s + 1], target[s : s + 1])
        torch.testing.assert_close(together[s], alone[0], atol=1e-4, rtol=1e-3)
        assert (together[s] - together[(s + 1) % 3]).abs().max() > 1e-2


@pytest.mark.parametrize(("kind", "options"), KINDS)
def test_no_input_reaches_another_network(kind, options):
    net = SideBySide(kind, SIZES, [1, 2], **options)
    x = torch.rand(2, 5, 6, 3, generator=torch.Generator().manual_seed(0), requires_grad=True)
    train(net, x.detach(), torch.ones(2, 5, 6, 2))
    (gradient,) = torch.autograd.grad(net(x)[0].sum(), x)
    assert (gradient[0] != 0).any()
    assert (gradient[1] == 0).all()


@pytest.mark.parametrize("kind", [nn.RNN, nn.LSTM, nn.GRU])
def test_one_network_is_the_library_layer_and_a_linear_one(kind):
    net = SideBySide(kind, SIZES, [3])
    alone = kind(3, 4, batch_first=True)
    alone.load_state_dict(net.layer.state_dict())
    x = torch.rand(5, 6, 3, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(net(x)[0], net.head(alone(x)[0]))
    count = sum(p.numel() for p in alone.parameters()) + sum(p.numel() for p in net.head.parameters())
    assert net.parameters_each == SideBySide(kind, SIZES, [3, 4, 5]).parameters_each == count
    bound = 1 / 4**0.5
    assert all(p.abs().max() <= bound for name, p in net.layer.named_parameters() if "weight" in name)


def test_the_forget_bias_is_set_once():
    lstm = SideBySide(nn.LSTM, SIZES, [0, 1], forget_bias=2.0).layer
    total = (lstm.bias_ih_l0 + lstm.bias_hh_l0).detach()
    torch.testing.assert_close(total, torch.tensor([0.0, 2.0, 0.0, 0.0]).repeat_interleave(8))
    ours = SideBySide(variants.LSTM, SIZES, [0, 1], forget_bias=2.0).layer
    torch.testing.assert_close(ours.b.detach(), total)
    assert not SideBySide(variants.MinimalGatedUnit, SIZES, [0]).layer.b.detach().any()


@pytest.mark.parametrize("sizes", [(3, 4), (3, 0, 2), (3, 4.0, 2), (True, 4, 2)])
def test_sizes_must_be_three_whole_numbers(sizes):
    with pytest.raises(ValueError, match="sizes must be D, H and K"):
        SideBySide(nn.GRU, sizes, [0])


def test_other_arguments_are_checked():
    with pytest.raises(ValueError, match="seeds must hold at least one"):
        SideBySide(nn.GRU, SIZES, [])
    net = SideBySide(nn.GRU, SIZES, [0, 1])
    for shape in [(5, 6, 4), (3, 5, 6, 3), (6, 3)]:
        with pytest.raises(ValueError, match="x must have shape"):
            net(torch.zeros(shape))


def test_fit_is_adam_and_may_be_stopped():
    x = torch.rand(1, 5, 6, 3, generator=torch.Generator().manual_seed(0))
    net, same = SideBySide(nn.GRU, SIZES, [4]), SideBySide(nn.GRU, SIZES, [4])
    for step, losses in enumerate(net.fit(lambda net: (net(x) ** 2).mean(dim=(1, 2, 3)), 100, 0.01), start=1):
        assert losses.shape == (1,)
        if step == 3:
            break
    optimiser = torch.optim.Adam(same.parameters(), 0.01)
    for _ in range(3):
        optimiser.zero_grad()
        (same(x) ** 2).mean().backward()
        optimiser.step()
    torch.testing.assert_close(net(x), same(x), atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("seeds", [3, "01", [0.5]])
def test_seeds_are_a_sequence_of_whole_numbers(seeds):
    with pytest.raises(ValueError, match="seeds must be a sequence of whole numbers"):
        SideBySide(nn.LSTM, (1, 2, 1), seeds)


def test_seeds_may_be_an_array():
    one, other = (SideBySide(nn.LSTM, (1, 2, 1), seeds) for seeds in (torch.arange(2).numpy(), range(2)))
    assert all(torch.equal(p, q) for p, q in zip(one.parameters(), other.parameters(), strict=True))
