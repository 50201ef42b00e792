"""Exercise: a classifier whose answer no padding, neighbour or earlier call can change."""

import numpy as np
import torch
from torch import nn

from ....drive import classification
from ...exercise import Exercise, Mutant, Probe


def batch_probes(rng):
    """Return unsorted batches with letters behind the ends, N = T, one name, one letter, with p and without."""

    def batch(lengths, T, sizes, p, pad=0):
        codes = [k for k in range(sizes[0]) if k != pad]
        ids = rng.choice(codes, size=(len(lengths), T))  # real letters behind the ends, too
        return ids, np.array(lengths), list(sizes), p, pad, int(rng.integers(2**31))

    marked = batch([2, 4, 1], 5, (6, 2, 3, 4), 0.0)
    marked[0][np.arange(5) >= marked[1][:, None]] = 0
    inside = batch([3, 5, 4], 5, (7, 3, 2, 2), 0.0, pad=6)
    inside[0][1, 4] = inside[0][2, 1] = 6  # a name may hold the code of the padding
    return [
        Probe(
            batch([4, 4], 4, (7, 3, 2, 3), 0.0),
            "Already for one name on its own, without any padding, the logits are not right.",
            part="one name",
        ),
        Probe(batch([3, 6, 1, 4], 6, (9, 4, 3, 5), 0.5)),
        Probe(batch([2, 4, 1, 3], 4, (8, 3, 2, 3), 0.4, pad=7)),
        Probe(marked),
        Probe(inside),
        Probe(batch([1], 3, (4, 2, 2, 2), 0.5, pad=1)),
    ]


def traits(results, args):
    """Return the results, and in words what dropout does."""
    p = args[3]
    named = {"layers": "layers", "one name": "alone", "batch": "batch", "second call": "again"}
    return {
        **{name: results[key] for name, key in named.items()},
        "dropout": _dropout(results["silenced"], p),
    }


def _dropout(logits, p):
    """Say which parts are silenced in training, from the logits in evaluation and of copies of one input."""
    calm, copies = logits[0], logits[1:]
    kinds = copies[:1]
    while len(kinds) < 5:
        new = np.abs(copies[:, None] - kinds).max(axis=2).min(axis=1) > 1e-4
        if not new.any():
            break
        kinds = np.concatenate([kinds, copies[new][:1]])
    if len(kinds) > 4:
        return "elsewhere"
    if len(kinds) == 1:
        return "nothing" if np.allclose(kinds[0], calm, atol=1e-4) else "everything"
    if len(kinds) < 4:
        return "both halves together" if len(kinds) == 2 else "elsewhere"
    fits = any(
        np.allclose(calm - none, (1 - p) * (all_ - none), atol=1e-4) for none in kinds for all_ in kinds
    )
    return "the state" if fits else "another share of the state"


class NameClassifier(nn.Module):
    def __init__(self, V, E, H, K, p=0.0, pad=0):
        super().__init__()
        self.embedding = nn.Embedding(V, E, padding_idx=pad)
        self.lstm = nn.LSTM(E, H, batch_first=True, bidirectional=True)
        self.dropout = nn.Dropout(p)
        self.out = nn.Linear(2 * H, K)

    def forward(self, ids, lengths):
        packed = nn.utils.rnn.pack_padded_sequence(
            self.embedding(ids), lengths, batch_first=True, enforce_sorted=False
        )
        _, (h, _) = self.lstm(packed)  # (2, N, H): where each direction ended
        state = torch.cat([h[0], h[1]], dim=1)  # (N, 2H)
        return self.out(self.dropout(state))


_RUN = "_, (h, _) = self.lstm(packed)"
_STATE_LINE = "torch.cat([h[0], h[1]], dim=1)"
_UPPER = "torch.cat([h[-2], h[-1]], dim=1)"
_RETURN = "return self.out(self.dropout(state))"
_FORWARD = "    def forward(self, ids, lengths):\n"
_OUTPUTS = (
    "y, (h, _) = self.lstm(packed)\n"
    "        y, _ = nn.utils.rnn.pad_packed_sequence(y, batch_first=True, total_length=ids.shape[1])\n"
    "        H, rows = self.lstm.hidden_size, torch.arange(len(ids))"
)
_WHOLE_ROWS = (
    "y, (h, _) = self.lstm(self.embedding(ids))\n"
    "        H, rows = self.lstm.hidden_size, torch.arange(len(ids))"
)
_BATCH = 'lesson 15, "Twelve lengths in one batch"'
_WHICH = 'lesson 15, "Which state do you read?"'

