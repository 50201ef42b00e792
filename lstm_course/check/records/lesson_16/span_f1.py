"""Exercise: F1 over whole spans, for a corpus."""

from ...exercise import Exercise, Mutant, Probe


def corpora(rng):
    """Return corpora with sentences of different numbers of spans, with empty ones, and with nothing at all."""
    a, b, c, d = (0, 2, "PER"), (3, 4, "LOC"), (5, 8, "PER"), (9, 10, "x")

    def draw(n):
        """Return true spans of n sentences, and found ones: some right, some with another border or type."""
        true, found = [], []
        for _ in range(n):
            here, there = [], []
            for place in rng.permutation(6)[: rng.integers(0, 5)]:
                start, fate = 4 * int(place), int(rng.integers(0, 6))
                span = (start, start + int(rng.integers(1, 4)), str(rng.choice(["PER", "LOC", "x"])))
                here += [span] if fate != 0 else []
                other = {1: (*span[:2], "y"), 2: (start, span[1] + 1, span[2])}.get(fate, span)
                there += [other] if fate != 3 else []
            true.append(here)
            found.append(there)
        return true, found

    return [
        Probe(
            ([[a, b, c]], [[a, b]]),
            "One sentence: of three true spans two are found, and nothing else. F1 is twice the hits, divided by the "
            "number of true and of found spans together. Yours is something else.",
        ),
        Probe(([[a, b]], [[a, b]])),
        Probe(([[a, b], [c]], [[], []])),
        Probe(([[], []], [[a], []])),
        Probe(([[], []], [[], []])),
        Probe(([], [])),
        Probe(([[a, c], []], [[(0, 2, "LOC"), c], []])),  # a wrong type
        Probe(([[a, c]], [[(0, 3, "PER"), (4, 8, "PER")]])),  # off by one border each
        Probe(([[a, b, c, d], [a]], [[a], [a, b, c]])),
        Probe(([[a], [b]], [[b], [a]])),  # in the wrong sentence
        Probe(([[a, b], [c]], [[a, a, a], [c, d, d]])),  # duplicates
        Probe(([[a, a, b]], [[a, d]])),
        Probe(([[d], [a, b, c]], [[d, c, b], []])),
        Probe(([[a, b], [], [c]], [[b, a], [], [c, (6, 8, "PER")]])),  # another order
        Probe(draw(4)),
        Probe(draw(9)),
        Probe(([[a, c], [], [b, d]], [[a, (5, 7, "PER"), b], [d, d], [(3, 4, "PER"), d]])),
    ]


def span_f1(true, found):
    hits = sum(len(set(a) & set(b)) for a, b in zip(true, found, strict=True))
    wanted = sum(len(set(a)) for a in true)
    given = sum(len(set(b)) for b in found)
    return 2 * hits / (wanted + given) if wanted + given else 1.0


def per_sentence(true, found):
    """Average the F1 of the sentences."""
    scores = [span_f1([a], [b]) for a, b in zip(true, found, strict=True)]
    return sum(scores) / len(scores) if scores else 1.0


def per_sentence_with_spans(true, found):
    """Average the F1 of the sentences in which there is, or was found, a span."""
    scores = [span_f1([a], [b]) for a, b in zip(true, found, strict=True) if a or b]
    return sum(scores) / len(scores) if scores else 1.0


def per_type(true, found):
    """Average the F1 of the types."""
    kinds = sorted({span[2] for sentence in [*true, *found] for span in sentence})
    scores = [
        span_f1(
            *([[span for span in sentence if span[2] == kind] for sentence in side] for side in (true, found))
        )
        for kind in kinds
    ]
    return sum(scores) / len(scores) if scores else 1.0


def _positions(spans, typed=True):
    return {(k, span[2] if typed else "") for span in spans for k in range(span[0], span[1])}


def of_tokens(true, found):
    """Compare tokens, with their type."""
    return span_f1(*([list(_positions(spans)) for spans in side] for side in (true, found)))


