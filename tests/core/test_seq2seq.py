"""Attention equals PyTorch's own and a loop; pads are not read; steps equal the whole; searches equal enumeration."""

import itertools

import numpy as np
import pytest
import torch
from torch.nn import functional

from lstm_course.datasets.symbols import END, PAD, START
from lstm_course.nets import decoding, seq2seq
from lstm_course.nets.attention import attend
from lstm_course.training import seeded


def draw(*shape, seed=0):
    return torch.from_numpy(np.random.default_rng(seed).normal(size=shape))


def build(**options):
    with seeded(0):
        return seq2seq.Seq2Seq(9, 7, embedding=3, hidden_size=6, **options).double()


# attention


@pytest.mark.parametrize(("N", "T", "S", "D", "E"), [(1, 1, 1, 1, 1), (2, 3, 4, 5, 2), (3, 2, 5, 2, 5)])
def test_attend_equals_pytorch(N, T, S, D, E):
    q, K, V = draw(N, T, D), draw(N, S, D, seed=1), draw(N, S, E, seed=2)
    mask = torch.from_numpy(np.random.default_rng(3).random((N, T, S)) < 0.6)
    mask[..., 0] = True
    for given in (None, mask):
        context, weights = attend(q, K, V, given)
        theirs = functional.scaled_dot_product_attention(q, K, V, attn_mask=given)
        assert torch.allclose(context, theirs, atol=1e-12)
        assert torch.allclose(weights.sum(-1), torch.ones(N, T, dtype=torch.float64))
    one, row = attend(q[:, 0], K, V, mask[:, 0])
    assert torch.allclose(one, context[:, 0])
    assert torch.allclose(row, weights[:, 0])


def test_attend_by_hand():
    q, K = torch.ones(1, 1).double(), torch.tensor([[[0.0], [np.log(2)], [0.0]]]).double()
    V = torch.tensor([[[4.0], [8.0], [0.0]]]).double()
    context, weights = attend(q, K, V)
    assert torch.allclose(weights, torch.tensor([[0.25, 0.5, 0.25]]).double())
    assert np.isclose(context.item(), 5)
    context, weights = attend(q, K, V, torch.tensor([[True, True, False]]))
    assert torch.allclose(weights, torch.tensor([[1 / 3, 2 / 3, 0]]).double())
    assert np.isclose(context.item(), 20 / 3)
    assert np.isclose(attend(q, K, V, scale=2.0)[0].item(), (4 + 8 * 4) / 6)


def test_what_is_masked_is_not_read_and_gets_no_gradient():
    q, K, V = draw(2, 3), draw(2, 4, 3, seed=1), draw(2, 4, 5, seed=2)
    mask = torch.tensor([[True, True, False, False], [False] * 4])
    wanted, _ = attend(q[:1], K[:1, :2], V[:1, :2])
    K[0, 2], V[0, 3] = torch.nan, torch.inf
    leaves = [x.requires_grad_() for x in (q, K, V)]
    context, weights = attend(*leaves, mask)
    assert torch.allclose(context[:1], wanted)
    assert (weights[1] == 0).all()
    assert (context[1] == 0).all()
    context.sum().backward()
    assert all(torch.isfinite(x.grad).all() for x in leaves)
    assert all((x.grad[1] == 0).all() for x in leaves)
    assert (leaves[1].grad[0, 2:] == 0).all()


@pytest.mark.parametrize(
    ("shapes", "mask"),
    [(((2, 3), (2, 4, 2), (2, 4, 5)), None), (((2, 3), (2, 4, 3), (2, 5, 5)), None), (((1, 3),) * 3, None)]
    + [(((2, 3), (2, 4, 3), (2, 4, 5)), m) for m in (torch.ones(2, 4), torch.ones(2, 3) > 0)],
)
def test_attend_names_what_does_not_fit(shapes, mask):
    with pytest.raises(ValueError, match="mask must be" if mask is not None else "q, K and V must have"):
        attend(*(draw(*shape) for shape in shapes), mask)


# the network


