"""Exercise: words of different lengths as rows of numbers."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe

KNOWN = "abdeiklmnorstzKMN'- "
NEW = "ßéQx7Å"


def words_probes(rng):
    """Return words with and without new letters, spaces, capitals, an empty one; any codes, 0 and pad among them."""

    def words(*lengths, new=0):
        found = [[str(letter) for letter in rng.choice(list(KNOWN), n)] for n in lengths]
        longest = max(found, key=len)
        for k in rng.permutation(len(longest))[:new]:
            longest[k] = NEW[int(rng.integers(len(NEW)))]
        return ["".join(word) for word in found]

    def vocabulary(*free, lowest=2):
        """Return codes in no order, with gaps, without those that are used for other things."""
        codes = [int(k) for k in lowest + rng.permutation(3 * len(KNOWN)) if lowest + k not in free]
        return dict(zip(KNOWN, codes, strict=False))

    def with_zero():
        codes = vocabulary()
        return {**codes, "n": 0, "e": 1}

    seven = {**vocabulary(7), "o": 7}
    return [
        Probe(
            (["tea", "sea"], {"a": 5, "s": 2, "e": 9, "t": 3}, 1, 0),
            "All letters are known here and both words are equally long, and already a result is not right.",
        ),
        Probe((["bo", "bean", "a"], {"b": 4, "o": 3, "a": 2, "e": 5, "n": 6}, 1, 0)),
        Probe((["xo", "ox", "o"], {"o": 3}, 1, 0)),
        Probe((["Bo", "bo"], {"b": 4, "o": 3}, 1, 0)),
        Probe((["no one", " on", "on "], {"n": 4, "o": 3, "e": 8, " ": 6}, 1, 0)),
        Probe((words(3, 7, 1, 7, new=3), vocabulary(), 1, 0)),
        Probe((["née", "neon", *words(6, 2)], with_zero(), 40, -1)),
        Probe((["one", "xo", *words(2, 5, new=2)], seven, 1, 7)),  # a real letter has the code of pad
        Probe((["xo", "ox", *words(5, 3, new=2)], vocabulary(80), 80, 80)),
        Probe((["", *words(4, 2, new=1)], vocabulary(), 0, 1)),
        Probe((["xa"], vocabulary(), 1, 0)),
        Probe((["nn", "nn", "n"], {"n": 2}, 1, 0)),
        Probe((words(1, 31, 12, 31, 5, new=9), vocabulary(90, 91, lowest=300), 91, 90)),
    ]


def encode(words, vocabulary, unknown, pad):
    lengths = np.array([len(word) for word in words])
    ids = np.full((len(words), lengths.max()), pad)
    for n, word in enumerate(words):
        ids[n, : len(word)] = [vocabulary.get(letter, unknown) for letter in word]
    return ids, lengths


def _own_codes(first, order):
    """Return the mistake of making the codes from the words that came."""

    def wrong(words, vocabulary, unknown, pad):
        letters = order("".join(words))
        return encode(words, {letter: first + k for k, letter in enumerate(letters)}, unknown, pad)

    return wrong


def _seen_first(text):
    return list(dict.fromkeys(text))


def _sorted(text):
    return sorted(set(text))


def _dropped_lengths_kept(words, vocabulary, unknown, pad):
    ids, _ = encode([[one for one in word if one in vocabulary] for word in words], vocabulary, unknown, pad)
    lengths = np.array([len(word) for word in words])
    wide = np.full((len(words), lengths.max()), pad)
    wide[:, : ids.shape[1]] = ids
    return wide, lengths


def _dropped_rows_as_wide(words, vocabulary, unknown, pad):
    ids, lengths = encode(
        [[one for one in word if one in vocabulary] for word in words], vocabulary, unknown, pad
    )
    wide = np.full((len(words), max(len(word) for word in words)), pad)
    wide[:, : ids.shape[1]] = ids
    return wide, lengths


def _cut(to):
    def wrong(words, vocabulary, unknown, pad):
        T = to([len(word) for word in words])
        ids, lengths = encode([*[word[:T] for word in words], " " * T], vocabulary, unknown, pad)
        return ids[:-1], lengths[:-1]

    return wrong


def _whole_words(words, vocabulary, unknown, pad):
    ids = np.array([[vocabulary.get(word, unknown)] for word in words])
    return ids, np.ones(len(words), dtype=int)


_GET = "vocabulary.get(letter, unknown)"
_FIRST = "    lengths = "
_BATCH = 'lesson 15, "Twelve lengths in one batch"'

EXERCISE = Exercise(
    name="encode",
    signature="encode(words, vocabulary, unknown, pad)",
    returns={"ids": "(N, T)", "lengths": "(N,)"},
    reference=encode,
    probes=words_probes,
    points={"ids": 3, "lengths": 2},
    read=_BATCH,
    advice={
        "ids": "Each letter becomes its code, a letter that vocabulary lacks becomes unknown, and what is left of "
        "the row is pad.",
        "lengths": "The number of letters in each word, new ones included, in the order in which the words came.",
    },
    hints=(
        "The lengths come from the words and from nothing else. T is the largest.",
        "Fill an array (N, T) with pad, then write the codes of each word to the front of its row.",
        "vocabulary.get(letter, unknown) gives the code, or unknown where there is none.",
    ),
    mutants=(
        Mutant(
            "unknown-dropped",
            "You leave out the letters that vocabulary lacks. The word then looks like another, shorter one; that "
            "there was something nobody knows is worth a code: unknown.",
            edits={
                _FIRST: '    words = ["".join(one for one in word if one in vocabulary) for word in words]\n'
                + _FIRST
            },
        ),
        Mutant(
            "unknown-dropped-lengths-kept",
            "You leave out the letters that vocabulary lacks, but count them in lengths: the last places that count "
            "are padding. Such a letter becomes unknown.",
            fn=_dropped_lengths_kept,
        ),
        Mutant(
            "unknown-is-pad",
            "You give a new letter the code of the padding. Padding says that nothing was there; unknown says that "
            "something was.",
            hint="M43",
            edits={_GET: "vocabulary.get(letter, pad)"},
        ),
        Mutant(
            "exchanged",
            "unknown and pad are exchanged: pad fills what is left of a row, unknown stands for a new letter.",
            hint="M43",
            edits={_GET: "vocabulary.get(letter, pad)", "lengths.max()), pad)": "lengths.max()), unknown)"},
        ),
        Mutant(
            "padded-with-unknown",
            "You fill the rows with unknown. It stands for a letter that was there; where there was none stands pad.",
            hint="M43",
            edits={"lengths.max()), pad)": "lengths.max()), unknown)"},
        ),
        Mutant(
            "no-unknown",
            "A letter that vocabulary lacks stops your function with an error. New names bring new letters: a "
            "dict's get takes what to return where a key is missing.",
            edits={_GET: "vocabulary[letter]"},
        ),
        Mutant(
            "zero-is-nothing",
            "You write get(letter) or unknown, or test the code as if it were True or False. The code 0 counts as "
            "False, so that a known letter becomes unknown.",
            edits={_GET: "(vocabulary.get(letter) or unknown)"},
        ),
        Mutant(
            "lower-case",
            "You turn the words into small letters. A capital is another letter: where vocabulary lacks it, it is "
            "unknown.",
            edits={_GET: "vocabulary.get(letter.lower(), unknown)"},
        ),
        Mutant(
            "lower-case-where-lacking",
            "You take the small letter where vocabulary lacks the capital. The network never saw it in training; it is "
            "unknown.",
            edits={_GET: "vocabulary.get(letter, vocabulary.get(letter.lower(), unknown))"},
        ),
        Mutant(
            "stripped",
            "You cut off spaces at the ends of a word. Whatever stands in a word is a letter here, and its place "
            "counts.",
            edits={_FIRST: "    words = [word.strip() for word in words]\n" + _FIRST},
        ),
        Mutant(
            "no-spaces",
            "You take the spaces out of the words. Whatever stands in a word is a letter here, a space too.",
            edits={_FIRST: '    words = [word.replace(" ", "") for word in words]\n' + _FIRST},
        ),
        Mutant(
            "letters-only",
            "You keep letters of the alphabet only. A space, a hyphen or a figure counts like any letter: it has its "
            "code in vocabulary, or is unknown.",
            edits={_FIRST: '    words = ["".join(filter(str.isalpha, word)) for word in words]\n' + _FIRST},
        ),
        Mutant(
            "own-codes",
            "You number the letters of the words that came, from 0. In the next batch the same letter would get "
            "another code: the codes are those of vocabulary.",
            fn=_own_codes(0, _sorted),
        ),
        Mutant(
            "own-codes-from-1",
            "You number the letters of the words that came, from 1. In the next batch the same letter would get "
            "another code: the codes are those of vocabulary.",
            fn=_own_codes(1, _sorted),
        ),
        Mutant(
            "own-codes-from-2",
            "You number the letters of the words that came, from 2. In the next batch the same letter would get "
            "another code: the codes are those of vocabulary.",
            fn=_own_codes(2, _sorted),
        ),
        Mutant(
            "own-codes-as-seen",
            "You number the letters in the order in which they turn up, from 0. In the next batch the same letter "
            "would get another code: the codes are those of vocabulary.",
            fn=_own_codes(0, _seen_first),
        ),
        Mutant(
            "extended",
            "You give new letters new codes. The network's table of embeddings ends with the codes of training: what "
            "is new is unknown, all of it.",
            hint="new-codes",
            edits={
                _FIRST: '    vocabulary = dict(vocabulary)\n    for letter in "".join(words):\n'
                "        vocabulary.setdefault(letter, len(vocabulary))\n" + _FIRST
            },
        ),
        Mutant(
            "extended-in-place",
            "You add new letters to the caller's own vocabulary. It belongs to the training data, and the table of "
            "embeddings ends with it: what is new is unknown, all of it.",
            hint="M23",
            edits={
                _FIRST: '    for letter in "".join(words):\n'
                "        vocabulary.setdefault(letter, len(vocabulary))\n" + _FIRST
            },
        ),
        Mutant(
            "extended-behind-the-largest",
            "You give new letters codes behind the largest. The network's table of embeddings ends there: what is new "
            "is unknown, all of it.",
            hint="new-codes",
            edits={
                _FIRST: '    vocabulary = dict(vocabulary)\n    for letter in "".join(words):\n'
                "        vocabulary.setdefault(letter, max(vocabulary.values()) + 1)\n" + _FIRST
            },
        ),
        Mutant(
            "places-for-codes",
            "You take a letter's place in vocabulary for its code. vocabulary[letter] is the code; places and codes "
            "need not agree.",
            edits={_GET: "(list(vocabulary).index(letter) if letter in vocabulary else unknown)"},
        ),
        Mutant(
            "unicode",
            "You take ord(letter), the number of a letter in Unicode. The codes are those of vocabulary.",
            edits={_GET: "ord(letter)"},
        ),
        Mutant(
            "unknown-is-one",
            "A new letter becomes 1 whatever unknown is. Where 1 is a letter's code, the two can no longer be told "
            "apart.",
            edits={_GET: "vocabulary.get(letter, 1)"},
        ),
        Mutant(
            "unknown-is-zero",
            "A new letter becomes 0 whatever unknown is.",
            edits={_GET: "vocabulary.get(letter, 0)"},
        ),
        Mutant(
            "unknown-is-the-size",
            "A new letter becomes the size of vocabulary, whatever unknown is.",
            edits={_GET: "vocabulary.get(letter, len(vocabulary))"},
        ),
        Mutant(
            "padded-with-zero",
            "You pad with 0 whatever pad is. Where 0 is a letter's code, that makes padding look like data.",
            hint="M43",
            edits={"np.full((len(words), lengths.max()), pad)": "np.zeros((len(words), lengths.max()), int)"},
        ),
        Mutant(
            "zero-becomes-pad",
            "You write pad wherever a row holds 0, as if 0 meant that nothing was there. A known letter may have the "
            "code 0: fill the rows with pad first, then write the codes.",
            hint="M43",
            edits={"return ids, lengths": "return np.where(ids == 0, pad, ids), lengths"},
        ),
        Mutant(
            "padded-in-front",
            "You pad in front. Here the padding stands behind, so that place t of a row is letter t of the word.",
            edits={"ids[n, : len(word)]": "ids[n, len(ids[n]) - len(word) :]"},
        ),
        Mutant(
            "cut-to-the-shortest",
            "You cut all words to the shortest. What stood behind it is lost; pad the others to the longest.",
            fn=_cut(min),
        ),
        Mutant(
            "cut-to-the-first",
            "The first word decides your T, and longer ones are cut. T is the length of the longest.",
            fn=_cut(lambda lengths: lengths[0]),
        ),
        Mutant(
            "one-column-too-many",
            "Your T is one more than the longest word, an off-by-one: the last column holds nothing but padding.",
            edits={"lengths.max()), pad)": "lengths.max() + 1), pad)"},
        ),
        Mutant(
            "lengths-of-the-row",
            "Your lengths are those of the padded rows, T for all. They count the letters of each word.",
            edits={"return ids, lengths": "return ids, np.full_like(lengths, ids.shape[1])"},
        ),
        Mutant(
            "lengths-from-the-ids",
            "You count the entries that differ from pad. A letter may have that code, too: count the letters of the "
            "word.",
            hint="M43",
            edits={"return ids, lengths": "return ids, (ids != pad).sum(axis=1)"},
        ),
        Mutant(
            "lengths-not-zero",
            "You count the entries that differ from 0. A letter may have that code, and pad need not be 0: count the "
            "letters of the word.",
            hint="M43",
            edits={"return ids, lengths": "return ids, (ids != 0).sum(axis=1)"},
        ),
        Mutant(
            "lengths-of-the-known",
            "Your lengths count the known letters only. A new letter takes a place in the row, so the last places of "
            "the word would be cut off.",
            edits={
                "return ids, lengths": "return ids, np.array([sum(one in vocabulary for one in word) "
                "for word in words])"
            },
        ),
        Mutant(
            "lengths-of-different-letters",
            "Your lengths count the different letters. A letter that comes twice takes two places.",
            edits={"return ids, lengths": "return ids, np.array([len(set(word)) for word in words])"},
        ),
        Mutant(
            "last-places",
            "Your lengths are the places of the last letters, one less than how many there are.",
            edits={"return ids, lengths": "return ids, lengths - 1"},
        ),
        Mutant(
            "one-too-long",
            "Your lengths are one too large: a mark for the start or the end is counted that does not stand in ids.",
            edits={"return ids, lengths": "return ids, lengths + 1"},
        ),
        Mutant(
            "sorted",
            "You sort the words by length, longest first, and leave them so: row 0 is no longer the first word, and "
            "labels in the old order now belong to others. Nothing here needs them sorted.",
            hint="M40",
            edits={_FIRST: "    words = sorted(words, key=len, reverse=True)\n" + _FIRST},
        ),
        Mutant(
            "sorted-shortest-first",
            "You sort the words by length, shortest first, and leave them so: row 0 is no longer the first word, and "
            "labels in the old order now belong to others. Nothing here needs them sorted.",
            hint="M40",
            edits={_FIRST: "    words = sorted(words, key=len)\n" + _FIRST},
        ),
        Mutant(
            "empty-dropped",
            "You drop an empty word. Its label stays, so all rows behind it belong to the wrong one: it becomes a row "
            "of padding, of length 0.",
            edits={_FIRST: "    words = [word for word in words if word]\n" + _FIRST},
        ),
        Mutant(
            "time-first",
            "Your ids are (T, N). The batch comes first here: one row for each word.",
            edits={"return ids, ": "return ids.T, "},
        ),
        Mutant(
            "turned-round",
            "You turn the words round: the last letter comes first. They stay in their order.",
            edits={" for letter in word]": " for letter in word[::-1]]"},
        ),
        Mutant(
            "whole-words",
            "You look up whole words. vocabulary holds letters: go through each word letter by letter.",
            fn=_whole_words,
        ),
        Mutant(
            "unknown-dropped-rows-as-wide",
            "You leave out letters that vocabulary lacks, so that the row and its length are those of the known "
            "letters. A new letter keeps its place in the row: it becomes unknown.",
            fn=_dropped_rows_as_wide,
        ),
    ),
)
