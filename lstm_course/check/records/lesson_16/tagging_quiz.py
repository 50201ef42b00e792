"""Who may look ahead, and what a score of tags says."""

from ...quiz import quiz

_FORBIDDEN = 'lesson 16, "Where looking ahead is forbidden"'
_SPANS = 'lesson 16, "From tags to spans"'
_FIT = 'lesson 16, "Labels that must fit"'
_FUTURE = 'lesson 16, "A task that needs the future"'

EXERCISE = quiz(
    name="tagging_quiz",
    read='lesson 16, "Two passes"',
    reads={
        "next letter": _FORBIDDEN,
        "complete window": _FORBIDDEN,
        "while they speak": _FUTURE,
        "two of three": _SPANS,
        "all O": _SPANS,
        "best path": _FIT,
    },
    answers={
        "last output": 1,
        "parameters": 2,
        "TimeDistributed": "same",
        "next letter": "leak",
        "complete window": "allowed",
        "while they speak": "one way",
        "two of three": 0,
        "all O": 0,
        "best path": "B I",
    },
    described="a word of the exercise or a whole number",
    wrong={
        ("last output", 9): (
            "In last output you count what the forward half has read. The backward half comes from the other end, and "
            "at the last step it has only just begun.",
            "M30",
        ),
        ("last output", 0): (
            "In last output, the output at a step is written after that step was read. The backward half at the last "
            "step knows that step.",
            "M30",
        ),
        ("last output", 8): (
            "In last output you count the steps before the last. The backward half has not come to them yet: it reads "
            "from the end.",
            "M30",
        ),
        ("parameters", 1): (
            "In parameters you take the two directions for one LSTM that is run twice. Each direction has weights of "
            "its own.",
            "M38",
        ),
        ("parameters", 4): (
            "In parameters you count as if one LSTM had twice the hidden size: its recurrent weights grow with the "
            "square. Here are two LSTMs of the old size, side by side.",
            "M38",
        ),
        ("TimeDistributed", "own weights"): (
            "In TimeDistributed you give each time step weights of its own. The wrapper applies one layer, with one "
            "set of weights, at every step; Dense on the last axis does that by itself.",
            "M84",
        ),
        ("TimeDistributed", "mixed steps"): (
            "In TimeDistributed you let one of the two mix time steps. Dense acts on the last axis only, so the "
            "outputs of a step depend on that step alone, with and without the wrapper.",
            "M84-mixed",
        ),
        ("next letter", "better model"): (
            "In next letter, the backward half has read the answer: the next letter is its last input. What it has "
            "learned is to copy, and while it writes there is nothing to copy from.",
            "M66",
        ),
        ("next letter", "overfitting"): (
            "In next letter, overfitting would show as a gap between training and held-out text. A model that reads "
            "its answer is as good on both, and as useless.",
            "leak-for-overfitting",
        ),
        ("complete window", "leak"): (
            "In complete window, everything in the window is known when the forecast is made, whatever the order in "
            "which it is read. It would be a leak if the pass ran over the values to be forecast.",
            "complete-window-forbidden",
        ),
        ("while they speak", "two ways"): (
            "In while they speak, the backward half begins at the end of the sentence, and nobody has said it yet.",
            "M66",
        ),
        ("while they speak", "delay of two"): (
            "In while they speak, a delay of two tags a word when two more have come. That is a fair price for two "
            "words of future, but it is not at once.",
            "delay-is-not-at-once",
        ),
        ("two of three", 67): (
            "In two of three you score tokens inside the span. A span is right or wrong as a whole, and with a wrong "
            "border it is wrong.",
            "tokens-for-spans",
        ),
        ("two of three", 80): (
            "In two of three you took the F1 of tokens. A span is right or wrong as a whole, and with a wrong border "
            "it is wrong.",
            "token-f1",
        ),
        ("two of three", 90): (
            "In two of three you name the accuracy of tokens. A span with a wrong border is no hit, and there is no "
            "other.",
            "M65",
        ),
        ("all O", 85): (
            "In all O you name the accuracy of tokens. Most tokens belong to no span, so it is high for a tagger that "
            "finds nothing; the F1 of spans counts hits.",
            "M65",
        ),
        ("all O", 15): (
            "In all O you name the share of wrong tokens. The F1 of spans counts hits, and here are none.",
            "share-of-errors",
        ),
        ("all O", 100): (
            "In all O, nothing found would be right only if there were nothing to find.",
            "nothing-found-is-right",
        ),
        ("best path", "O I"): (
            "In best path you take the best label at each step. I after O is forbidden, so that path has no score at "
            "all.",
            "greedy",
        ),
        ("best path", "O O"): (
            "In best path you keep the best first label and repair what follows. The first label can change its mind, "
            "too: add up the other allowed paths.",
            "repaired-from-the-front",
        ),
        ("best path", "O B"): (
            "In best path you keep the best first label and repair what follows. The first label may change, too: add "
            "up the other allowed paths.",
            "repaired-from-the-front, with B",
        ),
    },
    advice={
        "last output": "Which steps has the backward pass read when it writes its output for the last one?",
        "parameters": "Write down the parameters of each direction. Do they share any?",
        "TimeDistributed": "Dense multiplies the last axis by its weights. What does it do to the other axes?",
        "next letter": "What has the backward half read when it is asked for the next letter?",
        "complete window": "When the forecast is made, is there anything in the window that nobody knows yet?",
        "while they speak": "For each of the three, which words have to be spoken before the tag of a word is there?",
        "two of three": "Write the true span and the found one as (start, end, type). Are they equal?",
        "all O": "How many spans are found, and how many of them are right?",
        "best path": "Write down all nine paths of two labels, strike out the forbidden one, and add up the others.",
    },
    hints=(
        "For every question about time: which inputs has this output read?",
        "Spans are whole: equal borders and equal type, or no hit. Paths: add up, then compare.",
    ),
)
