"""The proofs that every exercise record owes, and the manners of the check engine."""

import ast
import copy
import html
import importlib
import itertools
import json
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from lstm_course import check
from lstm_course.check import edits, engine, kept, known, misconceptions
from lstm_course.check.calls import quiet
from lstm_course.check.exercise import Exercise, Mutant, Probe
from lstm_course.check.known import hides, my_print
from lstm_course.check.values import Problem

ROOT = Path(__file__).parents[2]
RECORDS = check.records()
OTHER_SEEDS = (7,)
MOST_PAIRS = 10  # of an exercise, always the same ones; forty mistakes make 780


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    """Keep every test away from the learner's progress."""
    monkeypatch.setenv("LSTM_COURSE_PROGRESS", str(tmp_path / "progress.json"))
    return tmp_path / "progress.json"


def test_there_is_a_record_for_every_exercise_of_the_lessons():
    lessons = sorted({record.lesson for record in RECORDS.values()})
    assert lessons == sorted(int(path.name[:2]) for path in (ROOT / "solutions").glob("[0-9][0-9]_*.ipynb"))
    for lesson in lessons:
        numbers = [record.number for record in RECORDS.values() if record.lesson == lesson]
        assert numbers == [f"{lesson}.{k}" for k in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("name", RECORDS)
def test_record_is_complete(name):
    record = RECORDS[name]
    assert record.signature.startswith(f"{name}(")
    assert record.hints
    assert all(record.hints)
    assert record.mutants
    assert record.max_points > 0
    assert set(record.points) <= set(engine.references(record, engine.SEEDS)[0].quantities)
    names = [mutant.name for mutant in record.mutants]
    assert len(set(names)) == len(names)
    messages = [mutant.message for mutant in record.mutants]
    assert len(set(messages)) == len(messages)
    assert set(record.advice or {}) <= set(record.points)


EXHIBITS = {name: record for name, record in RECORDS.items() if record.exhibit is not None}


@pytest.mark.parametrize("name", EXHIBITS)
def test_an_exhibit_of_the_museum_says_where_it_was_met(name):
    """That its code is shown above the answer is held by the lint, that it is caught by the known mistakes' proof."""
    exhibit = EXHIBITS[name].exhibit
    assert re.fullmatch(r"[\w.-]+/[\w.-]+#\d+|Stack Overflow \d+|Cross Validated \d+", exhibit.thread)
    assert exhibit.symptom.endswith(".")
    assert [mutant for mutant in EXHIBITS[name].mutants if mutant.name == exhibit.mutant and mutant.edits]


def test_the_museum_lists_every_exhibit_and_what_is_repaired(own_progress):
    own_progress.write_text(
        json.dumps({"exercises": {name: {"status": "passed"} for name in list(EXHIBITS)[:1]}})
    )
    museum = check.museum()
    assert [row[3].split()[1] for row in museum.rows] == list(EXHIBITS)
    assert [row[0] for row in museum.rows] == ["●", *["○"] * len(EXHIBITS)][: len(EXHIBITS)]
    assert all(row[1] in str(museum) and html.escape(row[2]) in museum._repr_html_() for row in museum.rows)


def test_every_misconception_is_in_the_table_and_used():
    used = {mutant.hint for record in RECORDS.values() for mutant in record.mutants}
    used = {hint for hint in used if re.fullmatch(r"M\d\d", hint)}
    assert used == set(misconceptions.TITLES)
    assert list(misconceptions.TITLES) == [f"M{k:02}" for k in range(1, len(misconceptions.TITLES) + 1)]
    assert len(set(misconceptions.TITLES.values())) == len(misconceptions.TITLES)


@pytest.mark.parametrize("name", RECORDS)
def test_every_pointer_leads_to_a_section(name):
    record = RECORDS[name]
    reads = record.reads or {}
    assert set(reads) <= set(record.points)
    for pointer in {record.read, *reads.values(), *(mutant.read for mutant in record.mutants if mutant.read)}:
        lesson, title = re.fullmatch(r'lesson (\d\d), "(.+)"', pointer).groups()
        (path,) = (ROOT / "notebooks").glob(f"{lesson}_*.ipynb")
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
        assert re.search(rf"^#+ {re.escape(title)}$", text, flags=re.M), pointer


@pytest.mark.parametrize("name", [name for name, record in RECORDS.items() if not record.as_dict])
def test_the_right_answer_stands_once(name):
    """The reference is the code of the solution's cell, or says why not."""
    record = RECORDS[name]
    (cell,) = [
        cell
        for path in (ROOT / "solutions").glob(f"{record.lesson:02}_*.ipynb")
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == name
    ]
    mine, theirs = (_body(text, name) for text in (edits.source(record.reference), "".join(cell["source"])))
    assert (mine == theirs) != bool(record.differs), f"{mine}\n\n{theirs}"


def _body(text, name):
    """Return the code of a function or class without its docstrings and comments."""
    kinds = ast.FunctionDef, ast.ClassDef
    (answer,) = [n for n in ast.walk(ast.parse(text)) if isinstance(n, kinds) and n.name == name]
    for node in [n for n in ast.walk(answer) if isinstance(n, kinds)]:
        if ast.get_docstring(node) is not None:
            del node.body[0]
    return ast.unparse(answer)


@pytest.mark.slow
@pytest.mark.parametrize("name", RECORDS)
def test_the_reference_passes_and_every_known_mistake_is_named(name, monkeypatch):
    """On the seeds of the check and on others: no sentence depends on the numbers that were drawn."""
    record, wrong = RECORDS[name], []
    for seeds in (engine.SEEDS, OTHER_SEEDS):
        result = engine.run(record, record.reference, seeds)
        if (result.status, result.hint, result.points) != ("passed", None, record.max_points):
            wrong.append(f"the reference, {seeds}: {result}")
        seen = {mutant: engine.observe(record, record.build(mutant), seeds) for mutant in record.mutants}
        if seeds == OTHER_SEEDS:  # here what was seen serves as the prints, too; above they are made anew
            prints = {mutant: my_print(record, seeds, one.outcomes) for mutant, one in seen.items()}
            monkeypatch.setattr(known, "mutant_prints", lambda *_, prints=prints: prints)
        for mutant, observed in seen.items():
            result = engine.result(record, observed, seeds)
            twins = [other for other in record.mutants if other.name in mutant.same_as] + [mutant]
            named = any(result.hint == twin.hint_id and twin.message in result.message for twin in twins)
            full = result.points >= result.max_points and not right_but_for_its_manners(
                record, observed, seeds
            )
            if result.status != "failed" or not named or full:
                wrong.append(f"{mutant.name}, {seeds}: {result}")
    assert not wrong, "\n".join(wrong)


def right_but_for_its_manners(record, observed, seeds):
    """Whether all that a function returns is right, and only its arguments are not what they were."""
    return engine.judge(record, observed, seeds, manners=False).status == "passed"


@pytest.mark.parametrize("name", RECORDS)
def test_a_stub_is_not_attempted(name):
    def stub(*args):
        raise NotImplementedError("Exercise")

    for fn in (stub, None, ..., lambda *args: None, lambda *args: ...):
        result = check.run(name, fn)
        assert result.status == "not attempted"
        assert result.points == 0
        assert result.hint is None


@pytest.mark.slow
@pytest.mark.parametrize("name", RECORDS)
def test_no_two_known_mistakes_look_alike(name):
    record = RECORDS[name]
    prints = engine.mutant_prints(record, engine.SEEDS)
    for (one, a), (other, b) in itertools.combinations(prints.items(), 2):
        alike = a is not None and b is not None and engine.same_print(record, a, b)
        declared = other.name in one.same_as or one.name in other.same_as
        if alike and not declared:
            said = "the probes cannot tell them apart: add a probe, drop one, or say so with same_as="
        else:
            said = "same_as= says that the probes cannot tell them apart, but they can: drop it"
        assert alike == declared, f"{one.name} and {other.name}: {said}"


def cannot_be_compared(record, fn, probes):
    """Whether the results have another shape or type, or are not finite: that rung of the ladder comes first."""
    wanted = engine.references(record, engine.SEEDS)
    with quiet():
        outcomes = [engine.call(record, fn, probe) for probe in probes]
    return any(
        isinstance(engine.measure(record, outcome, want, probe), Problem)
        for outcome, want, probe in zip(outcomes, wanted, probes, strict=True)
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [name for name, record in RECORDS.items() if sum(m.fn is None for m in record.mutants) > 1]
)
def test_two_mistakes_at_once_are_both_named(name):
    record, wrong = RECORDS[name], []
    probes = engine.make_probes(record, engine.SEEDS)
    pairs = engine.pair_prints(record, engine.SEEDS)
    for pair, fn, _ in random.Random(name).sample(pairs, min(len(pairs), MOST_PAIRS)):
        result = check.run(name, fn)
        named = [mutant for mutant in record.mutants if mutant.message in result.message]
        if result.status not in ("failed", "error"):
            wrong.append(f"{[mutant.name for mutant in pair]}: {result}")
        elif not named:
            if result.hint == "inputs-changed" or cannot_be_compared(record, fn, probes):
                continue
            with quiet():
                outcomes = [engine.call(record, fn, probe) for probe in probes]
            if not hides(record, engine.SEEDS, pair, my_print(record, engine.SEEDS, outcomes)):
                wrong.append(f"{[mutant.name for mutant in pair]}: {result}")
        elif set(named) != set(pair):  # then what was named must be the same function
            with quiet():
                prints = [
                    engine.fingerprint(record, [engine.call(record, one, probe) for probe in probes], probes)
                    for one in (fn, record.build(*named))
                ]
            if not engine.same_print(record, *prints):
                wrong.append(f"{[m.name for m in pair]} was taken for {[m.name for m in named]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", [name for name, record in RECORDS.items() if record.words])
def test_no_pattern_earns_more_than_half_of_a_quiz(name):
    """Neither the same word each time nor the words in the order in which they are listed."""
    record = RECORDS[name]
    patterns = [*([word] for word in record.words), record.words]
    for pattern in patterns:
        answers = dict(zip(record.returns, itertools.cycle(pattern), strict=False))
        assert check.run(name, lambda answers=answers: answers).points <= record.max_points / 2, pattern


def test_the_lstm_step_knows_enough_mistakes():
    record = RECORDS["lstm_step"]
    assert len(record.mutants) >= 24
    pairs = [record.build(*pair) for pair in itertools.combinations(record.mutants, 2)]
    assert sum(fn is not None for fn in pairs) >= 267


class Liar:
    """Claims to be equal to everything."""

    shape = (3, 3)
    dtype = np.dtype(np.float64)

    def __eq__(self, other):
        return True

    def __array__(self, *args, **kwargs):
        raise RuntimeError("no")

    __hash__ = None


class Subclass(np.ndarray):
    def __array_function__(self, *args, **kwargs):
        return True


class Disguised:
    __class__ = np.ndarray


class Explosive:
    def __getattribute__(self, name):
        raise RuntimeError("boom")


def generator():
    yield 1


def strange_values():
    import torch

    loop = []
    loop.append(loop)
    return [
        0,
        1.5,
        True,
        "text",
        "",
        b"bytes",
        (),
        [],
        {},
        set(),
        {"h": 1},
        generator(),
        iter([1]),
        object(),
        object,
        print,
        np.float32(1),
        np.zeros(()),
        np.zeros(0),
        np.zeros((2, 3)),
        np.zeros((3, 4, 5, 6)),
        np.zeros((2000, 2000)),
        np.full((3, 3), np.nan),
        np.full((3, 3), np.inf),
        np.zeros((3, 3), complex),
        np.array([object()]),
        np.array(["a"]),
        np.zeros((1, 1)).view(np.matrix),
        np.ma.masked_array([1.0], [True]),
        np.zeros((3, 3)).view(Subclass),
        torch.zeros(3, 3),
        torch.zeros(3, requires_grad=True),
        float("nan"),
        10**400,
        Liar(),
        Disguised(),
        Explosive(),
        NotImplemented,
        loop,
        ValueError("returned, not raised"),
    ]


STRANGE = strange_values()


@pytest.mark.slow
@pytest.mark.parametrize("name", RECORDS)
def test_strange_results_never_crash_a_check(name, monkeypatch):
    record = RECORDS[name]
    if record.lesson != 3:  # an edit, or two, is looked for in the same values, for up to a second
        for search in (engine.generated, engine.twofold):
            monkeypatch.setattr(search, "match", lambda *_: None)
    for count, value in enumerate(STRANGE, start=list(RECORDS).index(name)):
        many = dict.fromkeys(record.returns, value) if record.as_dict else (value,) * len(record.returns)
        returned = (value, many)[count % 2]  # in another exercise it is the other way round
        result = check.run(name, lambda *args, returned=returned: returned)
        assert result.status in ("failed", "error", "not attempted"), type(value)
        assert result.message
        assert "Traceback" not in result.message


@pytest.mark.slow
@pytest.mark.parametrize("name", RECORDS)
def test_a_wrong_answer_never_reveals_the_expected_number(name):
    record = RECORDS[name]
    if record.as_dict or record.observe is not None:
        pytest.skip("the answers are words, or behaviour")

    def shifted(value):
        return value + 0.37 if isinstance(value, (float, np.ndarray)) else value

    def wrong(*args):
        value = record.reference(*args)
        return tuple(map(shifted, value)) if isinstance(value, tuple) else shifted(value)

    result = check.run(name, wrong)
    probes = engine.make_probes(record, engine.SEEDS)
    given = " ".join(str(probe.args) for probe in probes)
    for arg in itertools.chain.from_iterable(probe.args for probe in probes):
        if isinstance(arg, np.ndarray) and arg.dtype.kind == "f":
            given += " ".join(f"{number:.3f}" for number in arg.reshape(-1))
    for want in engine.references(record, engine.SEEDS):
        values = [v if isinstance(v, list) else [v] for v in want.results.values()]
        for value in itertools.chain.from_iterable(values):
            flat = np.asarray(value).reshape(-1)
            if flat.dtype.kind != "f":
                continue
            for number in flat[:50]:
                if f"{number:.3f}" not in given and abs(number) % 1 > 1e-6:
                    assert f"{number:.3f}" not in result.message


@pytest.mark.slow
@pytest.mark.parametrize("name", RECORDS)
def test_a_check_is_deterministic_and_quick(name):
    record = RECORDS[name]
    wrong = record.build(record.mutants[0])
    first = check.run(name, wrong)
    assert check.run(name, wrong) == first

    def spent(fn):
        start = time.process_time()
        check.run(name, fn)
        return time.process_time() - start

    for fn in (record.reference, wrong):
        # of the processor; 0.05 s on a quiet machine, and a busy one may try again
        assert any(spent(fn) < 0.25 for _ in range(3))


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [n for n, record in RECORDS.items() if not record.may_change_inputs and record.drive is None],
)  # a driver's own arguments never reach the answer
def test_changed_inputs_are_noticed(name):
    record = RECORDS[name]
    arrays = [
        k
        for k, arg in enumerate(engine.make_probes(record, engine.SEEDS)[0].args)
        if isinstance(arg, np.ndarray) and arg.dtype.kind == "f"
    ]
    if not arrays:
        pytest.skip("takes no array")

    def vandal(*args):
        value = copy.deepcopy(record.reference(*args))  # which may be a view
        args[arrays[0]][...] += 1
        return value

    result = check.run(name, vandal)
    assert result.status == "failed"
    assert result.points == result.max_points  # the numbers are right
    assert record.parameters[arrays[0]] in result.message


