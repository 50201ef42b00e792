"""The finished website in a real browser: every page, on a wide screen and on a phone; a few of them in dark, too."""

import re
from importlib.resources import files

import lab
import nbformat
import pytest
import website

from lstm_course import widgets
from lstm_course.authoring.website import build as site
from lstm_course.authoring.website import sources as site_sources
from lstm_course.notebook.files import KERNELSPEC

ROOT = website.ROOT
WIDE, PHONE = {"width": 1300, "height": 900}, {"width": 390, "height": 844}
SHOWN_API = ("cells", "check", "index")  # of the reference, examined by axe-core
# Code, formulas and the list of pages are thousands of elements, the same ones on every page, and the interactive
# pieces have a test of their own: a few pages are examined whole, and the others without them.
WHOLE = ("index.html", "lessons/00_start_here.html", "exercises/03_the_lstm_cell.html", "glossary.html")
REPEATED = [".highlight", "mjx-container", ".bd-sidebar-primary", ".lc"]
# What is left out still costs axe-core time, as long as it is there, drawings and code the most. An empty drawing is
# as wide as before.
EMPTY = "([selector, text]) => document.querySelectorAll(selector).forEach((node) => { node.textContent = text; })"
DRAWINGS = "mjx-container > svg, svg[role=img]:not(.lc svg)"
ON_A_PHONE = ["scrollable-region-focusable", "duplicate-id-aria"]  # these need what is emptied afterwards
AXE = """async ([rules, left_out]) => {
  const only = rules.length ? { type: "rule", values: rules } : { type: "tag", values: ["wcag2a", "wcag2aa"] };
  const what = { include: [["html"]], exclude: left_out.map((selector) => [selector]) };
  const found = await axe.run(what, { runOnly: only, resultTypes: ["violations"] });
  return found.violations
    .filter((rule) => ["serious", "critical"].includes(rule.impact))
    .map((rule) => `${rule.id} at ${rule.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(", ")}`);
}"""
READY = """async () => {
  const formulas = document.querySelectorAll(".math").length;
  while (formulas && !window.MathJax?.startup?.promise) await new Promise((go) => setTimeout(go, 20)); // it is async
  await (window.MathJax?.startup?.promise ?? null);
  return {
    formulas: document.querySelectorAll(".math").length,
    drawn: document.querySelectorAll(".math > mjx-container").length,
    faults: document.querySelectorAll("[data-mml-node=merror], mjx-merror").length,
    asleep: document.querySelectorAll("[data-lstm-course]:not(:has(.lc))").length,
  };
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The website; the tests are skipped, or fail in continuous integration, where there is no browser."""
    lab.require_browser()
    return website.built(tmp_path_factory)


@pytest.fixture(scope="module")
def browser(folder, tmp_path_factory):
    with lab.chromium(tmp_path_factory.mktemp("browser")) as chromium:
        yield chromium


@pytest.fixture(scope="module")
def address(folder):
    with website.served(folder) as base:
        yield base


def expect(what):
    """Return playwright's assertions on a page or an element, which wait until they hold."""
    from playwright.sync_api import expect as expected

    return expected(what)


class Visitor:
    """A page of the browser, and everything that went wrong on it."""

    def __init__(self, browser, base, size=WIDE):
        self.page = browser.new_context(viewport=size, color_scheme="light").new_page()
        self.base, self.troubles = base, []
        self.page.set_default_timeout(60_000)
        self.page.on("request", self._on_request)
        self.page.on("response", self._on_response)
        self.page.on("requestfailed", self._on_failure)
        self.page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        self.page.on("console", self._on_console)

    def _on_request(self, request):
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.troubles.append(f"another host: {request.url[:200]}")

    def _on_failure(self, request):
        if "ERR_ABORTED" not in (request.failure or ""):  # that is: the test went on to the next page
            self.troubles.append(f"{request.failure}: {request.url[:200]}")

    def _on_response(self, response):
        if response.status >= 400:
            self.troubles.append(f"{response.status}: {response.url}")

    def _on_console(self, message):
        if message.type in ("error", "warning"):
            self.troubles.append(f"console: {message.text}")

    def open(self, path):
        """Open a page, wait for its formulas, and return the troubles that it has."""
        self.troubles.clear()
        self.page.goto(self.base + path)
        found = self.page.evaluate(READY)
        if found["formulas"] != found["drawn"] or found["faults"]:
            self.troubles.append(f"formulas: {found}")
        if found["asleep"]:
            self.troubles.append(f"{found['asleep']} interactive pieces are not shown")
        return self.troubles

    def dark(self, on):
        """Choose the theme, and let no colour be on its way from the other one."""
        self.page.evaluate(
            """theme => {
              document.documentElement.dataset.theme = theme;
              document.getAnimations().forEach((one) => one.finish());
            }""",
            "dark" if on else "light",
        )

    def close(self):
        self.page.context.close()


