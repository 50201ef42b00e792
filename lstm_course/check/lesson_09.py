"""Exercises of lesson 09: nn.LSTM decoded."""

import functools

import numpy as np

from ..layers import LSTM
from .exercise import Exercise, Mutant, Probe
from .quiz import quiz

_RESULTS = 'lesson 09, "Three results"'
_ARRAYS = 'lesson 09, "Four arrays, two biases"'
_LAYERS = 'lesson 09, "Layers and directions"'
_ROSETTA = 'lesson 09, "One matrix, four libraries"'
_ERRORS = 'lesson 09, "Errors, and silence"'


def _blocks(W):
    """Return the four gate blocks of the last axis by their letters."""
    return dict(zip("ifgo", np.split(W, 4, axis=-1), strict=True))


# 9.1


def copy_probes(rng):
    """Return parameters of three sizes: D == H, D == 4H (a square W_x), and D unlike both."""

    def parameters(D, H, b=None):
        b = rng.normal(size=4 * H) if b is None else b
        return rng.normal(size=(D, 4 * H)), rng.normal(size=(H, 4 * H)), b

    return [
        Probe(
            parameters(3, 2, np.zeros(8)),
            "With b = 0 there are only the two matrices, and weight_ih is not what it should be: row k of it must hold "
            "the weights of column k of W_x.",
            part="weight_ih",
        ),
        Probe(
            parameters(8, 2, np.zeros(8)),
            "Here D equals 4H, so W_x is square and no shape can warn you, and weight_ih is not what it should be: row "
            "k of it must hold the weights of column k of W_x.",
            part="weight_ih",
        ),
        Probe(parameters(3, 3)),
        Probe(parameters(8, 2)),
        Probe(parameters(5, 4)),
    ]


def _reference_copy(W_x, W_h, b):
    return W_x.T.copy(), W_h.T.copy(), b.copy(), np.zeros_like(b)


def _observe_copy(results, args):
    """Compare the sum of the two biases only: however b is shared out between them is right."""
    return {
        "weight_ih": results["weight_ih"],
        "weight_hh": results["weight_hh"],
        "bias": results["bias_ih"] + results["bias_hh"],
    }


COPY_ORDERS = {
    "order-ifog": "ifog",
    "order-iofg": "iofg",
    "order-figo": "figo",
    "order-fiog": "fiog",
}


def _mistaken_copy(mistakes, W_x, W_h, b):
    """Copy with the named mistakes in it."""
    if "weights-exchanged" in mistakes:
        W_x, W_h = W_h, W_x
    order = next((order for name, order in COPY_ORDERS.items() if name in mistakes), "ifgo")
    W_x, W_h, ordered = (np.concatenate([_blocks(W)[gate] for gate in order], axis=-1) for W in (W_x, W_h, b))
    b = b if "bias-left-in-order" in mistakes else ordered
    ih, hh = W_x.T, W_h.T
    if "not-transposed" in mistakes:
        ih, hh = W_x, W_h
    if "input-not-transposed" in mistakes:
        ih = W_x
    if "reshaped" in mistakes:
        ih, hh = W_x.reshape(ih.shape), W_h.reshape(hh.shape)
    if "blocks-stacked" in mistakes:
        ih, hh = (np.concatenate(np.split(W, 4, axis=1), axis=0) for W in (W_x, W_h))
    if "hidden-blocks-stacked" in mistakes:
        hh = np.concatenate(np.split(W_h, 4, axis=1), axis=0)
    if "unit-by-unit" in mistakes:
        ih, hh, b = (W.reshape(4, -1, *W.shape[1:]).swapaxes(0, 1).reshape(W.shape) for W in (ih, hh, b))
    b_hh = np.zeros_like(b)
    if "bias-in-both" in mistakes:
        b_hh = b
    if "no-bias" in mistakes:
        b = np.zeros_like(b)
    if "bias-halved-once" in mistakes:
        b = b / 2
    if "forget-bias-added" in mistakes:
        H = len(b) // 4
        b = b.copy()
        b[H : 2 * H] += 1
    return ih, hh, b, b_hh


_COPY_PLACES = (
    set(COPY_ORDERS),
    {"reshaped", "hidden-blocks-stacked", "unit-by-unit"},
    {"bias-in-both", "no-bias", "bias-halved-once", "forget-bias-added"},
    {"unit-by-unit", "forget-bias-added"},
)


