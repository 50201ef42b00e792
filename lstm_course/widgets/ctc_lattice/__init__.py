"""A path through the lattice of CTC, drawn frame by frame, heard, and added to the sum over all paths (lesson 19)."""

import itertools
from numbers import Integral
from pathlib import Path

import numpy as np
import traitlets

from .._piece import Piece, fitting, stored

FILE = Path(__file__).with_name("cases.json")
MOST_FRAMES, MOST_LETTERS, MOST_SYMBOLS = 12, 5, 60  # at most 19,448 paths
VIEWS = ("p", "alpha", "ways")


def recorded():
    """Return what ``python -m lstm_course.widgets.ctc_lattice`` has stored, a new copy at each call.

    Returns
    -------
    dict
        ``"cases"`` and ``"sounds"``, of the form that `CTCLattice` says.
    """
    return stored(FILE)


class CTCLattice(Piece):
    r"""A path through the lattice of CTC: drawn frame by frame, heard, and added to the sum over all paths.

    The rows are the letters of a word with a blank before, between and after them; the columns are frames, and in each
    of them a network gives every symbol a probability. A path takes one row in each frame. Its probability is the
    product; that of the word is the sum over all its paths, which the forward recursion finds without making any:
    :math:`\alpha_t(s) = p_t(s)\,(\alpha_{t-1}(s) + \alpha_{t-1}(s-1) + [\text{skip}]\,\alpha_{t-1}(s-2))`. The words
    that are recorded were spoken by the course's formants; the network spells digits.

    Parameters
    ----------
    p : array_like, shape (T, V), optional
        Probabilities of your own, a row for each of at most 12 frames that sums to 1; the first symbol is the blank.
    word : str
        Which of the recorded words is looked at, by default "two". With `p` it must be given: one to five letters of
        `symbols`.
    symbols : str
        The V symbols, the blank first; needed with `p`.
    **values
        Values of the attributes below.

    Attributes
    ----------
    cases : dict
        Word -> ``"symbols"``, V strings; ``"target"``, the places of its letters among them; ``"networks"``, a list of
        dicts with ``"name"`` and ``"p"``, shape (T, V); and where there is a sound ``"said"``: ``"spans"`` of (six
        numbers of a mouth, start, end), ``"seconds"``, ``"frame"``, ``"pitch"``, ``"tract"``.
    word : str
        The case that is shown.
    network : int
        Place of the network among those of the word; the last one where there are fewer.
    path : list of int
        Rows that are taken so far, from 0 at the top, one for each frame.
    found : list of list of int
        Complete paths that were drawn.
    view : str
        What a cell shows: ``"p"``, ``"alpha"`` or ``"ways"``, the number of ways to it.
    sounds : dict
        Letter -> phones, each (most seconds or 0, six numbers of a mouth); ``""`` for letters that have none.

    Raises
    ------
    ValueError
        Where `p` or `symbols` is missing, or does not fit.
    traitlets.TraitError
        Where an attribute does not fit.
    """

    name = "ctc_lattice"
    summary = (
        "a path drawn through the CTC lattice of a spoken word, heard and added to the sum over all paths"
    )
    cases = traitlets.Dict().tag(sync=True)
    word = traitlets.Unicode("two").tag(sync=True)
    network = traitlets.Int(2, min=0, max=20).tag(sync=True)
    path = traitlets.List(traitlets.Int(), default_value=[]).tag(sync=True)
    found = traitlets.List(traitlets.List(traitlets.Int()), default_value=[]).tag(sync=True)
    view = traitlets.Enum(VIEWS, "p").tag(sync=True)
    sounds = traitlets.Dict().tag(sync=True)

    def __init__(self, p=None, word=None, symbols=None, **values):
        if (p is None) != (symbols is None):
            missing, given = ("p", "symbols") if p is None else ("symbols", "p")
            raise ValueError(f"{missing} must be given together with {given}, got None")
        if p is not None:
            if "cases" in values:
                raise ValueError("cases must not be given together with p, which becomes the only case")
            values["cases"] = {str(word): _case(p, word, symbols)}
        if word is not None:
            values["word"] = word
        super().__init__(**values)

    @traitlets.default("cases")
    def _recorded_cases(self):
        return recorded()["cases"]

    @traitlets.default("sounds")
    def _recorded_sounds(self):
        return recorded()["sounds"]

    @traitlets.validate("cases")
    def _check_cases(self, proposal):
        if not proposal["value"]:
            raise traitlets.TraitError("cases must hold at least one word, got none")
        for word, case in proposal["value"].items():
            with fitting(f"cases[{word!r}] does not fit"):
                _check(case)
        return proposal["value"]

    @traitlets.validate("word")
    def _check_word(self, proposal):
        if proposal["value"] not in self.cases:
            raise traitlets.TraitError(
                f"word must be one of {', '.join(self.cases)}, got {proposal['value']!r}"
            )
        return proposal["value"]

    @traitlets.validate("path", "found")
    def _check_paths(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        case = self.cases[self.word]
        for path in value if name == "found" else [value]:
            why = _refused(path, case, complete=name == "found")
            if why:
                raise traitlets.TraitError(f"{name} must hold rows that a path may take, {why}, got {path}")
        return value

    @traitlets.observe("word", "cases")
    def _begin_anew(self, change):
        """Drop paths through another lattice."""
        case = self.cases.get(self.word)
        if case is None:
            self.word = next(iter(self.cases))
        elif _refused(self.path, case) or any(_refused(path, case, complete=True) for path in self.found):
            self.path, self.found = [], []


def _case(p, word, symbols):
    """Return a case of somebody's own numbers, or raise ValueError."""
    if not isinstance(word, str) or not 1 <= len(word) <= MOST_LETTERS:
        raise ValueError(f"word must have 1 to {MOST_LETTERS} letters, got {word!r}")
    symbols = list(symbols)
    foreign = sorted(set(word) - set(symbols[1:]))
    if foreign:
        raise ValueError(
            f"word must be of the letters {''.join(symbols[1:])!r}, which follow the blank in symbols, got {word!r}"
        )
    p = np.asarray(p, float)
    case = {
        "symbols": symbols,
        "target": [symbols.index(letter, 1) for letter in word],
        "networks": [{"name": "yours", "p": p.tolist()}],
    }
    _check(case)
    return case


def _check(case):
    """Raise an error unless a case is one."""
    symbols, target = case["symbols"], case["target"]
    V = len(symbols)
    if not 2 <= V <= MOST_SYMBOLS or len(set(symbols)) < V:
        raise ValueError(f"symbols must be 2 to {MOST_SYMBOLS}, each once, got {''.join(symbols)!r}")
    whole = all(isinstance(code, Integral) and 1 <= code < V for code in target)
    if not whole or not 1 <= len(target) <= MOST_LETTERS:
        raise ValueError(
            f"target must hold 1 to {MOST_LETTERS} symbols from 1 to {V - 1}, none the blank 0, got {target}"
        )
    if not case["networks"]:
        raise ValueError("networks must hold at least one, got none")
    arrays = [np.asarray(network["p"], float) for network in case["networks"]]
    shape = arrays[0].shape
    needed = len(target) + sum(a == b for a, b in itertools.pairwise(target))
    for p in arrays:
        if p.ndim != 2 or p.shape != shape or p.shape[1] != V or not needed <= len(p) <= MOST_FRAMES:
            raise ValueError(
                f"p must have shape (T, {V}), T from the {needed} frames that the word needs to {MOST_FRAMES} and the "
                f"same for all networks, got {p.shape}"
            )
        if not ((p >= 0) & (p <= 1)).all() or not np.allclose(p.sum(axis=1), 1, atol=1e-3):
            raise ValueError("p must hold probabilities, each row summing to 1: not logits, not logarithms")


def _refused(path, case, complete=False):
    """Return why rows are no path through the lattice of a case, else an empty string."""
    target, T = case["target"], len(case["networks"][0]["p"])
    rows = [code for letter in target for code in (0, letter)] + [0]
    if len(path) > T or (complete and len(path) != T):
        return f"one for each of {T} frames"
    if any(not 0 <= row < len(rows) for row in path):
        return f"numbers from 0 to {len(rows) - 1}"
    for before, row in zip([None, *path], path, strict=False):
        step = row if before is None else row - before
        skip = before is not None and step == 2 and rows[row] not in (0, rows[before])
        if not (0 <= step <= 1 or skip):
            return f"where row {row} does not follow " + ("the start" if before is None else f"row {before}")
    last = path[-1] if path else 0
    later = rows[last + 1 + last % 2 :: 2]
    repeats = [rows[last], *later] if last % 2 else later
    needed = len(later) + sum(a == b for a, b in itertools.pairwise(repeats))
    return "" if needed <= T - max(len(path), 1) else f"with {needed} frames more to finish the word"
