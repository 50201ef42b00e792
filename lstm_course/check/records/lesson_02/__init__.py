"""Exercises of lesson 02: gates."""

EXERCISES = (
    "sigmoid",
    "gate",
    "keep_write_read",
    "set_latch_gates",
)
