"""Settings and fixtures shared by all tests."""

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


def pytest_configure(config):
    """Watch the runs of the lessons, which lie outside this folder."""
    import lesson_run

    config.pluginmanager.register(lesson_run)


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items):
    """Mark what is slow by what it uses, keep a file's shared fixtures on one worker, and begin with the slowest.

    A file with a fixture of its module's is one group: the fixture is made once. All other tests go to whichever worker
    is free.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if type(item).__name__ == "IPyNbCell":
            item.add_marker("slow")
        elif fixtures & BROWSER:
            item.add_marker("slow")
            item.add_marker("browser")
        if type(item).__name__ == "IPyNbCell" or _shared(item):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def _shared(item):
    """Whether the test uses a fixture that is made once for its module."""
    info = getattr(item, "_fixtureinfo", None)
    if info is None:
        return False
    return any(defs[-1].scope == "module" for defs in info.name2fixturedefs.values() if defs)


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
