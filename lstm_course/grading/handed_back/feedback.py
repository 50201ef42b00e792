"""The page that a learner gets back: points, what is wrong, where to read on; no hidden value, no foreign markup."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from ..._files import write_whole
from ..result import Question, Result
from .export import OUTCOME_WORDS, clean, file_name, message
from .marks import COMMENT
from .page import code, page, sentence
from .page import text as _h
from .pictures import shown

MAX_OUTPUT = 8000  # characters of what the cells printed
STATUS_WORDS = {
    "graded": "Graded. An answer counts where its own test stands or after the last cell, whichever earns more.",
    "partly graded": "Graded in part; your teacher will look at it.",
    "unreadable": "This could not be read. It is not a zero; your teacher will look at it.",
    "missing": "Nothing was found. It is not a zero; your teacher will look at it.",
    "infrastructure error": "The grader failed. That says nothing about your work; your teacher will look at it.",
}


def write_feedback(
    folder: Path,
    results: Iterable[Result],
    titles: Mapping[str, str] | None = None,
    address: Callable[[str, str], str | None] | None = None,
    figures: Callable[[Result], Mapping[str, Iterable[str]]] | None = None,
) -> list[Path]:
    """Write an HTML and a Markdown page for each student.

    Parameters
    ----------
    folder : Path
        Made where it is missing.
    results : iterable of Result
        Those of all students, in any order.
    titles : mapping, optional
        Name of a notebook -> title of its lesson.
    address : callable, optional
        Takes a lesson's two digits and a section's title; returns where the student finds it, or None.
    figures : callable, optional
        Takes a result; returns the figures that the student's own notebook holds, as `figures_of` does.

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
        write_whole(path, html_page(student, own, titles, address, figures))
        write_whole(path.with_suffix(".md"), markdown_page(student, own, titles))
        paths.append(path)
    return paths


def html_page(
    student: str,
    results: Iterable[Result],
    titles: Mapping[str, str] | None = None,
    address: Callable[[str, str], str | None] | None = None,
    figures: Callable[[Result], Mapping[str, Iterable[str]]] | None = None,
) -> str:
    """Return a student's page as HTML; everything that comes from a notebook is escaped.

    Parameters
    ----------
    student : str
        The name at the top of the page.
    results : iterable of Result
        Those of this student only.
    titles, address, figures : optional
        As for `write_feedback`.
    """
    results = list(results)
    parts = [f"<p><strong>{_h(_total(results))}</strong></p>"] if len(results) > 1 else []
    for result in results:
        parts.append(f"<h2>{_h(_title(result, titles))}</h2>\n<p><strong>{_h(_score(result))}</strong></p>")
        drawn = dict(figures(result)) if figures is not None else {}
        for question in result.questions:
            kind = "passed" if question.outcome == "passed" else "failed"
            lines = "".join(f"\n<p>{sentence(line, address)}</p>" for line in _lines(question))
            parts.append(
                f'<section class="{kind}">\n<h3>{_h(_head(question))}</h3>{lines}{_answer(question)}'
                f"{_figures(drawn.pop(question.name, []), f'Your figures for {question.number}')}\n</section>"
            )
        rest = [figure for own in drawn.values() for figure in own]
        parts.append(_figures(rest, "Figures of your notebook"))
        for heading, items in _lists(result):
            entries = "".join(f"<li>{_h(item)}</li>" for item in items)
            parts.append(f"<h3>{heading}</h3>\n<ul>{entries}</ul>")
        if result.stdout:
            parts.append(
                f"<details><summary>What your cells printed</summary><pre>{_h(_output(result))}</pre></details>"
            )
    return page(f"Feedback for {student}", parts)


def _answer(question: Question) -> str:
    """Return the learner's own code, open where something is to be done."""
    if not question.answer.strip():
        return ""
    state = "" if question.outcome == "passed" else " open"
    return f"\n<details{state}><summary>Your answer</summary>{code(question.answer)}</details>"


