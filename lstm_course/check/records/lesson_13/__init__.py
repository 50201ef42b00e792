"""Exercises of lesson 13: Tuning."""

EXERCISES = (
    "sample_config",
    "expected_improvement",
    "successive_halving",
    "nested_estimate",
    "paired_difference",
    "seeds_needed",
    "tuning_quiz",
    "repair_folds",
    "repair_best_run",
)
