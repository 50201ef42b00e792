"""What Gradescope's machine runs for a submission: grade it, and write ``results/results.json``."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from ... import check
from ..._files import write_whole
from ...notebook.files import NotebookError
from ..batch import run as grade
from ..executors import Threads
from ..grader import strongest_grader
from ..handed_back.export import gradescope, message
from ..handed_in.jobs import NoSubmissionsError, read_handed_in
from ..journal import Journal
from ..result import Result
from ..sources import CannotGradeError, read_sources

DONE, CANNOT = 0, 2


def run(root: Path, trust_students: bool = False) -> int:
    """Grade what was handed in.

    Where there is no score, nothing is written: Gradescope then tells the teacher, and shows no zero.

    Parameters
    ----------
    root : Path
        Gradescope's folder, with ``source``, ``submission`` and ``results``.
    trust_students : bool
        Whether to grade without a sandbox.

    Returns
    -------
    int
        0, or 2 where there is no score.
    """
    root = Path(root)
    target = root / "results" / "results.json"
    target.unlink(missing_ok=True)
    try:
        result = _result(root, trust_students)
    except (CannotGradeError, NoSubmissionsError, NotebookError, OSError) as error:
        print(f"There is no score. {error}", file=sys.stderr)
        return CANNOT
    for note in result.notes:
        print(note)
    for question in filter(result.is_for_a_human, result.questions):
        print(f"For a person: {question.name}. {message(question)}")
    if result.score is None:
        print(f"There is no score: {result.status}.", file=sys.stderr)
        return CANNOT
    write_whole(target, json.dumps(gradescope(result), indent=1) + "\n")
    return DONE


def _result(root: Path, trust_students: bool) -> Result:
    """Return the result of all that one student has handed in, which is one notebook."""
    sources = read_sources(root / "source" / "solutions")
    jobs = read_handed_in(root / "submission", sources, "file").jobs
    if len(jobs) != 1:
        raise CannotGradeError(f"There must be one notebook, there are {len(jobs)}.")
    grader, refused = strongest_grader("E" if trust_students else "B")
    if grader is None:
        raise CannotGradeError(" ".join(refused))
    print(f"Sandbox of tier {grader.tier}: {', '.join(grader.layers)}.")
    executor = Threads(grader, 1)
    try:
        with tempfile.TemporaryDirectory() as folder:
            journal = Journal(Path(folder))
            try:
                (result,) = grade(jobs, sources, check.records(), executor.submit, journal)
            finally:
                journal.close()
    finally:
        executor.close()
    return result


if __name__ == "__main__":
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("root", type=Path)
    reader.add_argument("--trust-students", action="store_true")
    options = reader.parse_args()
    sys.exit(run(options.root, options.trust_students))
