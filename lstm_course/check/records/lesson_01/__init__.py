"""Exercises of lesson 01: sequences, windows, baselines."""

EXERCISES = (
    "make_windows",
    "persistence",
    "seasonal_naive",
    "ngram_bpc",
    "one_hot",
    "split_windows",
    "task_shapes",
)
