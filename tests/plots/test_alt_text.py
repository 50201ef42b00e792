"""Each figure is shown with its description, in every form that a reader may get."""

import ast
import base64
import copy
import html
import io
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import nbformat
import pytest
from IPython.core.pylabtools import print_figure
from nbformat.v4 import new_code_cell, new_notebook

from lstm_course.authoring.notebooks import execute
from lstm_course.notebook.files import dump, normalised, notebook_paths, read
from lstm_course.plots import COLOURS, INKS, show

ROOT = Path(__file__).resolve().parents[2]
LESSONS = notebook_paths(ROOT, "notebooks")
NBVAL = "--nbval --nbval-current-env --nbval-cell-timeout=120 -p no:cacheprovider"
ALT = "A line that rises from 1 to 2, and isn't \"flat\" & isn't <bent>."


@pytest.fixture(autouse=True)
def no_figure_is_left():
    plt.close("all")
    yield
    assert plt.get_fignums() == []


class Tags(HTMLParser):
    """Collects the tags of an HTML text with their attributes, as a browser reads them."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


# ---------------------------------------------------------------- in a kernel


CELLS = [
    "import matplotlib.pyplot as plt\nfrom lstm_course.plots import show",
    "plt.plot([1, 2])\nplt.show()",  # what a notebook shows without our help
    f"plt.plot([1, 2])\nshow({ALT!r})",
    "first, ax = plt.subplots()\nax.plot([1, 2])\nplt.figure()\nshow('The first of two.', first)",
    "print(plt.get_fignums(), plt.fignum_exists(first.number))",
    "plt.figure(figsize=(3, 1), dpi=50)\nplt.plot([1, 2])\nshow('A small one.')\nprint('after')",
]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """The outputs of `CELLS` in a fresh kernel."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in CELLS])
    execute(notebook, tmp_path_factory.mktemp("kernel"))
    return [cell.outputs for cell in notebook.cells]


@pytest.mark.slow
def test_one_output_holds_the_picture_with_its_description(outputs):
    (output,) = outputs[2]
    assert set(output.data) == {"text/html", "image/svg+xml", "image/png", "text/plain"}
    assert output.data["text/plain"] == ALT
    (outer, _), (inner, image) = Tags(output.data["text/html"]).tags
    assert (outer, inner) == ("figure", "img")
    assert image["alt"] == ALT
    kind, _, data = image["src"].partition(",")
    assert kind == "data:image/svg+xml"
    assert unquote(data) == output.data["image/svg+xml"].replace('"', "'")
    assert ElementTree.fromstring(unquote(data)).get("width") == image["width"]


@pytest.mark.slow
def test_the_picture_is_that_which_the_notebook_would_show(outputs):
    (plain,) = outputs[1]
    (ours,) = outputs[2]
    assert base64.b64decode(ours.data["image/png"]) == base64.b64decode(plain.data["image/png"])
    assert ours.metadata == plain.metadata


@pytest.mark.slow
@pytest.mark.parametrize("index", [2, 5])
def test_the_width_is_that_of_the_pixels(outputs, index):
    data = outputs[index][0].data
    (_, image) = Tags(data["text/html"]).tags[1]
    file = io.BytesIO(base64.b64decode(data["image/png"]))
    assert int(image["width"]) == plt.imread(file).shape[1]
    assert "max-width: 100%" in image["style"]


@pytest.mark.slow
def test_the_given_figure_is_shown_once_and_closed(outputs):
    assert outputs[3][0].data["text/plain"] == "The first of two."
    assert outputs[4][0].text == "[] False\n"  # the notebook closed the second one at the cell's end
    assert [output.output_type for output in outputs[5]] == ["display_data", "stream"]


# ---------------------------------------------------------------- without a kernel


def test_without_a_kernel_and_without_windows_the_description_is_printed(capsys):
    plt.plot([1, 2])
    show(ALT)
    assert capsys.readouterr().out == f"{ALT}\n"


def test_without_a_kernel_windows_are_opened(monkeypatch, capsys):
    opened = []
    monkeypatch.setattr(mpl.backend_bases.FigureCanvasBase, "required_interactive_framework", "some")
    monkeypatch.setattr(plt, "show", lambda: opened.append(plt.get_fignums()))
    plt.plot([1, 2])
    show(ALT)
    assert opened == [[1]]
    assert capsys.readouterr().out == ""


