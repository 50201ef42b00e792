"""The way into nbgrader: its course folder, its gradebook, its notebooks."""

MISSING = "It needs nbgrader: python install.py --extras classroom, in the course's folder."
