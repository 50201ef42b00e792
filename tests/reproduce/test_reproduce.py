"""The reproduction: nothing finished is lost, nothing is computed twice, the table says what the results say."""

import dataclasses
import importlib.util
import itertools
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from lstm_course import cli
from lstm_course._files import FolderInUseError
from lstm_course.reproduce import command, definition, experiments, nets, report, training
from lstm_course.reproduce import figure as plots
from lstm_course.reproduce.definition import FAITHFUL, MODERN, Row, code_of
from lstm_course.reproduce.journal import Journal

ROWS = {row.id: row for row in command.all_rows()}
TINY = {  # enough to run every line, too little to learn anything
    "noisy-lag/chrono-50-50": {"cap": 128, "rates": [0.01, 0.003], "q": 5},
    "noisy-lag/frozen-50": {"cap": 128, "rates": [0.01], "q": 5},
    "noisy-lag/rnn-50": {"cap": 128, "rates": [0.001], "q": 5},
    "temporal-order/6b": {"cap": 128, "rates": [0.01], "length": 20},
    "adding/T100": {"cap": 128, "length": 22},
    "multiplication/T100": {"cap": 128, "length": 22},
    "exact-1997/6a": {"cap": 120, "length": 20},
    "exact-1997/3a": {"cap": 120, "length": 20},
    "continual-reber/forget-gate": {"steps": 10, "test_length": 200},
    "continual-reber/no-forget-gate": {"steps": 10, "test_length": 200},
    "counting/ab-gru": {"steps": 10, "test": 20},
    "parity/lstm": {"steps": 10},
    "parity/transformer": {"steps": 5, "lengths": [40, 512], "rates": [0.001]},
    "clipping/unclipped": {"steps": 250, "length": 10, "rates": [0.1]},
    "copy-memory/T30-chrono": {"steps": 3, "delay": 5},
    "framewise/lstm-delay-2": {"steps": 3, "batch": 2, "test": 4},
    "framewise/brnn": {"steps": 3, "batch": 2, "test": 4},
    "translation/reversed": {"steps": 2, "batch": 2, "lengths": [8, 12, 20, 30], "test": 2},
    "translation/attention": {"steps": 2, "batch": 2, "lengths": [8, 12, 20, 30], "test": 2},
    "spelling/trained": {"steps": 2, "batch": 2, "train": 3, "test": 2, "width": 2},
}


FRAMEWISE = (
    "blstm",
    "lstm-delay-5",
    "lstm-delay-3",
    "lstm-delay-2",
    "lstm-delay-1",
    "lstm-delay-0",
)  # best first

TRANSLATION = "forward", "reversed", "attention"  # best last


def tiny(name, **more):
    row = ROWS[name]
    return dataclasses.replace(row, settings=row.settings | TINY.get(name, {}) | more)


def without_time(result):
    return {key: value for key, value in result.items() if key != "cpu_seconds"}


# --- rows -----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_names_are_unique_and_every_row_says_where_its_figure_stands():
    rows = command.all_rows()
    assert len({row.id for row in rows}) == len({row.fingerprint for row in rows}) == len(rows) >= 12
    for row in rows:
        assert row.label in report.KINDS
        assert row.differences
        assert row.seeds >= 3
        assert json.loads(json.dumps(row.settings)) == row.settings
        if row.paper_sequences:
            assert f"{row.paper_sequences:,} sequences" in row.paper


@pytest.mark.parametrize("change", [{"source": "-"}, {"paper": "not in the paper"}])
def test_a_figure_has_a_source_and_a_source_a_figure(change):
    with pytest.raises(ValueError, match="source must be '-'"):
        dataclasses.replace(ROWS["parity/lstm"], **change)


def test_experiments_are_found_by_folder_each_at_a_place_of_its_own():
    found = experiments.families()
    folder = Path(experiments.__file__).parent
    assert {family.__name__.rpartition(".")[2] for family in found} == {
        path.stem for path in folder.glob("*.py") if path.stem != "__init__"
    }
    assert [family.PLACE for family in found] == list(range(1, len(found) + 1))


