"""The same 40 submissions through this grader and through ``nbgrader autograde``: speed, CPU time, scores.

Run ``make bench-grading``. Half of them are of a NumPy lesson, half of one that uses PyTorch; ten of each are right,
six wrong, two loop for ever and two end Python. CPU time is that of the command and all its descendants.
"""

import argparse
import copy
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from .._files import write_whole
from ..grading.nbgrader.classroom import make_course
from ..grading.result import Result

WRONG = {  # lesson -> replacements in the solutions, each a mistake that learners make
    "03_the_lstm_cell": (
        ("h = o * np.tanh(c)", "h = o * c"),
        ("g = np.tanh(a_g)", "g = sigmoid(a_g)"),
        ("a_i, a_f, a_g, a_o = np.split", "a_i, a_f, a_o, a_g = np.split"),
        ("H * 4 * H + 4 * H", "H * 4 * H"),
        ("return h, c", "return c, h"),
        ("c = f * c_prev + i * g", "c = f * c_prev + g"),
    ),
    "09_nn_lstm_decoded": (
        ("W_x.T.copy(), W_h.T.copy()", "W_x.copy(), W_h.copy()"),
        ("[h_n[-2], h_n[-1]]", "[h_n[-1], h_n[-2]]"),
        (" + rows * biases", ""),
        ("biases = 2 if bias else 0", "biases = 1 if bias else 0"),
        ('"A": "state", "B": "layers"', '"A": "layers", "B": "state"'),
        ("for gate in destination", "for gate in source"),
    ),
}
PR_SET_CHILD_SUBREAPER = 36
SPOILT = {"03_the_lstm_cell": "count_params", "09_nn_lstm_decoded": "n_params"}
ENDS = {"looping": "while True:\n        pass", "crashing": "import os\n    os._exit(0)"}
RIGHT, ENDLESS = 10, 2  # of each lesson
STOCK = """c = get_config()
c.CourseDirectory.course_id = "bench"
c.CourseDirectory.root = {root!r}
c.IncludeHeaderFooter.header = ""
"""
SCORES = """
import json, sys
from nbgrader.api import Gradebook
found = {}
with Gradebook(f"sqlite:///{sys.argv[1]}", "bench") as gradebook:
    for assignment in gradebook.assignments:
        for submission in assignment.submissions:
            for notebook in submission.notebooks:
                grades = {grade.name.removesuffix("_check"): grade.auto_score for grade in notebook.grades}
                found[f"{submission.student.id}/{notebook.name}"] = grades
print(json.dumps(found))
"""


@dataclass(frozen=True)
class Entry:
    """A submission of the benchmark."""

    lesson: str
    kind: str
    student: str
    notebook: dict


@dataclass(frozen=True)
class Run:
    """What a command took: seconds of the wall clock and of the processors."""

    wall: float
    cpu: float


def entries(solutions: Path) -> list[Entry]:
    """Return the 40 submissions.

    Parameters
    ----------
    solutions : Path
        The folder of the solution notebooks.
    """
    found = []
    for lesson, mistakes in WRONG.items():
        original = json.loads((solutions / f"{lesson}.ipynb").read_text(encoding="utf-8"))
        for cell in original["cells"]:  # without them it is the solution of the course, which gets no score
            cell["source"] = [line for line in cell["source"] if not re.search("### (BEGIN|END) SOL", line)]
        made = [("right", original)] * RIGHT
        made += [("wrong", _replaced(original, old, new)) for old, new in mistakes]
        for kind, body in ENDS.items():
            made += [(kind, _spoilt(original, SPOILT[lesson], body))] * ENDLESS
        number = lesson[:2]
        found += [
            Entry(lesson, kind, f"{kind}-{number}-{k:02d}", data) for k, (kind, data) in enumerate(made)
        ]
    return found


def _replaced(original: dict, old: str, new: str) -> dict:
    data = copy.deepcopy(original)
    places = [cell for cell in data["cells"] if old in "".join(cell["source"])]
    if len(places) != 1:
        raise ValueError(f"{old!r} must be in one cell of the solution, found it in {len(places)}")
    places[0]["source"] = "".join(places[0]["source"]).replace(old, new)
    return data


