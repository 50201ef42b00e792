"""Exercise: tell a forecast from an echo of what has just been."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def lag_probes(rng):
    """Return echoes of several lags, exact and with noise, true forecasts, and forecasts that do not move."""

    def walk(n, drift=0.6):
        return np.cumsum(rng.normal(drift, 1.0, n)) + rng.uniform(20, 60)

    def echo(y, lag, noise=0.0, factor=1.0):
        past = np.concatenate([np.full(lag, y[0]), y[: len(y) - lag]])
        return factor * past + rng.normal(0, noise, len(y)) if noise else factor * past

    a, b, c, d, e, f, g = (walk(n) for n in (40, 43, 36, 50, 38, 34, 45))
    mixed = -2 * echo(e, 3) + 0.8 * echo(e, 1)  # moves against lag 3 more than with lag 1
    against = -echo(a, 0) - 0.6 * echo(a, 1)  # moves against both lags, less so at lag 1
    ahead = np.append(f[2:], f[-2:])  # knows what comes two steps later
    steps = rng.integers(1, 4, 12) * rng.choice([-1.0, 1.0], 12)
    short = np.cumsum(steps) + 10
    return [
        Probe(
            (short, np.append([10.0, 10.0], short[:-2]), 3),
            "This forecast repeats what y did two steps before, and nothing else, so lag 2 agrees exactly. Yours is "
            "another lag, or another correlation.",
        ),
        Probe((a, a + rng.normal(0, 0.3, len(a)), 4)),
        Probe((b, echo(b, 1, 0.3), 5)),
        Probe((c, echo(c, 5, 0.2, 3.0), 5)),
        Probe((d, echo(d, 2, 0.4, 0.1) + 4, 7)),
        Probe((e, mixed, 4)),
        Probe((a, against, 1)),
        Probe((f, ahead, 4)),
        Probe(
            (g, np.full(len(g), 12.5), 6),
            "The forecast does not move here, so every correlation counts as 0.0, and of equal ones the smallest lag "
            "is asked for. Yours is something else.",
        ),
        Probe(
            (np.full(9, 3.0), short[:9], 2),
            "y does not move here, so every correlation counts as 0.0, and of equal ones the smallest lag is asked "
            "for. Yours is something else.",
        ),
        Probe((g, echo(g, 1, 0.5), 0)),
        Probe((np.repeat(walk(12), 3), echo(np.repeat(walk(12), 3), 1), 3)),
        Probe((d[:4], d[:4] + np.array([0.0, 1.5, -0.5, 0.25]), 0)),
        Probe((np.cumsum([20.0, -1.0, *rng.uniform(0.5, 3, 6)]), np.array([10.0, *[15.0] * 7]), 3)),
        Probe((b, np.linspace(1.0, 5.0, len(b)) ** 2 + 0.5 * echo(b, 4), 6)),
    ]


def lag_probe(y, forecast, max_lag):
    dy, df = np.diff(y), np.diff(forecast)
    found = []
    for lag in range(max_lag + 1):
        past, now = dy[: len(dy) - lag], df[lag:]  # a change of y, and of the forecast lag steps later
        both_move = np.ptp(past) > 0 and np.ptp(now) > 0
        found.append(np.corrcoef(past, now)[0, 1] if both_move else 0.0)
    lag = int(np.argmax(found))
    return lag, float(found[lag])


_PAIR = "dy[: len(dy) - lag], df[lag:]"
_CORR = "np.corrcoef(past, now)[0, 1]"
_DIFF = "np.diff(y), np.diff(forecast)"
_ONE = "np.corrcoef(past, now)[0, 1] if both_move else 0.0"

EXERCISE = Exercise(
    name="lag_probe",
    signature="lag_probe(y, forecast, max_lag)",
    returns={"lag": "a whole number from 0 to max_lag", "correlation": "of the changes at that lag"},
    reference=lag_probe,
    probes=lag_probes,
    points={"lag": 3, "correlation": 2},
    read='lesson 12, "Errors of numbers"',
    advice={
        "lag": "Shift an echo by hand: if forecast[t] = y[t - 1], then the change of the forecast at t is the change "
        "of y one step before, and the lag is 1.",
        "correlation": "It is the correlation of the changes that overlap at that lag, and of nothing else.",
    },
    hints=(
        "Differences first, of both series. Levels of a series that wanders agree at every lag.",
        "At lag k the forecast's changes df[k:] meet the changes dy[: len(dy) - k], which lie k steps before them.",
        "np.corrcoef(dy[: len(dy) - k], df[k:])[0, 1] for k = 0 ... max_lag, and 0.0 where one of the two does not "
        "move; np.argmax takes the first of equals.",
    ),
    mutants=(
        Mutant(
            "any-rest-counts-as-constant",
            "A single change of 0 is enough for your correlation to count as 0.0. That is meant where a side never "
            "varies at all.",
            edits={"np.ptp(past) > 0 and np.ptp(now) > 0": "np.all(past != 0) and np.all(now != 0)"},
        ),
        Mutant(
            "levels",
            "You correlate the levels. A series that wanders agrees with its own past at every lag, so levels always "
            "look like a good forecast: take the changes of both.",
            hint="M60",
            edits={_DIFF: "y, forecast"},
        ),
        Mutant(
            "levels-of-y",
            "You take the changes of the forecast, but the levels of y. Take the changes of both.",
            hint="M60",
            edits={"np.diff(y),": "y[1:],"},
        ),
        Mutant(
            "levels-of-the-forecast",
            "You take the changes of y, but the levels of the forecast. Take the changes of both.",
            hint="M60",
            edits={", np.diff(forecast)": ", forecast[1:]"},
        ),
        Mutant(
            "a-change-before-the-first",
            "You give the first value a change, too, of 0. It has none: n values have n - 1 changes.",
            edits={_DIFF: "np.diff(y, prepend=y[0]), np.diff(forecast, prepend=forecast[0])"},
        ),
        Mutant(
            "second-differences",
            "You take differences twice. One change, from each step to the next, is meant.",
            edits={_DIFF: "np.diff(y, 2), np.diff(forecast, 2)"},
        ),
        Mutant(
            "relative-changes",
            "You take relative changes, divided by the value before. Plain differences are asked for.",
            edits={_DIFF: "np.diff(y) / y[:-1], np.diff(forecast) / forecast[:-1]"},
        ),
        Mutant(
            "signs-only",
            "You correlate the signs of the changes. Whether a step was large or small says something, too: take the "
            "changes themselves.",
            edits={_DIFF: "np.sign(np.diff(y)), np.sign(np.diff(forecast))"},
        ),
        Mutant(
            "change-from-the-true-value",
            "You take forecast[t] - y[t - 1] for the change of the forecast. Here it is the forecast's own change, "
            "forecast[t] - forecast[t - 1].",
            edits={"np.diff(forecast)": "forecast[1:] - y[:-1]"},
        ),
        Mutant(
            "errors",
            "You compare y with the errors of the forecast. Compare the changes of the forecast itself.",
            edits={"np.diff(forecast)": "np.diff(forecast - y)"},
        ),
        Mutant(
            "shifted-the-wrong-way",
            "You shift the wrong series: your lag finds a forecast that knows the future. An echo repeats changes of "
            "y that lie before it.",
            edits={_PAIR: "dy[lag:], df[: len(df) - lag]"},
        ),
        Mutant(
            "lag-zero-left-out",
            "You leave lag 0 out. A forecast that moves together with y has just this lag; without it every forecast "
            "looks like an echo.",
            edits={
                "range(max_lag + 1)": "range(1, max_lag + 1)",
                "int(np.argmax(found))": "int(np.argmax(found)) + 1 if found else 0",
                "float(found[lag])": "float(found[lag - 1]) if found else 0.0",
            },
        ),
        Mutant(
            "largest-lag-left-out",
            "You stop before max_lag, an off-by-one: range(max_lag + 1) holds max_lag, too.",
            edits={"range(max_lag + 1)": "range(max(max_lag, 1))"},
        ),
        Mutant(
            "one-lag-too-many",
            "You go one lag beyond max_lag, an off-by-one.",
            edits={"range(max_lag + 1)": "range(min(max_lag + 2, len(dy) - 1))"},
        ),
        Mutant(
            "lag-from-one",
            "You count the lags from 1: an echo of y one step before has lag 1, and a forecast that moves together "
            "with y has lag 0.",
            edits={"return lag,": "return lag + 1,"},
        ),
        Mutant(
            "wraps-round",
            "You shift with np.roll, which brings the end of the series back to its beginning: the first forecasts "
            "are compared with the last changes of y. Cut both to what overlaps.",
            edits={_PAIR: "np.roll(dy, lag), df"},
        ),
        Mutant(
            "filled-with-zeros",
            "You fill the shifted series with zeros. Changes that were never seen then count: cut both to what "
            "overlaps.",
            edits={_PAIR: "np.concatenate([np.zeros(lag), dy[: len(dy) - lag]]), df"},
        ),
        Mutant(
            "same-length-for-all",
            "You compare the same stretch of the forecast at every lag, from max_lag on. At a small lag more changes "
            "overlap: use all of them.",
            edits={_PAIR: "dy[max_lag - lag : len(dy) - lag], df[max_lag:]"},
        ),
        Mutant(
            "absolute-correlation",
            "You take the largest correlation without its sign. A forecast that moves against y is no echo: the "
            "largest one counts.",
            edits={"np.argmax(found)": "np.argmax(np.abs(found))"},
        ),
        Mutant(
            "absolute-correlation-returned",
            "You take the largest correlation without its sign, and return it so. A forecast that moves against y is "
            "no echo: the largest one counts, with its sign.",
            edits={_CORR: "abs(np.corrcoef(past, now)[0, 1])"},
        ),
        Mutant(
            "squared-correlation",
            "You square the correlation. A forecast that moves against y then looks like an echo: keep the sign.",
            edits={_CORR: "np.corrcoef(past, now)[0, 1] ** 2"},
        ),
        Mutant(
            "smallest-correlation",
            "You return the lag with the smallest correlation. Where do the changes agree best?",
            edits={"argmax": "argmin"},
        ),
        Mutant(
            "latest-of-equals",
            "Where several lags agree equally well, you return the largest of them. The smallest is asked for: a "
            "forecast that does not move has lag 0.",
            edits={"int(np.argmax(found))": "max_lag - int(np.argmax(found[::-1]))"},
        ),
        Mutant(
            "constant-is-nan",
            "Where the forecast or y does not move, you divide by a spread of zero, which gives NaN. The correlation "
            "counts as 0.0 there.",
            edits={" if both_move else 0.0": ""},
        ),
        Mutant(
            "constant-forecast-only",
            "You look whether the forecast moves, but not whether y does. The correlation counts as 0.0 in both cases.",
            edits={"np.ptp(past) > 0 and ": ""},
        ),
        Mutant(
            "constant-y-only",
            "You look whether y moves, but not whether the forecast does. The correlation counts as 0.0 in both cases.",
            edits={" and np.ptp(now) > 0": ""},
        ),
        Mutant(
            "sum-of-products",
            "You return a sum of products. It grows with the length and the scale of the series; a correlation takes "
            "off the means and divides by both spreads.",
            edits={_CORR: "past @ now"},
        ),
        Mutant(
            "no-negative-answer",
            "Where all correlations are negative you return lag 0, and a correlation of 0. The largest one counts "
            "there, too, with its sign.",
            edits={"    lag = int": "    found = np.maximum(found, 0)\n    lag = int"},
        ),
        Mutant(
            "lag-zero-where-nothing-agrees",
            "Where all correlations are negative you return lag 0. The lag of the largest one is asked for there, too.",
            edits={"int(np.argmax(found))": "int(np.argmax(found)) if max(found) > 0 else 0"},
        ),
        Mutant(
            "covariance",
            "You return a covariance. It grows with the scale of the forecast; divide by both standard deviations.",
            edits={_CORR: "np.cov(past, now, bias=True)[0, 1]"},
        ),
        Mutant(
            "covariance, divided by one less",
            "You return a covariance, np.cov. It grows with the scale of the forecast; a correlation does not.",
            edits={_CORR: "np.cov(past, now)[0, 1]"},
        ),
        Mutant(
            "product-without-means",
            "You do not take off the means. Where both series drift upwards, they then agree at every lag.",
            edits={_CORR: "(past @ now) / np.sqrt((past @ past) * (now @ now))"},
        ),
        Mutant(
            "scaled-by-the-whole-series",
            "You take means and spreads of the whole series at every lag, and only the products of what overlaps. All "
            "of them are of the changes that overlap.",
            edits={
                _CORR: "((past - dy.mean()) * (now - df.mean())).sum() / "
                "np.sqrt(((dy - dy.mean()) ** 2).sum() * ((df - df.mean()) ** 2).sum())"
            },
        ),
        Mutant(
            "slope",
            "You return a slope, how far y moves for one unit of the forecast or the other way round. It grows with "
            "the scale; a correlation does not.",
            edits={_CORR: "np.polyfit(past, now, 1)[0]"},
        ),
        Mutant(
            "ranks",
            "You correlate ranks. The plain correlation of the changes is asked for.",
            edits={_CORR: "np.corrcoef(past.argsort().argsort(), now.argsort().argsort())[0, 1]"},
        ),
        Mutant(
            "mean-distance",
            "You look for the smallest distance between the changes. A forecast with a small swing can be an echo all "
            "the same: take the correlation.",
            edits={_ONE: "-np.abs(past - now).mean()"},
        ),
        Mutant(
            "always-at-lag-zero",
            "The correlation you return is that at lag 0. It belongs to the lag that you return with it.",
            edits={"found[lag])": "found[0])"},
        ),
        Mutant(
            "all-correlations-averaged",
            "The correlation you return is the mean over all lags. It belongs to the lag that you return with it.",
            edits={"float(found[lag])": "float(np.mean(found))"},
        ),
        Mutant(
            "nothing-looked-at",
            "You return lag 0 and a correlation of 0 for every forecast. That is right only where nothing moves.",
            edits={"return lag, float(found[lag])": "return 0, 0.0"},
        ),
        Mutant(
            "results-exchanged",
            "Your two results come in the other order. Return the lag first.",
            edits={"return lag, float(found[lag])": "return float(found[lag]), lag"},
        ),
        Mutant(
            "rounded",
            "You round the correlation. A check compares the number itself; round only when you print.",
            edits={"float(found[lag])": "round(float(found[lag]), 2)"},
        ),
        Mutant(
            "constant-lags-passed-over",
            "You pass over a lag where one side of the pairs never varies. Its correlation counts as 0.0, which is "
            "more than that of a lag that moves against y.",
            edits={
                "both_move else 0.0": "both_move else np.nan",
                "int(np.argmax(found))": "0 if np.isnan(found).all() else int(np.nanargmax(found))",
                "float(found[lag])": "float(np.nan_to_num(found[lag]))",
            },
        ),
        Mutant(
            "whole-series-asked",
            "You ask whether the two series move at all. At a lag it is the pairs that count: what overlaps may "
            "stand still where the whole series does not, and then you divide 0 by 0.",
            edits={
                "np.ptp(past) > 0 and np.ptp(now) > 0": "np.ptp(dy) > 0 and np.ptp(df) > 0",
            },
        ),
    ),
)
