"""The house: two commands, one list of dependencies, clear words when something is missing."""

import ast
import contextlib
import http.client
import importlib.metadata
import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections import namedtuple
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from lstm_course import __version__, _root, cli

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TARGETS = "install lab test test-fast lint notebooks exercises bench mutation constraints clean".split()

needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")


def make(*arguments, folder=ROOT, **environ):
    """Run make as a user would, not as a part of the make that may be running this test."""
    inherited = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    return subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env=inherited | environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def committed_files():
    """Return the files that git knows or would add; all files where there is no git."""
    try:
        listing = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout.decode()
        paths = [ROOT / name for name in listing.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        left_out = {".venv", ".git", "__pycache__", ".hypothesis", ".ruff_cache", ".pytest_cache"}
        paths = [path for path in ROOT.rglob("*") if not left_out & set(path.relative_to(ROOT).parts)]
    return [path for path in paths if path.is_file()]


# --- the Makefile ---------------------------------------------------------------------------------


@needs_make
@pytest.mark.parametrize("arguments", [(), ("help",)])
def test_make_help_explains_every_target(arguments):
    answer = make(*arguments)
    assert answer.returncode == 0, answer.stderr
    explained = dict(re.findall(r"^  ([a-z-]+) +(\S.*)$", answer.stdout, re.MULTILINE))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = " ".join(re.findall(r"^\.PHONY:(.*)$", makefile, re.MULTILINE)).split()
    assert set(explained) == set(phony)
    assert set(TARGETS) <= set(explained)
    assert set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)) == set(phony)


