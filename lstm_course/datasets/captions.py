"""Pictures with captions in English: one digit and its name, or two digits and how they stand (lesson 20)."""

from typing import NamedTuple

import numpy as np

from .._arguments import check_rng, check_size
from .._inputs import converted, several
from .clips import digit_images

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
RELATIONS = ("above", "left of")
END = 0  # place of the end of a caption; what comes after it is END, too
ALPHABET = ("", *sorted(set("".join(WORDS + RELATIONS))))  # place 0 is END
FIELD = 16  # pixels of a side of a scene
PAIRS = tuple((a, b) for a in range(10) for b in range(10) if a != b)
UNSEEN = tuple(
    pair for pair in PAIRS if sum(pair) in (9, 10)
)  # 18, in both orders; every digit is in other pairs, too


class Captioned(NamedTuple):
    """Pictures and what is said about them.

    Attributes
    ----------
    images : ndarray of float32, shape (N, size, size)
        Brightness from 0 to 1.
    captions : list of str
        One for each.
    """

    images: np.ndarray
    captions: list


def named_digits(part="train"):
    """Return all digits of a part with their names.

    Parameters
    ----------
    part : str
        ``"train"`` or ``"test"``, as in `clips.digit_images`.

    Returns
    -------
    Captioned
        8 x 8 pixels; ``"seven"``.
    """
    images, digits = digit_images(part)
    return Captioned(images, [WORDS[digit] for digit in digits])


def scenes(number, rng, part="train", pairs=None):
    """Make pictures of two different digits, one above the other or one left of the other.

    The caption names the upper one or the left one first, so each picture has one caption only. Each of the two digits
    is moved sideways by chance, from 2 to 6 pixels off the edge; their images never overlap.

    Parameters
    ----------
    number : int
        N, how many.
    rng : numpy.random.Generator
        Source of all draws.
    part : str
        ``"train"`` or ``"test"``, as in `clips.digit_images`: whose images are shown.
    pairs : sequence of tuple of int, optional
        The digits that may stand together, the one that is named first in front; by default all that are not `UNSEEN`.

    Returns
    -------
    Captioned
        16 x 16 pixels; ``"seven above two"``.

    Raises
    ------
    ValueError
        Where a number, a part or a pair is none.
    """
    number = check_size("number", number)
    check_rng(rng)
    pairs = [pair for pair in PAIRS if pair not in UNSEEN] if pairs is None else list(map(tuple, pairs))
    if not pairs or not set(pairs) <= set(PAIRS):
        raise ValueError(f"pairs must hold two different digits each, at least one pair, got {pairs!r}")
    images, digits = digit_images(part)
    places = [np.flatnonzero(digits == digit) for digit in range(10)]
    field, captions = np.zeros((number, FIELD, FIELD), np.float32), []
    for n in range(number):
        pair = pairs[rng.integers(len(pairs))]
        upright = rng.integers(2) == 0
        for k, digit in enumerate(pair):
            image = images[places[digit][rng.integers(len(places[digit]))]]
            aside = rng.integers(2, 7)
            row, column = (8 * k, aside) if upright else (aside, 8 * k)
            field[n, row : row + 8, column : column + 8] = image
        captions.append(f"{WORDS[pair[0]]} {RELATIONS[0 if upright else 1]} {WORDS[pair[1]]}")
    return Captioned(field, captions)


@converted(captions=several)
def encode(captions, alphabet=ALPHABET):
    """Return captions as an array, each with at least one END behind it.

    Parameters
    ----------
    captions : sequence of str
        One or more.
    alphabet : sequence of str
        The letters; place 0 is END.

    Returns
    -------
    ndarray of int, shape (N, T)
        Places in the alphabet; T is one more than the longest caption.

    Raises
    ------
    ValueError
        Where there is no caption, or one text in place of several, or a letter is not in the alphabet.
    """
    if not len(captions):
        raise ValueError("captions must hold at least one, got none")
    places = {letter: place for place, letter in enumerate(alphabet) if place != END}
    strange = sorted(set("".join(captions)) - set(places))
    if strange:
        raise ValueError(f"captions must be written with the alphabet, got {strange}")
    ids = np.full((len(captions), max(map(len, captions)) + 1), END)
    for row, caption in zip(ids, captions, strict=True):
        row[: len(caption)] = [places[letter] for letter in caption]
    return ids


def decode(ids, alphabet=ALPHABET):
    """Return the captions of rows of places: what stands before the first END.

    Parameters
    ----------
    ids : array_like of int, shape (N, T)
        Places in the alphabet.
    alphabet : sequence of str
        The letters; place 0 is END.

    Returns
    -------
    list of str
        N captions.

    Raises
    ------
    ValueError
        Where a number before the first END is no place in the alphabet.
    """
    rows = [row[: row.index(END)] if END in row else row for row in np.asarray(ids).tolist()]
    strange = sorted({k for row in rows for k in row if not 0 <= k < len(alphabet)})
    if strange:
        raise ValueError(f"ids must be places from 0 to {len(alphabet) - 1}, got {strange}")
    return ["".join(alphabet[k] for k in row) for row in rows]
