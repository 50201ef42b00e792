"""BLEU by hand, by another way of counting, and where sentences and the corpus differ."""

import numpy as np
import pytest
import torch

from lstm_course.evaluate.bleu import bleu, counts, grams


def slow(candidates, references, n):
    """Count with lists: strike out what is found."""
    logs, c, r = [], 0, 0
    for k in range(1, n + 1):
        right = there = 0
        for text, options in zip(candidates, references, strict=True):
            pieces = [list(text[i : i + k]) for i in range(len(text) - k + 1)]
            best = {}
            for option in options:
                left = [list(option[i : i + k]) for i in range(len(option) - k + 1)]
                for piece in pieces:
                    best[tuple(piece)] = max(best.get(tuple(piece), 0), left.count(piece))
            there += len(pieces)
            right += sum(min(pieces.count(list(piece)), most) for piece, most in best.items())
        if right == 0:
            return 0.0
        logs.append(np.log(right) - np.log(there))
    for text, options in zip(candidates, references, strict=True):
        c += len(text)
        r += sorted((abs(len(o) - len(text)), len(o)) for o in options)[0][1]
    return np.exp(np.mean(logs)) * (1 if c > r else np.exp(1 - r / c))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("n", [1, 2, 4])
def test_equals_another_way_of_counting(seed, n):
    rng = np.random.default_rng(seed)
    texts = [list(rng.integers(0, 3, rng.integers(1, 9))) for _ in range(4)]
    references = [
        [list(rng.integers(0, 3, rng.integers(1, 9))) for _ in range(rng.integers(1, 4))] for _ in texts
    ]
    assert np.isclose(bleu(texts, references, n), slow(texts, references, n))


def test_by_hand():
    text, reference = "the the the the".split(), "the cat is on the mat".split()
    right, there, c, r = counts([text], [[reference]], 1)
    assert (right.tolist(), there.tolist(), c, r) == ([2], [4], 4, 6)
    assert np.isclose(bleu([text], [[reference]], 1), 0.5 * np.exp(1 - 6 / 4))
    assert bleu([text], [[reference]], 2) == 0
    assert bleu([reference], [[text, reference]]) == 1
    assert np.isclose(bleu(["abcd"], [["abxd"]], 2), np.sqrt(3 / 4 * 1 / 3))


def test_the_nearest_reference_counts_and_of_two_the_shorter():
    assert counts(["aaa"], [["a", "aaaaa", "aaaa"]], 1)[3] == 4
    assert counts(["aaa"], [["aaaa", "aa"]], 1)[3] == 2


def test_the_corpus_is_no_mean_of_sentences():
    texts, references = ["ab", "abcdef"], [["ac"], ["abcdef"]]
    alone = [bleu([text], [reference], 2) for text, reference in zip(texts, references, strict=True)]
    assert alone == [0, 1]
    assert np.isclose(bleu(texts, references, 2), np.sqrt(7 / 8 * 5 / 6))


def test_ngrams_do_not_cross_sentences_and_short_ones_have_none():
    assert grams("aba", 2) == {("a", "b"): 1, ("b", "a"): 1}
    assert not grams("a", 2)
    assert counts(["a", "b"], [["ab"], ["b"]], 2)[1].tolist() == [2, 0]
    assert bleu([[], "a"], [["b"], ["a"]], 1) == pytest.approx(np.exp(1 - 2))
    assert bleu([[]], [["b"]]) == 0


@pytest.mark.parametrize(
    ("candidates", "references", "n", "words"),
    [
        ([], [], 4, "equally many"),
        (["a"], [], 4, "equally many"),
        (["a"], [[]], 4, "list of references"),
        (["a"], ["a"], 4, "list of references"),
        (["a"], [["a"]], 0, "n must be"),
        (
            [["the", "cat"]],
            [["the", "cat"]],
            2,
            "references must be lists of words where the candidate is one",
        ),
        (["the cat"], [[["the", "cat"]]], 2, "strings where it is a string"),
        ([[1, 2]], [[1, 2]], 2, "a list too few"),
        ([1, 2], [[1], [2]], 2, "a list too few"),
        ("ab", [["ab"], ["ab"]], 2, "candidates must be a list of texts, got the str 'ab'"),
    ],
)
def test_what_does_not_fit_is_named(candidates, references, n, words):
    with pytest.raises(ValueError, match=words):
        bleu(candidates, references, n)


def test_tensors_and_letters_count_by_their_values():
    texts = [[1, 2, 3, 4], [1, 2, 2, 1]]
    wanted = bleu(texts, [texts, texts], 2)
    tensor = torch.tensor(texts)
    for some in (tensor, list(tensor), [list(row) for row in tensor]):
        assert bleu(some, [some, some], 2) == wanted == 1
    assert grams(tensor[1], 1) == {(1,): 2, (2,): 2}
    assert bleu([list("abc")], [["abc"]], 2) == 1
