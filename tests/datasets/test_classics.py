"""The tasks of 1997 and the grammars: every target recomputed the slow way, from the sequence alone."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_course.datasets import classics, grammars, tasks

seeds = st.integers(0, 2**32 - 1)
batches = st.integers(1, 6)


def letters(x, alphabet, filler=""):
    """Read one-hot sequences as strings; rows of zeros, allowed at the end only, are left out."""
    words = []
    for sequence in x.tolist():
        word, over = "", False
        for row in sequence:
            assert set(row) <= {0.0, 1.0}
            assert sum(row) == (0 if over or 1.0 not in row else 1)
            over = over or 1.0 not in row
            word += filler if over else alphabet[row.index(1.0)]
        words.append(word)
    return words


# --- experiment 2 ---------------------------------------------------------------------------------


@given(batch=batches, p=st.integers(2, 30), random_filler=st.booleans(), seed=seeds)
def test_noise_free_lag_repeats_its_first_symbol(batch, p, random_filler, seed):
    symbols, target = classics.noise_free_lag(batch, p, np.random.default_rng(seed), random_filler)
    assert symbols.shape == target.shape == (batch, p)
    for inputs, wanted in zip(symbols.tolist(), target.tolist(), strict=True):
        whole = [*inputs, wanted[-1]]
        assert wanted == whole[1:]
        assert whole[0] == whole[-1]
        assert whole[0] in (p - 1, p)  # x or y
        if random_filler:
            assert all(0 <= symbol < p - 1 for symbol in whole[1:-1])
        else:
            assert whole[1:-1] == list(range(p - 1))


@given(batch=batches, q=st.integers(1, 40), p=st.integers(1, 12), seed=seeds)
def test_noisy_lag_asks_for_the_second_symbol(batch, q, p, seed):
    symbols, label, lengths = classics.noisy_lag(batch, q, p, np.random.default_rng(seed))
    e, b, x, y = p, p + 1, p + 2, p + 3
    assert symbols.shape == (batch, max(lengths))
    for row, which, length in zip(symbols.tolist(), label.tolist(), lengths.tolist(), strict=True):
        word, rest = row[:length], row[length:]
        assert rest == [-1] * len(rest)
        assert word[0] == b
        assert word[1] == (x, y)[which]
        assert word[-1] == e
        fillers = word[2:-1]
        assert len(fillers) >= q
        assert all(0 <= filler < p for filler in fillers)


def test_noisy_lag_stops_with_chance_one_in_ten(rng):
    """On average 9 distractors more than q: the paper's own sum gives q + 13 symbols, where it prints q + 14."""
    _, label, lengths = classics.noisy_lag(40_000, 50, 50, rng)
    more = lengths - 53
    assert more.min() == 0
    assert np.mean(lengths + 1) == pytest.approx(50 + 13, abs=0.25)
    assert np.mean(more == 0) == pytest.approx(0.1, abs=0.008)
    assert np.mean(more == 1) == pytest.approx(0.09, abs=0.008)
    assert label.mean() == pytest.approx(0.5, abs=0.02)


# --- experiments 3, 4, 5 --------------------------------------------------------------------------


@given(
    batch=batches,
    length=st.integers(11, 60),
    informative=st.integers(1, 4),
    variant=st.sampled_from("ac"),
    seed=seeds,
)
def test_two_sequence_starts_with_its_class(batch, length, informative, variant, seed):
    x, target, clean, lengths = classics.two_sequence(
        batch, length, np.random.default_rng(seed), informative, variant
    )
    assert x.shape == (batch, max(lengths), 1)
    for numbers, wanted, exact, end in zip(x[:, :, 0].tolist(), target, clean, lengths, strict=True):
        assert length <= end <= 1.1 * length
        assert len(set(numbers[:informative])) == 1
        assert numbers[end:] == [0.0] * (len(numbers) - end)
        assert 0.0 not in numbers[:end]
        outcome = {1.0: (1.0, 0.2), -1.0: (0.0, 0.8)}[numbers[0]]
        assert exact == outcome["ac".index(variant)]
        assert (wanted == exact) == (variant == "a")


