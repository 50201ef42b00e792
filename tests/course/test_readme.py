"""The README says what is there."""

import json
import re
from pathlib import Path

import numpy as np

from lstm_course import check

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def first_cell(path):
    return "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])


def test_the_table_of_lessons_is_that_of_the_notebooks():
    rows = re.findall(
        r"^\| \[(.+?)\]\((.+?)\) \| (.+?) \| \[(\d\d)\]\((.+?)\) \| (\d+) \|$", README, flags=re.M
    )
    found = {
        link: (title, question, exercise, minutes) for title, link, question, _, exercise, minutes in rows
    }
    wanted = {}
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        text = first_cell(path)
        wanted[f"notebooks/{path.name}"] = (
            re.search(r"^# (.+)$", text, flags=re.M)[1],
            re.search(r"^\*\*(.+?)\*\*", text, flags=re.M)[1],
            f"exercises/{path.name}",
            re.search(r"About (\d+) minutes", text)[1],
        )
    assert found == wanted


def test_links_lead_somewhere():
    for link in re.findall(r"\]\(([^)#]+?)\)", README):
        assert (ROOT / link).exists(), link


def test_the_check_speaks_as_the_readme_says():
    def my_step(x, h_prev, c_prev, W_x, W_h, b):
        i, f, g, o = np.split(x @ W_x + h_prev @ W_h + b, 4, axis=1)
        i, f, o = (1 / (1 + np.exp(-a)) for a in (i, f, o))
        c = f * c_prev + i * np.tanh(g)
        return o * c, c

    result = check.run("lstm_step", my_step)
    assert result.hint == "M12"
    assert str(result) in re.sub(r"\s+", " ", README)


def test_glossary_and_palette_agree():
    from lstm_course.plots import COLOURS

    for letter in "ifgoh":
        row = re.search(rf"^\| {letter} \|.*$", README, flags=re.M)[0]
        assert COLOURS[letter] in row
