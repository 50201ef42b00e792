"""Figures of clips, strokes and captions: film strips, confusion matrices, paths of a pen, pictures with words."""

import numpy as np

from . import COLOURS, axes

_EDGE, _BLANK, _RIGHT, _WRONG = "#444444", "#DDDDDD", COLOURS["i"], COLOURS["f"]


def strips(clips, lengths, titles, axs=None):
    """Draw clips as strips of frames, time to the right; what is behind the end of a clip is left out.

    Parameters
    ----------
    clips : ndarray, shape (N, T, height, width)
        Brightness; dark ink on white paper.
    lengths : sequence of int
        Frames of each clip.
    titles : sequence of str
        What stands in front of each strip.
    axs : sequence of Axes, optional
        One for each clip.

    Returns
    -------
    ndarray of Axes
        One for each strip.
    """
    N, T, height, width = np.shape(clips)
    axs = np.ravel(axes(axs, nrows=N, figsize=(8, 0.3 + 0.72 * N), squeeze=False))
    for ax, clip, length, title in zip(axs, clips, lengths, titles, strict=True):
        step = width + 1
        for t in range(length):
            left = t * step
            extent = (left, left + width, height, 0)
            ax.imshow(clip[t], cmap="Greys", vmin=0, vmax=1, extent=extent)
            edge = [left, left + width, left + width, left, left]
            ax.plot(edge, [0, 0, height, height, 0], color=_EDGE, linewidth=0.6)
        ax.text(-1.5, height / 2, title, ha="right", va="center", color=_EDGE, weight="bold")
        ax.set(xlim=(-0.5, T * step), ylim=(height + 0.5, -0.5), aspect="equal")
        ax.axis("off")
    return axs


def confusions(matrices, names, axs=None):
    """Draw confusion matrices side by side, true answers downward, each row as shares.

    Parameters
    ----------
    matrices : dict
        Title -> array of int, shape (K, K).
    names : sequence of str
        K answers.
    axs : sequence of Axes, optional
        One for each matrix.

    Returns
    -------
    ndarray of Axes
        One for each panel.
    """
    size = {"ncols": len(matrices), "figsize": (3.9 * len(matrices), 3.8), "squeeze": False}
    axs = np.ravel(axes(axs, **size))
    for ax, (title, counts) in zip(axs, matrices.items(), strict=True):
        counts = np.asarray(counts)
        shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        ax.imshow(shares, cmap="Greys", vmin=0, vmax=1)
        for (row, column), share in np.ndenumerate(shares):
            if counts[row, column]:
                colour = "white" if share > 0.55 else _EDGE
                ax.text(column, row, f"{share:.0%}", ha="center", va="center", color=colour, fontsize=8)
        ax.set_xticks(range(len(names)), names)
        ax.set_yticks(range(len(names)), names)
        ax.set(title=title, xlabel="named")
        ax.tick_params(length=0)
        ax.grid(False)
    axs[0].set_ylabel("true")
    return axs


def paths(strokes, pictures, titles, axs=None):
    """Draw strokes as paths of a pen, and beside them the picture that each of them leaves.

    Parameters
    ----------
    strokes : ndarray, shape (N, T, 2)
        Points in the order of the pen; later points are darker.
    pictures : ndarray, shape (N, height, width)
        As `datasets.strokes.picture` returns them.
    titles : sequence of str
        One for each stroke.
    axs : array of Axes, shape (2 N), optional
        A path and a picture for each stroke.

    Returns
    -------
    ndarray of Axes
        Path, picture, path, picture ...
    """
    size = {"ncols": 2 * len(strokes), "figsize": (2.1 * 2 * len(strokes), 2.4), "squeeze": False}
    axs = np.ravel(axes(axs, **size))
    for k, (points, picture, title) in enumerate(zip(strokes, pictures, titles, strict=True)):
        path, left = axs[2 * k], axs[2 * k + 1]
        steps = np.diff(points, axis=0)
        shades = np.linspace(0.35, 1, len(steps))
        for point, step, shade in zip(points, steps, shades, strict=False):
            arrow = {"arrowstyle": "-|>", "color": COLOURS["o"], "alpha": shade, "shrinkA": 0, "shrinkB": 0}
            path.annotate("", point + step, point, arrowprops=arrow)
        path.plot(*points[0], "o", color=COLOURS["f"], markersize=7)
        path.set(xlim=(-1.25, 1.25), ylim=(-1.25, 1.25), aspect="equal", title=title)
        left.imshow(np.minimum(picture, 1), cmap="Greys", vmin=0, vmax=1)
        left.set_title("what is left")
        for ax in (path, left):
            ax.set(xticks=[], yticks=[])
            ax.grid(False)
    return axs


def two_values(rows, labels, xlabel, limits, ax=None):
    """Draw two values for each name, a dot for each seed: the first filled, the second hollow.

    Parameters
    ----------
    rows : dict
        Name -> pair of lists, one number for each seed.
    labels : tuple of str
        What the two values are.
    xlabel : str
        Their unit.
    limits : tuple of float
        Of the axis.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Those drawn in.
    """
    ax = axes(ax, figsize=(8, 1 + 0.5 * len(rows)))
    styles = (
        {"color": COLOURS["o"], "markerfacecolor": COLOURS["o"]},
        {"color": COLOURS["f"], "markerfacecolor": "white"},
    )
    for y, pair in enumerate(rows.values()):
        for values, style, up in zip(pair, styles, (-0.14, 0.14), strict=True):
            ax.plot([min(values), max(values)], [y + up] * 2, color=style["color"], linewidth=1.2)
            ax.plot(values, [y + up] * len(values), "o", markersize=6, **style)
    first = next(iter(rows.values()))
    for values, style, label, up in zip(first, styles, labels, (-0.32, 0.32), strict=True):
        ax.text(
            np.mean(values), up, label, color=style["color"], weight="bold", ha="center",
            va="bottom" if up < 0 else "top",
        )  # fmt: skip
    ax.set_yticks(range(len(rows)), list(rows))
    ax.set(xlim=limits, ylim=(len(rows) - 0.5, -0.75), xlabel=xlabel)
    return ax


def captioned(images, captions, truth, axs=None):
    """Draw pictures, three in a row, with what was written about them and what is true below.

    What is wrong has another colour and a mark.

    Parameters
    ----------
    images : ndarray, shape (N, height, width)
        Brightness.
    captions : sequence of str
        One for each.
    truth : sequence of str
        The right one for each.
    axs : sequence of Axes, optional
        One for each.

    Returns
    -------
    ndarray of Axes
        One for each picture.
    """
    columns = min(3, len(images))
    rows = -(-len(images) // columns)
    size = {"nrows": rows, "ncols": columns, "figsize": (2.6 * columns, 2.6 * rows), "squeeze": False}
    axs = np.ravel(axes(axs, **size))
    for ax in axs[len(images) :]:
        ax.axis("off")
    axs = axs[: len(images)]
    for ax, image, caption, true in zip(axs, images, captions, truth, strict=True):
        ax.imshow(image, cmap="Greys", vmin=0, vmax=1)
        ax.set(xticks=[], yticks=[])
        ax.grid(False)
        mark, colour = ("", _RIGHT) if caption == true else ("✗ ", _WRONG)
        ax.set_xlabel(f"{mark}said: {caption}", color=colour, weight="bold", fontsize=10, labelpad=4)
        below = {"xycoords": "axes fraction", "xytext": (0, -20), "textcoords": "offset points"}
        ax.annotate(f"true: {true}", (0.5, 0), ha="center", va="top", color=_EDGE, fontsize=10, **below)
    return axs
