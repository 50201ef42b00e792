"""What is done to the pages that Sphinx has made: what no page needs goes, what all pages together give comes."""

from __future__ import annotations

import html
import shutil
from pathlib import Path

from . import search
from .addresses import Addresses

MARKS = (search.NAME, ".buildinfo")  # files by which a folder is known as a website, finished or not
UNUSED = (
    "**/*.map",  # of scripts and styles, for those who write the theme
    "_static/*webpack-macros.html",
    "_static/scripts/fontawesome.js",  # the same icons come from a font, at a tenth of the weight
    "_static/searchtools.js",  # the course has a search of its own
    "_static/language_data.js",
    "objects.inv",
    ".buildinfo",
)
LOST = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>There is no such page</title>
<link rel="icon" href="{url}_static/favicon.svg">
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1.1rem/1.6 system-ui, sans-serif; margin: 20vh auto; max-width: 32rem; padding: 0 1.5rem; }}
</style>
</head>
<body>
<main>
<h1>There is no such page</h1>
<p>It may have been renamed. Go to the <a href="{url}">home page</a>, or
<a href="{url}search.html">search the course</a>.</p>
</main>
</body>
</html>
"""


def finish(out: Path, where: Addresses) -> None:
    """Finish the pages that Sphinx has made.

    Parameters
    ----------
    out : Path
        The folder of the pages; changed.
    where : Addresses
        Where the website will stand; a list of its pages and a page for those that are lost need its address.
    """
    for pattern in UNUSED:
        for path in out.glob(pattern):
            path.unlink()
    shutil.rmtree(out / "_sources", ignore_errors=True)  # prepared copies; the originals are in downloads/
    (out / ".nojekyll").touch()  # GitHub Pages leaves folders such as _static alone then
    search.write_index(out)
    if where.url:
        write_map(out, where.url)
        (out / "404.html").write_text(LOST.format(url=html.escape(where.url)), encoding="utf-8")


def write_map(out: Path, url: str) -> None:
    """Write the list of pages that search engines read, and the file that leads them to it.

    Parameters
    ----------
    out : Path
        The finished website.
    url : str
        Its address, closed by ``/``.
    """
    names = sorted(path.relative_to(out).as_posix() for path in out.rglob("*.html"))
    links = [
        html.escape(url + name.removesuffix("index.html"))
        for name in names
        if name not in ("404.html", "search.html")
    ]
    lines = [f"<url><loc>{link}</loc></url>" for link in links]
    (out / "sitemap.xml").write_text(
        '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        + "\n".join(lines)
        + "\n</urlset>\n",
        encoding="utf-8",
    )
    (out / "robots.txt").write_text(f"User-agent: *\nAllow: /\nSitemap: {url}sitemap.xml\n", encoding="utf-8")
