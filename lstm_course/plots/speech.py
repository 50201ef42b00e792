"""Figures of speech and CTC: what is heard, the lattice, the phase of blanks, spikes, voices (lesson 19)."""

import numpy as np

from . import COLOURS, axes

_LETTER, _BLANK, _GREY = COLOURS["o"], COLOURS["baseline"], "#666666"


def heard(signal, rate, power, hertz, frames, spans, window=0.03, axs=None):
    """Draw a sound three times over one time axis: samples, short-time spectra, and mel bands.

    Parameters
    ----------
    signal : ndarray, shape (K,)
        Samples.
    rate : int
        Samples in a second.
    power : ndarray, shape (T, bins)
        Squared short-time spectra.
    hertz : ndarray, shape (bins,)
        Their frequencies.
    frames : ndarray, shape (T, bands)
        Logarithms of the power in mel bands.
    spans : list of (str, float, float)
        What sounds, from when to when; named above the first panel.
    window : float
        Seconds of a short-time window; a frame is drawn around its middle.
    axs : sequence of Axes, optional
        Three.

    Returns
    -------
    ndarray of Axes
        Those drawn in.
    """
    axs = np.ravel(axes(axs, nrows=3, figsize=(7.4, 4.6), sharex=True, layout="constrained"))
    axs[0].plot(np.arange(len(signal)) / rate, signal, color=_LETTER, linewidth=0.6)
    axs[0].set(ylabel="sample", ylim=(-1, 1))
    for name, start, end in spans:
        axs[0].axvline(start, color=_GREY, linewidth=0.5)
        axs[0].annotate(
            name,
            ((start + end) / 2, 1),
            (0, 2),
            textcoords="offset points",
            ha="center",
            color=_GREY,
            fontsize=8,
        )
    level = 10 * np.log10(power.T + 1e-9)
    ends = window / 2, len(signal) / rate - window / 2
    options = {"origin": "lower", "aspect": "auto", "cmap": "Greys"}
    extent = (*ends, hertz[0] / 1000, hertz[-1] / 1000)
    axs[1].imshow(level, extent=extent, vmin=level.max() - 50, vmax=level.max(), **options)
    axs[1].set(ylabel="kilohertz")
    axs[2].imshow(frames.T, extent=(*ends, 0.5, frames.shape[1] + 0.5), **options)
    axs[2].set(ylabel="mel band", xlabel="seconds", xlim=(0, len(signal) / rate))
    return axs


