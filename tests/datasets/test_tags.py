"""Tagged sentences: the tags against dates that are parsed again, and places that are looked up."""

import re

import numpy as np
import pytest

from lstm_course.datasets import tags
from lstm_course.datasets.names import territory_names
from lstm_course.evaluate.spans import bio_spans


@pytest.fixture(scope="module")
def parts():
    rng = np.random.default_rng(0)
    return {part: tags.tagged_sentences(400, rng, part) for part in ("train", "test")}


def spans(sentences, kind):
    return [
        (one.language, " ".join(one.tokens[a:b]))
        for one in sentences
        for a, b, found in bio_spans(one.tags)
        if found == kind
    ]


def test_tags_fit_and_spans_are_dates_and_places(parts):
    known = {
        (name.language, " ".join(tags.split_words(name.text)))
        for name in territory_names(tuple(tags.LOCALES), 30)
    }
    for sentences in parts.values():
        for one in sentences:
            assert len(one.tokens) == len(one.tags)
            assert set(one.tags) <= set(tags.TAGS)
            assert all(token == token.lower() and not token.isspace() for token in one.tokens)
            inside = [t for t, tag in enumerate(one.tags) if tag[0] == "I"]
            assert all(one.tags[t - 1][1:] == one.tags[t][1:] for t in inside)
        assert set(spans(sentences, "PLACE")) <= known
        for _, words in spans(sentences, "DATE"):
            assert re.search(r"\d", words)
            years = re.search(r"(19|20)\d\d", words)
            assert years or len(re.findall(r"\d+", words)) == 3
        assert {one.language for one in sentences} == set(tags.LOCALES)


def test_no_place_of_one_part_is_in_the_other(parts):
    item = {
        (n.language, " ".join(tags.split_words(n.text))): n.item
        for n in territory_names(tuple(tags.LOCALES), 30)
    }
    train, test = ({item[place] for place in spans(part, "PLACE")} for part in parts.values())
    assert train.isdisjoint(test)
    assert min(len(train), len(test)) > 40


def test_same_rng_same_sentences():
    one, other, third = (tags.tagged_sentences(5, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert one == other != third


def test_words_are_split():
    assert tags.split_words("Monday, 3.7.21 d’été_") == [
        "monday",
        ",",
        "3",
        ".",
        "7",
        ".",
        "21",
        "d",
        "’",
        "été",
        "_",
    ]
    assert tags.split_words(" ") == []


def test_encoding_can_be_read_back(parts):
    words = tags.vocabulary(parts["train"])
    assert sorted(words.values()) == list(range(1, len(words) + 1))
    back = {place: word for word, place in words.items()}
    x, y, lengths = tags.encode(parts["train"], words)
    for one, row, marks, n in zip(parts["train"], x, y, lengths, strict=True):
        assert [back[k] for k in row[:n]] == one.tokens
        assert [tags.TAGS[k] for k in marks[:n]] == one.tags
        assert not row[n:].any()
        assert not marks[n:].any()
    x, *_ = tags.encode([tags.Sentence(["xyzzy"], ["O"], "en")], words)
    assert x.tolist() == [[tags.UNKNOWN]]


def test_what_does_not_fit_is_named(rng):
    with pytest.raises(ValueError, match="part must be"):
        tags.tagged_sentences(1, rng, "all")
    for languages in ((), ("en", "xx")):
        with pytest.raises(ValueError, match="languages must be"):
            tags.tagged_sentences(1, rng, languages=languages)
    with pytest.raises(ValueError, match="number"):
        tags.tagged_sentences(0, rng)
    with pytest.raises(ValueError, match="at least one, got none"):
        tags.encode([], {})
