"""Exercises whose answer is a few words or numbers: a function without arguments that returns a dict."""

import functools

from .exercise import Exercise, Mutant, Probe


def quiz(*, name, number, read, answers, described, wrong, advice, hints):
    """Return the exercise record of a quiz.

    Parameters
    ----------
    name, number, read : str
        As in `Exercise`.
    answers : dict
        Question -> right answer, a str or an int.
    described : str
        What an answer is, in words.
    wrong : dict
        (question, wrong answer) -> (message, hint id): answers that betray a known mistake.
    advice : dict
        Question -> sentence for any other wrong answer.
    hints : tuple of str
        The ladder of hints.

    Returns
    -------
    Exercise
        One point for each question.
    """
    return Exercise(
        name=name,
        number=number,
        signature=f"{name}()",
        returns={question: described for question in answers},
        reference=functools.partial(_answer, answers, frozenset()),
        probes=_one_call,
        points={question: 1 for question in answers},
        read=read,
        mutants=tuple(
            Mutant(f"{question}: {given}", message, read, hint=hint)
            for (question, given), (message, hint) in wrong.items()
        ),
        family=functools.partial(
            _family, answers, {f"{question}: {given}": (question, given) for question, given in wrong}
        ),
        hints=hints,
        as_dict=True,
        advice=advice,
    )


def _one_call(rng):
    return [Probe(())]


def _family(answers, given, names):
    """Return the function that answers wrongly as `names` say, or None where two are about one question."""
    changes = [given[name] for name in names]
    if len({question for question, _ in changes}) < len(changes):
        return None
    return functools.partial(_answer, answers, frozenset(changes))


def _answer(answers, changes):
    return {**answers, **dict(changes)}
