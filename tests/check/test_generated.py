"""Generated mistakes: what is edited, how it is recognised and named, and what is said where nothing is."""

import ast
import collections
import random
import time
import warnings

import numpy as np
import pytest

from lstm_course import check
from lstm_course.authoring import diagnose
from lstm_course.check import engine, facts, generated, slips, wording
from lstm_course.check.bench import TICKS, bench
from lstm_course.check.calls import quiet
from lstm_course.check.exercise import Exercise, Mutant, Probe
from lstm_course.check.slips.switched import Switched
from lstm_course.check.values import digest, equal

pytestmark = pytest.mark.slow
RECORDS = check.records()
EDITABLE = [name for name, record in RECORDS.items() if not record.as_dict or record.drive]
QUICK = [
    "fix_sum",
    "make_windows",
    "sigmoid",
    "lstm_step",
    "count_params",
    "rnn_step",
    "adding_batch",
    "seeds_needed",
]


def weighed(x, w, k):
    total = 0.0
    for t in range(k):
        total = total + x[t] * w
    kept = np.tanh(total)
    return kept, x.mean(axis=0) - 1


def a_record(**options):
    """Return the record of a small exercise with a loop, two results and a known mistake."""
    return Exercise(
        **{
            "name": "weighed",
            "number": "9.1",
            "signature": "weighed(x, w, k)",
            "returns": {"kept": "(H,)", "mean": "(H,)"},
            "reference": weighed,
            "probes": lambda rng: [
                Probe((rng.normal(size=(T, 3)), rng.normal(size=3), k)) for T, k in [(4, 2), (6, 5), (3, 3)]
            ],
            "points": {"kept": 2, "mean": 1},
            "read": 'lesson 09, "Weighed"',
            "mutants": (Mutant("adds", "You add w.", edits={"x[t] * w": "x[t] + w"}),),
            **options,
        }
    )


WEIGHED = a_record()


def run(fn, record=WEIGHED):
    return engine.run(record, fn)


WRONG = [  # written as a learner would, not as the generator does
    (lambda x, w, k: (np.tanh((x[: k - 1] * w).sum(0)), x.mean(0) - 1), "ends one step too early"),
    (lambda x, w, k: (np.tanh((x[1:k] * w).sum(0)), x.mean(0) - 1), "begins one step too late"),
    (lambda x, w, k: ((x[:k] * w).sum(0), x.mean(0) - 1), "`tanh` is not applied"),
    (lambda x, w, k: (np.tanh(x[k - 1] * w), x.mean(0) - 1), "`x[t] * w`"),
    (lambda x, w, k: (np.tanh(x[0] * w), x.mean(0) - 1), "after its first pass"),
    (lambda x, w, k: (np.tanh((x[:k] * (1 - w)).sum(0)), x.mean(0) - 1), "`w` is turned round"),
    (lambda x, w, k: (np.tanh((x[:k] * w).sum(0)), x.sum(0) - 1), "`mean` is not what stands there"),
    (lambda x, w, k: (np.tanh((x[:k] * w).sum(0)), x.mean(0) + 1), "added"),
    (lambda x, w, k: (np.tanh((x[:k] / w).sum(0)), x.mean(0) - 1), "divided"),
    (lambda x, w, k: (x.mean(0) - 1, np.tanh((x[:k] * w).sum(0))), "another order"),
    (lambda x, w, k: (np.maximum((x[:k] * w).sum(0), 0), x.mean(0) - 1), "another function"),
    (lambda x, w, k: (np.tanh((x[:k] * w).sum(0)), x.mean(1) - 1), "axis is another one"),
]


@pytest.mark.parametrize(("fn", "words"), WRONG, ids=[words for _, words in WRONG])
def test_a_single_edit_in_other_words_is_named(fn, words):
    result = run(fn)
    assert result.status == "failed"
    assert words in result.message, result.message
    assert result.hint.startswith("edit: ")
    assert result.message.endswith('Read lesson 09, "Weighed".')


def test_a_known_mistake_wins_over_the_same_edit():
    result = run(lambda x, w, k: (np.tanh((x[:k] + w).sum(0)), x.mean(0) - 1))
    assert (result.hint, result.message) == ("adds", 'You add w. Read lesson 09, "Weighed".')


def test_an_edit_made_in_place_is_the_same():
    def fn(x, w, k):
        w *= -1
        return weighed(x, w, k)

    assert "`total - x[t] * w`" in run(fn).message

    def known(x, w, k):
        mean = x.mean(axis=0) - 1
        x += w
        return np.tanh(x[:k].sum(axis=0)), mean

    assert run(known).hint == "adds"


