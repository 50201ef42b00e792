"""Exercise: hold one cell still at every step, and see what it does to the loss."""

import torch
from torch.nn import functional

from ....drive import inside
from ...exercise import Exercise, Mutant, Probe


def texts(rng):
    """Return texts of unequal sizes, networks in both modes, values far from 0, one unit, one step, one symbol."""

    def probe(V, E, H, N, T, value, training=False):
        x, y = rng.integers(0, V, (N, T)), rng.integers(0, V, (N, T))
        return Probe(((V, E, H), int(rng.integers(2**31)), training, int(rng.integers(H)), x, y, value))

    return [
        probe(4, 3, 2, 3, 4, 1.5),
        probe(5, 2, 4, 2, 3, -0.8),
        probe(4, 3, 3, 4, 3, 2.0, training=True),
        probe(4, 2, 1, 1, 3, -1.2),
        probe(4, 1, 3, 2, 1, -2.5),
        probe(2, 2, 2, 2, 3, 3.0),
    ]


def ablate(net, unit, x, y, value):
    mode = net.training
    net.eval()
    with torch.no_grad():
        e = net.embedding(x)  # (N, T, E)
        h, c = net.start(len(x))
        logits = []
        for t in range(x.shape[1]):
            i, f, g, o = net.gates(e[:, t], h)
            c = f * c + i * g
            c[:, unit] = value
            h = o * torch.tanh(c)
            logits.append(net.out(h))
        held = functional.cross_entropy(torch.stack(logits, dim=2), y)
        whole = functional.cross_entropy(net(x).transpose(1, 2), y)
    net.train(mode)
    return (held - whole).item()


def _weights_cut(net, unit, x, y, value):
    """Return the mistake of cutting the weights that read the unit, and leaving them so."""
    mode = net.training
    net.eval()
    with torch.no_grad():
        whole = functional.cross_entropy(net(x).transpose(1, 2), y)
        net.out[1].weight[:, unit] = 0
        net.hidden.weight[:, unit] = 0
        held = functional.cross_entropy(net(x).transpose(1, 2), y)
    net.train(mode)
    return (held - whole).item()


def _readout_cut(net, unit, x, y, value):
    """Return the mistake of cutting the output's weights alone, and leaving them so."""
    mode = net.training
    net.eval()
    with torch.no_grad():
        whole = functional.cross_entropy(net(x).transpose(1, 2), y)
        net.out[1].weight[:, unit] = 0
        held = functional.cross_entropy(net(x).transpose(1, 2), y)
    net.train(mode)
    return (held - whole).item()


_HOLD = "            c[:, unit] = value\n            h = o * torch.tanh(c)\n"
_H = "h = o * torch.tanh(c)"
_C = "c[:, unit] = value"
_STEP = "c = f * c + i * g"
_LOGITS = "logits.append(net.out(h))"
_HELD = "functional.cross_entropy(torch.stack(logits, dim=2), y)"
_WHOLE = "functional.cross_entropy(net(x).transpose(1, 2), y)"
_RETURN = "(held - whole).item()"

