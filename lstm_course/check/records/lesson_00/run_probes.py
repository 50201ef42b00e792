"""The first probe that a model fails."""

import functools

import numpy as np

from .... import probes
from ....probes import broken as probes_broken
from ...exercise import Exercise, Mutant, Probe


def model_probes(rng):
    """Return the sound model, the six broken ones and one with two faults, in random order."""
    models = [probes_broken.sound, *probes_broken.BROKEN.values(), probes_broken.peeks_into_the_padding]
    return [Probe((models[k],)) for k in rng.permutation(len(models))]


@functools.cache
def findings(model):
    """Return name -> result of every probe on the input of the exercise, once for each model."""
    x = np.random.default_rng(0).normal(size=(2, 3, 3))
    return probes.run_all(model, x)


def run_probes(model):
    for name, result in findings(model).items():
        if not result.passed:
            return name
    return "none"


_LEFT_OUT = {
    "repeatability": "calling the model twice with the same arrays",
    "batch_independence": "a sequence alone against the same one in a batch",
    "causality": "changing later inputs",
    "padding": "adding masked time steps",
    "chunking": "cutting the sequence and handing the state over",
    "permutation": "changing the order of the batch",
}


EXERCISE = Exercise(
    name="run_probes",
    signature="run_probes(model)",
    returns={"name": 'the name of the probe that fails, or "none"'},
    reference=run_probes,
    differs="the findings are made once for each model, because six probes take their time",
    probes=model_probes,
    points={"name": 3},
    read='lesson 00, "Six questions for any model"',
    advice={
        "name": "Print probes.run_all(model, x) for one model and look at .passed of every probe. Where all have "
        'passed, the answer is the string "none".',
    },
    hints=(
        "probes.run_all(model, x) returns a dict: the name of each probe -> a result with .passed.",
        "Go through its .items() and return the name where the result has not passed. What is left to return after "
        "the loop?",
        "for name, result in probes.run_all(model, x).items(): if not result.passed: return name. After the "
        'loop: return "none".',
    ),
    mutants=(
        Mutant(
            "always-none",
            'You return "none" for every model. At least one of them is broken: look at .passed of each result.',
            edits={"    for name": '    return "none"\n    for name'},
        ),
        Mutant(
            "first-probe-only",
            'You decide after the first probe. The return of "none" stands inside the loop: it belongs after it, when '
            "all probes have spoken.",
            edits={
                '            return name\n    return "none"': '            return name\n        return "none"'
            },
        ),
        Mutant(
            "last-probe-only",
            "Only the last probe counts in your answer: a later result overwrites an earlier one. Return as soon "
            "as one fails.",
            edits={"findings(model).items()": "list(findings(model).items())[-1:]"},
        ),
        Mutant(
            "last-that-fails",
            "Where a model fails two probes you return the last of them: a later one writes over an earlier one. "
            "Return as soon as one fails.",
            edits={"findings(model).items()": "reversed(findings(model).items())"},
        ),
        Mutant(
            "passed-instead",
            "You return a probe that passes. Wanted is the one that fails: there is a not missing.",
            edits={"not result.passed": "result.passed"},
        ),
        Mutant(
            "sentence",
            "You return the sentence of the finding. Wanted is the name of the probe, the key of the dict.",
            edits={"return name": "return result.sentence"},
        ),
        Mutant(
            "model-name",
            "You return the name of the model. Wanted is the name of the probe that fails on it.",
            edits={"return name": "return model.__name__"},
        ),
        Mutant(
            "sound-by-name",
            'Your answers are right but for the sound model: where no probe fails, return the string "none".',
            edits={'return "none"': 'return "sound"'},
        ),
        Mutant(
            "never-none",
            "You return the probe with the largest difference, even where all pass. A sound model shows no "
            'difference worth the name: then the answer is "none".',
            edits={
                "    for name": "    found = findings(model)\n"
                "    return max(found, key=lambda name: found[name].difference)\n    for name"
            },
        ),
        *(
            Mutant(
                f"without-{name}",
                f"The probe {name} is not applied: {what}. A model that only this probe catches passes for sound.",
                edits={"if not": f"if name != '{name}' and not"},
            )
            for name, what in _LEFT_OUT.items()
        ),
        Mutant(
            "without-state-and-mask",
            "The probes padding and chunking are not applied. They hand a mask and a state to the model, and without "
            "them nobody looks at either.",
            edits={"if not": 'if name not in ("padding", "chunking") and not'},
        ),
        Mutant(
            "any-difference",
            "You ask whether the difference is above 0. Rounding alone makes a tiny one, in a sound "
            "model too: .passed allows for that.",
            edits={"not result.passed": "result.difference > 0"},
        ),
        Mutant(
            "empty-for-none",
            'Where no probe fails you return an empty string. The word asked for is "none".',
            edits={'return "none"': 'return ""'},
        ),
    ),
)
