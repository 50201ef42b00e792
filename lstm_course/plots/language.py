"""Figures of language models: the next symbol, mixtures of two models, temperature, what was copied, melodies."""

import numpy as np

from . import COLOURS, axes, line_style


def bars(distributions, names, top=8, axs=None):
    """Draw the probabilities of the next symbol, a panel for each way to look at them.

    Parameters
    ----------
    distributions : dict
        Title -> probabilities, (K,).
    names : sequence of str, length K
        Of the symbols; a blank and a new line are named in words.
    top : int
        So many symbols are drawn, the most probable ones of the first panel.
    axs : Axes, optional
        One for each panel.

    Returns
    -------
    ndarray of Axes
        One for each panel.
    """
    size = {"ncols": len(distributions), "figsize": (8, 2.8), "sharey": True, "layout": "constrained"}
    axs = np.ravel(axes(axs, squeeze=False, **size))
    order = np.argsort(-np.asarray(next(iter(distributions.values()))), kind="stable")[:top]
    highest = max(np.max(p) for p in distributions.values())
    labels = [{" ": "blank", "\n": "line"}.get(names[k], names[k]) for k in order]
    for ax, (title, p) in zip(axs, distributions.items(), strict=True):
        p = np.asarray(p)[order]
        ax.barh(range(len(order)), p, color=COLOURS["h"])
        for row, share in enumerate(p):
            ax.annotate(f"{share:.2f}" if share > 0 else "0", (share, row), (3, 0), **_BESIDE)
        ax.set_yticks(range(len(order)), labels)
        ax.set(xlim=(0, 1.3 * highest), ylim=(len(order) - 0.5, -0.5), title=title)
        ax.grid(False)
    axs[0].set_ylabel("next letter")
    axs[len(axs) // 2].set_xlabel("probability")
    return axs


_BESIDE = {"textcoords": "offset points", "va": "center", "fontsize": 8}


def mixtures(weights, bits, counted, ax=None):
    """Draw the bits of mixtures of a counting model and networks over the weight of the network.

    Parameters
    ----------
    weights : array_like, shape (W,)
        Of the network, from 0, the counting model alone, to 1, the network alone.
    bits : array_like, shape (S, W)
        Of each network's mixtures.
    counted : str
        Name of the counting model.
    ax : Axes, optional
        Where to draw; new ones if not given.

    Returns
    -------
    Axes
        Those drawn in.
    """
    ax, bits = axes(ax, figsize=(7, 3.4)), np.asarray(bits)
    for row in bits:
        ax.plot(weights, row, color=COLOURS["c"], linewidth=1.2)
    ax.plot(weights[0], bits[0, 0], "s", color=COLOURS["baseline"], markersize=9)
    ax.plot([weights[-1]] * len(bits), bits[:, -1], "o", color=COLOURS["c"], markersize=6)
    points = {"textcoords": "offset points"}
    ax.annotate(f"{counted} alone", (weights[0], bits[0, 0]), (12, 0), va="center", **points)
    ax.annotate("LSTM alone", (weights[-1], bits[:, -1].max()), (-10, 0), ha="right", va="center", **points)
    best = bits.mean(axis=0).argmin()
    ax.annotate("both", (weights[best], bits[:, best].min()), (0, -14), ha="center", **points)
    low, high = bits.min(), bits.max()
    ax.set(xlabel="weight of the LSTM", ylabel="bits per letter", xlim=(-0.03, 1.03))
    ax.set_ylim(low - 0.15 * (high - low), high + 0.08 * (high - low))
    return ax


def _name_ends(ax, x, ends):
    """Write names, (height, name, colour), beside the ends of shares, so that none lies on another."""
    previous = -np.inf
    for height, name, colour in sorted(ends):
        previous = max(height, previous + 0.075)
        ax.annotate(name, (x, previous), (8, 0), color=colour, **_BESIDE | {"fontsize": 9})


def temperature(temperatures, curves, real, ax=None):
    """Draw shares of what was generated over the temperature, each beside that of real text.

    Parameters
    ----------
    temperatures : array_like, shape (L,)
        In rising order.
    curves : dict
        Name -> shares, (L,).
    real : dict
        Name -> share in text that no model wrote.
    ax : Axes, optional
        Where to draw; new ones if not given.

    Returns
    -------
    Axes
        Those drawn in.
    """
    ax = axes(ax, figsize=(7, 3.6))
    ends = []
    for name, colour in zip(curves, (COLOURS["o"], COLOURS["f"], COLOURS["i"], COLOURS["h"]), strict=False):
        ax.plot(temperatures, curves[name], "o-", color=colour, markersize=4)
        ax.axhline(real[name], color=colour, linestyle=":", linewidth=1.2)
        ends.append((curves[name][-1], name, colour))
    _name_ends(ax, temperatures[-1], ends)
    ax.annotate("dotted: real text", (temperatures[-1], max(real.values())), (0, 3), ha="right", **_ABOVE)
    ax.set(xlabel="temperature", ylabel="share", ylim=(-0.03, 1.05))
    return ax


_ABOVE = {"textcoords": "offset points", "va": "bottom", "fontsize": 9}


def copied(lengths, shares, ax=None):
    """Draw which share of a text's pieces stands in the training text, over the length of the pieces.

    Parameters
    ----------
    lengths : array_like, shape (L,)
        Of the pieces.
    shares : dict
        Name -> shares, (L,). The first one is the base line, dashed.
    ax : Axes, optional
        Where to draw; new ones if not given.

    Returns
    -------
    Axes
        Those drawn in.
    """
    ax = axes(ax, figsize=(7, 3.4))
    colours, ends = (COLOURS["o"], COLOURS["f"], COLOURS["i"], COLOURS["h"]), []
    for k, (name, values) in enumerate(shares.items()):
        style = line_style("baseline") if k == 0 else {"color": colours[(k - 1) % 4], "linewidth": 2}
        ax.plot(lengths, values, marker="o", markersize=4, **style)
        ends.append((values[-1], name, style["color"]))
    _name_ends(ax, lengths[-1], ends)
    ax.set(xlabel="letters in a piece", ylabel="share that stands in the training text", ylim=(-0.03, 1.05))
    return ax


def phrases(bits, titles, ax=None):
    """Draw what each phrase of a melody costs a step: a line for each model, thin ones for several seeds of it.

    Parameters
    ----------
    bits : dict
        Name -> bits, (P,) or (S, P). All but the last are drawn dashed, as baselines.
    titles : sequence of str, length P
        Of the phrases.
    ax : Axes, optional
        Where to draw; new ones if not given.

    Returns
    -------
    Axes
        Those drawn in.
    """
    ax = axes(ax, figsize=(7, 3.2))
    for k, (name, values) in enumerate(bits.items()):
        values = np.atleast_2d(values)
        last = k == len(bits) - 1
        style = {"color": COLOURS["c"], "linewidth": 1.2} if last else line_style("baseline")
        for row in values:
            ax.plot(range(len(titles)), row, marker="o", markersize=5, **style)
        place = (len(titles) - 1, values[:, -1].mean())
        ax.annotate(name, place, (10, 0), color=style["color"], **_BESIDE | {"fontsize": 9})
    ax.set_xticks(range(len(titles)), titles)
    highest = max(np.max(values) for values in bits.values())
    ax.set(ylabel="bits per step", ylim=(0, 1.1 * highest))
    return ax


def roll(melodies, hold, phrase, axs=None):
    """Draw melodies as notes over time, as on the paper of a player piano, a row for each.

    Parameters
    ----------
    melodies : dict
        Title -> symbols, (T,).
    hold : int
        The symbol by which the note before sounds on.
    phrase : int
        Steps between two lines that divide the melody.
    axs : Axes, optional
        One for each melody.

    Returns
    -------
    ndarray of Axes
        One for each melody.
    """
    size = {"nrows": len(melodies), "figsize": (8, 1.75 * len(melodies)), "sharex": True, "sharey": True}
    axs = np.ravel(axes(axs, squeeze=False, layout="constrained", **size))
    for ax, (title, melody) in zip(axs, melodies.items(), strict=True):
        melody = np.asarray(melody)
        starts = np.flatnonzero(melody != hold)
        widths = np.diff([*starts, len(melody)])
        ax.barh(melody[starts], widths - 0.12, left=starts, height=0.8, color=COLOURS["c"])
        for place in range(phrase, len(melody), phrase):
            ax.axvline(place - 0.06, color=COLOURS["baseline"], linewidth=1)
        ax.set(title=title, ylabel="degree", yticks=[0, 2, 4, 7, 9])
        ax.grid(False)
    axs[-1].set(xlabel="step", xticks=range(0, len(melody) + 1, phrase))
    return axs
