"""The course's mark: three valves, in the colours of the gates, on the line of the cell state."""

from __future__ import annotations

import html
import io

from ...plots import COLOURS

TOUCH, SIZE = "apple-touch-icon.png", 180  # what a phone puts on its home screen, in pixels
FINER = 4  # drawn larger, then made smaller: smooth edges
VALVES = ((13, "f"), (32, "i"), (51, "o"))  # their middle, of a width of 64, and the gate


def mark(ground: str | None = None, line: str = COLOURS["c"]) -> str:
    """Return the course's mark as SVG.

    Parameters
    ----------
    ground : str, optional
        Colour of a rounded square behind it.
    line : str
        Colour of the line.

    Returns
    -------
    str
    """
    square = f'<rect width="64" height="64" rx="14" fill="{ground}"/>' if ground else ""
    valves = "".join(
        f'<path d="M{x - 7} 18h14L{x} 32zM{x - 7} 46h14L{x} 32z" fill="{COLOURS[gate]}" '
        f'stroke="{COLOURS[gate]}" stroke-width="3" stroke-linejoin="round"/>'
        for x, gate in VALVES
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" role="img">'
        f"<title>{html.escape('The LSTM from single gates')}</title>{square}"
        f'<path d="M3 32h58" stroke="{line}" stroke-width="5" stroke-linecap="round"/>{valves}</svg>\n'
    )


def touch_icon() -> bytes:
    """Return the course's mark on white as a PNG, with a margin: a phone cuts the corners off.

    Returns
    -------
    bytes
    """
    from PIL import Image, ImageDraw

    side = SIZE * FINER
    scale = side / 80  # the mark's 64 units, and 8 on each side

    def at(x: float, y: float) -> tuple[float, float]:
        return (x + 8) * scale, (y + 8) * scale

    picture = Image.new("RGB", (side, side), "#FFFFFF")
    draw = ImageDraw.Draw(picture)
    draw.line([at(3, 32), at(61, 32)], fill=COLOURS["c"], width=round(5 * scale))
    for x, gate in VALVES:
        for y in (18, 46):
            corners = [at(x - 7, y), at(x + 7, y), at(x, 32)]
            draw.polygon(corners, fill=COLOURS[gate])
            draw.line([*corners, *corners[:2]], fill=COLOURS[gate], width=round(3 * scale), joint="curve")
    made = io.BytesIO()
    picture.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(made, "PNG", optimize=True)
    return made.getvalue()
