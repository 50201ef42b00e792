"""What a sandbox needs to run a notebook, and nothing else: a Python, some packages, the public part of the course.

The packages are those that the public part of the course imports, and some that learners may. In the "numpy" kind
torch is not there at all: it is not on the path, and no layer of the sandbox lets its folder through.
"""

import contextlib
import fcntl
import functools
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

KINDS = ("numpy", "torch")
FOR_LEARNERS = (
    "numpy",
    "scipy",
    "matplotlib",
    "ipython",
    "scikit-learn",
    "pandas",
)  # beside what the course imports
COURSE = Path(__file__).resolve().parents[2]
NOT_PUBLIC = (
    "authoring",
    "bench",
    "check",
    "cli.py",
    "grading",
    "notebook",
)  # the answers, and what needs them
# Reading the lines takes a hundredth of the time of parsing all modules; the tests do both.
FROM = re.compile(r"^[ \t]*from[ \t]+(\w+)[\w.]*[ \t]+import\b", re.MULTILINE)
IMPORT = re.compile(r"^[ \t]*import[ \t]+([\w., \t]+)", re.MULTILINE)
PREFIX, LOCK = "lstm-course-grader-", "in-use"
SYSTEM_LIBRARIES = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib")
SYSTEM_FILES = (
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/usr/share/zoneinfo",
    "/usr/share/fonts",
    "/sys/devices/system/cpu",
    "/proc/cpuinfo",
    "/proc/meminfo",
)

# Run by the sandbox's Python; prints where its parts are. A distribution's requirements come with it.
DESCRIBE = r"""
import importlib.metadata, json, os, re, sys, sysconfig
roots, without = json.loads(sys.argv[1])
plain = lambda name: re.sub(r"[-_.]+", "-", name).lower()
entries, seen, todo, missing = set(), set(), list(roots), []
while todo:
    name = plain(todo.pop())
    if name in seen or name in without:
        continue
    seen.add(name)
    try:
        found = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        missing.append(name)
        continue
    for line in found.requires or ():
        if "extra ==" not in line:
            todo.append(re.match(r"[A-Za-z0-9._-]+", line).group())
    place = os.path.realpath(found.locate_file(""))
    for top in {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
        if not top.endswith(".pth"):
            entries.add(os.path.join(place, top))
stdlib = {os.path.realpath(sysconfig.get_path(key)) for key in ("stdlib", "platstdlib")}
print(json.dumps({
    "version": sys.version_info[:3],
    "executable": os.path.realpath(sys.executable),
    "stdlib": sorted(path for path in stdlib if os.path.isfile(os.path.join(path, "os.py"))),
    "libraries": [sysconfig.get_config_var("LIBDIR"), sysconfig.get_config_var("INSTSONAME")],
    "base": os.path.realpath(sys.base_prefix),
    "entries": sorted(entry for entry in entries if os.path.exists(entry)),
    "missing": missing,
}))
"""


class InfrastructureError(Exception):
    """The grader itself cannot work: nothing that a learner did, and never a zero."""


@dataclass(frozen=True)
class Runtime:
    """A staged runtime.

    Attributes
    ----------
    folder : str
        Holds the links to the packages (``site``), the course (``course``), an empty folder (``home``) and a place
        for caches (``cache``).
    python : str
        The interpreter, without links.
    readable : list of str
        Every path that may be read: files, and folders with all they hold.
    listable : list of str
        Folders whose names may be listed, without reading what they hold.
    lock : file
        Held while the folder is in use, so that one left by a grader that was killed can be told from it.
    """

    folder: str
    python: str
    readable: list[str]
    listable: list[str]
    lock: TextIO

    @property
    def path(self) -> list[str]:
        """Return what is put on the module path, beside the standard library."""
        return [os.path.join(self.folder, "course"), os.path.join(self.folder, "site")]

    def remove(self):
        """Delete the staged folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.lock.close()


@functools.lru_cache(maxsize=2)
def packages(kind) -> tuple[str, ...]:
    """Return the packages that a notebook of this kind finds, without what these need in turn.

    Parameters
    ----------
    kind : str
        ``"numpy"`` or ``"torch"``.
    """
    found = set(FOR_LEARNERS)
    for path in COURSE.rglob("*.py"):
        if path.relative_to(COURSE).parts[0] not in NOT_PUBLIC:
            found |= _imported(path.read_text(encoding="utf-8"))
    found -= {"torch"}
    return tuple(sorted(found | {"torch"} if kind == "torch" else found))


def _imported(text):
    """Return the packages that a module's text imports, without the standard library and its own."""
    found = set(FROM.findall(text))
    for names in IMPORT.findall(text):
        found |= {re.match(r"\s*(\w*)", name).group(1) for name in names.split(",")}
    found -= {*sys.stdlib_module_names, COURSE.name}
    return {name.lower() for name in found}  # as their distributions are called


