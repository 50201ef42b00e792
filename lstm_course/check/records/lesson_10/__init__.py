"""Exercises of lesson 10: Preparing data."""

EXERCISES = ()
