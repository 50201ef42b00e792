"""One submission, graded: points, reasons, replays, limits, and what happens when the grader itself fails."""

import copy
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import cold
import numpy as np
import pytest

from lstm_course import check
from lstm_course.check import given
from lstm_course.check.calls import changed
from lstm_course.grading import core, suspicion, unreturned, verdict
from lstm_course.grading.core import grade_notebook
from lstm_course.grading.handed_in.source import read_source
from lstm_course.grading.handed_in.submission import Cell, Submission, read_submission
from lstm_course.grading.outside.answers import Answer, Failure, SessionEnded
from lstm_course.grading.outside.limits import Limits
from lstm_course.grading.outside.runtime import InfrastructureError
from lstm_course.grading.outside.sandbox import Sandbox
from lstm_course.grading.outside.session import _failure
from lstm_course.grading.result import Result

pytestmark = pytest.mark.slow  # nearly every test starts processes of the grader

ROOT = Path(__file__).resolve().parents[2]
SOLUTIONS = sorted((ROOT / "solutions").glob("*.ipynb"))
QUICK = Limits(call_seconds=0.5, cell_seconds=1, notebook_seconds=10, wall_factor=6)
SIGMOID = check.records()["sigmoid"]
GATE = check.records()["gate"]
RIGHT = """
import numpy as np

def sigmoid(a):
    s = np.exp(-np.logaddexp(0, -a))
    return s, s * (1 - s)
"""
RIGHT_GATE = """
def gate(x, h, W_x, W_h, b, value):
    s = np.exp(-np.logaddexp(0, -(x @ W_x + h @ W_h + b)))
    return s, s * value
"""


@pytest.fixture(scope="module")
def tier():
    """The strongest tier of this machine."""
    return cold.strongest()


@pytest.fixture(scope="module")
def box(tier):
    with Sandbox(tier) as made:
        yield made


@pytest.fixture(scope="module")
def torch_box(tier):
    with Sandbox(tier, "torch") as made:
        yield made


def grade(box, sigmoid=RIGHT, gate=RIGHT_GATE, *, limits=QUICK, before=(), after=(), **options):
    """Return the result of a notebook with two exercises."""
    cells = [
        *(Cell(None, code, "other") for code in before),
        Cell("sigmoid", sigmoid, "solution"),
        Cell("sigmoid_check", "check.sigmoid(sigmoid).require()", "check"),
        Cell("gate", gate, "solution"),
        Cell("gate_check", "check.gate(gate).require()", "check"),
        *(Cell(None, code, "other") for code in after),
    ]
    submission = Submission("readable", tuple(cells), repairs=("one repair",))
    return grade_notebook(submission, [SIGMOID, GATE], box, limits, student="s", assignment="a", **options)


@pytest.mark.parametrize("folder", ["solutions", "exercises"])
@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_every_lesson(box, torch_box, path, folder):
    """The solution earns everything, the exercise as it is handed out nothing."""
    source = read_source(path)
    box = torch_box if source.kind == "torch" else box
    if not (ROOT / folder / path.name).exists():
        pytest.skip("not generated")
    exercises = [check.records()[name] for name in source.exercises]
    result = grade_notebook(read_submission(ROOT / folder / path.name, source), exercises, box)
    assert result.status == "graded"
    if folder == "solutions":
        assert result.score == result.max_score > 0, result
    else:
        assert result.score == 0
        assert {question.outcome for question in result.questions} == {"not attempted"}


def test_result_is_plain_data(box, tier):
    result = grade(box)
    assert (result.student, result.assignment, result.status, result.tier) == ("s", "a", "graded", tier)
    assert result.layers == box.layers
    assert result.repairs == ["one repair"]
    assert result.score == result.max_score == SIGMOID.max_points + GATE.max_points
    assert Result.from_json(result.to_json()) == result
    json.loads(result.to_json())


