"""A figure as SVG: the same bytes in every process, exact positions, nothing that nobody sees, and not too heavy."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from urllib.parse import unquote

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstm_course.plots import _vector

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def drawn(figure):
    """Return the SVG of a figure as text and as a tree."""
    text = _vector.svg(figure, 720, 320)
    return text, ElementTree.fromstring(text)


def test_nothing_is_left_that_nobody_sees():
    figure, ax = plt.subplots()
    ax.plot([0, 1, 4], "o-")
    ax.set_title(r"A title with $\frac{a}{b}$ & <more>")
    text, root = drawn(figure)
    assert "\n" not in text
    assert not re.search(r"<\?|<!|<metadata|<style|matplotlib", text)
    names = [one.get("id") for one in root.iter() if one.get("id")]
    used = {one.get(LINK)[1:] for one in root.iter() if one.get(LINK)} | set(
        re.findall(r"url\(#([^)]+)", text)
    )
    assert sorted(set(names)) == sorted(names)
    assert set(names) == used
    assert (root.get("width"), root.get("height")) == ("720", "320")
    assert root.get("style") == "stroke-linejoin:round;stroke-linecap:butt"
    for one in root.iter():
        for numbers in (one.get("d", ""), one.get("x", ""), one.get("y", "")):
            assert not re.search(r"\.\d{3}", numbers)


def test_a_curve_is_where_the_axes_put_it():
    """The oracle is matplotlib's own transform; a point is a point of the SVG, from the top."""
    figure, ax = plt.subplots(figsize=(5, 3))
    x, y = [0.0, 1.0, 2.5, 4.0], [-1.5, 0.25, 1 / 3, -0.7]
    ax.plot(x, y, color="#123456")
    ax.set_axis_off()
    text = _vector.svg(figure, 500, 300)
    found = re.search(r'd="([^"]*)"[^>]*style="fill:none;stroke:#123456', text)[1]
    points = np.array(re.findall(r"-?\d+(?:\.\d+)?", found), dtype=float).reshape(-1, 2)
    expected = ax.transData.transform(np.column_stack([x, y])) * 72 / figure.dpi
    expected[:, 1] *= -1
    moved = points - expected  # the box around what is drawn is cut off: all points move alike
    assert np.abs(moved - moved[0]).max() < 0.011
    assert len(points) == 4


@pytest.mark.slow
def test_the_same_figure_gives_the_same_bytes_in_two_processes():
    code = (
        "import hashlib, matplotlib; matplotlib.use('Agg')\n"
        "import matplotlib.pyplot as plt, numpy as np\n"
        "from lstm_course.plots import _vector\n"
        "figure, axes = plt.subplots(2)\n"
        "axes[0].plot([1, 2], 's--', label='$x^2$'); axes[0].legend(); axes[0].set_ylim(0, 1.5)\n"
        "axes[1].imshow(np.eye(3)); axes[1].fill_between([0, 1], [1, 2], hatch='/')\n"
        "print(hashlib.sha256(_vector.svg(figure, 720, 320).encode()).hexdigest())"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1]
    assert len(runs[0].strip()) == 64


@pytest.mark.slow
@pytest.mark.parametrize(
    ("draw", "pixels"),
    [
        (lambda ax, n: ax.plot(np.arange(n), np.arange(n) % 7, "."), True),
        (lambda ax, n: ax.scatter(np.arange(n), np.arange(n) % 7), True),
        (lambda ax, n: ax.pcolormesh(np.arange(n).reshape(2, -1)), True),
        (lambda ax, n: ax.plot(np.arange(n), np.arange(n) % 7), False),
    ],
    ids=["marks", "scatter", "cells", "line"],
)
def test_very_many_marks_become_pixels_and_a_line_does_not(draw, pixels):
    for n, expected in ((100, False), (4000, pixels)):
        figure, ax = plt.subplots()
        draw(ax, n)
        for _ in range(2):  # the figure is as it was
            assert ("<image" in drawn(figure)[0]) is expected
        assert not any(artist.get_rasterized() for artist in figure.findobj())


@pytest.mark.slow
def test_a_heavy_figure_has_no_svg():
    figure, ax = plt.subplots()
    ax.imshow(np.random.default_rng(0).random((300, 300, 3)), interpolation="nearest")
    assert _vector.svg(figure, 720, 320) is None


def test_the_address_holds_the_whole_drawing():
    text = '<svg a="#1" b="100%">é &amp; <path d="M1 2"/></svg>'
    address = _vector.address(text)
    assert address.startswith("data:image/svg+xml,")
    assert not set(address) & set('<>"#&\n')
    assert unquote(address.partition(",")[2]) == text.replace('"', "'")


def test_the_settings_of_the_reader_stay():
    before = dict(mpl.rcParams)
    figure, ax = plt.subplots()
    ax.plot([1, 2])
    first, second = drawn(figure)[0], drawn(figure)[0]
    assert first == second
    assert dict(mpl.rcParams) == before
