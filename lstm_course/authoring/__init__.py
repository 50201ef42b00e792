"""Tools for authors: exercises from solutions, execution of lessons, and the notebook lint."""
