"""The references of lesson 18 against PyTorch, enumeration and cases by hand; right answers in other forms."""

import itertools

import numpy as np
import pytest
import torch
from scipy.special import log_softmax, softmax
from torch.nn import functional

from lstm_course import check
from lstm_course.check import engine
from lstm_course.check.records.lesson_18 import _nets
from lstm_course.drive import attention

RECORDS = {name: record for name, record in check.records().items() if record.lesson == 18}
REFERENCE = {name: record.reference for name, record in RECORDS.items()}


def passes(name, fn):
    """Whether an answer in another form passes, on the seeds of the check and on others."""
    return all(engine.run(RECORDS[name], fn, seeds).passed for seeds in (engine.SEEDS, (3,)))


class TestAttention:
    @pytest.mark.parametrize(("N", "S", "D", "E"), [(3, 4, 2, 5), (1, 1, 1, 1), (2, 6, 3, 3)])
    def test_context_and_gradients_are_those_of_pytorch(self, N, S, D, E):
        rng = np.random.default_rng(S)
        q, K, V = rng.normal(size=(N, D)), rng.normal(size=(N, S, D)), rng.normal(size=(N, S, E))
        mask = rng.random((N, S)) < 0.7
        mask[:, 0] = True
        above = rng.normal(size=(N, E))
        tensors = [torch.from_numpy(one).requires_grad_() for one in (q, K, V)]
        wanted = functional.scaled_dot_product_attention(
            tensors[0][:, None], tensors[1], tensors[2], attn_mask=torch.from_numpy(mask)[:, None]
        )[:, 0]
        (wanted * torch.from_numpy(above)).sum().backward()
        context, weights = REFERENCE["attend"](q, K, V, mask)
        np.testing.assert_allclose(context, wanted.detach().numpy(), atol=1e-12)
        np.testing.assert_allclose(weights.sum(axis=1), 1)
        found = REFERENCE["attention_backward"](above, q, K, V, weights)
        for gradient, tensor in zip(found, tensors, strict=True):
            np.testing.assert_allclose(gradient, tensor.grad.numpy(), atol=1e-12)

    def test_what_is_masked_as_a_whole_gives_and_gets_nothing(self):
        q, K, V = np.ones((1, 2)), np.ones((1, 3, 2)), np.ones((1, 3, 1))
        context, weights = REFERENCE["attend"](q, K, V, np.zeros((1, 3), dtype=bool))
        assert not context.any()
        assert not weights.any()
        assert not any(
            one.any() for one in REFERENCE["attention_backward"](np.ones((1, 1)), q, K, V, weights)
        )

    def test_the_cases_by_hand(self):
        q, V = np.ones((1, 4)), np.array([[[4.0], [8.0], [0.0]]])
        K = np.zeros((1, 3, 4))
        K[0, 1] = np.log(2) / 2
        for mask, wanted in (([True] * 3, [1 / 4, 1 / 2, 1 / 4]), ([True, True, False], [1 / 3, 2 / 3, 0])):
            context, weights = REFERENCE["attend"](q, K, V, np.array([mask]))
            np.testing.assert_allclose(weights[0], wanted)
            assert context == pytest.approx(np.dot(wanted, [4, 8, 0]))
        K, V = np.array([[[0.0], [np.log(3)]]]), np.array([[[4.0], [8.0]]])
        weights = REFERENCE["attend"](np.ones((1, 1)), K, V, np.ones((1, 2), dtype=bool))[1]
        np.testing.assert_allclose(weights, [[0.25, 0.75]])
        dq, dK, dV = REFERENCE["attention_backward"](np.ones((1, 1)), np.ones((1, 1)), K, V, weights)
        assert dq == pytest.approx(0.824, abs=1e-3)
        np.testing.assert_allclose(dK[0, :, 0], [-0.75, 0.75])
        np.testing.assert_allclose(dV[0, :, 0], [0.25, 0.75])

    def test_source_by_source_and_float32_pass(self):
        def alone(q, K, V, mask):
            context, weights = np.zeros((len(q), V.shape[2])), np.zeros(mask.shape)
            for n, seen in enumerate(mask):
                if seen.any():
                    weights[n, seen] = softmax(K[n, seen] @ q[n] / np.sqrt(len(q[n])))
                    context[n] = weights[n] @ V[n]
            return context.astype(np.float32), weights.astype(np.float32)

        def jacobian(dcontext, q, K, V, weights):
            through = np.stack([np.diag(row) - np.outer(row, row) for row in weights])
            dscores = np.einsum("ne,nse,nst->nt", dcontext, V, through) / np.sqrt(q.shape[1])
            dK = np.einsum("ns,nd->nsd", dscores, q)
            return np.einsum("ns,nsd->nd", dscores, K), dK, np.einsum("ns,ne->nse", weights, dcontext)

        assert passes("attend", alone)
        assert passes("attention_backward", jacobian)


