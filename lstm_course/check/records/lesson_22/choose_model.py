"""Exercise: scenario cards, each with the network that what was measured speaks for."""

from dataclasses import replace

from ...quiz import quiz

_SCAN = 'lesson 22, "A scan, and parity"'
_MATRIX = 'lesson 22, "Memory as a matrix"'
_PAIRS = 'lesson 22, "All pairs"'
_FUTURE = 'lesson 16, "A task that needs the future"'
_FORBIDDEN = 'lesson 16, "Where looking ahead is forbidden"'

RIGHT = {
    "switch": ("LSTM", "GRU"),
    "pairs": ("Transformer", "mLSTM"),
    "live": ("LSTM", "GRU", "minLSTM", "mLSTM", "Transformer"),
    "days": ("LSTM", "GRU", "minLSTM", "mLSTM"),
    "finished text": ("BiLSTM", "Transformer"),
    "many processors": ("minLSTM", "mLSTM"),
    "one processor": ("LSTM",),
    "sunspots": ("baseline",),
    "few names": ("baseline",),
    "in service": ("LSTM",),
}

_CANNOT_FLIP = (
    'In "switch" the memory of {} is multiplied by numbers between 0 and 1, whatever it holds: it can fade, and '
    "cannot flip. In the lesson parity beyond the trained lengths stays at guessing."
)
_ONE_WAY = 'In "finished text" {} has not read the next word when it marks this one. The sentence is there as a whole.'
_IN_A_ROW = (
    'In "many processors" the gates of {} read h, so each step waits for the one before: all of them in a row, '
    "however many processors there are."
)
_NOT_MEASURED = (
    'In "in service" you ship what nobody has measured on this task. {} A model is replaced when another one wins '
    "the same test."
)


def observe(results, args):
    """Return the answers, each right one in one form: several models may do a card's job."""
    return {
        card: RIGHT[card][0] if word.strip().lower() in map(str.lower, RIGHT[card]) else word
        for card, word in results.items()
    }


