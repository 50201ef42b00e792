"""Exercise: one draw for each row of logits, at a temperature."""

import numpy as np

from ....drive import language
from ...exercise import Exercise, Mutant, Probe
from . import _observed


def sample_probes(rng):
    """Return temperatures below and above 1 and zero, huge, unequal and equal rows, one row and one symbol."""

    def logits(L, V):
        return np.stack(
            [rng.permutation(np.linspace(-1.5, 1.5, V)) * rng.uniform(0.7, 1.0) for _ in range(L)]
        )

    def seed():
        return int(rng.integers(10_000))

    three = np.log([[0.5, 0.3, 0.2], [0.1, 0.3, 0.6]])
    return [
        Probe((three, 900, 0.5, seed())),
        Probe((three + 1000.0, 900, 3.0, seed())),
        Probe((logits(3, 5) - 2000.0, 600, 1.0, seed())),
        Probe((logits(2, 6), 900, 0.4, seed())),
        Probe((three + np.array([[0.0], [3000.0]]), 600, 0.5, seed())),
        Probe((np.zeros((1, 4)), 700, 0.7, seed())),
        Probe((logits(4, 5), 2, 0, seed())),
        Probe((logits(1, 7), 1, 0, seed())),
        Probe((np.array([[2.0], [5.0]]), 3, 1.5, seed())),
        Probe((1000.0 * logits(3, 4), 2, 0.001, seed())),
    ]


def sample(logits, temperature, rng):
    if temperature == 0:
        return logits.argmax(axis=1)
    z = logits / temperature
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    u = rng.random((len(p), 1))
    return (p.cumsum(axis=1)[:, :-1] < u).sum(axis=1)


def _to_the_power(logits, temperature, rng):
    if temperature == 0:
        return logits.argmax(axis=1)
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = (p / p.sum(axis=1, keepdims=True)) ** temperature
    return sample(np.log(p), 1.0, rng)


def _one_gumbel_row(logits, temperature, rng):
    if temperature == 0:
        return logits.argmax(axis=1)
    return (logits / temperature + rng.gumbel(size=logits.shape[1])).argmax(axis=1)


def _below_the_largest(z):
    return z - z.max(axis=1, keepdims=True)


def _chosen(before_exp, ask):
    """Return the mistake of handing rng.choice, which takes no NaN, what overflowed or was divided by 0."""

    def wrong(logits, temperature, rng):
        if ask and temperature == 0:
            return logits.argmax(axis=1)
        p = np.exp(before_exp(logits / temperature))
        p = p / p.sum(axis=1, keepdims=True)
        if np.isnan(p).any():
            raise ValueError("Probabilities contain NaN")
        return (p.cumsum(axis=1)[:, :-1] < rng.random((len(p), 1))).sum(axis=1)  # the same law, and faster

    return wrong


_ZERO = "temperature == 0"
_Z = "logits / temperature"
_EXP = "np.exp(z - z.max(axis=1, keepdims=True))"
_NORMAL = "p / p.sum(axis=1, keepdims=True)"
_U = "rng.random((len(p), 1))"
_DRAW = "(p.cumsum(axis=1)[:, :-1] < u).sum(axis=1)"

