"""The exercises of lesson 17: references against other ways, right answers in other forms, mistakes on many seeds."""

import itertools
import re
from collections import Counter

import numpy as np
import pytest
import torch
from scipy import stats
from torch.nn import functional

from lstm_course import check
from lstm_course.check import engine, given
from lstm_course.drive import language

RECORDS = {name: record for name, record in check.records().items() if record.lesson == 17}
REFERENCE = {name: record.reference for name, record in RECORDS.items()}


def passes(name, fn):
    """Whether an answer in another form passes, on the seeds of the check and on others."""
    return all(engine.run(RECORDS[name], fn, seeds).passed for seeds in (engine.SEEDS, (3,), (4,)))


class TestBits:
    def test_bits_and_perplexity_are_those_of_pytorch_over_all_tokens(self):
        torch.manual_seed(0)
        sizes, K = [1, 7, 30], 11
        logits, y = torch.randn(sum(sizes), K, dtype=torch.float64), torch.randint(K, (sum(sizes),))
        parts = zip(logits.split(sizes), y.split(sizes), strict=True)
        nats = np.array([float(functional.cross_entropy(*one)) for one in parts])
        bits, perplexity = REFERENCE["bits_per_char"](nats, np.array(sizes), 100)
        p = functional.softmax(logits, dim=1)[torch.arange(len(y)), y].numpy()
        assert bits == pytest.approx(-np.log2(p).sum() / 100)
        assert perplexity == pytest.approx(1 / stats.gmean(p))

    def test_two_models_of_one_law_agree_in_bits_only(self):
        # pairs of fair coins as one token of four kinds, or as two of two kinds
        coins = REFERENCE["bits_per_char"](np.array([np.log(2)]), np.array([20]), 20)
        pairs = REFERENCE["bits_per_char"](np.array([np.log(4)]), np.array([10]), 20)
        assert coins == pytest.approx((1, 2))
        assert pairs == pytest.approx((1, 4))

    def test_the_case_by_hand(self):
        found = REFERENCE["bits_per_char"](np.log([2, 16]), np.array([3, 1]), 14)
        assert found == (pytest.approx(0.5), pytest.approx(3.36, abs=0.01))

    def test_another_form_passes(self):
        def by_mean(nats, tokens, characters):
            mean = np.average(nats, weights=tokens) / np.log(2)
            return mean * tokens.sum() / characters, 2**mean

        assert passes("bits_per_char", by_mean)


class TestStreams:
    @pytest.mark.parametrize(
        ("n", "rows", "steps"), [(2, 1, 1), (9, 1, 3), (9, 2, 3), (9, 8, 1), (30, 4, 7), (29, 4, 9)]
    )
    def test_rows_go_on_and_targets_follow(self, n, rows, steps):
        ids = np.random.default_rng(n).permutation(n)
        batches = REFERENCE["stream_batches"](ids, rows, steps)
        follows = dict(itertools.pairwise(ids.tolist()))
        for x, y in batches:
            assert [follows[one] for one in x.ravel().tolist()] == y.ravel().tolist()
        joined = np.concatenate([x for x, _ in batches], axis=1)
        np.testing.assert_array_equal(joined.ravel(), ids[: joined.size])
        assert n - 1 - rows < joined.size <= n - 1
        assert all(x.shape == (rows, steps) for x, _ in batches[:-1])
        assert 1 <= batches[-1][0].shape[1] <= steps

    def test_batches_are_those_of_the_package(self):
        from lstm_course.training import Stream

        ids = torch.arange(53)
        theirs = list(Stream(ids, 4, 5))
        mine = REFERENCE["stream_batches"](ids.numpy(), 4, 5)
        for one, other in zip(mine, theirs, strict=True):
            np.testing.assert_array_equal(one, torch.stack(other).numpy())

    def test_another_form_passes(self):
        def by_index(ids, rows, steps):
            T = (len(ids) - 1) // rows
            at = np.arange(rows)[:, None] * T + np.arange(T)
            pieces = np.split(at, range(steps, T, steps), axis=1)
            return [[ids[piece], ids[piece + 1]] for piece in pieces]

        assert passes("stream_batches", by_index)


def kept_by_hand(row, k, mass):
    """Return the symbols that stay in one row, found one by one."""
    ranked = sorted(range(len(row)), key=lambda j: (-row[j], j))[:k]
    for count in range(1, len(ranked) + 1):
        if sum(row[j] for j in ranked[:count]) >= mass * sum(row[j] for j in ranked):
            return ranked[:count]
    return ranked


