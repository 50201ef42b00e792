"""What the grader and a submission's process say to each other."""

import json
import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lstm_course.grading.inside import wire

NUMBERS = st.integers(-(10**300), 10**300) | st.floats(allow_nan=False, allow_subnormal=False)
ARRAYS = hnp.arrays(
    st.sampled_from(sorted(wire.DTYPES)), hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(st.characters(exclude_categories=["Cs"])) | ARRAYS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text("abc") | st.integers(0, 9) | st.booleans(), inner, max_size=4)
    ),
    max_leaves=12,
)


def same(one, other):
    """Whether two values are equal, types and all; independent of the encoder."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    return one == other


def split(frame):
    """Return the header and the body of a frame."""
    header, body = wire.lengths(frame[:8])
    assert len(frame) == 8 + header + body
    return frame[8 : 8 + header], frame[8 + header :]


def sent(value, **options):
    """Return what arrives of a value."""
    number, found = wire.decode(*split(wire.encode(7, value, **options)))
    assert number == 7
    return found


@given(VALUES)
def test_what_is_sent_arrives(value):
    assert same(value, sent(value, strict=True))


@pytest.mark.parametrize("number", [math.inf, -math.inf])
def test_infinity_arrives(number):
    assert sent(number) == number


def test_nan_arrives():
    assert math.isnan(sent(math.nan))


@pytest.mark.parametrize(
    "kind", [np.float32, np.float64, np.int8, np.int64, np.uint16, np.bool_, np.complex64]
)
def test_scalars_keep_their_type(kind):
    found = sent(kind(1))
    assert type(found) is kind
    assert found == kind(1)


def test_arrays_in_another_order_arrive():
    array = np.arange(12.0).reshape(3, 4)
    for odd in (array.T, array[::-1], array.astype(">f8"), np.asfortranarray(array)):
        np.testing.assert_array_equal(sent(odd), odd)


def test_arrays_that_arrive_cannot_be_written():
    with pytest.raises(ValueError, match="read-only"):
        sent(np.zeros(3))[0] = 1


class Odd:
    """A type that nobody knows."""


class Liar(np.ndarray):
    """A subclass."""


def test_a_row_arrives_as_an_array_of_objects():
    found = sent(wire.Row(["a", (1, 2.5), np.ones(2)]))
    assert (found.dtype, found.shape) == (object, (3,))
    assert found[:2].tolist() == ["a", (1, 2.5)]
    with pytest.raises(ValueError, match="read-only"):
        found[0] = 1


@pytest.mark.parametrize(
    "value",
    [
        Odd(),
        np.zeros(2).view(Liar),
        np.array([None]),
        np.array(["a"]),
        np.ma.zeros(2),
        1j,
        {1, 2},
        b"bytes",
        range(3),
        np.longdouble(1),
        type("Whole", (int,), {})(1),
        type("Pair", (tuple,), {})((1, 2)),
    ],
)
def test_other_types_are_named_only(value):
    found = sent(value)
    assert isinstance(found, wire.Foreign)
    with pytest.raises(wire.ProtocolError, match="cannot be sent"):
        wire.encode(1, value, strict=True)


def test_foreign_types_keep_name_and_module_but_no_control_characters():
    kind = type("Odd\x1b\n<b>", (), {"__module__": "torch.nn"})
    found = sent(kind())
    assert type(found).__name__ == "Odd<b>"
    assert type(found).__module__ == "torch.nn"


def test_lone_surrogates_are_replaced():
    sent("\ud800").encode("utf-8")


def _loop():
    loop = []
    loop.append(loop)
    return loop


@pytest.mark.parametrize(
    "value",
    [
        _loop(),
        list(range(wire.MAX_NODES)),
        "x" * (wire.MAX_TEXT + 1),
        1 << 5000,
        {(1, 2): 3},
        np.zeros(9 << 20),
    ],
    ids=["loop", "nodes", "text", "digits", "key", "bytes"],
)
def test_too_large_or_too_deep_is_not_sent(value):
    with pytest.raises(wire.ProtocolError):
        wire.encode(1, value)


def header(value, buffers=(), **changes):
    """Return a header, whatever it is worth."""
    return json.dumps({"n": 1, "b": list(buffers), "v": value} | changes).encode()


ARRAY = {"~": "a", "d": "<f8", "s": [2], "i": 0}


def test_the_header_of_these_tests_is_a_good_one():
    number, value = wire.decode(header(ARRAY, [16]), bytes(16))
    assert (number, value.tolist()) == (1, [0.0, 0.0])


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"", b""),
        (b"[]", b""),
        (b"\xff\xfe", b""),
        (b'{"n": 1, "b": []}', b""),
        (b'{"n": 1, "b": [], "v": NaN}', b""),
        (b'{"n": 1, "b": [], "v": -Infinity}', b""),
        (b'{"n": 1, "b": [], "v": 1e999}', b""),
        (b'{"n": 1, "b": [], "v": ' + b"9" * 5000 + b"}", b""),
        (b'{"n": 1, "b": [], "v": ' + b"9" * 50 + b"}", b""),
        (b"[" * 500_000, b""),
        (header([[[]]] * 10**5), b""),
        (header(1, extra=1), b""),
        (header(1, n="1"), b""),
        (header(1, n=True), b""),
        (header(1, n=1.0), b""),
        (header(1, b=None), b""),
        (header(1), b"x"),
        (header(1, [1]), b"x"),
        (header(ARRAY, [16]), bytes(15)),
        (header(ARRAY, [8]), bytes(8)),
        (header(ARRAY, [-16]), b""),
        (header(ARRAY, [True]), bytes(1)),
        (header(ARRAY, [16.0]), bytes(16)),
        (header([ARRAY, ARRAY], [16]), bytes(16)),
        (header([ARRAY | {"i": 1}, ARRAY], [16, 16]), bytes(32)),
        (header(ARRAY | {"i": 1}, [16]), bytes(16)),
        (header(ARRAY | {"i": -1}, [16]), bytes(16)),
        (header(ARRAY | {"i": None}, [16]), bytes(16)),
        (header(ARRAY | {"d": "|O"}, [16]), bytes(16)),
        (header(ARRAY | {"d": "O"}, [16]), bytes(16)),
        (header(ARRAY | {"d": ["<f8"]}, [16]), bytes(16)),
        (header(ARRAY | {"d": "<M8[s]"}, [16]), bytes(16)),
        (header(ARRAY | {"s": 2}, [16]), bytes(16)),
        (header(ARRAY | {"s": [-2]}, [16]), bytes(16)),
        (header(ARRAY | {"s": [2.0]}, [16]), bytes(16)),
        (header(ARRAY | {"s": [True, 2]}, [16]), bytes(16)),
        (header(ARRAY | {"s": [1] * 17}, [8]), bytes(8)),
        (header(ARRAY | {"s": [0, 10**30]}, [0]), b""),
        (header(ARRAY | {"s": [0] + [1 << 26] * 5}, [0]), b""),
        (header(ARRAY | {"~": "s"}, [16]), bytes(16)),
        (header({"~": "t"}), b""),
        (header({"~": "t", "v": {}}), b""),
        (header({"~": "r"}), b""),
        (header({"~": "r", "v": "ab"}), b""),
        (header({"~": "r", "v": [{"~": "r", "v": [1e999]}]}), b""),
        (header({"~": "f", "v": "1"}), b""),
        (header({"~": "f", "v": ["nan"]}), b""),
        (header({"~": "i", "v": "zz"}), b""),
        (header({"~": "i", "v": "f" * 1001}), b""),
        (header({"~": "d", "v": [[1]]}), b""),
        (header({"~": "d", "v": [[[], 1]]}), b""),
        (header({"~": "d", "v": [[None, 1]]}), b""),
        (header({"~": "d", "v": 3}), b""),
        (header({"~": "o", "t": "x"}), b""),
        (header({"~": "o", "t": 1, "m": "x"}), b""),
        (header({"~": ["a"]}), b""),
        (header({"a": 1}), b""),
        (header({}), b""),
        (header("x" * (wire.MAX_TEXT + 1)), b""),
        (b" " * (wire.MAX_HEADER + 1), b""),
    ],
)
def test_what_is_not_a_frame_is_refused(head, body):
    with pytest.raises(wire.ProtocolError):
        wire.decode(head, body)


def test_depth_is_limited():
    tree = 1
    for _ in range(wire.MAX_DEPTH):
        tree = [tree]
    assert wire.decode(header(tree), b"")[0] == 1
    with pytest.raises(wire.ProtocolError, match="deep"):
        wire.decode(header([tree]), b"")


@pytest.mark.parametrize("pair", [(wire.MAX_HEADER + 1, 0), (0, wire.MAX_BODY + 1)])
def test_long_frames_are_refused_before_they_are_read(pair):
    with pytest.raises(wire.ProtocolError, match="too large"):
        wire.lengths(wire.HEAD.pack(*pair))


def test_keys_of_one_hash_take_no_time():
    """Whole numbers that differ by 2**61 - 1 have one hash: each new key is compared with all before."""
    keys = [[k * (2**61 - 1), 0] for k in range(-3, 4)] + [
        [{"~": "i", "v": hex(k * (2**61 - 1))}, 0] for k in range(4, 9000)
    ]

    def frame(pairs):
        return json.dumps({"n": 1, "b": [], "v": {"~": "d", "v": pairs}}).encode()

    assert len(wire.decode(frame(keys[: wire.MAX_PAIRS]), b"")[1]) == wire.MAX_PAIRS
    start = time.process_time()
    with pytest.raises(wire.ProtocolError, match="too many keys"):
        wire.decode(frame(keys), b"")
    assert time.process_time() - start < 0.5
