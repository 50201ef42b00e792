"""Exercise: the last layer's final state, from the results of nn.LSTM."""

import numpy as np

from ....layers import LSTM
from ...exercise import Exercise, Mutant, Probe


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
        Probe((*run_layers(rng, 1, 3, 2, 2, layers=2, bidirectional=True), True, 2)),
    ]


def final_state(out, h_n, bidirectional, layers):
    if bidirectional:
        return np.concatenate([h_n[-2], h_n[-1]], axis=1)  # forward, backward
    return h_n[-1]


_RESULTS = 'lesson 09, "Three results"'

EXERCISE = Exercise(
    name="final_state",
    signature="final_state(out, h_n, bidirectional, layers)",
    returns={"state": "(N, H), or (N, 2H) in both directions"},
    reference=final_state,
    probes=state_probes,
    points={"state": 5},
    read='lesson 09, "Layers and directions"',
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
            "first-layer-in-both-directions",
            "In both directions you take the states of the first layer, h_n[0] and h_n[1]. The last layer's are the "
            "last two.",
            edits={"[h_n[-2], h_n[-1]]": "[h_n[0], h_n[1]]"},
        ),
        Mutant(
            "backward-of-the-first-layer",
            "Your backward half is that of the first layer. It is h_n[-1], the last of all.",
            edits={"h_n[-1]], axis": "h_n[1]], axis"},
        ),
        Mutant(
            "first-step-in-both-directions",
            "In both directions you take out[:, 0]. Its forward half has read a single time step, the first one: the "
            "forward pass ends at the last.",
            hint="M30",
            edits={"np.concatenate([h_n[-2], h_n[-1]], axis=1)": "out[:, 0]"},
        ),
        Mutant(
            "last-step-of-out",
            "You take out[:, -1]. Its backward half has read a single time step, the last one: the backward pass ends "
            "at time step 0.",
            hint="M30",
            fn=lambda out, h_n, bidirectional, layers: out[:, -1],
        ),
        Mutant(
            "first-step-of-out",
            "You take out[:, 0]. The forward state has read a single time step there.",
            hint="M30",
            fn=lambda out, h_n, bidirectional, layers: out[:, 0],
        ),
        Mutant(
            "both-after-one-step",
            "You join the forward half of the first time step and the backward half of the last: each of the two has "
            "read a single step. It is the other way round.",
            hint="M30",
            edits={"h_n[-2], h_n[-1]": "out[:, 0, : h_n.shape[2]], out[:, -1, h_n.shape[2] :]"},
        ),
        Mutant(
            "batch-first-state",
            "You read h_n as if the batch came first. batch_first moves the batch of x and out only; h_n stays "
            "(layers * directions, N, H).",
            _RESULTS,
            hint="M28",
            edits={"h_n[-2], h_n[-1]": "h_n[:, -2], h_n[:, -1]", "return h_n[-1]": "return h_n[:, -1]"},
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
            hint="M31",
            edits={"h_n[-2], h_n[-1]": "h_n[0], h_n[1]", "return h_n[-1]": "return h_n[0]"},
        ),
        Mutant(
            "direction-major",
            "You read h_n as all forward layers, then all backward layers. It goes layer by layer, and inside a layer "
            "forward comes before backward.",
            hint="M31",
            edits={"h_n[-2], h_n[-1]": "h_n[layers - 1], h_n[-1]"},
        ),
        Mutant(
            "viewed",
            "You reshaped h_n[-2:] to (N, 2H). That mixes the sequences of the batch: each row of yours holds pieces "
            "of two. Join the two arrays along the units.",
            hint="M31",
            edits={"np.concatenate([h_n[-2], h_n[-1]], axis=1)": "h_n[-2:].reshape(h_n.shape[1], -1)"},
        ),
        Mutant(
            "all-viewed",
            "You reshaped the whole of h_n to N rows. That mixes sequences and layers, and the first axis of h_n is "
            "not the batch.",
            hint="M31",
            fn=lambda out, h_n, bidirectional, layers: h_n.reshape(h_n.shape[1], -1),
        ),
        Mutant(
            "always-two",
            "You join the last two entries of h_n whenever there are two. With one direction these are two layers, "
            "not two directions.",
            hint="M31",
            edits={
                "bidirectional:\n        return np.concatenate([h_n[-2]": "len(h_n) > 1:\n"
                "        return np.concatenate([h_n[-2]"
            },
        ),
        Mutant(
            "two-directions-always",
            "You join h_n[-2] and h_n[-1] whatever the directions. With one direction h_n has one entry for each "
            "layer: one layer has no h_n[-2], and of several it is the layer below. Ask `bidirectional` first.",
            hint="M31",
            edits={"if bidirectional": "if bidirectional is not None"},
        ),
        Mutant(
            "all-layers",
            "You join the states of all layers. The summary is the last layer's alone.",
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
            hint="M31",
            edits={"np.concatenate([h_n[-2], h_n[-1]], axis=1)": "h_n[-1]"},
        ),
        Mutant(
            "forward-only",
            "Of two directions you take the forward one alone: half of the net is not heard.",
            hint="M31",
            edits={"np.concatenate([h_n[-2], h_n[-1]], axis=1)": "h_n[-2]"},
        ),
        Mutant(
            "twice-the-backward",
            "You join the backward state with itself: h_n[-1] twice. The forward state of the last layer is the entry "
            "before it.",
            hint="M31",
            edits={"h_n[-2], h_n[-1]": "h_n[-1], h_n[-1]"},
        ),
        Mutant(
            "directions-exchanged",
            "Your two halves come in the other order. Forward comes first, as it does in out.",
            hint="M31",
            edits={"h_n[-2], h_n[-1]": "h_n[-1], h_n[-2]"},
        ),
        Mutant(
            "summed",
            "You add the two directions. PyTorch joins them: the summary has 2H numbers.",
            edits={"np.concatenate([h_n[-2], h_n[-1]], axis=1)": "h_n[-2] + h_n[-1]"},
        ),
        Mutant(
            "averaged",
            "You average the two directions. PyTorch joins them: the summary has 2H numbers.",
            edits={"np.concatenate([h_n[-2], h_n[-1]], axis=1)": "(h_n[-2] + h_n[-1]) / 2"},
        ),
        Mutant(
            "joined-along-the-batch",
            "You joined the two directions along the batch, which makes 2N rows. Join them along the units.",
            edits={
                "np.concatenate([h_n[-2], h_n[-1]], axis=1)": "np.concatenate([h_n[-2], h_n[-1]], axis=0)"
            },
        ),
    ),
)
