"""Exercises of lesson 11: A training recipe."""

EXERCISES = (
    "start_report",
    "masked_mean_loss",
    "train_step",
    "tbptt_loop",
    "locked_dropout",
    "EarlyStopping",
    "Checkpoint",
    "name_the_fault",
    "repair_fit",
    "repair_accumulate",
)
