"""The references of lesson 10 against scikit-learn, pandas, PyTorch, closed forms and enumeration."""

import itertools

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from lstm_course import check
from lstm_course.check import engine
from lstm_course.check.records.lesson_10 import _observed
from lstm_course.grading.inside import wire

RECORDS = {name: record for name, record in check.records().items() if record.lesson == 10}
REFERENCE = {name: record.reference for name, record in RECORDS.items()}


@pytest.mark.parametrize("name", RECORDS)
def test_arguments_and_answers_can_be_sent(name):
    for probe in engine.make_probes(RECORDS[name], engine.SEEDS):
        wire.encode(1, list(probe.args), strict=True)
        wire.encode(1, REFERENCE[name](*probe.args), strict=True)


def test_neighbours_on_the_circle_are_a_chord_apart():
    values, period = np.array([-3, 0, 0.25, 5, 6.9, 100]), 7
    points = REFERENCE["cyclic"](values, period)
    apart = np.linalg.norm(points[:, None] - points[None], axis=2)
    np.testing.assert_allclose(
        apart, abs(2 * np.sin(np.pi * np.subtract.outer(values, values) / 7)), atol=1e-12
    )
    np.testing.assert_allclose(
        REFERENCE["cyclic"](np.array([0, 6, 12, 18]), 24), [[0, 1], [1, 0], [0, -1], [-1, 0]], atol=1e-12
    )


@pytest.mark.parametrize(
    "answer",
    [
        lambda values, period: np.column_stack([f(2 * np.pi * values / period) for f in (np.cos, np.sin)]),
        lambda values, period: np.column_stack(
            [f(2 * np.pi * (values - 1) / period) for f in (np.sin, np.cos)]
        ),
        lambda values, period: np.column_stack(
            [f(np.radians(values % period * 360 / period)) for f in (np.sin, np.cos)]
        ),
    ],
    ids=["cosine first", "months from one", "degrees made radians"],
)
def test_a_circle_may_start_anywhere(answer):
    assert check.run("cyclic", answer).passed


@pytest.mark.parametrize(("kind", "scaler"), [("standard", StandardScaler), ("minmax", MinMaxScaler)])
def test_scaling_is_that_of_scikit_learn(kind, scaler):
    rng = np.random.default_rng(0)
    for rows, columns in [(1, 1), (7, 1), (6, 3)]:
        train, new, output = (rng.normal(5, 3, (n, columns)) for n in (rows, 4, 2))
        train[:, 0] = 0.1  # of seven of them, NumPy's standard deviation is not 0
        if rows > 1:
            train[1:3, -1] = np.nan, 7
        oracle = scaler().fit(train)
        scaled, back = REFERENCE["scaler"](train, new, output, kind)
        np.testing.assert_allclose(scaled, oracle.transform(new))
        np.testing.assert_allclose(back, oracle.inverse_transform(output))


def test_scaling_by_hand():
    train, new, output = np.array([[2.0], [4], [6]]), np.array([[100.0]]), np.array([[-1.0]])
    scaled, back = REFERENCE["scaler"](train, new, output, "standard")
    assert [round(scaled.item(), 1), round(back.item(), 2)] == [58.8, 2.37]


@pytest.mark.parametrize("limit", [0, 1, 2, 3, 50])
def test_gaps_are_filled_as_pandas_fills_them(limit):
    rng = np.random.default_rng(limit)
    for count, step, start in [(1, 3, 5), (2, 1, 0), (9, 7, -28)]:
        t = start + step * np.cumsum(np.append(0, rng.integers(1, 6, count - 1)))
        x = rng.normal(size=count)
        series = pd.Series(x, index=t).reindex(range(t[0], t[-1] + 1, step))
        x_grid, seen, age = REFERENCE["fill_gaps"](t, x, step, limit, -4.0)
        held = series.ffill(limit=limit) if limit else series
        np.testing.assert_array_equal(x_grid, held.fillna(-4.0))
        np.testing.assert_array_equal(seen, series.notna())
        np.testing.assert_array_equal(age, series.isna().groupby(series.notna().cumsum()).cumsum())


def test_gaps_by_hand():
    x_grid, seen, age = REFERENCE["fill_gaps"](np.array([0, 10, 40]), np.array([5.0, 6.0, 9.0]), 10, 1, 0.0)
    assert x_grid.tolist() == [5, 6, 6, 0, 9]
    assert seen.tolist() == [True, True, False, False, True]
    assert age.tolist() == [0, 0, 1, 2, 0]


def test_padding_is_that_of_pytorch():
    rng = np.random.default_rng(1)
    for lengths in [[1], [4], [0, 2], [3, 3], [5, 1, 0, 7]]:
        sequences = [rng.integers(0, 5, n).tolist() for n in lengths]
        ids, found, mask = REFERENCE["pad_batch"](sequences, 3)
        tensors = [torch.tensor(one, dtype=torch.long) for one in sequences]
        wanted = torch.nn.utils.rnn.pad_sequence(tensors, batch_first=True, padding_value=3)
        np.testing.assert_array_equal(ids, wanted.numpy())
        assert found.tolist() == lengths
        assert [row[keep].tolist() for row, keep in zip(ids, mask, strict=True)] == sequences
        assert mask.sum() == sum(lengths)


