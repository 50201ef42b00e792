"""The leak detector tests models as scikit-learn does, its leaks alone promise too much, and it shows the numbers."""

import re

import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid
from sklearn.preprocessing import StandardScaler
from traitlets import TraitError

from lstm_course import widgets
from lstm_course.widgets import LeakDetector

SWITCHES = ("copies", "features", "speakers", "windows", "scaler", "shuffle")
LEAKS = SWITCHES[:4]
KINDS = {**{name: name for name in LEAKS}, "scaler": "white", "shuffle": "white"}
SETTINGS = [(kind, {kind: on}) for kind in LEAKS for on in (False, True)]
SETTINGS += [("white", {"scaler": a, "shuffle": b}) for a in (False, True) for b in (False, True)]
named = pytest.mark.parametrize(("kind", "on"), SETTINGS, ids=str)
CHANCE, DRAWS = 0.5, 15


def in_browser(test):
    """Mark a test that needs a browser."""
    return pytest.mark.slow(pytest.mark.browser(test))


@pytest.fixture(scope="module")
def javascript(tab):
    """A function that evaluates JavaScript beside the functions of the piece."""
    source = widgets.source("leak_detector")

    def evaluate(expression, **arguments):
        tab.page.goto("about:blank")
        names = ", ".join(arguments)
        return tab.page.evaluate(f"({{ {names} }}) => {{ {source}\nreturn {expression}; }}", arguments)

    return evaluate


# The oracle: the same worlds from NumPy, and what scikit-learn makes of them.


def draw(kind, rng):
    """Return a world as the piece draws it: arrays by name."""
    normal, order = rng.normal, rng.permutation
    if kind == "copies":
        y = np.r_[np.zeros(360, int), np.ones(40, int), np.arange(200) % 2]
        return {
            "X": normal(size=(600, 5)),
            "y": y,
            "common": order(360),
            "rare": 360 + order(40),
            "order": order(720),
        }
    if kind == "features":
        places, y = order(60), np.zeros(60, int)
        y[places] = np.arange(60) % 2
        return {"X": normal(size=(60, 400)), "y": y, "order": places, "later": normal(size=(200, 20))}
    if kind == "speakers":
        speaker, labels = np.repeat(np.arange(150), 4), rng.integers(0, 2, 150)
        X = normal(size=(150, 8))[speaker] + 0.4 * normal(size=(600, 8))
        return {"X": X, "y": labels[speaker], "speaker": speaker, "items": order(400), "groups": order(100)}
    if kind == "windows":
        walk = np.cumsum(normal(size=810 + 33))
        X = np.lib.stride_tricks.sliding_window_view(walk, 24)[:810]
        return {"X": X, "y": (walk[33:] > X[:, -1]).astype(int), "order": order(600)}
    rows = normal(size=(502, 3)) * [1, 10, 100]
    return {
        "X": np.hstack([rows[:500], rows[1:501]]),
        "y": (rows[2:, 0] > 0).astype(int),
        "order": order(300),
    }


def neighbour(X, y, train, *others, score=None):
    """Return the score of the nearest neighbour for each list of items."""
    model = KNeighborsClassifier(1, algorithm="kd_tree").fit(X[train], y[train])
    score = score or (lambda truth, answer: np.mean(truth == answer))
    return [score(y[items], model.predict(X[items])) for items in others]


def evaluate(kind, world, on):
    """Return what the test says and what the model is worth later, by scikit-learn."""
    world = {name: np.array(values) for name, values in world.items()}
    X, y, leak = world["X"], world["y"], on.get(kind)
    if kind == "copies":
        # as many rare as common ones
        later, times = np.arange(400, 600), lambda few, n: few[np.arange(n) % len(few)]
        if leak:
            pool = np.r_[world["common"], times(world["rare"], 360)][world["order"]]
            train, test = pool[:504], pool[504:]
            assert set(train) & set(test)
        else:
            train = np.r_[world["common"][:252], times(world["rare"][:28], 252)]
            test = np.setdiff1d(np.arange(400), train)
        return neighbour(X, y, train, test, later, score=balanced_accuracy_score)
    if kind == "features":
        train, test = world["order"][:30], world["order"][30:]
        seen = world["order"] if leak else train
        gap = np.abs(X[seen][y[seen] == 1].mean(axis=0) - X[seen][y[seen] == 0].mean(axis=0))
        best = np.argsort(-gap)[:20]
        model = NearestCentroid().fit(X[train][:, best], y[train])
        later = np.mean(model.predict(world["later"]) == np.arange(200) % 2)
        return np.mean(model.predict(X[test][:, best]) == y[test]), later
    if kind == "speakers":
        inside = np.isin(world["speaker"][:400], world["groups"][:70])
        train, test = np.flatnonzero(inside), np.flatnonzero(~inside)
        if leak:
            train, test = world["items"][:280], world["items"][280:]
        return neighbour(X, y, train, test, np.arange(400, 600))
    if kind == "windows":
        order = world["order"] if leak else np.arange(600)
        return neighbour(X, y, order[: 420 if leak else 410], order[420:], np.arange(610, 810))
    order = world["order"] if on["shuffle"] else np.arange(300)
    X = StandardScaler().fit(X[order[: 300 if on["scaler"] else 210]]).transform(X)
    return neighbour(X, y, order[:210], order[210:], np.arange(300, 500))