EXERCISE = Exercise(
    name="sample",
    signature="sample(logits, temperature, rng)",
    drive=language.draws,
    returns={"first": "(N,), a symbol for each row", "second": "(N,), from a second call"},
    reference=sample,
    probes=sample_probes,
    points={"symbols": 1, "law": 4, "new draws": 1},
    pairs=False,
    observe=_observed.draws,
    read='lesson 17, "The knobs"',
    advice={
        "symbols": "A symbol is the place of a logit in its row, from 0 to V - 1.",
        "law": "Count many draws of one row, each with random numbers of its own, and compare with softmax(logits / "
        "temperature).",
        "new draws": "Every row needs a random number of its own, and a second call draws new ones from rng.",
    },
    hints=(
        "Three steps: divide by the temperature, make probabilities, draw. A temperature of 0 is a case of its own.",
        "Take the largest logit of the row away before exp, or it overflows.",
        "With p (N, V) and u = rng.random((N, 1)), the symbol is the number of cumulated probabilities below u: "
        "(p.cumsum(axis=1)[:, :-1] < u).sum(axis=1). A loop with rng.choice(V, p=p[row]) does the same, more slowly.",
    ),
    mutants=(
        Mutant(
            "argmax",
            "You return the most probable symbol. That is no sample: it is the same each time.",
            hint="M55",
            edits={_ZERO: "True"},
        ),
        Mutant(
            "temperature-after-the-softmax",
            "The temperature has no effect: your symbols follow softmax(logits). A factor that comes after the "
            "softmax, or after random numbers were added, cancels: divide the logits first.",
            hint="M55",
            edits={_EXP: "np.exp(logits - logits.max(axis=1, keepdims=True)) / temperature"},
        ),
        Mutant(
            "temperature-between-two-softmaxes",
            "You make probabilities of probabilities: a softmax, then the temperature, then a softmax again. The "
            "temperature divides the logits, and one softmax follows.",
            hint="M55",
            fn=lambda logits, temperature, rng: sample(
                np.exp(logits - logits.max(axis=1, keepdims=True))
                / np.exp(logits - logits.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True),
                temperature,
                rng,
            ),
        ),
        Mutant(
            "temperature-upside-down",
            "Your temperature works the wrong way round: hot is cold. Logits are divided by it, so probabilities are "
            "raised to the power of one over it.",
            edits={_Z: "logits * temperature"},
        ),
        Mutant(
            "temperature-twice",
            "You divide by the temperature twice.",
            edits={_Z: "logits / temperature**2"},
        ),
        Mutant(
            "no-zero",
            "At temperature 0 all your symbols are 0. Logits divided by 0 are no numbers any more, so ask first, and "
            "return the most probable symbol of each row.",
            edits={_ZERO: "False"},
        ),
        Mutant(
            "overflow",
            "Large logits overflow in exp. Take the largest of each row away first; that does not change the softmax.",
            edits={_EXP: "np.exp(z)"},
        ),
        Mutant(
            "maximum-of-a-column",
            "You take away the largest logit of each column. That moves the logits of a row against each other; take "
            "away the largest of the row, the same number from all of them.",
            edits={_EXP: "np.exp(z - z.max(axis=0))"},
        ),
        Mutant(
            "maximum-of-the-batch",
            "You take away the largest logit of the whole batch. In rows that lie far below it nothing but zeros is "
            "left: take away the largest of each row.",
            edits={_EXP: "np.exp(z - z.max())"},
        ),
        Mutant(
            "normalised-over-the-batch",
            "You divide by the sum over the rows. Each row is a distribution of its own and sums to 1.",
            edits={_NORMAL: "p / p.sum(axis=0)"},
        ),
        Mutant(
            "not-normalised",
            "Your weights do not sum to 1 as you draw. Divide each row by its sum.",
            edits={_NORMAL: "p"},
        ),
        Mutant(
            "one-number-for-all-rows",
            "You draw one random number and use it for all rows. Then rows with the same logits always get the same "
            "symbol: each row needs a number of its own.",
            edits={_U: "rng.random()"},
        ),
        Mutant(
            "one-gumbel-row-for-all-rows",
            "You draw a random number for each symbol and use these for all rows. Then rows with the same logits "
            "always get the same symbol: each row needs numbers of its own.",
            fn=_one_gumbel_row,
        ),
        Mutant(
            "choice-overflows",
            "Logits far from 0 stop your function with an error: exp gives infinity or nothing but zeros, and a row of "
            "these has no probabilities. Take the largest logit of each row away before exp.",
            fn=_chosen(lambda z: z, ask=True),
        ),
        Mutant(
            "choice-with-the-maximum-of-the-batch",
            "Rows far below the largest logit of the batch stop your function with an error: nothing but zeros is left "
            "in them. Take away the largest of each row, not of the whole batch.",
            fn=_chosen(lambda z: z - z.max(), ask=True),
        ),
        Mutant(
            "choice-without-zero",
            "At temperature 0 your function stops with an error: logits divided by 0 give no probabilities. Ask first, "
            "and return the most probable symbol of each row.",
            fn=_chosen(_below_the_largest, ask=False),
        ),
        Mutant(
            "choice-overflows-without-zero",
            "Your function stops with an error at temperature 0, and where logits are far from 0. Ask for 0 first and "
            "return the most probable symbols; else take the largest logit of each row away before exp.",
            fn=_chosen(lambda z: z, ask=False),
        ),
        Mutant(
            "seed-inside",
            "You make a generator of your own inside, so that every call draws the same. Draw from rng.",
            edits={_U: "np.random.default_rng(0).random((len(p), 1))"},
        ),
        Mutant(
            "every-symbol-alike",
            "You draw every symbol with the same probability. The weights have to enter the draw.",
            edits={_DRAW: "(u[:, 0] * p.shape[1]).astype(int)"},
        ),
        Mutant(
            "least-probable",
            "You prefer what is improbable: the logits have the wrong sign.",
            edits={_Z: "-logits / temperature"},
        ),
        Mutant(
            "counted-from-one",
            "Your symbols are counted from 1. The first logit belongs to symbol 0.",
            edits={_DRAW: "(p.cumsum(axis=1)[:, :-1] < u).sum(axis=1) + 1"},
        ),
        Mutant(
            "first-row-for-all",
            "You draw all symbols by the first row. Each row has logits of its own.",
            edits={_DRAW: "(p[:1].cumsum(axis=1)[:, :-1] < u).sum(axis=1)"},
        ),
        Mutant(
            "probabilities-to-the-power",
            "You raise the probabilities to the power of the temperature. Divided logits are probabilities to the "
            "power of one over it, and hot is cold in yours.",
            fn=_to_the_power,
        ),
    ),
)
