"""The references of lesson 19 against PyTorch, enumeration and cases by hand; right answers in other forms."""

import itertools
import math

import numpy as np
import pytest
import torch

from lstm_course import check
from lstm_course.check import engine
from lstm_course.check.records.lesson_19 import _lattices, edit_operations, mix
from lstm_course.drive import speech

RECORDS = {name: record for name, record in check.records().items() if record.lesson == 19}
REFERENCE = {name: record.reference for name, record in RECORDS.items()}
SIZES = [(1, 2, 0), (2, 3, 0), (4, 3, 2), (5, 2, 1), (5, 4, 0)]


def passes(name, fn):
    """Whether an answer in another form passes, on the seeds of the check and on others."""
    return all(engine.run(RECORDS[name], fn, seeds).passed for seeds in (engine.SEEDS, (3,)))


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, record in RECORDS.items() if record.drive is not None])
def test_every_argument_matters(name):
    """What test_check proves where no driver stands between."""
    record = RECORDS[name]
    for k in range(len(record.parameters)):
        first = []

        def ignores(*args, k=k, first=first):
            first[:] = first or [args[k].copy() if isinstance(args[k], np.ndarray) else args[k]]
            return record.reference(*args[:k], first[0], *args[k + 1 :])

        assert not check.run(name, ignores).passed, record.parameters[k]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "argument"), [("mix", "noise"), ("stft", "x"), ("ctc_alpha", "log_p")])
def test_a_changed_argument_is_noticed_through_a_driver(name, argument):
    record = RECORDS[name]
    k = record.parameters.index(argument)

    def spoils(*args):
        value = record.reference(*args)
        args[k][...] *= 2  # which is no matter for the next call of mix
        return value

    result = check.run(name, spoils)
    assert (result.hint, result.points) == ("inputs-changed", record.max_points)
    assert argument in result.message