NEVER_MATTERS = {  # (exercise, argument): why the answer may leave it out
    ("count_params", "T"): "the count does not depend on it: that is the question",
    ("final_state", "out"): "the last valid state is in h as well",
    ("final_state", "layers"): "h holds it as its first size",
    ("block_bootstrap_ci", "seed"): "any draws are right",
    ("nested_estimate", "train"): "a choice on training errors is the mistake",
}
ONE_SHAPE = {
    "precision_recall_f1": "its result is always three numbers",
    "set_latch_gates": "its results are always of one shape",
    "chrono_init": "its results have at least four numbers",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, record in RECORDS.items() if record.drive is None])
def test_what_must_matter_matters(name, monkeypatch):
    record = RECORDS[name]
    for search in (engine.generated, engine.twofold):  # whether it passes is asked, not what the mistake is
        monkeypatch.setattr(search, "match", lambda *_: None)
    first = engine.make_probes(record, engine.SEEDS)[0].args

    def like(change, value):
        if isinstance(value, tuple):
            return tuple(change(one) for one in value)
        return {key: change(one) for key, one in value.items()} if isinstance(value, dict) else change(value)

    for k, argument in enumerate(record.parameters):

        def ignores(*args, k=k):
            return record.reference(*args[:k], copy.deepcopy(first[k]), *args[k + 1 :])

        if (name, argument) not in NEVER_MATTERS:
            assert not check.run(name, ignores).passed, argument

    def squeezes(*args):
        return like(
            lambda one: np.squeeze(one) if isinstance(one, np.ndarray) else one, record.reference(*args)
        )

    some = []
    like(
        lambda one: some.append(isinstance(one, np.ndarray) and one.ndim > 0),
        record.reference(*copy.deepcopy(first)),
    )
    if any(some) and name not in ONE_SHAPE:
        assert not check.run(name, squeezes).passed


