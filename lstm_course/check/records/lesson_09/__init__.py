"""Exercises of lesson 09: nn.LSTM decoded."""

EXERCISES = (
    "copy_to_torch",
    "final_state",
    "reorder",
    "n_params",
    "read_errors",
)
