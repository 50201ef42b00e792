"""What was handed in: which files count, whose they are, and what their cells hold."""
