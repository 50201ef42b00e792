"""Train a network with CTC, and read labels from what it gives: best path, or a search through prefixes (lesson 19)."""

from __future__ import annotations

import functools

import numpy as np
import torch
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from .. import _inputs
from .._arguments import check_size
from .._inputs import converted
from .._torch import evaluating
from .ctc import checked, collapse, steps_needed


def _frames(name, value):
    """Return scores of shape (T, V) without NaN as an array, else raise `ValueError`."""
    found = np.asarray(_inputs.array(name, value))
    if found.ndim != 2 or 0 in found.shape or np.isnan(found).any():
        raise ValueError(
            f"{name} must have shape (T, V) and hold no NaN, got {found!r:.80} of shape {found.shape}"
        )
    return found


@converted(log_p=_frames)
def greedy(log_p, blank=0):
    """Return the label of the best path: the most probable symbol of each frame, collapsed.

    Parameters
    ----------
    log_p : ndarray, shape (T, V)
        Log-probabilities of the symbols in each frame.
    blank : int
        The blank.

    Returns
    -------
    list of int
        A label, not always the most probable one.

    Raises
    ------
    ValueError
        Where `log_p` has another shape or holds NaN.
    """
    return collapse(np.argmax(log_p, axis=1), blank)


@converted(width=check_size)
def prefixes(log_p, width, blank=0):
    """Search through prefixes of labels, and return those that are left at the end.

    A prefix keeps two sums, over its paths that end in a blank and over those that end in its last letter: the same
    letter again makes a new one behind a blank only.

    Parameters
    ----------
    log_p : ndarray, shape (T, V)
        Log-probabilities of the symbols in each frame.
    width : int
        Prefixes kept after each frame.
    blank : int
        The blank.

    Returns
    -------
    list of (tuple of int, float)
        Labels and their log-probabilities, the best one first; too small by what passed through dropped prefixes.

    Raises
    ------
    ValueError
        Where the log-probabilities are none, or the width is below 1.
    """
    log_p, _ = checked(log_p, (), blank)
    if width < 1:
        raise ValueError(f"width must be at least 1, got {width!r}")
    beam = {(): (0.0, -np.inf)}
    for row in log_p:
        new = {}

        def add(prefix, blank_sum, letter_sum, new=new):
            old = new.get(prefix, (-np.inf, -np.inf))
            new[prefix] = np.logaddexp(old[0], blank_sum), np.logaddexp(old[1], letter_sum)

        for prefix, (in_blank, in_letter) in beam.items():
            both = np.logaddexp(in_blank, in_letter)
            add(prefix, both + row[blank], in_letter + row[prefix[-1]] if prefix else -np.inf)
            for symbol, log_q in enumerate(row):
                if symbol != blank and log_q > -np.inf:
                    before = in_blank if prefix and symbol == prefix[-1] else both
                    add((*prefix, symbol), -np.inf, before + log_q)
        alive = [item for item in new.items() if max(item[1]) > -np.inf]
        ranked = sorted(alive, key=lambda item: (-np.logaddexp(*item[1]), item[0]))
        beam = dict(ranked[:width])
    return [(prefix, float(np.logaddexp(*sums))) for prefix, sums in beam.items()]


def prefix_beam(log_p, width, blank=0):
    """Return the most probable label that a search through prefixes finds.

    Parameters
    ----------
    log_p : ndarray, shape (T, V)
        Log-probabilities of the symbols in each frame.
    width : int
        Prefixes kept after each frame.
    blank : int
        The blank.

    Returns
    -------
    list of int
        The label; with a width that drops nothing the most probable one of all.

    Raises
    ------
    ValueError
        Where the log-probabilities are none, or the width is below 1.
    """
    return list(prefixes(log_p, width, blank)[0][0])


