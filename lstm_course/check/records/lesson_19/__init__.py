"""Exercises of lesson 19: Speech and CTC."""

EXERCISES = (
    "collapse",
    "mix",
    "stft",
    "edit_operations",
    "ctc_alpha",
    "prefix_beam",
    "ctc_gradient",
    "speech_quiz",
    "repair_outputs",
    "repair_word_rate",
)
