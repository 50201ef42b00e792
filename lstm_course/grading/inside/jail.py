"""The layers that confine a submission, put on by its own process before any of its code runs.

Standard library and ctypes only: this module is copied into the sandbox. Every layer that was asked for is put on
and then looked at from the inside; one that does not hold raises, and nothing runs.
"""

import contextlib
import ctypes
import errno
import os
import resource
import struct

from . import seccomp

NEW_NS, NEW_UTS, NEW_IPC, NEW_USER, NEW_NET = 0x20000, 0x4000000, 0x8000000, 0x10000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 4096, 16384, 1 << 18

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_GET_SECCOMP, PR_SET_SECCOMP, PR_CAPBSET_DROP = 1, 4, 21, 22, 24
PR_SET_NO_NEW_PRIVS, PR_GET_NO_NEW_PRIVS = 38, 39

LANDLOCK_CREATE, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT = 444, 445, 446  # the same on every machine
EXECUTE, WRITE_FILE, READ_FILE, READ_FOLDER = 1, 2, 4, 8
MAKE_CHARACTER_DEVICE, MAKE_BLOCK_DEVICE = 1 << 6, 1 << 11
ACCESS_BITS = {1: 13, 2: 14, 3: 15, 4: 15}  # ABI -> number of file rights it knows; 16 from 5 on

DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")


class LayerError(Exception):
    """A layer that was asked for is not in force."""


@contextlib.contextmanager
def _layer(name):
    try:
        yield
    except OSError as error:
        raise LayerError(f"{name}: {error}") from error


def _c():
    return ctypes.CDLL(None, use_errno=True)


def _call(name, *arguments):
    found = getattr(_c(), name)(*arguments)
    if found < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return found


def control(option, value=0):
    """Call ``prctl``."""
    return _call(
        "prctl", option, ctypes.c_ulong(value), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0)
    )


def mount(source, target, kind, flags, data=None):
    """Call ``mount`` with paths as strings."""
    as_bytes = [None if text is None else os.fsencode(text) for text in (source, target, kind, data)]
    source, target, kind, data = as_bytes
    _call("mount", source, target, kind, ctypes.c_ulong(flags), data)


def unshare(flags):
    """Call ``unshare``."""
    _call("unshare", flags)


def landlock_abi() -> int:
    """Return the version of landlock that the kernel has, 0 for none."""
    try:
        return _call("syscall", LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1)
    except OSError:
        return 0


def die_with_parent():
    """Ask to be killed when the process that forked this one ends."""
    control(PR_SET_PDEATHSIG, 9)


def set_dumpable(yes):
    """Let other processes of the user read this one's memory, or not."""
    control(PR_SET_DUMPABLE, int(yes))


def _namespaces(scratch, megabytes):
    """Move into new user, mount, network, IPC and host name namespaces, with a scratch folder in memory."""
    before = {name: os.readlink(f"/proc/self/ns/{name}") for name in ("user", "mnt", "net", "ipc", "uts")}
    uid, gid = os.getuid(), os.getgid()
    set_dumpable(True)  # /proc/self belongs to root otherwise, and the maps cannot be written
    unshare(NEW_USER | NEW_NS | NEW_NET | NEW_IPC | NEW_UTS)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
    set_dumpable(False)
    mount(None, "/", None, MS_REC | MS_PRIVATE)
    options = f"size={megabytes}m,nr_inodes=4096,mode=700"
    mount("tmpfs", scratch, "tmpfs", MS_NOSUID | MS_NODEV, options)
    for name, old in before.items():
        if os.readlink(f"/proc/self/ns/{name}") == old:
            raise LayerError(f"namespaces: still in the old {name} namespace")


def _drop_capabilities():
    """Give up every capability that the new user namespace brought."""
    for number in range(41):
        with contextlib.suppress(OSError):  # an older kernel knows fewer
            control(PR_CAPBSET_DROP, number)
    header = ctypes.create_string_buffer(struct.pack("Ii", 0x20080522, 0))
    sets = ctypes.create_string_buffer(24)
    _call("capset", header, sets)
    _call("capget", header, sets)
    if any(sets.raw):
        raise LayerError("capabilities: some are left")


def _limit(limits):
    """Set the resource limits from a dict: megabytes beyond what is mapped, CPU seconds and the rest."""
    wanted = {
        resource.RLIMIT_CPU: limits["cpu_seconds"],
        resource.RLIMIT_FSIZE: limits["files_mb"] * 2**20,
        resource.RLIMIT_NOFILE: limits["open_files"],
        resource.RLIMIT_NPROC: limits["processes"],
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
    }
    with contextlib.suppress(FileNotFoundError), open("/proc/self/statm") as file:  # none on macOS
        mapped = int(file.read().split()[0]) * resource.getpagesize()
        wanted[resource.RLIMIT_AS] = mapped + limits["memory_mb"] * 2**20
    if hasattr(resource, "RLIMIT_MSGQUEUE"):
        wanted |= {resource.RLIMIT_MSGQUEUE: 0, resource.RLIMIT_SIGPENDING: 64}
    for what, value in wanted.items():
        hard = resource.getrlimit(what)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(what, (value, value))
        if resource.getrlimit(what) != (value, value):
            raise LayerError(f"resource limits: number {what} was not taken")


