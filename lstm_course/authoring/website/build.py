"""Build the course's website from the repository: ``python -m lstm_course.authoring.website.build [OUT]``.

A tree of sources is written to ``build/site-source`` first: copies of the notebooks in which links lead to pages and
stored interactive pieces are alive, the pages of ``site/``, and the pages that `pages` generates. Sphinx then
makes the pages. No notebook is run: what is shown are the stored outputs, which the tests compare with a fresh run.
"""

from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat

from ... import widgets
from ...notebook.files import notebook_paths, read
from ...notebook.lesson import lessons
from . import archive, finish, icons
from . import pages as site_pages
from .addresses import addresses
from .pictures import apart
from .sources import FIGURE, FOLDERS, ROOT, SiteError, notebook_bar, prepared

MATHJAX = "sphinx-mathjax-offline/static/mathjax"
MATHJAX_PARTS = (  # what the course's formulas need: without menu, speech and rare packages
    "startup.js",
    "core.js",
    "input/tex.js",
    "input/tex/extensions/color.js",
    "output/svg.js",
    "output/svg/fonts/tex.js",
    "a11y/assistive-mml.js",
)


def mathjax() -> Path:
    """Return the folder of MathJax's parts, from the package ``sphinx-mathjax-offline``.

    Returns
    -------
    Path

    Raises
    ------
    SiteError
        If the package is not installed.
    """
    try:
        path = Path(importlib.metadata.distribution("sphinx-mathjax-offline").locate_file(MATHJAX))
    except importlib.metadata.PackageNotFoundError:
        path = None
    if path is None or not all((path / part).is_file() for part in MATHJAX_PARTS):
        raise SiteError("the package sphinx-mathjax-offline is not installed: python install.py --extras all")
    return path


def assets(root: Path, tree: Path) -> None:
    """Begin a tree of sources with what every page needs: configuration, style, scripts and pictures.

    Parameters
    ----------
    root : Path
        Root of the repository.
    tree : Path
        The folder to write; what was there before is removed.

    Raises
    ------
    SiteError
        If MathJax is not installed.
    """
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(root / "site", tree, ignore=shutil.ignore_patterns("*.md", "__pycache__"))
    static = tree / "_static"
    source = mathjax()
    for part in MATHJAX_PARTS:
        (static / "mathjax" / part).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / part, static / "mathjax" / part)
    (static / "pieces").mkdir()
    scripts = {name: widgets.script(name) for name in widgets.PIECES}
    for name, text in {"standalone": widgets.javascript("standalone"), **scripts}.items():
        (static / "pieces" / f"{name}.js").write_text(text, encoding="utf-8")
    (static / "pieces" / "pieces.css").write_text(widgets.CSS, encoding="utf-8")
    marks = {"mark-light": {}, "mark-dark": {"line": "#FFFFFF"}, "favicon": {"ground": "#FFFFFF"}}
    for name, colours in marks.items():
        (static / f"{name}.svg").write_text(icons.mark(**colours), encoding="utf-8")
    (static / icons.TOUCH).write_bytes(icons.touch_icon())
    shutil.copyfile(root / "lstm_course/reproduce/results/figure.png", tree / FIGURE)
    shutil.copyfile(root / "site/images/the_cell.png", static / "the_cell.png")


def prepare(root: Path, tree: Path) -> None:
    """Write the tree of sources that Sphinx builds.

    Parameters
    ----------
    root : Path
        Root of the repository.
    tree : Path
        The folder to write; what was there before is removed.

    Raises
    ------
    SiteError
        If something that a page needs is missing.
    """
    assets(root, tree)
    where = addresses(root)
    titles = {f"{one.stem}.ipynb": f"Lesson {one.number}. {one.title}" for one in lessons(root)}
    size = archive.write_archive(root, tree / "_extra" / "downloads" / archive.NAME)
    for folder, target in FOLDERS.items():
        originals = tree / "_extra" / "downloads" / folder
        originals.mkdir(parents=True)
        (tree / target).mkdir()
        for path in notebook_paths(root, folder):
            shutil.copyfile(path, originals / path.name)
            page = f"{target}/{path.name}"
            bar = notebook_bar(path, root, where)
            notebook = prepared(read(path), f"{folder}/{path.name}", page, bar, root)
            notebook = apart(notebook, f"{target}/{path.stem}", tree / "_extra" / "figures", titles)
            (tree / page).write_text(nbformat.writes(notebook), encoding="utf-8")
    for page, text in site_pages.pages(root, size, where).items():
        (tree / page).parent.mkdir(parents=True, exist_ok=True)
        (tree / page).write_text(text, encoding="utf-8")


def pages_of(tree: Path, out: Path) -> None:
    """Run Sphinx. A warning, such as one of a link that leads nowhere, is an error.

    Parameters
    ----------
    tree : Path
        The tree of sources, with its ``conf.py``.
    out : Path
        The folder of the finished pages; what was there before is removed.

    Raises
    ------
    SiteError
        If Sphinx warns of something.
    """
    shutil.rmtree(out, ignore_errors=True)
    doctrees = tree / "_doctrees"
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-b",
        "html",
        "-d",
        doctrees,
        "-W",
        "--keep-going",
        "-q",
        tree,
        out,
    ]
    if subprocess.run(command, check=False).returncode != 0:
        raise SiteError("Sphinx reported the problems above")
    finish.finish(out, addresses(ROOT))


def build(root: Path = ROOT, out: Path | None = None, tree: Path | None = None) -> float:
    """Build the website.

    Parameters
    ----------
    root : Path
        Root of the repository.
    out : Path, optional
        The folder of the finished pages, ``build/site`` by default. It is replaced.
    tree : Path, optional
        The folder of the sources, ``build/site-source`` by default. It is replaced.

    Returns
    -------
    float
        Seconds.

    Raises
    ------
    SiteError
        If Sphinx warns of something, what a page needs is missing, or `out` holds something else than a website.
    """
    start = time.perf_counter()
    out = (root / "build" / "site" if out is None else Path(out)).absolute()
    known = any((out / name).is_file() for name in finish.MARKS)
    if out.exists() and not known and (out.is_file() or any(out.iterdir())):
        raise SiteError(f"{out} is not empty and holds no website: name another folder")
    tree = root / "build" / "site-source" if tree is None else tree
    prepare(root, tree)
    pages_of(tree, out)
    return time.perf_counter() - start


def main(arguments: list[str]) -> int:
    """Build the website from the command line.

    Parameters
    ----------
    arguments : list of str
        The folder of the finished pages, or nothing.

    Returns
    -------
    int
        The exit status.
    """
    if len(arguments) > 1 or (arguments and arguments[0].startswith("-")):
        print("usage: python -m lstm_course.authoring.website.build [OUT]", file=sys.stderr)
        return 2
    out = Path(arguments[0]) if arguments else ROOT / "build" / "site"
    try:
        seconds = build(ROOT, out)
    except SiteError as error:
        print(f"site: {error}", file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 1e6
    print(f"{out / 'index.html'}: {len(list(out.rglob('*.html')))} pages, {size:.0f} MB, {seconds:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
