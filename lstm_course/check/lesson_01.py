"""Exercises of lesson 01: sequences, windows, baselines."""

import functools
import math
from collections import Counter

import numpy as np

from ..datasets import series as series_data
from ..datasets import text as text_data
from ..evaluate import baselines
from .exercise import Exercise, Mutant, Probe
from .quiz import quiz

_WINDOWS = 'lesson 01, "Windows"'
_BASELINES = 'lesson 01, "A baseline before any network"'
_TEXT = 'lesson 01, "Text: counting what comes next"'
_AXES = 'lesson 01, "What a sequence is"'


def _exclusive(fn, places):
    """Return a family: a set of names -> `fn` with these mistakes, or None where two are in one place."""

    def family(mistakes):
        if any(len(mistakes & place) > 1 for place in places):
            return None
        return functools.partial(fn, mistakes)

    return family


# --- 1.1 make_windows -----------------------------------------------------------------------------


def window_probes(rng):
    """Return short series whose values say where they stand, then random ones."""
    return [
        Probe(
            (np.arange(10.0, 16.0), 3, 1),
            "With length 3 and horizon 1, the windows of 10, 11, 12, 13, 14, 15 are (10, 11, 12), (11, 12, 13) and "
            "(12, 13, 14), each followed by the very next value. Yours are not: compare the first and the last.",
        ),
        Probe((rng.normal(size=7), 2, 3)),
        Probe((rng.normal(size=12), 4, 2)),
        Probe((rng.normal(size=9), 1, 4)),
    ]


def _mistaken_windows(mistakes, series, length, horizon):
    T = len(series)
    count = T - length - horizon + 1
    target = length + horizon - 1  # of window 0
    if "target-one-early" in mistakes:
        target -= 1
    if "target-one-late" in mistakes:
        target, count = target + 1, count - 1
    if "horizon-ignored" in mistakes:
        target, count = length, T - length
    if "horizon-in-the-count-only" in mistakes:
        target = length
    if "last-window-lost" in mistakes:
        count -= 1
    start, step = 0, 1
    if "input-one-late" in mistakes:
        start = 1
    if "windows-that-do-not-overlap" in mistakes:
        step = length
    if "first-window-lost" in mistakes:
        kept = range(1, count)
    elif "windows-run-over-the-end" in mistakes:
        kept = range(T)
    else:
        kept = range(0, count, step)
    rows = [[(k + start + j) % T for j in range(length)] for k in kept]
    x = series[np.array(rows, dtype=int).reshape(-1, length)]
    y = series[np.array([(k + target) % T for k in kept], dtype=int)]
    if "all-steps-as-target" in mistakes:
        y = np.array([series[k + length : k + length + horizon] for k in kept])
    if "newest-first" in mistakes:
        x = x[:, ::-1]
    if "windows-as-columns" in mistakes:
        x = x.T
    if "target-as-column" in mistakes:
        y = y[:, None]
    if "newest-window-first" in mistakes:
        x, y = x[::-1], y[::-1]
    return (y, x) if "results-exchanged" in mistakes else (x, y)


_WINDOW_PLACES = ({"target-one-early", "horizon-in-the-count-only", "input-one-late"},)


def _other_windows(name, message, read, hint=""):
    """Return a mistake that shows in the shapes, so that no second one is looked for beside it."""
    return Mutant(name, message, read, hint=hint, fn=functools.partial(_mistaken_windows, frozenset({name})))


MAKE_WINDOWS = Exercise(
    name="make_windows",
    number="1.1",
    signature="make_windows(series, length, horizon)",
    returns={"x": "(count, length)", "y": "(count,)"},
    reference=series_data.make_windows,
    probes=window_probes,
    points={"x": 2, "y": 2},
    read=_WINDOWS,
    family=_exclusive(_mistaken_windows, _WINDOW_PLACES),
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
            _WINDOWS,
            hint="M53",
        ),
        Mutant(
            "input-one-late",
            "Your inputs start one place too late, so that with horizon 1 the target is the last value of its own "
            "input. The answer is inside the question.",
            _WINDOWS,
            hint="M53",
        ),
        _other_windows(
            "target-one-late",
            "Your target stands one place too late: horizon 1 means the value right after the input, and you take "
            "the one after that.",
            _WINDOWS,
            hint="M53",
        ),
        _other_windows(
            "horizon-ignored",
            "Your target is always the next value: horizon is not used.",
            _WINDOWS,
        ),
        Mutant(
            "horizon-in-the-count-only",
            "You count the windows with horizon, but the target is still the next value. It must stand horizon "
            "steps after the last value of the input.",
            _WINDOWS,
        ),
        _other_windows(
            "all-steps-as-target",
            "Your target holds every step up to the horizon. One number is asked for: the value at the horizon.",
            _WINDOWS,
        ),
        _other_windows(
            "windows-run-over-the-end",
            "Your windows run over the end of the series and go on at its beginning. Then a target from long ago "
            "is to be forecast from the future: stop where the last target is the last value.",
            _WINDOWS,
            hint="M59",
        ),
        _other_windows(
            "last-window-lost",
            "Your last window is missing: an off-by-one in the count. The target of the last window is the last "
            "value of the series.",
            _WINDOWS,
        ),
        _other_windows(
            "first-window-lost",
            "Your first window is missing: window 0 starts at the very first value.",
            _WINDOWS,
        ),
        _other_windows(
            "windows-that-do-not-overlap",
            "Your windows stand side by side. A sliding window moves by one step each time, so neighbours overlap.",
            _WINDOWS,
        ),
        Mutant(
            "newest-first",
            "Your windows run backwards: the newest value comes first. Time goes from left to right, oldest first.",
            _WINDOWS,
        ),
        Mutant(
            "newest-window-first",
            "Your windows come in reverse order: window 0 is the oldest.",
            _WINDOWS,
        ),
        _other_windows(
            "windows-as-columns",
            "Your x is transposed: each window is a row, so time runs along the second axis.",
            _AXES,
        ),
        _other_windows(
            "target-as-column",
            "Your y is a column of shape (count, 1). It is one number per window, of shape (count,). Left like "
            "this, y - prediction would broadcast to a square table without a complaint.",
            _AXES,
        ),
        _other_windows(
            "results-exchanged",
            "Your two results come in the other order. Return x first and then y.",
            _WINDOWS,
        ),
    ),
)


