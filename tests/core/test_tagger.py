"""The tagger: pads are not read, and each way sees what it should."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from lstm_course.layers import LSTM
from lstm_course.nets import interop, tagger
from lstm_course.training import seeded


def build(**options):
    with seeded(0):
        return tagger.Tagger(7, 4, embedding=3, hidden_size=5, **options).double()


@pytest.mark.parametrize("two", [True, False])
@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU, nn.RNN])
def test_a_sequence_gives_the_same_alone_and_padded(two, kind):
    net, lengths = build(bidirectional=two, kind=kind), torch.tensor([1, 4, 6])
    x = torch.arange(18).reshape(3, 6) % 7
    y = net(x, lengths)
    assert y.shape == (3, 6, 4)
    for n, long in enumerate(lengths):
        assert torch.allclose(y[n, :long], net(x[n : n + 1, :long])[0])
        assert torch.allclose(y[n, long:], net.out.bias.expand(6 - long, 4))
    assert torch.equal(net(x, lengths), y)


def test_two_ways_are_two_layers_of_the_course():
    with seeded(1):
        net = tagger.Tagger(0, 2, embedding=3, hidden_size=4).double()
    x = np.random.default_rng(0).normal(size=(2, 5, 3))
    halves = []
    for ending, turned in (("", False), ("_reverse", True)):
        one = nn.LSTM(3, 4, batch_first=True, dtype=torch.float64)
        state = net.recurrent.state_dict()
        one.load_state_dict({name: state[name + ending] for name in one.state_dict()})
        layer = interop.from_torch(one)
        assert isinstance(layer, LSTM)
        halves.append(layer.forward(x, reverse=turned)[0])
    joined = (
        np.concatenate(halves, axis=2) @ net.out.weight.detach().numpy().T + net.out.bias.detach().numpy()
    )
    np.testing.assert_allclose(net(torch.from_numpy(x)).detach().numpy(), joined, atol=1e-12)


def test_real_steps():
    assert tagger.real_steps(torch.tensor([1, 3]), 3).tolist() == [[True, False, False], [True] * 3]


def test_the_loss_is_the_mean_over_real_steps_and_pads_do_not_count():
    net, lengths = build(), torch.tensor([2, 4])
    x, tags = torch.arange(8).reshape(2, 4) % 7, torch.arange(8).reshape(2, 4) % 4
    chances = net(x, lengths).softmax(-1)
    real = [(n, t) for n, long in enumerate((2, 4)) for t in range(long)]
    wanted = -np.mean([np.log(chances[n, t, tags[n, t]].item()) for n, t in real])
    assert np.isclose(tagger.tag_loss(net, x, tags, lengths).item(), wanted)
    other = tags.clone()
    other[0, 2:] = 0
    assert torch.equal(tagger.tag_loss(net, x, other, lengths), tagger.tag_loss(net, x, tags, lengths))
    other[0, 1] = 3 - other[0, 1]
    assert not torch.equal(tagger.tag_loss(net, x, other, lengths), tagger.tag_loss(net, x, tags, lengths))
    even = functional.cross_entropy(net(x).transpose(1, 2), tags)
    assert torch.allclose(tagger.tag_loss(net, x, tags, torch.tensor([4, 4])), even)


def test_what_does_not_fit_is_named():
    for lengths in ([0, 4], [4, 5], [4]):
        with pytest.raises(ValueError, match="lengths must hold 2 numbers from 1 to 4"):
            build()(torch.zeros(2, 4, dtype=int), torch.tensor(lengths))
    with pytest.raises(ValueError, match="tags must be at least 1, got 0"):
        tagger.Tagger(3, 0)
    with pytest.raises(ValueError, match="symbols must be at least 0"):
        tagger.Tagger(-1, 2)


def test_a_length_of_half_a_step_is_refused():
    with pytest.raises(ValueError, match=r"lengths must hold whole numbers, got torch\.float32"):
        tagger.Tagger(5, 3)(torch.ones(1, 4, dtype=torch.long), [2.5])
