"""The notebook format, which authoring, grading and the website share."""
