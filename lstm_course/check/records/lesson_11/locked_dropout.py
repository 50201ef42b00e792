"""Exercise: dropout with one mask for a whole sequence."""

import numpy as np
import torch

from ....drive import training
from ...exercise import Exercise, Mutant, Probe

FEW = 30  # draws that tell too little


def dropout_probes(rng):
    """Return inputs large enough to tell shares apart, with zeros in them; p of 0; evaluation; sizes of 1."""

    def seed():
        return int(rng.integers(2**31))

    x = rng.uniform(0.5, 2.0, size=(40, 3, 50))
    zeros = x.copy()
    zeros[:, 0, ::3] = 0.0
    one = rng.uniform(0.5, 2.0, size=(1, 30, 900))
    return [
        Probe(
            (x, 0.25, False, seed()),
            "In evaluation nothing is dropped and nothing is scaled.",
            part="evaluation",
        ),
        Probe(
            (x, 0.0, True, seed()), "With p = 0 nothing is dropped and nothing is scaled.", part="evaluation"
        ),
        Probe((x, 0.25, True, seed())),
        Probe((zeros, 0.7, True, seed())),
        Probe((one, 0.4, True, seed())),
        Probe((rng.uniform(0.5, 2.0, size=(700, 1, 1)), 0.5, True, seed())),
    ]


def traits(results, args):
    """Return in words what can be said of three draws: many masks are right."""
    x, p, training, _ = args
    changed = not np.array_equal(results["x"], x)
    outs = [value for name, value in results.items() if name != "x"]
    if not training or p == 0:
        nothing = dict.fromkeys(("scale", "locked", "share", "chance"), "nothing dropped")
        found = _named(np.concatenate(outs), np.concatenate([x] * 3), p)
        return {"evaluation": "x changed" if changed else found, **nothing}
    ratio = [np.divide(out, x, where=x != 0, out=np.full(x.shape, np.nan)) for out in outs]
    kept = [np.nan_to_num(np.abs(one)).max(axis=1) > 0 for one in ratio]  # (N, D)
    share = np.mean([(one[~np.isnan(one)] != 0).mean() for one in ratio])
    axes = {"batch": 0, "time": 1, "units": 2}
    locked = [name for name, axis in axes.items() if all(_alike(one, axis) for one in ratio)]
    draws = kept[0].size  # that are independent of each other
    for name in locked:
        draws //= 1 if name == "time" else x.shape[axes[name]]
    margin = 5 * np.sqrt(p * (1 - p) / (2 * draws))
    return {
        "evaluation": "x changed" if changed else "nothing dropped",
        "scale": _named(np.concatenate([one[one != 0] for one in ratio]), 1.0, p),
        "locked": " and ".join(locked),
        "share": "1 - p" if abs(share - (1 - p)) < margin else "p" if abs(share - p) < margin else "another",
        "chance": _drawn(*kept) if draws >= FEW else "from the generator",  # few agree by chance
    }


def _drawn(first, second, again):
    """Return in words where the masks of three calls came from; the third generator has the seed of the first."""
    if np.array_equal(first, second):
        return "the same in both calls"
    return "from the generator" if np.array_equal(first, again) else "from elsewhere"


def _named(out, x, p):
    """Return by which factor an output differs from its input, as a word."""
    if not out.size:  # all dropped, so nothing can be said of a factor
        return "1 / (1 - p)"
    ratio = np.divide(out, x, where=np.asarray(x) != 0, out=np.full(out.shape, np.nan))
    ratio = ratio[~np.isnan(ratio)]
    if (ratio == 0).any() and (ratio != 0).any():
        return "some dropped"
    factors = {"1": 1.0, "1 / (1 - p)": 1 / (1 - p), "1 - p": 1 - p, "1 / p": 1 / p if p else 0.0, "p": p}
    return next((name for name, factor in factors.items() if np.allclose(ratio, factor)), "another")


def _alike(ratio, axis):
    """Whether there is one mask along an axis, which is longer than 1."""
    filled = np.nan_to_num(np.abs(ratio), nan=-1.0).max(axis=axis, keepdims=True)
    return ratio.shape[axis] > 1 and bool(
        ((ratio == filled) | np.isnan(ratio) | np.isclose(ratio, filled)).all()
    )


def locked_dropout(x, p, generator, training=True):
    if not training or p == 0:
        return x
    N, _, D = x.shape
    keep = torch.rand(N, 1, D, generator=generator, dtype=x.dtype) >= p  # one mask for all time steps
    return x * keep / (1 - p)


_DRAW = "torch.rand(N, 1, D, generator=generator, dtype=x.dtype)"
_ABLATION = 'lesson 11, "What each ingredient buys"'

