"""The board: 52 claims, each with a test that can fail, and verdicts that follow from the recorded numbers."""

import dataclasses
import inspect
import itertools
import json
import math
import pickle
from pathlib import Path

import numpy as np
import pytest

from lstm_course import claims, cli
from lstm_course.cells import lstm_step
from lstm_course.check.misconceptions import TITLES
from lstm_course.check.records import numbers
from lstm_course.claims import command, register
from lstm_course.claims.definition import FAILS, HOLDS, UNDECIDED, Fact, Measurement, interval, verdict
from lstm_course.claims.groups import cell, scores, tasks
from lstm_course.nets.side_by_side import SideBySide
from lstm_course.reproduce.journal import Journal
from lstm_course.reproduce.runner import Run

ENTRIES = register.entries()
FACTS = [id for id, entry in ENTRIES.items() if isinstance(entry, Fact)]
MEASURED = [id for id, entry in ENTRIES.items() if isinstance(entry, Measurement)]
EXERCISES = numbers()
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def without_time(results):
    return [{key: value for key, value in result.items() if key != "cpu_seconds"} for result in results]


# --- the entries ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_every_claim_is_there_once_in_order():
    found = [entry.id for family in register.families() for entry in family.claims()]
    assert sorted(found) == sorted(f"E{k}" for k in range(1, 53))
    assert list(ENTRIES) == [f"E{k}" for k in range(1, 53)]
    assert len({entry.text for entry in ENTRIES.values()}) == 52
    assert len({entry.fingerprint for entry in ENTRIES.values()}) == 52
    assert set(FACTS) | set(MEASURED) == set(ENTRIES)


