"""Exhibit: sentences are joined before they are compared, and words go over to a neighbour."""

import numpy as np

from ...exercise import Exercise, Exhibit, Mutant, Probe

_WORDS = ("one", "two", "three", "four", "five", "six", "tone", "on")


def sentences(rng):
    """Return sentences that were heard well and badly, empty ones, single words, and words over a border."""

    def said(sizes):
        return [" ".join(rng.choice(_WORDS, size=size)) for size in sizes]

    def heard(reference):
        found = []
        for sentence in reference:
            words = [word for word in sentence.split() if rng.random() > 0.2]
            for k in range(len(words)):
                if rng.random() < 0.3:
                    words[k] = str(rng.choice(_WORDS))
            if rng.random() < 0.4:
                words.insert(int(rng.integers(len(words) + 1)), str(rng.choice(_WORDS)))
            found.append(" ".join(words))
        return found

    def draw(*sizes):
        reference = said(sizes)
        return reference, heard(reference)

    return [
        Probe(
            (["one two three four"], ["one three three"]),
            "There is one sentence here, so nothing goes over to another: one word is wrong "
            "and one is missing. You return another rate.",
        ),
        Probe((["i", "am i good"], ["i am", "i good"])),
        Probe((["one two", "three", "four five six"], ["one", "two three", "four five six"])),
        Probe((["one two", "three four"], ["three four", "one two"])),
        Probe((["one", "one two three four five six"], ["two", "one two three four five six"])),
        Probe((["two", "tone"], ["two six six six", "on on tone"])),
        Probe((["one two three", "four"], ["", "three four"])),
        Probe((["two", "", "six on"], ["", "two six", "on"])),
        Probe((["one"], ["tone"])),
        Probe((["one two", "three", "one two"], ["one", "three", "one"])),
        Probe((["one two three", "four five six two"], ["one three", "four six two"])),
        Probe((["one two one two", "one", "two"], ["two one two", "one", "one two"])),
        Probe(draw(5, 3, 6)),
        Probe(draw(2, 7, 4, 1, 3)),
    ]


def repair_word_rate(references, found):
    errors = words = 0
    for reference, heard in zip(references, found, strict=True):
        said, got = reference.split(), heard.split()
        row = list(range(len(got) + 1))
        for i, word in enumerate(said, 1):
            above, row = row, [i]
            for j, other in enumerate(got, 1):
                row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (word != other)))
        errors += row[-1]
        words += len(said)
    return errors / words


def _mean_of_rates(references, found):
    rates = [repair_word_rate([a], [b]) for a, b in zip(references, found, strict=True) if a.split()]
    return float(np.mean(rates))


def _mean_with_empty_ones(rate_of_nothing):
    """Return the mean of the rates, with a rate, made of the number of errors, where nothing was said."""

    def wrong(references, found):
        rates = [
            repair_word_rate([a], [b]) if a.split() else rate_of_nothing(len(b.split()))
            for a, b in zip(references, found, strict=True)
        ]
        return float(np.mean(rates))

    return wrong


def _wrong_sentences(references, found):
    pairs = zip(references, found, strict=True)
    return sum(a.split() != b.split() for a, b in pairs) / len(references)


def _bags(references, found):
    errors = words = 0
    for a, b in zip(references, found, strict=True):
        said, got = a.split(), b.split()
        common = sum(min(said.count(word), got.count(word)) for word in set(said))
        errors += max(len(said), len(got)) - common
        words += len(said)
    return errors / words


def _by_place(references, found):
    errors = words = 0
    for a, b in zip(references, found, strict=True):
        said, got = a.split(), b.split()
        same = sum(x == y for x, y in zip(said, got, strict=False))
        errors += max(len(said), len(got)) - same
        words += len(said)
    return errors / words


def _pairs_sorted_and_joined(references, found):
    pairs = sorted(zip(references, found, strict=True))
    return repair_word_rate([" ".join(a for a, _ in pairs)], [" ".join(b for _, b in pairs)])


def _words_missing(references, found):
    errors = words = 0
    for a, b in zip(references, found, strict=True):
        said, got = a.split(), b.split()
        errors += sum(max(said.count(word) - got.count(word), 0) for word in set(said))
        words += len(said)
    return errors / words


_ZIP = "zip(references, found, strict=True)"
_JOINED = 'zip([" ".join(references)], [" ".join(found)], strict=True)'
_MIN = "min(above[j] + 1, row[-1] + 1, above[j - 1] + (word != other))"

