"""Loss curves of training runs with one fault each, recorded, and how to record them anew (lesson 11)."""

import functools
import json
from pathlib import Path

from .faults import FAULTS, Fault

__all__ = ["FAULTS", "Fault", "recording"]
FILE = Path(__file__).with_name("runs.json")


@functools.cache
def _text():
    return FILE.read_text(encoding="utf-8")


def recording():
    """Return the recorded runs, a new copy at each call.

    Returns
    -------
    dict
        ``"every"``, the steps between two values; ``"symbols"``, their number; ``"lines"``, the losses of models that
        know nothing, or little; ``"runs"``: for each recipe ``"train"`` and ``"validation"``, each a list of losses for
        each of two seeds; ``"faults"``, a list of dictionaries with the fields of `Fault`.
    """
    faults = [{**fault._asdict(), "lines": list(fault.lines)} for fault in FAULTS]
    return {**json.loads(_text()), "faults": faults}