@pytest.mark.slow
@pytest.mark.parametrize("name", RECORDS)
def test_global_random_numbers_are_noticed_and_put_back(name):
    record = RECORDS[name]

    def gambler(*args):
        np.random.random()  # noqa: NPY002
        random.random()
        return record.reference(*args)

    before = np.random.get_state()[1].copy(), random.getstate()  # noqa: NPY002
    result = check.run(name, gambler)
    assert (result.status, result.hint) == ("failed", "global-random")
    assert np.array_equal(np.random.get_state()[1], before[0])  # noqa: NPY002
    assert random.getstate() == before[1]


def test_something_kept_between_calls_is_noticed():
    record = RECORDS["count_params"]
    calls = itertools.count()

    def moody(D, H, T):
        right = next(calls) < len(engine.make_probes(record, engine.SEEDS))
        return record.reference(D, H, T) + (not right)

    result = check.run("count_params", moody)
    assert (result.status, result.hint) == ("failed", "repeatability")


def a_lstm(x, h_prev, c_prev, W_x, W_h, b):
    return RECORDS["lstm_step"].reference(x, h_prev, c_prev, W_x, W_h, b)


def changed(**changes):
    """Return a right LSTM step whose results pass through functions."""

    def step(*args):
        h, c = a_lstm(*args)
        return changes.get("h", lambda v: v)(h), changes.get("c", lambda v: v)(c)

    return step