class TestKnobs:
    @pytest.mark.parametrize(("N", "V"), [(1, 1), (1, 6), (4, 1), (5, 8)])
    def test_what_stays_is_found_one_by_one(self, N, V):
        rng = np.random.default_rng(N * V)
        for k, mass in itertools.product((1, 2, 7, 20), (0.01, 0.5, 0.9, 1.0)):
            p = rng.dirichlet(np.full(V, 0.7), size=N)
            found = REFERENCE["truncate"](p, k, mass)
            for row, new in zip(p, found, strict=True):
                kept = kept_by_hand(row, k, mass)
                assert sorted(kept) == np.flatnonzero(new).tolist() or mass == 1
                np.testing.assert_allclose(new[kept], row[kept] / row[kept].sum())

    def test_the_cases_by_hand(self):
        p = np.array([[0.3, 0.5, 0.2]])
        np.testing.assert_allclose(REFERENCE["truncate"](p, 3, 0.7), [[0.375, 0.625, 0]])
        np.testing.assert_allclose(REFERENCE["truncate"](p, 2, 0.6), [[0, 1, 0]])

    def test_a_loop_over_rows_passes(self):
        def by_row(p, k, mass):
            q = np.zeros(p.shape)
            for n, row in enumerate(p):
                kept = kept_by_hand(row, k, mass)
                q[n, kept] = row[kept] / row[kept].sum()
            return q

        assert passes("truncate", by_row)

    @pytest.mark.parametrize("T", [0.3, 1.0, 2.5])
    def test_draws_follow_the_softmax(self, T):
        logits = np.array([1.0, -0.5, 0.3, 2.0])
        p = torch.softmax(torch.from_numpy(logits) / T, dim=0).numpy()
        draws = REFERENCE["sample"](np.tile(logits, (20_000, 1)), T, np.random.default_rng(0))
        assert stats.chisquare(np.bincount(draws, minlength=4), 20_000 * p).pvalue > 0.001

    @pytest.mark.slow
    def test_other_ways_to_draw_pass(self):
        def cold(logits, T):
            return T == 0, np.exp((logits - logits.max(axis=1, keepdims=True)) / (T or 1))

        def gumbel(logits, T, rng):
            return (
                logits.argmax(axis=1)
                if T == 0
                else (logits / T + rng.gumbel(size=logits.shape)).argmax(axis=1)
            )

        def choice(logits, T, rng):
            zero, p = cold(logits, T)
            rows = p / p.sum(axis=1, keepdims=True)
            return logits.argmax(axis=1) if zero else np.array([rng.choice(len(row), p=row) for row in rows])

        def limit(logits, T, rng):
            return REFERENCE["sample"](logits, max(T, 1e-6), rng)

        assert passes("sample", gumbel)
        assert passes("sample", choice)
        assert passes("sample", limit)

    @pytest.mark.parametrize("seed", range(200, 230))
    def test_right_draws_pass_on_every_seed(self, seed):
        assert engine.run(RECORDS["sample"], REFERENCE["sample"], (seed,)).passed

    @pytest.mark.slow
    def test_draws_without_chance_at_zero_alone_are_not_taken_for_a_division(self):
        def uniform(logits, T, rng):
            return (
                rng.integers(0, logits.shape[1], len(logits))
                if T == 0
                else REFERENCE["sample"](logits, T, rng)
            )

        result = engine.run(RECORDS["sample"], uniform)
        assert (result.status, result.hint) == ("failed", None)


class TestGenerate:
    def test_the_case_by_hand(self):
        def step(symbol, state):
            return symbol + state, symbol + state

        assert REFERENCE["generate"](step, 0, [2, 3], 3, lambda logits: logits + 1) == [6, 12, 24]

    def test_a_greedy_text_is_that_of_an_lstm_that_reads_all_of_it_again(self):
        torch.manual_seed(0)
        cell, out = torch.nn.LSTM(5, 8, batch_first=True), torch.nn.Linear(8, 5)

        def step(symbol, state):
            h, state = cell(functional.one_hot(torch.tensor([[symbol]]), 5).float(), state)
            return out(h)[0, 0].detach().numpy(), state

        text = [3, 1]
        for _ in range(12):
            h, _ = cell(functional.one_hot(torch.tensor([text]), 5).float())
            text.append(int(out(h)[0, -1].argmax()))
        assert REFERENCE["generate"](step, None, [3, 1], 12, given.highest) == text[2:]

    def test_the_whole_text_again_for_each_symbol_passes(self):
        def again(step, state, prompt, length, choose):
            written = []
            for _ in range(length):
                now = state
                for symbol in [*prompt, *written]:
                    logits, now = step(symbol, now)
                written.append(np.int64(choose(logits)))
            return written

        assert passes("generate", again)


