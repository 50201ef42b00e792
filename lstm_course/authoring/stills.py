"""A still picture of each interactive piece, stored in its lesson: what is seen before the cell is run.

A notebook that has just been opened, and a code host, show no live piece. So that they show what the piece looks like,
a browser draws it once, when the lesson is stored. The picture is left alone as long as the piece and its values are
what they were.
"""

from __future__ import annotations

import base64
import hashlib
import html
import io
import os
import shutil
from collections.abc import Iterator

from nbformat import NotebookNode

from ..notebook.text import PIECE
from ..widgets import page, source, style

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
PICTURE = "text/html"  # which holds a description, too
WIDTH = 760  # of the page in pixels
MARGIN = 8  # of the page, on each side
SHARPNESS = 1.5  # pixels of the picture for each of them
COLOURS = 48
SETTLED = 600  # milliseconds after which nothing moves that moves by itself
CAPTION = "A picture of the interactive piece: run the cell to use it."


def pieces(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    """Yield the outputs that hold a piece.

    Parameters
    ----------
    notebook : NotebookNode
        One that was run.

    Yields
    ------
    tuple of int and NotebookNode
        The index of the cell, and the output.
    """
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if PIECE in output.get("data", {}):
                yield index, output


def key(output: NotebookNode) -> str:
    """Return what a picture depends on, as 12 hexadecimal digits: the values of the piece, its code and its style.

    Parameters
    ----------
    output : NotebookNode
        One that holds a piece.
    """
    piece = output.data[PIECE]
    text = "\n".join([piece["state"], source(piece["widget"]), style(piece["widget"]), CAPTION])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def problem(output: NotebookNode) -> str:
    """Return what is wrong with the picture of a piece, in a few words; empty where it is right.

    Parameters
    ----------
    output : NotebookNode
        One that holds a piece.
    """
    if PICTURE not in output.data:
        return "no picture of the piece"
    if output.metadata.get("lstm_course", {}).get("still") != key(output):
        return "a picture of what the piece was before"
    return ""


def keep(notebook: NotebookNode, before: NotebookNode) -> list[NotebookNode]:
    """Give the pieces of a notebook the pictures that it had before, and return the pieces that still need one.

    Parameters
    ----------
    notebook : NotebookNode
        One that was run; changed in place.
    before : NotebookNode
        As it was stored.

    Returns
    -------
    list of NotebookNode
        Outputs.
    """
    known = {
        output.metadata["lstm_course"]["still"]: output
        for _, output in pieces(before)
        if PICTURE in output.data and "lstm_course" in output.metadata
    }
    missing = []
    for _, output in pieces(notebook):
        old = known.get(key(output))
        if old is None:
            missing.append(output)
        else:
            _store(output, old.data[PICTURE])
    return missing


def supply(notebook: NotebookNode, before: NotebookNode) -> str:
    """Give each piece of a notebook its picture: the one that it had, or a new one.

    Parameters
    ----------
    notebook : NotebookNode
        One that was run; changed in place.
    before : NotebookNode
        As it was stored.

    Returns
    -------
    str
        Why some piece has none, empty where each has one.
    """
    missing = keep(notebook, before)
    try:
        if missing:
            draw(missing)
    except (FileNotFoundError, ModuleNotFoundError) as error:
        return f"pieces stored without a picture: {len(missing)} ({error})"
    return ""


def draw(outputs: list[NotebookNode]) -> None:
    """Draw pieces in a browser and store the pictures beside them.

    Parameters
    ----------
    outputs : list of NotebookNode
        Each holds a piece; changed in place.

    Raises
    ------
    FileNotFoundError
        Where there is no browser.
    ModuleNotFoundError
        Where playwright, which drives it, is not installed.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        tab = browser.new_page(
            viewport={"width": WIDTH, "height": 900},
            device_scale_factor=SHARPNESS,
            reduced_motion="reduce",
        )
        for output in outputs:
            piece = output.data[PIECE]
            tab.set_content(page(piece["widget"], piece["state"]))
            tab.wait_for_timeout(SETTLED)
            drawing = _smaller(tab.locator(".lc").first.screenshot())
            words = output.data["text/plain"].partition(" (interactive")[0]
            _store(
                output,
                f'<figure style="margin: 0"><img alt="{html.escape(words)}" width="{WIDTH - 2 * MARGIN}" '
                f'style="max-width: 100%; height: auto" src="data:image/png;base64,{drawing}">'
                f"<figcaption>{CAPTION}</figcaption></figure>",
            )
        browser.close()


def _smaller(png: bytes) -> str:
    """Return a picture in few colours, in base64."""
    from PIL import Image

    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return base64.b64encode(written.getvalue()).decode("ascii")


def _store(output: NotebookNode, picture: str) -> None:
    output.data[PICTURE] = picture
    output.metadata["lstm_course"] = {"still": key(output)}


def browser_path() -> str:
    """Return the path of chromium: what the environment variable CHROMIUM says, or what is on the PATH.

    Returns
    -------
    str

    Raises
    ------
    FileNotFoundError
        Where there is none.
    """
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise FileNotFoundError(
            f"no browser: none of {', '.join(BROWSERS)} is on the PATH, and the environment variable "
            "CHROMIUM does not name one"
        )
    return found