@pytest.mark.parametrize(
    ("fn", "words"),
    [
        (changed(h=lambda h: h.T), "looks transposed"),
        (changed(h=lambda h: h[0]), "an axis is missing"),
        (changed(c=lambda c: c[None]), "an axis too many"),
        (changed(c=lambda c: c.astype(np.int64)), "Your c holds whole numbers"),
        (changed(c=lambda c: c + 0j), "dtype complex128"),
        (changed(h=lambda h: h.tolist()), "a list"),
        (changed(h=lambda h: h * np.nan), "NaN"),
        (changed(c=lambda c: c / 0), "infinite"),
        (lambda *args: a_lstm(*args)[0], "expected 2 results"),
        (lambda *args: (*a_lstm(*args), 1), "returns 3 results"),
        (lambda x, h: (x, h), "takes 2"),
        (changed(h=lambda h: h + 0.1), "what the output gate multiplies"),
        (changed(h=lambda h: -abs(h)), "what the output gate multiplies"),
        (changed(c=lambda c: c * 1.001), "the forget gate"),
    ],
)
def test_the_message_names_the_kind_of_mistake(fn, words):
    result = check.run("lstm_step", fn)
    assert result.status in ("failed", "error")
    assert words in result.message, result.message


def test_partial_points_are_for_right_values_only():
    assert check.run("lstm_step", changed(h=lambda h: h + 0.1)).points == 3  # c is right
    assert check.run("lstm_step", changed(c=lambda c: c + 0.1)).points == 2
    zeros = check.run("lstm_step", lambda x, h, c, *rest: (np.zeros_like(h), np.zeros_like(c)))
    assert zeros.points == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "spoil",
    [
        lambda v: v[0],
        lambda v: v * np.nan,
        lambda v: v / 0,
        lambda v: None,
        lambda v: "v",
        lambda v: [v, [1]],
    ],
)
def test_a_right_result_earns_its_points_whatever_the_other_is(spoil):
    with np.errstate(all="ignore"):
        assert check.run("lstm_step", changed(h=spoil)).points == 3
        assert check.run("lstm_step", changed(c=spoil)).points == 2
        both = check.run("lstm_step", changed(h=spoil, c=spoil))
    assert (both.status, both.points) == ("failed", 0)