EXERCISE = Exercise(
    name="repair_word_rate",
    signature="repair_word_rate(references, found)",
    returns={"rate": "a number"},
    reference=repair_word_rate,
    probes=sentences,
    points={"rate": 4},
    read='lesson 19, "Errors and voices"',
    exhibit=Exhibit(
        "joined",
        "jitsi/jiwer#46",
        "The word error rate changes when the sentences, with what was heard of each, are put in another order.",
    ),
    advice={
        "rate": "For each sentence by itself count the fewest words to change, leave out or add. Divide all of these "
        "by all words that were said.",
    },
    hints=(
        'Compare "i" with "i am", and "am i good" with "i good". How many errors do you count, and what is printed?',
        "A word that was heard in the wrong sentence is wrong in both. What lets it be right?",
        "Count the errors sentence by sentence, and divide the sum by all words that were said.",
    ),
    mutants=(
        Mutant(
            "joined",
            "A word that was heard in a neighbouring sentence counts as right, and the rate depends on which "
            "sentences are neighbours.",
            edits={_ZIP: _JOINED},
        ),
        Mutant(
            "joined-with-a-sign",
            "You put a sign between the sentences. It counts as a word that was said, and words can still pair up "
            "across it where that is cheaper.",
            edits={_ZIP: """zip([" | ".join(references)], [" | ".join(found)], strict=True)"""},
        ),
        Mutant(
            "joined-without-a-blank",
            "You join the sentences without a blank: the last word of one and the first of the next become one word.",
            edits={_ZIP: 'zip(["".join(references)], ["".join(found)], strict=True)'},
        ),
        Mutant(
            "sorted-and-joined",
            "You sort the sentences and join them still. The rate no longer depends on the order, but what was heard "
            "of one sentence is compared with another.",
            edits={_ZIP: 'zip([" ".join(sorted(references))], [" ".join(sorted(found))], strict=True)'},
        ),
        Mutant(
            "sorted",
            "You sort both lists, so that what was heard of one sentence is compared with another.",
            edits={_ZIP: "zip(sorted(references), sorted(found), strict=True)"},
        ),
        Mutant(
            "mean-of-the-rates",
            "You take the mean of the rates. Then a word of a short sentence weighs more than one of a long sentence.",
            fn=_mean_of_rates,
        ),
        Mutant(
            "mean-of-the-rates-stopped",
            "You take the mean of the rates, so that a word of a short sentence weighs more, and a sentence in which "
            "nothing was said stops you: its rate is divided by 0. Divide once, by all words that were said.",
            fn=_mean_with_empty_ones(lambda errors: errors // 0),
        ),
        Mutant(
            "mean-of-the-rates-with-zeros",
            "You take the mean of the rates, with 0 for a sentence in which nothing was said: words of a short "
            "sentence weigh more, and those that nobody said are lost. Divide once, by all words that were said.",
            fn=_mean_with_empty_ones(lambda errors: 0.0),
        ),
        Mutant(
            "mean-of-the-rates-by-one",
            "You take the mean of the rates, and divide by 1 where nothing was said. Then a word of a short sentence "
            "weighs more than one of a long sentence: divide once, by all words that were said.",
            fn=_mean_with_empty_ones(float),
        ),
        Mutant(
            "empty-references-skipped",
            "You leave out sentences in which nothing was said. Words that were heard there are errors, too.",
            edits={"errors += row[-1]": "errors += row[-1] if said else 0"},
        ),
        Mutant(
            "split-at-a-blank",
            'split(" ") makes one empty word of an empty sentence, and yours counts it. split() makes none.',
            edits={"reference.split(), heard.split()": 'reference.split(" "), heard.split(" ")'},
        ),
        Mutant(
            "wrong-sentences",
            "You count the sentences that are not right. Asked for are words.",
            fn=_wrong_sentences,
        ),
        Mutant(
            "bags",
            "You count words in any order. A word at the wrong place is wrong.",
            fn=_bags,
        ),
        Mutant(
            "by-place",
            "You compare words place by place. Behind a word that was missed, all would be wrong.",
            fn=_by_place,
        ),
        Mutant(
            "letters",
            "You compare letters. Asked for are words.",
            edits={
                "said, got = reference.split(), heard.split()": "said, got = list(reference), list(heard)"
            },
        ),
        Mutant(
            "divided-by-what-was-heard",
            "You divide by the words that were heard. It is those that were said.",
            edits={"words += len(said)": "words += len(got)"},
        ),
        Mutant(
            "divided-by-the-longer",
            "You divide by the longer of the two. It is the words that were said, and the rate may exceed 1.",
            edits={"words += len(said)": "words += max(len(said), len(got))"},
        ),
        Mutant(
            "divided-by-the-sentences",
            "You divide by the number of sentences. It is the words that were said.",
            edits={"words += len(said)": "words += 1"},
        ),
        Mutant(
            "capped",
            "You cap the rate at 1. With words that nobody said, it may exceed 1.",
            edits={"return errors / words": "return min(errors / words, 1.0)"},
        ),
        Mutant(
            "last-sentence-only",
            "You keep the errors of the last sentence only.",
            edits={"errors += row[-1]": "errors = row[-1]"},
        ),
        Mutant(
            "words-of-the-last-sentence",
            "You divide by the words of the last sentence. All that were said count.",
            edits={"words += len(said)": "words = len(said)"},
        ),
        Mutant(
            "substitution-costs-two",
            "A wrong word costs 2, as if it were one missing and one too many. It is one error.",
            edits={_MIN: "min(above[j] + 1, row[-1] + 1, above[j - 1] + 2 * (word != other))"},
        ),
        Mutant(
            "missing-words-free",
            "A word that was not heard costs nothing.",
            edits={_MIN: "min(above[j], row[-1] + 1, above[j - 1] + (word != other))"},
        ),
        Mutant(
            "added-words-free",
            "A word that nobody said costs nothing.",
            edits={_MIN: "min(above[j] + 1, row[-1], above[j - 1] + (word != other))"},
        ),
        Mutant(
            "accuracy",
            "You return the share that is right. Asked for is the error.",
            edits={"return errors / words": "return 1 - errors / words"},
        ),
        Mutant(
            "number-of-errors",
            "You return how many errors there are. A rate is a share of the words that were said.",
            edits={"return errors / words": "return float(errors)"},
        ),
        Mutant(
            "empty-sentences-skipped",
            "You leave out the errors of sentences of which nothing was heard. All their words are missing, and count.",
            edits={"errors += row[-1]": "errors += row[-1] if got else 0"},
        ),
        Mutant(
            "pairs-sorted-and-joined",
            "You sort the pairs and join them still. The rate no longer depends on the order, and words still go over "
            "to a neighbour.",
            fn=_pairs_sorted_and_joined,
        ),
        Mutant(
            "right-sentences-skipped",
            "You leave out sentences that were heard well. Their words count, too.",
            edits={_ZIP: "[pair for pair in zip(references, found, strict=True) if pair[0] != pair[1]]"},
        ),
        Mutant(
            "equal-pairs-once",
            "A pair that comes twice counts once. All sentences count.",
            edits={_ZIP: "set(zip(references, found, strict=True))"},
        ),
        Mutant(
            "row-of-zeros",
            "Your table begins with a row of zeros: words that nobody said cost nothing in front.",
            edits={"list(range(len(got) + 1))": "[0] * (len(got) + 1)"},
        ),
        Mutant(
            "column-of-zeros",
            "Your table begins with a column of zeros: words that were missed cost nothing in front.",
            edits={"row, [i]": "row, [0]"},
        ),
        Mutant(
            "words-sorted",
            "You sort the words of a sentence. A word at the wrong place is wrong.",
            edits={"reference.split(), heard.split()": "sorted(reference.split()), sorted(heard.split())"},
        ),
        Mutant(
            "words-once",
            "A word that comes twice in a sentence counts once.",
            edits={
                "reference.split(), heard.split()": (
                    "[*dict.fromkeys(reference.split())], [*dict.fromkeys(heard.split())]"
                )
            },
        ),
        Mutant(
            "capped-by-the-sentence",
            "You cap the errors of each sentence at the number of its words. Words that nobody said are errors, "
            "however many there are.",
            edits={"errors += row[-1]": "errors += min(row[-1], len(said))"},
        ),
        Mutant(
            "bag-of-what-is-missing",
            "You count the words that were said and not heard, wherever they stand. Words that were added, or stand "
            "at another place, are errors, too.",
            fn=_words_missing,
        ),
    ),
)
