"""The references of lesson 20 against PyTorch, plain enumeration and what was measured by hand."""

import itertools

import numpy as np
import pytest
import torch

from lstm_course import cells, check
from lstm_course.check import engine
from lstm_course.check.records.lesson_20 import _observed
from lstm_course.drive import captions, pictures

RECORDS = {name: record for name, record in check.records().items() if record.lesson == 20}
REFERENCE = {name: record.reference for name, record in RECORDS.items()}
OTHER = (100,)


def passes(name, fn):
    """Whether an answer in another form passes, on the seeds of the check and on others."""
    return all(engine.run(RECORDS[name], fn, seeds).passed for seeds in (engine.SEEDS, (3,)))


@pytest.mark.slow
@pytest.mark.parametrize("name", RECORDS)
def test_mistakes_are_named_on_another_seed(name):
    record = RECORDS[name]
    assert engine.run(record, record.reference, OTHER).passed
    for mutant in record.mutants:
        result = engine.run(record, record.build(mutant), OTHER)
        assert mutant.message in result.message, (mutant.name, result.message)


class TestPictures:
    def test_sizes_are_those_of_pytorch(self):
        ranges = (range(1, 10), range(1, 6), (1, 2, 3), range(4), (1, 2, 3))
        for size, kernel, stride, padding, dilation in itertools.product(*ranges):
            row, weights = torch.zeros(1, 1, size), torch.zeros(1, 1, kernel)
            try:
                out = torch.nn.functional.conv1d(
                    row, weights, stride=stride, padding=padding, dilation=dilation
                )
                wanted = out.shape[-1]
            except RuntimeError:
                wanted = 0
            assert REFERENCE["conv_out"](size, kernel, stride, padding, dilation) == wanted

    def test_the_sizes_by_hand(self):
        conv_out = REFERENCE["conv_out"]
        assert [conv_out(8, 3), conv_out(8, 3, 2), conv_out(8, 3, 2, 1)] == [6, 3, 4]

    def test_places_that_are_counted_pass(self):
        def counted(size, kernel, stride=1, padding=0, dilation=1):
            return len(range(0, size + 2 * padding - dilation * (kernel - 1), stride))

        assert passes("conv_out", counted)

    def test_every_frame_is_seen_alone(self):
        x = torch.randn(3, 4, 2, 5, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
        net = torch.nn.Conv2d(2, 3, 3, dtype=torch.float64)
        found = REFERENCE["time_distributed"](net, x)
        for n, t in itertools.product(range(3), range(4)):
            torch.testing.assert_close(found[n, t], net(x[n, t][None])[0])

    def test_other_ways_to_every_frame_pass(self):
        def time_first(f, x):
            T, N = x.shape[1], x.shape[0]
            out = f(x.transpose(0, 1).reshape(T * N, *x.shape[2:]))
            return out.reshape(T, N, *out.shape[1:]).transpose(0, 1)

        assert passes("time_distributed", time_first)
        assert passes("time_distributed", lambda f, x: torch.vmap(f, in_dims=1, out_dims=1)(x))

    def test_the_driver_says_what_f_takes(self):
        with pytest.raises(ValueError, match=r"\(B, C, H, W\), got \(2, 1, 1, 1, 1\)"):
            pictures.frame_by_frame(lambda f, x: f(x), "number", np.zeros((2, 1, 1, 1, 1)))

    def test_a_result_that_is_no_tensor_has_no_gradient(self):
        x = np.ones((1, 2, 1, 1, 1))
        out, gradient, calls = pictures.frame_by_frame(lambda f, x: 3.0, "number", x)
        assert (out, gradient.shape, gradient.any(), calls) == (3.0, x.shape, False, 0)

    @pytest.mark.parametrize("k", [1, 3])
    def test_with_one_pixel_of_kernel_each_pixel_is_an_lstm_step(self, k):
        rng, (N, D, K, height, width) = np.random.default_rng(k), (2, 3, 2, 3, 4)
        x, h, c = (rng.normal(size=(N, n, height, width)) for n in (D, K, K))
        W, U, b = np.zeros((4 * K, D, k, k)), np.zeros((4 * K, K, k, k)), rng.normal(size=4 * K)
        W[:, :, k // 2, k // 2], U[:, :, k // 2, k // 2] = (
            rng.normal(size=(4 * K, D)),
            rng.normal(size=(4 * K, K)),
        )
        new_h, new_c, _ = pictures.picture_step(REFERENCE["convlstm_step"], x, h, c, W, U, b)
        weights = W[:, :, k // 2, k // 2].T, U[:, :, k // 2, k // 2].T, b
        for i, j in itertools.product(range(height), range(width)):
            one, other, _ = cells.lstm_step(x[:, :, i, j], h[:, :, i, j], c[:, :, i, j], *weights)
            np.testing.assert_allclose(new_h[:, :, i, j], one, atol=1e-12)
            np.testing.assert_allclose(new_c[:, :, i, j], other, atol=1e-12)

    def test_a_step_of_pictures_is_a_sum_over_neighbours(self):
        rng = np.random.default_rng(1)
        x, h, c = (rng.normal(size=(1, 1, 4, 3)) for _ in range(3))
        W, U, b = (rng.normal(size=shape) for shape in ((4, 1, 3, 3), (4, 1, 3, 3), (4,)))
        _, new_c, _ = pictures.picture_step(REFERENCE["convlstm_step"], x, h, c, W, U, b)
        wide = [np.pad(one[0, 0], 1) for one in (x, h)]
        for i, j in itertools.product(range(4), range(3)):
            sums = b + sum(
                (kernel[:, 0] * one[i : i + 3, j : j + 3]).sum(axis=(1, 2))
                for kernel, one in zip((W, U), wide, strict=True)
            )
            gates = cells.sigmoid(sums)
            assert new_c[0, 0, i, j] == pytest.approx(gates[1] * c[0, 0, i, j] + gates[0] * np.tanh(sums[2]))

    def test_joined_channels_pass(self):
        def joined(x, h, c, W, U, b):
            both, kernels = torch.cat([x, h], 1), torch.cat([W, U], 1)
            sums = torch.nn.functional.conv2d(both, kernels, b, padding="same")
            i, f, g, o = sums.split(h.shape[1], dim=1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            return o.sigmoid() * c.tanh(), c

        assert passes("convlstm_step", joined)


class TestOrder:
    def test_the_ceilings_by_hand(self):
        bag_ceiling = REFERENCE["bag_ceiling"]
        assert bag_ceiling([["a", "b"], ["b", "a"], ["a", "a"]], ["x", "y", "x"]) == pytest.approx(2 / 3)
        pairs = list(itertools.permutations([1, 4, 7], 2))
        assert bag_ceiling([list(pair) for pair in pairs], [f"{a}{b}" for a, b in pairs]) == 0.5

    def test_no_rule_of_the_bag_is_better(self):
        rng = np.random.default_rng(0)
        for _ in range(30):
            bags = [[int(k) for k in rng.integers(0, 2, rng.integers(0, 3))] for _ in range(7)]
            labels = [int(k) for k in rng.integers(0, 3, 7)]
            names = sorted({tuple(sorted(bag)) for bag in bags})
            best = max(
                sum(rule[names.index(tuple(sorted(bag)))] == y for bag, y in zip(bags, labels, strict=True))
                for rule in itertools.product(range(3), repeat=len(names))
            )
            assert REFERENCE["bag_ceiling"](bags, labels) == pytest.approx(best / 7)

    def test_a_bag_says_the_same_backwards_and_a_reader_of_order_does_not(self):
        rng, mirror = np.random.default_rng(0), np.array([1, 0])
        clips, lengths = rng.normal(size=(200, 4, 1, 2, 2)), rng.integers(2, 5, 200)
        for kind in ("bag", "in order", "last"):
            model = pictures.Reader(kind, 2).eval()
            given = torch.from_numpy(clips), torch.from_numpy(lengths)
            labels = model(*given).argmax(dim=1).numpy()
            same, mirrored, after = pictures.backwards(
                REFERENCE["reversal_probe"], kind, True, clips, lengths, labels, mirror
            )
            assert same == pytest.approx(1 - mirrored)
            assert (same == 1.0) == (kind == "bag")
            np.testing.assert_array_equal(after, clips)

    def test_the_case_by_hand(self):
        class Says(torch.nn.Module):
            def forward(self, clips, lengths):
                return torch.tensor([[0.0, 1.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0]])

        clips, lengths = torch.zeros(4, 1, 1, 1, 1), torch.ones(4, dtype=torch.int64)
        labels, mirror = torch.tensor([0, 0, 1, 1]), torch.tensor([1, 0])
        assert REFERENCE["reversal_probe"](Says(), clips, lengths, labels, mirror) == (0.25, 0.75)

    def test_an_index_for_the_whole_batch_passes(self):
        def by_index(model, clips, lengths, labels, mirror):
            steps = torch.arange(clips.shape[1])
            places = torch.where(steps < lengths[:, None], lengths[:, None] - 1 - steps, steps)
            found = model.eval()(clips[torch.arange(len(clips))[:, None], places], lengths).argmax(-1)
            return float((found == labels).float().mean()), float((mirror[found] == labels).float().mean())

        assert passes("reversal_probe", by_index)

    @pytest.mark.parametrize(("drive", "count"), [(pictures.backwards, 6), (pictures.picture_step, 6)])
    def test_results_that_are_no_pair_are_refused(self, drive, count):
        args = {
            pictures.backwards: (
                "bag",
                False,
                np.zeros((1, 1, 1, 1, 1)),
                np.ones(1, int),
                np.zeros(1, int),
                np.arange(2),
            ),
            pictures.picture_step: (np.zeros((1, 1, 1, 1)),) * 3
            + (np.zeros((4, 1, 1, 1)),) * 2
            + (np.zeros(4),),
        }[drive]
        assert len(args) == count
        with pytest.raises(TypeError, match="expected two"):
            drive(lambda *args: 1.0, *args)

    def test_an_unknown_kind_is_refused(self):
        with pytest.raises(ValueError, match="kind must be one of bag"):
            pictures.Reader("sideways", 2)


class TestCaptions:
    def test_the_case_by_hand(self):
        state = np.array([[0, 2, 0, 1, 3, 1], [0, 3, 0, 0, 0, 0]], dtype=float)
        step = captions.script_decoder
        assert REFERENCE["caption_decode"](step, state, "abc$def", 6, 3, 9) == ["cab", ""]
        assert REFERENCE["caption_decode"](step, state, "abc$def", 6, 3, 2) == ["ca", ""]

    def test_picture_by_picture_passes(self):
        def alone(step, state, alphabet, start, end, max_length):
            found = []
            for n in range(len(state)):
                one, letter, text = state[n : n + 1], start, ""
                while len(text) < max_length:
                    logits, one = step([letter], one)
                    letter = int(logits[0].argmax())
                    if letter == end:
                        break
                    text += alphabet[letter]
                found.append(text)
            return tuple(found)

        assert passes("caption_decode", alone)

    def test_all_letters_first_and_a_cut_afterwards_passes(self):
        def cut(step, state, alphabet, start, end, max_length):
            letters, rows = np.full(len(state), start), [[] for _ in state]
            for _ in range(max_length):
                logits, state = step(letters, state)
                letters = logits.argmax(axis=1)
                for row, letter in zip(rows, letters, strict=True):
                    row.append(alphabet[letter])
            return ["".join(row).split(alphabet[end])[0] for row in rows]

        assert passes("caption_decode", cut)

    def test_decoders_leave_the_state_and_refuse_other_letters(self):
        for step, state in (
            (captions.script_decoder, np.array([[0.0, 1.0, 2.0]])),
            (captions.reading_decoder, np.array([[3.0, 4.0]])),
        ):
            before = state.copy()
            step([2], state)
            np.testing.assert_array_equal(state, before)
            with pytest.raises(ValueError, match=r"shape \(1,\), got \(\)"):
                step(2, state)
            with pytest.raises(TypeError, match="whole numbers"):
                step([2.0], state)

    def test_the_symbol_that_is_never_chosen_is_not(self):
        rng = np.random.default_rng(0)
        letters, state = rng.integers(0, 7, 500), rng.integers(0, 23, (500, 2)).astype(float)
        logits, _ = captions.reading_decoder(letters, state)
        assert not (logits.argmax(axis=1) == captions.NEVER).any()


class TestPairs:
    def test_splits_keep_their_promises(self):
        words = list("abcdef")
        pairs = [(a, b) for a in words for b in words]
        for seed in range(30):
            train, test = REFERENCE["compositional_split"](pairs, 0.3, seed)
            assert sorted(train + test) == sorted(pairs)
            assert {(b, a) for a, b in test} == set(test)
            assert {a for a, _ in train} == {b for _, b in train} == set(words)
            assert 0.3 * 36 <= len(test) < 0.3 * 36 + 2

    @pytest.mark.slow
    def test_every_order_of_the_probes_lists_reaches_the_share(self):
        for seed in range(20):
            record = RECORDS["compositional_split"]
            for probe in record.probes(np.random.default_rng(seed)):
                found = captions.splits(record.reference, *probe.args)
                words = _observed.divided(
                    dict(zip(("train", "test", "pairs"), found, strict=True)), probe.args
                )
                assert words["share of the test"] in ("reached", "nothing")
                assert words["words"] == "all known in both places"

    @pytest.mark.slow
    def test_other_ways_to_split_pass(self):
        def by_trial(pairs, share, seed):
            """Draw an order of the groups again and again, until one keeps all words."""
            rng = np.random.default_rng([seed, 1])
            groups = sorted({frozenset(pair) for pair in pairs}, key=sorted)
            while True:
                test = set()
                for k in rng.permutation(len(groups)):
                    if len(test) < share * len(pairs):
                        test |= {pair for pair in pairs if set(pair) == groups[k]}
                train = set(pairs) - test
                if all({p[k] for p in train} == {p[k] for p in pairs} for k in (0, 1)):
                    return train, test

        assert passes("compositional_split", by_trial)

        def in_arrays(pairs, share, seed):
            train, test = REFERENCE["compositional_split"](pairs, share, seed)
            return np.array(train), [list(pair) for pair in test]

        assert passes("compositional_split", in_arrays)

    @pytest.mark.parametrize("odd", [3, [1, 2, 3], ([], 4), "ab"])
    def test_what_is_no_two_lists_is_refused(self, odd):
        with pytest.raises(TypeError, match="expected"):
            captions.splits(lambda *args: odd, [("a", "b")], 0.0, [1])

    def test_entries_that_are_no_pairs_are_counted(self):
        train, test, said = captions.splits(
            lambda pairs, share, seed: (pairs, ["ab", ("b", "a"), 3]), [("a", "b"), ("a", "c")], 0.0, [1]
        )
        np.testing.assert_array_equal(train, [[1, 1, 0]])
        np.testing.assert_array_equal(test, [[0, 0, 3]])
        assert said == "as it was"

    @pytest.mark.slow
    def test_a_seed_that_repeats_nothing_is_noticed(self):
        drawn = np.random.default_rng(0)

        def at_random(pairs, share, seed):
            return REFERENCE["compositional_split"](pairs, share, int(drawn.integers(10**6)))

        assert "same arguments" in check.run("compositional_split", at_random).message


@pytest.mark.slow
def test_a_result_whose_axes_differ_from_call_to_call_is_read():
    def other_frames(f, x):
        N, T = x.shape[:2]
        mixed = x.flatten(0, 1).transpose(0, 1).reshape(N * T, *x.shape[2:])
        return f(mixed).unflatten(0, (N, T))

    assert "could not be read" not in check.run("time_distributed", other_frames).message
