"""Fit the models of the piece anew, in about a minute: ``python -m lstm_course.widgets.fan_chart``."""

import json

from ..._files import write_whole
from ...datasets.series import sunspots
from . import FILE
from .training import record

SEEDS, STEPS = range(5), 400


def main():
    """Write ``models.json``."""
    made = record(sunspots()[1], SEEDS, STEPS)
    print("the 80 % band covers of the test, one year ahead:", made["covered"], "kept: seed", made["kept"])
    rows = ",\n".join(f" {json.dumps(name)}: {json.dumps(value)}" for name, value in made.items())
    write_whole(FILE, f"{{\n{rows}\n}}\n")


if __name__ == "__main__":
    main()
