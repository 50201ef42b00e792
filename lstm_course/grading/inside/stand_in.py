"""Checks are made after the notebook has run, by the grader: here every check answers "later".

Inside the sandbox this module takes the place of ``lstm_course.check``, whose references and mistakes stay outside.
"""


class Later:
    """The answer to a check in a notebook that is being graded."""

    status, hint, points, max_points, passed = "graded later", None, 0, 0, False
    message = "Graded after the notebook has run."

    def require(self):
        """Do nothing."""

    def __repr__(self):
        return self.message


def later(*_, **__) -> Later:
    """Return the answer that everything in this module gives."""
    return Later()


def predict(*_, **__) -> None:
    """Take a guess, and keep nothing."""


def records() -> dict:
    """Return no record."""
    return {}


class CheckFailed(AssertionError):
    """Never raised here."""


def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError(name)
    return later
