"""Files that survive a crash: written whole or not at all, and journals that lose no line."""

import contextlib
import json
import os
import threading
import time
from pathlib import Path

try:
    import fcntl
except ImportError:  # not on Windows: two runs in one folder are not kept apart there
    fcntl = None


class FolderInUseError(Exception):
    """Another run writes into this folder."""


def write_whole(path: Path, content: str | bytes, mode: int = 0o666) -> None:
    r"""Write a file in one step: whoever reads it finds the old content or the new one, never half of it.

    Parameters
    ----------
    path : Path
        Where; its folder is made where it does not exist.
    content : str or bytes
        Text becomes UTF-8; its lines, ended by ``\n``, are written as they are.
    mode : int
        Who may read and write the file, as far as the process's umask allows.
    """
    data = content.encode() if isinstance(content, str) else content
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.part")
    try:
        with open(partial, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


@contextlib.contextmanager
def locked(folder: Path, seconds: float = 2.0):
    """Keep all others who ask for it from a folder during the block; where that cannot be had, it runs all the same.

    Parameters
    ----------
    folder : Path
        It is not written to.
    seconds : float
        How long to wait for the others.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # on Windows no folder can be opened
        yield
        return
    try:
        end = time.monotonic() + seconds
        while fcntl is not None:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    break
                time.sleep(0.005)
            except OSError:  # a file system without locks
                break
        yield
    finally:
        os.close(handle)


class JsonLines:
    """Append-only file of records, one line of JSON each, so that an interrupted run can go on.

    A subclass says in `take` what a record means. Lines that cannot be read, such as the last one after a crash, are
    set aside in ``journal.damaged``; all others stay.

    Parameters
    ----------
    folder : Path
        Made where it does not exist; holds ``journal.jsonl``.

    Attributes
    ----------
    path : Path
        The file.
    damaged : int
        Lines that were set aside.

    Raises
    ------
    FolderInUseError
        Where another run writes into the folder.
    """

    allow_nan = False

    def __init__(self, folder: Path):
        self.path = Path(folder) / "journal.jsonl"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._torn = False
        self._file = self._opened()
        good, bad, content = [], [], self.path.read_bytes()
        for line in filter(None, content.split(b"\n")):
            try:
                self.take(json.loads(line))
                good.append(line)
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                bad.append(line)
        self.damaged = len(bad)
        if bad or (content and not content.endswith(b"\n")):
            self._set_aside(good, bad)

    def take(self, record: dict) -> None:
        """Keep a record of the file in memory.

        Parameters
        ----------
        record : dict
            A line of the file.

        Raises
        ------
        ValueError, KeyError, TypeError, AttributeError
            Where the line is not such a record.
        """
        raise NotImplementedError

    def _opened(self):
        """Return the file, open at its end and locked.

        Who waits for the lock of a file that is replaced meanwhile would get that of a file which nobody finds.
        """
        while True:
            file = open(self.path, "ab", buffering=0)
            if fcntl is None:
                return file
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                file.close()
                raise FolderInUseError(
                    f"Another run writes into {self.path.parent}; wait for its end."
                ) from None
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(file.fileno()), os.stat(self.path)):
                    return file
            file.close()

    def _set_aside(self, good: list[bytes], bad: list[bytes]) -> None:
        """Keep damaged lines in a file of their own, then put a clean journal in the place of the old one."""
        if bad:
            with open(self.path.with_suffix(".damaged"), "ab") as file:
                file.writelines(line + b"\n" for line in bad)
                file.flush()
                os.fsync(file.fileno())
        old = self._file
        if fcntl is None:  # Windows replaces no file that is open
            old.close()
        try:
            write_whole(self.path, b"".join(line + b"\n" for line in good))
            self._file = self._opened()
        finally:
            old.close()

    def append(self, record: dict) -> None:
        """Write a record; when this returns it is on the disk.

        Parameters
        ----------
        record : dict
            JSON types only.
        """
        line = json.dumps(record, allow_nan=self.allow_nan).encode() + b"\n"
        rest = memoryview(b"\n" + line if self._torn else line)
        self._torn = True  # half a line, if this fails: the next one starts on its own
        while rest:
            rest = rest[self._file.write(rest) :]
        os.fsync(self._file.fileno())
        self._torn = False

    def close(self) -> None:
        """Let another run use the folder."""
        self._file.close()
