"""What shape a task has."""

from ...quiz import quiz

_MANY_TO_ONE = "That task reads a whole sequence and gives one answer. Count what goes in and what comes out."


EXERCISE = quiz(
    name="task_shapes",
    read='lesson 01, "What a sequence is"',
    described="one of one-to-many, many-to-one, many-to-many",
    answers={
        "mood of a review": "many-to-one",
        "caption for a picture": "one-to-many",
        "word class of every word": "many-to-many",
        "translation of a sentence": "many-to-many",
        "next value after a window": "many-to-one",
    },
    wrong={
        ("mood of a review", "many-to-many"): (
            "A review has many words but one mood: one output for the whole sequence, not one for each word.",
            "one-output",
        ),
        ("mood of a review", "one-to-many"): (
            "A review goes in word by word, and one mood comes out: you have input and output the wrong way round.",
            "direction",
        ),
        ("caption for a picture", "many-to-one"): (
            "One picture goes in and a sequence of words comes out: you have input and output the wrong way round.",
            "direction",
        ),
        ("caption for a picture", "many-to-many"): (
            "A picture is one input, however many pixels it has: it has no axis of time. Pixels are features.",
            "features-are-not-time",
        ),
        ("word class of every word", "many-to-one"): (
            "Every word gets a class of its own, so as many outputs come out as words go in.",
            "one-output",
        ),
        ("translation of a sentence", "many-to-one"): (
            "A translation is a sequence of words, not one answer. Its length may differ from that of the input.",
            "one-output",
        ),
        ("translation of a sentence", "one-to-many"): (
            "The sentence that goes in is a sequence too: many words in, many words out.",
            "direction",
        ),
        ("next value after a window", "many-to-many"): (
            "A window of many values goes in and one value comes out: one target for each window.",
            "one-output",
        ),
        ("next value after a window", "one-to-many"): (
            "A window of many values goes in and one value comes out: you have it the wrong way round.",
            "direction",
        ),
        ("word class of every word", "one-to-many"): (
            "The words go in one by one, so a sequence goes in, and a class for every word comes out.",
            "direction",
        ),
    },
    advice={
        "mood of a review": _MANY_TO_ONE,
        "next value after a window": _MANY_TO_ONE,
    },
    hints=(
        "For every task ask twice: does a sequence go in? Does a sequence come out?",
        "Input and output of a many-to-many task need not be equally long.",
    ),
)
