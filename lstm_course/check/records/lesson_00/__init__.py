"""Exercises of lesson 00: how checks speak, how guesses are scored, how probes are used."""

EXERCISES = (
    "fix_sum",
    "predict_then_reveal",
    "run_probes",
)
