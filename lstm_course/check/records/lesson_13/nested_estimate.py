"""Exercise: the configuration is chosen on one set and its error is reported on another."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def table_probes(rng):
    """Return three tables of errors in which each set, each seed and each kind of mean has a winner of its own."""

    def tables(C, S, lucky=None):
        """Return tables in which train, test and the luckiest seed have other winners than validation."""
        level = float(rng.uniform(20, 60))
        train, validation, test = (level + rng.uniform(4, 8, size=(C, S)) for _ in range(3))
        rows = rng.permutation(C)
        validation[rows[0]] -= 4 + rng.uniform(0, 0.1, size=S)  # the lowest mean on validation
        train[rows[1]] -= 5
        test[rows[2]] -= 5
        lucky = rng.integers(S) if lucky is None else lucky
        validation[rows[3], lucky] = level - 7 + rng.uniform(0, 0.5)  # one lucky seed
        return train, validation, test

    def spread(C, S):
        """Return tables in which the best mean has a high median, and the best median one awful seed."""
        train, validation, test = tables(C, S)
        low = float(validation.min()) - 3
        one, other = rng.permutation(C)[:2]
        validation[one] = low + 1
        validation[one, : S // 2 + 1] = low + 2
        validation[other] = low + 1.2
        validation[other, 0] = low + 9
        return train, validation, test

    def wild(C):
        """Return tables in which the best mean jumps; two steadier rows are close, and ahead on the first seed."""
        train, validation, test = tables(C, 6)
        low = float(validation.min()) - 6
        one, other, third = rng.permutation(C)[:3]
        validation[one] = low + np.array([4.0, 0.0, 4.0, 0.0, 4.0, 0.0])
        validation[other] = low + 3.1
        validation[third] = low + np.array([1.8, 1.8, 3.6, 1.8, 1.8, 1.8])
        return train, validation, test

    tied = tables(7, 4)
    rows = np.sort(rng.permutation(7)[:3])
    tied[1][rows] = float(np.floor(tied[1].min())) - 2.0
    few = rng.permutation(12).reshape(3, 2, 2) / 2 + float(rng.integers(3, 9))
    return [
        Probe(
            tuple(one[:1, :1] for one in tables(6, 3)),
            "Here there is one configuration and one seed, so nothing is chosen: the winner is number 0, and the error "
            "is the one number of test. Yours differs already there.",
        ),
        Probe(tuple(few)),
        Probe(tables(6, 3, lucky=0)),
        Probe(tables(9, 5, lucky=4)),
        Probe(tables(5, 1)),
        Probe(tuple(one[:1] for one in tables(6, 4))),
        Probe(spread(6, 5)),
        Probe(spread(8, 7)),
        Probe(wild(5)),
        Probe(tied),
        Probe(tables(4, 8)),
    ]


def nested_estimate(train, validation, test):
    winner = int(validation.mean(axis=1).argmin())
    return winner, float(test[winner].mean())


_CHOICE = "validation.mean(axis=1).argmin()"
_CURSE = 'lesson 13, "The winner\'s curse"'

EXERCISE = Exercise(
    name="nested_estimate",
    signature="nested_estimate(train, validation, test)",
    returns={"winner": "number of the configuration", "error": "its error, one number"},
    reference=nested_estimate,
    probes=table_probes,
    points={"winner": 2, "error": 3},
    read=_CURSE,
    advice={
        "winner": "The configuration with the lowest mean over its seeds on validation; of equals the first.",
        "error": "The mean over the seeds of the winner's own row of test.",
    },
    hints=(
        "Two steps that see different tables. Which of the three decides, which one reports, and which one is not "
        "needed at all?",
        "Average over the seeds first: validation.mean(axis=1) has one number for each configuration. The winner is "
        "where it is lowest.",
        "winner = int(validation.mean(axis=1).argmin()), and the error is the mean of test[winner].",
    ),
    mutants=(
        Mutant(
            "steadiest-seeds",
            "You choose the configuration whose errors are spread least over the seeds. The lowest mean is asked for.",
            edits={"validation.mean(axis=1)": "validation.std(axis=1)"},
        ),
        Mutant(
            "smallest-gap",
            "You choose where train and validation differ least. That says who has not learned by heart, not who is "
            "good: the lowest mean on validation is asked for.",
            edits={"validation.mean(axis=1)": "np.abs(train.mean(axis=1) - validation.mean(axis=1))"},
        ),
        Mutant(
            "always-the-first",
            "Your winner is always 0. Is the mean taken along each row, and does the lowest error so far begin high "
            "enough?",
            edits={"validation.mean(axis=1).argmin()": "0"},
        ),
        Mutant(
            "chosen-on-test",
            "You choose on test. Then the error that you report is the lowest of many, and nothing is left that has "
            "not been chosen on: choose on validation.",
            edits={_CHOICE: "test.mean(axis=1).argmin()"},
        ),
        Mutant(
            "lowest-test-error",
            "Your winner is chosen on validation, but your error is the lowest test error of all configurations. "
            "Nobody could have known which one that is: report the winner's.",
            edits={"test[winner].mean()": "test.mean(axis=1).min()"},
        ),
        Mutant(
            "validation-error",
            "You report the winner's error on validation. It was chosen for being low there, so it flatters: report "
            "its error on test.",
            edits={"test[winner]": "validation[winner]"},
        ),
        Mutant(
            "training-error",
            "You report the winner's error on train. The net has seen those answers: report its error on test.",
            edits={"test[winner]": "train[winner]"},
        ),
        Mutant(
            "chosen-on-train",
            "You choose on train. The lowest training error is that of whoever learns by heart best: choose on "
            "validation.",
            edits={_CHOICE: "train.mean(axis=1).argmin()"},
        ),
        Mutant(
            "chosen-on-train-and-validation",
            "You choose by train and validation together. Training errors say how well the answers were learned by "
            "heart: validation alone decides.",
            edits={_CHOICE: "(train + validation).mean(axis=1).argmin()"},
        ),
        Mutant(
            "chosen-on-validation-and-test",
            "You choose by validation and test together. Then test has been chosen on, too, and its error flatters: "
            "validation alone decides.",
            edits={_CHOICE: "(validation + test).mean(axis=1).argmin()"},
        ),
        Mutant(
            "highest-error",
            "Your winner has the highest error. An error is better where it is lower.",
            edits={"argmin": "argmax"},
        ),
        Mutant(
            "best-seed-wins",
            "Your winner is the configuration with the lowest single run. With many seeds somebody is always lucky, "
            "and the luck does not come back: compare means over the seeds.",
            hint="M57",
            edits={_CHOICE: "validation.min(axis=1).argmin()"},
        ),
        Mutant(
            "worst-seed-decides",
            "You compare the configurations by their worst seed. The mean over the seeds decides here.",
            edits={_CHOICE: "validation.max(axis=1).argmin()"},
        ),
        Mutant(
            "first-seed-decides",
            "You choose by the first seed only. One run proves nothing: compare means over the seeds.",
            hint="M57",
            edits={_CHOICE: "validation[:, 0].argmin()"},
        ),
        Mutant(
            "median-decides",
            "You choose by the median over the seeds. The mean is asked for; the two can name different winners.",
            edits={"validation.mean(axis=1)": "np.median(validation, axis=1)"},
        ),
        Mutant(
            "best-test-seed",
            "Your error is that of the winner's best seed on test. The seed is not a thing to be chosen: average over "
            "all of them.",
            hint="M57",
            edits={"test[winner].mean()": "test[winner].min()"},
        ),
        Mutant(
            "worst-test-seed",
            "Your error is that of the winner's worst seed on test. The mean over the seeds is asked for.",
            edits={"test[winner].mean()": "test[winner].max()"},
        ),
        Mutant(
            "first-test-seed",
            "Your error is that of the first seed on test. One run proves nothing: average over all seeds.",
            hint="M57",
            edits={"test[winner].mean()": "test[winner, 0]"},
        ),
        Mutant(
            "seed-chosen-on-validation",
            "You report the test error of the seed that was best on validation. The seed is not a thing to be chosen: "
            "average over all of them.",
            hint="M57",
            edits={"test[winner].mean()": "test[winner, validation[winner].argmin()]"},
        ),
        Mutant(
            "median-of-test",
            "Your error is the median over the seeds. The mean is asked for.",
            edits={"test[winner].mean()": "np.median(test[winner])"},
        ),
        Mutant(
            "sum-of-test",
            "Your error is the sum over the seeds. With more seeds it would grow: take the mean.",
            edits={"test[winner].mean()": "test[winner].sum()"},
        ),
        Mutant(
            "mean-of-all-configurations",
            "Your error is the mean over all configurations. Only the winner's is asked for.",
            edits={"test[winner].mean()": "test.mean()"},
        ),
        Mutant(
            "winner-over-the-seeds",
            "You average over the configurations and look for the best seed. Rows are configurations, columns are "
            "seeds: average along each row.",
            edits={
                _CHOICE: "validation.mean(axis=0).argmin()",
                "test[winner].mean()": "test[:, winner].mean()",
            },
        ),
        Mutant(
            "lowest-single-run",
            "You look for the lowest single run in the whole table, and count through all its entries. Average over "
            "the seeds first; the winner is the number of a row.",
            edits={_CHOICE: "validation.argmin()", "test[winner].mean()": "test.flat[winner]"},
        ),
        Mutant(
            "last-of-equals",
            "Of several configurations with the same error you take the last. The first of them is asked for.",
            edits={_CHOICE: "(len(validation) - 1 - validation.mean(axis=1)[::-1].argmin())"},
        ),
        Mutant(
            "counted-from-one",
            "You count the configurations from 1. They are counted from 0.",
            edits={"return winner": "return winner + 1"},
        ),
        Mutant(
            "mean-of-validation-and-test",
            "Your error is the mean of validation and test. Half of that was chosen for being low: report test alone.",
            edits={"test[winner].mean()": "(validation[winner].mean() + test[winner].mean()) / 2"},
        ),
        Mutant(
            "difference",
            "You report by how much test lies above validation. That says how far the choice flattered; asked for is "
            "the error on test itself.",
            edits={"test[winner].mean()": "(test[winner] - validation[winner]).mean()"},
        ),
        Mutant(
            "penalised-by-spread",
            "You add the standard deviation over the seeds to the mean before you choose. That can be a good rule, but "
            "the mean alone is asked for.",
            edits={_CHOICE: "(validation.mean(axis=1) + validation.std(axis=1)).argmin()"},
        ),
        Mutant(
            "chosen-for-each-seed",
            "Your error chooses a configuration for each seed on its own, and averages what these show on test. One "
            "configuration is chosen, by its mean, and all of its seeds are reported.",
            edits={
                "float(test[winner].mean())": "float(test[validation.argmin(axis=0), np.arange(test.shape[1])].mean())",
            },
        ),
    ),
)
