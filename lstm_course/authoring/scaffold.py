"""A new lesson and a new exercise: files in form at once, with ``TODO`` where the author's words belong.

Nothing that exists is overwritten. What cannot be done is refused before anything is written.
"""

from __future__ import annotations

import ast
import hashlib
import keyword
import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from .._files import write_whole
from ..notebook.files import NotebookError, normalised, notebook_paths, read, stripped, write
from .exercises import write_all
from .notebooks import execute, fold_answers, problems
from .page import Page

NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
CLASS = re.compile(r"[A-Z][A-Za-z0-9]*")
BUDGET = 8  # seconds
RECORDS = Path("lstm_course") / "check" / "records"
STYLE = 'plt.style.use("lstm_course.plots.course")'


class ScaffoldError(ValueError):
    """A lesson or an exercise that cannot be begun; the message is one sentence."""


INTRO = """# {number}. {title}

**TODO: which one question does this lesson answer?** TODO: two sentences that say why it is worth an answer.

After this lesson you can

- TODO: say what the first objective is, with a verb that can be tested;
- TODO: say what the second is.

About 30 minutes. Prerequisites: {before}."""

FIRST = """## TODO: A case to redo by hand

TODO: begin with numbers small enough for paper, before any class and before any library. Here a running \
sum, $c_t = c_{{t-1}} + x_t$, stands in for your own case.

**Predict:** TODO: ask for what the next cell prints. Here: what are the four values of $c$?"""

SECOND = """## TODO: The same in general

TODO: read the output in a sentence, then give the equation, a few lines of code, and the shapes of what \
goes in and comes out. Every claim stands next to a cell that measures it.

**Predict:** TODO: ask for a second output. Here: at which time step does the mean of the four sums \
leave the band of one?"""

THIRD = """## TODO: Does it hold?

TODO: read the output again. Then compare with an oracle that shares no code with what was built: \
PyTorch, scikit-learn, a closed form or plain enumeration. The cell fails where the two disagree."""

END = """## Summary

- TODO: the first thing to keep, in one sentence.
- TODO: the second.
- TODO: the third.

**Recall**

<details><summary>1. TODO: a question about the first section?</summary>

TODO: its answer.

</details>

<details><summary>2. TODO: a question about the second section?</summary>

TODO: its answer.

</details>

<details><summary>3. TODO: a question about the oracle?</summary>

TODO: its answer.

</details>

<details><summary>4. TODO: a question that needs an earlier lesson (lesson {earlier})?</summary>

TODO: its answer.

</details>

**Exercise:** [exercises/{stem}.ipynb](../exercises/{stem}.ipynb)

## References

- Hochreiter and Schmidhuber, *Long Short-Term Memory*, Neural Computation, 1997 (TODO: the sources of \
this lesson)."""

BY_HAND = """c = 0.0
for x_t in (1.0, 0.0, -2.0, 3.0):
    c = c + x_t
    print(f"{c:.1f}")"""

IN_GENERAL = """rng = np.random.default_rng(0)
x = rng.normal(size=(4, 12))  # (N, T)
c = x @ np.triu(np.ones((12, 12)))  # (N, T)
print(np.abs(c.mean(axis=0)).round(2))"""

ORACLE = """assert np.allclose(c, torch.cumsum(torch.from_numpy(x), dim=1).numpy())
print("both give the same sums")"""

EXERCISES_INTRO = """# Exercises {number}: {title}

These go with [lesson {number}](../notebooks/{stem}.ipynb). Write each function, run its cell, then run \
the check below it. A check names the mistake where it knows it; `check.hint("...")` gives a hint, and \
another when you call it again."""

RECORDS_OF_LESSON = '''"""Exercises of lesson {number:02}: {title}."""

EXERCISES = ()
'''

RECORD = '''"""Exercise: {name}."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def probes(rng):
    """Return inputs whose sizes all differ, so that no axis can stand in for another."""
    sizes = (3, 5), (2, 4), (1, 4)
    return [Probe((rng.normal(size=size), float(rng.uniform(1.5, 2.5)))) for size in sizes]


def {name}(x, weight):
    return np.cumsum(weight * x, axis=1)


EXERCISE = Exercise(
    name="{name}",
    signature="{name}(x, weight)",
    returns={{"sums": "(N, T)"}},
    reference={name},
    probes=probes,
    points={{"sums": 2}},
    read={read},
    hints=(
        "TODO: a nudge. Which axis of x is time?",
        "TODO: nearly the answer. Multiply first, then add up along the last axis.",
    ),
    mutants=(
        Mutant(
            "over-the-batch",
            "TODO: say what is wrong and why. You add up over the sequences of the batch; time is the \
second axis.",
            edits={{"axis=1": "axis=0"}},
        ),
        Mutant(
            "no-weight",
            "TODO: say what is wrong and why. You left out the weight: each input is multiplied before \
it is added.",
            edits={{"weight * x": "x"}},
        ),
    ),
)
'''

