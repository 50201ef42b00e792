"""A threshold between two hills of scores, and the two curves that it moves along (lesson 12)."""

import numpy as np
import traitlets

from .._piece import Number, Piece

MAX_SCORES = 5000
MAX_THRESHOLD = 1e6


class ThresholdROC(Piece):
    r"""Scores of ill and healthy people with a threshold that is dragged, beside the ROC and precision over recall.

    An alarm is raised where a score is at least the threshold. Without scores the two groups are normal
    distributions of standard deviation 1, the healthy at 0, the ill at `distance`. The prevalence changes how many
    people are in each group, never the shape of a group: the ROC keeps its place.

    Parameters
    ----------
    y : array_like, shape (N,), optional
        Labels: 1 for ill, 0 for healthy; both must be there. Needed with a score.
    score : array_like, shape (N,), optional
        Scores of a model of your own, at most 5,000; a larger score speaks for ill.
    **values
        Values of the attributes below.

    Attributes
    ----------
    threshold : float
        Where the alarm begins; by default 1.65, with scores 0.5 or the middle of their range.
    prevalence : float
        Share of ill people, from 0.001 to 0.5; by default 0.5, with scores their share in y as far as it fits.
    cost_ratio : float
        How many false alarms cost as much as one miss, from 0.1 to 1000.
    distance : float
        From the middle of the healthy to the middle of the ill in standard deviations, from 0 to 4; without scores.
    scores : dict or None
        ``"healthy"`` and ``"ill"``: lists of scores; `load` sets it.

    Raises
    ------
    ValueError
        Where y or score is missing, or does not fit.
    traitlets.TraitError
        Where an attribute lies outside its range.

    Notes
    -----
    With prevalence :math:`\pi`, recall :math:`r` and false alarm rate :math:`f` the precision is
    :math:`\pi r / (\pi r + (1 - \pi) f)`, and a person costs :math:`\pi (1 - r) k + (1 - \pi) f` false alarms, where
    :math:`k` is the cost ratio.
    """

    name = "threshold_roc"
    summary = (
        "a threshold dragged between the scores of ill and healthy people, with ROC and precision over recall"
    )
    threshold = Number(1.65, min=-MAX_THRESHOLD, max=MAX_THRESHOLD)
    prevalence = Number(0.5, min=0.001, max=0.5)
    cost_ratio = Number(10.0, min=0.1, max=1000)
    distance = Number(2.92, min=0, max=4)
    scores = traitlets.Dict(default_value=None, allow_none=True).tag(sync=True)

    def __init__(self, y=None, score=None, **values):
        if (y is None) != (score is None):
            missing, given = ("y", "score") if y is None else ("score", "y")
            raise ValueError(f"{missing} must be given together with {given}, got None")
        if y is not None:
            if "scores" in values:
                raise ValueError(
                    "scores must not be given together with y and score, which become the scores"
                )
            scores = _listed(y, score)
            values = {"scores": scores, **_fitting(scores)} | values
        super().__init__(**values)

    def load(self, y, score):
        """Look at the scores of another model; threshold and prevalence become those that fit.

        Parameters
        ----------
        y : array_like, shape (N,)
            Labels: 1 for ill, 0 for healthy.
        score : array_like, shape (N,)
            Its scores.

        Raises
        ------
        ValueError
            As the class.
        """
        scores = _listed(y, score)
        with self.hold_sync():
            self.scores = scores
            for name, value in _fitting(scores).items():
                setattr(self, name, value)

    @traitlets.validate("scores")
    def _check_scores(self, proposal):
        scores = proposal["value"]
        if scores is None:
            return None
        if set(scores) != {"healthy", "ill"}:
            raise traitlets.TraitError(
                f"scores must have the keys healthy and ill, got {', '.join(map(str, scores)) or 'nothing'}"
            )
        try:
            arrays = {name: _numbers(f"scores[{name!r}]", scores[name]) for name in ("healthy", "ill")}
        except ValueError as error:
            raise traitlets.TraitError(str(error)) from None
        total = sum(map(len, arrays.values()))
        if total > MAX_SCORES:
            raise traitlets.TraitError(f"scores must be at most {MAX_SCORES}, got {total}")
        return {name: array.tolist() for name, array in arrays.items()}


def _numbers(name, values):
    """Return values as a float array of one axis, or raise ValueError."""
    try:
        array = np.asarray(values, float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be numbers in one row, got {values!r:.60}") from None
    if array.ndim != 1 or not len(array):
        raise ValueError(f"{name} must have shape (N,) with N of at least 1, got {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must hold finite numbers only, got NaN or infinity")
    if np.abs(array).max() > MAX_THRESHOLD:
        raise ValueError(
            f"{name} must lie from {-MAX_THRESHOLD:g} to {MAX_THRESHOLD:g}, got {np.abs(array).max():g}"
        )
    return array


def _listed(y, score):
    """Return the scores of the healthy and of the ill as lists."""
    y, score = _numbers("y", y), _numbers("score", score)
    if len(y) != len(score):
        raise ValueError(f"score must have the length of y, which is {len(y)}, got {len(score)}")
    if set(np.unique(y)) != {0, 1}:
        raise ValueError(f"y must hold both 0 and 1 and nothing else, got {np.unique(y)[:5].tolist()}")
    if len(score) > MAX_SCORES:
        raise ValueError(f"score must hold at most {MAX_SCORES} numbers, got {len(score)}")
    return {"healthy": score[y == 0].tolist(), "ill": score[y == 1].tolist()}


def _fitting(scores):
    """Return a threshold and a prevalence that fit scores."""
    healthy, ill = scores["healthy"], scores["ill"]
    low, high = min(healthy + ill), max(healthy + ill)
    share = len(ill) / (len(healthy) + len(ill))
    return {
        "threshold": 0.5 if low < 0.5 < high else (low + high) / 2,
        "prevalence": min(max(share, 0.001), 0.5),
    }
