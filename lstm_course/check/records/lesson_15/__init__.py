"""Exercises of lesson 15: Classifying sequences."""

EXERCISES = (
    "encode",
    "last_valid",
    "masked_pool",
    "NameClassifier",
    "calibration_error",
    "temperature",
    "classification_quiz",
    "repair_name_split",
    "repair_evidence",
)