def mistaken_copy(mistakes):
    """Return the copy with these mistakes, or None where they exclude each other."""
    if any(len(mistakes & place) > 1 for place in _COPY_PLACES):
        return None
    return functools.partial(_mistaken_copy, mistakes)


def _alone(mistake):
    """Return the copy with a mistake that shows in the shapes, so that no other is looked for beside it."""
    return functools.partial(_mistaken_copy, frozenset({mistake}))


_SAME_ORDER = "PyTorch's order is i, f, g, o, the same as ours: no block has to move."

COPY_TO_TORCH = Exercise(
    name="copy_to_torch",
    number="9.1",
    signature="copy_to_torch(W_x, W_h, b)",
    returns={
        "weight_ih": "(4H, D)",
        "weight_hh": "(4H, H)",
        "bias_ih": "(4H,)",
        "bias_hh": "(4H,)",
    },
    reference=_reference_copy,
    probes=copy_probes,
    points={"weight_ih": 2, "weight_hh": 1, "bias": 1},
    read=_ARRAYS,
    family=mistaken_copy,
    observe=_observe_copy,
    advice={
        "weight_ih": "It is W_x with its two axes exchanged, and nothing else.",
        "weight_hh": "It is W_h with its two axes exchanged, and nothing else.",
        "bias": "PyTorch adds bias_ih and bias_hh; their sum must be b.",
    },
    hints=(
        "Compare the shapes: W_x is (D, 4H) and weight_ih is (4H, D). In what order are PyTorch's gates?",
        "The gates come in the same order. So each matrix needs one operation only; a reshape is not it.",
        "W_x.T and W_h.T. For the biases: two arrays that add up to b, such as b and zeros.",
    ),
    mutants=(
        Mutant(
            "order-ifog",
            f"You moved the blocks into the order i, f, o, g. {_SAME_ORDER}",
            _ROSETTA,
            hint="M15",
        ),
        Mutant(
            "order-iofg",
            f"You moved the blocks into the order i, o, f, g, which is that of ONNX. {_SAME_ORDER}",
            _ROSETTA,
            hint="M15",
        ),
        Mutant(
            "order-figo",
            f"You exchanged the blocks of the input gate and the forget gate. {_SAME_ORDER}",
            _ROSETTA,
            hint="M15",
        ),
        Mutant(
            "order-fiog",
            f"You moved the blocks into the order f, i, o, g, in which many articles tell the story. {_SAME_ORDER}",
            _ROSETTA,
            hint="M15",
        ),
        Mutant(
            "bias-in-both",
            "b is in both of PyTorch's biases. They are added, so every gate gets twice the bias it should: a forget "
            "bias of 1 becomes 2.",
            _ARRAYS,
            hint="M33",
        ),
        Mutant(
            "no-bias",
            "Both biases are zeros, so b is lost. A test with fresh, unbiased weights would not notice.",
            _ARRAYS,
            hint="M18",
        ),
        Mutant(
            "bias-halved-once",
            "Only half of b arrives: one array holds b / 2 and the other nothing. Their sum must be b.",
            _ARRAYS,
            hint="M33",
        ),
        Mutant(
            "forget-bias-added",
            "You added 1 to the forget bias. That is an initialisation, made once when a layer is born; a copy must "
            "not change it.",
            _ARRAYS,
            hint="M51",
        ),
        Mutant(
            "not-transposed",
            "Your matrices are not transposed. Ours stand to the right of x, in x @ W_x; PyTorch computes "
            "x @ weight_ih.T. Where D equals 4H the shape of W_x fits all the same.",
            _ARRAYS,
            fn=_alone("not-transposed"),
        ),
        Mutant(
            "input-not-transposed",
            "W_x is not transposed, though W_h is. Where D equals 4H, W_x is square and nothing complains.",
            _ARRAYS,
            fn=_alone("input-not-transposed"),
        ),
        Mutant(
            "reshaped",
            "You reshaped the matrices. A reshape keeps the numbers in a row and cuts the row elsewhere; to exchange "
            "two axes takes a transpose.",
            _ARRAYS,
            hint="M29",
        ),
        Mutant(
            "blocks-stacked",
            "You cut the gates apart and stacked the blocks upon each other, but each block kept its own axes: inputs "
            "in rows, units in columns. Where D equals H nothing complains. Every block must be transposed.",
            _ARRAYS,
            fn=_alone("blocks-stacked"),
        ),
        Mutant(
            "hidden-blocks-stacked",
            "weight_hh is a stack of the four (H, H) blocks of W_h, but each block kept its own axes. The shape is "
            "right, the numbers are not: every block must be transposed.",
            _ARRAYS,
        ),
        Mutant(
            "unit-by-unit",
            "Your rows go unit by unit: the four gates of the first unit, then those of the second. PyTorch goes gate "
            "by gate: all units of i, then all of f.",
            _ARRAYS,
        ),
        Mutant(
            "weights-exchanged",
            "W_x and W_h are exchanged: weight_ih comes first and belongs to the input. Where D equals H the shapes "
            "fit and nothing complains.",
            _ARRAYS,
            hint="M16",
            fn=_alone("weights-exchanged"),
        ),
    ),
)


