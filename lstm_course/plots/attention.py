"""Figures of lesson 18: where a decoder looks, how far one vector reaches, what a beam keeps."""

import numpy as np

from . import COLOURS, axes
from ._marks import GREY, arrow, node

_SOURCE, _TARGET = COLOURS["o"], COLOURS["f"]
LINES = {0: COLOURS["baseline"], 1: COLOURS["g"], 2: COLOURS["o"], 3: COLOURS["i"]}


def attention_map(weights, source, target, ax=None, frames=()):
    """Draw weights as a map: the source to the right, a row for each symbol of the target.

    Parameters
    ----------
    weights : array_like, shape (T, S)
        Dark where large, 0 to 1.
    source, target : sequence of str
        The S and T symbols; a blank is drawn as "␣".
    ax : Axes, optional
        Where to draw.
    frames : iterable of tuple of int
        Cells (t, s) to frame.

    Returns
    -------
    Axes
        Those drawn in.

    Raises
    ------
    ValueError
        Where the shapes do not fit.
    """
    weights = np.asarray(weights)
    if weights.shape != (len(target), len(source)):
        raise ValueError(
            f"weights must have shape (T, S) = {(len(target), len(source))}, got {weights.shape}"
        )
    ax = axes(ax, figsize=(1.2 + 0.27 * len(source), 0.9 + 0.27 * len(target)))
    ax.imshow(weights, cmap="Greys", vmin=0, vmax=1, aspect="equal")
    for t, s in frames:
        square = [(s - 0.5, t - 0.5), (s + 0.5, t - 0.5), (s + 0.5, t + 0.5), (s - 0.5, t + 0.5)]
        ax.fill(*zip(*square, strict=True), fill=False, edgecolor=_TARGET, linewidth=2)
    ax.set_xticks(range(len(source)), [_shown(symbol) for symbol in source])
    ax.set_yticks(range(len(target)), [_shown(symbol) for symbol in target])
    ax.set(xlabel="letter read", ylabel="symbol written")
    ax.tick_params(length=0)
    ax.grid(visible=False)
    return ax


def by_length(lengths, curves, trained, ax=None, label_at=None):
    """Draw accuracy over the length of the source, a line for each seed, the lengths of the training shaded.

    Parameters
    ----------
    lengths : sequence of int
        L lengths of the tests.
    curves : dict
        Name -> accuracies, shape (seeds, L); the first is drawn as the baseline.
    trained : tuple of int
        Shortest and longest source of the training.
    ax : Axes, optional
        Where to draw.
    label_at : dict, optional
        Name -> place (length, accuracy) of its label; by default at the last length.

    Returns
    -------
    Axes
        Those drawn in.
    """
    ax = axes(ax, figsize=(7, 3.6))
    ax.axvspan(*trained, color="#EEEEEE", zorder=0)
    ax.text(np.mean(trained), 1.06, "lengths of the training", ha="center", color=GREY, fontsize=9)
    for k, (name, rows) in enumerate(curves.items()):
        rows, colour = np.atleast_2d(rows), LINES[k % len(LINES)]
        for row in rows:
            ax.plot(lengths, row, "--" if k == 0 else "-", color=colour, linewidth=1.4, alpha=0.8)
        x, y = (label_at or {}).get(name, (lengths[-1], rows[:, -1].mean()))
        ax.annotate(
            name, (x, y), (6, 0), textcoords="offset points", color=colour, weight="bold", va="center"
        )
    ax.set(xlabel="symbols of the source", ylabel="whole answers right", ylim=(-0.03, 1.12))
    ax.set_xticks(lengths)
    return ax


def while_learning(steps, curves, ax=None, label_at=None):
    """Draw accuracy over the steps of training, a line for each seed.

    Parameters
    ----------
    steps : sequence of int
        Where it was measured.
    curves : dict
        Name -> accuracies, shape (seeds, len(steps)); the first is drawn as the baseline.
    ax : Axes, optional
        Where to draw.
    label_at : dict, optional
        Name -> place (step, accuracy) of its label; by default at the last step.

    Returns
    -------
    Axes
        Those drawn in.
    """
    ax = axes(ax, figsize=(7, 3.2))
    for k, (name, rows) in enumerate(curves.items()):
        rows, colour = np.atleast_2d(rows), LINES[k % len(LINES)]
        for row in rows:
            ax.plot(steps, row, "o--" if k == 0 else "o-", color=colour, markersize=3, linewidth=1.4)
        x, y = (label_at or {}).get(name, (steps[-1], rows[:, -1].mean()))
        ax.annotate(
            name, (x, y), (6, 0), textcoords="offset points", color=colour, weight="bold", va="center"
        )
    ax.set(xlabel="steps of training", ylabel="whole answers right", ylim=(-0.03, 1.06))
    return ax


def tree(branches, ax=None, kept=()):
    """Draw the beginnings that a search may keep as a tree, with the probability of each.

    Parameters
    ----------
    branches : dict
        Beginning, a string -> probability of its last symbol after the others, such as ``{"a": 0.6, "ab": 0.5}``.
        Every beginning but the shortest ones stands behind a shorter one.
    ax : Axes, optional
        Where to draw.
    kept : iterable of str
        Beginnings to draw in colour.

    Returns
    -------
    Axes
        Those drawn in.
    """
    depth, kept = max(map(len, branches)), set(kept)
    leaves = [text for text in branches if not any(o != text and o.startswith(text) for o in branches)]
    ax = axes(ax, figsize=(1.5 + 2.2 * depth, 0.6 + 0.7 * len(leaves)))
    height = {text: -k for k, text in enumerate(leaves)}
    for text in sorted({"", *branches} - set(leaves), key=len, reverse=True):
        below = [height[o] for o in branches if o[:-1] == text]
        height[text] = np.mean(below)
    product = {"": 1.0}
    for text in sorted(branches, key=len):
        product[text] = product[text[:-1]] * branches[text]
        colour, ink = (COLOURS["o"],) * 2 if text in kept else ("#AAAAAA", GREY)
        start, end = (len(text) - 0.88, height[text[:-1]]), (len(text) - 0.11, height[text])
        arrow(ax, [start, end], colour, width=2.4 if text in kept else 1.4)
        middle = np.mean([start, end], axis=0)
        ax.text(middle[0], middle[1] + 0.12, f"{branches[text]:g}", ha="center", color=ink, fontsize=9)
        node(ax, len(text), height[text], text[-1])
        if text in leaves:
            ax.text(len(text) + 0.2, height[text], f"{product[text]:.2f}", va="center", color=ink)
    node(ax, 0, height[""], "")
    ax.set(xlim=(-0.2, depth + 0.6), ylim=(-len(leaves) + 0.5, 0.6))
    ax.axis("off")
    return ax


def _shown(symbol):
    return "␣" if symbol == " " else symbol
