"""Exercises of lesson 14: Forecasting and anomalies."""

EXERCISES = (
    "difference_and_back",
    "recursive_forecast",
    "pinball",
    "conformal_widen",
    "fit_threshold",
    "point_adjust",
    "drift_alarm",
    "forecasting_quiz",
    "repair_roll",
    "repair_alarms",
)
