"""Exercise: the best of many cells, chosen on one half and tested on the other."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def recordings(rng):
    """Return noise, planted units of both signs, one that turns round, constant cells, ties, and one cell alone."""

    def draw(n, H, strength=0.0, unit=0, turned=False, kind=float):
        cells, feature = rng.normal(size=(n, H)), rng.normal(size=n)
        if kind is not float:
            feature = (feature > 0.4 if kind is bool else np.round(3 * feature)).astype(int)
        order = rng.permutation(n)
        choose, test = order[: n // 2], order[n // 2 : n - n // 8]
        cells[choose, unit] += strength * feature[choose]
        cells[test, unit] += (-strength if turned else strength) * feature[test]
        return cells, feature, choose, test

    constant, tied, still, short = draw(24, 4), draw(30, 5, 1.5, 2), draw(20, 3), draw(18, 6)
    constant[0][:, 0], constant[0][:, 2] = 0.5, 0.0
    tied[0][:, 4] = tied[0][:, 2]
    still[0][still[2]] = 0.25  # nothing moves in the rows to choose from
    quiet = draw(26, 3, 2.0, 1)
    quiet[0][quiet[3], 1] = -0.5  # the chosen cell stands still in the test
    parted = draw(44, 4)  # one cell for choose, one for choose and test, one for all rows
    rows = [*parted[2][:14], *parted[3][:14]]
    rest = np.setdiff1d(np.arange(44), rows)
    parted[0][rows[:14], 3] = parted[1][rows[:14]] + 0.1 * rng.normal(size=14)
    parted[0][rows, 1] = parted[1][rows] + 0.5 * rng.normal(size=28)
    parted[0][rest, 2] = 50 * parted[1][rest]
    return [
        Probe(
            draw(30, 1, 0.7),
            "There is one cell in this input, so nothing is chosen: what goes wrong is in the correlations, in the "
            "rows that they run over, or in the sign.",
        ),
        Probe(draw(40, 6)),
        Probe((*parted[:2], np.array(rows[:14]), np.array(rows[14:]))),
        Probe(draw(32, 5, -2.0, 1)),
        Probe(draw(36, 4, 1.2, 2, turned=True)),
        Probe(draw(36, 4, -1.2, 3, turned=True)),
        Probe(draw(40, 5, -1.5, 4, kind=bool)),
        Probe(draw(40, 3, 0.8, 1, kind=int)),
        Probe(constant),
        Probe(tied),
        Probe(quiet),
        Probe(still),
        Probe((short[0] * 50 + 200, short[1] * 0.01 - 7, short[2][:4], short[3])),
        Probe(draw(24, 1, -1.0, 0, turned=True)),
    ]


def scan(cells, feature, choose, test):
    def correlation(rows):
        a = cells[rows] - cells[rows].mean(axis=0)  # (len(rows), H)
        b = feature[rows] - feature[rows].mean()
        scale = np.sqrt((a**2).sum(axis=0) * (b**2).sum())
        return (a * b[:, None]).sum(axis=0) / np.where(scale > 0, scale, 1)

    r = correlation(choose)  # (H,)
    unit = int(np.abs(r).argmax())
    sign = 1 if r[unit] >= 0 else -1
    return unit, sign * r[unit], sign * correlation(test)[unit]


def _constant_wins(cells, feature, choose, test):
    """Return the mistake of an argmax over correlations that hold NaN."""
    with np.errstate(all="ignore"):
        r, other = (
            np.array([np.corrcoef(cells[rows, u], feature[rows])[0, 1] for u in range(cells.shape[1])])
            for rows in (choose, test)
        )
    unit = int(np.abs(r).argmax())
    sign = 1 if r[unit] >= 0 else -1
    return unit, sign * r[unit], sign * other[unit]


def _unguarded(rows_of):
    """Return the mistake of `np.corrcoef` as it is, for a choice on the rows that `rows_of` makes of the two parts."""

    def scan(cells, feature, choose, test):
        def correlation(rows):
            with np.errstate(all="ignore"):
                return np.array(
                    [np.corrcoef(cells[rows, u], feature[rows])[0, 1] for u in range(cells.shape[1])]
                )

        r = correlation(rows_of(len(cells), choose, test))
        unit = int(np.abs(r).argmax())
        sign = 1 if r[unit] >= 0 else -1
        return unit, sign * r[unit], sign * correlation(test)[unit]

    return scan


def _plain_cosine(cells, feature, choose, test):
    def cosine(rows):
        a, b = cells[rows], feature[rows].astype(float)
        with np.errstate(all="ignore"):
            return (a * b[:, None]).sum(axis=0) / np.sqrt((a**2).sum(axis=0) * (b**2).sum())

    r = cosine(choose)
    unit = int(np.abs(r).argmax())
    sign = 1 if r[unit] >= 0 else -1
    return unit, sign * r[unit], sign * cosine(test)[unit]


def _ranks(cells, feature, choose, test):
    def ranked(x, rows):
        x = x.astype(float)
        x[rows] = x[rows].argsort(axis=0).argsort(axis=0)
        return x

    unit, r, _ = scan(ranked(cells, choose), ranked(feature, choose), choose, test)
    moved, followed = ranked(cells, test), ranked(feature, test)
    a, b = (one[rows] for one, rows in ((cells[:, unit], choose), (feature, choose)))
    turned = ((a - a.mean()) * (b - b.mean())).sum() < 0
    found = scan(moved[:, [unit]] * (-1 if turned else 1), followed, test, test)[1]
    return unit, r, found


def _standardised_on_all(cells, feature, choose, test):
    """Return the mistake of a product of values that were standardised on all rows."""
    a = (cells - cells.mean(axis=0)) / np.where(cells.std(axis=0) > 0, cells.std(axis=0), 1)
    b = (feature - feature.mean()) / (feature.std() or 1)
    r = (a * b[:, None])[choose].mean(axis=0)
    unit = int(np.abs(r).argmax())
    sign = 1 if r[unit] >= 0 else -1
    return unit, sign * r[unit], sign * (a * b[:, None])[test].mean(axis=0)[unit]


def _own_halves(cells, feature, choose, test):
    half = len(cells) // 2
    return scan(cells, feature, np.arange(half), np.arange(half, len(cells)))


def _as_counts(cells, feature, choose, test):
    first = len(choose)
    return scan(cells, feature, np.arange(first), np.arange(first, first + len(test)))


def _two_spreads(cells, feature, choose, test):
    """Return the mistake of a covariance over n - 1 with standard deviations over n."""
    unit, r, other = scan(cells, feature, choose, test)
    return unit, r * len(choose) / (len(choose) - 1), other * len(test) / (len(test) - 1)


_R = "r = correlation(choose)"
_UNIT = "int(np.abs(r).argmax())"
_SIGN = "sign = 1 if r[unit] >= 0 else -1"
_RETURN = "return unit, sign * r[unit], sign * correlation(test)[unit]"
_WHERE = "np.where(scale > 0, scale, 1)"

EXERCISE = Exercise(
    name="scan",
    signature="scan(cells, feature, choose, test)",
    returns={"unit": "the number of a cell", "r_choose": "from 0 to 1", "r_test": "from -1 to 1"},
    reference=scan,
    probes=recordings,
    points={"unit": 2, "r_choose": 2, "r_test": 2},
    read='lesson 21, "A cell that counts"',
    advice={
        "unit": "The cell whose correlation with the feature is furthest from 0, on the rows choose alone. One that "
        "stands still there has the correlation 0; of equals the first.",
        "r_choose": "The correlation of the chosen cell on the rows choose, with its sign turned if it is below 0.",
        "r_test": "The correlation of the same cell on the rows test, turned if that on choose was turned, and only "
        "then: it may come out below 0.",
    },
    hints=(
        "Write a function for the correlation of every cell with the feature over some rows, and call it twice.",
        "Nothing of the test may have a say in which cell, or in which sign. So fix both after the first call.",
        "A correlation: take the mean of these rows away from both, sum the products, divide by the root of both sums "
        "of squares. Where that root is 0 the correlation is 0.",
    ),
    mutants=(
        Mutant(
            "chooses-on-all",
            "You choose the cell on all rows, those of the test included. So the test has a say, and what it says is "
            "too good.",
            edits={
                _R: "r = correlation(np.arange(len(cells)))",
                "sign * r[unit],": "sign * correlation(choose)[unit],",
            },
        ),
        Mutant(
            "all-rows",
            "You choose on all rows, those of the test included, and r_choose is that of all rows. Only the rows "
            "choose have a say in both.",
            edits={_R: "r = correlation(np.arange(len(cells)))"},
        ),
        Mutant(
            "all-rows-unguarded",
            "You choose on all rows, those of the test included. And where a cell stands still you divide 0 by 0: its "
            "correlation counts as 0.",
            fn=_unguarded(lambda n, choose, test: np.arange(n)),
        ),
        Mutant(
            "test-rows",
            "You choose on the test rows: r_choose and r_test are then one number. Choose on the rows choose.",
            edits={_R: "r = correlation(test)"},
        ),
        Mutant(
            "test-rows-unguarded",
            "You choose on the test rows. And where a cell stands still you divide 0 by 0: its correlation counts as "
            "0.",
            fn=_unguarded(lambda n, choose, test: test),
        ),
        Mutant(
            "both-rows",
            "You choose on the rows of choose and test together, and r_choose is that of both. Only the rows choose "
            "have a say.",
            edits={_R: "r = correlation(np.concatenate([choose, test]))"},
        ),
        Mutant(
            "chooses-on-both",
            "You choose the cell on the rows of choose and test together. The test must have no say in the choice.",
            edits={
                _R: "r = correlation(np.concatenate([choose, test]))",
                "sign * r[unit],": "sign * correlation(choose)[unit],",
            },
        ),
        Mutant(
            "chooses-on-the-test",
            "You choose the cell on the test and report what it does there. The best of many is always too good where "
            "it was chosen.",
            edits={_R: "r = correlation(test)", "sign * r[unit],": "abs(correlation(choose)[unit]),"},
        ),
        Mutant(
            "halves-exchanged",
            "You exchanged the halves: you choose on test and test on choose.",
            edits={_R: "r = correlation(test)", "correlation(test)[unit]": "correlation(choose)[unit]"},
        ),
        Mutant(
            "best-of-the-test",
            "You look for the best cell again in the test. What was chosen on choose stays chosen: test that one.",
            edits={"sign * correlation(test)[unit]": "np.abs(correlation(test)).max()"},
        ),
        Mutant(
            "signed-maximum",
            "You take the largest correlation with its sign. A cell that falls where the feature rises follows it as "
            "well: the largest distance from 0 counts.",
            edits={_UNIT: "int(r.argmax())"},
        ),
        Mutant(
            "smallest",
            "You take the cell that follows the feature least.",
            edits={_UNIT: "int(np.abs(r).argmin())"},
        ),
        Mutant(
            "last-of-equals",
            "Of equal cells you take the last one. Take the first.",
            edits={_UNIT: "int(len(r) - 1 - np.abs(r)[::-1].argmax())"},
        ),
        Mutant(
            "absolute-test",
            "You take the absolute value in the test. The sign was fixed on choose; a cell that turns round in the "
            "test has failed, and must show it.",
            edits={"sign * correlation(test)[unit]": "abs(correlation(test)[unit])"},
        ),
        Mutant(
            "test-not-turned",
            "You forgot the sign in the test. If the cell was turned on choose, it is turned in the test as well.",
            edits={"sign * correlation(test)[unit]": "correlation(test)[unit]"},
        ),
        Mutant(
            "nothing-turned",
            "You return both correlations with the sign they have. r_choose is turned to be 0 or more, and r_test with "
            "it.",
            edits={_SIGN: "sign = 1"},
        ),
        Mutant(
            "choose-not-turned",
            "You turn r_test but not r_choose. Both belong to the same sign.",
            edits={"sign * r[unit],": "r[unit],"},
        ),
        Mutant(
            "always-turned",
            "Your sign is turned round: it is to be + where the correlation on choose is above 0.",
            edits={_SIGN: "sign = -1 if r[unit] >= 0 else 1"},
        ),
        Mutant(
            "sign-at-zero",
            "Your sign is - where the correlation on choose is 0. It is + there.",
            edits={_SIGN: "sign = 1 if r[unit] > 0 else -1"},
        ),
        Mutant(
            "numpy-sign",
            "Your sign is 0 where the correlation on choose is 0, and r_test is lost. It is + there.",
            edits={_SIGN: "sign = np.sign(r[unit])"},
        ),
        Mutant(
            "choose-twice",
            "You return the correlation on choose twice. The second one is that on the rows test.",
            edits={"correlation(test)[unit]": "r[unit]"},
        ),
        Mutant(
            "test-on-all",
            "Your test runs over all rows, those included on which the cell was chosen.",
            edits={"correlation(test)[unit]": "correlation(np.arange(len(cells)))[unit]"},
        ),
        Mutant(
            "constant-wins",
            "A cell that stands still gets 0 / 0, which is NaN, and an argmax takes NaN for the largest. Its "
            "correlation counts as 0.",
            fn=_constant_wins,
        ),
        Mutant(
            "covariance",
            "You do not divide by the spread: that is a covariance, and a cell with large numbers wins by its size.",
            edits={" / " + _WHERE: " / len(rows)"},
        ),
        Mutant(
            "products-summed",
            "You sum products and do not divide: a cell with large numbers wins by its size.",
            edits={" / " + _WHERE: ""},
        ),
        Mutant(
            "root-forgotten",
            "You forgot the square root below the fraction.",
            edits={"np.sqrt((a**2).sum(axis=0) * (b**2).sum())": "(a**2).sum(axis=0) * (b**2).sum()"},
        ),
        Mutant(
            "cosine",
            "You do not take the means away. Without that it is a cosine, and cells far from 0 look alike.",
            edits={
                "cells[rows] - cells[rows].mean(axis=0)": "cells[rows] - 0.0",
                "feature[rows] - feature[rows].mean()": "feature[rows] - 0.0",
            },
        ),
        Mutant(
            "cosine-unguarded",
            "You do not take the means away: that is a cosine. And a cell that is 0 throughout gets 0 / 0 from you: "
            "its correlation counts as 0.",
            fn=_plain_cosine,
        ),
        Mutant(
            "means-of-all",
            "You take away the means of all rows. Those of the rows at hand belong there: else the halves know of each "
            "other.",
            edits={
                "cells[rows].mean(axis=0)": "cells.mean(axis=0)",
                "feature[rows].mean()": "feature.mean()",
            },
        ),
        Mutant(
            "standardised-on-all",
            "You standardise on all rows and then average products. So each half knows of the other: take mean and "
            "spread of the rows at hand.",
            fn=_standardised_on_all,
        ),
        Mutant(
            "one-mean-for-all-cells",
            "You take one mean for all cells. Each has its own.",
            edits={"cells[rows].mean(axis=0)": "cells[rows].mean()"},
        ),
        Mutant(
            "squared",
            "You return squares of correlations. That is the share of the variance, and its sign is gone.",
            edits={_RETURN: "return unit, r[unit] ** 2, correlation(test)[unit] ** 2"},
        ),
        Mutant(
            "ranks",
            "You correlate ranks. That is another measure; asked for is the ordinary correlation.",
            fn=_ranks,
        ),
        Mutant(
            "order",
            "You return r_test before r_choose. The order is unit, r_choose, r_test.",
            edits={_RETURN: "return unit, sign * correlation(test)[unit], sign * r[unit]"},
        ),
        Mutant(
            "own-halves",
            "You cut the rows into halves yourself. Which rows are for choosing and which for testing is in "
            "choose and test.",
            fn=_own_halves,
        ),
        Mutant(
            "as-counts",
            "You take the first len(choose) rows, and those behind them. choose and test hold the numbers of the "
            "rows.",
            fn=_as_counts,
        ),
        Mutant(
            "two-spreads",
            "You divide the covariance by n - 1 and the variances by n. Both by the same, or a correlation may "
            "come out above 1.",
            fn=_two_spreads,
        ),
        Mutant(
            "product",
            "You multiply the two correlations. r_test is that on the rows test, turned or not.",
            edits={"sign * correlation(test)[unit]": "r[unit] * correlation(test)[unit]"},
        ),
        Mutant(
            "sum-of-products-mean",
            "You take the mean of the products over the spreads and divide by n once too often.",
            edits={"return (a * b[:, None]).sum(axis=0)": "return (a * b[:, None]).mean(axis=0)"},
        ),
    ),
)
