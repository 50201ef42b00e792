"""Exercise: at how many places a kernel fits."""

from ...exercise import Exercise, Mutant, Probe


def sizes(rng):
    """Return kernels of 1, as large as the picture and one larger, and every argument alone and with the others."""
    a, b = (int(k) for k in rng.integers(20, 60, 2))
    return [
        Probe((8, 3)),
        Probe((7, 2, 2)),
        Probe((8, 3, 3)),
        Probe((28, 5, 1, 2)),
        Probe((9, 3, 1, 0, 2)),
        Probe((5, 5)),
        Probe((4, 5)),
        Probe((2, 9, 3)),
        Probe((3, 5, 4, 1)),
        Probe((2, 5, 2, 1, 1)),
        Probe((6, 3, 1, 0, 3)),
        Probe((7, 3, 1, 0, 3)),
        Probe((5, 3, 1, 0, 4)),
        Probe((9, 4, 2, 1, 6)),
        Probe((1, 1)),
        Probe((1, 1, 5)),
        Probe((10, 1, 3)),
        Probe((a, 4, 3)),
        Probe((a + 1, 4, 3, 1, 2)),
        Probe((a + 2, 4, 3, 3, 2)),
        Probe((b, 7, 4, 3)),
        Probe((b, 3, 5, 4, 6)),
        Probe((b + 1, 6, 2, 1, 3)),
        Probe((1000 + a, 11, 7, 5, 4)),
    ]


def conv_out(size, kernel, stride=1, padding=0, dilation=1):
    span = dilation * (kernel - 1) + 1
    free = size + 2 * padding - span
    return free // stride + 1 if free >= 0 else 0


def _refused(size, kernel, stride=1, padding=0, dilation=1):
    if size + 2 * padding < dilation * (kernel - 1) + 1:
        raise ValueError("the kernel is larger than the picture")
    return conv_out(size, kernel, stride, padding, dilation)


def _refused_by_torch(size, kernel, stride=1, padding=0, dilation=1):
    found = conv_out(size, kernel, stride, padding, dilation)
    if found == 0:
        raise RuntimeError("Kernel size can't be greater than actual input size")
    return found


def _size_and_kernel(size, kernel, stride=1, padding=0, dilation=1):
    return size - kernel + 1


def _size_and_kernel_or_none(size, kernel, stride=1, padding=0, dilation=1):
    return max(size - kernel + 1, 0)


