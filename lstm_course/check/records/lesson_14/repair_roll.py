"""Exhibit: a window is scaled by its first value, and stays in those units when it moves on."""

import numpy as np

from ...exercise import Exercise, Exhibit, Mutant, Probe


def windows(rng):
    """Return windows of several lengths and of one value, forecast one step ahead and many."""

    def draw(T, horizon):
        b = float(rng.choice([-1, 1]) * rng.uniform(0.1, 0.3))
        return rng.uniform(-0.3, 0.9, T), b, 60 + 80 * rng.random(T), horizon

    return [
        Probe(
            draw(4, 1),
            "One step ahead nothing is fed back: what goes wrong is in the scaling or on the way back.",
        ),
        Probe(draw(3, 2)),
        Probe(draw(5, 7)),
        Probe(draw(2, 4)),
        Probe(draw(6, 3)),
        Probe(draw(1, 3)),
        Probe((np.array([0.0, 1.0]), 0.1, np.array([100.0, 110.0]), 3)),
        Probe((np.array([0.5, 0.5, 0.5]), -0.2, np.array([80.0, 100.0, 90.0]), 4)),
        Probe((np.array([0.3]), 0.2, np.array([50.0]), 1)),
    ]


def repair_roll(w, b, window, horizon):
    forecasts = []
    for _ in range(horizon):
        base = window[0]
        scaled = window / base - 1
        forecast = base * (1 + w @ scaled + b)
        forecasts.append(forecast)
        window = np.append(window[1:], forecast)
    return np.array(forecasts)


def _same_growth(w, b, window, horizon):
    return window[0] * np.cumprod(np.full(horizon, 1 + w @ (window / window[0] - 1) + b))


def _base_stays(w, b, window, horizon):
    base, scaled, forecasts = window[0], window / window[0] - 1, []
    for _ in range(horizon):
        forecast = w @ scaled + b
        forecasts.append(base * (1 + forecast))
        scaled = np.append(scaled[1:], forecast)
        scaled = (1 + scaled) / (1 + scaled[0]) - 1
    return np.array(forecasts)


_BEGIN = "    forecasts = []\n"
_BASE = "        base = window[0]\n"
_SCALED = "        scaled = window / base - 1\n"
_FORECAST = "base * (1 + w @ scaled + b)"
_MOVE = "window = np.append(window[1:], forecast)"
_STAYS = {
    _BEGIN: "    base = window[0]\n    scaled = window / base - 1\n" + _BEGIN,
    _BASE: "",
    _SCALED: "",
}
_APPEND = "scaled = np.append(scaled[1:], forecast / base - 1)"

