"""What stands in a page's head for those who have not opened it yet, and which page comes before and after it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from .addresses import Addresses

LENGTH = 200
PARAGRAPH = re.compile(r"<p(?: [^>]*)?>(.*?)</p>", re.DOTALL)
QUESTION = re.compile(r"<strong>([^<]*(?:<(?!/strong)[^<]*)*\?)</strong>")


def plain(text: str) -> str:
    """Return HTML as plain text in one line.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    without = re.sub(r"<[^>]+>", "", text)
    without = re.sub(r"\\[()\[\]]", "", html.unescape(without))  # the marks of formulas
    return re.sub(r"\s+", " ", without).strip()


def description(body: str) -> str:
    """Return one sentence on a page: the question of a lesson, or the beginning of the text.

    Parameters
    ----------
    body : str
        HTML of the page.

    Returns
    -------
    str
        At most 200 characters; empty where the page has no text.
    """
    body = re.sub(r'<div class="course-(?:bar|start)">.*?</div>', "", body, flags=re.DOTALL)
    texts = PARAGRAPH.findall(body)
    for text in texts[:3]:
        question = QUESTION.match(text.strip())
        if question:
            return plain(question[1])
    found = next((plain(text) for text in texts if len(plain(text)) > 20), "")
    if len(found) <= LENGTH:
        return found
    return found[: LENGTH - 1].rpartition(" ")[0].rstrip(",;:") + "…"


def tags(title: str, sentence: str, page: str, where: Addresses, site: str) -> str:
    """Return the elements that describe a page to search engines and to those who share it.

    Parameters
    ----------
    title : str
        Of the page.
    sentence : str
        Its description.
    page : str
        Its path, such as ``"lessons/02_gates.html"``.
    where : Addresses
        The picture and the page's address are named only where the website's is known.
    site : str
        Name of the website.

    Returns
    -------
    str
        HTML.
    """
    values = [
        ("name", "description", sentence),
        ("property", "og:title", title),
        ("property", "og:type", "article"),
    ]
    values += [("property", "og:description", sentence), ("property", "og:site_name", site)]
    if where.url:
        values += [
            ("property", "og:url", where.url + page.removesuffix("index.html")),
            ("property", "og:image", f"{where.url}_static/the_cell.png"),
        ]
    return "\n".join(
        f'<meta {kind}="{name}" content="{html.escape(value)}">' for kind, name, value in values if value
    )


def path_of_the_course(pages: Iterable[str]) -> list[str]:
    """Return the pages in the order in which the course is worked through: a lesson, its exercises, the next lesson.

    Parameters
    ----------
    pages : iterable of str
        Paths without an ending.

    Returns
    -------
    list of str
        The home page first, then those of lessons and exercises; other pages are left out.
    """
    known = set(pages)
    lessons = sorted(page for page in known if page.startswith("lessons/"))
    found = ["index"] if "index" in known else []
    for lesson in lessons:
        exercises = "exercises/" + lesson.removeprefix("lessons/")
        found += [lesson, exercises] if exercises in known else [lesson]
    return found
