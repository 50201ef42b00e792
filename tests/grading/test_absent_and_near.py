"""What costs nothing or goes to a person: an import that nothing uses, a name that is nearly right."""

import pytest

from lstm_course import check
from lstm_course.grading import absent, near

GONE = "nowhere_at_all"


def run(code):
    """Run a cell as the grader does: again, as long as an import is put right."""
    names = {}
    for _ in range(absent.MOST):
        try:
            exec(compile(code, "cell", "exec"), names)
        except ModuleNotFoundError as error:
            trace = error.__traceback__
            while trace.tb_next is not None and trace.tb_next.tb_frame.f_code.co_filename == "cell":
                trace = trace.tb_next
            better = absent.without(code, trace.tb_lineno, str(error))
            if better is None:
                raise
            assert better.count("\n") == code.count("\n")
            assert better != code
            code = better
        else:
            return names
    raise AssertionError("it is never done")


@pytest.mark.parametrize(
    ("line", "bound"),
    [
        (f"import {GONE}", [GONE]),
        (f"import {GONE} as n", ["n"]),
        (f"import {GONE}.deep.er", [GONE]),
        (f"import math, {GONE} as n", ["math", "n"]),
        (f"import {GONE}; import math", [GONE, "math"]),
        (f"from {GONE} import a, b as c", ["a", "c"]),
        (f"from {GONE}.deep import (  # why\n    a,\n    b as c,\n)", ["a", "c"]),
        (f"from {GONE} import *", []),
        (f"if True:\n    import {GONE} as n", ["n"]),
        ("import os.nowhere", ["os"]),
        (f"import {GONE}  # for plots", [GONE]),
        (f"import {GONE}, {GONE}2", [GONE, f"{GONE}2"]),
    ],
)
def test_import_that_nothing_uses_costs_nothing(line, bound):
    names = run(f"x = 1\n{line}\ny = x + 1")
    assert names["y"] == 2
    assert set(bound) <= set(names)


@pytest.mark.parametrize("use", ["n.f", "n(1)", "n[0]", "list(n)"])
def test_use_of_it_names_the_module(use):
    names = run(f"import {GONE} as n\ndef f():\n    return {use}")
    with pytest.raises(ModuleNotFoundError, match=f"No module named '{GONE}'"):
        names["f"]()


def test_module_that_is_there_stays_itself():
    import math

    assert run(f"import math, {GONE}")["math"] is math


def test_what_the_notebook_tries_itself_is_left_alone():
    assert run(f"try:\n    import {GONE}\nexcept ImportError:\n    x = 3")["x"] == 3


@pytest.mark.parametrize(
    ("code", "number", "text"),
    [
        (f"__import__('{GONE}')", 1, f"No module named '{GONE}'"),
        (f"import {GONE}", 2, f"No module named '{GONE}'"),
        (f"import {GONE}", 0, f"No module named '{GONE}'"),
        (f"import {GONE}", 1, "something else"),
        ("import a, b", 1, "No module named 'c'"),
        (f"import {'a' * 6000}", 1, f"No module named '{'a' * 90}'"),
    ],
)
def test_what_is_no_plain_import_is_left_alone(code, number, text):
    assert absent.without(code, number, text) is None


@pytest.mark.parametrize(
    ("wanted", "written", "found"),
    [
        ("lstm_step", "def LSTM_step(x):\n    pass", ["LSTM_step"]),
        ("lstm_step", "def lstmstep(x): pass\ndef lstm_steps(x): pass", ["lstmstep", "lstm_steps"]),
        ("lstm_step", "def lstm_step(x): pass", []),
        ("lstm_step", "def gru_step(x): pass", []),
        ("lstm_step", "def helper(x): pass", []),
        ("label_1", "def label_2(x): pass", []),
        ("gate", "    def Gate(z): pass", ["Gate"]),
        ("gate", "Gate = lambda z: z", ["Gate"]),
        ("sigmoid", "def simgoid(a): pass", ["simgoid"]),
        ("lstm_step", "# def LSTM_step(x):", []),
    ],
)
def test_names_that_are_nearly_right(wanted, written, found):
    assert near.names(wanted, [written]) == found


def test_no_exercise_is_taken_for_another_of_its_notebook():
    for record in check.records().values():
        others = [one.name for one in check.records().values() if one.lesson == record.lesson]
        code = "\n".join(f"def {name}(x): pass" for name in others)
        assert near.names(record.name, [code], others) == []