def test_the_names_of_an_older_lesson_08_lead_to_the_same_modules():
    from lstm_course.plots import reproduction
    from lstm_course.reproduce import reber

    assert reber is experiments.reber
    assert reproduction is plots


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if "transformer" in name else name for name in TINY]
)
def test_same_seed_same_result(name):
    """Twice, and once more in another order, together with another seed."""
    row = tiny(name)
    first = dict(row.run(row.settings, [1, 2]))
    again = dict(row.run(row.settings, [2]))
    assert sorted(first) == [1, 2]
    assert without_time(first[2]) == without_time(again[2])
    for result in first.values():
        assert {"solved", "sequences", "weights", "cpu_seconds"} <= set(result)
        assert result["weights"] > 0
        assert result["cpu_seconds"] > 0
        assert json.loads(json.dumps(result)) == result
        if row.score:
            assert row.score.split(":")[0] in result
        elif "cap" in row.settings:
            assert not result["solved"]
            assert result["sequences"] == row.settings["cap"]


def test_the_exact_net_has_the_published_number_of_weights():
    for name, weights in (("exact-1997/6a", 156), ("exact-1997/3a", 102)):
        row = tiny(name)
        assert [result["weights"] for _, result in row.run(row.settings, [0])] == [weights]


def test_a_frozen_forget_gate_keeps_everything():
    """With f = 1 and an input gate that is shut the state never changes, before and after learning."""
    net = nets.RecurrentNet("lstm", 3, 4, 2, np.random.default_rng(0), init={"input": -200.0}, frozen=True)
    x, state = torch.randn(2, 50, 3), (torch.zeros(1, 2, 4), torch.randn(1, 2, 4))
    optimiser = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(2):
        _, (_, c) = net.recurrent(x, state)
        assert torch.equal(c, state[1])
        optimiser.zero_grad()
        net(x)[0].square().sum().backward()
        optimiser.step()
        net.freeze()


def test_initial_biases_are_those_that_were_asked_for():
    make = lambda **init: nets.RecurrentNet("lstm", 3, 8, 2, np.random.default_rng(0), init=init).recurrent  # noqa: E731
    total = lambda net: (net.bias_ih_l0 + net.bias_hh_l0).detach()  # noqa: E731
    b = total(make(forget=5.0, input=-2.0))
    assert (b[8:16] == 5).all()
    assert (b[:8] == -2).all()
    b = total(make(chrono=100))
    assert torch.equal(b[:8], -b[8:16])
    assert (b[8:16] > 0).all()
    assert (b[8:16] < np.log(99)).all()
    assert (b[16:] == 0).all()
    assert total(make()).abs().max() <= 2 / np.sqrt(8)


class Answers(torch.nn.Module):
    """A net that answers right or wrong as it is told, one sequence after the other."""

    def __init__(self, right):
        super().__init__()
        self.right, self.weight = list(right), torch.nn.Parameter(torch.zeros(1))

    def forward(self, x, lengths):
        said, self.right = self.right[: len(x)], self.right[len(x) :]
        return torch.tensor([[0.0 if good else 1.0] for good in said]) + 0 * self.weight

    def freeze(self):
        pass


def naive_stop(right, batch, streak):
    """Return the sequences seen when the batch ends in which so many in a row were right, or None."""
    run = 0
    for number, good in enumerate(right):
        run = run + 1 if good else 0
        if run == streak:
            return (number // batch + 1) * batch
    return None


@pytest.mark.parametrize("seed", range(8))
def test_the_stop_rule_counts_correct_sequences_in_a_row(seed):
    rng = np.random.default_rng(seed)
    right = rng.random(400) < 0.93
    settings = {"batch": 8, "streak": 30, "tolerance": 0.04, "cap": 400, "loss": "mse", "decay": False}
    draw = lambda n: (torch.zeros(n, 1, 1), torch.zeros(n, 1), torch.ones(n))  # noqa: E731
    solved, seen = training.train_until_correct(Answers(right), draw, settings, 0.1)
    wanted = naive_stop(right, 8, 30)
    assert (solved, seen) == ((True, wanted) if wanted else (False, 400))


# --- fingerprints ---------------------------------------------------------------------------------

SOURCE = '''
"""Module."""
LIMIT = 3
RATES = [0.1, 0.2]
MARKS = {"B", "T", "P"}
NAMES = {"one": [1, 2], "two": {"a", "b"}}
NOTHING = None

def checked_numbers(**kinds):
    return lambda function: function

def doubled(function):
    return lambda x: 2 * function(x)

def helper(x):
    """Docstring."""
    return x + 1

def run(settings, seeds):
    # a comment
    for seed in seeds:
        yield seed, helper(seed) * LIMIT + RATES[0] + len(MARKS) + len(NAMES) + bool(NOTHING) + len(TABLE)

def inner():
    return 1

TABLE = {"inner": inner}
'''


def load(folder, source, name="lstm_course.reproduce.pretended"):
    path = folder / f"module_{abs(hash(source))}.py"
    path.write_text(source)
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return code_of(module.run)


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("Docstring.", "Another docstring.", True),
        ("# a comment", "# another", True),
        ("x + 1", "(x +\n        1)", True),
        ("x + 1", "x + 2", False),
        ("LIMIT = 3", "LIMIT = 4", False),
        ("helper(seed) *", "helper(seed) +", False),
        ("[0.1, 0.2]", "[0.1, 0.3]", False),
        ('{"B", "T", "P"}', '{"B", "T", "X"}', False),
        ('{"B", "T", "P"}', '{"P", "T", "B"}', True),
        ('{"a", "b"}', '{"a", "c"}', False),
        ("NOTHING = None", "NOTHING = 1", False),
        ("return 1", "return 2", False),
        ("def inner():", "@checked_numbers(x=int)\ndef inner():", True),
        ("def inner():", "@doubled\ndef inner():", False),
    ],
)
def test_the_fingerprint_sees_code_and_constants_only(tmp_path, old, new, same):
    assert (load(tmp_path, SOURCE) == load(tmp_path, SOURCE.replace(old, new))) == same


