"""Results of the longer trainings and of the timings of lesson 22, recorded, and how to record them anew."""

import functools
import json
from pathlib import Path

__all__ = ["recording"]
FILE = Path(__file__).with_name("runs.json")


@functools.cache
def _text():
    return FILE.read_text(encoding="utf-8")


def recording():
    """Return the recorded results, a new copy at each call.

    Returns
    -------
    dict
        ``"tasks"``: for each task of `runs.TASKS` and each contestant of `runs.CONTESTANTS` a dict: ``"rate"``, the
        learning rate with the lower mean loss on validation sequences; and with that rate one number a seed for that
        loss, ``"validation"``, and for the shares of right answers at the ``"trained"`` length and a ``"longer"`` one.
        ``"weights"``: how many each contestant has, for each task.
        ``"lstm_sizes"``: for bare LSTMs of several sizes on the live recall task of the lesson, ``"weights"`` and the
        ``"shares"`` for 8 pairs, one a seed.
        ``"costs"``: for each layer of `costs.LAYERS` and each length T, ``"ms"`` of processor time for a pass
        forward and back and ``"MB"`` kept for the way back, on one thread of one machine.
    """
    return json.loads(_text())
