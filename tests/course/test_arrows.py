"""Who imports whom: read from the source as text, so that an import inside a function counts as well."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "lstm_course"
LIBRARY = {  # what learners and lessons use
    "cells", "layers", "initialisation", "losses", "optim", "gradcheck", "nets", "evaluate", "training", "probes",
    "datasets", "plots", "widgets",
}  # fmt: skip
INSIDE = {  # module -> all of ours that it may import
    "cells": {"_arguments"},
    "layers": {"_layer", "cells", "initialisation"},
    "_layer": {"_arguments", "initialisation"},
}
ROOMS = ["", "authoring", "check", "grading", "reproduce", "claims", "widgets", "plots", "nets", "datasets"]


def names_another(tree):
    """Return whether a module only leads to another one, for notebooks that know an old name of it."""
    targets = [ast.unparse(node.targets[0]) for node in tree.body if isinstance(node, ast.Assign)]
    return targets == ["sys.modules[__name__]"]


def _statements(node):
    """Yield every statement below a node; expressions, nine tenths of a tree, hold none."""
    for field in ("body", "orelse", "finalbody", "handlers", "cases"):
        for one in getattr(node, field, None) or ():
            yield one
            yield from _statements(one)


def imports(package=PACKAGE):
    """Yield (module, what it imports), both as dotted names below the package, of every import in the package."""
    for path in sorted(package.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if names_another(tree):
            continue
        parts = path.relative_to(package).with_suffix("").parts
        module = ".".join(parts).removesuffix(".__init__")
        for node in _statements(tree):
            if isinstance(node, ast.Import):
                for name in (alias.name for alias in node.names):
                    assert name.partition(".")[0] != "lstm_course", f"{path}: imports are relative inside"
            elif isinstance(node, ast.ImportFrom):
                source = node.module or ""
                if node.level == 0:
                    assert source.partition(".")[0] != "lstm_course", f"{path}: imports are relative inside"
                    continue
                above = parts[: len(parts) - node.level]
                for alias in node.names:
                    yield (
                        module,
                        target(package, [*above, *source.split(".")] if source else above, alias.name),
                    )


def target(package, parts, name):
    """Return what ``from parts import name`` reaches: a module where the name is one, otherwise that of the parts."""
    below = package.joinpath(*parts, name)
    found = [*parts, name] if below.is_dir() or below.with_suffix(".py").is_file() else parts
    return ".".join(found)


def top(name):
    return name.partition(".")[0]


def rooms(arrows, room=""):
    """Return the arrows between the entries of one folder: name -> names."""
    prefix = f"{room}." if room else ""
    found = {}
    for source, wanted in arrows:
        if source.startswith(prefix) and wanted.startswith(prefix):
            one, other = top(source.removeprefix(prefix)), top(wanted.removeprefix(prefix))
            if one not in ("", "__init__", other) and other:
                found.setdefault(one, set()).add(other)
    return found


def forbidden(arrows):
    """Return the arrows that must not be, each with the reason."""
    found = []
    for source, wanted in arrows:
        one, other = top(source), top(wanted)
        if one in INSIDE and other not in INSIDE[one] and one != other:
            found.append((source, wanted, "the cells and layers stand alone"))
        if one in LIBRARY and other in (
            "check",
            "grading",
            "authoring",
            "cli",
            "reproduce",
            "claims",
            "bench",
        ):
            found.append((source, wanted, "the library knows nothing of the course around it"))
        if one == "grading" and other == "authoring":
            found.append((source, wanted, "grading needs no tool of those who write lessons"))
        if (wanted == "cli" or "command" in wanted.split(".")) and one != "cli":
            found.append((source, wanted, "only the command line imports commands"))
    return found


@pytest.fixture(scope="module")
def arrows():
    """Give every import of the package."""
    return list(imports())


@pytest.mark.slow
def test_there_is_something_to_see(arrows):
    assert len(arrows) > 300
    assert {("layers", "_layer"), ("evaluate.gradients", "layers"), ("cli", "grading.command")} <= set(arrows)


@pytest.mark.parametrize("room", ROOMS)
def test_no_circles(arrows, room):
    try:
        list(TopologicalSorter(rooms(arrows, room)).static_order())
    except CycleError as error:
        pytest.fail(f"a circle: {' <- '.join(error.args[1])}")


def test_no_arrow_that_must_not_be(arrows):
    assert forbidden(arrows) == []


@pytest.mark.parametrize(
    ("path", "line", "reason"),
    [
        ("cells.py", "from .layers import LSTM", "stand alone"),
        ("plots/cell.py", "from ..check import run", "the library"),
        ("nets/variants.py", "def f():\n    from .. import grading", "the library"),
        ("grading/inside/wire.py", "from ...authoring.exercises import exercise", "those who write lessons"),
        ("reproduce/report.py", "from . import command", "only the command line"),
        ("grading/core.py", "from .command import read_sources", "only the command line"),
    ],
)
def test_what_must_not_be_is_seen(tmp_path, path, line, reason):
    for name in {path, "check/__init__.py", "grading/command.py", "reproduce/command.py", "layers.py"} - {
        path
    }:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(line + "\n")
    ((_, _, why),) = forbidden(imports(tmp_path))
    assert reason in why


def test_a_circle_is_seen():
    with pytest.raises(CycleError):
        list(TopologicalSorter(rooms([("plots.a", "reproduce.b"), ("reproduce.c", "plots")])).static_order())
