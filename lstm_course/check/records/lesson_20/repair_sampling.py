"""Exhibit: pictures are to be taken from a whole clip, and come from its beginning."""

import numpy as np

from ...exercise import Exercise, Exhibit, Mutant, Probe


def films(rng):
    """Return clips with more pictures than are taken, with fewer and with a multiple, and sizes of 1."""

    def draw(lengths, k, D=2, more=0):
        lengths = np.array(lengths)
        return rng.normal(size=(len(lengths), lengths.max() + more, D)) + 1, lengths, k

    return [
        Probe(
            draw([8, 4, 12], 4),
            "The lengths are multiples of the pictures taken here, so the gaps are equal: 8 pictures, of which 4 are "
            "taken, give every second one. Yours "
            "are others.",
        ),
        Probe(draw([9, 7, 5], 4)),
        Probe(draw([15], 8, 3)),
        Probe(draw([3, 2, 1], 5, 1)),
        Probe(draw([11, 5, 8, 3], 3, more=4)),
        Probe(draw([6, 9], 1)),
        Probe(draw([1], 1, 1)),
        Probe(draw([4], 4, 4, more=2)),
        Probe(draw([1, 1, 1], 3)),
        Probe(draw([19, 31, 22, 17, 10], 5, 3, more=1)),
        Probe(draw([13, 29, 16, 7], 8)),
    ]


def repair_sampling(clips, lengths, k):
    places = np.zeros((len(clips), k), dtype=int)
    taken = np.zeros((len(clips), k, clips.shape[2]))
    for n, T in enumerate(lengths):
        places[n] = np.arange(k) * T // k
        taken[n] = clips[n, places[n]]
    return places, taken


def _of(places_of):
    """Return the answer that takes its pictures at other places."""

    def repair_sampling(clips, lengths, k):
        places = np.array([places_of(int(T), k) for T in lengths]).reshape(len(clips), k)
        return places, clips[np.arange(len(clips))[:, None], places]

    return repair_sampling


def _places_mended_only(clips, lengths, k):
    return repair_sampling(clips, lengths, k)[0], _head(clips, lengths, k)[1]


def _pictures_mended_only(clips, lengths, k):
    return _head(clips, lengths, k)[0], repair_sampling(clips, lengths, k)[1]