@pytest.fixture
def visitor(browser, address):
    visitor = Visitor(browser, address)
    yield visitor
    visitor.close()


@pytest.fixture(scope="module")
def walk(browser, address, folder):
    """Every page, opened once on a phone: its troubles, and what axe-core finds on all but most of the reference."""
    script = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    visitor = Visitor(browser, address, PHONE)
    troubles, found = {}, {}
    for path in website.pages(folder):
        visitor.page.set_viewport_size(PHONE)
        troubles[path] = list(visitor.open(path))
        width = visitor.page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            troubles[path].append(f"{width} pixels wide on a phone")
        if not path.startswith("api/") or path in [f"api/{name}.html" for name in SHOWN_API]:
            visitor.page.evaluate(script)
            found[path] = examined(visitor, path)
    visitor.close()
    return troubles, found


def examined(visitor, path):
    """Return what axe-core finds: on a phone what scrolls; on a wide screen all rules, a few pages in dark, too."""
    if path not in WHOLE:
        visitor.page.evaluate(EMPTY, [DRAWINGS, ""])
    found = [f"on a phone: {each}" for each in visitor.page.evaluate(AXE, [ON_A_PHONE, []])]
    visitor.page.set_viewport_size(WIDE)
    if path not in WHOLE:
        visitor.page.evaluate(EMPTY, [".highlight", "x"])
    found += visitor.page.evaluate(AXE, [[], [] if path in WHOLE else REPEATED])
    if path in WHOLE:
        visitor.dark(True)
        found += [f"in dark: {each}" for each in visitor.page.evaluate(AXE, [["color-contrast"], []])]
    return found


def test_every_page_is_whole(walk, folder):
    """No error, no other host, all formulas drawn, and nothing wider than a phone."""
    assert {path: troubles for path, troubles in walk[0].items() if troubles} == {}
    assert sum(page.formulas for page in website.pages(folder).values()) > 300


def test_axe_finds_nothing_serious(walk):
    assert {path: found for path, found in walk[1].items() if found} == {}
    assert len(walk[1]) > 50


def test_search_finds_the_forget_gate(visitor):
    visitor.open("index.html")
    visitor.page.keyboard.press("Control+k")
    visitor.page.keyboard.type("forget gate")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/search.html?q=forget+gate*")
    expect(visitor.page.locator("#search-status")).to_contain_text(
        re.compile(r"Found \d+ places on \d+ pages")
    )
    first = visitor.page.locator("#search-results li").filter(has_text="3. The LSTM cell").first
    expect(first.locator("mark").first).to_be_visible()
    first.locator("a").click()
    expect(visitor.page.locator("h1")).to_contain_text("The LSTM cell")
    assert "#" in visitor.page.url  # a place, not only a page
    assert visitor.troubles == []


def test_search_answers_while_one_types_and_says_when_it_finds_nothing(visitor):
    visitor.open("search.html")
    field, status = visitor.page.locator(".course-search input"), visitor.page.locator("#search-status")
    field.fill("forgett")
    expect(visitor.page.locator("#search-results mark").first).to_have_text(
        re.compile("forgett", re.IGNORECASE)
    )
    field.fill("gates")  # a plural finds the singular, and all of the word is marked
    expect(visitor.page.locator("#search-results mark").first).to_have_text(
        re.compile(r"^gates?$", re.IGNORECASE)
    )
    field.fill("lstm_step")
    expect(visitor.page.locator("#search-results a").first).to_contain_text("lstm_step")
    field.fill("xylophone forget")
    expect(status).to_contain_text("No place has all of these words")
    field.fill("(xylophone* [")
    expect(status).to_contain_text("Nothing begins like this")
    assert visitor.troubles == []


