"""Popular claims about LSTMs, each as a sentence that a test can decide (``lstm-course claims``).

Each module of `groups` holds one family of claims: ``claims()`` returns them, and a further claim is one more entry.
`definition` says what an entry is and by which rule its verdict follows, `register` gathers entries, recorded results
and a learner's guesses. Runs use the machinery of `lstm_course.reproduce`.

>>> from lstm_course import claims
>>> [claim.verdict for claim in claims.board() if claim.id == "E5"]
['fails']
"""

from .definition import FAILS, HOLDS, UNDECIDED, interval, verdict
from .register import Claim, board, recorded, run

__all__ = ["FAILS", "HOLDS", "UNDECIDED", "Claim", "board", "interval", "recorded", "run", "verdict"]