def test_code_that_moves_to_another_module_is_the_same_code(tmp_path):
    assert load(tmp_path, SOURCE) == load(tmp_path, SOURCE, "lstm_course.elsewhere.moved")


def test_methods_that_python_lends_a_class_are_not_its_code(monkeypatch):
    """From Python 3.13 on a data class has `__replace__`, which lies in `dataclasses` and uses a constant of it."""
    own = code_of.__wrapped__(Journal)
    monkeypatch.setattr(Journal, "__replace__", dataclasses.replace, raising=False)
    assert code_of.__wrapped__(Journal) == own


@pytest.mark.slow
def test_the_fingerprint_is_the_same_in_every_process():
    """Sets have another order in each process, functions another address."""
    code = "from lstm_course.reproduce import command; print([row.fingerprint for row in command.all_rows()])"
    here = str([row.fingerprint for row in command.all_rows()])
    environment = os.environ | {"PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == here


def test_the_fingerprint_depends_on_settings_but_not_on_words():
    row = ROWS["parity/lstm"]
    assert dataclasses.replace(row, why="other", title="other").fingerprint == row.fingerprint
    assert dataclasses.replace(row, settings=row.settings | {"steps": 401}).fingerprint != row.fingerprint
    used = definition._uses(ROWS["noisy-lag/rnn-5"].run)[0]
    assert {function.__name__ for function in used} >= {"noisy_lag", "best_of_rates", "tensor"}


# --- the journal ----------------------------------------------------------------------------------


@pytest.mark.parametrize("tail", [b'{"fingerprint": "ab", "se', b"\x00\x00\xff", b'{"seed": 3}\n', b"[]\n"])
def test_a_damaged_end_is_set_aside(tmp_path, tail):
    journal = Journal(tmp_path)
    journal.add("ab", 0, "task/row", {"solved": True})
    journal.add("ab", 1, "task/row", {"solved": False})
    journal.close()
    whole = journal.path.read_bytes()
    journal.path.write_bytes(whole + tail)
    journal = Journal(tmp_path)
    assert journal.results == {("ab", 0): {"solved": True}, ("ab", 1): {"solved": False}}
    assert journal.damaged == 1
    assert journal.path.read_bytes() == whole
    assert journal.path.with_suffix(".damaged").read_bytes().strip() == tail.strip()
    journal.add("ab", 2, "task/row", {"solved": True})
    journal.close()
    journal = Journal(tmp_path)
    assert len(journal.results) == 3
    assert journal.damaged == 0
    journal.close()


def test_a_line_without_its_end_is_kept_whole(tmp_path):
    journal = Journal(tmp_path)
    journal.add("ab", 0, "task/row", {"solved": True})
    journal.close()
    journal.path.write_bytes(journal.path.read_bytes().rstrip(b"\n"))
    for seed in (1, 2):
        journal = Journal(tmp_path)
        journal.add("ab", seed, "task/row", {"solved": True})
        journal.close()
    assert len(journal.path.read_text().splitlines()) == 3


@pytest.mark.skipif(os.name == "nt", reason="folders are not locked there")
def test_two_runs_do_not_share_a_folder(tmp_path, capsys):
    journal = Journal(tmp_path)
    with pytest.raises(FolderInUseError, match="Another run writes into"):
        Journal(tmp_path)
    assert command.main(["--only", "parity", "--out", str(tmp_path)]) == 2
    assert "Another run writes into" in capsys.readouterr().err
    journal.close()
    Journal(tmp_path).close()


# --- the command ----------------------------------------------------------------------------------

CALLS = []


def pretend(settings, seeds):
    """Give results at once; stop where the settings say so."""
    for seed in seeds:
        CALLS.append((settings["name"], seed))
        if CALLS.count((settings["name"], seed)) == 1:
            if settings.get("interrupt") == seed:
                raise KeyboardInterrupt
            if settings.get("break") == seed:
                raise RuntimeError("the net is broken")
        yield seed, {"solved": seed != 1, "sequences": 1000 + seed, "weights": 7, "cpu_seconds": 0.1}


def pretended(name, **options):
    settings = {"name": name} | {key: options.pop(key) for key in ("interrupt", "break") if key in options}
    task, name = name.split("/")
    words = {
        "title": "title",
        "net": "net",
        "paper": "3,000 sequences",
        "source": "paper",
        "differences": "none",
    }
    return Row(task=task, name=name, run=pretend, settings=settings, label=MODERN, **words | options)


@pytest.fixture
def rows(monkeypatch):
    """Put pretended rows in the place of the real ones; the test may change the list."""
    found = [pretended("one/a", quick=True), pretended("one/b"), pretended("two/c", together=True)]
    monkeypatch.setattr(command, "all_rows", lambda: list(found))
    CALLS.clear()
    return found


def go(folder, *arguments):
    return command.main([*arguments, "--jobs", "1", "--out", str(folder)])


def test_a_run_writes_everything_and_a_second_one_computes_nothing(tmp_path, rows, capsys):
    assert go(tmp_path) == 0
    assert len(CALLS) == 9
    printed = capsys.readouterr().out
    assert "[9/9]" in printed
    assert "left" in printed
    results = json.loads((tmp_path / "results.json").read_text())
    assert [row["id"] for row in results["rows"]] == ["one/a", "one/b", "two/c"]
    assert all([result["seed"] for result in row["results"]] == [0, 1, 2] for row in results["rows"])
    assert (tmp_path / "table.md").read_text() == report.table(results)
    assert (tmp_path / "figure.png").read_bytes().startswith(b"\x89PNG")
    before = [(tmp_path / name).read_bytes() for name in ("results.json", "table.md")]
    assert go(tmp_path) == 0
    assert len(CALLS) == 9
    assert [(tmp_path / name).read_bytes() for name in ("results.json", "table.md")] == before


def test_only_quick_and_seeds_choose(tmp_path, rows):
    assert go(tmp_path / "1", "--only", "two") == 0
    assert go(tmp_path / "2", "--only", "one/b", "--seeds", "5") == 0
    assert go(tmp_path / "3", "--quick", "--seeds", "1") == 0
    expected = [("two/c", s) for s in range(3)] + [("one/b", s) for s in range(5)] + [("one/a", 0)]
    assert expected == CALLS
    assert go(tmp_path / "2", "--only", "one", "--seeds", "5") == 0
    assert CALLS[len(expected) :] == [("one/a", s) for s in range(5)]


def test_results_that_nobody_asks_for_are_kept(tmp_path, rows):
    """Where the journal is gone, too, as in the folder of a record."""
    assert go(tmp_path) == 0
    before = json.loads((tmp_path / "results.json").read_text())["rows"]
    (tmp_path / "journal.jsonl").unlink()
    assert go(tmp_path, "--only", "one/b", "--seeds", "1") == 0
    assert json.loads((tmp_path / "results.json").read_text())["rows"] == before
    assert len(CALLS) == 9


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--only", "three"], "unknown task 'three'; there are one, two, and rows such as one/a"),
        (["--quick", "--only", "two"], "the quick run has no row of two"),
        (["--seeds", "0"], "must be a whole number of at least 1, got '0'"),
        (["--scheduler", "tcp://a:1"], "--scheduler needs --executor dask"),
        (["--jobs", "many"], "must be a whole number of at least 1, got 'many'"),
    ],
)
def test_a_senseless_command_is_refused(tmp_path, rows, capsys, arguments, message):
    with pytest.raises(SystemExit, match="2"):
        command.main([*arguments, "--out", str(tmp_path / "new")])
    assert message in capsys.readouterr().err
    assert not (tmp_path / "new").exists()
    assert CALLS == []


