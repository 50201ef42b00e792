"""Each rule of the lint and each error of the generators has a notebook that it finds."""

import ast
import base64
import copy
import json
import re
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lstm_course.authoring import exercise_rules, lesson_rules, lint, stills
from lstm_course.authoring.exercises import exercise, write_all
from lstm_course.authoring.notebooks import chosen_paths, execute_all, problems, strip_all
from lstm_course.authoring.page import lines_of_code, skeleton
from lstm_course.check.exercise import Exhibit, Mutant
from lstm_course.notebook import files
from lstm_course.notebook.files import NotebookError, dump, normalised, notebook_paths, read, stripped, write
from lstm_course.notebook.stub import stub
from lstm_course.notebook.text import first_list, words

LESSON = "03_the_cell.ipynb"
PACKAGE = 'def double(x):\n    """Return twice x."""\n    return 2 * x\n'
PROSE = " ".join(["A gate is a number between zero and one that multiplies a value."] * 4)
PNG = base64.b64encode(b"not looked at").decode()


# ---------------------------------------------------------------- fixtures made in code


def code(source, *outputs, tags=(), folded=False):
    metadata = {"jupyter": {"outputs_hidden": True}} if folded else {}
    metadata |= {"tags": list(tags)} if tags else {}
    return new_code_cell(source, outputs=list(outputs), metadata=metadata)


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


ALT = "A line over ten steps that rises from zero to one."


NOISE = np.random.default_rng(0).bytes(160_000).hex()  # compresses to 160 kB and a little


def image(alt=ALT, data=PNG, **more):
    """Return the output of `show`; with ``more`` there are other types of data beside, or instead (None)."""
    html = f'<figure><img alt="{alt}" src="data:image/png;base64,{data}"></figure>'
    kinds = {"image/png": data, "text/html": html, "text/plain": alt, **more}
    return new_output("display_data", data={kind: text for kind, text in kinds.items() if text})


def piece(name="valve", still=True):
    """Return the output of an interactive piece, with its still picture or without."""
    state = {"widget": name, "state": '{"logit": 0.0}'}
    output = new_output(
        "display_data", data={"text/plain": "A valve.", "application/vnd.lstm-course.widget+json": state}
    )
    if still:
        output.data["text/html"] = f'<figure><img alt="A valve." src="data:image/png;base64,{PNG}"></figure>'
        output.metadata["lstm_course"] = {"still": stills.key(output)}
    return output


def numbered(cells):
    """Return a notebook in the course's form: fixed cell ids, execution counts 1..n."""
    count = 0
    for index, cell in enumerate(cells):
        cell.id = f"cell-{index}"
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
    return normalised(new_notebook(cells=cells))


def lesson():
    """Return a small lesson without a finding. Cell indices are those of the list below."""
    question = "<details><summary>Question {} (lesson 2)</summary>\n\nThe gate.\n\n</details>\n"
    end = (
        "## Summary\n\n- One.\n- Two.\n- Three.\n\n"
        + "\n".join(question.format(n) for n in range(4))
        + f"\n**Exercise:** [exercises/{LESSON}](../exercises/{LESSON})\n\n"
        + "## References\n\n- Hochreiter and Schmidhuber (1997).\n"
    )
    return numbered(
        [
            new_markdown_cell(  # 0
                "# 3. The cell\n\n**What is kept?**\n\n- You read a gate.\n- You write one.\n\n"
                f"About 30 minutes. Prerequisites: lesson 2.\n\n{PROSE}",
                metadata={"lstm_course": {"budget": 8}},
            ),
            code("import numpy as np"),  # 1
            new_markdown_cell(f"## Keep\n\n{PROSE} **Predict:** what comes out?"),  # 2
            code(
                PACKAGE + "\nprint(double(1.5))", stream("3.0\n"), tags=["matches-package"], folded=True
            ),  # 3
            new_markdown_cell(f"## Write\n\n{PROSE} **Predict:** and now?"),  # 4
            code("print(np.ones(2))", stream("[1. 1.]\n"), folded=True),  # 5
            new_markdown_cell(f"## Read\n\n{PROSE}\n\n### Deeper"),  # 6
            code(f"show({ALT!r})", image()),  # 7
            new_markdown_cell(f"*Figure 3.1. {PROSE}*\n\nThe line rises."),  # 8
            code("assert double(2) == 4", tags=["nbval-ignore-output"]),  # 9
            new_markdown_cell(end),  # 10
        ]
    )


def graded(name, points=None):
    """Return nbgrader metadata of a solution cell, or of a test cell with points."""
    test = points is not None
    meta = {
        "schema_version": 3,
        "grade": test,
        "locked": test,
        "solution": not test,
        "task": False,
        "grade_id": f"{name}_check" if test else name,
    }
    return {"nbgrader": meta | ({"points": points} if test else {})}


SOLUTION = '''def {name}(x):
    """Return the gate."""
    ### BEGIN SOLUTION
    y = 1 / x
    return y
    ### END SOLUTION'''


def solutions():
    """Return a solution notebook of two exercises without a finding."""
    cells = [
        new_markdown_cell("# Exercises 3"),  # 0
        new_code_cell("from lstm_course import check"),  # 1
    ]
    for name, points in (("gate", 3), ("cell", 2)):  # 2 3 4, 5 6 7
        cells += [
            new_markdown_cell("Write the function."),
            new_code_cell(SOLUTION.format(name=name), metadata=graded(name)),
            new_code_cell(f"check.{name}({name}).require()", metadata=graded(name, points)),
        ]
    return stripped(numbered(cells))


