"""Exercises of lesson 14: Forecasting and anomalies."""

EXERCISES = ()
