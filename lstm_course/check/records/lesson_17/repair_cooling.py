"""Exhibit: the logits are divided by the temperature again for every text that is drawn from them."""

import numpy as np

from ...exercise import Exercise, Exhibit, Mutant, Probe


def draws(rng):
    """Return hot and cold draws, one draw, one symbol, huge logits, and a number that meets a border."""

    def draw(V, S, temperature, size=1.5):
        return size * rng.normal(size=V), temperature, rng.uniform(0.01, 0.99, size=S)

    return [
        Probe(
            draw(5, 1, 0.5),
            "There is one draw here. The probabilities are the softmax of the logits over the temperature. Yours are "
            "others, or draw another symbol.",
        ),
        Probe(
            draw(4, 3, 1.0),
            "The temperature is 1 here and changes nothing. Every draw has the same probabilities, the softmax "
            "of the logits. Yours have others, or draw other symbols.",
        ),
        Probe(draw(6, 4, 0.5)),
        Probe(draw(6, 5, 2.0)),
        Probe((np.zeros(4), 0.7, np.array([0.25, 0.0, 0.5, 0.75, 0.1]))),
        Probe((np.array([700.0, 1400.0, 1399.0]), 0.5, np.array([0.3, 0.9]))),
        Probe(draw(1, 3, 0.8)),
        Probe(draw(1, 1, 3.0)),
        Probe(draw(5, 5, 0.8)),
        Probe(draw(9, 12, 0.7)),
        Probe(draw(7, 10, 1.4)),
    ]


def repair_cooling(logits, temperature, u):
    p = np.zeros((len(u), len(logits)))
    drawn = np.zeros(len(u), dtype=int)
    for s in range(len(u)):
        scaled = logits / temperature
        e = np.exp(scaled - scaled.max())
        p[s] = e / e.sum()
        drawn[s] = (p[s].cumsum() <= u[s]).sum()  # the first symbol whose sum exceeds u
    return p, drawn


def _from(p_of, drawn_of):
    """Return the answer that takes its probabilities from one and its draws from another."""

    def repair_cooling(logits, temperature, u):
        return p_of(logits, temperature, u)[0], drawn_of(logits, temperature, u)[1]

    return repair_cooling


def _cooled(logits, temperature, u):
    every = [repair_cooling(logits, temperature ** (s + 1), u[s : s + 1]) for s in range(len(u))]
    return np.concatenate([p for p, _ in every]), np.concatenate([drawn for _, drawn in every])


def _of_p(p):
    """Return the answer that has these probabilities for one draw, and draws by them."""

    def repair_cooling(logits, temperature, u):
        one = p(logits, temperature)
        return np.tile(one, (len(u), 1)), np.array([(one.cumsum() <= part).sum() for part in u])

    return repair_cooling


def _softmax(logits):
    e = np.exp(logits - logits.max())
    return e / e.sum()


def _first_cooled_only(logits, temperature, u):
    first, others = repair_cooling(logits, temperature, u[:1]), repair_cooling(logits, 1.0, u[1:])
    return np.concatenate([first[0], others[0]]), np.concatenate([first[1], others[1]])


def _first_left_warm(logits, temperature, u):
    first, others = repair_cooling(logits, 1.0, u[:1]), repair_cooling(logits, temperature, u[1:])
    return np.concatenate([first[0], others[0]]), np.concatenate([first[1], others[1]])


_SCALED = "scaled = logits / temperature"
_E = "scaled - scaled.max()"
_DRAW = "(p[s].cumsum() <= u[s]).sum()"

