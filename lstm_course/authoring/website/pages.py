"""The website's generated pages: the list of lessons, all exercises, the glossary, the classics; and the mark."""

from __future__ import annotations

import re
from pathlib import Path

from nbformat import NotebookNode

from ... import widgets
from ...notebook.files import NotebookError, notebook_paths, read
from ...notebook.lesson import lessons as described_lessons
from ...plots import COLOURS
from .. import indexes
from . import archive
from .addresses import Addresses
from .reference import reference
from .sources import SiteError, relink, slug


def marked(text: str, marks: dict[str, str], source: str) -> str:
    """Return a page in which each mark, a line such as ``<!-- lessons -->``, is replaced.

    Parameters
    ----------
    text : str
    marks : dict
        Name of the mark -> what takes its place.
    source : str
        Name of the page, for messages.

    Returns
    -------
    str

    Raises
    ------
    SiteError
        If a mark is not there exactly once.
    """
    for name, content in marks.items():
        line = f"<!-- {name} -->"
        if text.count(line) != 1:
            raise SiteError(
                f"{source}: the line {line} must be there once, it is there {text.count(line)} times"
            )
        text = text.replace(line, content)
    return text


def section(text: str, title: str, source: str = "README.md") -> str:
    """Return what stands below a heading of the second level, up to the next one.

    Parameters
    ----------
    text : str
        Markdown.
    title : str
        The heading.
    source : str
        Name of the file, for messages.

    Returns
    -------
    str

    Raises
    ------
    SiteError
        If there is no such heading.
    """
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, flags=re.MULTILINE | re.DOTALL)
    if found is None:
        raise SiteError(f"{source}: there is no section '## {title}'")
    return found[1].strip() + "\n"


def lessons(root: Path) -> str:
    """Return the list of lessons for the home page.

    Parameters
    ----------
    root : Path
        Root of the repository.

    Returns
    -------
    str
        Markdown.

    Raises
    ------
    SiteError
        If the first cell of a lesson lacks something.
    """
    try:
        described = described_lessons(root)
    except NotebookError as error:
        raise SiteError(str(error)) from None
    items = [
        f'<div class="course-lesson"><span class="course-number" aria-hidden="true">{one.number}</span>\n\n'
        f"[{one.title}](lessons/{one.stem}.ipynb)\n\n{one.question}\n\n"
        f"{one.minutes} minutes · [exercises](exercises/{one.stem}.ipynb)\n\n</div>"
        for one in described
    ]
    return '<div class="course-lessons">\n\n' + "\n\n".join(items) + "\n\n</div>"


def statements(notebook: NotebookNode) -> dict[str, tuple[str, str]]:
    """Return the exercises of an exercise notebook.

    Parameters
    ----------
    notebook : NotebookNode

    Returns
    -------
    dict
        Number (``"3.1"``) -> heading and statement, in Markdown.
    """
    found = {}
    for cell in notebook.cells:
        match = re.match(r"## (Exercise (\d+\.\d+): [^\n]+)\n\s*(.*)", cell.source, flags=re.DOTALL)
        if cell.cell_type == "markdown" and match is not None:
            found[match[2]] = match[1].strip(), match[3].strip()
    return found


def first_sentences(text: str, at_least: int = 60) -> str:
    """Return the first sentence of a text, and the next ones while it is short.

    Parameters
    ----------
    text : str
        Markdown; only its first paragraph is looked at.
    at_least : int
        Number of characters from which on it is long enough.

    Returns
    -------
    str
        In one line, closed by a full stop or a question mark.
    """
    paragraph = " ".join(text.partition("\n\n")[0].split())
    taken = ""
    for sentence in re.split(r"(?<=[.?!])\s+(?=[A-Z*`$(])", paragraph):
        taken = f"{taken} {sentence}".strip()
        if len(taken) >= at_least:
            break
    return re.sub(r":$", ".", taken)


def exercises(root: Path, records=None) -> str:
    """Return the page of all exercises.

    Parameters
    ----------
    root : Path
        Root of the repository.
    records : dict, optional
        Name -> exercise record; by default all of the course.

    Returns
    -------
    str
        Markdown.

    Raises
    ------
    SiteError
        If an exercise has a record but no statement, or the reverse.
    """
    if records is None:
        from ... import check

        records = check.records()
    by_number = {record.number: record for record in records.values()}
    points = sum(record.max_points for record in records.values())
    mistakes = sum(len(record.mutants) for record in records.values())
    lines = [
        "# All exercises\n",
        f"The course has {len(records)} exercises, worth {points} points together. Behind their checks stand "
        f"{mistakes} known mistakes: where your answer behaves like one of them, or like two at once, the check says "
        "which, and where to read on.\n",
        "Each exercise is a function that you write in JupyterLab, with its check below it. The pages here are for "
        "reading; download the notebook to work on it.\n",
        "```{toctree}\n:hidden:\n:glob:\n\n[0-9]*\n```\n",
    ]
    shown = set()
    for path in notebook_paths(root, "exercises"):
        found = statements(read(path))
        title = read(path).cells[0].source.partition("\n")[0].removeprefix("# Exercises ")
        number, _, words = title.partition(": ")
        lines.append(f"## {number}. {words}\n")
        lines.append(
            f'<div class="course-bar">\n\n[Read these exercises]({path.name})\n[The lesson](../lessons/{path.name})\n'
            f'<a class="course-download" href="../downloads/exercises/{path.name}" download>Download .ipynb'
            f'<span class="visually-hidden"> of exercises {number}</span></a>\n\n</div>\n'
        )
        lines.append("| no. | exercise | points | known mistakes |\n|---|---|---:|---:|")
        for exercise, (heading, statement) in found.items():
            record = by_number.get(exercise)
            if record is None:
                raise SiteError(
                    f"exercises/{path.name}: exercise {exercise} has no record in lstm_course.check"
                )
            shown.add(exercise)
            name = heading.partition(": ")[2]
            sentence = first_sentences(statement).replace("|", r"\|")
            lines.append(
                f"| {exercise} | **[{name}]({path.name}#{slug(heading)})** · `{record.name}`<br>{sentence} "
                f"| {record.max_points} | {len(record.mutants)} |"
            )
        lines.append("")
    missing = sorted(set(by_number) - shown)
    if missing:
        raise SiteError(f"exercises/: there is no statement of exercise {', '.join(missing)}")
    return "\n".join(lines)


