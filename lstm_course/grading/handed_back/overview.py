"""The teacher's page: marks by question, answers grouped by mistake, what a person has to look at, answers alike."""

import ast
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..._files import write_whole
from ..result import Question, Result
from ..suspicion import parsed
from .export import OUTCOME_WORDS, file_name
from .page import code, page, sentence, text

SHOWN = 12  # answers of a group that are shown; the others are named
BINS = 10
SHORTEST = 60  # nodes of an answer that says something about where it comes from


def write_overview(
    path: Path,
    results: Iterable[Result],
    remarks: Iterable[str] = (),
    titles: Mapping[str, str] | None = None,
) -> None:
    """Write the page for the teacher, as one HTML file.

    Parameters
    ----------
    path : Path
        Where to; a file of that name is replaced in one step. The students' pages are looked for in
        ``feedback`` beside it.
    results : iterable of Result
        Those of all students.
    remarks : iterable of str
        What was passed over.
    titles : mapping, optional
        Name of a notebook -> title of its lesson.
    """
    write_whole(path, overview(results, remarks, titles))


def overview(
    results: Iterable[Result], remarks: Iterable[str] = (), titles: Mapping[str, str] | None = None
) -> str:
    """Return the page for the teacher; everything that comes from a notebook is escaped.

    Parameters
    ----------
    results, remarks, titles
        As for `write_overview`.
    """
    results, titles = list(results), titles or {}
    students = {result.student for result in results}
    body = [f"<p>{_many(len(results), 'submission')} of {_many(len(students), 'student')}.</p>"]
    body += _for_a_human(results, list(remarks))
    by_notebook = defaultdict(list)
    for result in results:
        by_notebook[result.assignment, result.notebook].append(result)
    for (assignment, notebook), own in by_notebook.items():
        title = titles.get(notebook, notebook)
        title = title if notebook in ("", assignment) else f"{assignment}: {title}"
        body.append(f"<h2>{text(title or assignment)}</h2>")
        body += _scores(own)
        body += _questions(own)
        for questions in _by_question(own):
            body += _groups(questions)
    return page("Marks and mistakes", body)


