"""Layers in one frame: no layer sees the future, states and positions are where they are said to be."""

import numpy as np
import pytest
import torch
from torch import nn

from lstm_course.nets import matrix_memory, zoo
from lstm_course.training import seeded


def net(kind, symbols=5, **options):
    with seeded(0):
        found = zoo.SequenceNet(kind, symbols, 3, **({"size": 8} | options))
    return found.double().requires_grad_(False)


def symbols(N=3, T=9, seed=0):
    return torch.randint(5, (N, T), generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("blocks", [0, 2])
@pytest.mark.parametrize("kind", zoo.LAYERS)
def test_no_layer_sees_the_future_or_another_sequence(kind, blocks):
    one, x = net(kind, blocks=blocks, positions="attention" in kind), symbols()
    before = one(x)
    assert before.shape == (3, 9, 3)
    x[1, 5] = (x[1, 5] + 1) % 5
    moved = (one(x) - before).abs().amax(dim=2) > 1e-9
    assert not moved[[0, 2]].any()
    assert not moved[1, :5].any()
    assert moved[1, 5]
    assert moved[1, 6:].any()  # and the past counts


@pytest.mark.parametrize("kind", zoo.LAYERS)
def test_each_kind_learns_something(kind):
    with seeded(1):
        one, x = zoo.SequenceNet(kind, 5, 5, size=8, blocks=1), symbols(T=4)
    adam = torch.optim.Adam(one.parameters(), 0.02)
    first = zoo.answer_loss(one, x, x).item()
    for _ in range(40):
        adam.zero_grad()
        zoo.answer_loss(one, x, x).backward()
        adam.step()
    assert zoo.answer_loss(one, x, x).item() < 0.5 * first


def test_causal_attention_without_positions_forgets_the_order():
    x, order = symbols(), torch.tensor([3, 1, 7, 0, 6, 2, 5, 4, 8])
    for kind in ("attention", "linear attention"):
        plain, placed = net(kind, blocks=1), net(kind, blocks=1, positions=True)
        torch.testing.assert_close(plain(x)[:, -1], plain(x[:, order])[:, -1])
        assert not torch.allclose(placed(x)[:, -1], placed(x[:, order])[:, -1])


def test_attention_equals_that_of_torch():
    with seeded(3):
        ours, theirs = zoo.SelfAttention(8), nn.MultiheadAttention(8, 2, batch_first=True)
        x = torch.randn(2, 5, 8)
    with torch.no_grad():
        theirs.in_proj_weight.copy_(ours.qkv.weight)
        theirs.in_proj_bias.copy_(ours.qkv.bias)
        theirs.out_proj.load_state_dict(ours.out.state_dict())
    future = torch.ones(5, 5, dtype=torch.bool).triu(1)
    wanted, _ = theirs(x, x, x, attn_mask=future)
    torch.testing.assert_close(ours(x), wanted)
    with pytest.raises(ValueError, match="multiple of heads"):
        zoo.SelfAttention(9)


def test_linear_attention_is_its_function():
    with seeded(4):
        layer, x = zoo.LinearAttention(6), torch.randn(2, 7, 6)
    q, k, v = layer.qkv(x).chunk(3, dim=-1)
    torch.testing.assert_close(layer(x), layer.out(matrix_memory.linear_attention(q, k, v)))


def test_several_symbols_a_step_are_added_and_the_forget_gate_starts_open():
    with seeded(0):
        one = zoo.SequenceNet("LSTM", (5, 4), 3, size=8, blocks=0)
    x = torch.stack([symbols(), symbols(seed=1) % 4], dim=2)
    summed = one.embed[0](x[..., 0]) + one.embed[1](x[..., 1])
    torch.testing.assert_close(one(x), one.out(one.bare(summed)[0]))
    bias = one.bare.bias_ih_l0 + one.bare.bias_hh_l0
    assert (bias[8:16] == 1).all()


def test_sinusoids_are_sines_and_cosines():
    found = zoo.sinusoids(50, 6)
    for place in (0, 1, 49):
        for pair in range(3):
            angle = place / 10_000 ** (2 * pair / 6)
            assert found[place, 2 * pair].item() == pytest.approx(np.sin(angle), abs=1e-5)
            assert found[place, 2 * pair + 1].item() == pytest.approx(np.cos(angle), abs=1e-5)
    assert zoo.sinusoids(4, 5).shape == (4, 5)


def test_shares_count_only_what_is_asked():
    class Fixed(nn.Module):
        def forward(self, x):
            return nn.functional.one_hot(x, 3).float()

    x = torch.tensor([[0, 1, 2, 1], [2, 2, 0, 1]])
    target = torch.tensor([[-100, 1, 0, 1], [-100, -100, 0, 2]])
    assert zoo.share_right(Fixed(), x, target) == pytest.approx(3 / 5)
    assert zoo.share_right(Fixed(), x, target, last=1) == pytest.approx(1 / 2)
    loss = zoo.answer_loss(Fixed(), x, target).item()
    hit, miss = np.log(np.e + 2) - 1, np.log(np.e + 2)
    assert loss == pytest.approx((3 * hit + 2 * miss) / 5)


def test_an_unknown_kind_is_named():
    with pytest.raises(ValueError, match=r"kind must be one of RNN, GRU, LSTM.* got 'CNN'"):
        zoo.SequenceNet("CNN", 2, 2)


def test_a_share_needs_steps_that_are_asked():
    x, target = torch.zeros(2, 3, 2), torch.zeros(2, 3, dtype=torch.long)
    assert zoo.share_right(nn.Identity(), x, target, last=2) == 1
    for last in (0, -1, 1.5):
        with pytest.raises(ValueError, match="last must be a whole number of at least 1"):
            zoo.share_right(nn.Identity(), x, target, last=last)
    with pytest.raises(ValueError, match="no step with a target"):
        zoo.share_right(nn.Identity(), x, target - 1)
