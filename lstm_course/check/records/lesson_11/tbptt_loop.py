"""Exercise: truncated backpropagation through time, with a state that is carried."""

from ....drive import training
from ...exercise import Exercise, Mutant, Probe


def loop_probes(rng):
    """Return two sequences in a row, of a multiple of k steps and not; N above k; k of 1, k = T, k beyond T."""

    def sequences(N, T, D, V, k, rate):
        x, y = rng.normal(size=(2, N, T, D)), rng.normal(size=(2, N, T, V))
        return x, y, k, rate, int(rng.integers(2**31))

    return [
        Probe(sequences(2, 6, 2, 2, 3, 0.0)),
        Probe(sequences(2, 6, 2, 2, 3, 0.3)),
        Probe(sequences(3, 7, 1, 2, 3, 0.3)),
        Probe(sequences(3, 5, 1, 1, 2, 0.3)),
        Probe(sequences(1, 3, 2, 1, 1, 0.3)),
        Probe(sequences(1, 4, 1, 1, 4, 0.3)),
        Probe(sequences(2, 2, 1, 1, 5, 0.3)),
    ]


def tbptt_loop(net, x, y, k, optimiser, loss_fn):
    state, losses = None, []
    for start in range(0, x.shape[1], k):
        optimiser.zero_grad()
        out, state = net(x[:, start : start + k], state)
        loss = loss_fn(out, y[:, start : start + k])
        loss.backward()
        optimiser.step()
        state = tuple(part.detach() for part in state)
        losses.append(loss.item())
    return losses


_STATE = 'lesson 11, "State between batches"'
_DETACHED = "tuple(part.detach() for part in state)"
_START = "    state, losses = None, []\n"
_CLEAR = "        optimiser.zero_grad()\n"
_BACK = "        loss.backward()\n"
_STEP = "        optimiser.step()\n"
_HAND_ON = f"        state = {_DETACHED}\n"
_END = "    return losses"