def lattice(shares, label, blank="-", ax=None):
    """Draw how the probability of a label runs through its places, frame by frame.

    Parameters
    ----------
    shares : ndarray, shape (T, 2U + 1)
        As `nets.ctc.occupancy` returns them.
    label : str
        U letters.
    blank : str
        How the blank is written.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Those drawn in: a circle for each frame and place, its area the share.
    """
    ax = axes(ax, figsize=(6, 2.6))
    T, S = shares.shape
    names = [label[s // 2] if s % 2 else blank for s in range(S)]
    for s in range(S):
        for to in (s, s + 1, s + 2):
            skips = to == s + 2
            if to >= S or (skips and (names[to] == blank or names[to] == names[s])):
                continue
            for t in range(T - 1):
                if min(shares[t, s], shares[t + 1, to]) > 1e-9:
                    ax.plot([t + 1, t + 2], [s, to], color="#BBBBBB", linewidth=0.7, zorder=1)
    t, s = np.nonzero(shares > 1e-9)
    colours = [_LETTER if k % 2 else _BLANK for k in s]
    ax.scatter(t + 1, s, s=260 * shares[t, s], c=colours, zorder=2)
    ax.set_yticks(range(S), names)
    ax.set(xlabel="frame t", xticks=range(1, T + 1), xlim=(0.5, T + 0.5), ylim=(S - 0.5, -0.5))
    ax.grid(False)
    return ax


def plateau(steps, losses, blanks, errors, empty, axs=None):
    """Draw the phase in which only blanks come out: the loss above, what is written below.

    Parameters
    ----------
    steps : ndarray of int, shape (K,)
        Steps at which was measured.
    losses : ndarray, shape (seeds, K)
        Nats for each letter.
    blanks, errors : ndarray, shape (seeds, K)
        Share of frames whose best symbol is the blank; letter error rate.
    empty : ndarray of bool, shape (seeds, K)
        Whether nearly all outputs are empty; where all seeds agree, the phase is shaded.
    axs : sequence of Axes, optional
        Two.

    Returns
    -------
    ndarray of Axes
        Those drawn in.
    """
    axs = np.ravel(axes(axs, nrows=2, figsize=(7.2, 4.2), sharex=True, layout="constrained"))
    phase = steps[np.asarray(empty).all(axis=0)]
    for ax in axs:
        if len(phase):
            ax.axvspan(phase[0], phase[-1], color="#F0E6D2", linewidth=0)
    axs[0].plot(steps, np.transpose(losses), color="black", linewidth=1.2)
    axs[0].set(ylabel="loss, nats a letter", ylim=(0, None))
    if len(phase):
        where = phase[-1], 0.9 * axs[0].get_ylim()[1]
        axs[0].annotate("nothing is written", where, (5, 0), textcoords="offset points", color=_GREY)
    for name, curves, colour, offset, side in (
        ("blank frames", blanks, _BLANK, (12, 8), "left"),
        ("letter errors", errors, COLOURS["f"], (-12, -8), "right"),
    ):
        axs[1].plot(steps, np.transpose(curves), color=colour, linewidth=1.2)
        middle = np.median(curves, axis=0)
        half = len(middle) - 1 - np.argmax(middle[::-1] > 0.5) if (middle > 0.5).any() else 0
        at = np.max(curves, axis=0) if side == "left" else np.min(curves, axis=0)
        axs[1].annotate(
            name,
            (steps[half], at[half]),
            offset,
            textcoords="offset points",
            ha=side,
            va="center",
            color=colour,
        )
    axs[1].set(ylabel="share", xlabel="step", ylim=(0, 1.1))
    return axs


def spikes(p, letters, seconds, spans, ax=None):
    """Draw what a network gives each symbol over time, and the words that were spoken.

    Parameters
    ----------
    p : ndarray, shape (T, V)
        Probabilities; symbol 0 is the blank.
    letters : str
        The V symbols.
    seconds : ndarray, shape (T,)
        Middle of each frame.
    spans : list of (str, float, float)
        Words, from when to when; shaded.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Those drawn in; a letter is named where it is the most probable symbol and was not just before.
    """
    ax = axes(ax, figsize=(8, 2.8))
    for word, start, end in spans:
        ax.axvspan(start, end, color="#EEF3F8", linewidth=0)
        ax.annotate(word, ((start + end) / 2, 1.16), ha="center", color=_GREY)
    ax.plot(seconds, p[:, 0], "--", color=_BLANK, linewidth=1.2)
    best = p.argmax(axis=1)
    for symbol in range(1, p.shape[1]):
        if p[:, symbol].max() > 0.05:
            ax.plot(seconds, p[:, symbol], color=_LETTER, linewidth=1.2)
    for t in np.flatnonzero((best != 0) & (best != np.r_[-1, best[:-1]])):
        name, grey = letters[best[t]], letters[best[t]] == " "
        run = t + np.argmin(np.r_[best[t:] == best[t], False])
        top = t + p[t:run, best[t]].argmax()
        look = {"text": "space", "color": _GREY, "fontsize": 8} if grey else {"text": name}
        ax.annotate(
            **look, xy=(seconds[top], p[top, best[t]]), xytext=(0, 3), textcoords="offset points", ha="center"
        )
    ax.set(xlabel="seconds", ylabel="probability", ylim=(0, 1.3), yticks=(0, 0.5, 1), xlim=(0, None))
    return ax


def unheard(errors, same, ax=None):
    """Draw the error on voices that were never heard over the number of those that were.

    Parameters
    ----------
    errors : dict
        Number of training voices -> ndarray, shape (seeds, voices), of error rates on held-out voices.
    same : dict
        Number of training voices -> error rates on the training voices themselves, one for each seed.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        Those drawn in: a dot for each held-out voice, the mean over the seeds.
    """
    ax = axes(ax, figsize=(6.5, 3.2))
    counts = sorted(errors)
    x = np.arange(len(counts))
    for k, count in enumerate(counts):
        each = 100 * np.mean(errors[count], axis=0)
        ax.plot(np.full(len(each), k), each, "o", color=COLOURS["f"], markersize=4, alpha=0.6)
    means = [100 * np.mean(errors[count]) for count in counts]
    ax.plot(x, means, color=COLOURS["f"])
    own = [100 * np.mean(same[count]) for count in counts]
    ax.plot(x, own, color=COLOURS["o"])
    ax.annotate(
        "voices never heard", (x[-1], means[-1]), (8, 4), textcoords="offset points", color=COLOURS["f"]
    )
    ax.annotate("the same voices", (x[-1], own[-1]), (8, -4), textcoords="offset points", color=COLOURS["o"])
    ax.set_xticks(x, counts)
    ax.set(xlabel="training voices", ylabel="digit errors, %", ylim=(-1, None), xlim=(-0.3, len(x) + 0.2))
    return ax
