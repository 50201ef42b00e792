"""What the grader and a submission's process say to each other: frames of plain data, never pickle.

A frame is two big-endian 32-bit lengths, a JSON header in ASCII, and the raw buffers of its arrays, one after
the other. A header holds the number of the frame, the lengths of the buffers and one value. Values are None,
booleans, numbers, strings and lists, and objects with a tag ``"~"`` for everything else.

The decoder is all that a submission can reach of the grader, so it takes a closed set of types and holds limits on
everything: the lengths, the depth, the number of nodes, the dtypes; each buffer is used once and filled exactly.
"""

import functools
import json
import math
import struct

import numpy as np

DTYPES = frozenset(
    ["<f2", "<f4", "<f8", "<c8", "<c16", "|b1", "|i1", "|u1", "<i2", "<i4", "<i8", "<u2", "<u4", "<u8"]
)
MAX_HEADER = 1 << 20
MAX_BODY = 4 << 20  # the largest answer of an exercise is a twentieth of it
MAX_NODES = 20_000
MAX_DEPTH = 40
MAX_TEXT = 1 << 16
MAX_AXES = 16
MAX_PAIRS = 1_000  # of a dict: keys with the same hash take time with the square of their number
MAX_DIGITS = 1_000  # hexadecimal, of a whole number

HEAD = struct.Struct(">II")


class ProtocolError(Exception):
    """A frame that is not as it must be, or a value that no frame can hold."""


class Function:
    """A public function that is named, not sent.

    Parameters
    ----------
    path : str
        Such as ``"lstm_course.probes.broken.sound"``.
    """

    def __init__(self, path):
        self.path = path


class Row:
    """The entries of an array that has one axis and is not of numbers; it arrives as an array of objects.

    Parameters
    ----------
    entries : list
        What a frame holds.
    """

    def __init__(self, entries):
        self.entries = entries


class Foreign:
    """Stands for a value that cannot be sent: its type is all that is known of it."""


@functools.lru_cache(maxsize=256)
def foreign(name, module) -> type:
    """Return the stand-in for a type that cannot be sent, with the name that the other side gave.

    Parameters
    ----------
    name, module : str
        Of the type, by the other side's word.
    """
    return type(name, (Foreign,), {"__module__": module})


class _Encoder:
    """Turns a value into a header and buffers; `strict` raises where a value can only be named."""

    def __init__(self, strict):
        self.strict = strict
        self.buffers = []
        self.nodes = 0

    def encode(self, value, depth=0):
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            raise ProtocolError("the value has too many parts, or they are too deep inside each other")
        kind = type(value)
        if value is None or kind is bool:
            return value
        if kind is int:
            return value if -(2**63) <= value < 2**63 else self.large(value)
        if kind is float:
            return value if math.isfinite(value) else {"~": "f", "v": repr(value)}
        if kind is str:
            if len(value) > MAX_TEXT:
                raise ProtocolError(f"a string of {len(value)} characters is too long")
            return value
        if kind is list:
            return [self.encode(one, depth + 1) for one in value]
        if kind is tuple:
            return {"~": "t", "v": [self.encode(one, depth + 1) for one in value]}
        if kind is dict:
            for key in value:
                if type(key) not in (str, int, float, bool):
                    raise ProtocolError(f"a dict with a key of type {type(key).__name__} cannot be sent")
            pairs = [[self.encode(key, depth + 1), self.encode(one, depth + 1)] for key, one in value.items()]
            return {"~": "d", "v": pairs}
        if kind is Function:
            return {"~": "p", "v": value.path}
        if kind is Row:
            return {"~": "r", "v": [self.encode(one, depth + 1) for one in value.entries]}
        if kind is np.ndarray or kind in _SCALARS:
            tag = "a" if kind is np.ndarray else "s"
            array = np.asarray(value)
            if can_hold(array.dtype):
                dtype = array.dtype.newbyteorder("<").str
                self.buffers.append(np.ascontiguousarray(array, dtype=dtype))
                return {"~": tag, "d": dtype, "s": list(array.shape), "i": len(self.buffers) - 1}
            if not self.strict:
                return _named(f"array of dtype {array.dtype.name}"[:80], "numpy")
        if self.strict:
            raise ProtocolError(f"a value of type {kind.__name__} cannot be sent")
        return _named(str(kind.__name__)[:80], str(kind.__module__)[:80])

    def large(self, value):
        digits = hex(value)
        if len(digits) > MAX_DIGITS:
            raise ProtocolError("a whole number is too large")
        return {"~": "i", "v": digits}


