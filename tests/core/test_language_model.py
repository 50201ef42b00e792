"""The language model and its sampling: against PyTorch's distributions, brute force and a net that spies."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import softmax

from lstm_course.nets.language_model import LanguageModel, generate, next_symbol_loss, probabilities
from lstm_course.nets.sampling import sample, tempered, truncate
from lstm_course.training import Stream, fit, seeded

rows = st.lists(st.integers(1, 20), min_size=1, max_size=6).map(
    lambda weights: np.array(weights) / sum(weights)
)


@pytest.mark.parametrize("shape", [(1,), (4,), (3, 5), (2, 3, 4)])
@pytest.mark.parametrize("temperature", [0.3, 1, 2.5])
def test_temperature_is_a_softmax_of_divided_logits(shape, temperature):
    logits = np.random.default_rng(0).normal(size=shape) * 5
    before = logits.copy()
    np.testing.assert_allclose(tempered(logits, temperature), softmax(logits / temperature, axis=-1))
    np.testing.assert_array_equal(logits, before)


def test_temperature_at_its_ends():
    np.testing.assert_array_equal(tempered([1.0, 3.0, 3.0], 0), [0, 1, 0])
    np.testing.assert_allclose(tempered([1000.0, 999.0], 1), softmax([1.0, 0.0]))
    np.testing.assert_allclose(tempered([0.0, -np.inf], 1), [1, 0])
    np.testing.assert_allclose(tempered([3.0, 1.0], 1e9), [0.5, 0.5])


@given(rows, st.integers(1, 7))
def test_top_k_keeps_the_k_most_probable(p, k):
    kept = truncate(p, k=k)
    assert (kept > 0).sum() == min(k, len(p))
    assert kept.sum() == pytest.approx(1)
    lost = p[kept == 0]
    assert not len(lost) or lost.max() <= p[kept > 0].min()
    np.testing.assert_allclose(kept[kept > 0], p[kept > 0] / p[kept > 0].sum())


@given(rows, st.sampled_from([0.05, 0.31, 0.5, 0.77, 0.9, 1.0]))
def test_the_nucleus_is_the_smallest_set_with_the_mass(p, mass):
    kept = truncate(p, mass=mass)
    smallest = next(
        size
        for size in range(1, len(p) + 1)
        if any(p[list(some)].sum() >= mass - 1e-12 for some in itertools.combinations(range(len(p)), size))
    )
    assert (kept > 0).sum() == smallest
    assert p[kept > 0].sum() == pytest.approx(np.sort(p)[::-1][:smallest].sum())
    np.testing.assert_allclose(kept[kept > 0], p[kept > 0] / p[kept > 0].sum())


def test_truncate_by_hand_row_by_row_and_in_order():
    p = np.array([[0.2, 0.5, 0.3], [0.25, 0.25, 0.5]])
    before = p.copy()
    np.testing.assert_allclose(truncate(p, mass=0.7), [[0, 0.625, 0.375], [1 / 3, 0, 2 / 3]])
    np.testing.assert_allclose(truncate(p, k=1), [[0, 1, 0], [0, 0, 1]])
    np.testing.assert_allclose(truncate(p, k=2, mass=0.6), [[0, 1, 0], [0, 0, 1]])  # of what top-k left
    np.testing.assert_allclose(truncate(p), p)
    np.testing.assert_array_equal(p, before)


@pytest.mark.parametrize("knobs", [{}, {"temperature": 0.5}, {"k": 2}, {"mass": 0.8, "temperature": 2}])
def test_samples_have_the_probabilities(knobs):
    logits = np.log([0.4, 0.1, 0.3, 0.2])
    T = knobs.get("temperature", 1)
    p = truncate(softmax(logits / T), knobs.get("k"), knobs.get("mass"))
    drawn = sample(np.tile(logits, (20_000, 1)), np.random.default_rng(0), **knobs)
    found = np.bincount(drawn, minlength=4)
    assert found[p == 0].sum() == 0
    assert stats.chisquare(found[p > 0], 20_000 * p[p > 0]).pvalue > 1e-3


def test_samples_come_from_the_generator_alone():
    logits, rng = np.zeros((3, 50)), np.random.default_rng(0)
    first, second = sample(logits, rng), sample(logits, rng)
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(first, sample(logits, np.random.default_rng(0)))
    assert np.ndim(sample(logits[0], rng)) == 0
    assert (sample(np.log(np.eye(3) + 1e-300), rng, temperature=0) == [0, 1, 2]).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: tempered([], 1), "logits must hold at least one number"),
        (lambda: tempered([1.0, np.nan], 1), "no NaN"),
        (lambda: tempered([1.0], -1), "temperature must be at least 0, got -1"),
        (lambda: truncate([0.5, 0.5], k=0), "k must be a whole number of at least 1, got 0"),
        (lambda: truncate([0.5, 0.5], mass=0), "mass must be above 0 and at most 1, got 0"),
        (lambda: truncate([0.5, 0.5], mass=1.1), "mass must be above 0 and at most 1, got 1.1"),
        (lambda: truncate([0.5, 0.6], k=1), "p must hold probabilities"),
        (lambda: truncate([1.5, -0.5], k=1), "p must hold probabilities"),
        (lambda: sample([0.0, 1.0], 0), "rng must be a numpy.random.Generator"),
        (lambda: LanguageModel(0), "K must be a whole number of at least 1, got 0"),
        (lambda: LanguageModel(3, dropout=1.0), "dropout must be from 0 to below 1, got 1.0"),
        (lambda: probabilities(LanguageModel(3), torch.tensor([1])), r"with T >= 2, got \(1, 1\)"),
        (lambda: generate(LanguageModel(3), [], 2, len), r"prompt must have shape \(T,\) or \(N, T\)"),
        (
            lambda: generate(LanguageModel(3), [1], 0, len),
            "length must be a whole number of at least 1, got 0",
        ),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("options", [{}, {"layers": 2}, {"tied": True}, {"E": 5, "H": 5, "tied": True}])
def test_shapes_and_parameters(options):
    net = LanguageModel(7, **{"E": 3, "H": 4, **options})
    logits, (h, c) = net(torch.zeros(2, 6, dtype=torch.long))
    assert logits.shape == (2, 6, 7)
    assert h.shape == c.shape == (options.get("layers", 1), 2, options.get("H", 4))
    assert (net.out.weight is net.embed.weight) == options.get("tied", False)
    assert net(torch.zeros(1, 1, dtype=torch.long))[0].shape == (1, 1, 7)


def test_the_loss_is_the_mean_of_all_next_symbols_and_the_state_goes_on():
    with seeded(0):
        net, x = LanguageModel(5, 3, 4), torch.randint(5, (2, 9))
    loss, _ = next_symbol_loss(net, x[:, :-1], x[:, 1:])
    logits, wanted = net(x[:, :-1])[0], []
    for n, t in itertools.product(range(2), range(8)):
        wanted.append(-torch.log_softmax(logits[n, t], 0)[x[n, t + 1]])
    assert loss.item() == pytest.approx(torch.stack(wanted).mean().item(), rel=1e-5)
    _, state = next_symbol_loss(net, x[:, :4], x[:, 1:5])
    rest, _ = next_symbol_loss(net, x[:, 4:-1], x[:, 5:], state=state)
    assert rest.item() == pytest.approx(torch.stack(wanted).reshape(2, 8)[:, 4:].mean().item(), rel=1e-5)


@pytest.mark.parametrize("piece", [1, 3, 10, 500])
def test_probabilities_do_not_depend_on_the_piece(piece):
    with seeded(1):
        net, ids = LanguageModel(5, 3, 4, dropout=0.5), torch.randint(5, (11,))
    with torch.no_grad():
        p = net.eval()(ids[None, :-1])[0][0].softmax(-1)
    net.train()
    found = probabilities(net, ids, piece=piece)
    assert found.shape == (10,)
    assert net.training
    np.testing.assert_allclose(found, p[torch.arange(10), ids[1:]], rtol=1e-5)
    np.testing.assert_allclose(probabilities(net, torch.stack([ids, ids])), [found, found], rtol=1e-5)


def test_a_reset_state_begins_anew():
    with seeded(1):
        net, ids = LanguageModel(5, 3, 4), torch.randint(5, (10,))
    found = probabilities(net, ids, reset=4)
    wanted = [probabilities(net, ids[start : start + 5]) for start in (0, 4, 8)]
    np.testing.assert_allclose(found, np.concatenate(wanted), rtol=1e-5)


class Spy(torch.nn.Module):
    """Says in its logits how many symbols it has read in all, and keeps what it was given."""

    def __init__(self):
        super().__init__()
        self.given, self.modes, self.graphs = [], [], []

    def forward(self, x, state=None):
        self.given.append(x.tolist())
        self.modes.append(self.training)
        self.graphs.append(torch.is_grad_enabled())
        read = (0 if state is None else state) + torch.arange(1, x.shape[1] + 1)
        return torch.nn.functional.one_hot(read, 20).float().expand(len(x), -1, -1), int(read[-1])


def test_generate_carries_the_state_and_feeds_what_it_chose():
    spy = Spy()
    assert generate(spy, [7, 8, 9], 4, lambda logits: logits.argmax(-1)).tolist() == [3, 4, 5, 6]
    assert spy.given == [[[7, 8, 9]], [[3]], [[4]], [[5]]]
    assert not any(spy.modes + spy.graphs)
    assert spy.training


def test_generate_side_by_side():
    spy = Spy()
    rows = generate(
        spy, np.array([[1, 2], [3, 4]]), 2, lambda logits: logits.argmax(-1) + torch.tensor([0, 1]).numpy()
    )
    assert rows.tolist() == [[2, 3], [3, 4]]
    assert spy.given[1] == [[2], [3]]
    assert generate(spy, [5], 1, lambda logits: logits.argmax(-1)).tolist() == [1]


@pytest.mark.slow
def test_it_learns_a_text_that_needs_memory():
    ids = torch.tensor([0, 1, 0, 2] * 60)  # after 0 comes 1 or 2, in turn
    with seeded(0):
        net = LanguageModel(3, 4, 12)
        adam = torch.optim.Adam(net.parameters(), 0.05)
        fit(net, Stream(ids, 4, 10), next_symbol_loss, adam, epochs=15, carry=True, progress=False)
    assert probabilities(net, ids)[8:].min() > 0.8
    new = generate(net, [0, 1, 0, 2, 0, 1], 8, lambda logits: sample(logits, np.random.default_rng(0), 0))
    assert new.tolist() == [0, 2, 0, 1, 0, 2, 0, 1]


@pytest.mark.parametrize(
    "call",
    [
        lambda net: probabilities(net, torch.zeros(3, dtype=torch.long)),
        lambda net: generate(net, [0], 2, lambda logits: logits.argmax(-1)),
    ],
)
def test_a_frozen_part_keeps_its_mode(call):
    net = LanguageModel(3, E=2, H=2, dropout=0.5)
    net.drop.eval()
    call(net)
    assert [net.training, net.lstm.training, net.drop.training] == [True, True, False]


def test_logits_may_have_a_graph_and_numbers_are_no_texts():
    logits = torch.tensor([0.0, 1.0], requires_grad=True)
    assert np.array_equal(tempered(logits), tempered(logits.detach().numpy()))
    with pytest.raises(ValueError, match="temperature must be a number, got None"):
        tempered(logits, None)
    with pytest.raises(ValueError, match=r"mass must be a number, got '0\.9'"):
        truncate([0.5, 0.5], mass="0.9")
