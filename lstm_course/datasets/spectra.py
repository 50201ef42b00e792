"""What a network gets to hear of a sound: short-time spectra, on the mel scale, in logarithms (lesson 19)."""

import numpy as np
from scipy import fft

from .._arguments import check_size
from .._inputs import converted, positive
from ._sound import samples


def _factors(name, value):
    found = np.asarray(value, float)
    if found.ndim != 1 or not len(found):
        raise ValueError(f"{name} must hold factors, shape (W,), such as np.hanning(W), got {value!r:.40}")
    return found


@converted(window=_factors)
def stft(x, window, hop):
    """Return short-time spectra: pieces of a signal, each times a window, each by a Fourier transform.

    Parameters
    ----------
    x : ndarray, shape (K,)
        Samples.
    window : ndarray, shape (W,)
        Factors, such as ``np.hanning(W)``.
    hop : int
        Samples from the beginning of one piece to that of the next.

    Returns
    -------
    ndarray of complex, shape (1 + (K - W) // hop, W // 2 + 1)
        Frames and frequencies, the latter at multiples of rate / W. Samples at the end that fill no piece are left out.

    Raises
    ------
    ValueError
        Where the signal is shorter than the window, the window no row of factors, or the hop below 1.
    """
    x, window = samples(x), np.asarray(window, float)
    if len(x) < len(window):
        raise ValueError(f"x must hold at least the {len(window)} samples of a window, got {len(x)}")
    starts = np.arange(0, len(x) - len(window) + 1, check_size("hop", hop))
    return fft.rfft(x[starts[:, None] + np.arange(len(window))] * window, axis=1)


def mel(hertz):
    """Return frequencies on the mel scale, 2595 log10(1 + f / 700), as in HTK.

    Parameters
    ----------
    hertz : float or ndarray
        Frequencies.

    Returns
    -------
    float or ndarray
        Equal steps of it sound about equally wide.
    """
    return 2595 * np.log10(1 + np.asarray(hertz) / 700)


def mel_filters(bands, window, rate=8000, lowest=80.0, highest=None):
    """Return triangles on the mel scale, each from the middle of the band below to the middle of that above.

    Parameters
    ----------
    bands : int
        How many.
    window : int
        W, samples of a window.
    rate : int
        Samples in a second.
    lowest, highest : float
        Ends of the first and the last triangle in hertz; by default up to half the rate.

    Returns
    -------
    ndarray, shape (bands, W // 2 + 1)
        Weights from 0 to 1, 1 at the middle of a band.

    Raises
    ------
    ValueError
        Where a size is none, or the ends are not in order.
    """
    highest = rate / 2 if highest is None else highest
    if not 0 <= lowest < highest <= rate / 2:
        raise ValueError(f"lowest and highest must rise from 0 to {rate / 2}, got {lowest} and {highest}")
    ends = np.linspace(mel(lowest), mel(highest), check_size("bands", bands) + 2)
    edges = 700 * (10 ** (ends / 2595) - 1)[:, None]
    hertz = fft.rfftfreq(check_size("window", window), 1 / rate)
    rising = (hertz - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - hertz) / (edges[2:] - edges[1:-1])
    return np.clip(np.minimum(rising, falling), 0, None)


@converted(window=positive, hop=positive)
def log_mel(signal, rate=8000, bands=24, window=0.03, hop=0.02):
    """Return what a network gets to hear: logarithms of the power in mel bands, from frame to frame.

    Parameters
    ----------
    signal : ndarray, shape (K,)
        Samples.
    rate : int
        Samples in a second.
    bands : int
        Mel bands from 80 hertz to half the rate, at most 8,000 hertz.
    window, hop : float
        Seconds.

    Returns
    -------
    ndarray, shape (T, bands)
        Natural logarithms of power + 1e-5.

    Raises
    ------
    ValueError
        Where the signal is shorter than a window, or the window or the hop is not above 0.
    """
    size, step = round(window * rate), round(hop * rate)
    power = np.abs(stft(signal, np.hanning(size + 1)[:-1], step)) ** 2 / size
    return np.log(power @ mel_filters(bands, size, rate, highest=min(8000.0, rate / 2)).T + 1e-5)


def features(signal, rate=8000, bands=24, stacked=2):
    """Return `log_mel` frames, standardised for each signal, with neighbours side by side: fewer and wider steps.

    Parameters
    ----------
    signal : ndarray, shape (K,)
        Samples.
    rate : int
        Samples in a second.
    bands : int
        Mel bands.
    stacked : int
        Frames that become one; what is left over at the end is dropped.

    Returns
    -------
    ndarray, shape (T // stacked, stacked * bands)
        Each band of mean 0 and deviation 1 over the signal.

    Raises
    ------
    ValueError
        Where the signal is too short.
    """
    frames = log_mel(signal, rate, bands)
    frames = (frames - frames.mean(axis=0)) / (frames.std(axis=0) + 1e-3)
    T = len(frames) // check_size("stacked", stacked)
    if not T:
        raise ValueError(f"signal must hold at least {stacked} frames, got {len(frames)}")
    return frames[: T * stacked].reshape(T, -1)