@pytest.mark.parametrize("name", ["one/a", "two/c"])
def test_an_interrupted_run_goes_on(tmp_path, rows, capsys, name):
    """Ctrl-C in the middle, then half a line at the end of the journal, as after kill -9."""
    place = [row.id for row in rows].index(name)
    rows[place] = pretended(name, interrupt=1, together=rows[place].together)
    assert go(tmp_path) == 130
    assert "goes on from here" in capsys.readouterr().err
    finished = list(CALLS[:-1])
    assert (name, 0) in finished
    with open(tmp_path / "journal.jsonl", "ab") as file:
        file.write(b'{"fingerprint": "0123", "seed": 2, "res')
    CALLS[:-1] = []
    assert go(tmp_path) == 0
    assert "1 damaged lines" in capsys.readouterr().out
    assert not set(finished) & set(CALLS)
    assert sorted(set(finished + CALLS)) == [(row.id, seed) for row in rows for seed in range(3)]
    results = json.loads((tmp_path / "results.json").read_text())
    assert sum(len(row["results"]) for row in results["rows"]) == 9


def test_a_row_that_breaks_does_not_stop_the_others(tmp_path, rows, capsys):
    rows[0] = pretended("one/a", **{"break": 1})
    assert go(tmp_path) == 1
    captured = capsys.readouterr()
    assert "the net is broken" in captured.out
    assert "one/a broke" in captured.err
    assert {call for call in CALLS} == {(row.id, seed) for row in rows for seed in range(3)}
    assert go(tmp_path) == 0
    results = json.loads((tmp_path / "results.json").read_text())
    assert [len(row["results"]) for row in results["rows"]] == [3, 3, 3]


