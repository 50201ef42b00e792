"""Exercise: find the outputs of a network that move when a later input is changed."""

import functools
import re

import numpy as np
import torch

from ....drive import tagging
from ...exercise import Exercise, Mutant, Probe

SHAPES = {  # kind of network -> whether it comes in training mode, and the shape of its inputs
    "one way": (False, (2, 4, 3)),
    "centred": (False, (2, 4, 2)),
    "two ways": (False, (1, 4, 2)),
    "delay": (False, (2, 5, 2)),
    "three ahead": (False, (2, 6, 1)),
    "last step first": (False, (1, 5, 2)),
    "last feature": (False, (2, 3, 3)),
    "differences": (False, (2, 4, 2)),
    "between sequences": (False, (3, 4, 2)),
    "mirrored": (False, (2, 4, 2)),
    "second output": (False, (2, 4, 2)),
    "faint": (False, (2, 4, 2)),
    "last row": (False, (3, 4, 2)),
    "reshaped": (False, (2, 3, 2)),
    "rounding": (False, (2, 4, 2)),
    "mixed batch": (False, (3, 3, 2)),
    "batch norm": (True, (3, 3, 2)),
    "dropout": (True, (2, 4, 2)),
}


def networks(rng):
    """Return networks of every kind, one that comes in training mode and leaks, zeros as inputs, and one step only."""

    def probe(kind, training, shape, zeros=False):
        x = rng.normal(size=shape)
        if zeros:
            x[:, -1] = 0.0
        return Probe((kind, training, x, int(rng.integers(2**31))))

    return [
        *(probe(kind, *SHAPES[kind]) for kind in SHAPES),
        probe("two ways", True, (2, 3, 2)),
        probe("centred", False, (1, 4, 2), zeros=True),
        probe("dropout", False, (2, 3, 2)),
        probe("delay", False, (1, 2, 1)),
        probe("two ways", False, (1, 1, 1)),
    ]


def find_the_leak(model, x):
    model.eval()
    T, leaks = x.shape[1], []
    rng = np.random.default_rng(0)
    with torch.no_grad():
        before = model(x)
        for s in range(T):
            other = x.clone()
            other[:, s] += torch.from_numpy(rng.normal(size=x[:, s].shape))
            moved = (model(other) - before).abs().amax(dim=(0, 2)) > 1e-6  # (T,)
            leaks += [(t, s) for t in range(s) if moved[t]]
    return leaks


@functools.cache
def _wanted(kind, training, shape, values, seed):
    """Return the pairs of the right answer, as text."""
    x = np.frombuffer(values).reshape(shape)
    return tagging.leaks(find_the_leak, kind, training, x, seed)[0]


def _compared(results, args):
    """Return which leaks are missing, which pairs are none, and the input."""
    kind, training, x, seed = args
    wanted = _wanted(kind, training, x.shape, x.tobytes(), seed)
    if results["pairs"].startswith("no"):
        return {"leaks": "no list of pairs", "false alarms": "no list of pairs", "x": results["x"]}
    found, wanted = (set(re.findall(r"\(\S+\)", text)) for text in (results["pairs"], wanted))
    return {
        "leaks": " ".join(sorted(found & wanted)),
        "false alarms": " ".join(sorted(found - wanted)),
        "x": results["x"],
    }


_CHANGE = "other[:, s] += torch.from_numpy(rng.normal(size=x[:, s].shape))"
_MOVED = "(model(other) - before).abs().amax(dim=(0, 2)) > 1e-6"
_LIST = "[(t, s) for t in range(s) if moved[t]]"
_NOISE = "torch.from_numpy(rng.normal(size=x[:, s].shape))"

