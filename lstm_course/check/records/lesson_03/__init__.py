"""Exercises of lesson 03: the LSTM cell."""

EXERCISES = (
    "lstm_step",
    "count_params",
    "gate_from_trace",
    "gate_years",
    "label_equation",
)
