"""A driver for a start that is made from a random matrix: it asks for two."""


def from_two(function, A, B, gain):
    """Return what a function makes of each of two matrices.

    Parameters
    ----------
    function : callable
        What the learner wrote; takes a matrix and a gain.
    A, B : ndarray, shape (H, H)
        Random matrices that differ.
    gain : float
        What the function is to stretch its result by.

    Returns
    -------
    tuple of two, or None or ...
        These where the function returns nothing at all.
    """
    one, other = function(A, gain), function(B, gain)
    return one if one is other and one in (None, ...) else (one, other)
