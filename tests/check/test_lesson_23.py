"""The references of lesson 23 against SciPy, statsmodels and plain enumeration, and what their drivers refuse."""

import itertools

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from lstm_course import check
from lstm_course.check import engine
from lstm_course.drive import Unfit, fair

RECORDS = {name: record for name, record in check.records().items() if record.lesson == 23}
REFERENCE = {name: record.reference for name, record in RECORDS.items()}
CLAIM = {"models": ["gru", "lstm"], "units": {"gru": 12, "lstm": 10}, "rates": [0.1, 0.01], "steps": 64}


def passes(name, fn):
    """Whether an answer in another form passes, on the seeds of the check and on others."""
    return all(engine.run(RECORDS[name], fn, seeds).passed for seeds in (engine.SEEDS, (3,)))


class TestHowSure:
    def test_signs_are_those_of_all_falls_of_the_coins(self):
        for n in range(1, 9):
            falls = [sum(coins) for coins in itertools.product((0, 1), repeat=n)]
            for wins in range(n + 1):
                lopsided = [abs(2 * k - n) >= abs(2 * wins - n) for k in falls]
                assert REFERENCE["sign_test"](wins, n - wins) == pytest.approx(np.mean(lopsided))

    def test_the_binomial_test_of_scipy_passes(self):
        def by_scipy(wins, losses):
            return float(stats.binomtest(wins, wins + losses).pvalue) if wins + losses else 1.0

        assert passes("sign_test", by_scipy)

    def test_holm_rejects_what_every_set_of_claims_rejects(self):
        """A claim falls where each set that holds it falls by Bonferroni's correction (Marcus et al., 1976)."""
        rng = np.random.default_rng(0)
        for _ in range(60):
            p, level = rng.uniform(0, 0.3, rng.integers(1, 7)) ** 2, rng.uniform(0.01, 0.2)
            sets = [one for k in range(len(p)) for one in itertools.combinations(range(len(p)), k + 1)]
            wanted = [
                all(p[list(one)].min() <= level / len(one) for one in sets if k in one) for k in range(len(p))
            ]
            assert REFERENCE["holm"](p, level).tolist() == wanted

    def test_holm_is_that_of_statsmodels(self):
        p = np.array([0.02, 0.001, 0.3, 0.013, 0.012])
        np.testing.assert_array_equal(REFERENCE["holm"](p, 0.05), multipletests(p, 0.05, method="holm")[0])

    def test_a_false_find_is_as_rare_as_the_level_says(self):
        rng = np.random.default_rng(1)
        found = [REFERENCE["holm"](rng.uniform(size=52), 0.1).any() for _ in range(2000)]
        assert 0.07 < np.mean(found) < 0.13


class TestTrials:
    @pytest.mark.parametrize("margin", [0.0, 0.5, 3.0])
    def test_the_verdict_is_that_of_scipy(self, margin):
        rng, said = np.random.default_rng(2), set()
        for _ in range(40):
            validation, test = rng.normal(size=(2, 2, 2, 5)) + np.array([5, 6.5])[:, None, None]
            verdict, made, strange = fair.trial(
                REFERENCE["run_claim"], CLAIM, validation, test, [3, 1, 4, 9, 5], margin
            )
            ours, theirs = (t[v.mean(axis=1).argmin()] for v, t in zip(validation, test, strict=True))
            low, high = stats.ttest_rel(theirs, ours).confidence_interval()
            assert verdict == ("holds" if low > margin else "fails" if high < margin else "undecided")
            assert made.tolist() == np.ones((2, 2, 5)).tolist()
            assert not strange.any()
            said.add(verdict)
        assert len(said) > 1

    def test_other_budgets_are_noted_and_pay(self):
        trainings = fair.Trainings(CLAIM, np.full((2, 2, 1), 4.0), np.full((2, 2, 1), 6.0), [7])
        assert trainings.train("lstm", 10, 0.1, 64, 7) == (4.0, 6.0)
        assert trainings.train("lstm", 10, 0.1, 256, 7) == (2.0, 3.0)
        assert trainings.train("gru", 48, 0.01, 64, 7) == (2.0, 3.0)
        assert trainings.strange.tolist() == [[1, 0], [0, 1]]
        assert trainings.made[:, :, 0].tolist() == [[0, 1], [2, 0]]

    @pytest.mark.parametrize(
        ("given", "named"),
        [
            (("rnn", 10, 0.1, 64, 7), "model"),
            (("gru", 12, 0.3, 64, 7), "rate"),
            (("gru", 12, 0.1, 64, 8), "seed"),
            (("gru", {"gru": 12}, 0.1, 64, 7), "units"),
            (("gru", 12, 0.1, 0, 7), "steps"),
            (("gru", 12, [0.1], 64, 7), "rate"),
        ],
    )
    def test_what_the_claim_does_not_hold_is_refused(self, given, named):
        trainings = fair.Trainings(CLAIM, np.ones((2, 2, 1)), np.ones((2, 2, 1)), [7])
        with pytest.raises(ValueError, match=f"train got {named}"):
            trainings.train(*given)

    @pytest.mark.parametrize("said", ["not decided", True])
    def test_another_verdict_is_refused(self, said):
        with pytest.raises(Unfit, match="expected one of holds, fails, undecided"):
            fair.trial(lambda *args: said, CLAIM, np.ones((2, 2, 1)), np.ones((2, 2, 1)), [7], 0.0)


class TestReviews:
    @pytest.mark.parametrize(
        ("found", "said"),
        [
            ({}, "an empty one"),
            (["best seed"], "of type list"),
            (set("best seed"), "holds the letter"),
            ({"best seed", "one seed"}, "'one seed', which is none of the ten"),
        ],
    )
    def test_what_is_no_set_of_faults_is_refused(self, found, said):
        with pytest.raises(Unfit, match=said):
            fair.review(lambda plan: found, [{}])

    def test_there_is_a_clean_plan_and_one_with_every_fault(self):
        plans = engine.make_probes(RECORDS["design_review"], (3,))[0].args[0]
        found = np.array(fair.review(REFERENCE["design_review"], plans))
        assert found.shape == (12, 10)
        assert {0, 1, 2, 10} <= set(found.sum(axis=1).tolist())
        assert (found.sum(axis=0) > 1).all()

    def test_a_frozen_set_passes(self):
        assert passes("design_review", lambda plan: frozenset(REFERENCE["design_review"](plan)))