_SCALARS = frozenset(
    {np.bool_, np.float16, np.float32, np.float64, np.complex64, np.complex128, np.longlong, np.ulonglong}
    | {np.dtype(f"{kind}{size}").type for kind in "iu" for size in (1, 2, 4, 8)}
)


def can_hold(dtype, kind=np.ndarray) -> bool:
    """Return whether a frame holds an array of this dtype, or a scalar of this type.

    Parameters
    ----------
    dtype : numpy.dtype
        Of the array or the scalar.
    kind : type
        Of the value.
    """
    try:
        known = dtype.newbyteorder("<").str in DTYPES
    except TypeError:  # strings of any length
        return False
    return known and (kind is np.ndarray or kind in _SCALARS)


def _named(name, module):
    return {"~": "o", "t": name, "m": module}


def encode(number, value, *, strict=False) -> bytes:
    """Return a frame.

    Parameters
    ----------
    number : int
        Of the question that this is, or answers.
    value : object
        Built of what `decode` lists.
    strict : bool
        Whether a value of another type raises; otherwise only its type's name is sent.

    Returns
    -------
    bytes
        Header and body, ready to be sent.

    Raises
    ------
    ProtocolError
        Where the value is too large or too deep.
    """
    encoder = _Encoder(strict)
    tree = encoder.encode(value)
    lengths = [buffer.nbytes for buffer in encoder.buffers]
    header = json.dumps({"n": number, "b": lengths, "v": tree}, separators=(",", ":")).encode("ascii")
    if len(header) > MAX_HEADER or sum(lengths) > MAX_BODY:
        raise ProtocolError(f"the value is too large ({(len(header) + sum(lengths)) >> 20} MB)")
    parts = [buffer.tobytes() for buffer in encoder.buffers]
    return b"".join([HEAD.pack(len(header), sum(lengths)), header, *parts])


def lengths(head) -> tuple[int, int]:
    """Return the lengths of a frame's header and body.

    Parameters
    ----------
    head : bytes
        The first eight bytes.

    Raises
    ------
    ProtocolError
        Where they are beyond the limits.
    """
    header, body = HEAD.unpack(head)
    if header > MAX_HEADER or body > MAX_BODY:
        raise ProtocolError(f"a frame of {header} + {body} bytes is too large")
    return header, body


