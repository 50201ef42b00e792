"""Metamorphic probes: change the input in a way whose effect is known, and see whether the model agrees.

They need no right answer. A probe runs a model twice on inputs that are related and compares the two outputs, so it
works on any model over sequences, trained or not.

A model is a function ``model(x, state=None, mask=None) -> (y, state)``, such as the ``forward`` of a layer of
`lstm_course.layers`: x is (N, T, D), y is (N, T, H), the state is an array or a tuple of arrays whose first axis is
the batch, and the mask is (N, T), False where a time step is padding. A plain ``model(x) -> y`` will do for the
probes that need neither state nor mask::

    from lstm_course import probes

    probes.causality(layer.forward, x)   # ProbeResult(passed=True, difference=0.0, sentence=...)
    probes.run_all(layer.forward, x)     # name -> ProbeResult

Every probe feeds copies, but for `repeatability`, which hands over the same arrays twice and so sees a model that
writes into them. A model that draws random numbers fails everywhere: read `repeatability` first.
"""

import inspect
from typing import NamedTuple

import numpy as np

TOLERANCE = 1e-6  # differences of rounding are some 1e-16 in float64, 1e-7 in float32


class ProbeResult(NamedTuple):
    """What a probe found.

    Attributes
    ----------
    passed : bool
        Whether the model behaved as it must.
    difference : float
        Largest absolute difference between what must be equal; infinite where shapes differ.
    sentence : str
        The finding in words.
    """

    passed: bool
    difference: float
    sentence: str


def repeatability(model, x, tolerance=TOLERANCE):
    """Probe whether two calls with the same arrays give the same.

    Parameters
    ----------
    model : callable
        ``model(x) -> y`` or ``model(x, state=None, mask=None) -> (y, state)``.
    x : ndarray, shape (N, T, D)
        Any input with N >= 2 and T >= 2; it is not changed.
    tolerance : float
        Largest difference that passes.

    Returns
    -------
    ProbeResult
        Whether it holds, and what was seen.

    Raises
    ------
    ValueError
        Where x has not three axes, or too few sequences or time steps, or the model returns no array.
    """
    x = _check(x)
    kept = {}
    if _takes(model, "state"):
        kept["state"] = _copied(_call(model, x)[1])
    x = x.copy()
    first = _copied(_call(model, x, copy=False, **kept))
    second = _call(model, x, copy=False, **kept)
    return _result(
        _difference(first, second),
        tolerance,
        "Two calls with the same arrays give the same.",
        "Two calls with the same arrays differ: the model draws random numbers, keeps something between calls, or "
        "writes into its arguments.",
    )


def batch_independence(model, x, tolerance=TOLERANCE):
    """Probe whether a sequence alone gives the same as in a batch.

    Parameters
    ----------
    model : callable
        ``model(x) -> y`` or ``model(x, state=None, mask=None) -> (y, state)``.
    x : ndarray, shape (N, T, D)
        Any input with N >= 2 and T >= 2; it is not changed.
    tolerance : float
        Largest difference that passes.

    Returns
    -------
    ProbeResult
        Whether it holds, and what was seen.

    Raises
    ------
    ValueError
        Where x has not three axes, or too few sequences or time steps, or the model returns no array.
    """
    x = _check(x)
    together = _call(model, x)
    found = (_difference(_rows(together, [n]), _call(model, x[n : n + 1])) for n in range(len(x)))
    return _result(
        max(found),
        tolerance,
        "A sequence gives the same alone and in a batch.",
        "A sequence alone gives another result than in a batch: sequences of one batch see each other.",
    )


def causality(model, x, tolerance=TOLERANCE):
    """Probe whether the output at a time step depends on later inputs: from each step on, the input is changed.

    Parameters
    ----------
    model : callable
        ``model(x) -> y`` or ``model(x, state=None, mask=None) -> (y, state)``.
    x : ndarray, shape (N, T, D)
        Any input with N >= 2 and T >= 2; it is not changed.
    tolerance : float
        Largest difference that passes.

    Returns
    -------
    ProbeResult
        Whether it holds, and what was seen.

    Raises
    ------
    ValueError
        Where x has not three axes, or too few sequences or time steps, or the model returns no array.
    """
    x = _check(x)
    y, other = _call(model, x)[0], _other(x)
    found = []
    for t in range(1, x.shape[1]):
        changed = np.concatenate([x[:, :t], other[:, t:]], axis=1)
        found.append(_difference(y[:, :t], _call(model, changed)[0][:, :t]))
    return _result(
        max(found),
        tolerance,
        "No output depends on a later input.",
        "An output changes when a later input changes: the model looks into the future.",
    )


