"""Exercise: when to stop, and which weights to keep."""

import copy

import numpy as np

from ....drive import training
from ...exercise import Exercise, Mutant, Probe


def stopping_probes(rng):
    """Return losses with ties, gains just below and above min_delta, NaN, a second fall, huge numbers, patience 1."""
    falls = np.array([1.0, 0.8, 0.9, 0.9, 0.7, 0.75, 0.74, 0.73, 0.2])
    noise = rng.normal(size=14).round(2)
    return [
        Probe((np.array([3.0, 2.0, 1.0]), 1, 0.0)),
        Probe((falls, 3, 0.0)),
        Probe((falls, 2, 0.0)),
        Probe((np.array([0.5, 0.5, 0.5]), 2, 0.0), part="stops"),
        Probe((np.array([1.0, 0.95, 0.9, 0.85, 0.84, 0.5]), 2, 0.125)),
        Probe((np.array([1.0, 1.0625, 1.0, 0.5, 0.5625]), 2, 0.125)),
        Probe((np.array([1.0, np.nan, 0.5, np.nan, np.nan, 0.4]), 2, 0.0)),
        Probe((np.array([np.nan, 1.0, 2.0]), 3, 0.0)),
        Probe((np.array([np.nan, np.nan, 1.0, 2.0]), 2, 0.0)),
        Probe((noise, 4, 0.0)),
        Probe((noise - 5.0, 2, 0.25)),
        Probe((np.array([2.0]), 1, 0.0)),
        Probe((np.array([4e12, 3e12, 5e12, 6e12, 2e12]), 2, 0.0)),
    ]


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.lowest, self.best, self.waited = float("inf"), None, 0

    def update(self, loss, state):
        if loss < self.lowest - self.min_delta:  # never where the loss is NaN
            self.lowest, self.best, self.waited = loss, copy.deepcopy(state), 0
        else:
            self.waited += 1
        return self.waited >= self.patience


_GAIN = "self.lowest, self.best, self.waited = loss, copy.deepcopy(state), 0"