def listed(world):
    return {name: values.tolist() for name, values in world.items()}


@in_browser
@named
def test_the_shares_are_those_of_scikit_learn_on_the_same_data(javascript, rng, kind, on):
    worlds = [draw(kind, rng) for _ in range(3)]
    call = "worlds.map((world) => [1, 2].map(() => LEAKS[kind].test(world, on)))"
    found = javascript(call, kind=kind, on=on, worlds=[listed(world) for world in worlds])
    for (once, twice), world in zip(found, worlds, strict=True):
        assert once == twice  # nothing was changed
        assert [once["test"], once["later"]] == pytest.approx(evaluate(kind, world, on))


@in_browser
@pytest.mark.parametrize("kind", [*LEAKS, "white"])
def test_a_drawn_world_is_noise_and_is_drawn_again_from_its_seed(javascript, rng, kind):
    call = "[[3, 0], [3, 0], [3, 1], [4, 0]].map(([seed, k]) => drawn(kind, seed, k))"
    world, again, *others = javascript(call, kind=kind)
    assert world == again
    assert all(world["X"] != other["X"] for other in others)
    expected = draw(kind, rng)
    assert {name: np.shape(world[name]) for name in expected} == {
        name: values.shape for name, values in expected.items()
    }
    for name in ("order", "common", "items", "groups"):  # every number once
        if name in world:
            assert sorted(world[name]) == list(range(len(world[name])))
            assert world[name] != sorted(world[name])
    values = np.diff(world["X"], axis=1) if kind == "windows" else np.array(world["X"])
    deviation = {"speakers": np.hypot(1, 0.4), "white": np.array([1, 10, 100] * 2)}.get(kind, 1)
    scores = values / deviation
    effective = scores.size / 8  # a voice counts 4 times, a step of the walk 24 times
    assert abs(scores.mean()) < 6 / np.sqrt(effective)
    assert scores.std() == pytest.approx(1, abs=0.12)
    assert abs((scores**3).mean()) < 0.5
    assert (scores**4).mean() == pytest.approx(3, abs=0.8)


@in_browser
@named
def test_its_draws_and_those_of_numpy_say_the_same(javascript, rng, kind, on):
    call = """Array.from({ length: 60 }, (_, k) => drawn(kind, 7 + Math.floor(k / DRAWS), k % DRAWS))
        .map((world) => LEAKS[kind].test(world, on)).map(({ test, later }) => [test, later])"""
    found = np.array(javascript(call, kind=kind, on=on))
    expected = np.array([evaluate(kind, draw(kind, rng), on) for _ in range(60)])
    error = np.sqrt((found.var(axis=0) + expected.var(axis=0)) / 60)
    assert np.all(np.abs(found.mean(axis=0) - expected.mean(axis=0)) < 4 * error)
    leaks = kind in LEAKS and on[kind]
    for shares in (found, expected):
        test, later = shares.mean(axis=0)
        assert later == pytest.approx(CHANCE, abs=0.04)
        assert (0.78 < test < 0.96) if leaks else test == pytest.approx(CHANCE, abs=0.05)


@in_browser
def test_the_scaler_changes_answers_and_no_share(javascript):
    """The model hears of the scaler, so that it could show a leak: some shares move a little, on average by nothing."""
    call = """Array.from({ length: 45 }, (_, k) => drawn("white", 0, k)).map((world) =>
        [false, true].map((scaler) => white.test(world, { scaler, shuffle: false }).test))"""
    train, everything = np.array(javascript(call)).T
    change = everything - train
    assert np.count_nonzero(change) > 5
    assert abs(change.mean()) < 0.01
    assert np.abs(change).max() < 0.08


# The piece.


def kinds(page):
    return page.locator("[data-kind]").evaluate_all("all => all.map(e => e.dataset.kind)")


def shown(page, kind):
    """Return a row's numbers as a screen reader hears them: {test, clean, later}, in per cent."""
    label = page.locator(f"[data-kind={kind}] svg").get_attribute("aria-label")
    found = re.fullmatch(
        r"The test says (\d+) %(?:, (\d+) % with clean habits)?; later the model is worth (\d+) %. Chance is 50 %.",
        label,
    )
    return dict(zip(("test", "clean", "later"), (word and int(word) for word in found.groups()), strict=True))


def dots(page, kind):
    """Return the shares at which a row's dots stand, (2, DRAWS): test and later."""
    places = page.locator(f"[data-kind={kind}] circle.lc-leak-dot").evaluate_all(
        "all => all.map(e => Number(e.style.transform.match(/translate\\((.*?)px/)[1]))"
    )
    ends = page.locator(f"[data-kind={kind}] line.lc-leak-end").evaluate_all(
        "all => all.slice(0, 2).map(e => Number(e.getAttribute('x1')))"
    )
    return (np.array(places).reshape(2, DRAWS) - ends[0]) / (ends[1] - ends[0])


