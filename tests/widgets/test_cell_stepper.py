"""The cell stepper takes layers and sequences from Python, refuses what does not fit, and gives edited weights back."""

import json

import numpy as np
import pytest
import traitlets

from lstm_course import widgets
from lstm_course.datasets import stories
from lstm_course.layers import GRU, LSTM
from lstm_course.widgets import CellStepper

D, H, T = 3, 4, 6


@pytest.fixture
def layer(rng):
    layer = LSTM(D, H, rng=rng)
    layer.params = {
        name: rng.normal(0, 1.2, value.shape) for name, value in layer.params.items()
    }  # biases, too
    return layer


@pytest.fixture
def sequence(rng):
    """Give x, and h and c before the first time step."""
    return rng.normal(size=(T, D)), (rng.normal(size=H), rng.normal(size=H))


def test_a_browser_may_set_another_story_at_once_but_no_half_of_it():
    stepper = CellStepper(step=8)
    words, x = stories.read("Dan is tall ?")
    stepper.set_state({"symbols": words, "x": x[0].tolist(), "step": 3, "gates": [], "edits": {}})
    assert stepper.symbols == words
    assert (stepper.x, stepper.step) == (x[0].tolist(), 3)
    with pytest.raises(traitlets.TraitError, match="x must have 4 rows"):
        stepper.x = stories.read("Bob ?")[1][0].tolist()
    assert stepper.symbols == words


def test_the_default_is_the_cell_of_the_lesson_at_dan():
    stepper = CellStepper()
    words, x = stories.read(stories.SWITCH)
    assert stepper.symbols == words
    assert words[stepper.step] == "Dan"
    assert stepper.features == list(stories.FEATURES)
    assert stepper.x == x[0].tolist()
    for name, value in zip(("W_x", "W_h", "b"), stories.cell(), strict=True):
        assert stepper.weights[name] == value.tolist()


@pytest.mark.parametrize("batched", [False, True])
def test_a_layer_goes_in_and_comes_out(layer, sequence, batched):
    x, (h, c) = sequence
    given = (x[None], (h[None], c[None])) if batched else (x, (h, c))
    stepper = CellStepper(layer, given[0], state=given[1], unit=2, step=5)
    assert stepper.x == x.tolist()
    assert stepper.h_0 == h.tolist()
    assert stepper.c_0 == c.tolist()
    back = stepper.to_layer()
    assert isinstance(back, LSTM)
    for name, value in layer.params.items():
        np.testing.assert_array_equal(back.params[name], value)
        assert not np.shares_memory(back.params[name], value)
    weights = json.loads(json.dumps(stepper.weights))
    weights["W_h"][1][7] = 0.25  # what the browser sends after an edit
    stepper.weights = weights
    assert stepper.to_layer().params["W_h"][1, 7] == 0.25


def test_a_layer_of_pytorch(sequence):
    import torch

    x, _state = sequence
    generator = torch.Generator().manual_seed(3)
    module = torch.nn.LSTM(D, H, dtype=torch.float64)
    for parameter in module.parameters():
        parameter.data.normal_(generator=generator)
    stepper = CellStepper(module, torch.from_numpy(x))
    y, _ = stepper.to_layer().forward(np.array([stepper.x]))
    theirs, _ = module(torch.from_numpy(x))
    np.testing.assert_allclose(y[0], theirs.detach().numpy(), rtol=0, atol=1e-12)


def test_load_shows_another_layer_and_drops_what_was_done(layer, sequence):
    stepper = CellStepper()
    stepper.gates = [{"step": 4, "unit": 0, "f": 1.0}]
    stepper.edits = {"weights.W_x.0.0": [12.0, 11.0]}
    seen = []
    stepper.observe(lambda change: seen.append(change["name"]))
    stepper.load(layer, sequence[0], unit=3)
    assert (len(stepper.h_0), len(stepper.x), stepper.unit, stepper.step) == (H, T, 3, 0)
    assert not stepper.gates
    assert not stepper.edits
    assert not stepper.symbols
    assert not stepper.features
    assert {"weights", "x", "gates", "edits"} <= set(seen)
    before = stepper.state()
    with pytest.raises(ValueError, match=r"x must have shape"):
        stepper.load(layer, np.zeros((T, D + 1)))
    assert stepper.state() == before