EXERCISE = Exercise(
    name="tbptt_loop",
    signature="tbptt_loop(net, x, y, k, optimiser, loss_fn)",
    returns={
        "losses": "(pieces,), one for each piece, of both calls together",
        "states": "that the network was handed, one for each call of it",
        "graphs": "whether such a state still led back, one for each call of it",
        "weights": "(P,), at the end",
    },
    reference=tbptt_loop,
    drive=training.pieces,
    probes=loop_probes,
    points={"losses": 1, "states": 2, "graphs": 1, "weights": 2},
    read=_STATE,
    advice={
        "losses": "One loss for each piece of k steps, the last and shorter one included.",
        "states": "The first piece starts from no state, each other one from the values that the one before it left.",
        "graphs": "A state that is handed on carries values and no graph.",
        "weights": "A step after every piece, with the gradient of that piece alone.",
    },
    hints=(
        "range(0, T, k) gives the starts; a slice that reaches beyond the end is cut off by itself.",
        "Values go on, gradients do not: what does .detach() return, and of how many tensors?",
        "state = tuple(part.detach() for part in state), after backward and before the next piece.",
    ),
    mutants=(
        Mutant(
            "zeros-handed-on",
            "You hand on a state of zeros. The values of h and c go on from piece to piece; only the gradient is cut.",
            hint="M45",
            edits={"part.detach() for": "part.detach() * 0 for"},
        ),
        Mutant(
            "length-of-the-batch",
            "Your loop runs over x.shape[0], the number of sequences. Time is the second axis here: x.shape[1].",
            hint="M28",
            edits={"x.shape[1]": "x.shape[0]"},
        ),
        Mutant(
            "last-loss-only",
            "You return the loss of the last piece alone. A loss for each piece is asked for, in a list.",
            edits={"return losses": "return losses[-1]"},
        ),
        Mutant(
            "times-the-length",
            "You multiply each loss by the length of its piece. The loss itself is asked for.",
            edits={"loss.item())": "loss.item() * out.shape[1])"},
        ),
        Mutant(
            "loss-arguments-exchanged",
            "You hand loss_fn the targets first. A loss need not be symmetric: outputs come first.",
            edits={"loss_fn(out, y[:, start : start + k])": "loss_fn(y[:, start : start + k], out)"},
        ),
        Mutant(
            "full-pieces-only",
            "You leave out a last piece that is shorter than k. It is trained on like the others.",
            edits={"range(0, x.shape[1], k)": "range(0, x.shape[1] - k + 1, k)"},
        ),
        Mutant(
            "state-zeroed",
            "Each piece starts from a fresh state. The cut is meant for the gradient; the values of h and c go on.",
            hint="M45",
            edits={"start + k], state)": "start + k], None)"},
        ),
        Mutant(
            "one-backward",
            "You add the losses of all pieces up and go back once, through the whole sequence: nothing is truncated, "
            "and there is one step in place of one for each piece.",
            hint="M81",
            edits={
                _START: "    state, losses, total = None, [], 0\n    optimiser.zero_grad()\n",
                _CLEAR: "",
                _BACK + _STEP + _HAND_ON: "        total = total + loss\n",
                _END: "    total.backward()\n    optimiser.step()\n    return losses",
            },
        ),
        Mutant(
            "one-step",
            "You step once, at the end. Between the pieces the weights must move, and the gradients be cleared.",
            edits={
                _START: _START + "    optimiser.zero_grad()\n",
                _CLEAR: "",
                _STEP: "",
                _END: "    optimiser.step()\n    return losses",
            },
        ),
        Mutant(
            "not-detached",
            "The state that you hand on still leads back to the piece before, whose graph is gone after its backward: "
            "h, c or both are not detached. retain_graph=True is no cure, for then the gradient runs through all "
            "pieces.",
            hint="M46",
            edits={_HAND_ON: ""},
        ),
        Mutant(
            "cell-state-lost",
            "You carry h on and start c afresh. c is the memory: both parts of the state go on.",
            hint="M04",
            edits={_DETACHED: "(state[0].detach(), 0 * state[1].detach())"},
        ),
        Mutant(
            "hidden-state-lost",
            "You carry c on and start h afresh: both parts of the state go on.",
            edits={_DETACHED: "(0 * state[0].detach(), state[1].detach())"},
        ),
        Mutant(
            "exchanged",
            "The two parts of the state have changed places: PyTorch's order is h, c.",
            edits={_DETACHED: "(state[1].detach(), state[0].detach())"},
        ),
        Mutant(
            "last-piece-lost",
            "The last, shorter piece is left out: the end of every sequence is never learned.",
            edits={
                "range(0, x.shape[1], k)": "range(0, x.shape[1] - x.shape[1] % k if x.shape[1] >= k else 1, k)"
            },
        ),
        Mutant(
            "overlap",
            "Your pieces overlap by a step, which is learned twice.",
            edits={"range(0, x.shape[1], k)": "range(0, x.shape[1], max(k - 1, 1))"},
        ),
        Mutant(
            "carried-over",
            "The state of one sequence is handed to the next one, which has nothing to do with it. It is kept from "
            "piece to piece, not from call to call.",
            hint="M44",
            edits={
                _START: '    state, losses = getattr(net, "left", None), []\n',
                _END: "    net.left = state\n    return losses",
            },
        ),
        Mutant(
            "no-zero-grad",
            "The gradients are never cleared: each step uses the sum over all pieces so far.",
            edits={_CLEAR: ""},
        ),
        Mutant(
            "clear-once",
            "You clear the gradients once, before the loop: each step uses the sum over all pieces so far.",
            edits={_START: _START + "    optimiser.zero_grad()\n", _CLEAR: ""},
        ),
        Mutant(
            "no-step",
            "The optimiser takes no step: the weights stay where they were.",
            edits={_STEP: ""},
        ),
        Mutant(
            "mean-loss",
            "You return one number in place of a loss for each piece.",
            edits={_END: "    return [sum(losses) / len(losses)]"},
        ),
        Mutant(
            "targets-not-cut",
            "Every piece is compared with the first targets. Cut y at the same places as x.",
            edits={"y[:, start : start + k]": "y[:, : x[:, start : start + k].shape[1]]"},
        ),
        Mutant(
            "cut-over-the-batch",
            "You cut the first axis, which is the batch. Time is the second.",
            edits={
                "range(0, x.shape[1], k)": "range(0, x.shape[0], k)",
                "net(x[:, start : start + k], state)": "net(x[start : start + k], None)",
                "y[:, start : start + k]": "y[start : start + k]",
            },
        ),
        Mutant(
            "k-pieces",
            "You cut the sequence into k pieces, as x.chunk(k, 1) does. k is the number of steps in a piece: "
            "x.split(k, 1).",
            edits={"    for start": "    k = -(-x.shape[1] // k)\n    for start"},
        ),
    ),
)