def test_a_right_result_earns_its_points_beside_a_missing_key():
    record = RECORDS["label_equation"]
    args = record.probes(np.random.default_rng(0))[0].args
    answers = dict(record.reference(*args))
    for name in answers:
        most = record.points.get(name, 0)
        fewer = {key: value for key, value in answers.items() if key != name}
        result = check.run("label_equation", lambda *_, fewer=fewer: fewer)
        assert (result.status, result.points) == ("failed", record.max_points - most)
    result = check.run("label_equation", lambda *_: {**answers, "more": "x"})
    assert (result.status, result.points) == ("failed", record.max_points)


def test_an_error_names_its_type_and_the_learners_own_line():
    def lstm_step(x, h_prev, c_prev, W_x, W_h, b):
        return np.linalg.inv(x @ W_x)

    result = check.run("lstm_step", lstm_step)
    assert result.status == "error"
    assert "LinAlgError" in result.message
    assert "return np.linalg.inv(x @ W_x)" in result.message
    assert "site-packages" not in result.message


@pytest.mark.parametrize(
    "error", [SystemExit(0), RecursionError(), MemoryError(), GeneratorExit(), AssertionError()]
)
def test_no_error_of_the_learner_gets_through(error):
    def raises(*args):
        raise error

    assert check.run("lstm_step", raises).status == "error"