def test_the_home_page_plays_its_story_and_stops(visitor):
    time_step = visitor.page.locator(".course-live .lc-stepper-time input[type=range]")
    visitor.page.emulate_media(reduced_motion="reduce")
    visitor.open("index.html")
    button = visitor.page.locator(".course-play")
    expect(button).to_have_text("▶ read the story")
    box = visitor.page.locator(".course-live svg.lc-cell").bounding_box()
    assert box["y"] + box["height"] < WIDE["height"]  # on the first screen
    visitor.page.emulate_media(reduced_motion="no-preference")
    visitor.open("index.html")
    expect(button).to_have_text("❚❚ stop")
    visitor.page.wait_for_function(
        "Number(document.querySelector('.course-live input[type=range]').value) >= 1"
    )
    button.click()
    expect(button).to_have_text("▶ read the story")
    stopped = time_step.input_value()
    visitor.page.wait_for_timeout(1200)
    assert time_step.input_value() == stopped
    assert visitor.troubles == []


def test_a_page_is_ticked_when_its_end_was_seen(visitor):
    visitor.open("exercises/03_the_lstm_cell.html")
    tick = visitor.page.locator(".bd-sidebar-primary a.course-read")
    assert tick.count() == 0
    visitor.open("lessons/02_gates.html")
    visitor.page.locator(".prev-next-footer").scroll_into_view_if_needed()
    expect(tick).to_contain_text("2. Gates (read)")
    visitor.open("index.html")
    expect(visitor.page.locator(".course-progress")).to_contain_text("You have read 1 of")
    visitor.page.get_by_role("button", name="Forget this").click()
    assert tick.count() == 0
    assert visitor.page.locator(".course-progress").count() == 0
    assert visitor.troubles == []


def test_the_table_of_the_classics_shows_what_is_asked_for(visitor):
    visitor.open("reproduced.html")
    visitor.page.locator(".course-filter input").fill("parity transformer")
    shown = visitor.page.locator(".course-wide tbody tr:visible")
    assert 0 < shown.count() < 5
    expect(visitor.page.locator(".course-filter")).to_contain_text(f"{shown.count()} of ")
    assert visitor.troubles == []


def test_icons_are_drawn_and_no_font_is_fetched(visitor):
    fonts = []
    visitor.page.on("request", lambda request: fonts.append(request.url) if "woff" in request.url else None)
    visitor.open("lessons/02_gates.html")
    icons = visitor.page.locator(".fa-solid")
    assert icons.count() > 5
    drawn = (
        "nodes => nodes.map(node => getComputedStyle(node, '::before').maskImage.startsWith('url(\"data:'))"
    )
    assert all(icons.evaluate_all(drawn))
    assert fonts == []


def test_dark_pages_are_printed_in_light(visitor):
    visitor.open("lessons/02_gates.html")
    visitor.dark(True)
    theme = "document.documentElement.dataset.theme"
    visitor.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert visitor.page.evaluate(theme) == "light"
    visitor.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert visitor.page.evaluate(theme) == "dark"


def test_what_is_folded_in_a_cell_is_printed(visitor):
    visitor.open("lessons/02_gates.html")
    visitor.page.emulate_media(media="print")
    folded = visitor.page.locator("details.hide")
    assert folded.count() > 3
    visitor.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for cell in folded.all():
        expect(cell.locator("pre").first).to_be_visible()
        expect(cell.locator("summary")).to_be_hidden()
    visitor.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert visitor.page.locator("details.hide[open]").count() == 0


def test_a_figure_on_a_phone_keeps_its_size_and_says_that_it_goes_on(visitor):
    visitor.page.set_viewport_size(PHONE)
    visitor.open("lessons/20_pictures.html")
    more = re.compile(r"\bcourse-more\b")
    for figure in visitor.page.locator(".course-figure").all():
        expect(figure).to_have_class(more)
        picture = figure.locator("> svg, > img")
        assert picture.bounding_box()["width"] == float(picture.get_attribute("width"))
        figure.evaluate("each => { each.scrollLeft = each.scrollWidth; }")
        expect(figure).not_to_have_class(more)  # it ends here