def test_two_sequence_has_the_noise_of_the_paper(rng):
    x, _, _, lengths = classics.two_sequence(3000, 100, rng)
    assert set(lengths.tolist()) == set(range(100, 111))
    assert x[:, 3:100].var() == pytest.approx(0.2, abs=0.003)
    assert x[:, 3:100].mean() == pytest.approx(0, abs=0.005)
    assert np.mean(x[:, 0] == 1) == pytest.approx(0.5, abs=0.05)
    x, target, clean, _ = classics.two_sequence(20_000, 11, rng, informative=3, variant="b")
    np.testing.assert_array_equal(target, clean)
    deviation = x[:, :3, 0] - (2 * target[:, None] - 1)
    assert deviation.var() == pytest.approx(0.2, abs=0.005)
    assert deviation.mean() == pytest.approx(0, abs=0.01)
    _, target, clean, _ = classics.two_sequence(20_000, 11, rng, variant="c")
    assert (target - clean).var() == pytest.approx(0.1, abs=0.005)


@given(
    batch=batches,
    length=st.integers(22, 80),
    task=st.sampled_from([classics.adding_1997, classics.multiplication]),
    seed=seeds,
)
def test_marked_pairs_give_the_target(batch, length, task, seed):
    x, target, lengths = task(batch, length, np.random.default_rng(seed))
    assert x.shape == (batch, max(lengths), 2)
    adds = task is classics.adding_1997
    for pairs, wanted, end in zip(x.tolist(), target.tolist(), lengths.tolist(), strict=True):
        assert length <= end <= 1.1 * length
        assert pairs[end:] == [[0.0, 0.0]] * (len(pairs) - end)
        assert pairs[0][1] == pairs[end - 1][1] == -1
        marked = [t for t in range(1, end - 1) if pairs[t][1] != 0]
        assert all(pairs[t][1] == 1 for t in marked)
        values = [pairs[t][0] for t in marked]
        assert len(values) in (1, 2)
        if len(values) == 1:  # the first pair was marked, where nobody sees it
            values.append(0.0 if adds else 1.0)
        assert wanted == pytest.approx(0.5 + sum(values) / 4 if adds else values[0] * values[1], abs=1e-12)
        assert all(-1 <= number < 1 if adds else 0 <= number < 1 for number, _ in pairs)
        assert min(marked) < 10 or len(marked) == 1
        assert max(marked) < length // 2


@pytest.mark.parametrize("task", [classics.adding_1997, classics.multiplication])
def test_marks_are_where_the_paper_puts_them(task, rng):
    x, _, lengths = task(30_000, 40, rng)
    assert set(lengths.tolist()) == {40, 41, 42, 43, 44}
    marks = x[:, :, 1] == 1
    share = marks.mean(axis=0)
    # the first draw takes one of ten, the second one of the 18 that are left of the first 19
    early, late = 0.1 + 0.9 / 18, 1 / 18
    assert share[0] == 0
    np.testing.assert_allclose(share[1:10], early, atol=0.01)
    np.testing.assert_allclose(share[10:19], late, atol=0.01)
    assert share[19:].sum() == 0
    assert np.mean(marks.sum(axis=1) == 1) == pytest.approx(early, abs=0.01)
    low = -1 if task is classics.adding_1997 else 0
    assert x[:, :40, 0].min() == pytest.approx(low, abs=1e-3)
    assert x[:, :40, 0].mean() == pytest.approx((low + 1) / 2, abs=0.01)


# --- experiment 6, copy memory --------------------------------------------------------------------


@given(batch=batches, length=st.integers(10, 130), symbols=st.sampled_from([2, 3]), seed=seeds)
def test_temporal_order_1997_spells_its_label(batch, length, symbols, seed):
    x, label, lengths = classics.temporal_order_1997(batch, length, np.random.default_rng(seed), symbols)
    assert x.shape == (batch, max(lengths), 8)
    for word, number, end in zip(letters(x, "abcdXYEB"), label, lengths, strict=True):
        assert len(word) == end
        assert length <= end <= 1.1 * length
        assert re.fullmatch("E[abcdXY]*B", word)
        markers = re.sub("[^XY]", "", word)
        assert len(markers) == symbols
        assert int(markers.replace("X", "0").replace("Y", "1"), 2) == number


