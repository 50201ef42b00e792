"""An autograder for Gradescope: the file that a teacher uploads, and what runs there."""
