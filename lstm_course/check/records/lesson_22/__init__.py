"""Exercises of lesson 22: Beyond the LSTM."""

EXERCISES = (
    "minlstm_loop",
    "minlstm_scan",
    "slstm_step",
    "mlstm_step",
    "mlstm_parallel",
    "linear_attention",
    "int8_lstm",
    "choose_model",
)
