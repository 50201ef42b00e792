"""Exercise: one step of an LSTM whose states are pictures."""

import torch
from torch.nn import functional

from ....drive import pictures
from ...exercise import Exercise, Mutant, Probe

SHUT, OPEN = -30.0, 30.0  # sums at which a sigmoid is 0 and 1 to 13 digits
_SUMS = ("sums", "return")


def random_step(rng, N, D, K, height, width, k):
    """Return the arguments of a step, none of them zero."""
    shapes = [(N, D, height, width), (N, K, height, width), (N, K, height, width)]
    x, h, c = (rng.normal(size=shape) for shape in shapes)
    W, U = (rng.normal(size=(4 * K, channels, k, k)) / k for channels in (D, K))
    return x, h, c, W, U, rng.normal(size=4 * K)


def held(args, **gates):
    """Return the arguments with whole gates held at a sum: ``held(args, i=SHUT)``."""
    x, h, c, W, U, b = (arg.copy() for arg in args)
    K = h.shape[1]
    for gate, value in gates.items():
        block = slice("ifgo".index(gate) * K, ("ifgo".index(gate) + 1) * K)
        W[block], U[block], b[block] = 0, 0, value
    return x, h, c, W, U, b


def steps(rng):
    """Return steps in which one gate acts, kernels of 1, 3 and 5, D equal to K and not, and pictures of one pixel."""
    base = random_step(rng, 2, 2, 2, 4, 3, 3)
    return [
        Probe(
            held(base, i=SHUT, o=OPEN),
            "With the input gate held shut nothing is written, so c must be f * c at every pixel; yours is not. Look "
            "at the line that makes c, at the forget gate, and at whether the input gate is really shut.",
            part="c",
            about=("c", "f", "i", *_SUMS),
        ),
        Probe(
            held(base, f=SHUT, i=OPEN, o=OPEN),
            "With the forget gate shut and the input gate wide open, c must be the candidate tanh(g) at every pixel; "
            "yours is not. Look at g, its block of the sums and its activation.",
            part="c",
            about=("c", "g", "i", "f", *_SUMS),
        ),
        Probe(
            held(base, f=SHUT, o=OPEN),
            "With the forget gate shut, c must be sigmoid(i) * tanh(g) at every pixel, and tanh(g) is right; yours is "
            "not. Look at the input gate, and at what becomes of it in c.",
            part="c",
            about=("i", "c", *_SUMS),
        ),
        Probe(
            held(base, o=OPEN),
            "With the output gate wide open, h must be tanh(c) at every pixel; yours is not. Look at the line that "
            "makes h.",
            part="h",
            about=("h", "o", *_SUMS),
        ),
        Probe(base),
        Probe(random_step(rng, 1, 3, 2, 2, 5, 1)),
        Probe(random_step(rng, 2, 1, 3, 5, 4, 5)),
        Probe(random_step(rng, 3, 2, 1, 1, 1, 3)),
        Probe(random_step(rng, 2, 3, 3, 4, 4, 3)),
        Probe(random_step(rng, 1, 1, 1, 1, 3, 1)),
    ]


def convlstm_step(x, h, c, W, U, b):
    pad = W.shape[-1] // 2
    sums = functional.conv2d(x, W, b, padding=pad) + functional.conv2d(h, U, padding=pad)
    i, f, g, o = sums.chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    h = torch.sigmoid(o) * torch.tanh(c)
    return h, c


_X = "functional.conv2d(x, W, b, padding=pad)"
_H = "functional.conv2d(h, U, padding=pad)"
_CUT = "i, f, g, o = sums.chunk(4, dim=1)"
_C = "torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)"
_SHOW = "torch.sigmoid(o) * torch.tanh(c)"
_ORDER = "Our order is i, f, g, o."

