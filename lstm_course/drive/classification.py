"""Drivers for networks that give one answer for a whole sequence."""

import numpy as np
import torch
from torch import nn

from ..training import seeded
from .training import array

COPIES = 96  # rows that show which parts dropout silences
KINDS = (nn.Embedding, nn.LSTM, nn.Linear)


def classifier(answer, ids, lengths, sizes, p, pad, seed):
    """Give the layers of a classifier the weights of a seed, and hand it a batch in several ways.

    Parameters
    ----------
    answer : type
        Takes V, E, H, K, p and pad; is called with ids and lengths, returns logits.
    ids : ndarray of int, shape (N, T)
        Codes of the letters, and anything behind the end of a sequence.
    lengths : ndarray of int, shape (N,)
        Letters of each sequence, at least 1.
    sizes : list of int
        V, E, H and K.
    p : float
        Of the dropout.
    pad : int
        Code of the padding.
    seed : int
        Of the random numbers that are drawn.

    Returns
    -------
    layers : list of int
        How many embeddings, LSTMs and linear layers there are; then of the last of each, 0 where there is none: size
        of the table, of a code, code that is not trained (-1: none); input, hidden size, layers and directions of the
        LSTM; input and output of the linear layer.
    alone : ndarray, shape (1, K)
        Logits of the first sequence, without padding, in evaluation mode.
    batch : ndarray, shape (N, K)
        Those of the whole batch.
    again : ndarray, shape (N, K)
        The same once more, after other calls.
    silenced : ndarray, shape (1 + COPIES, K)
        From a classifier with one hidden unit: logits of the first sequence in evaluation mode, then of its copies in
        training mode.

    Raises
    ------
    TypeError
        Where the answer makes no `nn.Module`.
    """
    V, E, H, K = sizes
    given = torch.from_numpy(ids.copy()), torch.from_numpy(lengths.copy())
    alone = given[0][:1, : int(lengths[0])], given[1][:1]
    copies = alone[0].repeat(COPIES, 1), alone[1].repeat(COPIES)
    with seeded(seed), torch.no_grad():
        net, small = answer(V, E, H, K, p, pad), answer(V, E, 1, K, p, pad)
        for one in (net, small):
            if one is None or one is ...:
                return None
            if not isinstance(one, nn.Module):
                raise TypeError(f"an nn.Module was expected, and a {type(one).__name__} came")
            _weigh(one, seed)
        calls = [net.eval()(*alone), net(*given), net(*given), small.eval()(*alone), small.train()(*copies)]
    if any(one is None or one is ... for one in calls):
        return None
    first, batch, again, *silenced = map(_plain, calls)
    if all(type(one) is np.ndarray and one.ndim == 2 for one in silenced):
        silenced = np.concatenate(silenced)
    return _layers(net), first, batch, again, silenced


def _plain(value):
    """Return a tensor as an array in float64; everything else as it is."""
    return array(value.double()) if isinstance(value, torch.Tensor) else value


def _weigh(net, seed):
    """Fill the parameters of the layers of each kind with numbers that depend on the seed and the kind alone."""
    for place, kind in enumerate(KINDS):
        rng = np.random.default_rng([seed, place])
        for layer in [one for one in net.modules() if type(one) is kind]:
            for parameter in layer.parameters():
                size = tuple(parameter.shape)
                values = rng.choice([-1.0, 1.0], size) * rng.uniform(0.2, 1.3, size)
                parameter.copy_(torch.from_numpy(values))


def _layers(net):
    """Return what there is, as the driver says."""
    found = [[one for one in net.modules() if type(one) is kind] for kind in KINDS]
    table, lstm, out = (one[-1] if one else None for one in found)
    sizes = [len(one) for one in found]
    none = -1 if table is None or table.padding_idx is None else table.padding_idx
    sizes += [0, 0, 0] if table is None else [table.num_embeddings, table.embedding_dim, none]
    if lstm is None:
        sizes += [0, 0, 0, 0]
    else:
        sizes += [lstm.input_size, lstm.hidden_size, lstm.num_layers, 1 + lstm.bidirectional]
    return sizes + ([0, 0] if out is None else [out.in_features, out.out_features])
