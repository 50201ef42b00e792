"""Exercises of lesson 20: Clips, strokes and captions."""

EXERCISES = (
    "conv_out",
    "time_distributed",
    "bag_ceiling",
    "reversal_probe",
    "convlstm_step",
    "caption_decode",
    "compositional_split",
    "pictures_quiz",
    "repair_frame_order",
    "repair_sampling",
)
