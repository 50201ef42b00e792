"""Exercise: BLEU of a corpus."""

import math
from collections import Counter

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def corpora(rng):
    """Return corpora with one and several references, of unequal length, with repeats, ties, and without hits."""

    def words(size, letters="abcde"):
        return [str(word) for word in rng.choice(list(letters), size)]

    def changed(sentence, size, letters="abcde"):
        """Return a sentence that shares stretches with another."""
        start = int(rng.integers(0, 2))
        made = sentence[start : start + size]
        made = [word if rng.random() > 0.15 else str(rng.choice(list(letters))) for word in made]
        return made + words(max(size - len(made), 0), letters)

    def corpus(sizes, others, letters="abcdefg"):
        true = [words(size, letters) for size in sizes]
        made = [changed(sentence, size, letters) for sentence, size in zip(true, others, strict=True)]
        return made, true

    def several(sizes, others, more):
        made, true = corpus(sizes, others)
        return made, [[one, *(changed(one, k) for k in more)] for one in true]

    short = corpus([9, 7, 12], [6, 5, 9])
    long = corpus([6, 5, 9], [9, 8, 11])
    return [
        Probe(
            ([words(5, "ab")], [[words(5, "ab")]], 1),
            "One sentence, as long as its only reference, and single words: the penalty is 1, and score and precision "
            "are the share of words that the reference has, each as often as it has it.",
        ),
        Probe(([["the"] * 5, ["a", "b"]], [[["the", "cat"]], [["a", "b"]]], 1)),
        Probe((short[0], [[one] for one in short[1]], 2)),
        Probe((long[0], [[one] for one in long[1]], 3)),
        Probe((*several([8, 10, 6], [7, 10, 7], [5, 9, 11]), 2)),
        Probe((*several([9, 11], [8, 12], [12, 7]), 3)),
        Probe((*several([8, 10, 9], [7, 8, 8], [5, 13]), 2)),
        Probe((*several([14, 9, 12, 10], [13, 10, 11, 9], [12]), 4)),
        Probe(([["a", "b", "c", "d"]], [[["a", "b", "c", "d"]]], 4)),
        Probe(([["a", "b", "c"], ["d"]], [[["a", "b", "c"]], [["d", "e"]]], 4)),  # too short for four
        Probe(([["x", "y"], ["z"]], [[["a", "b"]], [["c", "d", "e"]]], 2)),  # no hit at all
        Probe(([["a", "b", "x", "c"]], [[["b", "a", "y", "c"]]], 2)),  # single words hit, pairs do not
        Probe(([words(4, "ab")], [[words(3, "ab"), words(5, "ab")]], 2)),  # a tie of lengths
        Probe(([[], ["a", "b", "c", "a"]], [[["a", "b"]], [["c", "a", "b", "c", "a"]]], 2)),
        Probe(([["a"], ["b"]], [[["a"]], [["b"]]], 2)),  # pairs only across sentences
        Probe((*several([9, 8, 7, 10], [10, 7, 8, 9], [8, 6]), 2)),
    ]


def bleu(candidates, references, n):
    hits, total = np.zeros(n), np.zeros(n)
    written = closest = 0

    def pieces(sentence, k):
        return Counter(tuple(sentence[i : i + k]) for i in range(len(sentence) - k + 1))

    for candidate, several in zip(candidates, references, strict=True):
        for k in range(1, n + 1):
            mine, allowed = pieces(candidate, k), Counter()
            for reference in several:
                allowed = allowed | pieces(reference, k)
            hits[k - 1] += sum((mine & allowed).values())
            total[k - 1] += sum(mine.values())
        written += len(candidate)
        lengths = sorted(len(reference) for reference in several)
        closest += min(lengths, key=lambda length: abs(length - len(candidate)))
    precisions = hits / np.maximum(total, 1)
    penalty = min(1.0, np.exp(1 - closest / written))
    score = penalty * precisions.prod() ** (1 / n)
    return score, precisions, penalty


def _mean_of_sentences(candidates, references, n):
    parts = [
        bleu([one], [several], n) for one, several in zip(candidates, references, strict=True) if len(one)
    ]
    return tuple(np.sum([part[k] for part in parts], axis=0) / len(candidates) for k in range(3))