def of_untyped_tokens(true, found):
    """Compare tokens, whatever their type."""
    return span_f1(*([list(_positions(spans, False)) for spans in side] for side in (true, found)))


def share_of(side, none):
    """Return the function that divides the hits by the number of true or of found spans alone."""

    def span_f1(true, found):
        hits = sum(len(set(a) & set(b)) for a, b in zip(true, found, strict=True))
        total = sum(len(set(spans)) for spans in (true if side == "true" else found))
        return hits / total if total else none

    return span_f1


def overlapping(true, found):
    """Count an overlap with a true span of the same type as a hit."""
    hits = sum(
        any(b[2] == a[2] and b[0] < a[1] and a[0] < b[1] for a in set(side))
        for side, other in zip(true, found, strict=True)
        for b in set(other)
    )
    total = sum(len(set(spans)) for spans in [*true, *found])
    return 2 * hits / total if total else 1.0


def listed(true, found):
    """Count a span that was found twice as two hits."""
    hits = sum(b in a for a, bs in zip(true, found, strict=True) for b in bs)
    total = sum(map(len, true)) + sum(map(len, found))
    return 2 * hits / total if total else 1.0


def by_place(true, found):
    """Compare the lists place by place."""
    hits = sum(
        a == b for one, other in zip(true, found, strict=True) for a, b in zip(one, other, strict=False)
    )
    total = sum(len(set(spans)) for spans in [*true, *found])
    return 2 * hits / total if total else 1.0


_SAME = "len(set(a) & set(b))"
_VALUE = "2 * hits / (wanted + given) if wanted + given else 1.0"