def padding(model, x, tolerance=TOLERANCE):
    """Probe whether padded time steps that are masked leave the result alone.

    Two steps are added to the end of every sequence and masked. The outputs at the real steps and the final state
    must be those of the sequences without padding.

    Parameters
    ----------
    model : callable
        ``model(x, state=None, mask=None) -> (y, state)``; where it returns y only, only y is compared.
    x : ndarray, shape (N, T, D)
        Any input with N >= 2 and T >= 2; it is not changed.
    tolerance : float
        Largest difference that passes.

    Returns
    -------
    ProbeResult
        Whether it holds, and what was seen.

    Raises
    ------
    ValueError
        Where x has not three axes, or too few sequences or time steps, or the model takes no mask.
    """
    x = _check(x)
    _need(model, "mask")
    N, T, _ = x.shape
    mask = np.ones((N, T + 2), bool)
    mask[:, T:] = False
    bare = _call(model, x, mask=mask[:, :T])
    padded = _call(model, np.concatenate([x, _other(x)[:, :2]], axis=1), mask=mask)
    return _result(
        _difference(bare, (padded[0][:, :T], *padded[1:])),
        tolerance,
        "Padding changes nothing.",
        "Padding changes the result, although it is masked: the model reads on after the end of a sequence.",
    )


def chunking(model, x, tolerance=TOLERANCE):
    """Probe whether a sequence may be cut: its rest, started from the carried state, must go on as if uncut.

    Parameters
    ----------
    model : callable
        ``model(x, state=None, mask=None) -> (y, state)``.
    x : ndarray, shape (N, T, D)
        Any input with N >= 2 and T >= 2; it is not changed.
    tolerance : float
        Largest difference that passes.

    Returns
    -------
    ProbeResult
        Whether it holds, and what was seen.

    Raises
    ------
    ValueError
        Where x has not three axes, or too few sequences or time steps, or the model takes or returns no state.
    """
    x = _check(x)
    _need(model, "state")
    whole = _call(model, x)
    if len(whole) < 2:
        raise ValueError("model must return (y, state) for this probe, got y only")
    found = []
    for t in range(1, x.shape[1]):
        carried = _call(model, x[:, :t])[1]
        rest = _call(model, x[:, t:], state=carried)
        found.append(_difference((whole[0][:, t:], whole[1]), rest))
    return _result(
        max(found),
        tolerance,
        "A sequence that is cut goes on as if it were whole.",
        "A sequence that is cut goes on differently, although its state was handed over: the state is not used, or "
        "does not hold everything.",
    )


def permutation(model, x, tolerance=TOLERANCE):
    """Probe whether the order of the sequences in a batch matters: reordered inputs must give reordered outputs.

    Where the model takes a mask, the sequences are given different lengths first.

    Parameters
    ----------
    model : callable
        ``model(x) -> y`` or ``model(x, state=None, mask=None) -> (y, state)``.
    x : ndarray, shape (N, T, D)
        Any input with N >= 2 and T >= 2; it is not changed.
    tolerance : float
        Largest difference that passes.

    Returns
    -------
    ProbeResult
        Whether it holds, and what was seen.

    Raises
    ------
    ValueError
        Where x has not three axes, or too few sequences or time steps, or the model returns no array.
    """
    x = _check(x)
    N, T, _ = x.shape
    order = np.roll(np.arange(N), 1)
    real = np.arange(T) < (T - np.arange(N) % T)[:, None]  # lengths T, T - 1, ...
    masks = [{"mask": mask} if _takes(model, "mask") else {} for mask in (real, real[order])]
    before = _rows(_call(model, x, **masks[0]), order)
    after = _call(model, x[order], **masks[1])
    if masks[0] and _shape(before[0]) == _shape(after[0]):  # what stands in the padding is of no interest
        before, after = ((y[real[order]], *state) for y, *state in (before, after))
    return _result(
        _difference(before, after),
        tolerance,
        "The order of the sequences in a batch does not matter.",
        "When the sequences of a batch change places, their results do not follow: the model gives a sequence the "
        "result of another, or treats places of the batch differently.",
    )