@needs_make
def test_make_without_python_says_so_in_one_sentence(tmp_path):
    shell = shutil.which("sh")
    answer = subprocess.run(
        [shutil.which("make"), "install", f"SHELL={shell}"],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode != 0
    sentence, *rest = answer.stderr.strip().splitlines()
    assert re.fullmatch(r"The course needs Python 3\.11 or newer, but there is no Python: .*", sentence)
    assert all(line.startswith("make: ***") for line in rest)


@needs_make
def test_make_takes_the_first_python_that_is_new_enough(tmp_path):
    for name, status in {"python3.11": 1, "python3": 1, "python": 0}.items():
        script = tmp_path / name
        script.write_text(f'#!/bin/sh\ncase "$1" in -c) exit {status};; *) echo {name} "$@";; esac\n')
        script.chmod(0o755)
    answer = make("install", PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.split() == ["python", "install.py"]


@needs_make
def test_make_test_runs_every_part_and_fails_if_one_fails(tmp_path):
    """Every command of `make test` is replaced by one that fails; the report must name them all."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    binaries = tmp_path / ".venv" / "bin"
    binaries.mkdir(parents=True)
    calls = tmp_path / "calls"
    biome = re.search(r"^BIOME = (.+)$", (tmp_path / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[1]
    biome = f"../biome-{biome}/node_modules/.bin/biome"
    for name in ("python", "lstm-course", biome):
        script = binaries / name
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text(f'#!/bin/sh\necho "{name} $*" >> "{calls}"\nexit 1\n')
        script.chmod(0o755)
    (tmp_path / "install.py").write_text("")
    answer = make("test", folder=tmp_path, PYTHON=sys.executable, CI="true")
    assert answer.returncode != 0
    parts = "ruff-check ruff-format exercises lists lint-notebooks javascript tests notebooks"
    assert f"make test: FAILED: {parts}\n" in answer.stdout.replace("javascript(no-npm)", "javascript")
    called = calls.read_text()
    for part in ("ruff check", "ruff format --check", "exercises --check", "lint-notebooks", "--nbval"):
        assert part in called
    assert "not slow" not in called


def test_continuous_integration_calls_make_test():
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert "set -euo pipefail" in lines
    assert lines[-1] == "exec make test"
    assert os.access(ROOT / ".ci" / "run", os.X_OK) or os.name == "nt"


@needs_bash
@needs_make
def test_continuous_integration_installs_what_is_missing_and_tries_twice(tmp_path):
    """The script runs with a make and an apt-get that only record how they are called."""
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    tools = tmp_path / "tools"
    tools.mkdir()
    log = tmp_path / "log"
    for name in ("bash", "dirname", "env", "cat"):
        (tools / name).symlink_to(shutil.which(name))
    scripts = {
        "make": f'echo "make $* CI=$CI" >> "{log}"',
        "apt-get": f'echo "apt-get $*" >> "{log}"; case $1 in install) test -e "{log}.once" || '
        f'{{ : > "{log}.once"; exit 1; }};; esac',
        "id": "echo 0",
        "sleep": "exit 0",
        "python3": "exit 0",
    }
    for name, body in scripts.items():
        (tools / name).write_text(f"#!{shutil.which('sh')}\n{body}\n")
        (tools / name).chmod(0o755)
    environ = {"PATH": str(tools), "HOME": str(tmp_path), "CHROMIUM": str(tmp_path / "chromium")}
    subprocess.run([str(tmp_path / ".ci" / "run")], env=environ, check=True, capture_output=True)
    calls = log.read_text().splitlines()
    install = "apt-get install -y -qq --no-install-recommends chromium bubblewrap npm"
    assert calls == ["apt-get update -qq", install] * 2 + ["make test CI=true"]


def test_pre_commit_repeats_the_checks_of_make_lint():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repository["repo"] for repository in config["repos"]] == ["local"]  # works offline
    entries = " | ".join(hook["entry"] for hook in config["repos"][0]["hooks"])
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    lint = makefile[makefile.index("\nLINT =") : makefile.index("\nREPORT =")]
    commands = re.findall(r"\$\(BIN\)/(?:python -m )?(.*?) \|\| failed", lint)
    assert len(commands) == 5
    for command in commands:
        assert command in entries


# --- install.py -----------------------------------------------------------------------------------


@pytest.fixture
def installer(tmp_path):
    """Give install.py as a module that believes the course to lie in an empty folder."""
    for name in ("install.py", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    specification = importlib.util.spec_from_file_location("course_install", tmp_path / "install.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def one_sentence(capsys):
    """Return what was written to stderr, which must be one line, ended by a full stop."""
    text = capsys.readouterr().err.strip()
    assert len(text.splitlines()) == 1
    assert text.endswith(".")
    return text


def test_install_says_one_sentence_to_an_old_python():
    code = (
        "import runpy, sys; sys.version_info = (3, 8, 10, 'final', 0); "
        f"runpy.run_path({str(ROOT / 'install.py')!r}, run_name='__main__')"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert answer.stdout == ""
    (sentence,) = answer.stderr.splitlines()
    assert sentence.startswith("The course needs Python 3.11 or newer, but ")
    assert " is Python 3.8: " in sentence


def test_install_can_be_read_by_an_old_python():
    """Syntax that Python 2.7 rejects would hide the sentence that tells a user to upgrade."""
    tree = ast.parse((ROOT / "install.py").read_text(encoding="utf-8"))
    new = [ast.JoinedStr, ast.NamedExpr, ast.AnnAssign, ast.AsyncFunctionDef, ast.Await, ast.Match]
    new += [ast.Nonlocal, ast.YieldFrom, ast.TryStar]
    for node in ast.walk(tree):
        assert not isinstance(node, tuple(new)), f"line {node.lineno}"
        if isinstance(node, ast.arguments):
            assert not node.kwonlyargs
            assert not node.posonlyargs
        if isinstance(node, ast.FunctionDef):
            assert node.returns is None
            assert all(argument.annotation is None for argument in node.args.args)
        if isinstance(node, ast.Raise):
            assert node.cause is None
        if isinstance(node, ast.Call):
            assert not any(isinstance(argument, ast.Starred) for argument in node.args[:-1])
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            assert not any(isinstance(element, ast.Starred) for element in node.elts)
        if isinstance(node, ast.Dict):
            assert None not in node.keys
    first = ast.get_source_segment((ROOT / "install.py").read_text(encoding="utf-8"), tree.body[1])
    assert first == "from __future__ import print_function"
    (ROOT / "install.py").read_bytes().decode("ascii")  # Python 2 wants a declaration for more


def test_install_says_how_much_room_it_needs(installer, monkeypatch, capsys):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(installer.shutil, "disk_usage", lambda path: usage(9, 9, 1_200_000_000))
    assert installer.main([]) == 1
    assert "needs 3 GB of free disk space, but only 1.2 GB" in one_sentence(capsys)
    assert not Path(installer.ENVIRONMENT).exists()


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_install_names_the_missing_module(installer, monkeypatch, capsys, module):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        installer.importlib.util, "find_spec", lambda name: None if name == module else find(name)
    )
    assert installer.main([]) == 1
    assert f"its module {module} is missing" in one_sentence(capsys)
    assert not Path(installer.ENVIRONMENT).exists()


def test_install_does_not_follow_a_link(installer, capsys, tmp_path):
    target = tmp_path / "precious"
    target.mkdir()
    (target / "file").write_text("keep me")
    os.symlink(target, installer.ENVIRONMENT)
    assert installer.main([]) == 1
    assert "is a link or a file" in one_sentence(capsys)
    assert (target / "file").read_text() == "keep me"


@pytest.mark.parametrize(
    ("errors", "reason"),
    [
        (
            "WARNING: Retrying: NewConnectionError('Temporary failure in name resolution')\n"
            "ERROR: No matching distribution found for torch==2.13.0\n",
            "check the network connection",
        ),
        (
            "ERROR: No matching distribution found for torch==2.13.0\n",
            "there is no torch==2.13.0 for Python 3",
        ),
        (
            "WARNING: Retrying: ReadTimeout\n"
            "ERROR: Could not find a version that satisfies the requirement torch (from versions: 2.1.0, 2.2.2)\n"
            "ERROR: No matching distribution found for torch==2.13.0\n",
            "there is no torch==2.13.0 for Python 3",
        ),
        (
            "WARNING: Retrying: ReadTimeout\n"
            "ERROR: Could not find a version that satisfies the requirement torch (from versions: none)\n"
            "ERROR: No matching distribution found for torch==2.13.0\n",
            "check the network connection",
        ),
        ("ERROR: [Errno 2] No such file\nHINT: ... Windows Long Path support ...\n", "too long for Windows"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n", "full"),
        ("SSLError(SSLCertVerificationError(1, 'CERTIFICATE_VERIFY_FAILED'))\n", "secure connection"),
        ("ERROR: something new.\n", "something new"),
        ("", "pip failed"),
    ],
)
def test_install_explains_what_pip_said(installer, errors, reason):
    assert reason in installer.explain(errors)


def test_install_never_builds_with_the_python_that_it_takes_away(installer, monkeypatch):
    assert installer.interpreter() == sys.executable
    monkeypatch.setattr(installer, "ENVIRONMENT", sys.prefix)
    base = os.path.realpath(installer.interpreter())
    assert Path(base).is_file()
    assert sys.prefix == sys.base_prefix or not base.startswith(sys.prefix)


@pytest.fixture
def rehearsal(installer, monkeypatch):
    """Give install.py with an environment that is made without pip: what it decides is the subject."""
    done = []

    def build():
        done.append("build")
        shutil.rmtree(installer.ENVIRONMENT, ignore_errors=True)
        os.mkdir(installer.ENVIRONMENT)

    monkeypatch.setattr(installer, "build", build)
    monkeypatch.setattr(installer, "pip", lambda *arguments: done.append(arguments[-1]))
    installer.packages = {"pip": "23", "numpy": "2"}
    monkeypatch.setattr(
        installer,
        "inventory",
        lambda: installer.packages if os.path.isdir(installer.ENVIRONMENT) else None,
    )
    installer.done = done
    return installer


def test_install_twice_does_the_work_once(rehearsal):
    assert rehearsal.main([]) == 0
    assert rehearsal.done == ["build", ".[series]"]
    assert rehearsal.main([]) == 0
    assert rehearsal.done == ["build", ".[series]"]


def test_install_adds_the_extras_and_keeps_them(rehearsal):
    rehearsal.main([])
    rehearsal.main(["--extras", "all"])
    rehearsal.main([])
    assert rehearsal.done == ["build", ".[series]", ".[all]"]


def test_install_for_a_classroom_keeps_what_a_learner_needs(rehearsal):
    assert rehearsal.main(["--extras", "classroom"]) == 0
    rehearsal.main([])
    assert rehearsal.done == ["build", ".[classroom,series]"]
    rehearsal.main(["--extras", "all"])
    rehearsal.main(["--extras", "classroom"])
    assert rehearsal.done[2:] == [".[all]"]


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_install_brings_the_environment_up_to_date(rehearsal, name):
    rehearsal.main(["--extras", "all"])
    with open(Path(rehearsal.ROOT) / name, "a", encoding="utf-8") as file:
        file.write("# changed\n")
    rehearsal.main([])
    assert rehearsal.done == ["build", ".[all]", ".[all]"]


@pytest.mark.parametrize("damage", ["no stamp", "bad stamp", "package gone", "files gone", "moved"])
def test_install_repairs_a_broken_environment(rehearsal, damage):
    rehearsal.main([])
    stamp = Path(rehearsal.STAMP)
    if damage == "no stamp":
        stamp.unlink()
    elif damage == "bad stamp":
        stamp.write_text(stamp.read_text()[:20])
    elif damage == "package gone":
        rehearsal.packages = {"pip": "23"}
    elif damage == "files gone":
        rehearsal.packages = None
        assert rehearsal.main([]) == 1  # still not there after the work: reported, not stamped
        rehearsal.packages = {"pip": "23", "numpy": "2"}
        rehearsal.done.pop()
        rehearsal.done.pop()
    else:
        stamp.write_text(json.dumps(json.loads(stamp.read_text()) | {"root": "elsewhere"}))
    assert rehearsal.main([]) == 0
    assert rehearsal.done == ["build", ".[series]"] * 2


def test_an_interrupted_update_is_not_trusted(rehearsal, monkeypatch):
    rehearsal.main([])

    def fail(*arguments):
        raise rehearsal.InstallError("pip failed.")

    with monkeypatch.context() as patch:
        patch.setattr(rehearsal, "pip", fail)
        assert rehearsal.main(["--extras", "all"]) == 1
    rehearsal.main([])
    assert rehearsal.done == ["build", ".[series]"] * 2


# --- dependencies ---------------------------------------------------------------------------------


def requirements(*extras):
    """Return the requirements of pyproject.toml: the core ones, and those of the extras named."""
    found = {}
    lists = [PROJECT["dependencies"]] + [PROJECT["optional-dependencies"][extra] for extra in extras]
    for text in (text for one in lists for text in one):
        requirement = Requirement(text)
        if canonicalize_name(requirement.name) == PROJECT["name"]:
            found |= requirements(*requirement.extras)
        else:
            found[canonicalize_name(requirement.name)] = requirement
    return found


def pins():
    """Return the versions in constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    parts = [line.split("==") for line in lines if not line.startswith("#")]
    return {canonicalize_name(name): Version(version) for name, version in parts}


def test_everything_is_pinned_inside_the_range_it_may_have():
    pinned = pins()
    assert pinned["torch"] == Version("2.13.0")
    for name, requirement in requirements("all").items():
        assert pinned[name] in requirement.specifier, name
    for name, version in pinned.items():
        assert version.local is None, name  # such as +cpu: a build that only some indexes have


def test_the_installed_packages_are_the_pinned_ones():
    different = {}
    for name, version in pins().items():
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            installed = importlib.metadata.version(name)  # the first on the path, the one that is imported
            if Version(Version(installed).public) != version:
                different[name] = (str(version), installed)
    assert different == {}


def test_conda_brings_python_and_pip_only():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    *conda, pip_part = environment["dependencies"]
    assert conda == ["python=3.11", "pip"]
    assert pip_part == {"pip": ["-c constraints.txt", "-e .[all]"]}
    assert Requirement(PROJECT["name"] + "[all]").extras <= set(PROJECT["optional-dependencies"])
    assert "3.11" in PROJECT["requires-python"]


def imported_names(source, at_top=None):
    """Return the top-level names that Python source imports.

    With `at_top` True only those outside functions, with False only those inside.
    """
    found = set()

    def visit(node, inside):
        for child in ast.iter_child_nodes(node):
            here = inside or isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
            if at_top is None or at_top is not inside:
                if isinstance(child, ast.Import):
                    found.update(alias.name.split(".")[0] for alias in child.names)
                elif isinstance(child, ast.ImportFrom) and not child.level:
                    found.add(child.module.split(".")[0])
            visit(child, here)

    visit(ast.parse(source), False)
    return found


def test_imported_names_tells_the_top_from_the_inside():
    source = "import a.b\nfrom c import d\nfrom . import e\ndef f():\n    import g\n"
    assert imported_names(source) == {"a", "c", "g"}
    assert imported_names(source, at_top=True) == {"a", "c"}
    assert imported_names(source, at_top=False) == {"g"}


def code_of(notebook):
    """Return the code of a notebook, without lines that are not Python."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return re.sub(r"^(\s*)[%!].*$", r"\1pass", text, flags=re.MULTILINE)


def notebooks():
    """Return the notebooks of the course."""
    return [
        path for folder in ("notebooks", "solutions", "exercises") for path in (ROOT / folder).glob("*.ipynb")
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "extras"),
    [
        ("package, at the top", ()),
        ("package, in functions", ("all",)),
        ("notebooks", ("series",)),
        ("tests", ("all",)),
    ],
)
def test_what_is_imported_is_a_dependency(what, extras):
    modules = sorted((ROOT / "lstm_course").rglob("*.py"))
    tests = sorted((ROOT / "tests").rglob("*.py"))
    if what.startswith("package"):
        sources = {path: imported_names(path.read_text(encoding="utf-8"), "top" in what) for path in modules}
    elif what == "tests":
        sources = {path: imported_names(path.read_text(encoding="utf-8")) for path in tests}
    else:
        sources = {path: imported_names(code_of(path)) for path in notebooks()}
    own = {"lstm_course"} | ({path.stem for path in tests} if what == "tests" else set())
    providers = importlib.metadata.packages_distributions()
    allowed = set(requirements(*extras))
    undeclared = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path, names in sources.items()
        for name in names - own - sys.stdlib_module_names
        if not allowed & {canonicalize_name(provider) for provider in providers.get(name, [])}
    }
    assert undeclared == set()


# --- what is committed ----------------------------------------------------------------------------

ABSOLUTE_PATH = re.compile(
    r"(?<![\w.~:/$)}*-])/(?:home|root|Users|work|workspace|builds|mnt|srv|opt|private|tmp/ipykernel\w*)/[\w.-]+"
    r"|[A-Z]:\\(?:Users|Documents)"
)
REGISTRY = re.compile(
    r"https?://[\w.-]*(?:pypi|pythonhosted|npmjs|anaconda|registry|mirror|artifact|wheel)[\w.-]*"
    r"|https?://\S+/(?:simple|whl)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("File " + "/home" + "/ada/course/x.py", True),
        ("cd " + "/root" + "/course", True),
        ("/tmp" + "/ipykernel_123/1.py:3: UserWarning", True),
        ("C:" + "\\Users\\Ada", True),
        ("see https" + "://example.org/home/index.html", False),
        ("/usr/bin/chromium", False),
        ("lstm_course/home/x", False),
        ("--index-url https" + "://packages.example.org/simple", True),
        ("https" + "://registry.example.org", True),
        ("https://creativecommons.org/licenses/by/4.0/", False),
    ],
)
def test_the_patterns_for_private_places_work(text, found):
    assert bool(ABSOLUTE_PATH.search(text) or REGISTRY.search(text)) is found


@pytest.mark.slow
def test_no_committed_file_names_a_private_place():
    found = []
    for path in committed_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        if path.suffix == ".ipynb":  # pictures are base64 and paths, where any word may turn up
            text = re.sub(r'"image/png": ?(?:"[^"]*"|\[[^\]]*\])', "", text)
            text = re.sub(r"data:image/png;base64,[A-Za-z0-9+/=]+", "", text)
            text = re.sub(r"data:image/svg\+xml,[A-Za-z0-9%=:/;,'()!*@+. -]+", "", text)
            text = re.sub(r'"image/svg\+xml": ?(?:"(?:[^"\\]|\\.)*"|\[[^\]]*\])', "", text)
        for number, line in enumerate(text.splitlines(), 1):
            for match in (ABSOLUTE_PATH.search(line), REGISTRY.search(line)):
                if match:
                    found.append(f"{path.relative_to(ROOT)}:{number}: {match.group()}")
    assert found == []


def test_the_version_is_the_same_everywhere():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert PROJECT["version"] == __version__ == citation["version"]
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors", "type", "license"} <= set(citation)
    assert " AND ".join(citation["license"]) == PROJECT["license"]


def test_both_licences_are_there():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    for words in ("BSD-3-Clause", "Redistribution and use in source and binary forms", "CC BY 4.0"):
        assert words in text
    assert "https://creativecommons.org/licenses/by/4.0/" in text


# --- the command ----------------------------------------------------------------------------------


def test_the_package_is_imported_without_torch_and_fast():
    code = (
        "import sys, time; start = time.perf_counter(); import lstm_course; "
        "print(time.perf_counter() - start, 'torch' in sys.modules, 'matplotlib' in sys.modules)"
    )
    seconds = []
    for _ in range(3):  # the first may compile, and the machine may be busy
        output = subprocess.check_output([sys.executable, "-c", code], text=True).split()
        assert output[1:] == ["False", "False"]
        seconds.append(float(output[0]))
    assert min(seconds) < 0.3


def test_version_and_help(capsys):
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--version"])
    assert capsys.readouterr().out == f"lstm-course {__version__}\n"
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--help"])
    text = capsys.readouterr().out
    for command in ("lab", "exercises", "notebooks", "lint-notebooks", "bench"):
        assert re.search(rf"^ +{command}\s+\w", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("command", "option"),
    [
        ("bench", "--rounds"),
        ("reproduce", "--quick"),
        ("claims", "--out"),
        ("table", "--seeds"),
        ("grade", "--executor"),
        ("classroom", "--course-id"),
    ],
)
def test_the_help_of_a_subcommand_shows_its_options(capsys, command, option):
    with pytest.raises(SystemExit, match="0"):
        cli.main([command, "--help"])
    assert option in capsys.readouterr().out


def test_an_unknown_argument_is_named(capsys):
    with pytest.raises(SystemExit, match="2"):
        cli.main(["exercises", "--chekc"])
    assert "unknown argument '--chekc'" in capsys.readouterr().err


def test_outside_a_clone_the_command_says_what_to_do(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(_root, "__file__", str(tmp_path / "site-packages" / "lstm_course" / "_root.py"))
    monkeypatch.chdir(tmp_path)
    assert cli.main(["lab"]) == 2
    assert "run `lstm-course` inside" in one_sentence(capsys)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / _root.FIRST_NOTEBOOK).write_text("{}")
    monkeypatch.chdir(tmp_path / "notebooks")
    assert _root.find_root() == tmp_path.resolve()


@pytest.mark.parametrize(
    ("environ", "platform", "found", "expected"),
    [
        ({}, "linux", True, False),
        ({"DISPLAY": ":0"}, "linux", True, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True, True),
        ({"BROWSER": "firefox"}, "linux", True, True),
        ({"DISPLAY": ":0"}, "linux", False, False),
        ({}, "darwin", True, True),
        ({}, "win32", True, True),
        ({}, "darwin", False, False),
    ],
)
def test_a_browser_is_opened_only_where_there_is_one(monkeypatch, environ, platform, found, expected):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(cli.sys, "platform", platform)

    def get():
        if not found:
            raise cli.webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr(cli.webbrowser, "get", get)
    assert cli.can_open_browser() is expected
    assert ("--no-browser" in cli.lab_arguments(ROOT, [])) is not expected


def test_the_users_arguments_have_the_last_word():
    assert cli.lab_arguments(ROOT, ["--port=9000", "--ip=0.0.0.0"])[-2:] == ["--port=9000", "--ip=0.0.0.0"]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send")
def test_lab_serves_the_first_lesson_without_a_browser(tmp_path):
    """On a machine without a display, with the wished port taken: it serves, says where, and ends."""
    headless = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    }
    folders = {name: str(tmp_path / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR")}
    log = tmp_path / "log"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with open(log, "w", encoding="utf-8") as stream:
            process = subprocess.Popen(
                [sys.executable, "-m", "lstm_course.cli", "lab", f"--port={port}", "--ip=127.0.0.1"],
                cwd=tmp_path,
                env=headless | folders,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                # a job in the background of a shell inherits that Ctrl-C is ignored
                preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
            )
        try:
            deadline = time.monotonic() + 60
            while "Press Ctrl-C here to end." not in log.read_text(encoding="utf-8"):
                assert process.poll() is None, log.read_text(encoding="utf-8")
                assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
                time.sleep(0.1)
            text = log.read_text(encoding="utf-8")
            (address,) = re.findall(r"^ +(http://\S+)$", text, re.MULTILINE)
            assert "Open this address in a browser:" in text
            parts = urlsplit(address)
            assert parts.path == "/lab/tree/notebooks/00_start_here.ipynb"
            assert parts.port != port
            headers = {"Authorization": f"token {parse_qs(parts.query)['token'][0]}"}

            def get(path):
                connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
                connection.request("GET", path, headers=headers)
                response = connection.getresponse()
                body = response.read().decode()
                connection.close()
                assert response.status == 200, body
                return body

            lesson = json.loads(get("/api/contents/notebooks/00_start_here.ipynb"))
            saved = json.loads((ROOT / _root.FIRST_NOTEBOOK).read_text(encoding="utf-8"))
            assert [cell["id"] for cell in lesson["content"]["cells"]] == [
                cell["id"] for cell in saved["cells"]
            ]
            page = get(parts.path)
            config = re.search(
                r'<script id="jupyter-config-data" type="application/json">(.*?)</script>', page, re.DOTALL
            )
            page_config = json.loads(config.group(1))
            assert page_config["news"] == {"disabled": True}
            (extension,) = [
                one for one in page_config["federated_extensions"] if one["name"] == "lstm-course"
            ]
            assert "_JUPYTERLAB" in get(f"/lab/extensions/lstm-course/{extension['load']}")
            asked = json.loads(get("/lab/api/settings/@jupyterlab/apputils-extension:notification"))
            assert asked["schema"]["properties"]["fetchNews"]["default"] == "false"
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0, log.read_text(encoding="utf-8")
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
