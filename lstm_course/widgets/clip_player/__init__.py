"""A clip frame by frame: the gates of an LSTM and its answer, forwards, backwards and shuffled (lesson 20)."""

import functools
import json
from pathlib import Path

import numpy as np
import traitlets

from ...datasets.clips import NAMES, PAIRS, SIZE, ordered_pairs
from .._packed import unpack
from .._piece import Piece, fitting, stored

FILE = Path(__file__).with_name("weights.json")
LETTERS = "0123456789abcdefg"  # brightness 0 to 16
FEWEST, MOST_FRAMES, MOST_CLIPS = 2, 24, 60


def recorded():
    """Return the weights that ``python -m lstm_course.widgets.clip_player`` has stored, a new copy at each call.

    Returns
    -------
    dict
        ``"accuracy"`` on test clips, ``"reversed"``, the share of them that are named as made when they are shown
        backwards, ``"mirrored"``, the share that are then named backwards; ``"pairs"``, K names such as ``"14"``; and,
        packed: ``"W_1"`` (A, 1, 3, 3), ``"b_1"``, ``"W_2"`` (B, A, 3, 3), ``"b_2"``, ``"W_3"`` (4 B, D), ``"b_3"`` of
        the CNN, ``"W_x"`` (D, 4H), ``"W_h"`` (H, 4H), ``"b"`` (4H,), ``"W_y"`` (H, K), ``"b_y"`` (K,).
    """
    return stored(FILE)


def written(clips):
    """Return clips of `lstm_course.datasets.clips.ordered_pairs` as the piece takes them.

    Parameters
    ----------
    clips : Clips
        N clips of frames that are 8 x 8.

    Returns
    -------
    list of dict
        ``"frames"``, of each frame that exists 64 letters from ``0`` (dark) to ``g`` (16 of 16); ``"digits"``, for each
        of them the digit that it shows, or a dot. Shown is what stands still for two frames and is not blank.
    """
    found = []
    for frames, length, label in zip(clips.frames, clips.lengths, clips.labels, strict=True):
        whole = np.rint(16 * frames[:length].reshape(length, -1)).astype(int)
        still = (whole[1:] == whole[:-1]).all(axis=1) & whole[1:].any(axis=1)
        digits = ["."] * int(length)
        for start, digit in zip(np.flatnonzero(still), PAIRS[label], strict=True):
            digits[start : start + 2] = [str(digit)] * 2
        found.append(
            {"frames": ["".join(LETTERS[v] for v in row) for row in whole], "digits": "".join(digits)}
        )
    return found


@functools.cache
def _examples():
    clips = ordered_pairs(200, np.random.default_rng(20), "test", shortest=12)
    first = [
        n
        for k in range(2)
        for label in range(len(NAMES))
        for n in np.flatnonzero(clips.labels == label)[k : k + 1]
    ]
    return json.dumps(written(type(clips)(*(part[first] for part in clips))))


class ClipPlayer(Piece):
    """A film of twelve frames, an LSTM's gates below each of them, and its answer so far; frames can change places.

    CNN and LSTM run in the page: 10,302 weights of 16 bits, trained on films of 6 to 12 frames whose label is the
    ordered pair of two digits. The films shown are made of images that were not in training.

    Parameters
    ----------
    **values
        Values of the attributes below.

    Attributes
    ----------
    weights : dict
        Of the form that `recorded` returns, which is the default.
    clips : list of dict
        Of the form that `written` returns, at most 60 of 2 to 24 frames; by default twelve films, two of each pair.
    clip : int
        Which of them is shown, from 0.
    order : list of int
        Which frame is shown first, second, ...; empty, or of another length than the clip, means as it was made.
    step : int
        The last frame that was seen, from 0.
    rank : int
        The first of the three units that are shown, by how far their cell state moves over the clips, from 0.
    seed : int
        Of the last shuffle, at least 0.

    Raises
    ------
    traitlets.TraitError
        Where an attribute lies outside its range, or does not fit.
    """

    name = "clip_player"
    summary = "a film frame by frame, the gates of an LSTM and its answer, forwards, backwards and shuffled"
    weights = traitlets.Dict().tag(sync=True)
    clips = traitlets.List().tag(sync=True)
    clip = traitlets.Int(0, min=0, max=MOST_CLIPS - 1).tag(sync=True)
    order = traitlets.List(traitlets.Int()).tag(sync=True)
    step = traitlets.Int(MOST_FRAMES - 1, min=0, max=MOST_FRAMES - 1).tag(sync=True)
    rank = traitlets.Int(0, min=0, max=999).tag(sync=True)
    seed = traitlets.Int(0, min=0, max=2**31 - 1).tag(sync=True)

    @traitlets.default("weights")
    def _recorded(self):
        return recorded()

    @traitlets.default("clips")
    def _default_clips(self):
        return json.loads(_examples())

    @traitlets.validate("weights", "clips")
    def _check_form(self, proposal):
        name, check = proposal["trait"].name, {"weights": _check, "clips": _check_clips}
        with fitting(f"{name} do not fit"):
            check[name](proposal["value"])
        return proposal["value"]

    @traitlets.validate("order")
    def _check_order(self, proposal):
        order = proposal["value"]
        if sorted(order) != list(range(len(order))) or len(order) > MOST_FRAMES:
            raise traitlets.TraitError(
                f"order must hold each of 0, 1, ... once, at most {MOST_FRAMES} of them, got {order}"
            )
        return order


def _check(weights):
    """Raise an error unless packed weights are those of one network for frames of 8 x 8."""
    pairs = weights["pairs"]
    if len(set(pairs)) < len(pairs) or not 2 <= len(pairs) <= 12:
        raise ValueError(f"pairs must hold 2 to 12 names, each once, got {pairs!r}")
    names = ("W_1", "b_1", "W_2", "b_2", "W_3", "b_3", "W_x", "W_h", "b", "W_y", "b_y")
    arrays = {name: unpack(weights[name]) for name in names}
    A, B = len(arrays["b_1"]), len(arrays["b_2"])
    D, H, K = len(arrays["b_3"]), len(arrays["W_h"]), len(pairs)
    shapes = {
        "W_1": (A, 1, 3, 3),
        "b_1": (A,),
        "W_2": (B, A, 3, 3),
        "b_2": (B,),
        "W_3": (B * (SIZE // 4) ** 2, D),
    }
    shapes |= {"b_3": (D,), "W_x": (D, 4 * H), "W_h": (H, 4 * H), "b": (4 * H,), "W_y": (H, K), "b_y": (K,)}
    for name, shape in shapes.items():
        if arrays[name].shape != shape:
            raise ValueError(f"{name} must have shape {shape}, got {arrays[name].shape}")


def _check_clips(clips):
    """Raise an error unless clips have the form that `written` returns."""
    if not 1 <= len(clips) <= MOST_CLIPS:
        raise ValueError(f"there must be 1 to {MOST_CLIPS}, got {len(clips)}")
    for clip in clips:
        frames, digits = clip["frames"], clip["digits"]
        if not FEWEST <= len(frames) <= MOST_FRAMES or len(digits) != len(frames):
            raise ValueError(
                f"frames must be {FEWEST} to {MOST_FRAMES} and have a digit or a dot each, got {len(frames)} frames "
                f"and digits {digits!r}"
            )
        for frame in frames:
            if len(frame) != SIZE**2 or not set(frame) <= set(LETTERS):
                raise ValueError(f"a frame must be {SIZE**2} letters from 0 to g, got {frame!r}")
