"""The two halves of the check, observing and judging, and that the grader's answers are judged as the notebook's."""

import dataclasses
import io
import math
import signal
import sys

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lstm_course import check
from lstm_course.check import calls, engine, patience, values
from lstm_course.check.exercise import Exercise, Mutant, Probe
from lstm_course.grading import verdict
from lstm_course.grading.inside import child
from lstm_course.grading.outside.answers import Answer, Failure

FOUND = {"found": True, "callable": True, "type": "function", "parameters": [["x", 1, False]]}
SEEDS = (5, 6)


def small(**options):
    """Return the record of a tiny exercise: twice an array, and whether it is large."""
    return Exercise(
        **{
            "name": "double",
            "number": "9.1",
            "signature": "double(x)",
            "returns": {"y": "twice x", "n": "how many"},
            "reference": lambda x: (2 * x, x.size),
            "probes": lambda rng: [Probe((rng.normal(size=(2, 3)),))],
            "points": {"y": 2, "n": 1},
            "read": 'lesson 09, "Twice"',
            **options,
        }
    )


def graded(exercise, fn):
    """Return the grader's question, from answers as the sandbox would give them."""
    answers = []
    probes = engine.make_probes(exercise, SEEDS)
    for probe in (*probes, probes[0]):
        args = [child._own(one) for one in probe.args]
        try:
            value = fn(*args)
        except Exception as error:
            answers.append(Answer(failure=Failure(type(error).__name__, str(error))))
            continue
        pairs = enumerate(zip(probe.args, args, strict=True))
        answers.append(Answer(value, changed=tuple(k for k, (a, b) in pairs if child._changed(a, b))))
    return verdict.judge(exercise, FOUND, answers, SEEDS, lambda failure: " There.")


HALVES = np.array([0.5, 1.0])
UNTOUCHED = [1, 2.5, True, "a", None, math.nan, np.float64(2), HALVES, [1, [2.0]], (1, "b"), {"a": [1]}]
TOUCHED = [
    ([HALVES], [HALVES.tolist()]),
    ([[1, 2]], [(1, 2)]),
    ([1], [1.0]),
    ([1], [True]),
    ([1.0], [np.float64(1)]),
    ([1, 2], [1, 3]),
    ([1.0], [math.nan]),
    (["a"], ["b"]),
    ([None], [0]),
    ([1], [1, 1]),
    ({"a": 1}, {"a": 1.0}),
    ({"a": [1]}, {"a": [2]}),
    ({"a": 1}, {"b": 1}),
    ([HALVES], [HALVES + 1]),
    (HALVES, HALVES.reshape(2, 1)),
    (HALVES, HALVES.view(np.int64)),
    ([HALVES], [HALVES.astype(np.float32)]),
]


@pytest.mark.parametrize("changed", [calls.changed, child._changed], ids=["check", "grader"])
class TestChanged:
    @pytest.mark.parametrize("value", UNTOUCHED, ids=repr)
    def test_what_is_the_same(self, changed, value):
        assert changed(value, child._own(value)) is False
        assert changed([value], [child._own(value)]) is False

    @pytest.mark.parametrize(("before", "after"), TOUCHED, ids=repr)
    def test_what_is_not(self, changed, before, after):
        assert changed(before, after) is True
        assert changed([0, before], [0, after]) is True
        assert changed({"k": (before,)}, {"k": (after,)}) is True


def test_an_argument_whose_parts_change_their_type_is_noticed_by_both():
    exercise = small(
        reference=lambda x: (2 * x[0], len(x)),
        probes=lambda rng: [Probe(([rng.normal(size=3), 1],))],
    )

    def listed(x):
        y = 2 * x[0]
        x[0] = x[0].tolist()
        return y, len(x)

    assert engine.run(exercise, listed, SEEDS).hint == "inputs-changed"
    question = graded(exercise, listed)
    assert (question.outcome, question.score) == ("passed", 3)
    assert "argument x in place" in question.note