STATEMENT = """## Exercise {number}: {title}

TODO: say what comes in, what comes out, and their shapes. Here: `x` (N, T) is multiplied by the number \
`weight` and added up over the time steps; the sums (N, T) come out."""

SOLUTION = '''def {name}(x, weight):
    """Return the running sums over time, shape (N, T)."""
    ### BEGIN SOLUTION
    return np.cumsum(weight * x, axis=1)
    ### END SOLUTION'''


def new_lesson(root: Path, number: int, name: str, title: str = "") -> list[Path]:
    """Write the notebooks and the folder of records of a new lesson; the lesson is run, its outputs are stored.

    Parameters
    ----------
    root : Path
        The course's root.
    number : int
        Of the lesson.
    name : str
        What follows the number in the file names, such as ``"training"``.
    title : str
        Title of the lesson; by default made from the name.

    Returns
    -------
    list of Path
        The new files.

    Raises
    ------
    ScaffoldError
        If the name is not valid, or the lesson exists.
    """
    root = Path(root)
    if not 0 <= number <= 99:
        raise ScaffoldError(f"the number of a lesson lies between 0 and 99, got {number}.")
    if NAME.fullmatch(name) is None:
        raise ScaffoldError(f"{name!r} is not a name of small letters, digits and '_', such as plain_rnn.")
    title = title.strip() or name.replace("_", " ").capitalize()
    _check_title(title, "a lesson")
    stem = f"{number:02}_{name}"
    record = root / RECORDS / f"lesson_{number:02}" / "__init__.py"
    taken = [
        path
        for folder in ("notebooks", "solutions", "exercises")
        for path in _of_lesson(root, folder, number)
    ]
    taken += [
        path for path in (record.parent, root / RECORDS.parent / f"lesson_{number:02}.py") if path.exists()
    ]
    if taken:
        raise ScaffoldError(f"lesson {number} exists already: {taken[0].relative_to(root).as_posix()}.")
    if number and not list(_of_lesson(root, "notebooks", number - 1)):
        raise ScaffoldError(f"there is no lesson {number - 1}, which would lead on to lesson {number}.")
    write_all(root)  # refuses, before anything is written, where an answer would be lost
    lesson, exercises = _lesson(root, number, title, stem), _exercises(number, title, stem)
    execute(lesson, root / "notebooks")
    fold_answers(lesson)
    wrong = [what for _, what in problems(lesson)]
    if wrong:
        raise ScaffoldError(f"the new lesson does not run here: {wrong[0]}.")
    made = [root / folder / f"{stem}.ipynb" for folder in ("notebooks", "solutions", "exercises")]
    write(made[0], normalised(lesson))
    write(made[1], stripped(exercises))
    write_all(root)
    record.parent.mkdir(parents=True)
    record.write_text(RECORDS_OF_LESSON.format(number=number, title=title), encoding="utf-8", newline="\n")
    return [*made, record]


def new_exercise(root: Path, number: int, name: str, title: str) -> list[Path]:
    """Append the three cells of a new exercise to the solutions of a lesson, and write its record.

    Parameters
    ----------
    root : Path
        The course's root.
    number : int
        Of the lesson.
    name : str
        Of the learner's function.
    title : str
        Of the exercise.

    Returns
    -------
    list of Path
        The files that are new or changed.

    Raises
    ------
    ScaffoldError
        If the name is not valid or taken, or there is no such lesson.
    """
    root = Path(root)
    if not (NAME.fullmatch(name) or CLASS.fullmatch(name)) or keyword.iskeyword(name):
        raise ScaffoldError(f"{name!r} is not a name such as my_function, or MyClass for a class.")
    _check_title(title, "an exercise")
    from .. import check

    if name in check.records() or name in check.__all__ or list((root / RECORDS).glob(f"*/{name}.py")):
        raise ScaffoldError(f"the name {name!r} is taken already in lstm_course.check.")
    solutions, lessons = _of_lesson(root, "solutions", number), _of_lesson(root, "notebooks", number)
    if not solutions or not lessons:
        raise ScaffoldError(
            f"there is no lesson {number}: `lstm-course new-lesson {number} NAME` begins one."
        )
    index = root / RECORDS / f"lesson_{number:02}" / "__init__.py"
    if not index.is_file():
        raise ScaffoldError(
            f"lesson {number} has no {index.relative_to(root).as_posix()}, where records are listed."
        )
    names = _listed(index)
    read_on = f'lesson {number:02}, "{_first_section(root, lessons[0])}"'
    write_all(root)  # refuses, before anything is written, where an answer would be lost
    notebook = read(solutions[0])
    notebook.cells += _three_cells(f"{number}.{len(names) + 1}", name, title.strip(), notebook)
    record = index.with_name(f"{name}.py")
    record.write_text(RECORD.format(name=name, read=repr(read_on)), encoding="utf-8", newline="\n")
    write(solutions[0], stripped(notebook))
    _list(index, [*names, name])
    return [solutions[0], record, index, *write_all(root)]


