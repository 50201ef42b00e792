"""The attack suite of the grader: every odd, broken or hostile submission, and what became of it.

    python tests/support/attacks.py [--tier A] [--tier B]

prints, for each tier that this machine can hold, how many points were forged and how many submissions were lost.
After each attack the right answer is graded again, after every tenth the whole right notebook, and leftover processes
and files are looked for.
"""

import argparse
import importlib.util
import json
import os
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import attacks_code
import attacks_notebooks
from attacks_code import ANYTHING, FULL, NOTHING, WRONG

from lstm_course import check
from lstm_course.check import engine
from lstm_course.grading.core import grade_notebook
from lstm_course.grading.handed_in.source import read_source
from lstm_course.grading.handed_in.submission import Submission, read_submission
from lstm_course.grading.outside.limits import Limits
from lstm_course.grading.outside.runtime import InfrastructureError
from lstm_course.grading.outside.sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[2]
NAME = "03_the_lstm_cell.ipynb"
TARGET = "lstm_step"
SHORT = Limits(
    call_seconds=0.5, cell_seconds=1.0, notebook_seconds=12, wall_factor=4, memory_mb=400, output_kill_mb=16
)
WHOLE_EACH = 10  # attacks
TEMPORARY = ("/tmp", "/var/tmp", "/dev/shm")


def all_attacks():
    """Return every attack, those in the code first."""
    return [*attacks_code.attacks(), *attacks_notebooks.attacks()]


@dataclass
class Outcome:
    """What became of one attack.

    Attributes
    ----------
    forged : float
        Points that were not deserved.
    lost : bool
        Whether there is no result, or deserved points are missing.
    problems : list of str
        Everything that is not as it must be, those two included.
    """

    name: str
    forged: float = 0
    lost: bool = False
    problems: list = field(default_factory=list)
    seconds: float = 0


