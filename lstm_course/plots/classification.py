"""Figures of classified sequences: models on two tasks, evidence, fading, reliability (lesson 15)."""

import numpy as np

from . import COLOURS, axes, line_style

_WORD = {"ha": "left", "va": "center"}
_WHITE = {"facecolor": "white", "edgecolor": "none", "pad": 1}


def two_orders(results, lines, axs=None):
    """Draw what the same models reach on several tasks: a bar to the mean, a dot for each seed, a panel for each task.

    Models whose names begin with ``LSTM`` are black, others grey; the best of a panel and its equals stand out.

    Parameters
    ----------
    results : dict
        Task -> dict of model -> list of accuracies; the same models in each.
    lines : dict
        Task -> (label, accuracy) of a dashed line, such as the best that counts of symbols allow.
    axs : sequence of matplotlib Axes, optional
        One for each task.

    Returns
    -------
    ndarray of matplotlib Axes
        One for each panel.

    Raises
    ------
    ValueError
        Where the tasks hold different models.
    """
    models = list(next(iter(results.values())))
    if any(list(found) != models for found in results.values()):
        raise ValueError(f"results must hold the same models for each task, {', '.join(models)}")
    size = {"ncols": len(results), "figsize": (8.6, 0.9 + 0.42 * len(models)), "sharey": True}
    axs = np.ravel(axes(axs, squeeze=False, layout="constrained", **size))
    for ax, (task, found) in zip(axs, results.items(), strict=True):
        highest = max(np.mean(found[model]) for model in models)
        for k, model in enumerate(models):
            colour = COLOURS["c"] if model.startswith("LSTM") else COLOURS["baseline"]
            mean = float(np.mean(found[model]))
            strong = mean > highest - 0.005
            ax.barh(k, mean, height=0.62, color=colour, alpha=0.9 if strong else 0.35)
            ax.plot(found[model], [k] * len(found[model]), "o", color=COLOURS["f"], markersize=4)
            place = max(found[model]) + 0.025
            ax.text(
                place, k, f"{100 * mean:.0f} %", weight="bold" if strong else "normal", zorder=5, **_WORD
            ).set_bbox(_WHITE)
        label, place = lines[task]
        ax.axvline(place, **line_style("baseline") | {"linewidth": 1.4})
        ax.annotate(
            label,
            (place, 0),
            (3, 3),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            fontsize=9,
        )
        ax.set(
            xlim=(0, 1.2),
            xlabel="share right",
            xticks=[0, 0.25, 0.5, 0.75, 1],
            yticks=range(len(models)),
            yticklabels=models,
        )
        ax.set_ylim(len(models) + 0.1, -0.6)
        ax.set_title(task)
    return axs


def evidence(words, probabilities, classes, axs=None):
    """Draw the probability of each class after each symbol of some sequences.

    Parameters
    ----------
    words : list of str or of sequences of str
        What was read.
    probabilities : list of ndarray, shape (T, K)
        For each sequence a row of K probabilities after each of its T symbols.
    classes : sequence of str
        Their K names.
    axs : sequence of matplotlib Axes, optional
        One for each sequence.

    Returns
    -------
    ndarray of matplotlib Axes
        One for each sequence, as wide as it is long.

    Raises
    ------
    ValueError
        Where a shape does not fit.
    """
    for word, rows in zip(words, probabilities, strict=True):
        if np.shape(rows) != (len(word), len(classes)):
            raise ValueError(
                f"probabilities of {word!r} must have shape {(len(word), len(classes))}, got {np.shape(rows)}"
            )
    widths = [len(word) for word in words]
    size = {
        "ncols": len(words),
        "figsize": (1.4 + 0.24 * sum(widths), 0.8 + 0.26 * len(classes)),
        "sharey": True,
    }
    axs = np.ravel(axes(axs, squeeze=False, layout="constrained", width_ratios=widths, **size))
    for ax, word, rows in zip(axs, words, probabilities, strict=True):
        image = ax.imshow(np.transpose(rows), vmin=0, vmax=1, cmap="viridis", aspect="auto")
        ax.set_xticks(range(len(word)), list(word))
        ax.tick_params(length=0)
        ax.grid(False)
    axs[0].set_yticks(range(len(classes)), classes)
    ax.figure.colorbar(image, ax=list(axs), label="probability", ticks=[0, 0.5, 1])
    return axs


def fading(words, distances, ax=None):
    """Draw how far two runs lie apart after each word, for some pairs of runs; a thin line for each net.

    Parameters
    ----------
    words : sequence of str
        What both runs read, T words; where they differ, both.
    distances : dict
        Label -> (colour, ndarray of shape (S, T)): of the S nets.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        Those drawn in.
    """
    ax = axes(ax, figsize=(7.6, 3.2))
    for label, (colour, rows) in distances.items():
        rows = np.atleast_2d(rows)
        ax.plot(rows.T, color=colour, linewidth=1.4)
        top = int(rows.max(axis=0).argmax())
        ax.annotate(
            label, (top, rows[:, top].max()), (0, 5), textcoords="offset points", color=colour, ha="center"
        )
    ax.set_xticks(range(len(words)), words)
    ax.set_ylim(0, 1.18 * max(np.max(rows) for _, rows in distances.values()))
    ax.set(xlabel="what is read", ylabel="distance of cell states")
    return ax


def reliability_diagrams(groups, least=10, axs=None):
    """Draw the share right over the confidence: a line for each net, a panel for each group; on the diagonal is honest.

    Parameters
    ----------
    groups : dict
        Title -> list of (count, confidence, right), as `evaluate.calibration.reliability` returns them.
    least : int
        Bins with fewer answers are left out: their share right is mostly luck.
    axs : sequence of matplotlib Axes, optional
        One for each group.

    Returns
    -------
    ndarray of matplotlib Axes
        One for each panel; the area of a dot is the number of answers in its bin.
    """
    size = {"ncols": len(groups), "figsize": (3.9 * len(groups), 3.6), "sharey": True}
    axs = np.ravel(axes(axs, squeeze=False, layout="constrained", **size))
    for ax, (title, nets) in zip(axs, groups.items(), strict=True):
        ax.plot([0, 1], [0, 1], **line_style("baseline") | {"linewidth": 1.4})
        for count, confidence, right in nets:
            some = np.asarray(count) >= max(least, 1)
            x, y = np.asarray(confidence)[some], np.asarray(right)[some]
            ax.plot(x, y, color=COLOURS["c"], linewidth=1)
            share = np.asarray(count)[some] / np.sum(count)
            ax.scatter(x, y, s=300 * share, color=COLOURS["c"], alpha=0.45, linewidths=0)
        ax.set(title=title, xlabel="confidence", xlim=(0, 1.02), ylim=(0, 1.02), aspect="equal")
    axs[0].set_ylabel("share right")
    return axs
