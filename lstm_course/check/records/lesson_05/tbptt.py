"""Exercise: gradients that do not go back beyond their chunk of time steps."""

import numpy as np

from .... import cells
from ...exercise import Exercise, Mutant, Probe
from ._shared import random_sequence


def cut_probes(rng):
    """Return probes of the truncated gradients: k of 1, k beyond T, chunks that fit T, and one left over."""

    def arguments(T, k, D=3):
        dy, x, *rest = random_sequence(rng, N=2, T=T, D=D, H=2)
        return x, dy, *rest, k

    return [
        Probe(
            arguments(T=3, k=5),
            "With k larger than T nothing is cut, so your result must be the full gradient; it is not. Look at the "
            "loop inside a chunk, and at a chunk that is shorter than k.",
        ),
        Probe(
            arguments(T=3, k=1),
            "With k = 1 every step is a chunk of its own: h and c go on, but no gradient goes back at all. Yours "
            "differs. Look at what happens between two chunks.",
        ),
        Probe(arguments(T=5, k=3)),
        Probe(arguments(T=4, k=2, D=2)),
        Probe(arguments(T=3, k=2, D=1)),
    ]


def tbptt(x, dy, h0, c0, W_x, W_h, b, k):
    T = x.shape[1]
    h, c, caches = h0, c0, []
    for t in range(T):
        h, c, cache = cells.lstm_step(x[:, t], h, c, W_x, W_h, b)
        caches.append(cache)
    dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(b)
    for start in reversed(range(0, T, k)):
        stop = min(start + k, T)
        dh, dc = np.zeros_like(h0), np.zeros_like(c0)
        for t in reversed(range(start, stop)):
            _, dh, dc, *found = cells.lstm_step_backward(dh + dy[:, t], dc, caches[t])
            dW_x, dW_h, db = dW_x + found[0], dW_h + found[1], db + found[2]
    return dW_x, dW_h, db


def _handed_on(x, dy, h0, c0, W_x, W_h, b, k):
    h, c, dh, dc = h0, c0, np.zeros_like(h0), np.zeros_like(c0)
    dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(b)
    for start in range(0, x.shape[1], k):
        caches = []
        for t in range(start, min(start + k, x.shape[1])):
            h, c, cache = cells.lstm_step(x[:, t], h, c, W_x, W_h, b)
            caches.append((t, cache))
        for t, cache in reversed(caches):
            _, dh, dc, *found = cells.lstm_step_backward(dh + dy[:, t], dc, cache)
            dW_x, dW_h, db = dW_x + found[0], dW_h + found[1], db + found[2]
    return dW_x, dW_h, db


_TIME = 'lesson 05, "Back through the sequence"'

