"""The commands that README, CONTRIBUTING and the website's own pages print: each is one that its program takes."""

import argparse
import importlib.util
import re
import shlex
from pathlib import Path

import pytest

from lstm_course import cli

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "site").glob("*.md"))]
PASSED_ON = (
    "bench",
    "reproduce",
    "claims",
    "report",
    "table",
    "grade",
    "classroom",
)  # these have parsers of their own
PROGRAMS = ("lstm-course", "make", "python", "py", "pytest")


class ParsedError(Exception):
    """A parser has taken its arguments."""


def commands(text):
    """Yield the commands of a page as lists of words: of its blocks, and of the code in its sentences."""
    fenced = re.findall(r"^```sh\n(.*?)^```", text, flags=re.M | re.S)
    plain = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    lines = [line for block in fenced for line in block.splitlines()]
    lines += re.findall(r"^ {4}(\S.*)$", plain, flags=re.M)
    lines += re.findall(r"(?<!`)`([^`\n]+)`(?!`)", re.sub(r"^ {4}.*$", "", plain, flags=re.M))
    for line in lines:
        for part in re.split(r"&&|\|", line):
            try:
                words = shlex.split(part.replace("\\", "/"), comments=True)
            except ValueError:  # a sentence with an apostrophe
                continue
            if words and Path(words[0]).name in PROGRAMS and words[1:]:
                yield [Path(words[0]).name, *words[1:]]


FOUND = sorted(
    {(path.name, *words) for path in PAGES for words in commands(path.read_text(encoding="utf-8"))}
)


def take_course_command(arguments, monkeypatch):
    options, extra = cli._parser().parse_known_args(arguments)
    if options.command not in PASSED_ON:
        assert not extra or options.command == "lab"
        return
    if len(arguments) == 1:  # a sentence that speaks of the command
        return
    parse = argparse.ArgumentParser.parse_args

    def parse_and_stop(self, *positional, **named):
        parse(self, *positional, **named)
        raise ParsedError

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", parse_and_stop)
    with pytest.raises(ParsedError):
        cli.main(arguments)


def take_make(arguments):
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.M)
    wanted = [word for word in arguments if "=" not in word]
    assert set(wanted) <= set(targets)


def take_python(arguments):
    while re.fullmatch(r"-3\.\d+", arguments[0]):  # of Windows' own launcher
        arguments = arguments[1:]
    if arguments[0] == "-m":
        assert importlib.util.find_spec(arguments[1]) is not None
        return
    assert (ROOT / arguments[0]).is_file()
    if arguments[0] == "install.py":
        spec = importlib.util.spec_from_file_location("install_as_printed", ROOT / "install.py")
        install = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(install)
        install.command_line().parse_args(arguments[1:])


def take(words, monkeypatch):
    """Raise, or leave by `SystemExit`, where a program does not take its words."""
    program, *arguments = words
    if program == "lstm-course":
        take_course_command(arguments, monkeypatch)
    elif program == "make":
        take_make(arguments)
    elif program == "pytest":
        assert (ROOT / arguments[0]).exists()
    else:
        take_python(arguments)


@pytest.mark.parametrize("found", FOUND, ids=" ".join)
def test_a_printed_command_is_taken(found, monkeypatch):
    take(found[1:], monkeypatch)


def test_commands_of_all_kinds_are_found():
    assert {words[1] for words in FOUND} >= {"lstm-course", "make", "python", "py"}
    assert {words[0] for words in FOUND} >= {"README.md", "CONTRIBUTING.md", "teachers.md", "index.md"}


@pytest.mark.parametrize(
    "line",
    [
        "lstm-course grade submitted --no-such-option",
        "lstm-course no-such-command",
        "lstm-course exercises --no-such-option",
        "lstm-course classroom my-course another",
        "make no-such-target",
        "python install.py --extras no-such-extra",
        "python tests/no_such_file.py",
        "python -m no_such_module",
    ],
)
def test_a_wrong_command_is_found(line, monkeypatch):
    with pytest.raises((SystemExit, AssertionError)):
        take(line.split(), monkeypatch)
