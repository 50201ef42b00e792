"""What a learner's function may return, read without trusting it, and compared without broadcasting."""

import collections
import math

import numpy as np

PLAIN = (bool, int, float, str)
DICTS = (dict, collections.OrderedDict, collections.defaultdict)
DEEPEST = 30  # lists in lists; a list that holds itself is deeper than any
SINGLE = 2e-5  # difference of two numbers of float32 that counts as none


class Problem(Exception):
    """A returned value that is not of the kind asked for; the text is a sentence for the learner."""

    part = ""  # the result that it is about, where it is about one


def read(name, value, like, described, single=False):
    """Return `value` as plain data of the kind of `like`, or raise `Problem`.

    Parameters
    ----------
    name : str
        Name of the result, for the sentence.
    value : object
        What came: anything at all.
    like : ndarray, bool, int, float, str, list or tuple
        What the reference returned for the same arguments.
    described : str
        Shape or meaning in words, such as ``"(N, H)"``.
    single : bool
        Whether an array of float32 will do where the reference returns float64.

    Returns
    -------
    ndarray, bool, int, float or str
        Never the object itself where that could run code of its own later.
    """
    kind = type(value)
    if kind.__module__.split(".")[0] == "torch":
        raise Problem(
            f"{name} is a torch tensor, or holds one; expected plain data: {described}. .item() takes a number out, "
            "and leaves the graph behind."
        )
    if isinstance(like, str):
        if kind is not str and kind is not np.str_:
            raise Problem(f"{name} is {a(kind)}, expected a string: {described}.")
        return str(value)
    if isinstance(like, (bool, np.bool_)):
        if kind not in (bool, np.bool_):
            raise Problem(f"{name} is {a(kind)}, expected True or False.")
        return bool(value)
    if isinstance(like, (list, tuple)):
        return _read_list(name, value, like, described, single)
    if not isinstance(like, np.ndarray):
        return _read_number(name, value, like, described)
    return _read_array(name, value, like, described, single)


def _read_number(name, value, like, described):
    kind = type(value)
    if kind is np.ndarray and value.ndim == 0:
        value = value[()]
        kind = type(value)
    if kind is np.ndarray:
        raise Problem(f"{name} is an array of shape {value.shape}, expected one number: {described}.")
    is_number = kind in (int, float) or issubclass(kind, (np.integer, np.floating))
    if not is_number or issubclass(kind, np.timedelta64):
        raise Problem(f"{name} is {a(kind)}, expected one number: {described}.")
    if isinstance(like, (int, np.integer)):
        if value != value or value in (np.inf, -np.inf) or int(value) != value:
            raise Problem(f"{name} is not a whole number, expected one: {described}.")
        return int(value)
    value = float(value)
    if not np.isfinite(value):
        raise Problem(f"{name} is {'NaN' if value != value else 'infinite'}: {WHY_NAN}")
    return value


def _read_list(name, value, like, described, single):
    kind = type(value)
    if kind is np.ndarray and value.ndim == 1:
        value = value.tolist()
        kind = list
    if kind not in (list, tuple):
        raise Problem(f"{name} is {a(kind)}, expected a list: {described}.")
    if len(value) != len(like):
        raise Problem(f"{name} has {len(value)} entries, expected {len(like)}: {described}.")
    return [read(f"{name}[{k}]", one, like[k], described, single) for k, one in enumerate(value)]


def _read_array(name, value, like, described, single):
    kind = type(value)
    if kind is not np.ndarray:
        if like.ndim == 0 and (kind in (int, float) or issubclass(kind, np.number)):
            value = np.asarray(value)
        else:
            raise Problem(f"{name} is {a(kind)}, expected a NumPy array of {_of_shape(described)}.")
    if value.shape != like.shape:
        raise Problem(_shape_sentence(name, value.shape, like.shape, described))
    if value.dtype != like.dtype:
        same_kind = value.dtype.kind == like.dtype.kind and like.dtype.kind in "iu"
        whole = value.dtype.kind in "iu" and like.dtype == np.float64  # numbers that happen to be whole
        if not same_kind and not (
            single and (whole or (value.dtype == np.float32 and like.dtype == np.float64))
        ):
            unsigned = value.dtype.kind == "u" and like.dtype.kind == "i"
            wanted = f"one with a sign, such as {like.dtype}" if unsigned else like.dtype
            raise Problem(f"{name} has dtype {value.dtype}, expected {wanted}.")
    value = np.array(value)
    if value.dtype.kind == "f" and not np.isfinite(value).all():
        what = "NaN" if np.isnan(value).any() else "an infinite number"
        raise Problem(f"{name} holds {what}: {WHY_NAN}")
    return value


WHY_NAN = "somewhere a number overflowed, or was divided by zero, or an entry was never written."


