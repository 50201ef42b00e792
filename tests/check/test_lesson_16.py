"""The references of lesson 16 against PyTorch, scikit-learn, plain enumeration and what a network is known to see."""

import itertools
import re

import numpy as np
import pytest
import torch
from scipy.special import logsumexp
from sklearn.metrics import f1_score

from lstm_course import check
from lstm_course.check import engine
from lstm_course.drive import tagging

RECORDS = {name: record for name, record in check.records().items() if record.lesson == 16}
REFERENCE = {name: record.reference for name, record in RECORDS.items()}


def passes(name, fn):
    """Whether an answer in another form passes, on the seeds of the check and on others."""
    return all(engine.run(RECORDS[name], fn, seeds).passed for seeds in (engine.SEEDS, (3,)))


class TestTwoPasses:
    def test_turned_by_index_and_twice(self):
        rng = np.random.default_rng(0)
        x, lengths = rng.normal(size=(6, 5, 2)), np.array([5, 0, 1, 3, 4, 2])
        turned = REFERENCE["reverse_padded"](x, lengths)
        for n, length in enumerate(lengths):
            for t in range(5):
                np.testing.assert_array_equal(turned[n, t], x[n, length - 1 - t if t < length else t])
        np.testing.assert_array_equal(REFERENCE["reverse_padded"](turned, lengths), x)

    def test_an_index_for_the_whole_batch_passes(self):
        def by_index(x, lengths):
            steps = np.arange(x.shape[1])
            places = np.where(steps < lengths[:, None], lengths[:, None] - 1 - steps, steps)
            return np.take_along_axis(x, places[:, :, None], axis=1)

        assert passes("reverse_padded", by_index)

    def test_outputs_are_those_of_pytorch_for_a_packed_batch(self):
        rng, (D, H) = np.random.default_rng(1), (3, 4)
        x, lengths = rng.normal(size=(4, 6, D)), np.array([6, 1, 4, 3])
        lstm = torch.nn.LSTM(D, H, batch_first=True, bidirectional=True, dtype=torch.float64)
        sides = []
        for side in ("", "_reverse"):
            get = {
                name: getattr(lstm, f"{name}_l0{side}").detach().numpy()
                for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
            }
            sides.append((get["weight_ih"].T, get["weight_hh"].T, get["bias_ih"] + get["bias_hh"]))
        packed = torch.nn.utils.rnn.pack_padded_sequence(
            torch.from_numpy(x), torch.from_numpy(lengths), batch_first=True, enforce_sorted=False
        )
        wanted, _ = torch.nn.utils.rnn.pad_packed_sequence(lstm(packed)[0], batch_first=True)
        found = REFERENCE["bilstm"](x, lengths, *sides)
        np.testing.assert_allclose(found, wanted.detach().numpy(), atol=1e-12)

    def test_sequence_by_sequence_passes(self):
        one = REFERENCE["bilstm"]

        def alone(x, lengths, forward, backward):
            out = np.zeros((*x.shape[:2], 2 * len(forward[1])))
            for n, length in enumerate(lengths):
                out[n, :length] = one(x[n : n + 1, :length], lengths[n : n + 1], forward, backward)[0]
            return out

        assert passes("bilstm", alone)


def known(kind, T):
    """Return the pairs (t, s) that a kind of network is built to leak."""
    later = [(t, s) for t in range(T) for s in range(t + 1, T)]
    after = [(t, t + 1) for t in range(T - 1)]
    return {
        "two ways": later,
        "centred": later,
        "delay": [(t, s) for t, s in later if s <= t + 2],
        "three ahead": [(t, s) for t, s in later if s == t + 3],
        "last step first": [(0, T - 1)] if T > 1 else [],
        **dict.fromkeys(
            (
                "last feature",
                "differences",
                "between sequences",
                "mirrored",
                "second output",
                "faint",
                "last row",
            ),
            after,
        ),
    }.get(kind, [])