def _spoilt(original: dict, name: str, body: str) -> dict:
    data = copy.deepcopy(original)
    for cell in data["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == name:
            cell["source"] = f"def {name}(*values):\n    {body}\n"
    return data


def timed(arguments: list[str], folder: Path, statuses: tuple[int, ...]) -> Run:
    """Run Python in a folder and return what it took.

    Parameters
    ----------
    arguments : list of str
        What follows the name of the interpreter.
    folder : Path
        The working directory of the run.
    statuses : tuple of int
        The exit statuses that are expected.

    Raises
    ------
    RuntimeError
        Where it ends with another one.
    """
    import resource

    home = folder / "home"
    home.mkdir(exist_ok=True)
    environment = os.environ | {
        "OMP_NUM_THREADS": "1",
        "JUPYTER_CONFIG_DIR": str(home),
        "JUPYTER_DATA_DIR": str(home),
        "JUPYTER_RUNTIME_DIR": str(home),
        "IPYTHONDIR": str(home),
        "LSTM_COURSE_PROGRESS": str(home / "progress.json"),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
    }
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - start
    _reap()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in statuses:
        raise RuntimeError(f"{' '.join(arguments)} ended with {done.returncode}: {done.stderr[-2000:]}")
    return Run(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent ends first, so that their CPU time is counted.

    Bubblewrap does not wait for the first process of its namespace, which has waited for all the others.

    Raises
    ------
    OSError
        Where the system is not Linux.
    """
    import ctypes

    if (
        not sys.platform.startswith("linux")
        or ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0
    ):
        raise OSError("the CPU time of orphaned processes can only be counted on Linux")


def _reap(seconds: float = 20) -> None:
    """Wait for the orphans of a command that has ended."""
    end = time.monotonic() + seconds
    try:
        while time.monotonic() < end:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.02)
    except ChildProcessError:
        return
    raise RuntimeError(f"a process was left over {seconds} s after its command")


def compare(ours: dict[str, Result], theirs: dict[str, dict], found: list[Entry]) -> list[dict]:
    """Return a row for each submission: both scores, and why they differ.

    Parameters
    ----------
    ours : dict
        Student -> result.
    theirs : dict
        ``STUDENT/NOTEBOOK`` -> exercise -> score, None where nbgrader has none.
    found : list of Entry
        The submissions, as `entries` makes them.
    """
    rows = []
    for entry in found:
        result = ours[entry.student]
        scores = theirs.get(f"{entry.student}/{entry.lesson}", {})
        lost = not scores or all(score is None for score in scores.values())
        total = None if lost else sum(score or 0 for score in scores.values())
        row = {"student": entry.student, "kind": entry.kind, "lesson": entry.lesson, "max": result.max_score}
        rows.append(row | {"ours": result.score, "nbgrader": total, "why": _why(result, scores, lost)})
    return rows


def _why(result: Result, scores: dict, lost: bool) -> str:
    if lost:
        return "nbgrader lost the notebook when Python ended; here the other questions keep their points"
    reasons = []
    for question in result.questions:
        if scores.get(question.name) == question.score:
            continue
        right = [part for part, points in question.parts.items() if points]
        if question.outcome == "failed" and right and scores.get(question.name) == 0:
            reasons.append(f"{question.name}: {', '.join(right)} is right; nbgrader gives all or nothing")
        else:
            reasons.append(
                f"{question.name}: UNEXPLAINED, {question.score} against {scores.get(question.name)}"
            )
    return "; ".join(reasons)


def main(arguments: list[str] | None = None) -> int:
    """Run the comparison and print it as Markdown.

    Parameters
    ----------
    arguments : list of str, optional
        Those of the command line where it is None.

    Returns
    -------
    int
        0, or 1 where a score differs without a reason or an honest right submission lost points.
    """
    parser = argparse.ArgumentParser(prog="python -m lstm_course.bench.grading", description=__doc__)
    parser.add_argument(
        "--jobs", type=int, default=1, help="submissions at a time in our grader (nbgrader: one)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    options = parser.parse_args(arguments)
    from .._root import find_root

    solutions = find_root() / "solutions"
    found = entries(solutions)
    adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="lstm-course-bench-") as folder:
        root = Path(folder) / "course"
        make_course(root, [solutions / f"{lesson}.ipynb" for lesson in WRONG], "bench")
        write_whole(root / "nbgrader_config.py", STOCK.format(root=str(root)))
        figures = _measure(root, found, options.jobs)
    _print(figures)
    if options.json:
        write_whole(options.json, json.dumps(figures, indent=1) + "\n")
    bad = [row for row in figures["rows"] if "UNEXPLAINED" in row["why"]]
    bad += [
        row
        for row in figures["rows"]
        if row["kind"] == "right" and not row["ours"] == row["nbgrader"] == row["max"]
    ]
    return 1 if bad else 0


def _hand_in(folder: Path, found: list[Entry]) -> None:
    for entry in found:
        path = folder / entry.student / entry.lesson / f"{entry.lesson}.ipynb"
        write_whole(path, json.dumps(entry.notebook))


def _measure(root: Path, found: list[Entry], jobs: int) -> dict:
    """Measure both graders on each lesson's submissions, and on one right submission of each lesson."""
    figures: dict = {"jobs": jobs, "lessons": {}}
    scores: dict[str, Result] = {}
    theirs: dict[str, dict] = {}
    for lesson in WRONG:
        own = [entry for entry in found if entry.lesson == lesson]
        right = [entry for entry in own if entry.kind == "right"]
        runs = {}
        for name, group in (("one", right[:1]), ("right", right), ("all", own)):
            _hand_in(root / f"{name}-{lesson}", group)
            out = f"graded-{name}-{lesson}"
            command = [
                "-m",
                "lstm_course.cli",
                "grade",
                f"{name}-{lesson}",
                "--out",
                out,
                "--jobs",
                str(jobs),
            ]
            runs[f"ours {name}"] = timed(command, root, (0, 1))
            option = f"--CourseDirectory.submitted_directory={name}-{lesson}"
            command = ["-m", "nbgrader", "autograde", lesson, option, "--force"]
            runs[f"nbgrader {name}"] = timed(command, root, (0, 1))
        lines = (root / f"graded-all-{lesson}" / "results.jsonl").read_text(encoding="utf-8").splitlines()
        scores |= {result.student: result for result in map(Result.from_json, lines)}
        figures["lessons"][lesson] = {
            "count": len(own),
            "right": len(right),
            "runs": {name: {"wall": run.wall, "cpu": run.cpu} for name, run in runs.items()},
        }
    done = subprocess.run(
        [sys.executable, "-c", SCORES, str(root / "gradebook.db")], capture_output=True, text=True, check=True
    )
    theirs |= json.loads(done.stdout)
    figures["rows"] = compare(scores, theirs, found)
    return figures


def _print(figures: dict) -> None:
    print(f"Submissions at a time: {figures['jobs']} here, 1 in nbgrader. All 20 of a lesson in one run:\n")
    print("| lesson | grader | submissions/s | CPU s each | CPU s for one more right one |")
    print("|---|---|---|---|---|")
    for lesson, one in figures["lessons"].items():
        more = {}
        for name in ("ours", "nbgrader"):
            runs = {size: one["runs"][f"{name} {size}"] for size in ("one", "right", "all")}
            more[name] = (runs["right"]["cpu"] - runs["one"]["cpu"]) / (one["right"] - 1)
            speed, cpu = one["count"] / runs["all"]["wall"], runs["all"]["cpu"] / one["count"]
            print(f"| {lesson} | {name} | {speed:.2f} | {cpu:.2f} | {more[name]:.3f} |")
        every = one["runs"]["nbgrader all"]["cpu"] / one["runs"]["ours all"]["cpu"]
        print(
            f"| {lesson} | ratio of CPU time | | {every:.1f} | {more['nbgrader'] / max(more['ours'], 1e-9):.1f} |"
        )
    print("\n| submission | of | here | nbgrader | why they differ |\n|---|---|---|---|---|")
    for row in figures["rows"]:
        theirs = "none" if row["nbgrader"] is None else f"{row['nbgrader']:g}"
        print(f"| {row['student']} | {row['max']:g} | {row['ours']:g} | {theirs} | {row['why']} |")


if __name__ == "__main__":
    sys.exit(main())
