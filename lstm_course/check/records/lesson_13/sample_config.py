"""Exercise: one configuration of a search space from numbers between 0 and 1."""

import math

import numpy as np  # noqa: F401 - an edit uses it

from ...exercise import Exercise, Mutant, Probe

NAMES = ("rate", "units", "start")


def config_probes(rng):
    """Return spaces in which each name is of each kind, with all borders and ranges of a single value."""

    def log():
        return ("log", float(f"{10 ** rng.uniform(-5, -3):.1g}"), float(f"{10 ** rng.uniform(-1.5, 0):.1g}"))

    def whole(size, low=None):
        low = int(rng.integers(3, 90)) if low is None else low
        return ("int", low, low + size - 1)

    def place(k, size, side=0.0):
        """Return a number from the lower half of the k-th of `size` equal parts, or with 0.5 from the upper one."""
        return round(float((k + side + rng.uniform(0.1, 0.4)) / size), 3)

    def between(low, high):
        return round(float(rng.uniform(low, high)), 2)

    below = -int(rng.integers(4, 9))
    words = ("choice", "adam", "sgd", "rmsprop", "adagrad")
    odd = ("choice", *(int(k) for k in rng.choice(900, size=5, replace=False) + 100))
    spaces = [
        ({"rate": log(), "units": whole(4), "start": words}, (between(0.3, 0.4), place(2, 4), place(1, 4))),
        ({"units": whole(5), "start": odd, "rate": log()}, (between(0.1, 0.3), place(1, 5), place(3, 5))),
        ({"start": words, "rate": log(), "units": whole(7)}, (between(0.6, 0.9), place(5, 7), place(2, 4))),
        ({"rate": ("choice", 0.5, 0.25), "units": log(), "start": whole(8, below)}, (0.5, 0.25, place(1, 8))),
        ({"rate": whole(3), "units": ("choice", 8, 16, 64), "start": log()}, (place(2, 3), place(1, 3), 0.0)),
        ({"units": whole(5), "start": words, "rate": log()}, (0.3, place(2, 5, 0.5), place(0, 4, 0.5))),
        ({"rate": ("choice", 0.1, 0.2), "start": whole(3), "units": log()}, (0.4, 0.6, place(0, 3, 0.5))),
        ({"units": whole(1), "rate": ("log", 0.02, 0.02), "start": ("choice", 3)}, (0.9, 0.2, 0.6)),
        ({"rate": log(), "units": whole(6), "start": odd}, (0.0, 0.0, 0.0)),
        ({"rate": log(), "units": whole(9), "start": odd}, (0.999, 0.999, 0.999)),
        ({"rate": log(), "units": whole(4), "start": words}, (between(0.4, 0.9), 0.75, 0.25)),
    ]
    isolates = (
        ("rate", _LOG),
        ("units", _INT),
        ("start", _CHOICE),
    )
    found = []
    for k, (space, numbers) in enumerate(spaces):
        u = dict(zip(NAMES, numbers, strict=True))
        if k % 2:
            u = dict(reversed(u.items()))
        part, sentence = isolates[k] if k < 3 else (None, None)
        found.append(Probe((space, u), sentence, part))
    return found


_LOG = (
    "Here rate is a learning rate on a log axis, and yours is not right. Work it out for u = 0.5: it is the number "
    "that lies as many times above low as it lies below high."
)
_INT = (
    "Here units is a whole number from low to high, and yours is not right. Count how many whole numbers there are, "
    "both ends included, and which of them the number in u falls on."
)
_CHOICE = (
    "Here start is one of a few options, and yours is not right. Cut the range from 0 to 1 into as many equal parts "
    "as there are options, and look in which part the number in u lies."
)


def sample_config(space, u):
    config = {}
    for name, (kind, *rest) in space.items():
        if kind == "log":
            low, high = rest
            config[name] = low * (high / low) ** u[name]
        elif kind == "int":
            low, high = rest
            config[name] = low + math.floor(u[name] * (high - low + 1))
        else:
            config[name] = rest[math.floor(u[name] * len(rest))]
    return config


