"""Make the course's Python environment: the folder .venv beside this file, and nothing else.

    python install.py                        what a learner needs
    python install.py --extras speech        voices of a synthesiser beside it, for lesson 19
    python install.py --extras classroom     nbgrader beside it, for teachers
    python install.py --extras all           what the tests and the teacher's tools need, too
    python install.py --pin                  newest versions that fit pyproject.toml; writes constraints.txt

Running it again costs a second: it looks whether .venv is complete and up to date, brings it up to
date if pyproject.toml or constraints.txt have changed, and builds it again if anything in it is
missing. `make install` calls it; on Windows, or wherever make is missing, call it by hand.

The file needs the standard library only, and must stay readable for Python 2.7: whoever has an old
Python shall be told so in one sentence, not by a syntax error.
"""

from __future__ import print_function

import argparse
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys

NEEDED = (3, 11)

if sys.version_info[:2] < NEEDED:
    sys.exit(
        "The course needs Python {0}.{1} or newer, but {2} is Python {3}.{4}: install a newer Python, "
        "or name one you have, as in `make install PYTHON=/path/to/python{0}.{1}`.".format(
            NEEDED[0], NEEDED[1], sys.executable, sys.version_info[0], sys.version_info[1]
        )
    )

import importlib.util  # noqa: E402 - an old Python does not have it, and has left above

ROOT = os.path.dirname(os.path.realpath(__file__))
ENVIRONMENT = os.path.join(ROOT, ".venv")
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
PYTHON = os.path.join(ENVIRONMENT, SCRIPTS, "python.exe" if os.name == "nt" else "python")
STAMP = os.path.join(ENVIRONMENT, "lstm-course.json")
LOG = os.path.join(ENVIRONMENT, "install.log")
CONSTRAINTS = os.path.join(ROOT, "constraints.txt")
SPACE_NEEDED = 3 * 10**9  # bytes; the full environment takes 2.0 GB and pip unpacks into a temporary folder

# What pip writes when it fails, and what to tell the user. The first match counts: without a
# network pip also says that it found no matching distribution, but knows of no versions then.
PIP_FAILURES = (
    (
        r"\(from versions: (?!none\))[\s\S]*No matching distribution found for (?P<what>\S+)",
        "there is no {what} for Python {python} on {system}",
    ),
    (
        r"Long Path",
        "a path is too long for Windows; enable long paths, or move the course to a folder with a shorter name",
    ),
    (
        r"No space left on device|not enough space|Errno 28",
        "the disk, or the folder for temporary files, is full",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError|SSLCertVerificationError",
        "a secure connection to the package index could not be made (a proxy or an old certificate?)",
    ),
    (
        r"NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|Connection refused|getaddrinfo"
        r"|Temporary failure in name resolution|Name or service not known|ConnectionResetError"
        r"|Failed to establish a new connection|Max retries exceeded|Network is unreachable",
        "the package index cannot be reached; check the network connection",
    ),
    (
        r"\(from versions: none\)[\s\S]*No matching distribution found for (?P<what>\S+)",
        "there is no {what} for Python {python} on {system}, or the package index cannot be reached",
    ),
    (
        r"No matching distribution found for (?P<what>\S+)",
        "there is no {what} for Python {python} on {system}",
    ),
    (r"ResolutionImpossible|conflicting dependencies", "the versions asked for exclude each other"),
    (r"Permission denied|Errno 13", "a file or folder may not be written"),
)

# Run by the Python inside .venv: which distributions are there, and is every one of their files?
INVENTORY = """
import importlib.metadata, json, os
found, missing = {}, []
for distribution in importlib.metadata.distributions():
    name = distribution.metadata["Name"]
    if not name:
        missing.append(str(distribution.locate_file("")))
        continue
    found[name.lower().replace("_", "-")] = distribution.version
    for file in distribution.files or []:
        if not file.name.endswith(".pyc") and not os.path.exists(file.locate()):
            missing.append(str(file))
            break
print(json.dumps({"found": found, "missing": missing}))
"""


class InstallError(Exception):
    """A failure whose message is the one sentence that the user needs."""