# --- 1.2 persistence ------------------------------------------------------------------------------


def persistence_probes(rng):
    """Return histories of several lengths; the first with a horizon of one."""
    return [
        Probe(
            (rng.normal(size=5), 1),
            "For horizon 1 the forecast is one number in an array, the last value of the history. Yours is not.",
        ),
        Probe((rng.normal(size=6), 4)),
        Probe((rng.normal(size=9), 3)),
    ]


def _last_and(history, horizon, step):
    return history[-1] + step * np.arange(1, horizon + 1)


PERSISTENCE = Exercise(
    name="persistence",
    number="1.2",
    signature="persistence(history, horizon)",
    returns={"forecast": "(horizon,)"},
    reference=baselines.persistence,
    probes=persistence_probes,
    points={"forecast": 2},
    read=_BASELINES,
    advice={"forecast": "Every entry must be the last value of the history, unchanged."},
    hints=(
        "Tomorrow will be like today. And the day after tomorrow?",
        "Which entry of the history is the newest? Index -1.",
        "np.full(shape, value) fills an array with one value.",
    ),
    mutants=(
        Mutant(
            "replays-the-end",
            "Your forecast replays the last values of the history. That is an echo of the past, and not the "
            "last value held: persistence repeats one number.",
            _BASELINES,
            hint="M60",
            fn=lambda history, horizon: history[-horizon:].copy(),
        ),
        Mutant(
            "value-from-a-horizon-ago",
            "You repeat the value that stands horizon places before the end. However far you look ahead, the last "
            "known value is the one to hold.",
            _BASELINES,
            hint="M60",
            fn=lambda history, horizon: np.full(horizon, history[-horizon]),
        ),
        Mutant(
            "replays-backwards",
            "Your forecast runs back through the history. Persistence repeats one number, the last.",
            _BASELINES,
            hint="M60",
            fn=lambda history, horizon: history[::-1][:horizon].copy(),
        ),
        Mutant(
            "one-value-behind",
            "You repeat the value before the last one: an off-by-one in the index.",
            _BASELINES,
            fn=lambda history, horizon: np.full(horizon, history[-2]),
        ),
        Mutant(
            "oldest-value",
            "You repeat the first value of the history. That is the oldest one: the last is at index -1.",
            _BASELINES,
            fn=lambda history, horizon: np.full(horizon, history[0]),
        ),
        Mutant(
            "mean",
            "You forecast the mean of the history. That is a baseline too, but not this one: persistence knows "
            "only the last value.",
            _BASELINES,
            fn=lambda history, horizon: np.full(horizon, history.mean()),
        ),
        Mutant(
            "median",
            "You forecast the median of the history. Persistence knows only the last value.",
            _BASELINES,
            fn=lambda history, horizon: np.full(horizon, np.median(history)),
        ),
        Mutant(
            "last-step-continued",
            "You let the last step go on, so your forecast is a line. Persistence says that nothing changes.",
            _BASELINES,
            hint="M61",
            fn=lambda history, horizon: _last_and(history, horizon, history[-1] - history[-2]),
        ),
        Mutant(
            "drift",
            "You add the mean step of the history, which is the drift method. Persistence says that nothing "
            "changes.",
            _BASELINES,
            hint="M61",
            fn=lambda history, horizon: _last_and(
                history, horizon, (history[-1] - history[0]) / (len(history) - 1)
            ),
        ),
        Mutant(
            "one-number",
            "You return the bare number. The forecast is an array with one entry for each step of the horizon.",
            _BASELINES,
            fn=lambda history, horizon: float(history[-1]),
        ),
        Mutant(
            "horizon-ignored",
            "Your forecast always has one entry. It needs one for each step of the horizon.",
            _BASELINES,
            fn=lambda history, horizon: history[-1:].copy(),
        ),
        Mutant(
            "starts-at-today",
            "Your forecast has an entry too many: the last known value itself is not a forecast.",
            _BASELINES,
            fn=lambda history, horizon: np.full(horizon + 1, history[-1]),
        ),
        Mutant(
            "history-included",
            "You return the history with the forecast behind it. Return the forecast alone.",
            _BASELINES,
            fn=lambda history, horizon: np.append(history, np.full(horizon, history[-1])),
        ),
        Mutant(
            "last-value-at-every-step-of-the-history",
            "Your forecast is as long as the history. It needs one entry for each step of the horizon.",
            _BASELINES,
            fn=lambda history, horizon: np.full(len(history), history[-1]),
        ),
        Mutant(
            "zeros",
            "Your forecast is zero everywhere: the array is made, but the last value is not put in.",
            _BASELINES,
            fn=lambda history, horizon: np.zeros(horizon),
        ),
    ),
)


