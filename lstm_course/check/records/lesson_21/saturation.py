"""Exercise: how often a gate is nearly shut, and how often nearly open, for each unit."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def opened(rng):
    """Return gates with pads of every kind, values at both borders, gates open throughout, and sizes of 1."""

    def draw(N, T, H, full=False, pads=None):
        gates = rng.beta(0.5, 0.5, size=(N, T, H))
        lengths = np.full(N, T) if full else rng.integers(1, T + 1, N)
        lengths[-1] = T
        mask = np.arange(T) < lengths[:, None]
        if pads is not None:
            gates[~mask] = pads
        return gates, mask

    border, everywhere = draw(4, 5, 3)
    border[:, ::2, 0], border[:, 1::2, 0] = 0.25, 0.75
    border[:, ::2, 1], border[:, 1::2, 1] = 0.1, 0.9
    scattered = rng.beta(0.5, 0.5, size=(3, 6, 2)), rng.random((3, 6)) < 0.5
    scattered[1][0, :3] = True, False, True
    wide, everything = np.ones((2, 3, 4)), np.ones((2, 3), bool)
    return [
        Probe(
            (*draw(3, 6, 4, full=True), 0.2, 0.7),
            "Nothing is padding in this input: what goes wrong is in the comparisons or in the mean.",
        ),
        Probe(
            draw(5, 9, 4, full=True),
            "Nothing is padding in this input, and the thresholds are left out of the call: they are then 0.1 and"
            " 0.9.",
        ),
        Probe((*draw(4, 5, 3, pads=0.0), 0.3, 0.6)),
        Probe((*draw(5, 6, 2, pads=1.0), 0.1, 0.9)),
        Probe(draw(4, 7, 3)),
        Probe((border.copy(), everywhere, 0.25, 0.75)),
        Probe((border.copy(), everywhere)),
        Probe((wide, everything)),
        Probe((*scattered, 0.45, 0.55)),
        Probe((*draw(1, 4, 3), 0.4, 0.8)),
        Probe((*draw(3, 1, 2), 0.3, 0.5)),
        Probe((*draw(4, 3, 1), 0.5, 0.5)),
        Probe((*draw(1, 1, 1), 0.4, 0.6)),
        Probe((*draw(3, 3, 3), 0.6, 0.9)),
    ]


def saturation(gates, mask, low=0.1, high=0.9):
    steps = gates[mask]  # (K, H): those that exist
    left = (steps < low).mean(axis=0)
    right = (steps > high).mean(axis=0)
    return np.stack([left, right], axis=1)


def _again(gates, mask, low=0.1, high=0.9):
    return saturation(1 / (1 + np.exp(-gates)), mask, low, high)


def _by_sequence(gates, mask, low=0.1, high=0.9):
    each = [
        saturation(gates[n : n + 1], mask[n : n + 1], low, high) for n in range(len(gates)) if mask[n].any()
    ]
    return np.mean(each, axis=0)


def _over_everything(gates, mask, low=0.1, high=0.9):
    return saturation(gates, mask, low, high) * mask.mean()


def _all_units(gates, mask, low=0.1, high=0.9):
    found = saturation(gates, mask, low, high)
    return np.tile(found.mean(axis=0), (len(found), 1))


def _zeroed(gates, mask, low=0.1, high=0.9):
    return saturation(gates * mask[:, :, None], np.ones_like(mask), low, high)


def _last(gates, mask, low=0.1, high=0.9):
    last = mask & (
        np.arange(mask.shape[1]) == (mask * np.arange(1, mask.shape[1] + 1)).argmax(axis=1)[:, None]
    )
    return saturation(gates, last, low, high)


def _of_means(gates, mask, low=0.1, high=0.9):
    means = gates[mask].mean(axis=0)
    return np.stack([means < low, means > high], axis=1).astype(float)


def _pads_compared(gates, mask, low=0.1, high=0.9):
    return np.stack([gates < low, gates > high]).sum(axis=(1, 2)).T / mask.sum()


def _zeroed_over_valid(gates, mask, low=0.1, high=0.9):
    return _pads_compared(gates * mask[:, :, None], mask, low, high)


def _as_lengths(gates, mask, low=0.1, high=0.9):
    return saturation(gates, np.arange(mask.shape[1]) < mask.sum(axis=1)[:, None], low, high)


def _first_sequence(gates, mask, low=0.1, high=0.9):
    return saturation(gates[:1], mask[:1] | ~mask[:1].any(), low, high)


def _row_after_row(gates, mask, low=0.1, high=0.9):
    return saturation(gates, mask, low, high).T.reshape(-1, 2)


_STEPS = "gates[mask]"
_LEFT = "(steps < low).mean(axis=0)"
_RIGHT = "(steps > high).mean(axis=0)"
_STACK = "np.stack([left, right], axis=1)"

EXERCISE = Exercise(
    name="saturation",
    signature="saturation(gates, mask, low=0.1, high=0.9)",
    returns={"shares": "(H, 2)"},
    reference=saturation,
    probes=opened,
    points={"shares": 4},
    read='lesson 21, "Gates at work"',
    advice={
        "shares": "For each unit, count the valid steps below low and those above high, and divide both by the number "
        "of valid steps.",
    },
    hints=(
        "Choose the steps first: with a mask (N, T), gates[mask] has the shape (K, H), one row for each valid step.",
        "A comparison gives True and False, and their mean is a share. Which axis of (K, H) are the steps?",
        "np.stack([left, right], axis=1) puts two arrays (H,) side by side.",
    ),
    mutants=(
        Mutant(
            "pads-counted",
            "You count padding as steps. Its gates are numbers that the network made of nothing: only the steps where "
            "mask is True count.",
            edits={_STEPS: "gates.reshape(-1, gates.shape[2])"},
        ),
        Mutant(
            "pads-zeroed",
            "You set the gates of the padding to 0 and keep the steps: every pad now counts as a gate that is shut.",
            fn=_zeroed,
        ),
        Mutant(
            "over-everything",
            "You divide by all steps, pads included. Divide by the number of valid ones.",
            fn=_over_everything,
        ),
        Mutant(
            "mask-inverted",
            "Your mask is turned round: you count the padding. True marks a valid step.",
            hint="M83",
            edits={_STEPS: "gates[~mask]"},
        ),
        Mutant(
            "mean-of-means",
            "You take a share for each sequence and average these: a step of a short sequence weighs more than one of "
            "a long sequence. Every valid step counts the same.",
            fn=_by_sequence,
        ),
        Mutant(
            "last-step-only",
            "You look at the last valid step of each sequence. All valid steps count.",
            fn=_last,
        ),
        Mutant(
            "sigmoid-again",
            "You take a sigmoid of the gates. They are gates already, from 0 to 1; of a sigmoid of them nothing would "
            "be nearly 0.",
            fn=_again,
        ),
        Mutant(
            "of-the-mean-gate",
            "You average a gate over time and compare the mean. A gate that is shut half the time and open half the "
            "time has a mean in the middle, and would count as never saturated. Compare each step.",
            fn=_of_means,
        ),
        Mutant(
            "units-averaged",
            "You average over the units. Each unit has a row of its own.",
            fn=_all_units,
        ),
        Mutant(
            "over-units",
            "You average over the units and keep the steps: in gates[mask] the steps are the first axis.",
            edits={_LEFT: "(steps < low).mean(axis=1)", _RIGHT: "(steps > high).mean(axis=1)"},
        ),
        Mutant(
            "at-the-lower-border",
            "You count a gate that is exactly low. Below low means less than low.",
            edits={_LEFT: "(steps <= low).mean(axis=0)"},
        ),
        Mutant(
            "at-the-upper-border",
            "You count a gate that is exactly high. Above high means more than high.",
            edits={_RIGHT: "(steps >= high).mean(axis=0)"},
        ),
        Mutant(
            "at-both-borders",
            "You count gates that are exactly low, and those exactly high. Below and above leave out the borders.",
            edits={_LEFT: "(steps <= low).mean(axis=0)", _RIGHT: "(steps >= high).mean(axis=0)"},
        ),
        Mutant(
            "exchanged",
            "Your columns are exchanged: first comes the share below low, then that above high.",
            edits={_STACK: "np.stack([right, left], axis=1)"},
        ),
        Mutant(
            "thresholds-exchanged",
            "You compare with the other threshold: below low is nearly shut, above high nearly open.",
            edits={_LEFT: "(steps < high).mean(axis=0)", _RIGHT: "(steps > low).mean(axis=0)"},
        ),
        Mutant(
            "comparisons-turned",
            "Your comparisons are turned round: you count what is above low and what is below high.",
            edits={_LEFT: "(steps > low).mean(axis=0)", _RIGHT: "(steps < high).mean(axis=0)"},
        ),
        Mutant(
            "the-rest-is-right",
            "You take everything that is not below low for open. Between low and high a gate is neither.",
            edits={_RIGHT: "1 - left"},
        ),
        Mutant(
            "one-threshold",
            "You compare both times with low. Open begins above high.",
            edits={_RIGHT: "(steps > low).mean(axis=0)"},
        ),
        Mutant(
            "mirrored-threshold",
            "You take 1 - low for the upper threshold. It is the argument high.",
            edits={_RIGHT: "(steps > 1 - low).mean(axis=0)"},
        ),
        Mutant(
            "thresholds-fixed",
            "You compare with 0.1 and 0.9 whatever the arguments say. These are only the defaults of low and high.",
            edits={_LEFT: "(steps < 0.1).mean(axis=0)", _RIGHT: "(steps > 0.9).mean(axis=0)"},
        ),
        Mutant(
            "counted",
            "You return counts. Divide by the number of valid steps: a share does not grow with the text.",
            edits={_LEFT: "(steps < low).sum(axis=0) * 1.0", _RIGHT: "(steps > high).sum(axis=0) * 1.0"},
        ),
        Mutant(
            "counted-in-whole-numbers",
            "You return counts, whole numbers. Divide by the number of valid steps.",
            edits={_LEFT: "(steps < low).sum(axis=0)", _RIGHT: "(steps > high).sum(axis=0)"},
        ),
        Mutant(
            "per-cent",
            "You return per cent. A share runs from 0 to 1.",
            edits={_STACK: "100 * np.stack([left, right], axis=1)"},
        ),
        Mutant(
            "ever",
            "You ask whether a gate is ever beyond a threshold. Asked for is how often.",
            edits={_LEFT: "(steps < low).any(axis=0) * 1.0", _RIGHT: "(steps > high).any(axis=0) * 1.0"},
        ),
        Mutant(
            "always",
            "You ask whether a gate is always beyond a threshold. Asked for is how often.",
            edits={_LEFT: "(steps < low).all(axis=0) * 1.0", _RIGHT: "(steps > high).all(axis=0) * 1.0"},
        ),
        Mutant(
            "as-rows",
            "Your result is (2, H). One row for each unit was asked for, with two columns.",
            edits={_STACK: "np.stack([left, right], axis=0)"},
        ),
        Mutant(
            "pads-compared",
            "You divide by the number of valid steps, but you count over all of them: padding beyond a threshold "
            "is counted with the rest.",
            fn=_pads_compared,
        ),
        Mutant(
            "pads-zeroed-over-valid",
            "You divide by the number of valid steps, but padding, set to 0, is still counted as a gate that is "
            "shut.",
            fn=_zeroed_over_valid,
        ),
        Mutant(
            "mask-as-a-length",
            "You count how many steps of a sequence are valid and take the first so many. Which ones they are is "
            "what the mask says.",
            fn=_as_lengths,
        ),
        Mutant(
            "first-sequence",
            "You look at the first sequence only. All of them count.",
            fn=_first_sequence,
        ),
        Mutant(
            "row-after-row",
            "You put one array behind the other and cut them into pairs: a row then holds two units. A row is one"
            " unit: its share below low, its share above high.",
            fn=_row_after_row,
        ),
        Mutant(
            "both-ends",
            "Your columns are the same: the share beyond either threshold. The first is below low, the second "
            "above high.",
            edits={_LEFT: "((steps < low) | (steps > high)).mean(axis=0)", _RIGHT: "left"},
        ),
        Mutant(
            "between",
            "You return the share between the thresholds in one of the columns, or in both. That is what is left "
            "over.",
            edits={_RIGHT: "((steps >= low) & (steps <= high)).mean(axis=0)"},
        ),
    ),
)