def make_ruleset(readable, listable, writable) -> int:
    """Return a descriptor of the rules that leave only these paths; no process is bound by them yet.

    Parameters
    ----------
    readable, listable, writable : list of str
        What may be read (files, and folders with all they hold), listed, and written.
    """
    abi = landlock_abi()
    if not abi:
        raise LayerError("landlock: the kernel has none")
    rights = (1 << ACCESS_BITS.get(abi, 16)) - 1
    attributes = struct.pack("Q", rights)
    if abi >= 4:
        attributes += struct.pack("Q", 3)  # no TCP, neither bind nor connect
    if abi >= 6:
        attributes += struct.pack("Q", 3)  # no abstract sockets of others, no signals to others
    ruleset = _call("syscall", LANDLOCK_CREATE, attributes, ctypes.c_size_t(len(attributes)), 0)
    wanted = {path: READ_FILE | READ_FOLDER for path in readable}
    wanted |= dict.fromkeys(listable, READ_FOLDER)
    wanted |= dict.fromkeys(writable, rights & ~(EXECUTE | MAKE_CHARACTER_DEVICE | MAKE_BLOCK_DEVICE))
    wanted |= dict.fromkeys(DEVICES, READ_FILE | WRITE_FILE)
    for path, bits in wanted.items():
        try:
            place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        if not os.path.isdir(path):
            bits &= READ_FILE | WRITE_FILE
        rule = ctypes.create_string_buffer(struct.pack("=Qi", bits & rights, place), 12)
        try:
            _call("syscall", LANDLOCK_ADD_RULE, ruleset, 1, rule, 0)
        finally:
            os.close(place)
    return ruleset


def _landlock(ruleset):
    """Be bound by the rules, and look."""
    _call("syscall", LANDLOCK_RESTRICT, ruleset, 0)
    os.close(ruleset)
    try:
        os.listdir("/")
    except PermissionError:
        return
    raise LayerError("landlock: the root folder can still be read")


def _filter_calls():
    """Put the filter of system calls in place; it cannot be taken off again."""
    lines = seccomp.program(os.getpid())
    buffer = ctypes.create_string_buffer(lines, len(lines))
    holder = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(lines) // 8, ctypes.addressof(buffer)))
    _call("prctl", PR_SET_SECCOMP, ctypes.c_ulong(2), holder, ctypes.c_ulong(0), ctypes.c_ulong(0))
    if control(PR_GET_SECCOMP) != 2:
        raise LayerError("seccomp: the filter is not in force")
    try:
        pid = os.fork()
    except PermissionError:
        return
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    raise LayerError("seccomp: a process can still be forked")


def enter(plan) -> list[str]:
    """Put on the layers, in order, and return their names.

    Parameters
    ----------
    plan : dict
        ``layers`` (names, see below), ``scratch`` (a folder to write in, or None), ``home`` (the folder to be in
        otherwise), ``limits`` (see `Limits`, with ``cpu_seconds`` and ``processes``), ``ruleset`` (a descriptor that
        `make_ruleset` has returned).

    Returns
    -------
    list of str
        Of ``"namespaces"``, ``"no_new_privs"``, ``"rlimits"``, ``"landlock"``, ``"capabilities"``, ``"seccomp"``.

    Raises
    ------
    LayerError
        Where one that was asked for does not hold.
    """
    layers, scratch, limits = plan["layers"], plan["scratch"], plan["limits"]
    on = []
    if "namespaces" in layers:
        with _layer("namespaces"):
            _namespaces(scratch, limits["files_mb"])
        on.append("namespaces")
    os.chdir(scratch or plan["home"])
    os.environ.update(HOME=scratch or plan["home"], TMPDIR=scratch or plan["home"])
    os.umask(0o077)
    if "no_new_privs" in layers:
        with _layer("no_new_privs"):
            die_with_parent()  # forgotten by the kernel when the credentials change, so not before
            control(PR_SET_NO_NEW_PRIVS, 1)
            if control(PR_GET_NO_NEW_PRIVS) != 1:
                raise LayerError("no_new_privs: not set")
        on.append("no_new_privs")
    if "rlimits" in layers:
        with _layer("resource limits"):
            _limit(limits)
        on.append("rlimits")
    if "landlock" in layers:
        with _layer("landlock"):
            _landlock(plan["ruleset"])
        on.append("landlock")
    if "namespaces" in layers:
        with _layer("capabilities"):
            _drop_capabilities()
        on.append("capabilities")
    if "seccomp" in layers:
        with _layer("seccomp"):
            _filter_calls()
        on.append("seccomp")
    return on


def blocked_at(path, uid):
    """Return the topmost folder (or the path itself) that stops a user without groups, or None.

    Parameters
    ----------
    path : str
        Absolute and without links.
    uid : int
        The user's number on the system.
    """
    parts = [part for part in path.split("/") if part]
    for length in range(len(parts) + 1):
        at = "/" + "/".join(parts[:length])
        try:
            status = os.stat(at)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EACCES):
                return at
            raise
        bits = status.st_mode >> 6 if status.st_uid == uid else status.st_mode
        last = length == len(parts)
        needed = 4 if last and not os.path.isdir(at) else 5 if last else 1
        if bits & needed != needed:
            return at
    return None
