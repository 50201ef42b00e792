"""Exercise: the mean of the loss over the steps that exist."""

import numpy as np
import torch
from torch import nn

from ....drive import training
from ...exercise import Exercise, Mutant, Probe


def loss_probes(rng):
    """Return batches with unequal lengths, an all-pad row, T = V, sizes of 1, infinite pads, no step, large logits."""

    def batch(lengths, V, T=None, scale=1.0):
        T = max(lengths) if T is None else T
        mask = np.arange(T) < np.array(lengths)[:, None]
        targets = np.where(mask, rng.integers(V, size=mask.shape), -1)
        return rng.normal(size=(*mask.shape, V)) * scale, targets, mask

    scattered = batch([4, 4, 4], 5)
    scattered[2][:] = rng.random((3, 4)) < 0.5
    scattered[2][0, :2] = True, False
    scattered[1][:] = np.where(scattered[2], rng.integers(5, size=(3, 4)), -1)
    unbounded = batch([2, 4], 3)
    unbounded[0][0, 2:] = np.inf  # whatever a network computes for a pad
    all_pad = batch([0, 0], 4, T=3)
    full = batch([3, 3], 4)
    steep = batch([2, 3], 3)
    steep[0][0, 0], steep[1][0, 0] = (0.0, 2000.0, 900.0), 0  # the right class far below the largest
    sure = batch([2, 3], 3)
    sure[0][1, 0], sure[1][1, 0] = (2000.0, 0.0, 900.0), 0
    return [
        Probe(full),
        Probe(batch([5, 2, 3], 4)),
        Probe(batch([4, 1], 4), part="value"),
        Probe(batch([3, 0, 1, 2], 6, scale=3.0)),
        Probe(batch([1], 2)),
        Probe(batch([1, 3], 1)),
        Probe(scattered),
        Probe(unbounded),
        Probe(all_pad),
        Probe(steep),
        Probe(sure),
    ]


def masked_mean_loss(logits, targets, mask):
    logits, targets = logits[mask], targets[mask]  # (K, V) and (K,): the steps that exist
    total = nn.functional.cross_entropy(logits, targets, reduction="sum")
    return total / max(int(mask.sum()), 1)


# mistakes that are another way of computing it


def _nothing_to_go_back_through(logits, targets, mask):
    return masked_mean_loss(logits, targets, mask) if mask.any() else torch.zeros((), dtype=logits.dtype)


def _by_step(logits, targets):
    """Return the loss of every step, (N, T)."""
    return nn.functional.cross_entropy(logits.transpose(1, 2), targets.clamp(min=0), reduction="none")


def _over_everything(logits, targets, mask):
    each = torch.where(mask, _by_step(logits, targets), 0.0)
    return each.mean()


def _mean_of_means(logits, targets, mask):
    each = torch.where(mask, _by_step(logits, targets), 0.0).sum(1) / mask.sum(1).clamp(min=1)
    return each.mean()


def _mean_of_full_rows(logits, targets, mask):
    each = torch.where(mask, _by_step(logits, targets), 0.0).sum(1) / mask.sum(1).clamp(min=1)
    return each[mask.any(1)].mean() if mask.any() else each.sum()


def _over_sequences(logits, targets, mask):
    return torch.where(mask, _by_step(logits, targets), 0.0).sum() / len(mask)


def _times_over_everything(logits, targets, mask):
    return (_by_step(logits, targets) * mask).mean()


def _times_mean_of_means(logits, targets, mask):
    return ((_by_step(logits, targets) * mask).sum(1) / mask.sum(1).clamp(min=1)).mean()


def _ignored(logits, targets, mask):
    return nn.functional.cross_entropy(logits.transpose(1, 2), targets, ignore_index=-1)


def _ignored_flat(logits, targets, mask):
    return nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-1)


def _ignored_sum(logits, targets, mask):
    total = nn.functional.cross_entropy(logits.transpose(1, 2), targets, ignore_index=-1, reduction="sum")
    return total / mask.sum().clamp(min=1)


def _reshaped(logits, targets, mask):
    N, T, V = logits.shape
    each = nn.functional.cross_entropy(logits.reshape(N, V, T), targets.clamp(min=0), reduction="none")
    return each[mask].sum() / mask.sum().clamp(min=1)


def _no_mask(logits, targets, mask):
    return _by_step(logits, targets).mean()


def _times_mask(logits, targets, mask):
    return (_by_step(logits, targets) * mask).sum() / mask.sum().clamp(min=1)


def _logits_times_mask(logits, targets, mask):
    return _by_step(logits * mask[:, :, None], targets).sum() / mask.sum().clamp(min=1)


def _classes_in_the_wrong_axis(logits, targets, mask):
    each = nn.functional.cross_entropy(logits, targets.clamp(min=0), reduction="none")
    return torch.where(mask, each, 0.0).sum() / mask.sum().clamp(min=1)


_TOTAL = 'nn.functional.cross_entropy(logits, targets, reduction="sum")'
_PADS = 'lesson 11, "Before the first step"'