@pytest.mark.parametrize("attention", [True, False])
@pytest.mark.parametrize("bidirectional", [True, False])
def test_a_source_gives_the_same_alone_and_padded_and_step_by_step(attention, bidirectional):
    net, lengths = build(attention=attention, bidirectional=bidirectional), torch.tensor([1, 3, 5])
    source, previous = torch.arange(15).reshape(3, 5) % 9, torch.arange(12).reshape(3, 4) % 7
    logits = net(source, lengths, previous)
    assert logits.shape == (3, 4, 7)
    for n, long in enumerate(lengths):
        alone = net(source[n : n + 1, :long], lengths[n : n + 1], previous[n : n + 1])
        assert torch.allclose(logits[n], alone[0])
    state = net.encode(source, lengths)
    kept = [part.clone() for part in state]
    for t in range(4):
        log_p, state = net.step(previous[:, t], state)
        assert torch.allclose(log_p, logits[:, t].log_softmax(-1))
    assert all(torch.equal(a, b) for a, b in zip(net.encode(source, lengths), kept, strict=True))
    _, _, weights = net.read(previous, state)
    assert (weights is None) != attention
    if attention:
        assert (weights[0, :, 1:] == 0).all()
        assert torch.allclose(weights.sum(-1), torch.ones(3, 4, dtype=torch.float64))


@pytest.mark.parametrize("bidirectional", [True, False])
def test_without_attention_one_vector_is_all_that_passes(bidirectional):
    net = build(attention=False, bidirectional=bidirectional)
    state = net.encode(torch.tensor([[4, 5, 6]]), [3])
    other = net.encode(torch.tensor([[7, 8, 4]]), [3])
    previous = torch.tensor([[START, 4]])
    assert torch.equal(
        net.read(previous, state)[0], net.read(previous, other._replace(h=state.h, c=state.c))[0]
    )
    h, c = net.bridge(state.values[:, -1]).chunk(2, dim=1)
    if not bidirectional:
        assert torch.allclose(state.h, torch.tanh(h))
        assert torch.allclose(state.c, c)
    with_attention = build(attention=True, bidirectional=bidirectional)
    state, other = (with_attention.encode(torch.tensor([row]), [3]) for row in ([4, 5, 6], [7, 8, 4]))
    swapped = with_attention.read(previous, other._replace(h=state.h, c=state.c))[0]
    assert not torch.allclose(with_attention.read(previous, state)[0], swapped)


def test_two_ways_read_from_both_ends():
    net, lengths = build(bidirectional=True), torch.tensor([2, 4])
    source = torch.tensor([[4, 5, 0, 0], [4, 5, 6, 7]])
    before = net.encode(source, lengths).values
    source[1, 3] = 8
    after = net.encode(source, lengths).values
    assert torch.equal(before[0], after[0])
    assert torch.equal(before[1, :3, :3], after[1, :3, :3])
    assert ((before[1, :3, 3:] - after[1, :3, 3:]).abs().max(1).values > 1e-9).all()


def test_shifted_flipped_and_the_loss():
    target = torch.tensor([[5, 6, END], [4, END, PAD]])
    previous = seq2seq.shifted(target)
    assert previous.tolist() == [[START, 5, 6], [START, 4, END]]
    x = torch.tensor([[1, 2, 3, 0], [1, 2, 3, 4], [9, 0, 0, 0]])
    turned = seq2seq.flipped(x, torch.tensor([3, 4, 1]))
    assert turned.tolist() == [[3, 2, 1, 0], [4, 3, 2, 1], [9, 0, 0, 0]]
    assert seq2seq.flipped(x[..., None].double(), [3, 4, 1])[..., 0].tolist() == turned.tolist()
    net, source, lengths = build(), torch.tensor([[4, 5], [6, 0]]), torch.tensor([2, 1])
    p = net(source, lengths, previous).softmax(-1)
    wanted = -np.mean(
        [np.log(p[n, t, target[n, t]].item()) for n, t in ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1))]
    )
    assert np.isclose(seq2seq.target_loss(net, source, lengths, target).item(), wanted)


