"""Exercises of lesson 18: Sequence to sequence and attention."""

EXERCISES = (
    "attend",
    "attention_backward",
    "decode",
    "free_running_gap",
    "beam_search",
    "bleu",
    "occlusion",
    "attention_quiz",
    "repair_beam_memory",
    "repair_beam_step",
)
