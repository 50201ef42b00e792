"""Exercises of lesson 04: the LSTM over a sequence."""

EXERCISES = (
    "lstm_forward",
    "masked_forward",
    "store_until_reset",
    "stack_layers",
)
