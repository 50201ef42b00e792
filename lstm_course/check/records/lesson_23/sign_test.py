"""Exercise: the exact two-sided sign test."""

from math import comb, factorial, perm  # noqa: F401 - the edits use them
from statistics import NormalDist

from ...exercise import Exercise, Mutant, Probe


def counts(rng):
    """Return few and many wins and losses, in both orders, none at all, and so many that no float holds the ways."""
    few, many = (int(k) for k in rng.integers([2, 8], [6, 14]))
    large = int(rng.integers(545, 580))
    return [
        Probe((5, 0)),
        Probe((large, 535)),
        Probe((0, 6)),
        Probe((0, 0)),
        Probe((1, 0)),
        Probe((0, 1)),
        Probe((1, 1)),
        Probe((3, 3)),
        Probe((4, 3)),
        Probe((many + 5, many)),
        Probe((11, 2)),
        Probe((1, 7)),
        Probe((60, 45)),
        Probe((100, 90)),
        Probe((few, many)),
        Probe((many, few)),
    ]


def sign_test(wins, losses):
    n, few = wins + losses, min(wins, losses)
    tail = sum(comb(n, k) for k in range(few + 1))
    return min(1.0, 2 * tail / 2**n)


def _normal(correction):
    """Return the test that puts a bell curve in the place of the coins."""

    def sign_test(wins, losses):
        n = wins + losses
        if n == 0:
            return 1.0
        z = max(0.0, abs(wins - losses) - correction) / n**0.5
        return 2 * (1 - NormalDist().cdf(z))

    return sign_test


def _float_ways(wins, losses):
    n, few = wins + losses, min(wins, losses)
    ways = (float(factorial(n)) / (float(factorial(k)) * float(factorial(n - k))) for k in range(few + 1))
    return min(1.0, 2 * sum(ways) * 0.5**n)


def _float_sum(wins, losses):
    n, few = wins + losses, min(wins, losses)
    return min(1.0, sum(2.0 * float(comb(n, k)) / 2.0**n for k in range(few + 1)))


def _nothing(value):
    """Return the test that gives this value where there are no pairs."""
    return lambda wins, losses: sign_test(wins, losses) if wins + losses else value


def _underflow(wins, losses):
    n, few = wins + losses, min(wins, losses)
    return min(1.0, 2 * sum(comb(n, k) * 0.5**n if n < 1000 else 0.0 for k in range(few + 1)))


def _divided(wins, losses):
    return sign_test(wins, losses) * (wins + losses) / (wins + losses)


def _refused(wins, losses):
    if wins + losses < 1:
        raise ValueError("n must be an integer not less than 1")
    return sign_test(wins, losses)


_FEW = "min(wins, losses)"
_RANGE = "range(few + 1)"
_P = "2 * tail / 2**n"
_ALL = f"min(1.0, {_P})"

