"""The attack suite, in every tier that this machine can hold; see `attacks.py` for the list and the counts."""

import sys
from pathlib import Path

import attacks
import pytest

from lstm_course.grading.outside import sandbox
from lstm_course.grading.outside.runtime import InfrastructureError

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="tiers A and B are Linux's"),
]
ROOT = Path(__file__).parents[2]
ALL = attacks.all_attacks()
HELD = []  # tiers; mistakes are named in the first of them


@pytest.fixture(scope="module", params=["A", "B"])
def arena(request):
    try:
        with attacks.arena(request.param, names_mistakes=not HELD) as one:
            HELD.append(request.param)
            yield one
    except InfrastructureError as error:
        if request.param == "B":
            raise
        pytest.skip(str(error))


@pytest.mark.parametrize("attack", ALL, ids=lambda attack: attack.name)
def test_attack(arena, attack):
    outcome = arena.run(attack)
    assert not outcome.problems, outcome.problems
    assert (outcome.forged, outcome.lost) == (0, False)


def test_there_are_enough_of_them_and_each_is_different():
    assert len({attack.name for attack in ALL}) == len(ALL) >= 80
    assert f"forged points in {len(ALL)} attacks" in (ROOT / "README.md").read_text(encoding="utf-8")
    codes = [(attack.code, attack.before, attack.after) for attack in ALL if hasattr(attack, "code")]
    assert len(set(codes)) == len(codes)


def test_the_suite_notices_a_sandbox_that_does_not_hold(monkeypatch):
    monkeypatch.setitem(sandbox.LAYERS, "B", ["rlimits"])
    names, noticed = ["marks of files", "reads the solutions", "network", "forbidden system calls"], []
    with attacks.arena("B") as weak:
        for name in names:
            outcome = weak.run(next(attack for attack in ALL if attack.name == name))
            noticed += [name] * any("reached something" in problem for problem in outcome.problems)
    assert noticed == names


def test_the_suite_can_fail(arena, monkeypatch):
    """A grader that gives points away, and one that loses them, are both noticed."""
    real = attacks.grade_notebook
    wrong = next(attack for attack in ALL if attack.name == "plain sum")
    right = next(attack for attack in ALL if attack.name == "right")

    def generous(*arguments, **options):
        result = real(*arguments, **options)
        if result.score is not None and result.score < result.max_score:
            first = result.questions[0]
            object.__setattr__(first, "score", first.max_score)
            object.__setattr__(result, "score", sum(one.score for one in result.questions))
        return result

    def forgetful(*arguments, **options):
        result = real(*arguments, **options)
        object.__setattr__(result.questions[0], "score", 0)
        object.__setattr__(result, "score", sum(one.score for one in result.questions))
        return result

    monkeypatch.setattr(attacks, "grade_notebook", generous)
    assert arena.run(wrong).forged == arena.target.max_points
    monkeypatch.setattr(attacks, "grade_notebook", forgetful)
    assert arena.run(right).lost