RECORDS = {
    "gate": SimpleNamespace(lesson=3, number="3.1", points={"shape": 1, "value": 2}, exhibit=None),
    "cell": SimpleNamespace(lesson=3, number="3.2", points={"value": 2}, exhibit=None),
    "other": SimpleNamespace(lesson=4, number="4.1", points={"value": 1}, exhibit=None),
}


@pytest.fixture
def root(tmp_path):
    """A course of one lesson, its solutions and exercises, without a finding."""
    for folder in ("notebooks", "solutions", "exercises"):
        (tmp_path / folder).mkdir()
    (tmp_path / "lstm_course").mkdir()
    (tmp_path / "lstm_course" / "cells.py").write_text(PACKAGE.replace("twice x", "the double"))
    (tmp_path / "README.md").write_text("# Course\n\n## The words\n")
    write(tmp_path / "notebooks" / LESSON, lesson())
    write(tmp_path / "solutions" / LESSON, solutions())
    write_all(tmp_path)
    return tmp_path


def change(root, folder, mutate):
    """Change a stored notebook by a function, and store it in the course's form."""
    path = root / folder / LESSON
    notebook = read(path)
    mutate(notebook)
    write(path, normalised(notebook))
    return lint.lint_all(root, RECORDS)


# ---------------------------------------------------------------- the lint of lessons


def source(index, old, new):
    """Return a mutation: another text in the source of a cell."""

    def mutate(notebook):
        assert old in notebook.cells[index].source
        notebook.cells[index].source = notebook.cells[index].source.replace(old, new)

    return mutate


def append(index, text):
    """Return a mutation: more text at the end of a cell."""

    def mutate(notebook):
        notebook.cells[index].source += text

    return mutate


def folded(index, hidden):
    """Return a mutation: whether JupyterLab hides the outputs of a cell."""

    def mutate(notebook):
        notebook.cells[index].metadata["jupyter"] = {"outputs_hidden": hidden}

    return mutate


def outputs(index, *new):
    """Return a mutation: other outputs of a cell."""

    def mutate(notebook):
        notebook.cells[index].outputs = list(new)

    return mutate


def tags(index, *new):
    """Return a mutation: other tags of a cell."""

    def mutate(notebook):
        notebook.cells[index].metadata.tags = list(new)

    return mutate


def insert(index, *cells):
    """Return a mutation: more cells; execution counts are set anew."""

    def mutate(notebook):
        for position, cell in enumerate(cells):
            cell = copy.deepcopy(cell)
            cell.id = f"new-{position}"
            notebook.cells.insert(index + position, cell)
        for count, cell in enumerate((c for c in notebook.cells if c.cell_type == "code"), 1):
            cell.execution_count = count

    return mutate


def not_run(notebook):
    notebook.cells[5].execution_count = None


LONG_FUNCTION = "\n".join(["if True:", *(f"    a{n} = {n}" for n in range(25))])

