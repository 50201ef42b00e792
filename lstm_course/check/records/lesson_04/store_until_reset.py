"""A memory with weights set by hand."""

import functools

import numpy as np

from ...exercise import Exercise, Mutant, Probe
from ._shared import lstm_step

VALUE, STORE, RESET = range(3)


_STORED, _EMPTY = 0.5, 0.1  # |h| at least, and at most


@functools.cache
def random_streams():
    """Return streams of the features value, store, reset, and what the memory should hold after each time step.

    Returns
    -------
    x : ndarray, shape (N, T, 3)
        A value between 0.3 and 1, of either sign, at every time step; store and reset are 0 or 1, never both.
    held : ndarray, shape (N, T)
        Sign of the value in store, 0 where there is none.
    """
    rng = np.random.default_rng(4)
    N, T = 48, 60
    value = rng.uniform(0.3, 1, size=(N, T)) * rng.choice([-1, 1], size=(N, T))
    draw = rng.random((N, T))
    rate = np.where(np.arange(N) % 3 == 0, 0.3, 0.05)[:, None]  # busy streams, and streams with long silences
    store, reset = draw < rate / 2, (draw >= rate / 2) & (draw < rate)
    held, now = np.zeros((N, T)), np.zeros(N)
    for t in range(T):
        now = np.where(store[:, t], np.sign(value[:, t]), np.where(reset[:, t], 0, now))
        held[:, t] = now
    return np.stack([value, store, reset], axis=-1), held


@functools.cache
def _moments():
    """Return name -> (N, T) mask of the time steps at which a quantity of `watch` is looked at."""
    x, held = random_streams()
    store, reset = x[..., STORE] == 1, x[..., RESET] == 1
    before = np.concatenate([np.zeros((len(held), 1)), held[:, :-1]], axis=1)
    since = np.zeros(held.shape, dtype=int)
    from_empty, touched = np.zeros(held.shape, dtype=bool), np.zeros(held.shape, dtype=bool)
    for t in range(held.shape[1]):
        event = store[:, t] | reset[:, t]
        last = t - (t > 0)
        since[:, t] = np.where(event, 0, since[:, last] + 1)
        fresh = np.zeros(len(held), bool) if t == 0 else from_empty[:, last]
        from_empty[:, t] = np.where(store[:, t], before[:, t] == 0, fresh & ~reset[:, t])
        touched[:, t] = event | (touched[:, last] if t else False)
    first = store & (before == 0)
    quiet = (held != 0) & ~store & from_empty
    return {
        "stores": first,
        "positive": first & (held > 0),
        "negative": first & (held < 0),
        "briefly": quiet & (since <= 2),
        "next": quiet & (since == 1),
        "keeps": quiet,
        "quiet positive": quiet & (held > 0),
        "replaces": store & (before == -held),
        "clears": reset & (before != 0),
        "stays clear": touched & (held == 0) & ~reset,
        "untouched": ~touched,
        "lone reset": reset & (np.cumsum(store, axis=1) == 0),
        "large": first & (np.abs(x[..., VALUE]) > 0.9),
    }


def _run(x, W_x, W_h, b):
    """Run the memory over streams from zeros; return h and c after every time step, (N, T)."""
    h = c = np.zeros((len(x), 1))
    hs, cs = [], []
    for t in range(x.shape[1]):
        h, c, _ = lstm_step(x[:, t], h, c, W_x, W_h, b)
        hs.append(h)
        cs.append(c)
    return np.concatenate(hs, axis=1), np.concatenate(cs, axis=1)


def watch(results, args):
    """Run a one-unit LSTM over the random streams and say what it does rightly."""
    x, held = random_streams()
    W_x, W_h, b = (np.asarray(results[name], dtype=np.float64) for name in ("W_x", "W_h", "b"))
    shown, memory = _run(x, W_x, W_h, b)
    right = np.where(held == 0, np.abs(shown) < _EMPTY, shown * held > _STORED)
    inside = np.where(held == 0, np.abs(memory) < 2 * _EMPTY, memory * held > _STORED)
    moments = _moments()

    def at(moment, right=right):
        return bool(right[moments[moment]].all())

    done = {
        "starts empty": at("untouched"),
        "stores": at("stores"),
        "keeps": at("keeps"),
        "replaces": at("replaces"),
        "clears": at("clears") and at("stays clear"),
    }
    behaves = all(done.values())  # then nothing needs telling apart
    return done | {
        # what follows tells mistakes apart
        "writes": at("stores", np.abs(shown) > _EMPTY),
        "stores large values": at("large"),
        "stores positive values": at("positive"),
        "stores negative values": at("negative"),
        "keeps for two steps": at("briefly"),
        "keeps in c": at("keeps", inside),
        "keeps positive values": at("quiet positive"),
        "clears at once": at("clears"),
        "leaves an empty memory empty": at("lone reset"),
        "has the sign": at("stores", shown * held > 0.01),
        "keeps some for a step": at("next", memory * held > 0.2),
        "keeps most for a step": at("next", memory * held > 0.6),
        "clears some at once": at("clears", np.abs(memory) < 0.75),
        "where f stands": "anywhere" if behaves else _forget_gate(W_x, b),
    }