# 9.2


def run_layers(rng, N, T, D, H, layers, bidirectional):
    """Return out and h_n of some layers with random weights and states, in PyTorch's layout, batch first."""
    directions = 2 if bidirectional else 1
    y, states = rng.normal(size=(N, T, D)), []
    for _ in range(layers):
        ways = []
        for way in range(directions):
            layer = LSTM(y.shape[2], H, rng=rng)
            layer.params["b"] = rng.normal(size=4 * H)
            start = rng.normal(size=(N, H)), rng.normal(size=(N, H))
            out, (h, _) = layer.forward(y, start, reverse=way == 1)
            ways.append(out)
            states.append(h)
        y = np.concatenate(ways, axis=2)
    return y, np.stack(states)


def state_probes(rng):
    """Return results of one way and both ways, one layer and more, where batch and layers can be mixed up."""
    return [
        Probe(
            (*run_layers(rng, 2, 4, 3, 5, layers=1, bidirectional=False), False, 1),
            "One layer, one direction, and already it is not the state after the last time step.",
        ),
        Probe(
            (*run_layers(rng, 3, 4, 2, 5, layers=3, bidirectional=False), False, 3),
            "One layer is right; with three layers it is not the state of the topmost one.",
        ),
        Probe(
            (*run_layers(rng, 2, 5, 3, 4, layers=1, bidirectional=True), True, 1),
            "One direction is right; with two it is not the last state of each, forward first.",
        ),
        Probe(
            (*run_layers(rng, 4, 3, 3, 2, layers=2, bidirectional=True), True, 2),
            "Several layers one way are right, and so is one layer both ways; two layers both ways are not. In which "
            "order does h_n hold them?",
        ),
        Probe((*run_layers(rng, 3, 5, 2, 4, layers=3, bidirectional=True), True, 3)),
        Probe((*run_layers(rng, 4, 5, 2, 4, layers=2, bidirectional=False), False, 2)),
    ]


def _reference_state(out, h_n, bidirectional, layers):
    return np.concatenate([h_n[-2], h_n[-1]], axis=1) if bidirectional else h_n[-1]


def _batch_first_state(out, h_n, bidirectional, layers):
    if bidirectional:
        return np.concatenate([h_n[:, -2], h_n[:, -1]], axis=1)
    return h_n[:, -1]


def _first_layer(out, h_n, bidirectional, layers):
    return np.concatenate([h_n[0], h_n[1]], axis=1) if bidirectional else h_n[0]


def _direction_major(out, h_n, bidirectional, layers):
    return np.concatenate([h_n[layers - 1], h_n[-1]], axis=1) if bidirectional else h_n[-1]


def _viewed(out, h_n, bidirectional, layers):
    return h_n[-2:].reshape(h_n.shape[1], -1) if bidirectional else h_n[-1]


def _both_after_one_step(out, h_n, bidirectional, layers):
    if not bidirectional:
        return h_n[-1]
    H = h_n.shape[2]
    return np.concatenate([out[:, 0, :H], out[:, -1, H:]], axis=1)


def _exchanged(out, h_n, bidirectional, layers):
    return np.concatenate([h_n[-1], h_n[-2]], axis=1) if bidirectional else h_n[-1]