def test_ragged_arguments_cost_no_points():
    exercise = small(
        reference=lambda x: (2 * x[0], len(x)),
        probes=lambda rng: [Probe(([rng.normal(size=2), rng.normal(size=(2, 3)), [1, [2, 3]]],))],
    )

    def half_right(x):
        return 3 * x[0], len(x)

    result, question = engine.run(exercise, half_right, SEEDS), graded(exercise, half_right)
    assert (result.status, result.parts) == ("failed", {"y": 0, "n": 1})
    assert (question.outcome, question.parts) == ("failed", {"y": 0, "n": 1})
    assert "y is not what it should be (n is right)." in result.message
    assert "y is not what it should be (n is right)." in question.message
    assert "For x = [array(" in result.message


def test_judging_calls_nothing():
    exercise = small()
    calls = []

    def fn(x):
        calls.append(x)
        return 2 * x, 6

    observed = engine.observe(exercise, fn, SEEDS)
    assert len(calls) == 3
    for _ in range(2):
        assert engine.judge(exercise, observed, SEEDS).status == "passed"
    assert len(calls) == 3


@pytest.mark.parametrize(
    ("fn", "status"),
    [(None, "not attempted"), (3, "error"), (lambda: 1, "error"), (lambda a, b: 1, "error")],
    ids=["none", "number", "no argument", "two arguments"],
)
def test_what_cannot_be_called_is_refused(fn, status):
    observed = engine.observe(small(), fn, SEEDS)
    assert observed.outcomes == []
    assert engine.judge(small(), observed, SEEDS) == engine.Verdict(
        status, observed.refused.message, None, {"y": 0, "n": 0}
    )


def test_manners_cost_points_only_where_they_count():
    exercise = small()

    def rude(x):
        y = 2 * x
        x += 1
        np.random.seed(1)  # noqa: NPY002
        return y, x.size

    observed = engine.observe(exercise, rude, SEEDS)
    assert observed.drew
    assert engine.judge(exercise, observed, SEEDS).hint == "inputs-changed"
    assert engine.judge(exercise, observed, SEEDS, manners=False).status == "passed"


@pytest.mark.parametrize("touches", [False, True])
@pytest.mark.parametrize("known_touches", [False, True])
def test_the_grader_names_a_mistake_with_and_without_its_change(touches, known_touches):
    """A mistake is itself whether or not the arguments change along with it, where that costs nothing."""

    def triple(touch):
        def fn(x):
            y = 3 * x
            if touch:
                x += 1
            return y, x.size

        return fn

    mutant = Mutant("triple", "You take it three times.", 'lesson 09, "Twice"', fn=triple(known_touches))
    question = graded(small(mutants=(mutant,)), triple(touches))
    assert question.parts == {"y": 0, "n": 1}
    assert (question.hint == "triple") == (touches or not known_touches)


@pytest.mark.slow
@pytest.mark.parametrize(("off", "named"), [(1e-6, True), (1e-4, False)])
def test_too_few_digits_are_called_that(off, named):
    """A formula that is right in float32 is not blamed; an error that is larger is."""
    for name in ("pinball", "mase"):
        right = check.records()[name].reference
        result = check.run(name, lambda *args, right=right: right(*args) * (1 + off))
        assert (result.status, "float32" in result.message) == ("failed", named), name


def test_strings_in_a_list_are_data_and_a_word_alone_is_an_answer():
    """Types in small letters are other types; the word that a function answers with may be written in any way."""
    spans, report = (check.records()[name].reference for name in ("bio_spans", "start_report"))
    result = check.run("bio_spans", lambda tags: [(*ends, kind.lower()) for *ends, kind in spans(tags)])
    assert (result.status, result.points, "capital letters" in result.message) == ("failed", 0, True)
    assert check.run("start_report", lambda *args: f" {report(*args).upper()}").passed


def test_the_line_of_an_error_is_the_submissions():
    def broken(x):
        raise KeyError("gate")

    message = graded(small(), broken).message
    assert message == "Your function raised KeyError: 'gate'. There."


def test_a_function_that_forgets_nothing_fails_in_both():
    def make():
        calls = []

        def fn(x):
            calls.append(x)
            return 2 * x + (len(calls) > 2), x.size

        return fn

    assert engine.run(small(), make(), SEEDS).hint == "repeatability"
    assert graded(small(), make()).hint == "repeatability"