EXERCISE = Exercise(
    name="sign_test",
    signature="sign_test(wins, losses)",
    returns={"p": "a probability from 0 to 1"},
    reference=sign_test,
    probes=counts,
    pairs=False,
    points={"p": 4},
    read='lesson 23, "How sure?"',
    advice={
        "p": "Count the outcomes of n fair coins that are at least as lopsided as yours, to either side, and divide by "
        "all 2**n."
    },
    hints=(
        "If the two are equally good, each pair is a fair coin. How probable is a result as lopsided as yours, or more "
        "so?",
        "math.comb(n, k) of the 2**n outcomes have k wins. Add those from 0 up to the smaller count; the other end of "
        "the scale has as many.",
        "Twice this sum, divided by 2**n. Where both counts are equal the middle is in it twice: p is at most 1. Whole "
        "numbers of Python have no largest one, floats do.",
    ),
    mutants=(
        Mutant(
            "one-sided",
            "Your test has one side. Nobody said before the runs which of the two would win, so as many losses would "
            "have surprised you just as much: both tails count.",
            hint="M92",
            edits={_ALL: "min(1.0, tail / 2**n)"},
        ),
        Mutant(
            "wins-only",
            "You count from 0 wins up, whoever won. The tail begins at the lopsided end: count from 0 up to the "
            "smaller of the two.",
            edits={_FEW: "wins"},
        ),
        Mutant(
            "losses-only",
            "You count outcomes with at least as many wins, and where there are more losses than wins that is "
            "everything but a tail. The test does not know which of the two you like: count from 0 up to the smaller "
            "number.",
            edits={_FEW: "losses"},
        ),
        Mutant(
            "one-sided-losses",
            "You give the probability of at least as many wins: a test with one side. As many losses would have "
            "surprised you just as much.",
            hint="M92",
            edits={_FEW: "losses", _ALL: "min(1.0, tail / 2**n)"},
        ),
        Mutant(
            "one-sided-wins",
            "You give the probability of at most as many wins: a test with one side. Both tails count, and each "
            "begins at its end of the scale.",
            edits={_FEW: "wins", _ALL: "min(1.0, tail / 2**n)"},
        ),
        Mutant(
            "always-one",
            "Your p is always 1. The outcomes that are as lopsided as yours, or more so, are those from 0 to the "
            "smaller count and as many at the other end: add no others, and divide by 2**n.",
            edits={_FEW: "max(wins, losses)"},
        ),
        Mutant(
            "wrong-tail",
            "You add up to the larger count. That is everything but a tail: as lopsided or more so are the outcomes "
            "from 0 to the smaller count, and as many at the other end.",
            edits={_FEW: "max(wins, losses)", _ALL: "tail / 2**n"},
        ),
        Mutant(
            "strict",
            "You leave out the outcome itself. The tail holds all that is at least as lopsided as what came.",
            edits={_RANGE: "range(few)"},
        ),
        Mutant(
            "from-one",
            "You leave out the most lopsided outcome of all, that in which one side has every pair.",
            edits={_RANGE: "range(1, few + 1)"},
        ),
        Mutant(
            "one-too-far",
            "Your tail goes one too far: the last number of it is the smaller count itself.",
            edits={_RANGE: "range(few + 2)"},
        ),
        Mutant(
            "this-outcome-only",
            "You take the probability of this very outcome. Any one outcome is improbable where there are many: add "
            "all that are at least as lopsided.",
            edits={_RANGE: "range(few, few + 1)"},
        ),
        Mutant(
            "this-outcome-one-sided",
            "You take the probability of this very outcome, on one side. Add all that are at least as lopsided, on "
            "both.",
            edits={_RANGE: "range(few, few + 1)", _ALL: "tail / 2**n"},
        ),
        Mutant(
            "outcome-and-mirror",
            "You add the probability of this very outcome and that of its mirror image. Any one outcome is improbable "
            "where there are many: add all that are at least as lopsided.",
            edits={_RANGE: "range(few, few + 1)", _P: "(1 + (wins != losses)) * tail / 2**n"},
        ),
        Mutant(
            "wins-upwards",
            "You double the tail that begins at the wins and goes up, whoever won. Where there are more losses that is "
            "everything but a tail: begin at the lopsided end, and count from 0 up to the smaller of the two.",
            edits={_FEW: "losses", _ALL: _P},
        ),
        Mutant(
            "wins-downwards",
            "You double what lies from 0 wins up to yours, whoever won. Where there are more wins that is everything "
            "but a tail: count from 0 up to the smaller of the two.",
            edits={_FEW: "wins", _ALL: _P},
        ),
        Mutant(
            "outcome-twice-unclipped",
            "You take the probability of this very outcome, twice, and where no pair was seen that is 2. Add all that "
            "are at least as lopsided, and cut at 1.",
            edits={_RANGE: "range(few, few + 1)", _ALL: _P},
        ),
        Mutant(
            "above-one",
            "Your p can be above 1. Where wins and losses are level both tails hold the middle: cut at 1.",
            edits={_ALL: _P},
        ),
        Mutant(
            "never-doubled-when-level",
            "Where wins and losses are level you do not double, and p is not 1. Every outcome is at least as lopsided "
            "as a draw.",
            edits={_P: "(1 + (wins != losses)) * tail / 2**n"},
        ),
        Mutant(
            "turned",
            "You return 1 - p. A small p says that equal models would hardly ever give such a result.",
            edits={_ALL: f"1 - {_ALL}"},
        ),
        Mutant(
            "per-cent",
            "Your p is in per cent. It is a probability, from 0 to 1.",
            edits={_ALL: f"100 * {_ALL}"},
        ),
        Mutant(
            "power-turned",
            "You divide by n squared. n coins have 2**n outcomes.",
            edits={_ALL: "min(1.0, 2 * tail / max(n, 1) ** 2)"},
        ),
        Mutant(
            "power-turned-plainly",
            "You divide by n squared, and where there are no pairs that is 0. n coins have 2**n outcomes.",
            edits={"2**n": "n**2"},
        ),
        Mutant(
            "twice-n",
            "You divide by 2 n. n coins have 2**n outcomes.",
            edits={"2**n": "max(1, 2 * n)"},
        ),
        Mutant(
            "divided-by-many",
            "You divide by 2 to the power of the larger count. Every pair is a coin: 2**n outcomes.",
            edits={"2**n": "2**max(wins, losses)"},
        ),
        Mutant(
            "doubled-and-doubled",
            "You double twice. There are two tails.",
            edits={_P: "4 * tail / 2**n"},
        ),
        Mutant(
            "orders-counted",
            "You count in which order the pairs were drawn: math.perm. Which k of the n pairs are won has math.comb(n, "
            "k) ways.",
            edits={"comb(n, k)": "perm(n, k)"},
        ),
        Mutant(
            "ways-forgotten",
            "You count each number of wins once. There is one way to win no pair, and n ways to win one: "
            "math.comb(n, k).",
            edits={"comb(n, k)": "1"},
        ),
        Mutant(
            "one-pair-too-many",
            "You have one coin too many, or (the same) you count half of the outcome itself. n is wins + losses, "
            "and the tail holds all of what came.",
            edits={"wins + losses": "wins + losses + 1"},
        ),
        Mutant(
            "n-is-wins",
            "Your n is the number of wins. Every pair that was not a tie is a coin: wins + losses.",
            edits={"wins + losses": "wins"},
        ),
        Mutant(
            "n-is-the-larger",
            "Your n is the larger count. Every pair that was not a tie is a coin: wins + losses.",
            edits={"wins + losses": "max(wins, losses)"},
        ),
        Mutant(
            "share-of-wins",
            "You return the share of wins. Five of five is the same share as fifty of fifty, and far less sure.",
            hint="M92",
            edits={_ALL: "wins / n if n else 1.0"},
        ),
        Mutant(
            "share-of-wins-plain",
            "You return the share of wins, and with no pairs you divide by 0. Five of five is the same share as fifty "
            "of fifty, and far less sure.",
            hint="M92",
            edits={_ALL: "wins / n"},
        ),
        Mutant(
            "share-of-losses",
            "You return the share of losses. None of five is the same share as none of fifty, and far less sure.",
            hint="M92",
            edits={_ALL: "losses / n if n else 1.0"},
        ),
        Mutant(
            "one-sequence",
            "You give the probability of one sequence of coins, twice. The result can come about in many orders, and "
            "more lopsided ones count as well.",
            edits={_ALL: "min(1.0, 2 / 2**n)"},
        ),
        Mutant(
            "power-of-wins",
            "You give the probability of so many wins in a row, twice, and forget the losses. They are coins as well.",
            hint="M92",
            edits={_ALL: "min(1.0, 2 / 2**wins)"},
        ),
        Mutant(
            "only-twice-above-one",
            "You give the probability of one sequence of coins, twice, and without any pair that is 2. The result "
            "can come about in many orders, and more lopsided ones count as well.",
            edits={_ALL: "2 / 2**n"},
        ),
        Mutant(
            "difference-for-the-count",
            "You add up to the difference of the two counts. The tail goes from 0 to the smaller count.",
            edits={_FEW: "abs(wins - losses)"},
        ),
        Mutant(
            "normal",
            "You use a bell curve. For a few pairs it is far off: add up the outcomes of the coins themselves.",
            fn=_normal(0),
        ),
        Mutant(
            "normal-corrected",
            "You use a bell curve with a correction. It is nearer than without, but not exact: add up the outcomes of "
            "the coins themselves.",
            fn=_normal(1),
        ),
        Mutant(
            "float-factorials",
            "Your factorials are floats, and from 171 on no float is large enough. Python's whole numbers are: "
            "math.comb, and one division at the end.",
            fn=_float_ways,
        ),
        Mutant(
            "float-ways",
            "You turn the ways into floats before you divide, and with a thousand pairs no float is large enough. Add "
            "up whole numbers, and divide once at the end.",
            fn=_float_sum,
        ),
        Mutant(
            "underflow",
            "Your p is 0 where there are many pairs: 0.5**n is rounded to 0 there. Add up whole numbers, and divide "
            "once at the end.",
            fn=_underflow,
        ),
        Mutant(
            "no-pairs-zero",
            "Without any pair your p is 0, as if all were proved. Nothing has been seen: every outcome is as lopsided "
            "as this, and p is 1.",
            fn=_nothing(0.0),
        ),
        Mutant(
            "no-pairs-nan",
            "Without any pair your p is no number. Nothing has been seen: p is 1.",
            fn=_nothing(float("nan")),
        ),
        Mutant(
            "no-pairs-half",
            "Without any pair your p is 0.5. Nothing has been seen, and every outcome is as lopsided as this: p is 1.",
            fn=_nothing(0.5),
        ),
        Mutant(
            "no-pairs-two",
            "Without any pair you divide by 0. Nothing has been seen: p is 1.",
            fn=_divided,
        ),
        Mutant(
            "strict, 1 without pairs",
            "You leave out the outcome that came. The tail holds all that is at least as lopsided, itself included.",
            edits={_RANGE: "range(few + (n == 0))"},
        ),
        Mutant(
            "above-one, 1 without pairs",
            "Where wins and losses are level your p is above 1: both tails hold the middle. Cut at 1.",
            edits={_ALL: f"{_P} if n else 1.0"},
        ),
        Mutant(
            "no-pairs-refused",
            "Without any pair your function raises a ValueError, as the test of scipy does. Nothing has been seen "
            "then, and p is 1.",
            fn=_refused,
        ),
    ),
)
