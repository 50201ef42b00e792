"""A figure as SVG: the same bytes wherever it is drawn, few of them, and nothing that the page around it would feel."""

from __future__ import annotations

import contextlib
import gzip
import re
from urllib.parse import quote

MAX_GZIPPED = 60_000  # bytes; a figure that takes more is a PNG only
MANY_MARKS = 1500  # marks, cells or corners of one artist: from here on it is pixels within the SVG
MANY_POINTS = 6000  # of a line without marks, which is simplified when it is drawn
PIXELS_PER_INCH = 200  # of what is pixels within the SVG: sharp on a screen with twice the pixels
SETTINGS = {
    "svg.fonttype": "path",  # letters as shapes: with another reader's font, labels would lie on each other
    "svg.hashsalt": "lstm-course",  # names of parts from their content, not from a random number
}
ROOT_STYLE = (
    'style="stroke-linejoin:round;stroke-linecap:butt"'  # what matplotlib says for all elements of a page
)
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_POSITIONS = re.compile(r' (?:d|x|y)="[^"]*"|translate\([^)]*\)')


def svg(figure, width, height):
    """Return a figure as SVG in one line.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Its artists with very many marks are drawn as pixels; the figure itself is not changed.
    width, height : int
        Size at which it is shown, in pixels of a screen.

    Returns
    -------
    str or None
        None where the SVG would take more than `MAX_GZIPPED` bytes when it is compressed.
    """
    import matplotlib as mpl
    from IPython.core.pylabtools import print_figure

    nobody = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    with mpl.rc_context(SETTINGS), _as_pixels(figure):
        drawn = print_figure(figure, "svg", bbox_inches="tight", dpi=PIXELS_PER_INCH, metadata=nobody)
    text = tidy(drawn, width, height)
    return text if len(gzip.compress(text.encode(), mtime=0)) <= MAX_GZIPPED else None


def address(text):
    """Return an SVG as the address of a picture: it stands in the place of a file's name, in double quotes.

    Parameters
    ----------
    text : str
        As `svg` returns it.

    Returns
    -------
    str
        ``data:image/svg+xml,...``, shorter than in base64, and compressed far shorter.
    """
    return "data:image/svg+xml," + quote(text.replace('"', "'"), safe=" =:/;,'()!*@+-")


@contextlib.contextmanager
def _as_pixels(figure):
    """Let the artists with very many marks be drawn as pixels, for a while."""
    changed = [artist for artist in figure.findobj() if not artist.get_rasterized() and _has_many(artist)]
    for artist in changed:
        artist.set_rasterized(True)
    try:
        yield
    finally:
        for artist in changed:
            artist.set_rasterized(False)


def _has_many(artist):
    """Return whether an artist has so many parts that each of them as a shape would be a burden."""
    from matplotlib.collections import Collection
    from matplotlib.lines import Line2D

    if isinstance(artist, Line2D):
        marked = artist.get_marker() not in ("", " ", "None", "none", None)
        return len(artist.get_xdata(orig=False)) > (MANY_MARKS if marked else MANY_POINTS)
    if isinstance(artist, Collection):
        values = artist.get_array()
        corners = sum(len(path.vertices) for path in artist.get_paths())
        return max(corners, len(artist.get_offsets()), 0 if values is None else values.size) > MANY_MARKS
    return False


def tidy(drawn, width, height):
    """Return an SVG of matplotlib's without what nobody sees.

    Out go the heads of the file, remarks, names that nothing refers to, blanks, and digits: a position is exact to
    0.01 point. The style that matplotlib gives to every element of the page becomes one of the picture alone.

    Parameters
    ----------
    drawn : str
        The file that matplotlib writes.
    width, height : int
        In pixels of a screen.

    Returns
    -------
    str
        One ``<svg>`` element.
    """
    text = re.sub(
        r"(?s)<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>", "", drawn
    )
    text = _POSITIONS.sub(lambda found: _NUMBER.sub(_short, found[0]), text)
    text = re.sub(r' d="([^"]*)"', lambda found: f' d="{_packed(found[1])}"', text)
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', text))
    text = re.sub(r' id="([^"]*)"', lambda found: found[0] if found[1] in used else "", text)
    text = re.sub(r"(?s)<defs>\s*</defs>", "", text)
    text = re.sub(r"\s+", " ", re.sub(r">\s+<", "><", text)).strip()
    text = re.sub(r"([:;]) ", r"\1", text)  # of styles: no text is left in which a colon could stand
    size = f'width="{width}" height="{height}" {ROOT_STYLE}'
    return re.sub(r'<svg ([^>]*?)width="[^"]*" height="[^"]*"', rf"<svg \1{size}", text, count=1)


def _short(found):
    """Return a number with at most two decimals."""
    made = f"{float(found[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if made == "-0" else made


def _packed(path):
    """Return the commands of a path without blanks around their letters."""
    return re.sub(r"\s*([A-Za-z])\s*", r"\1", " ".join(path.split()))