def _shape_sentence(name, got, want, described):
    sentence = f"{name} has shape {got}, expected {described}{'' if described == str(want) else f' = {want}'}"
    if len(got) > 1 and got != want and sorted(got) == sorted(want):
        sentence += ": looks transposed"
    elif len(got) < len(want):
        sentence += ": an axis is missing"
    elif len(got) > len(want):
        sentence += ": there is an axis too many"
    return sentence + "."


def _of_shape(described):
    return described if described.startswith("shape") else f"shape {described}"


def a(kind):
    """Return a type's name with its article."""
    names = {"NoneType": "None", "ellipsis": "...", "matrix": "a np.matrix", "type": "a class"}
    word = names.get(kind.__name__, kind.__name__)
    return (
        word
        if word.startswith(("None", "...", "a "))
        else f"{'an' if word[0] in 'aeiouAEIOU' else 'a'} {word}"
    )


def equal(got, want, tolerance, dtypes=False):
    """Whether two plain values are equal; shapes are never broadcast, dtypes compared only where asked."""
    if isinstance(want, (list, tuple)) or isinstance(got, (list, tuple)):
        return (
            isinstance(want, (list, tuple))
            and isinstance(got, (list, tuple))
            and len(got) == len(want)
            and all(equal(a, b, tolerance, dtypes) for a, b in zip(got, want, strict=True))
        )
    if isinstance(want, str) or isinstance(got, str):
        return isinstance(want, str) and isinstance(got, str) and got.strip().lower() == want.strip().lower()
    if type(got) is float and type(want) is float:
        return _near(got, want, tolerance)
    a, b = np.asarray(got), np.asarray(want)
    if a.shape != b.shape or a.dtype.kind not in "biuf" or b.dtype.kind not in "biuf":
        return False
    if (
        dtypes and a.dtype != b.dtype and (a.ndim or "b" in (a.dtype.kind, b.dtype.kind))
    ):  # 1 is 1.0, not True
        return False
    if a.dtype.kind in "iub" and b.dtype.kind in "iub":
        return bool(np.array_equal(a, b))
    if np.float32 in (a.dtype, b.dtype):
        tolerance = max(tolerance, SINGLE)
    return bool(_all_near(a, b, tolerance))


def same_letters(got, want):
    """Whether the strings in two equal lists are the same letter by letter, capitals and blanks included.

    There they are data. A word alone is an answer, and may be written as `equal` takes it.
    """
    return not isinstance(want, (list, tuple)) or all(
        a == b if isinstance(b, str) else same_letters(a, b) for a, b in zip(got, want, strict=True)
    )


def _near(a, b, tolerance):
    """Whether two numbers are equal but for rounding; NaN equals NaN."""
    if math.isfinite(a) and math.isfinite(b):
        return abs(a - b) <= tolerance + tolerance * abs(b)
    return a == b or (a != a and b != b)


def _all_near(a, b, tolerance):
    """Whether all numbers of two arrays of one shape are equal but for rounding; NaN equals NaN.

    It is ``np.allclose`` with one tolerance, in a quarter of the time for the small arrays that are compared here.
    """
    with np.errstate(all="ignore"):
        near = np.abs(a - b) <= tolerance + tolerance * np.abs(b)
        near &= np.isfinite(b)
        if not near.all():
            near |= (a == b) | ((a != a) & (b != b))
        return near.all()


def parted(value, count):
    """Return the numbers of a row of `count` > 1 as a list: an array in place of a tuple of results."""
    one_row = type(value) is np.ndarray and count > 1 and value.shape == (count,)
    return value.tolist() if one_row else value


def plain(value, depth=0):
    """Return a copy of `value` where it is plain data, else raise `Problem`; for the matching of mistakes."""
    if depth > DEEPEST:
        raise Problem("lists in lists without an end")
    kind = type(value)
    if kind is np.ndarray and value.dtype.kind in "biuf":
        if value.size > 1_000_000:
            raise Problem("too large to compare")
        return value.copy()
    if kind in PLAIN or issubclass(kind, (np.number, np.bool_)):
        return value
    if kind in (list, tuple) and len(value) <= 10_000:
        return [plain(one, depth + 1) for one in value]
    raise Problem("not plain data")


def digest(value):
    """Return a key that is the same for values that differ by rounding."""
    if isinstance(value, (list, tuple)):
        return tuple(map(digest, value))
    if value is None or isinstance(value, str):
        return value and value.strip().lower()
    try:
        array = np.asarray(value, dtype=np.float64)
    except OverflowError:  # a whole number beyond all floats
        return hex(value)
    except (TypeError, ValueError):
        return repr(value)
    return array.shape, (np.round(array, 6) + 0.0).tobytes()
