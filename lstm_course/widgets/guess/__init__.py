"""A guess on a number line, and how far off it was (below any prompt to predict)."""

import traitlets

from .._piece import Number, Piece

_FAR = 1e11


class Guess(Piece):
    """A number line on which the learner marks a guess; a button then shows the truth, and how far off the guess was.

    Before that, nothing on the screen tells the truth. With a logarithmic line the distance is a factor, with a linear
    one a difference.

    Parameters
    ----------
    question : str
        One line.
    truth : float
        The answer, within the line.
    low, high : float
        The ends of the line.
    log : bool
        Whether the line is logarithmic; `low` is then above 0.
    **values
        Values of the attributes below.

    Attributes
    ----------
    logarithmic : bool
        What `log` said; a widget's own ``log`` is where it writes its warnings.
    unit : str
        Is written behind each number, such as ``"%"``.
    mark : float or None
        The guess, within the line; None before there is one.
    looked : bool
        Whether the truth is shown.

    Raises
    ------
    traitlets.TraitError
        Where a number is not finite, the ends are in the wrong order, a logarithmic line begins at or below 0, or the
        truth or the mark lies outside the line. To move several of them from Python, set them inside
        ``with piece.hold_trait_notifications():``.

    Examples
    --------
    >>> guess = Guess("How many weights has this LSTM?", truth=4352, low=10, high=1e6, log=True)
    >>> guess.mark, guess.looked
    (None, False)
    """

    name = "guess"
    summary = "a number line for your guess"
    question = traitlets.Unicode("How many days has a leap year?").tag(sync=True)
    low = Number(1.0, min=-_FAR, max=_FAR)
    high = Number(1000.0, min=-_FAR, max=_FAR)
    logarithmic = traitlets.Bool(False).tag(sync=True)
    unit = traitlets.Unicode("").tag(sync=True)
    truth = Number(366.0, min=-_FAR, max=_FAR)
    mark = Number(None, min=-_FAR, max=_FAR, allow_none=True)
    looked = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self,
        question=question.default_value,
        truth=truth.default_value,
        low=low.default_value,
        high=high.default_value,
        log=False,
        **values,
    ):
        values = {"logarithmic": log, **values}  # a stored state names the trait
        super().__init__(question=question, truth=truth, low=low, high=high, **values)

    @traitlets.validate("low", "high", "logarithmic", "truth", "mark")
    def _check_line(self, proposal):
        names = ("low", "high", "logarithmic", "truth", "mark")
        proposed = proposal["trait"].name
        low, high, log, truth, mark = (
            proposal["value"] if name == proposed else getattr(self, name) for name in names
        )
        if not low < high:
            raise traitlets.TraitError(
                f"{proposed}: low must be below high, got low {low:g} and high {high:g}"
            )
        if log and low <= 0:
            raise traitlets.TraitError(
                f"{proposed}: low must be above 0 where the line is logarithmic, got {low:g}"
            )
        for name, value in (("truth", truth), ("mark", mark)):
            if value is not None and not low <= value <= high:
                raise traitlets.TraitError(
                    f"{proposed}: {name} must be from {low:g} to {high:g}, the ends of the line, got {value:g}"
                )
        return proposal["value"]

    def __repr__(self):
        return f"{type(self).__name__}: {self.question} (a number line: run the cell to use it)"