def _summed(out, h_n, bidirectional, layers):
    return h_n[-2] + h_n[-1] if bidirectional else h_n[-1]


def _averaged(out, h_n, bidirectional, layers):
    return (h_n[-2] + h_n[-1]) / 2 if bidirectional else h_n[-1]


def _forward_only(out, h_n, bidirectional, layers):
    return h_n[-2] if bidirectional else h_n[-1]


def _twice_the_backward(out, h_n, bidirectional, layers):
    return np.concatenate([h_n[-1], h_n[-1]], axis=1) if bidirectional else h_n[-1]


def _always_two(out, h_n, bidirectional, layers):
    return np.concatenate([h_n[-2], h_n[-1]], axis=1) if len(h_n) > 1 else h_n[-1]


def _stacked_for_joined(out, h_n, bidirectional, layers):
    return np.concatenate([h_n[-2], h_n[-1]], axis=0) if bidirectional else h_n[-1]


FINAL_STATE = Exercise(
    name="final_state",
    number="9.2",
    signature="final_state(out, h_n, bidirectional, layers)",
    returns={"state": "(N, H), or (N, 2H) in both directions"},
    reference=_reference_state,
    probes=state_probes,
    points={"state": 5},
    read=_LAYERS,
    advice={
        "state": "Take the last layer's entries of h_n, one for each direction, and join them along the units."
    },
    hints=(
        "h_n holds one (N, H) array for each layer and direction. In which order, and which are the last layer's?",
        "The last layer comes last, forward before backward. `out` can do it too, but the two directions end at "
        "different time steps.",
        "Both ways: np.concatenate([h_n[-2], h_n[-1]], axis=1). One way: h_n[-1].",
    ),
    mutants=(
        Mutant(
            "last-step-of-out",
            "You take out[:, -1]. Its backward half has read a single time step, the last one: the backward pass ends "
            "at time step 0.",
            _LAYERS,
            hint="M30",
            fn=lambda out, h_n, bidirectional, layers: out[:, -1],
        ),
        Mutant(
            "first-step-of-out",
            "You take out[:, 0]. The forward state has read a single time step there.",
            _LAYERS,
            hint="M30",
            fn=lambda out, h_n, bidirectional, layers: out[:, 0],
        ),
        Mutant(
            "both-after-one-step",
            "You join the forward half of the first time step and the backward half of the last: each of the two has "
            "read a single step. It is the other way round.",
            _LAYERS,
            hint="M30",
            fn=_both_after_one_step,
        ),
        Mutant(
            "batch-first-state",
            "You read h_n as if the batch came first. batch_first moves the batch of x and out only; h_n stays "
            "(layers * directions, N, H).",
            _RESULTS,
            hint="M28",
            fn=_batch_first_state,
        ),
        Mutant(
            "last-sequence",
            "You take out[-1], which is the last sequence of the batch: out is batch first here, (N, T, H).",
            _RESULTS,
            hint="M28",
            fn=lambda out, h_n, bidirectional, layers: out[-1],
        ),
        Mutant(
            "first-layer",
            "You take the first layer's entries of h_n. The first layer comes first; the summary is the last one's.",
            _LAYERS,
            hint="M31",
            fn=_first_layer,
        ),
        Mutant(
            "direction-major",
            "You read h_n as all forward layers, then all backward layers. It goes layer by layer, and inside a layer "
            "forward comes before backward.",
            _LAYERS,
            hint="M31",
            fn=_direction_major,
        ),
        Mutant(
            "viewed",
            "You reshaped h_n[-2:] to (N, 2H). That mixes the sequences of the batch: each row of yours holds pieces "
            "of two. Join the two arrays along the units.",
            _LAYERS,
            hint="M31",
            fn=_viewed,
        ),
        Mutant(
            "all-viewed",
            "You reshaped the whole of h_n to N rows. That mixes sequences and layers, and the first axis of h_n is "
            "not the batch.",
            _LAYERS,
            hint="M31",
            fn=lambda out, h_n, bidirectional, layers: h_n.reshape(h_n.shape[1], -1),
        ),
        Mutant(
            "always-two",
            "You join the last two entries of h_n whenever there are two. With one direction these are two layers, "
            "not two directions.",
            _LAYERS,
            hint="M31",
            fn=_always_two,
        ),
        Mutant(
            "all-layers",
            "You join the states of all layers. The summary is the last layer's alone.",
            _LAYERS,
            hint="M31",
            fn=lambda out, h_n, bidirectional, layers: np.concatenate(list(h_n), axis=1),
        ),
        Mutant(
            "whole-output",
            "You return out, the hidden state at every time step. The summary is one vector for each sequence.",
            _RESULTS,
            hint="M27",
            fn=lambda out, h_n, bidirectional, layers: out,
        ),
        Mutant(
            "whole-state",
            "You return h_n whole, with every layer and direction in it. The summary is one vector for each sequence.",
            _RESULTS,
            hint="M27",
            fn=lambda out, h_n, bidirectional, layers: h_n,
        ),
        Mutant(
            "mean-over-time",
            "You average out over time. That can be a good summary, but it is another one: the final state is what "
            "is left after the last step.",
            _RESULTS,
            hint="M27",
            fn=lambda out, h_n, bidirectional, layers: out.mean(axis=1),
        ),
        Mutant(
            "max-over-time",
            "You take the largest value over time. That can be a good summary, but it is another one: the final state "
            "is what is left after the last step.",
            _RESULTS,
            hint="M27",
            fn=lambda out, h_n, bidirectional, layers: out.max(axis=1),
        ),
        Mutant(
            "backward-only",
            "You take h_n[-1] whatever the directions. In a bidirectional layer that is the backward state alone, and "
            "half of the net is not heard.",
            _LAYERS,
            hint="M31",
            fn=lambda out, h_n, bidirectional, layers: h_n[-1],
        ),
        Mutant(
            "forward-only",
            "Of two directions you take the forward one alone: half of the net is not heard.",
            _LAYERS,
            hint="M31",
            fn=_forward_only,
        ),
        Mutant(
            "twice-the-backward",
            "You join the backward state with itself: h_n[-1] twice. The forward state of the last layer is the entry "
            "before it.",
            _LAYERS,
            hint="M31",
            fn=_twice_the_backward,
        ),
        Mutant(
            "directions-exchanged",
            "Your two halves come in the other order. Forward comes first, as it does in out.",
            _LAYERS,
            hint="M31",
            fn=_exchanged,
        ),
        Mutant(
            "summed",
            "You add the two directions. PyTorch joins them: the summary has 2H numbers.",
            _LAYERS,
            fn=_summed,
        ),
        Mutant(
            "averaged",
            "You average the two directions. PyTorch joins them: the summary has 2H numbers.",
            _LAYERS,
            fn=_averaged,
        ),
        Mutant(
            "joined-along-the-batch",
            "You joined the two directions along the batch, which makes 2N rows. Join them along the units.",
            _LAYERS,
            fn=_stacked_for_joined,
        ),
    ),
)


