"""How many bits a character costs when one has only counted."""

import math  # noqa: F401 - the edits use it
from collections import Counter

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def _letters(rng, length, alphabet):
    return "".join(rng.choice(list(alphabet), size=length))


def ngram_probes(rng):
    """Return texts of few letters, with letters in the test that the training text never held."""
    return [
        Probe(
            ("abab" + _letters(rng, 3, "ab"), "abc", 1, 4, 1.0),
            "For n = 1 there is no context: the probability of a character is its share of the training text, "
            "smoothed, and every character of the test is scored. Yours differs already there.",
        ),
        Probe((_letters(rng, 40, "ab c"), _letters(rng, 23, "ab cd"), 2, 9, 0.5)),
        Probe((_letters(rng, 61, "abA "), _letters(rng, 34, "abAe "), 3, 7, 0.3)),
        Probe((_letters(rng, 45, "a bd"), _letters(rng, 27, "a bdf"), 1, 8, 2.0)),
        Probe((_letters(rng, 40, "ba "), _letters(rng, 30, "ab "), 4, 5, 0.1)),
        Probe(("aab" + _letters(rng, 5, "ab"), "abba", 1, 2, 1.0)),
        Probe((_letters(rng, 14, "ab "), _letters(rng, 9, "abd"), 2, 6, 0.7)),
    ]


def ngram_bpc(train, test, n, alphabet_size, alpha):
    together, contexts = Counter(), Counter()
    for k in range(n - 1, len(train)):
        context = train[k - n + 1 : k]
        together[context, train[k]] += 1
        contexts[context] += 1
    bits = []
    for k in range(n - 1, len(test)):
        context = test[k - n + 1 : k]
        p = (together[context, test[k]] + alpha) / (contexts[context] + alpha * alphabet_size)
        bits.append(-np.log2(p))
    return float(np.mean(bits))


