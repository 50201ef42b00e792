"""Figures as files of their own: a page is there before them, and a browser fetches those that come into view."""

from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode

FIGURE = re.compile(
    r'<figure style="margin: 0"><img (?P<before>[^>]*)'
    r'src="data:image/png;base64,(?P<data>[A-Za-z0-9+/=]+)"\s*></figure>'
)


def _smaller(png: bytes) -> tuple[bytes, str, int]:
    """Return the same pixels in fewer bytes, the file's ending, and the height of the picture."""
    from PIL import Image

    with Image.open(io.BytesIO(png)) as picture:
        made = io.BytesIO()
        picture.save(made, "WEBP", lossless=True, method=4)
        data = made.getvalue()
        return (data, "webp", picture.height) if len(data) < len(png) else (png, "png", picture.height)


def apart(notebook: NotebookNode, page: str, folder: Path) -> NotebookNode:
    """Return a copy of a notebook whose figures are files.

    Parameters
    ----------
    notebook : NotebookNode
        Not changed.
    page : str
        Path of its page without an ending, such as ``"lessons/03_the_lstm_cell"``.
    folder : Path
        Where the files are written; on the website it is ``figures/``.

    Returns
    -------
    NotebookNode
    """
    result = nbformat.from_dict(json.loads(json.dumps(notebook)))
    count = 0

    def file(match: re.Match) -> str:
        nonlocal count
        count += 1
        data, ending, height = _smaller(base64.b64decode(match["data"]))
        path = Path(folder) / page / f"{count:02d}.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        source = "../" * page.count("/") + f"figures/{page}/{path.name}"
        return (
            f'<figure class="course-figure"><img {match["before"]}height="{height}" loading="lazy" '
            f'decoding="async" src="{source}"></figure>'
        )

    for cell in result.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "text/html" in data:
                before, data["text/html"] = count, FIGURE.sub(file, data["text/html"])
                if count > before:
                    data.pop("image/png", None)  # a page would hold it twice
    return result