WRONG_ARGUMENTS = {
    "no sequence": (lambda layer, x: CellStepper(layer), "x must be given with a layer"),
    "another kind": (
        lambda layer, x: CellStepper(GRU(D, H, rng=np.random.default_rng(0)), x),
        "layer .* got GRU",
    ),
    "width": (lambda layer, x: CellStepper(layer, x[:, :2]), r"x must have shape .* D = 3 .* got \(6, 2\)"),
    "two sequences": (
        lambda layer, x: CellStepper(layer, np.stack([x, x])),
        r"x must have shape .* got \(2, 6, 3\)",
    ),
    "no steps": (
        lambda layer, x: CellStepper(layer, x[:0]),
        r"x must have shape .* T at least 1, got \(0, 3\)",
    ),
    "text": (lambda layer, x: CellStepper(layer, "Bob"), "x must hold numbers, got 'Bob'"),
    "infinite": (
        lambda layer, x: CellStepper(layer, np.full_like(x, np.inf)),
        "x must hold finite numbers, got inf",
    ),
    "no pair": (lambda layer, x: CellStepper(layer, x, state=np.zeros(H)), r"state must be a pair \(h, c\)"),
    "state": (
        lambda layer, x: CellStepper(layer, x, state=(np.zeros(H), np.zeros(3))),
        r"c of state .* H = 4, got \(3,\)",
    ),
    "symbols": (
        lambda layer, x: CellStepper(layer, x, ["a", "b"]),
        "symbols must hold one string .* 6 in all; got 2",
    ),
    "features": (
        lambda layer, x: CellStepper(layer, x, features=["a"]),
        "features must hold one .* 3 in all; got 1",
    ),
    "step": (
        lambda layer, x: CellStepper(layer, x, step=6),
        "step must be a whole number between 0 and 5, got 6",
    ),
    "unit": (
        lambda layer, x: CellStepper(layer, x, unit=-1),
        "unit must be a whole number between 0 and 3, got -1",
    ),
}


@pytest.mark.parametrize("wrong", WRONG_ARGUMENTS)
def test_wrong_arguments_are_named(layer, sequence, wrong):
    make, message = WRONG_ARGUMENTS[wrong]
    with pytest.raises(ValueError, match=message):
        make(layer, sequence[0])


def without(mapping, name):
    return {key: value for key, value in mapping.items() if key != name}


WRONG_VALUES = {
    "a weight missing": ("weights", lambda s: without(s.weights, "b"), "weights must hold W_x, W_h and b"),
    "shape": (
        "weights",
        lambda s: {**s.weights, "W_h": [[0.0] * 16] * 3},
        r'weights\["W_h"\] .* \(4, 16\), got \(3, 16\)',
    ),
    "ragged": ("x", lambda s: [[1.0, 2.0, 3.0], [1.0]], "x must be nested lists of numbers"),
    "fewer steps": ("x", lambda s: s.x[:3], "x must have at least 5 rows, .* got 3"),
    "NaN": ("h_0", lambda s: [0.0, 0.0, 0.0, float("nan")], "h_0 must hold finite numbers, got nan"),
    "size": ("c_0", lambda s: [0.0], r"c_0 must have shape \(4,\), got \(1,\)"),
    "step": ("step", lambda s: 99, "step must be a whole number between 0 and 5, got 99"),
    "gate's name": ("gates", lambda s: [{"step": 0, "unit": 0, "q": 1}], "gates must hold records"),
    "gate's step": ("gates", lambda s: [{"step": 6, "unit": 0}], "step between 0 and 5, got 6"),
    "gate too open": ("gates", lambda s: [{"step": 0, "unit": 0, "i": 1.1}], "i between 0 and 1, got 1.1"),
    "gate NaN": (
        "gates",
        lambda s: [{"step": 0, "unit": 0, "g": float("nan")}],
        "g between -1 and 1, got nan",
    ),
    "twice": ("gates", lambda s: [{"step": 0, "unit": 0}] * 2, "one record for each step and unit"),
    "lit": ("lit", lambda s: "x", "lit"),
}


@pytest.mark.parametrize("wrong", WRONG_VALUES)
def test_wrong_values_are_named_and_not_taken(layer, sequence, wrong):
    name, value, message = WRONG_VALUES[wrong]
    stepper = CellStepper(layer, sequence[0], step=4)
    before = stepper.state()
    with pytest.raises(traitlets.TraitError, match=message):
        setattr(stepper, name, value(stepper))
    assert stepper.state() == before


def test_the_parts_of_the_source_are_in_both_forms():
    for folder, file in widgets.parts(CellStepper.name):
        text = widgets.javascript(file, folder)
        assert text in widgets.module(CellStepper.name)  # JupyterLab's
        assert text in widgets.script(CellStepper.name)  # and that of a page without a kernel


def test_load_makes_no_other_widget(layer, sequence, monkeypatch):
    x, state = sequence
    stepper = CellStepper()
    made = []
    monkeypatch.setattr(
        type(stepper), "open", lambda widget: made.append(widget)
    )  # what every new widget calls
    for _ in range(3):
        stepper.load(layer, x, state=state, unit=1, step=2)
        stepper.load()
    with pytest.raises(ValueError, match="step"):
        stepper.load(layer, x, step=T)
    assert made == []
    type(stepper)()
    assert len(made) == 1


@pytest.mark.parametrize("name", ["x", "h_0"])
def test_load_of_numbers_that_are_not_finite_changes_nothing(layer, sequence, name):
    x, (h, c) = sequence
    stepper = CellStepper()
    before = stepper.state()
    (x if name == "x" else h).flat[1] = np.nan
    for make in (CellStepper, stepper.load):
        with pytest.raises(ValueError, match=f"{name} must hold finite numbers, got nan"):
            make(layer, x, state=(h, c))
    assert stepper.state() == before
