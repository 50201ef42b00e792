"""Exercises of lesson 18: Sequence to sequence and attention."""

EXERCISES = ()
