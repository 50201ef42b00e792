"""The figures of a student's own notebook on the student's page: pictures only, of a limited size."""

import base64
import copy
import io
import re
import struct
import zlib

import matplotlib.figure
import numpy as np
import pytest
from matplotlib.image import imread
from submissions import LESSON, SOURCE, cell, code, notebook, write

from lstm_course.grading.handed_back.feedback import html_page
from lstm_course.grading.handed_back.pictures import MAX_BYTES, MAX_FIGURES, plain_png, shown
from lstm_course.grading.handed_in.figures import figures_in, figures_of
from lstm_course.grading.handed_in.job import Job
from lstm_course.grading.handed_in.source import read_source
from lstm_course.grading.result import Question, Result

ORIGINAL = read_source(SOURCE)


def drawn(size=2.0):
    """A figure as Matplotlib writes it, with its own chunks of text."""
    figure = matplotlib.figure.Figure(figsize=(size, 1), dpi=50)
    figure.add_subplot().plot([0, 1, 0])
    stream = io.BytesIO()
    figure.savefig(stream, format="png", metadata={"Author": "<script>alert(1)</script>"})
    return stream.getvalue()


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width=2, height=2, depth=8, colour=2, interlaced=0, pixels=None, **more):
    """A PNG from its parts, as the standard says, with anything wrong that a test wants."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    rows = b"".join(b"\0" + b"\x7f" * (width * 3) for _ in range(height)) if pixels is None else pixels
    body = [
        chunk(b"IHDR", head),
        *more.get("before", []),
        chunk(b"IDAT", zlib.compress(rows)),
        chunk(b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(body) + more.get("after", b"")


def output(content):
    return {
        "output_type": "display_data",
        "metadata": {},
        "data": {"image/png": base64.encodebytes(content).decode(), "text/html": "<b>no</b>"},
    }


def test_picture_stays_the_same_and_its_text_goes():
    given = drawn()
    made = plain_png(given)
    assert b"<script>" in given
    assert b"<script>" not in made
    np.testing.assert_array_equal(imread(io.BytesIO(made)), imread(io.BytesIO(given)))
    assert plain_png(made) == made
    assert plain_png(png()) == png()
    assert plain_png(png(before=[chunk(b"tEXt", b"x")], after=b"<html>")) == png()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg onload='alert(1)'/>",
        b"GIF89a" + bytes(50),
        png()[:-20],
        png()[:40] + b"\xff" + png()[41:],  # a wrong sum
        png(width=0),
        png(width=5000, height=5000, pixels=b""),  # too many pixels
        png(pixels=bytes(10**7)),  # more than the head says
        png(pixels=b"\0"),
        png(depth=3),
        png(colour=3),  # without a palette
        png(interlaced=1),
        drawn() + bytes(MAX_BYTES),
        b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""),
    ],
)
def test_what_is_no_picture_is_not_shown(content):
    assert plain_png(content) is None
    assert shown([base64.b64encode(content).decode()]) == ([], 1)


def test_only_so_many_and_so_large():
    one = base64.b64encode(png()).decode()
    found, left = shown([one] * (MAX_FIGURES + 3))
    assert (len(found), left) == (MAX_FIGURES, 3)
    assert shown(["!", "\u00e9" * 8, one]) == ([f"data:image/png;base64,{one}"], 2)
    rng = np.random.default_rng(0)
    rows = b"".join(b"\0" + rng.bytes(900) for _ in range(1000))
    large = base64.b64encode(png(width=300, height=1000, pixels=rows)).decode()
    found, left = shown([large] * 6)  # 0.9 MB each
    assert (len(found), left) == (4, 2)


def given_figures():
    data = notebook()
    cell(data, "gate")["outputs"] = [output(drawn()), "no output", {"data": []}, {"data": {"image/png": 3}}]
    cell(data, "gate_check")["outputs"] = [output(drawn(3.0))]
    lost = cell(data, "sigmoid")
    lost["metadata"], lost["outputs"] = {}, [output(drawn())]  # its id is left
    data["cells"].append(copy.deepcopy(code("plt.plot([1])")) | {"outputs": [output(b"no picture")]})
    data["cells"].append(code("x") | {"metadata": 3, "id": [], "outputs": [output(drawn())]})
    return data


def test_figures_are_those_of_their_exercise(tmp_path):
    path = write(tmp_path / "a.ipynb", given_figures())
    found = figures_in(path.read_bytes(), ORIGINAL)
    assert {name: len(own) for name, own in found.items()} == {"gate": 2, "sigmoid": 1, "": 2}
    assert figures_in(b'{"cells": ["image/png"', ORIGINAL) == {}
    assert figures_in(write(tmp_path / "b.ipynb", notebook()).read_bytes(), ORIGINAL) == {}


def test_page_shows_them_and_nothing_else(tmp_path):
    path = write(tmp_path / "a.ipynb", given_figures())
    questions = [Question(name, f"2.{k}", 0, 1, "failed") for k, name in enumerate(("sigmoid", "gate"), 1)]
    one = Result("ada", LESSON, "graded", 0, 2, questions=questions, notebook=LESSON)
    read = figures_of([Job("ada", LESSON, LESSON, path)], {LESSON: ORIGINAL})
    page = html_page("ada", [one], figures=read)
    assert re.findall(r"<img src=\"([^,]+),[^\"]*\" alt=\"([^\"]+)\">", page) == [
        ("data:image/png;base64", "Your figures for 2.1, number 1"),
        ("data:image/png;base64", "Your figures for 2.2, number 1"),
        ("data:image/png;base64", "Your figures for 2.2, number 2"),
        ("data:image/png;base64", "Figures of your notebook, number 1"),
    ]
    assert page.count("<img") == 4
    assert "1 more: too large for this page, or no picture." in page
    assert "img-src data:" in page
    assert "<b>no</b>" not in page
    path.unlink()
    assert "<img" not in html_page("ada", [one], figures=read)
    assert "<img" not in html_page("ben", [Result("ben", LESSON, "graded", 0, 0)], figures=read)