_RATE = "low * (high / low) ** u[name]"
_UNITS = "low + math.floor(u[name] * (high - low + 1))"
_OPTION = "rest[math.floor(u[name] * len(rest))]"

EXERCISE = Exercise(
    name="sample_config",
    signature="sample_config(space, u)",
    returns={
        "rate": "a value of its range",
        "units": "a value of its range",
        "start": "a value of its range",
    },
    as_dict=True,
    reference=sample_config,
    probes=config_probes,
    points={"rate": 2, "units": 2, "start": 2},
    read='lesson 13, "What moves the error"',
    advice=dict.fromkeys(
        NAMES,
        "Look at the kind of this entry, and at u of this name: 0 gives the low end or the first option, and equal "
        "parts of the range from 0 to 1 stand for equal ratios (log), for one whole number each (int), or for one "
        "option each (choice).",
    ),
    hints=(
        "Three kinds, three rules. for name, (kind, *rest) in space.items(): then rest is [low, high], or the list "
        "of the options.",
        "log: low * (high / low) ** u[name]. Check it at 0 and at 1. int: there are high - low + 1 whole numbers.",
        "int: low + math.floor(u[name] * (high - low + 1)). choice: rest[math.floor(u[name] * len(rest))].",
    ),
    mutants=(
        Mutant(
            "uniform-on-a-log-axis",
            "Your log entries are drawn evenly between low and high. Between 0.0001 and 0.1 nine of ten draws then lie "
            "above 0.01, and the small rates are hardly ever tried: equal ratios must be equally likely.",
            edits={_RATE: "low + (high - low) * u[name]"},
        ),
        Mutant(
            "log-and-ten",
            "You mix two bases in the log entries: natural logarithms go in, and a power of 10 comes out. Use the same "
            "base both ways.",
            edits={_RATE: "10 ** (math.log(low) + u[name] * (math.log(high) - math.log(low)))"},
        ),
        Mutant(
            "log10-and-exp",
            "You mix two bases in the log entries: logarithms to base 10 go in, and exp comes out. Use the same base "
            "both ways.",
            edits={_RATE: "math.exp(math.log10(low) + u[name] * math.log10(high / low))"},
        ),
        Mutant(
            "exponent-to-base-ten",
            "Your log entries are the logarithms to base 10 themselves. Take 10 to that power, to come back to the "
            "range from low to high.",
            edits={_RATE: "math.log10(low) + u[name] * math.log10(high / low)"},
        ),
        Mutant(
            "exponent",
            "Your log entries are the natural logarithms themselves. Take exp of them, to come back to the range from "
            "low to high.",
            edits={_RATE: "math.log(low) + u[name] * math.log(high / low)"},
        ),
        Mutant(
            "whole-powers",
            "Your log entries are whole powers of ten only. That is a coarse grid: the exponent must be able to take "
            "every value in between.",
            edits={_RATE: "10.0 ** round(math.log10(low) + u[name] * math.log10(high / low))"},
        ),
        Mutant(
            "log-turned-round",
            "Your log entries run from high to low: 0 must give low.",
            edits={_RATE: "high * (low / high) ** u[name]"},
        ),
        Mutant(
            "ratio-as-difference",
            "In your log entries the factor is (high - low) to the power of u. How far it is from low to high on a log "
            "axis is their ratio, high / low.",
            edits={"(high / low)": "(high - low)"},
        ),
        Mutant(
            "ratio-times-u",
            "In your log entries you multiply the ratio high / low by u. On a log axis u is an exponent.",
            edits={"** u": "* u"},
        ),
        Mutant(
            "high-never",
            "Your int entries never reach high. Both ends belong to the range, so there are high - low + 1 whole "
            "numbers in it.",
            edits={"(high - low + 1)": "(high - low)"},
        ),
        Mutant(
            "low-never",
            "Your int entries never reach low: they begin one above it. Both ends belong to the range.",
            edits={_UNITS: "low + 1 + math.floor(u[name] * (high - low))"},
        ),
        Mutant(
            "one-too-high",
            "Your int entries are one too high, so that they can lie above the range: the first part of the range "
            "from 0 to 1 stands for low itself.",
            edits={"low + math.floor": "low + 1 + math.floor"},
        ),
        Mutant(
            "rounded-up",
            "Your int entries are rounded up. The first part of the range from 0 to 1 stands for low itself: round "
            "down.",
            edits={_UNITS: "low + math.ceil(u[name] * (high - low + 1))"},
        ),
        Mutant(
            "rounded",
            "Your int entries are rounded to the nearest whole number. Then half as much of the range from 0 to 1 "
            "leads to low and to high as to the numbers between them: cut it into high - low + 1 equal parts.",
            edits={_UNITS: "round(low + u[name] * (high - low))"},
        ),
        Mutant(
            "cut-towards-zero",
            "Your int entries are one too high where the range goes below zero: int() cuts towards zero, so -2.5 "
            "becomes -2. Round down, or cut before you add low.",
            edits={_UNITS: "int(low + u[name] * (high - low + 1))"},
        ),
        Mutant(
            "no-low",
            "Your int entries begin at 0. They begin at low.",
            edits={"low + math": "math"},
        ),
        Mutant(
            "int-as-float",
            "Your int entries are not whole numbers. A layer cannot have 12.7 units: round down.",
            edits={_UNITS: "low + u[name] * (high - low)"},
        ),
        Mutant(
            "int-as-float-too-far",
            "Your int entries are not whole numbers. A layer cannot have 12.7 units: the rounding down is missing.",
            edits={_UNITS: "low + u[name] * (high - low + 1)"},
        ),
        Mutant(
            "choice-by-index",
            "For a choice you return the index of the option. The option itself is asked for.",
            edits={_OPTION: "math.floor(u[name] * len(rest))"},
        ),
        Mutant(
            "last-option-never",
            "You never choose the last option: you multiply by the number of options less one, and round down.",
            edits={_OPTION: "rest[math.floor(u[name] * (len(rest) - 1))]"},
        ),
        Mutant(
            "option-rounded",
            "For a choice you round to the nearest index. Then half as much of the range from 0 to 1 leads to the "
            "first and to the last option as to the others: cut it into equal parts.",
            edits={_OPTION: "rest[round(u[name] * (len(rest) - 1))]"},
        ),
        Mutant(
            "first-option-always",
            "You always choose the first option, whatever u is.",
            edits={_OPTION: "rest[0]"},
        ),
        Mutant(
            "kind-among-the-options",
            'For a choice you draw from the whole entry. Its first part, the word "choice", is the kind and no option.',
            edits={_OPTION: "[kind, *rest][math.floor(u[name] * (len(rest) + 1))]"},
        ),
        Mutant(
            "option-shifted",
            'For a choice your index counts the word "choice" as option 0. The options begin after it.',
            edits={_OPTION: "[kind, *rest][math.floor(u[name] * len(rest))]"},
        ),
        Mutant(
            "options-sorted",
            "For a choice you sort the options first. They stand in the order in which they are given.",
            edits={_OPTION: "sorted(rest)[math.floor(u[name] * len(rest))]"},
        ),
        Mutant(
            "one-draw-for-all",
            "You use one number of u for all entries. Then the rate and the units rise together, and a random search "
            "tries only what lies on one line: each name has a number of its own.",
            edits={"    config =": "    u = dict.fromkeys(u, next(iter(u.values())))\n    config ="},
        ),
        Mutant(
            "draw-of-the-first-entry",
            "You use the number of the first entry of the space for all entries. Then the rate and the units rise "
            "together, and a random search tries only what lies on one line: each name has a number of its own.",
            edits={"    config =": "    u = dict.fromkeys(u, u[next(iter(space))])\n    config ="},
        ),
        Mutant(
            "by-order",
            "You give out the numbers of u by their order. The names of u may stand in another order than those of the "
            "space, and then a changed order changes the draw: look them up by name.",
            edits={"    config =": "    u = dict(zip(space, u.values()))\n    config ="},
        ),
        Mutant(
            "draws-itself",
            "You do not use u: your function draws numbers of its own, with a seed inside. Every call then returns the "
            "same configuration, and a search would try only one.",
            edits={
                "    config =": "    rng = np.random.default_rng(0)\n"
                "    u = {name: rng.random() for name in space}\n    config ="
            },
        ),
    ),
)