def glossary(readme: str) -> str:
    """Return the glossary, with a patch of each colour beside its name.

    Parameters
    ----------
    readme : str
        The text of the README.

    Returns
    -------
    str
        Markdown.
    """
    text = section(readme, "Glossary")
    known = {colour: name for name, colour in COLOURS.items()}

    def patch(match: re.Match) -> str:
        if match[1] not in known:
            raise SiteError(
                f"README.md: the colour {match[1]} of the glossary is not in lstm_course.plots.COLOURS"
            )
        return f'<span class="course-patch" style="background: {match[1]}"></span>`{match[1]}`'

    return "# Glossary\n\n" + re.sub(r"`(#[0-9A-F]{6})`", patch, text)


def reproduction(page: str, table: str) -> str:
    """Return the page of the reproduced classics, the last column folded into the first.

    Parameters
    ----------
    page : str
        ``site/reproduced.md``.
    table : str
        The table as ``lstm-course reproduce`` has written it, with its title and notes.

    Returns
    -------
    str
        Markdown.
    """
    lines = table.splitlines()
    notes = "\n".join(line for line in lines if not line.startswith(("# ", "|"))).strip()
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines if line.startswith("|")]
    heading, ruler, *rows = [[cell.strip() for cell in row] for row in rows]
    last = heading.pop()
    ruler.pop()
    for row in rows:
        folded = row.pop()
        if folded:
            row[0] += f" <details><summary>{last.lower()}</summary>{folded}</details>"
    narrow = "\n".join("| " + " | ".join(row) + " |" for row in (heading, ruler, *rows))
    return marked(page, {"notes": notes, "table": narrow}, "site/reproduced.md")


def doors(size: int, where: Addresses | None = None) -> str:
    """Return the ways into the course beside its first lesson, for the home page.

    Parameters
    ----------
    size : int
        Bytes of the archive.
    where : Addresses, optional
        Where the course is published.

    Returns
    -------
    str
        Markdown, a link a line.
    """
    found = [
        f'<a class="course-download" href="downloads/{archive.NAME}" download>'
        f"Download the course ({max(1, round(size / 1e6))} MB)</a>",
        "[All exercises](exercises/index.md)",
    ]
    if where is not None:
        others = {
            "Repository": where.repository,
            "Open in Binder": where.binder(),
            "Open in Colab": where.colab(),
        }
        found += [f"[{words}]({link})" for words, link in others.items() if link]
    return "\n".join(found)


def hosts(where: Addresses | None = None) -> str:
    """Return how to run the course at a host; empty where no host is known.

    Parameters
    ----------
    where : Addresses, optional
        Where the course is published.

    Returns
    -------
    str
        Markdown.
    """
    if where is None or not where.binder():
        return ""
    return (
        f"Without an installation: [Binder]({where.binder()}) makes a machine with the course, which takes minutes "
        f"and is gone when you leave. [Colab]({where.colab()}) needs a first cell: "
        f"`%pip install git+{where.repository}@{where.branch}`."
    )


def pages(root: Path, size: int = 0, where: Addresses | None = None) -> dict[str, str]:
    """Return every page that is not a notebook.

    Parameters
    ----------
    root : Path
        Root of the repository.
    size : int
        Bytes of the archive of the course.
    where : Addresses, optional
        Where the course is published.

    Returns
    -------
    dict
        Path in the tree of sources -> text.
    """
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted((root / "site").glob("*.md"))}
    readme = (root / "README.md").read_text(encoding="utf-8")
    table = (root / "lstm_course/reproduce/results/table.md").read_text(encoding="utf-8")
    result = {name: relink(text, f"site/{name}", name, root) for name, text in texts.items()}
    live = widgets.place("cell_stepper", widgets.CellStepper().text())
    marks = {
        "lessons": lessons(root),
        "cell stepper": live,
        "doors": doors(size, where),
        "hosts": hosts(where),
    }
    result["index.md"] = marked(result["index.md"], marks, "site/index.md")
    result["reproduced.md"] = reproduction(result["reproduced.md"], table)
    result["exercises/index.md"] = exercises(root)
    result["glossary.md"] = glossary(readme)
    result["ways.md"] = indexes.page(root)
    return result | reference()
