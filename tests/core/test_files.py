"""Files written whole or not at all; journals that lose no line."""

import errno
import json
import os

import pytest

from lstm_course import _files
from lstm_course._files import FolderInUseError, JsonLines, write_whole


class Names(JsonLines):
    """A journal of names."""

    def __init__(self, folder):
        self.names = []
        super().__init__(folder)

    def take(self, record):
        self.names.append(record["name"])


def names(folder):
    journal = Names(folder)
    journal.close()
    return journal.names


@pytest.mark.parametrize("content", ["lines\nas they are\r\n", b"\x00\xff"])
def test_written_in_one_step(tmp_path, content):
    path = tmp_path / "new" / "file"
    write_whole(path, "old")
    write_whole(path, content)
    assert path.read_bytes() == (content.encode() if isinstance(content, str) else content)
    assert os.listdir(path.parent) == ["file"]


def test_a_failure_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "file"
    write_whole(path, "old")

    def full(descriptor):
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(_files.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.skipif(os.name == "nt", reason="other rights there")
def test_the_mode_is_that_which_was_asked_for(tmp_path):
    write_whole(tmp_path / "file", "mine", mode=0o600)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600


def test_damaged_lines_are_set_aside_and_never_lost(tmp_path):
    path = tmp_path / "journal.jsonl"
    bad = [b"\xff\xfe", b"[]", b'{"other": 1}', b'{"name": "half']
    path.write_bytes(b"\n".join([b'{"name": "a"}', *bad[:3], b"", b'{"name": "b"}', bad[3]]))
    journal = Names(tmp_path)
    assert (journal.names, journal.damaged) == (["a", "b"], 4)
    journal.append({"name": "c"})
    journal.close()
    assert path.read_bytes().splitlines() == [b'{"name": "a"}', b'{"name": "b"}', b'{"name": "c"}']
    assert path.with_suffix(".damaged").read_bytes().splitlines() == bad
    journal = Names(tmp_path)
    assert (journal.names, journal.damaged) == (["a", "b", "c"], 0)
    journal.close()


def test_after_a_full_disk_the_next_line_stands_on_its_own(tmp_path, monkeypatch):
    journal = Names(tmp_path)
    file = journal._file

    class Full:
        """A file that takes five bytes and is full then."""

        def write(self, data):
            if len(data) < 14:
                raise OSError(errno.ENOSPC, "no space left on device")
            return file.write(data[:5])

    journal._file = Full()
    with pytest.raises(OSError, match="no space"):
        journal.append({"name": "a"})
    journal._file = file
    journal.append({"name": "b"})
    journal.close()
    assert names(tmp_path) == ["b"]
    assert (tmp_path / "journal.damaged").read_text() == '{"nam\n'


@pytest.mark.skipif(os.name == "nt", reason="there is no lock there")
def test_a_lock_on_a_file_that_was_replaced_is_none(tmp_path, monkeypatch):
    """Another run puts a clean journal in its place between our opening and our lock."""
    path = tmp_path / "journal.jsonl"
    path.write_text('{"name": "old"}\n')
    lock, replaced = _files.fcntl.flock, []

    def flock(file, how):
        if not replaced:
            replaced.append(True)
            write_whole(path, '{"name": "clean"}\n')
        lock(file, how)

    monkeypatch.setattr(_files.fcntl, "flock", flock)
    journal = Names(tmp_path)
    journal.append({"name": "new"})
    assert journal.names == ["clean"]
    with pytest.raises(FolderInUseError, match=r"Another run writes into .*; wait for its end\."):
        Names(tmp_path)
    journal.close()
    assert [json.loads(line)["name"] for line in path.read_text().splitlines()] == ["clean", "new"]
