"""Exercise: a forecast of many steps from a model of one."""

import numpy as np

from ... import given
from ...exercise import Exercise, Mutant, Probe


def forecast_probes(rng):
    """Return steps that read one end of the window or all of it, for windows of one value and horizons of one."""

    def history(m):
        return rng.permutation(np.arange(m) * 7.0) + rng.uniform(40, 60)

    return [
        Probe(
            (given.newest_and_three, history(4), 3),
            "The step of this probe returns the newest value of its window plus 3, so the forecast climbs by 3 from "
            "the last value of history. Yours does not.",
        ),
        Probe(
            (given.oldest, history(5), 8),
            "The step of this probe returns the oldest value of its window. Where the window keeps its length and "
            "moves on by one value, the forecast repeats history in its order. Yours does not.",
        ),
        Probe((given.weighted, history(3), 1)),
        Probe((given.weighted, history(1), 1)),
        Probe((given.weighted, history(1), 4)),
        Probe((given.oldest, history(6), 2)),
        Probe((given.weighted, history(6), 6)),
        Probe((given.weighted, history(5), 13)),
        Probe((given.weighted, history(7), 4)),
    ]


def recursive_forecast(step, history, horizon):
    window = np.array(history)
    forecast = np.zeros(horizon)
    for k in range(horizon):
        forecast[k] = step(window)
        window = np.append(window[1:], forecast[k])
    return forecast


def _straight_line(step, history, horizon):
    first = step(history)
    return history[-1] + (first - history[-1]) * np.arange(1.0, horizon + 1)


_FIRST = "np.array(history)"
_MOVE = "np.append(window[1:], forecast[k])"
_STEP = "step(window)"

