"""Data for the lessons: generated, or shipped with a dependency. Nothing is downloaded."""