LESSON_CASES = [
    ("heading_levels", source(10, "## Summary", "# Summary"), "2 headings of level 1"),
    ("heading_levels", source(6, "### Deeper", "#### Deeper"), "has level 4 after level 2"),
    ("title_has_number", source(0, "# 3. The", "# 4. The"), "cell 0: the title is '4. The cell'"),
    ("title_has_number", source(0, "# 3. The", "# The"), "cell 0: the title is 'The cell'"),
    ("intro_is_complete", source(0, "- You read", "- A\n- B\n- You read"), "holds 4 objectives"),
    ("intro_is_complete", source(0, "- You", "You"), "holds 0 objectives"),
    ("intro_is_complete", source(0, "About 30 minutes", "A while"), "no line before the code names"),
    ("intro_is_complete", source(0, "Prerequisites:", "After"), "no line before the code names"),
    (
        "describes_itself",
        source(0, "**What is kept?**", "What is kept?"),
        "cell 0: the first cell has no question",
    ),
    ("describes_itself", source(0, "About 30", "30"), "cell 0: the first cell has no 'About N minutes.'"),
    ("setup_comes_first", source(1, "import numpy as np", "np = None"), "cell 1: the first code"),
    ("setup_comes_first", append(1, "\nx = 1" * 12), "more than 12 lines"),
    ("setup_comes_first", append(0, "\n\n## Start"), "comes after the section 'Start'"),
    ("sections", source(10, "## Summary", "## The end"), "no '## Summary'"),
    ("sections", source(4, "## Write", ""), "2 '##' sections before the summary"),
    ("sections", append(6, "\n\n## A\n\n## B\n\n## C\n\n## D"), "7 '##' sections"),
    ("sections", source(10, "- Two.\n", ""), "cell 10: the summary has 2 bullets"),
    ("sections", source(10, "- Two.\n", "- Two.\n" * 4), "the summary has 6 bullets"),
    ("recall_questions", source(10, "Question 0", "</summary></details>"), "needs a blank line"),
    ("recall_questions", source(10, "<details>", "<div>"), "0 recall questions"),
    ("recall_questions", source(10, "(lesson 2)", "(lesson 3)"), "names an earlier lesson"),
    ("recall_questions", source(10, "</summary>\n\n", "</summary>\n"), "needs a blank line"),
    ("exercise_link", source(10, "Exercise:", "Try"), "no line 'Exercise: "),
    ("references", source(10, "## References", "## Notes"), "no '## References'"),
    ("references", source(10, "(1997)", ""), "a reference without a year: 'Hochreiter"),
    ("references", append(10, "- B (2000).\n" * 5), "6 references, expected 1 to 5"),
    ("amount_of_code", append(5, f"\n{LONG_FUNCTION}"), "cell 5: 27 lines of code"),
    ("amount_of_code", append(5, "\nx = 1" * 16), "one code cell in ten has 17 lines"),
    ("amount_of_code", insert(5, *[code("x = 1")] * 3), "cell 8: more than 3 code cells in a row"),
    (
        "amount_of_code",
        insert(10, *[code("x = 1"), new_markdown_cell(PROSE)] * 31),
        "36 code cells",
    ),
    ("amount_of_words", append(6, " word" * 2800), " words, at most 3000"),
    ("amount_of_words", append(6, " word" * 700), " words per code cell"),
    ("amount_of_words", insert(10, *[code("1"), new_markdown_cell("a")] * 12), " words per code"),
    ("predictions", source(2, "**Predict:**", "Guess:"), "1 prompts '**Predict:**'"),
    ("predictions", outputs(5), "cell 4: '**Predict:**', but the next code cell shows nothing"),
    ("predictions", folded(5, False), "cell 5: the output that answers a prediction is folded, and no other"),
    ("predictions", folded(7, True), "cell 7: the output that answers a prediction is folded, and no other"),
    ("predictions", append(1, "\nGuess(truth=2)"), "cell 1: the code of a Guess is folded"),
    (
        "predictions",
        insert(5, new_markdown_cell(PROSE)),
        "cell 4: a cell with '**Predict:**' must stand directly",
    ),
    ("assertion_near_the_end", source(9, "assert double(2) == 4", "double(2)"), "no assertion in"),
    ("figures", outputs(7, image(**{"image/jpeg": "aaaa"})), "an image of type image/jpeg"),
    (
        "figures",
        outputs(7, image(**{"image/svg+xml": "<svg/>", "image/png": None})),
        "cell 7: an SVG without the PNG",
    ),
    ("figures", outputs(7, image(**{"image/svg+xml": NOISE})), "kB of SVG, compressed, at most 150"),
    ("figures", outputs(7, image(data="A" * 453_344)), "340 kB of images, at most 340"),
    ("figures", source(8, "*Figure 3.1. ", "Figure 3.1. "), "the next cell does not start with"),
    ("figures", source(8, "*Figure 3.1. ", "*Figure 3.2. "), "cell 8: the caption says Figure 3.2"),
    ("figures", source(8, PROSE, "A line that rises."), "the caption has fewer than 12 words"),
    ("figures", outputs(5, image(**{"image/png": None})), "cell 5: a figure, but the next cell does not"),
    ("figures_are_described", source(7, "show(", "print("), "cell 7: a picture, but the cell does not"),
    ("figures_are_described", source(7, "show(", "plt.show("), "a picture, but the cell does not call show("),
    ("figures_are_described", outputs(7, image(**{"text/html": None})), "a picture without a description"),
    ("figures_are_described", outputs(7, image(alt="")), "cell 7: a picture with an empty description"),
    ("figures_are_described", outputs(7, image(alt=" ")), "cell 7: a picture with an empty description"),
    (
        "figures_are_described",
        outputs(7, image(**{"text/html": f'<img src="data:image/png;base64,{PNG}">'})),
        "cell 7: a picture with an empty description",
    ),
    (
        "figures_are_described",
        outputs(7, image(**{"text/html": f'<img alt="{ALT}" src="https://example.org/a.png">'})),
        "a picture from 'https://example.org/a.png', expected one that the output holds",
    ),
    ("figures_are_described", outputs(7, image(alt="A line that rises.")), "has 4 words, expected 8 to 40"),
    ("figures_are_described", outputs(7, image(alt="a " * 41)), "has 41 words, expected 8 to 40"),
    ("figures_are_described", outputs(7, image(alt="a " + "b" * 250)), "characters, at most 250"),
    ("figures_are_described", outputs(7, image(alt=PROSE)), "cell 7: the description repeats the caption"),
    ("figures_are_described", outputs(7, image(), image()), "cell 7: the description is that of cell 7"),
    ("figures_are_described", outputs(9, image(ALT.upper())), "cell 9: the description is that of cell 7"),
    ("pieces_have_a_figure", outputs(1, piece()), "cell 1: an interactive piece, but no figure within 4"),
    ("pieces_have_a_figure", insert(10, code("1"), code("2"), code("3", piece())), "no figure within 4"),
    ("pieces_have_a_figure", outputs(1, piece("guess"), piece()), "cell 1: an interactive piece, but no"),
    (
        "pieces_have_a_still",
        outputs(5, piece(still=False)),
        "cell 5: no picture of the piece: run `lstm-course",
    ),
    (
        "pieces_have_a_still",
        outputs(5, new_output("display_data", data=piece("cone").data, metadata=piece().metadata)),
        "cell 5: a picture of what the piece was before: run",
    ),
    ("printed_numbers", outputs(5, stream("loss 0.12345\n")), "cell 5: prints 0.12345"),
    ("execution", not_run, "cell 5: execution count None, expected 3"),
    ("execution", outputs(5, stream("careful", "stderr")), "cell 5: text on standard error"),
    (
        "execution",
        outputs(5, new_output("error", ename="ValueError", evalue="no", traceback=[])),
        "cell 5: an error output: ValueError",
    ),
    ("ignored_outputs_assert", tags(5, "nbval-ignore-output"), "cell 5: tagged nbval-ignore"),
    ("functions_are_called", append(5, "\ndef f():\n    f()"), "cell 5: f is defined, but never"),
    (
        "package_functions_match",
        source(3, "2 * x", "x * 2"),
        "double differs from lstm_course.cells",
    ),
    ("package_functions_match", tags(3), "double is in lstm_course.cells too: tag it"),
    ("package_functions_match", tags(5, "matches-package"), "but it defines no function"),
    ("package_functions_match", source(3, "double(", "treble("), "the package has no treble"),
    ("links", append(6, "\n\n[lesson 9](09_ctc.ipynb)"), "cell 6: the link '09_ctc.ipynb' leads"),
    ("links", append(6, "\n\n[out](../../x)"), "the link '../../x' leads to no file"),
    ("links", append(6, '\n\n<img src="a.png">'), "the link 'a.png' leads to no file"),
    ("links", append(6, "\n\n![](attachment:a.png)"), "'attachment:a.png' has no attachment"),
    ("links", append(6, "\n\n[up](#Kept)"), "the link '#Kept' leads to no heading"),
    ("links", append(6, "\n\n[words](../README.md#words)"), "leads to no heading"),
    ("code_is_plain", append(5, "\n%pip install x"), "cell 5: the code holds a magic"),
    ("code_is_plain", append(5, "\n!ls"), "cell 5: the code holds a magic or a shell command"),
    ("code_is_plain", append(5, "\nu = 'https://x'"), "the code holds a download"),
    ("code_is_plain", append(5, "\nwarnings.filterwarnings('ignore')"), "silenced warnings"),
    ("code_is_plain", append(5, "\nplt.plot(x);"), "';' at the end of a line"),
    ("code_is_plain", append(5, "\nplt.show()"), "cell 5: the code holds plt.show()"),
    ("code_is_plain", append(5, "\nx = ("), "the code does not parse"),
    ("images_have_alt", append(6, "\n\n![](../README.md)"), "cell 6: the image '../README.md' has no"),
    ("images_have_alt", append(6, "\n\n![ ][one]\n\n[one]: ../README.md"), "the image 'one' has no"),
    ("images_have_alt", append(6, '\n\n<img src="../README.md">'), "the image '../README.md' has no"),
    ("images_have_alt", append(6, '\n\n<img alt="" src="../README.md">'), "'../README.md' has no desc"),
    ("terms", append(4, "\n\nEach timestamp."), "cell 4: the word 'timestamp'"),
]


