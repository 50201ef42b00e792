"""Sentences with dates and places in four languages, and the BIO tags of both (lesson 16).

The dates are written as babel writes them, the places are its names of countries and regions; the sentences around them
are made here.
"""

import datetime
import re
from typing import NamedTuple

import numpy as np

from .._arguments import check_rng, check_size
from .names import territory_names

TAGS = ("O", "B-DATE", "I-DATE", "B-PLACE", "I-PLACE")
FORMATS = ("short", "medium", "long", "full")
LOCALES = {"en": ("en_US", "en_GB"), "de": ("de_DE",), "fr": ("fr_FR",), "es": ("es_ES",)}
UNKNOWN = 0  # place in a vocabulary of words that it lacks
TEMPLATES = {
    "en": (
        "we met on {date} at the office in {place} .",
        "the shop in {place} is closed from {date} to {date} .",
        "letter {n} from {place} , {date} , has {n} pages .",
        "{n} people came to {place} and {n} of them left again on {date} .",
        "room {n} is free until {date} , and after {n} days it is not .",
        "please send {n} copies to {place} in may or in june .",
        "nothing was said about a date , and nobody asked us for one .",
    ),
    "de": (
        "wir haben uns am {date} im büro in {place} gesehen .",
        "der laden in {place} ist vom {date} bis {date} geschlossen .",
        "brief {n} aus {place} , {date} , hat {n} seiten .",
        "{n} leute kamen nach {place} und {n} von ihnen gingen am {date} wieder .",
        "zimmer {n} ist bis {date} frei , und nach {n} tagen nicht mehr .",
        "bitte {n} kopien nach {place} schicken , im mai oder im juni .",
        "von einem tag war keine rede , und niemand hat uns danach gefragt .",
    ),
    "fr": (
        "nous nous sommes vus le {date} au bureau de {place} .",
        "la boutique de {place} est fermée du {date} au {date} .",
        "la lettre {n} de {place} , {date} , a {n} pages .",
        "{n} personnes sont venues : {place} , et {n} sont reparties le {date} .",
        "la chambre {n} est libre avant le {date} , et après {n} jours elle ne l est plus .",
        "merci d envoyer {n} copies : {place} , en mai ou en juin .",
        "personne ne parlait de la date , et personne ne la demandait .",
    ),
    "es": (
        "nos vimos el {date} en la oficina de {place} .",
        "la tienda de {place} cierra del {date} al {date} .",
        "la carta {n} de {place} , {date} , tiene {n} hojas .",
        "{n} personas llegaron a {place} y {n} de ellas se fueron el {date} .",
        "la sala {n} queda libre hasta el {date} , y tras {n} días ya no .",
        "por favor , {n} copias a {place} en mayo o en junio .",
        "nadie hablaba de la fecha , y nadie nos la pedía .",
    ),
}


class Sentence(NamedTuple):
    """Tokens in small letters, their tags, and the language.

    Attributes
    ----------
    tokens, tags : list of str
        Of the same length; tags from `TAGS`.
    language : str
        Such as ``"en"``.
    """

    tokens: list
    tags: list
    language: str


def tagged_sentences(number, rng, part="train", languages=tuple(LOCALES)):
    """Make sentences with dates and places, each of a random language, template, date, format and place.

    Three of four countries and regions belong to the part "train", the others to "test", the same in all languages. So
    a place of the one part never occurs in the other, but words such as "islands" may.

    Parameters
    ----------
    number : int
        How many.
    rng : numpy.random.Generator
        Source of all draws.
    part : str
        ``"train"`` or ``"test"``.
    languages : sequence of str
        Some of ``en de fr es``.

    Returns
    -------
    list of Sentence
        The sentences.

    Raises
    ------
    ValueError
        Where a number, a part or a language is none.
    """
    from babel.dates import format_date

    number = check_size("number", number)
    check_rng(rng)
    if part not in ("train", "test"):
        raise ValueError(f"part must be 'train' or 'test', got {part!r}")
    languages = tuple(languages)
    if not languages or not set(languages) <= set(LOCALES):
        raise ValueError(f"languages must be some of {', '.join(LOCALES)}, got {languages!r}")
    places = _places(part, languages)
    first = datetime.date(1990, 1, 1)
    sentences = []
    for _ in range(number):
        language = _one(languages, rng)
        tokens, tags = [], []
        for word in _one(TEMPLATES[language], rng).split():
            kind = {"{date}": "DATE", "{place}": "PLACE"}.get(word)
            if word == "{n}":
                word = str(rng.integers(1, 100))
            elif kind == "DATE":
                day = first + datetime.timedelta(days=int(rng.integers(14_600)))  # to the end of 2029
                word = format_date(day, _one(FORMATS, rng), locale=_one(LOCALES[language], rng))
            elif kind == "PLACE":
                word = _one(places[language], rng)
            found = split_words(word)
            tokens += found
            tags += [f"B-{kind}"] + [f"I-{kind}"] * (len(found) - 1) if kind else ["O"] * len(found)
        sentences.append(Sentence(tokens, tags, language))
    return sentences


def split_words(text):
    """Return the words, numbers and signs of a text, in small letters.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of str
        The tokens, in order.
    """
    return re.findall(r"\d+|[^\W\d_]+|[^\w\s]|_", text.lower())


def vocabulary(sentences):
    """Return the place of every word, from 1 on; place 0 is kept for words that are not here.

    Parameters
    ----------
    sentences : sequence of Sentence
        Those to train on.

    Returns
    -------
    dict
        Word -> place, in alphabetical order.
    """
    words = sorted({token for sentence in sentences for token in sentence.tokens})
    return {word: place for place, word in enumerate(words, start=1)}


def encode(sentences, words):
    """Return sentences as padded arrays.

    Parameters
    ----------
    sentences : sequence of Sentence
        One or more.
    words : dict
        As `vocabulary` returns it.

    Returns
    -------
    x, y : ndarray of int, shape (N, T)
        Places of the words, `UNKNOWN` for others, and places of the tags in `TAGS`; both 0 at pads.
    lengths : ndarray of int, shape (N,)
        Tokens of each sentence; the longest is T.

    Raises
    ------
    ValueError
        Where there is no sentence.
    """
    if not len(sentences):
        raise ValueError("sentences must hold at least one, got none")
    lengths = np.array([len(sentence.tokens) for sentence in sentences])
    x = np.zeros((len(sentences), lengths.max()), int)
    y = np.zeros_like(x)
    for n, sentence in enumerate(sentences):
        x[n, : lengths[n]] = [words.get(token, UNKNOWN) for token in sentence.tokens]
        y[n, : lengths[n]] = [TAGS.index(tag) for tag in sentence.tags]
    return x, y, lengths


def _places(part, languages):
    """Return the names of a part, of at most four words without brackets, by language."""
    names = [name for name in territory_names(languages, 30) if not re.search(r"[(\d&]", name.text)]
    items = sorted({name.item for name in names})
    mine = {item for k, item in enumerate(items) if (k % 4 == 3) == (part == "test")}
    return {
        language: sorted(
            name.text
            for name in names
            if name.language == language and name.item in mine and len(split_words(name.text)) <= 4
        )
        for language in languages
    }


def _one(options, rng):
    return options[rng.integers(len(options))]