class TestPaths:
    @pytest.mark.parametrize(("T", "V", "blank"), SIZES)
    def test_likelihoods_are_those_of_an_enumeration_and_sum_to_one(self, T, V, blank):
        log_p = _lattices.frames(np.random.default_rng(T), T, V)
        wanted = _lattices.by_enumeration(log_p, blank)
        for target, worth in wanted.items():
            assert REFERENCE["ctc_alpha"](log_p, list(target), blank) == pytest.approx(worth)
        assert np.logaddexp.reduce(list(wanted.values())) == pytest.approx(0)
        letters = [k for k in range(V) if k != blank]
        assert REFERENCE["ctc_alpha"](log_p, letters[:1] * (T + 1), blank) == -math.inf

    @pytest.mark.parametrize(("T", "V", "blank"), SIZES)
    def test_a_wide_beam_finds_the_best_text_and_a_narrow_one_a_lower_bound(self, T, V, blank):
        log_p = _lattices.frames(np.random.default_rng(T + 7), T, V, 0.7)
        wanted = _lattices.by_enumeration(log_p, blank)
        labels, worth = REFERENCE["prefix_beam"](log_p, blank, 10_000)
        assert tuple(labels) == max(wanted, key=wanted.get)
        assert worth == pytest.approx(wanted[tuple(labels)])
        labels, worth = REFERENCE["prefix_beam"](log_p, blank, 1)
        assert worth <= wanted[tuple(labels)] + 1e-12

    @pytest.mark.parametrize(
        ("target", "blank"), [([1], 0), ([1, 1], 0), ([2, 1, 2], 0), ([0, 2, 0], 3), ([1, 1, 1], 2)]
    )
    def test_likelihood_and_gradient_are_those_of_pytorch(self, target, blank):
        logits = torch.from_numpy(np.random.default_rng(5).normal(size=(6, 4))).requires_grad_()
        log_p = logits.log_softmax(dim=1)
        loss = torch.nn.functional.ctc_loss(
            log_p[:, None],
            torch.tensor([target]),
            torch.tensor([6]),
            torch.tensor([len(target)]),
            blank,
            "sum",
        )
        (wanted,) = torch.autograd.grad(loss, logits)
        log_p = log_p.detach().numpy()
        assert REFERENCE["ctc_alpha"](log_p, target, blank) == pytest.approx(-loss.item())
        gradient = REFERENCE["ctc_gradient"](log_p, target, blank)
        np.testing.assert_allclose(gradient + np.exp(log_p), wanted.numpy(), atol=1e-12)

    def test_the_gradient_is_that_of_differences(self):
        log_p, target = _lattices.frames(np.random.default_rng(2), 4, 3), [1, 1]
        gradient = REFERENCE["ctc_gradient"](log_p, target, 0)
        for place in np.ndindex(*log_p.shape):
            step = np.zeros(log_p.shape)
            step[place] = 1e-6
            sides = [-REFERENCE["ctc_alpha"](log_p + one, target, 0) for one in (step, -step)]
            assert gradient[place] == pytest.approx((sides[0] - sides[1]) / 2e-6, abs=1e-8)

    def test_the_cases_by_hand(self):
        assert REFERENCE["collapse"](list("aa-abb"), "-") == ["a", "a", "b"]
        assert REFERENCE["collapse"]([0, 0, 3, 0], 3) == [0, 0]
        two = np.log([[0.6, 0.4], [0.6, 0.4]])
        assert REFERENCE["ctc_alpha"](two, [1], 0) == pytest.approx(math.log(0.64))
        assert REFERENCE["ctc_alpha"](two, [1, 1], 0) == -math.inf
        assert REFERENCE["prefix_beam"](two, 0, 2) == ([1], pytest.approx(math.log(0.64)))
        np.testing.assert_allclose(REFERENCE["ctc_gradient"](two, [1], 0), [[-0.375, -0.625]] * 2)

    def test_other_forms_pass(self):
        def by_group(path, blank):
            return tuple(label for label, _ in itertools.groupby(path) if label != blank)

        def by_prefixes(log_p, target, blank):
            beam = {(0, blank): 0.0}
            for row in log_p:
                new = {}
                for (n, last), worth in beam.items():
                    for label, p in enumerate(row):
                        grown = n + (label not in (blank, last))
                        if grown == n or (n < len(target) and target[n] == label):
                            new[grown, label] = np.logaddexp(new.get((grown, label), -np.inf), worth + p)
                beam = new
            return np.logaddexp.reduce([v for (n, _), v in beam.items() if n == len(target)] or [-np.inf])

        def by_mirror(log_p, target, blank):
            z = np.array([blank, *itertools.chain.from_iterable((k, blank) for k in target)])

            def forward(rows, z):
                alpha = np.full((len(rows), len(z)), -np.inf)
                alpha[0, :2] = rows[0, z[:2]]
                for t in range(1, len(rows)):
                    for s in range(len(z)):
                        back = 3 if s > 1 and z[s] not in (blank, z[s - 2]) else 2
                        ways = alpha[t - 1, max(s - back + 1, 0) : s + 1]
                        alpha[t, s] = np.logaddexp.reduce(ways) + rows[t, z[s]]
                return alpha

            alpha, beta = forward(log_p, z), forward(log_p[::-1], z[::-1])[::-1, ::-1]
            total = np.logaddexp.reduce(alpha[-1, -2:])
            if total == -np.inf:
                return np.zeros(log_p.shape)
            shares = np.exp(np.nan_to_num(alpha + beta - log_p[:, z], nan=-np.inf) - total)
            return -shares @ np.eye(log_p.shape[1])[z]

        assert passes("collapse", by_group)
        assert passes("ctc_alpha", by_prefixes)
        assert passes("ctc_gradient", by_mirror)
        assert passes("prefix_beam", lambda *args: tuple(map(np.asarray, REFERENCE["prefix_beam"](*args))))


