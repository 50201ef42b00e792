"""Names of countries, regions and languages in many languages, which ship with babel."""

from typing import NamedTuple

from .._arguments import check_size

LANGUAGES = ("en", "de", "fr", "es", "it", "pl", "fi", "tr")
_TURKISH = str.maketrans("İI", "iı")


class Name(NamedTuple):
    """A name, its language and what it names.

    Attributes
    ----------
    text : str
        In small letters.
    language : str
        Such as ``"fi"``.
    item : str
        Code of the country, region or language, the same in every language, such as ``"FI"``, ``"150"`` or ``"fi"``.
    """

    text: str
    language: str
    item: str


def territory_names(languages=LANGUAGES, longest=20):
    """Return the names of countries and regions in some languages, in small letters.

    Languages share many names: such a name comes once for each of them. The names are those of Unicode's locale data; a
    few change from one version of babel to the next, so a measured number holds for the version it was measured with,
    and for others nearly.

    Parameters
    ----------
    languages : sequence of str
        Codes of languages that babel knows.
    longest : int
        Longer names are left out; counted in characters.

    Returns
    -------
    list of Name
        Language by language, each in alphabetical order of the characters' codes.

    Raises
    ------
    ValueError
        Where no language is given, one is given twice or is not known, or `longest` is not at least 1.
    """
    return _localised("territories", languages, longest)


def language_names(languages=LANGUAGES, longest=20):
    """Return the names of languages in some languages, in small letters.

    Parameters
    ----------
    languages : sequence of str
        Codes of languages that babel knows: those in which the names are.
    longest : int
        Longer names are left out; counted in characters.

    Returns
    -------
    list of Name
        Language by language, each in alphabetical order of the characters' codes. The items are codes such as ``"fi"``,
        and never those of a country.

    Raises
    ------
    ValueError
        As `territory_names`.
    """
    return _localised("languages", languages, longest)


def of_one_language(names):
    """Return the names that are right in one language only, each once.

    A name that several languages share has no one right language, and no classifier can know which is meant.

    Parameters
    ----------
    names : iterable of Name
        May hold a name several times.

    Returns
    -------
    list of Name
        In the order in which they came; of a name that came several times, the first.
    """
    first, spoken = {}, {}
    for name in names:
        first.setdefault(name.text, name)
        spoken.setdefault(name.text, set()).add(name.language)
    return [name for text, name in first.items() if len(spoken[text]) == 1]


def _localised(kind, languages, longest):
    """Return the names of one kind, ``"territories"`` or ``"languages"``, that babel holds."""
    from babel import Locale, UnknownLocaleError

    languages, longest = tuple(languages), check_size("longest", longest)
    if not languages or len(set(languages)) < len(languages):
        raise ValueError(
            f"languages must hold one code or more, each once, got {', '.join(languages) or 'nothing'}"
        )
    found = []
    for language in languages:
        try:
            named = getattr(Locale.parse(language), kind)
        except (UnknownLocaleError, ValueError):
            raise ValueError(f"languages must be codes that babel knows, got {language!r}") from None
        small = {item: _in_small_letters(text, language) for item, text in named.items()}
        found += sorted(Name(text, language, item) for item, text in small.items() if len(text) <= longest)
    return found


def _in_small_letters(text, language):
    """Return the text in small letters: in Turkish those of I and İ are two different ones."""
    return (text.translate(_TURKISH) if language == "tr" else text).lower()
