"""Exercise: how strongly a logit hangs on each symbol before it."""

import numpy as np
import torch

from ....drive import inside
from ...exercise import Exercise, Mutant, Probe


def places(rng):
    """Return places at the beginning, in the middle and at the end, repeated symbols, and sizes of 1."""

    def probe(V, E, H, T, t, x=None):
        x = rng.integers(0, V, T) if x is None else np.array(x)
        return Probe(((V, E, H), int(rng.integers(2**31)), x, t, int(rng.integers(V))))

    return [
        probe(4, 3, 3, 5, 2),
        probe(3, 4, 2, 5, 3, [1, 0, 1, 1, 2]),
        probe(4, 1, 1, 4, 1),
        probe(2, 2, 2, 1, 0),
    ]


def connectivity(net, x, t, k):
    e = net.embedding(x[None]).detach().requires_grad_()  # (1, T, E)
    logits = net.read(e)  # (1, T, V)
    (gradient,) = torch.autograd.grad(logits[0, t, k], e)
    return gradient[0, : t + 1].norm(dim=1)


def _by_symbol(net, x, t, k):
    """Return the mistake of reading the gradient off the rows of the table: equal symbols share one."""
    (gradient,) = torch.autograd.grad(net(x[None])[0, t, k], net.embedding.weight)
    return gradient[x[: t + 1]].norm(dim=1)


def _backward(net, x, t, k):
    """Return right values, with gradients left behind at the weights."""
    e = net.embedding(x[None])
    e.retain_grad()
    net.read(e)[0, t, k].backward()
    return e.grad[0, : t + 1].norm(dim=1)


def _wiped(net, x, t, k):
    """Return right values, and clear every gradient at the weights: also those that the caller had gathered."""
    found = _backward(net, x, t, k).clone()
    net.zero_grad()
    return found


def _kept(net, x, t, k):
    """Return the mistake of gradients that pile up at the table from call to call."""
    net(x[None])[0, t, k].backward()
    return net.embedding.weight.grad[x[: t + 1]].norm(dim=1)


def _occlusion(net, x, t, k):
    e = net.embedding(x[None]).detach()
    found = []
    with torch.no_grad():
        for s in range(t + 1):
            covered = e.clone()
            covered[0, s] = 0
            found.append(net.read(e)[0, t, k] - net.read(covered)[0, t, k])
    return torch.stack(found)


def _occlusion_size(net, x, t, k):
    return _occlusion(net, x, t, k).abs()


_LOGIT = "logits[0, t, k]"
_NORM = "gradient[0, : t + 1].norm(dim=1)"