class _Decoder:
    """Turns a tree of JSON and a body into a value."""

    def __init__(self, sizes, body):
        self.body = memoryview(body)
        self.slices, start = [], 0
        for size in sizes:
            if type(size) is not int or not 0 <= size <= MAX_BODY:
                raise ProtocolError("the length of a buffer is not a length")
            self.slices.append((start, start + size))
            start += size
        if start != len(body):
            raise ProtocolError("the buffers do not fill the body")
        self.used = 0
        self.nodes = 0

    def array(self, node):
        dtype, shape, place = node.get("d"), node.get("s"), node.get("i")
        if type(dtype) is not str or dtype not in DTYPES:
            raise ProtocolError("the dtype is not one of those allowed")
        if type(shape) is not list or len(shape) > MAX_AXES:
            raise ProtocolError("the shape is not a shape")
        size = 1
        for one in shape:
            if type(one) is not int or not 0 <= one <= MAX_BODY:
                raise ProtocolError("the shape is not a shape")
            size *= one
        if type(place) is not int or place != self.used or place >= len(self.slices):
            raise ProtocolError("a buffer is used twice, or out of order")
        self.used += 1
        start, stop = self.slices[place]
        if size * np.dtype(dtype).itemsize != stop - start:
            raise ProtocolError("the shape does not fit the buffer")
        try:
            return np.frombuffer(self.body[start:stop], dtype=dtype).reshape(shape)
        except ValueError:
            raise ProtocolError("the shape is not a shape") from None

    def decode(self, node, depth=0):
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            raise ProtocolError("there are too many values, or they are too deep inside each other")
        kind = type(node)
        if node is None or kind is bool:
            return node
        if kind is int:
            if not -(2**63) <= node < 2**63:
                raise ProtocolError("a whole number is too large")
            return node
        if kind is float:
            if not math.isfinite(node):
                raise ProtocolError("a number is not finite")
            return node
        if kind is str:
            return _text(node)
        if kind is list:
            return [self.decode(one, depth + 1) for one in node]
        return self.tagged(node, depth)

    def tagged(self, node, depth):
        tag, held = node.get("~"), node.get("v")
        if tag == "a":
            return self.array(node)
        if tag == "s":
            if node.get("s") != []:
                raise ProtocolError("a scalar has a shape")
            return self.array(node)[()]
        if tag == "t" and type(held) is list:
            return tuple(self.decode(one, depth + 1) for one in held)
        if tag == "r" and type(held) is list:
            return self.row(held, depth)
        if tag == "f" and type(held) is str and held in ("nan", "inf", "-inf"):
            return float(held)
        if tag == "i" and type(held) is str and len(held) <= MAX_DIGITS:
            try:
                return int(held, 16)
            except ValueError:
                raise ProtocolError("a whole number is not a number") from None
        if tag == "d" and type(held) is list:
            return self.dictionary(held, depth)
        if tag == "o" and type(node.get("t")) is str and type(node.get("m")) is str:
            return foreign(_word(node["t"]), _word(node["m"]))()
        if tag == "p" and type(held) is str:
            return Function(_text(held))
        raise ProtocolError("a value has no known type")

    def row(self, entries, depth):
        found = np.empty(len(entries), dtype=object)
        for k, one in enumerate(entries):
            found[k] = self.decode(one, depth + 1)
        found.flags.writeable = False
        return found

    def dictionary(self, pairs, depth):
        found = {}
        if len(pairs) > MAX_PAIRS:
            raise ProtocolError("a dict has too many keys")
        for pair in pairs:
            if type(pair) is not list or len(pair) != 2:
                raise ProtocolError("a dict is not made of pairs")
            key = self.decode(pair[0], depth + 1)
            if type(key) not in (str, int, float, bool):
                raise ProtocolError("a dict has a key that cannot be one")
            found[key] = self.decode(pair[1], depth + 1)
        return found


def _text(text):
    if len(text) > MAX_TEXT:
        raise ProtocolError("a string is too long")
    return text.encode("utf-8", "replace").decode()


def _word(text):
    """Return a name for people to read: short, printable, without a null byte."""
    return "".join(letter for letter in _text(text)[:80] if letter.isprintable()) or "object"


def _refuse(literal):
    raise ProtocolError(f"{literal} is not a number of JSON")


def decode(header, body) -> tuple[int, object]:
    """Return the number and the value of a frame.

    Parameters
    ----------
    header, body : bytes
        The two parts of a frame as they came; nothing in them is trusted.

    Returns
    -------
    number : int
        Of the question that this is, or answers.
    value : object
        None, bool, int, float, str, list, tuple, dict, a NumPy scalar, an ndarray (read-only; of numbers, or one axis
        of what is listed here), `Function`, or an instance of a `Foreign` type. Always exactly these types.

    Raises
    ------
    ProtocolError
        Where the frame is not as it must be. Nothing else is raised.
    """
    if len(header) > MAX_HEADER or len(body) > MAX_BODY:
        raise ProtocolError("the frame is too large")
    try:
        frame = json.loads(bytes(header).decode("ascii"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"the header is not JSON ({type(error).__name__})") from None
    if type(frame) is not dict or set(frame) != {"n", "b", "v"} or type(frame["b"]) is not list:
        raise ProtocolError("the header is not that of a frame")
    if type(frame["n"]) is not int:
        raise ProtocolError("the number of the frame is not a number")
    decoder = _Decoder(frame["b"], body)
    value = decoder.decode(frame["v"])
    if decoder.used != len(decoder.slices):
        raise ProtocolError("a buffer is not used")
    return frame["n"], value