EXERCISE = Exercise(
    name="locked_dropout",
    signature="locked_dropout(x, p, generator, training=True)",
    returns={
        "first output": "(N, T, D)",
        "second output": "(N, T, D)",
        "output of the same seed": "(N, T, D)",
        "x": "(N, T, D)",
    },
    reference=locked_dropout,
    drive=training.dropout,
    observe=traits,
    probes=dropout_probes,
    points={"evaluation": 1, "scale": 1, "locked": 2, "share": 1, "chance": 1},
    read=_ABLATION,
    advice={
        "scale": "What is kept is divided by the share that is kept, so that the mean stays.",
        "locked": "A unit of a sequence is dropped at all time steps or at none.",
        "share": "Each unit is dropped with probability p.",
        "chance": "Each call draws anew, and from the generator: one of the same seed gives the same again.",
        "evaluation": "In evaluation, and with p = 0, x comes back as it is; and x itself is never changed.",
    },
    hints=(
        "Which axis of the mask has the size 1, so that broadcasting repeats it?",
        "torch.rand(N, 1, D, generator=generator) draws a number for each sequence and unit. With which is it "
        "compared?",
        "Keep where it is at least p, divide by 1 - p; return x itself in evaluation.",
    ),
    mutants=(
        Mutant(
            "scaled-otherwise",
            "What is kept is scaled by something else than 1 / (1 - p), so that the mean does not stay.",
            edits={"/ (1 - p)": "/ (1 - p) ** 0.5"},
        ),
        Mutant(
            "new-mask-each-step",
            "You draw a new mask at every time step. Then nearly every unit is silenced somewhere on a long way; here "
            "one mask holds for the whole sequence.",
            edits={_DRAW: "torch.rand(x.shape, generator=generator, dtype=x.dtype)"},
        ),
        Mutant(
            "one-mask-for-the-batch",
            "All sequences of the batch share one mask: each has its own.",
            edits={_DRAW: "torch.rand(1, 1, D, generator=generator, dtype=x.dtype)"},
        ),
        Mutant(
            "one-draw-for-all-units",
            "All units of a sequence are dropped together: each unit has its own draw.",
            edits={_DRAW: "torch.rand(N, 1, 1, generator=generator, dtype=x.dtype)"},
        ),
        Mutant(
            "mask-over-units",
            "You drop whole time steps: the axis of size 1 in your mask is that of the units. It must be that of time.",
            edits={_DRAW: "torch.rand(N, x.shape[1], 1, generator=generator, dtype=x.dtype)"},
        ),
        Mutant(
            "no-scale",
            "What is kept is not scaled up, so in training the next layer sees less than in evaluation.",
            edits={"x * keep / (1 - p)": "x * keep"},
        ),
        Mutant(
            "divided-by-p",
            "You divide by p, the share that is dropped. Divide by the share that is kept.",
            edits={"x * keep / (1 - p)": "x * keep / p"},
        ),
        Mutant(
            "multiplied",
            "You multiply by 1 - p, which makes what is kept smaller still. Divide by it.",
            edits={"x * keep / (1 - p)": "x * keep * (1 - p)"},
        ),
        Mutant(
            "keeps-with-p",
            "You keep with probability p: it is the probability of being dropped.",
            edits={">= p": "< p"},
        ),
        Mutant(
            "keeps-and-scales-with-p",
            "p is the probability of being kept for you, in the draw and in the scale. In PyTorch, and here, it is "
            "that of being dropped.",
            edits={">= p": "< p", "/ (1 - p)": "/ p"},
        ),
        Mutant(
            "active-in-evaluation",
            "You drop in evaluation, too. There the whole network is used, as it is.",
            hint="M36",
            edits={"not training or p == 0": "p == 0"},
        ),
        Mutant(
            "scaled-in-evaluation",
            "You scale in evaluation. Since training has scaled already, evaluation leaves everything as it is.",
            edits={"        return x\n": "        return x * (1 - p) if p else x\n"},
        ),
        Mutant(
            "upside-down",
            "You drop in evaluation and not in training: the condition is the wrong way round.",
            hint="M36",
            edits={"not training or p == 0": "training or p == 0"},
        ),
        Mutant(
            "seeded-inside",
            "Two calls drop the same units: you seed a generator in each call. Draw from the one handed in, as it "
            "comes.",
            edits={_DRAW: "torch.rand(N, 1, D, generator=torch.Generator().manual_seed(0), dtype=x.dtype)"},
        ),
        Mutant(
            "in-place",
            "You change x itself. Who handed it in still needs it: x * keep is a new tensor, x *= keep is not.",
            edits={"    return x * keep / (1 - p)": "    x *= keep / (1 - p)\n    return x.clone()"},
        ),
        Mutant(
            "no-generator",
            "You draw from the global random numbers. A generator was handed in, so that a run can be repeated: draw "
            "from it.",
            edits={_DRAW: "torch.rand(N, 1, D, dtype=x.dtype)"},
        ),
        Mutant(
            "divided-by-p-and-by-zero",
            "You divide by p, the share that is dropped, and with p = 0 that is a division by zero. Divide by the "
            "share that is kept.",
            edits={"x * keep / (1 - p)": "x * keep / p", " or p == 0": ""},
        ),
        Mutant(
            "keeps-with-p-and-nothing-at-zero",
            "You keep with probability p, and nothing at all with p = 0: it is the probability of being dropped.",
            edits={">= p": "< p", " or p == 0": ""},
        ),
    ),
)
