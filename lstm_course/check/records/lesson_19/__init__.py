"""Exercises of lesson 19: Speech and CTC."""

EXERCISES = ()
