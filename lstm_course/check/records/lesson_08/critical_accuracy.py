"""Exercise: how often the critical symbols are right, for each seed on its own."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def accuracy_probes(rng):
    """Return scores in which seeds, sequences and easy against critical steps differ in how often they are right."""

    def arguments(S, N, T, V):
        target = rng.integers(V, size=(N, T))
        critical = rng.random((N, T)) < 0.3
        critical[:, -2] = True  # each sequence has one
        critical[0, 1:4] = True  # and no two have to have the same number
        critical[:, -1] = False
        easy = rng.random((S, N, T)) < np.where(critical, rng.uniform(0.3, 0.6, (S, 1, 1)), 0.85)
        scores = rng.uniform(0, 0.7, (S, N, T, V))
        place = np.broadcast_to(target[None, :, :, None], (S, N, T, 1))
        lifted = np.where(easy, rng.uniform(0.71, 1.0, (S, N, T)), rng.uniform(0.0, 0.1, (S, N, T)))
        low = rng.random((S, N, T)) < 0.25
        scores[low] *= 0.6  # right answers below one half
        lifted = np.where(low, lifted * 0.6, lifted)
        np.put_along_axis(scores, place, lifted[..., None], axis=3)
        return scores, target, critical

    return [
        Probe(arguments(3, 9, 12, 5)),
        Probe(arguments(2, 11, 15, 7)),
        Probe(arguments(4, 8, 10, 4)),
        Probe(arguments(1, 9, 8, 4)),
    ]


def critical_accuracy(scores, target, critical):
    right = scores.argmax(axis=3) == target  # (S, N, T)
    return right[:, critical].mean(axis=1)


_SEEDS = 'lesson 08, "What three seeds can say"'
# the scores of the right symbols
_OWN = "np.take_along_axis(scores, target[None, :, :, None], axis=3)[..., 0]"

EXERCISE = Exercise(
    name="critical_accuracy",
    signature="critical_accuracy(scores, target, critical)",
    returns={"accuracy": "(S,)"},
    reference=critical_accuracy,
    probes=accuracy_probes,
    points={"accuracy": 4},
    read='lesson 08, "Embedded Reber, two scores"',
    advice={
        "accuracy": "Keep the axes apart: S seeds stay, N sequences and T steps are averaged where critical."
    },
    hints=(
        "First which answers are right, (S, N, T); then only the critical ones of them; then a mean for each seed.",
        "scores.argmax(axis=3) == target is right or wrong, (S, N, T): target is broadcast over the seeds.",
        "right[:, critical] keeps the critical steps only and has the shape (S, number of them).",
    ),
    mutants=(
        Mutant(
            "one-step-ahead",
            "You compare with the symbol one step after the target. target already is what follows: nothing has to be "
            "shifted.",
            edits={"== target": "== np.roll(target, -1, axis=1)"},
        ),
        Mutant(
            "divided-by-sequences",
            "You divide by the number of sequences. Some hold several critical steps, some none: divide by how many "
            "are critical.",
            edits={".mean(axis=1)": ".sum(axis=1) / len(target)"},
        ),
        Mutant(
            "score-for-symbol",
            "You compare the highest score itself with the number of a symbol. argmax says which symbol has it.",
            edits={"scores.argmax(axis=3)": "scores.max(axis=3)"},
        ),
        Mutant(
            "all-symbols",
            "You average over all symbols. Most of them need no memory, so a network that has learned nothing about "
            "the long lag looks good: only the critical steps count.",
            edits={"right[:, critical].mean(axis=1)": "right.mean(axis=(1, 2))"},
        ),
        Mutant(
            "pooled",
            "You return one number for all seeds. A mean hides that one seed solved the task and another did not: "
            "one number for each seed.",
            _SEEDS,
            hint="M57",
            edits={".mean(axis=1)": ".mean()"},
        ),
        Mutant(
            "best-seed",
            "You return the best seed only. One lucky run proves nothing: one number for each seed.",
            _SEEDS,
            hint="M57",
            edits={".mean(axis=1)": ".mean(axis=1).max()"},
        ),
        Mutant(
            "first-seed",
            "You return the first seed only. One run proves nothing: one number for each seed.",
            _SEEDS,
            hint="M57",
            edits={".mean(axis=1)": ".mean(axis=1)[0]"},
        ),
        Mutant(
            "all-symbols-pooled",
            "You average over everything, all symbols and all seeds. Most symbols need no memory, and a mean over "
            "seeds hides how far they differ: critical steps only, one number for each seed.",
            hint="M57",
            edits={"right[:, critical].mean(axis=1)": "right.mean()"},
        ),
        Mutant(
            "over-all-steps",
            "You count the right critical symbols, but divide by all steps. Divide by the number of critical ones.",
            edits={"right[:, critical].mean(axis=1)": "(right * critical).mean(axis=(1, 2))"},
        ),
        Mutant(
            "count",
            "You return how many critical symbols are right. The share is asked for.",
            edits={".mean(axis=1)": ".sum(axis=1, dtype=float)"},
        ),
        Mutant(
            "count-in-integers",  # what a sum of booleans is
            "You return a whole number, the count of the right critical symbols. The share is asked for.",
            hint="count",
            edits={".mean(axis=1)": ".sum(axis=1)"},
        ),
        Mutant(
            "the-others",
            "You average over the steps that are not critical: the mask is inverted.",
            edits={"[:, critical]": "[:, ~critical]"},
        ),
        Mutant(
            "mean-of-means",
            "You average within each sequence first. Sequences with few critical steps then weigh as much as those "
            "with many; every critical step counts the same.",
            edits={"right[:, critical]": "((right * critical).sum(axis=2) / critical.sum(axis=1))"},
        ),
        Mutant(
            "whole-sequences",
            "You count sequences in which every critical symbol is right. That is a stricter figure; here each "
            "symbol counts.",
            edits={"right[:, critical].mean(axis=1)": "((right == 1) | ~critical).all(axis=2).mean(axis=1)"},
        ),
        Mutant(
            "last-critical-only",
            "You look at the last critical step of each sequence only. A stream has many.",
            edits={"[:, critical]": "[:, range(len(critical)), -1 - critical[:, ::-1].argmax(axis=1)]"},
        ),
        Mutant(
            "last-step",
            "You look at the last time step of each sequence, critical or not. The mask says which steps count.",
            edits={"[:, critical]": "[:, :, -1]"},
        ),
        Mutant(
            "shifted",
            "You compare each score with the target of the next step. target[:, t] is already what follows step t.",
            hint="M53",
            edits={
                "    right =": "    scores, target, critical = scores[:, :, :-1], target[:, 1:], critical[:, 1:]\n"
                "    right ="
            },
        ),
        Mutant(
            "one-step-earlier",
            "You compare with the symbol one step earlier. target[:, t] is the one that follows step t, as scores[:, "
            ":, t] is the guess at it.",
            hint="M53",
            edits={"== target": "== np.roll(target, 1, axis=1)"},
        ),
        Mutant(
            "marked-one-step-later",
            "You count the steps right after the critical ones. critical[:, t] is about step t itself.",
            hint="M53",
            edits={"[:, critical]": "[:, np.roll(critical, 1, axis=1)]"},
        ),
        Mutant(
            "marked-one-step-earlier",
            "You count the steps right before the critical ones. critical[:, t] is about step t itself.",
            hint="M53",
            edits={"[:, critical]": "[:, np.roll(critical, -1, axis=1)]"},
        ),
        Mutant(
            "above-zero",
            "You ask whether the score of the right symbol is above 0. The symbol with the highest score is the "
            "answer.",
            edits={"scores.argmax(axis=3) == target": f"{_OWN} > 0"},
        ),
        Mutant(
            "above-one-half",
            "You count an answer as right where its score is above one half. The symbol with the highest score is "
            "the answer, however low it is.",
            edits={"scores.argmax(axis=3) == target": f"{_OWN} > 0.5"},
        ),
        Mutant(
            "mean-score",
            "You average the scores of the right symbols. An answer is right or wrong: take the symbol with the "
            "highest score first.",
            edits={"scores.argmax(axis=3) == target": _OWN},
        ),
        Mutant(
            "least-score",
            "You take the symbol with the lowest score for the answer.",
            edits={"argmax": "argmin"},
        ),
        Mutant(
            "errors",
            "You return the share of wrong answers.",
            edits={"== target": "!= target"},
        ),
        Mutant(
            "percent",
            "You return percent. A share lies between 0 and 1.",
            edits={"return ": "return 100 * "},
        ),
        Mutant(
            "others-count-as-right",
            "You divide by all steps and count each that is not critical as right. Leave those steps out, above and "
            "below the line.",
            edits={"right[:, critical].mean(axis=1)": "(right | ~critical).mean(axis=(1, 2))"},
        ),
    ),
)
