"""Each recorded run shows the sign that its fault is told by, and its probe proves it."""

import functools
import math
import subprocess
import sys

import numpy as np
import pytest
import torch

from lstm_course.signatures import FAULTS, recording
from lstm_course.signatures import __main__ as command
from lstm_course.signatures.runs import HEALTHY, RECIPES, TRAINING, letters, lines, probed, sums, train

RECORDED = recording()
LINES = RECORDED["lines"]
KEYS = [fault.key for fault in FAULTS]
SEEDS = range(2)


def of(name, seed, kind="train"):
    """Return a recorded curve, one loss at each fifth step."""
    return np.array(RECORDED["runs"][name][kind][seed])


# --- the recording --------------------------------------------------------------------------------


def test_the_recording_is_complete_and_small():
    assert set(RECORDED["runs"]) == set(RECIPES)
    assert {fault.mended for fault in FAULTS} | set(KEYS) == set(RECIPES)
    assert len(set(KEYS)) == len(KEYS) == 14
    for run in RECORDED["runs"].values():
        assert {len(losses) for kind in ("train", "validation") for losses in run[kind]} == {80}
        assert len(run["train"]) == len(run["validation"]) == 2
        assert run["train"][0] != run["train"][1]  # the seeds are two
    assert RECORDED["every"] * 80 == 400
    assert recording() == RECORDED
    assert recording()["runs"] is not RECORDED["runs"]
    from lstm_course import signatures

    assert signatures.FILE.stat().st_size < 60_000


def test_every_fault_is_one_change_of_its_mended_recipe():
    for fault in FAULTS:
        here, mended = (vars(RECIPES[name]) for name in (fault.key, fault.mended))
        changed = [name for name in here if here[name] != mended[name]]
        assert len(changed) == (fault.key != "healthy"), fault.key
    assert RECIPES["healthy"] == HEALTHY


@pytest.mark.slow
@pytest.mark.parametrize("name", ["healthy", "exploding"])
def test_the_first_values_are_recorded_as_they_come(name):
    again = train(RECIPES[name], 0, steps=11)
    for kind in ("train", "validation"):
        recorded = of(name, 0, kind)[: len(again[kind])]
        assert len(recorded) == 3
        np.testing.assert_allclose(again[kind], recorded, rtol=0.2 if name == "exploding" else 0.02)


@pytest.mark.slow
def test_a_run_is_the_same_again_and_leaves_the_random_numbers_alone():
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    first = train(HEALTHY, 3, steps=6)
    assert torch.equal(torch.rand(3), expected)
    assert train(HEALTHY, 3, steps=6) == first
    assert train(HEALTHY, 4, steps=6) != first


def test_the_lines_are_where_they_are_recorded():
    levels = lines()
    assert levels.keys() == LINES.keys()
    for name, level in levels.items():
        assert level == pytest.approx(LINES[name], abs=0.02)
    assert levels["ln V"] == pytest.approx(math.log(len(letters()[0])))
    assert RECORDED["symbols"] == pytest.approx(len(letters()[0]), abs=3)  # of another babel


def test_the_levels_are_cross_entropies_of_counted_tables():
    """Count with dictionaries, and without the pseudo-counts, which change little."""
    _, training, validation = letters()
    known = [codes[codes != 0].tolist() for codes in training.y]
    held_out = [codes[codes != 0].tolist() for codes in validation.y]
    counts = np.ones(len(letters()[0]))
    for name in known:
        for code in name:
            counts[code] += 1
    share = counts / counts.sum()
    assert lines()["letters"] == pytest.approx(
        np.mean([-np.log(share[code]) for name in held_out for code in name]), abs=0.01
    )
    by_place = np.tile(share * 10, (21, 1))
    for name in known:
        for place, code in enumerate(name):
            by_place[place, code] += 1
    by_place /= by_place.sum(1, keepdims=True)
    expected = np.mean([-np.log(by_place[t, code]) for name in held_out for t, code in enumerate(name)])
    assert lines()["by place"] == pytest.approx(expected, abs=0.03)


def test_names_and_sums_are_what_they_should_be():
    symbols, training, validation = letters()
    assert symbols[:2] == "_|"
    assert len(set(symbols)) == len(symbols)
    assert len(training.x) == TRAINING
    assert 300 < len(validation.x) < 600
    for x, y, mask in (training, validation):
        assert x.shape == y.shape == mask.shape == (len(x), 21)
        torch.testing.assert_close(x[:, 1:][mask[:, 1:]], y[:, :-1][mask[:, 1:]])
        assert (x[:, 0] == 1).all()
        assert ((y == 1).sum(1) == 1).all()  # each name ends once
        assert torch.equal(mask, y != 0)
    rows = {tuple(row) for row in training.x.tolist()}
    assert len(rows) == TRAINING
    assert not rows & {tuple(row) for row in validation.x.tolist()}  # nothing of the one is in the other
    lengths = training.mask.sum(1)
    assert (lengths.diff() >= 0).all()
    known, held_out = sums(torch.Generator().manual_seed(1))
    for x, y, mask in (known, held_out):
        torch.testing.assert_close(y, sum(x[:, t, 0] for t in range(10)))
        assert y.var() == pytest.approx(LINES["variance"], rel=0.1)
        assert mask.all()
    assert len(known.x) == TRAINING