def test_a_changed_definition_is_computed_again(tmp_path, rows):
    assert go(tmp_path) == 0
    rows[1] = dataclasses.replace(rows[1], settings=rows[1].settings | {"cap": 5})
    CALLS.clear()
    assert go(tmp_path) == 0
    assert [("one/b", seed) for seed in range(3)] == CALLS


def test_results_without_a_journal_are_taken_over(tmp_path, rows):
    """The recorded results have no journal; a new wording needs no new training."""
    assert go(tmp_path) == 0
    (tmp_path / "journal.jsonl").unlink()
    rows[0] = dataclasses.replace(rows[0], title="a better title")
    CALLS.clear()
    assert go(tmp_path) == 0
    assert CALLS == []
    assert "a better title" in (tmp_path / "table.md").read_text()


@pytest.mark.slow
def test_two_processes_give_what_one_gives(tmp_path, monkeypatch, capsys):
    found = [tiny("noisy-lag/chrono-50-50"), tiny("exact-1997/6a")]
    monkeypatch.setattr(command, "all_rows", lambda: found)
    assert go(tmp_path / "1", "--seeds", "2") == 0
    assert command.main(["--jobs", "2", "--seeds", "2", "--out", str(tmp_path / "2")]) == 0
    one, two = (
        [
            [without_time(result) for result in row["results"]]
            for row in json.loads((tmp_path / folder / "results.json").read_text())["rows"]
        ]
        for folder in "12"
    )
    assert one == two
    assert len(one[1]) == 2
    assert multiprocessing.active_children() == []
    assert "[4/4]" in capsys.readouterr().out


def test_the_command_line_hands_its_arguments_on(rows, tmp_path, capsys):
    assert cli.main(["reproduce", "--list", "--only", "two"]) == 0
    assert capsys.readouterr().out.split()[0] == "two/c"
    assert (
        cli.main(["reproduce", "--seeds", "1", "--jobs", "1", "--only", "two", "--out", str(tmp_path)]) == 0
    )
    assert CALLS == [("two/c", 0)]
    with pytest.raises(SystemExit, match="0"):
        cli.main(["reproduce", "--help"])
    assert "--quick" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_kill_9_loses_nothing_that_was_finished(tmp_path):
    arguments = ["reproduce", "--only", "parity/rnn", "--seeds", "3", "--jobs", "2", "--out", str(tmp_path)]
    start = [sys.executable, "-m", "lstm_course.cli", *arguments]
    process = subprocess.Popen(start, stdout=subprocess.DEVNULL)
    journal, until = tmp_path / "journal.jsonl", time.monotonic() + 120
    while not (journal.exists() and b"\n" in journal.read_bytes()):
        assert time.monotonic() < until
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = [json.loads(line) for line in journal.read_text().splitlines()]
    answer = subprocess.run(start, capture_output=True, text=True, check=False, timeout=300)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.count("] parity/rnn, seed") == 3 - len(kept) < 3
    results = json.loads((tmp_path / "results.json").read_text())["rows"][0]["results"]
    assert [result["seed"] for result in results] == [0, 1, 2]
    for line in kept:
        assert results[line["seed"]] == {"seed": line["seed"]} | line["result"]


