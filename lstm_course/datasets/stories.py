"""Three small stories as streams of numbers, and an LSTM cell whose weights were set by hand to read them.

A story is a string of words. Every word becomes three numbers:

======= ==============================================================================
feature meaning
======= ==============================================================================
0       1 where the word is a name, else 0
1       what the word carries: +1 for Bob, -1 for Dan, small numbers for chatter, else 0
2       1 where something is asked (the word ``?``), else 0
======= ==============================================================================
"""

import numpy as np

NAMES = {"Bob": 1.0, "Dan": -1.0}
CHATTER = {"tall": 0.6, "short": -0.6, "phone": 0.5, "four": -0.4, "years": 0.3, "navy": -0.5, "told": 0.4}
FEATURES = ("is a name", "carries", "is asked")

SWITCH = "Bob is tall . Dan is short . ?"
NOISE = "Bob told us by phone : four years navy . ?"
QUESTION = "Dan is tall . ? he told us . ?"


def read(story):
    """Return the words of a story and their numbers.

    Parameters
    ----------
    story : str
        Words and signs, separated by blanks.

    Returns
    -------
    words : list of str
        The words and signs, T of them.
    x : ndarray, shape (1, T, 3)
        A batch of one sequence.

    Raises
    ------
    ValueError
        Where the story holds no word.
    """
    words = story.split()
    if not words:
        raise ValueError(f"story must hold at least one word, got {story!r}")
    rows = [(word in NAMES, {**NAMES, **CHATTER}.get(word, 0.0), word == "?") for word in words]
    return words, np.array([rows], dtype=np.float64)


def cell():
    """Return parameters of an LSTM cell with one unit that keeps the last name and shows it when asked.

    Returns
    -------
    W_x : ndarray, shape (3, 4)
        Input weights, a row for each number of a word.
    W_h : ndarray, shape (1, 4)
        Recurrent weights.
    b : ndarray, shape (4,)
        Gates in the order i, f, g, o. The input gate opens at a name, the forget gate shuts at a name, the candidate
        is what the word carries, the output gate opens at a question.
    """
    W_x = np.array(
        [  # i    f    g   o
            [12, -12, 0, 0],  # is a name
            [0, 0, 2, 0],  # carries
            [0, 0, 0, 12],  # is asked
        ],
        dtype=np.float64,
    )
    b = np.array([-6.0, 6.0, 0.0, -6.0])
    return W_x, np.zeros((1, 4)), b
