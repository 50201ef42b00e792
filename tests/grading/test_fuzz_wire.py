"""Frames that were damaged on purpose: the decoder gives plain data or `ProtocolError`, and nothing else.

``LSTM_COURSE_FUZZ=100000 pytest tests/grading/test_fuzz_wire.py`` is the long run.
"""

import copy
import json
import os
import time

import numpy as np
import pytest

from lstm_course.grading.inside import wire

FRAMES = int(os.environ.get("LSTM_COURSE_FUZZ", "4000"))
PLAIN = {type(None), bool, int, float, str, list, tuple, dict, np.ndarray, wire.Function}
SEEDS = (
    None,
    {"value": (np.ones((2, 3)), np.float32(2)), "changed": [0], "arguments": [np.arange(3)], "drew": False},
    {"error": {"type": "KeyError", "text": "gate", "line": 3, "cell": "cell 2", "exhausted": False}},
    {"found": True, "callable": True, "type": "function", "parameters": [["x", 1, False]]},
    [1 << 70, -1.5, float("nan"), "text", [[]], (), {}, {"a": (1, [2.0])}, object()],
    {"value": wire.Row(["a", [1.5], wire.Row([np.zeros(2)])])},
    {"value": [np.zeros((0, 3)), np.array(True), np.zeros(5, "<c8")]},
)
NODES = (
    None, True, 0, -1, 1 << 63, 1e308, "", "x" * 70_000, [], {}, "nan", "a", "t", "d", "<f8", "|O",
    {"~": "a", "d": "<f8", "s": [1], "i": 0}, {"~": "t", "v": []}, {"~": "f", "v": "inf"},
    {"~": "o", "t": "\x00", "m": "\ud800"}, {"~": "i", "v": "-0xff"}, {"~": "i", "v": "1_0"},
)  # fmt: skip


def places(tree, path=()):
    """Return the path of every node of a tree of JSON."""
    found = [path]
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in pairs:
        found += places(value, (*path, key))
    return found


def put(tree, path, value):
    """Return the tree with one node replaced."""
    if not path:
        return copy.deepcopy(value)
    inner = tree
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = copy.deepcopy(value)
    return tree


def damaged(rng):
    """Return a header and a body."""
    frame = wire.encode(int(rng.integers(9)), SEEDS[rng.integers(len(SEEDS))])
    size, _ = wire.lengths(frame[:8])
    header, body = frame[8 : 8 + size], frame[8 + size :]
    way = rng.integers(5)
    if way <= 1:  # the tree
        tree = json.loads(header)
        for _ in range(rng.integers(1, 4)):
            paths = places(tree)
            tree = put(tree, paths[rng.integers(len(paths))], NODES[rng.integers(len(NODES))])
        return json.dumps(tree).encode(), body
    header, body = bytearray(header), bytearray(body)
    if way == 2:  # single bytes
        for _ in range(rng.integers(1, 6)):
            header[rng.integers(len(header))] = rng.integers(256)
    elif way == 3:  # pieces
        start, stop = sorted(rng.integers(0, len(header) + 1, size=2))
        header[start:stop] = bytes(header[start:stop]) * int(rng.integers(0, 4))
    else:  # the body
        body = body[: rng.integers(len(body) + 1)] + bytes(rng.integers(0, 20))
    return bytes(header), bytes(body)


def kinds(value):
    """Return the types in a value."""
    found = {type(value)}
    if isinstance(value, np.ndarray) and value.dtype.hasobject:
        value = value.tolist()
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    for part in parts:
        found |= kinds(part)
    return found


@pytest.mark.slow
def test_damaged_frames():
    rng = np.random.default_rng(time.time_ns() if FRAMES > 50_000 else 5)
    refused = 0
    for _ in range(FRAMES):
        header, body = damaged(rng)
        try:
            number, value = wire.decode(header, body)
        except wire.ProtocolError:
            refused += 1
            continue
        assert type(number) is int
        for kind in kinds(value):
            assert kind in PLAIN or issubclass(kind, (wire.Foreign, np.generic)), kind
        json.dumps(str(value)).encode("utf-8")
    assert FRAMES * 0.3 < refused < FRAMES * 0.99  # both ways were taken