def _many(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _student(name: str) -> str:
    return f'<a href="feedback/{text(file_name(name))}.html">{text(name)}</a>'


def _for_a_human(results: list[Result], remarks: list[str]) -> list[str]:
    rows = [
        f"<tr><td>{_student(result.student)}</td><td>{text(result.notebook or result.assignment)}</td>"
        f"<td>{text(result.status)}</td><td>{text(' '.join(_reasons(result)))}</td></tr>"
        for result in results
        if _reasons(result)
    ]
    found = ["<h2>For you to look at</h2>"]
    if remarks:
        found.append("<ul>" + "".join(f"<li>{text(remark)}</li>" for remark in remarks) + "</ul>")
    if rows:
        head = "<tr><th>student</th><th>notebook</th><th>status</th><th>why</th></tr>"
        found.append(f'<div class="scroll"><table>{head}{"".join(rows)}</table></div>')
    return found if remarks or rows else [*found, "<p>Nothing.</p>"]


def _reasons(result: Result) -> list[str]:
    """Return why a person should look; graded submissions have reasons only where there are notes."""
    asked = [
        f"{question.number} {question.name}: {question.message}"
        for question in result.questions
        if question.look and not question.by_hand
    ]
    decided = {question.name for question in result.questions if question.by_hand and not question.look}
    notes = [] if "whole" in decided else [note for note in result.notes if not _about(note, decided)]
    return [*notes, *asked] or (["It has no note."] if result.for_a_human else [])


def _about(note: str, names: set[str]) -> bool:
    """Whether a note is about one of these questions, as the grader writes it."""
    return any(note.startswith(f"{name}:") or f"({name})" in note for name in names)


def _scores(results: list[Result]) -> list[str]:
    scores = [100 * r.score / r.max_score for r in results if r.score is not None and r.max_score]
    if not scores:
        return ["<p>No score yet.</p>"]
    counts = [0] * BINS
    for score in scores:
        counts[min(BINS - 1, int(score * BINS / 100))] += 1
    rows = "".join(
        f"<tr><td class='number'>{100 * k // BINS} to {100 * (k + 1) // BINS} %</td>"
        f"<td><meter max='{max(counts)}' value='{count}'>{count}</meter></td><td class='number'>{count}</td></tr>"
        for k, count in enumerate(counts)
    )
    unscored = len(results) - len(scores)
    rest = f"; {unscored} without a score" if unscored else ""
    return [
        f"<p>{_many(len(scores), 'score')}{rest}: median {statistics.median(scores):.0f} %, "
        f"from {min(scores):.0f} to {max(scores):.0f} %.</p>",
        f"<details><summary>Distribution</summary><table>{rows}</table></details>",
    ]


def _by_question(results: list[Result]) -> list[list[tuple[str, Question]]]:
    found = defaultdict(list)
    for result in results:
        for question in result.questions:
            if question.number:  # a mark for the whole has none
                found[question.number, question.name].append((result.student, question))
    return list(found.values())


def _questions(results: list[Result]) -> list[str]:
    seen = {question.outcome for result in results for question in result.questions}
    words = [word for word in OUTCOME_WORDS if word in seen]
    rows = []
    for entries in _by_question(results):
        first, scores = entries[0][1], [question.score for _, question in entries]
        counts = [sum(question.outcome == word for _, question in entries) for word in words]
        cells = [f"{statistics.mean(scores):.1f} of {first.max_score:g}", *(count or "" for count in counts)]
        numbers = "".join(f"<td class='number'>{cell}</td>" for cell in cells)
        rows.append(f"<tr><td>{text(first.number)} <code>{text(first.name)}</code></td>{numbers}</tr>")
    if not rows:
        return []
    heads = ["mean", *(OUTCOME_WORDS[word] for word in words)]
    head = "<th>question</th>" + "".join(f"<th class='number'>{text(word)}</th>" for word in heads)
    return [f'<div class="scroll"><table><tr>{head}</tr>{"".join(rows)}</table></div>']


def _groups(entries: list[tuple[str, Question]]) -> list[str]:
    """Return the mistakes in one question, the most frequent first, with the answers side by side."""
    groups = defaultdict(list)
    for student, question in entries:
        if question.outcome not in ("passed", "not attempted"):
            groups[question.hint or _kind(question)].append((student, question))
    if not groups:
        return []
    first = entries[0][1]
    found = [f"<h3>{text(first.number)} <code>{text(first.name)}</code></h3>"]
    for key, members in sorted(groups.items(), key=lambda group: -len(group[1])):
        message = members[0][1].message or OUTCOME_WORDS[members[0][1].outcome]
        label = f" ({text(key)})" if members[0][1].hint else ""
        shown = "".join(
            f"<div>{_student(student)}, {question.score:g} of {question.max_score:g}{code(question.answer)}</div>"
            for student, question in members[:SHOWN]
        )
        rest = ", ".join(_student(student) for student, _ in members[SHOWN:])
        found.append(
            f"<section class='failed'><p><strong>{len(members)} &times;</strong> {sentence(message)}{label}</p>"
            f"<details><summary>The answers</summary><div class='side' tabindex='0' role='group' "
            f"aria-label='answers'>{shown}</div>{f'<p>And {rest}.</p>' if rest else ''}</details></section>"
        )
    return found + _alike(groups)


def _kind(question: Question) -> str:
    """Return what answers without a known mistake have in common: the message, its numbers apart."""
    words = "".join("0" if letter.isdigit() else letter for letter in question.message)
    return f"{question.outcome}: {words}"


def _alike(groups: Mapping[str, list[tuple[str, Question]]]) -> list[str]:
    """Return a line for wrong answers that are the same but for layout, comments and names."""
    same = defaultdict(list)
    for members in groups.values():
        for student, question in members:
            form = skeleton(question.answer)
            if form is not None:
                same[form].append(student)
    alike = [sorted(set(students)) for students in same.values() if len(set(students)) > 1]
    return [
        f"<p class='soft'>The same wrong answer, but for layout, comments and names: "
        f"{', '.join(_student(student) for student in students)}.</p>"
        for students in alike
    ]


def skeleton(answer: str) -> str | None:
    """Return what stays of an answer without layout, comments, docstrings and the learner's choice of names.

    Parameters
    ----------
    answer : str
        The text of a cell.

    Returns
    -------
    str or None
        None where it is not Python, or too short to say anything.
    """
    tree = parsed(answer)
    try:
        return ast.dump(tree) if tree is not None and _without_names(tree) >= SHORTEST else None
    except (RecursionError, MemoryError):  # a long sum is a deep tree
        return None


def _without_names(tree: ast.AST) -> int:
    """Take docstrings and the learner's choice of names out of a tree; return how many nodes it has."""
    order: dict[str, str] = {}
    size = 0
    for node in ast.walk(tree):
        size += 1
        if (
            isinstance(node, ast.FunctionDef | ast.Module)
            and ast.get_docstring(node, clean=False) is not None
        ):
            node.body = node.body[1:] or [ast.Pass()]
        if isinstance(node, ast.Name | ast.arg):
            name = "id" if isinstance(node, ast.Name) else "arg"
            setattr(node, name, order.setdefault(getattr(node, name), f"n{len(order)}"))
    return size
