"""What environment.yml asks pip for, the course and its wheel, in a virtual environment that holds the packages only.

That pip brings the packages into an empty one, the first `make test` of a fresh clone shows: it begins so.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest
import yaml

from lstm_course.authoring.website.archive import files_of_the_course

ROOT = Path(__file__).parents[2]
PARTS = ["pyproject.toml", "README.md", "LICENSE", "constraints.txt", "environment.yml", "install.py"]
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
PURELIB = "import sysconfig; print(sysconfig.get_path('purelib'))"

pytestmark = [pytest.mark.slow, pytest.mark.install]


def clean_environ():
    """Return the environment variables without those that lead another Python back to this one."""
    return {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}


def run(*command, cwd, **environ):
    """Run a command; return its output; fail with all its words."""
    answer = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=clean_environ() | environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout
    return answer.stdout


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """Give a folder with what an installation needs of the repository."""
    folder = tmp_path_factory.mktemp("clone")
    for name in PARTS:
        shutil.copy(ROOT / name, folder)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "lstm_course", folder / "lstm_course", ignore=ignored)
    return folder


@pytest.fixture(scope="module")
def python(clone):
    """Give the Python of a new environment, made from the pip part of environment.yml as conda does.

    It sees the packages of this one, but not the course: pip fetches what they lack.
    """
    run(sys.executable, "-m", "venv", clone / "env", cwd=clone)
    python = clone / "env" / SCRIPTS / "python"
    site = Path(run(python, "-c", PURELIB, cwd=clone).strip())
    (site / "packages.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    environment = yaml.safe_load((clone / "environment.yml").read_text(encoding="utf-8"))
    (pip_part,) = (entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    # conda writes such a file beside environment.yml and runs pip in that folder
    file = clone / "condaenv.test.requirements.txt"
    file.write_text("\n".join(pip_part) + "\n", encoding="utf-8")
    command = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    run(python, *command, "-r", file.name, cwd=clone)
    return python


def test_the_packages_fit_together(python, clone):
    assert "No broken requirements found" in run(python, "-m", "pip", "check", cwd=clone)


def test_the_fresh_environment_runs_the_numpy_layer_and_torch_agrees(python, clone):
    code = """
import sys
import lstm_course
assert "torch" not in sys.modules
print(lstm_course.__file__)
import numpy as np
from lstm_course.layers import LSTM
assert "torch" not in sys.modules
rng = np.random.default_rng(3)
layer = LSTM(2, 3, rng=rng)
x = rng.standard_normal((4, 5, 2))
y, (h, c) = layer.forward(x)
assert y.shape == (4, 5, 3) and h.shape == c.shape == (4, 3)
import torch
from lstm_course.nets.interop import to_torch
with torch.no_grad():
    expected, _ = to_torch(layer)(torch.from_numpy(x))
np.testing.assert_allclose(y, expected.numpy(), rtol=0, atol=1e-12)
print(torch.__version__)
"""
    place, version = run(python, "-W", "error", "-c", code, cwd=clone.parent).splitlines()
    assert Path(place).parents[1] == clone.resolve()
    assert version.split("+")[0] == "2.13.0"


def test_the_command_is_installed(python, clone):
    assert run(python.parent / "lstm-course", "--version", cwd=clone).startswith("lstm-course ")
    kernels = run(sys.executable, "-m", "jupyter", "kernelspec", "list", cwd=clone)
    assert sys.prefix in kernels


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build the source distribution, and the wheel from it, as they would be published; give the folder of both."""
    folder = tmp_path_factory.mktemp("built")
    for name in files_of_the_course(ROOT):
        (folder / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / "tree" / name)
    run(sys.executable, "-m", "build", "--outdir", folder, folder / "tree", cwd=folder)
    return folder


def test_the_source_distribution_is_the_course_and_the_wheel_from_it_the_whole_package(built):
    tree = built / "tree"
    files = {path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file()}
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as source:
        assert {name.partition("/")[2] for name in source.getnames()} >= files - {".gitattributes"}
    (wheel,) = built.glob("*.whl")
    names = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("lstm_course/")}
    assert names == {name for name in files if name.startswith("lstm_course/")}
    assert "lstm_course/__init__.py" in names


def test_the_wheel_alone_checks_an_answer_and_shows_a_piece(built, python, tmp_path):
    """Away from any clone: data files, styles and JavaScript come with the package."""
    (wheel,) = built.glob("*.whl")
    run(
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        tmp_path / "lib",
        wheel,
        cwd=tmp_path,
    )
    code = """
import lstm_course, matplotlib.pyplot as plt
from lstm_course import check, claims, widgets
print(lstm_course.__file__)
assert check.run("fix_sum", lambda x: x.sum(axis=1).mean()).passed
assert "squares" in check.run("fix_sum", lambda x: (x**2).sum(axis=1).mean()).message
plt.style.use("lstm_course.plots.course")
for name, piece in widgets.PIECES.items():
    page = piece().page()
    assert "lstmCourse.pieces" in page and ".lc" in page, name
assert len(claims.board()) == 52
print(check.recall())
"""
    place, recall = run(
        python, "-W", "error", "-c", code, cwd=tmp_path, PYTHONPATH=str(tmp_path / "lib")
    ).splitlines()
    assert Path(place).is_relative_to(tmp_path / "lib")
    assert recall.startswith("Recall")


def test_without_a_network_the_installer_says_so_in_one_sentence(clone, tmp_path):
    """The index is a port of this machine on which nobody listens."""
    for name in PARTS:
        shutil.copy(clone / name, tmp_path)
    nowhere = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:9/",
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_FIND_LINKS": "",
        "PIP_RETRIES": "1",
    }
    answer = subprocess.run(
        [sys.executable, "install.py"],
        cwd=tmp_path,
        env=clean_environ() | nowhere,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    (sentence,) = answer.stderr.splitlines()
    assert sentence.startswith("The packages could not be installed: ")
    assert "check the network connection" in sentence
    log = (tmp_path / ".venv" / "install.log").read_text(encoding="utf-8")
    assert "127.0.0.1" in log
    made = {path.name for path in tmp_path.iterdir()} - set(PARTS)
    assert made == {".venv"}
