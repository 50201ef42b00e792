"""Exercise: an n-gram with the smoothing of Witten and Bell."""

from collections import Counter

import numpy as np

from ....drive import language
from ...exercise import Exercise, Mutant, Probe


def witten_bell_probes(rng):
    """Return n of 1 and more, seen and unseen contexts, contexts too long and too short, unseen symbols, one letter."""

    def text(size, letters="abcd"):
        p = np.arange(len(letters), 0, -1.0)
        return "".join(rng.choice(list(letters), size, p=p / p.sum()))

    def asked(train, n, K, longest, count=14, letters="abcd"):
        contexts = [text(int(rng.integers(0, longest + 1)), letters) for _ in range(count)]
        return Probe((train, n, K, contexts, [str(one) for one in rng.choice(list(letters), count)]))

    abra = ["", "a", "b", "r", "ca", "ad", "bra"]
    return [
        Probe(
            ("abracadabra", 1, 5, ["", "", "", "a", "br"], ["a", "b", "c", "d", "r"]),
            "Here n is 1, so no context counts: only how often each letter came, how many kinds there were, and 1/K "
            "below. Yours is another number.",
        ),
        Probe(("abracadabra", 2, 5, abra, list("abcdrab")), None),
        Probe(("abracadabra", 3, 26, [*abra, "zz", "abra"], list("abcdrabzc"))),
        Probe(("a", 2, 3, ["", "a", "b", "aa"], ["a", "a", "a", "b"])),
        Probe(("aaaaaaa", 3, 2, ["", "a", "aa", "aa", "b"], ["b", "a", "a", "b", "b"])),
        asked(text(25), 1, 7, 3),
        asked(text(40), 2, 4, 4),
        asked(text(60, "abcde"), 3, 9, 5, letters="abcdef"),
        asked(text(90), 4, 50, 6),
        asked(text(18), 6, 4, 8),
    ]


def witten_bell(train, n, K):
    count, total, kinds = Counter(), Counter(), Counter()
    for end in range(len(train)):
        for size in range(min(n - 1, end) + 1):
            context, symbol = train[end - size : end], train[end]
            kinds[context] += (context, symbol) not in count
            count[context, symbol] += 1
            total[context] += 1

    def prob(context, symbol):
        p = 1 / K
        for size in range(min(n - 1, len(context)) + 1):
            end = context[len(context) - size :]
            if total[end] > 0:
                p = (count[end, symbol] + kinds[end] * p) / (total[end] + kinds[end])
        return p

    return prob


def _by_followers(total_of, count_of):
    """Return the smoothing with other counts, where a context that nothing followed leaves it to the shorter one."""

    def witten_bell(train, n, K):
        followers = {}
        for end in range(len(train)):
            for size in range(min(n - 1, end) + 1):
                followers.setdefault(train[end - size : end], []).append(train[end])

        def prob(context, symbol):
            p = 1 / K
            for size in range(min(n - 1, len(context)) + 1):
                s = context[len(context) - size :]
                after = followers.get(s, [])
                if after:
                    kinds = len(set(after))
                    p = (count_of(train, s + symbol) + kinds * p) / (total_of(train, s) + kinds)
            return p

        return prob

    return witten_bell


def _occurrences(train, piece):
    return sum(train.startswith(piece, k) for k in range(len(train)))


def _side_by_side(train, piece):
    return train.count(piece) if piece else len(train)


def _end_counted(train, n, K):
    inner = witten_bell(train, n, K)

    def occurrences(s):
        return sum(train[k : k + len(s)] == s for k in range(len(train) - len(s) + 1)) if s else len(train)

    def follow(s):
        return [train[k + len(s)] for k in range(len(train) - len(s)) if train[k : k + len(s)] == s]

    def prob(context, symbol):
        p = inner("", symbol)
        for size in range(1, min(n - 1, len(context)) + 1):
            s = context[len(context) - size :]
            after = follow(s)
            kinds, total = len(set(after)), occurrences(s)
            if total:
                p = (after.count(symbol) + kinds * p) / (total + kinds)
        return p

    return prob


_SIZES = "range(min(n - 1, end) + 1)"
_CONTEXT = "train[end - size : end]"
_KINDS = "kinds[context] += (context, symbol) not in count"
_P = "p = 1 / K"
_ASKED = "range(min(n - 1, len(context)) + 1)"
_END = "context[len(context) - size :]"
_IF = "if total[end] > 0:"
_TOP = "(count[end, symbol] + kinds[end] * p)"
_BOTTOM = "(total[end] + kinds[end])"

