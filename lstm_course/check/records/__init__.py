"""The exercise records: a folder for each lesson, a file for each exercise, named like the learner's function."""

import dataclasses
import importlib
import pkgutil


def lessons():
    """Return the exercises of each lesson, a tuple for each, numbered in the order of the lesson's `EXERCISES`."""
    names = sorted(info.name for info in pkgutil.iter_modules(__path__) if info.name.startswith("lesson_"))
    return [_numbered(name) for name in names]


def _numbered(folder):
    place = f"{__name__}.{folder}"
    lesson = int(folder.removeprefix("lesson_"))
    exercises = []
    for k, name in enumerate(importlib.import_module(place).EXERCISES, start=1):
        exercise = importlib.import_module(f"{place}.{name}").EXERCISE
        if exercise.name != name:
            raise ValueError(
                f"{place}.{name} holds the exercise {exercise.name!r}; the file is named like it"
            )
        exercises.append(dataclasses.replace(exercise, number=f"{lesson}.{k}"))
    return tuple(exercises)