# 9.3

ORDERS = ("ifgo", "ifco", "iofc", "ifog")


def reorder_probes(rng):
    """Return every two of the four orders, as matrices and as a bias."""
    pairs = [
        ("iofc", "ifgo"),
        ("ifgo", "iofc"),
        ("ifog", "ifgo"),
        ("ifgo", "ifco"),
        ("ifog", "iofc"),
        ("iofc", "ifog"),
    ]
    shapes = [(8, 8), (12,), (3, 20), (8, 8), (4, 12), (16,)]
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


def _reference_reorder(W, source, destination):
    blocks = dict(zip(source.replace("c", "g"), np.split(W, 4, axis=-1), strict=True))
    return np.concatenate([blocks[gate] for gate in destination.replace("c", "g")], axis=-1)


def _inverse(W, source, destination):
    return _reference_reorder(W, destination, source)


def _untranslated(W, source, destination):
    blocks = dict(zip(source, np.split(W, 4, axis=-1), strict=True))
    return np.concatenate([blocks[gate] for gate in destination], axis=-1)


def _along_the_first_axis(W, source, destination):
    return _reference_reorder(W.T, source, destination).T


def _from(source):
    return lambda W, _, destination: _reference_reorder(W, source, destination)


def _to(destination):
    return lambda W, source, _: _reference_reorder(W, source, destination)


def _places(source, destination):
    source = source.replace("c", "g")
    return [source.index(gate) for gate in destination.replace("c", "g")]