def test_the_switch_makes_every_page_dark(visitor):
    ground = "() => getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"
    visitor.open("index.html")
    assert min(visitor.page.evaluate(ground)) > 240
    visitor.page.locator(".theme-switch-button:visible").click()
    visitor.page.locator(".theme-change-button[data-mode=dark]:visible").click()
    visitor.open("lessons/03_the_lstm_cell.html")
    assert visitor.page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert max(visitor.page.evaluate(ground)) < 40
    black = visitor.page.locator('mjx-container [fill="#000000"]').first
    assert (
        min(black.evaluate("node => getComputedStyle(node).fill.match(/\\d+/g).slice(0, 3).map(Number)"))
        > 150
    )
    assert visitor.troubles == []


def test_a_reader_goes_on_by_keyboard_and_by_links(visitor):
    visitor.open("index.html")
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.locator("#pst-skip-link a")).to_be_focused()
    visitor.page.locator(".course-start a").first.click()
    expect(visitor.page).to_have_title("0. Start here — The LSTM from single gates")
    visitor.page.locator(".prev-next-area .right-next").click()
    expect(visitor.page).to_have_title("Exercises 0: Start here — The LSTM from single gates")
    visitor.page.locator(".prev-next-area .right-next").click()
    expect(visitor.page).to_have_title("1. Sequences, windows, baselines — The LSTM from single gates")
    visitor.page.locator(".bd-toc a", has_text="Summary").click()
    assert visitor.page.url.endswith("#summary")
    assert visitor.troubles == []


def test_the_download_is_the_original(visitor, folder):
    visitor.open("lessons/03_the_lstm_cell.html")
    with visitor.page.expect_download() as info:
        visitor.page.get_by_role("link", name="Download this notebook").click()
    assert info.value.suggested_filename == "03_the_lstm_cell.ipynb"
    # that this is the repository's, another test holds
    original = folder / "downloads" / "notebooks" / "03_the_lstm_cell.ipynb"
    with open(info.value.path(), "rb") as file:
        assert file.read() == original.read_bytes()


def test_answers_are_folded_until_they_are_asked_for(visitor):
    visitor.open("lessons/03_the_lstm_cell.html")
    answers = visitor.page.locator("article details:not(.lc details):not(.hide)")
    assert answers.count() >= 4
    for index, answer in enumerate(answers.all()):
        expect(answer.locator("p").first).to_be_hidden()
        answer.locator("summary").focus()
        visitor.page.keyboard.press("Enter" if index % 2 else " ")
        expect(answer.locator("p").first).to_be_visible()


# --- interactive pieces ---------------------------------------------------------------------------


FOLDED = """<details><summary>1. What is c?</summary>

It is ${\\color{#000000}{c_t}} = f_t c_{t-1} + i_t g_t$, and in code:

```python
c = f * c_prev + i * g
```

</details>"""


@pytest.fixture(scope="module")
def pieces(folder, tmp_path_factory):
    """A small website made like the large one: a notebook with every piece, stored as a lesson stores it."""
    base = tmp_path_factory.mktemp("pieces")
    outputs = [
        {
            widgets.MIME_TYPE: {"widget": name, "state": piece().text()},
            "application/vnd.jupyter.widget-view+json": {
                "model_id": "gone",
                "version_major": 2,
                "version_minor": 0,
            },
        }
        for name, piece in widgets.PIECES.items()
    ]
    texts = ("# 3. Pieces\n\n$c_t$", FOLDED, "## All of them")
    cells = [nbformat.v4.new_markdown_cell(text) for text in texts]
    for data in outputs:
        cells.append(
            nbformat.v4.new_code_cell("piece", outputs=[nbformat.v4.new_output("display_data", data)])
        )
    metadata = {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}
    notebook = site_sources.prepared(
        nbformat.v4.new_notebook(cells=cells, metadata=metadata),
        "notebooks/pieces.ipynb",
        "lessons/pieces.ipynb",
    )
    tree = base / "source"
    site.assets(ROOT, tree)
    for path in ("_extra", "lessons"):
        (tree / path).mkdir()
    (tree / "index.md").write_text("# Home\n\n```{toctree}\nlessons/pieces\n```\n")
    (tree / "lessons" / "pieces.ipynb").write_text(nbformat.writes(notebook))
    site.pages_of(tree, base / "out")
    return base / "out"


