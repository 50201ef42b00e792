"""Training in PyTorch: one loop, early stopping, checkpoints that lose nothing, a bar that shows how far it is.

Lesson 11 derives each part. Nothing here hides what a step is: `fit` reads as the lesson writes it.
"""

from .batches import Shuffled, Stream
from .checkpoint import restore, resume, save, seeded, snapshot
from .loop import evaluate, fit, step
from .stopping import EarlyStopping, History

__all__ = [
    "EarlyStopping",
    "History",
    "Shuffled",
    "Stream",
    "evaluate",
    "fit",
    "restore",
    "resume",
    "save",
    "seeded",
    "snapshot",
    "step",
]
