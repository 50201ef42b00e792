"""Results of the longer trainings of lesson 20, recorded, and how to record them anew."""

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
        ``"captions"``: for each way in which the picture enters a captioner, as in `nets.captioner.ENTRIES`, and for
        ``"labels"``, a classifier that writes nothing, a dict of lists, one number for each seed: the shares of test
        scenes with the right caption, for pairs of digits ``"seen"`` and ``"unseen"`` in training; of the unseen ones
        the share ``"copied"`` whose caption stands in the training set, that with the right ``"relation"``, and that
        which is ``"english"``, two words for digits around a relation; the number of ``"weights"``.
        ``"written"``: for each of them the captions of the unseen scenes, of the first seed.
        ``"films"``: for each part of the field that was trained on, ``"whole"`` and ``"upper"``, and each forecaster of
        the next frame a dict of lists of mean squared errors on the ``"same"`` part and, for ``"upper"``, on the
        ``"other"`` one.
    """
    return json.loads(_text())
