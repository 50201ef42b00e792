"""Bands around a forecast, what they promise and what they hold (lesson 14)."""

import math
from pathlib import Path

import traitlets

from ...datasets.series import sunspots
from .._packed import unpack
from .._piece import Piece, fitting, stored

FILE = Path(__file__).with_name("models.json")
FIRST, COUNT = 1700, 309  # the first year, and the years


def recorded():
    """Return the models that ``python -m lstm_course.widgets.fan_chart`` has stored, a new copy at each call.

    Returns
    -------
    dict
        As `lstm_course.widgets.fan_chart.training.record` returns it, and ``"first"``, the first year.
    """
    return {**stored(FILE), "first": FIRST}


class FanChart(Piece):
    """The yearly sunspot numbers with a fan from any year on, and how many values each band covers of what it promised.

    Two models, fitted to the years before 1880, forecast the square root one to eight years ahead; they run in the
    page. The LSTM (16 cells, 12 years read) gives 21 quantiles and was trained for 400 steps, to the end; of five
    seeds the one is shown whose 80 % band covers the median share of the test. The band of the AR(9) is Gaussian. A
    band can be widened by split conformal prediction: both ends move by the ceil((n + 1) level)-th smallest score
    max(low - y, y - high) of the calibration, which are the 60 years up to 1939. The test begins in 1940.

    Parameters
    ----------
    **values
        Values of the attributes below.

    Attributes
    ----------
    model : str
        ``"lstm"`` or ``"ar"``.
    widened : bool
        Whether the calibration moves the ends of the band.
    level : int
        What the band promises, in per cent: 50, 55, ... 95.
    origin : int
        The last year that the forecast knows, from 1711 to 2007.
    ahead : int
        For how many years ahead it is counted what the band covers, from 1 to 8.
    values : list of float
        The sunspot numbers from 1700 to 2008; by default those of `lstm_course.datasets.series.sunspots`.
    recording : dict
        The models, of the form that `recorded` returns, which is the default.

    Raises
    ------
    traitlets.TraitError
        Where an attribute lies outside its range, or does not fit.
    ModuleNotFoundError
        Where statsmodels, which ships the sunspot numbers, is not installed and no values are given.
    """

    name = "fan_chart"
    summary = "a forecast of the sunspots with a fan, and how much of its promise each band holds"
    model = traitlets.Enum(["lstm", "ar"], "lstm").tag(sync=True)
    widened = traitlets.Bool(False).tag(sync=True)
    level = traitlets.Int(80, min=50, max=95).tag(sync=True)
    origin = traitlets.Int(1954, min=1711, max=2007).tag(sync=True)
    ahead = traitlets.Int(1, min=1, max=8).tag(sync=True)
    values = traitlets.List(traitlets.Float()).tag(sync=True)
    recording = traitlets.Dict().tag(sync=True)

    @traitlets.default("values")
    def _sunspots(self):
        return sunspots()[1].tolist()

    @traitlets.default("recording")
    def _recorded(self):
        return recorded()

    @traitlets.validate("level")
    def _check_level(self, proposal):
        if proposal["value"] % 5:
            raise traitlets.TraitError(f"level must be a multiple of 5, got {proposal['value']}")
        return proposal["value"]

    @traitlets.validate("values")
    def _check_values(self, proposal):
        values = proposal["value"]
        if len(values) != COUNT or not all(math.isfinite(value) and value >= 0 for value in values):
            raise traitlets.TraitError(
                f"values must be {COUNT} numbers of at least 0, got {len(values)} values"
            )
        return values

    @traitlets.validate("recording")
    def _check_recording(self, proposal):
        with fitting("recording does not fit"):
            _check(proposal["value"])
        return proposal["value"]


def _check(recording):
    """Raise an error unless a recording has the models that the piece can run."""
    if [round(100 * level) for level in recording["levels"]] != list(range(50, 100, 5)):
        raise ValueError(f"levels must be 0.5, 0.55, ... 0.95, got {recording['levels']!r}")
    if len(recording["z"]) != len(recording["levels"]):
        raise ValueError(f"z must hold a number for each level, got {len(recording['z'])}")
    if (recording["window"], recording["horizon"], recording["first"]) != (12, 8, FIRST):
        raise ValueError("window, horizon and first must be 12, 8 and 1700")
    if (
        recording["ends"] != [180, 240]
        or not recording["spread"] > 0
        or not math.isfinite(recording["middle"])
    ):
        raise ValueError("ends must be [180, 240], spread above 0 and middle finite")
    ar = recording["ar"]
    if not ar["spread"] > 0 or not all(map(math.isfinite, [ar["constant"], ar["spread"], *ar["weights"]])):
        raise ValueError("ar must hold finite numbers, and a spread above 0")
    arrays = {name: unpack(recording["lstm"][name]) for name in ("W_x", "W_h", "b", "W_y", "b_y")}
    H, out = len(arrays["W_h"]), recording["horizon"] * (2 * len(recording["levels"]) + 1)
    shapes = {"W_x": (1, 4 * H), "W_h": (H, 4 * H), "b": (4 * H,), "W_y": (H, out), "b_y": (out,)}
    for name, shape in shapes.items():
        if arrays[name].shape != shape:
            raise ValueError(f"{name} must have shape {shape}, got {arrays[name].shape}")
