"""Exercises of lesson 08: the laboratory of 1997."""

EXERCISES = (
    "reber_string",
    "adding_batch",
    "temporal_order_batch",
    "chrono_init",
    "critical_accuracy",
)