def test_import_of_what_is_not_there(box):
    """Nothing is lost where it is not used; where it is, a person looks at it."""
    unused = grade(
        box, f"import nowhere_at_all as n\n{RIGHT}", f"from nowhere_at_all import (\n a,\n)\n{RIGHT_GATE}"
    )
    assert unused.score == unused.max_score
    assert not unused.for_a_human
    assert "imports nowhere_at_all, which the sandbox does not hold" in unused.notes[0]
    used = grade(
        box, RIGHT, "import nowhere_at_all as n\ndef gate(x, h, W_x, W_h, b, value):\n    return n.gate(x)"
    )
    assert [question.look for question in used.questions] == [False, True]
    assert used.questions[0].score == SIGMOID.max_points
    assert "No module named 'nowhere_at_all'" in used.questions[1].message
    assert used.for_a_human
    assert Result.from_json(used.to_json()) == used
    wrapped = grade(box, RIGHT, f"import nowhere_at_all as n\n@n.jit\n{RIGHT_GATE.strip()}")
    assert wrapped.questions[1].look


def test_name_that_is_nearly_right_goes_to_a_person(box):
    result = grade(box, RIGHT.replace("def sigmoid", "def Sigmoid"))
    assert (result.questions[0].score, result.questions[0].look) == (0, True)
    assert "You wrote Sigmoid; the exercise wants the name sigmoid." in result.questions[0].message
    assert result.questions[1].outcome == "passed"
    two = grade(box, f"{RIGHT.replace('def sigmoid', 'def Sigmoid')}\ndef sigmoid_(a):\n    return a")
    assert "You wrote Sigmoid and sigmoid_" in two.questions[0].message
    assert not two.questions[0].look


def test_inputs_are_new_each_time_and_known_by_the_seed(box):
    seen = []
    for seed in (None, None, 11, 11):
        result = grade(box, seed=seed)
        seen.append(result.seed_id)
    assert len(set(seen)) == 3
    assert seen[2] == seen[3] == f"{11:016x}"


def test_inputs_depend_on_the_seed(box):
    """A function that is right for the inputs of one seed only."""
    peek = "import hashlib\ndef sigmoid(a):\n    raise ValueError(hashlib.sha256(a.tobytes()).hexdigest())"
    messages = [grade(box, peek, seed=seed).questions[0].message for seed in (1, 1, 2)]
    assert messages[0] == messages[1] != messages[2]


def test_printed_text_is_that_of_the_cells(box):
    noisy = (
        RIGHT.replace("    s =", "    print('a hidden input', a)\n    s =")
        + "\nprint('from the cell')\n41 + 1"
    )
    result = grade(box, noisy)
    assert result.score == result.max_score
    assert result.stdout == "from the cell\n42\n"


def test_printed_text_is_cut(box):
    result = grade(box, RIGHT + "\nprint('x' * 10**6)", limits=replace(QUICK, output_kb=3))
    assert result.stdout == "x" * 3 * 1024
    assert result.score == result.max_score


def test_points_for_the_part_that_is_right(box):
    question = grade(box, RIGHT.replace("(1 - s)", "s")).questions[0]
    assert question.outcome == "failed"
    assert 0 < question.score < question.max_score
    assert question.score == sum(question.parts.values())
    names = list(SIGMOID.points)
    assert question.parts == {names[0]: SIGMOID.points[names[0]], names[1]: 0}


@pytest.mark.parametrize(
    "name", ["lstm_step", "gru_step", "make_windows", "adam_step", "grad_check", "run_probes"]
)
def test_known_mistakes_are_named_as_in_the_notebook(name):
    """Every mutant, judged from recorded answers: the hint of the instant check, on inputs it has never seen."""
    exercise = check.records()[name]
    seeds = (2**63 + 5, 17)
    parameters = [[word, 1, False] for word in exercise.parameters]
    found = {"found": True, "callable": True, "type": "function", "parameters": parameters}
    compared = 0
    for mutant in exercise.mutants:
        function = exercise.build(mutant)
        answers = []
        probes = verdict.engine.make_probes(exercise, seeds)
        for probe_ in (*probes, probes[0]):
            args = copy.deepcopy(probe_.args)
            try:
                with np.errstate(all="ignore"):
                    value = function(*args)
            except Exception as error:
                answers.append(Answer(failure=Failure(type(error).__name__)))
            else:
                places = [k for k, one in enumerate(args) if changed(probe_.args[k], one)]
                answers.append(Answer(value=value, changed=tuple(places)))
        question = verdict.judge(exercise, found, answers, seeds, lambda failure: "")
        here = verdict.engine.run(exercise, function)
        if here.hint in ("inputs-changed", "repeatability") or here.passed or question.outcome == "passed":
            continue
        assert question.score <= question.max_score
        assert question.hint == here.hint, mutant.name
        compared += 1
    assert compared >= 3


