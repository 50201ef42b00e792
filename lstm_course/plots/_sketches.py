"""The lessons' small pictures on the map of the course; each takes axes that span 0 to 1 both ways."""

import numpy as np
from matplotlib.patches import Rectangle

from . import COLOURS, line_style

_GREY, _PALE = "#555555", "#E6E6E6"


def _start(ax):
    t = np.linspace(0, 1, 60)
    for shift in (0.42, 0.5, 0.58):
        ax.plot(t, 0.2 + 0.7 / (1 + np.exp(-16 * (t - shift))), color=COLOURS["c"], linewidth=1)
    ax.plot([0, 1], [0.2, 0.2], **line_style("baseline") | {"linewidth": 1.2})


def _windows(ax):
    t = np.linspace(0, 1, 80)
    ax.add_patch(Rectangle((0.3, 0.02), 0.34, 0.96, color=_PALE, zorder=0))
    ax.plot(t, 0.5 + 0.36 * np.sin(14 * t), color=_GREY, linewidth=1.3)
    ax.plot(0.7, 0.5 + 0.36 * np.sin(14 * 0.7), "o", color=COLOURS["c"], markersize=4.5)


def _gates(ax):
    t = np.linspace(0, 1, 60)
    for k, gate in enumerate("ifo"):
        ax.plot(t, 0.08 + 0.84 / (1 + np.exp(-20 * (t - 0.25 - 0.25 * k))), color=COLOURS[gate], linewidth=2)


def _cell(ax):
    ax.plot([0, 1], [0.78, 0.78], **line_style("c") | {"linewidth": 2.6})
    for k, gate in enumerate("figo"):
        ax.plot([0.2 + 0.2 * k] * 2, [0.18, 0.7], color=COLOURS[gate], linewidth=2)
        ax.plot(0.2 + 0.2 * k, 0.18, "s", color=COLOURS[gate], markersize=5)


def _sequence(ax):
    for k in range(5):
        ax.add_patch(
            Rectangle((0.02 + 0.2 * k, 0.3), 0.15, 0.4, facecolor="white", edgecolor=_GREY, linewidth=1.1)
        )
    ax.plot([0, 1], [0.57, 0.57], **line_style("c") | {"linewidth": 2.2})
    ax.plot([0, 1], [0.42, 0.42], color=COLOURS["h"], linewidth=1.6)