EXERCISE = Exercise(
    name="witten_bell",
    signature="witten_bell(train, n, K)",
    drive=language.smoothed,
    returns={"probabilities": "what prob(context, symbol) returns, for several pairs"},
    reference=witten_bell,
    probes=witten_bell_probes,
    points={"probabilities": 7},
    read='lesson 17, "Streams and bits"',
    advice={
        "probabilities": "Take abracadabra and n = 3 by hand: first p(b) without a context, then p(b | a) from it, "
        "then p(b | da) from that. Which is the first that is another number in yours?",
    },
    hints=(
        "Count three things for every context of 0 to n - 1 letters: each successor, all successors, kinds of "
        "successors.",
        "prob begins with 1/K and goes from the empty context to the longest: each time the p so far is the p(c | s') "
        "of the formula.",
        "p = (count + kinds * p) / (total + kinds), for each context that has successors. A context that has none "
        "leaves p as it is.",
    ),
    mutants=(
        Mutant(
            "add-one",
            "You add one to every count. Witten and Bell add the number of kinds that followed the context, and share "
            "it out by the shorter context.",
            edits={_TOP: "(count[end, symbol] + 1)", _BOTTOM: "(total[end] + K)"},
        ),
        Mutant(
            "kinds-are-tokens",
            "You mix the counts and the shorter context in equal parts, as if each successor were a kind of its own. A "
            "letter that follows twice is one kind.",
            edits={_KINDS: "kinds[context] += 1"},
        ),
        Mutant(
            "kinds-of-letters-known",
            "You take the size of the alphabet for the number of kinds. Counted are the kinds that followed this "
            "context.",
            edits={_TOP: "(count[end, symbol] + K * p)", _BOTTOM: "(total[end] + K)"},
        ),
        Mutant(
            "back-off",
            "You ask the shorter context only where the longer one has not seen the symbol. Witten and Bell always "
            "mix: a seen symbol gets a share of the shorter context, too.",
            edits={_TOP: "(count[end, symbol] or kinds[end] * p)"},
        ),
        Mutant(
            "no-smoothing",
            "You divide the counts and smooth nothing: what did not follow gets probability 0, and costs infinitely "
            "many bits.",
            edits={_TOP: "count[end, symbol]", _BOTTOM: "total[end]"},
        ),
        Mutant(
            "no-base",
            "Below the empty context you have 0 in place of 1/K: a symbol that never came gets probability 0.",
            edits={_P: "p = 0.0"},
        ),
        Mutant(
            "base-of-seen-kinds",
            "Below the empty context you divide by the number of letters that came. K is the size of the alphabet, "
            "with those that are still to come.",
            edits={_P: "p = 1 / max(kinds[''], 1)"},
        ),
        Mutant(
            "base-of-one",
            "Below the empty context you have 1 in place of 1/K: the probabilities sum to more than 1.",
            edits={_P: "p = 1.0"},
        ),
        Mutant(
            "beginning-of-the-context",
            "Your shorter contexts are the beginning of the context. They are its end: the oldest letter is the one "
            "that goes.",
            edits={_END: "context[:size]"},
        ),
        Mutant(
            "beginning-of-a-long-context",
            "Where the context is longer than n - 1 you take its first letters. Its last ones stand before the symbol.",
            edits={_END: "context[: n - 1][len(context[: n - 1]) - size :]"},
        ),
        Mutant(
            "newest-letter-dropped",
            "You shorten a context by its last letter. The oldest one goes, which is the first: the letters next to "
            "the symbol say most about it.",
            edits={_END: "context[max(len(context) - n + 1, 0) :][:size]"},
        ),
        Mutant(
            "straight-to-the-empty-context",
            "You go from the longest context straight to the empty one. Between them stand all the others: each time "
            "only the oldest letter goes.",
            edits={_ASKED: "sorted({0, min(n - 1, len(context))})"},
        ),
        Mutant(
            "whole-context-or-none",
            "You use contexts of n - 1 letters and the empty one. Between them stand those of 1 to n - 2 letters: each "
            "time only the oldest letter goes.",
            edits={_ASKED: "sorted({0, n - 1 if len(context) >= n - 1 else 0})"},
        ),
        Mutant(
            "context-reversed",
            "You read the context backwards.",
            edits={_END: "context[::-1][:size]"},
        ),
        Mutant(
            "long-context-first",
            "You begin with the longest context and end with the empty one, so that this has the last word. The other "
            "way round: each longer context refines the shorter one.",
            edits={_ASKED: "reversed(range(min(n - 1, len(context)) + 1))"},
        ),
        Mutant(
            "longest-only",
            "You use the longest context alone, straight on 1/K. Between them stand all the shorter ones.",
            edits={_ASKED: "[min(n - 1, len(context))]"},
        ),
        Mutant(
            "empty-context-left-out",
            "You leave out the empty context. How often a letter comes at all is the first thing to know.",
            edits={_ASKED: "range(1, min(n - 1, len(context)) + 1)"},
        ),
        Mutant(
            "n-letters-of-context",
            "Your contexts have up to n letters. An n-gram is n letters with the symbol: n - 1 stand before it.",
            edits={_SIZES: "range(min(n, end) + 1)", _ASKED: "range(min(n, len(context)) + 1)"},
        ),
        Mutant(
            "one-letter-less",
            "Your contexts have up to n - 2 letters. An n-gram is n letters with the symbol: n - 1 stand before it.",
            edits={_ASKED: "range(max(min(n - 2, len(context)), 0) + 1)"},
        ),
        Mutant(
            "unseen-context-is-zero",
            "A context that never came gets probability 0. It says nothing: leave p as the shorter context gave it.",
            edits={
                _IF: "if total[end] == 0:\n                p = 0.0\n            else:",
            },
        ),
        Mutant(
            "unseen-context-is-uniform",
            "A context that never came falls down to 1/K. It says nothing: leave p as the shorter context gave it.",
            edits={_IF: "if total[end] == 0:\n                p = 1 / K\n            else:"},
        ),
        Mutant(
            "weights-swapped",
            "You have the two weights the wrong way round: the counts get kinds / (total + kinds), the shorter context "
            "total / (total + kinds). The more often a context was seen, the more its counts are worth.",
            edits={_TOP: "(count[end, symbol] / total[end] * kinds[end] + total[end] * p)"},
        ),
        Mutant(
            "denominator-without-kinds",
            "The kinds are missing below the line: the probabilities sum to more than 1.",
            edits={_BOTTOM: "total[end]"},
        ),
        Mutant(
            "kinds-not-shared-out",
            "You add the number of kinds to each symbol's count in full. It is shared out by the shorter context: "
            "times p.",
            edits={_TOP: "(count[end, symbol] + kinds[end])"},
        ),
        Mutant(
            "one-new-kind",
            "You add the shorter context once, not once for each kind that followed.",
            edits={_TOP: "(count[end, symbol] + p)", _BOTTOM: "(total[end] + 1)"},
        ),
        Mutant(
            "beginning-not-counted",
            "You count only where a whole context of n - 1 letters stands before the symbol. At the beginning of the "
            "text the shorter ones count as well.",
            edits={"range(len(train))": "range(n - 1, len(train))"},
        ),
        Mutant(
            "last-letter-not-counted",
            "You do not count the last letter of the text.",
            edits={"range(len(train))": "range(len(train) - 1)"},
        ),
        Mutant(
            "contexts-counted-at-the-end-too",
            "You count a context once more where the text ends with it. Nothing follows there: the total is of "
            "successors.",
            fn=_end_counted,
        ),
        Mutant(
            "contexts-of-any-length",
            "Your contexts are as long as what was asked for. An n-gram is n letters with the symbol: only n - 1 "
            "stand before it.",
            edits={_SIZES: "range(end + 1)", _ASKED: "range(len(context) + 1)"},
        ),
        Mutant(
            "bits-returned",
            "You return bits. Asked for is the probability itself.",
            edits={"        return p\n": "        return float(-np.log2(p))\n"},
        ),
        Mutant(
            "logarithm-returned",
            "You return the logarithm of the probability. Asked for is the probability itself.",
            edits={"        return p\n": "        return float(np.log(p))\n"},
        ),
        Mutant(
            "short-context-is-uniform",
            "Where fewer than n - 1 letters are asked for, you return 1/K. A short context has counts, too.",
            edits={"        return p\n": "        return p if len(context) >= n - 1 else 1 / K\n"},
        ),
        Mutant(
            "context-at-the-end-counted",
            "You count how often a context stands in the text, its very end included. Nothing follows there: count "
            "what followed it.",
            fn=_by_followers(_occurrences, _occurrences),
        ),
        Mutant(
            "counted-side-by-side",
            "You count with str.count. It leaves out pieces that overlap the one before, and counts a context at the "
            "very end of the text, where nothing follows.",
            fn=_by_followers(_side_by_side, _side_by_side),
        ),
        Mutant(
            "counted-side-by-side, without the end",
            "You count with str.count, which leaves out pieces that overlap the one before: in aaa it finds aa once. "
            "Go from place to place.",
            fn=_by_followers(
                lambda train, piece: _side_by_side(train[:-1], piece) + (not piece), _side_by_side
            ),
        ),
        Mutant(
            "unseen-context-divides-by-zero",
            "Your function stops at a context that nothing followed: both counts are 0, and you divide by 0. Leave p "
            "as the shorter context gave it.",
            edits={_IF: "if True:"},
        ),
        Mutant(
            "unseen-context-not-found",
            "Your function stops at a context that nothing followed: your counts have no entry for it. Leave p as "
            "the shorter context gave it.",
            edits={_IF: "if {**total}[end] > 0:"},
        ),
    ),
)