def test_argument_changed_in_place_costs_nothing(box):
    question = grade(
        box,
        RIGHT.replace("    s =", "    a = a.view()\n    old = a.copy()\n    s =")
        .replace("    return", "    a *= 0\n    return")
        .replace("-a)", "-old)"),
    ).questions[0]
    assert question.outcome == "passed"
    assert question.score == question.max_score
    assert "argument a in place" in question.note


def test_line_of_the_error_comes_from_the_submission(box):
    code = "import numpy as np\n\ndef sigmoid(a):\n    return a['gate'], 1  # here"
    question = grade(box, code).questions[0]
    assert question.outcome == "error"
    assert "line 4 of the cell: return a['gate'], 1  # here" in question.message


def test_reason_of_a_cell_that_does_not_compile(box):
    result = grade(box, RIGHT + "\n)")
    assert [question.outcome for question in result.questions] == ["error", "error"]  # np is imported there
    assert "SyntaxError" in result.questions[0].message
    assert "line 7" in result.questions[0].message


def test_a_cell_that_kills_is_left_out_and_the_others_run(box):
    result = grade(box, before=["import numpy as np"], sigmoid="import os\nos._exit(0)")
    assert [question.outcome for question in result.questions] == ["died", "passed"]
    assert "exit status 0" in result.questions[0].message
    assert any("cell 2 (sigmoid) is left out" in note for note in result.notes)
    assert result.status == "graded"


def test_a_call_that_kills_costs_its_question_only(box):
    killer = RIGHT.replace("    s =", "    import os\n    os._exit(7)\n    s =")
    first, second = grade(box, killer).questions
    assert (first.outcome, first.score) == ("died", 0)
    assert "exit status 7" in first.message
    assert second.outcome == "passed"


def test_two_that_kill_and_one_that_loops(box):
    result = grade(
        box,
        RIGHT.replace("    s =", "    while True: pass\n    s ="),
        "import ctypes\nctypes.string_at(0)",
        before=["import os\nos.abort()", "import numpy as np"],
    )
    assert [question.outcome for question in result.questions] == ["timeout", "died"]
    assert result.score == 0
    assert len(result.notes) >= 2


def test_an_endless_loop_ends_after_the_cpu_limit(box):
    start = time.monotonic()
    question = grade(box, RIGHT.replace("    s =", "    while True: pass\n    s =")).questions[0]
    assert question.outcome == "timeout"
    assert "longer than 0.5 s" in question.message
    assert time.monotonic() - start < 20


def test_the_limit_of_the_notebook_leaves_the_rest_untried(box):
    loop = "while True: pass"
    result = grade(box, loop, loop, limits=replace(QUICK, cell_seconds=5, notebook_seconds=0.6))
    assert result.status == "partly graded"
    assert [question.outcome for question in result.questions] == ["timeout", "timeout"]
    assert "whole notebook" in result.questions[1].message


def test_sleeping_is_limited_for_the_whole_notebook(box):
    start = time.monotonic()
    nap = RIGHT.replace("    s =", "    import time\n    time.sleep(0.4)\n    s =")
    result = grade(box, nap, limits=replace(QUICK, notebook_seconds=0.5, wall_factor=4))
    assert time.monotonic() - start < 10
    assert result.status == "partly graded"
    assert {question.outcome for question in result.questions} == {"timeout"}


def test_replays_are_limited(box):
    result = grade(box, before=["import os\nos._exit(1)"] * 3, limits=replace(QUICK, replays=1))
    assert result.status == "partly graded"
    assert result.score == 0
    assert grade(box, before=["import os\nos._exit(1)"] * 3).score == result.max_score


def test_missing_function_is_not_attempted(box):
    questions = grade(box, "import numpy as np").questions
    assert [question.outcome for question in questions] == ["not attempted", "passed"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("s = np.exp(a)\n    print(s)", "sigmoid prints and returns None"),
        ("s = np.exp(a)", "sigmoid returned None"),
        ('"""Return s."""\n    ...', ""),
        ("pass", ""),
        ("return None", ""),
        ("raise NotImplementedError()", ""),
    ],
)
def test_function_that_is_written_and_returns_nothing(body, words):
    said = unreturned.said("sigmoid", ["import numpy as np", f"def sigmoid(a):\n    {body}", "def gate(:"])
    assert said.startswith(words)
    assert bool(said) == bool(words)


