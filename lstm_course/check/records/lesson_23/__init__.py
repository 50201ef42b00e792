"""Exercises of lesson 23: The claims lab."""

EXERCISES = ()