def test_a_course_in_order_has_no_finding(root):
    assert lint.lint_all(root, RECORDS) == []


@pytest.mark.parametrize(
    ("rule", "mutate", "expected"),
    LESSON_CASES,
    ids=[f"{rule}-{n}" for n, (rule, *_) in enumerate(LESSON_CASES)],
)
def test_lesson_rule_fires(root, rule, mutate, expected):
    found = change(root, "notebooks", mutate)
    assert any(expected in text for text in found), found
    assert all(text.startswith(f"notebooks/{LESSON}") for text in found)
    function = getattr(lesson_rules, rule, None) or getattr(lint, rule)
    path = root / "notebooks" / LESSON
    texts = [what for _, what in function(lint.Page(root, path, read(path)))]
    assert any(re.sub(r"^cell \d+: ", "", expected) in text for text in texts)


@pytest.mark.parametrize("index", [5, 9])
def test_a_piece_beside_a_figure_is_in_order(root, index):
    assert change(root, "notebooks", lambda notebook: notebook.cells[index].outputs.append(piece())) == []


def test_a_guess_needs_no_figure(root):
    assert change(root, "notebooks", lambda notebook: notebook.cells[1].outputs.append(piece("guess"))) == []


def test_an_image_in_the_text_with_a_description_is_in_order(root):
    text = (
        "\n\n![A cell](../README.md)\n\n<img src='../README.md' alt='A cell'>\n\n`![](a.png)`"
        "\n\n```\n![](a.png)\n```\n"
    )
    assert change(root, "notebooks", append(6, text)) == []


@pytest.mark.parametrize("name", ["README.md", "site/page.md"])
@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("![](a.png)", "a.png"),
        ('Text ![ ](a.png "Title") text', "a.png"),
        ('<p><img width="3" src="a.png"></p>', "a.png"),
        ("```{figure} a.png\n:width: 3\n\nA caption\n```", "a.png"),
        (":::{image} a.png\n:alt:\n:::", "a.png"),
    ],
)
def test_images_of_pages_need_a_description(root, name, text, source):
    (root / "site").mkdir()
    path = root / name
    path.write_text(f"# Course\n\n## The words\n\n{text}\n")
    assert lint.lint_all(root, RECORDS) == [f"{name}: the image {source!r} has no description"]
    described = re.sub(r"!\[ ?\]", "![A cell]", text).replace("<img", '<img alt="A cell"')
    described = described.replace(":alt:", ":alt: A cell").replace(":width: 3", ":alt: A cell")
    path.write_text(f"# Course\n\n## The words\n\n{described}\n")
    assert lint.lint_all(root, RECORDS) == []


