"""A report on a claim: the example holds, every fault turns its own line red, and the numbers are those of the run."""

import json
import re
import tomllib

import nbformat
import numpy as np
import pytest
from scipy import stats

from lstm_course import report
from lstm_course.cli import main
from lstm_course.report import checks
from lstm_course.report import depth as run
from lstm_course.report.command import main as command

EXAMPLE = report.example()
FACTS = tomllib.loads(re.search(r"```toml\n(.*?)```", EXAMPLE, flags=re.DOTALL)[1])


def status(text):
    return {finding.id: finding.status for finding in report.review(text)}


def test_every_line_of_the_rubric_is_checked_or_left_to_a_person():
    lines = report.rubric()
    machine = {line["id"] for line in lines if line["who"] == "machine"}
    assert machine == checks.NEED_FACTS.keys() | checks.NEED_NO_FACTS.keys()
    assert {line["who"] for line in lines} == {"machine", "person"}
    assert len({line["id"] for line in lines}) == len(lines)


def test_the_example_passes_and_leaves_the_rest_to_a_person():
    found = report.review(EXAMPLE)
    assert {finding.status for finding in found} == {"ok", "person"}
    assert all(not finding.sentence for finding in found)
    assert report.review(EXAMPLE) == found


def test_the_template_has_all_sections_and_passes_nothing_by_itself():
    text = report.template()
    assert re.findall(r"^## (.+)", text, flags=re.MULTILINE) == list(checks.SECTIONS)
    found = status(text)
    assert "ok" not in found.values()
    assert found["sections"] == found["facts"] == "no"
    assert found["seeds"] == "open"


FAULTS = {  # old text -> new text in the example, and the lines that must turn red, all of them
    "sections": [("## Limits", "## Limit"), ("The 1,797 digits", "TODO digits")],
    "facts": [
        ("margin = 1.0", ""),
        ("margin = 1.0", 'margin = "small"'),
        ("seeds = [0,", 'seeds = ["a",'),
        ("```toml", "```"),
        ("margin = 1.0", "margin = ="),
        ("test_looks = 1", "test_looks = true"),
        ("[baseline]", "[baselines]"),
    ],
    "question": [
        ("of accuracy?", "of accuracy."),
        ("two layers better", "a deep net better"),
        ("at least 1 point", "some points"),
    ],
    "seeds": [
        ("tuning_seeds = [100,", "tuning_seeds = [7,"),
        ("seeds = [0, 1, 2, 3, 4, 5, 6, 7]", "seeds = [0, 1, 2, 3, 4, 5, 6, 6]"),
    ],
    "baseline": [('"logistic regression on the 64 pixels"', '"One layer "')],
    "budget": [
        ("trainings = 20\nchosen = 0.04\nscores = [92", "trainings = 40\nchosen = 0.04\nscores = [92"),
        ("parameters = 4010", "parameters = 8010"),
        ("trainings = 20", "trainings = 9"),
    ],
    "tuning": [
        ("settings = [0.01, 0.02, 0.04, 0.08]", "settings = [0.02, 0.04]"),
        ("settings = [0.01, 0.02, 0.04, 0.08]", "settings = [0.01, 0.02, 0.04]"),
        ("chosen = 0.04", "chosen = 0.05"),
    ],
    "interval": [("low = -4.31", "low = -3.31"), ("92.6, 92.6, 92.0", "72.6, 92.6, 92.0")],
    "verdict": [('verdict = "fails"', 'verdict = "holds"'), ("The claim fails here", "It is so here")],
    "test": [("test_looks = 1", "test_looks = 3")],
    "again": [("`python -m lstm_course.report.depth`", "My computer")],
}
EACH = [(name, old, new) for name, pairs in FAULTS.items() for old, new in pairs]


@pytest.mark.parametrize(("name", "old", "new"), EACH)
def test_a_fault_turns_its_own_line_red(name, old, new):
    assert old in EXAMPLE
    text = EXAMPLE.replace(old, new) if name == "budget" and "9" in new else EXAMPLE.replace(old, new, 1)
    found = report.review(text)
    red = {finding.id for finding in found if finding.status == "no"}
    assert red - {"limits"} == {name}
    assert all(finding.sentence for finding in found if finding.status in ("no", "open"))
    waits = {finding.id for finding in found if finding.status == "open"}
    assert waits == (checks.NEED_FACTS.keys() if name == "facts" else set())


