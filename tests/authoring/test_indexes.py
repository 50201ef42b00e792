"""The ways into the course: every entry leads somewhere, and the command prints what the records say."""

import re
from pathlib import Path

import pytest

from lstm_course import check, cli
from lstm_course.authoring import indexes
from lstm_course.check.misconceptions import TITLES
from lstm_course.notebook.files import NotebookError

ROOT = Path(__file__).parents[2]


def test_forty_topics_are_taught_and_asked_for():
    rows = indexes.topics(ROOT)
    assert [row[0] for row in rows] == [f"S{k:02}" for k in range(1, 41)]
    assert all(topic and taught and tested for _, topic, taught, tested in rows)
    assert len({row[1] for row in rows}) == 40


def test_every_misconception_is_found_by_an_exercise():
    rows = indexes.misconceptions(ROOT)
    assert [row[:2] for row in rows] == list(TITLES.items())
    names = {f"{record.number} {record.name}" for record in check.records().values()}
    assert all(set(exercises.split(", ")) <= names for _, _, exercises in rows)


def test_every_row_of_the_reproduction_has_its_paper():
    import json

    results = json.loads((ROOT / "lstm_course/reproduce/results/results.json").read_text(encoding="utf-8"))
    found = [row for _, rows in indexes.papers(ROOT) for row in rows.split(", ")]
    assert sorted(found) == sorted(row["id"] for row in results["rows"])
    assert "Hochreiter and Schmidhuber 1997" in dict(indexes.papers(ROOT))


def test_every_claim_has_a_verdict_and_the_command_that_tests_it_again():
    rows = indexes.claims(ROOT)
    assert [row[0] for row in rows] == [f"E{k}" for k in range(1, 53)]
    assert {row[2] for row in rows} <= {"holds", "fails", "undecided"}
    assert all(row[4] == f"`lstm-course claims {row[0]}`" for row in rows)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (
            'taught = ["03 No such section"]\ntested = ["lstm_step"]',
            "there is no section '03 No such section'",
        ),
        ('taught = ["98 Gates"]\ntested = ["lstm_step"]', "there is no section '98 Gates'"),
        ('taught = ["03 All four at once"]\ntested = ["lstm_stop"]', "there is no exercise lstm_stop"),
    ],
)
def test_what_leads_nowhere_is_an_error(tmp_path, monkeypatch, entry, words):
    file = tmp_path / "topics.toml"
    file.write_text(f'[S01]\ntopic = "t"\n{entry}\n')
    monkeypatch.setattr(indexes, "TOPICS", file)
    with pytest.raises(NotebookError, match=words):
        indexes.topics(ROOT)


def test_a_bar_in_a_cell_does_not_end_it():
    assert indexes.table(("a", "b"), [("x|y", "z")]).splitlines()[-1] == r"| x\|y | z |"


@pytest.mark.slow
def test_the_command_prints_what_is_asked_for(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert cli.main(["index"]) == 0
    said = capsys.readouterr().out
    for title, _, rows in indexes.INDEXES.values():
        assert f"{title}: {len(rows(ROOT))} entries" in said
    assert cli.main(["index", "museum"]) == 0
    assert "The bug museum" in (alone := capsys.readouterr().out)
    assert "topic" not in alone.splitlines()[0]
    assert cli.main(["index", "birds"]) == 2
    assert "There is no index 'birds': choose from topics" in capsys.readouterr().err


def test_a_lesson_that_its_reader_has_changed_is_named_in_one_sentence(monkeypatch, capsys):
    def changed(root):
        raise NotebookError("notebooks/03_the_lstm_cell.ipynb: notebook format 4.4, expected 4.5")

    monkeypatch.setitem(indexes.INDEXES, "topics", ("Topics", (), changed))
    assert cli.main(["index", "topics"]) == 1
    assert capsys.readouterr().err == "notebooks/03_the_lstm_cell.ipynb: notebook format 4.4, expected 4.5\n"


def test_the_page_of_what_is_alone_here_counts_right():
    page = (ROOT / "site/alone.md").read_text(encoding="utf-8")
    tens = "Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"
    ones = "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"
    for name, (index, noun) in {
        "claims": (indexes.claims, "popular claims"),
        "misconceptions": (indexes.misconceptions, "misconceptions"),
        "topics": (indexes.topics, "topics of"),
    }.items():
        (said,) = re.findall(rf"^\| (\S+) {noun}", page, flags=re.M)
        ten, _, one = said.partition("-")
        assert 20 + 10 * tens.index(ten) + ones.index(one) == len(index(ROOT)), name
    assert "thousands of known mistakes" in page
    assert sum(len(record.mutants) for record in check.records().values()) >= 2000