@pytest.mark.slow
@pytest.mark.parametrize(
    ("symbols", "windows"), [(2, [(10, 20), (50, 60)]), (3, [(10, 20), (33, 43), (66, 76)])]
)
def test_temporal_order_1997_has_the_positions_and_lengths_of_the_paper(rng, symbols, windows):
    x, label, lengths = classics.temporal_order_1997(4000, 100, rng, symbols)
    places = np.array(
        [[t for t, letter in enumerate(word) if letter in "XY"] for word in letters(x, "abcdXYEB")]
    )
    for k, (first, last) in enumerate(windows):
        assert set(places[:, k].tolist()) == set(range(first, last + 1))
    assert set(lengths.tolist()) == set(range(100, 111))
    np.testing.assert_allclose(np.bincount(label) / 4000, 0.5**symbols, atol=0.04)


@given(batch=batches, delay=st.integers(1, 30), symbols=st.integers(1, 12), seed=seeds)
def test_copy_memory_repeats_after_the_delimiter(batch, delay, symbols, seed):
    x, target = classics.copy_memory(batch, delay, np.random.default_rng(seed), symbols)
    for word, wanted in zip(letters(x, "0123456789"), target.tolist(), strict=True):
        assert re.fullmatch(f"[1-8]{{{symbols}}}0{{{delay - 1}}}90{{{symbols}}}", word)
        assert "".join(map(str, wanted)) == "0" * (delay + symbols) + word[:symbols]


# --- grammars -------------------------------------------------------------------------------------


def accepted(word):
    """Return whether a string is of Reber's grammar, by walking the graph as it is drawn in the papers."""
    graph = {
        (1, "T"): 2, (1, "P"): 3, (2, "S"): 2, (2, "X"): 4, (3, "T"): 3, (3, "V"): 5, (4, "X"): 3, (4, "S"): 6,
        (5, "P"): 4, (5, "V"): 6,
    }  # fmt: skip
    if word[:1] != "B" or word[-1:] != "E":
        return False
    node = 1
    for letter in word[1:-1]:
        node = graph.get((node, letter))
        if node is None:
            return False
    return node == 6


def embedded(word):
    """Return whether a string is of the embedded grammar."""
    return word[0] == "B" and word[1] in "TP" and word[-2:] == word[1] + "E" and accepted(word[2:-2])


def legal_after(prefix, strings):
    """Return the letters that follow a prefix in any of the strings."""
    return {word[len(prefix)] for word in strings if word.startswith(prefix) and len(word) > len(prefix)}


def every_embedded(longest):
    """Enumerate all strings of the embedded grammar up to a length, by trying every letter."""
    inner, open_ends = [], ["B"]
    while open_ends:
        grown = [word + letter for word in open_ends for letter in "TPSXVE"]
        inner += [word for word in grown if accepted(word)]
        # a prefix lives on where some walk through the graph spells it
        open_ends = [word for word in grown if len(word) < longest - 4 and alive(word)]
    return [f"B{letter}{word}{letter}E" for letter in "TP" for word in inner if len(word) <= longest - 4]


def alive(prefix):
    return any(accepted(prefix + end) for end in ("E", "SE", "VE", "PSE", "XSE", "VVE"))


@pytest.mark.slow
def test_embedded_reber_allows_what_enumeration_allows(rng):
    """For every prefix the legal letters are those that any string of the enumerated language continues it with."""
    strings = every_embedded(17)
    assert all(embedded(word) for word in strings)
    assert min(map(len, strings)) == 9
    x, legal, lengths = grammars.embedded_reber(300, rng)
    checked = 0
    for word, sets, length in zip(letters(x, grammars.REBER), legal, lengths, strict=True):
        assert len(word) == length
        assert not sets[length:].any()
        for t in range(min(length, 9)):  # every continuation from here fits into 17 letters
            allowed = {grammars.REBER[k] for k in np.flatnonzero(sets[t])}
            assert allowed == legal_after(word[: t + 1], strings), word[: t + 1]
            checked += 1
        assert [grammars.REBER[k] for k in np.flatnonzero(sets[length - 1])] == ["E"]
        assert embedded(word + "E")
    assert checked > 2000


