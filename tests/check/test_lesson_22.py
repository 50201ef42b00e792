"""The references of lesson 22 against plain loops, closed forms and PyTorch; right answers in other forms."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from lstm_course import check
from lstm_course.check import engine
from lstm_course.check.records.lesson_22 import choose_model
from lstm_course.drive import passes

RECORDS = {name: record for name, record in check.records().items() if record.lesson == 22}
REFERENCE = {name: record.reference for name, record in RECORDS.items()}


def passed(name, fn):
    """Whether an answer in another form passes, on the seeds of the check and on others."""
    return all(engine.run(RECORDS[name], fn, seeds).passed for seeds in (engine.SEEDS, (3,)))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def linear_loop(f, b, h0):
    h, states = h0, []
    for t in range(f.shape[1]):
        h = f[:, t] * h + b[:, t]
        states.append(h)
    return np.stack(states, axis=1)


class TestOneEquation:
    @pytest.mark.parametrize("T", [1, 2, 3, 5, 8, 13, 64, 65])
    def test_the_scan_is_the_loop_also_from_a_given_state(self, T):
        rng = np.random.default_rng(T)
        f, b, h0 = rng.uniform(size=(2, T, 3)), rng.normal(size=(2, T, 3)), rng.normal(size=(2, 3))
        np.testing.assert_allclose(REFERENCE["minlstm_scan"](f, b, h0), linear_loop(f, b, h0), atol=1e-12)

    def test_the_minlstm_is_its_scan(self):
        rng = np.random.default_rng(0)
        x, h0, W, b = (rng.normal(size=size) for size in ((3, 7, 2), (3, 4), (2, 12), (12,)))
        i, f, g = np.split(x @ W + b, 3, axis=2)
        share = sigmoid(f) / (sigmoid(f) + sigmoid(i))
        np.testing.assert_allclose(
            REFERENCE["minlstm_loop"](x, h0, W, b),
            REFERENCE["minlstm_scan"](share, (1 - share) * g, h0),
            atol=1e-12,
        )

    def test_the_cases_by_hand(self):
        wanted = [1, 1.5, 1.75, 1.875]
        x, W, b = np.ones((1, 4, 1)), np.zeros((1, 3)), np.array([0.0, 0.0, 2.0])
        np.testing.assert_allclose(REFERENCE["minlstm_loop"](x, np.zeros((1, 1)), W, b)[0, :, 0], wanted)
        f, ones = np.full((1, 4, 1), 0.5), np.ones((1, 4, 1))
        scan = REFERENCE["minlstm_scan"]
        np.testing.assert_allclose(scan(f, ones, np.zeros((1, 1)))[0, :, 0], wanted)
        assert scan(f, ones, np.full((1, 1), 16.0))[0, -1, 0] == 2.875

    def test_other_forms_pass(self):
        def by_share(x, h0, W, b):
            i, f, g = np.split(x @ W + b, 3, axis=2)
            share = 1 / (1 + np.exp(np.logaddexp(0, -f) - np.logaddexp(0, -i)))
            return linear_loop(share, (1 - share) * g, h0)

        def filled(x, h0, W, b):
            h = np.zeros((*x.shape[:2], h0.shape[1]), dtype=np.float32)
            h[:] = by_share(x, h0, W, b)
            return h

        assert passed("minlstm_loop", by_share)
        assert passed("minlstm_loop", filled)

    def test_scans_of_other_forms_pass(self):
        def in_place(f, b, h0):
            f, b = f.copy(), b.copy()
            b[:, 0] += f[:, 0] * h0
            d = 1
            while d < f.shape[1]:
                b[:, d:] += f[:, d:] * b[:, :-d]
                f[:, d:] *= f[:, :-d]
                d *= 2
            return b

        def halves(f, b, h0):
            if f.shape[1] == 1:
                return f * h0[:, None] + b
            if f.shape[1] % 2:
                f = np.concatenate([f, 0 * f[:, :1]], axis=1)
                b = np.concatenate([b, 0 * b[:, :1]], axis=1)
                return halves(f, b, h0)[:, :-1]
            odd = halves(f[:, 1::2] * f[:, ::2], f[:, 1::2] * b[:, ::2] + b[:, 1::2], h0)
            before = np.concatenate([h0[:, None], odd[:, :-1]], axis=1)
            return np.stack([f[:, ::2] * before + b[:, ::2], odd], axis=2).reshape(f.shape)

        def one_matrix(f, b, h0):
            T = f.shape[1]
            logs = np.where(f > 0, np.log(np.where(f > 0, f, 1)), -1e4)
            sums = np.cumsum(logs, axis=1)
            decay = np.exp(np.where(np.tri(T)[:, :, None] == 1, sums[:, :, None] - sums[:, None], -np.inf))
            return np.exp(sums) * h0[:, None] + (decay * b[:, None]).sum(axis=2)

        for answer in (in_place, halves, one_matrix):
            assert passed("minlstm_scan", answer), answer.__name__

    @pytest.mark.slow
    def test_a_loop_loses_the_points_for_passes_however_it_is_written(self):
        def filled(f, b, h0):
            h = np.zeros_like(b)
            for t in range(f.shape[1]):
                h[:, t] = f[:, t] * (h[:, t - 1] if t else h0) + b[:, t]
            return h

        def too_many_passes(f, b, h0):
            for k in range(f.shape[1]):
                d = min(2**k, f.shape[1])
                b = np.concatenate([b[:, :d], f[:, d:] * b[:, : f.shape[1] - d] + b[:, d:]], axis=1)
                f = np.concatenate([f[:, :d], f[:, d:] * f[:, : f.shape[1] - d]], axis=1)
            return f * h0[:, None] + b

        assert check.run("minlstm_scan", too_many_passes).parts == {"h": 6, "number of NumPy calls": 0}
        for answer in (filled, linear_loop):
            result = check.run("minlstm_scan", answer)
            assert result.parts == {"h": 6, "number of NumPy calls": 0}
            assert "called anew for every step" in result.message

    @pytest.mark.slow
    @pytest.mark.parametrize("name", ["minlstm_scan", "mlstm_parallel"])
    def test_arguments_matter_and_stay_and_axes_of_one_too(self, name):
        record = RECORDS[name]
        first = engine.make_probes(record, engine.SEEDS)[0].args
        for k in range(len(first)):
            assert not check.run(
                name, lambda *args, k=k: record.reference(*args[:k], first[k], *args[k + 1 :])
            ).passed
        assert not check.run(name, lambda *args: np.squeeze(record.reference(*args))).passed

        def vandal(*args):
            found = record.reference(*args)
            args[0][...] *= 2
            return found

        result = check.run(name, vandal)
        assert record.given[0] in result.message
        assert result.points == result.max_points


class TestCounting:
    def test_every_call_counts_and_the_numbers_stay(self):
        kind, calls = passes.counting()
        rng = np.random.default_rng(0)
        x = rng.normal(size=(2, 3))
        counted = x.view(kind)
        np.testing.assert_array_equal(np.asarray(counted * 2 + np.exp(counted)), x * 2 + np.exp(x))
        assert len(calls) == 3
        total, parts = counted.sum(axis=0), np.divmod(counted, 2)
        np.testing.assert_array_equal(np.asarray(total), x.sum(axis=0))
        assert all(type(one) is kind for one in parts)
        counted += 1
        assert type(counted) is kind
        joined = [
            np.concatenate([counted, counted]),
            np.where(counted > 0, counted, 0),
            *np.split(counted, 2),
        ]
        assert all(type(one) is kind for one in joined)
        np.testing.assert_array_equal(np.asarray(joined[0]), np.concatenate([x, x]))
        assert {"add", "multiply", "exp", "divmod", "concatenate"} <= set(calls)

    def test_nothing_is_handed_on_as_it_came(self):
        for nothing in (None, ...):
            assert passes.scan_passes(lambda *_, found=nothing: found, *[np.ones((1, 1, 1))] * 3) is nothing


class TestGatesWithoutACeiling:
    def test_it_is_the_plain_form_where_that_is_finite(self):
        rng, (N, D, H) = np.random.default_rng(1), (3, 2, 4)
        W, U, b = rng.normal(size=(D, 4 * H)), rng.normal(size=(H, 4 * H)), rng.normal(size=4 * H)
        h, c, n, m = (np.zeros((N, H)) for _ in range(4))
        plain_h, plain_c, plain_n = (np.zeros((N, H)) for _ in range(3))
        for _ in range(6):
            x = rng.normal(size=(N, D))
            h, c, n, m = REFERENCE["slstm_step"](x, h, c, n, m, W, U, b)
            i, f, g, o = np.split(x @ W + plain_h @ U + b, 4, axis=1)
            plain_c = sigmoid(f) * plain_c + np.exp(i) * np.tanh(g)
            plain_n = sigmoid(f) * plain_n + np.exp(i)
            plain_h = sigmoid(o) * plain_c / plain_n
            np.testing.assert_allclose(h, plain_h, rtol=1e-9)
            np.testing.assert_allclose(c * np.exp(m), plain_c, rtol=1e-9)
            np.testing.assert_allclose(n * np.exp(m), plain_n, rtol=1e-9)

    @pytest.mark.parametrize("size", [50.0, 800.0])
    def test_large_sums_stay_finite(self, size):
        b = np.array([size, -size, 0.5, 0.0])
        states = [np.full((1, 1), value) for value in (0.1, 0.2, 0.9, 0.3)]
        for _ in range(50):
            states = REFERENCE["slstm_step"](np.zeros((1, 1)), *states, np.zeros((1, 4)), np.zeros((1, 4)), b)
            assert all(np.isfinite(state).all() for state in states)
        np.testing.assert_allclose(states[0], sigmoid(0.0) * np.tanh(0.5))

    def test_the_case_by_hand(self):
        b = np.array([0.0, 0.0, 20.0, 0.0])
        states = [np.full((1, 1), value) for value in (0.0, 1.0, 2.0, 2.0)]
        h, c, n, m = REFERENCE["slstm_step"](np.zeros((1, 1)), *states, np.zeros((1, 4)), np.zeros((1, 4)), b)
        np.testing.assert_allclose(
            [h.item(), c.item(), n.item(), m.item()], [0.28, 1.271, 2.271, 1.307], atol=5e-4
        )

    @pytest.mark.parametrize("finite", [True, False])
    def test_the_log_of_a_sigmoid_that_is_0_does_not_pass(self, finite):
        def direct(x, h, c, n, m, W, U, b):
            H = h.shape[1]
            sums = np.concatenate([x, h], axis=1) @ np.concatenate([W, U]) + b
            with np.errstate(all="ignore"):
                log_f = np.log(1 / (1 + np.exp(-sums[:, H : 2 * H])))
            log_f = (
                np.minimum(sums[:, H : 2 * H], 0) - np.log1p(np.exp(-abs(sums[:, H : 2 * H])))
                if finite
                else log_f
            )
            new = np.where(log_f + m > sums[:, :H], log_f + m, sums[:, :H])
            i, f = np.exp(sums[:, :H] - new), np.exp(log_f + m - new)
            c, n = f * c + i * np.tanh(sums[:, 2 * H : 3 * H]), f * n + i
            return sigmoid(sums[:, 3 * H :]) * (c / n), c, n, new

        assert passed("slstm_step", direct) == finite


class TestAMatrixForAMemory:
    @pytest.mark.parametrize("sizes", [(1, 1, 1, 1), (2, 9, 3, 2), (3, 4, 2, 5)])
    def test_all_at_once_is_step_by_step(self, sizes):
        (N, T, D, E), rng = sizes, np.random.default_rng(2)
        q, k, v = (3 * rng.normal(size=(N, T, size)) for size in (D, D, E))
        i, f = rng.uniform(0, 3, (N, T)), rng.uniform(0.01, 1, (N, T))
        C, n, states = np.zeros((N, E, D)), np.zeros((N, D)), []
        for t in range(T):
            h, C, n = REFERENCE["mlstm_step"](q[:, t], k[:, t], v[:, t], i[:, t], f[:, t], C, n)
            states.append(h)
        np.testing.assert_allclose(
            REFERENCE["mlstm_parallel"](q, k, v, i, f), np.stack(states, axis=1), atol=1e-9
        )

    def test_orthonormal_keys_are_found_again_and_nothing_sees_the_future(self):
        rng, D = np.random.default_rng(3), 6
        keys = np.linalg.qr(rng.normal(size=(D, D)))[0]
        values = rng.normal(size=(D, 4))
        C, n = np.zeros((1, 4, D)), np.zeros((1, D))
        one = np.ones(1)
        for key, value in zip(keys, values, strict=True):
            h, C, n = REFERENCE["mlstm_step"](key[None], np.sqrt(D) * key[None], value[None], one, one, C, n)
            np.testing.assert_allclose(h[0], value)
        np.testing.assert_allclose(C[0] @ keys.T, values.T, atol=1e-12)
        q, k, v = (rng.normal(size=(1, 5, 2)) for _ in range(3))
        i, f = np.ones((1, 5)), np.full((1, 5), 0.5)
        before = REFERENCE["mlstm_parallel"](q, k, v, i, f)
        for changed in (q, k, v, i, f):
            changed[:, 3:] = 0.9
        np.testing.assert_array_equal(REFERENCE["mlstm_parallel"](q, k, v, i, f)[:, :3], before[:, :3])

    def test_the_cases_by_hand(self):
        k, v, one = np.array([[2.0, 0, 0, 0]]), np.array([[6.0]]), np.ones(1)
        for q, wanted in (([2.0, 0, 0, 0], 6), ([0.5, 3, 0, 0], 3)):
            h, C, n = REFERENCE["mlstm_step"](
                np.array([q]), k, v, one, one, np.zeros((1, 1, 4)), np.zeros((1, 4))
            )
            assert h.item() == wanted
        assert (C[0, 0, 0], n[0, 0]) == (6, 1)
        ones = np.ones((1, 3, 1))
        h = REFERENCE["mlstm_parallel"](
            ones, ones, np.array([4.0, 8, 0]).reshape(1, 3, 1), ones[..., 0], ones[..., 0] / 2
        )
        np.testing.assert_allclose(h[0, :, 0], [4, 6.667, 2.857], atol=5e-4)

    def test_other_forms_pass(self):
        def einsum(q, k, v, i, f, C, n):
            k = k / np.sqrt(k.shape[1])
            C = np.einsum("n,ned->ned", f, C) + np.einsum("n,ne,nd->ned", i, v, k)
            n = f[:, None] * n + i[:, None] * k
            h = np.einsum("ned,nd->ne", C, q) / np.clip(np.abs(np.einsum("nd,nd->n", n, q)), 1, None)[:, None]
            return h.astype(np.float32), C, n

        def gates_first(q, k, v, i, f):
            T, D = q.shape[1:]
            logs = np.log(f)
            sums = np.concatenate([0 * logs[:, :1], np.cumsum(logs, axis=1)], axis=1)[:, 1:]
            exponents = np.where(np.tri(T, dtype=bool), sums[:, :, None] - sums[:, None], -1e9)
            weights = np.einsum("ntd,nsd->nts", q, k) / D**0.5 * np.exp(exponents + np.log(i)[:, None])
            return np.einsum("nts,nse->nte", weights, v) / np.maximum(1, abs(weights.sum(-1)))[..., None]

        assert passed("mlstm_step", einsum)
        assert passed("mlstm_parallel", gates_first)


class TestAllPairs:
    @pytest.mark.parametrize("causal", [True, False])
    def test_the_memory_is_the_matrix_of_all_pairs(self, causal):
        rng = np.random.default_rng(4)
        q, k, v = rng.normal(size=(2, 5, 3)), rng.normal(size=(2, 5, 3)), rng.normal(size=(2, 5, 4))
        features = [functional.elu(torch.from_numpy(x)).numpy() + 1 for x in (q, k)]
        weights = features[0] @ features[1].swapaxes(1, 2)
        weights = np.tril(weights) if causal else weights
        weights /= weights.sum(axis=2, keepdims=True)
        assert (weights >= 0).all()
        np.testing.assert_allclose(REFERENCE["linear_attention"](q, k, v, causal), weights @ v, atol=1e-12)

        def by_matrix(q, k, v, causal):
            q, k = (functional.elu(torch.from_numpy(x.copy())).numpy() + 1 for x in (q, k))
            scores = np.einsum("ntd,nsd->nts", q, k) * (np.tri(q.shape[1]) if causal else 1)
            return np.einsum("nts,nse->nte", scores / scores.sum(-1)[..., None], v)

        def by_loop(q, k, v, causal):
            q, k = (np.where(x > 0, x + 1, np.exp(np.minimum(x, 0))) for x in (q, k))
            S = np.zeros((len(q), q.shape[2], v.shape[2]))
            z, out = 0, np.zeros(v.shape)
            for t in range(q.shape[1]):
                S, z = S + k[:, t, :, None] * v[:, t, None, :], z + k[:, t]
                out[:, t] = np.einsum("nd,nde->ne", q[:, t], S) / (q[:, t] * z).sum(1)[:, None]
            if not causal:
                out = np.einsum("ntd,nde->nte", q, S) / np.einsum("ntd,nd->nt", q, z)[..., None]
            return out

        assert passed("linear_attention", by_matrix)
        assert passed("linear_attention", by_loop)

    def test_the_case_by_hand(self):
        q, k = np.zeros((1, 3, 1)), np.array([0, 2, np.log(0.5)]).reshape(1, 3, 1)
        v = np.array([4.0, 8, 0]).reshape(1, 3, 1)
        np.testing.assert_allclose(
            REFERENCE["linear_attention"](q, k, v, True)[0, :, 0], [4, 7, 6.222], atol=5e-4
        )
        np.testing.assert_allclose(REFERENCE["linear_attention"](q, k, v, False)[0, :, 0], 6.222, atol=5e-4)


class TestKnownMistakes:
    def test_other_forms_of_a_mistake_are_named(self):
        def no_first_m(x, h, c, n, m, *weights):
            return REFERENCE["slstm_step"](x, h, c, n, np.nan_to_num(m, neginf=0), *weights)

        def largest(h, W):
            blocks = W.reshape(len(W), 4, -1)
            scale = np.array([block.max() / 127 or 1.0 for block in blocks.swapaxes(0, 1)])
            q = np.clip(np.round(blocks / scale[:, None]), -127, 127).astype(np.int8).reshape(W.shape)
            whole = np.round(127 * h).astype(np.int64) @ q.astype(np.int64)
            return q, scale, whole / 127 * np.repeat(scale, W.shape[1] // 4)

        def softmax(q, k, v, i, f):
            T, D = q.shape[1:]
            scores = q @ k.swapaxes(1, 2) / np.sqrt(D) + np.log(i)[:, None]
            scores += np.cumsum(np.log(f), axis=1)[:, :, None] - np.cumsum(np.log(f), axis=1)[:, None]
            e = np.exp(np.where(np.tri(T) == 1, scores, -np.inf))
            return e / e.sum(axis=2, keepdims=True) @ v

        said = {"slstm_step": "in place of the first m", "int8_lstm": "largest absolute weight"}
        for name, fn in {"slstm_step": no_first_m, "int8_lstm": largest}.items():
            assert said[name] in check.run(name, fn).message
        assert "You take a softmax" in check.run("mlstm_parallel", softmax).message


class TestBytes:
    def test_codes_are_within_half_a_step_and_those_of_pytorch(self):
        rng = np.random.default_rng(5)
        W, h = rng.normal(size=(7, 12)) * np.repeat([1, 0.1, 0, 30], 3), rng.uniform(-1, 1, (4, 7))
        q, scale, sums = REFERENCE["int8_lstm"](h, W)
        assert q.dtype == np.int8
        steps = np.repeat(scale, 3)
        assert (np.abs(q * steps - W) <= steps / 2 + 1e-12).all()
        assert not q[:, 6:9].any()
        for k in (0, 1, 3):
            block = torch.from_numpy(W[:, 3 * k : 3 * k + 3])
            theirs = torch.fake_quantize_per_tensor_affine(block.float(), float(scale[k]), 0, -128, 127)
            np.testing.assert_allclose(q[:, 3 * k : 3 * k + 3] * scale[k], theirs.numpy(), rtol=1e-5)
        bound = (np.abs(h) @ np.ones_like(W)) * steps / 2 + np.abs(W).sum(axis=0) / 254 + steps
        assert (np.abs(sums - h @ W) <= bound).all()

    def test_the_case_by_hand(self):
        W = np.zeros((2, 4))
        W[:, 0] = 2.54, -1
        q, scale, sums = REFERENCE["int8_lstm"](np.array([[0.5, 1.0]]), W)
        assert q[:, 0].tolist() == [127, -50]
        assert scale.tolist() == [0.02, 1, 1, 1]
        assert sums[0, 0] == pytest.approx(0.28)

    def test_block_by_block_passes(self):
        def by_block(h, W):
            H = W.shape[1] // 4
            q, scale, sums = np.zeros(W.shape, np.int8), np.ones(4), np.zeros((len(h), 4 * H))
            whole = np.rint(h * 127).astype(int)
            for k in range(4):
                part = slice(k * H, (k + 1) * H)
                if W[:, part].any():
                    scale[k] = max(W[:, part].max(), -W[:, part].min()) / 127
                q[:, part] = np.rint(W[:, part] / scale[k])
                sums[:, part] = whole @ q[:, part].astype(int) * scale[k] / 127
            return q, scale, sums

        assert passed("int8_lstm", by_block)


class TestCards:
    def test_every_accepted_answer_passes_and_every_other_fails(self):
        record = RECORDS["choose_model"]
        right = record.reference()
        for card, accepted in choose_model.RIGHT.items():
            for word in record.words:
                result = check.run("choose_model", lambda card=card, word=word: {**right, card: word})
                assert result.passed == (word in accepted), (card, word)
                assert result.points == 10 - (word not in accepted)
                assert word in accepted or card in result.message
        others = {card: words[-1].lower() for card, words in choose_model.RIGHT.items()}
        assert check.run("choose_model", lambda: others).passed

    def test_other_words_are_met_with_the_list(self):
        right = RECORDS["choose_model"].reference()
        assert (
            "is not one of the words" in check.run("choose_model", lambda: {**right, "live": "RNN"}).message
        )
