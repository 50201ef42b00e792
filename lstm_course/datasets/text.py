"""Text that is there already: the help pages of the Python standard library, and characters as numbers."""

import numpy as np

from .._arguments import check_size


def standard_library_text():
    """Return the text of the help topics that ship with Python, without the characters outside ASCII.

    The topics are joined in alphabetical order. The text changes a little from one version of Python to the next, so a
    measured number holds for the version it was measured with, and for others nearly.

    Returns
    -------
    str
        Between 300,000 and 900,000 characters: new lines and the printable characters of ASCII.

    Raises
    ------
    ModuleNotFoundError
        Where this Python came without ``pydoc_data``; the message says what to install.
    """
    try:
        from pydoc_data.topics import topics
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "the text comes from pydoc_data, a part of the Python standard library that this Python was installed "
            "without. Install the full Python (from python.org or conda, or your system's full Python package)."
        ) from error
    joined = "\n".join(topics[name] for name in sorted(topics))
    return "".join(c for c in joined if c == "\n" or " " <= c <= "~")


def encode(text, alphabet=None):
    """Return characters as integer codes, their places in the alphabet.

    Parameters
    ----------
    text : str
        At least one character.
    alphabet : str, optional
        Every character that may occur, each once; by default the characters of the text, sorted.

    Returns
    -------
    codes : ndarray of int, shape (T,)
        One for each character, from 0 to K - 1, with K the length of the alphabet.
    alphabet : str
        The character of code k at place k.

    Raises
    ------
    ValueError
        Where the text is empty or holds a character that is not in the alphabet.
    """
    if not text:
        raise ValueError("text must hold at least one character, got ''")
    alphabet = "".join(sorted(set(text))) if alphabet is None else alphabet
    place = {character: code for code, character in enumerate(alphabet)}
    missing = sorted(set(text) - set(alphabet))
    if missing:
        raise ValueError(f"text must hold characters of the alphabet only, got {''.join(missing)!r}")
    return np.array([place[character] for character in text]), alphabet


def one_hot(codes, K):
    """Return a row of K numbers for every code: 1 at the place of the code, 0 elsewhere.

    Parameters
    ----------
    codes : ndarray of int, any shape
        Each from 0 to K - 1.
    K : int
        Number of possible codes.

    Returns
    -------
    ndarray, shape of codes + (K,)
        float64; every row sums to 1.

    Raises
    ------
    ValueError
        Where codes are not whole numbers from 0 to K - 1.
    """
    K = check_size("K", K)
    codes = np.asarray(codes)
    if codes.dtype.kind not in "iu":
        raise ValueError(f"codes must be whole numbers, got dtype {codes.dtype}")
    if codes.size and not (0 <= codes.min() and codes.max() < K):
        raise ValueError(f"codes must lie between 0 and K - 1 = {K - 1}, got {codes.min()} to {codes.max()}")
    return np.eye(K)[codes]
