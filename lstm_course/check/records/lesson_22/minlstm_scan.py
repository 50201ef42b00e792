"""Exercise: a linear recurrence in a few passes over all steps."""

import functools

import numpy as np

from ....drive import passes
from ...exercise import Exercise, Mutant, Probe


def recurrences(rng):
    """Return lengths that are powers of two and not, factors of 0 and 1, long runs of small ones, and sizes of 1."""

    def draw(N, T, H, low=0.0, high=1.0):
        return rng.uniform(low, high, (N, T, H)), rng.normal(size=(N, T, H)), rng.normal(size=(N, H))

    border = draw(2, 7, 3)
    border[0][:, ::3], border[0][:, 1::3] = 0, 1
    return [
        Probe(
            draw(2, 1, 3),
            "This probe has one step: h is f * h0 + b. Yours is something else.",
            part="h",
        ),
        Probe(
            draw(3, 2, 2),
            "One step was right, two are not: h2 is f2 * (f1 * h0 + b1) + b2.",
            part="h",
        ),
        Probe(
            draw(2, 4, 3),
            "One step and two were right, four are not: what each place holds after the first pass spans two steps.",
            part="h",
        ),
        Probe(draw(2, 3, 4)),
        Probe(draw(1, 5, 2)),
        Probe(draw(3, 8, 1)),
        Probe(draw(1, 13, 1)),
        Probe(draw(3, 3, 3)),
        Probe(border),
        Probe(draw(1, 150, 2, 0.0, 0.01)),
        Probe(draw(2, 150, 1, 0.9, 1.0)),
        Probe(draw(1, 1, 1)),
        Probe(draw(4, 6, 5)),
    ]


def minlstm_scan(f, b, h0):
    T = f.shape[1]
    for k in range(int(np.ceil(np.log2(T)))):
        d = 2**k
        later = f[:, d:]
        b = np.concatenate([b[:, :d], later * b[:, :-d] + b[:, d:]], axis=1)
        f = np.concatenate([f[:, :d], later * f[:, :-d]], axis=1)
    return f * h0[:, None] + b


def _loop(f, b, h0):
    h, states = h0, []
    for t in range(f.shape[1]):
        h = f[:, t] * h + b[:, t]
        states.append(h)
    return np.stack(states, axis=1)


def _by_ratio(f, b, h0):
    whole = np.cumprod(f, axis=1)
    return whole * (h0[:, None] + np.cumsum(b / whole, axis=1))


def _by_logs(f, b, h0):
    sums = np.cumsum(np.log(f), axis=1)
    first = np.log(h0)[:, None]
    return np.exp(
        sums + np.logaddexp.accumulate(np.concatenate([first, np.log(b) - sums], axis=1), axis=1)[:, 1:]
    )


def _epsilon(f, b, h0, small=1e-8):
    whole = np.cumprod(f, axis=1)
    return whole * h0[:, None] + whole * np.cumsum(b / (whole + small), axis=1)


def _decays(f, b, h0):
    sums = np.cumsum(np.log(f), axis=1)
    past = np.tri(f.shape[1])[:, :, None] == 1
    decay = np.where(past, np.exp(sums[:, :, None] - sums[:, None]), 0)
    return (decay * b[:, None]).sum(axis=2) + np.exp(sums) * h0[:, None]


def _folded(f, b, h0, *, turned):
    """Take h0 into the first step, then join in the wrong order, or the factors first."""
    f, b, d = f.copy(), b.copy(), 1
    b[:, 0] += f[:, 0] * h0
    while d < f.shape[1]:
        later, earlier, joined = f[:, d:].copy(), f[:, :-d].copy(), f[:, d:] * f[:, :-d]
        if turned:
            b = np.concatenate([b[:, :d], earlier * b[:, d:] + b[:, :-d]], axis=1)
        else:
            b = np.concatenate([b[:, :d], later * earlier * b[:, :-d] + b[:, d:]], axis=1)
        f, d = np.concatenate([f[:, :d], joined], axis=1), 2 * d
    return b


def _rest_left(f, b, h0):
    d = 2 ** int(np.log2(f.shape[1]))
    return np.concatenate([_loop(f[:, :d], b[:, :d], h0), b[:, d:]], axis=1)


_B = "later * b[:, :-d] + b[:, d:]"
_F = "later * f[:, :-d]"
_B_LINE = "b = np.concatenate([b[:, :d], later * b[:, :-d] + b[:, d:]], axis=1)"
_F_LINE = "f = np.concatenate([f[:, :d], later * f[:, :-d]], axis=1)"
_END = "return f * h0[:, None] + b"
_LOOP = 'lesson 22, "One equation"'

