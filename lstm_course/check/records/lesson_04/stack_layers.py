"""Layers on layers."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe
from ._shared import _OUT, _weights, lstm_step

_STACK = 'lesson 04, "Layers on layers"'


def stack_probes(rng):
    """Return probes of the stack: one layer; two layers; three with D == H; three with D != H."""

    def make(N, T, D, H, L):
        return rng.normal(size=(N, T, D)), [tuple(_weights(rng, D if k == 0 else H, H)) for k in range(L)]

    return [
        Probe(
            make(2, 3, 3, 2, 1),
            "With a single layer the stack is that layer: y is its hidden states, and h_n and c_n hold its final "
            "state as their only entry. Yours differs.",
        ),
        Probe(
            make(2, 1, 3, 2, 2),
            "One layer is right. With two layers and a single time step (T = 1) the second layer must read the h of "
            "the first and start from zeros. Yours does something else.",
        ),
        Probe(make(2, 4, 3, 3, 3)),
        Probe(make(3, 5, 4, 2, 3)),
    ]


def stack_layers(x, layers):
    h_n, c_n = [], []
    y = x
    for W_x, W_h, b in layers:
        N, H = len(x), W_h.shape[0]
        h, c = np.zeros((N, H)), np.zeros((N, H))
        shown = []
        for t in range(y.shape[1]):
            h, c, _ = lstm_step(y[:, t], h, c, W_x, W_h, b)
            shown.append(h)
        y = np.stack(shown, axis=1)  # what the layer above reads
        h_n.append(h)
        c_n.append(c)
    return y, np.stack(h_n), np.stack(c_n)


def _one_state(x, layers):
    """Keep a single h and c for all layers, overwritten by each of them at every time step."""
    N, H = len(x), layers[0][1].shape[0]
    h, c, y = np.zeros((N, H)), np.zeros((N, H)), []
    for t in range(x.shape[1]):
        now = x[:, t]
        for params in layers:
            h, c, _ = lstm_step(now, h, c, *params)
            now = h
        y.append(h)
    return np.stack(y, axis=1), np.stack([h] * len(layers)), np.stack([c] * len(layers))


def _one_step_late(x, layers):
    """Let each layer read what the one below showed at the time step before."""
    N, H, L = len(x), layers[0][1].shape[0], len(layers)
    h, c, y = np.zeros((L, N, H)), np.zeros((L, N, H)), []
    for t in range(x.shape[1]):
        below = [x[:, t], *h.copy()]
        for k, params in enumerate(layers):
            h[k], c[k], _ = lstm_step(below[k], h[k], c[k], *params)
        y.append(h[-1].copy())
    return np.stack(y, axis=1), h, c


def _shown_as_view(x, layers):
    """Append h[-1] itself, into which the next time step writes."""
    N, H, L = len(x), layers[0][1].shape[0], len(layers)
    h, c, y = np.zeros((L, N, H)), np.zeros((L, N, H)), []
    for t in range(x.shape[1]):
        below = x[:, t]
        for k, params in enumerate(layers):
            h[k], c[k], _ = lstm_step(below, h[k], c[k], *params)
            below = h[k]
        y.append(below)
    return np.stack(y, axis=1), h, c


EXERCISE = Exercise(
    name="stack_layers",
    signature="stack_layers(x, layers)",
    returns={"y": "(N, T, H)", "h_n": "(L, N, H)", "c_n": "(L, N, H)"},
    reference=stack_layers,
    probes=stack_probes,
    points={"y": 3, "h_n": 1, "c_n": 1},
    read=_STACK,
    advice={
        "y": "The input of a layer is the y of the layer below; y of the stack is that of the top layer.",
        "h_n": "h_n[k] is the final hidden state of layer k, counted from the bottom.",
        "c_n": "c_n[k] is the final cell state of layer k, counted from the bottom.",
    },
    hints=(
        "What does the second layer read in place of x? What does it start from?",
        "One loop over the layers: y, h, c = lstm_forward(y, zeros, zeros, W_x, W_h, b), with y = x before the first.",
        "Collect h and c of each layer in lists, and np.stack them at the end: layers come first.",
    ),
    mutants=(
        Mutant(
            "c-goes-up",
            "The layer above reads your cell states. Only h goes up; c stays in its layer and goes to the next time "
            "step.",
            hint="E46",
            edits={"shown.append(h)": "shown.append(h if len(h_n) == len(layers) - 1 else c)"},
        ),
        Mutant(
            "state-handed-up",
            "Each layer of yours starts from the final state of the layer below. h and c go to the next time step of "
            "the same layer; every layer starts from zeros.",
            hint="E46",
            edits={
                "np.zeros((N, H)), np.zeros((N, H))": "(h, c) if h_n else (np.zeros((N, H)), np.zeros((N, H)))"
            },
        ),
        Mutant(
            "h-handed-up",
            "Each layer of yours starts from the final h of the layer below. That h has gone up as input already; "
            "every layer starts from zeros.",
            hint="E46",
            edits={"np.zeros((N, H)), np": "h if h_n else np.zeros((N, H)), np"},
        ),
        Mutant(
            "c-handed-up",
            "Each layer of yours starts from the final c of the layer below. The cell state never leaves its layer; "
            "every layer starts from zeros.",
            hint="E46",
            edits={"(N, H)), np.zeros((N, H))": "(N, H)), c if h_n else np.zeros((N, H))"},
        ),
        Mutant(
            "state-as-wide-as-the-input",
            "Your layers run only where D equals H. A layer's h, c and y have H columns, as many as W_h has rows, "
            "however wide its input is.",
            hint="M28",
            edits={"np.zeros((N, H)), np.zeros((N, H))": "np.zeros_like(y[:, 0]), np.zeros_like(y[:, 0])"},
        ),
        Mutant(
            "one-state-for-all-layers",
            "All layers of yours write into one h and one c. Each layer has a state of its own.",
            hint="E46",
            fn=_one_state,
        ),
        Mutant(
            "x-for-every-layer",
            "Every layer of yours reads x. Where D equals H nothing complains, but then the layers stand side by side: "
            "the second must read the y of the first.",
            edits={"lstm_step(y[:, t]": "lstm_step(x[:, t]"},
        ),
        Mutant(
            "last-step-goes-up",
            "Only the last time step of a layer goes up, so the layer above sees a sequence of length one. It needs "
            "all of them: that is Keras' return_sequences=True.",
            hint="M27",
            edits={
                "        h_n.append": "        y = y if len(h_n) == len(layers) - 1 else y[:, -1:]\n"
                "        h_n.append"
            },
        ),
        Mutant(
            "last-step-repeated",
            "The layer above reads the last h of the layer below at every time step. It must read the h of the same "
            "time step.",
            hint="M27",
            edits={
                "        h_n.append": "        y = y if len(h_n) == len(layers) - 1 "
                "else np.repeat(y[:, -1:], len(shown), axis=1)\n"
                "        h_n.append"
            },
        ),
        Mutant(
            "turned-between",
            "Time is turned round between your layers. All layers read from the first time step to the last.",
            edits={
                "        h_n.append": "        y = y if len(h_n) == len(layers) - 1 else y[:, ::-1]\n"
                "        h_n.append"
            },
        ),
        Mutant(
            "squashed-between",
            "There is an extra tanh between your layers. h is between -1 and 1 already and goes up as it is.",
            edits={
                "        h_n.append": "        y = y if len(h_n) == len(layers) - 1 else np.tanh(y)\n"
                "        h_n.append"
            },
        ),
        Mutant(
            "rectified-between",
            "There is a ReLU between your layers, which cuts off every negative h. h goes up as it is.",
            hint="M50",
            edits={
                "        h_n.append": "        y = y if len(h_n) == len(layers) - 1 else np.maximum(y, 0)\n"
                "        h_n.append"
            },
        ),
        Mutant(
            "input-added",
            "You add a layer's input to its output. Such a shortcut is a useful extension, but not the plain stack.",
            edits={
                "    y = x\n": "    y, below = x, 0\n",
                "        c_n.append(c)": "        c_n.append(c)\n        y = below = y + below",
            },
        ),
        Mutant(
            "order-turned",
            "Your layers are in the wrong order: layers[0] reads x.",
            edits={"in layers:": "in layers[::-1]:"},
        ),
        Mutant(
            "weights-of-the-first",
            "All your layers use the weights of the first. Weights are shared between time steps, not between layers.",
            hint="M07",
            edits={"in layers:": "in layers[:1] * len(layers):"},
        ),
        Mutant(
            "one-layer-too-few",
            "Your loop leaves out the top layer.",
            edits={"in layers:": "in layers[:-1] or layers:"},
        ),
        Mutant(
            "y-of-the-first",
            "Your y is that of the bottom layer. The stack shows what its top layer shows.",
            hint="M27",
            edits={
                "  # what the layer above reads": "\n        one = one if h_n else y",
                "return y": "return one",
            },
        ),
        Mutant(
            "y-of-all-layers",
            "Your y joins the hidden states of all layers. The stack shows what its top layer shows.",
            hint="M27",
            edits={
                "    h_n, c_n = [], []": "    h_n, c_n, ys = [], [], []",
                "        c_n.append(c)": "        c_n.append(c)\n        ys.append(y)",
                "return y": "return np.concatenate(ys, axis=2)",
            },
        ),
        Mutant(
            "y-holds-c",
            "Your y holds the cell states of the top layer. What a layer shows is h.",
            _OUT,
            hint="M27",
            edits={
                "W_h, b)\n": "W_h, b)\n            cs = [c] if t == 0 else [*cs, c]\n",
                "return y": "return np.stack(cs, axis=1)",
            },
        ),
        Mutant(
            "states-exchanged",
            "Your h_n and c_n come in the other order. Return y, then h_n, then c_n.",
            _OUT,
            hint="M27",
            edits={"np.stack(h_n), np.stack(c_n)": "np.stack(c_n), np.stack(h_n)"},
        ),
        Mutant(
            "h-for-c",
            "Your c_n holds the hidden states once more.",
            _OUT,
            hint="M27",
            edits={"np.stack(c_n)": "np.stack(h_n)"},
        ),
        Mutant(
            "layers-turned",
            "Your h_n and c_n begin with the top layer. Entry 0 belongs to the bottom one.",
            _OUT,
            hint="M31",
            edits={"np.stack(h_n), np.stack(c_n)": "np.stack(h_n[::-1]), np.stack(c_n[::-1])"},
        ),
        Mutant(
            "batch-before-layers",
            "Your h_n and c_n have the batch first. The layers come first: (L, N, H), as in PyTorch.",
            _OUT,
            hint="M28",
            edits={"np.stack(h_n), np.stack(c_n)": "np.stack(h_n, 1), np.stack(c_n, 1)"},
        ),
        Mutant(
            "top-state-only",
            "Your h_n and c_n hold the top layer alone. Every layer has a final state, and a stream that goes on needs "
            "them all.",
            _OUT,
            hint="M27",
            edits={"np.stack(h_n), np.stack(c_n)": "h_n[-1], c_n[-1]"},
        ),
        Mutant(
            "top-state-kept-as-one",
            "Your h_n and c_n have a layer axis, but only the top layer in it. Every layer has a final state.",
            _OUT,
            hint="M27",
            edits={"np.stack(h_n), np.stack(c_n)": "np.stack(h_n[-1:]), np.stack(c_n[-1:])"},
        ),
        Mutant(
            "h-of-the-first-step",
            "Your h_n holds the h after the first time step. It is the state after the last one.",
            hint="M27",
            edits={"h_n.append(h)": "h_n.append(shown[0])"},
        ),
        Mutant(
            "h-of-the-step-before-goes-up",
            "Each layer of yours reads the h that the layer below had before this time step. It must read the new "
            "one: work upwards, and hand on what lstm_step has just returned.",
            fn=_one_step_late,
        ),
        Mutant(
            "shown-as-view",
            "Your y shows the last h at every time step. What you append is a part of your array of states, into "
            "which the next time step writes: append a copy.",
            fn=_shown_as_view,
        ),
    ),
)
