"""Exercise: batches of sequences of similar length, in another order in each epoch."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe
from . import _observed


def bucket_probes(rng):
    """Return few and many sequences, with and without a short batch, ties, one sequence, one seed."""

    def seeds(count):
        drawn = [int(k) for k in rng.choice(10_000, count, replace=False)]
        return [*drawn[: count // 4], *drawn]  # some of them again

    def lengths(count, low=1):
        drawn = rng.permutation(np.arange(low, low + 3 * count))[:count]
        middle = np.argsort(drawn)[count // 2]
        drawn[[0, middle]] = drawn[[middle, 0]]  # number 0 is neither the shortest nor the longest
        return drawn

    ties = rng.permutation(np.repeat([2, 3, 5, 8, 9, 11], 4))
    return [
        Probe((lengths(12), 3, seeds(4))),
        Probe((lengths(38), 3, seeds(12))),
        Probe((lengths(23, low=50), 4, seeds(3))),
        Probe((ties, 4, seeds(3))),
        Probe((rng.permutation(np.repeat([4, 6, 7, 9, 12], [5, 1, 3, 2, 4])), 2, seeds(2))),
        Probe((lengths(7), 3, seeds(3))),
        Probe((lengths(5), 8, seeds(2))),
        Probe((lengths(6), 1, seeds(4))),
        Probe((np.array([int(rng.integers(2, 9))]), 2, [int(rng.integers(100))])),
    ]


def bucket_batches(lengths, size, seeds):
    order = np.argsort(lengths)
    B = -(-len(lengths) // size)  # rounded up
    batches = np.full(B * size, -1)
    batches[: len(order)] = order
    batches = batches.reshape(B, size)
    return np.stack([np.random.default_rng(seed).permutation(batches) for seed in seeds])


def _equal_lengths_only(lengths, size, seeds):
    rows = []
    for one in np.unique(lengths):
        same = np.flatnonzero(lengths == one)
        for k in range(0, len(same), size):
            row = same[k : k + size]
            rows.append(np.concatenate([row, np.full(size - len(row), -1)]))
    return np.stack([np.random.default_rng(seed).permutation(np.array(rows)) for seed in seeds])


_NOBODY = 'lesson 10, "Numbers from nobody"'

EXERCISE = Exercise(
    name="bucket_batches",
    signature="bucket_batches(lengths, size, seeds)",
    returns={"batches": "(E, B, size)"},
    reference=bucket_batches,
    probes=bucket_probes,
    points={
        "choice of sequences": 2,
        "filling": 1,
        "mix of lengths": 2,
        "order of the batches": 2,
        "same seed again": 1,
    },
    pairs=False,
    read=_NOBODY,
    observe=_observed.batches,
    advice={
        "choice of sequences": "Each index from 0 to N - 1 stands once in every epoch; unused places hold -1.",
        "filling": "Every batch holds `size` sequences; one may hold what is left over.",
        "mix of lengths": "Cut the indices into batches in the order of length; after that only whole batches may "
        "change places.",
        "order of the batches": "In each epoch the whole batches come in an order of their own, drawn at random.",
        "same seed again": "Epoch e is drawn by np.random.default_rng(seeds[e]), made anew for each epoch.",
    },
    hints=(
        "Three steps: sort the indices by length, cut them into batches, shuffle the batches.",
        "np.argsort(lengths) gives indices. Fill an array of B * size places with -1, write the indices to its front, "
        "and reshape it to (B, size).",
        "np.random.default_rng(seed).permutation(batches) shuffles the rows of an array and leaves each row whole. "
        "Do it for each seed, and np.stack the epochs.",
    ),
    mutants=(
        Mutant(
            "one-batch-too-many",
            "You add 1 to the number of full batches in any case. Where size divides N, one batch then holds nobody: "
            "round up instead.",
            edits={"-(-len(lengths) // size)": "len(lengths) // size + 1"},
        ),
        Mutant(
            "remainder-lost",
            "The sequences left over for a short batch are missing. With the lengths sorted these are always the "
            "same ones, and the network never sees them.",
            edits={
                "B = -(-len(lengths) // size)": "B = len(lengths) // size",
                "batches[: len(order)] = order": "batches[:] = order[: B * size]",
            },
        ),
        Mutant(
            "filled-with-zero",
            "You fill the short batch with 0, and 0 is the number of a sequence: it comes twice in each epoch. An "
            "unused place holds -1.",
            hint="M43",
            edits={"np.full(B * size, -1)": "np.zeros(B * size, dtype=int)"},
        ),
        Mutant(
            "filled-from-the-start",
            "You fill the short batch with indices from the beginning of the order again, so the shortest sequences "
            "come twice in each epoch. An unused place holds -1.",
            edits={"batches = np.full(B * size, -1)": "batches = np.resize(order, B * size)"},
        ),
        Mutant(
            "filled-with-the-last",
            "You fill the short batch with the index of the longest sequence again, so it comes twice in each epoch or "
            "more. An unused place holds -1.",
            edits={"np.full(B * size, -1)": "np.full(B * size, order[-1])"},
        ),
        Mutant(
            "never-shuffled",
            "Your batches come in the order of length in every epoch: the network sees short sequences first and long "
            "ones last, each time. Shuffle the batches.",
            edits={"np.random.default_rng(seed).permutation(batches)": "batches"},
        ),
        Mutant(
            "never-shuffled-longest-first",
            "Your batches come longest first in every epoch. Shuffle the batches.",
            edits={
                "np.argsort(lengths)": "np.argsort(-lengths)",
                "np.random.default_rng(seed).permutation(batches)": "batches",
            },
        ),
        Mutant(
            "one-order-for-all",
            "All your epochs have the same order of batches. Each seed draws an order of its own.",
            edits={"default_rng(seed)": "default_rng(seeds[0])"},
        ),
        Mutant(
            "only-turned",
            "Your batches always follow each other in the same order, and only the first is drawn. Draw all of it.",
            edits={
                "np.random.default_rng(seed).permutation(batches)": "np.roll(batches, "
                "np.random.default_rng(seed).integers(B), axis=0)"
            },
        ),
        Mutant(
            "last-batch-stays",
            "One batch has the same place in every epoch. Every batch may come anywhere: shuffle them all.",
            edits={
                "np.random.default_rng(seed).permutation(batches)": "np.concatenate("
                "[np.random.default_rng(seed).permutation(batches[:-1]), batches[-1:]])"
            },
        ),
        Mutant(
            "seed-not-used-again",
            "Two epochs with the same seed come in different orders. Make np.random.default_rng(seed) anew for each "
            "epoch, or a run that was stopped cannot be resumed.",
            edits={
                "    return np.stack": "    rng = np.random.default_rng(seeds[0])\n    return np.stack",
                "np.random.default_rng(seed).permutation": "rng.permutation",
            },
        ),
        Mutant(
            "items-shuffled",
            "Your batches mix sequences of all lengths, and unused places stand in several of them. Sort the indices, "
            "cut them into batches, and after that let only whole batches change places.",
            edits={"permutation(batches)": "permuted(batches.ravel()).reshape(B, size)"},
        ),
        Mutant(
            "items-shuffled-before",
            "Your batches mix sequences of all lengths, so more is padded than need be. Sort the indices, cut them "
            "into batches, and after that let only whole batches change places, never single sequences.",
            edits={
                "    return np.stack([np.random.default_rng(seed).permutation(batches) for seed in seeds])": (
                    "    found = np.full((len(seeds), B * size), -1)\n"
                    "    for e, seed in enumerate(seeds):\n"
                    "        found[e, : len(order)] = np.random.default_rng(seed).permutation(len(order))\n"
                    "    return found.reshape(-1, B, size)"
                )
            },
        ),
        Mutant(
            "not-sorted",
            "You cut the batches from the sequences as they came, without sorting: short and long ones meet, and as "
            "much is padded as before. Cut them in the order of length.",
            edits={"np.argsort(lengths)": "np.arange(len(lengths))"},
        ),
        Mutant(
            "ranks",
            "You sort twice: np.argsort of an np.argsort gives each sequence's rank, not the index of the shortest, "
            "the next, and so on. One np.argsort is enough.",
            edits={"np.argsort(lengths)": "np.argsort(np.argsort(lengths))"},
        ),
        Mutant(
            "lengths-for-indices",
            "Your batches hold the lengths themselves. A loader needs to know which sequences these are: np.argsort "
            "gives indices, np.sort values.",
            edits={"np.argsort(lengths)": "np.sort(lengths)"},
        ),
        Mutant(
            "indices-from-one",
            "You count the sequences from 1. Indices start at 0.",
            edits={"np.argsort(lengths)": "np.argsort(lengths) + 1"},
        ),
        Mutant(
            "ties-dropped",
            "Of sequences of the same length you keep one. A dictionary from length to index, or np.unique, forgets "
            "the others.",
            edits={
                "np.argsort(lengths)": "np.unique(lengths, return_index=True)[1]",
                "-(-len(lengths) // size)": "-(-len(order) // size)",
            },
        ),
        Mutant(
            "equal-lengths-only",
            "Your batches hold sequences of exactly one length. Where few share a length the batches are tiny, and an "
            "epoch takes many more steps: go on to the next length until the batch is full.",
            fn=_equal_lengths_only,
        ),
        Mutant(
            "spread-evenly",
            "You spread the unused places over several batches. All batches are full but one.",
            edits={
                "    batches[: len(order)] = order\n    batches = batches.reshape(B, size)\n": (
                    "    batches = batches.reshape(B, size)\n"
                    "    for row, part in zip(batches, np.array_split(order, B), strict=True):\n"
                    "        row[: len(part)] = part\n"
                )
            },
        ),
        Mutant(
            "dealt-out",
            "You deal the sorted sequences out, one to each batch in turn, so every batch gets short and long ones. "
            "Neighbours in the order of length belong together: the rows of batches are filled one after the other.",
            edits={"reshape(B, size)": "reshape(size, B).T"},
        ),
        Mutant(
            "dealt-out-as-they-came",
            "You deal the sequences out as they came, one to each batch in turn: short and long ones meet. Sort them "
            "by length, and fill the rows of batches one after the other.",
            edits={
                "np.argsort(lengths)": "np.arange(len(lengths))",
                "reshape(B, size)": "reshape(size, B).T",
            },
        ),
        Mutant(
            "columns-shuffled-alone",
            "Your shuffle tears the batches apart: each column of places changes its order by itself, as rng.permuted "
            "with axis=0 does. rng.permutation moves whole rows.",
            edits={"permutation(batches)": "permuted(batches, axis=0)"},
        ),
    ),
)