def clean_environ():
    """Return the environment variables for the Python in .venv, without those that lead it astray."""
    environ = dict(os.environ)
    for name in ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "VIRTUAL_ENV"):
        environ.pop(name, None)
    environ.update(PYTHONNOUSERSITE="1", PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1", PIP_USER="0")
    return environ


def fingerprint():
    """Return a digest of the two files that say what belongs into .venv."""
    digest = hashlib.sha256()
    for name in ("pyproject.toml", "constraints.txt"):
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def read_stamp():
    """Return what the last successful run left in .venv, or None where no run has succeeded."""
    try:
        with open(STAMP, encoding="utf-8") as file:
            stamp = json.load(file)
        return stamp if {"root", "fingerprint", "extras", "packages"} <= set(stamp) else None
    except (OSError, ValueError, TypeError):
        return None


def inventory():
    """Return the name and version of each distribution in .venv, or None if .venv is damaged."""
    try:
        output = subprocess.check_output(
            [PYTHON, "-I", "-c", INVENTORY], env=clean_environ(), stderr=subprocess.STDOUT
        )
        answer = json.loads(output.decode("utf-8"))
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None
    return None if answer["missing"] or "pip" not in answer["found"] else answer["found"]


def is_sound(stamp):
    """Return whether everything that the last run installed is still in .venv.

    A virtual environment does not survive a move: its commands hold the path they were made with.
    """
    if stamp is None or os.path.normcase(stamp["root"]) != os.path.normcase(ROOT):
        return False
    found = inventory()
    return found is not None and set(stamp["packages"]) <= set(found)


def check_before_building():
    """Raise InstallError where .venv cannot be built, before anything has been written."""
    if sys.maxsize <= 2**32:
        raise InstallError(
            "The course needs a 64-bit Python, because PyTorch has no other, but "
            + sys.executable
            + " is a 32-bit one: install the 64-bit Python."
        )
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise InstallError(
                "{0} cannot make virtual environments, because its module {1} is missing: on Debian "
                "and Ubuntu `apt install python3-venv` brings it, elsewhere install Python from its "
                "own installer.".format(sys.executable, module)
            )
    if os.path.islink(ENVIRONMENT) or (os.path.exists(ENVIRONMENT) and not os.path.isdir(ENVIRONMENT)):
        raise InstallError(
            "{0} is a link or a file where the course makes a folder: remove it and try again.".format(
                ENVIRONMENT
            )
        )
    free = shutil.disk_usage(ROOT).free
    if free < SPACE_NEEDED:
        raise InstallError(
            "The course needs {0:.0f} GB of free disk space, but only {1:.1f} GB are free where {2} "
            "lies: make room, or move the course to another disk.".format(
                SPACE_NEEDED / 1e9, free / 1e9, ROOT
            )
        )


def interpreter():
    """Return the Python that makes .venv: never the one inside it, which goes when .venv is built again."""
    inside = os.path.realpath(sys.prefix) == os.path.realpath(ENVIRONMENT)
    return getattr(sys, "_base_executable", sys.executable) if inside else sys.executable


def build():
    """Make an empty .venv, in place of whatever is there."""
    check_before_building()
    if os.path.isdir(ENVIRONMENT):
        if os.path.exists(STAMP):
            os.remove(STAMP)
        shutil.rmtree(ENVIRONMENT)
    process = subprocess.run(
        [interpreter(), "-m", "venv", ENVIRONMENT],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=dict(clean_environ(), PIP_NO_INDEX="1"),
    )
    if process.returncode:
        lines = process.stdout.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        raise InstallError(
            "{0} could not make a virtual environment in {1}: {2}.".format(
                interpreter(), ENVIRONMENT, lines[-1].strip().rstrip(".")
            )
        )


def pip(*arguments):
    """Run pip in .venv and compile what it brought; raise InstallError if it fails or the course is not found.

    On a terminal pip shows its progress. Warnings and errors go to a log, because their last line
    is seldom the one that says what went wrong.
    """
    command = [PYTHON, "-m", "pip", "install", "--no-compile"]
    command.extend([] if sys.stdout.isatty() else ["--quiet"])
    command.extend(arguments)
    sys.stdout.flush()
    with open(LOG, "ab") as log:
        start = log.tell()
        returncode = subprocess.call(command, cwd=ROOT, stderr=log, env=clean_environ())
    if returncode:
        with open(LOG, "rb") as log:
            log.seek(start)
            errors = log.read().decode("utf-8", "replace")
        raise InstallError(
            "The packages could not be installed: {0} (pip's own words are in {1}).".format(
                explain(errors), LOG
            )
        )
    compile_modules()
    if subprocess.call(
        [PYTHON, "-I", "-c", "import lstm_course"], stderr=subprocess.DEVNULL, env=clean_environ()
    ):
        raise InstallError(
            "The packages were installed, but Python does not find the course in {0}: move it to a folder "
            "with plain letters in its name, and run the command again.".format(ROOT)
        )


def compile_modules():
    """Compile what pip has installed on all processors at once; pip would do it on one, the packages' tests included.

    What cannot be compiled, such as a template, is left for whoever imports it.
    """
    library = os.path.join(ENVIRONMENT, "Lib" if os.name == "nt" else "lib")
    tests = r"site-packages.*[/\\]tests?[/\\]"
    with open(LOG, "ab") as log:
        subprocess.call(
            [PYTHON, "-m", "compileall", "-q", "-j", "0", "-x", tests, library],
            stdout=log,
            stderr=log,
            env=clean_environ(),
        )


def explain(errors):
    """Return the reason for a failure of pip, from what it wrote, as part of a sentence."""
    system = platform.system() + " " + platform.machine()
    for pattern, reason in PIP_FAILURES:
        match = re.search(pattern, errors)
        if match:
            words = dict(match.groupdict(), python=platform.python_version(), system=system)
            return reason.format(**words)
    lines = [line for line in errors.splitlines() if line.startswith("ERROR: ")]
    return lines[-1][len("ERROR: ") :].strip().rstrip(".") if lines else "pip failed"


def write_stamp(extras):
    """Record that .venv is complete."""
    packages = inventory()
    if packages is None:
        raise InstallError(
            "The packages were installed, but files of theirs are missing in {0}: "
            "run the command again.".format(ENVIRONMENT)
        )
    stamp = {
        "root": ROOT,
        "fingerprint": fingerprint(),
        "extras": extras,
        "packages": sorted(packages),
    }
    with open(STAMP + ".new", "w", encoding="utf-8") as file:
        json.dump(stamp, file, indent=1)
    os.replace(STAMP + ".new", STAMP)


def together(extras, there):
    """Return the extras asked for with those that are there: nothing is ever taken away."""
    names = set(extras.split(",")) | set(there.split(","))
    return "all" if "all" in names else ",".join(sorted(names))


def install(extras):
    """Bring .venv to the state that pyproject.toml and constraints.txt describe."""
    stamp = read_stamp()
    sound = is_sound(stamp)
    if sound:
        extras = together(extras, stamp["extras"])
    if sound and stamp["fingerprint"] == fingerprint() and stamp["extras"] == extras:
        return
    if sound:
        print("Bringing .venv up to date ...")
        os.remove(STAMP)  # an interrupted update must not be taken for a complete one
    else:
        broken = os.path.exists(ENVIRONMENT)
        print(
            ".venv is incomplete: building it again ..."
            if broken
            else "Making .venv: about 2 GB, a few minutes ..."
        )
        build()
    pip("--constraint", CONSTRAINTS, "--editable", ".[" + extras + "]")
    write_stamp(extras)
    print("The environment is ready: .venv")


def pin():
    """Build .venv with the newest versions that fit pyproject.toml, and write constraints.txt.

    The header of constraints.txt is kept, and so is the version of PyTorch, which is chosen by
    hand.
    """
    with open(CONSTRAINTS, encoding="utf-8") as file:
        lines = file.read().splitlines()
    header = [line for line in lines if line.startswith("#")]
    torch = [line for line in lines if line.startswith("torch==")]
    build()
    pip("--upgrade", "--editable", ".[all]", *torch)
    packages = inventory()
    if packages is None:
        raise InstallError("The packages were installed, but files of theirs are missing.")
    own = {"pip", "setuptools", "wheel", "lstm-course"}
    pins = [
        name + "==" + version.split("+")[0] for name, version in sorted(packages.items()) if name not in own
    ]
    with open(CONSTRAINTS, "w", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(header + pins) + "\n")
    write_stamp("all")


def command_line():
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="install.py",
        description="Make the course's environment in .venv, or bring it up to date.",
    )
    parser.add_argument(
        "--extras",
        default="series",
        choices=["series", "speech", "classroom", "all"],
        help="series: what a learner needs (default); speech: voices for lesson 19, too; classroom: nbgrader, too; "
        "all: the tests and the teacher's tools, too",
    )
    parser.add_argument(
        "--pin", action="store_true", help="install the newest versions and write constraints.txt"
    )
    return parser


def main(argv=None):
    """Run the command line; return the exit status."""
    options = command_line().parse_args(argv)
    try:
        if options.pin:
            pin()
        else:
            install(together("series", options.extras))
    except InstallError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(
            "The environment could not be made in {0}: {1}.".format(ENVIRONMENT, error.strerror or error),
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("Interrupted; run the same command to go on.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