NUMBERS = st.sampled_from(
    [0.0, -0.0, 1.0, 1 + 5e-9, 1 + 2e-8, -3.5, 1e9, 1e9 + 5, 1e9 + 20, np.inf, -np.inf, np.nan]
)
KINDS = st.sampled_from([np.float64, np.float32, np.int64, np.bool_])


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=4), KINDS, KINDS)
@example([(np.nan, np.nan)], np.float64, np.float64)
@example([(np.inf, np.inf)], np.float64, np.float64)
@example([(1.0, np.inf)], np.float64, np.float64)
@example([(1.0, np.inf), (np.nan, np.nan)], np.float64, np.float64)
def test_two_arrays_are_near_where_numpy_says_so(pairs, one, other):
    """The oracle is np.allclose, with the same tolerance for both of its terms and NaN equal to NaN."""
    columns = zip(zip(*pairs, strict=True), (one, other), strict=True)
    with np.errstate(all="ignore"):
        got, want = (np.array(column).astype(kind) for column, kind in columns)
    tolerance = max(1e-8, values.SINGLE) if np.float32 in (got.dtype, want.dtype) else 1e-8
    wanted = np.allclose(got, want, rtol=tolerance, atol=tolerance, equal_nan=True)
    if got.dtype.kind in "ib" and want.dtype.kind in "ib":
        wanted = np.array_equal(got, want)
    assert values.equal(got, want, 1e-8) == wanted
    if len(pairs) == 1:
        numbers = got.astype(float).item(), want.astype(float).item()
        assert values.equal(*numbers, 1e-8) == np.allclose(*numbers, rtol=1e-8, atol=1e-8, equal_nan=True)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, patience.NotBack])
def test_a_call_that_is_stopped_leaves_the_random_numbers_as_they_were(stop):
    def seeded(x):
        np.random.seed(0)  # noqa: NPY002
        raise stop

    before = np.random.get_state()[1].copy()  # noqa: NPY002
    try:
        engine.run(small(), seeded)
    except KeyboardInterrupt:
        assert stop is KeyboardInterrupt
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def test_a_place_that_shows_few_letters_stops_no_right_answer(monkeypatch):
    """A script whose output goes through a code page of Windows: the dots of the row are not in it."""
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="cp1252"))
    passed = engine.run(small(), lambda x: (2 * x, x.size))
    dataclasses.replace(passed, aside="Lesson  9  ●○  3 points").require()
    sys.stdout.flush()
    assert b"Lesson  9  ??  3 points" in sys.stdout.buffer.getvalue()


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows has no such timer")
def test_ctrl_c_leaves_no_timer_behind(monkeypatch):
    """It comes as soon as the timer is set; a timer left behind stops another cell, 20 seconds later."""
    real, before = signal.setitimer, signal.getsignal(signal.SIGALRM)

    def interrupted(which, seconds):
        real(which, seconds)
        if seconds:
            raise KeyboardInterrupt

    monkeypatch.setattr(signal, "setitimer", interrupted)
    with pytest.raises(KeyboardInterrupt):
        engine.run(small(), lambda x: (2 * x, x.size))
    left = real(signal.ITIMER_REAL, 0)
    assert left == (0, 0)
    assert signal.getsignal(signal.SIGALRM) is before


@pytest.mark.slow
@pytest.mark.parametrize("setting", ["gradients", "device"])
def test_a_right_answer_is_right_whatever_the_learner_has_set_in_torch(setting):
    """Gradients are switched off for an evaluation and forgotten; the default device is another one."""
    import torch

    record = check.records()["train_step"]
    if setting == "gradients":
        put, found, value, usual = torch.set_grad_enabled, torch.is_grad_enabled, False, True
    else:
        put, found, usual = torch.set_default_device, torch.get_default_device, None
        value = torch.device("meta")
    put(value)
    try:
        for cached in (calls.make_probes, calls.references):
            cached.cache_clear()
        result = engine.run(record, record.reference)
        assert found() == value
    finally:
        put(usual)
    assert result.passed, result.message
