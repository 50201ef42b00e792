"""Exercises of lesson 11: A training recipe."""

EXERCISES = ()