EXERCISE = Exercise(
    name="convlstm_step",
    signature="convlstm_step(x, h, c, W, U, b)",
    returns={
        "h": "(N, K, height, width)",
        "c": "(N, K, height, width)",
        "arguments": "x, h and c, afterwards",
    },
    drive=pictures.picture_step,
    reference=convlstm_step,
    probes=steps,
    points={"h": 2, "c": 4, "arguments": 1},
    pairs=False,
    read='lesson 20, "The pen\'s path"',
    advice={
        "h": "h is o * tanh(c) at every pixel, with the new c.",
        "c": "Keep with f, write with i, and g is what is written, all at every pixel. The sums are two convolutions, "
        "one of x and one of h, and the bias once.",
        "arguments": "Your function changes an argument in place. The caller still needs it.",
    },
    hints=(
        "It is lstm_step with two changes: matrix products become convolutions, and the blocks lie along the channels.",
        "A convolution with k x k entries loses k - 1 rows and columns unless it is padded: k // 2 on each side.",
        "sums = conv2d(x, W, b, padding=pad) + conv2d(h, U, padding=pad), then i, f, g, o = sums.chunk(4, dim=1), and "
        "the two lines of lstm_step.",
    ),
    mutants=(
        Mutant(
            "order-ifog",
            f"You cut the blocks in the order i, f, o, g. {_ORDER}",
            hint="M15",
            edits={_CUT: "i, f, o, g = sums.chunk(4, dim=1)"},
        ),
        Mutant(
            "order-figo",
            f"Input gate and forget gate are exchanged. {_ORDER}",
            hint="M15",
            edits={_CUT: "f, i, g, o = sums.chunk(4, dim=1)"},
        ),
        Mutant(
            "order-igfo",
            f"Forget gate and candidate are exchanged: you cut in the order i, g, f, o. {_ORDER}",
            hint="M15",
            edits={_CUT: "i, g, f, o = sums.chunk(4, dim=1)"},
        ),
        Mutant(
            "order-iofg",
            f"You cut the blocks in the order i, o, f, g. {_ORDER}",
            hint="M15",
            edits={_CUT: "i, o, f, g = sums.chunk(4, dim=1)"},
        ),
        Mutant(
            "order-fiog",
            f"You cut the blocks in the order f, i, o, g. {_ORDER}",
            hint="M15",
            edits={_CUT: "f, i, o, g = sums.chunk(4, dim=1)"},
        ),
        Mutant(
            "channels-by-view",
            "You take every fourth channel for a gate. The first K channels are the input gate, the next K the forget "
            "gate, and so on: blocks, not turns.",
            hint="M15",
            edits={_CUT: "i, f, g, o = (sums[:, k::4] for k in range(4))"},
        ),
        Mutant(
            "kernels-exchanged",
            "x meets U and h meets W. Where D equals K the shapes fit and nothing complains; W belongs to x.",
            hint="M16",
            edits={
                _X: "functional.conv2d(x, U if U.shape == W.shape else W, b, padding=pad)",
                _H: "functional.conv2d(h, W if U.shape == W.shape else U, padding=pad)",
            },
        ),
        Mutant(
            "x-and-h-exchanged-by-joining",
            "You join h and x along the channels in one order and the kernels in the other. The shapes fit "
            "all the same.",
            hint="M16",
            edits={
                f"{_X} + {_H}": "functional.conv2d(torch.cat([h, x], 1), torch.cat([W, U], 1), b, padding=pad)"
            },
        ),
        Mutant(
            "kernel-flipped",
            "You turn the kernels round before you lay them on the picture. That is the convolution of mathematics; "
            "what networks call one, and conv2d does, leaves them as they are.",
            edits={
                _X: "functional.conv2d(x, W.flip(2, 3), b, padding=pad)",
                _H: "functional.conv2d(h, U.flip(2, 3), padding=pad)",
            },
        ),
        Mutant(
            "kernel-transposed",
            "You exchange height and width of the kernels.",
            edits={
                _X: "functional.conv2d(x, W.transpose(2, 3), b, padding=pad)",
                _H: "functional.conv2d(h, U.transpose(2, 3), padding=pad)",
            },
        ),
        Mutant(
            "centre-only",
            "You use the middle of each kernel alone, so a pixel does not see its neighbours.",
            edits={
                _X: "functional.conv2d(x, W[:, :, pad : pad + 1, pad : pad + 1], b)",
                _H: "functional.conv2d(h, U[:, :, pad : pad + 1, pad : pad + 1])",
            },
        ),
        Mutant(
            "h-not-convolved",
            "You use the middle of U alone: h is seen at the pixel itself and not around it.",
            edits={_H: "functional.conv2d(h, U[:, :, pad : pad + 1, pad : pad + 1])"},
        ),
        Mutant(
            "padding-repeats-the-border",
            "You pad by repeating the border. Here there is nothing outside of a picture: zeros.",
            edits={
                _X: 'functional.conv2d(functional.pad(x, [pad] * 4, mode="replicate"), W, b)',
                _H: 'functional.conv2d(functional.pad(h, [pad] * 4, mode="replicate"), U)',
            },
        ),
        Mutant(
            "padding-on-one-side",
            "You pad on one side only, so everything moves. Put k // 2 rows and columns on each side.",
            edits={
                _X: "functional.conv2d(functional.pad(x, [2 * pad, 0, 2 * pad, 0]), W, b)",
                _H: "functional.conv2d(functional.pad(h, [2 * pad, 0, 2 * pad, 0]), U)",
            },
        ),
        Mutant(
            "no-recurrent-term",
            "The convolution of h is missing, so the cell does not hear its own past.",
            hint="M18",
            edits={f"{_X} + {_H}": _X},
        ),
        Mutant(
            "no-input-term",
            "The convolution of x is missing: the cell does not see its input.",
            edits={_X: "b[:, None, None]"},
        ),
        Mutant(
            "no-bias",
            "The bias is missing from the sums.",
            hint="M18",
            edits={_X: "functional.conv2d(x, W, padding=pad)"},
        ),
        Mutant(
            "bias-twice",
            "The bias is added twice, once with each convolution. There is one bias.",
            hint="M33",
            edits={_H: "functional.conv2d(h, U, b, padding=pad)"},
        ),
        Mutant(
            "no-tanh-on-c",
            "Your h is o * c. Squash c with tanh before the gate.",
            hint="M12",
            edits={_SHOW: "torch.sigmoid(o) * c"},
        ),
        Mutant(
            "tanh-of-the-old-c",
            "Your h is made from the old cell state. Make the new c first.",
            edits={
                _C: "torch.sigmoid(f) * (old := c) + torch.sigmoid(i) * torch.tanh(g)",
                _SHOW: "torch.sigmoid(o) * torch.tanh(old)",
            },
        ),
        Mutant(
            "h-carried-on",
            "You carry h on in the cell state. The memory is c: the forget gate multiplies c.",
            hint="M04",
            edits={_C: "torch.sigmoid(f) * h + torch.sigmoid(i) * torch.tanh(g)"},
        ),
        Mutant(
            "forget-after-write",
            "You forget after you write: the new content must not pass through the forget gate.",
            hint="M19",
            edits={_C: "torch.sigmoid(f) * (c + torch.sigmoid(i) * torch.tanh(g))"},
        ),
        Mutant(
            "no-input-gate",
            "The candidate is written in full: the input gate is missing.",
            hint="M19",
            edits={_C: "torch.sigmoid(f) * c + torch.tanh(g)"},
        ),
        Mutant(
            "no-forget-gate",
            "The forget gate is not applied: everything is kept. That is the cell of 1997.",
            hint="M10",
            edits={_C: "c + torch.sigmoid(i) * torch.tanh(g)"},
        ),
        Mutant(
            "forget-complement",
            "The forget gate is the wrong way round: it is the share that is kept.",
            hint="M01",
            edits={_C: "(1 - torch.sigmoid(f)) * c + torch.sigmoid(i) * torch.tanh(g)"},
        ),
        Mutant(
            "coupled-gates",
            "You write with 1 - f in place of i. In the LSTM keeping and writing are two decisions.",
            hint="M13",
            edits={_C: "torch.sigmoid(f) * c + (1 - torch.sigmoid(f)) * torch.tanh(g)"},
        ),
        Mutant(
            "sigmoid-candidate",
            "Your candidate g goes through a sigmoid. It is content, not a valve, and must be able to be negative: "
            "tanh.",
            hint="M02",
            edits={"torch.tanh(g)": "torch.sigmoid(g)"},
        ),
        Mutant(
            "linear-candidate",
            "Your candidate g has no activation. It takes tanh.",
            edits={"torch.tanh(g)": "g"},
        ),
        Mutant(
            "relu-candidate",
            "Your candidate goes through a ReLU, as a CNN would have it. It takes tanh, or c can grow without a limit.",
            hint="M50",
            edits={"torch.tanh(g)": "torch.relu(g)"},
        ),
        Mutant(
            "gates-without-sigmoid",
            "Your gates have no activation. A valve lies between 0 and 1: it takes the sigmoid.",
            edits={_C: "f * c + i * torch.tanh(g)", _SHOW: "o * torch.tanh(c)"},
        ),
        Mutant(
            "tanh-gates",
            "Your gates go through tanh. A valve lies between 0 and 1: it takes the sigmoid.",
            edits={
                _C: "torch.tanh(f) * c + torch.tanh(i) * torch.tanh(g)",
                _SHOW: "torch.tanh(o) * torch.tanh(c)",
            },
        ),
        Mutant(
            "output-gate-sees-c",
            "Your output gate reads the cell state: a peephole. The ConvLSTM of 2015 has three; here there are none.",
            hint="M03",
            edits={_SHOW: "torch.sigmoid(o + c) * torch.tanh(c)"},
        ),
        Mutant(
            "no-output-gate",
            "Your output gate is missing from h.",
            edits={_SHOW: "torch.tanh(c)"},
        ),
        Mutant(
            "gate-for-a-whole-picture",
            "Each of your gates is one number for a whole picture. Every pixel of every channel has its own.",
            hint="M05",
            edits={
                _CUT: f"{_CUT}\n    i, f, o = (one.mean((2, 3), keepdim=True) for one in (i, f, o))",
            },
        ),
        Mutant(
            "states-exchanged",
            "You return c first. h comes first.",
            hint="M27",
            edits={"return h, c": "return c, h"},
        ),
        Mutant(
            "h-twice",
            "You return h in the place of c.",
            hint="M27",
            edits={"return h, c": "return h, h"},
        ),
        Mutant(
            "in-place",
            "You change c in place. The caller still needs it.",
            hint="M23",
            edits={
                "    c = torch.sigmoid(f) * c +": "    c *= torch.sigmoid(f)\n    c +=",
            },
        ),
        Mutant(
            "no-padding",
            "You do not pad, so the pictures lose k - 1 rows and columns and no longer fit to c. Pad with k // 2 zeros "
            "on each side.",
            edits={_X: "functional.conv2d(x, W, b)", _H: "functional.conv2d(h, U)"},
        ),
        Mutant(
            "padding-of-one",
            "You pad by 1, which is right for kernels of 3 x 3 alone. It takes k // 2 on each side.",
            edits={"pad = W.shape[-1] // 2": "pad = 1"},
        ),
        Mutant(
            "padding-from-the-other-side",
            "You pad with what stands at the other side of the picture, as if it were a ring. Here there is nothing "
            "outside: zeros.",
            edits={
                _X: 'functional.conv2d(functional.pad(x, [pad] * 4, mode="circular"), W, b)',
                _H: 'functional.conv2d(functional.pad(h, [pad] * 4, mode="circular"), U)',
            },
        ),
        Mutant(
            "peepholes",
            "All your gates read the cell state. The ConvLSTM of 2015 does that; here there are no peepholes.",
            hint="M03",
            edits={
                _C: "torch.sigmoid(f + c) * c + torch.sigmoid(i + c) * torch.tanh(g)",
                _SHOW: "torch.sigmoid(o + c) * torch.tanh(c)",
            },
        ),
        Mutant(
            "relu-on-the-sums",
            "You put a ReLU on the sums, as behind a convolution in a CNN. A gate is then never less than half open.",
            hint="M50",
            edits={_CUT: "i, f, g, o = torch.relu(sums).chunk(4, dim=1)"},
        ),
        Mutant(
            "tanh-on-the-sums",
            "You put tanh on the sums before they are cut. The gates take the sigmoid of the sums themselves, or they "
            "can neither open nor shut.",
            edits={_CUT: "i, f, g, o = torch.tanh(sums).chunk(4, dim=1)", "torch.tanh(g)": "g"},
        ),
        Mutant(
            "tanh-outside",
            "Your h is tanh(o * c). Squash c first, and let the gate multiply the result.",
            hint="M12",
            edits={_SHOW: "torch.tanh(torch.sigmoid(o) * c)"},
        ),
        Mutant(
            "sums-multiplied",
            "You multiply what x and h contribute. The two convolutions are added.",
            edits={
                _X: "functional.conv2d(x, W, padding=pad) * functional.conv2d(h, U, padding=pad)",
                _H: "b[:, None, None]",
            },
        ),
        Mutant(
            "input-complement",
            "The input gate is the wrong way round: it is the share that is written.",
            edits={_C: "torch.sigmoid(f) * c + (1 - torch.sigmoid(i)) * torch.tanh(g)"},
        ),
        Mutant(
            "subtracted",
            "You subtract what is written. It is added; the sign is in g.",
            edits={_C: "torch.sigmoid(f) * c - torch.sigmoid(i) * torch.tanh(g)"},
        ),
    ),
)
