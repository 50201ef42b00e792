"""The page that a learner gets back: points, what is wrong, where to read on; no hidden value, no foreign markup."""

import html
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from ..._files import write_whole
from ..result import Question, Result
from .export import OUTCOME_WORDS, clean, file_name

MAX_OUTPUT = 8000  # characters of what the cells printed
STATUS_WORDS = {
    "graded": "Graded.",
    "partly graded": "Graded in part; your teacher will look at it.",
    "unreadable": "This could not be read. It is not a zero; your teacher will look at it.",
    "missing": "Nothing was found. It is not a zero; your teacher will look at it.",
    "infrastructure error": "The grader failed. That says nothing about your work; your teacher will look at it.",
}
COLOURS = {"passed": "#00705a", "not attempted": "#5f5f5f"}
STYLE = """body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
section { border-left: 4px solid; padding: 0 1rem; margin: 1rem 0; }
pre { overflow-x: auto; white-space: pre-wrap; background: #f4f4f4; padding: .5rem; }
h3 { margin: 0; }"""


def write_feedback(folder: Path, results: Iterable[Result]) -> list[Path]:
    """Write an HTML and a Markdown page for each student.

    Parameters
    ----------
    folder : Path
        Made where it is missing.
    results : iterable of Result
        Those of all students, in any order.

    Returns
    -------
    list of Path
        The HTML pages.
    """
    by_student = defaultdict(list)
    for result in results:
        by_student[result.student].append(result)
    paths = []
    for student, own in by_student.items():
        path = Path(folder) / f"{file_name(student)}.html"
        write_whole(path, html_page(student, own))
        write_whole(path.with_suffix(".md"), markdown_page(student, own))
        paths.append(path)
    return paths


def html_page(student: str, results: Iterable[Result]) -> str:
    """Return a student's page as HTML; everything that comes from a notebook is escaped.

    Parameters
    ----------
    student : str
        The name at the top of the page.
    results : iterable of Result
        Those of this student only.
    """
    parts = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>Feedback for {_h(student)}</title>\n<style>\n{STYLE}\n</style>\n</head>\n<body>",
        f"<h1>Feedback for {_h(student)}</h1>",
    ]
    for result in results:
        parts.append(f"<h2>{_h(_title(result))}</h2>\n<p><strong>{_h(_score(result))}</strong></p>")
        for question in result.questions:
            colour = COLOURS.get(question.outcome, "#b34d00")
            lines = "".join(f"\n<p>{_h(line)}</p>" for line in _lines(question))
            parts.append(
                f'<section style="border-color: {colour}">\n<h3>{_h(_head(question))}</h3>{lines}\n</section>'
            )
        for heading, items in _lists(result):
            entries = "".join(f"<li>{_h(item)}</li>" for item in items)
            parts.append(f"<h3>{heading}</h3>\n<ul>{entries}</ul>")
        if result.stdout:
            parts.append(
                f"<details><summary>What your cells printed</summary><pre>{_h(_output(result))}</pre></details>"
            )
    parts.append("</body>\n</html>\n")
    return "\n".join(parts)


def markdown_page(student: str, results: Iterable[Result]) -> str:
    """Return a student's page as Markdown; everything that comes from a notebook is escaped.

    Parameters
    ----------
    student : str
        The name at the top of the page.
    results : iterable of Result
        Those of this student only.
    """
    parts = [f"# Feedback for {_m(student)}"]
    for result in results:
        parts += [f"## {_m(_title(result))}", f"**{_m(_score(result))}**"]
        for question in result.questions:
            parts += [f"### {_m(_head(question))}", *(_m(line) for line in _lines(question))]
        for heading, items in _lists(result):
            parts += [f"### {heading}", "\n".join(f"- {_m(item)}" for item in items)]
        if result.stdout:
            text = _output(result)
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
            parts += ["### What your cells printed", f"{fence}text\n{text}\n{fence}"]
    return "\n\n".join(parts) + "\n"


def _title(result: Result) -> str:
    same = result.notebook in ("", result.assignment)
    return result.assignment if same else f"{result.assignment}: {result.notebook}"


def _score(result: Result) -> str:
    words = STATUS_WORDS[result.status]
    return words if result.score is None else f"{result.score:g} of {result.max_score:g} points. {words}"


def _head(question: Question) -> str:
    word = OUTCOME_WORDS[question.outcome]
    return f"{question.number} {question.name}: {word}, {question.score:g} of {question.max_score:g} points"


def _lines(question: Question) -> list[str]:
    lines = [question.message, question.note]
    if question.outcome != "passed" and question.score and question.parts:
        earned = ", ".join(f"{name} ({points:g})" for name, points in question.parts.items() if points)
        lines.append(f"Right: {earned}.")
    return [line for line in lines if line]


def _lists(result: Result) -> list[tuple[str, list[str]]]:
    notes = list(result.notes) if result.score is None else []  # the others are for the teacher
    if result.tier:
        notes.append(f"Your code ran in a sandbox of tier {result.tier}.")
    found = [("What was put right in the notebook", result.repairs), ("Notes", notes)]
    return [(heading, items) for heading, items in found if items]


def _output(result: Result) -> str:
    text = clean(result.stdout)
    return text if len(text) <= MAX_OUTPUT else f"{text[:MAX_OUTPUT]}\n(the rest is left out)"


def _h(text: str) -> str:
    return html.escape(clean(text))


def _m(text: str) -> str:
    """Return text in which Markdown sees no markup; a single line stays one."""
    text = re.sub(r"\s+", " ", clean(text)).strip()
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    text = re.sub(r"([\\`*_{}\[\]()#!|~$>])", r"\\\1", text)
    text = re.sub(r"^([-+=])", r"\\\1", text)
    text = re.sub(r"^(\d+)([.)])", r"\1\\\2", text)
    return re.sub(r"(https?):", r"\1\\:", text, flags=re.IGNORECASE)
