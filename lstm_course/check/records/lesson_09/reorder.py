"""Exercise: the gate blocks of one library in the order of another."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def reorder_probes(rng):
    """Return every two of the four orders, as matrices, as a stack of matrices and as a bias."""
    pairs = [
        ("iofc", "ifgo"),
        ("ifgo", "iofc"),
        ("ifog", "ifgo"),
        ("ifgo", "ifco"),
        ("ifog", "iofc"),
        ("iofc", "ifog"),
        ("ifco", "iofc"),
        ("ifco", "ifog"),
    ]
    shapes = [(8, 8), (12,), (3, 20), (2, 3, 8), (1, 12), (16,), (2, 8), (12,)]
    probes = [
        Probe((rng.normal(size=shape), source, destination))
        for shape, (source, destination) in zip(shapes, pairs, strict=True)
    ]
    one = Probe(
        (np.array([1.0, 2.0, 3.0, 4.0]) + rng.normal(size=4) / 10, "iofc", "ifgo"),
        "One number for each gate, and already the order is not right: look for each letter of the destination in the "
        "source.",
    )
    two = Probe(
        (np.arange(1.0, 9.0) + rng.normal(size=8) / 10, "ifog", "ifgo"),
        "One number for each gate is right; with two units the blocks are not. A block of H numbers moves as a whole.",
    )
    return [one, two, *probes]


def reorder(W, source, destination):
    source, destination = source.replace("c", "g"), destination.replace("c", "g")
    blocks = dict(zip(source, np.split(W, 4, axis=-1), strict=True))
    return np.concatenate([blocks[gate] for gate in destination], axis=-1)


def c_for_o(order):
    """Return the letters of an order that has a c, with c taken for the output gate and o for the candidate."""
    return order.replace("o", "g").replace("c", "o") if "c" in order else order


def _four_columns(W, source, destination):
    source, destination = source.replace("c", "g"), destination.replace("c", "g")
    return W[..., [source.index(gate) for gate in destination]]


def _looked_up(W, source, destination):
    return np.concatenate([np.split(W, 4, axis=-1)[source.index(gate)] for gate in destination], axis=-1)


def _overwritten(W, source, destination):
    source, destination = source.replace("c", "g"), destination.replace("c", "g")
    blocks = np.split(W.copy(), 4, axis=-1)  # views: what is written to one stays in it
    for block, gate in zip(blocks, destination, strict=True):
        block[:] = blocks[source.index(gate)]
    return np.concatenate(blocks, axis=-1)


def _stacked(W, source, destination):
    source, destination = source.replace("c", "g"), destination.replace("c", "g")
    blocks = dict(zip(source, np.split(W, 4, axis=-1), strict=True))
    return np.stack([blocks[gate] for gate in destination])


EXERCISE = Exercise(
    name="reorder",
    signature="reorder(W, source, destination)",
    returns={"reordered": "the shape of W"},
    reference=reorder,
    probes=reorder_probes,
    points={"reordered": 4},
    read='lesson 09, "One matrix, four libraries"',
    advice={
        "reordered": "Cut the last axis into four blocks, name each by the source, and join them as destination says."
    },
    hints=(
        "Two letters are the same thing: c of Keras and ONNX is our g. Deal with that first.",
        "Cut W into four along its last axis, and put the blocks in a dict with the letters of source as its keys.",
        "np.concatenate([blocks[gate] for gate in destination], axis=-1), once c is replaced by g in both strings.",
    ),
    mutants=(
        Mutant(
            "backwards",
            "Your blocks come in the order of destination, read from its end.",
            edits={"for gate in destination": "for gate in reversed(destination)"},
        ),
        Mutant(
            "inverse",
            "You go the wrong way: from destination to source. Where the permutation is its own inverse, as between "
            "ifgo and ifog, nobody notices.",
            hint="M15",
            edits={"    source, destination = source": "    destination, source = source"},
        ),
        Mutant(
            "untranslated",
            "You look for the letter g in an order that calls it c. Keras and ONNX write c for the candidate, our g: "
            "the same block under another name.",
            hint="M15",
            edits={'source.replace("c", "g")': "source", 'destination.replace("c", "g")': "destination"},
        ),
        Mutant(
            "untranslated-index",
            "You look for a letter with index, and g is not in an order that calls it c: ValueError. Keras and "
            "ONNX write c for the candidate, our g: the same block under another name.",
            hint="M15",
            fn=_looked_up,
        ),
        Mutant(
            "unchanged",
            "W comes back as it came: no block has moved. The same shape in every library is why this goes unnoticed.",
            hint="M15",
            edits={"in destination": "in source"},
        ),
        Mutant(
            "source-ignored",
            "You take every source for ifgo. Read the order in which W comes from source.",
            hint="M15",
            edits={"zip(source": 'zip("ifgo"'},
        ),
        Mutant(
            "destination-ignored",
            "Whatever the destination, your blocks come out as ifgo.",
            hint="M15",
            edits={"in destination": 'in "ifgo"'},
        ),
        Mutant(
            "always-ifog",
            "Whatever the destination, your blocks come out as ifog.",
            hint="M15",
            edits={"in destination": 'in "ifog"'},
        ),
        Mutant(
            "always-onnx",
            "Whatever the destination, your blocks come out as iofc, the order of ONNX.",
            hint="M15",
            edits={"in destination": 'in "iofg"'},
        ),
        Mutant(
            "c-taken-for-o",
            "You take c for the output gate and o for the candidate. The letter c is the candidate, our g; o is the "
            "output gate everywhere.",
            hint="M15",
            edits={
                'source.replace("c", "g")': "c_for_o(source)",
                'destination.replace("c", "g")': "c_for_o(destination)",
            },
        ),
        Mutant(
            "first-axis",
            "You move blocks along the first axis. The gates are stacked along the last one here; a bias has only one "
            "axis, so it comes out right.",
            edits={"W, 4, axis=-1": "W, 4, axis=0", "destination], axis=-1": "destination], axis=0"},
        ),
        Mutant(
            "interleaved",
            "You cut W unit by unit, four numbers each. The gates are blocks: all units of the first gate, then all "
            "of the second. With one unit there is no difference.",
            edits={
                "np.split(W, 4, axis=-1)": "(W[..., k::4] for k in range(4))",
                "return np.concatenate(": "return np.stack(",
                "destination], axis=-1)": "destination], axis=-1).reshape(W.shape)",
            },
        ),
        Mutant(
            "four-columns",
            "You pick four columns. A gate is a block of H columns; with one unit there is no difference.",
            fn=_four_columns,
        ),
        Mutant(
            "overwritten",
            "You write into the array that you are still reading, so a block is overwritten before it is moved. Read "
            "from W, write to a new array.",
            fn=_overwritten,
        ),
        Mutant(
            "stacked",
            "Your blocks are stacked on a new axis in front. Join them along the last axis with np.concatenate.",
            hint="M17",
            fn=_stacked,
        ),
    ),
)
