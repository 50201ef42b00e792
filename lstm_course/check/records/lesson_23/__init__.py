"""Exercises of lesson 23: The claims lab."""

EXERCISES = (
    "sign_test",
    "holm",
    "run_claim",
    "design_review",
    "claims_quiz",
)