class TestDecoders:
    def test_sequence_by_sequence_passes(self):
        def alone(step, state, start, end, max_length):
            written = []
            for row in state:
                symbol, h, said = start, row[None], []
                while len(said) < max_length:
                    scores, h = step(np.array([symbol]), h)
                    symbol = scores[0].argmax()
                    if symbol == end:
                        break
                    said.append(symbol)
                written.append(np.array(said, dtype=int))
            return tuple(written)

        assert passes("decode", alone)

    def test_a_width_of_one_is_greedy(self):
        rng = np.random.default_rng(0)
        for _ in range(20):
            nets, state = _nets.tables(rng, 5, 4), rng.normal(size=4)
            end, length = int(rng.integers(1, 5)), int(rng.integers(1, 9))
            one = attention.decoded(REFERENCE["decode"], *nets, state[None], 0, end, length)
            other = attention.searched(REFERENCE["beam_search"], *nets, state, 0, end, 1, length, 0.0)
            assert one == other

    @pytest.mark.parametrize("alpha", [0.0, 0.6, 1.0])
    def test_a_beam_of_full_width_finds_the_best_of_all(self, alpha):
        rng = np.random.default_rng(1)
        for _ in range(10):
            V, T, end = 3, 4, 1
            nets, state = _nets.tables(rng, V, 4), rng.normal(size=4)
            best = None
            for length in range(1, T + 1):
                for path in itertools.product(range(V), repeat=length):
                    if end in path[:-1] or (length < T and path[-1] != end):
                        continue
                    step, h, total = attention.Recurrent(*nets, 99).log_probabilities, state, 0.0
                    for before, symbol in itertools.pairwise((0, *path)):
                        log_p, h = step(before, h)
                        total += log_p[symbol]
                    score = total / length**alpha
                    if best is None or score > best[0]:
                        best = score, " ".join(str(k) for k in path if k != end)
            found = attention.searched(REFERENCE["beam_search"], *nets, state, 0, end, V**T, T, alpha)
            assert found == best[1]

    def test_the_case_by_hand(self):
        start, a, b, end = range(4)
        log_p = np.log(np.array([[0, 0.6, 0.4, 0], [0, 0.2, 0.3, 0.5], [0, 0.05, 0.05, 0.9]]) + 1e-300)

        def step(symbol, state):
            return log_p[symbol], state

        for width, wanted in ((1, [a]), (2, [b])):
            assert REFERENCE["beam_search"](step, None, start, end, width, 3, 0.0) == wanted

    def test_fed_the_truth_as_many_sequences_are_right_as_a_whole(self):
        rng = np.random.default_rng(2)
        for probe in RECORDS["free_running_gap"].probes(rng):
            E_source, *nets, pairs, start, end = probe.args
            encode, step = attention.encoder(E_source, nets[1]), attention.Recurrent(*nets, 10_000)
            whole = 0
            for source, target in pairs:
                state, told = encode(source), []
                for symbol in (start, *target):
                    scores, state = step(symbol, state)
                    told.append(int(scores.argmax()))
                whole += told == [*target, end]
            assert attention.compared(REFERENCE["free_running_gap"], *probe.args)[2] == whole / len(pairs)

    def test_shares_by_hand(self):
        def step(symbol, state):  # says 2 after START and after 2, END after 3
            return np.eye(4)[{0: 2, 2: 2, 3: 1}[symbol]], state

        found = REFERENCE["free_running_gap"](lambda source: None, step, [([0], [2, 3])], 0, 1)
        assert found == (pytest.approx(2 / 3), pytest.approx(1 / 3), 0)

    def test_a_loop_without_an_end_is_stopped(self):
        def endless(step, state, start, end, max_length):
            while True:
                _, state = step(np.full(len(state), start), state)

        result = check.run("decode", endless)
        assert result.status == "error"
        assert "where does your loop end" in result.message

    @pytest.mark.parametrize("odd", [3, "text", [1, 2], [["a"]], np.zeros((2, 2)), [[1.5]], [[True]]])
    def test_what_is_no_list_of_lists_of_symbols_is_refused(self, odd):
        state = np.zeros((1, 3))
        nets = _nets.tables(np.random.default_rng(0), 4, 3)
        with pytest.raises(TypeError, match="expected a list of lists of symbols"):
            attention.decoded(lambda *args: odd, *nets, state, 0, 1, 2)


