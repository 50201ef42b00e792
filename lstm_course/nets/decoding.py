"""From the probabilities of a decoder to a sequence: greedy and beam search (lesson 18).

Both take a function ``step(symbols, state) -> (log_p, state)``. It gets the last symbols of R sequences, shape (R,),
and what the decoder goes on with; it returns the logarithms of the probabilities of the next symbols, shape (R, V), and
the new state. A state is a tensor whose first axis has R rows, or a tuple of such tensors, or a tuple of tuples.
Neither search knows the target: a decoder that is handed it does not decode.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import torch

from .. import _torch  # noqa: F401
from .._arguments import check_size


class Found(NamedTuple):
    """A sequence that a search has found.

    Attributes
    ----------
    symbols : list of int
        Without start and end.
    log_p : float
        Sum of the logarithms of the probabilities of the symbols, and of the end if the sequence came to it.
    ended : bool
        Whether it came to its end, and was not cut.
    """

    symbols: list
    log_p: float
    ended: bool


@torch.no_grad()
def greedy(step, state, start, end, max_length):
    """Take the most probable symbol at each step, and feed it back.

    Parameters
    ----------
    step : callable
        As above.
    state : Tensor or tuple
        What the decoder begins with, a row for each of N sequences.
    start, end : int
        The symbol that is fed first, and the one that ends a sequence.
    max_length : int
        Steps after which a sequence is cut; its end takes a step, too.

    Returns
    -------
    list of Found
        One for each row.

    Raises
    ------
    ValueError
        Where `max_length` is below 1, the state has no row, `step` returns NaN, or `end` is no symbol of it.
    """
    return [rows[0] for rows in beam(step, state, start, end, 1, max_length)]


def _checked_steps(search):
    """Make a search that refuses NaN, which no comparison ever finds, and an end that cannot come."""

    @functools.wraps(search)
    def watched_search(step, state, start, end, *args, **kwargs):
        def watched(symbols, state):
            log_p, state = step(symbols, state)
            if torch.isnan(log_p).any():
                raise ValueError("step must return log_p without NaN, got NaN")
            if log_p.shape[:-1] == symbols.shape and not 0 <= end < log_p.shape[-1]:
                raise ValueError(f"end must be a symbol from 0 to {log_p.shape[-1] - 1}, got {end!r}")
            return log_p, state

        return search(watched, state, start, end, *args, **kwargs)

    return watched_search


@_checked_steps
@torch.no_grad()
def beam(step, state, start, end, width, max_length, alpha=0.0):
    """Keep the most probable beginnings at each step, and go on with all of them.

    A beginning that has ended keeps its place and competes with those that go on. The search is over when all have
    ended, or after `max_length` steps.

    Parameters
    ----------
    step : callable
        As above.
    state : Tensor or tuple
        What the decoder begins with, a row for each of N sequences.
    start, end : int
        The symbol that is fed first, and the one that ends a sequence.
    width : int
        Beginnings that are kept for each row; 1 is greedy search.
    max_length : int
        Steps after which a sequence is cut; its end takes a step, too.
    alpha : float
        At the end the sequences are put in order by log p / n**alpha, with n the number of their symbols, the end
        included. 0 takes the most probable one; short ones are then ahead. 1 takes the best mean. (Wu et al., 2016, use
        ((5 + n) / 6)**alpha.)

    Returns
    -------
    list of list of Found
        For each row the sequences that were kept, the best first; at most `width`, none of them twice.

    Raises
    ------
    ValueError
        Where `width` or `max_length` is below 1, the state has no row, `step` returns log_p of another shape or NaN in
        it, or `end` is no symbol of it.
    """
    width, max_length = check_size("width", width), check_size("max_length", max_length)
    N = len(_first(state))
    if N == 0:
        raise ValueError("state must have at least one row, got none")
    total = torch.full((N, width), -torch.inf)  # log p of each beginning; at first there is only one
    total[:, 0] = 0
    written = torch.zeros(N, width, 0, dtype=torch.long)
    ended = torch.zeros(N, width, dtype=torch.bool)
    state = _taken(state, torch.arange(N).repeat_interleave(width))  # (N * width, ...)
    last = torch.full((N * width,), start)
    for _ in range(max_length):
        log_p, state = step(last, state)
        if log_p.ndim != 2 or len(log_p) != N * width:
            raise ValueError(f"step must return log_p of shape ({N * width}, V), got {tuple(log_p.shape)}")
        V = log_p.shape[1]
        log_p = log_p.reshape(N, width, V)
        stay = torch.full((V,), -torch.inf)
        stay[end] = 0  # an ended one stays as it is, once
        log_p = torch.where(ended[..., None], stay, log_p)
        total, chosen = (total[..., None] + log_p).flatten(1).topk(width, dim=1)
        parent, symbol = chosen // V, chosen % V  # (N, width)
        rows = (torch.arange(N)[:, None] * width + parent).flatten()
        state = _taken(state, rows)
        written = torch.cat([_rows(written, parent), symbol[..., None]], dim=2)
        ended = _rows(ended, parent) | (symbol == end)
        last = symbol.flatten()
        if ended.all():
            break
    return [_ranked(*row, end, alpha) for row in zip(total, written, ended, strict=True)]


def _ranked(total, written, ended, end, alpha):
    found = []
    for log_p, symbols, stopped in zip(total.tolist(), written.tolist(), ended.tolist(), strict=True):
        if log_p > -float("inf"):
            found.append(Found(symbols[: symbols.index(end)] if end in symbols else symbols, log_p, stopped))
    return sorted(found, key=lambda one: -one.log_p / (len(one.symbols) + one.ended) ** alpha)


def _rows(x, parent):
    return x[torch.arange(len(x))[:, None], parent]


def _taken(state, rows):
    """Return the rows of every tensor of a state."""
    if isinstance(state, torch.Tensor):
        return state[rows]
    parts = [_taken(part, rows) for part in state]
    return type(state)(*parts) if hasattr(state, "_fields") else tuple(parts)


def _first(state):
    while not isinstance(state, torch.Tensor):
        state = state[0]
    return state