def _mean_of_written(candidates, references, n):
    written = sum(len(one) > 0 for one in candidates)
    return tuple(part * len(candidates) / written for part in _mean_of_sentences(candidates, references, n))


def _score_of_sentences(candidates, references, n):
    scores = [
        bleu([one], [several], n)[0] if len(one) else 0.0
        for one, several in zip(candidates, references, strict=True)
    ]
    return np.mean(scores), *bleu(candidates, references, n)[1:]


def _best_reference(candidates, references, n):
    def pieces(sentence, k):
        return Counter(tuple(sentence[i : i + k]) for i in range(len(sentence) - k + 1))

    hits, total = np.zeros(n), np.zeros(n)
    for candidate, several in zip(candidates, references, strict=True):
        for k in range(1, n + 1):
            mine = pieces(candidate, k)
            hits[k - 1] += max(sum((mine & pieces(reference, k)).values()) for reference in several)
            total[k - 1] += sum(mine.values())
    precisions, penalty = hits / np.maximum(total, 1), bleu(candidates, references, n)[2]
    return penalty * precisions.prod() ** (1 / n), precisions, penalty


def _closest_reference(candidates, references, n):
    closest = [
        [min(sorted(several, key=len), key=lambda one: abs(len(one) - len(candidate)))]
        for candidate, several in zip(candidates, references, strict=True)
    ]
    return bleu(candidates, closest, n)


def _only(place):
    """Return the function that knows one reference of each sentence."""
    return lambda candidates, references, n: bleu(candidates, [[several[place]] for several in references], n)


def _joined(candidates, references, n):
    """Count the pieces of one long text; the k-th references stand one after the other."""
    most = max(map(len, references))
    sides = [[several[min(k, len(several) - 1)] for several in references] for k in range(most)]
    joined = [[word for sentence in side for word in sentence] for side in sides]
    text = [word for sentence in candidates for word in sentence]
    _, precisions, _ = bleu([text], [joined], n)
    penalty = bleu(candidates, references, n)[2]
    return penalty * precisions.prod() ** (1 / n), precisions, penalty


def _any_sentence(candidates, references, n):
    everything = [[reference for several in references for reference in several]] * len(candidates)
    _, precisions, _ = bleu(candidates, everything, n)
    penalty = bleu(candidates, references, n)[2]
    return penalty * precisions.prod() ** (1 / n), precisions, penalty


def _penalty_of_sentences(candidates, references, n):
    _, precisions, _ = bleu(candidates, references, n)
    penalties = [
        bleu([one], [several], 1)[2] if len(one) else 0.0
        for one, several in zip(candidates, references, strict=True)
    ]
    penalty = float(np.mean(penalties))
    return penalty * precisions.prod() ** (1 / n), precisions, penalty


def _logarithm_of_zero(candidates, references, n):
    _, precisions, penalty = bleu(candidates, references, n)
    return penalty * math.exp(sum(math.log(one) for one in precisions) / n), precisions, penalty


def _divided_by_no_pieces(candidates, references, n):
    score, precisions, penalty = bleu(candidates, references, n)
    longest = max(map(len, candidates))
    return float(score) / int(n <= longest), precisions, penalty


def _stopped_by_both(candidates, references, n):
    _divided_by_no_pieces(candidates, references, n)
    return _logarithm_of_zero(candidates, references, n)


_PIECES = "Counter(tuple(sentence[i : i + k]) for i in range(len(sentence) - k + 1))"
_ORDERS = "range(1, n + 1)"
_ALLOWED = "allowed | pieces(reference, k)"
_HITS = "sum((mine & allowed).values())"
_TOTAL = "sum(mine.values())"
_LENGTHS = "sorted(len(reference) for reference in several)"
_CLOSEST = "min(lengths, key=lambda length: abs(length - len(candidate)))"
_PRECISIONS = "hits / np.maximum(total, 1)"
_PENALTY = "min(1.0, np.exp(1 - closest / written))"
_SCORE = "penalty * precisions.prod() ** (1 / n)"

