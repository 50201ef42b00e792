"""Names of countries and regions: what they are, not how many, for they change with babel's versions."""

import subprocess
import sys

import pytest
from babel import Locale

from lstm_course.datasets.names import LANGUAGES, Name, language_names, of_one_language, territory_names


def test_names_are_those_of_babel_in_small_letters():
    found = {
        (name.language, name.item): name.text for name in territory_names(["en", "fi", "tr"], longest=60)
    }
    assert found["en", "FI"] == "finland"
    assert found["fi", "FI"] == "suomi"
    assert found["tr", "FI"] == "finlandiya"
    for language in ("en", "fi", "tr"):
        ours = {item for spoken, item in found if spoken == language}
        assert ours == set(Locale.parse(language).territories)


def test_turkish_has_two_letters_i():
    (ireland,) = [name.text for name in territory_names(["tr"]) if name.item == "IE"]
    assert ireland == "irlanda"
    assert all("\N{COMBINING DOT ABOVE}" not in name.text for name in territory_names())
    (iraq,) = [name.text for name in territory_names(["tr"]) if name.item == "IQ"]
    assert iraq == "ırak"  # Irak, whose first letter has no dot


def test_eight_languages_by_default_each_sorted_and_short():
    found = territory_names()
    assert len(LANGUAGES) == 8
    assert 1500 < len(found) < 3000
    assert [language for language in dict.fromkeys(name.language for name in found)] == list(LANGUAGES)
    for language in LANGUAGES:
        ours = [name for name in found if name.language == language]
        assert ours == sorted(ours)
        assert len({name.item for name in ours}) == len(ours) > 150
    assert max(len(name.text) for name in found) == 20
    assert all(name.text == name.text.lower() for name in found)
    assert isinstance(found[0], Name)
    assert found == territory_names()


def test_shared_names_come_once_for_each_language():
    angola = [name.language for name in territory_names() if name.text == "angola"]
    assert len(angola) > 3
    assert len(set(angola)) == len(angola)


def test_longest_is_a_border_that_belongs_to_it():
    all_of_them = territory_names(["de"], longest=100)
    for longest in (1, 4, 7):
        kept = territory_names(["de"], longest)
        assert kept == [name for name in all_of_them if len(name.text) <= longest]
    assert {len(name.text) for name in territory_names(["de"], 7)} >= {7, 4}


def test_names_of_languages_have_codes_of_their_own():
    found = {(name.language, name.item): name.text for name in language_names(["en", "tr"], longest=60)}
    assert found["en", "fi"] == "finnish"
    assert found["tr", "ga"] == "irlandaca"
    assert {item for spoken, item in found if spoken == "en"} == set(Locale.parse("en").languages)
    countries = {name.item for name in territory_names()}
    assert not countries & {name.item for name in language_names()}
    with pytest.raises(ValueError, match="codes that babel knows, got 'xx'"):
        language_names(["xx"])


def test_names_of_one_language_are_told_from_shared_ones():
    a, b, c = Name("x", "en", "1"), Name("x", "de", "1"), Name("y", "de", "1")
    twice, later = Name("z", "fi", "2"), Name("z", "fi", "3")
    assert of_one_language([c, a, twice, b, later]) == [c, twice]
    assert of_one_language([]) == []
    everything = territory_names()
    found = of_one_language(iter(everything))
    count = {}
    for name in everything:
        count.setdefault(name.text, set()).add(name.language)
    assert {name.text for name in found} == {text for text, spoken in count.items() if len(spoken) == 1}
    assert len({name.text for name in found}) == len(found)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (((),), "languages must hold one code or more, each once, got nothing"),
        ((("en", "en"),), "each once, got en, en"),
        ((("en", "xx"),), "codes that babel knows, got 'xx'"),
        (("en",), "codes that babel knows, got 'e'"),
        ((("en",), 0), "longest must be a whole number"),
    ],
)
def test_wrong_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        territory_names(*arguments)


def test_importing_the_module_does_not_load_babel():
    code = "import sys, lstm_course.datasets.names; assert 'babel' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