def test_a_submission_takes_little_of_the_graders_own_time():
    """Without an end to what is looked through, each of these would parse 8 million characters."""
    cells = [Cell(None, "if 0:\n def sigmoid():\n  " + "x=1;" * 4990, "other")] * 400
    start = time.process_time()
    assert (
        unreturned.said("sigmoid", [cell.code for cell in cells])
        == "sigmoid returned None: it ends without a return statement."
    )
    assert suspicion.notes(cells, [SIGMOID]) == [
        "There is too much code to be looked through: a person should look at it."
    ]
    assert time.process_time() - start < 8


# ---------------------------------------------------------------------------------------------- later cells

GLOBAL = "SIGN = {sign}\n" + RIGHT_GATE.replace("-(x @", "SIGN * -(x @")


def test_a_later_cell_spoils_no_answer(box):
    """As in nbgrader, what a learner has seen pass where its test stands counts; a helper at the end counts, too."""
    helper = RIGHT.replace("np.exp(", "power(")
    spoilt = ["def gate(*a):\n    print(a)", "SIGN = -1.0", "power = np.exp"]
    result = grade(box, helper, GLOBAL.format(sign=1.0), after=spoilt)
    assert result.score == result.max_score
    assert result.status == "graded"
    said = "gate is defined again in a later cell; the answer in its own cell counts."
    assert said in result.notes
    assert result.questions[1].note == said
    result = grade(box, helper, GLOBAL.format(sign=1.0), after=spoilt[1:])
    assert result.score == result.max_score
    assert "gate is changed by a later cell; the answer in its own cell counts." in result.notes
    assert Result.from_json(result.to_json()) == result


HELPED = RIGHT_GATE.replace("-(x @", "signed(x @").replace(
    "def gate", "def signed(a):\n    return -a\n\ndef gate", 1
)


@pytest.mark.parametrize(
    "spoiler", ["raise NotImplementedError", "while True: pass", "import os; os.kill(os.getpid(), 9)"]
)
def test_a_helper_that_a_later_cell_turns_into_a_stub_a_loop_or_an_end_spoils_nothing(box, spoiler):
    """Nothing speaks of the exercise there: that a name of its cell is bound anew is enough to ask in its place."""
    result = grade(box, gate=HELPED, after=[f"def signed(a):\n    {spoiler}"])
    assert (result.score, result.status) == (result.max_score, "graded")
    assert result.questions[1].note == "gate is changed by a later cell; the answer in its own cell counts."


def test_what_a_person_must_see_in_its_own_cell_is_not_hidden_by_a_later_one(box):
    unsendable = "def sigmoid(a):\n    return {'s': {(1, 2): 3}}"
    half = RIGHT.replace("s * (1 - s)", "s")
    for later, score in (("def sigmoid(a):\n    return 1", 0), (half, grade(box, half).questions[0].score)):
        question = grade(box, unsendable, after=[later]).questions[0]
        assert (question.look, question.score) == (True, score)
        assert "own cell" in question.note
    assert grade(box, unsendable).questions[0].note == ""  # the same at both places


def test_the_second_time_takes_nothing_away_and_shows_nothing(box):
    """Once with a cell that finds no time the second time, once with one that prints what a function was given."""
    wrong = RIGHT_GATE.replace("s * value", "s")
    slow = "import time as t\nend = t.process_time() + 1.2\nwhile t.process_time() < end: pass"
    limits = replace(QUICK, cell_seconds=2, notebook_seconds=2)
    result = grade(box, gate=wrong, before=[slow], after=["1"], limits=limits)
    assert (result.status, result.notes) == ("graded", [])
    assert result.questions[0].score == result.questions[0].max_score
    assert not result.questions[1].look  # nothing below could have spoilt it
    keeping = "SEEN = []\n\ndef sigmoid(a):\n    SEEN.append(a)"
    keeping = RIGHT.replace("def sigmoid(a):", keeping).replace("s * (1 - s)", "s")
    result = grade(box, keeping, f"if SEEN:\n    print('inputs', SEEN)\n\n{wrong}", after=["one = 1"])
    assert (result.questions[0].outcome, result.stdout) == ("failed", "")