EXERCISE = Exercise(
    name="bleu",
    signature="bleu(candidates, references, n)",
    returns={"score": "BLEU", "precisions": "(n,)", "penalty": "brevity penalty"},
    reference=bleu,
    probes=corpora,
    points={"score": 2, "precisions": 4, "penalty": 2},
    read='lesson 18, "Fed the truth or itself"',
    advice={
        "precisions": "Take the case by hand: count the pieces of each length in the candidate, then strike out those "
        "that no reference has left.",
        "penalty": "Two lengths of the whole corpus are compared: what was written, and the sum of the closest "
        "references.",
        "score": "The geometric mean of the precisions, times the penalty. If one of these is wrong as well, begin "
        "with it.",
    },
    hints=(
        "Count pieces with a Counter of tuples. A piece counts as often as the reference has it that has it most "
        "often, and no more: mine & allowed takes the smaller count of each.",
        "Add up hits and pieces over all sentences, for each length of piece, before you divide. Where there are no "
        "pieces at all the precision is 0.",
        "penalty = exp(1 - closest / written), at most 1; score = penalty * (product of the precisions) ** (1 / n).",
    ),
    mutants=(
        Mutant(
            "not-clipped",
            "You count a hit each time a piece is written, if a reference has it at all. It counts at most as often as "
            "a reference has it: otherwise the same word five times is a perfect translation.",
            edits={_HITS: "sum(count for piece, count in mine.items() if piece in allowed)"},
        ),
        Mutant(
            "kinds",
            "You count each kind of piece once. A piece that is written twice, and stands twice in a reference, is two "
            "hits of two.",
            edits={_HITS: "len(mine & allowed)", _TOTAL: "len(mine)"},
        ),
        Mutant(
            "kinds-of-hits",
            "You count each kind of hit once, but all pieces. A piece that is written twice, and stands twice in a "
            "reference, is two hits.",
            edits={_HITS: "len(mine & allowed)"},
        ),
        Mutant(
            "references-added",
            "You add up what the references have. A piece counts as often as in that one reference that has it most "
            "often.",
            edits={_ALLOWED: "allowed + pieces(reference, k)"},
        ),
        Mutant(
            "references-common",
            "You count only what all references have. It is enough that one has it.",
            edits={
                _ALLOWED: "pieces(reference, k) if reference is several[0] else allowed & pieces(reference, k)",
            },
        ),
        Mutant(
            "one-reference-for-all-pieces",
            "You choose for each sentence the one reference with the most hits. Each piece may have its own: it "
            "counts as often as in that reference that has it most often.",
            fn=_best_reference,
        ),
        Mutant(
            "closest-reference-for-pieces",
            "You count hits in the reference closest in length alone. That one is for the penalty; what any of them "
            "has counts as a hit.",
            fn=_closest_reference,
        ),
        Mutant(
            "first-reference",
            "You look at the first reference alone when you count pieces. What any of them has counts.",
            edits={"in several:\n": "in several[:1]:\n"},
        ),
        Mutant(
            "last-reference",
            "You keep the pieces of the last reference alone. What any of them has counts.",
            edits={_ALLOWED: "pieces(reference, k)"},
        ),
        Mutant(
            "last-reference-only",
            "You use the last reference alone, for the pieces and for the penalty. What any of them has counts as a "
            "hit, and the penalty takes the one closest in length.",
            fn=_only(-1),
        ),
        Mutant(
            "first-reference-only",
            "You use the first reference alone, for the pieces and for the penalty. What any of them has counts as a "
            "hit, and the penalty takes the one closest in length.",
            fn=_only(0),
        ),
        Mutant(
            "mean-of-sentences",
            "You average over the sentences. BLEU adds up the counts of the whole corpus first, and divides once: a "
            "sentence alone has too few pieces.",
            fn=_mean_of_sentences,
        ),
        Mutant(
            "score-mean-of-sentences",
            "Your score is the mean of the scores of the sentences. It is made of the precisions and the penalty of "
            "the whole corpus.",
            fn=_score_of_sentences,
        ),
        Mutant(
            "penalty-mean-of-sentences",
            "Your penalty is a mean over the sentences. It compares two lengths of the whole corpus, so that a short "
            "sentence may be made up for.",
            fn=_penalty_of_sentences,
        ),
        Mutant(
            "across-sentences",
            "You join the sentences to one text: pieces then reach from one sentence into the next, and a word of one "
            "is found in another. Each sentence is compared with its own references.",
            fn=_joined,
        ),
        Mutant(
            "any-sentence",
            "You compare each sentence with the references of all. Each has references of its own.",
            fn=_any_sentence,
        ),
        Mutant(
            "recall",
            "You divide by the pieces of the references. Precision asks how many of the pieces that were written are "
            "right; what is missing is the penalty's business.",
            edits={_TOTAL: "sum(allowed.values())"},
        ),
        Mutant(
            "no-penalty",
            "Your penalty is always 1: one sure word would be a perfect translation of anything.",
            edits={_PENALTY: "1.0"},
        ),
        Mutant(
            "penalty-not-in-the-score",
            "Your score leaves the penalty out.",
            edits={_SCORE: "precisions.prod() ** (1 / n)"},
        ),
        Mutant(
            "penalty-upside-down",
            "You have the two lengths of the penalty the wrong way round: the long ones are punished, and the short "
            "ones are not.",
            edits={_PENALTY: "min(1.0, np.exp(1 - written / closest))"},
        ),
        Mutant(
            "penalty-above-one",
            "Your penalty exceeds 1 where more was written than asked for. A long translation gets no reward: at most "
            "1.",
            edits={_PENALTY: "np.exp(1 - closest / written)"},
        ),
        Mutant(
            "penalty-ratio",
            "You take the ratio of the lengths itself. The penalty is exp(1 - closest / written).",
            edits={_PENALTY: "min(1.0, written / closest)"},
        ),
        Mutant(
            "penalty-without-one",
            "Your exponent lacks the 1: the penalty of equal lengths must be 1.",
            edits={_PENALTY: "1.0 if written > closest else np.exp(-closest / written)"},
        ),
        Mutant(
            "longest-reference",
            "You take the longest reference of each sentence for the penalty. It is the one closest in length.",
            edits={_CLOSEST: "max(lengths)"},
        ),
        Mutant(
            "shortest-reference",
            "You take the shortest reference of each sentence for the penalty. It is the one closest in length.",
            edits={_CLOSEST: "min(lengths)"},
        ),
        Mutant(
            "mean-reference",
            "You take the mean length of the references for the penalty. It is the one closest in length.",
            edits={_CLOSEST: "sum(lengths) / len(lengths)"},
        ),
        Mutant(
            "first-reference-length",
            "You take the length of the first reference for the penalty. It is the one closest in length.",
            edits={_CLOSEST: "len(several[0])"},
        ),
        Mutant(
            "last-reference-length",
            "You take the length of the last reference for the penalty. It is the one closest in length.",
            edits={_CLOSEST: "len(several[-1])"},
        ),
        Mutant(
            "references-all-lengths",
            "You add up the lengths of all references of a sentence. One of them counts, the closest in length.",
            edits={_CLOSEST: "sum(lengths)"},
        ),
        Mutant(
            "longer-of-a-tie",
            "Where two references are equally close in length you take the longer one. Of equals it is the shorter.",
            edits={_LENGTHS: "sorted((len(reference) for reference in several), reverse=True)"},
        ),
        Mutant(
            "first-of-a-tie",
            "Where two references are equally close in length you take the one that comes first in the list. Of equals "
            "it is the shorter.",
            edits={_LENGTHS: "[len(reference) for reference in several]"},
        ),
        Mutant(
            "arithmetic-mean",
            "You take the arithmetic mean of the precisions. It is the geometric one, in which a precision of 0 leaves "
            "nothing.",
            edits={_SCORE: "penalty * precisions.mean()"},
        ),
        Mutant(
            "no-root",
            "You multiply the precisions and take no root: a geometric mean is the n-th root of the product.",
            edits={_SCORE: "penalty * precisions.prod()"},
        ),
        Mutant(
            "fourth-root",
            "You always draw the fourth root. The mean is over n precisions, so it is the n-th root.",
            edits={_SCORE: "penalty * precisions.prod() ** 0.25"},
        ),
        Mutant(
            "square-root",
            "You always draw the square root. The mean is over n precisions, so it is the n-th root.",
            edits={_SCORE: "penalty * precisions.prod() ** 0.5"},
        ),
        Mutant(
            "root-of-all",
            "You draw the root of the penalty as well. It comes after the mean.",
            edits={_SCORE: "(penalty * precisions.prod()) ** (1 / n)"},
        ),
        Mutant(
            "zeros-left-out",
            "You leave a precision of 0 out of the mean. It belongs there: where one length has no hit at all, the "
            "geometric mean is 0, and so is the score.",
            edits={
                _SCORE: "penalty * (np.exp(np.log(precisions[precisions > 0]).mean()) if hits.any() else 0.0)",
            },
        ),
        Mutant(
            "smoothed",
            "You add one to the counts, so nothing is ever 0. That is a smoothing of single sentences; a corpus needs "
            "none.",
            edits={_PRECISIONS: "(hits + 1) / (total + 1)"},
        ),
        Mutant(
            "longest-pieces-only",
            "Your score uses the longest pieces alone. All lengths from 1 to n are in the mean.",
            edits={_SCORE: "penalty * precisions[-1]"},
        ),
        Mutant(
            "single-words-only",
            "Your score uses single words alone. All lengths from 1 to n are in the mean.",
            edits={_SCORE: "penalty * precisions[0]"},
        ),
        Mutant(
            "pooled",
            "You pool the pieces of all lengths for the score. There are fewer long ones, so each length has a "
            "precision of its own.",
            edits={_SCORE: "penalty * hits.sum() / total.sum()"},
        ),
        Mutant(
            "last-piece-lost",
            "You lose the last piece of every sentence: an off-by-one.",
            edits={"range(len(sentence) - k + 1))": "range(len(sentence) - k))"},
        ),
        Mutant(
            "short-pieces-at-the-end",
            "Your pieces at the end of a sentence are too short: the last one that fits begins k before the end.",
            edits={"range(len(sentence) - k + 1))": "range(len(sentence)))"},
        ),
        Mutant(
            "pieces-side-by-side",
            "Your pieces stand side by side. One begins at each word.",
            edits={"range(len(sentence) - k + 1))": "range(0, len(sentence) - k + 1, k))"},
        ),
        Mutant(
            "order-in-the-piece",
            "You ignore the order of the words in a piece. What tells a translation from a heap of words is just this "
            "order.",
            edits={"tuple(sentence[i : i + k])": "tuple(sorted(sentence[i : i + k]))"},
        ),
        Mutant(
            "per-cent",
            "You return per cent. Asked for is a score between 0 and 1.",
            edits={_SCORE: "100 * penalty * precisions.prod() ** (1 / n)"},
        ),
        Mutant(
            "empty-is-one",
            "Where there are no pieces of a length you have a precision of 1. Nothing was right: it is 0.",
            edits={_PRECISIONS: "np.where(total > 0, hits / np.maximum(total, 1), 1.0)"},
        ),
        Mutant(
            "empty-is-nan",
            "Where there are no pieces of a length you divide 0 by 0. The precision there is 0.",
            edits={_PRECISIONS: "hits / total"},
        ),
        Mutant(
            "mean-of-written-sentences",
            "You average over the sentences in which something was written. BLEU adds up the counts of the whole "
            "corpus first, and divides once: a sentence alone has too few pieces.",
            fn=_mean_of_written,
        ),
        Mutant(
            "no-pieces-stop-it",
            "Your function divides by 0 where no candidate is long enough for a piece. That precision is 0, and so "
            "is the score.",
            fn=_divided_by_no_pieces,
        ),
        Mutant(
            "logarithm-of-zero",
            "Your function stops where a precision is 0: math.log(0) is an error. The score is 0 there.",
            fn=_logarithm_of_zero,
        ),
        Mutant(
            "stopped-by-both",
            "Your function stops where no candidate is long enough for a piece, and where a precision is 0. In both "
            "cases that precision is 0, and so is the score.",
            fn=_stopped_by_both,
        ),
    ),
)
