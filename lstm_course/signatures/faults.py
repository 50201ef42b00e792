"""The faults whose loss curves lesson 11 tells apart: what gives each away, and the line that proves it."""

from typing import NamedTuple


class Fault(NamedTuple):
    """One fault of a training run.

    Attributes
    ----------
    key : str
        Name of its recipe and of its recorded runs.
    name : str
        For people.
    sign : str
        What in its curve gives it away.
    probe : str
        An expression that proves it; the names in it are those of `lstm_course.signatures.runs.train`.
    moment : str
        Where the probe stands: ``"forward"`` (after the network has run), ``"backward"`` (on the line above
        ``loss.backward()``), ``"step"`` (on the line above ``optimiser.step()``) or ``"end"`` (after the step).
    proof : str
        What the probe says of this run, and of the one without the fault.
    mended : str
        Name of the recipe that is the same but for the fault.
    alike : str
        Key of another fault which no curve can tell from this one, or empty.
    lines : tuple of str
        Names of the levels that belong to its curve.
    """

    key: str
    name: str
    sign: str
    probe: str
    moment: str
    proof: str
    mended: str = "healthy"
    alike: str = ""
    lines: tuple[str, ...] = ("ln V", "letters", "by place")


_TEXT = "text(x[0]), text(y[0])"
_NORM = 'clip_grad_norm_(net.parameters(), float("inf"))'
_UPDATE = "(weights(net) - before).norm() / before.norm()"

FAULTS = (
    Fault(
        "healthy",
        "healthy",
        "It starts at ln V, passes both letter lines within 100 steps and goes on falling; validation stays close.",
        "loss_fn(net(x.roll(1, 0)), y, mask) - loss",
        "forward",
        "At the end more than 1: given the letters of another name it does much worse, so it reads its input.",
    ),
    Fault(
        "rate_high",
        "learning rate too high",
        "It falls faster than the healthy run, then stops: after step 100 no gain, and the healthy run passes below.",
        _UPDATE,
        "end",
        "The first step moves the weights by more than their own length; in the healthy run by 2 % of it.",
    ),
    Fault(
        "rate_low",
        "learning rate too low",
        "A flat shoulder at ln V, then a slow slide; training and validation are one line. Only the pace is wrong.",
        _UPDATE,
        "end",
        "The first step moves the weights by 0.02 % of their length; in the healthy run by 2 %.",
    ),
    Fault(
        "sorted",
        "sorted, not shuffled",
        "Saw teeth in training, all of the same width: one epoch of 25 steps. Validation shows none of them.",
        "len(set(mask.sum(1).tolist()))",
        "forward",
        "The 64 names of a batch have at most 3 different lengths; in a shuffled batch there are 12 or more.",
    ),
    Fault(
        "neighbour",
        "targets of another row",
        "A plateau on the line 'by place': that is all it can know when the input says nothing.",
        _TEXT,
        "forward",
        "Input and target are two different names.",
    ),
    Fault(
        "unshifted",
        "targets not shifted",
        "Too good: both curves go to 0. No one can know the next letter of every name.",
        "(x == y)[mask].float().mean()",
        "forward",
        "1.00: each target is the input itself; in the healthy run about 1 % of them are, where a letter is doubled.",
    ),
    Fault(
        "softmax_twice",
        "softmax twice",
        "Stuck just below ln V, smooth and flat, training and validation alike.",
        "outputs.sum(-1)",
        "forward",
        "1 everywhere: the network's outputs are probabilities already, and cross_entropy takes logits.",
    ),
    Fault(
        "not_cleared",
        "zero_grad forgotten",
        "It falls like a good run, turns, and climbs, on both curves; each step repeats all earlier gradients.",
        "any(p.grad is not None for p in net.parameters())",
        "backward",
        "True: a gradient stands there before backward has made one.",
        mended="sgd",
    ),
    Fault(
        "clipped_late",
        "clipped after the step",
        "It leaps over ln V at the start and stays rough. Clipping after the step is no clipping at all.",
        _NORM,
        "step",
        "It reaches more than 5, and the limit is 0.1; clipped in time it never passes the limit.",
        mended="sgd_30",
        alike="exploding",
    ),
    Fault(
        "padding",
        "padding counted",
        "Far below the healthy run from the first steps on, and smooth: nearly half of the targets are pads, and easy.",
        "loss_fn(outputs, torch.where(mask, y, 5), mask) - loss",
        "forward",
        "More than 3 after 20 steps: the targets at the pads count. With the mask it is exactly 0.",
    ),
    Fault(
        "shut_gate",
        "output gate shut",
        "A slow glide from ln V towards the line 'letters': the last bias alone learns, and can learn only that.",
        "net.lstm(net.embedding(x))[0].abs().max()",
        "forward",
        "Less than 1e-8: nothing comes out of the LSTM; in the healthy run more than 0.9.",
    ),
    Fault(
        "exploding",
        "gradients explode",
        "Within ten steps it is many times higher than ln V, where it started, and it never gets back there.",
        _NORM,
        "step",
        "It reaches more than 10, a hundred times the limit of 0.1 that saves the run in grey.",
        mended="sgd_60",
        alike="clipped_late",
    ),
    Fault(
        "overfitting",
        "too few names",
        "Scissors: training falls on, validation turns after about 150 steps and climbs.",
        "validation_loss() - loss",
        "forward",
        "More than 2 at the end, and growing; with 1,600 names less than 0.3.",
    ),
    Fault(
        "broadcast",
        "(N, 1) against (N,)",
        "Another task, the sum of ten numbers: the loss stays at the variance, as if the answer were one constant.",
        "(outputs - y).shape",
        "forward",
        "(64, 64), not (64,): every prediction is compared with every target.",
        mended="sum",
        lines=("variance",),
    ),
)