# --- the report -----------------------------------------------------------------------------------


def result(seed, sequences, solved=True, **more):
    return {
        "seed": seed,
        "solved": solved,
        "sequences": sequences,
        "weights": 1234,
        "cpu_seconds": 2.0,
    } | more


def row_of(results, **changes):
    row = {"id": "t/r", "fingerprint": "f", "title": "a^n | b", "net": "net", "paper": "3,000 sequences"}
    row |= {
        "paper_sequences": 3000,
        "source": "table 1",
        "label": MODERN,
        "differences": "Adam",
        "why": "No idea.",
    }
    row |= {"expected": ["solved"], "score": "", "settings": {"rates": [0.1, 0.2], "test": 2560}}
    return row | {"results": results} | changes


@pytest.mark.parametrize(
    ("row", "words", "agrees"),
    [
        (
            row_of([result(0, 4000, wrong=0), result(1, 6000, wrong=3), result(2, 5000, wrong=1)]),
            "5,000 (4,000 to 6,000) sequences; 1 (0 to 3) of 2560 wrong",
            (3, 3),
        ),
        (
            row_of([result(0, 4000), result(1, 9000, False), result(2, 4000)]),
            "4,000 sequences; 1 not solved within 9,000 sequences at each of 2 learning rates",
            (2, 3),
        ),
        (
            row_of([result(k, 9000, False) for k in range(3)], expected=["fails"], settings={}),
            "not solved within 9,000 sequences",
            (3, 3),
        ),
        (
            row_of([result(k, 640, long=n) for k, n in enumerate((9, 30, 12))], score="long: letters",
                   expected=["at least", 12]),
            "12 (9 to 30) letters; 640 sequences of training",
            (2, 3),
        ),
        (
            row_of([result(k, 640, share=n) for k, n in enumerate((0.25, 0.5, 1.0))], score="share: of all",
                   expected=["at most", 0.5]),
            "0.500 (0.250 to 1) of all; 640 sequences of training",
            (2, 3),
        ),
        (row_of([result(0, 4000)], expected=[]), "4,000 sequences", None),
    ],
)  # fmt: skip
def test_the_report_counts(row, words, agrees):
    assert report.here(row) == words
    assert report.verdict(row) == agrees


def cells(table):
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.replace("\\|", "/").strip("|").split("|")] for line in lines]


def test_the_table_has_one_line_for_each_row():
    made = {"command": "c", "date": "2001-02-03", "versions": {"Python": "3.11"}, "machine": "m"}
    good = row_of([result(k, 4000) for k in range(3)], label=FAITHFUL)
    bad = row_of([result(k, 4000, k > 0) for k in range(3)])
    table = report.table({"made": made, "rows": [good, bad]})
    head, _, first, second = cells(table)
    assert head == list(report.COLUMNS)
    assert first[:3] == ["a\\^n / b", "net (1,234 weights)", "3,000 sequences [table 1]"]
    assert (first[4], first[5], first[6], first[7]) == ("3/3", "2.0", "yes", "faithful")
    assert (second[4], second[6], second[7]) == ("2/3", "2 of 3. No idea.", "modern")
    assert "6 trained nets" in table
    assert "2001-02-03" in table


def points(ax):
    """Return everything drawn as single markers or lines: (marker, x, y)."""
    return [
        (line.get_marker(), x, y)
        for line in ax.get_lines()
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
    ]


