"""What drawn symbols do, in words: many draws are right, and all right ones share these words."""

import zlib

import numpy as np

ENOUGH = 100  # draws of a row, to tell laws apart
UNLIKELY = 25.0  # of chi-square, beyond what is likely; chance exceeds it once in ten million draws of a law


def draws(results, args):
    """Return which law the drawn symbols follow, and whether they are drawn anew.

    Parameters
    ----------
    results : dict
        ``first`` and ``second``, N symbols each.
    args : tuple
        ``logits`` (L, V), ``repeats``, ``temperature`` and ``seed`` of `lstm_course.drive.language.draws`.

    Returns
    -------
    dict of str
    """
    logits, repeats, temperature, _ = args
    L, V = logits.shape
    both = np.array([results["first"], results["second"]], dtype=float).reshape(2, L, repeats)
    if not ((both >= 0) & (both < V) & (both == np.floor(both))).all():
        return {"symbols": "not 0 to V - 1", "law": "not known", "new draws": "not known"}
    both = both.astype(int)
    counts = np.stack([np.bincount(both[:, row].ravel(), minlength=V) for row in range(L)])
    laws = _laws(logits, temperature)
    if repeats < ENOUGH:  # a few draws fit nearly every law, so only laws without chance are told apart
        laws = {name: p for name, p in laws.items() if p.max(axis=1).min() > 0.999}
    law = next((name for name, p in laws.items() if _fits(counts, p)), None)
    law = law or f"another law, {zlib.crc32(both.tobytes())}"  # the same only where the draws are the same
    certain = (_softmax(logits, temperature).max(axis=1) > 0.9).any() or law.startswith("the most")
    if certain or repeats < ENOUGH:
        again = "yes"
    elif np.array_equal(both[0], both[1]):
        again = "the second call draws the same"
    elif (both == both[:, :, :1]).all():
        again = "one draw for all rows"
    else:
        again = "yes"
    return {"symbols": "0 to V - 1", "law": law, "new draws": again}


def _softmax(logits, temperature):
    if temperature == 0:
        return np.eye(logits.shape[1])[logits.argmax(axis=1)]
    p = np.exp((logits - logits.max(axis=1, keepdims=True)) / temperature)
    return p / p.sum(axis=1, keepdims=True)


def _laws(logits, temperature):
    """Return the right law first, then those of known mistakes."""
    V = logits.shape[1]
    flat = np.full(logits.shape, 1 / V)
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    column = np.exp(logits - logits.max(axis=0))
    laws = {
        "softmax(logits / temperature)": _softmax(logits, temperature),
        "the most probable symbol": _softmax(logits, 0),
        "the least probable symbol": _softmax(-logits, 0),
        "softmax(logits)": _softmax(logits, 1.0),
        "softmax(softmax(logits) / temperature)": _softmax(_softmax(logits, 1.0), temperature),
        "softmax(-logits / temperature)": _softmax(-logits, temperature),
        "softmax(logits * temperature)": _softmax(logits, 1 / temperature) if temperature else flat,
        "softmax of the square of the temperature": _softmax(logits, temperature**2),
        "every symbol alike": flat,
        "the whole batch": np.tile(weights.sum(axis=0) / weights.sum(), (len(logits), 1)),
        "columns": column / np.maximum(column.sum(axis=1, keepdims=True), 1e-300),
        "the first row": np.tile(_softmax(logits, temperature)[:1], (len(logits), 1)),
    }
    laws["mixed with every symbol alike"] = 0.5 * (laws["softmax(logits / temperature)"] + flat)
    return laws


def _fits(counts, p):
    """Whether the counts of each row may come from its law; symbols expected less than five times go together."""
    for found, law in zip(counts, p, strict=True):
        expected = law * found.sum()
        if (found[law < 1e-12] > 0).any():
            return False
        rare = expected < 5
        e = np.append(expected[~rare], expected[rare].sum())
        f = np.append(found[~rare], found[rare].sum())
        e, f = e[e > 0], f[e > 0]
        freedom = max(len(e) - 1, 1)
        if ((f - e) ** 2 / np.maximum(e, 1)).sum() > freedom + UNLIKELY + 4 * np.sqrt(freedom):
            return False
    return True
