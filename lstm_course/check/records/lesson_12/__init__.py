"""Exercises of lesson 12: Evaluation."""

EXERCISES = (
    "mase",
    "roc_auc",
    "precision_recall_f1",
    "best_threshold",
    "lag_probe",
    "walk_forward",
    "block_bootstrap_ci",
    "evaluation_quiz",
    "repair_scores",
    "repair_own_units",
)