@pytest.mark.parametrize("folder", ["solutions", "exercises"])
def test_exercises_show_their_figures_with_a_description(root, folder):
    found = change(root, folder, append(1, "\nplt.show()"))
    assert any(text.startswith(f"{folder}/{LESSON} cell 1: the code holds plt.show()") for text in found)


def test_an_svg_beside_its_png_is_in_order(root):
    drawn = f'<figure><img alt="{ALT}" src="data:image/svg+xml,%3Csvg/%3E"></figure>'
    assert (
        change(root, "notebooks", outputs(7, image(**{"image/svg+xml": "<svg/>", "text/html": drawn}))) == []
    )


def test_a_picture_in_two_forms_counts_once(root):
    data = "A" * 300_000  # 225 kB
    assert change(root, "notebooks", outputs(7, image(data=data))) == []
    both = change(root, "notebooks", outputs(7, image(data=data, **{"image/png": "B" * 300_000})))
    assert [text.partition(": ")[2] for text in both] == ["450 kB of images, at most 340"]


def test_every_rule_has_a_case():
    cases = {rule for rule, *_ in LESSON_CASES} | {"kernel", "form"}
    assert cases == {rule.__name__ for rule in lint.COMMON_RULES + lesson_rules.RULES}


def test_kernel_and_form(root):
    path = root / "notebooks" / LESSON
    notebook = read(path)
    notebook.metadata.kernelspec.name = "conda-env"
    path.write_bytes(dump(notebook))
    found = "\n".join(lint.lint_all(root, RECORDS))
    assert "the kernel is 'conda-env', expected 'python3'" in found
    assert "not in the form in which" in found


def test_lesson_00_needs_no_earlier_lesson_and_no_reference(root):
    for folder in ("notebooks", "solutions", "exercises"):
        (root / folder / LESSON).unlink()
    notebook = lesson()
    for cell in notebook.cells:
        cell.source = cell.source.replace("# 3.", "# 0.").replace("Figure 3", "Figure 0")
        cell.source = cell.source.replace(LESSON, "00_start.ipynb").replace("(lesson 2)", "")
        cell.source = cell.source.partition("## References")[0]
    write(root / "notebooks" / "00_start.ipynb", normalised(notebook))
    for folder in ("solutions", "exercises"):
        empty = numbered([new_markdown_cell("# Exercises 0")])
        write(root / folder / "00_start.ipynb", empty)
    assert lint.lint_all(root, {}) == []


def test_unreadable_files_are_findings(root):
    (root / "notebooks" / LESSON).write_text("{")
    (root / "solutions" / "Third.ipynb").write_text("{}")
    (root / "exercises" / LESSON).unlink()
    found = lint.lint_all(root, RECORDS)
    assert found[0].startswith(f"notebooks/{LESSON}: not a valid notebook")
    assert found[1].startswith("solutions/Third.ipynb: the name must look like")
    assert found[2] == "exercises: no notebook"


# ---------------------------------------------------------------- the lint of exercises


def meta(index, **new):
    """Return a mutation: other nbgrader metadata of a cell."""

    def mutate(notebook):
        notebook.cells[index].metadata.nbgrader.update(new)

    return mutate


def drop(index):
    """Return a mutation: a cell less."""

    def mutate(notebook):
        del notebook.cells[index]

    return mutate


def swap(notebook):
    notebook.cells[2:8] = notebook.cells[5:8] + notebook.cells[2:5]


EXERCISE_CASES = [
    (outputs(1, stream("x")), "cell 1: holds an output"),
    (meta(3, schema_version=2), "cell 3: nbgrader: Outdated schema version: 2"),
    (meta(4, points="three"), "cell 4: nbgrader: 'three' is not of type 'number'"),
    (meta(4, extra=1), "cell 4: nbgrader: Additional properties are not allowed"),
    (meta(6, grade_id="gate"), "cell 6: the grade_id 'gate' is used twice"),
    (meta(6, grade_id="unknown"), "cell 6: the grade_id 'unknown' is no record of lesson 3"),
    (meta(6, grade_id="other"), "cell 6: the grade_id 'other' is no record of lesson 3"),
    (meta(6, grade_id="x"), "the record 'cell' of lesson 3 has no solution cell"),
    (meta(4, points=4), "cell 4: 4 points, the record of gate has 3"),
    (meta(4, grade_id="gate_test"), "cell 4: nbgrader grade_id is 'gate_test', expected"),
    (meta(4, locked=False), "cell 4: nbgrader locked is False, expected True"),
    (source(4, ".require()", ""), "cell 4: the test cell must read 'check.gate(gate).require()'"),
    (source(3, "def gate", "def door"), "cell 3: the solution cell must define gate"),
    (swap, "cell 3: cell is exercise 3.2, but stands at place 1"),
    (drop(5), "cell 5: no Markdown statement before the solution cell of cell"),
    (drop(7), "cell 6: no test cell after the solution cell of cell"),
    (drop(6), "cell 6: a test cell that does not follow its solution cell"),
]