def _interleaved(W, source, destination):
    units = W.reshape(*W.shape[:-1], -1, 4)
    return units[..., _places(source, destination)].reshape(W.shape)


def _four_columns(W, source, destination):
    return W[..., _places(source, destination)]


def _assigned(W, source, destination):
    """Write block k of the source to the place that the source has in the destination's letters, half way only."""
    result = W.copy()
    H = W.shape[-1] // 4
    for k, place in enumerate(_places(source, destination)):
        result[..., k * H : (k + 1) * H] = result[..., place * H : (place + 1) * H]
    return result


def _c_is_the_output(W, source, destination):
    """Take c for a gate by its place: the letter that is missing from the other order."""
    if ("c" in source) == ("c" in destination):
        return _reference_reorder(W, source, destination)
    swapped = source.translate(str.maketrans("cog", "ogc")) if "c" in source else source
    other = destination.translate(str.maketrans("cog", "ogc")) if "c" in destination else destination
    return _reference_reorder(W, swapped.replace("c", "g"), other.replace("c", "g"))


def _blocks_in_front(W, source, destination):
    return np.stack(np.split(W, 4, axis=-1))[_places(source, destination)]


REORDER = Exercise(
    name="reorder",
    number="9.3",
    signature="reorder(W, source, destination)",
    returns={"reordered": "the shape of W"},
    reference=_reference_reorder,
    probes=reorder_probes,
    points={"reordered": 4},
    read=_ROSETTA,
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
            "inverse",
            "You go the wrong way: from destination to source. Where the permutation is its own inverse, as between "
            "ifgo and ifog, nobody notices.",
            _ROSETTA,
            hint="M15",
            fn=_inverse,
        ),
        Mutant(
            "untranslated",
            "You look for the letter g in an order that calls it c. Keras and ONNX write c for the candidate, our g: "
            "the same block under another name.",
            _ROSETTA,
            hint="M15",
            fn=_untranslated,
        ),
        Mutant(
            "unchanged",
            "W comes back as it came: no block has moved. The same shape in every library is why this goes unnoticed.",
            _ROSETTA,
            hint="M15",
            fn=lambda W, source, destination: W.copy(),
        ),
        Mutant(
            "source-ignored",
            "You take every source for ifgo. Read the order in which W comes from source.",
            _ROSETTA,
            hint="M15",
            fn=_from("ifgo"),
        ),
        Mutant(
            "destination-ignored",
            "Whatever the destination, your blocks come out as ifgo.",
            _ROSETTA,
            hint="M15",
            fn=_to("ifgo"),
        ),
        Mutant(
            "always-ifog",
            "Whatever the destination, your blocks come out as ifog.",
            _ROSETTA,
            hint="M15",
            fn=_to("ifog"),
        ),
        Mutant(
            "always-onnx",
            "Whatever the destination, your blocks come out as iofc, the order of ONNX.",
            _ROSETTA,
            hint="M15",
            fn=_to("iofc"),
        ),
        Mutant(
            "c-taken-for-o",
            "You take c for the output gate and o for the candidate. The letter c is the candidate, our g; o is the "
            "output gate everywhere.",
            _ROSETTA,
            hint="M15",
            fn=_c_is_the_output,
        ),
        Mutant(
            "first-axis",
            "You move blocks along the first axis. The gates are stacked along the last one here; a bias has only one "
            "axis, so it comes out right.",
            _ROSETTA,
            fn=_along_the_first_axis,
        ),
        Mutant(
            "interleaved",
            "You cut W unit by unit, four numbers each. The gates are blocks: all units of the first gate, then all "
            "of the second. With one unit there is no difference.",
            _ROSETTA,
            fn=_interleaved,
        ),
        Mutant(
            "four-columns",
            "You pick four columns. A gate is a block of H columns; with one unit there is no difference.",
            _ROSETTA,
            fn=_four_columns,
        ),
        Mutant(
            "overwritten",
            "You write into the array that you are still reading, so a block is overwritten before it is moved. Read "
            "from W, write to a new array.",
            _ROSETTA,
            fn=_assigned,
        ),
        Mutant(
            "stacked",
            "Your blocks are stacked on a new axis in front. Join them along the last axis with np.concatenate.",
            _ROSETTA,
            hint="M17",
            fn=_blocks_in_front,
        ),
    ),
)


# 9.4