@pytest.mark.parametrize(
    "fn",
    [
        lambda x, w, k: ((x[:k] * w).sum(0), x.mean(0) + 1),
        lambda x, w, k: (np.tanh((x[: k - 1] * (1 - w)).sum(0)), x.mean(0) - 1),
        lambda x, w, k: (np.tanh((x[:k] + w).sum(0)), x.sum(0) - 1),
    ],
)
def test_two_edits_at_once_are_both_named(fn):
    start = time.thread_time()
    result = run(fn)
    assert time.thread_time() - start < 2 * generated.SECONDS
    assert result.message.startswith("Two mistakes at once. ")
    assert " And: " in result.message


def test_what_is_right_but_of_another_type_is_no_edit():
    assert run(lambda x, w, k: [one.astype(np.int64) for one in weighed(x, w, k)]).hint is None
    assert run(lambda x, w, k: tuple(one.astype(np.float32) for one in weighed(x, w, k))).passed


def test_an_endless_loop_among_the_edits_ends():
    record = RECORDS["lag_of_1e6"]
    start = time.thread_time()
    generated.index(record, (1,)).go_on(generated.Limit(20))
    assert time.thread_time() - start < 5
    assert TICKS < 10**5


@pytest.mark.parametrize("name", EDITABLE)
def test_every_reference_has_edits_and_is_itself_without_any(name):
    record = RECORDS[name]
    ready = bench(record)
    assert len(ready.edits) >= 10
    assert len({edit.places for edit in ready.edits}) == len(ready.edits)
    for edit in ready.edits:
        said = generated.said(record, (edit,))
        assert "{" not in said.replace("{}", "") or "{" in ready.ref.text
        assert said[0].isupper() or said[0] == "`"
        assert said.rstrip(")").endswith(".")
    seeds = (3,)
    known = generated.index(record, seeds)
    with quiet():
        values = [known.call(k) for k in range(len(known.probes))]
    assert all(equal(a, b, record.tolerance) for a, b in zip(values, known.right, strict=True))


@pytest.mark.parametrize("name", QUICK)
def test_switches_do_what_the_edited_text_does(name):
    ready = bench(RECORDS[name])
    known = generated.index(RECORDS[name], (4,))
    chance = random.Random(0)
    for edit in chance.sample(ready.edits, min(60, len(ready.edits))):
        with quiet():
            switched = known.call(known.telling, edit)
            fn = ready._make(edit.places)
            outcome = engine.call(RECORDS[name], fn, known.probes[known.telling]) if fn else None
            if outcome and outcome.raised and outcome.raised.kind == "UnboundLocalError":
                outcome.raised.kind = "NameError"
            found = outcome and engine.fingerprint(RECORDS[name], [outcome], [known.probes[known.telling]])
        if switched is None or found is None:
            assert found is None, edit
        else:
            assert digest(switched) == digest(found[0][0]), edit


@pytest.mark.parametrize("name", QUICK)
def test_every_edit_is_named_and_no_sentence_blames_what_is_right(name):
    row = diagnose.diagnose(RECORDS[name])
    assert row.named >= 0.95 * row.judged
    assert row.blamed == []
    assert row.judged + row.raises + len(row.accepted) == row.edits


def test_a_sentence_that_blames_what_is_right_is_found_out():
    probe = Probe((np.ones((2, 3)), np.ones(3), 2), "kept is wrong. Look at the mean.", about=("mean",))
    record = a_record(probes=lambda rng: [probe, *WEIGHED.probes(rng)])
    assert any("Look at the mean" in text for text in diagnose.diagnose(record).blamed)


def test_an_edit_that_does_not_come_back_blames_nothing(monkeypatch):
    off = engine.Observed(refused=engine.Verdict("failed", "It has not come back."))
    monkeypatch.setattr(diagnose.engine, "observe", lambda *args: off)
    row = diagnose.diagnose(WEIGHED)
    assert row.edits
    assert (row.blamed, row.judged) == ([], row.edits)


def test_where_to_look_is_only_said_with_the_lines_that_it_speaks_of():
    text = "With k = 2 two are added; yours are not. Look at the loop."
    assert wording.without_blame(Probe((), text)) == "With k = 2 two are added; yours are not."
    assert wording.without_blame(Probe((), text, about=("total",))) == text


