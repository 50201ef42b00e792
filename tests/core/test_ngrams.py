"""Witten and Bell's n-grams against the recursion written out, and what a language model is worth."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lstm_course.evaluate.language import bits_per_character, memorised, perplexity
from lstm_course.evaluate.ngrams import WittenBell


def naive(sequences, n, K, context, symbol):
    """Return p(symbol | context): the formula, by looking through all sequences anew at each order."""
    context = list(context)[-(n - 1) :] if n > 1 else []

    def p(s):
        followers = [
            sequence[j + len(s)]
            for sequence in sequences
            for j in range(len(sequence) - len(s))
            if list(sequence[j : j + len(s)]) == s
        ]
        lower = 1 / K if not s else p(s[1:])
        if not followers:
            return lower
        kinds = len(set(followers))
        return (followers.count(symbol) + kinds * lower) / (len(followers) + kinds)

    return p(context)


@given(
    st.lists(st.text("abc", max_size=9), min_size=1, max_size=3),
    st.integers(1, 4),
    st.text("abcd", max_size=5),
    st.sampled_from("abcd"),
)
def test_the_probability_is_the_recursion(texts, n, context, symbol):
    model = WittenBell(n, 4)
    for text in texts:
        assert model.count(text) is model
    assert math.isclose(model.probability(context, symbol), naive(texts, n, 4, context, symbol))


@given(st.text("abc", min_size=1, max_size=12), st.integers(1, 5), st.text("abcd", max_size=6))
def test_probabilities_sum_to_one(text, n, context):
    model = WittenBell(n, 4).count(text)
    assert math.isclose(sum(model.probability(context, symbol) for symbol in "abcd"), 1)


def test_by_hand():
    model = WittenBell(2, K=5).count("abracadabra")
    assert math.isclose(model.probability("", "b"), 3 / 16)
    assert math.isclose(model.probability("bra", "b"), (2 + 3 * 3 / 16) / 7)
    assert math.isclose(WittenBell(3, K=5).probability("ab", "c"), 1 / 5)  # nothing counted


def test_a_sequence_is_scored_symbol_by_symbol_with_the_context_that_there_is():
    model = WittenBell(3, 3).count("abcabcab")
    wanted = [model.probability("", "a"), model.probability("a", "b"), model.probability("ab", "c"), 0]
    wanted[3] = model.probability("bc", "c")
    np.testing.assert_allclose(model.probabilities("abcc"), wanted)
    np.testing.assert_allclose(model.bits("abcc"), -np.log2(wanted))
    assert model.probabilities("").shape == (0,)


def test_words_numbers_and_letters_give_the_same_model():
    numbers = np.array([0, 1, 2, 0, 1, 0, 0])
    letters, words = "".join("abc"[k] for k in numbers), [("on", "my", "own")[k] for k in numbers]
    models = [WittenBell(3, 3).count(sequence) for sequence in (letters, words, numbers, numbers.tolist())]
    for model, sequence in zip(models, (letters, words, numbers, numbers.tolist()), strict=True):
        np.testing.assert_allclose(model.bits(sequence), models[0].bits(letters))


def test_a_list_of_letters_is_the_text_and_tensors_are_their_numbers():
    model = WittenBell(2, 5).count("abracadabra")
    assert model.probability([*"bra"], "b") == model.probability("bra", "b")
    assert model.probability([], "a") == model.probability("", "a")
    np.testing.assert_array_equal(model.bits([*"abra"]), model.bits("abra"))
    again = WittenBell(2, 5).count([*"abracadabra"])
    assert again.probability("", "a") == model.probability("", "a")
    numbers = torch.tensor([0, 1, 2, 0, 1])
    model, wanted = WittenBell(3, 3).count(numbers), WittenBell(3, 3).count(numbers.tolist())
    assert model.probability(numbers[:2], numbers[2]) == wanted.probability([0, 1], 2)
    np.testing.assert_array_equal(model.bits(list(numbers)), wanted.bits(numbers.tolist()))


def test_a_refused_sequence_is_not_counted():
    model = WittenBell(2, 2).count("ab")
    with pytest.raises(ValueError, match="at most K"):
        model.count("bca")
    assert math.isclose(model.probability("a", "a") + model.probability("a", "b"), 1)


def test_no_gram_reaches_from_one_sequence_into_another():
    apart = WittenBell(2, 2).count("aa").count("bb")
    assert apart.probability("a", "b") < WittenBell(2, 2).count("aabb").probability("a", "b")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: WittenBell(0, 3), "n must be a whole number of at least 1, got 0"),
        (lambda: WittenBell(2, 0), "K must be a whole number of at least 1, got 0"),
        (lambda: WittenBell(2, 3).count("ab").probability("a", "bc"), "symbol must be one character"),
        (lambda: WittenBell(2, 2).count("abc"), "sequence must hold at most K = 2 different symbols, got 3"),
        (lambda: WittenBell(2, 2).count("ab").count("ca"), "at most K = 2 different symbols, got 3"),
        (lambda: WittenBell(2, 3).count("ab").count(["ab"]), "sequence must be a str, as what was counted"),
        (lambda: WittenBell(2, 3).count("ab").probability([0], "a"), "context must be a str"),
        (lambda: WittenBell(2, 3).count("ab").bits(b"ab"), "sequence must be a str"),
        (
            lambda: WittenBell(2, 3).count([*"ab"]).probability("a", "b"),
            "context must be a sequence of symbols",
        ),
        (lambda: perplexity("2"), "nats must be a number of at least 0, got '2'"),
        (lambda: bits_per_character(None, 1, 1), "nats must be a number of at least 0, got None"),
        (lambda: perplexity(-0.1), "nats must be a number of at least 0, got -0.1"),
        (lambda: perplexity(float("nan")), "nats must be a number"),
        (lambda: bits_per_character(-1, 1, 1), "nats must be"),
        (lambda: bits_per_character(1.0, 0, 1), "tokens must be"),
        (lambda: bits_per_character(1.0, 1, 0), "characters must be"),
        (lambda: memorised("abc", "abc", 2), "samples must be a list of texts, got the str 'abc'"),
        (lambda: memorised(["abc"], "abc", 0), "length must be a whole number of at least 1, got 0"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_perplexity_of_a_guess_is_the_number_of_symbols():
    loss = torch.nn.functional.cross_entropy(torch.zeros(5, 7, requires_grad=True), torch.arange(5))
    for nats in (loss, loss.item()):
        assert math.isclose(perplexity(nats), 7, rel_tol=1e-5)
        assert math.isclose(bits_per_character(nats, 1, 1), math.log2(7), rel_tol=1e-5)
    assert perplexity(0) == 1


def test_two_models_of_the_same_law_agree_per_character():
    # pairs of independent fair bits, read as two letters or as one token of four
    by_letters = bits_per_character(math.log(2), tokens=8, characters=8)
    by_pairs = bits_per_character(math.log(4), tokens=4, characters=8)
    assert math.isclose(by_letters, by_pairs)
    assert math.isclose(by_letters, 1)


@given(st.lists(st.text("ab", max_size=8), max_size=3), st.text("ab", max_size=12), st.integers(1, 5))
def test_memorised_by_looking_for_each_piece(samples, train, length):
    found = [sample[k : k + length] in train for sample in samples for k in range(len(sample) - length + 1)]
    assert memorised(samples, train, length) == (np.mean(found) if found else 0)


def test_memorised_by_hand():
    assert memorised(["abcab"], "xabcx", 3) == 1 / 3
    assert memorised(["ab", "ca"], "abca", 3) == 0  # no piece reaches from one sample into another
    assert memorised(["aaaa"], "aa", 2) == 1  # repeats count
    assert memorised(["ABC"], "abc", 3) == 0
    assert memorised([], "abc", 3) == 0