def params_probes(rng):
    """Return one layer first, then layers alone and directions alone, then all together."""

    def sizes():
        return tuple(int(v) for v in rng.choice(np.arange(2, 30), size=2, replace=False))

    return [
        Probe(
            (*sizes(), 1, False, False),
            "One layer, one direction, no bias, and already it is not right. Count the two matrices.",
        ),
        Probe((*sizes(), 1, False, True), "Without biases one layer is right, with them it is not."),
        Probe(
            (*sizes(), 1, True, False),
            "One direction is right, two are not, though each has the same weights.",
        ),
        Probe(
            (*sizes(), 3, False, False), "One layer is right, three are not. What does the second layer read?"
        ),
        Probe(
            (*sizes(), 3, True, False),
            "Three layers one way are right, and so is one layer both ways; three layers both ways are not. How wide "
            "is what the second layer reads?",
        ),
        Probe((*sizes(), 4, False, True)),
        Probe((*sizes(), 3, True, True)),
    ]


def _mistaken_params(mistakes, D, H, layers, bidirectional, bias):
    """Count with the named mistakes."""
    gates = 3 if "three-sums" in mistakes else 1 if "one-sum" in mistakes else 4
    directions = 2 if bidirectional and "one-direction" not in mistakes else 1
    biases = 2 if bias else 0
    if "one-bias" in mistakes:
        biases = biases // 2
    if "bias-always" in mistakes:
        biases = 2
    if "bias-never" in mistakes:
        biases = 0
    total, size = 0, D
    for _ in range(1 if "one-layer" in mistakes else layers):
        recurrent = 0 if "no-recurrent-weights" in mistakes else H
        if "recurrent-hears-both" in mistakes:
            recurrent = directions * H
        if "gates-see-c" in mistakes:
            recurrent = 2 * H
        total += directions * gates * H * (size + recurrent + biases)
        if "bias-per-gate" in mistakes:
            total += directions * biases * gates * (1 - H)
        if "every-layer-reads-D" not in mistakes:
            size = H if "upper-layers-read-H" in mistakes else directions * H
            if "upper-layers-read-D-too" in mistakes:
                size += D
    return total


_PARAMS_PLACES = (
    {"three-sums", "one-sum"},
    {"one-direction", "recurrent-hears-both", "upper-layers-read-H"},
    {"one-bias", "bias-always", "bias-never"},
    {"bias-never", "bias-per-gate"},
    {"one-layer", "every-layer-reads-D", "upper-layers-read-H", "upper-layers-read-D-too"},
    {"no-recurrent-weights", "recurrent-hears-both", "gates-see-c"},
)


def mistaken_params(mistakes):
    """Return the count with these mistakes, or None where they exclude each other."""
    if any(len(mistakes & place) > 1 for place in _PARAMS_PLACES):
        return None
    return functools.partial(_mistaken_params, mistakes)


