"""Exercises of lesson 16: Bidirectional LSTM and tagging."""

EXERCISES = (
    "reverse_padded",
    "bilstm",
    "find_the_leak",
    "bio_spans",
    "span_f1",
    "viterbi",
    "crf_log_partition",
    "tagging_quiz",
    "repair_word_pieces",
    "repair_summary",
)