@pytest.mark.parametrize("folder", ["solutions", "exercises"])
@pytest.mark.parametrize(("mutate", "expected"), EXERCISE_CASES)
def test_exercise_rule_fires(root, folder, mutate, expected):
    if "nbgrader:" in expected:
        pytest.importorskip("nbgrader")
    found = change(root, folder, mutate)
    assert f"{folder}/{LESSON}" in found[0]
    assert any(expected in text for text in found), found


def door(x):
    y = x + 1
    return 2 * y


def _exhibit(shown, mutant="halves", **edits):
    """Return what the lint finds where `shown` stands above the answer of the exhibit `door`."""
    page = lint.Page(None, None, nbformat.from_dict(solutions()))
    page.cells[3:4] = [new_code_cell(shown), new_code_cell("def door(x):\n    ...", metadata=graded("door"))]
    page.cells[5].source = "check.door(door).require()"
    page.cells[5].metadata = nbformat.from_dict(graded("door", 3))
    del page.cells[6:]
    wrong = Mutant("halves", "You halve.", edits={"2 * y": "y / 2"})
    record = SimpleNamespace(
        name="door",
        lesson=3,
        number="3.1",
        points={"value": 3},
        reference=door,
        mutants=(wrong,),
        exhibit=Exhibit(mutant, "somebody/something#1", "All is half."),
    )
    page = SimpleNamespace(number=3, cells=page.cells)
    return [text for _, text in exercise_rules.records_agree(page, {"door": record})]


def test_an_exhibit_shows_the_known_mistake_that_it_names():
    right = "def door(x):\n    # as found\n    y = x + 1\n    return y / 2"
    assert _exhibit(right) == []
    assert _exhibit(right.replace("/ 2", "/ 3")) == [
        "the code shown is not the known mistake 'halves' of door"
    ]
    assert "the cell above the answer must show door" in _exhibit(right.replace("door", "gate"))[0]
    assert "no known mistake made by an edit" in _exhibit(right, "doubles")[0]


def test_records_come_from_the_check_package(root, monkeypatch):
    monkeypatch.setattr("lstm_course.check.records", dict, raising=False)
    found = lint.lint_all(root)
    assert f"solutions/{LESSON} cell 3: the grade_id 'gate' is no record of lesson 3" in found


# ---------------------------------------------------------------- the generator of exercises


def test_stub_keeps_signature_docstring_and_layout():
    made = stub(SOLUTION.format(name="gate"), "Exercise 3.1", "here")
    assert made == ('def gate(x):\n    """Return the gate."""\n    raise NotImplementedError("Exercise 3.1")')


def test_stub_of_two_blocks_and_of_a_nested_function():
    text = (
        "def outer(x):\n    ### BEGIN SOLUTION\n    a = 1\n    ### END SOLUTION\n    def inner():\n"
        "        ### BEGIN SOLUTION\n        return a\n        ### END SOLUTION\n    return inner"
    )
    made = stub(text, "Exercise 3.1", "here")
    assert made.count('raise NotImplementedError("Exercise 3.1")') == 2
    ast.parse(made)
    assert "a = 1" not in made


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f():\n    return 1", "a solution cell without '### BEGIN SOLUTION'"),
        ("def f():\n    ### BEGIN SOLUTION\n    return 1", "line 2: '### BEGIN SOLUTION' without"),
        ("def f():\n    return 1\n    ### END SOLUTION", "line 3: '### END SOLUTION' without"),
        (
            "def f():\n    ### BEGIN SOLUTION\n    ### BEGIN SOLUTION\n    return 1\n"
            "    ### END SOLUTION\n    ### END SOLUTION",
            "line 3: '### BEGIN SOLUTION' inside the block of line 2",
        ),
        ("def f():\n    # BEGIN SOLUTION\n    return 1", "line 2: write the marker as"),
        ("def f(:\n    ### BEGIN SOLUTION\n    ### END SOLUTION", "the solution does not parse"),
        (
            "def f(x):\n    ### BEGIN SOLUTION\n    if x:\n    ### END SOLUTION\n        return 1",
            "the stub does not parse",
        ),
        (
            'def f():\n    ### BEGIN SOLUTION\n    """Doc."""\n    ### END SOLUTION',
            "must leave every signature and docstring outside",
        ),
        ("### BEGIN SOLUTION\nx = 1\n### END SOLUTION", "must stand in the body of a function"),
    ],
)
def test_stub_errors(text, expected):
    with pytest.raises(NotebookError, match=r"^solutions/03_x\.ipynb cell 5") as caught:
        stub(text, "Exercise 3.1", "solutions/03_x.ipynb cell 5")
    assert expected in str(caught.value)


def remove_key(index, key):
    """Return a mutation: one nbgrader key less."""

    def mutate(notebook):
        del notebook.cells[index].metadata.nbgrader[key]

    return mutate