def test_ctrl_c_gets_through():
    def interrupted(*args):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check.run("lstm_step", interrupted)


def test_a_call_in_place_of_a_function_is_explained():
    result = check.run("lstm_step", (np.zeros(3), np.zeros(3)))
    assert result.status == "error"
    assert "without brackets" in result.message


def test_a_check_leaves_stderr_empty(capsys):
    def noisy(*args):
        import sys
        import warnings

        print("debug", file=sys.stderr)
        warnings.warn("careful", stacklevel=1)
        np.exp(np.array(1e5))
        return a_lstm(*args)

    assert check.run("lstm_step", noisy).passed
    assert capsys.readouterr().err == ""


@pytest.mark.slow
def test_isolating_probe_speaks_where_no_mutant_matches():
    def step(x, h_prev, c_prev, W_x, W_h, b):
        h, c = a_lstm(x, h_prev, c_prev, W_x, W_h, b)
        return h, c + 0.5 * c_prev

    result = check.run("lstm_step", step)
    assert result.hint is None
    assert "forget gate" in result.message


def test_require_raises_what_a_grader_sees(capsys):
    assert check.lstm_step(a_lstm).require() is None
    with pytest.raises(check.CheckFailed, match="results") as failed:
        check.lstm_step(lambda *args: 1).require()
    (line,) = failed.value._render_traceback_()
    assert line == "Exercise 3.1 (lstm_step) has not passed yet: the message above says why."
    with pytest.raises(NotImplementedError, match=r"^Exercise 3\.1$") as absent:
        check.lstm_step(None).require()
    assert type(absent.value) is NotImplementedError
    assert "3.1 lstm_step: passed (5 of 5 points)" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("stdin", [False, True])
