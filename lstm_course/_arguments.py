"""Checks of arguments, so that a wrong array is named before NumPy broadcasts it into a wrong answer."""

import functools
import inspect

import numpy as np

FLOATS = (np.dtype(np.float32), np.dtype(np.float64))
_MEANING = {"N": "sequence", "T": "time step", "D": "feature", "H": "hidden unit"}


def checked(**shapes):
    """Make a decorator that checks array arguments before the function runs.

    Parameters
    ----------
    **shapes : str
        For each array argument its sizes, one letter each and separated by blanks: ``"N D"``, ``"D 4H"``.
        A letter stands for the same number in all arguments; ``4H`` is four times the number ``H``.

    Returns
    -------
    callable
        A decorator. The decorated function raises `ValueError` where an argument is not an array of
        32-bit or 64-bit floats, where two arguments differ in dtype, where a size does not fit, where a
        size is zero, and where a parameter (a name that starts with ``W`` or ``b``) holds NaN.
    """

    def decorate(function):
        signature = inspect.signature(function)

        @functools.wraps(function)
        def checked_function(*args, **kwargs):
            given = signature.bind(*args, **kwargs).arguments
            sizes, first = {}, None
            for name, shape in shapes.items():
                check_array(name, given[name], shape, sizes)
                if first is None:
                    first = name
                elif given[name].dtype != given[first].dtype:
                    raise ValueError(
                        f"{name} must have the dtype of {first}, {given[first].dtype}; "
                        f"got {given[name].dtype}"
                    )
                if name[0] in "Wb":
                    check_no_nan(name, given[name])
            return function(*args, **kwargs)

        return checked_function

    return decorate


def upstream(*names):
    """Make a decorator that checks the gradients which come into the backward pass of a cell.

    Parameters
    ----------
    *names : str
        The first arguments of the function: gradients with the shape and dtype of the state, whose old value is the
        second entry of the cache, the argument after them.

    Returns
    -------
    callable
        A decorator. The decorated function raises `ValueError` where a gradient does not fit.
    """

    def decorate(function):
        signature = inspect.signature(function)

        @functools.wraps(function)
        def checked_function(*args, **kwargs):
            given = signature.bind(*args, **kwargs).arguments
            state = given["cache"][1]
            for name in names:
                value = given[name]
                if not isinstance(value, np.ndarray):
                    raise ValueError(f"{name} must be a NumPy array, got {type(value).__name__}")
                if value.shape != state.shape or value.dtype != state.dtype:
                    raise ValueError(
                        f"{name} must be {state.dtype} of shape (N, H) = {state.shape}; "
                        f"got {value.dtype} of shape {value.shape}"
                    )
            return function(*args, **kwargs)

        return checked_function

    return decorate


def check_array(name, value, shape, sizes, dtype=None):
    """Check one array; letters of `shape` that are not in `sizes` yet are added to it.

    Parameters
    ----------
    name : str
        The argument's name, for the message.
    value : ndarray
        What came.
    shape : str
        For example ``"N T D"`` or ``"D 4H"``.
    sizes : dict
        Letter -> number, filled on the way.
    dtype : dtype, optional
        The dtype expected; by default any of float32 and float64.

    Raises
    ------
    ValueError
        Naming the argument, what came and what was expected.
    """
    if not isinstance(value, np.ndarray):
        raise ValueError(f"{name} must be a NumPy array, got {type(value).__name__}")
    allowed = FLOATS if dtype is None else (np.dtype(dtype),)
    if value.dtype not in allowed:
        wanted = " or ".join(str(one) for one in allowed)
        raise ValueError(f"{name} must have dtype {wanted}, got {value.dtype}")
    letters = shape.split()
    fits = value.ndim == len(letters)
    if fits:
        for letter, size in zip(letters, value.shape, strict=True):
            factor, base = (int(letter[0]), letter[1]) if letter[0].isdigit() else (1, letter)
            fits = fits and size == factor * sizes.setdefault(base, size // factor)
    if not fits:
        known = ", ".join(f"{letter} = {sizes[letter]}" for letter in sizes)
        wanted = ", ".join(letters) + ("," if len(letters) == 1 else "")
        raise ValueError(
            f"{name} must have shape ({wanted}){f' with {known}' if known else ''}; got {value.shape}"
        )
    for letter, size in zip(letters, value.shape, strict=True):
        if size == 0:
            meaning = _MEANING.get(letter[-1], "entry")
            raise ValueError(f"{name} must hold at least one {meaning}, got shape {value.shape}")


def check_no_nan(name, value):
    """Raise `ValueError` where an array of parameters holds NaN."""
    if np.isnan(value).any():
        where = tuple(int(k) for k in np.argwhere(np.isnan(value))[0])
        raise ValueError(f"{name} must hold numbers only, got NaN at index {where}")


def check_size(name, value):
    """Return `value` as an int where it is a whole number of at least 1, else raise `ValueError`."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
        raise ValueError(f"{name} must be a whole number of at least 1, got {value!r}")
    return int(value)


def check_rng(rng):
    """Raise `ValueError` where `rng` is not a `numpy.random.Generator`."""
    if not isinstance(rng, np.random.Generator):
        raise ValueError(
            f"rng must be a numpy.random.Generator such as np.random.default_rng(0), got {rng!r}"
        )


def check_dtype(dtype):
    """Return `dtype` as a NumPy dtype where it is float32 or float64, else raise `ValueError`."""
    try:
        found = np.dtype(dtype)
    except TypeError:
        found = None
    if found is None or found not in FLOATS:  # None alone would pass: NumPy takes it for float64
        raise ValueError(f"dtype must be float32 or float64, got {dtype!r}")
    return found
