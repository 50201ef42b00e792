"""Exercise: weights and biases, set by hand, of a memory that stores, keeps and recalls."""

import functools

import numpy as np

from .... import cells
from ...exercise import Exercise, Mutant, Probe

STORE, NOISE, RECALL = range(3)


def latch_streams(rng, streams=200, length=50):
    """Return symbols and values, both (T, N).

    All streams begin with a store and end with a recall; half of them never store again.
    """
    symbols = rng.choice(3, size=(length, streams), p=[0.08, 0.72, 0.2])
    later = symbols[:, : streams // 2]
    later[later == STORE] = NOISE
    symbols[0], symbols[-1] = STORE, RECALL
    return symbols, rng.uniform(0.2, 1, size=symbols.shape) * rng.choice([-1, 1], size=symbols.shape)


@functools.cache
def _latch_data():
    """Return the streams of the check, and the value that should be in the memory after each time step."""
    symbols, values = latch_streams(np.random.default_rng(2))
    stored = np.zeros_like(values)
    for t, symbol in enumerate(symbols):
        stored[t] = np.where(symbol == STORE, values[t], stored[t - 1])
    return symbols, values, stored, np.where(symbols == RECALL, stored, 0)


def watch_latch(results, args):
    """Return what a memory with these gates does on 200 random streams, and where each of its gates stands.

    Each gate stands at 0 (shut), 1 (rather shut), 2 (half open), 3 (rather open) or 4 (open), for each symbol.
    """
    gates = cells.sigmoid(results["W"] + results["b"])  # (3, 3): one row for each symbol
    resting = gates[[NOISE, RECALL]]
    done = _does(gates)
    right = all(done.values())  # then nothing needs telling apart
    return done | {
        "rough position of each gate": np.searchsorted([0.2, 0.45, 0.55, 0.8], gates.ravel()).tolist(),
        "keep rests tight": right or bool(resting[:, 0].min() ** 50 > 0.9),
        "write rests tight": right or bool(resting[:, 1].max() < 0.01),
        "right with W turned": not right
        and all(_does(cells.sigmoid(results["W"].T + results["b"])).values()),
    }


def _does(gates):
    """Return what a memory does rightly whose gates stand like this, (3, 3), a row for each symbol."""
    symbols, values, stored, wanted = _latch_data()
    keep, write, read = (gate.take(symbols) for gate in gates.T)  # (T, N) each
    c = write * values
    for t in range(1, len(c)):
        c[t] += keep[t] * c[t - 1]
    holds = np.abs(c - stored) < 0.1
    fits = np.abs(read * c - wanted) < 0.1
    stores = bool(holds[symbols == STORE].all())
    return {
        "store": stores,
        "keep": bool(holds.all()),
        "recall": bool(fits[symbols == RECALL].all()),
        "silence": stores and bool(fits[symbols != RECALL].all()),
    }


def set_latch_gates():
    keep, write, read = range(3)  # the columns
    store, _, recall = range(3)  # the rows; noise turns no gate over
    W, b = np.zeros((3, 3)), np.zeros(3)
    b[keep], W[store, keep] = 10, -20  # where the gate rests, and what turns it over
    b[write], W[store, write] = -10, 20
    b[read], W[recall, read] = -10, 20
    return W, b


_MULTIPLIES = 'lesson 02, "A number that multiplies"'
_REGRESSION = 'lesson 02, "A gate is a logistic regression"'

EXERCISE = Exercise(
    name="set_latch_gates",
    signature="set_latch_gates()",
    returns={"W": "(3, 3)", "b": "(3,)"},
    reference=set_latch_gates,
    probes=lambda rng: [Probe(())],
    points={"store": 1, "keep": 2, "recall": 1, "silence": 1},
    read='lesson 02, "Keep, write, read"',
    observe=watch_latch,
    advice={
        "store": "At a store the old must go and the new must come in: which gate is open then, "
        "which is shut, and is it far enough from one half?",
        "keep": "After a store, the value must survive noise and recalls for 50 time steps: look at the keep gate, "
        "then at the write gate, and at how far each is from 0 and 1.",
        "recall": "At a recall the read gate must be wide open, and the memory untouched.",
        "silence": "At store and noise nothing may be shown: the read gate must be shut.",
    },
    hints=(
        "Make a table first: three symbols, three gates, and in each place open or shut.",
        "A bias is the resting position of a gate. A weight turns the gate over when its symbol comes.",
        "An open keep gate loses a little at every step: 0.99 to the power of 50 is 0.6. How large must the sum "
        "be? Try sigmoid(10) ** 50.",
        "keep rests at +10 and store adds -20; write rests at -10 and store adds +20; read rests at -10 and recall "
        "adds +20.",
    ),
    mutants=(
        Mutant(
            "keep-and-write-exchanged",
            "Keep and write are exchanged: your memory keeps where it should write, and writes where it should keep. "
            "The columns of W are keep, write, read.",
            edits={
                "b[keep], W[store, keep]": "b[write], W[store, write]",
                "b[write], W[store, write]": "b[keep], W[store, keep]",
            },
        ),
        Mutant(
            "write-and-read-exchanged",
            "Write and read are exchanged: your memory shows on store and writes on recall. The columns of W are "
            "keep, write, read.",
            edits={
                "b[write], W[store, write]": "b[read], W[store, read]",
                "b[read], W[recall, read]": "b[write], W[recall, write]",
            },
        ),
        Mutant(
            "keep-and-read-exchanged",
            "Keep and read are exchanged: your memory shows on noise and keeps on recall only. The columns of W are "
            "keep, write, read.",
            edits={
                "b[keep], W[store, keep]": "b[read], W[store, read]",
                "b[read], W[recall, read]": "b[keep], W[recall, keep]",
            },
        ),
        Mutant(
            "store-and-noise-exchanged",
            "Store and noise are exchanged: your memory overwrites itself at every noise. The rows of W are store, "
            "noise, recall.",
            edits={"W[store, keep]": "W[NOISE, keep]", "W[store, write]": "W[NOISE, write]"},
        ),
        Mutant(
            "store-and-recall-exchanged",
            "Store and recall are exchanged: your memory writes on recall and shows on store. The rows of W are "
            "store, noise, recall.",
            edits={
                "W[store, keep]": "W[recall, keep]",
                "W[store, write]": "W[recall, write]",
                "W[recall, read]": "W[store, read]",
            },
        ),
        Mutant(
            "bias-sign",
            "None of your gates ever turns over: keep is always shut, write and read are always open. Look at the "
            "signs of your biases: a bias is where a gate rests while nothing happens.",
            _REGRESSION,
            edits={
                "b[keep], W[store, keep] = 10, -20": "b[keep], W[store, keep] = -10, -20",
                "b[write], W[store, write] = -10, 20": "b[write], W[store, write] = 10, 20",
                "b[read], W[recall, read] = -10, 20": "b[read], W[recall, read] = 10, 20",
            },
        ),
        Mutant(
            "no-bias",
            "Your gates rest half open: where no weight pushes, the sum is 0 and the sigmoid one half. A bias gives a "
            "gate its resting position.",
            _REGRESSION,
            edits={
                "b[keep], W[store, keep] = 10, -20": "W[store, keep] = -20",
                "b[write], W[store, write] = -10, 20": "W[store, write] = 20",
                "b[read], W[recall, read] = -10, 20": "W[recall, read] = 20",
            },
        ),
        Mutant(
            "leaks",
            "All your gates point the right way, but the value leaks: a gate that keeps 98 percent at each step keeps "
            "little after 50. Larger weights and biases shut and open the gates harder.",
            edits={
                "b[keep], W[store, keep] = 10, -20": "b[keep], W[store, keep] = 4, -8",
                "b[write], W[store, write] = -10, 20": "b[write], W[store, write] = -4, 8",
                "b[read], W[recall, read] = -10, 20": "b[read], W[recall, read] = -4, 8",
            },
        ),
        Mutant(
            "keep-leaks",
            "All your gates point the right way, but the value leaks away: a keep gate at 0.98 holds a third after 50 "
            "steps. A larger weight and bias of the keep gate open it harder.",
            edits={"b[keep], W[store, keep] = 10, -20": "b[keep], W[store, keep] = 4, -20"},
        ),
        Mutant(
            "noise-leaks-in",
            "All your gates point the right way, but noise leaks in: a write gate that rests at 0.1 writes a tenth of "
            "every value that comes. A larger negative bias of the write gate shuts it harder.",
            edits={"b[write], W[store, write] = -10, 20": "b[write], W[store, write] = -2, 20"},
        ),
        Mutant(
            "turned",
            "Your W lies on its side: turned over its diagonal it would be right. Rows are store, noise, recall; "
            "columns are keep, write, read.",
            edits={"return W, b": "return W.T, b"},
        ),
        Mutant(
            "weak",
            "All your gates point the right way, but none is really open or shut: sums around 1 leave a sigmoid "
            "between 0.27 and 0.73. Take larger weights and biases.",
            _MULTIPLIES,
            edits={
                "b[keep], W[store, keep] = 10, -20": "b[keep], W[store, keep] = 1, -2",
                "b[write], W[store, write] = -10, 20": "b[write], W[store, write] = -1, 2",
                "b[read], W[recall, read] = -10, 20": "b[read], W[recall, read] = -1, 2",
            },
        ),
        Mutant(
            "gates-for-weights",
            "It looks as if you wrote the positions of the gates, 0 and 1, into W. W and b make the sums; the sigmoid "
            "comes after, and the sigmoid of 1 is 0.73.",
            _REGRESSION,
            edits={
                "b[keep], W[store, keep] = 10, -20": "W[NOISE, keep], W[recall, keep] = 1, 1",
                "b[write], W[store, write] = -10, 20": "W[store, write] = 1",
                "b[read], W[recall, read] = -10, 20": "W[recall, read] = 1",
            },
        ),
        Mutant(
            "never-shut",
            "Your gates open where they should, but elsewhere they are half open, not shut: a sum of 0 gives one half. "
            "To shut a gate takes a negative sum.",
            _MULTIPLIES,
            edits={
                "b[keep], W[store, keep] = 10, -20": "W[NOISE, keep], W[recall, keep] = 20, 20",
                "b[write], W[store, write] = -10, 20": "W[store, write] = 20",
                "b[read], W[recall, read] = -10, 20": "W[recall, read] = 20",
            },
        ),
        Mutant(
            "all-zero",
            "All your gates are half open at every symbol: the sums are all 0, or nearly.",
            _MULTIPLIES,
            edits={
                "b[keep], W[store, keep] = 10, -20": "b[keep] = 0",
                "b[write], W[store, write] = -10, 20": "b[write] = 0",
                "b[read], W[recall, read] = -10, 20": "b[read] = 0",
            },
        ),
        Mutant(
            "keeps-where-it-should-wipe",
            "Your keep gate opens at store and is shut elsewhere, as if it were open to forget. Open means keep: it "
            "must be shut at store only.",
            hint="M01",
            edits={"b[keep], W[store, keep] = 10, -20": "b[keep], W[store, keep] = -10, 20"},
        ),
        Mutant(
            "keeps-always",
            "Your keep gate is open at store as well, so the new value is added to the old. To overwrite, let go of "
            "the old in the same step.",
            edits={"b[keep], W[store, keep] = 10, -20": "b[keep] = 10"},
        ),
        Mutant(
            "keeps-never",
            "Your keep gate is shut at every symbol, so nothing survives a single step.",
            hint="M01",
            edits={"b[keep], W[store, keep] = 10, -20": "b[keep] = -10"},
        ),
        Mutant(
            "recall-empties",
            "Your keep gate is shut at recall, so the value is gone when it is asked for. Reading and keeping are two "
            "switches.",
            hint="M04",
            edits={
                "b[keep], W[store, keep] = 10, -20": "b[keep], W[store, keep], W[recall, keep] = 10, -20, -20"
            },
        ),
        Mutant(
            "keep-gate-left-half-open",
            "Your keep gate is half open at every symbol: its column of W and b leaves the sum near 0.",
            edits={"b[keep], W[store, keep] = 10, -20": "b[keep] = 0"},
        ),
        Mutant(
            "writes-where-it-should-not",
            "Your write gate is the wrong way round: shut at store, open at noise and recall.",
            edits={"b[write], W[store, write] = -10, 20": "b[write], W[store, write] = 10, -20"},
        ),
        Mutant(
            "writes-always",
            "Your write gate is open at every symbol, so noise gets into the memory.",
            hint="M19",
            edits={"b[write], W[store, write] = -10, 20": "b[write] = 10"},
        ),
        Mutant(
            "writes-never",
            "Your write gate never opens, so the memory stays empty.",
            edits={"b[write], W[store, write] = -10, 20": "b[write] = -10"},
        ),
        Mutant(
            "writes-the-noise",
            "Your write gate opens at noise and is shut at store. Is it the right row of W?",
            edits={"b[write], W[store, write] = -10, 20": "b[write], W[NOISE, write] = -10, 20"},
        ),
        Mutant(
            "writes-on-recall",
            "Your write gate opens at recall too, so what comes in then is added to the memory while it is shown.",
            edits={
                "b[write], W[store, write] = -10, 20": "b[write], W[store, write], W[recall, write] = -10, 20, 20"
            },
        ),
        Mutant(
            "write-gate-left-half-open",
            "Your write gate is half open at every symbol: its column of W and b leaves the sum near 0.",
            edits={"b[write], W[store, write] = -10, 20": "b[write] = 0"},
        ),
        Mutant(
            "shows-always",
            "Your read gate is open at every symbol: the memory is shown before anybody asks.",
            edits={"b[read], W[recall, read] = -10, 20": "b[read] = 10"},
        ),
        Mutant(
            "shows-never",
            "Your read gate never opens, so nothing is ever shown.",
            edits={"b[read], W[recall, read] = -10, 20": "b[read] = -10"},
        ),
        Mutant(
            "shows-on-store",
            "Your read gate opens at store in place of recall. Is it the right row of W?",
            edits={"b[read], W[recall, read] = -10, 20": "b[read], W[store, read] = -10, 20"},
        ),
        Mutant(
            "shows-all-but-recall",
            "Your read gate is the wrong way round: shut at recall, open at store and noise.",
            edits={"b[read], W[recall, read] = -10, 20": "b[read], W[recall, read] = 10, -20"},
        ),
        Mutant(
            "read-gate-left-half-open",
            "Your read gate is half open at every symbol: its column of W and b leaves the sum near 0.",
            edits={"b[read], W[recall, read] = -10, 20": "b[read] = 0"},
        ),
        Mutant(
            "writes-on-noise-too",
            "Your write gate opens at noise too, so the noise gets into the memory. At noise it must be shut.",
            edits={
                "b[write], W[store, write] = -10, 20": "b[write], W[store, write], W[NOISE, write] = -10, 20, 20"
            },
        ),
        Mutant(
            "shows-on-noise-too",
            "Your read gate opens at noise too. The memory is shown at recall only.",
            edits={
                "b[read], W[recall, read] = -10, 20": "b[read], W[recall, read], W[NOISE, read] = -10, 20, 20"
            },
        ),
        Mutant(
            "empties-on-noise",
            "Your keep gate is shut at noise, so the first noise wipes the memory.",
            edits={
                "b[keep], W[store, keep] = 10, -20": "b[keep], W[store, keep], W[NOISE, keep] = 10, -20, -20"
            },
        ),
    ),
)
