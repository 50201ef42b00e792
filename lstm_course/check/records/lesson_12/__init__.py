"""Exercises of lesson 12: Evaluation."""

EXERCISES = ()