@pytest.mark.parametrize(
    ("mutate", "expected"),
    [
        (meta(6, grade_id="gate"), "cell 6: the grade_id 'gate' is used twice"),
        (meta(3, grade_id="a gate"), "cell 3: the grade_id 'a gate' must be letters"),
        (meta(3, grade_id=""), "cell 3: the grade_id '' must be letters"),
        (remove_key(3, "task"), "cell 3: the nbgrader metadata lacks task"),
        (remove_key(4, "points"), "cell 4: the nbgrader metadata lacks points"),
        (meta(3, solution=False), "cell 3: solution markers, but not an nbgrader solution cell"),
        (append(0, "\n### BEGIN SOLUTION"), "cell 0: solution markers, but not an nbgrader"),
    ],
)
def test_exercise_errors_name_notebook_and_cell_and_write_nothing(root, mutate, expected):
    before = (root / "exercises" / LESSON).read_bytes()
    path = root / "solutions" / LESSON
    notebook = read(path)
    mutate(notebook)
    write(path, notebook)
    with pytest.raises(NotebookError) as caught:
        write_all(root)
    assert str(caught.value).startswith(f"solutions/{LESSON} {expected}")
    assert (root / "exercises" / LESSON).read_bytes() == before


def test_exercise_keeps_ids_and_metadata_and_leaves_its_source_alone():
    notebook = solutions()
    notebook.cells[3].metadata.nbgrader.checksum = "0" * 32
    before = copy.deepcopy(notebook)
    made = exercise(notebook, LESSON)
    assert notebook == before
    assert [cell.id for cell in made.cells] == [cell.id for cell in notebook.cells]
    assert made.cells[3].metadata.nbgrader == graded("gate")["nbgrader"]
    assert made.cells[4].metadata == notebook.cells[4].metadata
    assert 'raise NotImplementedError("Exercise 3.1")' in made.cells[3].source
    assert 'raise NotImplementedError("Exercise 3.2")' in made.cells[6].source
    assert "SOLUTION" not in json.dumps(made)
    assert "1 / x" not in json.dumps(made)


def test_write_all_reports_changes_and_is_stable(root):
    path = root / "exercises" / LESSON
    assert write_all(root) == []
    assert write_all(root, check=True) == []
    data = path.read_bytes()
    path.write_bytes(data + b"\n")
    assert write_all(root, check=True) == [path]
    assert path.read_bytes() == data + b"\n"
    assert write_all(root) == [path]
    assert path.read_bytes() == data
    path.unlink()
    assert write_all(root, check=True) == [path]
    assert not path.exists()
    assert write_all(root) == [path]
    assert path.read_bytes() == data
    assert sorted(item.name for item in path.parent.iterdir()) == [LESSON]


def test_an_answer_in_exercises_is_not_lost(root):
    path = root / "exercises" / LESSON
    notebook = read(path)
    notebook.cells[3].source = "def gate(x):\n    return 1 / x"
    write(path, notebook)
    before = path.read_bytes()
    with pytest.raises(NotebookError, match=rf"exercises/{LESSON} cell 3: holds an answer"):
        write_all(root)
    assert path.read_bytes() == before
    assert write_all(root, check=True) == [path]


def test_an_exercise_without_solution_is_named_not_deleted(root):
    orphan = root / "exercises" / "07_gone.ipynb"
    write(orphan, solutions())
    with pytest.raises(NotebookError, match=r"exercises/07_gone.ipynb: no notebook of this name"):
        write_all(root)
    assert orphan.exists()


# ---------------------------------------------------------------- reading, writing, running


def test_written_bytes(tmp_path):
    path = tmp_path / "notebooks" / LESSON
    notebook = numbered([new_markdown_cell("# Größe σ\nline 2")])
    assert write(path, notebook)
    assert not write(path, notebook)
    data = path.read_bytes()
    assert b"\r" not in data
    assert data.endswith(b"}\n")
    assert "Größe σ".encode() in data
    assert data.decode() == json.dumps(json.loads(data), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    assert dump(read(path)) == data


def test_normalised_drops_the_view_of_a_live_widget_only():
    view = {"version_major": 2, "version_minor": 0, "model_id": "0123456789abcdef"}
    cell = code("piece", piece(), image())
    cell.outputs[0].data["application/vnd.jupyter.widget-view+json"] = view
    before = copy.deepcopy(cell)
    made = normalised(new_notebook(cells=[cell])).cells[0]
    assert cell == before
    assert made.outputs == [piece(), image()]
    assert b"model_id" not in dump(normalised(new_notebook(cells=[cell])))


def test_normalised_drops_what_differs_between_machines():
    cell = new_code_cell(
        "1",
        execution_count=17,
        metadata={"execution": {"iopub.status.busy": "now"}, "tags": [], "scrolled": True},
        outputs=[
            stream("a"),
            stream("b"),
            stream("c", "stderr"),
            new_output("execute_result", data={"text/plain": "1"}, execution_count=17),
        ],
    )
    skipped = new_code_cell("2", execution_count=None)
    notebook = new_notebook(
        cells=[cell, skipped, new_code_cell("3", execution_count=20)],
        metadata={"widgets": {}, "language_info": {"name": "python", "version": "3.11.7"}},
    )
    before = copy.deepcopy(notebook)
    made = normalised(notebook)
    assert notebook == before
    assert made.metadata == {
        "kernelspec": files.KERNELSPEC,
        "language_info": {"name": "python"},
    }
    assert [c.execution_count for c in made.cells] == [1, None, 2]
    assert made.cells[0].metadata == {}
    assert [o.get("text") for o in made.cells[0].outputs] == ["ab", "c", None]
    assert made.cells[0].outputs[-1].execution_count == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "not a valid notebook"),
        ("[]", "not a valid notebook"),
        ('{"cells": []}', "not a valid notebook"),
        ('{"nbformat": 4, "nbformat_minor": 4, "cells": [], "metadata": {}}', "expected 4.5"),
        ('{"nbformat": 4, "nbformat_minor": 5, "cells": [{}], "metadata": {}}', "not a valid"),
    ],
)
def test_read_errors(tmp_path, text, expected):
    path = tmp_path / LESSON
    path.write_text(text)
    with pytest.raises(NotebookError, match=expected):
        read(path)


