"""The lineage shows the numbers of the package's cells, and its picture, buttons and bars follow."""

import re

import numpy as np
import pytest
import torch
from traitlets import TraitError

from lstm_course import widgets
from lstm_course.cells import lstm_step
from lstm_course.nets.exponential import SLSTM
from lstm_course.nets.matrix_memory import mlstm_loop
from lstm_course.nets.parallel import MinLSTM, loop
from lstm_course.widgets import Lineage

CELLS = ["LSTM", "minLSTM", "sLSTM", "mLSTM"]
browser = [pytest.mark.slow, pytest.mark.browser]


def expected(kind, state):
    """Return what each cell remembers and shows after each step, from the package: (12, 2)."""
    u = np.array(state["symbols"], dtype=float)
    a_i, a_f, from_h = state["a_i"], state["a_f"], state["from_h"]
    features = np.stack([u, np.abs(u)], axis=1)  # (T, D)
    W_x = np.zeros((2, 4))
    W_x[1, 0], W_x[0, 2] = a_i + 4, 2  # blocks i, f, g, o
    W_h, b = np.array([[0, from_h, 0, 0]]), np.array([-4, a_f, 0, 2])
    rows = torch.from_numpy(features)[None]
    if kind == "LSTM":
        h = c = np.zeros((1, 1))
        found = []
        for row in features:
            h, c, _ = lstm_step(row[None], h, c, W_x, W_h, b)
            found.append((c.item(), h.item()))
        return np.array(found)
    if kind == "minLSTM":
        layer = MinLSTM(2, 1, dtype=torch.float64)
        with torch.no_grad():
            layer.W_x.copy_(torch.from_numpy(W_x[:, :3]))
            layer.b.copy_(torch.from_numpy(b[:3]))
            h = loop(*layer.recurrence(rows))[0, :, 0].numpy()
        return np.stack([h, h], axis=1)
    if kind == "sLSTM":
        layer = SLSTM(2, 1, dtype=torch.float64)
        with torch.no_grad():
            for name, value in (("W_x", W_x), ("W_h", W_h), ("b", b)):
                getattr(layer, name).copy_(torch.from_numpy(np.asarray(value, dtype=float)))
            y, _ = layer(rows)
        h = y[0, :, 0].numpy()
        return np.stack([h * (1 + np.exp(-2)), h], axis=1)
    keys = np.stack([u == 1, u == -1], axis=1) * np.sqrt(2)  # the cell divides by the root of d
    k, v = torch.from_numpy(keys)[None], torch.from_numpy(u)[None, :, None]
    log_i = torch.from_numpy(np.where(u == 0, -4.0, a_i))[None]
    log_f = torch.nn.functional.logsigmoid(torch.full((1, 12), a_f, dtype=torch.float64))
    reads = []
    for query in ([1.0, 0.0], [0.0, 1.0]):
        q = torch.tensor(query, dtype=torch.float64).expand(1, 12, 2)
        reads.append(mlstm_loop(q, k, v, log_i, log_f)[0][0, :, 0].numpy())
    return np.stack(reads, axis=1)


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("kind", CELLS)
def test_the_arithmetic_is_that_of_the_cells(tab, rng, kind):
    tab.page.goto("about:blank")
    source = widgets.source("lineage")
    call = f"([kind, state]) => {{ {source}\nreturn lineageRun(kind, state); }}"
    for big in (2.0, 5.9):
        state = {name: float(rng.uniform(-big / 2, big)) for name in ("a_i", "a_f", "from_h")}
        state["symbols"] = [int(s) for s in rng.integers(-1, 2, 12)]
        steps = tab.page.evaluate(call, [kind, state])
        shown = [step["read"] if kind == "mLSTM" else [step["c"], step["h"]] for step in steps]
        np.testing.assert_allclose(shown, expected(kind, state), rtol=1e-9, atol=1e-9)


@pytest.mark.slow
@pytest.mark.browser
def test_a_letter_is_put_in_and_the_numbers_follow(tab):
    page = tab.show(Lineage(amount=3, time_step=3))
    page.get_by_role("button", name="step 3: no symbol").click()
    page.get_by_role("button", name="step 3: A").click()  # a second click makes it B
    state = {"symbols": [1, 0, -1, 0, -1, *[0] * 7], "a_i": 2.0, "a_f": 3.0, "from_h": 0.0}
    reads = expected("mLSTM", state)[2]
    said = tab.status().replace("\N{MINUS SIGN}", "-")
    assert [
        float(n) for n in re.findall(r"reads (-?[\d.]+), that of B (-?[\d.]+)", said)[0]
    ] == pytest.approx(reads, abs=0.005)
    page.get_by_role("button", name="LSTM", exact=True).click()
    c, h = expected("LSTM", state)[2]
    said = tab.status().replace("\N{MINUS SIGN}", "-")
    assert f"c = {c:.2f}, h = {h:.2f}" in said
    assert not page.get_by_label("weight from h to f").is_disabled()
    page.get_by_role("button", name="minLSTM", exact=True).click()
    assert page.get_by_label("weight from h to f").is_disabled()
    assert tab.messages == []


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("amount", [0, 0.5, 1, 2, 2.6, 3])
def test_nothing_of_the_picture_is_cut_or_lies_over_another(tab, amount):
    import pieces

    page = tab.show(Lineage(amount=amount, a_f=-3.9, a_i=5.9, from_h=-6))
    page.emulate_media(reduced_motion="reduce")
    for drawing in page.locator("svg").all():
        outside = drawing.evaluate(
            "s => { const r = s.getBoundingClientRect(); return [...s.querySelectorAll('text')].filter(t => {"
            " const b = t.getBoundingClientRect(); return b.left < r.left - 1 || b.right > r.right + 1; }).length }"
        )
        assert outside == 0
        if amount == int(amount):
            assert pieces.overlapping(drawing.locator("text"), slack=4) == []


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize(
    ("amount", "names"), [(0, ["c", "h"]), (1, ["c", "h"]), (2, ["c/n", "h"]), (3, ["A", "B"])]
)
def test_each_line_has_its_name_at_its_end_in_the_order_of_the_lines(tab, amount, names):
    page = tab.show(Lineage(amount=amount))
    ends = page.locator(".lc-lineage-traces g").evaluate_all(
        "all => all.map(g => [g.querySelector('text').textContent, Number(g.querySelector('text').getAttribute('y')),"
        " g.querySelector('polyline').points[11].y])"
    )
    assert [name for name, _, _ in ends] == names
    (_, text_0, line_0), (_, text_1, line_1) = ends
    assert abs(text_1 - text_0) >= 14 - 1e-9
    assert line_0 == line_1 or (text_1 > text_0) == (line_1 > line_0)


@pytest.mark.parametrize("symbols", [[1] * 11, [2] + [0] * 11, []])
def test_symbols_of_another_form_are_refused(symbols):
    with pytest.raises(TraitError, match="symbols must be twelve"):
        Lineage(symbols=symbols)