def test_a_seed_left_out_and_few_words_are_seen():
    few = re.sub(r"(?<=scores = \[)[\d.]+, ", "", EXAMPLE)
    assert status(few)["scores"] == "no"
    short = re.sub(r"## Limits\n.*?## ", "## Limits\n\nNone.\n\n## ", EXAMPLE, flags=re.DOTALL)
    assert [name for name, one in status(short).items() if one == "no"] == ["limits"]
    two = re.sub(r"(?<=seeds = \[)0, 1, 2, 3, 4, 5, 6, 7", "0, 1", EXAMPLE)
    assert {name for name, one in status(two).items() if one == "no"} >= {"seeds", "scores"}


def test_the_interval_of_the_example_is_scipys():
    one, other = (FACTS["models"][place]["scores"] for place in ("first", "second"))
    wanted = stats.ttest_rel(one, other).confidence_interval(FACTS["level"])
    np.testing.assert_allclose((FACTS["result"]["low"], FACTS["result"]["high"]), wanted, atol=0.006)
    for name, scores in (
        ("one layer", other),
        ("two layers", one),
        ("logistic", FACTS["baseline"]["scores"]),
    ):
        row = next(line for line in EXAMPLE.splitlines() if line.startswith(f"| {name}"))
        assert f"{np.mean(scores):.1f}" in row
        assert f"{min(scores)} to {max(scores)}" in row


@pytest.mark.slow
def test_the_example_is_what_its_run_says():
    assert FACTS["seeds"] == list(run.SEEDS)
    assert FACTS["tuning_seeds"] == list(run.TUNING_SEEDS)
    assert FACTS["settings"] == list(run.SETTINGS)
    assert FACTS["margin"] == run.MARGIN
    for place, model in (("first", run.TWO), ("second", run.ONE)):
        facts = FACTS["models"][place]
        assert facts["name"] == model
        assert facts["parameters"] == sum(p.numel() for p in run.Rows(*run.SIZES[model]).parameters())
    assert round(run.logistic(3), 1) == pytest.approx(FACTS["baseline"]["scores"][3], abs=0.41)
    score = run.train(run.ONE, FACTS["models"]["second"]["chosen"], 0, "test")
    assert score == pytest.approx(FACTS["models"]["second"]["scores"][0], abs=2)


def test_no_digit_is_in_two_parts():
    training, validation = run.parts(3)
    test = np.arange(len(run.digits()[0]) - run.TEST, len(run.digits()[0]))
    together = np.concatenate([training, validation, test])
    assert len(np.unique(together)) == len(together) == len(run.digits()[0])


def test_the_command(tmp_path, capsys):
    path = tmp_path / "claim.md"
    assert main(["report", "--new", str(path)]) == 0
    assert path.read_text(encoding="utf-8") == report.template()
    assert command(["--new", str(path)]) == 2
    assert command([str(path)]) == 1
    assert "0 of 13 lines hold" in capsys.readouterr().out
    path.write_text(EXAMPLE, encoding="utf-8", newline="\r\n")
    assert command([str(path)]) == 0
    out = capsys.readouterr().out
    assert "13 of 13 lines hold" in out
    assert "Only a person" in out
    assert command([str(tmp_path / "none.md")]) == 2
    path.write_bytes(b"\xff\xfe")
    assert command([str(path)]) == 2
    assert capsys.readouterr().err.count("lstm-course report:") == 2


def test_a_notebook_is_a_report(tmp_path):
    head, _, tail = EXAMPLE.partition("## Run it again")
    cells = [
        nbformat.v4.new_markdown_cell(head),
        nbformat.v4.new_markdown_cell("## Run it again"),
        nbformat.v4.new_code_cell("from lstm_course.report import example"),
    ]
    path = tmp_path / "claim.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    assert tail
    assert set(status(report.read(path)).values()) == {"ok", "person"}
    path.write_text("no notebook")
    with pytest.raises(ValueError, match="no notebook"):
        report.read(path)


NOTEBOOKS = {  # of other programs, and damaged: what comes out
    "a byte order mark": (b"\xef\xbb\xbf%s", None),
    "UTF-16, as PowerShell writes": ("utf-16", None),
    "a list": (b"[]", "not a notebook"),
    "an object": (b"{}", "no list of cells"),
    "lists without an end": (b"[" * 100_000, "RecursionError"),
    "nothing": (b"", "The file is empty"),
    "a web page": (b"<html>", "an HTML or XML file"),
}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_of_another_program_is_read_and_a_damaged_one_is_called_so(tmp_path, name, capsys):
    content, said = NOTEBOOKS[name]
    book = {"nbformat": 4, "nbformat_minor": 0, "cells": [{"cell_type": "markdown", "source": EXAMPLE}]}
    text = json.dumps(book)
    path = tmp_path / "claim.ipynb"
    path.write_bytes(text.encode(content) if type(content) is str else content.replace(b"%s", text.encode()))
    assert command([str(path)]) == (2 if said else 0)
    assert (said or "") in capsys.readouterr().err
