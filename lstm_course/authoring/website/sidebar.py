"""The list of all pages beside each page: Sphinx makes it once for a folder, and each page is marked in it."""

from __future__ import annotations

import re
from posixpath import basename, dirname
from typing import Any

NOBODY = "no-page"  # a page that is on no list


def share(app: Any, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Let the list of pages, ``toctree`` in the templates, be made once for each folder. A listener of Sphinx's.

    Parameters
    ----------
    app : sphinx.application.Sphinx
    pagename, templatename : str
    context : dict
        What the templates are given; changed.
    doctree : docutils node or None
    """
    lists: dict[Any, str] = app.__dict__.setdefault("lists_of_pages", {})

    def toctree(**options: Any) -> str:
        key = dirname(pagename), *sorted(options.items())
        if key not in lists:
            nobody = f"{dirname(pagename)}/{NOBODY}".lstrip("/")
            lists[key] = app.builder._get_local_toctree(nobody, **options)  # what stands behind ``toctree``
        return marked(lists[key], f"{basename(pagename)}.html")

    context["toctree"] = toctree


def marked(pages: str, page: str) -> str:
    """Mark a page in the list of pages, and all that it stands below.

    Parameters
    ----------
    pages : str
        The list as Sphinx makes it for a page that is not on it.
    page : str
        The address of the page, as on the list.

    Returns
    -------
    str
        The list as Sphinx makes it for this page.
    """
    before, link, after = pages.partition(f'<a class="reference internal" href="{page}">')
    if not link:
        return pages
    opened: list[int] = []  # where the elements begin that the link stands in
    for tag in re.finditer(r"<(/?)(ul|li)\b", before):
        if tag[1]:
            opened.pop()
        else:
            opened.append(tag.end())
    for place in reversed(opened):
        rest = before[place:]
        if rest.startswith(' class="'):
            of_li = before[:place].endswith("<li")
            end = rest.index('"', 8)
            names = f"{rest[8:end]} current" if of_li else f"current {rest[8:end]}"
            before = f'{before[:place]} class="{names}"{rest[end + 1 :]}'
        else:
            before = f'{before[:place]} class="current"{rest}'
    return f'{before}<a class="current reference internal" href="#">{after}'
