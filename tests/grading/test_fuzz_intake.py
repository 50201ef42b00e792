"""Notebooks with random damage: each is read or refused, none raises, none takes long."""

import copy
import json
import os
import random
import time

import pytest
from submissions import SOURCE, notebook

from lstm_course.grading.handed_in.intake import UnreadableError, parse
from lstm_course.grading.handed_in.source import read_source
from lstm_course.grading.handed_in.submission import match_cells, read_submission

COUNT = int(os.environ.get("GRADING_FUZZ", "2000"))  # 100000 in a long run
ODD = [
    None, True, False, 0, -1, 3, 10**30, 1.5, float("inf"), "", "gate", "sigmoid_check", "code", "markdown", "raw",
    "\ud800", "\0", "=cmd", [], [[]], ["a", 1], {}, {"nbgrader": {}}, {"grade_id": "gate"}, "    return 1",
    "def gate(x):\n    return x", "def gate(", "check.gate(gate).require()", "x" * 300_000,
    "NotImplementedError(" * 5000,
]  # fmt: skip


@pytest.fixture(scope="module")
def source():
    return read_source(SOURCE)


def places(node, found):
    """Collect every (container, key) of a tree of dicts and lists."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in pairs:
        found.append((node, key))
        if isinstance(value, (dict, list)):
            places(value, found)
    return found


def damaged_tree(data, rng):
    """Replace, delete, repeat, exchange or move single values of a notebook."""
    data = copy.deepcopy(data)
    for _ in range(rng.choice((1, 1, 2, 5, 20))):
        found = places(data, [])
        if not found:
            break
        node, key = rng.choice(found)
        other, other_key = rng.choice(found)
        match rng.randrange(7):
            case 0 | 1:
                node[key] = copy.deepcopy(rng.choice(ODD))
            case 2:
                del node[key]
            case 3 if isinstance(node, list):
                node.insert(rng.randrange(len(node) + 1), copy.deepcopy(node[key]))
            case 4 if isinstance(node, list):
                rng.shuffle(node)
            case 5:
                one, two = copy.deepcopy(node[key]), copy.deepcopy(other[other_key])
                node[key], other[other_key] = two, one
            case _:
                if isinstance(node, dict):
                    key = rng.choice(("grade_id", "id", "source", "nbgrader", "cell_type"))
                    node[key] = copy.deepcopy(rng.choice(ODD))
    return json.dumps(data).encode("utf-8", "surrogatepass")


def damaged_bytes(content, rng):
    """Cut, overwrite, repeat or re-encode."""
    content = bytearray(content)
    match rng.randrange(6):
        case 0:
            del content[rng.randrange(len(content)) :]
        case 1:
            del content[: rng.randrange(len(content))]
        case 2:
            for _ in range(rng.choice((1, 10, 1000))):
                content[rng.randrange(len(content))] = rng.randrange(256)
        case 3:
            start = rng.randrange(len(content))
            content[start:start] = content[: rng.randrange(4000)]
        case 4:
            start = rng.randrange(len(content))
            content[start : start + 8] = rng.choice(
                (b"[" * 3000, b'{"a":' * 3000, b"\xff\xfe", b"9" * 6000, b"\\ud800")
            )
        case _:
            return (
                bytes(content)
                .decode("latin-1")
                .encode(rng.choice(("utf-16", "utf-32", "utf-8-sig", "utf-7")))
            )
    return bytes(content)


def check_in_order(submission, source):
    assert submission.status in ("readable", "unreadable")
    assert (submission.status == "unreadable") == bool(submission.reason)
    assert all(isinstance(note, str) and len(note) < 2000 for note in submission.repairs)
    if submission.status == "unreadable":
        assert submission.cells == ()
        return
    graded = [one.grade_id for one in submission.cells if one.grade_id is not None]
    assert graded == [name for name in source.by_grade_id if name in graded]
    checks = {one.grade_id: one.code for one in submission.cells if one.kind == "check"}
    assert checks == {cell.grade_id: cell.code for cell in source.cells if cell.kind == "check"}
    for one in submission.cells:
        one.code.encode()  # no lone surrogates
        assert (one.kind == "other") == (one.grade_id is None)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_damage_is_read_or_refused(part, source, tmp_path):
    rng = random.Random(f"intake {part}")
    originals = [notebook(), notebook("exercises"), notebook(lesson="03_the_lstm_cell")]
    seen = {"readable": 0, "unreadable": 0}
    for number in range(part, COUNT, 4):
        data = rng.choice(originals[:2]) if number % 10 else originals[2]
        content = damaged_tree(data, rng) if rng.random() < 0.7 else json.dumps(data).encode()
        if rng.random() < 0.4:
            content = damaged_bytes(content, rng)
        path = tmp_path / "in.ipynb"
        path.write_bytes(content)
        started = time.process_time()
        try:
            submission = read_submission(path, source)
            check_in_order(submission, source)
        except Exception as error:
            kept = tmp_path / f"found-{part}-{number}.ipynb"
            kept.write_bytes(content)
            raise AssertionError(f"damaged notebook kept as {kept}") from error
        assert time.process_time() - started < 5, f"slow: {number}"
        seen[submission.status] += 1
    assert min(seen.values()) > COUNT / 40  # the damage is neither always fatal nor always harmless


def test_repeated_reading_gives_the_same(source):
    rng = random.Random("same")
    for _ in range(50):
        content = damaged_tree(notebook(), rng)
        answers = []
        for _ in range(2):
            try:
                raw = parse(content)
                answers.append(match_cells(raw.cells, source, raw.repairs))
            except UnreadableError as error:
                answers.append(str(error))
        assert answers[0] == answers[1]


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    [
        "NotImplementedError(" * 9000,
        "def gate" + "\t" * 190_000,
        "async " * 30_000,
        "#" * 199_000,
        "(" * 199_000,
    ],
    ids=["calls", "tabs", "async", "hashes", "brackets"],
)
def test_patterns_do_not_blow_up(source, line):
    data = notebook()
    one = next(
        cell for cell in data["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == "gate"
    )
    one["source"] = "def gate(z, o):\n    pass\n" + line
    data["cells"] += [copy.deepcopy(one) for _ in range(20)]
    started = time.process_time()
    raw = parse(json.dumps(data).encode())
    assert match_cells(raw.cells, source, raw.repairs).status == "readable"
    assert time.process_time() - started < 5