EXERCISE = Exercise(
    name="tbptt",
    signature="tbptt(x, dy, h0, c0, W_x, W_h, b, k)",
    returns={"dW_x": "(D, 4H)", "dW_h": "(H, 4H)", "db": "(4H,)"},
    reference=tbptt,
    differs=(
        "It takes the chunks from the last to the first, so that a gradient which comes back over "
        "a border is an edit."
    ),
    probes=cut_probes,
    points={"dW_x": 1, "dW_h": 2, "db": 1},
    read='lesson 05, "Cutting the way back"',
    advice={
        "dW_x": "For each chunk: forward from the state that the last chunk left, backward from dh = dc = 0, and add.",
        "dW_h": "For each chunk: forward from the state that the last chunk left, backward from dh = dc = 0, and add.",
        "db": "The bias gets its gradient in the same place as the weights.",
    },
    hints=(
        "for start in range(0, T, k): and the chunk ends at min(start + k, T). What must survive from chunk to chunk?",
        "The numbers h and c go on into the next chunk. The gradients do not come back: dh and dc start at zero.",
        "Inside a chunk it is exercise 5.2: caches forward, then reversed, dh + dy[:, t] and dc into "
        "lstm_step_backward. The three sums run over all chunks.",
    ),
    mutants=(
        Mutant(
            "states-to-zero",
            "The state is set to zero at the border of each chunk. Only the gradient is cut there; the numbers h and "
            "c go on.",
            hint="M45",
            edits={
                "        h, c, cache =": (
                    "        if t and t % k == 0:\n"
                    "            h, c = np.zeros_like(h0), np.zeros_like(c0)\n"
                    "        h, c, cache ="
                )
            },
        ),
        Mutant(
            "states-to-the-first",
            "Each chunk starts again from h0 and c0. It starts from the state that the chunk before has left.",
            hint="M45",
            edits={
                "        h, c, cache =": (
                    "        if t and t % k == 0:\n            h, c = h0, c0\n        h, c, cache ="
                )
            },
        ),
        Mutant(
            "h-not-carried",
            "c goes on into the next chunk, but h starts from zero. Both are the state.",
            hint="M45",
            edits={
                "        h, c, cache =": (
                    "        if t and t % k == 0:\n            h = np.zeros_like(h0)\n        h, c, cache ="
                )
            },
        ),
        Mutant(
            "c-not-carried",
            "h goes on into the next chunk, but c starts from zero. Both are the state, and c is the memory.",
            hint="M04",
            edits={
                "        h, c, cache =": (
                    "        if t and t % k == 0:\n            c = np.zeros_like(c0)\n        h, c, cache ="
                )
            },
        ),
        Mutant(
            "every-chunk-from-zeros",
            "Your chunks all start from zeros, the first one too. The first starts from h0 and c0, each other one from "
            "the state that the chunk before has left.",
            hint="M45",
            edits={
                "        h, c, cache =": (
                    "        if t % k == 0:\n            h, c = np.zeros_like(h0), np.zeros_like(c0)\n"
                    "        h, c, cache ="
                )
            },
        ),
        Mutant(
            "c-to-the-first",
            "h goes on into the next chunk, but c starts from c0 again. Both are the state, and c is the memory.",
            hint="M04",
            edits={
                "        h, c, cache =": (
                    "        if t and t % k == 0:\n            c = c0\n        h, c, cache ="
                )
            },
        ),
        Mutant(
            "h-to-the-first",
            "c goes on into the next chunk, but h starts from h0 again. Both are the state.",
            hint="M45",
            edits={
                "        h, c, cache =": (
                    "        if t and t % k == 0:\n            h = h0\n        h, c, cache ="
                )
            },
        ),
        Mutant(
            "divided-by-T",
            "You divide by T. The gradient is a sum over the steps; a mean, where one is wanted, belongs in the loss.",
            hint="M22",
            edits={"    return dW_x, dW_h, db": "    return dW_x / T, dW_h / T, db / T"},
        ),
        Mutant(
            "divided-by-k",
            "You divide by k. The gradient is a sum over the steps; a mean, where one is wanted, belongs in the loss.",
            hint="M22",
            edits={"    return dW_x, dW_h, db": "    return dW_x / k, dW_h / k, db / k"},
        ),
        Mutant(
            "divided-by-N",
            "You divide by N. The gradient is a sum over the batch; a mean, where one is wanted, belongs in the loss.",
            hint="M22",
            edits={"    return dW_x, dW_h, db": "    return dW_x / len(x), dW_h / len(x), db / len(x)"},
        ),
        Mutant(
            "chunks-of-one",
            "You cut after every step, whatever k is. A chunk holds k steps.",
            edits={"    T = x.shape[1]": "    T = x.shape[1]\n    k = 1"},
        ),
        Mutant(
            "last-k-steps-only",
            "You go back over the last k steps of the whole sequence and leave out the rest. Here the sequence is cut "
            "into chunks of k, and every chunk has its gradient.",
            hint="M46",
            edits={"reversed(range(0, T, k))": "[max(0, T - k)]"},
        ),
        Mutant(
            "not-cut",
            "Nothing is cut: this is the full gradient. At the border of a chunk dh and dc must not come back.",
            hint="M46",
            edits={
                "    for start in": "    dh, dc = np.zeros_like(h0), np.zeros_like(c0)\n    for start in",
                "        dh, dc = np.zeros_like(h0), np.zeros_like(c0)\n": "",
            },
        ),
        Mutant(
            "handed-to-the-next-chunk",
            "What a chunk leaves in dh and dc goes into the chunk after it. No gradient crosses the border, in either "
            "direction: set both to zero at the start of every chunk.",
            hint="M46",
            fn=_handed_on,
        ),
        Mutant(
            "only-h-cut",
            "You cut dh at the border of a chunk, but dc still comes back. There are two paths, and both are cut.",
            hint="M20",
            edits={
                "    for start in": "    dc = np.zeros_like(c0)\n    for start in",
                "        dh, dc = np.zeros_like(h0), np.zeros_like(c0)\n": "        dh = np.zeros_like(h0)\n",
            },
        ),
        Mutant(
            "only-c-cut",
            "You cut dc at the border of a chunk, but dh still comes back. There are two paths, and both are cut.",
            hint="M20",
            edits={
                "    for start in": "    dh = np.zeros_like(h0)\n    for start in",
                "        dh, dc = np.zeros_like(h0), np.zeros_like(c0)\n": "        dc = np.zeros_like(c0)\n",
            },
        ),
        Mutant(
            "forward-in-time",
            "Inside a chunk you run from the first step to the last. A gradient comes from the future: begin at the "
            "chunk's last step.",
            _TIME,
            edits={"reversed(range(start, stop))": "range(start, stop)"},
        ),
        Mutant(
            "dh-not-carried",
            "Inside a chunk each step gets dy[:, t] and nothing from the step after it. Cut at the borders only: in "
            "between it is dh + dy[:, t].",
            _TIME,
            hint="M21",
            edits={"(dh + ": "("},
        ),
        Mutant(
            "caches-of-the-first-chunk",
            "Every chunk goes back through the caches of the first one. Start a new list for each chunk.",
            edits={"caches[t]": "caches[t - start]"},
        ),
        Mutant(
            "cut-one-step-early",
            "Your way back through a chunk stops before its first step: that step's share of the weights is lost.",
            edits={"range(start, stop)": "range(min(start + 1, stop - 1), stop)"},
        ),
        Mutant(
            "only-the-last-chunk",
            "Only the last chunk counts. Every chunk has its gradient: add them.",
            hint="M22",
            edits={"range(0, T, k)": "range(0, T, k)[-1:]"},
        ),
        Mutant(
            "only-the-first-chunk",
            "Only the first chunk counts. Every chunk has its gradient: add them.",
            hint="M22",
            edits={"range(0, T, k)": "range(0, T, k)[:1]"},
        ),
        Mutant(
            "overwritten",
            "Your gradients are those of a single time step: each one writes over the one before. Add them up.",
            hint="M22",
            edits={"dW_x + found[0], dW_h + found[1], db + found[2]": "found"},
        ),
        Mutant(
            "mean-of-chunks",
            "You divide by the number of chunks. The full gradient is a sum over the steps, and so is this one.",
            hint="M22",
            edits={
                "    return dW_x, dW_h, db": (
                    "    chunks = len(range(0, T, k))\n    return dW_x / chunks, dW_h / chunks, db / chunks"
                )
            },
        ),
        Mutant(
            "short-chunk-left-out",
            "Where T is no multiple of k the steps left over are dropped. The last chunk is simply shorter.",
            edits={"range(0, T, k)": "range(0, T - k + 1, k)"},
        ),
        Mutant(
            "chunks-from-the-end",
            "Your short chunk comes first. Cut from the start: the last chunk is the one that may be shorter.",
            edits={
                "range(0, T, k)": "[0, *range(T % k or k, T, k)]",
                "min(start + k, T)": "start + k if start else T % k or k",
            },
        ),
        Mutant(
            "k-chunks",
            "You cut into k chunks. k is the length of a chunk, in time steps.",
            edits={"    T = x.shape[1]": "    T = x.shape[1]\n    k = max(1, T // k)"},
        ),
        Mutant(
            "one-step-longer",
            "Your chunks are one step too long: a chunk holds k steps, from start to start + k - 1.",
            edits={"    T = x.shape[1]": "    T = x.shape[1]\n    k = k + 1"},
        ),
        Mutant(
            "windows",
            "You go back k steps from every single time step. That is another truncation, k times as costly; here "
            "the sequence is cut into chunks once.",
            edits={
                "range(0, T, k)": "range(1 - k, T - k + 1)",
                "range(start, stop)": "range(max(start, 0), stop)",
                "dy[:, t]": "(t == stop - 1) * dy[:, t]",
            },
        ),
        Mutant(
            "loss-at-the-end-of-a-chunk",
            "dy enters at the last step of a chunk only. The loss sees h at every step: add dy[:, t] each time.",
            hint="M21",
            edits={"dy[:, t]": "(t == stop - 1) * dy[:, t]"},
        ),
        Mutant(
            "dy-of-the-first-chunk",
            "You count t from the start of the chunk and take dy of the first chunk each time. Step t of the "
            "sequence gets dy[:, t].",
            hint="M21",
            edits={"dy[:, t]": "dy[:, t - start]"},
        ),
        Mutant(
            "no-dy",
            "dy enters nowhere, so all your gradients are 0. The loss sees h at every step: add dy[:, t] each time.",
            hint="M21",
            edits={"dh + dy[:, t]": "dh"},
        ),
        Mutant(
            "cut-inside-the-chunk",
            "You cut at the wrong side of the first step of a chunk. dh and dc are set to zero before "
            "the last step of a chunk is gone through, not before its first.",
            hint="M46",
            edits={
                "reversed(range(0, T, k))": "reversed(range(1 - k, T, k))",
                "stop = min(start + k, T)": "begin, stop = max(start, 0), min(start + k, T)",
                "reversed(range(start, stop))": "reversed(range(begin, stop))",
            },
        ),
        Mutant(
            "k-chunks-rounded-up",
            "You cut into k chunks, or as many of the same length as fit. k is the length of a chunk, in time steps.",
            edits={"    T = x.shape[1]": "    T = x.shape[1]\n    k = max(1, -(-T // k))"},
        ),
        Mutant(
            "cut-after-the-last-step",
            "You set dh and dc to zero after the last step of a chunk is gone through, so it sends nothing back to "
            "the step before it, and the next chunk sends its gradient across the border. They are zero before that "
            "step.",
            hint="M46",
            edits={
                "reversed(range(0, T, k))": "reversed(range(-1, T, k))",
                "stop = min(start + k, T)": "begin, stop = max(start, 0), min(start + k, T)",
                "reversed(range(start, stop))": "reversed(range(begin, stop))",
            },
        ),
        Mutant(
            "runs-past-the-end",
            "Your loop runs from start to start + k, also where fewer than k steps are left. The last chunk is "
            "shorter: it stops at T.",
            edits={"min(start + k, T)": "start + k"},
        ),
    ),
)
