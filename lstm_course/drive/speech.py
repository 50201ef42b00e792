"""Drivers for speech: spectra in two parts, noise of several seeds, operations as text, numbers that are infinite."""

import json
import math

import numpy as np


def spectrum(answer, x, window, hop):
    """Call a function that returns a complex spectrogram, and take that apart.

    Parameters
    ----------
    answer : callable
        Takes x, window and hop.
    x, window : ndarray
        As they are handed over.
    hop : int
        As it is handed over.

    Returns
    -------
    real, imaginary : object
        The two parts of what came; of what is real, itself and zeros; what is no array, twice.

    Notes
    -----
    Nothing, or ``...``, is handed on as it came: the answer is not written yet.
    """
    value = answer(x, window, hop)
    if value is None or value is ...:
        return value
    if type(value) is not np.ndarray or value.dtype.kind not in "cfiu":
        return value, value
    return np.real(value).copy(), np.imag(value).copy()


def mixtures(answer, clean, noise, snr_db, seeds):
    """Call a function that mixes noise into speech once for each seed.

    Parameters
    ----------
    answer : callable
        Takes clean, noise, snr_db and a seed, returns a signal as long as `clean`.
    clean, noise : ndarray, shapes (n,) and (m,)
        As they are handed over.
    snr_db : float
        As it is handed over.
    seeds : list of int
        One call for each.

    Returns
    -------
    signals : ndarray, shape (seeds, n), or object
        What came; the first that is no array of shape (n,), itself.

    Notes
    -----
    Nothing, or ``...``, is handed on as it came: the answer is not written yet.
    """
    signals = []
    for seed in seeds:
        value = answer(clean, noise, snr_db, seed)
        if value is None or value is ...:
            return value
        if type(value) is not np.ndarray or value.shape != clean.shape or value.dtype.kind != "f":
            return value
        signals.append(value.astype(float))
    return np.array(signals)


def edits(answer, reference, found):
    """Call a function that lists edit operations, and write them down as text.

    Parameters
    ----------
    answer : callable
        Takes reference and found; returns a distance and a list of triples of strings.
    reference, found : str or list of str
        As they are handed over.

    Returns
    -------
    distance : object
        What came.
    operations : str
        The triples as JSON, or in words why they are none.

    Notes
    -----
    Nothing, or ``...``, and what is no pair, is handed on as it came.
    """
    value = answer(reference, found)
    if type(value) not in (tuple, list) or len(value) != 2:
        return value
    distance, operations = value
    if operations is None or operations is ...:
        return operations
    if type(operations) not in (tuple, list):
        return distance, "no list"
    if not all(type(one) in (tuple, list) and len(one) == 3 for one in operations):
        return distance, "no triples"
    parts = [part for one in operations for part in one]
    if not all(part is None or type(part) in (str, np.str_) for part in parts):
        return distance, "no strings"
    if None in parts:
        return distance, "None in a triple"
    return distance, json.dumps([list(map(str, one)) for one in operations])


def likelihood(answer, log_p, target, blank):
    """Call a function that returns a log-likelihood, and take what is infinite out of its result.

    Parameters
    ----------
    answer : callable
        Takes log_p, target and blank, returns a number or minus infinity.
    log_p : ndarray, shape (T, V)
        As it is handed over.
    target : list of int
        As it is handed over.
    blank : int
        As it is handed over.

    Returns
    -------
    impossible : bool
        Whether minus infinity came.
    log_likelihood : object
        What came, or 0.0 where that is minus infinity.

    Notes
    -----
    Nothing, or ``...``, is handed on as it came: the answer is not written yet.
    """
    value = answer(log_p, target, blank)
    if value is None or value is ...:
        return value
    if type(value) is np.ndarray and value.ndim == 0:
        value = value[()]
    if isinstance(value, (float, np.floating)) and value == -math.inf:
        return True, 0.0
    return False, value
