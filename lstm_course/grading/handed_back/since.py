"""Points of a person for work that has changed since: they go on to count, and somebody has to look again."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..journal import digest
from ..result import Question, Result
from .entered import Entered
from .kept import Kept
from .marks import Mark


def with_changes(
    found: Kept, counted: Iterable[Result], marks: Iterable[Mark], earlier: Kept
) -> tuple[list[Result], Kept]:
    """Return the results with a note where points of a person meet other work, and what to keep for the next run.

    What a decision was about is what stood there when it first counted: the result of the run before it, or of this
    run where there is none. It is forgotten where the points or their comment change.

    Parameters
    ----------
    found : Kept
        All that counts now.
    counted : iterable of Result
        The results of `found` as they count, in the same order; they are not changed.
    marks : iterable of Mark
        Those of the file of marks.
    earlier : Kept
        What earlier runs have left.
    """
    marks, before = list(marks), {result.key: result for result in earlier.results}
    results, about = [], {}
    for raw, result in zip(found.results, counted, strict=True):
        key, own, changed = raw.key, {}, []
        for question in result.questions:
            if not question.by_hand or not question.max_score:
                continue
            decision = _decision(raw, question, marks, found.entered.get(key, {}))
            then, work = earlier.about.get(key, {}).get(question.name, ("", ""))
            if then != decision:
                work = _work(before.get(key, raw), question.name)
            own[question.name] = decision, work
            if work != _work(raw, question.name):
                changed.append(question)
        if own:
            about[key] = own
        results.append(_looked_at(result, changed) if changed else result)
    return results, replace(found, about=about)


def _decision(raw: Result, question: Question, marks: list[Mark], entered: Mapping[str, Entered]) -> str:
    """Return a digest of what a person has said about a question, or about the whole."""
    names = (question.number, question.name) if question.number else ("",)
    said = {(mark.points, mark.comment) for mark in marks if mark.question in names and mark.meets(raw)}
    if question.name in entered:
        said.add((entered[question.name].points, entered[question.name].comment))
    return digest(sorted([float(points), comment] for points, comment in said if points is not None))


def _work(raw: Result, name: str) -> str:
    """Return a digest of an answer and what came of it; of all of a notebook for the whole, and where nothing ran."""
    own = [question for question in raw.questions if question.name == name] or raw.questions
    what = [[question.name, question.answer, question.outcome, float(question.score)] for question in own]
    return digest(what or [raw.status, raw.notes])


def _looked_at(result: Result, changed: list[Question]) -> Result:
    names = {question.name for question in changed}
    told = ", ".join(f"{one.name} {one.score:g} of {one.max_score:g}" for one in changed)
    note = (
        f"It was handed in again, or graded anew with another outcome, since a person gave points; these still count: "
        f"{told}. Look, and change the mark or remove it; with another comment it stays without this note."
    )
    questions = [replace(one, look=True) if one.name in names else one for one in result.questions]
    return replace(result, questions=questions, notes=[*result.notes, note])