def test_what_is_wrong_at_both_places_stays_wrong(box):
    """A printing function was attempted; the calls in place leave the random numbers of later cells alone."""
    after = ["import random", "random.seed(3)", "first = random.random()"]
    printing = RIGHT.replace("return s, s * (1 - s)", "print(s, s * (1 - s))")
    wrong = RIGHT_GATE.replace("s * value", "s")
    first, second = grade(box, printing, wrong, after=after).questions
    assert (first.outcome, first.score) == ("failed", 0)
    assert first.message.startswith("sigmoid prints and returns None.")
    assert (second.outcome, second.score < second.max_score, second.note) == ("failed", True, "")


def test_calls_leave_the_random_numbers_alone(box):
    session = box.session(QUICK)
    try:
        session.run_cell("import random\nimport numpy as np\nrandom.seed(3)\nnp.random.seed(3)", "cell 1")
        session.run_cell("def roll():\n    return random.random(), np.random.random()", "cell 2")
        assert session.call("roll", (), 7).drew
        session.run_cell("def left():\n    return seen", "cell 3")
        session.run_cell("seen = roll()", "cell 4")
        assert session.call("left", (), 7).value == (
            random.Random(3).random(),
            np.random.RandomState(3).random(),
        )
    finally:
        session.close()


# ---------------------------------------------------------------------------------------------- kinds of values

