"""Speed, measured: the NumPy layers against PyTorch, the grader against nbgrader."""
