"""What is finished, one line of JSON for each result, so that an interrupted run can go on."""

import contextlib
import json
import os
from pathlib import Path

try:
    import fcntl
except ImportError:  # not on Windows: two runs in one folder are not kept apart there
    fcntl = None


class FolderInUseError(Exception):
    """Another run writes into this folder."""


class Journal:
    """Append-only file of results.

    Parameters
    ----------
    folder : Path
        Made where it does not exist. Lines that cannot be read, such as the last one after a crash, are set aside in
        ``journal.damaged``.

    Attributes
    ----------
    results : dict
        ``(fingerprint, seed)`` -> result.
    damaged : int
        Lines that were set aside.

    Raises
    ------
    FolderInUseError
        Where another run writes into the folder.
    """

    def __init__(self, folder):
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "journal.jsonl"
        self._file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        self._lock()
        self.results, good, bad = {}, [], []
        for line in self.path.read_bytes().splitlines(keepends=True):
            try:
                record = json.loads(line)
                key = (str(record["fingerprint"]), int(record["seed"]))
                self.results[key] = dict(record["result"])
                good.append(line)
            except (ValueError, KeyError, TypeError):
                bad.append(line)
        if good and not good[-1].endswith(b"\n"):  # complete, but for the end of the line
            good[-1] += b"\n"
            bad = bad or [b""]
        self.damaged = len([line for line in bad if line])
        if bad:
            self._set_aside(good, bad)

    def _lock(self):
        if fcntl:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(self._file)
                raise FolderInUseError(f"another run writes into {self.path.parent}") from None

    def _set_aside(self, good, bad):
        """Keep damaged lines in a file of their own, and put a clean journal in the place of the old one."""
        with open(self.path.with_suffix(".damaged"), "ab") as file:
            file.writelines(line.rstrip(b"\n") + b"\n" for line in bad if line)
        write_whole(self.path, b"".join(good))
        old, self._file = self._file, os.open(self.path, os.O_RDWR | os.O_APPEND)
        os.close(old)
        self._lock()

    def add(self, fingerprint, seed, row_id, result):
        """Write one result; when this returns it is on the disk.

        Parameters
        ----------
        fingerprint : str
            Of the row's definition.
        seed : int
            The seed.
        row_id : str
            For those who read the file.
        result : dict
            JSON types only.
        """
        record = {"fingerprint": fingerprint, "seed": seed, "row": row_id, "result": result}
        os.write(self._file, (json.dumps(record) + "\n").encode())
        os.fsync(self._file)
        self.results[fingerprint, seed] = result

    def close(self):
        """Let another run use the folder."""
        with contextlib.suppress(OSError):
            os.close(self._file)


def write_whole(path, content):
    """Write a file so that a reader finds the old one or the new one, never half of it.

    Parameters
    ----------
    path : Path
        Where.
    content : bytes
        What.
    """
    draft = path.with_name(path.name + ".part")
    with open(draft, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
