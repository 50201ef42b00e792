"""A table of trained networks: 252 configurations with nine seeds each, so that a search is a look-up (lesson 13).

Every network forecasts the sunspot number of the next year. Square roots are standardised with the first 200 years, the
training years; the next 55 are for validation, the last 54 for the test. Errors are mean absolute errors in sunspots.
``lstm-course table`` makes the table anew.
"""

import itertools
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np

SPACE = {
    "learning_rate": (0.000316, 0.001, 0.00316, 0.01, 0.0316, 0.1, 0.316),
    "units": (4, 8, 16, 32),
    "window": (4, 9, 18),
    "forget_bias": (0, 1, 3),
}
STEPS = (10, 20, 40, 80, 160)
SEEDS = tuple(range(9))
TRAIN_YEARS, VALIDATION_YEARS, TEST_YEARS = 200, 55, 54
RECORDED = Path(__file__).parent / "recorded.json"


class Table(NamedTuple):
    """The errors of C configurations, trained with S seeds, after K numbers of steps.

    Attributes
    ----------
    configs : list of dict
        C configurations, in the order of the rows.
    validation : ndarray, shape (C, S, K)
        Errors on the validation years.
    test : ndarray, shape (C, S)
        Errors on the test years, after all steps.
    """

    configs: list
    validation: np.ndarray
    test: np.ndarray


def configurations(space=None):
    """Return every configuration of a space of lists; the last name varies fastest.

    Parameters
    ----------
    space : dict, optional
        Name -> values; `SPACE` by default.

    Returns
    -------
    list of dict
        A configuration each.
    """
    space = SPACE if space is None else space
    return [dict(zip(space, values, strict=True)) for values in itertools.product(*space.values())]


def recorded(path=None):
    """Return the table that comes with the course.

    Parameters
    ----------
    path : Path, optional
        Another file that ``lstm-course table`` has written.

    Returns
    -------
    Table
        What was recorded.
    """
    found = json.loads((RECORDED if path is None else Path(path)).read_text(encoding="utf-8"))
    return Table(
        configurations(found["space"]),
        np.array([row["validation"] for row in found["rows"]], dtype=np.float64),
        np.array([row["test"] for row in found["rows"]], dtype=np.float64),
    )