def calculated(javascript, kind, on, seed):
    call = "Array.from({ length: DRAWS }, (_, k) => LEAKS[kind].test(drawn(kind, seed, k), on))"
    found = javascript(call, kind=kind, on=on, seed=seed)
    return np.array([[each[name] for each in found] for name in ("test", "later")])


def per_cent(share):
    return int(np.floor(100 * share + 0.5))


@in_browser
@pytest.mark.parametrize("name", SWITCHES)
def test_a_switch_moves_its_own_row_alone(tab, javascript, name):
    kind, seed = KINDS[name], 5
    off = {switch: False for switch, row in KINDS.items() if row == kind}
    clean, now = (calculated(javascript, kind, on, seed) for on in (off, {**off, name: True}))
    page = tab.show(LeakDetector(seed=seed))
    row = page.locator(f"[data-kind={kind}]")
    button = row.get_by_role("button").nth(list(off).index(name))
    before = {each: shown(page, each) for each in kinds(page)}
    words = row.locator(".lc-leak-why").inner_text()
    assert words.startswith("Clean: ")
    assert dots(page, kind) == pytest.approx(clean, abs=1e-4)
    assert before[kind] == {
        "test": per_cent(np.median(clean[0])),
        "clean": None,
        "later": per_cent(np.median(clean[1])),
    }
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    after = {each: shown(page, each) for each in kinds(page)}
    assert {each for each in after if after[each] != before[each]} == {kind}
    assert dots(page, kind) == pytest.approx(now, abs=1e-4)
    assert after[kind] == {
        "test": per_cent(np.median(now[0])),
        "clean": before[kind]["test"],
        "later": per_cent(np.median(now[1])),
    }
    jump = after[kind]["test"] - before[kind]["test"]
    assert jump > 25 if name in LEAKS else abs(jump) < 8
    assert abs(after[kind]["later"] - 50) <= 6
    assert f"{after[kind]['test']}\N{NO-BREAK SPACE}%" in tab.status()
    assert f"{after[kind]['later']}\N{NO-BREAK SPACE}%" in tab.status()
    reason = row.locator(".lc-leak-why").inner_text()
    assert not reason.startswith("Clean")
    page.keyboard.press("Enter")
    assert {each: shown(page, each) for each in kinds(page)} == before
    assert row.locator(".lc-leak-why").inner_text() == words
    assert tab.messages == []


@in_browser
def test_ring_and_jump_stand_at_the_medians(tab):
    page = tab.show(LeakDetector(copies=True))
    row = page.locator("[data-kind=copies]")
    ends = row.locator("line.lc-leak-end").evaluate_all("all => all.slice(0, 2).map(e => e.x1.baseVal.value)")
    numbers = shown(page, "copies")
    across = {name: ends[0] + (ends[1] - ends[0]) * value / 100 for name, value in numbers.items()}
    ring, jump = row.locator("circle.lc-ground"), row.locator("line.lc-line.lc-faint")
    near = {"abs": (ends[1] - ends[0]) * 0.006}  # the spoken number is rounded
    assert float(ring.get_attribute("cx")) == pytest.approx(across["clean"], **near)
    assert float(jump.get_attribute("x1")) == pytest.approx(across["clean"], **near)
    assert float(jump.get_attribute("x2")) == pytest.approx(across["test"], **near)
    assert not page.locator("[data-kind=speakers] circle.lc-ground").is_visible()


@in_browser
def test_new_data_are_drawn_and_all_clean_puts_every_switch_back(tab):
    page = tab.show(LeakDetector(**dict.fromkeys(SWITCHES, True)))
    first = {kind: dots(page, kind) for kind in kinds(page)}
    page.get_by_role("button", name="New data").click()
    for kind, places in first.items():
        assert not np.array_equal(dots(page, kind), places)
        assert abs(shown(page, kind)["later"] - 50) <= 6
    promised = {kind: shown(page, kind)["test"] for kind in first}
    assert min(promised[kind] for kind in LEAKS) > 75
    assert abs(promised["white"] - 50) < 10
    assert f"{promised['windows']} and {promised['white']}\N{NO-BREAK SPACE}%" in tab.status()
    page.get_by_role("button", name="All clean").click()
    assert page.locator("[aria-pressed=true]").count() == 0
    assert tab.status().startswith("All is clean")


@in_browser
@pytest.mark.parametrize("width", [390, 820])
def test_no_switch_moves_what_stands_below(tab, width):
    page = tab.show(LeakDetector(), width=width)
    height = page.locator("section.lc").bounding_box()["height"]
    for button in page.locator(".lc-leak-switches button").all():
        button.click()
        assert abs(page.locator("section.lc").bounding_box()["height"] - height) < 45
    assert tab.overflow() <= 0


def test_errors_name_the_trait():
    for wrong in ({"copies": 2}, {"shuffle": "yes"}, {"seed": -1}, {"seed": 0.5}, {"windows": None}):
        with pytest.raises(TraitError, match=next(iter(wrong))):
            LeakDetector(**wrong)