def test_the_figure_draws_the_numbers_of_the_table():
    lag = {"q": 50, "p": 50}
    rows = [
        row_of([result(0, 4000), result(1, 6000), result(2, 9000, False)], id="noisy-lag/chrono-50", settings=lag),
        row_of([result(k, 8000, False) for k in range(3)], id="noisy-lag/rnn-50", settings=lag,
               paper_sequences=None, expected=["fails"]),
        row_of([result(0, 700), result(1, 900, False)], id="temporal-order/6a-bias-x", net="LSTM, forget bias 3",
               paper_sequences=None, expected=[]),
    ]  # fmt: skip
    axes = plots.figure({"rows": rows}).get_axes()
    titles = [ax.get_title(loc="left") or ax.get_title() for ax in axes]
    assert len(axes) == 4, titles
    curve, bars, beside, agreement = axes
    assert {("o", 51, 4000), ("o", 51, 6000), ("x", 51, 9000), ("x", 51, 8000), ("o", 51, 3000)} <= set(
        points(curve)
    )
    assert [bar.get_width() for bar in bars.patches] == [1]
    assert [text.get_text() for text in bars.texts] == ["1 of 2: 1k"]
    assert {("D", 3000, 0), ("o", 5000, 0), ("x", 9000, 0)} <= set(points(beside))
    assert [bar.get_width() for bar in agreement.patches] == [1.0]
    assert [label.get_text() for label in agreement.get_yticklabels()] == ["noisy-lag/rnn-50"]
    assert len(plots.figure({"rows": rows[1:2]}).get_axes()) == 2


# --- the recorded run -----------------------------------------------------------------------------

RECORDED = Path(definition.__file__).parent / "results"


@pytest.fixture(scope="module")
def recorded():
    assert report.RECORDED == RECORDED
    return report.recorded()


def test_the_recorded_run_is_of_this_code(recorded):
    """Where this fails, the code has changed since: run `lstm-course reproduce` and record its result."""
    rows = {row["id"]: row for row in recorded["rows"]}
    assert list(rows) == list(ROWS)
    stale = [name for name, row in rows.items() if row["fingerprint"] != ROWS[name].fingerprint]
    assert stale == []
    for name, row in rows.items():
        texts = {key: getattr(ROWS[name], key) for key in report.TEXTS}
        assert {key: row[key] for key in report.TEXTS} == texts | {"expected": list(texts["expected"])}
        assert [one["seed"] for one in row["results"]] == list(range(ROWS[name].seeds))
        assert len(row["results"]) >= 3
    assert len(rows) >= 12
    assert {"command", "date", "versions", "machine"} == set(recorded["made"])


def test_the_recorded_table_is_what_the_report_makes(recorded):
    assert (RECORDED / "table.md").read_text(encoding="utf-8") == report.table(recorded)
    figure = (RECORDED / "figure.png").read_bytes()
    assert figure.startswith(b"\x89PNG")
    assert len(figure) < 300_000
    assert {path.name for path in RECORDED.iterdir()} == {"results.json", "table.md", "figure.png"}


def test_where_the_paper_is_not_reached_the_table_says_why(recorded):
    lines = cells((RECORDED / "table.md").read_text(encoding="utf-8"))[2:]
    assert len(lines) == len(recorded["rows"])
    for row, line in zip(recorded["rows"], lines, strict=True):
        agrees = report.verdict(row)
        if agrees and agrees[0] < agrees[1]:
            assert row["why"], row["id"]
            assert row["why"] in line[6].replace("/", "|")
        if not row["score"]:
            failed = [one for one in row["results"] if not one["solved"]]
            assert line[4] == f"{len(row['results']) - len(failed)}/{len(row['results'])}"
            assert all(f"{one['sequences']:,}" in line[3] for one in failed[:1])


def test_what_the_course_claims_is_in_the_recorded_run(recorded):
    rows = {row["id"]: row["results"] for row in recorded["rows"]}
    for name in ("noisy-lag/chrono-50-50", "noisy-lag/chrono-1000-1000"):
        assert all(one["solved"] and one["sequences"] < 20_000 for one in rows[name])
    assert not any(one["solved"] for one in rows["noisy-lag/default-50"])
    assert all(one["solved"] and one["sequences"] < 48_000 for one in rows["temporal-order/6a"])
    assert not any(one["solved"] for one in rows["temporal-order/6a-bias-default"])
    with_gate, without = rows["continual-reber/forget-gate"], rows["continual-reber/no-forget-gate"]
    assert all(one["state"][-1] < 60 for one in with_gate)
    assert all(one["state"][-1] > 3 * one["state"][0] > 300 for one in without)
    assert all(one["accuracy_512"] == 1 for one in rows["parity/lstm"])
    assert all(one["accuracy_512"] < 0.65 for one in rows["parity/transformer"])
    error = {name: [one["error"] for one in rows[f"framewise/{name}"]] for name in FRAMEWISE}
    assert all(max(error[a]) < min(error[b]) for a, b in itertools.pairwise(FRAMEWISE))
    for key in ("words_8", "words_12", "words_16"):
        right = {name: [one[key] for one in rows[f"translation/{name}"]] for name in TRANSLATION}
        assert all(max(right[a]) < min(right[b]) for a, b in itertools.pairwise(TRANSLATION))
    for plain, turned in zip(rows["translation/forward"], rows["translation/reversed"], strict=True):
        assert abs(plain["words_30"] - turned["words_30"]) < 0.05
    assert all(0.3 < 1 - one["words_30"] < 0.65 for one in rows["translation/attention"])
    assert all(one["prefix"] < one["best_path"] for one in rows["spelling/half-trained"])
    assert all(abs(one["prefix"] - one["best_path"]) < 0.005 for one in rows["spelling/trained"])


