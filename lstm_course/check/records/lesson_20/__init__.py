"""Exercises of lesson 20: Clips, strokes and captions."""

EXERCISES = ()
