"""Loss curves whose fault is to be named, and all of them by name (lesson 11)."""

import math

import traitlets

from ...signatures import Fault, recording
from .._piece import Piece

MOST = 30  # faults
_FIRST = (  # of the course's faults, from plain to subtle
    "unshifted",
    "softmax_twice",
    "overfitting",
    "exploding",
    "rate_low",
    "neighbour",
    "padding",
    "not_cleared",
    "healthy",
    "broadcast",
    "shut_gate",
    "sorted",
    "rate_high",
    "clipped_late",
)


class LossSignatures(Piece):
    """Recorded loss curves: name the fault of each, see what gives it away, and the line that proves it.

    Parameters
    ----------
    recording : dict
        The runs and their faults, of the form that `lstm_course.signatures.recording` returns, which is the default.
    mode : str
        ``"riddle"``, one curve without its name, or ``"all"``, every curve by name.
    order : list of str
        Keys of the faults, in the order of the riddle.
    place : int
        Which of them is shown, from 0.
    guesses : dict
        Key of a fault -> keys that were guessed for its curve, in order; an empty one where the answer was asked for.
    seed : int
        Which of the recorded runs of a fault is the riddle; one of the others is laid over it.
    beside : bool
        Whether the riddle shows the same run without the fault in grey.
    chosen : str
        Key of the fault that is explained in ``"all"``.

    Raises
    ------
    traitlets.TraitError
        Where a value is not of this form.
    """

    name = "loss_signatures"
    summary = "loss curves whose fault you name, and all of them by name"
    recording = traitlets.Dict().tag(sync=True)
    mode = traitlets.Enum(["riddle", "all"], "riddle").tag(sync=True)
    order = traitlets.List(traitlets.Unicode()).tag(sync=True)
    place = traitlets.Int(0, min=0, max=MOST - 1).tag(sync=True)
    guesses = traitlets.Dict(value_trait=traitlets.List(traitlets.Unicode())).tag(sync=True)
    seed = traitlets.Int(0, min=0, max=9).tag(sync=True)
    beside = traitlets.Bool(False).tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)

    @traitlets.default("recording")
    def _recorded(self):
        return recording()

    @traitlets.default("order")
    def _first_order(self):
        keys = self._keys()
        return list(_FIRST) if set(keys) == set(_FIRST) else keys

    @traitlets.default("chosen")
    def _first_fault(self):
        return self._keys()[0]

    def _keys(self):
        return [fault["key"] for fault in self.recording["faults"]]

    @traitlets.validate("recording")
    def _check_recording(self, proposal):
        try:
            _check(proposal["value"])
        except KeyError as error:
            raise traitlets.TraitError(f"recording does not fit: {error} is missing") from None
        except TypeError as error:
            raise traitlets.TraitError(
                f"recording does not fit: it is not of the form that lstm_course.signatures.recording() has: {error}"
            ) from None
        except ValueError as error:
            raise traitlets.TraitError(f"recording does not fit: {error}") from None
        return proposal["value"]

    @traitlets.validate("order")
    def _check_order(self, proposal):
        if sorted(proposal["value"]) != sorted(self._keys()):
            raise traitlets.TraitError(
                f"order must hold each of {', '.join(self._keys())} once, got {', '.join(proposal['value'])}"
            )
        return proposal["value"]

    @traitlets.validate("guesses")
    def _check_guesses(self, proposal):
        known = {*self._keys(), ""}
        for key, guessed in proposal["value"].items():
            if key not in known - {""} or not set(guessed) <= known:
                raise traitlets.TraitError(
                    f"guesses must name faults among {', '.join(self._keys())}, got {key}: {guessed}"
                )
        return proposal["value"]

    @traitlets.validate("chosen")
    def _check_chosen(self, proposal):
        if proposal["value"] not in self._keys():
            raise traitlets.TraitError(
                f"chosen must be one of {', '.join(self._keys())}, got {proposal['value']!r}"
            )
        return proposal["value"]

    @traitlets.validate("place", "seed")
    def _check_place(self, proposal):
        name = proposal["trait"].name
        runs = next(iter(self.recording["runs"].values()))["train"]
        count = len(self._keys()) if name == "place" else len(runs)
        if proposal["value"] >= count:
            raise traitlets.TraitError(f"{name} must be less than {count}, got {proposal['value']}")
        return proposal["value"]


def _check(recorded):
    """Raise an error unless a recording has faults, and for each of them runs that can be drawn."""
    if not recorded["every"] > 0:
        raise ValueError(f"every must be at least 1, got {recorded['every']!r}")
    faults = [Fault(**fault) for fault in recorded["faults"]]
    keys = [fault.key for fault in faults]
    if not 2 <= len(keys) <= MOST or len(set(keys)) < len(keys):
        raise ValueError(f"faults must be 2 to {MOST}, each with its own key, got {', '.join(keys)}")
    seeds, steps = set(), set()
    for fault in faults:
        for line in fault.lines:
            _losses(line, [recorded["lines"][line]])
        for name in (fault.key, fault.mended):
            for kind in ("train", "validation"):
                runs = recorded["runs"][name][kind]
                seeds.add(len(runs))
                steps |= {len(losses) for losses in runs}
                for losses in runs:
                    _losses(f"{kind} of {name}", losses)
        if fault.alike and fault.alike not in keys:
            raise ValueError(f"alike must be the key of a fault, got {fault.alike!r}")
    if len(seeds) > 1 or min(seeds) < 2 or len(steps) > 1 or min(steps) < 2:
        raise ValueError("runs must hold two seeds or more, and as many losses in each, two or more")


def _losses(name, values):
    """Raise ValueError unless the values are losses."""
    if len(values) == 0 or not all(
        isinstance(value, int | float) and math.isfinite(value) and value >= 0 for value in values
    ):
        raise ValueError(f"{name} must hold finite numbers of at least 0")
