"""Exercise: the spectrum of short pieces of a signal."""

import numpy as np

from ....drive import speech
from ...exercise import Exercise, Mutant, Probe


def signals(rng):
    """Return pieces that overlap, touch and leave gaps, of even and odd length, a rest, one frame exactly, and none."""

    def probe(n, L, hop):
        return Probe((rng.normal(0.5, 2, n), rng.uniform(0.2, 1.5, L), hop))

    L = 8
    tone = np.cos(2 * np.pi * 2 * np.arange(L) / L)
    return [
        Probe(
            (tone, np.ones(L), 3),
            "This signal is one piece long: a cosine of two periods, under a window of ones. All of its spectrum lies "
            "in bin 2. In yours it does not, or there are more frames than one.",
        ),
        Probe(
            (rng.normal(0.5, 2, 12), np.ones(4), 4),
            "The window is all ones here, and hop is its length, so the frames touch: cut the signal into three "
            "pieces and take np.fft.rfft of each. Yours gives something else.",
        ),
        probe(9, 4, 2),  # one sample too many
        probe(10, 4, 2),  # to the last sample
        probe(11, 5, 2),
        probe(13, 5, 3),
        probe(20, 6, 1),
        probe(23, 4, 7),  # gaps
        probe(6, 6, 2),  # one frame
        probe(7, 6, 4),
        probe(5, 6, 2),  # none
        probe(2, 9, 2),
        probe(1, 8, 1),
        probe(9, 1, 2),
        probe(7, 2, 3),
        probe(1, 1, 1),
        probe(40, 9, 4),
        Probe((rng.normal(size=19) + 50.0, np.hanning(6), 3)),
    ]


def stft(x, window, hop):
    L = len(window)
    starts = range(0, len(x) - L + 1, hop)
    frames = np.array([x[start : start + L] * window for start in starts])
    return np.fft.rfft(frames.reshape(-1, L), axis=1)


def _padded(x, window, hop):
    L = len(window)
    rest = -(len(x) - L) % hop if len(x) > L else L - len(x)
    return stft(np.append(x, np.zeros(rest)), window, hop)


def _centred(mode):
    def centred(x, window, hop):
        half = len(window) // 2
        return stft(np.pad(x, half, mode=mode) if half else x, window, hop)

    return centred


def _gaps_for_overlap(x, window, hop):
    return stft(x, window, max(len(window) - hop, 1))