EXERCISE = Exercise(
    name="NameClassifier",
    signature="NameClassifier(V, E, H, K, p=0.0, pad=0)",
    returns={
        "layers": "how many layers of each kind, and their sizes",
        "alone": "(1, K)",
        "batch": "(N, K)",
        "again": "(N, K)",
        "silenced": "(97, K)",
    },
    reference=NameClassifier,
    drive=classification.classifier,
    observe=traits,
    tolerance=1e-4,
    probes=batch_probes,
    points={"layers": 1, "one name": 2, "batch": 3, "second call": 1, "dropout": 1},
    read=_WHICH,
    reads={"layers": _BATCH, "batch": _BATCH},
    pairs=False,
    advice={
        "layers": "One nn.Embedding(V, E, padding_idx=pad), one nn.LSTM(E, H, batch_first=True, bidirectional=True), "
        "one nn.Linear(2 * H, K), and no other layers of these kinds.",
        "one name": "Read where each direction ended: h_n of the LSTM, forward first. Logits are what the linear layer "
        "gives.",
        "batch": "A name has the same logits in a batch as on its own, whatever stands behind its end and whatever its "
        "neighbours are: pack the batch, with the lengths.",
        "second call": "The same batch has the same logits again: nothing is kept between two calls, and in evaluation "
        "nothing is dropped.",
        "dropout": "In training nn.Dropout(p) silences units of the state that the linear layer reads; in evaluation "
        "it does nothing.",
    },
    hints=(
        "pack_padded_sequence(..., lengths, batch_first=True, enforce_sorted=False): the LSTM then never sees what "
        "stands behind the end, and the order comes back by itself.",
        "h_n has the shape (2, N, H): h_n[0] is where the forward direction ended, h_n[1] where the backward one did.",
        "torch.cat([h[0], h[1]], dim=1) is (N, 2H); then dropout, then the linear layer, and no softmax.",
    ),
    mutants=(
        Mutant(
            "softmax-inside",
            "You return probabilities. cross_entropy wants logits and takes the softmax itself: twice, and the loss "
            "can no longer come near 0.",
            hint="M48",
            edits={_RETURN: _RETURN + ".softmax(dim=1)"},
        ),
        Mutant(
            "log-softmax-inside",
            "You return log-probabilities. Logits are asked for: what the linear layer gives.",
            edits={_RETURN: _RETURN + ".log_softmax(dim=1)"},
        ),
        Mutant(
            "softmax-over-the-batch",
            "You return a softmax over the batch. Names do not compete with each other, and logits are asked for.",
            edits={_RETURN: _RETURN + ".softmax(dim=0)"},
        ),
        Mutant(
            "no-packing",
            "The LSTM runs on over the padding: both directions see what stands behind the end of a name, so that "
            "its logits depend on its neighbours. Pack the batch.",
            hint="M39",
            edits={_RUN: "_, (h, _) = self.lstm(self.embedding(ids))"},
            same_as=("outputs-at-both-ends-unpacked",),
        ),
        Mutant(
            "outputs-at-both-ends-unpacked",
            "You read the last column forward and the first column backward, of a batch that is not packed: both "
            "have seen the padding.",
            hint="M39",
            edits={_RUN: _WHOLE_ROWS, _STATE_LINE: "torch.cat([y[:, -1, :H], y[:, 0, H:]], dim=1)"},
            same_as=("no-packing",),
        ),
        Mutant(
            "last-column",
            "You read the last column of the outputs of a batch that is not packed. The forward half has seen the "
            "padding, and the backward half has made one step only.",
            hint="M39",
            edits={_RUN: _WHOLE_ROWS, _STATE_LINE: "y[:, -1]"},
        ),
        Mutant(
            "backward-starts-in-the-padding",
            "The forward half is read at the last letter, as it should, but the backward direction begins in the "
            "padding: without packing it starts from the end of the row.",
            hint="M39",
            edits={
                _RUN: _WHOLE_ROWS,
                _STATE_LINE: "torch.cat([y[rows, lengths - 1, :H], y[:, 0, H:]], dim=1)",
            },
        ),
        Mutant(
            "last-letter-unpacked",
            "You read both halves at the last letter, of a batch that is not packed. The backward half has seen the "
            "padding and the last letter, and nothing else.",
            hint="M30",
            edits={_RUN: _WHOLE_ROWS, _STATE_LINE: "y[rows, lengths - 1]"},
        ),
        Mutant(
            "backward-after-one-step",
            "You read both halves at the last letter. The backward direction has made one step there: it ends at the "
            "first letter.",
            hint="M30",
            edits={_RUN: _OUTPUTS, _STATE_LINE: "y[rows, lengths - 1]"},
        ),
        Mutant(
            "forward-after-one-step",
            "You read both halves at the first letter. The forward direction has made one step there: it ends at the "
            "last letter.",
            hint="M30",
            edits={_RUN: _OUTPUTS, _STATE_LINE: "y[:, 0]"},
        ),
        Mutant(
            "zeros-behind-the-end",
            "You unpack the outputs and read the last column. For a shorter name there is nothing but zeros.",
            hint="M39",
            edits={_RUN: _OUTPUTS, _STATE_LINE: "y[:, -1]"},
        ),
        Mutant(
            "mean-of-the-outputs",
            "You average the outputs over time. That is another way to sum up a name, but where both directions ended "
            "is asked for.",
            edits={_RUN: _OUTPUTS, _STATE_LINE: "y.sum(dim=1) / lengths[:, None]"},
        ),
        Mutant(
            "halves-exchanged",
            "The halves are exchanged: h_n holds the forward direction first, and the linear layer reads it first.",
            hint="M31",
            edits={_STATE_LINE: "torch.cat([h[1], h[0]], dim=1)"},
        ),
        Mutant(
            "forward-twice",
            "You read the forward direction twice. h_n[-2] is forward, h_n[-1] backward.",
            hint="M31",
            edits={_STATE_LINE: "torch.cat([h[0], h[0]], dim=1)"},
        ),
        Mutant(
            "backward-twice",
            "You read the backward direction twice. h_n[-2] is forward, h_n[-1] backward.",
            hint="M31",
            edits={_STATE_LINE: "torch.cat([h[1], h[1]], dim=1)"},
        ),
        Mutant(
            "directions-mixed",
            "You reshape h_n, (2, N, H), to (N, 2H). A reshape exchanges no axes, so the names of a batch are mixed: "
            "join h_n[0] and h_n[1].",
            hint="M29",
            edits={_STATE_LINE: "h.reshape(len(ids), -1)"},
        ),
        Mutant(
            "units-interleaved",
            "You move the directions behind the units, so that they alternate. The linear layer reads the whole "
            "forward half first, then the backward half.",
            hint="M31",
            edits={_STATE_LINE: "h.permute(1, 2, 0).reshape(len(ids), -1)"},
        ),
        Mutant(
            "cell-state",
            "You read c_n, the cell state. What an LSTM shows to other layers is h_n.",
            hint="M27",
            edits={_RUN: "_, (_, h) = self.lstm(packed)"},
        ),
        Mutant(
            "one-direction",
            "Your LSTM has one direction. Two are asked for: bidirectional=True, and 2H inputs of the linear layer.",
            edits={", bidirectional=True": "", "2 * H": "H", _STATE_LINE: "h[-1]"},
        ),
        Mutant(
            "directions-added",
            "You add the two directions. Side by side they keep what each has seen: 2H inputs of the linear layer.",
            edits={_STATE_LINE: "h[0] + h[1]", "2 * H": "H"},
        ),
        Mutant(
            "two-layers",
            "Your LSTM has two layers. One is asked for.",
            edits={"batch_first=True, bidirectional": "2, batch_first=True, bidirectional"},
        ),
        Mutant(
            "two-layers-upper-read",
            "Your LSTM has two layers, and you read the upper one. One layer is asked for.",
            edits={
                "batch_first=True, bidirectional": "2, batch_first=True, bidirectional",
                _STATE_LINE: _UPPER,
            },
        ),
        Mutant(
            "linear-without-bias",
            "Your linear layer has no bias. It takes one, as nn.Linear does by itself: some classes are more frequent "
            "than others.",
            edits={"nn.Linear(2 * H, K)": "nn.Linear(2 * H, K, bias=False)"},
        ),
        Mutant(
            "backward-alone",
            "You read h_n[-1] alone: that is the backward direction. The linear layer reads both, 2H numbers.",
            hint="M31",
            edits={"2 * H": "H", _STATE_LINE: "h[-1]"},
        ),
        Mutant(
            "time-first",
            "Your LSTM is told nothing of batch_first, and gets a batch that is not packed: it takes names for time "
            "steps.",
            hint="M28",
            edits={
                "E, H, batch_first=True": "E, H",
                _RUN: "_, (h, _) = self.lstm(self.embedding(ids))",
                _STATE_LINE: "torch.cat([h[0], h[1]], dim=1)[torch.arange(len(ids)) % h.shape[1]]",
            },
        ),
        Mutant(
            "view-for-transpose",
            "You exchange batch and time by a view. It cuts the same numbers into other rows, so that letters of "
            "different names stand in one: transpose, or batch_first=True.",
            hint="M29",
            edits={
                "self.embedding(ids), lengths, batch_first=True": "self.embedding(ids.reshape(ids.T.shape)), "
                "lengths"
            },
        ),
        Mutant(
            "order-not-undone",
            "You sort the batch by length and do not put it back: the logits belong to other names. "
            "enforce_sorted=False does both.",
            hint="M40",
            edits={
                _FORWARD: _FORWARD + "        order = lengths.argsort(descending=True, stable=True)\n"
                "        ids, lengths = ids[order], lengths[order]\n"
            },
        ),
        Mutant(
            "order-undone-wrongly",
            "You sort the batch by length and put it back with the same order. Undoing it takes the inverse, "
            "order.argsort(); enforce_sorted=False does both.",
            hint="M40",
            edits={
                _FORWARD: _FORWARD + "        order = lengths.argsort(descending=True, stable=True)\n"
                "        ids, lengths = ids[order], lengths[order]\n",
                _RETURN: _RETURN + "[order]",
            },
        ),
        Mutant(
            "enforce-sorted",
            "A batch that is not sorted by length stops your network with an error: enforce_sorted=False.",
            hint="M40",
            edits={", enforce_sorted=False": ""},
        ),
        Mutant(
            "lengths-from-the-ids",
            "You count the codes that differ from pad. What stands behind the end of a name may be anything: use the "
            "lengths that come with the batch.",
            hint="M43",
            edits={_FORWARD: _FORWARD + "        lengths = (ids != self.embedding.padding_idx).sum(dim=1)\n"},
        ),
        Mutant(
            "full-lengths",
            "You pack with T as the length of every name: nothing is left out, and the padding is read.",
            hint="M39",
            edits={_FORWARD: _FORWARD + "        lengths = torch.full_like(lengths, ids.shape[1])\n"},
            same_as=("no-packing", "outputs-at-both-ends-unpacked"),
        ),
        Mutant(
            "cut-to-the-shortest",
            "You cut every name to the shortest of the batch: the same name has other logits in another batch.",
            edits={_FORWARD: _FORWARD + "        lengths = torch.full_like(lengths, int(lengths.min()))\n"},
        ),
        Mutant(
            "one-letter-short",
            "The last letter of each name is not read: the lengths are 1 too small.",
            edits={_FORWARD: _FORWARD + "        lengths = (lengths - 1).clamp(min=1)\n"},
        ),
        Mutant(
            "no-padding-idx",
            "The embedding does not know the code of the padding: padding_idx=pad. Without it that row starts at "
            "random, and is trained wherever somebody does not pack.",
            hint="M43",
            edits={", padding_idx=pad": ""},
        ),
        Mutant(
            "padding-idx-zero",
            "Your embedding takes 0 for the padding whatever pad is.",
            hint="M43",
            edits={"padding_idx=pad": "padding_idx=0"},
        ),
        Mutant(
            "table-one-too-large",
            "Your embedding has V + 1 rows. V counts all codes, those of the padding and of unknown letters too.",
            edits={"nn.Embedding(V, E": "nn.Embedding(V + 1, E"},
        ),
        Mutant(
            "dropout-in-evaluation",
            "Units are dropped in evaluation as well, so the same name has other logits each time. F.dropout does that "
            "unless it is told self.training; the layer nn.Dropout knows by itself.",
            hint="M36",
            edits={_RETURN: "return self.out(nn.functional.dropout(state, self.dropout.p))"},
        ),
        Mutant(
            "no-dropout",
            "Nothing is dropped in training: p is not used where it acts. With a single layer the dropout of nn.LSTM "
            "does nothing: put nn.Dropout(p) before the linear layer.",
            hint="M32",
            edits={"self.dropout(state)": "state"},
        ),
        Mutant(
            "dropout-on-the-embedding",
            "You drop parts of the embedded letters. Here the state that the linear layer reads is to be dropped.",
            edits={
                "self.dropout(state)": "state",
                "self.embedding(ids), lengths": "self.dropout(self.embedding(ids)), lengths",
            },
        ),
        Mutant(
            "dropout-on-both",
            "You drop parts of the embedded letters as well. Here only the state that the linear layer reads is to be "
            "dropped.",
            edits={"self.embedding(ids), lengths": "self.dropout(self.embedding(ids)), lengths"},
        ),
        Mutant(
            "dropout-on-the-logits",
            "You drop logits. A class that is dropped has the logit 0, which may be the largest: drop units of the "
            "state before the linear layer.",
            edits={_RETURN: "return self.dropout(self.out(state))"},
        ),
        Mutant(
            "keeps-p",
            "You drop the share 1 - p. p is the share that is dropped.",
            edits={"nn.Dropout(p)": "nn.Dropout(1 - p)"},
        ),
        Mutant(
            "dropout-one-half",
            "You drop one half whatever p is.",
            edits={"nn.Dropout(p)": "nn.Dropout(0.5)"},
        ),
        Mutant(
            "state-kept",
            "The state of one call is where the next one starts. Two batches of names have nothing to do with each "
            "other: start from zeros, which is what an LSTM does when it is given no state.",
            hint="M35",
            edits={
                _RUN: "start = getattr(self, 'state', None)\n"
                "        start = start if start is not None and start[0].shape[1] == len(ids) else None\n"
                "        _, (h, c) = self.lstm(packed, start)\n"
                "        self.state = h, c",
            },
        ),
        Mutant(
            "random-start",
            "You start from a random state, so the same name has other logits each time. An LSTM that is given no "
            "state starts from zeros.",
            hint="M35",
            edits={
                _RUN: "start = torch.randn(2, 2, len(ids), self.lstm.hidden_size)\n"
                "        _, (h, _) = self.lstm(packed, tuple(start))"
            },
        ),
        Mutant(
            "relu-on-the-logits",
            "You put a function behind the linear layer that cuts negative logits off. Logits are any real numbers.",
            edits={_RETURN: _RETURN + ".relu()"},
        ),
        Mutant(
            "tanh-on-the-logits",
            "You squash the logits into -1 to 1. Then no class can be made certain: logits are any real numbers.",
            edits={_RETURN: _RETURN + ".tanh()"},
        ),
        Mutant(
            "last-column-of-the-longest",
            "You unpack the outputs and read the last column. For the longest name the backward half has made one step "
            "there, and for a shorter name there is nothing but zeros.",
            hint="M39",
            edits={_RUN: _OUTPUTS.replace(", total_length=ids.shape[1]", ""), _STATE_LINE: "y[:, -1]"},
        ),
        Mutant(
            "last-column-and-first",
            "You unpack the outputs and read the forward half in the last column. Only the longest names end there; "
            "behind the end of a shorter one stand zeros. h_n holds where each direction ended.",
            edits={
                _RUN: _OUTPUTS.replace(", total_length=ids.shape[1]", ""),
                _STATE_LINE: "torch.cat([y[:, -1, :H], y[:, 0, H:]], dim=1)",
            },
        ),
        Mutant(
            "zeros-in-place-of-packing",
            "You multiply the padding by 0 and run over it. An LSTM also moves on where its input is zeros: the "
            "backward direction no longer starts from zeros at the end of a name. Pack the batch.",
            hint="M39",
            edits={
                "            self.embedding(ids), lengths": (
                    "            self.embedding(ids) * (torch.arange(ids.shape[1]) < lengths[:, None])[:, :, None],\n"
                    "            torch.full_like(lengths, ids.shape[1])"
                ),
                _RUN: (
                    "y, _ = nn.utils.rnn.pad_packed_sequence(self.lstm(packed)[0], batch_first=True)\n"
                    "        H = self.lstm.hidden_size"
                ),
                _STATE_LINE: "torch.cat([y[torch.arange(len(ids)), lengths - 1, :H], y[:, 0, H:]], dim=1)",
            },
        ),
    ),
)
