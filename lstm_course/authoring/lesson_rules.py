"""What a lesson must hold: anatomy, budgets of words and code, figures."""

from __future__ import annotations

import ast
import base64
import gzip
import math
import re
from collections.abc import Iterator

from ..notebook.files import NotebookError
from ..notebook.lesson import lesson
from ..notebook.text import (
    DETAILS,
    PIECE,
    PREDICT,
    WORD,
    first_list,
    folded,
    html_images,
    pictures,
    shows_picture,
    words,
)
from ..plots.display import MAX_CHARACTERS
from . import stills
from .page import Finding, Page, calls, functions, has_assertion, lines_of_code, package_functions, skeleton

MAX_CODE_CELLS = 35
MAX_LINES, MAX_LINES_P90, MAX_SETUP_LINES = 25, 15, 12
WORDS_PER_CODE_CELL = (30, 150)
MAX_WORDS = 3000
MAX_CODE_IN_A_ROW = 3
MAX_IMAGE_BYTES = 340_000  # of PNGs: the map of 24 lessons alone takes 250,000
MAX_SVG_BYTES = 150_000  # compressed: what a reader of the website waits for
PICTURES = {"image/png", "image/svg+xml"}
SOURCES = ("data:image/png;base64,", "data:image/svg+xml,")
MIN_CAPTION_WORDS = 12
ALT_WORDS = (8, 40)
MAX_CELLS_TO_FIGURE = 4
CAPTION = re.compile(r"\*Figure (\d+)\.(\d+)\. (.+)\*", re.DOTALL)
FOLDED = {
    "outputs_hidden": "the output that answers a prediction is folded",
    "source_hidden": "the code of a Guess is folded, for it holds the truth",
}
LONG_DECIMAL = re.compile(r"\b\d+\.\d{5,}")


def title_has_number(page: Page) -> Iterator[Finding]:
    """Require the title ``# 3. Words``, with the number of the file."""
    for index, level, text in page.headings:
        if level == 1 and not re.fullmatch(rf"{page.number}\. \S.*", text):
            yield index, f"the title is {text!r}, expected '{page.number}. ...'"


def intro_is_complete(page: Page) -> Iterator[Finding]:
    """Require one to three objectives, and a line with minutes and prerequisites, first."""
    objectives = first_list(page.intro)
    if not 1 <= objectives <= 3:
        yield 0, f"the first list before the code holds {objectives} objectives, expected 1 to 3"
    if not any(
        re.search(r"\d+ minutes", paragraph) and re.search(r"(?i)prerequisite", paragraph)
        for paragraph in re.split(r"\n\s*\n", page.intro)
    ):
        yield 0, "no line before the code names '... minutes' and 'Prerequisites'"


def describes_itself(page: Page) -> Iterator[Finding]:
    """Require what the map, the README and the website read in the first cell, and the budget in its metadata."""
    try:
        lesson(page.cells[0] if page.cells else {"source": ""}, page.path.stem)
    except NotebookError as error:
        yield 0, str(error).partition(": ")[2]


def setup_comes_first(page: Page) -> Iterator[Finding]:
    """Require a short setup cell before the first section."""
    if not page.code:
        yield None, "no code cell"
        return
    index, cell = page.code[0]
    tree = dict(page.trees).get(index, ast.Module([], []))
    if not any(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body):
        yield index, "the first code cell is not a setup cell: it imports nothing"
    if lines_of_code(cell.source) > MAX_SETUP_LINES:
        yield index, f"the setup cell has more than {MAX_SETUP_LINES} lines"
    before = [text for i, level, text in page.headings if level == 2 and i < index]
    if before:
        yield index, f"the setup cell comes after the section {before[0]!r}"


def sections(page: Page) -> Iterator[Finding]:
    """Require three to six sections, then ``## Summary`` with three to five bullets."""
    summary = page.section("Summary")
    if summary is None:
        yield None, "no '## Summary'"
        return
    start, text = summary
    count = sum(level == 2 and i < start for i, level, _ in page.headings)
    if not 3 <= count <= 6:
        yield None, f"{count} '##' sections before the summary, expected 3 to 6"
    bullets = first_list(text.partition("<details>")[0])
    if not 3 <= bullets <= 5:
        yield start, f"the summary has {bullets} bullets, expected 3 to 5"


