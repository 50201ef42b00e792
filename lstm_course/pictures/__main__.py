"""Record the results anew, in about ten minutes: ``python -m lstm_course.pictures``."""

import json

from .._files import write_whole
from ..nets.captioner import ENTRIES
from . import FILE
from .runs import caption_scenes, forecast_films

SEEDS = (0, 1, 2)


def record():
    """Return the results of all trainings, as they are stored."""
    films, scenes, written = {}, {}, {}
    for where in ("whole", "upper"):
        found = [forecast_films(where, seed) for seed in SEEDS]
        films[where] = {name: _joined([one[name] for one in found]) for name in found[0]}
        print(where, films[where], flush=True)
    for entry in ("labels", *ENTRIES):
        found = [caption_scenes(entry, seed) for seed in SEEDS]
        texts = [one.pop("written") for one in found]
        written[entry], scenes[entry] = texts[0], _joined(found)
        print(entry, scenes[entry], flush=True)
    return {"films": films, "captions": scenes, "written": written}


def main():
    """Write ``runs.json``."""
    write_whole(FILE, json.dumps(record(), indent=1, allow_nan=False) + "\n")


def _joined(found):
    """Return dicts with the same keys as one dict of lists."""
    return {key: [one[key] for one in found] for key in found[0]}


if __name__ == "__main__":
    main()