EXERCISE = Exercise(
    name="connectivity",
    signature="connectivity(net, x, t, k)",
    returns={"strength": "(t + 1,)", "left": "how many gradients at the weights are not what they were"},
    drive=inside.mattered,
    reference=connectivity,
    probes=places,
    points={"strength": 5, "left": 1},
    pairs=False,
    read='lesson 21, "Which letters mattered"',
    advice={
        "strength": "The gradient of one logit, that of symbol k at step t, for the embeddings (T, E) of the text; of "
        "each of its first t + 1 rows the length.",
        "left": "Your function changes gradients at the weights of the net: it leaves some behind, or clears what the "
        "caller had gathered. torch.autograd.grad returns a gradient and touches none.",
    },
    hints=(
        "You want the gradient for the embeddings, not for the weights: make e = net.embedding(x[None]) a tensor of "
        "its own, with .detach().requires_grad_().",
        "net.read(e)[0, t, k] is one number. torch.autograd.grad(number, e) returns a tuple with one gradient, (1, T, "
        "E).",
        "The rows 0 to t, t included, are gradient[0, : t + 1]; the length of a row is its norm over the numbers of "
        "the embedding.",
    ),
    mutants=(
        Mutant(
            "sum-of-the-logits",
            "You go back from the sum of all logits at t. That of symbol k alone was asked for.",
            edits={_LOGIT: "logits[0, t].sum()"},
        ),
        Mutant(
            "largest-logit",
            "You go back from the largest logit at t. That of symbol k was asked for, whether the net prefers it or "
            "not.",
            edits={_LOGIT: "logits[0, t].max()"},
        ),
        Mutant(
            "sum-over-steps",
            "You add up the logit over the steps, so that every step has its say. Go back from step t alone.",
            edits={_LOGIT: "logits[0, :, k].sum()"},
        ),
        Mutant(
            "sum-up-to-t",
            "You add up the logit over the steps up to t. Go back from step t alone.",
            edits={_LOGIT: "logits[0, : t + 1, k].sum()"},
        ),
        Mutant(
            "last-step",
            "You go back from the last step of the text. Asked for is step t.",
            edits={_LOGIT: "logits[0, -1, k]"},
        ),
        Mutant(
            "one-step-early",
            "You go back from the step before t: an off-by-one.",
            edits={_LOGIT: "logits[0, max(t - 1, 0), k]"},
        ),
        Mutant(
            "softmax",
            "You go back from a probability. In it all logits take part; and where it is near 0 or 1 its gradient is "
            "near 0. Go back from the logit.",
            edits={_LOGIT: "torch.softmax(logits, dim=2)[0, t, k]"},
        ),
        Mutant(
            "log-probability",
            "You go back from the loss, or from a log-probability: in both all logits take part. Go back from the "
            "logit of symbol k alone.",
            edits={_LOGIT: "torch.log_softmax(logits, dim=2)[0, t, k]"},
        ),
        Mutant(
            "norm-over-time",
            "Your norm runs over time and leaves a number for each part of the embedding. It runs over these parts.",
            edits={_NORM: "gradient[0, : t + 1].norm(dim=0)"},
        ),
        Mutant(
            "squared",
            "You forgot the square root: the norm is the root of the sum of squares.",
            edits={_NORM: "(gradient[0, : t + 1] ** 2).sum(dim=1)"},
        ),
        Mutant(
            "absolute-values",
            "You add up absolute values. The norm is the root of the sum of squares.",
            edits={_NORM: "gradient[0, : t + 1].abs().sum(dim=1)"},
        ),
        Mutant(
            "largest-part",
            "You take the largest part of each gradient. The norm is the root of the sum of squares.",
            edits={_NORM: "gradient[0, : t + 1].abs().amax(dim=1)"},
        ),
        Mutant(
            "signed-sum",
            "You add up the parts of each gradient with their signs, so that they cancel.",
            edits={_NORM: "gradient[0, : t + 1].sum(dim=1)"},
        ),
        Mutant(
            "root-mean-square",
            "You divide by the size of the embedding. The norm is the root of the sum of squares, not of their mean.",
            edits={_NORM: "(gradient[0, : t + 1] ** 2).mean(dim=1).sqrt()"},
        ),
        Mutant(
            "gradient-times-input",
            "You multiply the gradient by the embedding. That is another measure; asked for is the norm of the "
            "gradient.",
            edits={_NORM: "(gradient * e)[0, : t + 1].sum(dim=1)"},
        ),
        Mutant(
            "gradient-times-input-norm",
            "You multiply the gradient by the embedding before you take the norm. The gradient alone was asked for.",
            edits={_NORM: "(gradient * e)[0, : t + 1].norm(dim=1)"},
        ),
        Mutant(
            "embedding-norm",
            "You return the norm of the embeddings. That of the gradient was asked for.",
            edits={_NORM: "e[0, : t + 1].detach().norm(dim=1)"},
        ),
        Mutant(
            "future-included",
            "You return the whole text. What comes after t cannot have an effect on step t: leave it out.",
            edits={_NORM: "gradient[0].norm(dim=1)"},
        ),
        Mutant(
            "t-left-out",
            "You leave out the symbol at t itself: an off-by-one. It has been read when the logit is made.",
            edits={_NORM: "gradient[0, :t].norm(dim=1)"},
        ),
        Mutant(
            "from-the-end",
            "Your order is turned: entry s belongs to the symbol s, counted from the beginning.",
            edits={_NORM: "gradient[0, : t + 1].norm(dim=1).flip(0)"},
        ),
        Mutant(
            "shares",
            "You divide by the sum. Shares hide how strong the effect is: return the norms.",
            edits={"    return " + _NORM: f"    found = {_NORM}\n    return found / found.sum()"},
        ),
        Mutant(
            "largest-is-one",
            "You divide by the largest. That hides how strong the effect is: return the norms.",
            edits={"    return " + _NORM: f"    found = {_NORM}\n    return found / found.max()"},
        ),
        Mutant(
            "parts-kept",
            "You return a number for each part of the embedding. One for each symbol was asked for, the norm.",
            edits={_NORM: "gradient[0, : t + 1]"},
        ),
        Mutant(
            "batch-kept",
            "You keep the axis of the batch, of size 1. Return one number for each symbol, (t + 1,).",
            edits={_NORM: "gradient[:, : t + 1].norm(dim=2)"},
        ),
        Mutant(
            "total",
            "You return one number for the whole text. One for each symbol was asked for.",
            edits={_NORM: "gradient[0, : t + 1].norm()"},
        ),
        Mutant(
            "by-symbol",
            "You read the gradient off the table of embeddings. There equal symbols share a row, and all their places "
            "are added up: the gradient is wanted for each place.",
            fn=_by_symbol,
        ),
        Mutant(
            "piled-up",
            "You read the gradient off the table of embeddings. Equal symbols share a row there, and .backward() adds "
            "to what earlier calls have left.",
            fn=_kept,
        ),
        Mutant(
            "left-behind",
            "Your numbers are right, but .backward() leaves gradients at all weights of the net, and the next training "
            "step would add to them. torch.autograd.grad leaves nothing.",
            fn=_backward,
        ),
        Mutant(
            "wiped",
            "Your numbers are right, but zero_grad() also clears the gradients that the caller had gathered for the "
            "next training step. torch.autograd.grad touches none.",
            fn=_wiped,
        ),
        Mutant(
            "occlusion",
            "You cover a symbol and look how far the logit falls. That is occlusion, and asks another question: what a "
            "large change does. Asked for is the gradient.",
            fn=_occlusion,
        ),
        Mutant(
            "occlusion-size",
            "You cover a symbol and look how far the logit moves. That is occlusion, and asks what a large change"
            " does. Asked for is the gradient.",
            fn=_occlusion_size,
        ),
        Mutant(
            "symbol-at-t",
            "You go back from the logit of the symbol that stands at t. That of symbol k was asked for.",
            edits={_LOGIT: "logits[0, t, x[t]]"},
        ),
        Mutant(
            "mean-of-absolute-values",
            "You take the mean of absolute values. The norm is the root of the sum of squares.",
            edits={_NORM: "gradient[0, : t + 1].abs().mean(dim=1)"},
        ),
        Mutant(
            "size-of-the-sum",
            "You add up the parts with their signs and take the size of the sum: they cancel. The norm is the "
            "root of the sum of squares.",
            edits={_NORM: "gradient[0, : t + 1].sum(dim=1).abs()"},
        ),
        Mutant(
            "running-sum",
            "You add up the norms along the text. Each place counts by itself.",
            edits={_NORM: "gradient[0, : t + 1].norm(dim=1).cumsum(dim=0)"},
        ),
        Mutant(
            "size-of-gradient-times-input",
            "You multiply the gradient by the embedding and add up, which is another measure: gradient times input. "
            "Here it is the length of the gradient alone.",
            edits={_NORM: "(gradient * e)[0, : t + 1].sum(dim=1).abs().detach()"},
        ),
    ),
)