EXERCISE = Exercise(
    name="EarlyStopping",
    signature="EarlyStopping(patience, min_delta=0.0)",
    returns={
        "stops": "what update returned, epoch by epoch",
        "best": "epoch of the weights in best, epoch by epoch",
    },
    reference=EarlyStopping,
    drive=training.stopping,
    probes=stopping_probes,
    points={"stops": 3, "best": 3},
    read='lesson 11, "What each ingredient buys"',
    advice={
        "stops": "Count the epochs since the last gain of more than min_delta; stop when there are patience of them.",
        "best": "A copy of the weights of the epoch with the last gain.",
    },
    hints=(
        "Three things are remembered between two calls of update: the loss of the last gain, its weights, how long "
        "ago.",
        "A gain is loss < lowest - min_delta, where lowest is the loss of the last gain. What does this comparison "
        "give for NaN?",
        "copy.deepcopy(state) keeps the weights; the tensors in state go on changing.",
    ),
    mutants=(
        Mutant(
            "lowest-creeps-down",
            "Your lowest loss follows gains that are smaller than min_delta. Many small ones then never add up to a "
            "gain: it moves with a gain only.",
            edits={"        else:\n": "        else:\n            self.lowest = min(self.lowest, loss)\n"},
        ),
        Mutant(
            "begins-at-zero",
            "Your lowest loss begins at 0, and no loss above it is ever a gain. It begins at infinity.",
            edits={'float("inf")': "0.0"},
        ),
        Mutant(
            "begins-at-one",
            "Your lowest loss begins at 1, so that the first loss of a net that starts above it is no gain. It begins "
            "at infinity.",
            edits={'float("inf")': "1.0"},
        ),
        Mutant(
            "begins-at-a-large-number",
            "Your lowest loss begins at a large number, and a squared error in the units of the data can lie above it. "
            "It begins at infinity.",
            edits={'float("inf")': "1e9"},
        ),
        Mutant(
            "best-before-the-first",
            "best is not None before the first gain. There are no weights to keep yet.",
            edits={'float("inf"), None, 0': 'float("inf"), {}, 0'},
        ),
        Mutant(
            "stops-inverted",
            "Your update returns True where training may go on. True means stop.",
            edits={"return self.waited >= self.patience": "return self.waited < self.patience"},
        ),
        Mutant(
            "relative-gain",
            "You take min_delta for a share of the lowest loss. It is an amount: lower by more than min_delta.",
            edits={"self.lowest - self.min_delta": "self.lowest * (1 - self.min_delta)"},
        ),
        Mutant(
            "stopped-for-good",
            "Once you have said stop you go on saying it. After a gain update returns False again.",
            edits={
                "        return self.waited >= self.patience": (
                    "        self.stopped = getattr(self, 'stopped', False) or self.waited >= "
                    "self.patience\n        return self.stopped"
                )
            },
        ),
        Mutant(
            "nan-not-counted",
            "An epoch with NaN is not counted in yours. It brought no gain, so it counts.",
            edits={"        else:": "        elif loss == loss:"},
        ),
        Mutant(
            "waits-from-one",
            "Your count begins at 1, so that you stop an epoch too early where the first epochs bring no gain.",
            edits={"None, 0\n": "None, 1\n"},
        ),
        Mutant(
            "best-is-the-loss",
            "best holds something else than a state_dict: the loss, say, or the loss beside the weights. It is the "
            "state_dict alone.",
            edits={"copy.deepcopy(state), 0": "loss, 0"},
        ),
        Mutant(
            "one-too-late",
            "You stop an epoch too late: after patience epochs without a gain, not after one more.",
            edits={"self.waited >= self.patience": "self.waited > self.patience"},
        ),
        Mutant(
            "one-too-early",
            "You stop an epoch too early: patience epochs without a gain have to pass.",
            edits={"self.waited >= self.patience": "self.waited + 1 >= self.patience"},
        ),
        Mutant(
            "counts-from-the-start",
            "You count all epochs without a gain since the start. A gain sets the count back to 0.",
            edits={_GAIN: "self.lowest, self.best = loss, copy.deepcopy(state)"},
        ),
        Mutant(
            "reference",
            "best is the very dictionary that training goes on changing, so in the end it holds the last weights. Keep "
            "a copy of its tensors.",
            edits={"copy.deepcopy(state)": "state"},
            same_as=("shallow",),
        ),
        Mutant(
            "shallow",
            "You copy the dictionary but not the tensors in it, which go on changing: copy.deepcopy goes all the way.",
            edits={"copy.deepcopy(state)": "dict(state)"},
            same_as=("reference",),
        ),
        Mutant(
            "min-delta-added",
            "You add min_delta, so that a loss that is a little worse counts as a gain. A gain is lower by more than "
            "min_delta.",
            edits={"self.lowest - self.min_delta": "self.lowest + self.min_delta"},
        ),
        Mutant(
            "no-min-delta",
            "min_delta is not used: any gain, however small, sets the count back.",
            edits={"self.lowest - self.min_delta": "self.lowest"},
        ),
        Mutant(
            "ties",
            "An equal loss counts as a gain. On a plateau that never stops.",
            edits={"loss < self.lowest": "loss <= self.lowest"},
        ),
        Mutant(
            "nan-is-better",
            "NaN counts as a gain, and so does any loss right after it: no comparison with NaN is true. Ask whether "
            "the loss is lower.",
            edits={"if loss < self.lowest - self.min_delta:": "if not loss >= self.lowest - self.min_delta:"},
        ),
        Mutant(
            "compares-with-the-last",
            "You compare with the epoch before, not with the last gain: a loss that goes up and down never stops.",
            edits={
                "            self.waited += 1\n": "            self.waited += 1\n            self.lowest = loss\n"
            },
        ),
        Mutant(
            "higher-is-better",
            "You take a higher loss for a gain.",
            edits={
                'float("inf"), None': 'float("-inf"), None',
                "loss < self.lowest - self.min_delta": "loss > self.lowest + self.min_delta",
            },
        ),
        Mutant(
            "last-weights",
            "best holds the weights of the last epoch. Keep those of the epoch with the lowest loss.",
            edits={
                "            self.waited += 1\n": "            self.waited += 1\n"
                "            self.best = copy.deepcopy(state)\n"
            },
        ),
        Mutant(
            "first-weights",
            "best stays at the first weights: a gain brings new ones.",
            edits={_GAIN: "self.lowest, self.best, self.waited = loss, self.best or copy.deepcopy(state), 0"},
        ),
        Mutant(
            "never-stops",
            "update never returns True.",
            edits={"return self.waited >= self.patience": "return False"},
        ),
        Mutant(
            "first-loss-taken-as-it-is",
            "You take the first loss for a gain, whatever it is. Where it is NaN, no later loss is lower than it. NaN "
            "is never a gain: begin at infinity.",
            edits={
                'float("inf"), None, 0': "None, None, 0",
                "loss < self.lowest - self.min_delta": "self.lowest is None or loss < self.lowest - self.min_delta",
            },
        ),
        Mutant(
            "best-of-any-lower-loss",
            "Your best is the state of the lowest loss, also where it is lower by no more than min_delta. best "
            "belongs to the last gain: it moves where the count starts anew, and nowhere else.",
            edits={
                'float("inf"), None, 0': 'float("inf"), None, 0\n        self.least = float("inf")',
                _GAIN: "self.lowest, self.waited = loss, 0",
                "        return self": "        if loss < self.least:\n"
                "            self.least, self.best = loss, copy.deepcopy(state)\n"
                "        return self",
            },
        ),
        Mutant(
            "stops-at-nan",
            "You stop as soon as a loss is NaN. It is an epoch without a gain like any other: patience of them have "
            "to pass.",
            edits={"self.waited >= self.patience": "self.waited >= self.patience or loss != loss"},
        ),
        Mutant(
            "first-state-whatever-its-loss",
            "You keep the state of the first epoch even where its loss is NaN. NaN is never a gain: best stays None "
            "until there is one.",
            edits={
                "        else:\n": "        else:\n            if self.best is None:\n"
                "                self.best = copy.deepcopy(state)\n"
            },
        ),
        Mutant(
            "stops-once",
            "You return True only in the epoch in which the count reaches patience. Where the calls go on without a "
            "gain it stays True.",
            edits={"self.waited >= self.patience": "self.waited == self.patience"},
        ),
        Mutant(
            "count-restarts-at-a-stop",
            "Your count starts anew after a stop, so that the next epoch without a gain returns False. Only a gain "
            "sets it back.",
            edits={
                "        return self.waited >= self.patience": "        stop = self.waited >= self.patience\n"
                "        self.waited = 0 if stop else self.waited\n"
                "        return stop"
            },
        ),
    ),
)