def _figures(encoded: Iterable[str], title: str) -> str:
    """Return figures under a title; what is no picture, or too large, is counted only."""
    pictures, left = shown(encoded)
    parts = [
        f'<figure><img src="{picture}" alt="{_h(title)}, number {number}"></figure>'
        for number, picture in enumerate(pictures, 1)
    ]
    if left:
        parts.append(f"<p class='soft'>{left} more: too large for this page, or no picture.</p>")
    return f"\n<details open><summary>{_h(title)}</summary>{''.join(parts)}</details>" if parts else ""


def markdown_page(student: str, results: Iterable[Result], titles: Mapping[str, str] | None = None) -> str:
    """Return a student's page as Markdown; everything that comes from a notebook is escaped.

    Parameters
    ----------
    student : str
        The name at the top of the page.
    results : iterable of Result
        Those of this student only.
    titles : mapping, optional
        Name of a notebook -> title of its lesson.
    """
    results = list(results)
    parts = [f"# Feedback for {_m(student)}"]
    if len(results) > 1:
        parts.append(f"**{_m(_total(results))}**")
    for result in results:
        parts += [f"## {_m(_title(result, titles))}", f"**{_m(_score(result))}**"]
        for question in result.questions:
            parts += [f"### {_m(_head(question))}", *(_m(line) for line in _lines(question))]
        for heading, items in _lists(result):
            parts += [f"### {heading}", "\n".join(f"- {_m(item)}" for item in items)]
        if result.stdout:
            text = _output(result)
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
            parts += ["### What your cells printed", f"{fence}text\n{text}\n{fence}"]
    return "\n\n".join(parts) + "\n"


def _title(result: Result, titles: Mapping[str, str] | None) -> str:
    title = (titles or {}).get(result.notebook, result.notebook)
    same = result.notebook in ("", result.assignment)
    return title or result.assignment if same else f"{result.assignment}: {title}"


def _score(result: Result) -> str:
    words = STATUS_WORDS[result.status]
    if result.score is None:
        return words
    late = f" ({result.late:g} taken off for being late)" if result.late else ""
    return f"{result.score:g} of {result.max_score:g} points{late}. {words}"


def _total(results: list[Result]) -> str:
    scored = [result for result in results if result.score is not None]
    earned, most = sum(result.score for result in scored), sum(result.max_score for result in scored)
    rest = "" if len(scored) == len(results) else " What has no score yet is not in it."
    return f"{earned:g} of {most:g} points together.{rest}"


def _head(question: Question) -> str:
    name, points = (
        f"{question.number} {question.name}".strip(),
        f"{question.score:g} of {question.max_score:g} points",
    )
    if question.by_hand or not question.number:  # a mark for the whole has none
        return f"{name}: {points}"
    word = OUTCOME_WORDS[question.outcome]
    return f"{name}: {word}, {points}" if question.max_score else f"{name}: {word}"


def _lines(question: Question) -> list[str]:
    lines = [message(question), question.note]
    if question.comment:
        lines.insert(0, COMMENT if question.comment == COMMENT else f"Your teacher: {question.comment}")
    if question.outcome != "passed" and question.score and question.parts:
        earned = ", ".join(f"{name} ({points:g})" for name, points in question.parts.items() if points)
        lines.append(f"Right: {earned}.")
    return [line for line in lines if line]


def _lists(result: Result) -> list[tuple[str, list[str]]]:
    notes = list(result.notes) if result.score is None else []  # the others are for the teacher
    found = [("What was put right in the notebook", result.repairs), ("Notes", notes)]
    return [(heading, items) for heading, items in found if items]


def _output(result: Result) -> str:
    text = clean(result.stdout)
    return text if len(text) <= MAX_OUTPUT else f"{text[:MAX_OUTPUT]}\n(the rest is left out)"


def _m(text: str) -> str:
    """Return text in which Markdown sees no markup; a single line stays one."""
    text = re.sub(r"\s+", " ", clean(text)).strip()
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    text = re.sub(r"([\\`*_{}\[\]()#!|~$>])", r"\\\1", text)
    text = re.sub(r"^([-+=])", r"\\\1", text)
    text = re.sub(r"^(\d+)([.)])", r"\1\\\2", text)
    return re.sub(r"(https?):", r"\1\\:", text, flags=re.IGNORECASE)
