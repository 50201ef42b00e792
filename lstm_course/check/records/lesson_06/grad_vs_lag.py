"""Exercise: how much gradient is left at each lag."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def lag_probes(rng):
    """Return probes of the gradient per lag: a linear stretch, one row and one unit, then larger ones."""

    def arguments(N, T, H, scale=1.0):
        return (
            rng.normal(size=(N, H)),
            np.tanh(scale * rng.normal(size=(N, T, H))),
            rng.normal(size=(H, H)),
        )

    dh, h, W_h = arguments(2, 3, 2)
    return [
        Probe(
            (dh, np.zeros_like(h), W_h),
            "With all states at 0 the slope of tanh is 1, and each step back is one product with W_h.T and nothing "
            "else. Your norms are not those: look at the product, at the norm, and at what stands at lag 0.",
        ),
        Probe((dh, h, W_h)),
        Probe(arguments(3, 5, 4)),
        Probe(arguments(1, 4, 2, scale=0.3)),
        Probe(arguments(2, 1, 3)),
    ]


def grad_vs_lag(dh_last, h, W_h):
    dh, found = dh_last, []
    for t in reversed(range(h.shape[1])):
        slope = 1 - h[:, t] ** 2
        found.append(dh)
        dh = (dh * slope) @ W_h.T
    norms = np.array([np.linalg.norm(one) for one in found])
    return norms


def _power_of_the_norm(dh_last, h, W_h):
    return np.linalg.norm(dh_last) * np.linalg.norm(W_h, 2) ** np.arange(h.shape[1])


def _power_of_the_radius(dh_last, h, W_h):
    return np.linalg.norm(dh_last) * np.abs(np.linalg.eigvals(W_h)).max() ** np.arange(h.shape[1])


_CELL = 'lesson 06, "The plain cell"'

EXERCISE = Exercise(
    name="grad_vs_lag",
    signature="grad_vs_lag(dh_last, h, W_h)",
    returns={"norms": "(T,)"},
    reference=grad_vs_lag,
    differs=(
        "It collects the gradients before it takes their norms, so that mistakes in the one and in "
        "the other are edits apart."
    ),
    probes=lag_probes,
    points={"norms": 4},
    read='lesson 06, "What exactly vanishes"',
    advice={"norms": "One norm per lag: lag 0 is dh_last itself, and each lag is one step further back."},
    hints=(
        "Start with dh_last. Write down its norm, take it one step back, write down the norm, and so on.",
        "One step back is what rnn_backward does to dh: times 1 - h[:, t]**2, then @ W_h.T.",
        "for t in reversed(range(T)): norms.append(np.linalg.norm(dh)); dh = (dh * (1 - h[:, t]**2)) @ W_h.T",
    ),
    mutants=(
        Mutant(
            "one-total",
            "You return one total for every lag. The total says nothing about the past: the near lags make nearly all "
            "of it. One norm for each lag is asked for.",
            hint="M11",
            edits={"return norms": "return np.full_like(norms, np.linalg.norm(norms))"},
        ),
        Mutant(
            "norms-added-up",
            "Your norms add up from lag to lag, so they can only grow. That is the total again; each lag has its own.",
            hint="M11",
            edits={"np.array(": "np.cumsum("},
        ),
        Mutant(
            "total-so-far",
            "You add the gradients of all lags up to this one before you take the norm. Each lag has its own.",
            hint="M11",
            edits={"in found": "in np.cumsum(found, axis=0)"},
        ),
        Mutant(
            "first-step-first",
            "Your norms begin at the first time step. Lag 0 is the last time step: the far past comes at the end.",
            edits={"return norms": "return norms[::-1]"},
        ),
        Mutant(
            "one-too-many",
            "You have T + 1 norms. The last one is that of the gradient at h0, before the first step, and is not asked "
            "for.",
            edits={"    norms =": "    found.append(dh)\n    norms ="},
        ),
        Mutant(
            "one-too-few",
            "You have T - 1 norms. The first step is missing: T states give T norms, lag 0 to lag T - 1.",
            edits={"return norms": "return norms[:-1]"},
        ),
        Mutant(
            "one-step-late",
            "Your first norm is that of one step back. Lag 0 is dh_last itself: take the norm, then go back.",
            edits={
                "        found.append(dh)\n": "",
                "    norms =": "        found.append(dh)\n    norms =",
            },
        ),
        Mutant(
            "inside-the-tanh",
            "You take the norm of the gradient inside the tanh. Asked for is that of the state h, before its slope.",
            edits={"append(dh)": "append(dh * slope)"},
        ),
        Mutant(
            "no-tanh-derivative",
            "The slope of tanh is missing. It is at most 1, and it is why even weights that keep lengths lose some "
            "gradient at each step.",
            edits={"1 - h[:, t] ** 2": "1"},
        ),
        Mutant(
            "tanh-taken-again",
            "You put h through tanh again. It is a value of tanh already, so its slope is 1 - h**2.",
            _CELL,
            hint="M24",
            edits={"h[:, t] **": "np.tanh(h[:, t]) **"},
        ),
        Mutant(
            "not-squared",
            "You wrote 1 - h for the slope of tanh. The h is squared.",
            _CELL,
            edits={"h[:, t] ** 2": "h[:, t]"},
        ),
        Mutant(
            "slope-of-the-earlier-state",
            "You took the slope one step too early. To go back from step t, use the slope at h[:, t].",
            edits={"h[:, t] **": "h[:, t - 1] **"},
        ),
        Mutant(
            "weights-before-the-tanh",
            "You go back through the weights first and through the tanh after. Forward the tanh came last, so on the "
            "way back it comes first: (dh * (1 - h[:, t]**2)) @ W_h.T.",
            _CELL,
            edits={"(dh * slope) @ W_h.T": "dh @ W_h.T * slope"},
        ),
        Mutant(
            "not-transposed",
            "You go back through W_h, not its transpose. It is square, so nothing complains.",
            _CELL,
            hint="M16",
            edits={"W_h.T": "W_h"},
        ),
        Mutant(
            "dh-adds-up",
            "You add what comes back to the gradient of the step you have just left. It takes its place.",
            edits={"        dh =": "        dh = dh +"},
        ),
        Mutant(
            "squared",
            "You return squared norms. Take the root.",
            edits={"np.linalg.norm(one)": "(one**2).sum()"},
        ),
        Mutant(
            "mean-square",
            "You return a root mean square. The norm has a sum under the root, over batch and units.",
            edits={"np.linalg.norm(one)": "np.sqrt(np.mean(one**2))"},
        ),
        Mutant(
            "largest",
            "You return the largest element of each gradient. Asked for is its norm.",
            edits={"np.linalg.norm(one)": "np.abs(one).max()"},
        ),
        Mutant(
            "absolute-sum",
            "You add absolute values. The norm is the root of the summed squares.",
            edits={"np.linalg.norm(one)": "np.abs(one).sum()"},
        ),
        Mutant(
            "first-sequence",
            "You look at the first sequence of the batch only. The norm goes over the whole array.",
            edits={"norm(one)": "norm(one[0])"},
        ),
        Mutant(
            "spectral-norm",
            "You took the largest singular value, np.linalg.norm(dh, 2). Without the 2 it is the root of all summed "
            "squares.",
            edits={"norm(one)": "norm(one, 2)"},
        ),
        Mutant(
            "mean-of-the-rows",
            "You average the norms of the sequences. Asked for is one norm over the whole array, batch and units.",
            edits={"np.linalg.norm(one)": "np.linalg.norm(one, axis=1).mean()"},
        ),
        Mutant(
            "relative",
            "You divide by the norm at lag 0. That makes a fine figure, but the norms themselves are asked for.",
            edits={"    return": "    norms = norms / norms[0]\n    return"},
        ),
        Mutant(
            "power-of-the-norm",
            "You return powers of the largest singular value of W_h. That is a bound: the gradient is never larger, "
            "and may be much smaller.",
            fn=_power_of_the_norm,
        ),
        Mutant(
            "power-of-the-radius",
            "You return powers of the spectral radius of W_h. That is the trend over many steps where tanh is in its "
            "straight part, not what happens here.",
            fn=_power_of_the_radius,
        ),
        Mutant(
            "logarithms",
            "You return logarithms. The norms themselves are asked for; an axis of a figure can be logarithmic.",
            edits={"    return norms": "    return np.log10(norms)"},
        ),
    ),
)
