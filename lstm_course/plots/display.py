"""Show a figure together with its description, for readers who do not see it."""

from __future__ import annotations

import base64
import html
import re

from . import _inks, _vector

MAX_CHARACTERS = 250
ANNOUNCEMENT = re.compile(r"(?i)(figure|(image|picture) of)\b")


def show(alt, figure=None):
    """Show a figure once, with its description, and close it; a cell ends with it.

    In a notebook the output holds the picture several times over: as HTML with the description (JupyterLab, VS Code,
    code hosts), as SVG (the website), as a plain PNG (PDF, mail) and as the description alone (a terminal). The HTML
    shows the SVG as a picture, on white: so it is sharp on every screen, can be read in a dark theme, and is shown
    in a notebook that is not trusted, too. A figure whose SVG would be heavy is a PNG throughout. Without a notebook
    the figures open in windows, as ``plt.show()`` opens them; where there are no windows either, the description is
    printed. Before, words in the colour of a line get the darker ink of that colour, and a title above several panels
    goes to the left, as those of the panels.

    Parameters
    ----------
    alt : str
        One sentence that says what the figure shows and what follows from it, at most 250 characters. It must not
        begin with "Figure" or "Image of": a screen reader has said so already.
    figure : matplotlib.figure.Figure, optional
        By default the current one.

    Raises
    ------
    ValueError
        Where the description is empty, too long or begins with "Figure"; where there is no figure, or nothing in it.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from lstm_course.plots import show
    >>> lines = plt.plot([0, 1, 4, 9])
    >>> show("A curve over four steps that rises faster at every step.")  # doctest: +SKIP
    """
    import matplotlib.pyplot as plt
    from IPython import get_ipython
    from IPython.display import display

    _check_description(alt)
    figure = _checked_figure(figure)
    _inks.write_in_ink(figure)
    if figure.get_suptitle():
        figure.suptitle(figure.get_suptitle(), x=0.01, ha="left")
    if hasattr(get_ipython(), "kernel"):
        display(_bundle(alt, figure), raw=True)
    elif getattr(type(figure.canvas), "required_interactive_framework", None):
        plt.show()
    else:
        print(alt)
    plt.close(figure)


def _check_description(alt):
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError(f"alt must be a sentence that describes the figure, got {alt!r}")
    if len(alt) > MAX_CHARACTERS:
        raise ValueError(f"alt must have at most {MAX_CHARACTERS} characters, got {len(alt)}")
    found = ANNOUNCEMENT.match(alt.strip())
    if found:
        raise ValueError(f"alt must say what is seen, but begins with {found[0]!r}")


def _checked_figure(figure):
    """Return the given or the current figure, which must hold something."""
    import matplotlib.pyplot as plt
    from matplotlib.figure import Figure

    if figure is None:
        if not plt.get_fignums():
            raise ValueError("no figure is open: draw one before it is shown")
        figure = plt.gcf()
    if not isinstance(figure, Figure):
        raise ValueError(f"figure must be a matplotlib Figure, got {type(figure).__name__}")
    if not figure.axes and not figure.lines:
        raise ValueError("the figure holds no axes: draw into it before it is shown")
    return figure


def _bundle(alt, figure):
    """Return the output of a notebook's cell for a figure: MIME types and their data."""
    from IPython.core.pylabtools import print_figure

    png = print_figure(figure, bbox_inches="tight")  # as a notebook draws a figure without our help
    width, height = (int.from_bytes(png[k : k + 4], "big") for k in (16, 20))  # of the PNG's header
    data = base64.b64encode(png).decode("ascii")
    drawing = _vector.svg(figure, width, height)
    source = f"data:image/png;base64,{data}" if drawing is None else _vector.address(drawing)
    image = (
        f'<img alt="{html.escape(alt)}" width="{width}" style="max-width: 100%; height: auto" src="{source}">'
    )
    bundle = {
        "text/html": f'<figure style="margin: 0">{image}</figure>',
        "image/png": data,
        "text/plain": alt,
    }
    return bundle if drawing is None else bundle | {"image/svg+xml": drawing}
