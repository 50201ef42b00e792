"""Exercises of lesson 17: Language models and generation."""

EXERCISES = ()
