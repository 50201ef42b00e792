"""Exercises of lesson 17: Language models and generation."""

EXERCISES = (
    "bits_per_char",
    "stream_batches",
    "truncate",
    "sample",
    "generate",
    "witten_bell",
    "memorised",
    "language_quiz",
    "repair_penalty",
    "repair_cooling",
)
