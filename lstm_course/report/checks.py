"""What a machine can say of a report: a function for each line of the rubric that is its own to check.

Each takes the sections (title -> text) and the facts, and returns None where all is well, or a sentence that says what
is not. They look at one thing each, and say nothing of what another one looks at.
"""

import math
import re

import numpy as np

from ..evaluate.fair import LEAST_PAIRS, compare, verdict

SECTIONS = (
    "Question",
    "Rule",
    "Data",
    "Models and baseline",
    "Budget",
    "Results",
    "Verdict",
    "Limits",
    "Run it again",
)
FIELDS = {  # of the facts -> what each must be
    "question": str,
    "metric": str,
    "margin": float,
    "level": float,
    "seeds": list,
    "tuning_seeds": list,
    "settings": list,
    "test_looks": int,
    "models.first.name": str,
    "models.first.parameters": int,
    "models.first.trainings": int,
    "models.first.chosen": float,
    "models.first.scores": list,
    "models.second.name": str,
    "models.second.parameters": int,
    "models.second.trainings": int,
    "models.second.chosen": float,
    "models.second.scores": list,
    "baseline.name": str,
    "baseline.scores": list,
    "result.low": float,
    "result.high": float,
    "result.verdict": str,
}
LARGEST_GAP = 0.05  # of the parameters
FEWEST_WORDS = 25
CLOSE = 0.02  # of the interval's width: scores and ends may be rounded


def found(facts, path):
    """Return a field of the facts by its dotted path, None where it is not there."""
    for name in path.split("."):
        facts = facts.get(name) if isinstance(facts, dict) else None
    return facts


def _is(value, kind):
    if kind is list:
        numbers = isinstance(value, list) and all(_is(one, float) for one in value)
        return numbers and len(value) > 0
    if kind is str:
        return isinstance(value, str) and bool(value.strip()) and "TODO" not in value
    kinds = (int, float) if kind is float else int
    return isinstance(value, kinds) and not isinstance(value, bool) and math.isfinite(value)


def _models(facts):
    return [facts["models"][place] for place in ("first", "second")]


def sections(texts, facts):
    """Ask for every section of the template, filled in."""
    missing = [title for title in SECTIONS if not texts.get(title, "").strip()]
    if missing:
        return f"missing or empty: {', '.join(missing)}"
    todo = [title for title, text in texts.items() if "TODO" in text]
    return f"TODO is left in: {', '.join(todo)}" if todo else None


def facts(texts, facts):
    """Ask for every field, with a value of its kind."""
    wrong = [path for path, kind in FIELDS.items() if not _is(found(facts, path), kind)]
    return f"missing, or no value of its kind: {', '.join(wrong)}" if wrong else None


def question(texts, facts):
    """Ask for a question that a number answers."""
    asked = facts["question"].strip()
    if not asked.endswith("?"):
        return "the question does not end with a question mark"
    names = [model["name"] for model in _models(facts)]
    absent = [name for name in names if name.casefold() not in asked.casefold()]
    if absent:
        return f"the question does not name {' and '.join(absent)}"
    numbers = [float(one) for one in re.findall(r"\d+(?:\.\d+)?", asked)]
    if abs(facts["margin"]) not in numbers:
        return f"the question does not name the margin, {facts['margin']:g}"
    return None


def seeds(texts, facts):
    """Ask for seeds enough, and none used twice."""
    final, tuning = facts["seeds"], facts["tuning_seeds"]
    if len(set(final)) < LEAST_PAIRS:
        return f"{len(set(final))} different seeds, expected at least {LEAST_PAIRS}"
    if len(set(final)) < len(final):
        return "a seed comes twice"
    shared = sorted(set(final) & set(tuning))
    return f"used for tuning, too: {shared}" if shared else None


def scores(texts, facts):
    """Ask for one score for each seed."""
    count = len(facts["seeds"])
    for one in (*_models(facts), facts["baseline"]):
        if len(one["scores"]) != count:
            return f"{one['name']} has {len(one['scores'])} scores for {count} seeds"
    return None