class TestSounds:
    @pytest.mark.parametrize(("n", "L", "hop"), [(40, 8, 4), (41, 9, 2), (12, 12, 5), (30, 4, 9)])
    def test_spectra_are_those_of_pytorch(self, n, L, hop):
        rng = np.random.default_rng(n)
        x, window = rng.normal(size=n), rng.uniform(0.5, 1, L)
        frames = (n - L) // hop + 1
        wanted = torch.stft(
            torch.from_numpy(x), L, hop, L, torch.from_numpy(window), center=False, return_complex=True
        )
        found = REFERENCE["stft"](x, window, hop)
        assert found.shape == (frames, L // 2 + 1)
        np.testing.assert_allclose(found, wanted.numpy().T, atol=1e-12)

    def test_spectra_by_hand_and_by_the_definition(self):
        found = REFERENCE["stft"](np.array([1.0, 0, -1, 0, 1]), np.ones(4), 1)
        np.testing.assert_allclose(found, [[0, 2, 0], [0, 2j, 0]], atol=1e-12)

        def by_definition(x, window, hop):
            L = len(window)
            if len(x) < L:
                return np.zeros((0, L // 2 + 1), dtype=complex)
            turns = np.exp(-2j * np.pi * np.outer(np.arange(L), np.arange(L // 2 + 1)) / L)
            return (np.lib.stride_tricks.sliding_window_view(x, L)[::hop] * window) @ turns

        assert passes("stft", by_definition)

    @pytest.mark.parametrize("odd", [3, "text", [1.0], (np.zeros(1), np.zeros(1)), object()])
    def test_what_is_no_array_comes_through_as_it_is(self, odd):
        assert speech.spectrum(lambda *args: odd, np.zeros(3), np.ones(2), 1) == (odd, odd)
        assert speech.mixtures(lambda *args: odd, np.zeros(3), np.ones(2), 1.0, [1, 2]) is odd

    def test_the_ratio_is_that_of_the_definition(self):
        rng = np.random.default_rng(1)
        for n, m in ((9, 30), (30, 7), (5, 1)):
            clean, noise = rng.normal(size=n), rng.normal(1, 1, m)
            added = REFERENCE["mix"](clean, noise, -4.0, 3) - clean
            assert 10 * np.log10(np.mean(clean**2) / np.mean(added**2)) == pytest.approx(-4)
        assert np.array_equal(REFERENCE["mix"](clean, noise, math.inf, 3), clean)

    def test_other_ways_to_mix_pass(self):
        def by_norms(clean, noise, snr_db, seed):
            start = int(np.random.default_rng(seed).random() * len(noise))
            part = np.take(noise, range(start, start + len(clean)), mode="wrap")
            gain = np.linalg.norm(clean) / np.linalg.norm(part) * 10 ** (-snr_db / 20)
            return (clean + gain * part).astype(np.float32)

        assert passes("mix", by_norms)

    def test_laws_are_told_apart(self):
        rng = np.random.default_rng(0)
        clean, part, noise = rng.normal(0, 3, 9), rng.normal(1, 2, 9), rng.normal(1, 3, 40)
        gains = [law(clean, part, noise, 7.0) for law in mix.LAWS.values()]
        assert len(set(np.round(gains, 6))) == len(gains)


class TestErrors:
    @pytest.mark.slow
    def test_distances_and_lists_are_those_of_an_enumeration(self):
        rng = np.random.default_rng(0)
        for _ in range(40):
            one, other = ("".join(rng.choice(list("abc"), rng.integers(0, 5))) for _ in range(2))
            distance, operations = REFERENCE["edit_operations"](one, other)
            reached, steps = {one}, 0
            while other not in reached:
                steps += 1
                for text in list(reached):
                    for k in range(len(text) + 1):
                        reached |= {text[:k] + letter + text[k:] for letter in "abc"}
                        reached |= {text[:k] + letter + text[k + 1 :] for letter in ("", *"abc")}
            assert distance == steps
            assert sum(kind != "keep" for kind, _, _ in operations) == steps
            assert "".join(old for _, old, _ in operations) == one
            assert "".join(new for _, _, new in operations) == other

    def test_any_shortest_list_passes(self):
        assert passes("edit_operations", edit_operations._diagonal_first)

        def mirrored(reference, found):
            distance, operations = REFERENCE["edit_operations"](reference[::-1], found[::-1])
            return np.int64(distance), tuple(map(list, operations[::-1]))

        assert passes("edit_operations", mirrored)

    @pytest.mark.parametrize(
        ("odd", "words"),
        [
            (3, "no list"),
            ({}, "no list"),
            ("abc", "no list"),
            (["abc"], "no triples"),
            ([("keep", "a")], "no triples"),
            ([("keep", 1, 1)], "no strings"),
            ([("delete", "a", None)], "None in a triple"),
            ([], "[]"),
            ((["keep", "a", "a"],), '[["keep", "a", "a"]]'),
        ],
    )
    def test_what_is_no_list_of_triples_is_said_to_be_none(self, odd, words):
        assert speech.edits(lambda *args: (1, odd), "a", "a") == (1, words)

    def test_minus_infinity_is_told_apart(self):
        for value in (-math.inf, np.float64(-np.inf), np.array(-np.inf)):
            assert speech.likelihood(lambda *args, v=value: v, np.zeros((1, 2)), [1], 0) == (True, 0.0)
        assert speech.likelihood(lambda *args: -1e30, np.zeros((1, 2)), [1], 0) == (False, -1e30)