@pytest.fixture(scope="module")
def workshop(browser, pieces):
    """The page of pieces."""
    with website.served(pieces) as base:
        visitor = Visitor(browser, base)
        assert visitor.open("lessons/pieces.html") == []
        yield visitor
        visitor.close()


def test_the_pieces_are_alive_from_a_folder(browser, pieces):
    """Nothing but loading differs there: what is asked over http below is not asked again."""
    visitor = Visitor(browser, pieces.as_uri() + "/")
    assert visitor.open("lessons/pieces.html") == []
    piece = visitor.page.locator('[data-lstm-course="guess"]')
    slider, shown = piece.locator("input[type=range]").first, piece.inner_text()
    slider.focus()
    visitor.page.keyboard.press("ArrowRight")
    assert piece.inner_text() != shown
    assert visitor.troubles == []
    visitor.close()


def test_formulas_and_code_stand_inside_a_folded_answer(workshop):
    answer = workshop.page.locator("article details:not(.lc details):not(.hide)")
    answer.locator("summary").click()
    expect(answer.locator(".highlight-python")).to_contain_text("c = f * c_prev + i * g")
    box = answer.locator("p mjx-container svg").bounding_box()
    assert box["width"] > 60
    assert 10 < box["height"] < 60
    answer.locator("summary").click()
    assert workshop.troubles == []


KEYS = {"range": "ArrowRight", "select-one": "ArrowDown", "number": "ArrowUp", "text": "End"}


@pytest.mark.parametrize("name", sorted(widgets.PIECES))
def test_a_piece_answers_to_keyboard_and_mouse_without_a_kernel(workshop, name):
    piece = workshop.page.locator(f'[data-lstm-course="{name}"]')
    controls = piece.locator("button:enabled, input:enabled, select:enabled, [tabindex='0']")
    shown = "node => [...node.querySelectorAll('*')].map(e => e.outerHTML + (e.value ?? '')).join('')"
    reacted = {"keyboard": False, "mouse": False}
    for control in controls.all()[:12]:
        kind = control.evaluate("node => node.type ?? node.localName")
        before = piece.evaluate(shown)
        if not reacted["keyboard"]:  # afterwards by mouse only: a choice that is pressed already does nothing
            control.focus()
            workshop.page.keyboard.press(KEYS.get(kind, "Enter"))
            reacted["keyboard"] |= kind != "text" and piece.evaluate(shown) != before
            before = piece.evaluate(shown)
        box = control.bounding_box()
        if box is not None and kind != "select-one":  # its list would stay open above the page
            control.scroll_into_view_if_needed()
            box = control.bounding_box()
            workshop.page.mouse.click(box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2)
            reacted["mouse"] |= kind != "text" and piece.evaluate(shown) != before
        if all(reacted.values()):
            break
    assert reacted == {"keyboard": True, "mouse": True}
    assert workshop.troubles == []


def test_the_pieces_have_nothing_serious_for_axe(workshop):
    script = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    workshop.page.evaluate(script)
    for dark in (False, True):
        workshop.dark(dark)
        assert workshop.page.evaluate(AXE, [[], []]) == []
    workshop.dark(False)


def test_the_website_works_from_a_folder(browser, folder):
    """Opened by a double click: home, a lesson with formulas, and search."""
    visitor = Visitor(browser, folder.as_uri() + "/")
    for path in ("index.html", "lessons/03_the_lstm_cell.html", "lessons/02_gates.html"):
        assert visitor.open(path) == []
    visitor.open("search.html?q=forget+gate")
    expect(visitor.page.locator("#search-results li a").first).to_be_visible()
    assert visitor.troubles == []
    visitor.close()