# --- 1.3 seasonal_naive ---------------------------------------------------------------------------


def seasonal_probes(rng):
    """Return histories with horizons shorter and longer than the season, and a season of one step."""
    return [
        Probe(
            (rng.normal(size=7), 3, 2),
            "Where the horizon is shorter than the season, step k of the forecast is the value a season before it: "
            "the first one is the first value of the last season. Yours is not.",
        ),
        Probe(
            (rng.normal(size=10), 4, 4),
            "Where the horizon is one season long, the forecast is the last season, unchanged. Yours is not.",
        ),
        Probe((rng.normal(size=8), 3, 11)),
        Probe((rng.normal(size=14), 4, 9)),
        Probe((rng.normal(size=6), 1, 3)),
    ]


def _mistaken_season(mistake, history, season, horizon):
    T, k = len(history), np.arange(horizon)
    last = history[-season:]
    if mistake == "window-slides-with-python-index":
        return np.array([history[j - season] for j in k])
    if mistake == "stuck-after-one-season":
        return np.where(k < season, last[np.minimum(k, season - 1)], last[-1])
    if mistake == "persistence":
        return np.full(horizon, history[-1])
    if mistake == "one-value-from-a-season-ago":
        return np.full(horizon, history[-season])
    if mistake == "one-too-early":
        return history[T - season - 1 + k % season]
    if mistake == "one-too-late":
        return np.roll(last, -1)[k % season]
    if mistake == "counted-from-the-start":
        return history[k % season]
    if mistake == "first-season-in-phase":
        return history[(T + k) % season]
    if mistake == "seasonal-mean":
        return np.array([history[(T + j) % season :: season].mean() for j in k])
    if mistake == "one-season-only":
        return last[:horizon].copy()
    if mistake == "replays-the-end":
        return history[np.arange(T - horizon, T) % T]
    if mistake == "season-backwards":
        return last[::-1][k % season]
    if mistake == "every-value-repeated":
        return np.repeat(last, -(-horizon // season))[:horizon]
    if mistake == "whole-seasons":
        return np.tile(last, -(-horizon // season))
    return np.append(history, last[k % season])


def _season_mutant(name, message, hint=""):
    return Mutant(name, message, _BASELINES, hint=hint, fn=functools.partial(_mistaken_season, name))


SEASONAL_NAIVE = Exercise(
    name="seasonal_naive",
    number="1.3",
    signature="seasonal_naive(history, season, horizon)",
    returns={"forecast": "(horizon,)"},
    reference=baselines.seasonal_naive,
    probes=seasonal_probes,
    points={"forecast": 3},
    read=_BASELINES,
    advice={
        "forecast": "Write the last season down and go round in it: after its last value comes its first."
    },
    hints=(
        "Cut the last season off the history: history[-season:].",
        "What comes after the last value of that season? Its first again: the remainder of a division helps.",
        "Step k (from 0) is last_season[k % season].",
    ),
    mutants=(
        _season_mutant(
            "window-slides-with-python-index",
            "Right for one season, then wrong: your index k - season reaches zero there, and Python starts at the "
            "oldest value of the history. Go round in the last season instead.",
        ),
        _season_mutant(
            "stuck-after-one-season",
            "Right for one season, then your forecast stays at the last value. The season begins again there.",
        ),
        _season_mutant(
            "persistence",
            "Your forecast repeats the last value: that is persistence, which knows of no season.",
            "M60",
        ),
        _season_mutant(
            "one-value-from-a-season-ago",
            "You repeat one value, the one a season before the first step. Every step has its own: move on with "
            "it.",
        ),
        _season_mutant(
            "one-too-early",
            "Your season starts one step too early. The first forecast is the value exactly one season before it.",
        ),
        _season_mutant(
            "one-too-late",
            "Your season starts one step too late. The first forecast is the value exactly one season before it.",
        ),
        _season_mutant(
            "counted-from-the-start",
            "You take the first season of the history, and its beginning. The newest season is the last one.",
        ),
        _season_mutant(
            "first-season-in-phase",
            "The place in the season is right, but you take it from the first season of the history. The newest "
            "is the last one.",
        ),
        _season_mutant(
            "seasonal-mean",
            "You take the mean of all seasons. That is a good baseline too, but this one repeats the last season "
            "only.",
        ),
        _season_mutant(
            "one-season-only",
            "Your forecast ends after one season. Where the horizon is longer, the season begins again.",
        ),
        _season_mutant(
            "replays-the-end",
            "You replay as many values as the horizon is long, whatever the season. That is an echo: the forecast "
            "must go back by exactly one season.",
            "M60",
        ),
        _season_mutant(
            "season-backwards",
            "Your season runs backwards. Time goes from left to right.",
        ),
        _season_mutant(
            "every-value-repeated",
            "You repeat each value (np.repeat) where the whole season must be repeated.",
        ),
        _season_mutant(
            "whole-seasons",
            "Your forecast is a whole number of seasons long. Cut it to the horizon.",
        ),
        _season_mutant(
            "history-included",
            "You return the history with the forecast behind it. Return the forecast alone.",
        ),
    ),
)


# --- 1.4 ngram_bpc --------------------------------------------------------------------------------


def _letters(rng, length, alphabet):
    return "".join(rng.choice(list(alphabet), size=length))


def ngram_probes(rng):
    """Return texts of few letters, with letters in the test that the training text never held."""
    return [
        Probe(
            ("abab" + _letters(rng, 3, "ab"), "abc", 1, 4, 1.0),
            "For n = 1 there is no context: the probability of a character is its share of the training text, "
            "smoothed, and every character of the test is scored. Yours differs already there.",
        ),
        Probe((_letters(rng, 40, "ab c"), _letters(rng, 23, "ab cd"), 2, 9, 0.5)),
        Probe((_letters(rng, 61, "abc "), _letters(rng, 34, "abce "), 3, 7, 0.3)),
        Probe((_letters(rng, 45, "a bd"), _letters(rng, 27, "a bdf"), 1, 8, 2.0)),
        Probe((_letters(rng, 40, "ba "), _letters(rng, 30, "ab "), 4, 5, 0.1)),
        Probe(("aab" + _letters(rng, 5, "ab"), "abba", 1, 2, 1.0)),
        Probe((_letters(rng, 14, "ab "), _letters(rng, 9, "abd"), 2, 6, 0.7)),
    ]


def _grams(text, n):
    return [text[k : k + n] for k in range(len(text) - n + 1)]


def _unsmoothed_bpc(logarithm, train, test, n, alphabet_size, alpha):
    """Bits per character without smoothing: it fails where something was never counted."""
    together = Counter(_grams(train, n))
    contexts = Counter(gram[:-1] for gram in _grams(train, n))
    bits = [-logarithm(together[gram] / contexts[gram[:-1]]) for gram in _grams(test, n)]
    return float(np.mean(bits))


def _mistaken_bpc(mistakes, train, test, n, alphabet_size, alpha):
    """Bits per character with the named mistakes in it."""
    K = alphabet_size
    if "alphabet-of-the-training-text" in mistakes:
        K = len(set(train))
    if "alphabet-of-both-texts" in mistakes:
        K = len(set(train + test))
    if "context-too-long" in mistakes:
        n += 1
    if "context-too-short" in mistakes:
        n = max(n - 1, 1)
    if "alpha-is-one" in mistakes:
        alpha = 1.0
    scored = train if "scores-the-training-text" in mistakes else test
    if "context-from-the-training-text" in mistakes:
        scored = train[len(train) - n + 1 :] + scored
    counted = train + test if "counts-the-test-text" in mistakes else train
    grams = _grams(counted, n)
    if "last-character-not-counted" in mistakes:
        grams = grams[:-1]
    together, contexts = Counter(grams), Counter()
    for gram in grams:
        contexts[gram[:-1]] += 1
    if "last-context-counted" in mistakes:
        contexts[counted[len(counted) - n + 1 :]] += 1
    if "last-context-counted-from-two-on" in mistakes and n > 1:
        contexts[counted[len(counted) - n + 1 :]] += 1
    total = sum(together.values())
    p = []
    for gram in _grams(scored, n)[: -1 if "last-character-not-scored" in mistakes else None]:
        above, below = together[gram] + alpha, contexts[gram[:-1]] + alpha * K
        if "joint-probability" in mistakes:
            below = total + alpha * K
        if "joint-probability-of-all-grams" in mistakes:
            below = total + alpha * K**n
        if "alpha-once-below" in mistakes:
            below = contexts[gram[:-1]] + alpha
        if "no-alpha-below" in mistakes:
            below = max(contexts[gram[:-1]], 1)
        if "unseen-left-out" in mistakes:
            if together[gram] == 0:
                continue
            above, below = together[gram], contexts[gram[:-1]]
        if "unseen-left-out-smoothed" in mistakes and together[gram] == 0:
            continue
        if "alpha-for-the-unseen-only" in mistakes:
            above = together[gram] or alpha
        p.append(above / below)
    p = np.array(p)
    if "log-of-the-mean" in mistakes:
        bits = np.array([-np.log2(p.mean())])
    else:
        bits = -np.log2(p)
    if "nats" in mistakes:
        bits = bits * math.log(2)
    if "base-ten" in mistakes:
        bits = bits * math.log10(2)
    if "sign" in mistakes:
        bits = -bits
    if "per-word" in mistakes:
        value = bits.sum() / len(scored.split())
    elif "sum" in mistakes:
        value = bits.sum()
    elif "divided-by-all-characters" in mistakes:
        value = bits.sum() / len(scored)
    else:
        value = bits.mean()
    if "perplexity" in mistakes:
        value = 2**value
    if "exp-of-bits" in mistakes:
        value = math.exp(value)
    return float(value)


_BPC_PLACES = (
    {
        "alphabet-of-the-training-text",
        "alphabet-of-both-texts",
        "alpha-once-below",
        "no-alpha-below",
        "unseen-left-out",
        "unseen-left-out-smoothed",
        "alpha-for-the-unseen-only",
        "alpha-is-one",
        "joint-probability",
        "joint-probability-of-all-grams",
        "last-context-counted",
        "last-context-counted-from-two-on",
        "last-character-not-counted",
        "context-too-long",
        "context-too-short",
    },
    {"scores-the-training-text", "counts-the-test-text", "context-from-the-training-text"},
    {"unseen-left-out-smoothed", "scores-the-training-text", "counts-the-test-text"},
    {"nats", "base-ten", "perplexity", "exp-of-bits"},
    {"per-word", "sum", "divided-by-all-characters", "log-of-the-mean", "last-character-not-scored"},
)

NGRAM_BPC = Exercise(
    name="ngram_bpc",
    number="1.4",
    signature="ngram_bpc(train, test, n, alphabet_size, alpha)",
    returns={"bits": "mean bits per scored character"},
    reference=baselines.ngram_bpc,
    probes=ngram_probes,
    points={"bits": 6},
    read=_TEXT,
    family=_exclusive(_mistaken_bpc, _BPC_PLACES),
    hints=(
        "Count in train, score in test. What follows a context of n - 1 characters, and how often?",
        "p = (count of context + character + alpha) / (count of the context + alpha * alphabet_size), where a "
        "context counts only if a character follows it.",
        "Every position k from n - 1 on in test has a context test[k - n + 1 : k]. Average -np.log2(p) over these "
        "positions.",
    ),
    mutants=(
        Mutant(
            "nats",
            "Your unit is the nat: you took the natural logarithm. Bits need the logarithm to base 2.",
            _TEXT,
            hint="M69",
        ),
        Mutant(
            "base-ten",
            "You took the logarithm to base 10. Bits need base 2.",
            _TEXT,
            hint="M69",
        ),
        Mutant(
            "perplexity",
            "You return the perplexity, 2 to the power of the bits. The mean of the bits itself is asked for.",
            _TEXT,
            hint="M69",
        ),
        Mutant(
            "exp-of-bits",
            "You return e to the power of a number of bits. That is not even the perplexity, whose base must be the "
            "base of the logarithm; and the mean of the bits itself is asked for.",
            _TEXT,
            hint="M69",
        ),
        Mutant(
            "per-word",
            "You divide by the number of words. Bits per character are averaged over the characters that were "
            "scored.",
            _TEXT,
            hint="M69",
        ),
        Mutant(
            "unseen-left-out",
            "You leave out what the training text never held, and smooth nothing. Those are the hardest "
            "characters: a model that skips them looks better than it is.",
            _TEXT,
            hint="M69",
        ),
        Mutant(
            "unseen-left-out-smoothed",
            "You leave out the n-grams that the training text never held. Those are the hardest characters, and "
            "smoothing gives them a probability: score them too.",
            _TEXT,
            hint="M69",
        ),
        Mutant(
            "no-smoothing",
            "You do not smooth: what was never counted has probability 0 and costs infinitely many bits. Add alpha to "
            "every count.",
            _TEXT,
            hint="M69",
            fn=functools.partial(_unsmoothed_bpc, np.log2),
        ),
        Mutant(
            "no-smoothing, math.log2",
            "You do not smooth: what was never counted has probability 0, of which math.log2 cannot take the "
            "logarithm. Add alpha to every count.",
            _TEXT,
            hint="M69",
            fn=functools.partial(_unsmoothed_bpc, math.log2),
        ),
        Mutant(
            "last-character-not-counted",
            "You do not count the last n-gram of the training text: an off-by-one in the range. A text of T "
            "characters holds T - n + 1 n-grams.",
            _TEXT,
        ),
        Mutant(
            "last-character-not-scored",
            "You do not score the last character of the test text: an off-by-one in the range.",
            _TEXT,
        ),
        Mutant(
            "scores-the-training-text",
            "You score the training text. A model knows by heart what it has counted: the test text is what shows "
            "what it learned.",
            _TEXT,
            hint="M59",
        ),
        Mutant(
            "counts-the-test-text",
            "You count in both texts, so the model has seen the test before it is tested. Count in train only.",
            _TEXT,
            hint="M58",
        ),
        Mutant(
            "context-from-the-training-text",
            "You give the first characters of the test a context from the end of the training text. The two need "
            "not follow each other: start where test itself has n - 1 characters of context.",
            _TEXT,
        ),
        Mutant(
            "alphabet-of-the-training-text",
            "You took the characters of the training text for the alphabet. Smoothing must leave room for all "
            "alphabet_size characters, seen or not.",
            _TEXT,
            hint="M43",
        ),
        Mutant(
            "alphabet-of-both-texts",
            "You took the characters of the two texts for the alphabet. The model may not look into the test for "
            "that: use alphabet_size.",
            _TEXT,
            hint="M58",
        ),
        Mutant(
            "alpha-once-below",
            "You add alpha to the denominator once. Every one of the alphabet_size counts got its alpha, so the "
            "denominator grows by alpha * alphabet_size; otherwise the probabilities do not sum to 1.",
            _TEXT,
        ),
        Mutant(
            "no-alpha-below",
            "You add alpha to the numerator only, so the probabilities sum to more than 1 and the bits come out too "
            "low. The denominator grows by alpha * alphabet_size.",
            _TEXT,
        ),
        Mutant(
            "alpha-for-the-unseen-only",
            "You use alpha only where the count is zero. It is added to every count; otherwise the probabilities "
            "do not sum to 1.",
            _TEXT,
        ),
        Mutant(
            "alpha-is-one",
            "You add 1 to the counts, whatever alpha is.",
            _TEXT,
        ),
        Mutant(
            "joint-probability",
            "You divide by all n-grams of the text. That is how often context and character occur together; asked "
            "is how often the character comes, given that the context is there.",
            _TEXT,
        ),
        Mutant(
            "joint-probability-of-all-grams",
            "You treat the whole n-gram as one symbol, with a probability of its own. Asked is the probability of "
            "the last character, given the context before it.",
            _TEXT,
        ),
        Mutant(
            "last-context-counted",
            "You count the last context of the training text, although no character follows it. For that context "
            "your probabilities sum to less than 1.",
            _TEXT,
        ),
        Mutant(
            "last-context-counted-from-two-on",
            "For n of 2 and more you count the last context of the training text, although no character follows "
            "it. For that context your probabilities sum to less than 1.",
            _TEXT,
        ),
        Mutant(
            "context-too-long",
            "Your context has n characters. An n-gram holds the predicted character too, so its context has n - 1.",
            _TEXT,
        ),
        Mutant(
            "context-too-short",
            "Your context has n - 2 characters. An n-gram of n characters has a context of n - 1.",
            _TEXT,
        ),
        Mutant(
            "log-of-the-mean",
            "You average the probabilities and take the logarithm of that. Take the logarithm of each one first: "
            "one sure mistake must hurt.",
            _TEXT,
            hint="M69",
        ),
        Mutant(
            "sum",
            "You return the bits of the whole text. Divide by the number of characters that were scored.",
            _TEXT,
        ),
        Mutant(
            "divided-by-all-characters",
            "You divide by all characters of the test. The first n - 1 have no full context and were not scored, so "
            "they do not count below either.",
            _TEXT,
        ),
        Mutant(
            "sign",
            "Your bits are negative: the minus sign is missing. The logarithm of a probability is negative, the "
            "price of a surprise is not.",
            _TEXT,
        ),
    ),
)


# --- 1.5 one_hot ----------------------------------------------------------------------------------


def one_hot_probes(rng):
    """Return codes of a batch, with codes that never occur, and the largest code in one probe only."""
    few = rng.integers(0, 3, size=(2, 5)) + 1
    every = np.stack([rng.permutation(6)[:4] for _ in range(3)])
    return [
        Probe((np.array([[1, 0, 3], [2, 2, 1]]), 4)),
        Probe((few, 6)),
        Probe((every, 6)),
        Probe((rng.integers(0, 5, size=(4, 3)), 5)),
    ]


def _hot_mutant(name, message, fn, hint="", read=_TEXT):
    return Mutant(name, message, read, hint=hint, fn=fn)


def _every_row(codes, K):
    x = np.zeros((*codes.shape, K))
    x[:, :, codes] = 1
    return x


ONE_HOT = Exercise(
    name="one_hot",
    number="1.5",
    signature="one_hot(codes, K)",
    returns={"x": "(N, T, K)"},
    reference=text_data.one_hot,
    probes=one_hot_probes,
    points={"x": 3},
    read=_TEXT,
    advice={
        "x": "Every entry of codes becomes a row of K numbers: one 1, at the place of the code, and zeros."
    },
    hints=(
        "Row k of the identity matrix np.eye(K) is the one-hot row of code k.",
        "An array of integers is a valid index: np.eye(K)[codes] picks a row for every entry of codes.",
    ),
    mutants=(
        _hot_mutant(
            "codes-as-numbers",
            "You feed the code itself, as one number. Then character 30 is ten times character 3 and lies between "
            "29 and 31: an order that means nothing, and that changes when the characters are numbered anew.",
            lambda codes, K: codes[..., None].astype(float),
            "M68",
        ),
        _hot_mutant(
            "codes-scaled",
            "You scale the code to between 0 and 1 and feed that. It is still one number with an order that means "
            "nothing: scaling does not change that.",
            lambda codes, K: codes[..., None] / (K - 1),
            "M68",
        ),
        _hot_mutant(
            "codes-divided-by-K",
            "You divide the code by K and feed that. It is still one number with an order that means nothing.",
            lambda codes, K: codes[..., None] / K,
            "M68",
        ),
        _hot_mutant(
            "code-at-its-place",
            "The place is right, but you write the code there in place of 1, so code 0 is an empty row and a larger "
            "code weighs more.",
            lambda codes, K: np.eye(K)[codes] * codes[..., None],
            "M68",
        ),
        _hot_mutant(
            "all-up-to-the-code",
            "You set every entry up to the code. That says that code 5 holds code 3, an order that means nothing "
            "here. One entry is 1.",
            lambda codes, K: (codes[..., None] >= np.arange(K)).astype(float),
            "M68",
        ),
        _hot_mutant(
            "counted-from-one",
            "Your 1 stands one place too early: codes count from 0, so code 0 has its 1 in column 0.",
            lambda codes, K: np.eye(K)[codes - 1],
        ),
        _hot_mutant(
            "one-place-too-late",
            "Your 1 stands one place too late: codes count from 0, so code 0 has its 1 in column 0.",
            lambda codes, K: np.eye(K)[(codes + 1) % K],
        ),
        _hot_mutant(
            "only-the-codes-that-occur",
            "Your rows have a column only for codes that occur in this batch. The next batch may hold others: the "
            "width is always K.",
            lambda codes, K: np.eye(len(np.unique(codes)))[np.searchsorted(np.unique(codes), codes)],
        ),
        _hot_mutant(
            "numbered-anew",
            "You number the codes of this batch anew before you place them, so the same character may have another "
            "column in the next batch.",
            lambda codes, K: np.eye(K)[np.searchsorted(np.unique(codes), codes)],
            "M68",
        ),
        _hot_mutant(
            "width-from-the-largest-code",
            "Your rows are as wide as the largest code of this batch asks for. The next batch may hold a larger "
            "one: the width is always K.",
            lambda codes, K: np.eye(codes.max() + 1)[codes],
        ),
        _hot_mutant(
            "first-column-dropped",
            "You dropped the first column, as is done in regression with an intercept. Here every code keeps its "
            "own: K columns.",
            lambda codes, K: np.eye(K)[codes][..., 1:],
        ),
        _hot_mutant(
            "features-first",
            "Your new axis comes first. The order is (batch, time, feature), so the K numbers come last.",
            lambda codes, K: np.moveaxis(np.eye(K)[codes], -1, 0),
            read=_AXES,
        ),
        _hot_mutant(
            "features-before-time",
            "Your new axis stands between batch and time. The order is (batch, time, feature).",
            lambda codes, K: np.moveaxis(np.eye(K)[codes], -1, 1),
            read=_AXES,
        ),
        _hot_mutant(
            "time-first",
            "Batch and time are exchanged. The order is (batch, time, feature).",
            lambda codes, K: np.eye(K)[codes.T],
            "M29",
            read=_AXES,
        ),
        _hot_mutant(
            "batch-and-time-flattened",
            "You made one long list of rows. Keep the axes: (batch, time, feature).",
            lambda codes, K: np.eye(K)[codes.ravel()],
            read=_AXES,
        ),
        _hot_mutant(
            "time-summed",
            "You counted the codes of each sequence, so the order is gone: a bag of characters is no sequence.",
            lambda codes, K: np.eye(K)[codes].sum(axis=1),
            read=_AXES,
        ),
        _hot_mutant(
            "every-row-gets-every-code",
            "You wrote x[:, :, codes] = 1. The two colons mean every sequence and every time step, so each row gets "
            "the codes of all. Each row needs its own: np.eye(K)[codes] picks them.",
            _every_row,
        ),
        _hot_mutant(
            "one-cold",
            "Your rows are 0 at the code and 1 elsewhere: the wrong way round.",
            lambda codes, K: 1 - np.eye(K)[codes],
        ),
        _hot_mutant(
            "columns-reversed",
            "Your columns run from the last code to the first. Column k belongs to code k.",
            lambda codes, K: np.eye(K)[codes][..., ::-1].copy(),
        ),
        _hot_mutant(
            "minus-one-elsewhere",
            "Your rows hold -1 where they should hold 0.",
            lambda codes, K: 2 * np.eye(K)[codes] - 1,
        ),
        _hot_mutant(
            "whole-numbers",
            "The places are right, but your array holds integers. A network multiplies with floats: use a float "
            "array.",
            lambda codes, K: np.eye(K, dtype=int)[codes],
        ),
    ),
)


# --- 1.6 split_windows ----------------------------------------------------------------------------


def split_probes(rng):
    """Return windows of a random series, cut by the reference, and a boundary with windows on both sides."""
    found = []
    for T, length, horizon, boundary in [(12, 3, 1, 8), (20, 4, 3, 13), (17, 5, 2, 12)]:
        x, y = series_data.make_windows(rng.normal(size=T), length, horizon)
        found.append(Probe((x, y, length, horizon, boundary)))
    return found


def _split_windows(x, y, length, horizon, boundary):
    n = boundary - length - horizon + 1
    return x[:n].copy(), y[:n].copy(), x[n:].copy(), y[n:].copy()


def _mistaken_split(mistake, x, y, length, horizon, boundary):
    n = boundary - length - horizon + 1  # windows with their target before the boundary
    train, test = np.arange(n), np.arange(n, len(y))
    every = np.arange(len(y))
    if mistake == "split-by-the-start":
        train, test = every[:boundary], every[boundary:]
    elif mistake == "split-by-the-input":
        train, test = every[: boundary - length + 1], every[boundary - length + 1 :]
    elif mistake == "boundary-in-training":
        train, test = every[: n + 1], every[n + 1 :]
    elif mistake == "horizon-taken-as-one":
        train, test = every[: boundary - length], every[boundary - length :]
    elif mistake == "four-fifths":
        train, test = every[: int(0.8 * len(y))], every[int(0.8 * len(y)) :]
    elif mistake == "one-window-in-neither":
        train = every[: n - 1]
    elif mistake == "one-window-lost":
        train, test = every[: n - 1], every[n - 1 :]
    elif mistake == "boundary-in-both":
        train = every[: n + 1]
    elif mistake == "test-inputs-cut":
        test = every[boundary:]
    elif mistake == "training-and-test-exchanged":
        train, test = test, train
    elif mistake == "every-few-windows":
        test = every[:: max(len(y) // (len(y) - n), 1)][: len(y) - n]
        train = np.setdiff1d(every, test)
    elif mistake == "newest-for-training":
        train, test = every[len(y) - n :], every[: len(y) - n]
    elif mistake == "trains-on-everything":
        train = every
    if mistake == "order-of-results":
        return x[train], x[test], y[train], y[test]
    return x[train], y[train], x[test], y[test]


def _split_mutant(name, message, hint=""):
    return Mutant(name, message, _WINDOWS, hint=hint, fn=functools.partial(_mistaken_split, name))


SPLIT_WINDOWS = Exercise(
    name="split_windows",
    number="1.6",
    signature="split_windows(x, y, length, horizon, boundary)",
    returns={
        "x_train": "(n_train, length)",
        "y_train": "(n_train,)",
        "x_test": "(n_test, length)",
        "y_test": "(n_test,)",
    },
    reference=_split_windows,
    probes=split_probes,
    points={"x_train": 1, "y_train": 1, "x_test": 1, "y_test": 1},
    read=_WINDOWS,
    advice={
        "x_train": "Split by the time at which the target stands, never at random.",
        "y_train": "Split by the time at which the target stands, never at random.",
        "x_test": "Test windows are those whose target stands at the boundary or after it.",
        "y_test": "Test windows are those whose target stands at the boundary or after it.",
    },
    hints=(
        "At which time does the target of window k stand? Exercise 1.1 has the formula.",
        "A window is for training if k + length - 1 + horizon < boundary. How many are there?",
    ),
    mutants=(
        _split_mutant(
            "split-by-the-start",
            "You split by where a window starts. The last training windows then reach over the boundary: their "
            "targets, and part of their inputs, are test data.",
            "M59",
        ),
        _split_mutant(
            "split-by-the-input",
            "You split by where the input ends. The last training windows then have targets at the boundary or "
            "after it: you train on test data.",
            "M59",
        ),
        _split_mutant(
            "horizon-taken-as-one",
            "You split as if the horizon were 1. With a longer one, the last training targets stand at the boundary "
            "or after it: you train on test data.",
            "M59",
        ),
        _split_mutant(
            "four-fifths",
            "You give four fifths of the windows to training. It is the boundary that says what is known.",
            "M59",
        ),
        _split_mutant(
            "one-window-in-neither",
            "One window is in neither part, an off-by-one: the training part ends where the test part begins.",
        ),
        _split_mutant(
            "boundary-in-training",
            "Your last training target is the value at the boundary, an off-by-one. Training ends before it.",
            "M59",
        ),
        _split_mutant(
            "boundary-in-both",
            "The window with its target at the boundary is in both parts, so you train on a test value.",
            "M59",
        ),
        _split_mutant(
            "trains-on-everything",
            "You train on all windows, the test windows too. A model is then tested on what it has seen.",
            "M59",
        ),
        _split_mutant(
            "every-few-windows",
            "You take windows for the test from all over the series. Their neighbours overlap them and are in the "
            "training part: a test of memory, not of forecasting.",
            "M59",
        ),
        _split_mutant(
            "newest-for-training",
            "You test on the oldest windows and train on the newest. A forecast goes forward in time: the test "
            "comes last.",
            "M59",
        ),
        _split_mutant(
            "one-window-lost",
            "The last window that is allowed for training went to the test, an off-by-one: its target stands just "
            "before the boundary.",
        ),
        _split_mutant(
            "test-inputs-cut",
            "You drop the test windows whose input begins before the boundary. That input is the known past at the "
            "time of the forecast, so it may be used; only targets must not be shared.",
        ),
        _split_mutant(
            "training-and-test-exchanged",
            "Training and test are exchanged: the past is for training.",
        ),
        _split_mutant(
            "order-of-results",
            "Your results come in the order x_train, x_test, y_train, y_test, as scikit-learn returns them. Here it "
            "is x_train, y_train, x_test, y_test.",
        ),
    ),
)


# --- 1.7 task_shapes ------------------------------------------------------------------------------

_MANY_TO_ONE = "That task reads a whole sequence and gives one answer. Count what goes in and what comes out."

TASK_SHAPES = quiz(
    name="task_shapes",
    number="1.7",
    read=_AXES,
    described="one of one-to-many, many-to-one, many-to-many",
    answers={
        "mood of a review": "many-to-one",
        "caption for a picture": "one-to-many",
        "word class of every word": "many-to-many",
        "translation of a sentence": "many-to-many",
        "next value after a window": "many-to-one",
    },
    wrong={
        ("mood of a review", "many-to-many"): (
            "A review has many words but one mood: one output for the whole sequence, not one for each word.",
            "one-output",
        ),
        ("mood of a review", "one-to-many"): (
            "A review goes in word by word, and one mood comes out: you have input and output the wrong way round.",
            "direction",
        ),
        ("caption for a picture", "many-to-one"): (
            "One picture goes in and a sequence of words comes out: you have input and output the wrong way round.",
            "direction",
        ),
        ("caption for a picture", "many-to-many"): (
            "A picture is one input, however many pixels it has: it has no axis of time. Pixels are features.",
            "features-are-not-time",
        ),
        ("word class of every word", "many-to-one"): (
            "Every word gets a class of its own, so as many outputs come out as words go in.",
            "one-output",
        ),
        ("translation of a sentence", "many-to-one"): (
            "A translation is a sequence of words, not one answer. Its length may differ from that of the input.",
            "one-output",
        ),
        ("translation of a sentence", "one-to-many"): (
            "The sentence that goes in is a sequence too: many words in, many words out.",
            "direction",
        ),
        ("next value after a window", "many-to-many"): (
            "A window of many values goes in and one value comes out: one target for each window.",
            "one-output",
        ),
        ("next value after a window", "one-to-many"): (
            "A window of many values goes in and one value comes out: you have it the wrong way round.",
            "direction",
        ),
    },
    advice={
        "mood of a review": _MANY_TO_ONE,
        "next value after a window": _MANY_TO_ONE,
    },
    hints=(
        "For every task ask twice: does a sequence go in? Does a sequence come out?",
        "Input and output of a many-to-many task need not be equally long.",
    ),
)

EXERCISES = (
    MAKE_WINDOWS,
    PERSISTENCE,
    SEASONAL_NAIVE,
    NGRAM_BPC,
    ONE_HOT,
    SPLIT_WINDOWS,
    TASK_SHAPES,
)