EXERCISE = Exercise(
    name="ablate",
    signature="ablate(net, unit, x, y, value)",
    returns={
        "change": "a number",
        "weights": "all weights of the net, afterwards",
        "training": "whether the net is in training mode, afterwards",
    },
    drive=inside.held,
    reference=ablate,
    probes=texts,
    points={"change": 5, "weights": 1, "training": 1},
    pairs=False,
    read='lesson 21, "Cut it out"',
    advice={
        "change": "At every step the cell is set to value after its update and before h is made of it; then the mean "
        "loss over all N · T places, less that of the whole net.",
        "weights": "The weights of the net are not what they were. Change the states, not the net.",
        "training": "The net is not in the mode it came in. Note net.training before net.eval(), and give it back with "
        "net.train(mode).",
    },
    hints=(
        "Go through the text step by step, as in an LSTM: gates, then c, then h, then the logits. Between which two "
        "lines does the cell have to be held?",
        "net.start(N) gives h and c, net.gates(e[:, t], h) the four gates. Collect net.out(h) in a list.",
        "torch.stack(logits, dim=2) has the shape (N, V, T) that cross_entropy wants beside y (N, T). The loss of the "
        "whole net comes from net(x), which is (N, T, V).",
    ),
    mutants=(
        Mutant(
            "after-h",
            "You hold the cell after h was made of it. So h still shows what the cell would have been: hold c first.",
            edits={_HOLD: "            h = o * torch.tanh(c)\n            c[:, unit] = value\n"},
        ),
        Mutant(
            "before-the-update",
            "You hold the cell before its update. The update then moves it away again: hold it afterwards.",
            edits={
                f"            {_STEP}\n            {_C}\n": "            c = c.clone()\n"
                f"            {_C}\n            {_STEP}\n",
            },
        ),
        Mutant(
            "h-for-c",
            "You set h to value. It is the cell that is held at value; h follows from it: the output gate times tanh "
            "of value.",
            hint="M04",
            edits={_HOLD: "            h = o * torch.tanh(c)\n            h[:, unit] = value\n"},
        ),
        Mutant(
            "no-tanh",
            "You leave out the tanh of c on the way to h.",
            hint="M12",
            edits={_H: "h = o * c"},
        ),
        Mutant(
            "no-output-gate",
            "You leave out the output gate on the way to h.",
            edits={_H: "h = torch.tanh(c)"},
        ),
        Mutant(
            "for-the-output-only",
            "You hold the cell for the output only, and the next step gets the h of the whole net. What the other "
            "units read of this cell is part of its effect.",
            edits={
                _HOLD: "            h = o * torch.tanh(c)\n",
                _LOGITS: "d = c.clone()\n            d[:, unit] = value\n"
                "            logits.append(net.out(o * torch.tanh(d)))",
            },
        ),
        Mutant(
            "for-the-next-step-only",
            "You hold the cell for the next step only: the output still reads the whole h.",
            edits={
                _HOLD: "            whole = o * torch.tanh(c)\n" + "            c[:, unit] = value\n"
                "            h = o * torch.tanh(c)\n",
                _LOGITS: "logits.append(net.out(whole))",
            },
        ),
        Mutant(
            "last-step-only",
            "You hold the cell at the last step only. It is held at every step.",
            edits={_C: "c[:, unit] = value if t == x.shape[1] - 1 else c[:, unit].clone()"},
        ),
        Mutant(
            "first-step-only",
            "You hold the cell at the first step only, and the update moves it away again. It is held at every step.",
            edits={_C: "c[:, unit] = value if t == 0 else c[:, unit].clone()"},
        ),
        Mutant(
            "not-held",
            "Nothing is held in your second run: the two losses are the same.",
            edits={_C: "pass"},
        ),
        Mutant(
            "at-zero",
            "You hold the cell at 0 whatever value says. For a cell that is never near 0 that is a state the network "
            "has not met; the mean of the cell may be the fairer choice, and the caller decides.",
            edits={_C: "c[:, unit] = 0.0"},
        ),
        Mutant(
            "added",
            "You add value to the cell. It is held at value, whatever came before.",
            edits={_C: "c[:, unit] += value"},
        ),
        Mutant(
            "multiplied",
            "You multiply the cell by value. It is held at value, whatever came before.",
            edits={_C: "c[:, unit] *= value"},
        ),
        Mutant(
            "squashed",
            "You hold the cell at tanh of value. The tanh comes on the way to h, and would be there twice.",
            edits={_C: "c[:, unit] = torch.tanh(torch.tensor(value, dtype=c.dtype))"},
        ),
        Mutant(
            "all-units",
            "You hold every cell. One was asked for, unit.",
            edits={_C: "c[:] = value"},
        ),
        Mutant(
            "all-others",
            "You hold every cell but the one asked for.",
            edits={_C: "c[:, torch.arange(net.H) != unit] = value"},
        ),
        Mutant(
            "another-unit",
            "You hold the unit before it: an off-by-one. Units count from 0.",
            edits={_C: "c[:, unit - 1] = value"},
        ),
        Mutant(
            "forget-gate-shut",
            "You shut the forget gate of the unit. It still takes in the new candidate: hold the cell itself.",
            edits={_STEP: "f[:, unit] = 0\n            c = f * c + i * g", _C: "pass"},
        ),
        Mutant(
            "candidate-held",
            "You hold the candidate g. The cell is what is to be held.",
            edits={_STEP: "g[:, unit] = value\n            c = f * c + i * g", _C: "pass"},
        ),
        Mutant(
            "weights-cut",
            "You set weights to 0 and leave them so. The net is to be as it was, and cutting what reads the unit takes "
            "no notice of value.",
            fn=_weights_cut,
        ),
        Mutant(
            "readout-cut",
            "You cut the weights from the unit to the output, and leave them so. The other units still read it, value "
            "has no effect, and the net is not as it was.",
            fn=_readout_cut,
        ),
        Mutant(
            "turned",
            "You take the loss with the held cell away from that of the whole net. A cell that is needed should give a "
            "change above 0.",
            edits={_RETURN: "(whole - held).item()"},
        ),
        Mutant(
            "held-alone",
            "You return the loss with the held cell. Take the loss of the whole net away.",
            edits={_RETURN: "held.item()"},
        ),
        Mutant(
            "ratio",
            "You divide the two losses. Their difference was asked for.",
            edits={_RETURN: "(held / whole).item()"},
        ),
        Mutant(
            "relative",
            "You divide the difference by the loss of the whole net. The plain difference was asked for.",
            edits={_RETURN: "(held / whole).item() - 1"},
        ),
        Mutant(
            "bits",
            "You return bits. cross_entropy gives nats, and nats were asked for.",
            hint="M69",
            edits={_RETURN: "(held - whole).item() / torch.tensor(2.0, dtype=held.dtype).log().item()"},
        ),
        Mutant(
            "absolute",
            "You take the absolute value. A cell without which the net does better gives a change below 0.",
            edits={_RETURN: "abs((held - whole).item())"},
        ),
        Mutant(
            "summed",
            "You add up the losses of all places. The mean was asked for.",
            edits={
                _HELD: 'functional.cross_entropy(torch.stack(logits, dim=2), y, reduction="sum")',
                _WHOLE: 'functional.cross_entropy(net(x).transpose(1, 2), y, reduction="sum")',
            },
        ),
        Mutant(
            "last-place-only",
            "You measure the loss at the last place of each text. All places count.",
            edits={
                _HELD: "functional.cross_entropy(torch.stack(logits, dim=2)[:, :, -1], y[:, -1])",
                _WHOLE: "functional.cross_entropy(net(x)[:, -1], y[:, -1])",
            },
        ),
        Mutant(
            "inputs-for-targets",
            "You compare with x. What is to be foretold are the symbols that follow: y.",
            hint="M53",
            edits={
                _HELD: "functional.cross_entropy(torch.stack(logits, dim=2), x)",
                _WHOLE: "functional.cross_entropy(net(x).transpose(1, 2), x)",
            },
        ),
        Mutant(
            "training-mode",
            "You measure in the mode in which the net came. What works in training only, such as dropout, changes the "
            "loss: net.eval() first.",
            hint="M36",
            edits={"net.eval()": "pass"},
        ),
        Mutant(
            "mode-not-restored",
            "You leave the net in evaluation mode. It may have come in training mode: give it back as it was.",
            edits={"net.train(mode)": "pass"},
        ),
        Mutant(
            "always-training",
            "You leave the net in training mode. It may have come in evaluation mode: give it back as it was.",
            edits={"net.train(mode)": "net.train()"},
        ),
        Mutant(
            "up-to-unit",
            "You hold all units up to this one. Hold one, unit.",
            edits={_C: "c[:, : unit + 1] = value"},
        ),
        Mutant(
            "from-unit",
            "You hold this unit and all behind it. Hold one, unit.",
            edits={_C: "c[:, unit:] = value"},
        ),
        Mutant(
            "flattened-in-another-order",
            "Your logits and your targets are flattened in different orders: a place is compared with the symbol "
            "of another.",
            edits={_HELD: "functional.cross_entropy(torch.stack(logits).flatten(0, 1), y.reshape(-1))"},
        ),
        Mutant(
            "reshaped",
            "You reshape (N, T, V) to (N, V, T). That mixes places with symbols: the two axes have to be "
            "exchanged, by transpose.",
            edits={_WHOLE: "functional.cross_entropy(net(x).reshape(len(x), -1, x.shape[1]), y)"},
        ),
        Mutant(
            "perplexity",
            "You return a change of the perplexity. The change of the mean loss was asked for.",
            edits={_RETURN: "(held.exp() - whole.exp()).item()"},
        ),
        Mutant(
            "accuracy",
            "You return a change of the share of errors. The change of the mean loss was asked for.",
            edits={
                _HELD: "(torch.stack(logits, dim=2).argmax(dim=1) != y).double().mean()",
                _WHOLE: "(net(x).argmax(dim=2) != y).double().mean()",
            },
        ),
        Mutant(
            "c-squashed",
            "You keep the tanh of c as the new c. It goes into h only; the cell keeps what it holds.",
            edits={_H: "c = torch.tanh(c)\n            h = o * c"},
        ),
        Mutant(
            "h-not-handed-on",
            "Your gates never see h: the h of the step before goes into them.",
            edits={"net.gates(e[:, t], h)": "net.gates(e[:, t], torch.zeros_like(h))"},
        ),
        Mutant(
            "input-gate-times-value",
            "You hold the cell at the input gate times value. It is held at value.",
            edits={_C: "c[:, unit] = i[:, unit] * value"},
        ),
        Mutant(
            "candidate-twice-activated",
            "You take tanh of g once more. The activations are in what net.gates returns.",
            edits={_STEP: "c = f * c + i * torch.tanh(g)"},
        ),
        Mutant(
            "gates-twice-activated",
            "You take sigmoid and tanh of the gates once more. The activations are in what net.gates returns.",
            edits={
                _STEP: "c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)",
                _H: "h = torch.sigmoid(o) * torch.tanh(c)",
            },
        ),
    ),
)
