"""Exercise: how much of some samples stands in the training text."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def memorised_probes(rng):
    """Return samples of unequal length, too short ones, empty ones, repeats, capitals, blanks, pieces of one letter."""

    def text(size, letters="ab c"):
        return "".join(rng.choice(list(letters), size))

    def stretch(train, size):
        start = int(rng.integers(0, len(train) - size))
        return train[start : start + size]

    train = text(70, "abcd ") + "the end"
    other = text(60, "abcde")
    return [
        Probe((["abcab"], "xabcx", 3)),
        Probe(([stretch(train, 12) + "xy" + stretch(train, 7), text(9, "abcd "), "xyx"], train, 4)),
        Probe((["abab", "ab", "x"], "zzab", 2)),
        Probe((["the end", "he", "END"], train, 7)),
        Probe((["ab", "ba", ""], "abba", 2)),
        Probe((["abcab", "xyz", "abcab"], "xabcx", 3)),  # the same sample twice
        Probe((["ccab", "dd"], "abdd", 4)),
        Probe((["aXb", "axb", "a b", "a  b"], "axb a b", 3)),
        Probe((["abcabcabc", "ddddd", "abcd"], "abcx", 3)),
        Probe((["ab", "", "abc"], other, 9)),
        Probe((["abcdef"], "abc", 5)),
        Probe(([""], other, 1)),
        Probe((["eeexa", "b"], "abx", 1)),
        Probe(([stretch(other, 20), text(20, "abcde"), text(3, "abcde")], other, 5)),
        Probe(([stretch(other, 9) + stretch(other, 9), "zz" + stretch(other, 30)], other, 6)),
        Probe(([text(40), text(15), text(28)], text(50), 4)),
    ]


def memorised(samples, train, length):
    known = {train[k : k + length] for k in range(len(train) - length + 1)}
    pieces, copied, letters, inside = 0, 0, 0, 0
    for text in samples:
        covered = np.zeros(len(text), dtype=bool)
        for k in range(len(text) - length + 1):
            pieces += 1
            if text[k : k + length] in known:
                copied += 1
                covered[k : k + length] = True
        letters += len(text)
        inside += covered.sum()
    return copied / max(pieces, 1), inside / max(letters, 1)


def _without_repeats(samples, train, length):
    pieces = {text[k : k + length] for text in samples for k in range(len(text) - length + 1)}
    share = sum(piece in train for piece in pieces) / max(len(pieces), 1)
    return share, memorised(samples, train, length)[1]


def _mean_of_samples(samples, train, length):
    both = [memorised([text], train, length) for text in samples]
    return float(np.mean([one for one, _ in both])), float(np.mean([other for _, other in both]))


def _samples_with_a_copy(samples, train, length):
    found = [memorised([text], train, length)[0] > 0 for text in samples]
    return float(np.mean(found)), memorised(samples, train, length)[1]


def _whole_samples(samples, train, length):
    found = [len(text) >= length and text in train for text in samples]
    return float(np.mean(found)), memorised(samples, train, length)[1]


def _words(samples, train, length):
    known, share = train.split(), memorised(samples, train, length)[1]
    runs = {tuple(known[k : k + length]) for k in range(len(known) - length + 1)}
    mine = [w[k : k + length] for w in (text.split() for text in samples) for k in range(len(w) - length + 1)]
    return sum(tuple(one) in runs for one in mine) / max(len(mine), 1), share


def _wrong_way_round(samples, train, length):
    return memorised([train], " \n ".join(samples), length)


def _blanks_squeezed(samples, train, length):
    return memorised([" ".join(text.split()) for text in samples], " ".join(train.split()), length)


def _overlaps_capped(samples, train, length):
    known = {train[k : k + length] for k in range(len(train) - length + 1)}
    pieces = [text[k : k + length] for text in samples for k in range(len(text) - length + 1)]
    copied, letters = sum(piece in known for piece in pieces), sum(map(len, samples))
    return copied / max(len(pieces), 1), min(1.0, copied * length / max(letters, 1))


def _places_of_all_samples_in_one(samples, train, length):
    places, letters = set(), sum(map(len, samples))
    for text in samples:
        for k in range(len(text) - length + 1):
            if text[k : k + length] in train:
                places.update(range(k, k + length))
    return memorised(samples, train, length)[0], len(places) / max(letters, 1)


_JOINED = "for text in samples:"
_KNOWN = "range(len(train) - length + 1)"
_PLACES = "range(len(text) - length + 1)"
_IN = "text[k : k + length] in known"
_COVER = "covered[k : k + length] = True"
_LETTERS = "letters += len(text)"
_RETURN = "return copied / max(pieces, 1), inside / max(letters, 1)"

EXERCISE = Exercise(
    name="memorised",
    signature="memorised(samples, train, length)",
    returns={"pieces": "a share, from 0 to 1", "letters": "a share, from 0 to 1"},
    reference=memorised,
    probes=memorised_probes,
    points={"pieces": 3, "letters": 3},
    read='lesson 17, "What it copied"',
    advice={
        "pieces": "Write down all pieces of each sample, one for each place where it fits, and count those that stand "
        "in the training text.",
        "letters": "Mark every letter that lies in at least one copied piece of its own sample, then count the marks.",
    },
    hints=(
        "The pieces of one text are text[k : k + length] for k in range(len(text) - length + 1): none where it is too "
        "short.",
        "For the letters keep an array of False for each sample, and set covered[k : k + length] = True for each "
        "copied piece. A letter in two of them counts once.",
        "Add up over all samples first, and divide at the end; where there is no piece, or no letter, the share is 0.",
    ),
    mutants=(
        Mutant(
            "samples-without-repeats",
            "You count a sample once, however often the model wrote it. Each sample counts.",
            edits={"in samples": "in dict.fromkeys(samples)"},
        ),
        Mutant(
            "samples-joined",
            "You join the samples, so pieces reach from one into the next. Nobody wrote those.",
            edits={_JOINED: "for text in [''.join(samples)]:"},
        ),
        Mutant(
            "repeats-lost",
            "You count each different piece once. A sample that repeats itself has several, and all count.",
            fn=_without_repeats,
        ),
        Mutant(
            "mean-of-samples",
            "You average the shares of the samples, so that a short sample counts as much as a long one. Add up first, "
            "divide at the end.",
            fn=_mean_of_samples,
        ),
        Mutant(
            "samples-with-a-copy",
            "You return the share of samples that hold a copied piece. Asked for is the share of pieces.",
            fn=_samples_with_a_copy,
        ),
        Mutant(
            "whole-samples",
            "You look for whole samples in the training text. Asked for are pieces of the given length.",
            fn=_whole_samples,
        ),
        Mutant("words", "Your pieces are made of words. They are made of letters.", fn=_words),
        Mutant(
            "wrong-way-round",
            "You look for pieces of the training text in the samples. The share is of what the model wrote.",
            fn=_wrong_way_round,
        ),
        Mutant(
            "capitals-folded",
            "You make capitals small first. A piece is copied only letter by letter.",
            edits={_IN: "text[k : k + length].lower() in {one.lower() for one in known}"},
        ),
        Mutant(
            "last-piece-missing",
            "You leave out the last piece of each sample: an off-by-one at its end.",
            edits={_PLACES: "range(len(text) - length)"},
        ),
        Mutant(
            "last-piece-of-the-text-missing",
            "You leave out the last piece of the training text: an off-by-one at its end.",
            edits={_KNOWN: "range(len(train) - length)"},
        ),
        Mutant(
            "letters-for-pieces",
            "Your share of pieces has as many pieces as letters. The last letters of a sample begin no piece: what is "
            "left there is too short.",
            edits={_PLACES: "range(len(text))"},
        ),
        Mutant(
            "side-by-side",
            "Your pieces stand side by side and do not overlap. There is one at every place of a sample where it fits.",
            edits={_PLACES: "range(0, len(text) - length + 1, length)"},
        ),
        Mutant(
            "text-side-by-side",
            "The pieces of your training text stand side by side. A copy may begin at any place of it.",
            edits={_KNOWN: "range(0, len(train) - length + 1, length)"},
        ),
        Mutant(
            "one-letter-longer",
            "Your pieces are one letter too long.",
            fn=lambda samples, train, length: memorised(samples, train, length + 1),
        ),
        Mutant(
            "first-letters-only",
            "You mark the first letter of a copied piece alone. All of its letters are copied.",
            edits={_COVER: "covered[k] = True"},
        ),
        Mutant(
            "one-letter-too-few-marked",
            "You do not mark the last letter of a copied piece: an off-by-one.",
            edits={_COVER: "covered[k : k + length - 1] = True"},
        ),
        Mutant(
            "overlaps-counted-twice",
            "You count a letter once for each copied piece it lies in. A letter is copied or it is not.",
            edits={"inside / max(letters, 1)": "copied * length / max(letters, 1)"},
        ),
        Mutant(
            "short-samples-left-out",
            "You leave out the letters of samples that are too short for a piece. They were written, and are not "
            "copied.",
            edits={_LETTERS: "letters += len(text) * (len(text) >= length)"},
        ),
        Mutant(
            "pieces-for-letters",
            "You divide the marked letters by the number of pieces. Divide by the number of letters.",
            edits={"inside / max(letters, 1)": "inside / max(pieces, 1)"},
        ),
        Mutant(
            "share-of-new",
            "You return the share that is new. Asked for is the share that is copied.",
            edits={_IN: "text[k : k + length] not in known"},
        ),
        Mutant(
            "counts",
            "You return numbers, not shares. Divide by the number of pieces, and of letters.",
            edits={_RETURN: "return float(copied), float(inside)"},
        ),
        Mutant(
            "letters-first",
            "You return the share of letters first. The share of pieces comes first.",
            edits={_RETURN: "return inside / max(letters, 1), copied / max(pieces, 1)"},
        ),
        Mutant(
            "one-for-none",
            "Where there is no piece at all you return 1. Nothing was copied: 0.",
            edits={"copied / max(pieces, 1)": "(copied / pieces if pieces else 1.0)"},
        ),
        Mutant(
            "error-for-none",
            "Where no sample is long enough for a piece, your function stops with an error: it divides by 0. Nothing "
            "was copied then: 0.",
            edits={"copied / max(pieces, 1)": "copied / pieces"},
        ),
        Mutant(
            "error-for-no-letter",
            "Where all samples are empty, your function stops with an error: it divides by 0, the number of letters. "
            "Nothing was copied then: 0.",
            edits={"inside / max(letters, 1)": "int(inside) / letters"},
        ),
        Mutant(
            "nan-for-no-letter",
            "Where all samples are empty, your share of letters is NaN: 0 is divided by 0. Nothing was copied then: 0.",
            edits={"inside / max(letters, 1)": "float(np.float64(inside) / letters)"},
        ),
        Mutant(
            "first-sample-only",
            "You look at the first sample alone.",
            edits={_JOINED: "for text in samples[:1]:"},
        ),
        Mutant(
            "pieces-twice",
            "You return the share of pieces twice. The second number is about letters: those that lie in a copied "
            "piece.",
            edits={_RETURN: "return copied / max(pieces, 1), copied / max(pieces, 1)"},
        ),
        Mutant(
            "joined-with-a-blank",
            "You join the samples with a blank, so pieces reach from one into the next. Nobody wrote those.",
            edits={_JOINED: "for text in [' '.join(samples)]:"},
        ),
        Mutant(
            "blanks-squeezed",
            "You squeeze runs of blanks first. That is worth doing, as the lesson shows, but before this function: "
            "here a piece is copied only letter by letter.",
            fn=_blanks_squeezed,
        ),
        Mutant(
            "per-cent",
            "You return per cent. A share lies between 0 and 1.",
            edits={_RETURN: "return 100 * copied / max(pieces, 1), 100 * inside / max(letters, 1)"},
        ),
        Mutant(
            "one-letter-shorter",
            "Your pieces are one letter too short.",
            fn=lambda samples, train, length: memorised(samples, train, max(length - 1, 1)),
        ),
        Mutant(
            "overlaps-counted-twice, and capped",
            "You count a letter once for each copied piece that it lies in, and cut the share at 1. Each letter "
            "counts once: mark it.",
            fn=_overlaps_capped,
        ),
        Mutant(
            "places-of-all-samples-in-one",
            "You keep the marked places of all samples in one set, so that the same place in two samples counts "
            "once. Each sample has places of its own.",
            fn=_places_of_all_samples_in_one,
        ),
    ),
)