EXERCISE = Exercise(
    name="minlstm_scan",
    signature="minlstm_scan(f, b, h0)",
    returns={
        "h": "(N, T, H)",
        "number of NumPy calls": "whether NumPy was called only a few times for each doubling of T",
    },
    drive=passes.scan_passes,
    reference=minlstm_scan,
    probes=recurrences,
    points={"h": 6, "number of NumPy calls": 2},
    pairs=False,
    tolerance=1e-6,
    read='lesson 22, "A scan, and parity"',
    advice={
        "h": "Compare it with a loop over the steps, also with an h0 that is not zero and a length such as 3 or 5.",
        "number of NumPy calls": "NumPy is called again for every step. A pass works on all steps at once, and the "
        "span that a place covers doubles with each pass.",
    },
    hints=(
        "A step is a pair (f, b). Two steps one after the other are one step, with a pair of its own: which one?",
        "After a pass with distance 1 each place holds the pair of its own step and the one before. The next pass "
        "joins "
        "places at distance 2, then 4, until the distance reaches T.",
        "In a pass, for places d and later: the new b is f * b[d places earlier] + b, the new f is f * f[d places "
        "earlier]. Places before d stay as they are. At the end h = f * h0 + b.",
    ),
    mutants=(
        Mutant(
            "loop",
            "The numbers are right, and NumPy is called anew for every step: it is the loop, two pieces are joined at "
            "a time, or there are as many passes as steps. A scan joins all neighbours at once, its span doubles, and "
            "once that reaches T it is done.",
            _LOOP,
            hint="M79",
            fn=_loop,
        ),
        Mutant(
            "start-ignored",
            "You begin with zeros. A scan must equal the loop with any h0: what is left of it after step t is the "
            "product of all factors so far, times h0.",
            hint="M79",
            edits={_END: "return b"},
        ),
        Mutant(
            "start-at-the-first-step-only",
            "Your h0 reaches the first step only. What is left of it is in every later state as well.",
            hint="M79",
            edits={_END: "return np.concatenate([f[:, :1] * h0[:, None] + b[:, :1], b[:, 1:]], axis=1)"},
        ),
        Mutant(
            "start-added-whole",
            "You add all of h0 to every state. Each step takes its factor of it.",
            hint="M79",
            edits={_END: "return h0[:, None] + b"},
        ),
        Mutant(
            "start-by-own-factor",
            "You multiply h0 with the factor of a single step. After step t it has passed through all factors up to t.",
            hint="M79",
            edits={
                "T = f.shape[1]": "T, own = f.shape[1], f",
                _END: "return own * h0[:, None] + b",
            },
        ),
        Mutant(
            "turned",
            "You join two steps in the wrong order: the earlier factor multiplies the later b. It is the later step "
            "that acts on what the earlier one has left.",
            _LOOP,
            hint="M79",
            edits={_B: "f[:, :-d] * b[:, d:] + b[:, :-d]"},
        ),
        Mutant(
            "turned-from-h0",
            "You exchange the two steps: it is f of the later times b of the earlier, plus b of the later.",
            _LOOP,
            hint="M79",
            fn=lambda f, b, h0: _folded(f, b, h0, turned=True),
        ),
        Mutant(
            "factors-first-from-h0",
            "You change f before b is joined: b needs the f of the pass before.",
            hint="M79",
            fn=lambda f, b, h0: _folded(f, b, h0, turned=False),
        ),
        Mutant(
            "earlier-factor",
            "The earlier b is multiplied with the earlier factor, which acts only on what came before it. The later "
            "step's factor acts on it.",
            _LOOP,
            hint="M79",
            edits={_B: "f[:, :-d] * b[:, :-d] + b[:, d:]"},
        ),
        Mutant(
            "no-factor",
            "You add the earlier b whole. The later step's factor acts on it.",
            _LOOP,
            hint="M79",
            edits={_B: "b[:, :-d] + b[:, d:]"},
        ),
        Mutant(
            "factors-added",
            "You add the factors of two steps. One acts after the other: they are multiplied.",
            _LOOP,
            hint="M79",
            edits={_F: "later + f[:, :-d]"},
        ),
        Mutant(
            "factors-not-joined",
            "Only b is joined from pass to pass. The factor of two steps is a product, too, and the next pass needs "
            "it.",
            hint="M79",
            edits={_F_LINE: "pass"},
        ),
        Mutant(
            "factors-first",
            "You join the factors first, and then use them for b in the same pass. Then the earlier factors "
            "act on the earlier b, too: b needs the factor from before the pass.",
            hint="M79",
            edits={
                "later = f[:, d:]": _F_LINE.replace("later", "f[:, d:]"),
                _B_LINE: _B_LINE.replace("later", "f[:, d:]"),
                _F_LINE: "pass",
            },
        ),
        Mutant(
            "one-more-each-time",
            "The distance grows by one. After two passes each place spans four steps, so the next distance is four: it "
            "doubles.",
            hint="M79",
            edits={"2**k": "k + 1"},
        ),
        Mutant(
            "tripled",
            "The distance grows too fast: a place that spans d steps can be joined with the one d places earlier, no "
            "further. It doubles.",
            hint="M79",
            edits={"2**k": "3**k"},
        ),
        Mutant(
            "one-pass",
            "You make one pass only. Then each state knows its own step and the one before.",
            hint="M79",
            edits={"range(int(np.ceil(np.log2(T))))": "range(min(1, T - 1))"},
        ),
        Mutant(
            "last-pass-missing",
            "You stop a pass too early: go on while the distance is below T.",
            hint="M79",
            edits={"range(int(np.ceil(np.log2(T))))": "range(int(np.ceil(np.log2(T))) - 1)"},
        ),
        Mutant(
            "rounds-rounded-down",
            "You stop too early where T is no power of two: go on while the span is below T. That makes the logarithm "
            "of T, rounded up, in passes.",
            hint="M79",
            edits={"np.ceil(np.log2(T))": "np.log2(T)"},
        ),
        Mutant(
            "one-step-off",
            "You stop where the distance is one short of T. The last place may still need the first one.",
            hint="M79",
            edits={"np.ceil(np.log2(T))": "np.ceil(np.log2(max(1, T - 1)))"},
        ),
        Mutant(
            "rest-not-joined",
            "What lies beyond the largest power of two is not joined at all. A length may be any whole number from 1.",
            hint="M79",
            fn=_rest_left,
        ),
        Mutant(
            "in-a-circle",
            "np.roll brings the end of the sequence to its beginning. The first d places have nobody d places earlier: "
            "they stay as they are.",
            hint="M79",
            edits={
                _B_LINE: "b, old = f * np.roll(b, d, axis=1) + b, f",
                _F_LINE: "f = old * np.roll(old, d, axis=1)",
            },
        ),
        Mutant(
            "product-underflows",
            "You divide by the product of all factors so far. In a long sequence, or after a factor of 0, it is 0: "
            "the numbers overflow, or are NaN. Join the steps without dividing.",
            hint="M79",
            fn=_by_ratio,
        ),
        Mutant(
            "small-number-added",
            "You divide by the product of all factors so far, with a small number added. Where the product is smaller "
            "than that number, it decides. Join the steps without dividing.",
            hint="M79",
            fn=_epsilon,
        ),
        Mutant(
            "log-of-a-negative-number",
            "You take the logarithm of b or h0, which may be negative. The paper makes its candidates positive before "
            "it takes logarithms; here they are any numbers.",
            hint="M79",
            fn=_by_logs,
        ),
        Mutant(
            "only-sums",
            "You add up all b without the factors. What was added earlier passes through every later factor.",
            fn=lambda f, b, h0: h0[:, None] + np.cumsum(b, axis=1),
        ),
        Mutant(
            "never-joined",
            "Each of your states knows h0 and its own step only. What the steps before have added is missing.",
            fn=lambda f, b, h0: f * h0[:, None] + b,
        ),
        Mutant(
            "from-the-end",
            "You scan from the end: each state knows the steps after it. It knows those before.",
            fn=lambda f, b, h0: _loop(f[:, ::-1], b[:, ::-1], h0)[:, ::-1],
        ),
        Mutant(
            "natural-logarithm",
            "You take the natural logarithm of T for the number of passes. The distance doubles, so it is the "
            "logarithm to the base 2.",
            hint="M79",
            edits={"np.ceil(np.log2(T))": "np.ceil(np.log(T))"},
        ),
        Mutant(
            "even-distances",
            "Your distances are 1, 3, 5 and so on. After the first pass each place spans two steps, and distance 3 "
            "leaves one out: it doubles.",
            hint="M79",
            edits={"2**k": "2 * k + 1"},
        ),
        Mutant(
            "first-pass-missing",
            "You begin with distance 2. Neighbours are joined first.",
            hint="M79",
            edits={"2**k": "2 ** (k + 1)"},
        ),
        Mutant(
            "a-smaller-number-added",
            "You divide by the product of all factors so far and add a small number, 1e-12 or the like. Where the "
            "product is below it, that number decides. Join the steps without dividing.",
            hint="M79",
            fn=functools.partial(_epsilon, small=1e-12),
        ),
        Mutant(
            "logarithm-of-no-factor",
            "You take logarithms of the factors. A factor of 0 has none, and minus infinity minus itself is NaN: "
            "join the steps without them.",
            hint="M79",
            fn=_decays,
        ),
    ),
)
