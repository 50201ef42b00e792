"""Names of countries and regions in many languages, which ship with babel."""

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
        The code of the country or region, the same in every language, such as ``"FI"`` or ``"150"``.
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
    from babel import Locale, UnknownLocaleError

    languages, longest = tuple(languages), check_size("longest", longest)
    if not languages or len(set(languages)) < len(languages):
        raise ValueError(
            f"languages must hold one code or more, each once, got {', '.join(languages) or 'nothing'}"
        )
    found = []
    for language in languages:
        try:
            territories = Locale.parse(language).territories
        except (UnknownLocaleError, ValueError):
            raise ValueError(f"languages must be codes that babel knows, got {language!r}") from None
        small = {item: _in_small_letters(text, language) for item, text in territories.items()}
        found += sorted(Name(text, language, item) for item, text in small.items() if len(text) <= longest)
    return found


def _in_small_letters(text, language):
    """Return the text in small letters: in Turkish those of I and İ are two different ones."""
    return (text.translate(_TURKISH) if language == "tr" else text).lower()
