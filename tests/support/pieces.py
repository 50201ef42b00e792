"""Interactive pieces in a real browser, on a page of their own without a kernel."""

import itertools
from dataclasses import dataclass, field

from lstm_course import widgets


@dataclass
class Tab:
    """One tab of the browser, in which one piece after the other is shown."""

    page: object
    folder: object
    messages: list = field(default_factory=list)

    def __post_init__(self):
        self.page.set_default_timeout(20_000)
        self.page.on("pageerror", lambda error: self.messages.append(f"page error: {error}"))
        self.page.on(
            "console", lambda m: self.messages.append(m.text) if m.type in ("error", "warning") else None
        )
        self.page.on("request", self._on_request)

    def _on_request(self, request):
        if not request.url.startswith(("file:", "data:", "blob:")):
            self.messages.append(f"request: {request.url}")

    def show(self, piece, dark=False, width=920):
        """Open a page with the piece; returns the tab's page, on which everything else is done."""
        return self.show_stored(piece.name, piece.text(), dark, width)

    def show_stored(self, name, state, dark=False, width=920):
        """Open a page with the piece that a notebook has stored."""
        self.messages.clear()
        self.page.set_viewport_size({"width": width, "height": 900})
        file = self.folder / f"{name}.html"
        file.write_text(widgets.page(name, state), encoding="utf-8")
        self.page.goto(file.as_uri())
        if dark:
            self.page.evaluate("() => { document.documentElement.dataset.theme = 'dark' }")
        return self.page

    def overflow(self):
        """Return by how many pixels the page is wider than the window."""
        return self.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")

    def status(self):
        """Return the sentence that a screen reader speaks after a change."""
        return self.page.locator(".lc-status").inner_text()

    def findings(self):
        """Return what axe-core finds wrong, serious or critical, as (rule, text of the element)."""
        from importlib.resources import files

        self.page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
        found = self.page.evaluate("() => axe.run()")["violations"]
        return [
            (rule["id"], node["html"])
            for rule in found
            if rule["impact"] in ("serious", "critical")
            for node in rule["nodes"]
        ]


def press_something(page, section):
    """Move the first slider of a piece by one key, or press its first button that is not pressed."""
    slider = section.locator("input[type=range]:not(:disabled)")
    if slider.count():
        slider.first.focus()
        at_the_end = slider.first.evaluate("e => e.value === e.max")
        page.keyboard.press("ArrowLeft" if at_the_end else "ArrowRight")
    else:
        section.locator("button[aria-pressed=false]").first.focus()
        page.keyboard.press("Enter")


def click_something(page, section):
    """Move the first slider of a piece with the mouse, or click its last button that is not pressed."""
    slider = section.locator("input[type=range]:not(:disabled)")
    if not slider.count():
        section.locator("button[aria-pressed=false]").last.click()
        return
    box = slider.first.bounding_box()
    low, high, value = (float(slider.first.evaluate(f"e => e.{name}")) for name in ("min", "max", "value"))
    share = 0.25 if (value - low) / (high - low) > 0.5 else 0.85  # where it does not stand
    page.mouse.click(box["x"] + share * box["width"], box["y"] + box["height"] / 2)


def overlapping(texts, slack):
    """Return the pairs of texts in a picture that touch each other by more than `slack` pixels upwards."""
    boxes = texts.evaluate_all(
        "all => all.map(t => t.getBoundingClientRect()).map(r => [r.left, r.right, r.top, r.bottom])"
    )
    return [
        (one, other)
        for one, other in itertools.combinations(boxes, 2)
        if one[0] < other[1] and other[0] < one[1] and one[2] < other[3] - slack and other[2] < one[3] - slack
    ]
