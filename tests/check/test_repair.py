"""The edit of a learner's own function that makes it right, as a ladder of hints."""

import linecache
import time

import numpy as np
import pytest

from lstm_course import check
from lstm_course.check import engine, patience, tried
from lstm_course.check.bench import bench
from lstm_course.check.repair import repair

pytestmark = pytest.mark.slow
NAMES = iter(range(10**6))
MINE = '''
def lstm_step(x, h_prev, c_prev, W_x, W_h, b):
    """In another style than the reference."""
    a = x @ W_x + h_prev @ W_h + b
    H = h_prev.shape[1]
    i = sigmoid(a[:, :H])
    f = sigmoid(a[:, H:2*H])
    g = np.tanh(a[:, 2*H:3*H])
    o = sigmoid(a[:, 3*H:])
    c = f * c_prev + i * g
    h = o * np.tanh(c)
    return h, c
'''


@pytest.fixture(autouse=True)
def _own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv("LSTM_COURSE_PROGRESS", str(tmp_path / "progress.json"))
    for kept in (tried._wrong, tried._ladders, tried._unread):
        kept.clear()


def written(text, name, **names):
    """Return a function as a notebook's cell defines it: its text can be looked up."""
    file = f"<cell {next(NAMES)}>"
    linecache.cache[file] = len(text), None, text.splitlines(True), file
    space = {"np": np, "sigmoid": lambda z: 1 / (1 + np.exp(-z)), **names}
    exec(compile(text, file, "exec"), space)
    return space[name]


def record(name):
    return check._find(name)


@pytest.mark.parametrize(
    ("right", "wrong", "line", "belongs"),
    [
        ("i * g", "i", 10, "i * g"),
        ("sigmoid(a[:, 3*H:])", "a[:, 3*H:]", 9, "sigmoid("),
        ("np.tanh(c)", "c", 11, "np.tanh(c)"),
        ("return h, c", "return c, h", 12, "(h, c)"),
        ("2*H:3*H", "3*H:4*H", 8, "2*H:3*H"),
        (" + b", "", 4, "+ b"),
        ("np.tanh(a[:", "sigmoid(a[:", 8, "np.tanh("),
    ],
)
def test_line_and_term_of_an_answer_in_any_style(right, wrong, line, belongs):
    fn = written(MINE.replace(right, wrong), "lstm_step")
    found = repair(record("lstm_step"), fn, engine.SEEDS, seconds=20)
    assert found.line == line
    assert belongs in found.belongs
    where, term, whole = found.ladder()
    assert found.before in where
    assert belongs not in term.replace(found.term, "")
    assert found.after in whole