# --- what each curve shows ------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_all_runs_of_letters_start_at_ln_v_and_the_sums_near_their_variance(seed):
    for name, recipe in RECIPES.items():
        level, width = (LINES["ln V"], 0.02) if recipe.task == "letters" else (LINES["variance"], 1.2)
        for kind in ("train", "validation"):
            assert abs(of(name, seed, kind)[0] - level) < width, name


@pytest.mark.parametrize("seed", SEEDS)
def test_healthy_passes_the_lines_and_validation_stays_close(seed):
    loss, validation = of("healthy", seed), of("healthy", seed, "validation")
    assert (loss[20:] < min(LINES["letters"], LINES["by place"])).all()  # from step 100 on
    assert loss[-10:].mean() < loss[40:50].mean() - 0.1 < loss[20:30].mean() - 0.2
    assert abs(validation[-10:].mean() - loss[-10:].mean()) < 0.15


@pytest.mark.parametrize("seed", SEEDS)
def test_learning_rates(seed):
    healthy, high, low = (of(name, seed) for name in ("healthy", "rate_high", "rate_low"))
    assert high[4:10].mean() < healthy[4:10].mean() - 0.1  # faster at first
    assert abs(high[-20:].mean() - high[20:40].mean()) < 0.1  # no gain after step 100
    assert high[-20:].mean() > healthy[-20:].mean() + 0.15
    assert (abs(low[:20] - LINES["ln V"]) < 0.12).all()  # the shoulder
    assert LINES["letters"] < low[-1] < 3.6
    assert np.abs(low - of("rate_low", seed, "validation")).max() < 0.1


@pytest.mark.parametrize("seed", SEEDS)
def test_sorted_data_makes_teeth_of_an_epoch_in_training_alone(seed):
    teeth = of("sorted", seed)[20:].reshape(-1, 5)  # 25 steps in a row of five values
    tooth = teeth.mean(0)
    healthy = of("healthy", seed)[20:].reshape(-1, 5).mean(0)
    assert np.ptp(tooth) > 2 * np.ptp(healthy)
    assert np.ptp(tooth) > 0.15
    assert (teeth.argmax(1) == tooth.argmax()).mean() > 0.7  # at the same place in nearly every epoch
    validation = of("sorted", seed, "validation")[20:].reshape(-1, 5)
    assert np.ptp(validation.mean(0)) < 0.05
    assert validation[-1].mean() < of("healthy", seed, "validation")[-5:].mean() + 0.25


@pytest.mark.parametrize("seed", SEEDS)
def test_plateaus(seed):
    for kind in ("train", "validation"):
        neighbour = of("neighbour", seed, kind)[40:]
        assert abs(neighbour.mean() - LINES["by place"]) < 0.06
        assert neighbour.std() < 0.06
        twice = of("softmax_twice", seed, kind)[20:]
        assert (abs(twice - (LINES["ln V"] - 0.1)) < 0.08).all()
        gate = of("shut_gate", seed, kind)
        assert (gate > LINES["letters"] - 0.02).all()  # never below it
        assert gate[-1] < LINES["letters"] + 0.25
        assert gate[20] > gate[40] > gate[79]
        broadcast = of("broadcast", seed, kind)[2:]
        assert abs(broadcast.mean() - LINES["variance"]) < 0.25
    assert of("sum", seed, "validation")[-1] < 0.05
    assert abs(of("broadcast", seed, "validation")[20:].std()) < 0.03


@pytest.mark.parametrize("seed", SEEDS)
def test_too_good_and_too_low(seed):
    for kind in ("train", "validation"):
        assert of("unshifted", seed, kind)[-1] < 0.05
        padding, healthy = of("padding", seed, kind), of("healthy", seed, kind)
        assert (padding[4:] < 0.7 * healthy[4:]).all()
        assert (padding[10:] > of("unshifted", seed, kind)[10:] + 0.3).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_scissors(seed):
    loss, validation = of("overfitting", seed), of("overfitting", seed, "validation")
    assert 100 <= 5 * validation.argmin() <= 220
    assert validation[-1] > validation.min() + 0.3
    assert loss[-1] < 1.3
    assert (np.diff(loss.reshape(-1, 10).mean(1)) < 0).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_gradients_not_cleared_fall_turn_and_climb_on_both_curves(seed):
    for kind in ("train", "validation"):
        loss = of("not_cleared", seed, kind)
        assert 10 < loss.argmin() < 50
        assert loss.min() < LINES["by place"] - 0.15
        assert loss[-10:].mean() > loss.min() + 0.4
        assert of("sgd", seed, kind)[-10:].mean() < loss[-10:].mean() - 0.4


