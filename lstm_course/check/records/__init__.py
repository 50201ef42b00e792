"""The exercise records: a folder for each lesson, a file for each exercise, named like the learner's function."""

import dataclasses
import functools
import importlib
import pkgutil
from collections.abc import Iterator, Mapping

from ..exercise import Exercise


@functools.cache
def places() -> dict[str, tuple[str, int]]:
    """Return the folder of each exercise and its number there, by name, in the order of the course.

    Raises
    ------
    ValueError
        Where two exercises have one name.
    """
    found = {}
    for folder in sorted(
        info.name for info in pkgutil.iter_modules(__path__) if info.name.startswith("lesson_")
    ):
        for k, name in enumerate(importlib.import_module(f"{__name__}.{folder}").EXERCISES, start=1):
            if name in found:
                raise ValueError(f"the name of exercise {name!r} is taken already")
            found[name] = folder, k
    return found


@functools.cache
def numbers() -> dict[str, str]:
    """Return the number of each exercise by name, such as ``"3.1"``, in the order of the course."""
    return {name: f"{int(folder.removeprefix('lesson_'))}.{k}" for name, (folder, k) in places().items()}


@functools.cache
def load(name):
    """Return the record of one exercise; those of other lessons, which may need PyTorch, are not loaded.

    Parameters
    ----------
    name : str
        One of `places`.

    Returns
    -------
    Exercise

    Raises
    ------
    ValueError
        Where the file holds another exercise.
    """
    folder, _ = places()[name]
    exercise = importlib.import_module(f"{__name__}.{folder}.{name}").EXERCISE
    if exercise.name != name:
        raise ValueError(
            f"{folder}/{name}.py holds the exercise {exercise.name!r}; the file is named like it"
        )
    return dataclasses.replace(exercise, number=numbers()[name])


class Records(Mapping):
    """Every exercise by name, in the order of the course; one is loaded when it is asked for."""

    def __getitem__(self, name: str) -> Exercise:
        if name not in places():
            raise KeyError(name)
        return load(name)

    def __iter__(self) -> Iterator[str]:
        return iter(places())

    def __len__(self) -> int:
        return len(places())

    def __contains__(self, name: object) -> bool:
        return name in places()