EXERCISE = Exercise(
    name="ngram_bpc",
    signature="ngram_bpc(train, test, n, alphabet_size, alpha)",
    returns={"bits": "mean bits per scored character"},
    reference=ngram_bpc,
    probes=ngram_probes,
    points={"bits": 6},
    read='lesson 01, "Text: counting what comes next"',
    hints=(
        "Count in train, score in test. What follows a context of n - 1 characters, and how often?",
        "p = (count of context + character + alpha) / (count of the context + alpha * alphabet_size), where a "
        "context counts only if a character follows it.",
        "Every position k from n - 1 on in test has a context test[k - n + 1 : k]. Average -np.log2(p) over these "
        "positions.",
    ),
    mutants=(
        Mutant(
            "nats",
            "Your unit is the nat: you took the natural logarithm. Bits need the logarithm to base 2.",
            hint="M69",
            edits={"np.log2(p)": "np.log(p)"},
        ),
        Mutant(
            "base-ten",
            "You took the logarithm to base 10. Bits need base 2.",
            hint="M69",
            edits={"np.log2(p)": "np.log10(p)"},
        ),
        Mutant(
            "perplexity",
            "You return the perplexity, 2 to the power of the bits. The mean of the bits itself is asked for.",
            hint="M69",
            edits={"return float(": "return 2.0 ** float("},
        ),
        Mutant(
            "exp-of-bits",
            "You return e to the power of a number of bits. That is not even the perplexity, whose base must be the "
            "base of the logarithm; and the mean of the bits itself is asked for.",
            hint="M69",
            edits={"return float(": "return math.e ** float("},
        ),
        Mutant(
            "per-word",
            "You divide by the number of words. Bits per character are averaged over the characters that were "
            "scored.",
            hint="M69",
            edits={"np.mean(bits)": "np.sum(bits) / len(test.split())"},
        ),
        Mutant(
            "unseen-left-out",
            "You leave out what the training text never held, and smooth nothing. Those are the hardest "
            "characters: a model that skips them looks better than it is.",
            hint="M69",
            edits={
                "        p = (": "        if together[context, test[k]] == 0:\n            continue\n  "
                "      p = (",
                " + alpha) / (contexts[context] + alpha * alphabet_size)": ") / contexts[context]",
            },
        ),
        Mutant(
            "unseen-left-out-smoothed",
            "You leave out the n-grams that the training text never held. Those are the hardest characters, and "
            "smoothing gives them a probability: score them too.",
            hint="M69",
            edits={
                "        p = (": "        if together[context, test[k]] == 0:\n            continue\n  "
                "      p = ("
            },
        ),
        Mutant(
            "no-smoothing",
            "You do not smooth: what was never counted has probability 0 and costs infinitely many bits. Add alpha to "
            "every count.",
            hint="M69",
            edits={" + alpha) / (contexts[context] + alpha * alphabet_size)": ") / contexts[context]"},
        ),
        Mutant(
            "no-smoothing, math.log2",
            "You do not smooth: what was never counted has probability 0, of which math.log2 cannot take the "
            "logarithm. Add alpha to every count.",
            hint="M69",
            edits={
                " + alpha) / (contexts[context] + alpha * alphabet_size)": ") / contexts[context]",
                "np.log2(p)": "math.log2(p)",
            },
        ),
        Mutant(
            "last-character-not-counted",
            "You do not count the last n-gram of the training text: an off-by-one in the range. A text of T "
            "characters holds T - n + 1 n-grams.",
            edits={"len(train)):": "len(train) - 1):"},
        ),
        Mutant(
            "last-character-not-scored",
            "You do not score the last character of the test text: an off-by-one in the range.",
            edits={"len(test)):": "len(test) - 1):"},
        ),
        Mutant(
            "scores-the-training-text",
            "You score the training text. A model knows by heart what it has counted: the test text is what shows "
            "what it learned.",
            hint="M59",
            edits={"    bits = []": "    bits, test = [], train"},
        ),
        Mutant(
            "counts-the-test-text",
            "You count in both texts, so the model has seen the test before it is tested. Count in train only.",
            hint="M58",
            edits={"= Counter(), Counter()": "= Counter(), Counter()\n    train = train + test"},
        ),
        Mutant(
            "context-from-the-training-text",
            "You give the first characters of the test a context from the end of the training text. The two need "
            "not follow each other: start where test itself has n - 1 characters of context.",
            edits={"    bits = []": "    bits, test = [], train[len(train) - n + 1 :] + test"},
        ),
        Mutant(
            "alphabet-of-the-training-text",
            "You took the characters of the training text for the alphabet. Smoothing must leave room for all "
            "alphabet_size characters, seen or not.",
            hint="M43",
            edits={
                "alpha):": "alpha):\n    alphabet = len(set(train))",
                "alpha * alphabet_size": "alpha * alphabet",
            },
        ),
        Mutant(
            "alphabet-of-both-texts",
            "You took the characters of the two texts for the alphabet. The model may not look into the test for "
            "that: use alphabet_size.",
            hint="M58",
            edits={
                "alpha):": "alpha):\n    alphabet = len(set(train + test))",
                "alpha * alphabet_size": "alpha * alphabet",
            },
        ),
        Mutant(
            "alpha-once-below",
            "You add alpha to the denominator once. Every one of the alphabet_size counts got its alpha, so the "
            "denominator grows by alpha * alphabet_size; otherwise the probabilities do not sum to 1.",
            edits={"alpha * alphabet_size": "alpha"},
        ),
        Mutant(
            "no-alpha-below",
            "You add alpha to the numerator only, so the probabilities sum to more than 1 and the bits come out too "
            "low. The denominator grows by alpha * alphabet_size.",
            edits={"(contexts[context] + alpha * alphabet_size)": "max(contexts[context], 1)"},
        ),
        Mutant(
            "alpha-for-the-unseen-only",
            "You use alpha only where the count is zero. It is added to every count; otherwise the probabilities "
            "do not sum to 1.",
            edits={"test[k]] + alpha": "test[k]] or alpha"},
        ),
        Mutant(
            "alpha-is-one",
            "You add 1 to the counts, whatever alpha is.",
            edits={"test[k]] + alpha": "test[k]] + 1", "alpha * alphabet_size": "alphabet_size"},
        ),
        Mutant(
            "joint-probability",
            "You divide by all n-grams of the text. That is how often context and character occur together; asked "
            "is how often the character comes, given that the context is there.",
            edits={"contexts[context] + alpha": "together.total() + alpha"},
        ),
        Mutant(
            "joint-probability-of-all-grams",
            "You treat the whole n-gram as one symbol, with a probability of its own. Asked is the probability of "
            "the last character, given the context before it.",
            edits={
                "contexts[context] + alpha * alphabet_size": "together.total() + alpha * alphabet_size**n"
            },
        ),
        Mutant(
            "last-context-counted",
            "You count the last context of the training text, although no character follows it. For that context "
            "your probabilities sum to less than 1.",
            edits={
                "contexts[context] + alpha": "contexts[context] + (context == train[len(train) - n + 1 "
                ":]) + alpha"
            },
        ),
        Mutant(
            "last-context-counted-from-two-on",
            "For n of 2 and more you count the last context of the training text, although no character follows "
            "it. For that context your probabilities sum to less than 1.",
            edits={
                "contexts[context] + alpha": "contexts[context] + (n > 1 and context == "
                "train[len(train) - n + 1 :]) + alpha"
            },
        ),
        Mutant(
            "context-too-long",
            "Your context has n characters. An n-gram holds the predicted character too, so its context has n - 1.",
            edits={"    together, contexts": "    n += 1\n    together, contexts"},
        ),
        Mutant(
            "context-too-short",
            "Your context has n - 2 characters. An n-gram of n characters has a context of n - 1.",
            edits={"    together, contexts": "    n = max(n - 1, 1)\n    together, contexts"},
        ),
        Mutant(
            "log-of-the-mean",
            "You average the probabilities and take the logarithm of that. Take the logarithm of each one first: "
            "one sure mistake must hurt.",
            hint="M69",
            edits={"-np.log2(p)": "p", "np.mean(bits)": "-np.log2(np.mean(bits))"},
        ),
        Mutant(
            "sum",
            "You return the bits of the whole text. Divide by the number of characters that were scored.",
            edits={"np.mean(bits)": "np.sum(bits)"},
        ),
        Mutant(
            "divided-by-all-characters",
            "You divide by all characters of the test. The first n - 1 have no full context and were not scored, so "
            "they do not count below either.",
            edits={"np.mean(bits)": "np.sum(bits) / len(test)"},
        ),
        Mutant(
            "sign",
            "Your bits are negative: the minus sign is missing. The logarithm of a probability is negative, the "
            "price of a surprise is not.",
            edits={"append(-": "append(+"},
        ),
        Mutant(
            "str-count",
            "You count with str.count. It misses what overlaps (aa in aaaa: 2, not 3), it counts the "
            "last context, which nothing follows, and for n = 1 it counts the empty text once too often.",
            edits={
                "together[context, test[k]] + alpha": "train.count(context + test[k]) + alpha",
                "contexts[context] + alpha": "train.count(context) + alpha",
            },
        ),
        Mutant(
            "counts-the-test-text-only",
            "You count in the test text, and the training text plays no part. Count in train.",
            hint="M58",
            edits={"= Counter(), Counter()": "= Counter(), Counter()\n    train = test"},
        ),
        Mutant(
            "weighted-again",
            "You multiply each -log2 p by p, as the formula of the entropy does. The mean over the text "
            "has that weight already: what comes often is met often.",
            hint="M69",
            edits={"append(-np.log2(p))": "append(-p * np.log2(p))"},
        ),
        Mutant(
            "share-of-the-whole-text",
            "You divide by the length of the training text. Asked is how often the character comes, "
            "given that the context is there: divide by the count of the context.",
            edits={"contexts[context] + alpha": "len(train) + alpha"},
        ),
        Mutant(
            "always-pairs",
            "You count pairs of characters, whatever n is. The context has n - 1 characters.",
            edits={"    together, contexts": "    n = 2\n    together, contexts"},
        ),
        Mutant(
            "always-single-characters",
            "You count single characters, whatever n is. The context has n - 1 characters.",
            edits={"    together, contexts": "    n = 1\n    together, contexts"},
        ),
        Mutant(
            "alphabet-to-the-n",
            "You smooth for alphabet_size ** n outcomes. After a context one of alphabet_size characters comes.",
            edits={"alpha * alphabet_size": "alpha * alphabet_size**n"},
        ),
        Mutant(
            "letters-folded",
            "You make all letters small first. A capital is a character of its own, and is to be predicted as such.",
            edits={
                "    together, contexts": "    train, test = train.lower(), test.lower()\n    together, contexts"
            },
        ),
        Mutant(
            "str-count-up-to-the-last",
            "You count with str.count, which misses what overlaps: aa stands in aaaa three times, and it finds 2. Go "
            "through the text place by place.",
            edits={
                "together[context, test[k]] + alpha": "train.count(context + test[k]) + alpha",
                "contexts[context] + alpha": "(train[:-1].count(context) if context else len(train)) + alpha",
            },
        ),
        Mutant(
            "minus-zero",
            "For n = 1 your context is all that came before: the slice [-(n - 1):] is [-0:] then, and that is "
            "everything. For n = 1 the context is empty.",
            edits={
                "context = train[k - n + 1 : k]": "context = train[:k][-(n - 1) :]",
                "context = test[k - n + 1 : k]": "context = test[:k][-(n - 1) :]",
            },
        ),
        Mutant(
            "unseen-contexts-left-out",
            "You leave out characters whose context the training text never held. Smoothing gives them a "
            "probability, the same for each character: score them too.",
            hint="M69",
            edits={"        p = (": "        if not contexts[context]:\n            continue\n        p = ("},
        ),
        Mutant(
            "contexts-in-a-dict",
            "Your table raises a KeyError for a context that the training text never held. Such a context has the "
            "count 0: use a Counter, or .get(context, 0).",
            edits={"contexts[context] + alpha": "dict(contexts)[context] + alpha"},
        ),
        Mutant(
            "n-grams-in-a-dict",
            "Your table raises a KeyError for a character that never followed its context in the training text. Its "
            "count is 0: use a Counter, or .get(..., 0).",
            edits={"together[context, test[k]] + alpha": "dict(together)[context, test[k]] + alpha"},
        ),
        Mutant(
            "shorter-contexts-at-the-start",
            "You count and score the first n - 1 characters too, with a shorter context. Only characters with n - 1 "
            "others before them count, in both texts.",
            edits={
                "range(n - 1, len(train))": "range(len(train))",
                "train[k - n + 1 : k]": "train[max(k - n + 1, 0) : k]",
                "range(n - 1, len(test))": "range(len(test))",
                "test[k - n + 1 : k]": "test[max(k - n + 1, 0) : k]",
            },
        ),
        Mutant(
            "beginning-scored-too",
            "You score the first n - 1 characters of the test too, with a shorter context. Only characters with n - "
            "1 others before them count.",
            edits={
                "range(n - 1, len(test))": "range(len(test))",
                "test[k - n + 1 : k]": "test[max(k - n + 1, 0) : k]",
            },
        ),
        Mutant(
            "counts-on-in-the-test",
            "You go on counting while you score, so the model learns from the test. Count in train, and leave the "
            "counts alone after that.",
            edits={
                "bits.append(-np.log2(p))": "bits.append(-np.log2(p))\n        "
                "together[context, test[k]] += 1\n        contexts[context] += 1"
            },
        ),
        Mutant(
            "alphabet-after-the-context",
            "You smooth for as many characters as were seen after this context. Each of the alphabet_size characters "
            "gets its alpha, seen or not.",
            edits={"alpha * alphabet_size": "alpha * max(1, len({c for s, c in together if s == context}))"},
        ),
        Mutant(
            "contexts-counted-once-for-each-character",
            "Your count of a context is the number of different characters seen after it. Count every place at which "
            "it stands before another character.",
            edits={"contexts[context] + alpha": "len({c for s, c in together if s == context}) + alpha"},
        ),
    ),
)