@pytest.mark.parametrize("seed", SEEDS)
def test_unclipped_runs_leap_over_ln_v_and_the_mended_ones_do_not(seed):
    late, exploding = of("clipped_late", seed), of("exploding", seed)
    assert late[1:10].max() > 2 * LINES["ln V"]
    assert np.abs(np.diff(late[20:])).mean() > 3 * np.abs(np.diff(of("sgd_30", seed)[20:])).mean()
    assert exploding[1:3].max() > 5 * LINES["ln V"]
    assert exploding[1:].min() > 2 * LINES["ln V"]  # and never gets back
    for name in ("sgd_30", "sgd_60"):
        assert of(name, seed)[1:].max() < LINES["ln V"]
        assert of(name, seed)[-1] < 2.5


@pytest.mark.slow
def test_clipping_after_the_step_is_no_clipping():
    from dataclasses import replace

    late = RECIPES["clipped_late"]
    never = replace(late, max_norm=None, clip_late=False)
    assert train(late, 0, steps=11) == train(never, 0, steps=11)
    pairs = {frozenset((fault.key, fault.alike)) for fault in FAULTS if fault.alike}
    assert pairs == {frozenset(("clipped_late", "exploding"))}


def test_it_is_the_output_gate_that_is_shut():
    seen = {}
    train(RECIPES["shut_gate"], 0, 1, lambda moment, names: seen.update(names))
    H, bias = 64, seen["net"].lstm.bias_ih_l0.detach()
    assert (bias[3 * H :] < -19.9).all()  # after one step of Adam
    assert (bias[: 3 * H].abs() < 0.2).all()


# --- the probes -----------------------------------------------------------------------------------


@functools.cache
def said(key, steps):
    return probed(key, seed=0, steps=steps)


def numbers(values):
    return np.array([float(value) for value in values])


@pytest.mark.slow
def test_probes_that_look_at_the_batch():
    here, mended = said("sorted", 26)
    assert max(here) <= 3
    assert min(mended) >= 12
    here, mended = said("neighbour", 3)
    assert all(x.strip("|") != y.strip("|") for x, y in here)
    assert all(x.strip("|") == y.strip("|") and x[0] == y[-1] == "|" for x, y in mended)
    here, mended = said("unshifted", 30)
    assert set(numbers(here)) == {1}
    assert 0 < numbers(mended).mean() < 0.03
    here, mended = said("broadcast", 2)
    assert set(here) == {(64, 64)}
    assert set(mended) == {(64,)}


@pytest.mark.slow
def test_probes_of_outputs():
    here, mended = said("softmax_twice", 3)
    for sums_to in here:
        torch.testing.assert_close(sums_to, torch.ones(64, 21))
    assert all((sums_to - 1).abs().min() > 1e-4 for sums_to in mended)
    here, mended = said("shut_gate", 30)
    assert numbers(here).max() < 1e-8
    assert mended[-1] > 0.9
    here, mended = said("padding", 30)
    assert here[-1] > 3
    assert set(numbers(mended)) == {0}


@pytest.mark.slow
def test_probes_of_a_step():
    here, mended = said("not_cleared", 4)
    assert here == [False, True, True, True]  # the first step is as it should be
    assert mended == [False] * 4
    first = {name: float(said(name, 1)[0][0]) for name in ("rate_high", "rate_low")}
    healthy = float(said("rate_high", 1)[1][0])
    assert first["rate_high"] > 1
    assert first["rate_low"] == pytest.approx(2e-4, rel=0.3)
    assert healthy == pytest.approx(0.02, rel=0.3)
    for name, least in (("clipped_late", 5), ("exploding", 10)):
        here, mended = (numbers(norms) for norms in said(name, 60))
        assert here.max() > least
        assert mended.max() == pytest.approx(0.1, rel=1e-4)


@pytest.mark.slow
def test_probes_of_whole_runs():
    here, mended = probed("healthy", first=380)
    assert here is mended
    assert len(here) == 20
    assert min(here) > 1
    here, mended = probed("overfitting", first=380)
    assert np.mean(numbers(here)) > 2
    assert abs(np.mean(numbers(mended))) < 0.3


def test_a_fault_that_is_not_known_is_named():
    with pytest.raises(ValueError, match=r"key must be one of healthy, .*, got 'sgd'"):
        probed("sgd")


# --- the command ----------------------------------------------------------------------------------


def test_the_command_writes_what_recording_reads(tmp_path, monkeypatch, capsys):
    import json

    from lstm_course import signatures

    monkeypatch.setattr(command, "FILE", tmp_path / "runs.json")
    monkeypatch.setattr(command, "RECIPES", {"sum": RECIPES["sum"]})
    monkeypatch.setattr(
        command, "train", lambda recipe, seed: {"train": [3.14159, seed], "validation": [0.12345]}
    )
    command.main()
    made = json.loads((tmp_path / "runs.json").read_text())
    assert made["runs"] == {"sum": {"train": [[3.14, 0], [3.14, 1]], "validation": [[0.123], [0.123]]}}
    assert made["lines"] == pytest.approx(LINES, abs=0.02)
    assert set(made) | {"faults"} == set(signatures.recording())
    assert "sum 0.12 0.12" in capsys.readouterr().out


def test_reading_the_recording_loads_no_torch():
    code = "import sys; from lstm_course.signatures import recording; recording(); assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