EXERCISE = Exercise(
    name="repair_cooling",
    signature="repair_cooling(logits, temperature, u)",
    returns={"p": "(S, V)", "drawn": "(S,), whole numbers"},
    reference=repair_cooling,
    probes=draws,
    points={"p": 2, "drawn": 2},
    read='lesson 17, "The knobs"',
    advice={
        "p": "Every draw has the same probabilities: the softmax of the logits over the temperature.",
        "drawn": "A draw is the first symbol at which the sum of the probabilities exceeds its number of u.",
    },
    exhibit=Exhibit(
        "again-and-again",
        "Adibvafa/CodonTransformer#19",
        "Of several texts asked for at once, the first are varied and the last are all alike.",
    ),
    hints=(
        "Draw three times at a temperature of 0.5 and print p. Which row is as it should be?",
        "What does `logits` hold when the second round of the loop begins?",
        "Give the scaled logits a name of their own; those that came in stay as they are.",
    ),
    mutants=(
        Mutant(
            "again-and-again",
            "Your probabilities become sharper from draw to draw where the temperature is below 1, and flatter where "
            "it is above. The first draw is right.",
            edits={_SCALED: "logits = logits / temperature", _E: "logits - logits.max()"},
        ),
        Mutant(
            "in-place",
            "Your probabilities change from draw to draw, and the caller's logits are changed with them.",
            edits={_SCALED: "logits /= temperature", _E: "logits - logits.max()"},
        ),
        Mutant(
            "temperature-ignored",
            "The temperature does nothing now. That hides the fault: a single draw was right before.",
            edits={_SCALED: "scaled = logits"},
        ),
        Mutant(
            "first-draw-only",
            "Only the first draw has the temperature, the others are left at 1. All have the same one.",
            fn=_first_cooled_only,
        ),
        Mutant(
            "first-draw-left-warm",
            "The first draw is left at a temperature of 1. All have the same one.",
            fn=_first_left_warm,
        ),
        Mutant(
            "probabilities-mended-only",
            "The probabilities you return are right. The draws still follow those that change from draw to draw.",
            fn=_from(repair_cooling, _cooled),
        ),
        Mutant(
            "draws-mended-only",
            "The draws are right. The probabilities you return still change from draw to draw.",
            fn=_from(_cooled, repair_cooling),
        ),
        Mutant(
            "twice",
            "You divide by the temperature twice.",
            edits={_SCALED: "scaled = logits / temperature / temperature"},
        ),
        Mutant(
            "by-the-number-of-draws",
            "You divide by the temperature to the power of the number of draws. It acts once, however many there are.",
            edits={_SCALED: "scaled = logits / temperature ** len(u)"},
        ),
        Mutant(
            "multiplied",
            "You multiply by the temperature. A low one makes the text tamer: the logits are divided by it.",
            edits={_SCALED: "scaled = logits * temperature"},
        ),
        Mutant(
            "after-the-softmax",
            "You divide the probabilities by the temperature, and they no longer sum to 1. It belongs before the "
            "softmax.",
            hint="M55",
            fn=_of_p(lambda logits, temperature: _softmax(logits) / temperature),
        ),
        Mutant(
            "softmax-twice",
            "You divide probabilities by the temperature and take the softmax of them. It belongs before the only "
            "softmax.",
            hint="M55",
            fn=_of_p(lambda logits, temperature: _softmax(_softmax(logits) / temperature)),
        ),
        Mutant(
            "largest",
            "You take the most probable symbol each time, and ignore u. That is no draw.",
            hint="M55",
            edits={_DRAW: "p[s].argmax()"},
        ),
        Mutant(
            "one-number-for-all",
            "Your draws all use the first number of u. Each has a number of its own.",
            edits={_DRAW: "(p[s].cumsum() <= u[0]).sum()"},
        ),
        Mutant(
            "first-row-for-all",
            "Your draws are right. But only the first row of p is filled in: each draw has a row of its own.",
            edits={"p[s] = e / e.sum()": "p[0] = e / e.sum()", _DRAW: "(p[0].cumsum() <= u[s]).sum()"},
        ),
        Mutant(
            "border-to-the-left",
            "Where a sum just meets the number of u, you stay at that symbol. The sum must exceed it.",
            edits={_DRAW: "(p[s].cumsum() < u[s]).sum()"},
        ),
        Mutant(
            "one-symbol-early",
            "You take the last symbol whose sum does not exceed the number of u, an off-by-one.",
            edits={_DRAW: "max((p[s].cumsum() <= u[s]).sum() - 1, 0)"},
        ),
        Mutant(
            "overflow",
            "exp overflows where a logit is large. Take the largest scaled logit away first.",
            edits={_E: "scaled"},
        ),
        Mutant(
            "largest-before-scaling",
            "You take the largest logit away before it is scaled. It can be far from the largest scaled one.",
            edits={_E: "scaled - logits.max()"},
        ),
        Mutant(
            "not-divided",
            "You do not divide by the sum, so the probabilities do not sum to 1.",
            edits={"p[s] = e / e.sum()": "p[s] = e"},
        ),
    ),
)
