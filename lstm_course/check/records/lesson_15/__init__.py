"""Exercises of lesson 15: Classifying sequences."""

EXERCISES = ()