def test_embedded_reber_has_the_lengths_of_the_graph(rng):
    """The mean number of letters solves the linear equations of the graph: 12 with B, T or P at both ends, and E."""
    x, _, lengths = grammars.embedded_reber(20_000, rng)
    assert lengths.min() == 8
    assert (lengths + 1).mean() == pytest.approx(12.0, abs=0.1)
    assert x[:, 1, 1].mean() == pytest.approx(0.5, abs=0.02)  # T and P with equal chance


@given(batch=batches, length=st.integers(1, 60), cut=st.integers(1, 59), seed=seeds)
def test_continual_reber_is_a_stream_of_strings(batch, length, cut, seed):
    x, legal, critical, _ = grammars.continual_reber(batch, length, np.random.default_rng(seed))
    assert x.shape == legal.shape == (batch, length, 7)
    for stream, sets, asked in zip(letters(x, grammars.REBER), legal, critical, strict=True):
        words, word = [], ""
        for t, letter in enumerate(stream):
            word += letter
            allowed = {grammars.REBER[k] for k in np.flatnonzero(sets[t])}
            complete = len(word) > 2 and accepted(word[2:])
            assert asked[t] == complete
            if complete:
                assert allowed == {word[1]}
            if embedded_end(word):
                words.append(word)
                word = ""
                assert allowed == {"B"}
            if t + 1 < length:
                assert stream[t + 1] in allowed
        assert all(embedded(one) for one in words)


def embedded_end(word):
    return len(word) > 4 and word[-1] == "E" and embedded(word)


def test_continual_reber_goes_on_where_it_stood():
    generator = np.random.default_rng(5)
    first, _, _, state = grammars.continual_reber(3, 17, generator)
    second, _, _, _ = grammars.continual_reber(3, 400, generator, state)
    for one, two in zip(letters(first, grammars.REBER), letters(second, grammars.REBER), strict=True):
        *whole, _ = re.split("(?<=[TP]E)(?=B[TP]B)", one + two)
        assert len(whole) > 20
        assert all(embedded(word) for word in whole)


@given(sizes=st.lists(st.integers(1, 12), min_size=1, max_size=5), kinds=st.sampled_from([2, 3]))
def test_counting_allows_what_enumeration_allows(sizes, kinds):
    x, legal, lengths = grammars.counting(sizes, kinds)
    alphabet = "abc"[:kinds]
    language = ["S" + "".join(letter * n for letter in alphabet) + "T" for n in range(1, 15)]
    for word, sets, n, length in zip(letters(x, "S" + alphabet), legal, sizes, lengths, strict=True):
        assert word + "T" == language[n - 1]
        assert length == len(word)
        assert not sets[length:].any()
        for t in range(length):
            allowed = {(alphabet + "T")[k] for k in np.flatnonzero(sets[t])}
            assert allowed == legal_after(word[: t + 1], language)


@given(batch=batches, length=st.integers(1, 50), seed=seeds)
def test_parity_counts_ones(batch, length, seed):
    bits, target = grammars.parity(batch, length, np.random.default_rng(seed))
    for row, wanted in zip(bits.tolist(), target.tolist(), strict=True):
        assert set(row) <= {0, 1}
        assert wanted == [row[: t + 1].count(1) % 2 for t in range(length)]


# --- all of them ----------------------------------------------------------------------------------

TASKS = {
    "noise_free_lag": lambda rng, batch=5, size=30: classics.noise_free_lag(batch, size, rng, True),
    "noisy_lag": lambda rng, batch=5, size=30: classics.noisy_lag(batch, size, 7, rng),
    "two_sequence": lambda rng, batch=5, length=30: classics.two_sequence(batch, length, rng),
    "adding_1997": lambda rng, batch=5, length=30: classics.adding_1997(batch, length, rng),
    "multiplication": lambda rng, batch=5, length=30: classics.multiplication(batch, length, rng),
    "temporal_order_1997": lambda rng, batch=5, length=30: classics.temporal_order_1997(batch, length, rng),
    "copy_memory": lambda rng, batch=5, delay=30: classics.copy_memory(batch, delay, rng),
    "embedded_reber": lambda rng, batch=5: grammars.embedded_reber(batch, rng),
    "continual_reber": lambda rng, batch=5, length=30: grammars.continual_reber(batch, length, rng),
    "parity": lambda rng, batch=5, length=30: grammars.parity(batch, length, rng),
}
every_task = pytest.mark.parametrize("name", TASKS)


