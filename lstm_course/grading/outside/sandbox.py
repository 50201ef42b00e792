"""The sandbox, seen from outside: which tiers this machine can hold, and the warm process of one of them.

====  ===============================================  ==========================================================
tier  layers                                           holds against
====  ===============================================  ==========================================================
A     bubblewrap, namespaces, landlock, seccomp,       everything in the suite of attacks; 64 MB of scratch space
      resource limits
B     landlock, seccomp, resource limits               the same; nothing can be written at all
E     resource limits                                  loops, crashes and wrong answers, not cheating
====  ===============================================  ==========================================================

In tier B a submission may still ask whether a path exists and how large it is; what it holds stays out of reach. In
tier E it may do what its user may: read and change files, end the warm process, leave a process behind.
"""

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import threading

from ..inside import control, jail, seccomp
from . import launch
from .limits import Limits
from .process import Process
from .runtime import InfrastructureError, stage
from .session import Session

LAYERS = {
    "A": ["namespaces", "no_new_privs", "rlimits", "landlock", "capabilities", "seccomp"],
    "B": ["no_new_privs", "rlimits", "landlock", "seccomp"],
    "E": ["rlimits"],
}
TIERS = tuple(LAYERS)
START_SECONDS = 120
ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "PATH": "/usr/bin:/bin",
    "MPLBACKEND": "Agg",
    "OMP_NUM_THREADS": "1",
    "JOBLIB_MULTIPROCESSING": "0",  # joblib, which scikit-learn brings, would warn that it may have no semaphore
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
}
SCRATCH = "/submission/scratch"  # in tier A: a new file system in memory for each submission
UNPRIVILEGED = range(65_000, 65_500)  # user ids that Debian reserves and gives to nobody


class ZygoteDied(InfrastructureError):
    """The warm process is gone."""