_QUIZ = quiz(
    name="choose_model",
    read=_PAIRS,
    reads={
        "switch": _SCAN,
        "pairs": _MATRIX,
        "live": _FORBIDDEN,
        "finished text": _FUTURE,
        "many processors": _SCAN,
        "sunspots": 'lesson 14, "Does it beat yesterday?"',
        "few names": 'lesson 15, "The ceiling and the baseline"',
    },
    answers={card: right[0] for card, right in RIGHT.items()},
    described="one of LSTM, GRU, BiLSTM, minLSTM, mLSTM, Transformer, baseline",
    wrong={
        ("switch", "minLSTM"): (
            _CANNOT_FLIP.format("a minLSTM") + " Twice the units do not help.",
            "M77",
        ),
        ("switch", "mLSTM"): (_CANNOT_FLIP.format("an mLSTM"), "M77"),
        ("switch", "Transformer"): (
            'In "switch" you trust attention to count. In the course\'s reproduction a small Transformer, trained '
            "on parity far longer than the LSTM, guesses at lengths it has not seen; the LSTM is right at all of "
            "them.",
            "parity-so-attention",
        ),
        ("switch", "BiLSTM"): (
            'In "switch" the second direction reads presses that have not happened yet.',
            "M66",
        ),
        ("switch", "baseline"): (
            'In "switch" every press matters, however long ago. A weighted sum, or a count of short pieces, says '
            "nothing about even or odd.",
            "parity-so-baseline",
        ),
        ("pairs", "LSTM"): (
            'In "pairs" the LSTM must press all pairs into two numbers for each unit. In the lesson\'s test it '
            "finds far fewer answers than a memory made for pairs.",
            "recall-so-LSTM",
        ),
        ("pairs", "GRU"): (
            'In "pairs" the GRU must press all pairs into one number for each unit. A memory made for pairs is a '
            "matrix, or a list of all keys.",
            "recall-so-GRU",
        ),
        ("pairs", "minLSTM"): (
            'In "pairs" a minLSTM keeps one number for each unit, far fewer than a matrix has. A memory made for '
            "pairs is a matrix, or a list of all keys.",
            "M77",
        ),
        ("pairs", "BiLSTM"): (
            'In "pairs" the question comes last: a second direction gives no room for more pairs.',
            "recall-so-BiLSTM",
        ),
        ("pairs", "baseline"): (
            'In "pairs" the numbers are new in every list. What is counted over many lists cannot know them.',
            "recall-so-baseline",
        ),
        ("live", "BiLSTM"): (
            'In "live" the second direction begins at the end of the sentence, which has not been spoken yet.',
            "M66",
        ),
        ("days", "Transformer"): (
            'In "days" attention keeps a key and a value of every step so far: the memory and the work of a step '
            "grow without end. A recurrent state stays as large as it is.",
            "long-so-transformer",
        ),
        ("days", "BiLSTM"): (
            'In "days" the second direction begins at the end, and there is none.',
            "M66",
        ),
        ("finished text", "LSTM"): (_ONE_WAY.format("an LSTM"), "one-way-LSTM"),
        ("finished text", "GRU"): (_ONE_WAY.format("a GRU"), "one-way-GRU"),
        ("finished text", "minLSTM"): (_ONE_WAY.format("a minLSTM"), "one-way-minLSTM"),
        ("finished text", "mLSTM"): (_ONE_WAY.format("an mLSTM"), "one-way-mLSTM"),
        ("many processors", "LSTM"): (_IN_A_ROW.format("an LSTM"), "row-LSTM"),
        ("many processors", "GRU"): (_IN_A_ROW.format("a GRU"), "row-GRU"),
        ("many processors", "BiLSTM"): (_IN_A_ROW.format("a BiLSTM"), "row-BiLSTM"),
        ("many processors", "Transformer"): (
            'In "many processors" attention trains in parallel, and in use its keys and values grow with every '
            "step. A state of fixed size was asked for.",
            "long-so-transformer-again",
        ),
        ("one processor", "minLSTM"): (
            'In "one processor" you go by the number of steps in a row. With one processor the work counts, and a '
            "scan does more of it: in the lesson's measurement nn.LSTM is more than twice as fast.",
            "M77",
        ),
        ("sunspots", "LSTM"): (
            'In "sunspots" you take the LSTM because it is a time series. All five LSTMs of lesson 14 beat last '
            "year's number, and none beats the weighted sum of nine years.",
            "series-so-LSTM",
        ),
        ("sunspots", "GRU"): (
            'In "sunspots" you take a GRU because there is little data. None of the lessons has seen a network '
            "beat the weighted sum of nine years on this series.",
            "series-so-GRU",
        ),
        ("sunspots", "Transformer"): (
            'In "sunspots" you take the newest network. None of the lessons has seen a network beat the weighted '
            "sum of nine years on this series.",
            "series-so-transformer",
        ),
        ("few names", "GRU"): (
            'In "few names" you save a quarter of the weights. That does not decide: none of the networks of '
            "lesson 15 reaches the counts of letters and their neighbours.",
            "small-so-GRU",
        ),
        ("few names", "LSTM"): (
            'In "few names" you trust that order decides. None of the networks of lesson 15 reaches the counts of '
            "letters and their neighbours.",
            "small-so-LSTM",
        ),
        ("few names", "BiLSTM"): (
            'In "few names" you add a direction. None of the networks of lesson 15 reaches the counts of letters '
            "and their neighbours.",
            "small-so-BiLSTM",
        ),
        ("few names", "minLSTM"): (
            'In "few names" you save weights. That does not decide: none of the networks of lesson 15 reaches the '
            "counts of letters and their neighbours.",
            "small-so-minLSTM",
        ),
        ("in service", "Transformer"): (
            _NOT_MEASURED.format("Old is no defect, and the LSTM meets both demands."),
            "old-so-useless",
        ),
        ("in service", "mLSTM"): (
            _NOT_MEASURED.format("That it has LSTM in its name and is new says nothing here."),
            "old-so-mLSTM",
        ),
        ("in service", "minLSTM"): (
            _NOT_MEASURED.format("A minLSTM is another model, with another memory."),
            "M77",
        ),
        ("in service", "GRU"): (
            _NOT_MEASURED.format("That a GRU has fewer weights was not asked for."),
            "old-so-GRU",
        ),
    },
    advice={
        "switch": "Every press turns a bit over. Whose memory can be turned over, and not only fade?",
        "pairs": "How much can each memory hold, and can it be asked by a key?",
        "live": "A baseline can keep up, but no lesson has seen one turn speech into letters.",
        "days": "What grows with every step, and what stays as large as it is?",
        "finished text": "The word after decides, and it is there.",
        "many processors": "Two questions: may all steps be trained at once, and how large is the state in use?",
        "one processor": "The card names two. Look at the lesson's table of times.",
        "sunspots": "Look at what was measured in lesson 14.",
        "few names": "Look at what was measured in lesson 15.",
        "in service": "What has been measured on this task?",
    },
    hints=(
        "Do not ask which model is the best. Ask of each card what its memory must do, what may be seen, and what "
        "grows.",
        "Two cards are about what has been measured in lessons 14 and 15, two about the future, and two about cost.",
        "A memory that is only multiplied by numbers between 0 and 1 cannot flip. Attention keeps everything. A second "
        "direction needs the end. A scan needs more work than a loop, in fewer steps.",
    ),
)

EXERCISE = replace(_QUIZ, observe=observe)
