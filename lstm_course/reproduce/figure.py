"""Paper beside here: sequences until a task is solved, of the papers and of the reproduction (lesson 08)."""

import statistics

from ..plots import COLOURS, axes
from .report import verdict

KINDS = {  # kind of net in the lag figure -> label, colour
    "chrono": ("LSTM, chrono", COLOURS["o"]),
    "frozen": ("LSTM, f = 1", COLOURS["f"]),
    "default": ("LSTM, default", COLOURS["g"]),
    "rnn": ("tanh RNN", COLOURS["baseline"]),
}


def _split(row):
    """Return sequences of the seeds that solved the task, and of those that did not."""
    solved = [result["sequences"] for result in row["results"] if result["solved"]]
    return solved, [result["sequences"] for result in row["results"] if not result["solved"]]


def lag_curve(results, ax=None):
    """Draw sequences until experiment 2c is solved against the smallest lag, by kind of net, beside the paper.

    Parameters
    ----------
    results : dict
        As in ``results.json``.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        The axes drawn in; those of a new figure where none were given.
    """
    ax = axes(ax)
    rows = [row for row in results["rows"] if row["id"].startswith("noisy-lag/")]
    paper = sorted(
        {
            (row["settings"]["q"] + 1, row["paper_sequences"])
            for row in rows
            if row["paper_sequences"] and row["settings"]["q"] == row["settings"]["p"]
        }
    )
    if paper:
        ax.plot(*zip(*paper, strict=True), "o-", color=COLOURS["c"], label="paper, 1997")
    for kind, (label, colour) in KINDS.items():
        points, style = [], "--" if kind == "rnn" else "-"
        for row in rows:
            if not row["id"].startswith(f"noisy-lag/{kind}") or row["id"].endswith("-1000-50"):
                continue
            solved, failed = _split(row)
            lag = row["settings"]["q"] + 1
            if solved:
                points.append((lag, statistics.median(solved)))
            ax.plot([lag] * len(solved), solved, "o", color=colour, markersize=3.5, alpha=0.6)
            if failed:
                ax.plot(lag, max(failed), "x", color=colour, markersize=9, markeredgewidth=2)
        if points:
            ax.plot(*zip(*sorted(points), strict=True), style, color=colour, label=label)
        elif any(row["id"].startswith(f"noisy-lag/{kind}") for row in rows):
            ax.plot([], [], "x", color=colour, label=label)
    ax.set(xscale="log", yscale="log", xlabel="smallest lag (time steps)", ylabel="training sequences")
    ax.set_ylim(top=3e5)  # room for the legend above the highest cap
    ax.set_title("2c: with the right biases lag hardly matters")
    if ax.get_legend_handles_labels()[0]:
        ax.legend(loc="upper left", fontsize=8, ncols=2)
    ax.text(0.99, 0.97, "× not solved", transform=ax.transAxes, ha="right", va="top", fontsize=8.5)
    return ax


def bias_bars(results, ax=None):
    """Draw how many seeds solved experiment 6a, by the initial biases of the gates.

    Parameters
    ----------
    results : dict
        As in ``results.json``.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        The axes drawn in; those of a new figure where none were given.
    """
    ax = axes(ax)
    rows = [row for row in results["rows"] if row["id"].startswith("temporal-order/6a-bias-")]
    for place, row in enumerate(reversed(rows)):
        solved, failed = _split(row)
        ax.barh(place, len(solved), color=COLOURS["f"], height=0.6)
        text = f"{len(solved)} of {len(solved) + len(failed)}"
        if solved:
            text += f": {statistics.median(solved) / 1000:.0f}k"
        ax.text(len(solved) + 0.06, place, text, va="center", fontsize=9)
    ax.set_yticks(range(len(rows)), [row["net"].split(", ", 1)[1] for row in reversed(rows)])
    most = max((len(row["results"]) for row in rows), default=1)
    ax.set(xlim=(0, most * 1.6), xticks=range(most + 1), xlabel="seeds that solve 6a (median sequences)")
    ax.set_title("6a: a forget bias of 1 is not enough")
    return ax


def _short(title):
    """Return a title without its details, but for a number of distractors that differs from the lag."""
    name, _, detail = title.replace("smallest ", "").partition(", ")
    count = detail.removesuffix(" distractors")
    return name if not count.isdigit() or int(count) + 1 == int(name.split()[-1]) else f"{name}, {detail}"