def recall_questions(page: Page) -> Iterator[Finding]:
    """Require four to six folded answers after the summary, one from an earlier lesson."""
    start = (page.section("Summary") or (0, ""))[0]
    text = "\n\n".join(source for i, source in page.markdown if i >= start)
    questions = [part for part in DETAILS.findall(text) if "<summary>" in part]
    if not 4 <= len(questions) <= 6:
        yield start, f"{len(questions)} recall questions with folded answers, expected 4 to 6"
    for question in questions:
        if not re.search(r"</summary>[ \t]*\n[ \t]*\n", question):
            yield start, "a folded answer needs a blank line after '</summary>'"
    named = [int(n) for part in questions for n in re.findall(r"(?i)\blesson (\d+)", part)]
    if page.number and not any(n < page.number for n in named):
        yield start, "no recall question names an earlier lesson, such as '(lesson 2)'"


def exercise_link(page: Page) -> Iterator[Finding]:
    """Require the line that leads to the exercises of the lesson."""
    line = f"Exercise: [exercises/{page.path.name}](../exercises/{page.path.name})"
    plain = "\n".join(text.replace("*", "") for _, text in page.markdown)
    if line not in plain:
        yield None, f"no line {line!r}"


def references(page: Page) -> Iterator[Finding]:
    """Require one to five references, each with a year."""
    section = page.section("References")
    if section is None:
        if page.number:
            yield None, "no '## References'"
        return
    start, text = section
    items = re.findall(r"(?ms)^(?:[-*]|\d+\.) +(.+?)(?=^(?:[-*]|\d+\.) |\n\s*\n|\Z)", text)
    if not 1 <= len(items) <= 5:
        yield start, f"{len(items)} references, expected 1 to 5"
    for item in items:
        if not re.search(r"\b(1[89]|20)\d\d\b", item):
            yield start, f"a reference without a year: {item.strip()[:60]!r}"


def amount_of_code(page: Page) -> Iterator[Finding]:
    """Limit the number of code cells, their lengths, and how many follow each other."""
    if len(page.code) > MAX_CODE_CELLS:
        yield None, f"{len(page.code)} code cells, at most {MAX_CODE_CELLS}"
    lengths = {index: lines_of_code(cell.source) for index, cell in page.code}
    for index, length in lengths.items():
        if length > MAX_LINES:
            yield index, f"{length} lines of code, at most {MAX_LINES}"
    if lengths:
        p90 = sorted(lengths.values())[math.ceil(0.9 * len(lengths)) - 1]
        if p90 > MAX_LINES_P90:
            yield None, f"one code cell in ten has {p90} lines or more, at most {MAX_LINES_P90}"
    run = 0
    for index, cell in enumerate(page.cells):
        run = run + 1 if cell.cell_type == "code" else 0
        if run == MAX_CODE_IN_A_ROW + 1:
            yield index, f"more than {MAX_CODE_IN_A_ROW} code cells in a row"


def amount_of_words(page: Page) -> Iterator[Finding]:
    """Limit the words in all, and the words per code cell."""
    total = sum(words(text) for _, text in page.markdown)
    if total > MAX_WORDS:
        yield None, f"{total} words, at most {MAX_WORDS}"
    low, high = WORDS_PER_CODE_CELL
    if page.code and not low <= total / len(page.code) <= high:
        ratio = total / len(page.code)
        yield None, f"{ratio:.0f} words per code cell, expected {low} to {high}"


def predictions(page: Page) -> Iterator[Finding]:
    """Require two prompts to predict, each before a code cell with an output."""
    prompts = [index for index, text in page.markdown if PREDICT in text]
    if len(prompts) < 2:
        yield None, f"{len(prompts)} prompts '{PREDICT}', at least 2"
    for prompt in prompts:
        following = next((cell for index, cell in page.code if index > prompt), None)
        if following is None or not following.outputs:
            yield prompt, f"'{PREDICT}', but the next code cell shows nothing"
    hidden = folded(page)
    for index, cell in page.code:
        for part, sentence in FOLDED.items():
            if cell.metadata.get("jupyter", {}).get(part, False) != (hidden.get(index) == part):
                yield index, f"{sentence}, and no other: run `make notebooks`"
    code = {index for index, _ in page.code}
    for prompt in [prompt for prompt in prompts if prompt + 1 not in code]:
        yield prompt, f"a cell with '{PREDICT}' must stand directly above the cell that answers it"