def test_words_in_the_colour_of_a_line_are_written_in_its_ink(capsys):
    _, ax = plt.subplots()
    (line,) = ax.plot([1, 2], color=COLOURS["g"])
    word = ax.text(0, 1, "candidate", color=COLOURS["g"])
    others = [ax.text(0, 2, "dark", color="#444444"), ax.text(0, 2, "o", color=COLOURS["o"])]
    ax.set_xlabel("baseline", color=COLOURS["baseline"])
    show(ALT)
    assert capsys.readouterr().out
    assert line.get_color() == COLOURS["g"]
    assert word.get_color() == INKS[COLOURS["g"].lower()]
    assert ax.xaxis.label.get_color() == INKS[COLOURS["baseline"].lower()]
    assert [other.get_color() for other in others] == ["#444444", COLOURS["o"]]


def contrast_to_white(colour):
    """Return the contrast as WCAG 2 defines it."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


@pytest.mark.parametrize("paint", [*(COLOURS[name].lower() for name in COLOURS), *INKS])
def test_what_is_written_can_be_read_on_white(paint):
    assert contrast_to_white(INKS.get(paint, paint)) >= 4.5
    assert paint not in INKS or contrast_to_white(paint) < 4.5  # an ink only where one is needed


def test_a_title_above_several_panels_is_at_the_left_as_theirs_are(capsys):
    plt.style.use("lstm_course.plots.course")
    figure, axs = plt.subplots(1, 2)
    axs[0].set_title("one")
    title = figure.suptitle("both")
    show(ALT)
    assert capsys.readouterr().out
    assert (title.get_ha(), title.get_weight()) == ("left", axs[0].title.get_weight())
    assert title.get_size() == axs[0].title.get_size()
    assert title.get_position()[0] < 0.05


@pytest.mark.parametrize(
    ("alt", "expected"),
    [
        ("", "alt must be a sentence that describes the figure, got ''"),
        (" \n", "alt must be a sentence"),
        (None, "alt must be a sentence that describes the figure, got None"),
        ("a" * 251, "alt must have at most 250 characters, got 251"),
        ("Figure 3 shows a line.", "begins with 'Figure'"),
        ("image of a line that rises", "begins with 'image of'"),
        ("Picture of a line", "begins with 'Picture of'"),
    ],
)
def test_a_description_that_is_none(alt, expected):
    plt.plot([1, 2])
    with pytest.raises(ValueError, match=re.escape(expected)):
        show(alt)
    assert plt.get_fignums() == [1]  # it can still be shown
    plt.close()


@pytest.mark.parametrize("alt", ["a" * 250, "Figures in a table.", "Images of two lines."])
def test_a_description_that_is_one(alt, capsys):
    plt.plot([1, 2])
    show(alt)
    assert capsys.readouterr().out == f"{alt}\n"


def test_there_must_be_a_figure_and_something_in_it():
    with pytest.raises(ValueError, match="no figure is open"):
        show(ALT)
    assert plt.get_fignums() == []
    ax = plt.subplots()[1]
    with pytest.raises(ValueError, match="figure must be a matplotlib Figure, got Axes"):
        show(ALT, ax)
    plt.close()
    figure = plt.figure()
    with pytest.raises(ValueError, match="holds no axes"):
        show(ALT)
    plt.close(figure)


def test_the_package_of_plots_imports_no_matplotlib():
    code = "import sys, lstm_course.plots; print({'matplotlib', 'IPython'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"


# ---------------------------------------------------------------- the lessons


def descriptions(source):
    """Return the first argument of each call of `show` in a cell."""
    return [
        ast.literal_eval(node.args[0])
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "show"
    ]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.name)
def test_the_stored_pictures_carry_the_descriptions_of_the_code(path):
    count = 0
    for cell in read(path).cells:
        if cell.cell_type != "code":
            continue
        data = [output.data for output in cell.outputs if "image/png" in output.get("data", {})]
        wanted = descriptions(cell.source)
        assert [one["text/plain"] for one in data] == wanted
        for one, alt in zip(data, wanted, strict=True):
            (_, image) = Tags(one["text/html"]).tags[1]
            assert image["alt"] == alt
            drawn = one.get("image/svg+xml")
            if drawn is None:
                assert image["src"].endswith(one["image/png"].strip())
            else:
                assert unquote(image["src"]) == "data:image/svg+xml," + drawn.replace('"', "'")
        count += len(data)
    assert count > 0


# ---------------------------------------------------------------- what strict nbval compares


def picture(values):
    """Return the PNG of a curve in base64."""
    figure = plt.figure(figsize=(2, 1))
    figure.subplots().plot(values)
    data = base64.b64encode(print_figure(figure)).decode()
    plt.close(figure)
    return data


def change(old, new):
    """Return a function that changes the HTML of a stored output."""

    def apply(data):
        assert re.search(old, data["text/html"])
        data["text/html"] = re.sub(old, new, data["text/html"])

    return apply


def other_shapes(data):
    data["image/svg+xml"] = data["image/svg+xml"].replace("L", "L1 1L")
    data["text/html"] = re.sub('svg.xml,[^"]*', "svg+xml,%3Csvg%3E", data["text/html"])


def other_state(data):
    data["application/vnd.lstm-course.widget+json"]["state"]["value"] = 0.25


def other_sentence(data):
    data["text/plain"] = "Another piece."


PIECE = """\
import anywidget, traitlets