class Arena:
    """A sandbox, and a folder with what a submission must not reach.

    Parameters
    ----------
    tier : str
    folder : Path
        Empty, and only for this arena.
    names_mistakes : bool
        Whether wrong answers are compared with the mistakes that are known. That takes most of the time of a wrong
        answer, gives no points, and sees nothing of the sandbox: it is enough in one tier.
    """

    def __init__(self, tier, folder, names_mistakes=True):
        self.folder = Path(folder)
        self.sandbox = Sandbox(tier)
        self.source = read_source(ROOT / "solutions" / NAME)
        self.exercises = [check.records()[name] for name in self.source.exercises]
        self.names_mistakes, self.attacks, self.wrong_before = names_mistakes, 0, False
        self.notebook = json.loads((ROOT / "solutions" / NAME).read_text(encoding="utf-8"))
        self.lean = _without_pictures(self.notebook)
        self.full = sum(exercise.max_points for exercise in self.exercises)
        self.target = next(exercise for exercise in self.exercises if exercise.name == TARGET)
        self.secrets = [
            self.folder / name for name in ("gradebook.db", "solution.ipynb", "other_student.ipynb")
        ]
        for path in self.secrets:
            path.write_text(f"secret of {path.name}")
            path.chmod(0o666)  # the sandbox must hold, not the mode
            if os.geteuid() == 0:
                os.chown(path, self.sandbox.uid, -1)  # nor the owner
        self.folder.chmod(0o777)
        self.grade(self.notebook)  # warm, so that what is there before and after can be compared
        self.before = self._leftovers()

    def close(self):
        """End the sandbox."""
        self.sandbox.close()

    def grade(self, notebook, path=None):
        """Return the result of a notebook, a dict or bytes, or of what is at a path."""
        if path is None:
            path = self.folder / NAME
            content = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
            path.write_bytes(content)
        return self._result(read_submission(path, self.source), self.exercises)

    def grade_one(self):
        """Return the result of the right answer to the exercise that is attacked."""
        cells = [cell for cell in self.source.cells if cell.grade_id == TARGET]
        first = next(cell for cell in self.source.cells if cell.grade_id is None)
        return self._result(Submission("readable", (first, *cells)), [self.target])

    def _result(self, submission, exercises):
        return grade_notebook(submission, exercises, self.sandbox, SHORT, student="s", assignment="a")

    def run(self, attack) -> Outcome:
        """Grade an attack and the right answer or notebook after it, and compare."""
        outcome, start = Outcome(attack.name), time.monotonic()
        if isinstance(attack, attacks_code.Attack):
            self._code(attack, outcome)
        else:
            self._notebook(attack, outcome)
        whole = self.attacks % WHOLE_EACH == 0
        self.attacks += 1
        if whole:
            following, deserved = self._graded(outcome, self.grade, self.notebook), self.full
        else:
            following, deserved = self._graded(outcome, self.grade_one), self.target.max_points
        if following is not None and following.score != deserved:
            outcome.lost = True
            outcome.problems.append(f"the next submission earned {following.score} of {deserved}")
        left = self._leftovers() - self.before
        if left:
            outcome.problems.append(f"left over: {sorted(left)}")
        for path in self.secrets:
            if (
                not path.exists()
                or path.read_text() != f"secret of {path.name}"
                or path.stat().st_mode & 7 != 6
            ):
                outcome.problems.append(f"{path.name} was changed")
        outcome.seconds = time.monotonic() - start
        return outcome

    def _code(self, attack, outcome):
        notebook = json.loads(json.dumps(self.lean))
        cell = next(
            c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == TARGET
        )
        cell["source"] = self._constants(attack) + attack.code
        # the same plain numbers each time, whatever was done before
        answers_wrong = attack.code.endswith(WRONG)
        names_mistakes = self.names_mistakes and not (answers_wrong and self.wrong_before)
        self.wrong_before |= answers_wrong
        with patch.object(engine, "_mistake", engine._mistake if names_mistakes else _no_mistake):
            result = self._graded(outcome, self.grade, notebook)
        if result is None:
            return
        question = next(one for one in result.questions if one.name == TARGET)
        others = result.score - question.score
        deserved = {FULL: question.max_score, NOTHING: 0, ANYTHING: question.score}.get(
            attack.points, attack.points
        )
        self._compare(outcome, question.score, deserved, f"{TARGET}: {question.outcome}: {question.message}")
        if attack.others == FULL:
            self._compare(
                outcome, others, self.full - question.max_score, f"the other questions, {result.notes}"
            )
        if attack.outcomes and question.outcome not in attack.outcomes:
            outcome.problems.append(
                f"outcome {question.outcome!r}: {question.message}, not {attack.outcomes}"
            )
        said = f"{question.message} {question.note} {result.stdout}"
        if attack.says not in said:
            outcome.problems.append(f"{attack.says!r} is not in {said[:300]!r}")
        if "SUCCEEDED" in result.stdout:
            outcome.problems.append(f"reached something: {result.stdout[-500:]}")
        if "secret of" in result.stdout:
            outcome.problems.append("read a secret")

    def _notebook(self, attack, outcome):
        with attack.prepared(json.loads(json.dumps(self.notebook)), self.folder) as (content, path):
            result = self._graded(outcome, self.grade, content, path, unreadable=attack.status)
        if result is None:
            return
        if result.status != attack.status:
            outcome.problems.append(f"status {result.status!r}, not {attack.status!r}: {result.notes}")
        if attack.status == "graded":
            self._compare(
                outcome, result.score, self.full - attack.missing, f"{result.repairs} {result.notes}"
            )
        elif result.score is not None:
            outcome.lost = True
            outcome.problems.append("a score where there is none")
        said = " ".join([*result.repairs, *result.notes])
        if attack.noted and not said:
            outcome.problems.append("nothing was noted")

    def _graded(self, outcome, grade, *what, unreadable=""):
        try:
            result = grade(*what)
        except Exception as error:  # whatever it is, the submission is lost
            outcome.lost = True
            outcome.problems.append(f"no result: {type(error).__name__}: {error}")
            return None
        if result.status not in ("graded", "partly graded", unreadable):
            outcome.lost = True
            outcome.problems.append(f"status {result.status!r}: {result.notes}")
            return None
        return result

    def _compare(self, outcome, got, deserved, what):
        if got > deserved:
            outcome.forged += got - deserved
            outcome.problems.append(f"forged {got - deserved} points: {what}")
        elif got < deserved:
            outcome.lost = True
            outcome.problems.append(f"earned {got}, not {deserved}: {what}")

    def _constants(self, attack):
        torch = importlib.util.find_spec("torch").submodule_search_locations
        repository = [ROOT / "lstm_course" / "check" / "lesson_03.py", ROOT / "solutions" / NAME]
        return (
            f"SECRETS = {[str(path) for path in (*self.secrets, *repository)]!r}\n"
            f"TARGETS = {[str(path) for path in self.secrets]!r}\n"
            f"GRADER = {os.getpid()}\n"
            f"COURSE = {self.sandbox.runtime.folder!r}\n"
            f"SITE = {[str(Path(one).parent) for one in torch]!r}\n"
            if attack.made
            else ""
        )

    def _leftovers(self):
        """Return the processes of the sandbox and the files that it may have made."""
        found = set()
        for name in os.listdir("/proc"):
            if name.isdecimal():
                try:
                    owner = os.stat(f"/proc/{name}").st_uid
                    above = int(Path(f"/proc/{name}/stat").read_text().rsplit(")", 1)[1].split()[1])
                except (OSError, ValueError):
                    continue
                if (owner == self.sandbox.uid and os.geteuid() == 0) or above == self.sandbox._zygote.pid:
                    found.add(f"process {name}")
        for folder in TEMPORARY:
            for entry in os.scandir(folder) if os.path.isdir(folder) else ():
                if entry.name.startswith(("attack", "fill", "numpy")):
                    found.add(entry.path)
                elif os.geteuid() == 0:
                    with suppress(FileNotFoundError):  # another program's, gone since it was listed
                        if entry.stat(follow_symlinks=False).st_uid == self.sandbox.uid:
                            found.add(entry.path)
        for folder, _, names in os.walk(self.sandbox.runtime.folder):
            paths = [os.path.join(folder, name) for name in names]
            found |= {f"{path} {os.lstat(path).st_size}" for path in paths}
        return found