EXERCISE = Exercise(
    name="repair_roll",
    signature="repair_roll(w, b, window, horizon)",
    returns={"forecasts": "(horizon,)"},
    reference=repair_roll,
    probes=windows,
    points={"forecasts": 4},
    read='lesson 14, "Many steps ahead"',
    exhibit=Exhibit(
        "scaled-once",
        "jaungiers/LSTM-Neural-Network-for-Time-Series-Prediction#55",
        "One step ahead the forecasts are good; the further they are fed back, the more they stray.",
    ),
    hints=(
        "Every window that the model was trained on began with 0. Print the scaled window at each step.",
        "What was its first value once divided by, and what does it stand in now?",
        "Keep the window in the units of the data. At each step divide by its own first value, forecast, multiply "
        "back, append.",
    ),
    mutants=(
        Mutant(
            "scaled-once",
            "The first forecast is right, the others are not: from the second step on the model sees a window that "
            "does not begin with 0, which no window of its training did.",
            edits={**_STAYS, _MOVE: _APPEND},
        ),
        Mutant(
            "begins-with-zero-by-force",
            "The window begins with 0 again, because you subtract. Its values are still shares of a number that has "
            "left the window, and the forecast is multiplied by that number.",
            edits={**_STAYS, _MOVE: _APPEND + "\n        scaled = scaled - scaled[0]"},
        ),
        Mutant(
            "base-moved-only",
            "You move the number that forecasts are multiplied by, but the values in the window are still shares of "
            "the old one.",
            edits={**_STAYS, _MOVE: "base = base * (1 + scaled[0])\n        " + _APPEND},
        ),
        Mutant(
            "window-moved-only",
            "The window is scaled by its own first value at each step, but the forecast is multiplied by the first "
            "value of the first window.",
            edits={_BEGIN: "    first = window[0]\n" + _BEGIN, _FORECAST: "first * (1 + w @ scaled + b)"},
        ),
        Mutant(
            "scaled-forecast-fed",
            "You feed the forecast back in scaled units, among values in the units of the data.",
            edits={_MOVE: "window = np.append(window[1:], w @ scaled + b)"},
        ),
        Mutant(
            "no-one-at-all",
            "You divide only, and multiply only. Each window of the training had 1 taken away, so that it began with "
            "0, not with 1.",
            edits={"window / base - 1": "window / base", _FORECAST: "base * (w @ scaled + b)"},
        ),
        Mutant(
            "oldest-value-fed",
            "The oldest value comes back as the newest one, as np.roll has it. It is the forecast that is fed back.",
            edits={_MOVE: "window = np.append(window[1:], base)"},
        ),
        Mutant(
            "newest-value-replaced",
            "The forecast takes the place of the newest value. It is the oldest one that leaves the window.",
            edits={_MOVE: "window = np.append(window[:-1], forecast)"},
        ),
        Mutant(
            "same-growth",
            "You multiply by the growth of the first step again and again. The model is to be asked at each step.",
            fn=_same_growth,
        ),
        Mutant(
            "cut-off",
            "You cut the forecasts off at the ends of the window. They stray no more, but they cannot go anywhere "
            "either.",
            edits={_FORECAST: "np.clip(base * (1 + w @ scaled + b), window.min(), window.max())"},
        ),
        Mutant(
            "window-stays",
            "The window does not move: all forecasts are the first one.",
            edits={"        " + _MOVE + "\n": ""},
        ),
        Mutant(
            "last-value-for-the-first",
            "You divide by the last value of the window. The model was trained on windows divided by their first one.",
            edits={"base = window[0]": "base = window[-1]"},
        ),
        Mutant(
            "mean-for-the-first",
            "You divide by the mean of the window. The model was trained on windows divided by their first value.",
            edits={"base = window[0]": "base = window.mean()"},
        ),
        Mutant(
            "multiplied-by-the-last",
            "The window is divided by its first value, and the forecast multiplied by the last one.",
            edits={_FORECAST: "window[-1] * (1 + w @ scaled + b)"},
        ),
        Mutant(
            "one-not-added",
            "On the way into the model 1 is taken away. On the way back you do not add it again.",
            edits={_FORECAST: "base * (w @ scaled + b)"},
        ),
        Mutant(
            "subtracted",
            "You add b in the units of the data: the first value is subtracted only, or the way back ends too early. "
            "The model works in shares of that value, b included.",
            edits={"window / base - 1": "window - base", _FORECAST: "base + w @ scaled + b"},
        ),
        Mutant(
            "scaled-returned",
            "You return the forecasts in scaled units.",
            edits={"forecasts.append(forecast)": "forecasts.append(w @ scaled + b)"},
        ),
        Mutant(
            "newest-in-front",
            "You put the forecast in front of the window. The newest value stands last.",
            edits={_MOVE: "window = np.append(forecast, window[:-1])"},
        ),
        Mutant(
            "newest-value-rescaled-only",
            "The number that the forecasts are multiplied by moves on, and the newest value is scaled by it. The older "
            "values in the window are still shares of the old one: scale the whole window anew.",
            edits={
                **_STAYS,
                _MOVE: f"{_MOVE}\n        base = window[0]\n        {_APPEND}",
            },
        ),
        Mutant(
            "nothing-rescaled",
            "The number that the forecasts are multiplied by moves on, but every value in the window, the newest "
            "included, was scaled by an earlier one: scale the whole window anew.",
            edits={
                **_STAYS,
                _MOVE: f"{_APPEND}\n        {_MOVE}\n        base = window[0]",
            },
        ),
        Mutant(
            "window-scaled-anew-base-old",
            "The window in your loop is scaled anew by its first value at each step, but the forecasts are still "
            "multiplied by the first value of the first window: what they are multiplied by has to move along.",
            fn=_base_stays,
        ),
    ),
)
