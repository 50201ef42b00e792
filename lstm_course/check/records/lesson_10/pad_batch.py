"""Exercise: sequences of different lengths in one array, and what is real in it."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def pad_probes(rng):
    """Return batches of equal and of different lengths, one sequence alone, an empty one, real zeros at both ends."""

    def sequences(*lengths, low=1):
        return [[int(k) for k in rng.integers(low, 90, n)] for n in lengths]

    zeros = sequences(4, 2, 5)
    zeros[0][0] = zeros[0][3] = zeros[1][1] = zeros[2][2] = 0
    pads = sequences(3, 6, 1, low=10)
    pads[0][2] = pads[1][0] = pads[1][5] = pads[2][0] = 7
    below = sequences(3, 1, 2, 5)
    below[0][1] = below[1][0] = below[3][4] = 0
    return [
        Probe(
            (sequences(3, 3), 0),
            "Both sequences are equally long here, so nothing is padded, and already a result is not right.",
        ),
        Probe((sequences(2, 4, 1), 0)),
        Probe((zeros, 0)),
        Probe((pads, 7)),
        Probe((below, -1)),
        Probe((sequences(2, 0, 3), 0)),
        Probe((sequences(0, 1), 5)),
        Probe((sequences(1), 0)),
        Probe((sequences(6), 0)),
        Probe((sequences(1, 1, 1), 3)),
        Probe((sequences(23, 1, 40, 7, 40), 99)),
    ]


def pad_batch(sequences, pad):
    lengths = np.array([len(sequence) for sequence in sequences])
    T = lengths.max()
    ids = np.full((len(sequences), T), pad)
    for n, sequence in enumerate(sequences):
        ids[n, : len(sequence)] = sequence
    mask = np.arange(T) < lengths[:, None]
    return ids, lengths, mask


def _counted_not_pad(sequences, pad):
    ids, _, _ = pad_batch(sequences, pad)
    lengths = (ids != pad).sum(axis=1)
    return ids, lengths, np.arange(ids.shape[1]) < lengths[:, None]


def _last_not_pad(sequences, pad):
    ids, _, _ = pad_batch(sequences, pad)
    T = ids.shape[1]
    real = ids != pad
    lengths = np.where(real.any(axis=1), T - real[:, ::-1].argmax(axis=1), 0)
    return ids, lengths, np.arange(T) < lengths[:, None]


def _cut(to):
    def pad_batch(sequences, pad):
        T = to([len(one) for one in sequences])
        return _padded([one[:T] for one in sequences], T, pad)

    return pad_batch


def _padded(sequences, T, pad):
    lengths = np.array([len(one) for one in sequences])
    ids = np.array([one + [pad] * (T - len(one)) for one in sequences], dtype=int).reshape(len(lengths), T)
    return ids, lengths, np.arange(T) < lengths[:, None]


def _repeated(pick):
    def pad_batch(sequences, pad):
        T = max(map(len, sequences))
        rows = [one + [pick(one, k, pad) for k in range(len(one), T)] for one in sequences]
        lengths = np.array([len(one) for one in sequences])
        return np.array(rows), lengths, np.arange(T) < lengths[:, None]

    return pad_batch


_NOBODY = 'lesson 10, "Numbers from nobody"'

EXERCISE = Exercise(
    name="pad_batch",
    signature="pad_batch(sequences, pad)",
    returns={"ids": "(N, T)", "lengths": "(N,)", "mask": "(N, T)"},
    reference=pad_batch,
    probes=pad_probes,
    points={"ids": 2, "lengths": 1, "mask": 2},
    read=_NOBODY,
    advice={
        "ids": "Row n is sequence n as it came, then pad up to T, the length of the longest.",
        "lengths": "The number of real entries of each sequence, in the order in which they came. One may be 0.",
        "mask": "True at the first lengths[n] places of row n, False behind them: from the lengths, not from the ids.",
    },
    hints=(
        "The lengths come first: everything else follows from them. T is the largest.",
        "Fill an array (N, T) with pad, then write each sequence to the front of its row.",
        "mask = np.arange(T) < lengths[:, None] compares each place with the length of each row.",
    ),
    mutants=(
        Mutant(
            "cut-to-the-shortest",
            "You cut all sequences to the shortest. What stood behind it is lost; pad the others to the longest.",
            fn=_cut(min),
        ),
        Mutant(
            "cut-to-the-first",
            "The first sequence decides your T, and longer ones are cut. T is the length of the longest.",
            fn=_cut(lambda lengths: lengths[0]),
        ),
        Mutant(
            "one-column-too-many",
            "Your T is one more than the longest sequence, an off-by-one: the last column holds nothing but padding.",
            edits={"T = lengths.max()": "T = lengths.max() + 1"},
        ),
        Mutant(
            "padded-in-front",
            "You pad in front. Here the padding stands behind, so that a network starts with the real entries and the "
            "mask says when it should stop.",
            edits={
                "ids[n, : len(sequence)]": "ids[n, T - len(sequence) :]",
                "np.arange(T) <": "np.arange(T)[::-1] <",
            },
        ),
        Mutant(
            "mask-for-the-front",
            "Your ids are padded behind, but your mask says that the padding stands in front.",
            edits={"np.arange(T) <": "np.arange(T)[::-1] <"},
        ),
        Mutant(
            "ids-in-front",
            "Your ids are padded in front, but your mask says that the padding stands behind, and so does the "
            "exercise.",
            edits={"ids[n, : len(sequence)]": "ids[n, T - len(sequence) :]"},
        ),
        Mutant(
            "mask-inverted",
            "Your mask is True at the padding. Here True means real. (Some libraries mean the opposite: read what "
            "yours wants.)",
            edits={"< lengths": ">= lengths"},
        ),
        Mutant(
            "mask-from-the-ids",
            "You make the mask by comparing ids with pad. A real entry may have that value, and you lose it: make the "
            "mask from the lengths.",
            hint="M43",
            edits={"np.arange(T) < lengths[:, None]": "ids != pad"},
        ),
        Mutant(
            "mask-not-zero",
            "Your mask is ids != 0. A real entry may be 0, and pad need not be: make the mask from the lengths.",
            hint="M43",
            edits={"np.arange(T) < lengths[:, None]": "ids != 0"},
        ),
        Mutant(
            "mask-one-long",
            "Your mask lets one place too many through, an off-by-one: place number lengths[n] is the first that is "
            "padding, because places are counted from 0.",
            edits={"< lengths": "<= lengths"},
        ),
        Mutant(
            "mask-one-short",
            "Your mask hides the last real entry of each row, an off-by-one.",
            edits={"np.arange(T) <": "np.arange(T) + 1 <"},
        ),
        Mutant(
            "mask-all-true",
            "Your mask is True everywhere. Then padding counts like data, which is what a mask is there to prevent.",
            edits={"np.arange(T) < lengths[:, None]": "np.ones((len(sequences), T), dtype=bool)"},
        ),
        Mutant(
            "mask-transposed",
            "Your mask is (T, N). It goes with ids, (N, T): put the new axis behind lengths, not behind the places.",
            edits={"np.arange(T) < lengths[:, None]": "np.arange(T)[:, None] < lengths"},
        ),
        Mutant(
            "time-first",
            "Your ids are (T, N). The batch comes first here: one row for each sequence.",
            edits={"return ids,": "return ids.T,"},
        ),
        Mutant(
            "all-time-first",
            "Your ids and your mask are (T, N). The batch comes first here: one row for each sequence.",
            edits={"return ids, lengths, mask": "return ids.T, lengths, mask.T"},
        ),
        Mutant(
            "lengths-of-the-row",
            "Your lengths are those of the padded rows, T for all. They count the real entries.",
            edits={"return ids, lengths,": "return ids, np.full_like(lengths, T),"},
        ),
        Mutant(
            "lengths-without-pads",
            "You count entries that differ from pad. A real entry may have that value: take the lengths before you "
            "pad.",
            hint="M43",
            edits={"return ids, lengths,": "return ids, (ids != pad).sum(axis=1),"},
        ),
        Mutant(
            "all-from-the-ids",
            "You find lengths and mask by comparing ids with pad. A real entry may have that value, and you lose it: "
            "take the lengths before you pad.",
            hint="M43",
            edits={"return ids, lengths, mask": "return ids, (ids != pad).sum(axis=1), ids != pad"},
        ),
        Mutant(
            "counted-from-the-ids",
            "You take the lengths from the entries that differ from pad, and the mask from these lengths. A real entry "
            "may have that value: take the lengths before you pad.",
            hint="M43",
            fn=_counted_not_pad,
        ),
        Mutant(
            "up-to-the-last-not-pad",
            "You look for the last entry that differs from pad. A real sequence may end with that value: take the "
            "lengths before you pad.",
            hint="M43",
            fn=_last_not_pad,
        ),
        Mutant(
            "lengths-over-the-batch",
            "Your lengths count the real entries of each column. They count those of each row: axis=1.",
            edits={"return ids, lengths,": "return ids, mask.sum(axis=0),"},
        ),
        Mutant(
            "last-places",
            "Your lengths are the places of the last real entries, one less than how many there are.",
            edits={"return ids, lengths,": "return ids, lengths - 1,"},
        ),
        Mutant(
            "sorted",
            "You sort the sequences by length and leave them so: row 0 is no longer the first sequence, and labels "
            "in the old order now belong to others. Nothing here needs them sorted.",
            hint="M40",
            edits={
                "    lengths = ": "    sequences = sorted(sequences, key=len, reverse=True)\n    lengths = "
            },
        ),
        Mutant(
            "sorted-shortest-first",
            "You sort the sequences, shortest first, and leave them so: row 0 is no longer the first sequence, and "
            "labels in the old order now belong to others. Nothing here needs them sorted.",
            hint="M40",
            edits={"    lengths = ": "    sequences = sorted(sequences, key=len)\n    lengths = "},
        ),
        Mutant(
            "lengths-sorted",
            "Your lengths are sorted, and your ids are not: the lengths belong to other rows now. Keep both in the "
            "order in which the sequences came.",
            hint="M40",
            edits={"return ids, lengths,": "return ids, np.sort(lengths)[::-1],"},
        ),
        Mutant(
            "ids-sorted",
            "Your ids are sorted by length, and your lengths are not: they belong to other rows now. Keep both in "
            "the order in which the sequences came.",
            hint="M40",
            edits={
                "    for n, sequence in enumerate(sequences)": "    for n, sequence in enumerate(sorted("
                "sequences, key=len, reverse=True))"
            },
        ),
        Mutant(
            "empty-dropped",
            "You drop an empty sequence. Its label stays, so all rows behind it belong to the wrong one: it becomes a "
            "row of padding, of length 0.",
            edits={
                "    lengths = ": "    sequences = [one for one in sequences if one]\n    lengths = ",
            },
        ),
        Mutant(
            "always-zero",
            "You pad with 0 whatever pad is. Where 0 is a real code, that makes padding look like data.",
            hint="M43",
            edits={"np.full((len(sequences), T), pad)": "np.zeros((len(sequences), T), dtype=int)"},
        ),
        Mutant(
            "callers-own-lists",
            "You append the padding to the lists that the caller handed in, and count afterwards: every length is T, "
            "and the caller's data has changed for good. Count first, and write into an array of your own.",
            hint="M23",
            edits={
                "    lengths = ": "    longest = max(map(len, sequences))\n"
                "    for one in sequences:\n"
                "        one.extend([pad] * (longest - len(one)))\n"
                "    lengths = "
            },
        ),
        Mutant(
            "last-repeated",
            "You fill the rows with their own last entry. What stands there must say that nobody said it: pad.",
            fn=_repeated(lambda one, k, pad: one[-1] if one else pad),
        ),
        Mutant(
            "begun-again",
            "You fill the rows by beginning them again. What stands there must say that nobody said it: pad.",
            fn=_repeated(lambda one, k, pad: one[k % len(one)] if one else pad),
        ),
        Mutant(
            "turned-round",
            "You turn the sequences round: the last entry comes first. They stay in their order.",
            edits={"] = sequence\n": "] = sequence[::-1]\n"},
        ),
    ),
)