def _without_pictures(notebook):
    """Return the notebook without the cells between the first and the answers: half the time of a right one."""
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    left_out = [cell for cell in code[1:] if "nbgrader" not in cell["metadata"]]
    assert len(left_out) == 1
    assert "show(" in "".join(left_out[0]["source"])
    return {**notebook, "cells": [cell for cell in notebook["cells"] if cell not in left_out]}


def _no_mistake(*_):
    """Know no mistake."""


@contextmanager
def arena(tier, **options):
    """Give an arena and take it down."""
    with tempfile.TemporaryDirectory(prefix="lstm-course-arena-") as folder:
        one = Arena(tier, folder, **options)
        try:
            yield one
        finally:
            one.close()


def summary(tier, outcomes) -> str:
    """Return the line with the counts."""
    forged, lost = sum(one.forged for one in outcomes), sum(one.lost for one in outcomes)
    odd = sum(bool(one.problems) for one in outcomes)
    seconds = sum(one.seconds for one in outcomes)
    return (
        f"tier {tier}: {len(outcomes)} attacks, {forged:g} forged points, {lost} lost submissions, "
        f"{odd} not as they must be ({seconds:.0f} s)"
    )


def main():
    """Run the suite and return 1 where something is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument(
        "--tier", action="append", choices=("A", "B"), help="by default A, where it works, and B"
    )
    parser.add_argument("--only", default="", help="run the attacks whose name or row holds this text")
    arguments = parser.parse_args()
    chosen = [a for a in all_attacks() if arguments.only in a.name or arguments.only in a.row]
    lines, failed = [], False
    for tier in arguments.tier or ("A", "B"):
        try:
            with arena(tier) as one:
                outcomes = [one.run(attack) for attack in chosen]
        except InfrastructureError as error:
            lines.append(f"tier {tier}: not on this machine ({error})")
            failed |= tier == "B" or arguments.tier is not None
            continue
        for outcome in outcomes:
            if outcome.problems:
                print(f"tier {tier}: {outcome.name}: {'; '.join(outcome.problems)}", file=sys.stderr)
        failed |= any(outcome.problems for outcome in outcomes)
        lines.append(summary(tier, outcomes))
    print("\n".join(lines))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
