"""Exercises of lesson 22: Beyond the LSTM."""

EXERCISES = ()
