"""Marks that several diagrams share: numbers as they are printed, arrows, boxes, nodes."""

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

GREY = "#555555"


def number(value, digits=2):
    """Return a number as it stands in a figure, with a true minus sign and no negative zero; text stays as it is."""
    if isinstance(value, str):
        return value
    zero = f"{0:.{digits}f}"
    text = f"{value:.{digits}f}"
    return zero if text == f"-{zero}" else text.replace("-", "\N{MINUS SIGN}")


def arrow(ax, points, colour, width=2.0, head=13, **options):
    """Draw straight lines through the points, with a head at the last one."""
    *first, last = points
    if len(first) > 1:
        ax.plot(*zip(*first, strict=True), color=colour, linewidth=width, zorder=1)
    ax.add_patch(
        FancyArrowPatch(
            first[-1],
            last,
            arrowstyle="-|>",
            mutation_scale=head,
            color=colour,
            linewidth=width,
            shrinkA=0,
            shrinkB=0,
            **{"zorder": 1, **options},
        )
    )


def box(ax, x, y, text, colour):
    """Draw a small round box with a letter in it."""
    ax.add_patch(
        FancyBboxPatch(
            (x - 0.42, y - 0.26),
            0.84,
            0.52,
            boxstyle="round,pad=0.05",
            facecolor="white",
            edgecolor=colour,
            linewidth=2.2,
            zorder=2,
        )
    )
    ax.text(x, y - 0.02, text, ha="center", va="center", color=colour, fontsize=11, weight="bold", zorder=3)


def node(ax, x, y, sign):
    """Draw a circle with a sign in it."""
    ax.plot(
        x,
        y,
        "o",
        markersize=17,
        markerfacecolor="white",
        markeredgecolor=GREY,
        markeredgewidth=1.6,
        zorder=2,
    )
    ax.text(x, y - 0.015, sign, ha="center", va="center", fontsize=13, color="#222222", zorder=3)
