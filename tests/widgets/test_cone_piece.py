"""The cone's outputs are PyTorch's, its inputs are those that PyTorch's gradients reach, and a hand moves it."""

import numpy as np
import pytest
import torch

from lstm_course import widgets
from lstm_course.widgets import Cone

T, SPAN = 10, 4
NETS = ["forward", "both", "delay", "window"]


def in_browser(test):
    """Mark a test that needs a browser."""
    return pytest.mark.slow(pytest.mark.browser(test))


@pytest.fixture
def javascript(tab):
    """A function that evaluates JavaScript beside the functions of the piece."""
    source = widgets.source("cone")
    tab.page.goto("about:blank")

    def evaluate(expression, **arguments):
        names = ", ".join(arguments)
        return tab.page.evaluate(f"({{ {names} }}) => {{ {source}\nreturn {expression}; }}", arguments)

    return evaluate


def lstm(weights):
    """Return PyTorch's LSTM with weights of the piece."""
    net = torch.nn.LSTM(1, 3, dtype=torch.float64)
    with torch.no_grad():
        net.weight_ih_l0.copy_(torch.tensor(weights["W_x"], dtype=torch.float64).T)
        net.weight_hh_l0.copy_(torch.tensor(weights["W_h"], dtype=torch.float64).T)
        net.bias_ih_l0.copy_(torch.tensor(weights["b"]))
        net.bias_hh_l0.zero_()
    return net


def outputs(drawn, x, net, delay):
    """Return the outputs (T,) of inputs x (T,), by PyTorch."""
    ahead, behind = lstm(drawn["forward"]), lstm(drawn["backward"])
    w = torch.tensor(drawn["w"], dtype=torch.float64)

    def run(layer, values):
        return layer(values[:, None])[0]

    if net == "forward":
        return run(ahead, x) @ w[:3]
    if net == "delay":
        return run(ahead, torch.cat([x, torch.zeros(delay, dtype=x.dtype)]))[delay:] @ w[:3]
    if net == "both":
        return run(ahead, x) @ w[:3] + run(behind, x.flip(0)).flip(0) @ w[3:]
    cuts = [x[max(0, t - SPAN + 1) : t + 1] for t in range(T)]
    # the way back ends at the first input of the window
    return torch.stack([run(ahead, cut)[-1] @ w[:3] + run(behind, cut.flip(0))[-1] @ w[3:] for cut in cuts])


@in_browser
@pytest.mark.parametrize("net", NETS)
@pytest.mark.parametrize("delay", [0, 2, 4])
def test_outputs_moves_and_cones_are_those_of_torch(javascript, net, delay):
    """An input is in the cone where the gradient of the output is not 0."""
    for seed in (0, 7):
        drawn = javascript("coneDrawn(seed)", seed=seed)
        x = torch.tensor(drawn["x"], dtype=torch.float64)
        y = outputs(drawn, x, net, delay)
        found = javascript("coneOutputs(drawn, drawn.x, net, delay)", drawn=drawn, net=net, delay=delay)
        np.testing.assert_allclose(found, y.detach(), atol=1e-12)
        gradient = torch.autograd.functional.jacobian(lambda x: outputs(drawn, x, net, delay), x)  # noqa: B023
        for t in range(T):
            cone = javascript("coneOf(drawn, net, delay, t)", drawn=drawn, net=net, delay=delay, t=t)
            assert cone == np.flatnonzero(gradient[t]).tolist()
        other = x.clone()
        other[6] += 0.7
        moves = javascript("coneMoves(drawn, net, delay, 6, 0.7)", drawn=drawn, net=net, delay=delay)
        np.testing.assert_allclose(moves, (outputs(drawn, other, net, delay) - y).detach(), atol=1e-12)


def expected(net, delay, t):
    """Return the inputs that an output is calculated from, by definition."""
    first = max(0, t - SPAN + 1) if net == "window" else 0
    last = {"forward": t, "both": T - 1, "delay": min(T - 1, t + delay), "window": t}[net]
    return list(range(first, last + 1))


@in_browser
@pytest.mark.parametrize("net", NETS)
@pytest.mark.parametrize("picked", [0, 4, 9])
def test_lit_inputs_and_moved_outputs_are_marked_and_said(tab, net, picked):
    page = tab.show(Cone(net=net, picked=picked, changed=5, delay=3))
    lit = page.locator("svg [data-lit]").evaluate_all("all => all.map(e => Number(e.dataset.input))")
    assert lit == expected(net, 3, picked)
    moved = page.locator("svg .lc-cone-moved").evaluate_all("all => all.map(e => Number(e.dataset.output))")
    assert moved == [t for t in range(T) if 5 in expected(net, 3, t)]
    later = len([s for s in lit if s > picked])
    assert f"{later or 'none'} of them later than itself" in tab.status()
    assert ("does not move at all" in tab.status()) == (5 not in lit)
    assert page.get_by_label("steps it waits").is_visible() == (net == "delay")
    assert tab.messages == []


def value(page, name):
    return float(page.get_by_role("slider", name=name).input_value())


@in_browser
def test_outputs_and_inputs_are_pressed(tab):
    page = tab.show(Cone())
    page.locator("svg [data-output='8']").click()
    assert value(page, "picked output") == 8
    page.locator("svg [data-input='1']").click()
    assert (value(page, "picked output"), value(page, "changed input")) == (8, 1)
    box = page.locator("svg.lc-cone").bounding_box()
    page.mouse.click(box["x"] + 20, box["y"] + 62)  # the row's name
    page.mouse.click(box["x"] + 400, box["y"] + 150)  # between the rows
    assert (value(page, "picked output"), value(page, "changed input")) == (8, 1)


@in_browser
def test_the_keyboard_changes_the_input_and_a_change_of_nothing_moves_nothing(tab):
    page = tab.show(Cone(change=0.1))
    page.get_by_role("slider", name="added to it").focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator("svg .lc-cone-moved").count() == 0
    assert "Change it" in tab.status()
    page.get_by_role("slider", name="changed input").focus()
    page.keyboard.press("Home")
    page.get_by_role("slider", name="added to it").focus()
    page.keyboard.press("End")
    assert page.locator("svg .lc-cone-moved").count() == T
    before = page.locator("svg [data-output='3']").get_attribute("data-move")
    page.get_by_role("button", name="other weights").click()
    assert page.locator("svg [data-output='3']").get_attribute("data-move") != before


@in_browser
@pytest.mark.parametrize("width", [920, 390])
def test_no_text_lies_over_another(tab, width):
    import pieces

    page = tab.show(Cone(net="both"), width=width)
    assert pieces.overlapping(page.locator("svg.lc-cone text"), 2) == []