def followers(train, context):
    return Counter(m.group(1) for m in re.finditer(f"(?<={re.escape(context)})(.)", train))


def by_recursion(train, n, K):
    """Return the formula as it stands, counted by a regular expression for each question."""

    def prob(context, symbol):
        context = context[max(len(context) - n + 1, 0) :]
        shorter = prob(context[1:], symbol) if context else 1 / K
        found = followers(train, context)
        weight = len(found)
        return (found[symbol] + weight * shorter) / (found.total() + weight) if weight else shorter

    return prob


class TestCounts:
    @pytest.mark.parametrize("n", [1, 2, 3, 5])
    def test_probabilities_sum_to_one_and_are_those_of_the_formula(self, n):
        rng = np.random.default_rng(n)
        train = "".join(rng.choice(list("abc"), 40))
        prob, other = REFERENCE["witten_bell"](train, n, 5), by_recursion(train, n, 5)
        for context in ("", "a", "cb", "zz", "abcab", "zab"):
            found = [prob(context, symbol) for symbol in "abcde"]
            assert sum(found) == pytest.approx(1)
            assert min(found) > 0
            assert found == pytest.approx([other(context, symbol) for symbol in "abcde"])

    def test_the_cases_by_hand(self):
        prob = REFERENCE["witten_bell"]("aab", 2, 2)
        assert [prob("", "b"), prob("a", "b"), prob("b", "b")] == pytest.approx([0.4, 0.45, 0.4])
        assert REFERENCE["witten_bell"]("abracadabra", 2, 5)("a", "b") == pytest.approx((2 + 9 / 16) / 7)

    def test_a_recursion_passes(self):
        assert passes("witten_bell", by_recursion)

    @pytest.mark.parametrize("nothing", [None, ...])
    def test_what_is_not_written_is_handed_on(self, nothing):
        assert language.smoothed(lambda *args: nothing, "a", 1, 2, [""], ["a"]) is nothing
        assert language.smoothed(lambda *args: lambda *one: None, "a", 1, 2, [""], ["a"]) is None
        assert language.draws(lambda *args: nothing, np.zeros((1, 2)), 3, 1.0, 0) is nothing

    def test_what_is_no_function_is_refused(self):
        with pytest.raises(TypeError, match=r"expected a function prob\(context, symbol\), got float"):
            language.smoothed(lambda *args: 0.5, "a", 1, 2, [""], ["a"])

    def test_draws_of_one_generator_and_of_arrays_of_its_own(self):
        logits = np.zeros((2, 3))

        def changes(given, T, rng):
            given += 1
            return given[:, 0] * 0 + rng.random(len(given))

        first, second = language.draws(changes, logits, 4, 1.0, 7)
        np.testing.assert_array_equal([first, second], np.random.default_rng(7).random((2, 8)))
        assert not logits.any()


class TestCopies:
    def test_the_cases_by_hand(self):
        assert REFERENCE["memorised"](["abcab"], "xabcx", 3) == pytest.approx((1 / 3, 3 / 5))
        assert REFERENCE["memorised"](["abcab", "ab"], "xabcx", 3) == pytest.approx((1 / 3, 3 / 7))
        assert REFERENCE["memorised"]([], "xabcx", 3) == (0, 0)

    @pytest.mark.parametrize("length", [1, 2, 4, 9])
    def test_a_text_is_a_copy_of_itself_and_letters_are_marked_by_regular_expressions(self, length):
        rng = np.random.default_rng(length)
        train, *samples = ("".join(rng.choice(list("ab c"), size)) for size in (60, 30, 9, 3, 20))
        assert REFERENCE["memorised"]([train], train, length) == (1, 1)
        starts = [
            [m.start() for m in re.finditer(f"(?=.{{{length}}})", one) if one[m.start() :][:length] in train]
            for one in samples
        ]
        marked = sum(len({k + j for k in places for j in range(length)}) for places in starts)
        count = sum(max(len(one) - length + 1, 0) for one in samples)
        wanted = sum(map(len, starts)) / count, marked / sum(map(len, samples))
        assert REFERENCE["memorised"](samples, train, length) == pytest.approx(wanted)


def test_the_numbers_of_the_quiz():
    right = RECORDS["language_quiz"].reference()
    p = np.array([[0.5, 0.3, 0.2]])
    assert right["after the softmax"] == round(100 * (p / 0.5 / (p / 0.5).sum())[0, 0])
    nucleus = REFERENCE["truncate"](np.array([[0.4, 0.3, 0.2, 0.1]]), 4, 0.8)
    assert right["nucleus"] == np.count_nonzero(nucleus)