@every_task
def test_same_generator_same_data(name):
    one, two, other = (TASKS[name](np.random.default_rng(seed)) for seed in (3, 3, 4))
    for a, b in zip(one, two, strict=True):
        np.testing.assert_array_equal(a, b)
    assert not np.array_equal(one[0], other[0])


@every_task
@pytest.mark.parametrize("bad", [0, -3, 2.0, "8", True, None])
def test_bad_sizes_are_refused(name, bad, rng):
    with pytest.raises(ValueError, match=r"^batch must be a whole number of at least 1, got "):
        TASKS[name](rng, bad)
    if name != "embedded_reber":
        with pytest.raises(
            ValueError, match=r"^(length|p|q|delay) must be a whole number of at least 1, got "
        ):
            TASKS[name](rng, 5, bad)


@every_task
def test_a_seed_is_no_generator(name):
    with pytest.raises(ValueError, match=r"rng must be a numpy\.random\.Generator"):
        TASKS[name](3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda rng: classics.noise_free_lag(2, 1, rng), "p must be at least 2, got 1"),
        (lambda rng: classics.noisy_lag(2, 5, 0, rng), "p must be a whole number of at least 1, got 0"),
        (lambda rng: classics.two_sequence(2, 3, rng), "length must be at least 4, got 3"),
        (
            lambda rng: classics.two_sequence(2, 9, rng, variant="d"),
            "variant must be 'a', 'b' or 'c', got 'd'",
        ),
        (lambda rng: classics.adding_1997(2, 21, rng), "length must be at least 22, got 21"),
        (lambda rng: classics.multiplication(2, 21, rng), "length must be at least 22, got 21"),
        (lambda rng: classics.temporal_order_1997(2, 9, rng), "length must be at least 10, got 9"),
        (lambda rng: classics.temporal_order_1997(2, 50, rng, 4), "symbols must be 2 or 3, got 4"),
        (
            lambda rng: classics.copy_memory(2, 5, rng, 0),
            "symbols must be a whole number of at least 1, got 0",
        ),
        (
            lambda rng: classics.one_hot(np.array([3]), 3),
            "symbols must be whole numbers from -1 to size - 1 = 2",
        ),
        (lambda rng: classics.one_hot(np.array([0.5]), 3), "symbols must be whole numbers from -1"),
        (lambda rng: grammars.continual_reber(2, 5, rng, np.array([0])), "state must be 2 whole numbers"),
        (lambda rng: grammars.continual_reber(1, 5, rng, np.array([19])), "state must be 1 whole numbers"),
        (lambda rng: grammars.counting([]), "sizes must hold at least one whole number, got none"),
        (lambda rng: grammars.counting([2, 0]), "sizes must be a whole number of at least 1, got 0"),
        (lambda rng: grammars.counting([2], 4), "kinds must be 2 or 3, got 4"),
    ],
)
def test_other_bad_arguments_are_refused(call, message, rng):
    with pytest.raises(ValueError, match="^" + re.escape(message)):
        call(rng)


def test_one_hot_leaves_missing_symbols_zero():
    x = classics.one_hot(np.array([[1, -1], [0, 2]]), 3)
    np.testing.assert_array_equal(x, [[[0, 1, 0], [0, 0, 0]], [[1, 0, 0], [0, 0, 1]]])


def test_all_tasks_can_be_had_from_one_module():
    assert set(TASKS) | {"adding", "temporal_order", "counting", "one_hot"} <= set(tasks.__all__)
    for name in tasks.__all__:
        home = next(module for module in (classics, grammars, tasks) if hasattr(module, name))
        assert getattr(tasks, name) is getattr(home, name)


@pytest.mark.parametrize("wrong", [5, "12", None])
def test_sizes_of_words_are_a_sequence(wrong):
    with pytest.raises(ValueError, match="sizes must be a sequence of whole numbers"):
        grammars.counting(wrong)
