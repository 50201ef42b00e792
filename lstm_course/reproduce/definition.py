"""What one row of the table is made of, and a fingerprint of the code that makes it."""

import ast
import functools
import hashlib
import inspect
import json
import textwrap
import types
from collections.abc import Callable
from dataclasses import dataclass

FAITHFUL = "faithful"
MODERN = "same task, modern training"
STAND_IN = "a small stand-in for the task, modern training"
_CHECKS = (
    "checked",
    "converted",
    "upstream",
)  # how names of decorators begin that only check or convert arguments


@dataclass(frozen=True)
class Row:
    """One experiment with one setting: a row of the table "paper | here".

    Attributes
    ----------
    task : str
        The experiment's name, for ``--only``.
    name : str
        The setting's name, unique within the task.
    run : callable
        ``run(settings, seeds)`` yields ``(seed, result)``. A result is a dict with ``solved`` (bool), ``sequences``
        (int, trained on until the stop or the cap), ``cpu_seconds``, ``weights``, and further numbers.
    settings : dict
        All numbers of the definition: sizes, caps, learning rates. JSON types only.
    title, net : str
        What is asked, and who answers.
    paper : str
        What the paper reports.
    paper_sequences : int or None
        The paper's number of training sequences, where it reports one.
    source : str
        Where the paper's figure stands.
    label : str
        `FAITHFUL`, `MODERN` or `STAND_IN`.
    differences : str
        The deviations from the paper.
    expected : tuple
        When the row agrees with the paper: ``("solved",)``, ``("fails",)``, ``("at least", number)`` or
        ``("at most", number)`` for the score, or ``()`` where the paper has no figure.
    why : str
        Why we do not get the paper's result, where we do not; or what else the reader must know.
    score : str
        Key of the result that is the row's score, and its unit: ``"key: unit"``; empty where sequences are counted.
        More of them may follow after ``"; "``; of a list the last number counts.
    seeds : int
        How many seeds the full run takes.
    quick : bool
        Whether the row belongs to the quick run.
    together : bool
        Whether all seeds are computed side by side, because that is many times cheaper.
    """

    task: str
    name: str
    run: Callable
    settings: dict
    title: str
    net: str
    paper: str
    source: str
    label: str
    differences: str
    expected: tuple = ()
    paper_sequences: int | None = None
    why: str = ""
    score: str = ""
    seeds: int = 3
    quick: bool = False
    together: bool = False

    def __post_init__(self):
        """Raise `ValueError` where the paper's figure and its source do not go together."""
        if (self.source == "-") != self.paper.startswith("not in the paper"):
            raise ValueError(
                "source must be '-' where paper begins with 'not in the paper', and only there; "
                f"got {self.source!r} and {self.paper!r:.60}"
            )

    @property
    def id(self):
        """``task/name``."""
        return f"{self.task}/{self.name}"

    def news(self, result):
        """Return one result in a few words."""
        return f"{'solved' if result['solved'] else 'not solved'}, {result['sequences']:,} sequences"

    @functools.cached_property
    def fingerprint(self):
        """Hash of the settings and of the code that computes the row."""
        text = json.dumps([self.id, self.settings, code_of(self.run)], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@functools.cache
def code_of(function):
    """Return a hash of a function and of all code and constants of this package that it uses.

    Comments, docstrings and layout do not count, so that they can be improved without running everything again. Neither
    do decorators that check arguments (`_CHECKS`), nor the module that something stands in: code that moves stays the
    same code.

    Parameters
    ----------
    function : callable
        A function of this package.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    parts, waiting = {}, [function]  # (module, name) -> name, text
    while waiting:
        item = waiting.pop()
        key = item.__module__, item.__qualname__
        if key in parts:
            continue
        tree = ast.parse(textwrap.dedent(inspect.getsource(item)))
        parts[key] = item.__qualname__, repr(_plain(tree))
        members = [item] if inspect.isfunction(item) else list(vars(item).values())
        for member in members:
            if isinstance(member, property):
                member = member.fget
            if inspect.isfunction(member) and (_ours(member) or member.__module__ == item.__module__):
                used, constants = _uses(inspect.unwrap(member))
                waiting += used
                parts.update(constants)
        if inspect.isclass(item):
            waiting += [base for base in item.__bases__ if _ours(base)]
    return hashlib.sha256(repr(sorted(parts.values())).encode()).hexdigest()[:16]


def _ours(item):
    """Return whether an item is code of this package that computes something."""
    module = getattr(item, "__module__", None) or ""
    return module.startswith("lstm_course.") and not module.startswith(
        ("lstm_course._arguments", "lstm_course.plots")
    )


def _is_code(value):
    return inspect.isfunction(value) or inspect.isclass(value)


def _uses(function):
    """Return the functions and classes that a function names, and the constants: (module, name) -> name, text."""
    names, codes = set(), [function.__code__]
    while codes:
        code = codes.pop()
        names |= set(code.co_names)
        codes += [const for const in code.co_consts if isinstance(const, types.CodeType)]
    spaces = [function.__globals__]
    spaces += [
        vars(value)
        for name in names
        if isinstance(value := function.__globals__.get(name), types.ModuleType)
        and value.__name__.startswith("lstm_course.")
    ]
    used, constants = [], {}
    for space in spaces:
        for name in names & set(space):
            value = space[name]
            if _is_code(value) and _ours(value):
                used.append(inspect.unwrap(value))
            elif _is_constant(value) and not name.startswith("__"):
                constants[space["__name__"], name] = name, _text(value, used)
    return used, constants


def _is_constant(value):
    simple = (int, float, complex, str, bytes, tuple, list, dict, set, frozenset, types.NoneType)
    return isinstance(value, simple) or (
        not isinstance(value, type) and hasattr(value, "tolist") and hasattr(value, "shape")
    )


def _text(value, used):
    """Return a constant as text that is the same in every process; code that it holds is added to `used`."""
    if isinstance(value, dict):  # its order counts: it may be that of a loop
        items = [f"{_text(key, used)}: {_text(item, used)}" for key, item in value.items()]
        return "{" + ", ".join(items) + "}"
    if isinstance(value, (set, frozenset)):
        return f"{type(value).__name__}({sorted(_text(item, used) for item in value)})"
    if type(value) in (list, tuple):
        return f"{type(value).__name__}({[_text(item, used) for item in value]})"
    if hasattr(value, "tolist") and hasattr(value, "shape"):
        return repr(value.tolist())
    if _is_code(value):
        if not _ours(value):
            return f"{value.__module__}.{value.__qualname__}"
        used.append(inspect.unwrap(value))
        return value.__qualname__
    return repr(value)


def _plain(node):
    """Return a syntax tree as nested tuples, the same in all versions of Python, without docstrings."""
    if isinstance(node, ast.AST):
        fields = []
        for name, value in ast.iter_fields(node):
            if name == "body" and isinstance(value, list) and value and _is_text(value[0]):
                value = value[1:]
            if name == "decorator_list":
                value = [one for one in value if not _is_check(one)]
            if name not in ("ctx", "kind", "type_comment") and value not in (None, []):
                fields.append((name, _plain(value)))
        return type(node).__name__, tuple(fields)
    if isinstance(node, list):
        return tuple(_plain(item) for item in node)
    return repr(node)


def _is_check(decorator):
    """Return whether a decorator, with or without arguments, is one of `_CHECKS`."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(called).rpartition(".")[2].lstrip("_").startswith(_CHECKS)


def _is_text(node):
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