@functools.lru_cache(maxsize=8)
def describe(python, kind) -> dict:
    """Ask a Python where its parts are.

    Parameters
    ----------
    python : str
        Path of the interpreter.
    kind : str
        ``"numpy"`` or ``"torch"``.

    Raises
    ------
    InfrastructureError
        Where it cannot be run, or lacks a package.
    """
    without = [] if kind == "torch" else ["torch", "triton"]
    command = [python, "-I", "-c", DESCRIBE, json.dumps([packages(kind), without])]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
        found = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise InfrastructureError(f"{python} cannot be asked where its packages are: {error}") from error
    lacking = [name for name in ("numpy", "torch") if name in packages(kind) and name in found["missing"]]
    if lacking or tuple(found["version"]) < (3, 11):
        what = f"lacks {', '.join(lacking)}" if lacking else "is older than 3.11"
        raise InfrastructureError(f"{python} {what}; name another one with --python")
    return found


def stage(python=None, kind="numpy", temporary=None) -> Runtime:
    """Put together a runtime in a new folder.

    Parameters
    ----------
    python : str, optional
        The interpreter that runs the notebooks; by default the one that is running.
    kind : str
        ``"numpy"`` or ``"torch"``.
    temporary : str, optional
        Folder for the new folder; by default the system's for temporary files.

    Raises
    ------
    InfrastructureError
        Where the Python is not fit for it.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}; got {kind!r}")
    found = describe(python or sys.executable, kind)
    _sweep(temporary or tempfile.gettempdir())
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=temporary)).resolve()
    lock = open(folder / LOCK, "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder.chmod(0o755)
        for name in ("site", "course", "home", "cache"):
            (folder / name).mkdir(mode=0o755)
        for entry in found["entries"]:
            (folder / "site" / os.path.basename(entry)).symlink_to(entry)
        _copy_course(folder / "course" / "lstm_course")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        lock.close()
        raise
    readable, listable = [found["executable"], str(folder), *found["entries"]], []
    for stdlib in found["stdlib"]:
        listable.append(stdlib)
        readable += _below(stdlib, ("site-packages", "dist-packages", "test"))
    library = os.path.join(*map(str, found["libraries"])) if all(found["libraries"]) else ""
    if os.path.isfile(library):
        readable.append(os.path.realpath(library))
    for root in SYSTEM_LIBRARIES:
        if os.path.isdir(root) and not os.path.islink(root):
            readable += _below(root, ("python",))
    readable += [path for path in SYSTEM_FILES if os.path.exists(path)]
    return Runtime(str(folder), found["executable"], sorted(set(readable)), listable, lock)


def _sweep(temporary):
    """Delete the folders of graders that were killed: nobody holds their locks."""
    for folder in Path(temporary).glob(f"{PREFIX}*"):
        try:
            if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
                continue
            with open(folder / LOCK) as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # in use, or not a grader's
            continue
        shutil.rmtree(folder, ignore_errors=True)


def _below(folder, without):
    """Return the entries of a folder but for those whose names begin with one of `without`."""
    return [entry.path for entry in os.scandir(folder) if not entry.name.startswith(without)]


def _copy_course(target):
    """Copy the public modules of this package, the sandbox's own, and the stand-in for the checks."""
    compiled = shutil.ignore_patterns("__pycache__")
    hidden = shutil.ignore_patterns("__pycache__", *NOT_PUBLIC)
    shutil.copytree(
        COURSE,
        target,
        ignore=lambda *at: (hidden if Path(at[0]) == COURSE else compiled)(*at),
        copy_function=_copy_with_compiled,
    )
    (target / "grading").mkdir()
    (target / "grading" / "__init__.py").write_text('"""What runs inside the sandbox."""\n')
    inside, not_here = "grading/inside", shutil.ignore_patterns("__pycache__", "stand_in.py")
    shutil.copytree(COURSE / inside, target / inside, ignore=not_here, copy_function=_copy_with_compiled)
    (target / "check").mkdir()
    shutil.copyfile(COURSE / inside / "stand_in.py", target / "check" / "__init__.py")
    shutil.copyfile(COURSE / "check" / "given.py", target / "check" / "given.py")
    for path in (target, *target.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _copy_with_compiled(source, target):
    """Copy a file; a module together with what Python has compiled of it, if it has, and of no other."""
    shutil.copy2(source, target)
    if source.endswith(".py"):
        compiled = importlib.util.cache_from_source(target)
        os.makedirs(os.path.dirname(compiled), exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(importlib.util.cache_from_source(source), compiled)
