"""Figures of lesson 23: what tuning shows, what intervals say of a margin, and the board of all claims."""

import numpy as np
from matplotlib.ticker import NullLocator

from . import COLOURS, axes

VERDICTS = {  # colour, marker, whether it is filled: no verdict is told by its colour alone
    "holds": ("#0072B2", "o", True),
    "undecided": ("#7F7F7F", "o", False),
    "fails": ("#B22222", "X", True),
}
_INK = "#333333"


def _mark(ax, x, y, verdict, size=6.5):
    colour, marker, filled = VERDICTS[verdict]
    ax.plot(x, y, marker, color=colour, markersize=size, markerfacecolor=colour if filled else "white")


def verdicts(comparisons, margin, ax=None):
    """Draw paired differences with their intervals against a margin, and the verdict that follows.

    Parameters
    ----------
    comparisons : dict
        Claim -> `lstm_course.evaluate.fair.Comparison`.
    margin : float
        The smallest difference for which the claims are true.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        Those drawn in.
    """
    ax = axes(ax, figsize=(7.8, 0.75 * len(comparisons) + 0.9))
    ax.axvline(0, color=COLOURS["baseline"], linewidth=1, zorder=0)
    ax.axvline(margin, color=_INK, linestyle="--", linewidth=1.3, zorder=0)
    ax.text(margin, -0.62, f" margin {margin:g}", color=_INK, fontsize=9, va="center")
    for row, one in enumerate(comparisons.values()):
        colour = VERDICTS[one.verdict][0]
        ax.plot(one.differences, np.full(len(one.differences), row + 0.22), ".", color=_INK, alpha=0.55)
        ax.plot([one.low, one.high], [row - 0.08] * 2, color=colour, linewidth=5, alpha=0.4)
        _mark(ax, one.mean, row - 0.08, one.verdict)
        ax.annotate(
            one.verdict,
            (1.01, row),
            xycoords=("axes fraction", "data"),
            color=colour,
            weight="bold",
            va="center",
        )
    ax.set_yticks(range(len(comparisons)), list(comparisons))
    ax.set_ylim(len(comparisons) - 0.5, -0.8)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return ax


def settings(tried, looks, ax=None):
    """Draw what each model reaches at each setting, the mean as a line and the range over seeds as a band.

    Parameters
    ----------
    tried : dict
        Model -> setting -> scores, as in `lstm_course.evaluate.fair.FairTest`; settings are above 0.
    looks : dict
        Model -> keyword arguments of its line, with ``color``.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        Those drawn in, with a logarithmic axis of settings.
    """
    ax = axes(ax, figsize=(4.4, 3.1))
    for model, found in tried.items():
        places, rows = list(found), np.array(list(found.values()))
        ax.fill_between(
            places, rows.min(axis=1), rows.max(axis=1), color=looks[model]["color"], alpha=0.15, linewidth=0
        )
        ax.plot(places, rows.mean(axis=1), label=model, **looks[model])
    ax.set_xscale("log")
    ax.set_xticks(places, [f"{place:g}" for place in places])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.legend(loc="lower right")
    return ax


COLUMNS = {"claim": 0.0, "interval": 0.655, "verdict": 0.765, "guess": 0.865, "lesson": 0.97}
_REACH = 0.05  # half of the width of an interval


def board(claims, ax=None):
    """Draw a table of claims: its interval against what the claim needs, the verdict, the guess and the lesson.

    Each interval has a scale of its own, for the claims have different units: the tick is the smallest value for which
    the claim is true, and the longer side of the interval is always of one length.

    Parameters
    ----------
    claims : sequence
        Objects such as `lstm_course.claims.Claim`, with ``id``, ``text``, ``verdict``, ``lesson``, ``interval`` (lower
        end, median, upper end, or None), ``least`` and ``guess``.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        Those drawn in.

    Raises
    ------
    ValueError
        Where there is no claim.
    """
    claims = list(claims)
    if not claims:
        raise ValueError("claims must hold at least one, got none")
    ax = axes(ax, figsize=(9.8, 0.2 * len(claims) + 0.7))
    for row, claim in enumerate(claims):
        _row(ax, row, claim)
    for name, x in COLUMNS.items():
        side = "left" if name == "claim" else "center"
        ax.text(x, -1.1, name, ha=side, va="center", fontsize=8.5, weight="bold", color=_INK)
    ax.set(xlim=(0, 1), ylim=(len(claims) - 0.3, -1.7))
    ax.set_axis_off()
    return ax


def _row(ax, row, claim):
    text = {"va": "center", "fontsize": 7.5, "color": _INK}
    if row % 2 == 0:
        ax.axhspan(row - 0.5, row + 0.5, color="#F3F3F3", zorder=-1, linewidth=0)
    ax.text(COLUMNS["claim"], row, claim.id, **text, weight="bold")
    ax.text(COLUMNS["claim"] + 0.035, row, claim.text, **text)
    ax.text(COLUMNS["lesson"], row, str(claim.lesson), **text, ha="center")
    if claim.interval is None:
        ax.text(COLUMNS["interval"], row, "by definition", **text | {"color": "#767676"}, ha="center")
    else:
        _interval(ax, row, claim)
    for column, verdict in (("verdict", claim.verdict), ("guess", claim.guess)):
        if verdict is not None:
            _mark(ax, COLUMNS[column] - 0.042, row, verdict, size=5)
            right = column == "verdict" or verdict == claim.verdict
            words = verdict if right else f"{verdict}: no"
            look = text | {"color": VERDICTS[verdict][0]}
            ax.text(COLUMNS[column] - 0.033, row, words, **look, weight="bold" if right else "normal")


def _interval(ax, row, claim):
    low, median, high = (value - claim.least for value in claim.interval)
    scale = _REACH / max(abs(low), abs(high), 1e-12)
    x, colour = COLUMNS["interval"], VERDICTS[claim.verdict][0]
    ax.plot([x, x], [row - 0.42, row + 0.42], color=_INK, linewidth=1)
    ax.plot([x + low * scale, x + high * scale], [row] * 2, color=colour, linewidth=3, alpha=0.45)
    ax.plot(x + median * scale, row, "o", color=colour, markersize=3.2)
