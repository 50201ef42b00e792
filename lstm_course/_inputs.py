"""What the networks, probes and data sets take: a decorator that checks and converts arguments, and its converters."""

import functools
import inspect
import math
from numbers import Real

import numpy as np


def converted(relation=None, **converters):
    """Make a decorator that checks and converts arguments before the function runs.

    Parameters
    ----------
    relation : callable, optional
        Takes the converted arguments by name and raises `ValueError` where they do not fit each other.
    **converters : callable
        For each argument a function of its name and its value that returns what the function gets.

    Returns
    -------
    callable
        A decorator.
    """

    def decorate(function):
        signature = inspect.signature(function)

        @functools.wraps(function)
        def checked_function(*args, **kwargs):
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            for name, convert in converters.items():
                bound.arguments[name] = convert(name, bound.arguments[name])
            if relation is not None:
                relation(**bound.arguments)
            return function(*bound.args, **bound.kwargs)

        return checked_function

    return decorate


def plain(value):
    """Return a tensor of PyTorch without its graph as an array, or as a number if it is one; a list of them likewise.

    Whatever else comes back as it is. PyTorch is not imported.
    """
    if hasattr(value, "detach"):
        return value.detach().cpu().numpy()[()]
    if isinstance(value, (list, tuple)) and value and hasattr(value[0], "detach"):
        return [plain(one) for one in value]
    return value


def array(name, value):
    """Return what `plain` makes of a value, as a converter."""
    return plain(value)


def tensor(name, value):
    """Return an array, or lists of numbers, as a tensor, else raise `ValueError`; tensor and None stay as they are."""
    import torch

    if value is None or isinstance(value, torch.Tensor):
        return value
    try:
        return torch.as_tensor(value)
    except (TypeError, ValueError, RuntimeError):
        raise ValueError(f"{name} must be a tensor or an array of numbers, got {value!r:.80}") from None


def whole_tensor(name, value):
    """Return whole numbers, such as lengths, as a tensor, else raise `ValueError`; None stays as it is."""
    value = tensor(name, value)
    if value is not None and (
        value.is_floating_point() or value.is_complex() or str(value.dtype) == "torch.bool"
    ):
        raise ValueError(f"{name} must hold whole numbers, got {value.dtype} of shape {tuple(value.shape)}")
    return value


def label(name, value):
    """Return a sequence of whole numbers, or an empty one, as a list, else raise `ValueError`."""
    found = np.asarray(array(name, value))
    if found.ndim != 1 or (found.size and found.dtype.kind not in "iu"):
        raise ValueError(f"{name} must be a sequence of whole numbers, got {value!r:.80}")
    return found.tolist()


def places(name, value, n):
    """Return places among n, each from 0 to n - 1, else raise `ValueError`; a mask of shape (n,) stands for its places.

    A place below 0 counts from the end, as everywhere.
    """
    found = np.asarray(array(name, value))
    if found.dtype == bool and found.shape == (n,):
        return np.flatnonzero(found)
    whole = found.ndim == 1 and (not found.size or found.dtype.kind in "iu")
    if not whole or (found.size and not -n <= found.min() <= found.max() < n):
        raise ValueError(
            f"{name} must hold places from 0 to {n - 1}, or be a mask of shape ({n},), got {value!r:.80}"
        )
    return found.astype(int) % n


def number(name, value):
    """Return a number as it is, infinity and NaN, too, else raise `ValueError`: not a text, None or an array."""
    try:
        float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a number, got {value!r:.80}") from None
    if isinstance(value, str) or np.ndim(value):
        raise ValueError(f"{name} must be a number, got {value!r:.80}")
    return value


def real(value):
    """Return whether a value is one real number, of Python or of NumPy."""
    if isinstance(value, np.ndarray):
        return value.ndim == 0 and value.dtype.kind in "iuf"
    return isinstance(value, Real)


def positive(name, value):
    """Return a finite number above 0, else raise `ValueError`."""
    if not (real(value) and 0 < value < math.inf):
        raise ValueError(f"{name} must be a number above 0, got {value!r}")
    return float(value)


def several(name, value):
    """Return a sequence of texts, else raise `ValueError`: a single text would be taken for one text a letter."""
    if isinstance(value, str):
        raise ValueError(f"{name} must be a sequence of texts, such as [{value!r:.40}], got one text")
    return value
