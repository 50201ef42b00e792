"""The classics, trained again: one table "paper | here" (``lstm-course reproduce``).

Each module holds one family of experiments: ``rows()`` says what the paper reports and what is run here, and a function
trains one net for each seed. ``definition`` says what a row is, ``journal`` keeps what is finished, ``runner`` computes
what is missing, ``report`` writes the table.
"""