def _backward(ax):
    arrow = {"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0}
    for y, colour, widths in ((0.72, COLOURS["c"], (3.2, 2.8, 2.4)), (0.3, COLOURS["h"], (2.6, 1.3, 0.5))):
        for k, width in enumerate(widths):
            ends = {"xy": (0.68 - 0.33 * k, y), "xytext": (1.0 - 0.33 * k, y)}
            ax.annotate("", **ends, arrowprops=arrow | {"color": colour, "linewidth": width})


def _vanish(ax):
    t = np.linspace(0, 1, 60)
    ax.plot(t, 0.1 + 0.75 * np.exp(-4.5 * (1 - t)), **line_style("baseline"))
    ax.plot(t, 0.1 + 0.75 * np.exp(-0.6 * (1 - t)), **line_style("c") | {"linewidth": 2.4})


def _family(ax):
    four, three = [COLOURS[gate] for gate in "ifgo"], [_GREY, COLOURS["f"], COLOURS["g"]]
    for left, blocks in ((0.0, four), (0.64, three)):
        for k, colour in enumerate(blocks):
            ax.add_patch(Rectangle((left + 0.105 * k, 0.32), 0.085, 0.36, color=colour))
    ax.annotate("", (0.59, 0.5), (0.45, 0.5), arrowprops={"arrowstyle": "<|-|>", "color": _GREY})


def _laboratory(ax):
    for k, (paper, here) in enumerate(((0.62, 0.5), (0.4, 0.46), (0.8, 0.3))):
        ax.add_patch(Rectangle((0.1 + 0.3 * k, 0.08), 0.1, paper, color="#BBBBBB"))
        ax.add_patch(Rectangle((0.21 + 0.3 * k, 0.08), 0.1, here, color=COLOURS["c"]))
    ax.plot([0, 1], [0.08, 0.08], color=_GREY, linewidth=1)


def _blocks(ax):
    for row, letters in enumerate(("ifgo", "iofg")):
        for k, letter in enumerate(letters):
            ax.add_patch(Rectangle((0.1 + 0.2 * k, 0.58 - 0.44 * row), 0.19, 0.28, color=COLOURS[letter]))


def _leak(ax):
    ax.plot([0.3, 0.3], [0.0, 1.0], **line_style("baseline") | {"linewidth": 1.2})
    for y, end in ((0.82, 0.95), (0.5, 0.8), (0.18, 0.34)):
        ax.plot([0.3, end], [y, y], color=_GREY, linewidth=1.6)
        ax.plot(end, y, "o", color="#56B4E9", markersize=5.5)
        ax.plot(0.3, y, "o", color=COLOURS["c"], markersize=4.5)


def _recipe(ax):
    x = np.linspace(0, 1, 60)
    for fall, colour, style in ((6.0, COLOURS["c"], "-"), (0.5, _GREY, "--")):
        ax.plot(x, 0.18 + 0.6 * np.exp(-fall * x), linestyle=style, color=colour, linewidth=2)


def _evaluation(ax):
    t = np.linspace(0, 1, 60)
    ax.plot(t, t ** (1 / 7), **line_style("c") | {"linewidth": 2.4})
    ax.plot([0, 1], [0, 1], **line_style("baseline") | {"linewidth": 1.2})
    ax.plot(0.06, 0.06 ** (1 / 7), "o", color=COLOURS["f"], markersize=5)


def _tuning(ax):
    tries = ((0.08, 0.86), (0.2, 0.55), (0.34, 0.68), (0.46, 0.34), (0.6, 0.42), (0.74, 0.24), (0.9, 0.62))
    ax.plot(*zip(*tries, strict=True), "o", color=_GREY, markersize=3.5)
    ax.plot(0.74, 0.24, "o", color=COLOURS["c"], markersize=5.5)
    ax.annotate("", (0.74, 0.52), (0.74, 0.3), arrowprops={"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0})
    ax.plot(0.74, 0.56, "o", color=COLOURS["f"], markersize=5.5)
    ax.plot([0, 1], [0.12, 0.12], **line_style("baseline") | {"linewidth": 1.2})


def _fan(ax):
    past, future = np.linspace(0, 0.55, 60), np.linspace(0.55, 1, 30)
    ax.plot(past, 0.5 + 0.28 * np.sin(17 * past), color=_GREY, linewidth=1.3)
    now, wide = 0.5 + 0.28 * np.sin(17 * 0.55), 0.45 * np.sqrt((future - 0.55) / 0.45)
    middle = 0.5 + (now - 0.5) * np.cos(14 * (future - 0.55))
    ax.fill_between(future, middle - wide, middle + wide, color=COLOURS["h"], alpha=0.35, linewidth=0)
    ax.plot(future, middle, color=COLOURS["h"], linewidth=1.8)


def _classes(ax):
    for row, length in enumerate((5, 3, 4)):
        for k in range(length):
            last = {"facecolor": COLOURS["h"], "edgecolor": COLOURS["h"]} if k == length - 1 else {}
            box = {"facecolor": "white", "edgecolor": _GREY, "linewidth": 1.0} | last
            ax.add_patch(Rectangle((0.02 + 0.12 * k, 0.72 - 0.32 * row), 0.09, 0.2, **box))
        y = 0.82 - 0.32 * row
        ax.plot([0.13 + 0.12 * (length - 1), 0.82], [y, y], color=_GREY, linewidth=1.0)
        ax.plot(0.9, y, "os^"[row], color=COLOURS["c"], markersize=5.5)


def _two_ways(ax):
    arrow = {"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0, "linewidth": 1.8}
    ax.annotate("", (0.55, 0.32), (0.02, 0.32), arrowprops=arrow | {"color": COLOURS["h"]})
    ax.annotate("", (0.55, 0.6), (0.98, 0.6), arrowprops=arrow | {"color": COLOURS["o"]})
    for k in range(6):
        ax.plot(0.05 + 0.18 * k, 0.08, "s", color=_GREY, markersize=4.5)
    ax.plot([0.59, 0.59], [0.15, 0.8], color=_GREY, linewidth=1.0)
    ax.plot(0.59, 0.9, "o", color=COLOURS["c"], markersize=5.5)


def _letters(ax):
    for k, share in enumerate((0.8, 0.5, 0.34, 0.14, 0.09, 0.06)):
        colour = COLOURS["h"] if k < 3 else "#BBBBBB"
        ax.add_patch(Rectangle((0.06 + 0.155 * k, 0.1), 0.11, share, color=colour))
    ax.plot([0.505, 0.505], [0.02, 0.98], **line_style("baseline") | {"linewidth": 1.2})
    ax.plot([0, 1], [0.1, 0.1], color=_GREY, linewidth=1)


def _map(ax):
    cells = ((0, 4, 1.0), (1, 5, 1.0), (2, 2, 0.9), (3, 0, 1.0), (3, 1, 0.35), (2, 3, 0.3), (0, 5, 0.25))
    for row, column, weight in cells:
        box = {"facecolor": COLOURS["h"], "alpha": weight, "linewidth": 0}
        ax.add_patch(Rectangle((0.08 + 0.145 * column, 0.74 - 0.22 * row), 0.135, 0.2, **box))
    ax.plot([0.06, 0.06, 0.96], [0.98, 0.06, 0.06], color=_GREY, linewidth=1)


def _lattice(ax):
    for row in range(4):
        for column in range(6):
            ax.plot(0.06 + 0.175 * column, 0.86 - 0.25 * row, "o", color="#BBBBBB", markersize=3)
    path = ((0, 0), (1, 1), (2, 1), (3, 2), (4, 3), (5, 3))
    ax.plot(
        *zip(*((0.06 + 0.175 * t, 0.86 - 0.25 * s) for t, s in path), strict=True),
        "o-",
        color=COLOURS["c"],
        markersize=4.5,
        linewidth=1.8,
    )


def _film(ax):
    for k in range(4):
        box = {"facecolor": "white", "edgecolor": _GREY, "linewidth": 1.0}
        ax.add_patch(Rectangle((0.03 + 0.245 * k, 0.36), 0.2, 0.46, **box))
        ax.plot(0.08 + 0.29 * k, 0.5 + 0.06 * k, "o", color=COLOURS["f"], markersize=5)
    ax.annotate(
        "",
        (0.97, 0.14),
        (0.03, 0.14),
        arrowprops={"arrowstyle": "-|>", "color": COLOURS["h"], "linewidth": 1.8},
    )


def _inside(ax):
    depth = (0, 1, 2, 3, 3, 2, 2, 1, 0, 0, 1, 1, 0, 0)
    for k, count in enumerate(depth):
        box = {"facecolor": COLOURS["f"], "alpha": (0.08, 0.35, 0.65, 1.0)[count], "linewidth": 0}
        ax.add_patch(Rectangle((0.02 + 0.069 * k, 0.12), 0.069, 0.2, **box))
    ax.step(
        [0.02 + 0.069 * k for k in range(15)],
        [0.42 + 0.17 * c for c in (*depth, 0)],
        where="post",
        color=COLOURS["c"],
    )


def _scan(ax):
    for level, count in enumerate((8, 4, 2, 1)):
        places = [(2 * k + 1) / (2 * count) for k in range(count)]
        ax.plot(
            places,
            [0.1 + 0.27 * level] * count,
            "o",
            color=COLOURS["c"] if level == 3 else _GREY,
            markersize=4,
        )
        if level:
            for k, x in enumerate(places):
                for below in (2 * k, 2 * k + 1):
                    ax.plot(
                        [(2 * below + 1) / (4 * count), x], [0.27 * level - 0.17, 0.1 + 0.27 * level],
                        color=COLOURS["h"], linewidth=1.2, zorder=0,
                    )  # fmt: skip


def _board(ax):
    for k, (low, high) in enumerate(((0.08, 0.34), (0.3, 0.62), (0.66, 0.94))):
        y = 0.82 - 0.32 * k
        colour = (COLOURS["f"], _GREY, COLOURS["i"])[k]
        ax.plot([low, high], [y, y], color=colour, linewidth=2)
        ax.plot((low + high) / 2, y, "o", color=colour, markersize=5)
    ax.plot([0.46, 0.46], [0.02, 0.98], **line_style("baseline") | {"linewidth": 1.2})


def plain(ax):
    ax.plot([0, 1], [0.5, 0.5], **line_style("c") | {"linestyle": (0, (0.6, 1.6))})


SKETCHES = {
    "00_start_here": _start,
    "01_sequences_windows_baselines": _windows,
    "02_gates": _gates,
    "03_the_lstm_cell": _cell,
    "04_the_lstm_over_a_sequence": _sequence,
    "05_backpropagation_through_time": _backward,
    "06_the_plain_rnn": _vanish,
    "07_gru_and_the_family": _family,
    "08_the_1997_laboratory": _laboratory,
    "09_nn_lstm_decoded": _blocks,
    "10_preparing_data": _leak,
    "11_a_training_recipe": _recipe,
    "12_evaluation": _evaluation,
    "13_tuning": _tuning,
    "14_forecasting": _fan,
    "15_classification": _classes,
    "16_bidirectional": _two_ways,
    "17_language_models": _letters,
    "18_attention": _map,
    "19_speech": _lattice,
    "20_pictures": _film,
    "21_looking_inside": _inside,
    "22_beyond_the_lstm": _scan,
    "23_claims_lab": _board,
}
