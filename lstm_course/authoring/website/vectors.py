"""Figures as SVG within a page: their black is the page's ink and their white its ground, in light and in dark."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from ...plots import COLOURS

GLYPH = re.compile(r'<path id="(DejaVu[\w-]+)"[^>]*/>')
INK, WEAK, RULE, GROUND = (
    "currentcolor",
    "var(--pst-color-text-muted)",
    "var(--course-rule)",
    "var(--pst-color-background)",
)
PALETTE = {
    value.lower(): f"var(--course-{name})" for name, value in COLOURS.items() if name not in ("c", "baseline")
}
DARK = "#14171a"  # the page's ground in the dark theme
SEEN, READ = 3.0, 4.5  # contrast that a shape and a letter need (WCAG 2.2)
SOLID = 0.5  # opacity from which on a ground hides what is behind it
_STYLED = re.compile(r'<(path|use|g)\b([^>]*)style="([^"]*)"([^>]*)>')
_COLOUR = re.compile(r"(fill|stroke):(#[0-9a-f]{6})")
_PLACE = re.compile(r"translate\((-?[\d.]+) (-?[\d.]+)\)")
_NUMBER = re.compile(r"-?\d+\.?\d*")


def follows_theme(svg: str) -> bool:
    """Return whether an SVG can be shown without a white plate: its letters can be read on a dark page, too.

    They cannot where a dark letter lies on a colour, which stays as it is while the letter becomes light; where a white
    one lies on a colour other than the course's, which become lighter on a dark page; and where a colour other than
    the course's is too dark. Pixels stay as they are, too.

    Parameters
    ----------
    svg : str
        As `lstm_course.plots.show` makes it.

    Returns
    -------
    bool
    """
    if "<image" in svg:
        return False
    shown = {colour for _, colour in _COLOUR.findall(svg)} - set(PALETTE)
    if any(not _is_grey(colour) and contrast(colour, DARK) < SEEN for colour in shown):
        return False
    grounds = list(_grounds(svg))
    for x, y, colour in _letters(svg):
        if not _is_grey(colour):
            if colour not in PALETTE and contrast(colour, DARK) < READ:
                return False
            continue
        for left, top, right, bottom, ground in grounds:
            beneath = left < x + 2 and x < right and top < y and y - 2 < bottom
            if beneath and not (colour == "#ffffff" and ground in PALETTE):
                return False
    return True


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, between 1 and 21, as WCAG 2.2 defines it.

    Parameters
    ----------
    one, other : str
        Such as ``"#14171a"``.

    Returns
    -------
    float
    """

    def luminance(colour: str) -> float:
        shares = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _is_grey(colour: str) -> bool:
    return colour[1:3] == colour[3:5] == colour[5:7]


def _letters(svg: str) -> Iterator[tuple[float, float, str]]:
    """Yield where each text begins, and its colour."""
    for found in re.finditer(r"<g\b([^>]*)><(?:defs|use|g><(?:defs|use))", svg):
        place = _PLACE.search(found[1])
        if place is not None:
            colour = re.search(r"fill:(#[0-9a-f]{6})", found[1])
            yield float(place[1]), float(place[2]), colour[1] if colour else "#000000"


def _grounds(svg: str) -> Iterator[tuple[float, float, float, float, str]]:
    """Yield the box and the colour of everything that is filled with a colour and hides what is behind it."""
    shapes = dict(re.findall(r'<path id="([^"]+)" d="([^"]*)"', svg))
    for kind, before, style, after in _STYLED.findall(svg):
        fill = re.search(r"fill:(#[0-9a-f]{6})", style)
        shares = re.findall(r"(?:^|;)(?:fill-)?opacity:([\d.]+)", style)
        opacity = 1.0
        for share in shares:
            opacity *= float(share)
        if kind == "g" or fill is None or _is_grey(fill[1]) or opacity < SOLID:
            continue
        attributes = dict(re.findall(r'([\w:]+)="([^"]*)"', before + after))
        path = attributes.get("d") or shapes.get(attributes.get("xlink:href", "#")[1:], "")
        numbers = [float(number) for number in _NUMBER.findall(path)]
        if len(numbers) < 6:  # a line has no inside
            continue
        dx, dy = (float(attributes.get(name, 0)) for name in "xy")
        xs, ys = numbers[::2], numbers[1::2]
        yield min(xs) + dx, min(ys) + dy, max(xs) + dx, max(ys) + dy, fill[1]


def themed(svg: str) -> str:
    """Return an SVG in which black, grey and white are the page's own, and the course's colours those of its formulas.

    Parameters
    ----------
    svg : str
        As `lstm_course.plots.show` makes it.

    Returns
    -------
    str
    """

    def colour(found: re.Match) -> str:
        name = found[2]
        if name in PALETTE:
            return f"{found[1]}:{PALETTE[name]}"
        if not _is_grey(name):
            return found[0]
        level = int(name[1:3], 16)
        if level <= 0x33:
            return f"{found[1]}:{INK}"
        if level <= 0x66:
            return f"{found[1]}:{WEAK}"
        if level <= 0xB0:  # in the middle: seen on both grounds
            return found[0]
        return f"{found[1]}:{GROUND if level == 0xFF else RULE}"

    return _COLOUR.sub(colour, svg).replace("<svg ", f'<svg fill="{INK}" ', 1)


def within(
    svg: str, alt: str, number: int, glyphs: dict[str, str], titles: dict[str, str] | None = None
) -> str:
    """Return an SVG as a page holds it: described, with names that no other figure of the page has.

    Parameters
    ----------
    svg : str
        As `themed` returns it.
    alt : str
        The description.
    number : int
        Of the figure on its page.
    glyphs : dict
        Name -> shape of each letter that the page's figures share; those of this figure are added.
    titles : dict, optional
        File name of a notebook -> its title, the name of a link to it. Links to other notebooks are left out.

    Returns
    -------
    str
    """
    for found in GLYPH.finditer(svg):
        glyphs.setdefault(found[1], found[0])
    svg = re.sub(r"<defs></defs>", "", GLYPH.sub("", svg))
    for name in set(re.findall(r' id="([^"]+)"', svg)):
        svg = re.sub(
            rf'(id="|href="#|url\(#){re.escape(name)}(?=["\)])', rf"\g<1>figure-{number}-{name}", svg
        )
    svg = re.sub(r' (?:xmlns(?::xlink)?|version)="[^"]*"', "", svg)
    svg = svg.replace("xlink:href", "href")
    titles = titles or {}

    def link(found: re.Match) -> str:
        if found[1] not in titles:
            return found[2]
        address = found[1].removesuffix(".ipynb") + ".html"
        return f'<a href="{address}" aria-label="{html.escape(titles[found[1]])}">{found[2]}</a>'

    svg = re.sub(r'<a href="([^"]*)"[^>]*>(.*?)</a>', link, svg)
    role = "group" if "<a " in svg else "img"  # the parts of an image are silent, and so would be the links
    return svg.replace("<svg ", f'<svg role="{role}" aria-label="{html.escape(alt)}" ', 1)


def letters(glyphs: dict[str, str]) -> str:
    """Return the letters that the figures of a page share, as an element that takes no room.

    Parameters
    ----------
    glyphs : dict
        As `within` has filled it.

    Returns
    -------
    str
        Empty where there are none.
    """
    if not glyphs:
        return ""
    shapes = "".join(glyphs[name] for name in sorted(glyphs))
    return f'<svg class="course-letters" width="0" height="0" aria-hidden="true"><defs>{shapes}</defs></svg>'
