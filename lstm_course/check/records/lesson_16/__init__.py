"""Exercises of lesson 16: Bidirectional LSTM and tagging."""

EXERCISES = ()
