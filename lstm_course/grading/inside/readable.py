"""What a function returned, as the instant check reads it, in types that a frame holds.

The check takes an OrderedDict for a dict, a string of NumPy for a string, a row of objects for a list. Here they become
what they stand for, in the submission's own process: nothing of it is trusted, and the frame's types stay closed.
"""

import collections

import numpy as np

from . import wire

DICTS = (dict, collections.OrderedDict, collections.defaultdict)


def readable(value):
    """Return the value with what the instant check reads in place of what a frame cannot hold.

    Parameters
    ----------
    value : object
        Anything at all.

    Returns
    -------
    object
        Lists, tuples and dicts are copies; what nobody reads stays as it is.
    """
    return _readable(value, 0, [wire.MAX_NODES])


def _readable(value, depth, left):
    left[0] -= 1
    if depth > wire.MAX_DEPTH or left[0] < 0:  # no frame holds it
        return value
    kind = type(value)
    if kind in (list, tuple):
        return kind(_readable(one, depth + 1, left) for one in value)
    if kind in DICTS:
        return {_key(key): _readable(one, depth + 1, left) for key, one in value.items()}
    if kind is np.str_:
        return str(value)
    if kind is np.ndarray and not wire.can_hold(value.dtype):
        return _array(value, depth, left)
    for family, plain in ((np.floating, float), (np.integer, int)):
        if issubclass(kind, family) and kind is not np.timedelta64 and not wire.can_hold(value.dtype, kind):
            return plain(value)
    return value


def _array(value, depth, left):
    """Return a row as its entries, and a number out of an array without axes."""
    if value.ndim == 1:
        return wire.Row([_readable(one, depth + 1, left) for one in value.tolist()])
    one = value[()] if value.ndim == 0 else None
    return _readable(one, depth, left) if type(one) in (int, float) or isinstance(one, np.number) else value


def _key(key):
    """Return a key that is equal to a string or a number as this one itself."""
    if isinstance(key, str):
        return str.__str__(key)
    return key.item() if isinstance(key, np.generic) else key