def assertion_near_the_end(page: Page) -> Iterator[Finding]:
    """Require an assertion in the last third of the code cells."""
    last = page.code[-max(3, len(page.code) // 3) :]
    if not any(has_assertion(cell.source) for _, cell in last):
        yield None, "no assertion in the last third of the code cells"


def figures(page: Page) -> Iterator[Finding]:
    """Require small PNG images, beside each SVG, too, and captions ``*Figure N.k. ...*`` in the next cells."""
    size, drawn, count = 0, 0, 0
    for index, cell in page.code:
        kinds = {kind for out in cell.outputs for kind in out.get("data", {})}
        for kind in sorted(kind for kind in kinds - PICTURES if kind.startswith("image/")):
            yield index, f"an image of type {kind}, expected image/png"
        for drawing in (
            out.get("data", {}) for out in cell.outputs if "image/svg+xml" in out.get("data", {})
        ):
            drawn += len(gzip.compress(drawing["image/svg+xml"].encode(), mtime=0))
            if "image/png" not in drawing:
                yield index, "an SVG without the PNG that code hosts and PDF need: show it with show(...)"
        if not shows_picture(cell):
            continue
        found = set().union(*map(pictures, cell.outputs))
        size += sum(len(base64.b64decode(picture)) for picture in found)
        count += 1
        yield from _caption(page, index, count)
    if size > MAX_IMAGE_BYTES:
        yield None, f"{size // 1000} kB of images, at most {MAX_IMAGE_BYTES // 1000}"
    if drawn > MAX_SVG_BYTES:
        yield None, f"{drawn // 1000} kB of SVG, compressed, at most {MAX_SVG_BYTES // 1000}"


def figures_are_described(page: Page) -> Iterator[Finding]:
    """Require that each picture is shown by ``show``, with a description of its own."""
    seen: dict[tuple[str, ...], int] = {}
    for index, cell in page.code:
        if not shows_picture(cell):
            continue
        if not calls(cell.source, "show"):
            yield index, "a picture, but the cell does not call show('what is seen')"
        for output in cell.outputs:
            images = html_images(output.get("data", {}).get("text/html", ""))
            if pictures(output) and not images:
                yield index, "a picture without a description: show it with show('what is seen')"
            for source, alt in images:
                if not source.startswith(SOURCES):
                    yield index, f"a picture from {source[:40]!r}, expected one that the output holds"
                yield from _description(page, index, alt, seen)


def _description(page: Page, index: int, alt: str, seen: dict[tuple[str, ...], int]) -> Iterator[Finding]:
    low, high = ALT_WORDS
    plain = _plain(alt)
    caption = CAPTION.match(dict(page.markdown).get(index + 1, "").strip())
    if not alt:
        yield index, "a picture with an empty description"
        return
    if not low <= words(alt) <= high:
        yield index, f"the description has {words(alt)} words, expected {low} to {high}"
    if len(alt) > MAX_CHARACTERS:
        yield index, f"the description has {len(alt)} characters, at most {MAX_CHARACTERS}"
    if caption is not None and plain == _plain(caption[3].partition("\n\n")[0]):
        yield index, "the description repeats the caption"
    if plain in seen:
        yield index, f"the description is that of cell {seen[plain]}"
    seen.setdefault(plain, index)


def _plain(text: str) -> tuple[str, ...]:
    return tuple(WORD.findall(text.lower()))


def pieces_have_a_figure(page: Page) -> Iterator[Finding]:
    """Require a figure near each interactive piece, for readers on paper; a guess needs none."""
    shown = [index for index, cell in page.code if shows_picture(cell)]
    for index, cell in page.code:
        held = [output.get("data", {}).get(PIECE) for output in cell.outputs]
        if all(each is None or each["widget"] == "guess" for each in held):
            continue
        if not any(0 < abs(index - other) <= MAX_CELLS_TO_FIGURE for other in shown):
            yield index, f"an interactive piece, but no figure within {MAX_CELLS_TO_FIGURE} cells of it"


def pieces_have_a_still(page: Page) -> Iterator[Finding]:
    """Require of each interactive piece a picture for whoever has not run its cell."""
    for index, output in stills.pieces(page.notebook):
        if wrong := stills.problem(output):
            yield index, f"{wrong}: run `lstm-course notebooks {page.number:02d}` where there is a browser"


def _caption(page: Page, index: int, count: int) -> Iterator[Finding]:
    expected = f"*Figure {page.number}.{count}. ...*"
    text = dict(page.markdown).get(index + 1, "")
    match = CAPTION.fullmatch(re.split(r"\n\s*\n", text.strip())[0].strip())
    if match is None:
        yield index, f"a figure, but the next cell does not start with {expected!r}"
        return
    if (int(match[1]), int(match[2])) != (page.number, count):
        yield index + 1, f"the caption says Figure {match[1]}.{match[2]}, expected {expected!r}"
    if words(match[3]) < MIN_CAPTION_WORDS:
        yield index + 1, f"the caption has fewer than {MIN_CAPTION_WORDS} words"


def printed_numbers(page: Page) -> Iterator[Finding]:
    """Limit printed numbers to four decimals."""
    for index, cell in page.code:
        for output in cell.outputs:
            text = output.get("text", "") + output.get("data", {}).get("text/plain", "")
            found = LONG_DECIMAL.search(text)
            if found:
                yield index, f"prints {found[0]}: at most 4 decimals"
                break


def execution(page: Page) -> Iterator[Finding]:
    """Require a run from top to bottom without an error or text on standard error."""
    for count, (index, cell) in enumerate(page.code, start=1):
        if cell.execution_count != count:
            yield index, f"execution count {cell.execution_count}, expected {count}"
        for output in cell.outputs:
            if output.output_type == "error":
                yield index, f"an error output: {output.ename}"
            elif output.output_type == "stream" and output.name == "stderr":
                yield index, "text on standard error"


def ignored_outputs_assert(page: Page) -> Iterator[Finding]:
    """Require an assertion in each cell whose output is not compared."""
    for index, cell in page.code:
        tagged = "nbval-ignore-output" in cell.metadata.get("tags", [])
        if tagged and not has_assertion(cell.source):
            yield index, "tagged nbval-ignore-output, but it asserts nothing"


def functions_are_called(page: Page) -> Iterator[Finding]:
    """Require that each function is called, or handed to a call, in its own cell or later."""
    for position, (index, tree) in enumerate(page.trees):
        for name, node in functions(tree).items():
            if isinstance(node, ast.ClassDef):
                continue
            own = ast.Module([part for part in tree.body if part is not node], [])
            later = [own, *(other for _, other in page.trees[position + 1 :])]
            if not any(_calls(part, name) for part in later):
                yield index, f"{name} is defined, but never called in this cell or a later one"


def _calls(tree: ast.AST, name: str) -> bool:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return any(
        isinstance(part, ast.Name) and part.id == name
        for call in calls
        for part in (call.func, *call.args, *(keyword.value for keyword in call.keywords))
    )


def package_functions_match(page: Page) -> Iterator[Finding]:
    """Require that a function which the package holds too is tagged, and equal to it."""
    package: dict[str, list[tuple[str, ast.AST]]] = {}
    for module, name, theirs in package_functions(page.root):
        package.setdefault(name, []).append((module, theirs))
    tags = {index: cell.metadata.get("tags", []) for index, cell in page.code}
    for index, tree in page.trees:
        tagged = "matches-package" in tags[index]
        if tagged and not functions(tree):
            yield index, "tagged matches-package, but it defines no function"
        for name, node in functions(tree).items():
            known = package.get(name, [])
            if not known and tagged:
                yield index, f"tagged matches-package, but the package has no {name}"
            elif known and not tagged:
                yield index, f"{name} is in lstm_course.{known[0][0]} too: tag it matches-package"
            elif known and all(skeleton(node) != skeleton(theirs) for _, theirs in known):
                yield index, f"{name} differs from lstm_course.{known[0][0]}.{name}"


RULES = (
    title_has_number,
    intro_is_complete,
    describes_itself,
    setup_comes_first,
    sections,
    recall_questions,
    exercise_link,
    references,
    amount_of_code,
    amount_of_words,
    predictions,
    assertion_near_the_end,
    figures,
    figures_are_described,
    pieces_have_a_figure,
    pieces_have_a_still,
    printed_numbers,
    execution,
    ignored_outputs_assert,
    functions_are_called,
    package_functions_match,
)
