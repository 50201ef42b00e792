"""Captions say what the picture shows, and some pairs of digits are kept for the test."""

import pytest

from lstm_course.datasets import captions
from lstm_course.datasets.clips import digit_images


def shown(field, known):
    """Return (row, column, digit) of both images of a scene, by search."""
    found = []
    for row in range(9):
        for column in range(9):
            piece = field[row : row + 8, column : column + 8].tobytes()
            if piece in known:
                found.append((row, column, known[piece]))
    return found


def test_named_digits_are_all_of_a_part():
    made = captions.named_digits("test")
    assert made.images.shape == (597, 8, 8)
    assert [captions.WORDS.index(word) for word in made.captions] == digit_images("test")[1].tolist()


def test_a_caption_says_what_is_shown(rng):
    made = captions.scenes(80, rng, "test", captions.PAIRS)
    relations = set()
    known = {image.tobytes(): int(digit) for image, digit in zip(*digit_images("test"), strict=True)}
    for field, caption in zip(*made, strict=True):
        first, *relation, second = caption.split()
        (r, c, a), (s, d, b) = sorted(
            shown(field, known), key=lambda one: one[2] != captions.WORDS.index(first)
        )
        assert (captions.WORDS[a], captions.WORDS[b]) == (first, second)
        if relation == ["above"]:
            assert (r, s) == (0, 8)
            assert {c, d} <= set(range(2, 7))
        else:
            assert relation == ["left", "of"]
            assert (c, d) == (0, 8)
            assert {r, s} <= set(range(2, 7))
        relations.add(tuple(relation))
    assert len(relations) == 2


def test_unseen_pairs_are_closed_under_swapping_and_leave_every_digit_in_both_places(rng):
    assert len(captions.PAIRS) == 90
    assert len(captions.UNSEEN) == 18
    assert {pair[::-1] for pair in captions.UNSEEN} == set(captions.UNSEEN)
    made = captions.scenes(3000, rng)
    pairs = {(words.split()[0], words.split()[-1]) for words in made.captions}
    unseen = {(captions.WORDS[a], captions.WORDS[b]) for a, b in captions.UNSEEN}
    assert not pairs & unseen
    assert len(pairs) == 72
    assert {a for a, _ in pairs} == {b for _, b in pairs} == set(captions.WORDS)


def test_encode_and_decode_are_inverse(rng):
    words = [*captions.WORDS, *captions.scenes(20, rng).captions]
    ids = captions.encode(words)
    assert ids.shape == (30, max(map(len, words)) + 1)
    assert (ids[:, -1] == captions.END).all()
    assert captions.decode(ids) == words
    assert captions.decode([[3, 0, 4], [0, 1, 1], [1, 2, 3]]) == [
        captions.ALPHABET[3],
        "",
        "".join(captions.ALPHABET[1:4]),
    ]
    assert captions.encode(["ab", ""], ["", "b", "a"]).tolist() == [[2, 1, 0], [0, 0, 0]]
    assert len(set(captions.ALPHABET)) == len(captions.ALPHABET)


def test_what_does_not_fit_is_named(rng):
    with pytest.raises(ValueError, match=r"captions must be written with the alphabet, got \['!', 'q'\]"):
        captions.encode(["q!"])
    with pytest.raises(ValueError, match="captions must hold at least one"):
        captions.encode([])
    for pairs in ([], [(1, 1)], [(1, 10)]):
        with pytest.raises(ValueError, match="pairs must hold two different digits"):
            captions.scenes(1, rng, pairs=pairs)
    assert captions.scenes(1, rng, pairs=[(3, 8)]).captions[0].startswith("three ")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: captions.encode("seven"), "captions must be a sequence of texts"),
        (lambda: captions.decode([[1, -1, 0]]), r"ids must be places from 0 to \d+, got \[-1\]"),
        (lambda: captions.decode([[1, 99]]), r"ids must be places from 0 to \d+, got \[99\]"),
    ],
)
def test_what_would_be_read_as_something_else_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