def _forget_gate(W_x, b):
    """Return where f stands, from 0 (shut) to 4 (open): without an event, at store, at reset, for either sign."""
    events = np.array([[sign, s, r] for s, r in ((0, 0), (1, 0), (0, 1)) for sign in (-0.65, 0.65)])
    gate = 1 / (1 + np.exp(-np.clip(events @ W_x[:, 1] + b[1], -50, 50)))
    return np.searchsorted([0.2, 0.45, 0.55, 0.8], gate).tolist()


def store_until_reset():
    W_x = np.array(
        [  # i    f   g  o
            [0, 0, 20, 0],  # value
            [20, -20, 0, 0],  # store
            [0, -20, 0, 0],  # reset
        ],
        dtype=np.float64,
    )
    b = np.array([-10.0, 10.0, 0.0, 10.0])
    return W_x, np.zeros((1, 4)), b


def _one_probe(rng):
    return [Probe(())]


EXERCISE = Exercise(
    name="store_until_reset",
    signature="store_until_reset()",
    returns={"W_x": "(D, 4H)", "W_h": "(H, 4H)", "b": "(4H,)"},
    reference=store_until_reset,
    probes=_one_probe,
    pairs=False,  # a call is a run over all streams
    observe=watch,
    points={"starts empty": 1, "stores": 1, "keeps": 2, "replaces": 1, "clears": 1},
    read='lesson 04, "Memories set by hand"',
    advice={
        "starts empty": "Before the first event h must stay within 0.1 of zero, whatever the values do. Look at what "
        "i and g do at a time step without an event.",
        "stores": "At a store event h must lie beyond 0.5, with the sign of the value. Ask of i, g and o there.",
        "keeps": "The value must stay, and be shown, for as long as no event comes. Ask of f, i and o at a time step "
        "without an event.",
        "replaces": "A store event must replace what was there. Ask of f at a store event.",
        "clears": "From a reset event until the next store event h must stay within 0.1 of zero. Ask of f and i at a "
        "reset event, and whether c is empty or only hidden.",
    },
    hints=(
        "Fill in a table first: for each gate, 0 or 1 at a store event, at a reset event, and at no event.",
        "A gate that is 1 without an event has a bias of +10. A gate that is 0 without an event has a bias of -10. An "
        "event that switches it adds 20 or takes 20 away.",
        "i: bias -10, store +20. f: bias +10, store -20, reset -20. o: bias +10. g: the value, times something large.",
    ),
    mutants=(
        Mutant(
            "forget-gate-the-wrong-way",
            "Your forget gate is open at the events and shut between them, so nothing is kept. f = 1 keeps.",
            hint="M01",
            edits={
                "[20, -20, 0, 0],  # store": "[20, 20, 0, 0],  # store",
                "[0, -20, 0, 0],  # reset": "[0, 20, 0, 0],  # reset",
                "[-10.0, 10.0, 0.0, 10.0]": "[-10.0, -10.0, 0.0, 10.0]",
            },
        ),
        Mutant(
            "no-forget-bias",
            "Without an event the sum of your forget gate is 0, so f is one half and the memory halves at every time "
            "step. To keep, f must be 1 to many digits: a large bias.",
            hint="M51",
            edits={"[-10.0, 10.0, 0.0, 10.0]": "[-10.0, 0.0, 0.0, 10.0]"},
        ),
        Mutant(
            "small-forget-bias",
            "Your memory leaks: f is near 1 between events, but what is kept shrinks by f at every time step. A bias "
            "of 3 gives 0.95, and after twenty steps a third is left.",
            hint="M51",
            edits={"[-10.0, 10.0, 0.0, 10.0]": "[-10.0, 3.0, 0.0, 10.0]"},
        ),
        Mutant(
            "reset-does-nothing",
            "A reset event does not reach your forget gate, so the old value stays.",
            edits={"[0, -20, 0, 0],  # reset": "[0, 0, 0, 0],  # reset"},
        ),
        Mutant(
            "reset-half",
            "A reset event leaves your forget gate half open: its weight only cancels the bias, and sigmoid(0) is one "
            "half. Take away twice as much.",
            hint="M51",
            edits={"[0, -20, 0, 0],  # reset": "[0, -10, 0, 0],  # reset"},
        ),
        Mutant(
            "events-exchanged",
            "The rows of store and reset are exchanged: a reset opens your input gate, and a store event only wipes.",
            edits={
                "[20, -20, 0, 0],  # store": "[0, -20, 0, 0],  # store",
                "[0, -20, 0, 0],  # reset": "[20, -20, 0, 0],  # reset",
            },
        ),
        Mutant(
            "rows-exchanged",
            "The rows of value and store are exchanged: your gates follow the sign of the value, and the event is "
            "what is written. The rows of W_x are value, store, reset.",
            edits={"return W_x, np.zeros((1, 4)), b": "return W_x[[1, 0, 2]], np.zeros((1, 4)), b"},
        ),
        Mutant(
            "reset-hides",
            "At a reset event you shut the output gate. That hides the value for one time step; it is still in c and "
            "comes back. To clear the memory, shut the forget gate.",
            hint="M04",
            edits={"[0, -20, 0, 0],  # reset": "[0, 0, 0, -20],  # reset"},
        ),
        Mutant(
            "reset-writes",
            "At a reset event your input gate opens too, so the value that happens to be there is written.",
            edits={"[0, -20, 0, 0],  # reset": "[20, -20, 0, 0],  # reset"},
        ),
        Mutant(
            "store-adds",
            "A store event does not shut your forget gate, so the new value is added to the old one: plus one and "
            "minus one make nothing.",
            hint="M19",
            edits={"[20, -20, 0, 0],  # store": "[20, 0, 0, 0],  # store"},
        ),
        Mutant(
            "always-writes",
            "Your input gate is open, or half open, at every time step, so each value is written, not "
            "only those at a store event.",
            edits={
                "[20, -20, 0, 0],  # store": "[0, -20, 0, 0],  # store",
                "[-10.0, 10.0, 0.0, 10.0]": "[10.0, 10.0, 0.0, 10.0]",
            },
        ),
        Mutant(
            "never-writes",
            "Nothing is ever written: at a store event either your input gate stays shut or your candidate is zero.",
            edits={"[20, -20, 0, 0],  # store": "[0, -20, 0, 0],  # store"},
        ),
        Mutant(
            "input-gate-leaks",
            "Your input gate is not shut tightly: a bias of -2 gives 0.12, and at every time step that share of the "
            "value slips in.",
            edits={
                "[20, -20, 0, 0],  # store": "[12, -20, 0, 0],  # store",
                "[-10.0, 10.0, 0.0, 10.0]": "[-2.0, 10.0, 0.0, 10.0]",
            },
        ),
        Mutant(
            "shown-at-store-only",
            "Your output gate is open at a store event, but not afterwards. The value is kept in c, and h must show it "
            "at every time step.",
            hint="M04",
            edits={
                "[20, -20, 0, 0],  # store": "[20, -20, 0, 20],  # store",
                "[-10.0, 10.0, 0.0, 10.0]": "[-10.0, 10.0, 0.0, -10.0]",
            },
        ),
        Mutant(
            "candidate-is-the-event",
            "Your candidate sees the store event and not the value, so a plus is stored every time.",
            hint="M02",
            edits={
                "[0, 0, 20, 0],  # value": "[0, 0, 0, 0],  # value",
                "[20, -20, 0, 0],  # store": "[20, -20, 20, 0],  # store",
            },
        ),
        Mutant(
            "candidate-turned",
            "Your candidate has the sign of the value turned round.",
            edits={"[0, 0, 20, 0],  # value": "[0, 0, -20, 0],  # value"},
        ),
        Mutant(
            "candidate-too-weak",
            "Your candidate is too weak: with a weight of 1 a value of 0.3 is stored as 0.3 and shown smaller still. A "
            "large weight drives tanh to plus or minus one, and only the sign is left.",
            edits={"[0, 0, 20, 0],  # value": "[0, 0, 1, 0],  # value"},
        ),
        Mutant(
            "order-ifog",
            "Your gates are stacked in the order i, f, o, g. Ours is i, f, g, o.",
            hint="M15",
            edits={
                "return W_x, np.zeros((1, 4)), b": "return W_x[:, [0, 1, 3, 2]], np.zeros((1, 4)), b[[0, 1, 3, 2]]"
            },
        ),
        Mutant(
            "order-figo",
            "Your gates are stacked with the forget gate first. Ours is i, f, g, o.",
            hint="M15",
            edits={
                "return W_x, np.zeros((1, 4)), b": "return W_x[:, [1, 0, 2, 3]], np.zeros((1, 4)), b[[1, 0, 2, 3]]"
            },
        ),
        Mutant(
            "forget-gate-shut",
            "Without an event your forget gate is shut, so what was stored is gone at the next time "
            "step. To keep, f must be 1: a large positive bias.",
            hint="M01",
            edits={"[-10.0, 10.0, 0.0, 10.0]": "[-10.0, -10.0, 0.0, 10.0]"},
        ),
        Mutant(
            "forget-bias-of-one",
            "Your forget gate is not open enough: a bias of 1 gives 0.73, and after two time steps half "
            "of the value is gone. To keep, f must be 1 to many digits.",
            hint="M51",
            edits={"[-10.0, 10.0, 0.0, 10.0]": "[-10.0, 1.0, 0.0, 10.0]"},
        ),
        Mutant(
            "writes-half",
            "At a store event the sum of your input gate is about 0: i is one half, and half of the "
            "value is written. To write, the sum must be far above zero.",
            edits={"[20, -20, 0, 0],  # store": "[10, -20, 0, 0],  # store"},
        ),
        Mutant(
            "output-gate-half-open",
            "Your output gate is half open, so a full memory is shown as 0.38. It needs a bias, too.",
            edits={"[-10.0, 10.0, 0.0, 10.0]": "[-10.0, 10.0, 0.0, 0.0]"},
        ),
    ),
)
