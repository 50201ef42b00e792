"""The colours of the palette as they are written: the same hues, dark enough for letters on white."""

from __future__ import annotations

INKS = {  # paint -> ink, with a contrast to white of 4.5 at least; those of the quantities are the inks of the pieces
    "#009e73": "#00694c",
    "#d55e00": "#a84a00",
    "#e69f00": "#805900",
    "#cc79a7": "#96326a",
    "#7f7f7f": "#5a5a5a",
    "#56b4e9": "#1f7096",
}


def write_in_ink(figure):
    """Let every text of a figure that has the colour of a line be written in the ink of that colour.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Its texts are changed, lines and areas are not.
    """
    from matplotlib.colors import to_hex
    from matplotlib.text import Text

    for text in figure.findobj(Text):
        ink = INKS.get(to_hex(text.get_color()))
        if ink is not None:
            text.set_color(ink)
