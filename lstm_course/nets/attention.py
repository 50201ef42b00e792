"""Attention in PyTorch: score, softmax over the source, weighted sum (lesson 18)."""

from __future__ import annotations

import torch

from .. import _inputs, _torch  # noqa: F401
from .._inputs import converted


@converted(q=_inputs.tensor, K=_inputs.tensor, V=_inputs.tensor, mask=_inputs.tensor)
def attend(q, K, V, mask=None, scale=None):
    r"""Return weighted sums of values, weighted by how well their keys fit a query.

    With :math:`p = \mathrm{softmax}(K q / \sqrt{D})` over the S places of the source, the context is
    :math:`\sum_s p_s V_s`: the dot-product attention of Luong et al. (2015), scaled as in Vaswani et al. (2017).

    Parameters
    ----------
    q : Tensor, shape (N, D) or (N, T, D)
        A query for each sequence, or T of them.
    K : Tensor, shape (N, S, D)
        A key for each place of the source.
    V : Tensor, shape (N, S, E)
        The values; often what the keys were made of.
    mask : Tensor of bool, shape (N, S) or (N, T, S), optional
        True where a place may be used, False at pads. What K and V hold at places that no query may use is not read,
        not even NaN. A query that may use no place gets weights of 0 and a context of 0.
    scale : float, optional
        What the scores are multiplied with; by default 1 / sqrt(D).

    Returns
    -------
    context : Tensor, shape (N, E) or (N, T, E)
        The weighted sums.
    weights : Tensor, shape (N, S) or (N, T, S)
        At least 0, 0 where masked; each row sums to 1, unless it is masked as a whole.

    Raises
    ------
    ValueError
        Where a shape does not fit, or the mask is not boolean.
    """
    one = q.ndim == 2
    fits = q.ndim in (2, 3) and K.ndim == 3 and V.ndim == 3 and 0 not in K.shape
    if not (fits and q.shape[0] == K.shape[0] and q.shape[-1] == K.shape[2] and V.shape[:2] == K.shape[:2]):
        raise ValueError(
            "q, K and V must have shapes (N, D) or (N, T, D), (N, S, D) and (N, S, E), got "
            f"{tuple(q.shape)}, {tuple(K.shape)} and {tuple(V.shape)}"
        )
    if one:
        q = q[:, None]
    if mask is not None:
        wanted = ((len(K), K.shape[1]), (len(K), q.shape[1], K.shape[1]))
        if mask.dtype != torch.bool or tuple(mask.shape) not in (wanted[:1] if one else wanted):
            raise ValueError(
                f"mask must be boolean of shape (N, S) = {wanted[0]}, got {mask.dtype} of {tuple(mask.shape)}"
            )
        mask = mask[:, None] if mask.ndim == 2 else mask
        never = ~mask.any(dim=1)[..., None]  # (N, S, 1)
        K, V = K.masked_fill(never, 0), V.masked_fill(never, 0)
    scores = q @ K.transpose(1, 2) * (q.shape[-1] ** -0.5 if scale is None else scale)  # (N, T, S)
    if mask is None:
        weights = scores.softmax(dim=-1)
    else:  # where nothing may be used softmax gives NaN, and the second line 0
        weights = scores.masked_fill(~mask, -torch.inf).softmax(dim=-1)
        weights = weights.masked_fill(~mask, 0)
    context = weights @ V  # (N, T, E)
    return (context[:, 0], weights[:, 0]) if one else (context, weights)
