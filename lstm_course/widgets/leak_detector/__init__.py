"""Four habits that leak and two that do not, each with a switch, on noise (lesson 10)."""

import traitlets

from .._piece import Piece


class LeakDetector(Piece):
    """Six habits of preparing data, each with a switch: what the test then says, and what the model is worth later.

    All data are noise, drawn and evaluated in the browser, so that no model can be better than chance: 50 %. Each
    dot is one of 15 draws, each number a median. Four habits make the test say more; two that are often named, alone
    and on white noise, do not.

    Parameters
    ----------
    **values
        Values of the attributes below.

    Attributes
    ----------
    copies : bool
        Whether the rare items are copied before the split.
    features : bool
        Whether the features are chosen on all items.
    speakers : bool
        Whether recordings are split in place of speakers, so that one speaker is on both sides.
    windows : bool
        Whether the overlapping windows of a random walk are shuffled before the split.
    scaler : bool
        Whether the scaler is fitted on all rows of a white noise.
    shuffle : bool
        Whether the windows of this white noise are shuffled before the split.
    seed : int
        Of the random numbers, at least 0.

    Raises
    ------
    traitlets.TraitError
        Where an attribute is no bool, or the seed lies outside its range.
    """

    name = "leak_detector"
    summary = "six habits of preparing data, each with a switch, and what a test then promises"
    copies = traitlets.Bool(False).tag(sync=True)
    features = traitlets.Bool(False).tag(sync=True)
    speakers = traitlets.Bool(False).tag(sync=True)
    windows = traitlets.Bool(False).tag(sync=True)
    scaler = traitlets.Bool(False).tag(sync=True)
    shuffle = traitlets.Bool(False).tag(sync=True)
    seed = traitlets.Int(0, min=0, max=2**24 - 1).tag(sync=True)
