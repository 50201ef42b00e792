"""The layers around a submission: that they are on, that they hold, and that nothing runs where one is not."""

import ast
import errno
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import cold
import pytest

from lstm_course.grading.handed_in.source import read_source
from lstm_course.grading.inside import jail, seccomp
from lstm_course.grading.outside import launch, process, runtime, sandbox
from lstm_course.grading.outside.answers import SessionEnded
from lstm_course.grading.outside.limits import Limits
from lstm_course.grading.outside.runtime import InfrastructureError
from lstm_course.grading.outside.sandbox import LAYERS, Sandbox

pytestmark = pytest.mark.slow  # nearly every test starts processes of the grader

linux = pytest.mark.skipif(sys.platform != "linux", reason="landlock and seccomp are Linux's")
SOLUTIONS = sorted((Path(__file__).resolve().parents[2] / "solutions").glob("*.ipynb"))
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
ALLOWED, REFUSED = 0x7FFF0000, 0x00050000 | errno.EPERM
PID = 4321


def verdict(machine, number, *arguments, architecture=None):
    """Run the filter as the kernel does and return what it says; written from the kernel's manual alone."""
    program = seccomp.program(PID, machine)
    lines = [struct.unpack("HBBI", program[k : k + 8]) for k in range(0, len(program), 8)]
    arguments = [*arguments, 0, 0, 0, 0, 0, 0][:6]
    own = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}[machine]
    data = struct.pack("<iIQ6Q", number, own if architecture is None else architecture, 0, *arguments)
    held, place = 0, 0
    while True:
        code, if_true, if_false, constant = lines[place]
        place += 1
        if code == 0x20:
            held = struct.unpack_from("<I", data, constant)[0]
        elif code == 0x06:
            return constant
        else:
            tests = {0x15: held == constant, 0x35: held >= constant, 0x45: bool(held & constant)}
            place += if_true if tests[code] else if_false


def numbers_of(machine):
    """Return name -> number of system call, from the system's own header."""
    text = HEADERS[machine].read_text()
    return {name: int(number) for name, number in re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)\s", text)}


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_table_is_that_of_the_system(machine):
    if not HEADERS[machine].exists():
        pytest.skip("the headers of the C library are not installed")
    known = numbers_of(machine)
    column = seccomp.MACHINES[machine][0]
    table = seccomp.DENIED | seccomp.MARKS | seccomp.OWN_PROCESS_ONLY
    table |= {
        "clone": seccomp.CLONE,
        "clone3": seccomp.CLONE3,
        "ioctl": seccomp.IOCTL,
        "fcntl": seccomp.FCNTL,
        "prctl": seccomp.PRCTL,
        "socketpair": seccomp.SOCKETPAIR,
    }
    compared = 0
    for name, numbers in table.items():
        if name in known:  # an older header does not know the newest calls
            assert numbers[column] == known[name], name
            compared += 1
        else:
            assert numbers[column] is None or numbers[column] >= 424 or machine == "aarch64", name
    assert compared > 60


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_filter_refuses_what_is_in_the_table(machine):
    column = seccomp.MACHINES[machine][0]
    for name, numbers in (seccomp.DENIED | seccomp.MARKS).items():
        if numbers[column] is not None:
            assert verdict(machine, numbers[column]) == REFUSED, name


