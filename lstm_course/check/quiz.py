"""Exercises whose answer is a few words or numbers: a function without arguments that returns a dict."""

from .exercise import Exercise, Mutant, Probe


class Answers:
    """The reference of a quiz: a function that returns the right answers.

    Parameters
    ----------
    right : dict
        Question -> answer.
    """

    def __init__(self, right):
        self.right = right

    def __call__(self):
        """Return the answers, in a dict of their own."""
        return dict(self.right)

    def edited(self, edits):
        """Return the quiz with other answers, or None where two are about one question.

        Parameters
        ----------
        edits : tuple of (question, answer)
        """
        if len({question for question, _ in edits}) < len(edits):
            return None
        return Answers({**self.right, **dict(edits)})


def quiz(
    *, name, read, answers, described, wrong, advice, hints, number="", reads=None, words=(), numbers=""
):
    """Return the exercise record of a quiz.

    Parameters
    ----------
    name, read : str
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
    reads : dict, optional
        Question -> where it is taught, if elsewhere than at `read`.
    numbers : str, optional
        What an answer is where the right one is a number, if not as `described`.
    words : tuple of str
        The words that are taken; by default those that `described` lists after "one of".

    Returns
    -------
    Exercise
        One point for each question.
    """
    reads = reads or {}
    return Exercise(
        name=name,
        number=number,
        signature=f"{name}()",
        returns={
            question: described if isinstance(answer, str) else numbers or described
            for question, answer in answers.items()
        },
        reference=Answers(answers),
        probes=_one_call,
        points={question: 1 for question in answers},
        read=read,
        reads=reads,
        mutants=tuple(
            Mutant(
                f"{question}: {given}", message, reads.get(question, ""), edits={question: given}, hint=hint
            )
            for (question, given), (message, hint) in wrong.items()
        ),
        hints=hints,
        as_dict=True,
        words=words or _listed(described),
        advice=advice,
    )


def _listed(described):
    if not described.startswith("one of ") or "," not in described:
        return ()
    return tuple(word.strip() for word in described.removeprefix("one of ").split(","))


def _one_call(rng):
    return [Probe(())]
