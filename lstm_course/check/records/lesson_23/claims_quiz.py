"""What wins, intervals, definitions, and more layers or units say, and what they do not."""

from ...quiz import quiz

_FAIR = 'lesson 23, "A fair test"'
_SURE = 'lesson 23, "How sure?"'
_BUG = 'lesson 23, "One unknown bug"'
_BOARD = 'lesson 23, "The board"'

EXERCISE = quiz(
    name="claims_quiz",
    read=_SURE,
    reads={
        "more units": _BOARD,
        "three layers": _BOARD,
        "longer memory": _BOARD,
        "five of five": _SURE,
        "52 claims": _SURE,
        "two fall": _SURE,
        "one more seed": _SURE,
        "around zero": _FAIR,
        "by definition": _BOARD,
        "passes and stays": _BUG,
    },
    answers={
        "more units": "same",
        "three layers": "not shown",
        "longer memory": "forget bias",
        "five of five": 6,
        "52 claims": 3,
        "two fall": 2,
        "one more seed": "larger",
        "around zero": "undecided",
        "by definition": "no run",
        "passes and stays": "hidden",
    },
    described="a word of the exercise or a whole number",
    wrong={
        ("more units", "doubles"): (
            "In more units you expect memory to grow with the number of units. Each has a forget gate of its own, and "
            "how long it keeps something depends on that gate alone.",
            "M14",
        ),
        ("more units", "halves"): (
            "In more units you expect the units to share one memory. Each has a forget gate of its own.",
            "M14",
        ),
        ("three layers", "shown"): (
            "In three layers you take more of one thing for more of the other. A run in which fewer seeds learn is no "
            "sign of a longer memory.",
            "M14",
        ),
        ("three layers", "refuted for all tasks"): (
            "In three layers you go too far the other way. One task, one length and one budget were tried: that is "
            "what the verdict is about.",
            "too-far",
        ),
        ("longer memory", "units"): (
            "In longer memory you add units. All of them begin with the same forget gates, and all forget as fast.",
            "M14",
        ),
        ("longer memory", "layers"): (
            "In longer memory you add layers. A layer above forgets as fast, and it sees only what the one below has "
            "kept.",
            "M14",
        ),
        ("longer memory", "input gate"): (
            "In longer memory you open the input gate. It says what is written; how long that stays is up to the "
            "forget gate.",
            "input-gate",
        ),
        ("five of five", 3): (
            "In five of five you count one side. Nobody had said which of the two would win: five losses would have "
            "surprised as much.",
            "M92",
        ),
        ("five of five", 0): (
            "In five of five you take it for certain. Fair coins fall alike five times more often than one thinks.",
            "M92",
        ),
        ("five of five", 5): (
            "In five of five you give the level and not the p-value. Add up the two lopsided outcomes of 32.",
            "M92",
        ),
        ("52 claims", 0): (
            "In 52 claims you trust each test alone. Each errs once in twenty, and there are many of them.",
            "each-alone",
        ),
        ("52 claims", 5): (
            "In 52 claims you give the level in per cent. Asked for is how many claims that is.",
            "level-given",
        ),
        ("52 claims", 2): (
            "In 52 claims you rounded down. The nearest whole number is asked for.",
            "rounded-down",
        ),
        ("52 claims", 1): (
            "In 52 claims you expect one. That is what twenty tests would give.",
            "one",
        ),
        ("two fall", 1): (
            "In two fall you used Bonferroni's share for all. After the first has fallen, one claim less is left.",
            "bonferroni",
        ),
        ("two fall", 3): (
            "In two fall you let all three fall. 0.06 is above 0.05: it stays, even if it is given the whole level.",
            "level-for-each",
        ),
        ("two fall", 0): (
            "In two fall nothing falls for you. The smallest is compared with a third of the level: 0.0167.",
            "nothing-falls",
        ),
        ("one more seed", "the same"): (
            "In one more seed you expect a level to hold for a test that is made again and again. Each look is another "
            "chance to fall below it.",
            "looks",
        ),
        ("one more seed", "smaller"): (
            "In one more seed you count the seeds alone. They help, but the run ends where luck ends it.",
            "looks",
        ),
        ("around zero", "equal"): (
            "In around zero you take not shown for equal. The interval allows a gain, and a loss, that would matter: "
            "more than the margin.",
            "not-shown-is-equal",
        ),
        ("around zero", "first is better"): (
            "In around zero you read the middle of the interval. Both ends count, and they have different signs.",
            "middle",
        ),
        ("by definition", "five seeds"): (
            "In by definition you would train networks. What would they have to show? Whether it is true stands in the "
            "meaning of the symbol.",
            "needless-run",
        ),
        ("by definition", "many seeds"): (
            "In by definition you ask for more runs where one would be too many: no network can show what a symbol "
            "means.",
            "needless-run",
        ),
        ("passes and stays", "repaired"): (
            "In passes and stays you trust the one probe. Clipping the symptom makes a probe pass; the second probe "
            "looks at the cause.",
            "symptom",
        ),
        ("passes and stays", "probe wrong"): (
            "In passes and stays you blame the second probe. It failed before, and nothing that it measures has "
            "changed.",
            "blames-the-probe",
        ),
    },
    advice={
        "more units": "One of doubles, same, halves. What multiplies a stored value at each step?",
        "three layers": "One of shown, not shown, refuted for all tasks. What was tried, and what came out?",
        "longer memory": "One of units, layers, input gate, forget bias. What multiplies a stored value at each step?",
        "five of five": "Two of the 32 outcomes of five fair coins are as lopsided as this, or more so. In per cent, "
        "rounded.",
        "52 claims": "The number of claims times the share of false verdicts.",
        "two fall": "In order: 0.01, 0.02 and 0.06 are compared with 0.05/3, 0.05/2 and 0.05.",
        "one more seed": "One of the same, larger, smaller. How often does he get the chance to be wrong?",
        "around zero": "One of equal, first is better, undecided. Is all of the interval inside the margin? Is all of "
        "it above 0?",
        "by definition": "One of five seeds, many seeds, no run. Could any result change your mind?",
        "passes and stays": "One of repaired, hidden, probe wrong. What does the second probe measure?",
    },
    hints=(
        "Three of them need a line of arithmetic. The others ask what has been shown, and what has not.",
        "Memory: a stored value is multiplied by its unit's forget gate at each step. Nothing else shortens or "
        "lengthens it.",
        "Level: the more often one may look, in seeds or in claims, the more often luck is found. Not shown and "
        "refuted are two verdicts.",
    ),
)
