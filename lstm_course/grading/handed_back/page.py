"""The form of the pages that the grader writes: one file, no request to anywhere, light and dark, for phones, too."""

import html
from collections.abc import Callable, Iterable
from pathlib import Path

from ...check.result import in_html
from .export import clean

STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8").strip()


def page(title: str, body: Iterable[str]) -> str:
    """Return a whole page.

    Parameters
    ----------
    title : str
        As it is; it is escaped here.
    body : iterable of str
        HTML; what comes from a notebook must be escaped already, by `text`.
    """
    head = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        'img-src data:">',
        f"<title>{text(title)}</title>\n<style>\n{STYLE}\n</style>\n</head>\n<body>\n<main>",
        f"<h1>{text(title)}</h1>",
    ]
    return "\n".join([*head, *body, "</main>\n</body>\n</html>\n"])


def text(given: str) -> str:
    """Return text of any origin as HTML that shows it, without control characters."""
    return html.escape(clean(given))


def sentence(given: str, address: Callable[[str, str], str | None] | None = None) -> str:
    """Return a message as HTML, as a check shows it: code in code letters, sections of lessons as links.

    Parameters
    ----------
    given : str
        Of any origin.
    address : callable, optional
        Takes the lesson's two digits and the section's title; returns where they are, or None.
    """
    return in_html(clean(given), address or (lambda number, section: None))


def code(given: str) -> str:
    """Return a learner's code as a block."""
    return f"<pre><code>{text(given.strip(chr(10)))}</code></pre>"
