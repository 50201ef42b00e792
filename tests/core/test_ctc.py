"""CTC against the enumeration of all paths, and against PyTorch."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from lstm_course.nets import ctc, spelling
from lstm_course.nets.tagger import Tagger


def draw(T, V, seed):
    logits = np.random.default_rng(seed).normal(0, 2, size=(T, V))
    return logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)


def merged(path, blank):
    """Collapse by the definition, symbol by symbol."""
    return tuple(k for t, k in enumerate(path) if k != blank and (t == 0 or k != path[t - 1]))


def enumerated(log_p, blank):
    """Return the probability of every label that some path gives."""
    found = {}
    for path in itertools.product(range(log_p.shape[1]), repeat=len(log_p)):
        label = merged(path, blank)
        p = np.exp(sum(log_p[t, k] for t, k in enumerate(path)))
        found[label] = found.get(label, 0) + p
    return found


@pytest.mark.parametrize(
    ("path", "label"),
    [("aa-a", "aa"), ("a-a", "aa"), ("aab", "ab"), ("---", ""), ("", ""), ("-a-b-", "ab"), ("aba", "aba")],
)
def test_collapse_of_letters(path, label):
    assert ctc.collapse(path, "-") == list(label)


def test_collapse_of_numbers_and_of_all_short_paths():
    assert ctc.collapse(np.array([3, 3, 0, 3, 2]), blank=3) == [0, 2]
    assert all(type(k) is int for k in ctc.collapse(torch.tensor([1, 0, 1])))
    for path in itertools.product(range(3), repeat=5):
        assert tuple(ctc.collapse(path, 1)) == merged(path, 1)


def test_counted_by_hand():
    def ways(label, T):
        return sum(ctc.collapse(path, "-") == list(label) for path in itertools.product("-abc", repeat=T))

    assert [ways("a", 3), ways("ab", 4), ways("aa", 4)] == [6, 15, 5]
    assert [ctc.steps_needed(label) for label in ("", "a", "ab", "aa", "aaba")] == [0, 1, 2, 3, 5]


@given(st.integers(1, 5), st.integers(2, 4), st.integers(0, 3), st.integers(0, 1000))
def test_likelihood_and_decoders_equal_enumeration(T, V, blank, seed):
    blank %= V
    log_p = draw(T, V, seed)
    before, every = log_p.copy(), enumerated(log_p, blank)
    for label, p in every.items():
        assert np.isclose(np.exp(ctc.log_likelihood(log_p, label, blank)), p)
    assert np.isclose(sum(every.values()), 1)
    letters = [k for k in range(V) if k != blank]
    too_long = [letters[k % len(letters)] for k in range(T + 1)]
    assert ctc.log_likelihood(log_p, too_long, blank) == -np.inf
    assert (ctc.gradient(log_p, too_long, blank) == 0).all()
    found = spelling.prefixes(log_p, 10**6, blank)
    assert {label for label, _ in found} == set(every)
    assert all(np.isclose(np.exp(p), every[label]) for label, p in found)
    assert every[tuple(spelling.prefix_beam(log_p, 10**6, blank))] == pytest.approx(max(every.values()))
    assert tuple(spelling.greedy(log_p, blank)) == merged(log_p.argmax(axis=1), blank)
    assert np.array_equal(log_p, before)


def test_two_frames_by_hand():
    log_p = np.log([[0.6, 0.4], [0.6, 0.4]])
    assert spelling.greedy(log_p) == []
    assert spelling.prefix_beam(log_p, width=4) == [1]
    assert np.exp(ctc.log_likelihood(log_p, [1])) == pytest.approx(0.64)
    assert dict(spelling.prefixes(log_p, 1)) == {(): pytest.approx(np.log(0.36))}


@given(
    st.integers(0, 1000),
    st.sampled_from([(6, [1, 2, 2]), (3, [2, 2]), (4, [1]), (1, [1]), (9, [1, 1, 1]), (5, [])]),
)
def test_gradient_equals_that_of_pytorch_behind_a_softmax(seed, case):
    T, target = case
    logits = np.random.default_rng(seed).normal(0, 2, size=(T, 4))
    theirs = torch.tensor(logits, requires_grad=True)
    log_p = theirs.log_softmax(-1)[:, None]
    loss = functional.ctc_loss(
        log_p, torch.tensor([target], dtype=torch.long), [T], [len(target)], reduction="sum"
    )
    loss.backward()
    mine = log_p.detach()[:, 0].numpy()
    assert np.isclose(loss.item(), -ctc.log_likelihood(mine, target))
    assert np.allclose(np.exp(mine) + ctc.gradient(mine, target), theirs.grad.numpy(), atol=1e-6)


def test_gradient_equals_small_steps_on_free_numbers():
    log_p, target, eps = draw(5, 3, 7) - 0.5, [1, 1], 1e-6
    found = ctc.gradient(log_p, target)
    for t, k in np.ndindex(5, 3):
        moved = [log_p.copy(), log_p.copy()]
        moved[0][t, k] += eps
        moved[1][t, k] -= eps
        up, down = (ctc.log_likelihood(one, target) for one in moved)
        assert np.isclose(found[t, k], -(up - down) / (2 * eps), atol=1e-7)


def test_each_frame_of_the_lattices_sums_to_the_likelihood():
    log_p, target = draw(9, 4, 1), [1, 1, 3]
    through = ctc.log_alpha(log_p, target) + ctc.log_beta(log_p, target)
    assert through.shape == (9, 7)
    assert np.allclose(np.logaddexp.reduce(through, axis=1), ctc.log_likelihood(log_p, target))
    assert np.allclose(ctc.occupancy(log_p, target).sum(axis=1), 1)
    assert (ctc.occupancy(log_p[:3], target) == 0).all()


def test_a_thousand_frames_do_not_underflow():
    log_p = draw(1000, 5, 2) * 1.0
    target = [1, 2, 3, 4] * 20
    theirs = functional.ctc_loss(
        torch.from_numpy(log_p)[:, None], torch.tensor([target]), [1000], [80], reduction="sum"
    )
    assert np.isclose(-ctc.log_likelihood(log_p, target), theirs.item())


def test_zero_probabilities_are_allowed():
    with np.errstate(divide="ignore"):
        log_p = np.log([[0.0, 1.0, 0.0], [0.5, 0.0, 0.5]])
    assert np.isclose(ctc.log_likelihood(log_p, [1]), np.log(0.5))
    assert ctc.log_likelihood(log_p, [2]) == -np.inf
    assert sorted(spelling.prefixes(log_p, 9)) == [
        ((1,), pytest.approx(np.log(0.5))),
        ((1, 2), pytest.approx(np.log(0.5))),
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.zeros(3), [1]), "log_p"),
        ((np.full((2, 3), np.nan), [1]), "log_p"),
        ((np.ones((2, 3)), [1]), "none above 0"),
        ((np.zeros((2, 3)), [0]), "none the blank"),
        ((np.zeros((2, 3)), [3]), "target"),
        ((np.zeros((2, 3)), [1], 3), "blank"),
    ],
)
def test_what_cannot_be_is_named(arguments, message):
    for function in (ctc.log_alpha, ctc.log_beta, ctc.log_likelihood, ctc.gradient):
        with pytest.raises(ValueError, match=message):
            function(*arguments)


def test_a_width_below_one_is_named():
    with pytest.raises(ValueError, match="width"):
        spelling.prefixes(draw(2, 3, 0), 0)


def batch(seed=0):
    torch.manual_seed(seed)
    net = Tagger(0, 4, embedding=3, hidden_size=5)
    x, lengths = torch.randn(3, 7, 3), torch.tensor([7, 5, 4])
    return net, x, lengths, torch.tensor([[1, 1, 2], [3, 0, 0], [2, 1, 0]]), torch.tensor([3, 1, 2])


def test_loss_is_the_mean_for_each_letter_and_reads_no_pads():
    net, x, lengths, targets, U = batch()
    loss = spelling.spelling_loss(net, x, lengths, targets, U)
    found = spelling.log_probabilities(net, x, lengths)
    assert [one.shape for one in found] == [(7, 4), (5, 4), (4, 4)]
    parts = [
        ctc.log_likelihood(p, t[:u].tolist()) / u for p, t, u in zip(found, targets, U.tolist(), strict=True)
    ]
    assert loss.item() == pytest.approx(-np.mean(parts), rel=1e-5)
    other, pads = x.clone(), targets.clone()
    other[1, 5:], other[2, 4:], pads[1, 1:] = 99.0, -99.0, 2
    assert spelling.spelling_loss(net, other, lengths, pads, U).item() == pytest.approx(loss.item())
    loss.backward()
    assert all(p.grad.isfinite().all() for p in net.parameters())


def test_mode_is_set_back_and_a_label_too_long_is_named():
    net, x, lengths, targets, U = batch()
    for mode in (True, False):
        net.train(mode)
        spelling.log_probabilities(net, x, lengths)
        assert net.training is mode
    with pytest.raises(ValueError, match="item 0 of the batch has 3 frames, but its label needs 4"):
        spelling.spelling_loss(net, x, torch.tensor([3, 5, 4]), targets, U)


def test_padded_items_are_as_long_as_they_were():
    frames = [np.ones((3, 2)), np.ones((1, 2))]
    x, lengths, targets, sizes = spelling.padded(frames, [[1], [2, 3]])
    assert (x.dtype, targets.dtype) == (torch.float32, torch.long)
    assert x.tolist() == [[[1, 1]] * 3, [[1, 1], [0, 0], [0, 0]]]
    assert (lengths.tolist(), targets.tolist(), sizes.tolist()) == ([3, 1], [[1, 0], [2, 3]], [1, 2])
    for items in ([], [np.ones((1, 2))] * 3):
        with pytest.raises(ValueError, match="as many"):
            spelling.padded(items, [[1], [2]] if items else [])


@pytest.mark.parametrize("symbols", [[7, 1], [-1, 1], [0, 1]])
def test_a_loss_refuses_labels_that_the_network_does_not_know(symbols):
    def loss(*targets):
        return spelling.spelling_loss(
            lambda x, lengths: torch.zeros(1, 4, 3), torch.ones(1, 4, 2), [4], [list(targets)], [2]
        )

    with pytest.raises(ValueError, match=f"targets must hold symbols from 0 to 2.*got {symbols[0]}"):
        loss(*symbols)
    assert loss(2, 1, -100) == loss(2, 1)  # pads may hold any number


@pytest.mark.parametrize("wrong", [[1.7], "12", [[1]], [True]])
def test_a_label_is_a_sequence_of_whole_numbers(wrong):
    with pytest.raises(ValueError, match="target must be a sequence of whole numbers"):
        ctc.log_likelihood(np.log(np.full((4, 3), 1 / 3)), wrong)


def test_log_probabilities_may_have_a_graph():
    log_p = torch.zeros(4, 3, requires_grad=True).log_softmax(-1)
    plain = log_p.detach().numpy()
    assert ctc.log_likelihood(log_p, torch.tensor([1, 2])) == ctc.log_likelihood(plain, [1, 2])
    assert np.array_equal(ctc.gradient(log_p, [1, 2]), ctc.gradient(plain, [1, 2]))
    assert spelling.greedy(log_p) == spelling.greedy(plain)
    assert spelling.prefix_beam(log_p, np.int64(2)) == spelling.prefix_beam(plain, 2)


@pytest.mark.parametrize("wrong", [np.full((4, 3), np.nan), np.zeros(3), np.zeros((0, 3))])
def test_the_best_path_needs_numbers(wrong):
    with pytest.raises(ValueError, match="log_p must have shape"):
        spelling.greedy(wrong)


def test_a_frozen_part_keeps_its_mode():
    net = Tagger(0, 3, embedding=2, hidden_size=2)
    net.out.eval()
    spelling.log_probabilities(net, torch.zeros(1, 4, 2), [4])
    assert [net.training, net.recurrent.training, net.out.training] == [True, True, False]