@pytest.mark.parametrize(("machine", "usual"), [("x86_64", range(0, 16)), ("aarch64", range(61, 80))])
def test_filter_lets_the_usual_calls_through(machine, usual):
    column = seccomp.MACHINES[machine][0]
    for number in set(usual) - {seccomp.IOCTL[column]}:
        assert verdict(machine, number) == ALLOWED, number


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
class TestArguments:
    def test_threads_but_no_processes(self, machine):
        clone = seccomp.CLONE[seccomp.MACHINES[machine][0]]
        assert verdict(machine, clone, 0x3D0F00) == ALLOWED  # what the C library asks for a thread
        assert verdict(machine, clone, 17) == REFUSED  # a process
        for flag in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
            assert verdict(machine, clone, 0x10000 | flag) == REFUSED

    def test_clone3_does_not_exist(self, machine):
        clone3 = seccomp.CLONE3[seccomp.MACHINES[machine][0]]
        assert verdict(machine, clone3) == 0x00050000 | errno.ENOSYS

    def test_signals_only_to_itself(self, machine):
        column = seccomp.MACHINES[machine][0]
        for name, numbers in seccomp.OWN_PROCESS_ONLY.items():
            assert verdict(machine, numbers[column], PID) == ALLOWED, name
            for other in (1, PID + 1, 2**32 - 1, 2**32 - PID):
                assert verdict(machine, numbers[column], other) == REFUSED, name
            expected = ALLOWED if name == "prlimit64" else REFUSED
            assert verdict(machine, numbers[column], 0) == expected, name

    def test_no_signals_through_descriptors(self, machine):
        column = seccomp.MACHINES[machine][0]
        for command, expected in ((1, ALLOWED), (3, ALLOWED), (8, REFUSED), (10, REFUSED), (15, REFUSED)):
            assert verdict(machine, seccomp.FCNTL[column], 3, command) == expected
        requests = {0x5401: ALLOWED, 0x541B: ALLOWED, 0x5421: ALLOWED, 0: REFUSED, 0x5412: REFUSED}
        requests |= {0x8901: REFUSED, 0x8902: REFUSED, 0x40086602: REFUSED}
        for request, expected in requests.items():
            assert verdict(machine, seccomp.IOCTL[column], 0, request) == expected

    def test_no_leases_on_files_of_others(self, machine):
        fcntl = seccomp.FCNTL[seccomp.MACHINES[machine][0]]
        for command, expected in ((1024, REFUSED), (1026, REFUSED), (1025, ALLOWED), (1030, ALLOWED)):
            assert verdict(machine, fcntl, 3, command) == expected

    def test_it_dies_with_its_parent(self, machine):
        prctl = seccomp.PRCTL[seccomp.MACHINES[machine][0]]
        assert verdict(machine, prctl, 1) == REFUSED  # PR_SET_PDEATHSIG
        for option in (2, 15, 21):
            assert verdict(machine, prctl, option) == ALLOWED

    def test_pairs_of_sockets_are_streams(self, machine):
        pair = seccomp.SOCKETPAIR[seccomp.MACHINES[machine][0]]
        for kind, expected in (
            (1, ALLOWED),
            (1 | 0x80800, ALLOWED),
            (2, REFUSED),
            (3, REFUSED),
            (5, REFUSED),
        ):
            assert verdict(machine, pair, 1, kind) == expected

    def test_another_architecture_is_killed(self, machine):
        assert verdict(machine, 0, architecture=0x40000003) == 0x80000000


def test_x32_numbers_are_refused():
    assert verdict("x86_64", 0x40000000 | 1) == REFUSED


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_calls_newer_than_the_table_do_not_exist(machine):
    newest = max(numbers[0] for numbers in (seccomp.DENIED | seccomp.MARKS).values())
    assert seccomp.NEWEST == newest >= 469
    for number in (newest + 1, newest + 40, 1_000, 0x3FFFFFFF):
        assert verdict(machine, number) == 0x00050000 | errno.ENOSYS, number


def test_machine_without_a_table():
    with pytest.raises(OSError, match="riscv64"):
        seccomp.program(1, "riscv64")


TIERS = [
    pytest.param("A", marks=linux),
    pytest.param("B", marks=linux),
    "E",
]


@pytest.fixture(scope="module", params=TIERS)
def box(request):
    try:
        made = Sandbox(request.param)
    except InfrastructureError as error:
        if request.param == "A":
            pytest.skip(str(error))
        raise
    with made:
        yield made


def run(box, code, limits=None):
    """Return what a cell prints, and the failure that stopped it."""
    session = box.session(limits or Limits())
    try:
        failure = session.run_cell(code, "cell 1")
    finally:
        text = session.close()
    return text, failure


