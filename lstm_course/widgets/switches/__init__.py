"""The three switches of a memory of one number, over a stream that the learner edits (lesson 02)."""

import traitlets

from .._piece import Number, Piece

SYMBOLS = ("store", "·", "recall")
STREAM = ("store", "·", "·", "recall", "·", "store", "·", "recall", "·")
OFFERED = (0.9, 0.4, -0.6, 0.3, 0.5, -0.5, 0.7, -0.2, 0.1, 0.6, -0.3, 0.2, -0.8, 0.4, -0.1, 0.8)
FEWEST, MOST = 4, 16
LISTS = ("symbols", "offered", "keep", "write", "read")
TASKS = ("recall", "overwrite", "hide")


def _listed(values):
    return values.tolist() if hasattr(values, "tolist") else list(values)


class Switches(Piece):
    r"""A memory of one number with three switches, keep, write and read, which are set by hand for each step.

    It runs :math:`c = f c_{prev} + i g` and :math:`h = o c`, from :math:`c = 0`. A switch that is on stands at
    :math:`\sigma(a)`, one that is off at :math:`\sigma(-a)`, where :math:`a` is the sharpness.

    A change is a switch that stands otherwise than its symbol asks, as lesson 02 sets it. The verdict compares their
    number with the fewest that hard switches need for the task.

    Parameters
    ----------
    symbols : sequence of str, length T
        ``"store"``, ``"·"`` (or ``"."``) or ``"recall"`` for each of 4 to 16 time steps. They say what is asked of the
        memory; what it does is up to the switches.
    offered : sequence of float, length T, optional
        The candidates :math:`g`, from -1 to 1. Without them, those of lesson 02.
    keep, write, read : sequence of bool, length T, optional
        Whether the switches :math:`f`, :math:`i` and :math:`o` are on. Without them, as lesson 02 sets them at each
        symbol: write only at a store, keep elsewhere, read at a recall.
    sharpness : float
        The size :math:`a` of the sum that enters each switch's sigmoid, from 1 (soft) to 10 (nearly hard).
    task : str
        ``"recall"``, ``"overwrite"`` or ``"hide"``: what the learner is asked to do.
    **keywords
        For the widget itself, such as ``layout``.

    Raises
    ------
    traitlets.TraitError
        Where a symbol, number, switch or task is none of those, or the lengths differ. To change the length from
        Python, set all five lists inside ``with piece.hold_trait_notifications():``.
    """

    name = "switches"
    summary = "the three switches of a memory of one number, over a stream that you edit"
    symbols = traitlets.List().tag(sync=True)
    offered = traitlets.List().tag(sync=True)
    keep = traitlets.List().tag(sync=True)
    write = traitlets.List().tag(sync=True)
    read = traitlets.List().tag(sync=True)
    sharpness = Number(10.0, min=1, max=10)
    task = traitlets.Enum(TASKS, "recall").tag(sync=True)

    def __init__(self, symbols=STREAM, offered=None, keep=None, write=None, read=None, **keywords):
        symbols = ["·" if symbol == "." else symbol for symbol in _listed(symbols)]
        by_symbol = {
            "keep": [symbol != "store" for symbol in symbols],
            "write": [symbol == "store" for symbol in symbols],
            "read": [symbol == "recall" for symbol in symbols],
            "offered": OFFERED[: len(symbols)],
        }
        given = {"keep": keep, "write": write, "read": read, "offered": offered}
        lists = {name: by_symbol[name] if values is None else values for name, values in given.items()}
        lists = {name: _listed(values) for name, values in lists.items()}
        super().__init__(symbols=symbols, **lists, **keywords)

    @traitlets.validate("symbols")
    def _check_symbols(self, proposal):
        symbols = proposal["value"]
        self._check_lengths("symbols", symbols)
        for symbol in symbols:
            if symbol not in (*SYMBOLS, "."):
                raise traitlets.TraitError(f"symbols must be among {', '.join(SYMBOLS)}, got {symbol!r}")
        return ["·" if symbol == "." else symbol for symbol in symbols]

    @traitlets.validate("offered")
    def _check_offered(self, proposal):
        self._check_lengths("offered", proposal["value"])
        for number in proposal["value"]:
            if not isinstance(number, int | float) or not -1 <= number <= 1:
                raise traitlets.TraitError(f"offered must be numbers from -1 to 1, got {number!r}")
        return [float(number) for number in proposal["value"]]

    @traitlets.validate("keep", "write", "read")
    def _check_switch(self, proposal):
        name = proposal["trait"].name
        self._check_lengths(name, proposal["value"])
        for entry in proposal["value"]:
            if not isinstance(entry, int | float) or entry not in (0, 1):
                raise traitlets.TraitError(f"{name} must be True or False at each step, got {entry!r}")
        return [bool(entry) for entry in proposal["value"]]

    def _check_lengths(self, name, values):
        lengths = {other: len(values if other == name else getattr(self, other)) for other in LISTS}
        if len(set(lengths.values())) > 1 or not FEWEST <= lengths["symbols"] <= MOST:
            got = ", ".join(f"{other} {length}" for other, length in lengths.items())
            raise traitlets.TraitError(
                f"{name} must have one entry for each of {FEWEST} to {MOST} time steps, as many as the other lists "
                f"(change them inside hold_trait_notifications()), got {got}"
            )
