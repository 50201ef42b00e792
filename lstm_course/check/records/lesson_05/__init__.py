"""Exercises of lesson 05: backpropagation through time, and a first training."""

EXERCISES = (
    "lstm_step_backward",
    "lstm_backward",
    "grad_check",
    "adam_step",
    "tbptt",
)
