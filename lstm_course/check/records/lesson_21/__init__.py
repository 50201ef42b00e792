"""Exercises of lesson 21: Looking inside."""

EXERCISES = ()