def test_every_layer_is_reported(box):
    session = box.session(Limits())
    session.close()
    assert box.layers == (["bubblewrap"] if box.tier == "A" else []) + LAYERS[box.tier]


def test_never_root(box):
    text, _ = run(box, "import os\nprint(os.getuid(), os.geteuid(), os.getgid(), os.getgroups())")
    uid, euid, gid = text.split()[:3]
    assert "0" not in (uid, euid)
    if os.geteuid() == 0:
        assert gid != "0"
        assert text.split(maxsplit=3)[3].strip() == "[]"


def test_status_of_the_process(box):
    """What the kernel itself says; read before the layers close it off."""
    session = box.session(Limits())
    with open(f"/proc/self/fdinfo/{session.process.handle}") as file:
        pid = next(int(line.split()[1]) for line in file if line.startswith("Pid:"))
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    limits = Path(f"/proc/{pid}/limits").read_text()
    session.close()
    strict = box.tier != "E"
    assert status["Seccomp"].strip() == ("2" if strict else "0")
    assert status["NoNewPrivs"].strip() == ("1" if strict else "0")
    assert int(status["CapEff"], 16) == 0
    assert int(status["CapPrm"], 16) == 0
    if box.tier == "A":
        assert int(status["CapBnd"], 16) == 0
    assert re.search(rf"Max file size\s+{64 << 20}\s", limits)
    assert re.search(r"Max open files\s+128\s", limits)
    assert re.search(r"Max core file size\s+0\s", limits)
    assert not Path(f"/proc/{pid}").exists()


@linux
def test_calls_newer_than_the_table_are_refused_by_the_kernel(box):
    code = (
        "import ctypes\nlibrary = ctypes.CDLL(None, use_errno=True)\n"
        f"print(library.syscall({seccomp.NEWEST + 1}, -1, 0, 0, 0), ctypes.get_errno())"
    )
    text, failure = run(box, code)
    assert (text.split(), failure) == (["-1", str(errno.ENOSYS)], None)


def test_the_grader_sleeps_while_a_submission_without_output_runs(box):
    session = box.session(Limits())
    try:
        session.run_cell("import os, time\nos.close(1)\nos.close(2)", "cell 1")
        before = time.process_time()
        session.run_cell("time.sleep(1)", "cell 2")
        assert time.process_time() - before < 0.3
        session.ping()
    finally:
        session.close()


def test_descriptors_beyond_those_of_select(box):
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 1_300:
        pytest.skip("this system allows no such descriptors")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 1_300), hard))
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(1_100)]
    try:
        session = box.session(Limits())
        assert session.process.output >= 1024
        try:
            assert session.run_cell("print(1)", "cell 1") is None
            with pytest.raises(SessionEnded, match="exit status 3"):
                session.run_cell("import os\nos._exit(3)", "cell 2")
        finally:
            assert session.close() == "1\n"
    finally:
        for descriptor in held:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@linux
def test_namespaces_are_its_own(monkeypatch):
    cold.use(monkeypatch)
    try:
        box = Sandbox("A")
    except InfrastructureError as error:
        pytest.skip(str(error))
    with box:
        one, two = box.session(Limits()), box.session(Limits())
        pids = []
        for session in (one, two):
            with open(f"/proc/self/fdinfo/{session.process.handle}") as file:
                pids.append(next(int(line.split()[1]) for line in file if line.startswith("Pid:")))
        for name in ("user", "mnt", "net", "ipc", "uts"):
            places = {os.readlink(f"/proc/{pid}/ns/{name}") for pid in (os.getpid(), *pids)}
            assert len(places) == 3, name
        one.close()
        two.close()