def test_the_network_names_what_does_not_fit():
    for lengths in ([0, 2], [2, 3], [2]):
        with pytest.raises(ValueError, match="lengths must hold 2 numbers from 1 to 2"):
            build().encode(torch.zeros(2, 2, dtype=int), torch.tensor(lengths))
    with pytest.raises(ValueError, match="hidden_size must be even"):
        seq2seq.Seq2Seq(5, 5, hidden_size=3, bidirectional=True)
    with pytest.raises(ValueError, match="target_symbols must be"):
        seq2seq.Seq2Seq(5, 0)


# searches: a table of probabilities that hangs on all that was written stands in for the network


class Table:
    """Every beginning has its own probabilities; the state is the beginning."""

    def __init__(self, V=4, seed=0):
        self.V, self.seed, self.calls = V, seed, 0

    def log_p(self, row, written):
        rng = np.random.default_rng([self.seed, row, *written])
        return torch.from_numpy(rng.normal(size=self.V) * 2).log_softmax(0)

    def begin(self, N):
        return torch.arange(N)[:, None], (torch.zeros(N, 0, dtype=int),)

    def step(self, symbols, state):
        self.calls += 1
        row, (written,) = state
        written = torch.cat([written, symbols[:, None]], dim=1)
        log_p = [self.log_p(int(r), w[1:].tolist()) for r, w in zip(row, written, strict=True)]
        return torch.stack(log_p), (row, (written,))

    def all(self, row, longest, end):
        found = {}
        for n in range(longest + 1):
            for text in itertools.product(*[[s for s in range(self.V) if s != end]] * n):
                symbols = [*text, end] if n < longest else list(text)
                steps = [self.log_p(row, symbols[:t])[s].item() for t, s in enumerate(symbols)]
                found[text] = sum(steps), n < longest
        return found


@pytest.mark.parametrize("alpha", [0.0, 0.7, 1.0])
def test_a_beam_of_full_width_is_enumeration(alpha):
    table = Table()
    found = decoding.beam(table.step, table.begin(2), 3, 0, 60, 3, alpha)
    for row in range(2):
        every = table.all(row, 3, 0)
        assert {tuple(one.symbols) for one in found[row]} == set(every)
        for one in found[row]:
            assert np.isclose(one.log_p, every[tuple(one.symbols)][0])
            assert one.ended == every[tuple(one.symbols)][1]
        marks = [one.log_p / (len(one.symbols) + one.ended) ** alpha for one in found[row]]
        assert marks == sorted(marks, reverse=True)


@pytest.mark.parametrize("seed", range(5))
def test_a_beam_equals_one_written_as_a_loop(seed):
    table = Table(V=5, seed=seed)
    for width in (1, 2, 3):
        found = decoding.beam(table.step, table.begin(3), 4, 0, width, 4)
        for row in range(3):
            kept = [((), 0.0, False)]
            for _ in range(4):
                grown = []
                for text, total, ended in kept:
                    if ended:
                        grown.append((text, total, True))
                        continue
                    for symbol, more in enumerate(table.log_p(row, text).tolist()):
                        grown.append((text if symbol == 0 else (*text, symbol), total + more, symbol == 0))
                kept = sorted(grown, key=lambda one: -one[1])[:width]
            assert [(tuple(o.symbols), o.ended) for o in found[row]] == [(t, e) for t, _, e in kept]
            assert np.allclose([o.log_p for o in found[row]], [total for _, total, _ in kept])


def test_greedy_takes_the_best_symbol_and_stops():
    table = Table(V=3, seed=4)
    found = decoding.greedy(table.step, table.begin(6), 2, 0, 5)
    for row, one in enumerate(found):
        text = []
        while len(text) < 5 and (symbol := int(table.log_p(row, text).argmax())) != 0:
            text.append(symbol)
        assert one.symbols == text
        assert one.ended == (len(text) < 5)
    assert len({one.ended for one in found}) == 2
    assert len({len(one.symbols) for one in found}) > 2
    calls = table.calls
    row = min((row for row, one in enumerate(found) if one.ended), key=lambda row: len(found[row].symbols))
    decoding.greedy(table.step, (torch.tensor([[row]]), (torch.zeros(1, 0, dtype=int),)), 2, 0, 5)
    assert table.calls == calls + len(found[row].symbols) + 1 < calls + 5


