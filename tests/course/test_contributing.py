"""CONTRIBUTING draws the tree as it is, and names files that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def drawn():
    """Return every path of the drawn tree."""
    paths, parent = set(), ""
    block = TEXT.partition("## Where things are\n")[2].partition("\n\nA lesson")[0]
    for indent, name in re.findall(r"^ {4}( *)(\S+)", block, flags=re.M):
        parent = parent if indent else name
        paths.add(parent + name if indent else name)
    return paths


def test_everything_drawn_is_there():
    assert len(drawn()) > 40
    assert [path for path in sorted(drawn()) if not (ROOT / path).exists()] == []


def test_every_room_is_drawn():
    rooms = {
        f"{path.parent.relative_to(ROOT).as_posix()}/" for path in ROOT.glob("lstm_course/**/__init__.py")
    }
    rooms |= {f"{path.parent.relative_to(ROOT).as_posix()}/" for path in ROOT.glob("tests/*/*.py")}
    lessons = {room for room in rooms if re.search(r"/lesson_\d\d/$|/widgets/\w+/$", room)}
    assert rooms - lessons - drawn() == set()


def test_every_file_named_is_there():
    named = re.findall(r"`((?:lstm_course|tests|solutions|site)/[^`\s]+)`", TEXT)
    plain = [path for path in named if not re.search(r"NN|NAME|name|my_function|\*", path)]
    assert [path for path in plain if not (ROOT / path).exists()] == []
