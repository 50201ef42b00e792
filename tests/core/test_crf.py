"""The chain of tags against the enumeration of all paths."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lstm_course.nets import crf


def every_path(emissions, transitions, start):
    """Return all paths and their scores, by loops."""
    T, K = emissions.shape
    paths = list(itertools.product(range(K), repeat=T))
    scores = []
    for path in paths:
        score = start[path[0]] + emissions[0, path[0]]
        for t in range(1, T):
            score += transitions[path[t - 1], path[t]] + emissions[t, path[t]]
        scores.append(score)
    return paths, np.array(scores)


def draw(N, T, K, seed):
    rng = np.random.default_rng(seed)
    parts = [rng.normal(0, 2, size=size) for size in ((N, T, K), (K, K), (K,))]
    return parts, [torch.from_numpy(part) for part in parts]


@given(st.integers(1, 3), st.integers(1, 5), st.integers(1, 3), st.integers(0, 1000))
def test_all_three_equal_enumeration_at_every_length(N, T, K, seed):
    (e, A, a), (e_t, A_t, a_t) = draw(N, T, K, seed)
    rng = np.random.default_rng(seed + 1)
    lengths = torch.from_numpy(rng.integers(1, T + 1, size=N))
    tags = torch.from_numpy(rng.integers(K, size=(N, T)))
    before = [part.clone() for part in (e_t, A_t, a_t)]
    log_Z = crf.log_partition(e_t, A_t, a_t, lengths)
    given_scores = crf.path_score(e_t, A_t, a_t, tags, lengths)
    paths, best = crf.viterbi(e_t, A_t, a_t, lengths)
    for n, long in enumerate(lengths.tolist()):
        every, scores = every_path(e[n, :long], A, a)
        assert np.isclose(log_Z[n].item(), np.log(np.exp(scores).sum()))
        assert np.isclose(given_scores[n].item(), scores[every.index(tuple(tags[n, :long].tolist()))])
        assert tuple(paths[n]) == every[scores.argmax()]
        assert np.isclose(best[n].item(), scores.max())
    assert all(torch.equal(x, y) for x, y in zip(before, (e_t, A_t, a_t), strict=True))


def test_pads_do_not_count():
    _, (e, A, a) = draw(2, 4, 3, 0)
    other, lengths, tags = e.clone(), torch.tensor([2, 4]), torch.ones(2, 4, dtype=int)
    other[0, 2:] = 1e6
    for function in (crf.log_partition, lambda e, A, a, n: crf.path_score(e, A, a, tags, n)):
        assert torch.equal(function(e, A, a, lengths), function(other, A, a, lengths))
    assert crf.viterbi(e, A, a, lengths)[0] == crf.viterbi(other, A, a, lengths)[0]
    assert [len(path) for path in crf.viterbi(e, A, a, lengths)[0]] == [2, 4]


def test_large_scores_do_not_overflow():
    e, A, a = torch.full((1, 50, 2), 1000.0), torch.zeros(2, 2), torch.zeros(2)
    assert np.isclose(crf.log_partition(e, A, a).item(), 50 * (1000 + np.log(2)))


def test_by_hand_forbidden_steps_are_not_taken():
    e = torch.tensor([[[1.0, 0.9, 0.0], [0.0, 0.0, 1.0]]])
    A, a = torch.zeros(3, 3), torch.zeros(3)
    A[0, 2] = a[2] = -torch.inf
    paths, score = crf.viterbi(e, A, a)
    assert paths == [[1, 2]]
    assert torch.allclose(score, torch.tensor([1.9]))
    assert crf.viterbi(e, torch.zeros(3, 3), torch.zeros(3))[0] == [[0, 2]]


def test_the_gradient_of_the_log_partition_is_the_probability_of_each_tag():
    (e, A, a), (e_t, A_t, a_t) = draw(1, 4, 3, 3)
    e_t.requires_grad_()
    crf.log_partition(e_t, A_t, a_t).sum().backward()
    paths, scores = every_path(e[0], A, a)
    chance = np.exp(scores - np.log(np.exp(scores).sum()))
    wanted = np.zeros((4, 3))
    for path, share in zip(paths, chance, strict=True):
        wanted[np.arange(4), path] += share
    np.testing.assert_allclose(e_t.grad[0], wanted, atol=1e-12)


def test_the_loss_is_minus_the_log_probability_and_its_gradients_are_finite():
    (e, _, _), (e_t, *_) = draw(2, 3, 3, 4)
    fixed, first = np.zeros((3, 3)), np.zeros(3)
    fixed[0, 2] = first[2] = -np.inf
    net, tags, lengths = crf.CRF(fixed, first), torch.tensor([[1, 2, 0], [0, 1, 1]]), torch.tensor([3, 2])
    loss = net(e_t.float(), tags, lengths)
    total = 0.0
    for n, long in enumerate((3, 2)):
        paths, scores = every_path(e[n, :long], fixed, first)
        right = scores[paths.index(tuple(tags[n, :long].tolist()))]
        total -= right - np.log(np.exp(scores).sum())
    assert np.isclose(loss.item(), total / 5, rtol=1e-5)
    loss.backward()
    assert all(p.grad.isfinite().all() for p in net.parameters())
    assert net.learned.grad.abs().max() > 0.01
    assert np.isclose(net(e_t.float(), tags).item(), net(e_t.float(), tags, torch.tensor([3, 3])).item())
    assert net.decode(e_t.float(), lengths) == crf.viterbi(e_t.float(), net.fixed, net.first, lengths)[0]


def test_what_does_not_fit_is_named():
    _, (e, A, a) = draw(2, 3, 3, 0)
    with pytest.raises(ValueError, match="emissions must have shape"):
        crf.log_partition(e[0], A, a)
    with pytest.raises(ValueError, match=r"transitions must have shape \(3, 3\), got \(2, 3\)"):
        crf.log_partition(e, A[:2], a)
    with pytest.raises(ValueError, match="start must have shape"):
        crf.viterbi(e, A, a[:2])
    for lengths in ([0, 3], [3, 4], [3]):
        with pytest.raises(ValueError, match="lengths must hold 2 numbers from 1 to 3"):
            crf.log_partition(e, A, a, torch.tensor(lengths))
    with pytest.raises(ValueError, match="tags must have shape"):
        crf.path_score(e, A, a, torch.zeros(2, 2, dtype=int))
    with pytest.raises(ValueError, match="transitions and start"):
        crf.CRF(np.zeros((2, 3)), np.zeros(2))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda e, A, a: crf.viterbi(e, A, a, [2.5, 3.0]),
            "lengths must hold whole numbers, got torch.float32",
        ),
        (lambda e, A, a: crf.path_score(e, A, a, torch.full((2, 3), 1.0)), "tags must hold whole numbers"),
        (lambda e, A, a: crf.path_score(e, A, a, torch.full((2, 3), 3)), "tags must lie from 0 to 2"),
        (lambda e, A, a: crf.path_score(e, A, a, torch.full((2, 3), -1)), "tags must lie from 0 to 2"),
        (lambda e, A, a: crf.viterbi(e * np.nan, A, a), "must hold no NaN"),
        (lambda e, A, a: crf.viterbi(e, A * np.nan, a), "must hold no NaN"),
        (lambda e, A, a: crf.viterbi("e", A, a), "emissions must be a tensor or an array of numbers"),
    ],
)
def test_what_would_give_a_wrong_path_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call(*draw(2, 3, 3, 0)[1])


def test_any_tag_may_stand_at_pads_and_arrays_do_for_tensors():
    arrays, tensors = draw(2, 3, 3, 0)
    tags = np.array([[0, 1, 2], [2, -100, 99]])
    wanted = crf.path_score(*tensors, torch.tensor([[0, 1, 2], [2, 0, 0]]), torch.tensor([3, 1]))
    torch.testing.assert_close(crf.path_score(*arrays, tags, [3, 1]), wanted)
    assert crf.viterbi(*arrays, [3, 1])[0] == crf.viterbi(*tensors, [3, 1])[0]