def _in_place(x, window, hop):
    """Window a slice of the signal itself."""
    L, found = len(window), []
    for start in range(0, len(x) - L + 1, hop):
        x[start : start + L] *= window
        found.append(np.fft.rfft(x[start : start + L]))
    return np.array(found).reshape(-1, L // 2 + 1)


def _every_piece_cut(x, window, hop):
    """Begin a piece wherever the signal has a sample, and fill it up with zeros."""
    L = len(window)
    return stft(np.append(x, np.zeros(L - 1)), window, hop)


_REAL, _IMAGINARY = "stft (real part)", "stft (imaginary part)"
_START = "range(0, len(x) - L + 1, hop)"
_PIECE = "x[start : start + L] * window"
_RFFT = "np.fft.rfft(frames.reshape(-1, L), axis=1)"

EXERCISE = Exercise(
    name="stft",
    signature="stft(x, window, hop)",
    returns={_REAL: "(frames, L // 2 + 1)", _IMAGINARY: "(frames, L // 2 + 1)"},
    reference=stft,
    drive=speech.spectrum,
    probes=signals,
    points={_REAL: 3, _IMAGINARY: 2},
    read='lesson 19, "Hear it, see it"',
    advice={
        _REAL: "Frame k is x[k * hop : k * hop + L] * window, and its row is np.fft.rfft of that.",
        _IMAGINARY: "The result is complex: the rows are those of np.fft.rfft, as they come.",
    },
    hints=(
        "Frame k begins at sample k * hop and is as long as the window. How many whole frames are in the signal?",
        "The starts are range(0, len(x) - L + 1, hop): the last whole frame begins at len(x) - L at the latest.",
        "Collect x[start : start + L] * window in a list, make an array of it, .reshape(-1, L) for the case without "
        "any frame, and take np.fft.rfft(frames, axis=1).",
    ),
    mutants=(
        Mutant(
            "no-window",
            "You leave the window out. A piece that is cut out with sharp edges smears every tone over all bins; the "
            "window lets it begin and end softly.",
            edits={_PIECE: "x[start : start + L] * (window * 0 + 1)"},
        ),
        Mutant(
            "own-window",
            "You use a Hann window of your own. The window is an argument.",
            edits={_PIECE: "x[start : start + L] * np.hanning(L)"},
        ),
        Mutant(
            "window-squared",
            "The window is multiplied in twice. Once is enough: the square belongs to the power, not to the signal.",
            edits={_PIECE: "x[start : start + L] * window**2"},
        ),
        Mutant(
            "window-added",
            "You add the window to the piece. It is multiplied.",
            edits={_PIECE: "x[start : start + L] + window"},
        ),
        Mutant(
            "window-reversed",
            "Your window runs backwards. Its first value belongs to the first sample of the piece.",
            edits={_PIECE: "x[start : start + L] * window[::-1]"},
        ),
        Mutant(
            "hop-forgotten",
            "Your pieces follow each other without overlap: the next begins where the last one ends. It begins hop "
            "samples after the last one began.",
            edits={_START: "range(0, len(x) - L + 1, L)"},
        ),
        Mutant(
            "hop-of-half-a-window",
            "Your pieces begin half a window apart, whatever hop says. It is an argument.",
            edits={_START: "range(0, len(x) - L + 1, max(L // 2, 1))"},
        ),
        Mutant(
            "hop-for-overlap",
            "You take hop for the overlap. It is the distance from the start of one piece to the start of the next.",
            fn=_gaps_for_overlap,
        ),
        Mutant(
            "every-sample",
            "A frame begins at every sample with you. They begin hop samples apart.",
            edits={_START: "range(0, len(x) - L + 1)"},
        ),
        Mutant(
            "last-frame-lost",
            "You lose the last frame where it ends with the last sample, an off-by-one: the last start is len(x) - L, "
            "and range needs one more.",
            edits={_START: "range(0, len(x) - L, hop)"},
        ),
        Mutant(
            "last-frame-padded",
            "You fill the last piece up with zeros. By the rule of this exercise only whole pieces count.",
            fn=_padded,
        ),
        Mutant(
            "pieces-to-the-last-sample",
            "A piece begins with you as long as there is a sample left, and is filled up with zeros. By the rule of "
            "this exercise only whole pieces count.",
            fn=_every_piece_cut,
        ),
        Mutant(
            "last-whole-frame-dropped",
            "The last whole frame is missing. Every piece that lies in the signal counts, the last one, too.",
            edits={_RFFT: "np.fft.rfft(frames.reshape(-1, L)[:-1], axis=1)"},
        ),
        Mutant(
            "first-frame-dropped",
            "The first frame is missing: frame 0 begins at sample 0.",
            edits={_START: "range(hop, len(x) - L + 1, hop)"},
        ),
        Mutant(
            "centred-mirror",
            "You mirror the signal at both ends, so that frames have their middle at multiples of hop. Some libraries "
            "do; here frame 0 begins at sample 0.",
            fn=_centred("reflect"),
        ),
        Mutant(
            "centred-zeros",
            "You put zeros at both ends, so that frames have their middle at multiples of hop. Some libraries do; here "
            "frame 0 begins at sample 0.",
            fn=_centred("constant"),
        ),
        Mutant(
            "full-fft",
            "You take the full fft. For a real signal its second half is the mirror of the first: rfft leaves it out.",
            edits={_RFFT: "np.fft.fft(frames.reshape(-1, L), axis=1)"},
        ),
        Mutant(
            "last-bin-lost",
            "The last bin is missing. There are L // 2 + 1 of them: bin 0, and up to the middle of the full fft.",
            edits={_RFFT: _RFFT + "[:, :-1]"},
        ),
        Mutant(
            "first-bin-lost",
            "Bin 0 is missing, the sum of the windowed piece. It belongs to the spectrum.",
            edits={_RFFT: _RFFT + "[:, 1:]"},
        ),
        Mutant(
            "bin-zero-cleared",
            "You set bin 0 to zero. It is the sum of the windowed piece, and belongs to the spectrum.",
            edits={_RFFT: _RFFT + " * (np.arange(L // 2 + 1) > 0)"},
        ),
        Mutant(
            "mean-of-the-signal-removed",
            "You take the mean out of the signal first. The signal is transformed as it is.",
            edits={_PIECE: "(x[start : start + L] - x.mean()) * window"},
        ),
        Mutant(
            "mean-of-the-piece-removed",
            "You take the mean out of every piece first. The signal is transformed as it is.",
            edits={_PIECE: "(x[start : start + L] - x[start : start + L].mean()) * window"},
        ),
        Mutant(
            "magnitude",
            "You return absolute values. The complex numbers themselves are asked for: without their phase nobody can "
            "go back to the sound.",
            edits={_RFFT: f"np.abs({_RFFT})"},
        ),
        Mutant(
            "power",
            "You return the power, the squared absolute values. The complex numbers themselves are asked for: without "
            "their phase nobody can go back to the sound.",
            edits={_RFFT: f"np.abs({_RFFT}) ** 2"},
        ),
        Mutant(
            "real-part",
            "You return the real part only. The complex numbers are asked for: a sine has a real part of zero.",
            edits={_RFFT: f"np.real({_RFFT})"},
        ),
        Mutant(
            "logarithm",
            "You return the logarithm of the power, in decibels or not. The complex numbers themselves are asked for.",
            edits={_RFFT: f"10 * np.log10(np.abs({_RFFT}) ** 2)"},
        ),
        Mutant(
            "divided-by-length",
            "You divide by the length of the piece. Here the spectrum is what np.fft.rfft gives.",
            edits={_RFFT: _RFFT + " / L"},
        ),
        Mutant(
            "divided-by-its-root",
            "You divide by the square root of the length. Here the spectrum is what np.fft.rfft gives.",
            edits={_RFFT: _RFFT + " / np.sqrt(L)"},
        ),
        Mutant(
            "divided-by-the-window",
            "You divide by the sum of the window. Here the spectrum is what np.fft.rfft gives.",
            edits={_RFFT: _RFFT + " / window.sum()"},
        ),
        Mutant(
            "transposed",
            "Your frames are the columns. Frames come first: time is axis 0, as everywhere in this course.",
            edits={_RFFT: _RFFT + ".T"},
        ),
        Mutant(
            "over-the-frames",
            "You transform along the frames. Each frame has its own spectrum: axis 1.",
            edits={_RFFT: "np.fft.rfft(frames.reshape(-1, L), axis=0) if len(frames) else frames"},
        ),
        Mutant(
            "piece-of-hop-samples",
            "Your pieces are hop samples long. They are as long as the window.",
            edits={_PIECE: "np.pad(x[start : start + min(hop, L)], (0, max(L - hop, 0))) * window"},
        ),
        Mutant(
            "conjugated",
            "Your imaginary parts have the other sign: that is the inverse transform.",
            edits={_RFFT: f"np.conj({_RFFT})"},
        ),
        Mutant(
            "spectrum-windowed",
            "You multiply the spectrum by the window. It is the piece of the signal that begins and ends softly: "
            "multiply before the transform.",
            edits={
                _PIECE: "x[start : start + L]",
                _RFFT: _RFFT + " * window[: L // 2 + 1]",
            },
        ),
        Mutant(
            "windowed-in-place",
            "You multiply the window into the signal itself (*= on a slice of it, which is no copy). Pieces overlap, "
            "so the next one gets what is windowed already; and the caller's signal is spoilt. Make a new array.",
            hint="M23",
            fn=_in_place,
        ),
        Mutant(
            "windowed-afterwards",
            "You apply the window to the whole signal, over and over, in place of each piece. It begins anew with each "
            "piece.",
            edits={_PIECE: "(x * np.resize(window, len(x)))[start : start + L]"},
        ),
        Mutant(
            "no-frame-no-axis",
            "Where the signal is shorter than the window your result has one axis only. Without a frame the shape is "
            "(0, L // 2 + 1).",
            edits={_RFFT: "np.array([np.fft.rfft(frame) for frame in frames])"},
        ),
        Mutant(
            "no-frame-stops-it",
            "Where the signal is shorter than the window your function stops: an array made of no frames has one "
            "axis, and rfft finds no second one. The result has the shape (0, L // 2 + 1) there.",
            edits={_RFFT: "np.fft.rfft(frames, axis=1)"},
        ),
        Mutant(
            "no-frame-stops-it, last axis",
            "Where the signal is shorter than the window your function stops: there is no frame to transform or to "
            "stack. The result has the shape (0, L // 2 + 1) there.",
            edits={_RFFT: "np.fft.rfft(frames, axis=-1)"},
        ),
    ),
)
