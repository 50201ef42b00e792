"""The graded notebook as nbgrader keeps it: the submission in order, with the verdict as the tests' output."""

import functools
import json

import nbformat
from nbformat import NotebookNode, v4

from ...notebook.files import KERNELSPEC
from ...notebook.stub import stub
from ..handed_back.export import OUTCOME_WORDS, clean
from ..handed_in.submission import Submission
from ..result import Question, Result


def paper(original: NotebookNode, submission: Submission, result: Result | None = None) -> NotebookNode:
    """Return the notebook in the order of the original, with its text cells, locked cells and metadata.

    Parameters
    ----------
    original : NotebookNode
        The notebook of ``solutions/``.
    submission : Submission
        What was handed in, in order; where it is not readable the exercises are shown untouched.
    result : Result, optional
        Its verdict becomes the output of the test cells.
    """
    questions = {question.name: question for question in result.questions} if result else {}
    waiting = list(submission.cells)
    cells = []
    if submission.status != "readable":
        text = f"**This submission is {submission.status}.** {clean(submission.reason)}"
        cells.append(_cell("markdown", text, "status"))
    for cell in original.cells:
        meta = cell.metadata.get("nbgrader")
        if cell.cell_type != "code":
            cells.append(_cell("markdown", cell.source, cell.id, _kept(cell)))
            continue
        if not meta or not (meta.get("solution") or meta.get("grade")):
            if submission.status != "readable":
                cells.append(_cell("code", cell.source, cell.id))
            continue
        while waiting and any(one.grade_id == meta.grade_id for one in waiting):
            one = waiting.pop(0)
            if one.grade_id == meta.grade_id:
                cells.append(_graded(cell, clean_source(one.code), questions))
                break
            cells.append(_cell("code", clean_source(one.code), f"handed-in-{len(cells)}"))
        else:
            text = stub(cell.source, "", meta.grade_id) if meta.get("solution") else cell.source
            if submission.status == "readable":
                text = "# This cell was deleted." if meta.get("solution") else cell.source
            cells.append(_graded(cell, text, questions))
    for one in waiting:
        cells.append(_cell("code", clean_source(one.code), f"handed-in-{len(cells)}"))
    metadata = {"kernelspec": dict(KERNELSPEC), "language_info": {"name": "python"}}
    notebook = v4.new_notebook(cells=cells, metadata=metadata)
    nbformat.validate(notebook)
    return notebook


def clean_source(code: str) -> str:
    """Return a cell's text with the characters replaced that no HTML page may hold.

    Parameters
    ----------
    code : str
        The source of a cell.
    """
    return clean(code.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n"))


def _kept(cell: NotebookNode) -> dict:
    return {"nbgrader": dict(cell.metadata.nbgrader)} if cell.metadata.get("nbgrader") else {}


def _cell(kind: str, source: str, identifier: str, metadata: dict | None = None) -> NotebookNode:
    """Return a cell that is not validated yet: the whole notebook is, once, which is much faster."""
    cell = {"cell_type": kind, "source": source, "id": identifier, "metadata": metadata or {}}
    if kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    return nbformat.from_dict(cell)


@functools.lru_cache(1000)
def _checksum(source: str, metadata: str) -> str:
    """Return nbgrader's checksum of a released cell; metadata as JSON."""
    from nbgrader.utils import compute_checksum

    meta = json.loads(metadata)
    text = stub(source, "", meta["grade_id"]) if meta["solution"] else source
    return compute_checksum(v4.new_code_cell(text, metadata={"nbgrader": meta}))


def _graded(original: NotebookNode, source: str, questions: dict[str, Question]) -> NotebookNode:
    """Return a solution cell or a test cell with the original's metadata and the checksum of its release."""
    meta = {**original.metadata.nbgrader, "cell_type": "code"}
    meta["checksum"] = _checksum(original.source, json.dumps(meta))
    cell = _cell("code", source, original.id, {"nbgrader": meta})
    question = questions.get(meta["grade_id"].removesuffix("_check"))
    if meta["grade"] and question is not None:
        cell.outputs = outputs(question)
        cell.execution_count = 1
    return cell


def outputs(question: Question) -> list[NotebookNode]:
    """Return outputs that show a verdict, and in which nbgrader's own rules read the same score.

    Parameters
    ----------
    question : Question
        The verdict on one exercise.
    """
    lines = [
        f"{question.number} {question.name}: {OUTCOME_WORDS[question.outcome]}",
        question.message,
        question.note,
    ]
    text = clean("\n".join(line for line in lines if line)) + "\n"
    found = [v4.new_output("stream", name="stdout", text=text)]
    if question.score == 0:
        word = OUTCOME_WORDS[question.outcome]
        found.append(v4.new_output("error", ename="NotPassed", evalue=word, traceback=[f"NotPassed: {word}"]))
    elif question.score < question.max_score:
        data = {"text/plain": repr(float(question.score))}
        found.append(v4.new_output("execute_result", data=data, execution_count=1))
    return found
