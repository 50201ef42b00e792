"""The file of the progress on machines that its authors do not have: nothing in it is lost, and no check stops."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lstm_course import check
from lstm_course.check import kept

fcntl = pytest.importorskip(
    "fcntl", reason="Windows keeps two kernels apart by nothing, and links need rights there"
)


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    file = tmp_path / "home" / "progress.json"
    file.parent.mkdir()
    monkeypatch.setenv("LSTM_COURSE_PROGRESS", str(file))
    return file


@pytest.mark.slow
def test_two_kernels_lose_nothing_of_each_other(file):
    code = """
import sys
from lstm_course.check import kept
input()
for k in range(20):
    kept.keep_guess(f"{sys.argv[1]}{k}", k)
"""
    kernels = [
        subprocess.Popen([sys.executable, "-c", code, name], stdin=subprocess.PIPE, text=True)
        for name in "ab"
    ]
    for kernel in kernels:
        kernel.stdin.write("begin\n")
        kernel.stdin.close()
    assert [kernel.wait() for kernel in kernels] == [0, 0]
    assert len(json.loads(file.read_text())["guesses"]) == 40
    assert list(file.parent.iterdir()) == [file]


def test_a_kernel_that_keeps_the_folder_for_itself_stops_nobody(file, monkeypatch):
    monkeypatch.setattr(kept, "locked", lambda folder: real(folder, seconds=0))
    real = sys.modules["lstm_course._files"].locked
    with real(file.parent):
        kept.keep_guess("lag", 3)
    assert kept.guess("lag") == 3


@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_a_link(file, tmp_path, there):
    real = tmp_path / "synchronised.json"
    if there:
        real.write_text('{"guesses": {"old": 1}}')
    file.symlink_to(real)
    kept.keep_guess("new", 2)
    assert file.is_symlink()
    assert json.loads(real.read_text())["guesses"] == ({"old": 1} if there else {}) | {"new": 2}


def test_what_is_no_file_is_not_replaced(file):
    """As root in a container, the progress would take the place of `/dev/null`."""
    os.mkfifo(file)
    assert kept.save({}) is False
    assert file.is_fifo()


def test_a_second_damaged_file_does_not_take_the_place_of_the_first(file):
    for text in ("{one", "[" * 100_000, "{three"):
        file.write_text(text)
        kept.keep_guess("lag", 3)
    aside = sorted(file.parent.glob("*.unreadable*"))
    assert sorted(path.read_text()[:6] for path in aside) == ["[" * 6, "{one", "{three"]


def test_a_record_of_a_newer_version_is_left_as_it_is(file):
    text = '{"version": 2, "exercises": ["in another form"]}'
    file.write_text(text)
    kept.keep_guess("lag", 3)
    assert kept.guess("lag") == 3
    assert "cannot be written" in str(check.progress())
    assert file.read_text() == text
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_byte_order_mark_is_no_damage(file):
    file.write_bytes(b'\xef\xbb\xbf{"guesses": {"old": 1}}')
    kept.keep_guess("new", 2)
    assert json.loads(file.read_text())["guesses"] == {"old": 1, "new": 2}


def test_a_user_without_a_home_folder_has_a_session(file, tmp_path, monkeypatch):
    """As in a container whose user no file of passwords knows."""

    def nobody(path):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("LSTM_COURSE_PROGRESS")
    monkeypatch.setattr(Path, "expanduser", nobody)
    monkeypatch.chdir(tmp_path)
    kept.keep_guess("lag", 3)
    assert kept.guess("lag") == 3
    assert "cannot be written" in str(check.progress())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home"]


def test_a_tilde_is_the_home_folder(file, tmp_path, monkeypatch):
    """A magic, or a kernel's own file, hands it on as it is: a folder of that name is dangerous to remove."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LSTM_COURSE_PROGRESS", "~/mine.json")
    assert kept.path() == tmp_path / "mine.json"


def test_what_could_not_be_written_is_written_as_soon_as_it_can(file):
    file.parent.rmdir()
    file.parent.write_text("in the way")
    kept.keep_guess("lag", 3)
    assert kept.unwritten()
    file.parent.unlink()
    kept.keep_guess("units", 8)
    assert json.loads(file.read_text())["guesses"] == {"lag": 3, "units": 8}
    assert not kept.unwritten()