EXERCISE = Exercise(
    name="recursive_forecast",
    signature="recursive_forecast(step, history, horizon)",
    returns={"forecast": "(horizon,)"},
    reference=recursive_forecast,
    probes=forecast_probes,
    points={"forecast": 4},
    read='lesson 14, "Many steps ahead"',
    advice={
        "forecast": "Write down the windows of the first three steps: which value leaves, which comes in, and at "
        "which end?",
    },
    hints=(
        "Ask step for the next value, then make the window that it should see next.",
        "The new window has lost its oldest value, the first, and has the forecast behind its newest, the last.",
        "window = np.append(window[1:], forecast[k]), which is a new array, so that history stays as it is.",
    ),
    mutants=(
        Mutant(
            "window-stays",
            "Your window does not move: one step is forecast, and returned again and again. The next step has to see "
            "the forecast before it.",
            edits={_MOVE: "window"},
        ),
        Mutant(
            "window-grows",
            "Your window grows with every step. The model was trained on windows of one length: the oldest value "
            "leaves as the new one comes in.",
            edits={_MOVE: "np.append(window, forecast[k])"},
        ),
        Mutant(
            "window-shrinks",
            "Your window loses its oldest value, but no forecast comes in: it gets shorter with every step.",
            edits={_MOVE: "window[1:] if len(window) > 1 else window"},
        ),
        Mutant(
            "newest-first",
            "You put the forecast in front of the window, where its oldest value stands. Time runs from the first to "
            "the last value.",
            edits={_MOVE: "np.append(forecast[k], window[:-1])"},
        ),
        Mutant(
            "oldest-replaced-in-place",
            "You write the forecast over the oldest value and leave it there, at the front. The window must move, so "
            "that the newest value is the last.",
            edits={_MOVE: "np.append(forecast[k], window[1:])"},
        ),
        Mutant(
            "history-turned-round",
            "You turn the history round before you begin. It is in the order of time already, oldest value first, and "
            "so is the window that step takes.",
            edits={"np.array(history)": "np.array(history)[::-1]"},
        ),
        Mutant(
            "newest-replaced",
            "You replace the newest value of the window; the one that should leave is the oldest, the first.",
            edits={_MOVE: "np.append(window[:-1], forecast[k])"},
        ),
        Mutant(
            "reversed",
            "You hand the window to step newest value first. Time runs from the first to the last value, as in "
            "history.",
            edits={_STEP: "step(window[::-1])"},
        ),
        Mutant(
            "known-values-fed",
            "The value that comes into your window is the one that leaves it: history goes round, and no forecast is "
            "ever read. The window must take in its own forecasts.",
            edits={_MOVE: "np.append(window[1:], window[0])"},
        ),
        Mutant(
            "last-value-fed",
            "The last value of history comes into your window at each step. That was the truth only once: the window "
            "must take in the forecasts.",
            edits={_MOVE: "np.append(window[1:], history[-1])"},
        ),
        Mutant(
            "zero-fed",
            "Zeros come into your window where the forecasts should. The model reads them as values of the series.",
            edits={_MOVE: "np.append(window[1:], 0.0)"},
        ),
        Mutant(
            "mean-fed",
            "The mean of the window comes into it where the forecast should.",
            edits={_MOVE: "np.append(window[1:], window.mean())"},
        ),
        Mutant(
            "first-forecast-fed",
            "The first forecast comes into your window at each step. Each step has to take in the forecast just made.",
            edits={_MOVE: "np.append(window[1:], forecast[0])"},
        ),
        Mutant(
            "one-step-late-fed",
            "The forecast of the step before comes into your window, not the one just made: an off-by-one.",
            edits={_MOVE: "np.append(window[1:], forecast[k - 1] if k else history[-1])"},
        ),
        Mutant(
            "moves-only-from-the-second-step-on",
            "Your window does not move after the first step: the first forecast is made twice.",
            edits={_MOVE: "np.append(window[1:], forecast[k]) if k else window"},
        ),
        Mutant(
            "newest-value-unused",
            "Your first window ends before the newest value of history, so you forecast what is known already: an "
            "off-by-one.",
            hint="M53",
            edits={_FIRST: "np.append(history[:1], history[:-1])"},
        ),
        Mutant(
            "first-step-skipped",
            "Your forecast begins with the second step: the first one went into the window and was not returned.",
            edits={_FIRST: "np.append(history[1:], step(np.array(history)))"},
        ),
        Mutant(
            "one-behind",
            "Your forecast begins with the last value of history, which is no forecast, and ends one step too early.",
            hint="M60",
            edits={"return forecast": "return np.append(history[-1], forecast[:-1])"},
        ),
        Mutant(
            "history-returned",
            "You return history in front of the forecast. Only what comes behind it is asked for.",
            edits={"return forecast": "return np.append(history, forecast)"},
        ),
        Mutant(
            "last-window-returned",
            "You return the last window. It has the length of history, not of the horizon.",
            edits={"return forecast": "return window"},
        ),
        Mutant(
            "last-step-only",
            "You return the last step alone. All of the way is asked for.",
            edits={"return forecast": "return forecast[-1]"},
        ),
        Mutant(
            "newest-forecast-first",
            "Your forecast is in reverse order: the nearest step comes first.",
            edits={"return forecast": "return forecast[::-1].copy()"},
        ),
        Mutant(
            "last-step-missing",
            "You stop one step too early: the last value of your forecast is what was there before, a zero.",
            edits={"range(horizon)": "range(horizon - 1)"},
        ),
        Mutant(
            "first-step-missing",
            "You begin with the second place: the first value of your forecast is what was there before, a zero.",
            edits={"range(horizon)": "range(1, horizon)"},
        ),
        Mutant(
            "oldest-not-shown",
            "You take the oldest value away before step is asked, so its window has one value too few. First ask, "
            "then move.",
            edits={_STEP: "step(window[1:] if len(window) > 1 else window)"},
        ),
        Mutant(
            "whole-numbers",
            "Your forecasts are cut to whole numbers: they are kept in an array of integers.",
            edits={"np.zeros(horizon)": "np.zeros(horizon, dtype=int)"},
        ),
        Mutant(
            "whole-numbers-inside",
            "The values in your window are cut to whole numbers: it is an array of integers.",
            edits={_FIRST: "np.array(history, dtype=int)", _MOVE: "np.append(window[1:], int(forecast[k]))"},
        ),
        Mutant(
            "value-taken-for-a-change",
            "You add what step returns to the newest value of the window. It returns the next value itself, not the "
            "change.",
            edits={_STEP: "window[-1] + step(window)"},
        ),
        Mutant(
            "straight-line",
            "You make one step and go on in a straight line. Each step has to ask the model again, with a window that "
            "has moved.",
            fn=_straight_line,
        ),
        Mutant(
            "scaled-inside",
            "You take the mean of history from the window before the step, and do not put it back. Input and output "
            "of step have the same scale here: hand the window over as it is.",
            edits={_FIRST: "np.array(history) - np.mean(history)"},
        ),
        Mutant(
            "history-overwritten",
            "You move the values of history itself: it is your window, and no copy. The caller still needs it.",
            hint="M23",
            edits={
                _FIRST: "history",
                f"window = {_MOVE}": "window[:-1], window[-1] = window[1:].copy(), forecast[k]",
            },
        ),
    ),
)
