"""One module for each experiment; a module's `ROWS` are rows of the table."""
