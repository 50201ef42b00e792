"""What is handed back: the table of marks and a page for each student."""
