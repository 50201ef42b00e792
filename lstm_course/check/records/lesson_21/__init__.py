"""Exercises of lesson 21: Looking inside."""

EXERCISES = (
    "saturation",
    "scan",
    "linear_probe",
    "ablate",
    "connectivity",
    "integrated_gradients",
    "extract_automaton",
    "looking_inside_quiz",
    "repair_maps",
    "repair_recorder",
)
