"""What solution and exercise notebooks must hold: metadata, and agreement with the records."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from nbformat import NotebookNode

from ..check.edits import edited_text
from .page import Finding, Page, functions, parsed, skeleton


def no_outputs(page: Page) -> Iterator[Finding]:
    """Require that neither outputs nor execution counts are stored."""
    for index, cell in page.code:
        if cell.outputs or cell.execution_count is not None:
            yield index, "holds an output or an execution count"


def nbgrader_metadata(page: Page) -> Iterator[Finding]:
    """Require metadata that pass nbgrader's own validator, where nbgrader is installed."""
    try:
        from nbgrader.nbgraderformat import MetadataValidator
    except ModuleNotFoundError:
        return
    validator = MetadataValidator()
    for index, cell in enumerate(page.cells):
        try:
            validator.validate_cell(cell)
        except Exception as error:  # nbgrader raises four kinds of errors, jsonschema's among them
            yield index, f"nbgrader: {str(error).partition(chr(10))[0]}"
    seen: set[str] = set()
    for index, cell in enumerate(page.cells):
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id is not None and grade_id in seen:
            yield index, f"the grade_id {grade_id!r} is used twice"
        seen.add(grade_id)


def _meta(cell: NotebookNode) -> NotebookNode:
    return cell.metadata.get("nbgrader", {})


def records_agree(page: Page, records: Mapping[str, Any]) -> Iterator[Finding]:
    """Require three cells for each record of the lesson, in order, and nothing else graded."""
    wanted = {name for name, record in records.items() if record.lesson == page.number}
    solutions = [i for i, cell in enumerate(page.cells) if _meta(cell).get("solution")]
    found = [_meta(page.cells[i]).get("grade_id") for i in solutions]
    for name in sorted(wanted - set(found)):
        yield None, f"the record {name!r} of lesson {page.number} has no solution cell"
    for count, (index, name) in enumerate(zip(solutions, found, strict=True), start=1):
        if name not in wanted:
            yield index, f"the grade_id {name!r} is no record of lesson {page.number}"
            continue
        if records[name].number != f"{page.number}.{count}":
            yield index, f"{name} is exercise {records[name].number}, but stands at place {count}"
        yield from _three_cells(page, index, name, sum(records[name].points.values()))
        if records[name].exhibit is not None:
            yield from _shown(page, index, records[name])
    tested = [i for i, cell in enumerate(page.cells) if _meta(cell).get("grade")]
    for index in tested:
        if index - 1 not in solutions:
            yield index, "a test cell that does not follow its solution cell"


def _three_cells(page: Page, index: int, name: str, points: float) -> Iterator[Finding]:
    before = index - 1
    if before > 0 and page.cells[before].cell_type == "code" and not _meta(page.cells[before]):
        before -= 1  # a cell that shows something the statement speaks of
    if before < 0 or page.cells[before].cell_type != "markdown":
        yield index, f"no Markdown statement before the solution cell of {name}"
    tree = parsed(page.cells[index].source)
    if tree is None or list(functions(tree)) != [name]:
        yield index, f"the solution cell must define {name}, and no other function"
    if index + 1 == len(page.cells):
        yield index, f"no test cell after the solution cell of {name}"
        return
    test = page.cells[index + 1]
    meta = _meta(test)
    if test.source != f"check.{name}({name}).require()":
        yield index + 1, f"the test cell must read 'check.{name}({name}).require()'"
    expected = {"grade": True, "solution": False, "locked": True, "grade_id": f"{name}_check"}
    for key, value in expected.items():
        if meta.get(key) != value:
            yield index + 1, f"nbgrader {key} is {meta.get(key)!r}, expected {value!r}"
    if meta.get("points") != points:
        yield index + 1, f"{meta.get('points')} points, the record of {name} has {points}"


def _shown(page: Page, index: int, record: Any) -> Iterator[Finding]:
    """Require that the code above the answer is the known mistake which the exhibit names."""
    cell = page.cells[index - 1]
    tree = parsed(cell.source) if cell.cell_type == "code" else None
    if tree is None or list(functions(tree)) != [record.name]:
        yield (
            index - 1,
            f"the cell above the answer must show {record.name} as it was found, and nothing else",
        )
        return
    wrong = {mutant.name: mutant for mutant in record.mutants}.get(record.exhibit.mutant)
    if wrong is None or wrong.edits is None:
        yield (
            index,
            f"{record.name}: the exhibit {record.exhibit.mutant!r} is no known mistake made by an edit",
        )
        return
    made = functions(ast.parse(edited_text(record.reference, wrong.edits.items())))[record.name]
    if skeleton(functions(tree)[record.name]) != skeleton(made):
        yield index - 1, f"the code shown is not the known mistake {wrong.name!r} of {record.name}"


RULES = (no_outputs, nbgrader_metadata)