def padded(frames, labels):
    """Return items of unequal length as tensors, as `spelling_loss` takes them.

    Parameters
    ----------
    frames : sequence of ndarray, shape (T_n, D)
        What is heard.
    labels : sequence of sequence of int
        What it means, one for each.

    Returns
    -------
    x : Tensor of float32, shape (N, T, D)
        Frames, zeros at pads.
    lengths : Tensor of int, shape (N,)
        T_n.
    targets : Tensor of int, shape (N, U)
        Labels, zeros at pads.
    target_lengths : Tensor of int, shape (N,)
        U_n.

    Raises
    ------
    ValueError
        Where there is no item, or not as many labels as frames.
    """
    if not len(frames) or len(frames) != len(labels):
        raise ValueError(
            f"frames and labels must be as many, at least one, got {len(frames)} and {len(labels)}"
        )
    x = pad_sequence([torch.as_tensor(one, dtype=torch.float32) for one in frames], batch_first=True)
    targets = pad_sequence([torch.as_tensor(one, dtype=torch.long) for one in labels], batch_first=True)
    lengths, target_lengths = (torch.tensor([len(one) for one in part]) for part in (frames, labels))
    return x, lengths, targets, target_lengths


def _checked_labels(loss):
    """Make a loss that refuses labels which the network does not know: PyTorch would read past the end of a row."""

    @functools.wraps(loss)
    def checked_loss(net, x, lengths, targets, target_lengths, blank=0):
        symbols = targets[torch.arange(targets.shape[1]) < target_lengths[:, None]]

        def known(x, lengths):
            logits = net(x, lengths)
            wrong = symbols[(symbols < 0) | (symbols >= logits.shape[-1]) | (symbols == blank)]
            if len(wrong):
                raise ValueError(
                    f"targets must hold symbols from 0 to {logits.shape[-1] - 1}, none the blank {blank}, "
                    f"got {int(wrong[0])}"
                )
            return logits

        return loss(known, x, lengths, targets, target_lengths, blank)

    return checked_loss


@converted(lengths=_inputs.whole_tensor, targets=_inputs.whole_tensor, target_lengths=_inputs.whole_tensor)
@_checked_labels
def spelling_loss(net, x, lengths, targets, target_lengths, blank=0):
    """Return the mean of -log P(label) over a batch, in nats for each letter, through PyTorch's CTC.

    Parameters
    ----------
    net : Module
        Takes x and lengths and returns logits, (N, T, V), such as `tagger.Tagger`.
    x : Tensor, shape (N, T, D)
        Frames; any numbers at pads.
    lengths : Tensor of int, shape (N,)
        Frames of each item.
    targets : Tensor of int, shape (N, U)
        Labels; any number at pads.
    target_lengths : Tensor of int, shape (N,)
        Letters of each label, at least 1.
    blank : int
        The blank.

    Returns
    -------
    Tensor, shape ()
        As PyTorch takes the mean: each item is divided by its letters first.

    Raises
    ------
    ValueError
        Where an item has fewer frames than its label needs: its loss would be infinite. Where lengths or labels are no
        whole numbers, or a label holds the blank or a symbol that the network does not know.
    """
    for n, (T, U) in enumerate(zip(lengths.tolist(), target_lengths.tolist(), strict=True)):
        needed = steps_needed(targets[n, :U].tolist())
        if T < needed:
            raise ValueError(f"item {n} of the batch has {T} frames, but its label needs {needed}")
    log_p = net(x, lengths).log_softmax(-1).transpose(0, 1)  # (T, N, V)
    return functional.ctc_loss(log_p, targets, lengths, target_lengths, blank=blank)


@converted(lengths=_inputs.whole_tensor)
@torch.no_grad()
def log_probabilities(net, x, lengths):
    """Return what a network gives each symbol in each frame; the modes of its parts are set back.

    Parameters
    ----------
    net : Module
        Takes x and lengths and returns logits, (N, T, V).
    x : Tensor, shape (N, T, D)
        Frames.
    lengths : Tensor of int, shape (N,)
        Frames of each item.

    Returns
    -------
    list of ndarray, shape (T_n, V)
        One for each item, without its pads, in float64.
    """
    with evaluating(net):
        log_p = net(x, lengths).double().log_softmax(-1).numpy()
    return [one[:T] for one, T in zip(log_p, lengths.tolist(), strict=True)]


def _modes_kept(function):
    @functools.wraps(function)
    def kept(net, *args):
        with evaluating(net):
            return function(net, *args)

    return kept