def _mean_of_chosen_rows(logits, targets, mask):
    rows = [
        nn.functional.cross_entropy(one[real], right[real])
        for one, right, real in zip(logits, targets, mask, strict=True)
        if real.any()
    ]
    return torch.stack(rows).mean() if rows else logits[mask].sum()


def _times_mask_unguarded(logits, targets, mask):
    return (_by_step(logits, targets) * mask).sum() / mask.sum()


EXERCISE = Exercise(
    name="masked_mean_loss",
    signature="masked_mean_loss(logits, targets, mask)",
    returns={
        "value": "a tensor with one number",
        "gradient": "of the value for logits, (N, T, V)",
        "way_back": "whether backward can start from it",
    },
    reference=masked_mean_loss,
    drive=training.loss,
    probes=loss_probes,
    points={"value": 3, "gradient": 2, "way_back": 1},
    read=_PADS,
    advice={
        "value": "Add the losses of the steps where mask is True, and divide by how many there are.",
        "gradient": "Return a tensor that still leads back to logits, and to none of its pads. Where the value is "
        "wrong, its gradient is, too.",
        "way_back": "Return a tensor from which backward can start, for a batch of pads alone, too.",
    },
    hints=(
        "Choose the steps first: logits[mask] has the shape (K, V), where K is how many steps exist.",
        "cross_entropy(logits[mask], targets[mask]) takes exactly these. What is its mean where K is 0?",
        'reduction="sum", divided by max(K, 1): then a batch of pads alone costs 0 and is no NaN.',
    ),
    mutants=(
        Mutant(
            "chosen-over-everything",
            "You add up the steps that exist, and divide by all cells, pads included: the more padding, the smaller "
            "the loss.",
            hint="M41",
            edits={"max(int(mask.sum()), 1)": "mask.numel()"},
        ),
        Mutant(
            "chosen-over-sequences",
            "You add up the steps that exist, and divide by the number of sequences. Divide by the number of steps "
            "that exist.",
            edits={"max(int(mask.sum()), 1)": "len(mask)"},
        ),
        Mutant(
            "chosen-over-time",
            "You add up the steps that exist, and divide by T. Divide by the number of steps that exist, over all "
            "sequences.",
            edits={"max(int(mask.sum()), 1)": "mask.shape[1]"},
        ),
        Mutant(
            "one-added-below",
            "You add 1 to the number of steps, to be safe from 0/0. That makes every loss a little too small: divide "
            "by at least 1 instead.",
            edits={"max(int(mask.sum()), 1)": "(mask.sum() + 1)"},
        ),
        Mutant(
            "logits-themselves",
            "You add up the logits of the right classes. A cross-entropy takes the log-softmax first: minus the "
            "logarithm of a probability.",
            edits={
                "nn.functional.cross_entropy(logits, targets, ": "-logits.gather(1, targets[:, None]).sum(",
                'reduction="sum"': "",
            },
        ),
        Mutant(
            "mean-of-chosen-rows",
            "You average each sequence that has a step, and then these means: a step of a short sequence weighs more "
            "than one of a long sequence. Every step counts the same.",
            hint="M41",
            fn=_mean_of_chosen_rows,
        ),
        Mutant(
            "times-mask-unguarded",
            "You multiply the losses by the mask, and divide by how many steps there are. 0 times an infinite loss is "
            "NaN, and a batch of pads alone is 0/0: choose the steps, and divide by at least 1.",
            fn=_times_mask_unguarded,
        ),
        Mutant(
            "over-everything",
            "You divide by all steps, pads included. The loss is then the smaller, the more padding there is, and two "
            "batches of the same quality differ.",
            hint="M41",
            fn=_over_everything,
        ),
        Mutant(
            "mean-of-means",
            "You average each sequence first, and then the sequences: a step of a short sequence weighs more than one "
            "of a long sequence. Every step counts the same.",
            hint="M41",
            fn=_mean_of_means,
        ),
        Mutant(
            "mean-of-full-rows",
            "You average each sequence first, and then those that have a step: a step of a short sequence weighs more "
            "than one of a long sequence. Every step counts the same.",
            hint="M41",
            fn=_mean_of_full_rows,
        ),
        Mutant(
            "times-over-everything",
            "You divide by all steps, pads included: the more padding, the smaller the loss. And a pad's loss times "
            "0 is NaN where it is infinite.",
            hint="M41",
            fn=_times_over_everything,
        ),
        Mutant(
            "times-mean-of-means",
            "You average each sequence first: a step of a short one weighs more. And a pad's loss times 0 is NaN "
            "where it is infinite.",
            hint="M41",
            fn=_times_mean_of_means,
        ),
        Mutant(
            "ignored",
            "ignore_index leaves the pads out of the mean, but not out of everything: a batch of pads alone is 0/0, "
            "and infinite logits at a pad still spoil the gradient. Choose the steps first: logits[mask].",
            fn=_ignored,
            same_as=("ignored-flat",),
        ),
        Mutant(
            "ignored-flat",
            "You flatten, and leave the pads out by ignore_index: right for most batches. A batch of pads alone is "
            "0/0, and infinite logits at a pad still spoil the gradient. Choose the steps first: logits[mask].",
            fn=_ignored_flat,
            same_as=("ignored",),
        ),
        Mutant(
            "over-sequences",
            "You divide by the number of sequences, so that a batch of long ones costs more. Divide by the number of "
            "steps that exist.",
            fn=_over_sequences,
        ),
        Mutant(
            "no-mask",
            "The pads count like real steps: the mask is not used.",
            hint="M41",
            fn=_no_mask,
        ),
        Mutant(
            "mask-inverted",
            "You keep the pads and drop the steps. Here True means that a step exists.",
            hint="M83",
            edits={"logits[mask], targets[mask]": "logits[~mask], targets[~mask].clamp(min=0)"},
        ),
        Mutant(
            "softmax-first",
            "You apply softmax before cross_entropy, which applies its own: the loss can no longer come near 0.",
            hint="M48",
            edits={"cross_entropy(logits, targets": "cross_entropy(logits.softmax(-1), targets"},
        ),
        Mutant(
            "log-softmax-mean",
            'You average over the classes as well: reduction="mean" of something that still has an axis of V.',
            edits={"total / max(": "total / logits.shape[-1] / max("},
        ),
        Mutant(
            "times-mask",
            "You multiply the losses by the mask. Where the loss of a pad is infinite or NaN, 0 times it is NaN, and "
            "so is the sum: choose the steps instead.",
            fn=_times_mask,
        ),
        Mutant(
            "logits-times-mask",
            "You set the logits of the pads to 0, but a pad with equal logits still costs ln V. It is the loss that "
            "must leave them out.",
            hint="M41",
            fn=_logits_times_mask,
        ),
        Mutant(
            "classes-in-the-wrong-axis",
            "cross_entropy wants the classes in the second axis, (N, V, T), and takes your time steps for classes. "
            "Where T equals V nothing complains.",
            hint="M85",
            fn=_classes_in_the_wrong_axis,
        ),
        Mutant(
            "empty-is-nan",
            "A batch without a single step gives 0/0, and its NaN spoils every mean of losses that it enters: divide "
            "by at least 1.",
            edits={"max(int(mask.sum()), 1)": "mask.sum()"},
        ),
        Mutant(
            "squared",
            "You divide twice by the number of steps: cross_entropy has taken the mean already.",
            edits={'reduction="sum"': 'reduction="mean"'},
        ),
        Mutant(
            "sum",
            "You return the sum. Then a batch with more steps takes larger steps of training: divide by their number.",
            edits={" / max(int(mask.sum()), 1)": ""},
        ),
        Mutant(
            "detached",
            "What you return no longer leads back to logits: .item(), .detach() or float() ends the graph, and nothing "
            "can be trained.",
            edits={
                "return total / max(int(mask.sum()), 1)": "return (total / max(int(mask.sum()), 1)).detach()"
            },
        ),
        Mutant(
            "bits",
            "You return bits, cross_entropy in nats divided by ln 2. The loss that is trained on stays in nats.",
            edits={"total / max(": "total / np.log(2) / max("},
        ),
        Mutant(
            "ignored-sum",
            "ignore_index leaves the pads out of your sum, but not out of everything: infinite logits at a pad still "
            "spoil the gradient. Choose the steps first: logits[mask].",
            fn=_ignored_sum,
        ),
        Mutant(
            "reshaped",
            "You bring the classes into the second axis by a reshape, which cuts the numbers anew and mixes steps with "
            "classes. transpose(1, 2) exchanges two axes.",
            fn=_reshaped,
        ),
        Mutant(
            "logarithm-of-the-softmax",
            "You take the logarithm of a softmax. Where a logit lies far below the largest one its probability is 0 "
            "as a number of the computer, and the loss is infinite. cross_entropy and log_softmax never form that "
            "probability.",
            edits={_TOTAL: "-logits.softmax(1).gather(1, targets[:, None]).log().sum()"},
        ),
        Mutant(
            "overflow",
            "You take exponentials of the logits as they are, and a large one overflows. cross_entropy and "
            "log_softmax take the largest logit of each step away first.",
            edits={
                _TOTAL: "-(logits.exp().gather(1, targets[:, None]) / logits.exp().sum(1, keepdim=True)).log().sum()"
            },
        ),
        Mutant(
            "overflow-in-the-sum",
            "Your log-sum-exp takes exponentials of the logits as they are, and a large one overflows. "
            "torch.logsumexp takes the largest logit of each step away first.",
            edits={_TOTAL: "(logits.exp().sum(1).log() - logits.gather(1, targets[:, None])[:, 0]).sum()"},
        ),
        Mutant(
            "empty-cannot-be-trained-on",
            "For a batch of pads alone you return a plain 0, with no way back to logits: backward stops there with "
            "an error. The sum over no step, logits[mask].sum(), is 0 and leads back.",
            fn=_nothing_to_go_back_through,
        ),
    ),
)
