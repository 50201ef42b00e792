"""Settings and fixtures shared by all tests."""

import gc
import os
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, settings

# Importlib mode adds no folder; helpers such as `oracles` and `strategies` are in this one.
sys.path.insert(0, str(Path(__file__).parent / "support"))

_SLOW_IS_FINE = [HealthCheck.too_slow]
settings.register_profile(
    "ci",
    derandomize=True,  # the same examples on every machine
    deadline=None,  # a busy machine is not a failure
    max_examples=30,
    suppress_health_check=_SLOW_IS_FINE,
)
settings.register_profile("explore", deadline=None, max_examples=500, suppress_health_check=_SLOW_IS_FINE)
settings.register_profile(
    "mutation",  # a mutant dies at the first counterexample; a small one is not needed
    derandomize=True,
    deadline=None,
    max_examples=8,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=_SLOW_IS_FINE,
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

BROWSER = {"browser", "jupyterlab", "page", "tab"}  # fixtures that open a browser


def pytest_collection_modifyitems(items):
    """Mark what opens a browser; begin with the files that do, then those with slow tests: none is left for the end."""
    for item in items:
        if set(getattr(item, "fixturenames", ())) & BROWSER:
            item.add_marker("slow")
            item.add_marker("browser")
    items.sort(key=lambda item: [item.get_closest_marker(name) is None for name in ("browser", "slow")])
    by_exercise = [k for k, item in enumerate(items) if item.path.name == "test_check.py"]
    items[:] = _side_by_side(items, by_exercise)


def pytest_collection_finish():
    """Let the garbage collector leave alone what stays to the end: the tests, and the modules that they imported."""
    gc.freeze()


def _side_by_side(items, places):
    """Return the items, those at these places by exercise: what it costs to know one is paid once."""
    exercises, at = {}, set(places)
    for k in places:
        name = getattr(items[k], "callspec", None) and items[k].callspec.params.get("name")
        exercises.setdefault(name, []).append(items[k])
    ordered = iter([item for group in exercises.values() for item in group])
    return [next(ordered) if k in at else item for k, item in enumerate(items)]


def pytest_runtest_setup():
    """Let numbers below the smallest normal one be numbers: a test that ran before may have set PyTorch otherwise."""
    if "torch" in sys.modules:
        sys.modules["torch"].set_flush_denormal(False)


@pytest.fixture
def rng():
    """Give a generator with a fixed seed."""
    return np.random.default_rng(20260723)


@pytest.fixture(scope="module")
def tab(tmp_path_factory):
    """Give one tab of a real browser for interactive pieces."""
    import lab
    import pieces

    lab.require_browser()
    scratch = tmp_path_factory.mktemp("pieces")
    with lab.chromium(scratch) as browser:
        yield pieces.Tab(browser.new_page(), scratch)