def test_files_of_others(box, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("7f3a")
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    if box.tier == "E":
        pytest.skip("promises nothing here")
    text, failure = run(box, f"print(open({str(secret)!r}).read())")
    assert "7f3a" not in text
    assert failure.type in ("PermissionError", "FileNotFoundError")


def test_numpy_is_there_and_torch_is_not(box):
    text, failure = run(box, "import numpy\nprint(numpy.arange(3).sum())\nimport torch")
    assert text.split() == ["3"]
    assert failure.type == "ModuleNotFoundError"


@pytest.fixture(scope="module")
def torch_box():
    with Sandbox("B", "torch") as made:
        yield made


@linux
def test_torch_is_there_where_it_is_asked_for(torch_box):
    code = "import torch\nx = torch.ones(2, requires_grad=True)\n(3 * x).sum().backward()\nprint(x.grad.tolist())"
    assert run(torch_box, code) == ("[3.0, 3.0]\n", None)


def test_answers_are_not_inside(box):
    code = (
        "import lstm_course.check, lstm_course.check.given, os\n"
        "folder = os.path.dirname(lstm_course.check.__file__)\n"
        "print(sorted(os.listdir(folder)), lstm_course.check.records())"
    )
    text, failure = run(box, code)
    assert failure is None
    assert text.replace("'__pycache__', ", "").startswith("['__init__.py', 'given.py'] {}")


def test_what_is_staged_of_the_course(box):
    inside = Path(runtime.__file__).parents[1] / "inside"
    course = Path(box.runtime.folder) / "course" / "lstm_course"
    ours = {path.name for path in inside.glob("*.py")} - {"stand_in.py"}
    assert {path.name for path in (course / "grading" / "inside").iterdir()} - {"__pycache__"} == ours
    assert {path.name for path in (course / "grading").iterdir()} == {"__init__.py", "inside"}
    assert {path.name for path in (course / "check").iterdir()} == {"__init__.py", "given.py"}
    assert not {"authoring", "bench", "cli.py", "notebook"} & {path.name for path in course.iterdir()}
    compiled = list(course.rglob("*.pyc"))
    for path in compiled:  # nothing else, above all no check: what is compiled can be read, too
        assert (path.parents[1] / f"{path.name.partition('.')[0]}.py").is_file()
        assert "check" not in path.relative_to(course).parts
    assert "jail" in {path.name.partition(".")[0] for path in compiled}


@pytest.mark.parametrize("kind", runtime.KINDS)
def test_packages_are_those_that_the_parser_finds(kind):
    """The lines of the imports are read; here the modules are parsed."""
    found = set(runtime.FOR_LEARNERS)
    for path in runtime.COURSE.rglob("*.py"):
        if path.relative_to(runtime.COURSE).parts[0] not in runtime.NOT_PUBLIC:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {one.name.split(".")[0] for one in node.names}
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    found.add(node.module.split(".")[0])
    found -= {*sys.stdlib_module_names, "lstm_course", *(["torch"] if kind == "numpy" else [])}
    assert set(runtime.packages(kind)) == {name.lower() for name in found}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("import one", {"one"}),
        ("import one.two as x, three, os", {"one", "three"}),
        ("    import one  # here\n\tfrom Two.x import (\n    y,\n)", {"one", "two"}),
        (
            "from . import one\nfrom .two import three\nfrom ..x import y\nfrom lstm_course.cells import z",
            set(),
        ),
        ("# import one\nx = 'import two'\nimportant = 1\nfrom_here = 2", set()),
    ],
)
def test_imports_that_are_read(text, names):
    assert runtime._imported(text) == names


def imports(text):
    """Return the import statements of a text that can be run anywhere, and the packages that they name."""
    lines, names = set(), set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and not node.level):
            lines.add(ast.unparse(node))
            modules = [one.name for one in node.names] if isinstance(node, ast.Import) else [node.module]
            names |= {module.split(".")[0] for module in modules}
    return lines, names


