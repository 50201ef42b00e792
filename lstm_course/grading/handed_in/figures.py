"""The figures that a notebook holds as it was handed in, by the exercise whose cell has drawn them."""

from collections.abc import Callable, Iterable, Mapping

from ..result import Result
from .intake import UnreadableError, cells_of
from .jobs import Job
from .source import Source

PNG = "image/png"
MOST = 100  # figures that are looked at


def figures_in(content: bytes, source: Source) -> dict[str, list[str]]:
    """Return exercise -> its figures as base64; those of other cells under an empty name.

    Parameters
    ----------
    content : bytes
        A notebook as it was handed in.
    source : Source
        The trusted notebook that it was made from.
    """
    found: dict[str, list[str]] = {}
    if PNG.encode() not in content:
        return found
    try:
        cells = cells_of(content)
    except UnreadableError:
        return found
    left = MOST
    for cell in cells:
        if type(cell) is not dict or type(cell.get("outputs")) is not list:
            continue
        for output in cell["outputs"]:
            text = _png(output)
            if text and left:
                left -= 1
                found.setdefault(_exercise(cell, source), []).append(text)
    return found


def _png(output: object) -> str:
    data = output.get("data") if type(output) is dict else None
    text = data.get(PNG) if type(data) is dict else None
    if type(text) is list and all(type(line) is str for line in text):
        text = "".join(text)
    return text if type(text) is str else ""


def _exercise(cell: dict, source: Source) -> str:
    """Return the exercise of a cell, by its mark or its id; empty where it belongs to none."""
    meta = cell.get("metadata")
    mark = meta.get("nbgrader") if type(meta) is dict else None
    name = mark.get("grade_id") if type(mark) is dict else None
    if type(name) is not str or name not in source.by_grade_id:
        identifier = cell.get("id")
        place = source.by_identifier.get(identifier) if type(identifier) is str else None
        name = place.grade_id if place is not None else ""
    name = name.removesuffix("_check")
    return name if name in source.exercises else ""


def figures_of(
    jobs: Iterable[Job], sources: Mapping[str, Source]
) -> Callable[[Result], dict[str, list[str]]]:
    """Return a function that reads the figures of a result's notebook; they are not kept.

    Parameters
    ----------
    jobs : iterable of Job
        What was handed in.
    sources : mapping
        Name -> source.
    """
    places = {job.key: job for job in jobs}

    def read(result: Result) -> dict[str, list[str]]:
        job = places.get(result.key)
        if job is None:
            return {}
        try:
            return figures_in(job.content(), sources[job.notebook])
        except (FileNotFoundError, UnreadableError):
            return {}

    return read