EXERCISE = Exercise(
    name="span_f1",
    signature="span_f1(true, found)",
    returns={"f1": "from 0 to 1"},
    reference=span_f1,
    probes=corpora,
    points={"f1": 5},
    read='lesson 16, "From tags to spans"',
    advice={
        "f1": "Count over all sentences together: hits, true spans, found spans. A hit is a span in the same sentence "
        "with the same start, end and type."
    },
    hints=(
        "Three counts for the whole corpus: hits, true spans, found spans. Make a set of each sentence's spans first.",
        "Hits are len(set(a) & set(b)), summed over the pairs of sentences in zip(true, found).",
        "2 * hits / (wanted + given), and 1.0 where both counts are 0.",
    ),
    mutants=(
        Mutant(
            "tokens",
            "You score tokens. A span of three tokens with two of them found is no hit at all: it is one thing, right "
            "or wrong.",
            fn=of_tokens,
        ),
        Mutant(
            "tokens-without-type",
            "You score tokens, and without their type. A span is one thing, right or wrong: borders and type.",
            fn=of_untyped_tokens,
        ),
        Mutant(
            "averaged-over-sentences",
            "You average the F1 of the sentences. One without spans then counts as much as one with ten: count over "
            "all sentences first, then compute one F1.",
            fn=per_sentence,
        ),
        Mutant(
            "averaged-over-types",
            "You average the F1 of the types. A rare type then counts as much as a frequent one; here all spans count "
            "the same.",
            fn=per_type,
        ),
        Mutant(
            "overlap-counts",
            "You count a span that overlaps with a true one as a hit. Both borders must be exact.",
            fn=overlapping,
        ),
        Mutant(
            "type-ignored",
            "You ignore the type. A span with the right borders and the wrong type is no hit.",
            edits={_SAME: "len({span[:2] for span in a} & {span[:2] for span in b})"},
        ),
        Mutant(
            "end-ignored",
            "You ignore the end of the spans. Both borders must be exact.",
            edits={_SAME: "len({span[::2] for span in a} & {span[::2] for span in b})"},
        ),
        Mutant(
            "start-ignored",
            "You ignore the start of the spans. Both borders must be exact.",
            edits={_SAME: "len({span[1:] for span in a} & {span[1:] for span in b})"},
        ),
        Mutant(
            "borders-ignored",
            "You compare the types that occur in a sentence, and not the borders.",
            edits={_SAME: "len({span[2] for span in a} & {span[2] for span in b})"},
        ),
        Mutant(
            "duplicates-counted",
            "A span that was found twice counts twice in your function. It is one span: make a set of each sentence's "
            "spans first.",
            fn=listed,
        ),
        Mutant(
            "duplicates-in-the-true-ones",
            "A true span that is listed twice counts twice in your function. Make a set of both sides.",
            edits={"len(set(a)) for a in true": "len(a) for a in true"},
        ),
        Mutant(
            "duplicates-in-the-found-ones",
            "A span that was found twice counts as two found spans in your function. Make a set of both sides.",
            edits={"len(set(b)) for b in found": "len(b) for b in found"},
        ),
        Mutant(
            "duplicates-in-both",
            "Spans that are listed twice count twice in your totals. Make a set of each sentence's spans first, on "
            "both sides.",
            edits={
                "len(set(a)) for a in true": "len(a) for a in true",
                "len(set(b)) for b in found": "len(b) for b in found",
            },
        ),
        Mutant(
            "sentences-mixed",
            "You throw the spans of all sentences together. A span that belongs to another sentence is no hit: compare "
            "sentence by sentence.",
            edits={
                "    hits": "    true, found = ([sum(map(list, side), [])] for side in (true, found))\n    hits"
            },
        ),
        Mutant(
            "hits-across-sentences",
            "A span counts as a hit in your function wherever it is true. It must be true in its own sentence: compare "
            "sentence by sentence.",
            edits={
                "len(set(a) & set(b)) for a, b in zip(true, found, strict=True)": "len(set(b) & set().union(*true)) "
                "for b in found"
            },
        ),
        Mutant(
            "place-by-place",
            "You compare the lists place by place. One missing span then makes all that follow wrong, and the order "
            "does not matter: compare sets.",
            fn=by_place,
        ),
        Mutant(
            "precision",
            "You return the precision, the share of the found spans that are true. Missing spans cost nothing then.",
            edits={_VALUE: "hits / given if given else float(not wanted)"},
        ),
        Mutant(
            "recall",
            "You return the recall, the share of the true spans that are found. False spans cost nothing then.",
            edits={_VALUE: "hits / wanted if wanted else float(not given)"},
        ),
        Mutant(
            "mean-of-precision-and-recall",
            "You take the plain mean of precision and recall. F1 is their harmonic mean, which stays near the smaller "
            "one.",
            edits={_VALUE: "(hits / max(given, 1) + hits / max(wanted, 1)) / 2 if wanted + given else 1.0"},
        ),
        Mutant(
            "geometric-mean",
            "You take the geometric mean of precision and recall. F1 is their harmonic mean.",
            edits={_VALUE: "(hits**2 / max(given * wanted, 1)) ** 0.5 if wanted + given else 1.0"},
        ),
        Mutant(
            "product",
            "You multiply precision with recall. F1 is their harmonic mean, 2 P R / (P + R).",
            edits={_VALUE: "hits**2 / max(given * wanted, 1) if wanted + given else 1.0"},
        ),
        Mutant(
            "accuracy-of-spans",
            "You divide the hits by all different spans, hits once and errors once: that is the Jaccard index. F1 "
            "counts a hit twice, once for each side.",
            edits={_VALUE: "hits / (wanted + given - hits) if wanted + given else 1.0"},
        ),
        Mutant(
            "two-forgotten",
            "The factor 2 is missing: a perfect answer gets one half. F1 is 2 hits / (true + found).",
            edits={_VALUE: "hits / (wanted + given) if wanted + given else 1.0"},
        ),
        Mutant(
            "nothing-to-find-is-zero",
            "Where there is nothing to find, and nothing is found, you return 0. Nothing was done wrong: it is 1.0.",
            edits={"else 1.0": "else 0.0"},
        ),
        Mutant(
            "nothing-to-find-fails",
            "Where there is nothing to find, and nothing is found, you divide by zero. It is 1.0 there.",
            edits={_VALUE: "2 * hits / (wanted + given)"},
        ),
        Mutant(
            "no-hit-fails",
            "Where there is no hit, precision and recall are 0, and your harmonic mean divides by their sum. F1 is 0.0 "
            "there; 2 hits / (true + found) has no such trouble.",
            edits={
                _VALUE: "2 * (hits / max(given, 1)) * (hits / max(wanted, 1)) / (hits / max(given, 1) + hits / "
                "max(wanted, 1)) if wanted + given else 1.0"
            },
        ),
        Mutant(
            "no-hit-is-one",
            "Where there is no hit you return 1. That is right only where there is nothing to find and nothing was "
            "found.",
            edits={"if wanted + given else": "if hits else"},
        ),
        Mutant(
            "nothing-true-is-one",
            "Where there is nothing to find you return 1, even if something was found. Every found span is wrong "
            "there.",
            edits={"if wanted + given else": "if wanted else"},
        ),
        Mutant(
            "nothing-found-is-one",
            "Where nothing is found you return 1, even if there was something to find.",
            edits={"if wanted + given else": "if given else"},
        ),
        Mutant(
            "sentences-that-are-right",
            "You count the sentences in which everything is right. Here single spans count.",
            edits={
                "return 2 * hits / (wanted + given) if wanted + given else 1.0": "right = [set(a) == set(b) for a, b "
                "in zip(true, found, strict=True)]\n    return sum(right) / len(right) if right else 1.0"
            },
        ),
        Mutant(
            "empty-sentences-left-out",
            "You leave the sentences without a true span out. What was found in them is wrong, and counts.",
            edits={
                "len(set(b)) for b in found": "len(set(b)) for a, b in zip(true, found, strict=True) if a"
            },
        ),
        Mutant(
            "unfound-sentences-left-out",
            "You leave out the sentences in which nothing was found. What is true in them was missed, and counts.",
            edits={"len(set(a)) for a in true": "len(set(a)) for a, b in zip(true, found, strict=True) if b"},
        ),
        Mutant(
            "first-sentence-only",
            "You score the first sentence only.",
            edits={"    hits": "    true, found = true[:1], found[:1]\n    hits"},
        ),
        Mutant(
            "per-cent",
            "You return per cent. A number from 0 to 1 is asked for.",
            edits={_VALUE: "200 * hits / (wanted + given) if wanted + given else 100.0"},
        ),
        Mutant(
            "rounded",
            "You round the result. A check compares the number itself; round only when you print.",
            edits={_VALUE: "round(2 * hits / (wanted + given), 2) if wanted + given else 1.0"},
        ),
        Mutant(
            "averaged-over-sentences-with-spans",
            "You average the F1 of the sentences that hold spans. One with a single span then counts as much as one "
            "with ten: count over all sentences first, then compute one F1.",
            fn=per_sentence_with_spans,
        ),
        Mutant(
            "precision-one-where-nothing-is-found",
            "You return the precision, the share of the found spans that are true, and 1 where nothing is found. "
            "Missing spans cost nothing then.",
            fn=share_of("found", 1.0),
        ),
        Mutant(
            "precision-zero-where-nothing-is-found",
            "You return the precision, the share of the found spans that are true, and 0 where nothing is found. "
            "Missing spans cost nothing then.",
            fn=share_of("found", 0.0),
        ),
        Mutant(
            "recall-one-where-nothing-is-true",
            "You return the recall, the share of the true spans that are found, and 1 where nothing is true. False "
            "spans cost nothing then.",
            fn=share_of("true", 1.0),
        ),
        Mutant(
            "recall-zero-where-nothing-is-true",
            "You return the recall, the share of the true spans that are found, and 0 where nothing is true. False "
            "spans cost nothing then.",
            fn=share_of("true", 0.0),
        ),
    ),
)
