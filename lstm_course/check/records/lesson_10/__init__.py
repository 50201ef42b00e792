"""Exercises of lesson 10: Preparing data."""

EXERCISES = (
    "cyclic",
    "scaler",
    "fill_gaps",
    "pad_batch",
    "bucket_batches",
    "group_split",
    "leak_quiz",
    "repair_oversample",
    "repair_unsort",
)