def paper_here(results, ax=None):
    """Draw the paper's number of sequences beside ours, one line for each row that has both.

    Parameters
    ----------
    results : dict
        As in ``results.json``.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        The axes drawn in; those of a new figure where none were given.
    """
    ax = axes(ax)
    rows = [row for row in results["rows"] if row["paper_sequences"]]
    for place, row in enumerate(reversed(rows)):
        solved, failed = _split(row)
        faithful = row["label"] == "faithful"
        colour = COLOURS["i"] if faithful else COLOURS["o"]
        ax.axhline(place, color="#DDDDDD", linewidth=0.8, zorder=0)
        ax.plot(row["paper_sequences"], place, "D", color=COLOURS["c"], markersize=6)
        if solved:
            ax.plot([min(solved), max(solved)], [place, place], color=colour, linewidth=4, alpha=0.4)
            ax.plot(statistics.median(solved), place, "s" if faithful else "o", color=colour, markersize=7)
        if failed:
            ax.plot(max(failed), place, "x", color=colour, markersize=8, markeredgewidth=2)
    names = [f"{_short(row['title'])}; {row['net']}" for row in reversed(rows)]
    ax.set_yticks(range(len(rows)), names, fontsize=8)
    for marker, colour, label in (
        ("D", COLOURS["c"], "paper"),
        ("s", COLOURS["i"], "here, faithful"),
        ("o", COLOURS["o"], "here, modern training"),
        ("x", "#444444", "not solved until here"),
    ):
        ax.plot([], [], marker, color=colour, label=label)
    ax.set(xscale="log", xlabel="training sequences until solved (median, range)")
    ax.legend(loc="upper center", bbox_to_anchor=(0.4, -0.14), ncols=2, fontsize=8)
    ax.set_title("Paper beside here, in sequences")
    return ax


def agreement(results, ax=None):
    """Draw how many seeds agree with what the paper says, for rows without a number of sequences.

    Parameters
    ----------
    results : dict
        As in ``results.json``.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib Axes
        The axes drawn in; those of a new figure where none were given.
    """
    ax = axes(ax)
    rows = [row for row in results["rows"] if not row["paper_sequences"] and verdict(row)]
    for place, row in enumerate(reversed(rows)):
        agrees, tried = verdict(row)
        ax.barh(place, agrees / tried, color=COLOURS["o"], height=0.6)
        ax.text(agrees / tried + 0.02, place, f"{agrees} of {tried}", va="center", fontsize=8.5)
    ax.set_yticks(range(len(rows)), [row["id"] for row in reversed(rows)], fontsize=8)
    ax.set(xlim=(0, 1.3), xticks=[0, 0.5, 1], xlabel="share of seeds that do what the paper says")
    ax.set_title("Does it go as the paper says?")
    return ax


def figure(results):
    """Draw the whole figure: the panels that the results have rows for.

    Parameters
    ----------
    results : dict
        As in ``results.json``.

    Returns
    -------
    matplotlib Figure
        A new figure.
    """
    from matplotlib.figure import Figure

    rows = results["rows"]
    panels = {
        lag_curve: any(row["id"].startswith("noisy-lag/") for row in rows),
        bias_bars: any(row["id"].startswith("temporal-order/6a-bias-") for row in rows),
        paper_here: any(row["paper_sequences"] for row in rows),
        agreement: any(row["expected"] and not row["paper_sequences"] for row in rows),
    }
    drawn = [panel for panel, there in panels.items() if there]
    columns = min(2, max(1, len(drawn)))
    lines = max(1, (len(drawn) + 1) // 2)
    fig = Figure(figsize=(5.8 * columns, 4.4 * lines), layout="constrained")
    places = fig.subplots(lines, columns, squeeze=False).ravel()
    for panel, ax in zip(drawn, places, strict=False):
        panel(results, ax)
    for ax in places[len(drawn) :]:
        ax.set_axis_off()
    return fig


def save_figure(results, path):
    """Write the whole figure as PNG, in the course's style.

    Parameters
    ----------
    results : dict
        As in ``results.json``.
    path : Path
        Where.
    """
    import matplotlib as mpl
    import matplotlib.style

    with mpl.rc_context():
        mpl.style.use("lstm_course.plots.course")
        figure(results).savefig(path, dpi=100)
