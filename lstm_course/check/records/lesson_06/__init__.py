"""Exercises of lesson 06: the plain recurrent network, and what reaches its past."""

EXERCISES = (
    "rnn_step",
    "rnn_backward",
    "grad_vs_lag",
    "clip_by_global_norm",
    "orthogonal_init",
    "lag_of_1e6",
)