FACTS = [
    (lambda y: 0 * y, "all zeros"),
    (lambda y: -y, "has the other sign"),
    (lambda y: 2 * y, "is twice"),
    (lambda y: 3.7 * y, "off by a factor"),
    (lambda y: y * y.size, "off by one factor for all its elements"),
    (lambda y: y + 0.3, "too large by the same amount"),
    (lambda y: np.repeat(y[:, :1], y.shape[1], axis=1), "is the same for all time steps"),
    (lambda y: np.repeat(y[:1], len(y), axis=0), "is the same for all sequences"),
    (lambda y: np.roll(y, 1, axis=1), "comes one time step too late"),
    (lambda y: np.roll(y, -1, axis=1), "comes one time step too early"),
    (lambda y: y[:, ::-1], "runs backwards along the time steps"),
    (lambda y: np.concatenate([y[:, :-1], 0.5 * y[:, -1:]], axis=1), "only the last time step is wrong"),
    (lambda y: np.round(y, 2), "looks rounded"),
    (lambda y: y**2, ""),
]


@pytest.mark.parametrize(("change", "words"), FACTS, ids=[words or "none" for _, words in FACTS])
def test_plain_facts(change, words):
    rng = np.random.default_rng(0)
    record = a_record(returns={"y": "(N, T)"}, signature="f(x)")
    wanted = [{"y": rng.normal(size=shape)} for shape in [(2, 4), (3, 5), (2, 6)]]
    measured = [{"y": change(one["y"])} for one in wanted]
    probes = [Probe((rng.normal(size=one["y"].shape),)) for one in wanted]
    found = facts.fact(record, probes, wanted, measured, "y")
    assert words in found
    assert bool(words) == bool(found), found


def test_an_argument_that_comes_back_unchanged():
    record = a_record(returns={"y": "(N,)"}, signature="f(x, w)")
    probes = [Probe((np.arange(k), np.ones(k))) for k in (2, 3)]
    measured = [{"y": probe.args[0]} for probe in probes]
    wanted = [{"y": probe.args[0] ** 2 + 3} for probe in probes]
    assert facts.fact(record, probes, wanted, measured, "y") == "Your y is your argument x, unchanged."


def test_none_for_some_inputs_is_not_a_stub():
    result = check.run("lag_of_1e6", lambda w: None if abs(w) >= 1 else 3)
    assert result.status == "failed"
    assert result.message.startswith("For w = 1 your function returns None")


def test_arguments_in_another_order_are_told():
    result = check.run("keep_write_read", lambda f, i, o, g, c_prev: (o * c_prev, c_prev + g))
    assert "wanted (c_prev, g, f, i, o), yours takes (f, i, o, g, c_prev)" in result.message


def test_words_that_a_quiz_does_not_take_are_listed():
    right = RECORDS["task_shapes"].reference()
    result = check.run("task_shapes", lambda: {**right, "mood of a review": "many to one"})
    assert result.points == result.max_points - 1
    assert "'many to one' is not one of the words" in result.message
    assert "one-to-many, many-to-one, many-to-many" in result.message


@pytest.mark.parametrize("kind", [collections.OrderedDict, lambda d: collections.defaultdict(str, d)])
def test_other_dicts_are_dicts(kind):
    assert check.run("task_shapes", lambda: kind(RECORDS["task_shapes"].reference())).passed


def test_float32_will_do_but_where_the_text_asks_for_float64():
    step = RECORDS["lstm_step"].reference
    assert check.run("lstm_step", lambda *args: tuple(one.astype(np.float32) for one in step(*args))).passed
    result = check.run("one_hot", lambda codes, K: np.eye(K, dtype=np.float32)[codes])
    assert "float32" in result.message
    assert not result.passed


@pytest.mark.parametrize("name", QUICK)
def test_errors_for_rounding_and_warnings_change_nothing(name):
    record = RECORDS[name]
    for cached in (
        engine.make_probes,
        engine.references,
        engine.mutant_prints,
        engine.pair_prints,
        generated.index,
    ):
        cached.cache_clear()
    bench.cache_clear()
    wrong = record.build(record.mutants[0])
    with np.errstate(all="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        assert check.run(name, record.reference).passed
        assert check.run(name, wrong).hint == record.mutants[0].hint_id


def test_the_search_is_bounded_and_goes_on_where_it_ended():
    record = a_record()
    known = generated.index(record, (5,))
    known.go_on(generated.Limit(0))
    begun = known._asked
    assert begun < len(known.bench.edits)
    known.go_on(generated.Limit(10))
    assert known._asked == len(known.bench.edits)


def test_an_edit_that_names_an_argument_twice_has_no_switch():
    text = "def spread(x):\n    return x.std(ddof=1)\n"
    stop = text.index("1)") + 1
    node = ast.parse(text).body[0]
    twice, other = (
        slips.Edit(((start, stop, new),), "word", "", (start, stop), node)
        for start, new in ((stop, ", ddof=0"), (stop - 1, "0"))
    )
    names = {}
    built = Switched(slips.Reference(text, "spread"), (twice, other), names, lambda: None)
    assert list(built.places) == [other.places]
    built.choose(built.places[other.places])
    assert built.function(np.array([1.0, 3.0])) == 1
