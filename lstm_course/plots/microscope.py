r"""The gradient microscope: how much of the loss reaches an input that lies k time steps back (lesson 06)."""

import numpy as np

from ..evaluate.gradients import build, gradient_by_lag, measure
from . import axes

__all__ = ["build", "by_lag", "gradient_by_lag", "measure", "microscope"]


def by_lag(curves, ax=None, title="", limits=(1e-26, 1e4)):
    """Draw gradients against the lag on a logarithmic axis: the median of the seeds, and their range as a band.

    Parameters
    ----------
    curves : dict
        Label -> (array of shape (seeds, T), keyword arguments for `Axes.plot`).
    ax : matplotlib Axes, optional
        Where to draw.
    title : str
        The finding.
    limits : tuple of float
        Lowest and highest gradient shown.

    Returns
    -------
    matplotlib Axes
        The axes drawn in; those of a new figure where none were given.

    Raises
    ------
    ValueError
        Where an array is not of shape (seeds, T).
    """
    ax = axes(ax, figsize=(4.4, 3.4))
    ends = {}
    for label, (rows, style) in curves.items():
        rows = np.asarray(rows, float)
        if rows.ndim != 2:
            raise ValueError(f"curves[{label!r}] must have shape (seeds, T), got {rows.shape}")
        lags, middle = np.arange(rows.shape[1]), np.median(rows, axis=0)
        band = ax.fill_between(lags, rows.min(axis=0), rows.max(axis=0), alpha=0.18, linewidth=0)
        band.set_facecolor(style.get("color", "C0"))
        ax.plot(lags, middle, **style)
        ends[label] = (lags[-1], middle[-1], style.get("color", "C0"))
    ax.set(yscale="log", ylim=limits, xlabel="lag k (time steps back)", title=title)
    low, high = np.log10(limits)
    wanted = {label: np.clip(np.log10(max(end, limits[0])), low, high) for label, (_, end, _) in ends.items()}
    for label, place in _apart(wanted, 0.075 * (high - low), low, high).items():
        last, _, colour = ends[label]
        ax.text(last * 1.03, 10.0**place, label, color=colour, va="center", fontsize=9)
    ax.set_yticks([10.0**p for p in range(-24, int(high) + 1, 6) if low <= p <= high])
    ax.yaxis.set_minor_locator(_no_ticks())
    return ax


def microscope(panels, limits=(1e-26, 1e4), axs=None):
    """Draw small multiples of `by_lag`, side by side with one axis of gradients.

    Parameters
    ----------
    panels : dict
        Title -> curves, as `by_lag` takes them.
    limits : tuple of float
        Lowest and highest gradient shown.
    axs : sequence of matplotlib Axes, optional
        One for each panel; by default those of a new figure.

    Returns
    -------
    ndarray of matplotlib Axes
        The axes drawn in, one for each panel.

    Raises
    ------
    ValueError
        Where there are more panels than axes, or fewer.
    """
    if axs is None:
        import matplotlib.pyplot as plt

        axs = plt.subplots(1, len(panels), sharey=True, figsize=(1 + 3.1 * len(panels), 3.6))[1]
    axs = np.atleast_1d(axs)
    if len(axs) != len(panels):
        raise ValueError(f"axs must hold {len(panels)} axes, one for each panel, got {len(axs)}")
    for ax, (title, curves) in zip(axs, panels.items(), strict=True):
        by_lag(curves, ax, title, limits)
    axs[0].set_ylabel("gradient, relative to lag 0")
    return axs


def _no_ticks():
    from matplotlib.ticker import NullLocator

    return NullLocator()


def _apart(places, gap, low, high):
    """Return the places moved as little as needed to be `gap` apart, from the lowest to the highest."""
    moved, previous = {}, low - gap
    for label in sorted(places, key=places.get):
        previous = moved[label] = max(places[label], previous + gap)
    ceiling = high
    for label in sorted(moved, key=moved.get, reverse=True):
        moved[label] = min(moved[label], ceiling)
        ceiling = moved[label] - gap
    return moved