def baseline(texts, facts):
    """Ask for a third name."""
    name = facts["baseline"]["name"].casefold().strip()
    if name in [model["name"].casefold().strip() for model in _models(facts)]:
        return "the baseline is one of the two models"
    return None


def budget(texts, facts):
    """Ask for as many trainings and about as many weights."""
    one, other = _models(facts)
    if one["trainings"] != other["trainings"]:
        return f"{one['trainings']} trainings of {one['name']}, {other['trainings']} of {other['name']}"
    few, many = sorted((one["parameters"], other["parameters"]))
    if few < 1 or many / few - 1 > LARGEST_GAP:
        return f"{one['parameters']} and {other['parameters']} parameters: more than 5 % apart"
    least = len(facts["seeds"]) + len(facts["settings"]) * len(facts["tuning_seeds"])
    if one["trainings"] < least:
        return f"{one['trainings']} trainings each are fewer than the {least} of tuning and test"
    return None


def tuning(texts, facts):
    """Ask for the same settings, wide enough."""
    settings = sorted(facts["settings"])
    if len(set(settings)) < 3:
        return f"{len(set(settings))} settings, expected at least 3"
    for model in _models(facts):
        if model["chosen"] not in settings:
            return f"{model['name']} has chosen {model['chosen']:g}, which is no setting"
        if model["chosen"] in (settings[0], settings[-1]):
            return f"{model['name']} has chosen {model['chosen']:g}, an end: a wider range may be better"
    return None


def _paired(facts):
    one, other = (np.array(model["scores"], dtype=float) for model in _models(facts))
    return compare(one, other, facts["margin"], facts["level"])


def interval(texts, facts):
    """Compute the interval anew from the scores."""
    counts = [len(model["scores"]) for model in _models(facts)]
    if counts[0] != counts[1]:
        return f"no interval can be computed: {counts[0]} scores and {counts[1]} make no pairs"
    try:
        right = _paired(facts)
    except ValueError as error:
        return f"no interval can be computed: {error}"
    low, high = facts["result"]["low"], facts["result"]["high"]
    if max(abs(low - right.low), abs(high - right.high)) > CLOSE * (right.high - right.low) + 1e-9:
        return f"{low:g} to {high:g}, but the scores give {right.low:.3g} to {right.high:.3g}"
    return None


def verdicts(texts, facts):
    """Ask for the verdict of the rule, in facts and words."""
    low, high = facts["result"]["low"], facts["result"]["high"]
    if low > high:
        return f"the interval begins above its end: {low:g} to {high:g}"
    right, said = verdict(low, high, facts["margin"]), facts["result"]["verdict"]
    if said != right:
        return f"{said!r}, but {low:g} to {high:g} with a margin of {facts['margin']:g} is {right!r}"
    if not re.search(rf"\b{right}\b", texts.get("Verdict", ""), flags=re.IGNORECASE):
        return f"the section Verdict does not say {right!r}"
    return None


def test(texts, facts):
    """Ask for one look."""
    looks = facts["test_looks"]
    return None if looks == 1 else f"test_looks is {looks}, expected 1"


def limits(texts, facts):
    """Ask for some words on what was not shown."""
    count = len(texts.get("Limits", "").split())
    return None if count >= FEWEST_WORDS else f"{count} words, expected at least {FEWEST_WORDS}"


def again(texts, facts):
    """Ask for something to run."""
    return None if "`" in texts.get("Run it again", "") else "no command and no code"


NEED_NO_FACTS = {"sections": sections, "facts": facts, "limits": limits, "again": again}
NEED_FACTS = {
    "question": question,
    "seeds": seeds,
    "scores": scores,
    "baseline": baseline,
    "budget": budget,
    "tuning": tuning,
    "interval": interval,
    "verdict": verdicts,
    "test": test,
}
