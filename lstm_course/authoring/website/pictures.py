"""Figures on a page: as SVG within it, in the colours of its theme, or as a file that is fetched when it is seen.

A file is what cannot follow the theme, and what weighs much. It stands on a white plate in the dark.
"""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from . import vectors

FIGURE = re.compile(
    r'<figure style="margin: 0"><img (?P<before>[^>]*)'
    r'src="data:image/(?:png;base64,(?P<data>[A-Za-z0-9+/=]+)|svg\+xml,[^"]*)"\s*></figure>'
)
ALT = re.compile(r'alt="([^"]*)"')
MAX_WITHIN = 30_000  # bytes, compressed, without its letters: a heavier one would hold up the text around it


def _smaller(png: bytes) -> tuple[bytes, str, int]:
    """Return the same pixels in fewer bytes, the file's ending, and the height of the picture."""
    from PIL import Image

    with Image.open(io.BytesIO(png)) as picture:
        made = io.BytesIO()
        picture.save(made, "WEBP", lossless=True, method=4)
        data = made.getvalue()
        return (data, "webp", picture.height) if len(data) < len(png) else (png, "png", picture.height)


def apart(
    notebook: NotebookNode, page: str, folder: Path, titles: dict[str, str] | None = None
) -> NotebookNode:
    """Return a copy of a notebook whose figures are as a page shows them.

    Parameters
    ----------
    notebook : NotebookNode
        Not changed.
    page : str
        Path of its page without an ending, such as ``"lessons/03_the_lstm_cell"``.
    folder : Path
        Where the files are written; on the website it is ``figures/``.
    titles : dict, optional
        File name of a notebook -> its title; the links of the map to it bear the title.

    Returns
    -------
    NotebookNode
    """
    result = nbformat.from_dict(json.loads(json.dumps(notebook)))
    shown = [output.data for cell in result.cells for output in cell.get("outputs", []) if "data" in output]
    found = [
        (data, match) for data in shown if (match := FIGURE.fullmatch(data.get("text/html", "").strip()))
    ]
    glyphs: dict[str, str] = {}
    first = None
    for count, (data, match) in enumerate(found, start=1):
        drawing = data.pop("image/svg+xml", None)
        png = base64.b64decode(data.pop("image/png", None) or match["data"])
        drawn = _within(drawing, html.unescape(ALT.search(match[0])[1]), count, glyphs, titles or {})
        if drawn:
            data["text/html"] = f'<figure class="course-figure">{drawn}</figure>'
            first = first or data
            continue
        content, ending, height = (drawing.encode(), "svg", _height(png)) if drawing else _smaller(png)
        path = Path(folder) / page / f"{count:02d}.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        source = "../" * page.count("/") + f"figures/{page}/{path.name}"
        data["text/html"] = (
            f'<figure class="course-figure"><img {match["before"]}height="{height}" loading="lazy" '
            f'decoding="async" src="{source}"></figure>'
        )
    if first is not None:
        first["text/html"] = vectors.letters(glyphs) + first["text/html"]
    return result


def _within(
    drawing: str | None, alt: str, number: int, glyphs: dict[str, str], titles: dict[str, str]
) -> str:
    """Return a figure as it stands within a page; empty where it has to be a file."""
    if drawing is None or not vectors.follows_theme(drawing):
        return ""
    known = dict(glyphs)
    drawn = vectors.within(vectors.themed(drawing), alt, number, known, titles)
    if len(gzip.compress(drawn.encode(), mtime=0)) > MAX_WITHIN:
        return ""
    glyphs.update(known)
    return drawn


def _height(png: bytes) -> int:
    return int.from_bytes(png[20:24], "big")  # of the file's header