_head = _of(lambda T, k: np.arange(k) * (T // k))
_PLACES = "np.arange(k) * T // k"

EXERCISE = Exercise(
    name="repair_sampling",
    signature="repair_sampling(clips, lengths, k)",
    returns={"places": "(N, k), whole numbers", "taken": "(N, k, D)"},
    reference=repair_sampling,
    probes=films,
    points={"places": 2, "taken": 2},
    read='lesson 20, "What a bag can know"',
    advice={
        "places": "The clip is cut into k equal parts, and a picture taken where each of them begins.",
        "taken": "The pictures that stand at your places.",
    },
    exhibit=Exhibit(
        "step-rounded-down",
        "byjlw/video-analyzer#30",
        "What happens late in a clip is never seen; the shorter the clip, the more of it is lost.",
    ),
    hints=(
        "Take 4 pictures of a clip of 7. Where does the last one stand, and how much of the clip follows it?",
        "The step is rounded down once, and then added up k times.",
        "Multiply first and divide then: the rounding is no longer added up.",
    ),
    mutants=(
        Mutant(
            "step-rounded-down",
            "Your pictures come from the beginning: the end of a clip can be missing where its length is no multiple "
            "of k, and a clip shorter than k gives its first picture only.",
            edits={_PLACES: "np.arange(k) * (T // k)"},
        ),
        Mutant(
            "step-of-one-at-least",
            "You let the step be 1 at least. Short clips no longer give their first picture only, but they repeat "
            "their last one; longer ones still lose their end.",
            fn=_of(lambda T, k: np.minimum(np.arange(k) * max(T // k, 1), T - 1)),
        ),
        Mutant(
            "step-rounded-up",
            "You round the step up. The places run past the end, and the last picture stands there several times.",
            fn=_of(lambda T, k: np.minimum(np.arange(k) * -(-T // k), T - 1)),
        ),
        Mutant(
            "step-rounded-to-the-nearest",
            "You round the step to the nearest whole number. A rounded step, added up, ends before the clip or behind "
            "it.",
            fn=_of(lambda T, k: np.minimum(np.arange(k) * round(T / k), T - 1)),
        ),
        Mutant(
            "places-mended-only",
            "The places are right. The pictures that you return still come from the old ones.",
            fn=_places_mended_only,
        ),
        Mutant(
            "pictures-mended-only",
            "The pictures are right. The places that you return are still the old ones.",
            fn=_pictures_mended_only,
        ),
        Mutant(
            "first-and-last",
            "You stretch the places from the first picture to the last. A sound way, but another one: here each of k "
            "equal parts gives the picture with which it begins.",
            fn=_of(lambda T, k: np.linspace(0, T - 1, k).astype(int)),
        ),
        Mutant(
            "first-and-last, to the nearest",
            "You stretch the places from the first picture to the last, and round to the nearest. Here each of k equal "
            "parts gives the picture with which it begins.",
            fn=_of(lambda T, k: np.round(np.linspace(0, T - 1, k)).astype(int)),
        ),
        Mutant(
            "middle-of-each-part",
            "You take the middle of each part. A sound way, but another one: here it is the picture with which the "
            "part begins.",
            edits={_PLACES: "(2 * np.arange(k) + 1) * T // (2 * k)"},
        ),
        Mutant(
            "rounded-up",
            "You round the places up. A part begins in the picture where its border lies: round down.",
            fn=_of(lambda T, k: np.minimum(-(-np.arange(k) * T // k), T - 1)),
        ),
        Mutant(
            "rounded-to-the-nearest",
            "You round the places to the nearest. A part begins in the picture where its border lies: round down.",
            fn=_of(lambda T, k: np.minimum(np.floor(np.arange(k) * T / k + 0.5).astype(int), T - 1)),
        ),
        Mutant(
            "end-of-each-part",
            "You take the picture with which each part ends. It is the one with which it begins.",
            edits={_PLACES: "(np.arange(k) + 1) * T // k - 1"},
        ),
        Mutant(
            "first-k",
            "You take the first k pictures. They are to come from the whole clip.",
            fn=_of(lambda T, k: np.minimum(np.arange(k), T - 1)),
        ),
        Mutant(
            "last-k",
            "You take the last k pictures. They are to come from the whole clip.",
            fn=_of(lambda T, k: np.maximum(np.arange(T - k, T), 0)),
        ),
        Mutant(
            "padding-counted",
            "You spread the places over the padded length. A clip ends at its own.",
            hint="M39",
            edits={_PLACES: "np.arange(k) * clips.shape[1] // k"},
        ),
        Mutant(
            "length-of-the-first",
            "You spread the places of all clips over the length of the first one.",
            edits={_PLACES: "np.arange(k) * lengths[0] // k"},
        ),
        Mutant(
            "longest-clip",
            "You spread the places of all clips over the length of the longest one.",
            hint="M39",
            edits={_PLACES: "np.arange(k) * lengths.max() // k"},
        ),
        Mutant(
            "backwards",
            "Your pictures run backwards.",
            edits={_PLACES: "np.arange(k)[::-1] * T // k"},
        ),
        Mutant(
            "pictures-of-the-first-clip",
            "Your pictures all come from the first clip.",
            edits={"clips[n, places[n]]": "clips[0, places[n]]"},
        ),
        Mutant(
            "places-of-the-first-clip",
            "You take the pictures of all clips at the places of the first one.",
            edits={"clips[n, places[n]]": "clips[n, places[0]]"},
        ),
        Mutant(
            "length-of-the-last",
            "You spread the places of all clips over the length of the last one.",
            edits={_PLACES: "np.arange(k) * lengths[-1] // k"},
        ),
        Mutant(
            "shortest-clip",
            "You spread the places of all clips over the length of the shortest one.",
            edits={_PLACES: "np.arange(k) * lengths.min() // k"},
        ),
        Mutant(
            "gap-to-the-last, rounded down",
            "You divide the way to the last picture into k - 1 gaps and round them down: the end is missing still.",
            edits={_PLACES: "np.arange(k) * ((T - 1) // max(k - 1, 1))"},
        ),
        Mutant(
            "one-picture-forgotten",
            "You leave the last picture of a clip out of its length, an off-by-one.",
            edits={_PLACES: "np.arange(k) * (T - 1) // k"},
        ),
        Mutant(
            "round-and-round",
            "Your places run past the end and begin again at the front.",
            fn=_of(lambda T, k: np.arange(k) * -(-T // k) % T),
        ),
        Mutant(
            "step-of-one-at-least, round",
            "You let the step be 1 at least, and begin again at the front behind the end. Longer clips still lose "
            "their end.",
            fn=_of(lambda T, k: np.arange(k) * max(T // k, 1) % T),
        ),
        Mutant(
            "rounded",
            "You round to the nearest picture, which may lie before its part begins or behind. The part begins at n * "
            "T // k, rounded down.",
            edits={_PLACES: "np.minimum(np.round(np.arange(k) * T / k).astype(int), T - 1)"},
        ),
        Mutant(
            "padding-counted, held at the end",
            "You spread the places over the padded length, and hold them back at the last picture of the clip. A "
            "clip is cut by its own length.",
            hint="M39",
            edits={_PLACES: "np.minimum(np.arange(k) * clips.shape[1] // k, T - 1)"},
        ),
        Mutant(
            "end-of-each-part, not before the first",
            "You take the picture with which each part ends, and the first at the least. It is the one with which it "
            "begins.",
            edits={_PLACES: "np.maximum((np.arange(k) + 1) * T // k - 1, 0)"},
        ),
    ),
)
