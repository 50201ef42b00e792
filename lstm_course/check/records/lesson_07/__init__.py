"""Exercises of lesson 07: GRU and the family."""

EXERCISES = (
    "gru_step",
    "gru_step_paper",
    "peephole_step",
    "coupled_step",
    "longest_count",
    "who_counts",
)