def test_an_untouched_exercise_is_an_error_for_a_program_only(stdin):
    lines = "from lstm_course import check\ncheck.lstm_step(None).require()"
    notebook = new_notebook(cells=[new_code_cell(lines)])
    client = NotebookClient(notebook, allow_errors=True)
    with client.setup_kernel():
        client.kc.allow_stdin = (
            client.kc.allow_stdin or stdin
        )  # as JupyterLab says, where somebody can answer
        client.execute_cell(notebook.cells[0], 0)
    card, *errors = notebook.cells[0].outputs
    assert "3.1 lstm_step: not attempted" in card["data"]["text/plain"]
    assert [one.ename for one in errors] == ([] if stdin else ["NotImplementedError"])


def test_result_reads_the_same_in_html_and_is_escaped():
    def lstm_step(*args):
        raise ValueError("<script>alert(1)</script>")

    result = check.run("lstm_step", lstm_step)
    page = result._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "<script>" in str(result)


def test_unknown_names_are_met_with_a_suggestion():
    with pytest.raises(ValueError, match="did you mean 'lstm_step'"):
        check.run("lstm_stp", a_lstm)
    with pytest.raises(AttributeError, match="did you mean 'lstm_step'"):
        _ = check.lstm_stp
    assert "lstm_step" in dir(check)
    assert check.lstm_step.__name__ == "lstm_step"


def test_two_records_of_one_name_are_refused(monkeypatch):
    places = importlib.import_module("lstm_course.check.records")
    module = importlib.import_module("lstm_course.check.records.lesson_03")
    monkeypatch.setattr(module, "EXERCISES", (*module.EXERCISES, "lstm_step"))
    with pytest.raises(ValueError, match="taken"):
        places.places.__wrapped__()
    monkeypatch.setattr(places, "places", lambda: {"hint": ("lesson_03", 1)})
    with pytest.raises(ValueError, match="the name of something in this module: hint"):
        check.records.__wrapped__()


def test_hints_climb_a_ladder_and_the_last_one_stays():
    ladder = RECORDS["lstm_step"].hints
    for rung in (*ladder, ladder[-1]):
        assert rung in str(check.hint("lstm_step"))
    assert "This is the last one" in str(check.hint("lstm_step"))


def test_progress_is_kept_and_a_pass_is_never_taken_back(own_progress):
    check.lstm_step(None)
    assert json.loads(own_progress.read_text())["exercises"]["lstm_step"]["tries"] == 0
    check.lstm_step(lambda *args: 1)
    check.lstm_step(a_lstm)
    check.lstm_step(lambda *args: 1)
    entry = json.loads(own_progress.read_text())["exercises"]["lstm_step"]
    assert entry == {"points": 5, "status": "passed", "tries": 3}
    assert f"1 of {len(RECORDS)} exercises passed" in str(check.progress())
    assert str(own_progress) in check.progress()._repr_html_()


def test_run_keeps_nothing(own_progress):
    check.run("lstm_step", a_lstm)
    assert not own_progress.exists()