@pytest.mark.parametrize("name", ["persistence", "make_windows", "clip_by_global_norm", "mase", "rnn_step"])
def test_most_single_slips_are_found_again(name):
    """The reference with one edit is a wrong answer of which it is known that one edit mends it."""
    exercise = record(name)
    ready = bench(exercise)
    tried_out = found = 0
    for edit in ready.edits[:: max(1, len(ready.edits) // 12)]:
        text = ready.ref.text
        for start, stop, new in sorted(edit.places, reverse=True):
            text = text[:start] + new + text[stop:]
        fn = written(text, exercise.name, **ready._names)
        result = engine.run(exercise, fn)
        if result.passed or "raised" in result.message:
            continue
        tried_out += 1
        found += repair(exercise, fn, engine.SEEDS, seconds=20) is not None
    assert tried_out >= 4
    assert found >= 0.7 * tried_out


def test_no_hint_on_what_is_right_or_needs_two_edits_or_has_no_text():
    exercise = record("lstm_step")
    assert repair(exercise, written(MINE, "lstm_step"), engine.SEEDS) is None
    two = MINE.replace("i * g", "i").replace("np.tanh(c)", "c")
    assert repair(exercise, written(two, "lstm_step"), engine.SEEDS, seconds=1) is None
    assert repair(exercise, lambda *args: 1, engine.SEEDS) is None
    assert repair(exercise, print, engine.SEEDS) is None


def test_what_does_more_than_compute_is_not_tried(tmp_path):
    written_file = tmp_path / "calls"
    text = MINE.replace("i * g", "i").replace(
        "    H =", f"    open({str(written_file)!r}, 'a').write('x')\n    H ="
    )
    fn = written(text, "lstm_step")
    assert repair(record("lstm_step"), fn, engine.SEEDS) is None
    assert len(written_file.read_text()) < 100


def test_what_a_function_prints_is_not_printed_for_every_edit(capsys):
    fn = written(MINE.replace("i * g", "i").replace("    H =", "    print('here')\n    H ="), "lstm_step")
    assert repair(record("lstm_step"), fn, engine.SEEDS, seconds=20).belongs == "i * g"
    assert capsys.readouterr().out == ""


def test_the_search_ends_in_time_and_stops_what_loops_for_ever():
    loop = "def lag_of_1e6(w):\n    lag, left = 0, 1.0\n    while {}:\n        left *= w\n        lag += 1\n"
    loop += "    return lag\n"
    begun = time.thread_time()
    for test in ("left >= 1e-6", "left > 2e-6 and lag < 10_000", "True"):
        repair(record("lag_of_1e6"), written(loop.format(test), "lag_of_1e6"), engine.SEEDS, seconds=1.0)
    assert time.thread_time() - begun < 8


def test_hints_on_the_learners_own_code_come_first_and_then_those_of_the_exercise():
    fn = written(MINE.replace("i * g", "i"), "lstm_step")
    ladder = record("lstm_step").hints
    assert ladder[0] in str(check.hint("lstm_step"))  # nothing was handed in yet
    assert 'check.hint("lstm_step")' in str(check.lstm_step(fn))
    said = [str(check.hint(which)) for which in ("lstm_step", "3.1", fn)]
    assert "line 10" in said[0]
    assert "i * g" not in said[0]
    assert "`i`" in said[1]
    assert "c = f * c_prev + i * g" in said[2]
    assert ladder[1] in str(check.hint("lstm_step"))
    check.lstm_step(written(MINE, "lstm_step"))
    assert "own code" not in str(check.hint("lstm_step"))


def test_a_function_from_before_a_syntax_error_is_not_judged_in_silence(monkeypatch):
    import types

    old = written(MINE, "lstm_step")
    shell = types.SimpleNamespace(user_ns={"lstm_step": old})
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)

    def ran(text, error):
        info = types.SimpleNamespace(raw_cell=text)
        tried.after_a_cell(types.SimpleNamespace(info=info, error_before_exec=error))

    ran("def lstm_step(x:\n    pass", SyntaxError())
    assert "SyntaxError" in check.lstm_step(old).message
    ran(MINE, None)
    assert check.lstm_step(old).passed


def test_a_call_that_does_not_come_back_ends_with_its_input(monkeypatch):
    def lag_of_1e6(w):
        while True:
            pass

    monkeypatch.setattr(patience, "SECONDS", 0.2)
    result = check.run("lag_of_1e6", lag_of_1e6)
    assert result.status == "failed"
    assert "w = " in result.message
    assert "has not come back" in result.message


def test_a_sentence_in_a_notebook_has_code_letters_and_a_link():
    page = check.lstm_step(written(MINE.replace("i * g", "i"), "lstm_step"))._repr_html_()
    assert "<code>g</code>" in page
    assert 'href="../notebooks/03_the_lstm_cell.ipynb#All-four-at-once"' in page
    assert "`" not in page
    assert "<code>c = f * c_prev + i</code>" in check.hint("3.1")._repr_html_()
    escaped = check.Result("a", "1.1", "failed", None, "`a < b` & <b>")._repr_html_()
    assert "<code>a &lt; b</code> &amp; &lt;b&gt;" in escaped
