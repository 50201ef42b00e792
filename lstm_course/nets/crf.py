r"""A linear-chain conditional random field: scores of whole paths of tags, in PyTorch (lesson 16).

A path :math:`k_1 \dots k_T` through K tags has the score

.. math:: s(k) = a_{k_1} + \sum_t e_{t, k_t} + \sum_{t > 1} A_{k_{t-1}, k_t}

with emissions e of shape (T, K), transitions A of shape (K, K), from row to column, and start scores a of shape (K,).
Its probability is :math:`\exp(s(k) - \log Z)`, where the log partition :math:`\log Z` sums over all :math:`K^T` paths,
in T steps. A score of minus infinity forbids; a sum over forbidden paths only has no gradient.

After Lafferty, McCallum and Pereira (2001); over an LSTM, Huang, Xu and Yu (2015) and Lample et al. (2016).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .. import _torch  # noqa: F401
from .._inputs import converted, tensor, whole_tensor

_as_tensors = {"emissions": tensor, "transitions": tensor, "start": tensor, "lengths": whole_tensor}


@converted(**_as_tensors, tags=whole_tensor)
def path_score(emissions, transitions, start, tags, lengths=None) -> Tensor:
    """Return the score of one path in each sequence.

    Parameters
    ----------
    emissions : Tensor, shape (N, T, K)
        Score of each tag at each step.
    transitions : Tensor, shape (K, K)
        Score of a tag (row) followed by a tag (column).
    start : Tensor, shape (K,)
        Score of the first tag.
    tags : Tensor of int, shape (N, T)
        The paths; any tag at pads.
    lengths : Tensor of int, shape (N,), optional
        Steps of each sequence, at least 1; by default T.

    Returns
    -------
    Tensor, shape (N,)
        Their scores.

    Raises
    ------
    ValueError
        Where shapes do not fit, a length is no whole number from 1 to T, or a tag of a step that exists lies outside
        0 to K - 1.
    """
    lengths = _checked(emissions, transitions, start, lengths)
    if tags.shape != emissions.shape[:2]:
        raise ValueError(f"tags must have shape {tuple(emissions.shape[:2])}, got {tuple(tags.shape)}")
    real = torch.arange(emissions.shape[1]) < lengths[:, None]  # (N, T)
    tags = tags.masked_fill(~real, 0)
    if tags.min() < 0 or tags.max() >= emissions.shape[2]:
        raise ValueError(f"tags must lie from 0 to {emissions.shape[2] - 1}, got {tags.tolist()!r:.80}")
    given = emissions.gather(2, tags[..., None])[..., 0]
    moved = transitions[tags[:, :-1], tags[:, 1:]]
    zero = emissions.new_zeros(())
    return (
        start[tags[:, 0]]
        + torch.where(real, given, zero).sum(dim=1)
        + torch.where(real[:, 1:], moved, zero).sum(dim=1)
    )


@converted(**_as_tensors)
def log_partition(emissions, transitions, start, lengths=None) -> Tensor:
    """Return the logarithm of the sum of exp(score) over all paths of each sequence.

    Parameters
    ----------
    emissions : Tensor, shape (N, T, K)
        Score of each tag at each step.
    transitions : Tensor, shape (K, K)
        Score of a tag (row) followed by a tag (column).
    start : Tensor, shape (K,)
        Score of the first tag.
    lengths : Tensor of int, shape (N,), optional
        Steps of each sequence, at least 1; by default T.

    Returns
    -------
    Tensor, shape (N,)
        The log partitions.

    Raises
    ------
    ValueError
        Where shapes do not fit, or a length is no whole number from 1 to T.
    """
    lengths = _checked(emissions, transitions, start, lengths)
    total = start + emissions[:, 0]  # (N, K), over all paths that end here in this tag
    for t in range(1, emissions.shape[1]):
        longer = torch.logsumexp(total[:, :, None] + transitions, dim=1) + emissions[:, t]
        total = torch.where((t < lengths)[:, None], longer, total)
    return torch.logsumexp(total, dim=1)


@converted(**_as_tensors)
@torch.no_grad()
def viterbi(emissions, transitions, start, lengths=None) -> tuple[list[list[int]], Tensor]:
    """Return the best path of each sequence and its score.

    Parameters
    ----------
    emissions : Tensor, shape (N, T, K)
        Score of each tag at each step.
    transitions : Tensor, shape (K, K)
        Score of a tag (row) followed by a tag (column).
    start : Tensor, shape (K,)
        Score of the first tag.
    lengths : Tensor of int, shape (N,), optional
        Steps of each sequence, at least 1; by default T.

    Returns
    -------
    paths : list of list of int
        One for each sequence, as long as it is.
    scores : Tensor, shape (N,)
        Their scores.

    Raises
    ------
    ValueError
        Where shapes do not fit, a length is no whole number from 1 to T, or a score is NaN.
    """
    lengths = _checked(emissions, transitions, start, lengths)
    if emissions.isnan().any() or transitions.isnan().any() or start.isnan().any():
        raise ValueError("emissions, transitions and start must hold no NaN: no path is the best of them")
    N, T, _ = emissions.shape
    score, back = start + emissions[:, 0], []
    for t in range(1, T):
        best, origin = (score[:, :, None] + transitions).max(dim=1)  # (N, K) each
        back.append(origin)
        score = torch.where((t < lengths)[:, None], best + emissions[:, t], score)
    top, last = score.max(dim=1)
    paths = []
    for n in range(N):
        path = [int(last[n])]
        for t in range(int(lengths[n]) - 1, 0, -1):
            path.append(int(back[t - 1][n, path[-1]]))
        paths.append(path[::-1])
    return paths, top


class CRF(nn.Module):
    """Learned transitions and start scores over the emissions of another network.

    Parameters
    ----------
    transitions : array_like, shape (K, K)
        Initial values; minus infinity forbids for good.
    start : array_like, shape (K,)
        The same for the first tag.

    Raises
    ------
    ValueError
        Where the shapes do not fit.
    """

    def __init__(self, transitions, start):
        super().__init__()
        fixed, first = (torch.as_tensor(part, dtype=torch.float32) for part in (transitions, start))
        if fixed.ndim != 2 or fixed.shape[0] != fixed.shape[1] or first.shape != fixed.shape[:1]:
            raise ValueError(
                "transitions and start must have shapes (K, K) and (K,), "
                f"got {tuple(fixed.shape)} and {tuple(first.shape)}"
            )
        self.register_buffer("fixed", fixed.clone())
        self.register_buffer("first", first.clone())
        self.learned = nn.Parameter(torch.zeros_like(fixed))
        self.learned_start = nn.Parameter(torch.zeros_like(first))

    @property
    def transitions(self) -> Tensor:
        """Scores from tag to tag, shape (K, K)."""
        return self.fixed + self.learned

    @property
    def start(self) -> Tensor:
        """Scores of the first tag, shape (K,)."""
        return self.first + self.learned_start

    def forward(self, emissions, tags, lengths=None) -> Tensor:
        """Return the negative log-likelihood of the right paths, for each step that exists.

        Parameters
        ----------
        emissions : Tensor, shape (N, T, K)
            Score of each tag at each step.
        tags : Tensor of int, shape (N, T)
            The right paths, none of them forbidden.
        lengths : Tensor of int, shape (N,), optional
            Steps of each sequence.

        Returns
        -------
        Tensor, shape ()
            In nats.
        """
        scores = self.transitions, self.start
        behind = log_partition(emissions, *scores, lengths) - path_score(emissions, *scores, tags, lengths)
        steps = emissions.shape[0] * emissions.shape[1] if lengths is None else torch.as_tensor(lengths).sum()
        return behind.sum() / steps

    def decode(self, emissions, lengths=None) -> list[list[int]]:
        """Return the best path of each sequence.

        Parameters
        ----------
        emissions : Tensor, shape (N, T, K)
            Score of each tag at each step.
        lengths : Tensor of int, shape (N,), optional
            Steps of each sequence.

        Returns
        -------
        list of list of int
            The paths.
        """
        return viterbi(emissions, self.transitions, self.start, lengths)[0]


def _checked(emissions, transitions, start, lengths):
    """Return the lengths as a tensor, else raise `ValueError`."""
    if emissions.ndim != 3 or 0 in emissions.shape:
        raise ValueError(f"emissions must have shape (N, T, K), none of them 0, got {tuple(emissions.shape)}")
    N, T, K = emissions.shape
    if transitions.shape != (K, K):
        raise ValueError(f"transitions must have shape ({K}, {K}), got {tuple(transitions.shape)}")
    if start.shape != (K,):
        raise ValueError(f"start must have shape ({K},), got {tuple(start.shape)}")
    lengths = torch.full((N,), T) if lengths is None else lengths
    if lengths.shape != (N,) or lengths.min() < 1 or lengths.max() > T:
        raise ValueError(f"lengths must hold {N} numbers from 1 to {T}, got {lengths.tolist()}")
    return lengths