def test_read_refuses_two_cells_with_one_id(tmp_path):
    notebook = lesson()
    notebook.cells[1].id = notebook.cells[0].id
    (tmp_path / LESSON).write_bytes(json.dumps(notebook).encode())
    with pytest.raises(NotebookError, match="two cells have the id 'cell-0'"):
        read(tmp_path / LESSON)


def test_chosen_paths(root):
    path = root / "notebooks" / LESSON
    for names in ([], ["03"], ["03_the_cell"], [LESSON], [f"notebooks/{LESSON}"]):
        assert chosen_paths(root, names) == [path]
    with pytest.raises(NotebookError, match="no lesson is called '04'; there are: 03_the_cell"):
        chosen_paths(root, ["04"])
    (root / "notebooks" / "x.ipynb").write_text("{}")
    with pytest.raises(NotebookError, match=r"notebooks/x.ipynb: the name must look like"):
        notebook_paths(root, "notebooks")


def test_strip_all(root):
    path = root / "solutions" / LESSON
    before = path.read_bytes()
    notebook = read(path)
    notebook.cells[1].execution_count = 4
    notebook.cells[1].outputs = [stream("x")]
    write(path, notebook)
    assert strip_all(root) == [path]
    assert path.read_bytes() == before
    assert strip_all(root) == []


@pytest.mark.slow
def test_execute_all_stores_good_lessons_only(root, tmp_path, monkeypatch, capsys):
    progress = tmp_path / "progress.json"
    monkeypatch.setenv("LSTM_COURSE_PROGRESS", str(progress))
    cells = [
        "import os\nfrom pathlib import Path\n"
        "Path(os.environ['LSTM_COURSE_PROGRESS']).write_text('touched')\n"
        "print(Path.cwd().name, os.environ['OMP_NUM_THREADS'])",
        "import matplotlib.pyplot as plt\nfrom lstm_course.plots import show\n"
        f"plt.plot([1, 2])\nshow({ALT!r})",
    ]
    folder = root / "notebooks"
    write(folder / "04_good.ipynb", numbered([code(text) for text in cells]))
    write(folder / "05_raises.ipynb", numbered([code("print(1)"), code("1 / 0")]))
    write(folder / "06_warns.ipynb", numbered([code("import sys\nprint(2, file=sys.stderr)")]))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(NotebookError) as caught:
        execute_all(root, ["04", "05", "06"])
    assert str(caught.value).splitlines() == [
        "not stored:",
        "notebooks/05_raises.ipynb cell 1: ZeroDivisionError: division by zero",
        "notebooks/06_warns.ipynb cell 0: text on stderr: 2",
    ]
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {name for name in after if after[name] != before[name]} == {"04_good.ipynb"}
    good = read(folder / "04_good.ipynb")
    assert good.cells[0].outputs[0].text == "notebooks 1\n"
    assert [list(out.data) for out in good.cells[1].outputs] == [
        ["image/png", "image/svg+xml", "text/html", "text/plain"]
    ]
    assert [cell.execution_count for cell in good.cells] == [1, 2]
    assert list(problems(good)) == []
    assert not progress.exists()
    assert " s  notebooks/04_good.ipynb" in capsys.readouterr().out
    assert execute_all(root, ["04"]) == []


# ---------------------------------------------------------------- how text is measured


def test_words():
    assert words("A *gate* isn't a wall.") == 5
    assert words("See [the cell](03_the_cell.ipynb) now.") == 4
    assert words("$$c_t = f_t c_{t-1}$$ and `a + b` and $i_t$") == 5
    assert words("One\n\n```python\nx = 1\n```\n\ntwo") == 2


def test_first_list():
    assert first_list("Text\n\n- a\n  - nested\n- b\n  more\n\nText\n\n- other") == 2
    assert first_list("1. a\n2. b\n3. c") == 3
    assert first_list("none") == 0


def test_lines_of_code():
    assert lines_of_code('def f():\n    """One.\n\n    Two.\n    """\n\n    return 1  # end') == 2
    assert lines_of_code("%magic\n\nx") == 2


def test_skeleton_ignores_docstring_comment_and_layout_only():
    first = ast.parse('def f(a):\n    """Doc."""\n    return (a + 1)  # why').body[0]
    second = ast.parse("def f(a):\n    return a + 1").body[0]
    third = ast.parse("def f(a):\n    return 1 + a").body[0]
    assert skeleton(first) == skeleton(second) != skeleton(third)


def test_solution_fixture_passes_nbgrader():
    pytest.importorskip("nbgrader")
    page = lint.Page(None, None, nbformat.from_dict(solutions()))
    assert list(exercise_rules.nbgrader_metadata(page)) == []