def test_greedy_loses_by_hand():
    after = {(): {"a": 0.6, "b": 0.4}, ("a",): {"c": 0.5, "d": 0.3, "e": 0.2}, ("b",): {"c": 0.9, "d": 0.1}}
    names = ".abcde"

    def step(symbols, state):
        written = torch.cat([state, symbols[:, None]], dim=1)
        rows = []
        for row in written:
            chances = after.get(tuple(names[s] for s in row[1:]), {".": 1.0})
            rows.append([chances.get(name, 0.0) for name in names])
        return torch.tensor(rows, dtype=torch.float64).log(), written

    state = torch.zeros(1, 0, dtype=int)
    (one,) = decoding.greedy(step, state, 0, 0, 5)
    assert ([names[s] for s in one.symbols], round(np.exp(one.log_p), 9)) == (["a", "c"], 0.3)
    best = decoding.beam(step, state, 0, 0, 2, 5)[0][0]
    assert ([names[s] for s in best.symbols], round(np.exp(best.log_p), 9)) == (["b", "c"], 0.36)


def test_searches_take_the_network_itself():
    net, source, lengths = (
        build(bidirectional=True),
        torch.tensor([[4, 5, 6], [7, 8, 0]]),
        torch.tensor([3, 2]),
    )
    found = decoding.beam(net.step, net.encode(source, lengths), START, END, 3, 4)
    assert found == decoding.beam(net.step, net.encode(source, lengths), START, END, 3, 4)
    for row, (n, long) in zip(found, enumerate(lengths), strict=True):
        alone = decoding.beam(
            net.step, net.encode(source[n : n + 1, :long], lengths[n : n + 1]), START, END, 3, 4
        )
        assert [one.symbols for one in row] == [one.symbols for one in alone[0]]
        for one in row:
            target = torch.tensor([one.symbols + [END] * one.ended])
            log_p = net(source[n : n + 1, :long], [long], seq2seq.shifted(target)).log_softmax(-1)
            assert np.isclose(log_p.gather(2, target[..., None]).sum().item(), one.log_p)
    for options, name in (((0, 3), "width"), ((2, 0), "max_length")):
        with pytest.raises(ValueError, match=f"{name} must be"):
            decoding.beam(net.step, net.encode(source, lengths), START, END, *options)
    with pytest.raises(ValueError, match="state must have at least one row"):
        decoding.greedy(net.step, torch.zeros(0, 1), START, END, 2)
    with pytest.raises(ValueError, match=r"log_p of shape \(2, V\)"):
        decoding.greedy(lambda s, state: (torch.zeros(3), state), source, START, END, 2)


@pytest.mark.parametrize("search", [decoding.greedy, lambda *a: decoding.beam(*a[:-1], 2, a[-1])])
@pytest.mark.parametrize(
    ("end", "value", "message"),
    [(3, np.nan, "step must return log_p without NaN"), (9, -1.0, "end must be a symbol from 0 to 3, got 9")],
)
def test_searches_name_what_cannot_be_searched(search, end, value, message):
    def step(symbols, state):
        return torch.full((len(symbols), 4), value), state

    with pytest.raises(ValueError, match=message):
        search(step, torch.zeros(2, 1), 0, end, 5)


def test_arrays_attend_as_tensors_do():
    rng = np.random.default_rng(0)
    q, K, V = (rng.normal(size=shape) for shape in ((2, 3), (2, 4, 3), (2, 4, 5)))
    mask = np.array([[True, True, False, False], [True] * 4])
    wanted = attend(*map(torch.from_numpy, (q, K, V, mask)))
    for found, one in zip(attend(q, K, V, mask), wanted, strict=True):
        torch.testing.assert_close(found, one)


def test_a_length_of_half_a_step_is_refused():
    with pytest.raises(ValueError, match=r"lengths must hold whole numbers, got torch\.float32"):
        seq2seq.Seq2Seq(5, 5).encode(torch.ones(1, 4, dtype=torch.long), [2.5])
