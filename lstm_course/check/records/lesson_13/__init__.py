"""Exercises of lesson 13: Tuning."""

EXERCISES = ()