@pytest.mark.slow
def test_a_recorded_row_is_reproduced(recorded):
    """The cheapest rows once more: solved again, and within half and twice the recorded sequences."""
    rows = {row["id"]: row for row in recorded["rows"]}
    for name in ("noisy-lag/chrono-50-50", "parity/rnn"):
        row = ROWS[name]
        for seed, found in row.run(row.settings, [0]):
            old = rows[name]["results"][seed]
            assert found["solved"] == old["solved"]
            assert old["sequences"] / 2 <= found["sequences"] <= 2 * old["sequences"]


def test_a_delayed_answer_is_given_so_many_frames_later():
    """A net that repeats its input says at frame t + delay what it saw there; the last ones see empty frames."""
    from lstm_course.reproduce.experiments import framewise

    x = np.arange(1.0, 7).reshape(1, 6, 1)
    data = x, np.zeros((1, 6), int), np.array([6])
    seen = []

    def net(x, lengths):
        seen.append(lengths.tolist())
        return x

    for delay in (0, 2):
        logits, target = framewise._answer(net, data, delay)
        assert logits[0, :, 0].tolist() == [*range(1 + delay, 7), *[0] * delay]
        assert target.shape == (1, 6)
    assert seen == [[6], [8]]


@pytest.mark.parametrize("turned", [False, True])
def test_a_translation_is_word_for_word_in_the_order_of_the_source(turned):
    from lstm_course.reproduce.experiments import translation

    words, lengths = np.array([6, 4, 5]), np.array([1, 5, 3])
    source, given, target = translation._batch(words, lengths, np.random.default_rng(0), {"reversed": turned})
    assert given.tolist() == [1, 5, 3]
    assert source.shape == (3, 5)
    assert target.shape == (3, 6)
    for row, answer, length in zip(source.tolist(), target.tolist(), lengths, strict=True):
        assert row[length:] == [0] * (5 - length)
        read = row[:length][::-1] if turned else row[:length]
        assert answer == [*({4: 6, 5: 4, 6: 5}[word] for word in read), 3, *[0] * (5 - length)]
    assert len(set(source[1].tolist())) > 1


def test_what_a_net_translates_is_compared_with_the_dictionary():
    """A net that knows the dictionary but errs in one word of the second sentence."""
    from lstm_course.reproduce.experiments import translation

    words = np.array([6, 4, 5])

    class Knows:
        def encode(self, source, lengths):
            answer = torch.from_numpy(words)[source - 4]
            answer[1, 2] = 9
            ends = torch.full((len(source), 1), 3)
            return torch.cat([answer, ends], dim=1), torch.zeros(len(source), 1, dtype=torch.long)

        def step(self, symbols, state):
            answer, place = state
            log_p = torch.full((len(symbols), 10), -9.0)
            log_p.scatter_(1, answer.gather(1, place), 0.0)
            return log_p, (answer, place + 1)

    settings = {"reversed": False, "test": 4}
    exact, in_place = translation._right(Knows(), words, 5, np.random.default_rng(1), settings)
    assert exact == 3 / 4
    assert in_place == 19 / 20


def test_letter_errors_are_counted_for_each_letter_of_the_texts():
    from lstm_course.reproduce.experiments import spelling

    items = [(None, [1, 2, 3]), (None, [1, 1])]
    assert spelling._error([[1, 2, 3], [1, 1]], items) == 0
    assert spelling._error([[1, 3], []], items) == 3 / 5