def everything_is_there(box):
    """Import, inside, all that the solutions of its kind import, and all that the public modules do."""
    lines = set()
    for path in SOLUTIONS:
        source = read_source(path)
        if source.kind == box.kind:
            lines |= {line for cell in source.cells for line in imports(cell.code)[0]}
    assert "import numpy as np" in lines
    course = Path(box.runtime.folder) / "course"
    without = ["torch"] if box.kind == "numpy" else []
    packages = set()
    for path in course.rglob("*.py"):
        packages |= imports(path.read_text())[1] - {"lstm_course", *without}
    assert {"numpy", "matplotlib", "anywidget"} <= packages
    lines |= {f"import {name}" for name in packages if find_spec(name) is not None}  # some are extras
    modules = [".".join(path.relative_to(course).with_suffix("").parts) for path in course.rglob("*.py")]
    modules = sorted(one.removesuffix(".__init__") for one in modules)
    assert len(modules) > 40
    code = (
        "import importlib\nproblems = []\n"
        f"for line in {sorted(lines)!r}:\n"
        "    try:\n        exec(line, {})\n"
        "    except Exception as error:\n        problems.append((line, repr(error)))\n"
        f"for name in {modules!r}:\n"
        "    try:\n        importlib.import_module(name)\n"
        "    except Exception as error:\n"
        f"        if getattr(error, 'name', '') not in {without!r}:\n"
        "            problems.append((name, repr(error)))\n"
        "print(problems)"
    )
    return run(box, code)


def test_everything_that_is_imported_is_there(box):
    assert everything_is_there(box) == ("[]\n", None)


@linux
def test_everything_that_is_imported_is_there_with_torch(torch_box):
    assert everything_is_there(torch_box) == ("[]\n", None)


@linux
def test_a_package_that_is_missing_is_noticed(monkeypatch):
    real = runtime.packages
    monkeypatch.setattr(runtime, "packages", lambda kind: tuple(set(real(kind)) - {"anywidget"}))
    runtime.describe.cache_clear()
    try:
        with Sandbox("B") as box:
            text, failure = everything_is_there(box)
    finally:
        runtime.describe.cache_clear()
    assert failure is None
    assert "import anywidget" in text
    assert "lstm_course.widgets" in text


def test_memory_is_limited(box):
    if not Path("/proc/self/statm").exists():
        pytest.skip("this system does not say how much is mapped")
    code = "held = []\nwhile True:\n    held.append(bytearray(1 << 20))\n    held_mb = len(held)"
    _, failure = run(box, code, Limits(memory_mb=100))
    assert failure.type == "MemoryError"
    assert failure.exhausted


@linux
@pytest.mark.parametrize("layer", ["landlock", "seccomp", "rlimits", "no_new_privs"])
def test_a_layer_that_fails_stops_everything(monkeypatch, layer):
    """In the staged copy each layer in turn does nothing; the process must notice, or must not get further."""
    broken = {
        "landlock": ('    _call("syscall", LANDLOCK_RESTRICT, ruleset, 0)\n', ""),
        "seccomp": ("PR_SET_SECCOMP, ctypes.c_ulong(2)", "PR_GET_SECCOMP, ctypes.c_ulong(2)"),
        "rlimits": ("resource.setrlimit(what, (value, value))", "pass"),
        "no_new_privs": ("control(PR_SET_NO_NEW_PRIVS, 1)", "pass"),
    }
    cold.use(monkeypatch, change=broken[layer])
    with Sandbox("B") as box, pytest.raises(InfrastructureError, match=r"not what was asked for.*LayerError"):
        box.session(Limits())


@linux
def test_no_descriptor_but_those_of_the_submission(monkeypatch):
    """Where no ruleset is handed on, either: input, output, errors, the connection, and the folder that is listed."""
    cold.use(monkeypatch)
    with Sandbox("E") as box:
        text, failure = run(box, "import os\nprint(sorted(map(int, os.listdir('/proc/self/fd')))[:-1])")
    assert (text, failure) == ("[0, 1, 2, 3]\n", None)