class TestLeaks:
    @pytest.mark.parametrize("kind", [kind for kind in tagging.KINDS if kind != "reshaped"])
    @pytest.mark.parametrize("T", [1, 2, 5])
    @pytest.mark.parametrize("training", [True, False])
    def test_every_network_leaks_where_it_is_built_to(self, kind, T, training):
        x = np.random.default_rng(T).normal(size=(3, T, 2))
        found, after = tagging.leaks(REFERENCE["find_the_leak"], kind, training, x, 5)
        assert found == " ".join(f"({t},{s})" for t, s in known(kind, T))
        np.testing.assert_array_equal(after, x)

    def test_a_reshape_mixes_time_with_the_batch(self):
        x = np.random.default_rng(0).normal(size=(2, 3, 2))
        # of x[0] and x[1], the steps 0 1 2 0 1 2 are read as pairs, and each pair is one step of two sequences
        order = [(n, t) for n in range(2) for t in range(3)]
        read = {place: (k // 2, k % 2) for k, place in enumerate(order)}  # place -> step and sequence
        wanted = set()
        for (n, t), (m, s) in itertools.product(order, repeat=2):
            late = read[m, s][1] == read[n, t][1] and read[m, s][0] <= read[n, t][0]
            if s > t and late:
                wanted.add((t, s))
        found, _ = tagging.leaks(REFERENCE["find_the_leak"], "reshaped", False, x, 5)
        assert found == " ".join(f"({t},{s})" for t, s in sorted(wanted))

    @pytest.mark.slow
    def test_gradients_pass(self):
        def by_gradient(model, x):
            model.eval()
            x = x.clone().requires_grad_()
            y, found = model(x), set()
            for t, k in itertools.product(range(y.shape[1]), range(y.shape[2])):
                (gradient,) = torch.autograd.grad(y[:, t, k].sum(), x, retain_graph=True)
                moved = gradient.abs().amax(dim=(0, 2)) > 1e-6
                found |= {(t, s) for s in range(t + 1, x.shape[1]) if moved[s]}
            return found

        assert passes("find_the_leak", by_gradient)

    def test_random_numbers_of_pytorch_stay_where_they_were(self):
        before = torch.get_rng_state()

        def draws(model, x):
            torch.randn(3)
            return []

        tagging.leaks(draws, "dropout", True, np.zeros((1, 3, 2)), 1)
        assert torch.equal(torch.get_rng_state(), before)

    @pytest.mark.parametrize(
        "odd", [3, True, [1], ["01"], [(0, 1, 2)], [(0.0, 1.0)], np.zeros((1, 2)), [[]], object()]
    )
    def test_what_is_no_list_of_pairs_is_said_to_be_none(self, odd):
        found, _ = tagging.leaks(lambda model, x: odd, "one way", False, np.zeros((1, 2, 1)), 1)
        assert found == "no list of pairs"

    def test_an_unknown_kind_is_refused(self):
        with pytest.raises(ValueError, match="kind must be one of one way"):
            tagging.Network("sideways", 1, 0)


class TestSpans:
    def test_spans_are_those_of_a_regular_expression(self):
        rng = np.random.default_rng(0)
        letters = {"O": "o", "B-x": "B", "I-x": "b", "B-y": "C", "I-y": "c"}
        for size in (0, 1, 2, 3, 8, 20):
            for _ in range(30):
                tags = [str(tag) for tag in rng.choice(list(letters), size)]
                text = "".join(letters[tag] for tag in tags)
                wanted = [
                    (m.start(), m.end(), "x" if m.group()[0] in "Bb" else "y")
                    for m in re.finditer("Bb*|b+|Cc*|c+", text)
                ]
                assert REFERENCE["bio_spans"](tags) == wanted

    @pytest.mark.slow
    def test_f1_is_that_of_scikit_learn_over_all_spans_that_occur(self):
        rng = np.random.default_rng(1)
        for _ in range(60):
            sides = [
                [
                    {(int(k), int(k) + 1, "x") for k in rng.integers(0, 5, rng.integers(0, 4))}
                    for _ in range(3)
                ]
                for _ in range(2)
            ]
            keys = sorted({(n, span) for side in sides for n, spans in enumerate(side) for span in spans})
            y, p = ([int(span in side[n]) for n, span in keys] for side in sides)
            wanted = f1_score(y, p, zero_division=1.0) if keys else 1.0
            found = REFERENCE["span_f1"](*([list(spans) for spans in side] for side in sides))
            assert found == pytest.approx(wanted)

    def test_the_cases_by_hand(self):
        true = [[(0, 1, "x"), (2, 3, "x"), (4, 6, "y")], []]
        found = [[(0, 1, "x"), (4, 6, "y")], [(0, 1, "x")]]
        assert REFERENCE["span_f1"](true, found) == pytest.approx(2 / 3)
        assert REFERENCE["bio_spans"](["O", "I-PER", "I-LOC"]) == [(1, 2, "PER"), (2, 3, "LOC")]

    def test_other_forms_pass(self):
        def keys(side):
            return {(n, *span) for n, spans in enumerate(side) for span in spans}

        def over_keys(true, found):
            a, b = keys(true), keys(found)
            return np.float64(2 * len(a & b) / (len(a) + len(b))) if a or b else 1

        assert passes("span_f1", over_keys)
        assert passes("bio_spans", lambda tags: tuple(map(list, REFERENCE["bio_spans"](tags))))


def paths(emissions, transitions, start):
    """Return the score of every path."""
    T, K = emissions.shape
    return {
        path: start[path[0]]
        + sum(emissions[t, k] for t, k in enumerate(path))
        + sum(transitions[i, j] for i, j in itertools.pairwise(path))
        for path in itertools.product(range(K), repeat=T)
    }


class TestPaths:
    @pytest.mark.parametrize(("T", "K"), [(1, 1), (1, 4), (4, 1), (2, 2), (3, 4), (6, 3)])
    @pytest.mark.parametrize("forbidden", [0.0, 0.3])
    def test_best_path_and_the_sum_are_those_of_an_enumeration(self, T, K, forbidden):
        rng = np.random.default_rng(T + 10 * K)
        for _ in range(5):
            emissions, start = rng.normal(size=(T, K)), rng.normal(size=K)
            transitions = rng.normal(size=(K, K))
            transitions[rng.random((K, K)) < forbidden] = -np.inf
            np.fill_diagonal(transitions, 0.5)
            scores = paths(emissions, transitions, start)
            path, score = REFERENCE["viterbi"](emissions, transitions, start)
            assert tuple(path) == max(scores, key=scores.get)
            assert score == pytest.approx(max(scores.values()))
            padded = np.concatenate([emissions, rng.normal(size=(2, K))])[None]
            found = REFERENCE["crf_log_partition"](padded, transitions, start, np.array([T]))
            np.testing.assert_allclose(found, [logsumexp(list(scores.values()))])

    def test_the_cases_by_hand(self):
        emissions = np.array([[1.0, 0.9, 0.0], [0.0, 0.0, 1.0]])
        transitions = np.zeros((3, 3))
        transitions[0, 2] = -np.inf
        assert REFERENCE["viterbi"](emissions, transitions, np.zeros(3)) == ([1, 2], pytest.approx(1.9))
        two = np.zeros((1, 2, 2)), np.zeros((2, 2)), np.zeros(2), np.array([2])
        assert REFERENCE["crf_log_partition"](*two)[0] == pytest.approx(1.386, abs=1e-3)
        two[1][0, 1] = -np.inf
        assert REFERENCE["crf_log_partition"](*two)[0] == pytest.approx(1.099, abs=1e-3)

    def test_the_quiz_asks_for_the_best_of_nine_paths(self):
        emissions, transitions = np.array([[1.0, 0.8, 0.1], [0.2, 0.1, 0.7]]), np.zeros((3, 3))
        transitions[0, 2] = -np.inf
        path, _ = REFERENCE["viterbi"](emissions, transitions, np.array([0.0, 0.0, -np.inf]))
        assert " ".join("OBI"[k] for k in path) == RECORDS["tagging_quiz"].reference()["best path"]

    def test_any_best_path_and_other_log_sum_exps_pass(self):
        def last_of_equals(emissions, transitions, start):
            path, score = REFERENCE["viterbi"](emissions[:, ::-1], transitions[::-1, ::-1], start[::-1])
            return np.array(path) * -1 + len(start) - 1, np.float64(score)

        def one_by_one(emissions, transitions, start, lengths):
            found = []
            for scores, length in zip(emissions, lengths, strict=True):
                alpha = start + scores[0]
                for t in range(1, length):
                    alpha = logsumexp(alpha[:, None] + transitions, axis=0) + scores[t]
                found.append(logsumexp(alpha))
            return np.array(found)

        assert passes("viterbi", last_of_equals)
        assert passes("crf_log_partition", one_by_one)