EXERCISE = Exercise(
    name="find_the_leak",
    signature="find_the_leak(model, x)",
    returns={"pairs": "a list of pairs (t, s)", "x": "the input, afterwards"},
    reference=find_the_leak,
    drive=tagging.leaks,
    observe=_compared,
    probes=networks,
    pairs=False,
    points={"leaks": 4, "false alarms": 1, "x": 1},
    read='lesson 16, "Where looking ahead is forbidden"',
    advice={
        "leaks": "Return a list of pairs (t, s) of whole numbers. For each s change all features of all sequences, "
        "each by another amount, run the model again, and look at every output before s, in every sequence and unit.",
        "false alarms": "Change one step at a time, with the model in evaluation mode. A pair (t, s) is a leak where "
        "s > t and an output at t moves by more than 1e-6.",
        "x": "Your function changes its argument x. Work on a clone.",
    },
    hints=(
        "First model.eval(), then one run on x as it is. Then change the input at one step s, run again and compare.",
        "Change with random numbers: x.clone() first, then other[:, s] += random numbers of that shape. A leak is an "
        "output before s that has moved.",
        "moved = (model(other) - before).abs().amax(dim=(0, 2)) > 1e-6 has shape (T,): one entry per output step, the "
        "largest move in any sequence and unit. Collect (t, s) for t in range(s) where moved[t].",
    ),
    mutants=(
        Mutant(
            "training-mode",
            "You run the model in the mode in which it comes. In training mode dropout and batch normalisation make "
            "every output move: noise and the batch's own statistics, no leak of the network that will be used. Call "
            "model.eval() first.",
            hint="M36",
            edits={"    model.eval()\n": ""},
        ),
        Mutant(
            "training-mode-on",
            "You put the model into training mode. Dropout then makes outputs move that no input has touched.",
            hint="M36",
            edits={"model.eval()": "model.train()"},
        ),
        Mutant(
            "same-step-too",
            "You count s = t as a leak. An output may know the input of its own step; a leak is an input after it.",
            edits={"for t in range(s) if": "for t in range(s + 1) if"},
        ),
        Mutant(
            "the-past",
            "You count the past: your pairs have s before t. That an output moves with earlier inputs is what a "
            "recurrent network is for; a leak is an input after it.",
            edits={_LIST: "[(t, s) for t in range(s + 1, T) if moved[t]]"},
        ),
        Mutant(
            "the-past-and-the-future",
            "You count every pair of different steps. That an output moves with earlier inputs is what a recurrent "
            "network is for; a leak is an input after it.",
            edits={_LIST: "[(t, s) for t in range(T) if moved[t] and t != s]"},
        ),
        Mutant(
            "every-move",
            "You count every output that moves, whenever its step is. A leak is an input after the output's step.",
            edits={_LIST: "[(t, s) for t in range(T) if moved[t]]"},
        ),
        Mutant(
            "pairs-exchanged",
            "The steps in your pairs are exchanged: first t, the output that moves, then s, the input that was "
            "changed.",
            edits={"[(t, s) for": "[(s, t) for"},
        ),
        Mutant(
            "counted-from-one",
            "You count the steps from 1. The first one is 0.",
            edits={"[(t, s) for": "[(t + 1, s + 1) for"},
        ),
        Mutant(
            "how-far-ahead",
            "The second number of your pairs is how far ahead the input lies. It is the step of the input itself.",
            edits={"[(t, s) for": "[(t, s - t) for"},
        ),
        Mutant(
            "next-step-only",
            "You look at the output right before the changed input only. A network can look further ahead than one "
            "step.",
            edits={"for t in range(s) if": "for t in range(max(s - 1, 0), s) if"},
        ),
        Mutant(
            "first-leak-of-each-input",
            "You stop at the first output that moves. An input can leak into many outputs: list them all.",
            edits={_LIST: "[(t, s) for t in range(s) if moved[t]][:1]"},
        ),
        Mutant(
            "last-input-only",
            "You change the last input only. A leak from it says nothing about the other steps: change each in turn.",
            edits={"for s in range(T)": "for s in range(T - 1, T)"},
        ),
        Mutant(
            "middle-input-only",
            "You change the input in the middle only. A leak from it says nothing about the other steps: change each "
            "in turn.",
            edits={"for s in range(T)": "for s in range(T // 2, T // 2 + 1)"},
        ),
        Mutant(
            "last-input-left-out",
            "You never change the last input, an off-by-one: s goes up to T - 1.",
            edits={"for s in range(T)": "for s in range(T - 1)"},
        ),
        Mutant(
            "everything-after",
            "You change all inputs from s on at once. What moves then may know any of them: change one step at a time.",
            edits={
                _CHANGE: "other[:, s:] += torch.from_numpy(rng.normal(size=x[:, s:].shape))",
            },
        ),
        Mutant(
            "first-sequence-changed",
            "You change the first sequence only. A model can leak in one sequence and not in another, or from one "
            "sequence into another: change all of them.",
            edits={
                _CHANGE: "other[0, s] += torch.from_numpy(rng.normal(size=x[0, s].shape))",
            },
        ),
        Mutant(
            "first-sequence-compared",
            "You look at the outputs of the first sequence only. A model can leak in one sequence and not in another.",
            edits={_MOVED: "(model(other) - before)[0].abs().amax(dim=1) > 1e-6"},
        ),
        Mutant(
            "first-feature-changed",
            "You change the first feature only. The leak may come through another one: change all of them.",
            edits={
                _CHANGE: "other[:, s, 0] += torch.from_numpy(rng.normal(size=len(x)))",
            },
        ),
        Mutant(
            "same-amount-everywhere",
            "You change all features by the same amount. A network that reads their differences does not notice: "
            "change them by random numbers.",
            edits={_CHANGE: "other[:, s] += 1.0"},
        ),
        Mutant(
            "same-amount-in-every-sequence",
            "You change every sequence by the same numbers. A network that compares the sequences of a batch does not "
            "notice: draw numbers for each of them.",
            edits={_NOISE: "torch.from_numpy(rng.normal(size=x.shape[2]))"},
        ),
        Mutant(
            "set-to-zero",
            "You set the input to zero, or multiply it. Where it is zero already, nothing changes: add random numbers.",
            edits={_CHANGE: "other[:, s] = 0.0"},
        ),
        Mutant(
            "threshold-zero",
            "You count every difference, however small. Two computations of the same number can differ in the last "
            "digits: allow for 1e-6.",
            hint="M26",
            edits={"> 1e-6": "> 0"},
        ),
        Mutant(
            "faint-leak-missed",
            "You miss a faint leak: your threshold is too large for your change of the input, or the change too small "
            "for the threshold. Change by about 1, and let anything above 1e-6 count.",
            edits={"> 1e-6": "> 1e-2"},
        ),
        Mutant(
            "first-unit-compared",
            "You look at one unit of the output only. A leak can show in another.",
            edits={_MOVED: "(model(other) - before)[:, :, 0].abs().amax(dim=0) > 1e-6"},
        ),
        Mutant(
            "all-must-move",
            "You count an output only where all its units move, in all sequences. One that moves is a leak.",
            edits={".amax(dim=(0, 2))": ".amin(dim=(0, 2))"},
        ),
        Mutant(
            "signs-cancel",
            "You add outputs, or their differences, up with their signs, so that one unit that moves up and one that "
            "moves down cancel. Take absolute values first.",
            edits={_MOVED: "(model(other) - before).mean(dim=2).abs().amax(dim=0) > 1e-6"},
        ),
        Mutant(
            "upwards-only",
            "You take the differences with their sign, so that an output that moves down goes unseen. Take absolute "
            "values.",
            edits={".abs().amax(dim=(0, 2))": ".amax(dim=(0, 2))"},
        ),
        Mutant(
            "in-place",
            "You change x itself. The caller still needs it: work on x.clone().",
            hint="M23",
            edits={
                "other = x.clone()": "other, kept = x, x[:, s].clone()",
                "            leaks +=": "            other[:, s] += 1.0\n            leaks +=",
            },
        ),
        Mutant(
            "in-place, undone nowhere",
            "You change x itself, and what was changed for one s stays changed for the next. The caller still needs x: "
            "begin with x.clone() for each s.",
            hint="M23",
            edits={"other = x.clone()": "other = x"},
        ),
        Mutant(
            "nothing-found",
            "You find no leak in any network. Some of these look ahead.",
            edits={"return leaks": "return []"},
        ),
        Mutant(
            "every-pair",
            "You report every pair with s > t, whatever the network does. So it comes out where whole outputs are "
            "compared in place of each step's, and where the changes of earlier steps stay in the input.",
            edits={"if moved[t]]": "]"},
        ),
        Mutant(
            "outputs-only",
            "Your list does not hold pairs of whole numbers. Each entry is a pair (t, s): the step of the output and "
            "that of the input.",
            edits={"[(t, s) for": "[t for"},
        ),
    ),
)