class TestBleu:
    def test_the_case_by_hand_and_one_known_from_the_paper(self):
        score, precisions, penalty = REFERENCE["bleu"](
            ["the the cat".split()], [["the cat sat on it".split()]], 2
        )
        np.testing.assert_allclose(precisions, [2 / 3, 1 / 2])
        assert penalty == pytest.approx(np.exp(-2 / 3))
        assert score == pytest.approx(0.296, abs=1e-3)
        references = ["the cat is on the mat".split(), "there is a cat on the mat".split()]
        assert REFERENCE["bleu"]([["the"] * 7], [references], 1)[1] == pytest.approx(2 / 7)

    def test_counting_piece_by_piece_passes(self):
        def crossed_out(candidates, references, n):
            precisions, c, r = np.zeros(n), 0, 0
            for k in range(1, n + 1):
                right = total = 0
                for said, several in zip(candidates, references, strict=True):
                    cut = [[tuple(s[i : i + k]) for i in range(len(s) - k + 1)] for s in (said, *several)]
                    total += len(cut[0])
                    for piece in set(cut[0]):
                        right += min(cut[0].count(piece), max(one.count(piece) for one in cut[1:]))
                precisions[k - 1] = right / total if total else 0
            for said, several in zip(candidates, references, strict=True):
                c += len(said)
                r += min((abs(len(one) - len(said)), len(one)) for one in several)[1]
            penalty = 1.0 if c > r else np.exp(1 - r / c)
            if (precisions == 0).any():
                return 0, precisions, penalty
            return penalty * np.exp(np.log(precisions).mean()), precisions, penalty

        assert passes("bleu", crossed_out)


class TestOcclusion:
    def test_the_case_by_hand(self):
        def net(ids):
            return np.array([(2.0 if ids[0] != 1 else 1.0) * np.log(2), 0.0])

        found = REFERENCE["occlusion"](net, np.array([3, 4]), 0, 1)
        np.testing.assert_allclose(found, [np.log(1.2), 0], atol=1e-12)

    def test_other_forms_pass(self):
        def in_place_and_back(net, source, target, unknown):
            before, fall = log_softmax(net(source))[target], []
            for s, letter in enumerate(source):
                source[s] = unknown
                fall.append(before - log_softmax(net(list(source)))[target])
                source[s] = letter
            return np.array(fall)

        assert passes("occlusion", in_place_and_back)


def test_the_numbers_of_the_quiz():
    right = RECORDS["attention_quiz"].reference()
    weights = softmax([0, np.log(2), 0])
    assert right["cut after"] == pytest.approx(100 * weights[:2].sum())
    assert right["four pads"] == pytest.approx(100 * softmax(np.zeros(5))[1:].sum())
    scores = np.random.default_rng(0).normal(size=(3, 1, 4))
    np.testing.assert_allclose(100 * softmax(scores, axis=1), right["one query"])
    assert right["greedy"] == pytest.approx(100 * 0.6 * 0.5)
    x = torch.randn(1, 5, 3, generator=torch.Generator().manual_seed(0))
    order = torch.tensor([3, 0, 4, 1, 2])
    once = functional.scaled_dot_product_attention(x, x, x)
    turned = functional.scaled_dot_product_attention(x[:, order], x[:, order], x[:, order])
    assert torch.allclose(turned, once[:, order], atol=1e-6)