def todos(paths: list[Path], root: Path) -> list[str]:
    """Return a line for each file that says how many places are to be filled in.

    Parameters
    ----------
    paths : list of Path
    root : Path
        The course's root.

    Returns
    -------
    list of str
    """
    lines = []
    for path in paths:
        count = path.read_text(encoding="utf-8").count("TODO")
        what = f"marked TODO: {count}" if count else "nothing to fill in"
        if path.parent.name == "exercises":
            what = "made from solutions/"
        lines.append(f"{path.relative_to(root).as_posix()}: {what}")
    return lines


def _check_title(title: str, what: str) -> None:
    if not title.strip() or re.search(r'[\n\\"]', title):
        raise ScaffoldError(f"{what} needs a title of one line without quotes or backslashes, got {title!r}.")


def _of_lesson(root: Path, folder: str, number: int) -> list[Path]:
    return [path for path in notebook_paths(root, folder) if int(path.name[:2]) == number]


def _identifier(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _cells(stem: str, cells: list[NotebookNode]) -> NotebookNode:
    for place, cell in enumerate(cells):
        cell.id = _identifier(f"{stem} {place}")
    return stripped(new_notebook(cells=cells))


def _lesson(root: Path, number: int, title: str, stem: str) -> NotebookNode:
    earlier = [path for path in notebook_paths(root, "notebooks") if int(path.name[:2]) < number]
    before = f"[lesson {int(earlier[-1].name[:2])}]({earlier[-1].name})" if earlier else "none"
    values = {"number": number, "title": title, "stem": stem, "before": before, "earlier": max(number - 1, 0)}
    if earlier:
        values["earlier"] = int(earlier[-1].name[:2])
    intro = new_markdown_cell(INTRO.format(**values))
    intro.metadata = nbformat.from_dict({"lstm_course": {"budget": BUDGET}})
    setup = f"import matplotlib.pyplot as plt\nimport numpy as np\nimport torch\n\n{STYLE}"
    return _cells(
        stem,
        [
            intro,
            new_code_cell(setup),
            new_markdown_cell(FIRST.format(**values)),
            new_code_cell(BY_HAND),
            new_markdown_cell(SECOND.format(**values)),
            new_code_cell(IN_GENERAL),
            new_markdown_cell(THIRD.format(**values)),
            new_code_cell(ORACLE),
            new_markdown_cell(END.format(**values)),
        ],
    )


def _exercises(number: int, title: str, stem: str) -> NotebookNode:
    setup = "import numpy as np\n\nfrom lstm_course import check"
    intro = EXERCISES_INTRO.format(number=number, title=title, stem=stem)
    return _cells(f"exercises {stem}", [new_markdown_cell(intro), new_code_cell(setup)])


def _three_cells(number: str, name: str, title: str, notebook: NotebookNode) -> list[NotebookNode]:
    cells = [
        new_markdown_cell(STATEMENT.format(number=number, title=title)),
        new_code_cell(SOLUTION.format(name=name)),
        new_code_cell(f"check.{name}({name}).require()"),
    ]
    common = {"schema_version": 3, "task": False}
    graded = [
        {"grade": False, "solution": True, "locked": False, "grade_id": name},
        {"grade": True, "solution": False, "locked": True, "grade_id": f"{name}_check", "points": 2},
    ]
    for cell, values in zip(cells[1:], graded, strict=True):
        cell.metadata = nbformat.from_dict({"nbgrader": common | values})
    taken = {cell.id for cell in notebook.cells}
    for place, cell in enumerate(cells):
        cell.id = _identifier(f"{name} {place}")
        if cell.id in taken:
            raise ScaffoldError(f"the cells of an exercise {name!r} are in the notebook already.")
    return cells


def _first_section(root: Path, path: Path) -> str:
    for _, level, text in Page(root, path, read(path)).headings:
        if level == 2:
            return text
    raise ScaffoldError(f"notebooks/{path.name} has no section to which the exercise could point.")


def _place_of_list(index: Path) -> tuple[str, ast.Tuple]:
    text = index.read_text(encoding="utf-8")
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "EXERCISES":
            if isinstance(node.value, ast.Tuple) and node.value.lineno == node.lineno:
                return text, node.value
    raise ScaffoldError(
        f"{index.parent.name}/{index.name} must hold EXERCISES = (...), the names in their order."
    )


def _listed(index: Path) -> list[str]:
    return [element.value for element in _place_of_list(index)[1].elts]


def _list(index: Path, names: list[str]) -> None:
    text, node = _place_of_list(index)
    lines = text.splitlines(keepends=True)
    several = "EXERCISES = (\n" + "".join(f'    "{name}",\n' for name in names) + ")\n"
    made = several if len(names) > 1 else f'EXERCISES = ("{names[0]}",)\n'
    text = "".join([*lines[: node.lineno - 1], made, *lines[node.end_lineno :]])
    write_whole(index, text)


__all__ = ["NotebookError", "ScaffoldError", "new_exercise", "new_lesson", "todos"]