def cells(rows, lengths):
    return sum(len(row) * max(lengths[k] for k in row) for row in rows)


@pytest.mark.parametrize(("count", "size"), [(1, 1), (1, 3), (4, 2), (5, 2), (6, 3), (7, 3), (6, 1)])
def test_batches_in_the_order_of_length_waste_no_more_than_is_allowed(count, size):
    """The cheapest of all plans lies within what is allowed, and so does every cut of the sorted sequences."""
    lengths = np.random.default_rng(count).integers(1, 9, count)
    full, left = divmod(count, size)
    costs = []
    for order in itertools.permutations(range(count)):
        rows = [order[k : k + size] for k in range(0, count, size)]
        costs.append(cells(rows, lengths))
    allowed = _observed._allowed(np.sort(lengths).tolist(), size)
    assert min(costs) <= allowed <= max(costs)
    (plan,) = REFERENCE["bucket_batches"](lengths, size, [3])
    assert plan.shape == (full + (left > 0), size)
    assert sorted(plan[plan >= 0]) == list(range(count))
    assert cells([row[row >= 0] for row in plan], lengths) <= allowed


def test_batches_by_hand():
    lengths = np.array([8, 2, 3, 3])
    (plan,) = REFERENCE["bucket_batches"](lengths, 2, [0])
    assert {frozenset(row) for row in plan.tolist()} in (
        {frozenset({1, 2}), frozenset({3, 0})},
        {frozenset({1, 3}), frozenset({2, 0})},
    )
    assert cells(plan, lengths) == 22
    assert cells([range(4)], lengths) == 32


def test_any_right_plan_of_batches_passes():
    def by_hand(lengths, size, seeds, turn=1):
        epochs = []
        for seed in seeds:
            rng = np.random.default_rng(seed)
            mixed = rng.permutation(len(lengths))  # ties in another order each time
            order = mixed[np.argsort(turn * lengths[mixed], kind="stable")].tolist()
            rows = [order[k : k + size] for k in range(0, len(order), size)]
            rng.shuffle(rows)
            epochs.append([[-1] * (size - len(row)) + row for row in rows])
        return np.array(epochs)

    assert check.run("bucket_batches", by_hand).passed
    assert check.run("bucket_batches", lambda *args: by_hand(*args, turn=-1)).passed
    assert check.run("bucket_batches", lambda *args: by_hand(*args).astype(np.int32)).passed


def test_groups_go_whole_until_the_share_is_reached():
    groups = [*"aaabcccc"]
    train, test = REFERENCE["group_split"](groups, 0.25, range(60))
    found = {"".join(sorted({groups[k] for k in np.flatnonzero(row)})) for row in test}
    assert found == {"a", "c", "ab", "bc"}  # b alone is one item of eight, and too little
    np.testing.assert_array_equal(train, ~test)


def test_any_right_split_passes():
    def by_sets(groups, share, seeds):
        rows = []
        for seed in seeds:
            names, chosen = sorted(set(groups)), set()
            np.random.default_rng(seed).shuffle(names)
            while sum(one in chosen for one in groups) < share * len(groups):
                chosen.add(names.pop())
            rows.append([one in chosen for one in groups])
        return ~np.array(rows), np.array(rows)

    assert check.run("group_split", by_sets).passed


def test_the_loss_of_the_quiz_is_that_of_a_masked_mean():
    loss = torch.tensor([[1.0, 2, 3], [6, 9, 9]])
    mask = torch.arange(3) < torch.tensor([[3], [1]])
    assert loss[mask].mean().item() == REFERENCE["leak_quiz"]()["loss of the batch"]
    assert {loss.mean().item(), (loss * mask).mean().item()} == {5, 2}  # the two of M41


@pytest.mark.parametrize(
    ("question", "answer", "section"),
    [
        ("loss of the batch", 6, "Numbers from nobody"),  # a known mistake
        ("loss of the batch", 7, "Numbers from nobody"),  # an unknown one
        ("gap filled along a straight line", "past", "Holes in the grid"),
        ("leak that cost nothing", "copies", "Leaks, priced"),
    ],
)
def test_each_question_of_the_quiz_sends_to_its_own_section(question, answer, section):
    result = check.run("leak_quiz", lambda: {**REFERENCE["leak_quiz"](), question: answer})
    assert result.message.endswith(f'Read lesson 10, "{section}".')


@pytest.mark.slow
def test_a_column_may_have_a_small_spread():
    def too_small_is_none(train, new, output, kind):
        wanted = MinMaxScaler() if kind == "minmax" else StandardScaler()
        scaler = wanted.fit(train)
        scaled, back = scaler.transform(new), scaler.inverse_transform(output)
        spread = np.nanmax(train, axis=0) - np.nanmin(train, axis=0)
        return np.where((spread > 0) & (spread < 0.01), 0, scaled), back

    assert not check.run("scaler", too_small_is_none).passed