@pytest.mark.parametrize(
    "text", ["", "[1, 2]", "{not json", '{"exercises": 3}', '{"exercises": {"lstm_step": 4}}']
)
def test_a_damaged_progress_file_stops_nothing_and_is_not_lost(own_progress, text):
    own_progress.write_text(text)
    assert "0 of" in str(check.progress())
    check.lstm_step(a_lstm)
    assert "1 of" in str(check.progress())
    readable = text.startswith("{") and "not json" not in text
    aside = own_progress.with_name(own_progress.name + ".unreadable")
    assert aside.exists() != readable
    assert readable or aside.read_text() == text


def test_progress_that_cannot_be_written_is_no_error(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("LSTM_COURSE_PROGRESS", str(tmp_path / "file" / "progress.json"))
    assert kept.save({}) is False
    assert "cannot be written" in str(check.lstm_step(a_lstm))
    assert "Hint 1" in str(check.hint("lstm_step"))
    assert "Hint 2" in str(check.hint("lstm_step"))
    check.predict("x", 1)
    assert "You guessed 1" in str(check.reveal("x", 2))
    for text in (str(check.progress()), check.progress()._repr_html_()):
        assert "1 of" in text
        assert "cannot be written" in text


def test_a_guess_is_kept_and_compared():
    check.predict("lag", 3)
    assert str(check.reveal("lag", 5.5)) == "You guessed 3, measured 5.5: off by 2.5."
    with pytest.raises(ValueError, match="guess must be a number, got 'much'"):
        check.predict("lag", "much")
    with pytest.raises(ValueError, match="result must be a number"):
        check.reveal("lag", None)


def small(**options):
    """Return the record of a tiny exercise: twice a number."""
    return Exercise(
        **{
            "name": "double",
            "number": "9.1",
            "signature": "double(x)",
            "returns": {"y": "twice x"},
            "reference": lambda x: 2 * x,
            "probes": lambda rng: [Probe((rng.normal(size=(2, 3)),)), Probe((rng.normal(size=(1, 2)),))],
            "points": {"y": 1},
            "read": 'lesson 09, "Twice"',
            **options,
        }
    )


def test_the_smallest_failing_call_is_shown():
    result = engine.run(small(), lambda x: 3 * x)
    probe = engine.make_probes(small(), engine.SEEDS)[1]
    assert "For x = [[" in result.message
    assert f"{probe.args[0][0, 0]:.3f}".rstrip("0") in result.message


def test_a_mistake_that_shows_only_in_a_changed_argument_is_named():
    def in_place(x):
        x *= 2
        return x

    mutant = Mutant("in-place", "You work in place.", 'lesson 09, "Twice"', hint="M23", fn=in_place)
    result = engine.run(small(mutants=(mutant,)), in_place)
    assert (result.status, result.hint, result.points) == ("failed", "M23", result.max_points)


def test_observed_behaviour_counts_not_the_numbers():
    record = small(
        returns={"w": "(2,)"},
        reference=lambda x: np.array([1.0, 2.0]),
        observe=lambda results, args: {"sum": float(results["w"].sum())},
        points={"sum": 2},
    )
    assert engine.run(record, lambda x: np.array([2.0, 1.0])).passed
    wrong = engine.run(record, lambda x: np.array([2.0, 2.0]))
    assert (wrong.status, wrong.points) == ("failed", 0)
    assert engine.run(record, lambda x: np.array([3.0])).status == "failed"


@pytest.mark.slow
def test_a_record_is_loaded_when_it_is_asked_for():
    """PyTorch takes seconds and 250 MB, and most lessons do without."""
    code = (
        "import sys; from lstm_course import check; from lstm_course.grading import command\n"
        "found = check.records(); number = found['gate'].number\n"
        "print(number, len(found), 'gate' in found, 'nothing' in found, found.get('nothing'), 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [
        RECORDS["gate"].number,
        str(len(RECORDS)),
        "True",
        "False",
        "None",
        "False",
    ]
    assert list(RECORDS) == [record.name for record in RECORDS.values()]