KINDS = """
import array, collections, decimal, enum, fractions, pathlib, types
import numpy as np
import pandas as pd

class Text(str): pass
class Whole(int): pass
class Narrow(np.float64): pass
class Count(np.int64): pass
class Shy(dict):
    def items(self): raise RuntimeError("not now")
class Keys(dict): pass
class Row(list): pass

Pair = collections.namedtuple("Pair", "a b")
Name = lambda text: enum.StrEnum("Name", {"A": text}).A

def row(value):
    made = np.empty(len(value), dtype=object)
    for k, one in enumerate(value):
        made[k] = one
    return made

def each(change, value):
    return {key: change(one) for key, one in value.items()}
"""
IN_A_DICT = """collections.OrderedDict(v)|collections.defaultdict(int, v)|collections.Counter(v)
collections.UserDict(v)|collections.ChainMap(v)|types.MappingProxyType(v)|Keys(v)|v.items()
list(v.items())|pd.Series(v)|set(v)|{np.str_(k): one for k, one in v.items()}
dict(zip(np.array(list(v)), v.values()))|{**v, 1: 2}|{**v, np.int64(1): 2}
{Text(k): one for k, one in v.items()}|{Name(k): one for k, one in v.items()}|{**v, True: 2}
{**v, (1, 2): 2}|{**v, None: 2}|{**v, b"a": 2}|{**v, np.bytes_(b"a"): 2}|{**v, 1j: 2}
{**v, "more": object()}|{k.encode(): one for k, one in v.items()}"""
TEXTS = """np.str_(v)|np.bytes_(v.encode())|Text(v)|Name(v)|v.encode()|np.array(v)
np.array(v, dtype=object)|np.array([v])|[v]|pathlib.Path(v)|bytearray(v.encode())|memoryview(v.encode())
frozenset([v])|np.void(b"ab")|np.array([v], np.dtypes.StringDType())|np.datetime64("2020")|None"""
NUMBERS = """np.float32(v)|np.longdouble(v)|np.int16(v)|np.uint64(v)|np.longlong(v)|np.complex128(v)
complex(v)|np.bool_(v)|Whole(v)|Narrow(v)|Count(v)|enum.IntEnum("E", {"A": v}).A|decimal.Decimal(v)
fractions.Fraction(v)|np.timedelta64(v, "D")|bool(v)|str(v)|np.array(v)|np.array(v, dtype=object)
np.array(np.longdouble(v))|np.array(v, dtype=">i8")|range(v)|10**2000|[v]|pd.Series([v])"""
LISTS = """np.array(v)|np.array(v, np.dtypes.StringDType())|np.array(v, dtype=object)|tuple(v)
collections.deque(v)|Row(v)|iter(v)|(one for one in v)|set(v)|pd.Series(v)|row([np.str_(one) for one in v])
[np.str_(one) for one in v]|dict(enumerate(v))|np.array(v, dtype="S")|np.char.array(v)|Pair(v, v)|[[v]]|row([v])"""
ROWS = """v.tolist()|v.astype(np.longdouble)|v.astype(object)|v.astype(str)|np.matrix(v)|np.ma.array(v)
v.astype(np.float32)|v.astype(np.complex128)|v.view(np.recarray)|memoryview(v)|pd.Series(v)
array.array("d", v)|v.astype("S")"""
ANSWERS = {
    "gate_from_trace": ('{"A": "output", "B": "forget", "C": "input", "D": "candidate"}', IN_A_DICT, TEXTS),
    "gate_years": (
        '{"cell with a self-loop": 1997, "input gate": 1997, "output gate": 1997, "forget gate": 2000}',
        IN_A_DICT,
        NUMBERS,
    ),
    "count_params": ("4 * H * (D + H + 1)", NUMBERS, ""),
    "collapse": (
        "[one for k, one in enumerate(path) if one != blank and (k == 0 or one != path[k - 1])]",
        LISTS,
        "",
    ),
    "persistence": ("np.full(horizon, history[-1])", ROWS, ""),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_every_kind_of_value_is_read_as_in_the_notebook(box, name):
    """The same points and, but for what costs none, the same status as the instant check; or a person looks."""
    exercise, seeds = check.records()[name], (5, 6)
    value, whole, inside = ANSWERS[name]
    ways = [*whole.replace("\n", "|").split("|")]
    ways += [f"each(lambda v: {way}, v)" for way in inside.replace("\n", "|").split("|") if way]
    names: dict = {}
    exec(KINDS, names)
    session = box.session(Limits(answers_mb=320))
    passed = 0
    try:
        assert session.run_cell(KINDS, "cell 1") is None
        for way in ways:
            code = f"def {exercise.signature}:\n    v = {value}\n    return {way}"
            assert session.run_cell(code, "cell 2") is None
            question = verdict.judge(
                exercise, *verdict.collect(exercise, session, seeds), seeds, lambda failure: ""
            )
            if question.outcome == "protocol error":
                assert question.look, way
                assert question.message.endswith("Your teacher will look at it."), way
                continue
            exec(code, names)
            observed = verdict.engine.observe(exercise, names[name], seeds)
            here = verdict.engine.judge(exercise, observed, seeds, manners=False)
            wanted = "passed" if here.parts == exercise.points else here.status
            assert (question.outcome, question.parts) == (wanted, here.parts), way
            assert question.outcome == here.status or here.message in question.note, way
            passed += question.outcome == "passed"
    finally:
        session.close()
    assert passed


@pytest.mark.parametrize("status", ["unreadable", "missing"])
def test_what_cannot_be_read_is_not_a_zero(box, status):
    result = grade_notebook(Submission(status, reason="Because."), [SIGMOID], box)
    assert (result.status, result.score, result.max_score) == (status, None, SIGMOID.max_points)
    assert result.notes == ["Because."]


def test_a_dead_zygote_is_no_zero(tier, monkeypatch):
    cold.use(monkeypatch)
    with Sandbox(tier) as box:
        grade(box)
        old = box._zygote.pid
        kill_tree(old)
        with pytest.raises(InfrastructureError, match="warm process"):
            grade(box)
        assert grade(box).score == SIGMOID.max_points + GATE.max_points  # a new one is started
        assert box._zygote.pid != old


def test_a_zygote_that_dies_in_the_middle_is_no_zero(tier, monkeypatch):
    cold.use(monkeypatch)
    with Sandbox(tier) as box:
        slow = "import time\ntime.sleep(1.5)\n" + RIGHT
        timer = threading.Timer(0.5, lambda: kill_tree(box._zygote.pid))
        timer.start()
        with pytest.raises(InfrastructureError):
            grade(box, slow)
        timer.join()


KILLED = """
import sys
from lstm_course.grading.outside.limits import Limits
from lstm_course.grading.outside.sandbox import Sandbox
from lstm_course.grading.outside.session import _failure
box = Sandbox(sys.argv[1])
session = box.session(Limits())
with open(f"/proc/self/fdinfo/{session.process.handle}") as file:
    child = next(line.split()[1] for line in file if line.startswith("Pid:"))
print(box._zygote.pid, child, box.runtime.folder, flush=True)
session.run_cell("while True: pass", "cell 1")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_nothing_is_left_of_a_grader_that_is_killed(tier, monkeypatch):
    cold.use(monkeypatch)
    grader = subprocess.Popen([sys.executable, "-c", KILLED, tier], stdout=subprocess.PIPE, text=True)
    with grader:
        zygote, child, folder = grader.stdout.readline().split()
        assert Path(f"/proc/{zygote}").exists()
        assert Path(f"/proc/{child}").exists()
        grader.kill()
    end = time.monotonic() + 10
    while Path(f"/proc/{child}").exists() or Path(f"/proc/{zygote}").exists():
        assert time.monotonic() < end, "the submission runs on"
        time.sleep(0.05)
    with Sandbox("E"):
        assert not Path(folder).exists()


NO_HANDLES = ("class LayerError(", "os.pidfd_open = lambda pid: os.kill(pid, 9999)\n\n\nclass LayerError(")


@pytest.mark.parametrize("handles", ["with", "without", "refused"])
def test_weakest_tier(monkeypatch, handles):
    """Loops, crashes and wrong answers; also where the system or its kernel has no descriptors of processes."""
    if handles == "without":
        real = Sandbox._talk

        def talk(self, message, descriptors=()):
            reply, found = real(self, message, descriptors)
            for one in found:
                os.close(one)
            return reply, []

        monkeypatch.setattr(Sandbox, "_talk", talk)
    limits = replace(QUICK, wall_factor=2)
    cold.use(monkeypatch, change=NO_HANDLES if handles == "refused" else ("", ""))
    with Sandbox("E") as box:
        assert grade(box, limits=limits).score == SIGMOID.max_points + GATE.max_points
        for code, outcome in (
            (RIGHT.replace("    s =", "    while True: pass\n    s ="), "timeout"),
            (RIGHT.replace("    s =", "    import ctypes\n    ctypes.string_at(0)\n    s ="), "died"),
            (RIGHT.replace("(1 - s)", "s"), "failed"),
            ("import os\nos._exit(0)", "died"),
        ):
            first, second = grade(box, code, "import numpy as np\n" + RIGHT_GATE, limits=limits).questions
            assert (first.outcome, second.outcome) == (outcome, "passed")


def kill_tree(pid):
    """Kill a process and all below it."""
    below = [pid]
    for one in below:
        for name in filter(str.isdecimal, os.listdir("/proc")):
            try:
                if int(Path(f"/proc/{name}/stat").read_text().rsplit(")", 1)[1].split()[1]) == one:
                    below.append(int(name))
            except OSError:
                continue
    for one in below:
        try:
            os.kill(one, signal.SIGKILL)
        except ProcessLookupError:
            continue


def test_several_threads_share_a_sandbox(box):
    found = []
    codes = [RIGHT, RIGHT.replace("(1 - s)", "s"), RIGHT + "\nwhile True: pass", RIGHT]
    threads = [
        threading.Thread(target=lambda code=code: found.append((code, grade(box, code)))) for code in codes
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wanted = {codes[0]: "passed", codes[1]: "failed", codes[2]: "timeout"}
    assert len(found) == 4
    assert all(result.questions[0].outcome == wanted[code] for code, result in found)


def test_no_descriptor_is_left(box):
    grade(box)
    before = len(os.listdir("/proc/self/fd"))
    for code in (RIGHT, "import os\nos._exit(0)", RIGHT.replace("    s =", "    while True: pass\n    s =")):
        grade(box, code)
    assert len(os.listdir("/proc/self/fd")) == before


def test_global_random_numbers_of_the_grader_stay_as_they_were(box):
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    grade(box)
    assert np.array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def test_exercise_that_passes_a_function_nobody_can_name(box):
    session = box.session(QUICK)
    try:
        with pytest.raises(InfrastructureError, match="cannot be named"):
            session.call("sigmoid", (lambda x: x,), 1)
    finally:
        session.close()


def test_functions_are_passed_by_name(box):
    session = box.session(QUICK)
    try:
        session.run_cell("def twice(f, x):\n    return f.__name__, f(x)", "cell 1")
        answer = session.call("twice", (given.cubic, np.ones(2)), 1)
    finally:
        session.close()
    assert answer.value == ("cubic", 6.0)


def test_a_session_that_ended_answers_no_more(box):
    session = box.session(QUICK)
    with pytest.raises(SessionEnded):
        session.run_cell("import os\nos._exit(3)", "cell 1")
    with pytest.raises(SessionEnded, match="exit status 3"):
        session.ping()
    session.close()
    session.close()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import ctypes", ["ctypes"]),
        ("from os import path\nimport os\nos._exit(0)", ["_exit"]),
        ("from lstm_course.cells import sigmoid", ["lstm_course.cells.sigmoid"]),
        ("from lstm_course import cells\ndef sigmoid(a):\n    return cells.sigmoid(a)", ["cells.sigmoid"]),
        ("class A:\n    def __array_function__(self):\n        pass", ["__array_function__"]),
        ("import torch\ndef sigmoid(a):\n    return torch.nn.LSTM(a)", ["LSTM"]),
        ("def f(:", []),
        (RIGHT, []),
    ],
)
def test_strange_code_is_pointed_out(code, words):
    notes = suspicion.notes([Cell("sigmoid", code, "solution")], [SIGMOID])
    assert len(notes) == bool(words)
    assert all(word in notes[0] for word in words)


def test_solutions_are_not_strange():
    for path in SOLUTIONS:
        source = read_source(path)
        exercises = [check.records()[name] for name in source.exercises]
        cells = read_submission(path, source).cells
        assert suspicion.notes(cells, exercises) == []


# ---------------------------------------------------------------------------------------------- the child's word


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("cell 12", "cell 12"),
        ("cell " + "9" * 5000, ""),
        ("cell \u0661", ""),
        ("cell -1", ""),
        ("cell 1\n", ""),
        (12, ""),
    ],
)
def test_place_of_an_exception_is_bounded(said, kept):
    failure = _failure({"error": {"type": "E" * 5000, "text": "x" * 10**5, "line": 10**9, "cell": said}})
    assert (failure.cell, failure.line) == (kept, 0)
    assert len(failure.type) == 80
    assert len(failure.text) == 300


def test_nothing_is_judged_while_the_submission_lives(box, monkeypatch):
    """How long the search for a mistake takes would tell the submission its verdict."""
    alive, judge = [], core.verdict.judge
    close = core._Grading.close

    def noted(self):
        alive.append("closed")
        close(self)

    def judged(*arguments):
        alive.append("judged")
        return judge(*arguments)

    monkeypatch.setattr(core._Grading, "close", noted)
    monkeypatch.setattr(core.verdict, "judge", judged)
    result = grade(box)
    assert result.score == result.max_score
    assert alive.index("closed") < alive.index("judged")
    assert alive.count("judged") == len(result.questions)


def test_failure_of_the_judge_is_for_a_person(box, monkeypatch):
    judge = core.verdict.judge

    def failing(exercise, *arguments):
        if exercise.name == "gate":
            raise OverflowError("no")
        return judge(exercise, *arguments)

    monkeypatch.setattr(core.verdict, "judge", failing)
    result = grade(box)
    (gate,) = (question for question in result.questions if question.name == "gate")
    assert (gate.score, gate.outcome, gate.look) == (0, "protocol error", True)
    assert result.score == result.max_score - gate.max_score
    assert any("could not be judged (OverflowError)" in note for note in result.notes)


def test_threads_that_others_may_have_taken_are_no_fault(box):
    body = 'def gate(x, h, W_x, W_h, b, value):\n    raise RuntimeError("can\'t start new thread")'
    result = grade(box, gate=body)
    assert result.status == "partly graded"  # the batch runs it once more, alone


def test_all_answers_together_are_bounded(box):
    """Each is below the limit of one; the sum is not."""
    large = "def gate(x, h, W_x, W_h, b, value):\n    return np.zeros(400_000), np.zeros(1)"
    result = grade(box, gate=large, limits=replace(QUICK, answers_mb=4))
    (gate,) = (question for question in result.questions if question.name == "gate")
    assert gate.outcome == "protocol error"
    assert "together are more than 4 MB" in gate.message
    assert result.score == result.max_score - gate.max_score


@pytest.mark.parametrize(
    "text",
    [
        "import " + "a." * 50_000 + "a",
        "import " + "a.\\\n" * 5_000 + "a",
        "f'" + "{a}" * 20_000 + "'",
        "x = 1\n" * 5_000,
    ],
)
def test_what_would_take_the_parser_long_is_not_parsed(text, monkeypatch):
    parsed = []
    monkeypatch.setattr(suspicion.ast, "parse", lambda code: parsed.append(code))
    assert suspicion.parsed(text) is None
    (note,) = suspicion.notes([Cell("gate", text, "solution")], [])
    assert note == "The cell gate is too long to be looked through: a person should look at it."
    assert parsed == []


def test_notes_are_as_many_as_a_person_reads(box):
    result = grade(box, before=[f"raise ValueError({k})" for k in range(60)])
    assert result.score == result.max_score
    assert len(result.notes) == 51
    assert result.notes[-1] == "And 10 more notes."