PROBES = {
    probe.__name__: probe
    for probe in (repeatability, batch_independence, causality, padding, chunking, permutation)
}


def run_all(model, x, tolerance=TOLERANCE):
    """Apply every probe that the model's arguments allow.

    Parameters
    ----------
    model : callable
        ``model(x, state=None, mask=None) -> (y, state)``. Without ``mask`` in its signature `padding` is left out,
        without ``state`` `chunking`.
    x : ndarray, shape (N, T, D)
        Any input with N >= 2 and T >= 2, best random; it is not changed.
    tolerance : float
        Largest difference that passes.

    Returns
    -------
    dict
        Name of the probe -> `ProbeResult`, in the order repeatability, batch_independence, causality, padding,
        chunking, permutation.

    Raises
    ------
    ValueError
        Where x has not three axes, or too few sequences or time steps, or the model returns no array.
    """
    needs = {"padding": "mask", "chunking": "state"}
    return {
        name: probe(model, x, tolerance)
        for name, probe in PROBES.items()
        if name not in needs or _takes(model, needs[name])
    }


def _check(x):
    if not isinstance(x, np.ndarray) or x.ndim != 3:
        raise ValueError(f"x must be an array of shape (N, T, D), got {_shape(x) or type(x).__name__}")
    if x.shape[0] < 2 or x.shape[1] < 2:
        raise ValueError(f"x must hold at least 2 sequences and 2 time steps, got shape {x.shape}")
    return x


def _takes(model, name):
    try:
        parameters = inspect.signature(model).parameters
    except (TypeError, ValueError):
        return False
    return name in parameters


def _need(model, name):
    if not _takes(model, name):
        raise ValueError(f"model must take the argument {name} for this probe")


def _call(model, x, copy=True, **options):
    """Return what the model gives as a tuple (y,) or (y, state)."""
    if copy:
        x, options = x.copy(), {name: _copied(value) for name, value in options.items()}
    result = model(x, **options)
    result = tuple(result) if isinstance(result, (tuple, list)) else (result,)
    if len(result) not in (1, 2) or not isinstance(result[0], np.ndarray):
        raise ValueError(f"model must return an array y or a pair (y, state), got {_kinds(result)}")
    return result


def _kinds(values):
    return ", ".join(type(value).__name__ for value in values)


def _copied(value):
    return tuple(map(_copied, value)) if isinstance(value, (tuple, list)) else np.array(value)


def _rows(value, rows):
    """Return these sequences of y and of the state."""
    return tuple(_rows(one, rows) for one in value) if isinstance(value, (tuple, list)) else value[rows]


def _other(x):
    """Return an array of the shape of x that differs from it in every number."""
    return x[::-1, ::-1] + 1 + np.ptp(x)


def _shape(value):
    return getattr(value, "shape", None)


def _difference(one, other):
    """Return the largest absolute difference; infinite where the two are not alike in form, or hold NaN."""
    if isinstance(one, (tuple, list)) and isinstance(other, (tuple, list)):
        if len(one) != len(other):
            return np.inf
        return max(_difference(a, b) for a, b in zip(one, other, strict=True))
    if _shape(one) is None or _shape(one) != _shape(other):
        return np.inf
    difference = np.abs(np.asarray(one, float) - np.asarray(other, float)).max(initial=0.0)
    return float(difference) if np.isfinite(difference) else np.inf


def _result(difference, tolerance, good, bad):
    if np.isinf(difference):
        bad = "The two results cannot be compared: their shapes differ, or they hold NaN or infinity."
    passed = bool(difference <= tolerance)
    return ProbeResult(passed, float(difference), good if passed else bad)