def test_fewer_layers_than_asked_for_are_noticed(monkeypatch):
    cold.use(monkeypatch)
    with Sandbox("E") as box:
        session_layers = process.Process.__init__

        def more(self, *arguments):
            session_layers(self, *arguments)
            self.layers = ["rlimits", "landlock"]

        monkeypatch.setattr(process.Process, "__init__", more)
        with pytest.raises(InfrastructureError, match="not what was asked for"):
            box.session(Limits())


@linux
def test_python_that_cannot_be_used():
    with pytest.raises(InfrastructureError, match="cannot be asked"):
        Sandbox("B", python="/bin/false")


def test_system_without_landlock(monkeypatch):
    monkeypatch.setattr(jail, "landlock_abi", lambda: 0)
    with pytest.raises(InfrastructureError, match=r"needs (landlock|Linux)"):
        Sandbox("B")


def test_system_without_bubblewrap(monkeypatch):
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    with pytest.raises(InfrastructureError, match="needs"):
        Sandbox("A")


def test_container_with_one_user_is_a_reason_and_leaves_no_folder(tmp_path, monkeypatch):
    """Where the kernel knows no other user than root, every tier is refused in words, and the search goes on."""

    def chown(*_):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    monkeypatch.setattr(sandbox.os, "chown", chown)
    with pytest.raises(
        InfrastructureError, match=r"root cannot become user .*run the grader as an ordinary user"
    ):
        Sandbox("E", temporary=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_unknown_names():
    with pytest.raises(ValueError, match="tier"):
        Sandbox("C")
    with pytest.raises(ValueError, match="kind"):
        Sandbox("E", "jax")


def test_staged_folder_is_removed(monkeypatch):
    cold.use(monkeypatch)
    with Sandbox("E") as box:
        folder = Path(box.runtime.folder)
        assert folder.is_dir()
    assert not folder.exists()


def test_folder_of_a_killed_grader_is_removed_by_the_next(tmp_path, monkeypatch):
    cold.use(monkeypatch)
    tmp_path.chmod(0o755)
    for above in tmp_path.parents[:2]:
        above.chmod(0o755)
    killed = runtime.stage(temporary=tmp_path)
    running = runtime.stage(temporary=tmp_path)
    killed.lock.close()  # as its end does
    with Sandbox("E", temporary=tmp_path):
        assert not Path(killed.folder).exists()
        assert Path(running.folder).exists()
    running.remove()
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def open_folder():
    """A folder that everybody may pass, unlike those of pytest."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        folder.chmod(0o755)
        yield folder


def test_blocked_paths(open_folder):
    folder = open_folder / "closed"
    folder.mkdir(mode=0o700)
    file = folder / "file"
    file.write_text("x")
    file.chmod(0o644)
    assert jail.blocked_at(str(file), uid=65_001) == str(folder)
    folder.chmod(0o711)
    assert jail.blocked_at(str(file), uid=65_001) is None
    assert jail.blocked_at(str(folder), uid=65_001) == str(folder)  # may be passed, not listed
    file.chmod(0o600)
    assert jail.blocked_at(str(file), uid=65_001) == str(file)
    assert jail.blocked_at(str(open_folder / "nothing"), uid=65_001) == str(open_folder / "nothing")


@linux
def test_closed_folder_that_cannot_be_shown_is_the_reason_with_the_way_out(tmp_path):
    """Of a Python in it, root may have to name another; where something else is the reason, nobody says so."""
    closed = str(tmp_path / "closed")
    plan = {"inside": str(Path(jail.__file__).parent), "folders": [closed], "paths": [f"{closed}/python"]}
    command = [sys.executable, "-I", "-S", "-B", launch.__file__]
    done = subprocess.run(command, input=json.dumps(plan), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"{closed} cannot be shown to it ([Errno ")
    assert done.stderr.endswith("so name a Python elsewhere with --python\n")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("call_seconds", 0),
        ("call_seconds", float("nan")),
        ("memory_mb", 1.5),
        ("wall_factor", 0.5),
        ("threads", True),
    ],
)
def test_limits_that_make_no_sense(name, value):
    with pytest.raises(ValueError, match=name):
        Limits(**{name: value})