@pytest.mark.parametrize("id", ENTRIES)
def test_an_entry_names_a_section_and_an_exercise_or_misconception_that_exist(id):
    entry = ENTRIES[id]
    (path,) = NOTEBOOKS.glob(f"{entry.lesson:02}_*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    lines = "\n".join("".join(one["source"]) for one in cells if one["cell_type"] == "markdown").split("\n")
    assert {f"## {entry.section}", f"### {entry.section}"} & set(lines)
    assert entry.belongs in TITLES or entry.belongs in EXERCISES
    assert entry.text.endswith(".")
    assert pickle.loads(pickle.dumps(entry)).fingerprint == entry.fingerprint  # another process can run it


@pytest.mark.parametrize("id", MEASURED)
def test_a_measurement_has_seeds_a_margin_and_settings_that_can_be_stored(id):
    entry = ENTRIES[id]
    assert entry.seeds >= 3
    assert math.isfinite(entry.least)
    assert entry.sentence
    assert json.loads(json.dumps(entry.settings)) == entry.settings


# --- the rule -------------------------------------------------------------------------------------


def missed(n, left_out):
    """Count by brute force how often an interval of n values misses the median, each above or below it by a coin."""
    above = [sum(signs) for signs in itertools.product((0, 1), repeat=n)]
    return np.mean([k <= left_out or n - k <= left_out for k in above])


@pytest.mark.parametrize("n", range(1, 13))
def test_the_interval_leaves_out_as_much_as_five_percent_allow(n):
    values = np.random.default_rng(n).permutation(n)
    low, middle, high = interval(values)
    left_out = int(low)
    assert (low, high) == (left_out, n - 1 - left_out)
    assert middle == np.median(values)
    assert missed(n, left_out) <= 0.05 or (left_out == 0 and n < 6)
    assert missed(n, left_out + 1) > 0.05


@pytest.mark.parametrize(
    ("values", "least", "wanted"),
    [
        ([1, 2, 3], 1, HOLDS),
        ([1, 2, 3], 1.01, UNDECIDED),
        ([1, 2, 3], 3, UNDECIDED),
        ([1, 2, 3], 3.01, FAILS),
        ([-0.004, 0.005, 0.003], 0.01, FAILS),  # a difference too small to matter is no undecided one
        ([-1, math.nan, -1], 0, UNDECIDED),
        ([math.inf, 1, 1], 0, HOLDS),
        ([5], 5, HOLDS),
        (
            [0] * 1 + [1] * 11,
            1,
            HOLDS,
        ),  # of twelve values one may stray: the interval leaves out two at each end
        ([0] * 3 + [1] * 9, 1, UNDECIDED),
    ],
)
def test_three_verdicts(values, least, wanted):
    assert verdict(values, least) == wanted
    assert verdict(values[::-1], least) == wanted


def test_no_values_no_verdict():
    with pytest.raises(ValueError, match="values: got none"):
        verdict([], 0)


@pytest.mark.parametrize("where", range(3))
def test_where_a_value_is_no_number_no_end_of_the_interval_is_one(where):
    values = [3.0, 1.0, 2.0]
    values[where] = math.nan
    assert np.isnan(interval(values)).all()


# --- facts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("id", FACTS)
def test_a_fact_fails_as_recorded_and_would_not_if_the_claim_were_true(id):
    claim = claims.run(id)
    assert claim == claims.recorded(id) == claims.run(id)  # twice: nothing is left behind
    assert claim.verdict == FAILS
    assert claim.interval is None
    assert "{" not in claim.evidence
    entry = ENTRIES[id]
    _, claimed = entry.fact()
    true = dataclasses.replace(entry, fact=lambda: (claimed, claimed))
    assert true.verdict([result for _, result in true.run({}, [0])]) == HOLDS


MUTANTS = {  # a cell for which the claim is true: what is replaced in the step
    "E1": ("h = o * np.tanh(c)", "h = o * np.tanh(c) + h_prev"),
    "E3": ("f = sigmoid(a_f)", "f = 0 * a_f"),
    "E4": ("f = sigmoid(a_f)", "f = 1 - sigmoid(a_i)"),
    "E16": ("o = sigmoid(a_o)", "o = sigmoid(x @ W_x[:, -h_prev.shape[1] :] + c_prev)"),
    "E42": ("f = sigmoid(a_f)", "f = 1 - sigmoid(a_f)"),
    "E43": ("g = np.tanh(a_g)", "g = np.tanh(a_g + a_i)"),
    "E49": ("f = sigmoid(a_f)", "f = 1 + 0 * a_f"),
    "E50": ("h = o * np.tanh(c)", "h = o * c"),
}


@pytest.mark.parametrize("id", MUTANTS)
def test_in_a_cell_for_which_it_is_true_the_claim_holds(id, monkeypatch):
    old, new = MUTANTS[id]
    text = inspect.getsource(inspect.unwrap(lstm_step)).partition("\n")[2]  # without its decorator
    assert text.count(old) == 1
    space = dict(inspect.unwrap(lstm_step).__globals__)
    exec(text.replace(old, new), space)
    monkeypatch.setattr(cell, "lstm_step", space["lstm_step"])
    assert claims.run(id).verdict == HOLDS


def test_other_mutants(monkeypatch):
    monkeypatch.setattr(scores, "root_mean_squared_error", scores.mean_absolute_error)
    assert claims.run("E5").verdict == HOLDS
    monkeypatch.setattr(tasks, "log_likelihood", lambda log_p, target: 0.0)
    assert claims.run("E27").verdict == HOLDS
    net = cell.Net1997
    monkeypatch.setattr(cell, "Net1997", lambda *sizes, rngs: net(*sizes, rngs=rngs, forget_gates=True))
    assert claims.run("E14").verdict == HOLDS


# --- measurements ---------------------------------------------------------------------------------


TINY = {
    "E10": {"steps": 2, "length": 12, "test": 20},
    "E11": {"steps": 2, "length": 12, "test": 20},
    "E35": {"steps": 2, "large": 60, "rates": [0.01]},
}


@pytest.mark.slow
@pytest.mark.parametrize("id", ["E17", "E24", "E25", "E41", "E47"])
def test_a_measurement_of_milliseconds_gives_what_is_recorded(id):
    here, recorded = claims.run(id), claims.recorded(id)
    assert here.verdict == recorded.verdict
    assert here.interval == pytest.approx(recorded.interval, rel=1e-3)


@pytest.mark.slow
def test_tiny_trainings_through_the_runner_resume(tmp_path):
    chosen = [
        dataclasses.replace(ENTRIES[id], settings=ENTRIES[id].settings | more) for id, more in TINY.items()
    ]
    lines = []
    journal = Journal(tmp_path)
    Run(chosen[:2], 1, journal, {}, lines.append).go()
    first = dict(journal.results)
    run = Run(chosen, 2, journal, {}, lines.append)
    assert len(run.units) == 4  # one seed more of two, and two of the third
    run.go()
    journal.close()
    assert not run.failed
    assert all(journal.results[key] == result for key, result in first.items())
    assert "value" in lines[0]
    for entry in chosen:
        assert entry.fingerprint != ENTRIES[entry.id].fingerprint
        results = command.collected(entry, 2, journal.results)
        assert [result["seed"] for result in results] == [0, 1]
        assert without_time(r for _, r in entry.run(entry.settings, [1])) == without_time(
            [{k: v for k, v in results[1].items() if k != "seed"}]
        )
        claim = register.settled(entry, results)
        assert claim.seeds == 2
        assert claim.interval[0] <= claim.interval[1] <= claim.interval[2]


def test_the_two_cells_of_e35_have_about_as_many_weights():
    settings = ENTRIES["E35"].settings
    gru, lstm = (
        SideBySide(tasks.KINDS[cell], (8, settings[cell], 10), [0]).parameters_each
        for cell in ("gru", "lstm")
    )
    assert abs(gru / lstm - 1) < 0.02


# --- the record -----------------------------------------------------------------------------------


def test_recorded_verdicts_follow_from_recorded_numbers():
    rows = json.loads(register.RESULTS.read_text(encoding="utf-8"))["claims"]
    assert [row["id"] for row in rows] == list(ENTRIES)
    for row in rows:
        entry = ENTRIES[row["id"]]
        assert row["fingerprint"] == entry.fingerprint, (
            f"{entry.id} has changed: lstm-course claims {entry.id}"
        )
        assert [result["seed"] for result in row["results"]] == list(range(entry.seeds))
        if isinstance(entry, Fact):
            assert row["interval"] is None
            continue
        values = sorted(result["value"] for result in row["results"])
        n, out = len(values), 0
        while 2 * sum(math.comb(n, k) for k in range(out + 2)) / 2**n <= 0.05:
            out += 1
        low, high = values[out], values[n - 1 - out]
        assert row["interval"] == [low, float(np.median(values)), high]
        assert row["verdict"] == (HOLDS if low >= entry.least else FAILS if high < entry.least else UNDECIDED)


def test_the_table_is_that_of_the_results():
    results = json.loads(register.RESULTS.read_text(encoding="utf-8"))
    stored = register.RESULTS.with_name("board.md").read_text(encoding="utf-8")
    assert command.table(results["made"], claims.board()) == stored
    assert stored.count("\n| E") == 52


# --- the board ------------------------------------------------------------------------------------


def test_the_board_with_guesses():
    plain = claims.board()
    assert [claim.id for claim in plain] == list(ENTRIES)
    assert all(claim.guess is None and claim.right is None for claim in plain)
    guesses = {"E5": FAILS, "E6": UNDECIDED}
    by_id = {claim.id: claim for claim in claims.board(guesses)}
    assert (by_id["E5"].right, by_id["E6"].right, by_id["E7"].right) == (True, False, None)
    assert guesses == {"E5": FAILS, "E6": UNDECIDED}
    with pytest.raises(ValueError, match="unknown claim 'E53'; there are E1 to E52"):
        claims.board({"E53": FAILS})
    with pytest.raises(ValueError, match=r"guesses\['E5'\]: got 'false', expected 'holds'"):
        claims.board({"E5": "false"})


@pytest.mark.parametrize("seeds", [0, -1, 1.5, True, "3"])
def test_seeds_that_are_none(seeds):
    with pytest.raises(ValueError, match="seeds: got"):
        claims.run("E5", seeds)


# --- the command ----------------------------------------------------------------------------------


def test_without_arguments_the_board_is_listed(capsys):
    assert cli.main(["claims"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 53
    assert lines[4].startswith("E5 ")
    assert "fails" in lines[4]
    assert "lesson 12" in lines[4]
    assert "RMSE" in lines[4]
    counts = [sum(claim.verdict == word for claim in claims.board()) for word in (HOLDS, FAILS, UNDECIDED)]
    assert lines[-1] == "52 claims: holds {}, fails {}, undecided {}.".format(*counts)


@pytest.mark.slow
def test_recorded_stands_beside_here_and_a_second_run_computes_nothing(capsys, tmp_path):
    words = ["claims", "E5", "E17", "E5", "--jobs", "1", "--out", str(tmp_path)]
    assert cli.main(words) == 0
    out = capsys.readouterr().out
    assert "[7/7]" in out
    assert out.count("  recorded  fails") == out.count("  here      fails") == 2
    assert cli.main(words) == 0
    assert "[" not in capsys.readouterr().out.replace("[7/7]", "")
    assert cli.main([*words[:1], "E6", *words[4:]]) == 0  # what is there already stays
    rows = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["claims"]
    assert [row["id"] for row in rows] == ["E5", "E6", "E17"]


def test_another_verdict_is_an_exit_code_of_1(capsys, tmp_path, monkeypatch):
    kept = {"E5": [{"found": 3.0, "claimed": 3.0, "cpu_seconds": 0.0}]}
    monkeypatch.setattr(register, "kept", lambda: kept)
    assert cli.main(["claims", "E5", "E6", "--jobs", "1", "--out", str(tmp_path)]) == 1
    printed = capsys.readouterr()
    assert "E5 fails, recorded: holds" in printed.err
    assert "recorded  nothing" in printed.out


def test_an_unknown_claim_and_a_folder_in_use(capsys, tmp_path):
    with pytest.raises(SystemExit, match="2"):
        cli.main(["claims", "E99", "--out", str(tmp_path)])
    assert "unknown claim 'E99'" in capsys.readouterr().err
    journal = Journal(tmp_path)
    try:
        assert cli.main(["claims", "E5", "--jobs", "1", "--out", str(tmp_path)]) == 2
    finally:
        journal.close()