N_PARAMS = Exercise(
    name="n_params",
    number="9.4",
    signature="n_params(D, H, layers, bidirectional, bias)",
    returns={"count": "how many numbers the module learns"},
    reference=mistaken_params(frozenset()),
    probes=params_probes,
    points={"count": 3},
    read=_LAYERS,
    family=mistaken_params,
    hints=(
        "Start with one layer in one direction: weight_ih, weight_hh, bias_ih, bias_hh. Multiply out their shapes.",
        "The second layer reads the output of the first. How wide is that in both directions?",
        "A loop over layers: add directions * 4H * (size + H + 2), with size = D first and directions * H later.",
    ),
    mutants=(
        Mutant(
            "one-bias",
            "You count one bias. PyTorch stores two, bias_ih and bias_hh, though it only ever adds them.",
            _ARRAYS,
            hint="M38",
        ),
        Mutant(
            "bias-always",
            "You count biases where bias is False. Then the module has none at all.",
            _ARRAYS,
            hint="M38",
        ),
        Mutant(
            "bias-never", "You count no bias, though bias is True. There are two then.", _ARRAYS, hint="M38"
        ),
        Mutant(
            "bias-per-gate",
            "You count one number of bias for a whole gate. Every unit of a gate has its own.",
            _ARRAYS,
            hint="M38",
        ),
        Mutant(
            "every-layer-reads-D",
            "All your layers read D features. Only the first one does: the second reads the output of the first.",
            _LAYERS,
        ),
        Mutant(
            "upper-layers-read-H",
            "Your upper layers read H numbers. In both directions the output below is 2H wide, forward and backward "
            "joined.",
            _LAYERS,
        ),
        Mutant(
            "upper-layers-read-D-too",
            "Your upper layers read the input x beside the output of the layer below. In PyTorch they see the layer "
            "below only.",
            _LAYERS,
        ),
        Mutant(
            "one-direction",
            "You count one direction where bidirectional is True. The backward pass has weights of its own.",
            _LAYERS,
        ),
        Mutant(
            "recurrent-hears-both",
            "Your weight_hh hears both directions. The two passes never meet inside a layer: each hears its own H "
            "units.",
            _LAYERS,
        ),
        Mutant("one-layer", "You count one layer, whatever `layers` says.", _LAYERS),
        Mutant(
            "one-sum",
            "You count one of the four sums. There are three gates and a candidate, each with its own weights.",
            _ARRAYS,
        ),
        Mutant(
            "three-sums",
            "You count three sums. The candidate g has weights too, so there are four.",
            _ARRAYS,
            hint="M02",
        ),
        Mutant(
            "no-recurrent-weights",
            "You left out weight_hh, the weights from the last hidden state.",
            _ARRAYS,
        ),
        Mutant(
            "gates-see-c",
            "You count weights from the cell state too. The gates see x and the last hidden state only.",
            _ARRAYS,
            hint="M03",
        ),
    ),
)


# 9.5

READ_ERRORS = quiz(
    name="read_errors",
    number="9.5",
    read=_ERRORS,
    answers={"A": "state", "B": "layers", "C": "batch", "D": "graph", "E": "tuple"},
    described="one of state, layers, batch, graph, tuple, lengths, memory",
    wrong={
        ("A", "batch"): (
            "In A the batch is there: 4 in one place and 1 in the other. Look at which shape was wanted and which "
            "came: their first two axes are exchanged, and batch_first does not move those of the state.",
            "M28",
        ),
        ("A", "lengths"): (
            "No length occurs in A. hidden[0] is h_0, and its axes are layers, batch, units.",
            "M28",
        ),
        ("B", "memory"): (
            "Dropout does not act on what is carried from time step to time step, in B or anywhere in nn.LSTM. It "
            "stands between one layer and the next.",
            "M32",
        ),
        ("B", "batch"): (
            "Dropout in B has nothing to do with the batch: it stands between one layer and the next.",
            "dropout-and-batch",
        ),
        ("C", "layers"): (
            "The 1 that is missing in C is not a layer. Count the axes of x: what does nn.LSTM make of two?",
            "M34",
        ),
        ("C", "lengths"): (
            "C is not about different lengths. Count the axes of x: what does nn.LSTM make of two?",
            "two-axes-and-lengths",
        ),
        ("D", "memory"): (
            "The message D is not about running out of memory, and retain_graph=True would only make it grow. What "
            "still hangs on to the batch before?",
            "M46",
        ),
        ("D", "tuple"): (
            "That the state is a tuple is no trouble in D. What still hangs on to the batch before?",
            "graph-not-tuple",
        ),
        ("E", "state"): (
            "No state has been given in E. Look at what came instead of a tensor: what does nn.LSTM return?",
            "M27",
        ),
        ("E", "batch"): (
            "The shapes are not reached in E. Look at what came instead of a tensor: what does nn.LSTM return?",
            "M28",
        ),
    },
    advice={
        "A": "Compare the two shapes in message A: which axes are exchanged, and of which argument?",
        "B": "Message B says it: dropout comes after all layers but the last. How many are left?",
        "C": "In C, how many axes has x, and what does nn.LSTM take it for?",
        "D": "In D the first batch went well. What came from it into the second?",
        "E": "In E, what does nn.LSTM return, and what does nn.Linear want?",
    },
    hints=(
        "Read the last line of each message word by word, then ask what the code handed over.",
        "Two of the seven causes belong to none of the five.",
        "A is about the axes of h_0, B about what stands between layers, and E about what nn.LSTM returns.",
    ),
)

EXERCISES = (COPY_TO_TORCH, FINAL_STATE, REORDER, N_PARAMS, READ_ERRORS)