class Piece(anywidget.AnyWidget):
    _esm = "export default { render({ model, el }) { el.textContent = model.get('value'); } }"
    value = traitlets.Float(0.5).tag(sync=True)

    def _repr_mimebundle_(self, **keywords):
        kind = "application/vnd.jupyter.widget-view+json"
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        stored = {"widget": "piece", "state": {"value": self.value}}
        return {kind: view, "application/vnd.lstm-course.widget+json": stored, "text/plain": "A piece."}
"""
FIGURE = "plt.plot([1, 2])\nshow('A line that rises.')"
CHANGES = {  # what is changed in the stored output -> whether nbval must then fail
    "nothing": (FIGURE, lambda data: None, False),
    "pixels": (FIGURE, change('svg.xml,[^"]+', f"png;base64,{picture([1, 9, 3])}"), False),
    "shapes": (FIGURE, other_shapes, False),
    "no shapes": (FIGURE, lambda data: data.pop("image/svg+xml"), True),
    "width": (FIGURE, change('width="[0-9]+"', 'width="1"'), False),
    "description": (FIGURE, change("rises", "falls"), True),
    "structure": (FIGURE, change("<figure[^>]*>", "<figure>"), True),
    "no html": (FIGURE, lambda data: data.pop("text/html"), True),
    "piece": ("Piece()", lambda data: None, False),
    "state of the piece": ("Piece()", other_state, True),
    "sentence of the piece": ("Piece()", other_sentence, True),
}


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """Which stored outputs strict nbval accepts: name -> "passed" or "failed"."""
    folder = tmp_path_factory.mktemp("nbval")
    setup = f"import matplotlib.pyplot as plt\nfrom lstm_course.plots import show\n\n{PIECE}"
    notebook = new_notebook(
        cells=[new_code_cell(setup), *(new_code_cell(source) for source, *_ in CHANGES.values())]
    )
    execute(notebook, folder)
    raw = copy.deepcopy(notebook)
    stored = normalised(notebook)
    for cell, (_, apply, _) in zip(stored.cells[1:], CHANGES.values(), strict=True):
        apply(cell.outputs[0].data)
    (folder / "01_stored.ipynb").write_bytes(dump(nbformat.from_dict(stored)))
    command = [sys.executable, "-m", "pytest", "-q", "-rA", *NBVAL.split(), "01_stored.ipynb"]
    command += ["--nbval-sanitize-with", str(ROOT / "tests" / "nbval.cfg"), "--color=no"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    found = dict(re.findall(r"(?m)^(?:PASSED|FAILED) \S+::Cell (\d+)()", run.stdout))
    assert len(found) == len(CHANGES) + 1, run.stdout + run.stderr
    passed = set(re.findall(r"(?m)^PASSED \S+::Cell (\d+)", run.stdout))
    return raw, {name: str(number) in passed for number, name in enumerate(CHANGES, start=1)}


@pytest.mark.slow
@pytest.mark.parametrize("name", CHANGES)
def test_nbval_compares_descriptions_but_not_pixels(compared, name):
    assert compared[1][name] is not CHANGES[name][2]


@pytest.mark.slow
def test_the_view_of_a_live_piece_is_not_stored(compared):
    raw, _ = compared
    live = raw.cells[-1].outputs[0].data
    stored = normalised(raw).cells[-1].outputs[0].data
    assert set(live) - set(stored) == {"application/vnd.jupyter.widget-view+json"}
    assert json.loads(json.dumps(stored)) == {
        "application/vnd.lstm-course.widget+json": {"state": {"value": 0.5}, "widget": "piece"},
        "text/plain": "A piece.",
    }


def test_the_makefile_gives_nbval_the_sanitizer():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"(?m)^NBVAL = .*--nbval-sanitize-with tests/nbval\.cfg", makefile)


def test_the_sanitizer_keeps_everything_but_pixels_and_width():
    config = (ROOT / "tests" / "nbval.cfg").read_text(encoding="utf-8")
    text = f'<figure><img alt="{html.escape(ALT)}" width="12" src="data:image/png;base64,aB+/9=="></figure>'
    drawn = text.replace("png;base64,aB+/9==", "svg+xml,%3Csvg width='1'%3E")
    for pattern, new in re.findall(r"(?m)^regex: (.*)\nreplace: (.*)$", config):
        text, drawn = re.sub(pattern, new, text), re.sub(pattern, new, drawn)
    assert text == drawn == f'<figure><img alt="{html.escape(ALT)}" width="WIDTH" src="PICTURE"></figure>'
