"""Exercise: what a forecast, a band and an alarm say, and what they do not."""

from ...quiz import quiz

_ERRORS = 'lesson 14, "Errors as alarms"'
_MANY = 'lesson 14, "Many steps ahead"'

EXERCISE = quiz(
    name="forecasting_quiz",
    read=_ERRORS,
    reads={
        "one step late": 'lesson 14, "Does it beat yesterday?"',
        "beyond the range": 'lesson 14, "Levels and differences"',
        "flat": _MANY,
        "friday": _MANY,
        "80 % band": 'lesson 14, "The band"',
    },
    answers={
        "one step late": "best",
        "beyond the range": "differences",
        "flat": "mean",
        "friday": "holiday",
        "80 % band": "less",
        "coins": 88,
        "A or B": "unknown",
        "PSI": "chance",
    },
    described="a word of the exercise or a whole number",
    wrong={
        ("one step late", "bug"): (
            "You take one step late for a bug. Nobody can foresee the next step of a random walk, so the best forecast "
            "stays near the last value, and its curve looks like the truth moved by one step.",
            "lag-is-a-bug",
        ),
        ("one step late", "memory"): (
            "In one step late you blame a short memory. The steps of a random walk do not depend on what came before, "
            "so there is nothing more to remember.",
            "lag-is-memory",
        ),
        ("beyond the range", "levels"): (
            "Beyond the range you expect a network to go on with levels that it has never seen. What its cells put out "
            "lies between -1 and 1, so its answer soon stops rising.",
            "M61",
        ),
        ("beyond the range", "both"): (
            "Beyond the range you expect a network to go on with levels that it has never seen. Of the two, only one "
            "stays in the range of the training data.",
            "M61",
        ),
        ("beyond the range", "neither"): (
            "Beyond the range you expect nothing to work. The levels have left the range of the training data; look at "
            "whether the steps have.",
            "no-way-beyond",
        ),
        ("flat", "bug"): (
            "You take the flat forecast for a bug. Far ahead the history says no more about the next value than any "
            "other would, and the best forecast without knowledge is a constant.",
            "M64",
        ),
        ("flat", "last"): (
            "In flat you name the last known value. That is persistence, and right for a random walk; the series of "
            "the question comes back to its mean.",
            "flat-at-the-last-value",
        ),
        ("flat", "zero"): (
            "In flat you name zero. That is the end only where the series scatters around zero, as it does after "
            "scaling.",
            "flat-at-zero",
        ),
        ("friday", "temperature"): (
            "On Friday nobody has measured Tuesday's temperature. A model that was trained with it tests well and "
            "cannot be used; a weather forecast, as it stood on the Friday, can.",
            "M86",
        ),
        ("friday", "sales"): (
            "On Friday nobody knows Monday's sales. For a horizon of several days each input has to be known on the "
            "day of the forecast.",
            "M86",
        ),
        ("friday", "all"): (
            "On Friday nobody has measured what happens on Monday and Tuesday. In the table of past data the columns "
            "look alike: ask of each when it was known.",
            "M86",
        ),
        ("80 % band", "as much"): (
            "You trust the errors on the training data. The network has seen those values and was fitted until its "
            "errors on them were small; new ones are larger.",
            "band-from-training-errors",
        ),
        ("80 % band", "more"): (
            "You expect the band to hold more than it says. It is as wide as the errors that are left on the training "
            "data, and those on new data are larger.",
            "band-too-wide",
        ),
        ("coins", 10): (
            "In coins you name the recall before the adjustment: one step in ten. One hit anywhere marks the whole "
            "event, and with twenty steps there are twenty chances.",
            "recall-of-steps",
        ),
        ("coins", 12): (
            "In coins you name the share of events that are missed: no alarm in twenty steps.",
            "missed-for-hit",
        ),
        ("coins", 100): (
            "In coins you took ten per cent twenty times and stopped at a hundred. Sometimes no alarm falls into the "
            "event: multiply the chances of silence.",
            "chances-added",
        ),
        ("coins", 90): (
            "In coins you name the chance that one step is silent, or a rounded guess. All twenty have to be silent "
            "for the event to be missed.",
            "one-step-silent",
        ),
        ("A or B", "A"): (
            "In A or B you trust an F1 that counts alarms after adjusting them. A score that is pure chance reaches "
            "such numbers, because a single hit marks a long event.",
            "M90",
        ),
        ("A or B", "B"): (
            "In A or B you take the lower number for the better detector. The adjustment hides which one is better; it "
            "does not turn them round.",
            "adjustment-turns-round",
        ),
        ("PSI", "drift"): (
            "In PSI you read drift off one threshold. With so few values per bin the two samples differ by chance: "
            "compare with the number that chance alone gives.",
            "M91",
        ),
        ("PSI", "none"): (
            "In PSI you say that nothing has changed. So small a sample cannot tell: a number that chance alone gives "
            "is no proof of drift, and none against it.",
            "no-drift-proved",
        ),
    },
    advice={
        "one step late": "What is the best forecast of a value that is the last one plus a step nobody can know?",
        "beyond the range": "Which of the two, levels or steps, still has values that the network knows from training?",
        "flat": "What does the history of a series that comes back to its mean say about a day far ahead?",
        "friday": "Which of the three is known on the Friday?",
        "80 % band": "Are the errors on the training data smaller or larger than those on new data?",
        "coins": "How likely is it that all twenty steps are silent? The rest is the answer, in per cent.",
        "A or B": "What F1 does a score that is pure chance reach after the adjustment?",
        "PSI": "Put both sample sizes and the number of bins into the formula.",
    },
    hints=(
        "Coins: 0.9 ** 20 is the chance of a silent event. PSI: the formula needs 10, 100 and 100.",
        "The rest stands in the lesson's outputs: the band on new data, the levels beyond the range, the random score "
        "after adjustment.",
    ),
)
