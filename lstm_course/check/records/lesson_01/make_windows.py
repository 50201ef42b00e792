"""Windows of a series."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def window_probes(rng):
    """Return short series whose values say where they stand, then random ones."""
    return [
        Probe(
            (np.arange(10.0, 16.0), 3, 1),
            "With length 3 and horizon 1, the windows of 10, 11, 12, 13, 14, 15 are (10, 11, 12), (11, 12, 13) and "
            "(12, 13, 14), each followed by the very next value. Yours are not: compare the first and the last.",
        ),
        Probe((rng.normal(size=8), 2, 3)),
        Probe((rng.normal(size=12), 4, 2)),
        Probe((rng.normal(size=9), 1, 4)),
    ]


def make_windows(series, length, horizon):
    count = len(series) - length - horizon + 1
    x = np.stack([series[k : k + length] for k in range(count)])
    y = series[length + horizon - 1 :].copy()
    return x, y


EXERCISE = Exercise(
    name="make_windows",
    signature="make_windows(series, length, horizon)",
    returns={"x": "(count, length)", "y": "(count,)"},
    reference=make_windows,
    probes=window_probes,
    points={"x": 2, "y": 2},
    read='lesson 01, "Windows"',
    advice={
        "x": "Row k of x holds the values k to k + length - 1 of the series, oldest first.",
        "y": "The last value of window k stands at k + length - 1; the target stands horizon steps after it.",
    },
    hints=(
        "Write the series 10, 11, 12, 13, 14, 15 on paper and draw a window of length 3 over it.",
        "Window k ends at k + length - 1, so its target stands at k + length - 1 + horizon.",
        "The last target is the last value: k + length - 1 + horizon = T - 1. So there are "
        "T - length - horizon + 1 windows.",
    ),
    mutants=(
        Mutant(
            "target-one-early",
            "Your target stands one place too early: with horizon 1 it is the last value of the input itself. The "
            "answer is inside the question, and any model looks perfect.",
            hint="M53",
            edits={"series[length + horizon - 1 :]": "series[length + horizon - 2 : -1]"},
        ),
        Mutant(
            "input-one-late",
            "Your inputs start one place too late, so that with horizon 1 the target is the last value of its own "
            "input. The answer is inside the question.",
            hint="M53",
            edits={"series[k : k + length]": "np.roll(series, -1)[k : k + length]"},
        ),
        Mutant(
            "target-one-late",
            "Your target stands one place too late: horizon 1 means the value right after the input, and you take "
            "the one after that.",
            hint="M53",
            edits={"- horizon + 1": "- horizon", "horizon - 1 :": "horizon :"},
        ),
        Mutant(
            "horizon-ignored",
            "Your target is always the next value: horizon is not used.",
            edits={"- length - horizon + 1": "- length", "length + horizon - 1 :": "length :"},
        ),
        Mutant(
            "horizon-in-the-count-only",
            "You count the windows with horizon, but the target is still the next value. It must stand horizon "
            "steps after the last value of the input.",
            edits={"series[length + horizon - 1 :]": "series[length : length + count]"},
        ),
        Mutant(
            "target-from-the-start",
            "Your target stands horizon steps after the first value of its window. Count from the last one.",
            hint="M53",
            edits={"series[length + horizon - 1 :]": "series[horizon : horizon + count]"},
        ),
        Mutant(
            "all-steps-as-target",
            "Your target holds every step up to the horizon. One number is asked for: the value at the horizon.",
            edits={
                "series[length + horizon - 1 :].copy()": "np.array([series[k + length : k + length + "
                "horizon] for k in range(count)])"
            },
        ),
        Mutant(
            "windows-run-over-the-end",
            "Your windows run over the end of the series and go on at its beginning. Then a target from long ago "
            "is to be forecast from the future: stop where the last target is the last value.",
            hint="M59",
            edits={
                "series[k : k + length] for k in range(count)": "np.roll(series, -k)[:length] for k in "
                "range(len(series))",
                "series[length + horizon - 1 :].copy()": "np.roll(series, 1 - length - horizon)",
            },
        ),
        Mutant(
            "last-window-lost",
            "Your last window is missing: an off-by-one in the count. The target of the last window is the last "
            "value of the series.",
            edits={
                "- horizon + 1": "- horizon",
                "series[length + horizon - 1 :]": "series[length + horizon - 1 : -1]",
            },
        ),
        Mutant(
            "first-window-lost",
            "Your first window is missing: window 0 starts at the very first value.",
            edits={"range(count)": "range(1, count)", "horizon - 1 :": "horizon :"},
        ),
        Mutant(
            "windows-that-do-not-overlap",
            "Your windows stand side by side. A sliding window moves by one step each time, so neighbours overlap.",
            edits={"range(count)": "range(0, count, length)", "horizon - 1 :": "horizon - 1 :: length"},
        ),
        Mutant(
            "newest-first",
            "Your windows run backwards: the newest value comes first. Time goes from left to right, oldest first.",
            edits={"    y =": "    x = x[:, ::-1]\n    y ="},
        ),
        Mutant(
            "newest-window-first",
            "Your windows come in reverse order: window 0 is the oldest.",
            edits={"return x, y": "return x[::-1], y[::-1]"},
        ),
        Mutant(
            "windows-as-columns",
            "Your x is transposed: each window is a row, so time runs along the second axis.",
            'lesson 01, "What a sequence is"',
            edits={"return x": "return x.T"},
        ),
        Mutant(
            "target-as-column",
            "Your y is a column of shape (count, 1). It is one number per window, of shape (count,). Left like "
            "this, y - prediction would broadcast to a square table without a complaint.",
            'lesson 01, "What a sequence is"',
            edits={", y\n": ", y[:, None]\n"},
        ),
        Mutant(
            "results-exchanged",
            "Your two results come in the other order. Return x first and then y.",
            edits={"return x, y": "return y, x"},
        ),
        Mutant(
            "last-input-as-target",
            "Your target is the last value of its own window. It must stand horizon steps after that "
            "one: the answer is inside the question.",
            hint="M53",
            edits={"series[length + horizon - 1 :]": "series[length - 1 : length - 1 + count]"},
        ),
        Mutant(
            "length-times-horizon",
            "You multiply length and horizon. They follow each other in time, so they add.",
            edits={
                "len(series) - length - horizon + 1": "len(series) - length * horizon",
                "series[length + horizon - 1 :]": "series[length * horizon :]",
            },
        ),
        Mutant(
            "windows-a-horizon-apart",
            "Your windows start horizon steps apart. How far ahead the target stands does not change that: a window "
            "starts at every value.",
            edits={
                "for k in range(count)": "for k in range(0, count, horizon)",
                "series[length + horizon - 1 :].copy()": "series[length + horizon - 1 :: horizon].copy()",
            },
        ),
        Mutant(
            "target-late-and-round-the-end",
            "Your target stands one place too late, and for the last window it comes round to the first value of the "
            "series. The last value of window k stands at k + length - 1; the target stands horizon steps after it.",
            hint="M53",
            edits={"series[length + horizon - 1 :].copy()": "np.roll(series, -(length + horizon))[:count]"},
        ),
        Mutant(
            "windows-without-a-target",
            "Right for a horizon of 1; beyond it your index runs off the end of the series, for the last windows "
            "have no target there. Make the windows whose target exists.",
            edits={
                " - horizon + 1": "",
                "series[length + horizon - 1 :].copy()": (
                    "np.array([series[k + length + horizon - 1] for k in range(count)])"
                ),
            },
        ),
    ),
)