def _transposed(size, kernel, stride=1, padding=0, dilation=1):
    return (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1


_SPAN = "dilation * (kernel - 1) + 1"
_FREE = "size + 2 * padding - span"
_LAST = "free // stride + 1 if free >= 0 else 0"

EXERCISE = Exercise(
    name="conv_out",
    signature="conv_out(size, kernel, stride=1, padding=0, dilation=1)",
    returns={"places": "a whole number"},
    reference=conv_out,
    probes=sizes,
    points={"places": 4},
    read='lesson 20, "One network, every frame"',
    advice={
        "places": "Draw the padded row, lay the kernel at its left end, and count: 1 for this place, and one more for "
        "each stride that still fits."
    },
    hints=(
        "How long is the kernel when its entries lie dilation apart? It has kernel - 1 gaps.",
        "Lay it at the left end: what is left of the padded row, and how many whole strides fit into that?",
        "span = dilation * (kernel - 1) + 1, free = size + 2 * padding - span, and where free is not negative there "
        "are free // stride + 1 places.",
    ),
    mutants=(
        Mutant(
            "first-place-missing",
            "You count the moves, not the places: the 1 for the first place is missing.",
            edits={_LAST: "free // stride if free >= 0 else 0"},
        ),
        Mutant(
            "one-place-too-many",
            "You count one place too many wherever the kernel fits.",
            edits={_LAST: "free // stride + 2 if free >= 0 else 0"},
        ),
        Mutant(
            "rounded-up",
            "You round up. A stride that leads beyond the border is not made, so round down; a pooling layer with "
            "ceil_mode does what yours does.",
            edits={_LAST: "-(-free // stride) + 1 if free >= 0 else 0"},
        ),
        Mutant(
            "parts-of-a-move",
            "You divide with /, which counts parts of a move. Only whole moves count: //.",
            edits={_LAST: "free / stride + 1 if free >= 0 else 0"},
        ),
        Mutant(
            "parts-of-a-move, none where it does not fit",
            "You divide with /, which counts parts of a move. Only whole moves count, //, and none is made where the "
            "kernel does not fit.",
            edits={_LAST: "max(free / stride + 1, 0)"},
        ),
        Mutant(
            "parts-of-a-move, and negative",
            "You divide with / and count parts of a move, also where the kernel does not fit. Only whole moves count, "
            "//, and without a fit there is no place: 0.",
            edits={_LAST: "free / stride + 1"},
        ),
        Mutant(
            "rounded-to-the-nearest",
            "You round to the nearest whole number. Half a stride, or more, is no whole one: round down.",
            edits={_LAST: "round(free / stride) + 1 if free >= 0 else 0"},
        ),
        Mutant(
            "one-before-the-division",
            "In effect the 1 for the first place is divided by the stride as well, or both 1s are missing, that of the "
            "kernel's length and that of the first place. The first place is no pixel: divide first.",
            edits={_LAST: "(free + 1) // stride if free >= 0 else 0"},
        ),
        Mutant(
            "padding-once",
            "You count the padding once. There is some at both ends of the row.",
            edits={_FREE: "size + padding - span"},
        ),
        Mutant(
            "no-padding",
            "You leave out the padding.",
            edits={_FREE: "size - span"},
        ),
        Mutant(
            "padding-taken-away",
            "You take the padding away from the picture. It makes the row longer.",
            edits={_FREE: "size - 2 * padding - span"},
        ),
        Mutant(
            "padding-four-times",
            "You count the padding four times. You want one side of the picture, and it has two ends.",
            edits={_FREE: "size + 4 * padding - span"},
        ),
        Mutant(
            "padding-dilated",
            "You multiply the padding by the dilation. Only the kernel is spread out.",
            edits={_FREE: "size + 2 * dilation * padding - span"},
        ),
        Mutant(
            "dilation-ignored",
            "You leave out the dilation: a kernel whose entries lie apart covers more pixels than it has entries.",
            edits={_SPAN: "kernel"},
        ),
        Mutant(
            "dilation-times-kernel",
            "You take dilation * kernel for the length of the kernel. Between its entries lie kernel - 1 gaps, one "
            "fewer than there are entries.",
            edits={_SPAN: "dilation * kernel"},
        ),
        Mutant(
            "span-one-too-short",
            "Your kernel is one pixel too short. From its first entry to its last there are dilation * (kernel - 1) "
            "steps, and the first entry itself counts, too.",
            edits={_SPAN: "dilation * (kernel - 1)"},
        ),
        Mutant(
            "dilation-added",
            "You add the dilation to the kernel once. Every gap between two entries grows, and there are kernel - 1 of "
            "them.",
            edits={_SPAN: "kernel + dilation - 1"},
        ),
        Mutant(
            "dilation-as-holes",
            "You put dilation pixels between two entries. Dilation is the distance from one entry to the next, so 1 "
            "leaves no hole.",
            edits={_SPAN: "(dilation + 1) * (kernel - 1) + 1"},
        ),
        Mutant(
            "stride-ignored",
            "You leave out the stride.",
            edits={_LAST: "free + 1 if free >= 0 else 0"},
        ),
        Mutant(
            "stride-before-the-kernel",
            "You divide the padded row by the stride first and take the kernel away afterwards. The kernel is measured "
            "in pixels, so take it away first.",
            edits={
                _LAST: "max((size + 2 * padding) // stride - span + 1, 0) if free >= 0 else 0",
            },
        ),
        Mutant(
            "stride-side-by-side",
            "You count kernels that lie side by side. The next one begins a stride further on, and may overlap.",
            edits={_LAST: "(size + 2 * padding) // span"},
        ),
        Mutant(
            "negative",
            "Where the kernel does not fit, your number is negative or 0, as the formula happens to have it. There is "
            "no place then: 0.",
            edits={_LAST: "free // stride + 1"},
        ),
        Mutant(
            "cut-towards-zero",
            "Where the kernel does not fit you may still return 1, or less than 0: int(...) cuts -0.5 to 0, and then 1 "
            "is added. Ask first whether it fits.",
            edits={_LAST: "int(free / stride) + 1"},
        ),
        Mutant(
            "cut-towards-zero, and 0 at the least",
            "Where the kernel does not fit you may still return 1: int(...) cuts -0.5 to 0, and then 1 is added. Ask "
            "first whether it fits.",
            edits={_LAST: "max(int(free / stride) + 1, 0)"},
        ),
        Mutant(
            "one-where-none",
            "Where the kernel does not fit you return 1. There is no place for it: 0.",
            edits={_LAST: "max(free, 0) // stride + 1"},
        ),
        Mutant(
            "exact-fit-refused",
            "You return 0 for a kernel that is just as large as the padded row. It fits at one place.",
            edits={"free >= 0": "free > 0"},
        ),
        Mutant(
            "fit-without-padding",
            "You ask whether the kernel fits into the picture without its padding. It may reach into the padding.",
            edits={"free >= 0": "size >= span"},
        ),
        Mutant(
            "fit-without-dilation",
            "You ask whether the kernel fits as if it had no dilation. What counts is the length that it covers.",
            edits={
                _LAST: "(free // stride + 1 if size + 2 * padding >= kernel else 0)",
            },
        ),
        Mutant(
            "minus-one-where-none",
            "Where the kernel does not fit you return -1. There is no place for it: 0.",
            edits={"else 0": "else -1"},
        ),
        Mutant(
            "refused",
            "Where the kernel does not fit your function raises a ValueError. PyTorch raises an error there, too; "
            "asked for is the number of places, and that is 0.",
            fn=_refused,
        ),
        Mutant(
            "same-padding",
            'You count as if the picture were padded until nothing is lost (padding "same"). Here padding is given as '
            "a number.",
            edits={_LAST: "-(-size // stride) if free >= 0 else 0"},
        ),
        Mutant(
            "square",
            "You return the places of the whole picture. Asked for is one side of it.",
            edits={_LAST: "(free // stride + 1) ** 2 if free >= 0 else 0"},
        ),
        Mutant(
            "transposed",
            "Yours is the formula of the transposed convolution, which makes pictures larger.",
            fn=_transposed,
        ),
        Mutant(
            "dilation-times-kernel, less one",
            "You take dilation * kernel - 1 for the length of the kernel. Between its entries lie kernel - 1 gaps, of "
            "dilation - 1 pixels each: multiply the dilation by kernel - 1, and add the first entry.",
            edits={_SPAN: "dilation * kernel - 1"},
        ),
        Mutant(
            "padding-after-the-division",
            "You add the padding to the number of places, after the division. It makes the row longer: add it before.",
            edits={_FREE: "size - span", _LAST: "free // stride + 1 + 2 * padding if free >= 0 else 0"},
        ),
        Mutant(
            "fit-of-the-bare-kernel",
            "You ask whether the kernel fits without its dilation into the picture without its padding. What counts is "
            "the length that it covers, in the padded row.",
            edits={"free >= 0": "size >= kernel"},
        ),
        Mutant(
            "stride-dilated",
            "You multiply the stride by the dilation. Only the kernel is spread out.",
            edits={_LAST: "free // (stride * dilation) + 1 if free >= 0 else 0"},
        ),
        Mutant(
            "size-and-kernel",
            "You look at size and kernel alone. Stride, padding and dilation have to enter, and where the kernel does "
            "not fit there is no place.",
            fn=_size_and_kernel,
        ),
        Mutant(
            "size-and-kernel, or none",
            "You look at size and kernel alone. Stride, padding and dilation have to enter.",
            fn=_size_and_kernel_or_none,
        ),
        Mutant(
            "refused-by-PyTorch",
            "Where the kernel does not fit, your function raises PyTorch's error. Asked for is the number of places, "
            "and that is 0.",
            fn=_refused_by_torch,
        ),
        Mutant(
            "rounded-up, and 1 where it barely does not fit",
            "You round the moves up, and where the kernel is too long by less than a stride you return 1. Only whole "
            "moves count, and none where it does not fit.",
            edits={_LAST: "max(0, -(-free // stride) + 1)"},
        ),
        Mutant(
            "rounded-to-the-nearest, and 1 where it barely does not fit",
            "You round the moves to the nearest whole number, and may return 1 where the kernel does not fit. Only "
            "whole moves count, and none where it does not fit.",
            edits={_LAST: "max(0, round(free / stride) + 1)"},
        ),
    ),
)
