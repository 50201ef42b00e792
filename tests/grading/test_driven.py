"""Answers in PyTorch: objects stay in the sandbox, numbers come out, and no change of the driver earns points.

The promises for plain functions are held elsewhere; here is what drivers and PyTorch add.
"""

from pathlib import Path

import cold
import pytest

from lstm_course import check
from lstm_course.grading.core import grade_notebook
from lstm_course.grading.handed_in.source import read_source
from lstm_course.grading.handed_in.submission import Cell, Submission
from lstm_course.grading.outside.limits import Limits
from lstm_course.grading.outside.sandbox import Sandbox

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
SOURCE = read_source(ROOT / "solutions" / "11_a_training_recipe.ipynb")
RIGHT = {cell.grade_id: cell.code for cell in SOURCE.cells if cell.kind == "solution"}
IMPORTS = "\n".join(SOURCE.imports)
LIMITS = Limits(call_seconds=2, cell_seconds=2, notebook_seconds=20, wall_factor=4)


@pytest.fixture(scope="module")
def box():
    with Sandbox(cold.strongest(), "torch") as made:
        yield made


def grade(box, name, code, before="", after=""):
    """Return the question's result, where other cells stand before and after the answer."""
    cells = [Cell(None, IMPORTS, "other"), Cell(None, before, "other"), Cell(name, code, "solution")]
    submission = Submission("readable", (*cells, Cell(None, after, "other")))
    (question,) = grade_notebook(submission, [check.records()[name]], box, LIMITS, seed=5).questions
    return question


WRONG = {
    "train_step": "def train_step(net, optimiser, loss_fn, x, y, max_norm):\n    return 1.0",
    "EarlyStopping": (
        "class EarlyStopping:\n    def __init__(self, patience, min_delta=0.0):\n        self.best = None\n"
        "    def update(self, loss, state):\n        return True"
    ),
}
# a notebook that changes what the driver is, or what it leans on, and an answer that is wrong
FORGED = {
    "another driver": "from lstm_course.drive import training\ntraining.steps = lambda *a: ([0.0], [0.0], [True])",
    "a driver that says passed": "from lstm_course.drive import training\ntraining.steps = lambda *a: 'passed'",
    "a module in its place": "import sys, types\nsys.modules['lstm_course.drive.training'] = fake = "
    "types.ModuleType('fake')\nfake.steps = lambda *a: (1.0, 1.0, [True])",
    "a class that equals everything": "from lstm_course.drive import training\n"
    "class Yes:\n    def __eq__(self, other):\n        return True\n    __hash__ = None\n"
    "training.steps = lambda *a: (Yes(), Yes(), Yes())",
    "tensors that lie": "class Lie(torch.Tensor):\n    @classmethod\n"
    "    def __torch_function__(cls, func, types, args=(), kwargs=None):\n        return True\n"
    "from lstm_course.drive import training\ntraining.weights = lambda net: torch.zeros(3).as_subclass(Lie)",
    "the references' own drawer": "import numpy\nnumpy.allclose = lambda *a, **k: True\n"
    "torch.allclose = lambda *a, **k: True",
    "NaN": "from lstm_course.drive import training\ntraining.weights = lambda net: np.array([np.nan])",
}


@pytest.mark.parametrize("name", FORGED)
def test_no_change_of_the_driver_earns_points(box, name):
    question = grade(box, "train_step", WRONG["train_step"], before=FORGED[name])
    assert question.score == 0
    assert question.outcome in ("failed", "error", "protocol error")
    assert question.message


# a right answer in a notebook that does odd things to PyTorch and takes them back, or that change nothing
HARMLESS = {
    "threads": "torch.set_num_threads(2)",
    "seeds": "torch.manual_seed(0)\nnp.random.seed(0)",
    "another default dtype": "torch.set_default_dtype(torch.float64)",
    "anomaly mode": "torch.autograd.set_detect_anomaly(True)",
    "a hook on every module": "torch.nn.modules.module.register_module_forward_hook(lambda m, i, o: None)",
    "printing": "print(torch.nn.LSTM(2, 3))",
    "deterministic": "torch.use_deterministic_algorithms(True)",
    "gradients off, as for an evaluation": "torch.set_grad_enabled(False)",
}


@pytest.mark.parametrize("name", HARMLESS)
def test_a_right_answer_keeps_its_points(box, name):
    question = grade(box, "train_step", RIGHT["train_step"], before=HARMLESS[name])
    assert question.score == question.max_score, question.message


ODD = {  # ways of answering that must end in a verdict with a reason
    "never returns": ("train_step", "def train_step(*a):\n    while True:\n        pass", "timeout"),
    "ends Python": ("train_step", "def train_step(*a):\n    import os\n    os._exit(0)", "died"),
    "the network": ("train_step", "def train_step(net, *a):\n    return net", "failed"),
    "a tensor with its graph": (
        "train_step",
        RIGHT["train_step"].replace("return loss.item()", "return loss"),
        "failed",
    ),
    "a generator": ("tbptt_loop", "def tbptt_loop(*a):\n    yield 1.0", "failed"),
    "endless losses": ("tbptt_loop", "def tbptt_loop(*a):\n    while True:\n        yield 1.0", "failed"),
    "a huge tensor": ("locked_dropout", "def locked_dropout(*a):\n    return torch.zeros(1 << 28)", "error"),
    "no class": ("EarlyStopping", "EarlyStopping = 3", "error"),
    "no methods": ("EarlyStopping", "class EarlyStopping:\n    def __init__(self, a, b=0): pass", "error"),
    "a right class": ("EarlyStopping", RIGHT["EarlyStopping"], "passed"),
    "a stub": (
        "EarlyStopping",
        WRONG["EarlyStopping"].replace("return True", "raise NotImplementedError"),
        "not attempted",
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_every_answer_ends_in_a_verdict(box, name):
    exercise, code, outcome = ODD[name]
    question = grade(box, exercise, code)
    allowed = {outcome} | (
        {"timeout", "error", "died", "protocol error"} if outcome in ("died", "error") else set()
    )
    assert question.outcome in allowed, question
    assert question.message
    assert (question.score == question.max_score) == (outcome == "passed")


def test_check_and_grader_say_the_same(box):
    """Of every known mistake of an exercise with a driver, on the grader's seeds."""
    record = check.records()["EarlyStopping"]
    for mutant in record.mutants:
        code = RIGHT["EarlyStopping"]
        for old, new in mutant.edits.items():
            assert code.count(old) == 1
            code = code.replace(old, new)
        question = grade(box, "EarlyStopping", code)
        twins = [one for one in record.mutants if one.name in (mutant.name, *mutant.same_as)]
        assert any(one.message in question.message for one in twins), (mutant.name, question)
        assert question.score < question.max_score