class Sandbox:
    """A warm process in a tier, from which submissions' processes are forked; may be used by several threads.

    Parameters
    ----------
    tier : str
        ``"A"``, ``"B"`` or ``"E"``.
    kind : str
        ``"numpy"`` or ``"torch"``: whether torch exists inside.
    python : str, optional
        The interpreter that runs the notebooks; by default the one that is running.
    temporary : str, optional
        Folder for the staged runtime; by default the system's for temporary files.

    Raises
    ------
    InfrastructureError
        Where this machine cannot hold the tier.
    """

    def __init__(self, tier="A", kind="numpy", *, python=None, temporary=None):
        if tier not in LAYERS:
            raise ValueError(f"tier must be one of {', '.join(TIERS)}; got {tier!r}")
        if not hasattr(os, "fork"):
            raise InfrastructureError("submissions are forked from a warm process: this system has no fork")
        self.tier, self.kind = tier, kind
        self._lock = threading.Lock()
        self._zygote, self._control, self._count = None, None, 0
        self._closed = False
        self._check_machine()
        self.runtime = stage(python, kind, temporary)
        self.uid = secrets.choice(UNPRIVILEGED) if os.geteuid() == 0 else os.geteuid()
        try:
            self._give_cache()
            self._start()
        except BaseException:
            self.close()
            raise

    @property
    def layers(self) -> list[str]:
        """Names of the layers, every one of which each process has shown to hold."""
        return (["bubblewrap"] if self.tier == "A" else []) + LAYERS[self.tier]

    def session(self, limits: Limits, seconds=None, until=None) -> Session:
        """Return a fresh confined process.

        Parameters
        ----------
        limits : Limits
            What the submission may use: time, memory, processes and output.
        seconds : float, optional
            CPU seconds that it may use; by default those of the whole notebook.
        until : float, optional
            When it must have ended, on the monotonic clock.

        Raises
        ------
        ZygoteDied
            Where the warm process is gone; a new one is started for the next session.
        InfrastructureError
            Where a layer does not hold.
        """
        seconds = limits.notebook_seconds if seconds is None else seconds
        return Session(self._fork(limits, seconds), limits, seconds, until)

    def close(self):
        """End the warm process, and with it all that it has forked, and delete what was staged."""
        with self._lock:
            self._closed = True
            self._stop()
            self.runtime.remove()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _check_machine(self):
        if self.tier == "E":
            return
        if sys.platform != "linux":
            raise InfrastructureError(f"tier {self.tier} needs Linux; this is {sys.platform}")
        if not jail.landlock_abi():
            raise InfrastructureError(f"tier {self.tier} needs landlock, which this kernel lacks")
        if os.uname().machine not in seccomp.MACHINES:
            raise InfrastructureError(
                f"tier {self.tier} needs a table of system calls for {os.uname().machine}"
            )
        if self.tier == "A" and shutil.which("bwrap") is None:
            raise InfrastructureError("tier A needs bubblewrap: there is no bwrap on the path")

    def _give_cache(self):
        try:
            os.chown(os.path.join(self.runtime.folder, "cache"), self.uid, -1)
        except OSError as error:
            raise InfrastructureError(
                f"root cannot become user {self.uid} here ({error.strerror}), as in a container that has one user "
                "only; run the grader as an ordinary user"
            ) from error

    def _start(self):
        self._control, theirs = socket.socketpair()
        with theirs:
            command, environment = self._command(theirs.fileno())
            plan = None
            if os.geteuid() == 0:
                plan, command = self._as_another(command, environment)
            self._zygote = subprocess.Popen(
                command,
                env=environment,
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.PIPE if plan else subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        try:
            if plan:
                with self._zygote.stdin:
                    self._zygote.stdin.write(json.dumps(plan).encode() + b"\n")
            base = {
                "landlock": "landlock" in LAYERS[self.tier],
                "readable": [*self.runtime.readable, "/cache"],
                "listable": self.runtime.listable,
                "writable": [os.path.dirname(SCRATCH)] if self.tier == "A" else [],
                "home": self._home(),
            }
            self._control.settimeout(START_SECONDS)
            control.send(self._control, {"torch": self.kind == "torch", "plan": base})
            ready, _ = control.receive(self._control)
        except OSError:
            ready = None
        if ready is None:
            raise InfrastructureError(self._why_not())
        self._zygote.stderr.close()
        # With more than one thread it could not be forked.
        wanted = {"threads": 1, "torch": self.kind == "torch"}
        if any(ready[key] != value for key, value in wanted.items()) or ready["uid"] == 0:
            self._stop()
            raise InfrastructureError(f"the warm process is {ready}, but should be {wanted} and not root")

    def _home(self):
        return os.path.join(self.runtime.folder, "home")

    def _why_not(self):
        """End the warm process, which has not started, and return what it said."""
        self._control.close()
        try:
            self._zygote.wait(5)
        except subprocess.TimeoutExpired:
            self._zygote.kill()
            self._zygote.wait()
        os.set_blocking(self._zygote.stderr.fileno(), False)
        said = (self._zygote.stderr.read() or b"").decode("utf-8", "replace").strip().splitlines()
        text = f"tier {self.tier} does not start with {self.runtime.python} as user {self.uid}: "
        text += said[-1] if said else "it said nothing"
        self._stop()
        return text

    def _command(self, descriptor):
        """Return the command of the warm process and its environment."""
        code = (
            f"import sys; sys.path[:0] = {self.runtime.path!r}; "
            f"from lstm_course.grading.inside import zygote; zygote.main({descriptor})"
        )
        command = [self.runtime.python, "-I", "-S", "-B", "-c", code]
        cache = "/cache" if self.tier == "A" else os.path.join(self.runtime.folder, "cache")
        environment = {**ENVIRONMENT, "HOME": self._home(), "TMPDIR": cache, "MPLCONFIGDIR": cache}
        if self.tier != "A":
            return command, environment
        bwrap = [shutil.which("bwrap"), "--unshare-all", "--new-session", "--hostname", "grader"]
        bwrap += ["--cap-drop", "ALL"]
        for path in sorted(self.runtime.readable):
            if not path.startswith(("/proc", "/sys")):
                bwrap += ["--ro-bind", path, path]
        for link in ("/lib", "/lib64", "/bin"):
            if os.path.islink(link):
                bwrap += ["--symlink", os.readlink(link), link]
        above = os.path.dirname(SCRATCH)  # may be written as far as landlock goes, but is read-only itself
        bwrap += ["--tmpfs", above, "--dir", SCRATCH, "--remount-ro", above]
        bwrap += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/cache"]
        return [*bwrap, "--chdir", "/", "--", *command], environment

    def _as_another(self, command, environment):
        """Return the plan and the command that start `command` without the rights of root."""
        paths = self.runtime.readable + self.runtime.listable
        closed = {path: jail.blocked_at(path, self.uid) for path in paths}
        hidden = sorted({path for path, at in closed.items() if at is not None and os.path.exists(path)})
        plan = {
            "inside": os.path.dirname(os.path.abspath(jail.__file__)),
            "folders": sorted({closed[path] for path in hidden if closed[path] != path}),
            "paths": hidden,
            "uid": self.uid,
            "command": command,
            "environment": environment,
        }
        return plan, [sys.executable, "-I", "-S", "-B", launch.__file__]

    def _stop(self):
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._zygote is not None:
            try:
                self._zygote.wait(5)
            except subprocess.TimeoutExpired:
                self._zygote.kill()
                self._zygote.wait()
            if self._zygote.stderr:
                self._zygote.stderr.close()
            self._zygote = None

    def _talk(self, message, descriptors=()):
        """Send a message to the warm process and return its reply and the descriptors in it; under the lock."""
        try:
            control.send(self._control, message, descriptors)
            reply, handles = control.receive(self._control)
        except OSError:
            reply = None
        if reply is None:
            self._stop()
            raise ZygoteDied("the warm process of the sandbox ended")
        return reply, handles

    def _fork(self, limits, seconds):
        with self._lock:
            if self._closed:
                raise InfrastructureError("the sandbox is closed")
            if self._control is None:
                self._start()
            self._count += 1
            folder = None
            if self.tier == "E":
                folder = os.path.join(self.runtime.folder, "cache", f"submission-{self._count}")
            plan = {
                "layers": LAYERS[self.tier],
                "scratch": SCRATCH if self.tier == "A" else folder,
                "limits": {
                    **limits.to_dict(),
                    "cpu_seconds": int(seconds) + 2,
                    "processes": limits.threads + self._others(),
                },
            }
            ours, theirs = socket.socketpair()
            output, their_output = os.pipe()
            try:
                reply, handles = self._talk({"op": "fork", "plan": plan}, [theirs.fileno(), their_output])
            except InfrastructureError:
                ours.close()
                os.close(output)
                raise
            finally:
                theirs.close()
                os.close(their_output)
            if "failed" in reply:
                ours.close()
                os.close(output)
                raise InfrastructureError(reply["failed"])
        return Process(
            self, ours, output, handles[0] if handles else None, reply["pid"], folder, LAYERS[self.tier]
        )

    def _others(self):
        """Return how many threads of others the kernel counts together with those of a submission."""
        if self.tier == "A":  # its user namespace is its own
            return 0
        if os.geteuid() == 0:  # the user is this sandbox's: submissions beside each other
            return 64
        if not os.path.isdir("/proc/self"):
            return 1024
        count = 0
        for name in os.listdir("/proc"):
            if name.isdecimal():
                with contextlib.suppress(OSError):
                    if os.stat(f"/proc/{name}").st_uid == self.uid:
                        count += len(os.listdir(f"/proc/{name}/task"))
        return count + 64

    def reap(self, process) -> dict:
        """End a process for good and return its ``status``, ``cpu`` seconds and ``memory_kb``."""
        with self._lock:
            if self._control is None:
                raise ZygoteDied("the warm process of the sandbox ended")
            question = {"op": "reap", "pid": process.pid, "group": self.tier == "E", "folder": process.folder}
            return self._talk(question)[0]
