"""What eight numbers say, and what they do not."""

from ...quiz import quiz

EXERCISE = quiz(
    name="evaluation_quiz",
    read='lesson 12, "One table, many scores"',
    reads={
        "precision": 'lesson 12, "When the ill become rare"',
        "auc": 'lesson 12, "When the ill become rare"',
        "no alarm": 'lesson 12, "When the ill become rare"',
        "mean absolute error": 'lesson 12, "Errors of numbers"',
        "own units": 'lesson 12, "Errors of numbers"',
        "R2 of 0.96": 'lesson 12, "Errors of numbers"',
        "shuffled": 'lesson 12, "Which split tells the truth"',
    },
    answers={
        "precision": 15,
        "auc": "same",
        "no alarm": 99,
        "mean absolute error": 2,
        "own units": 10,
        "R2 of 0.96": "echo",
        "shuffled": "honest",
        "threshold": "validation",
    },
    described="a word of the exercise or a whole number",
    words=(
        "up",
        "down",
        "same",
        "forecast",
        "echo",
        "leak",
        "honest",
        "too good",
        "too bad",
        "training",
        "validation",
        "test",
    ),
    wrong={
        ("precision", 95): (
            "In precision, 95 per cent is right where half of those tested are ill. With one in a hundred the few "
            "false alarms among the many healthy outnumber the hits: redo it with 10 ill and 990 healthy.",
            "precision-at-half",
        ),
        ("precision", 90): (
            "In precision, you answer with the share of the ill that are found. The question is the other way round: "
            "how many of those with an alarm are ill?",
            "recall-for-precision",
        ),
        ("auc", "down"): (
            "The AUC compares pairs of one ill and one healthy. More healthy ones give more pairs of the same kind, "
            "so their share in order stays; it is the precision that falls.",
            "auc-and-prevalence",
        ),
        ("auc", "up"): (
            "The AUC compares pairs of one ill and one healthy. More healthy ones give more pairs of the same kind, "
            "so their share in order stays; it is the accuracy that changes with the mixture.",
            "auc-grows-with-the-healthy",
        ),
        ("no alarm", 0): (
            "In no alarm you name the share of the ill that are found. Accuracy counts every right answer, and "
            "nearly all of the people are healthy, and get no alarm: that is the trouble with it.",
            "M65",
        ),
        ("no alarm", 1): (
            "In no alarm you name the share of wrong answers. Accuracy is the share of right ones, however useless "
            "the alarm may be.",
            "share-of-errors",
        ),
        ("no alarm", 50): (
            "In no alarm you take it for a coin. An alarm that stays silent is right about everyone who is healthy, "
            "and those are not half.",
            "M65",
        ),
        ("mean absolute error", 3): (
            "In mean absolute error you name the RMSE, rounded. Squares let the one large error count more, so the "
            "RMSE lies above the mean absolute error whenever the errors differ in size.",
            "M63",
        ),
        ("mean absolute error", 8): (
            "In mean absolute error you name the mean square. Its unit is that of y squared, and it exceeds even the "
            "largest of the five errors.",
            "mean-square",
        ),
        ("mean absolute error", 1): (
            "In mean absolute error you name the median. It never sees the one large error; a mean does.",
            "median",
        ),
        ("own units", 2): (
            "In own units you quote the error in scaled units. Nobody outside knows the scaler: multiply by its "
            "standard deviation.",
            "M62",
        ),
        ("own units", 110): (
            "In own units you added the scaler's mean. An error is a difference, so the mean cancels; only the "
            "standard deviation is left.",
            "M62",
        ),
        ("own units", 50): (
            "In own units you multiplied by the square of the standard deviation. That is right for a mean square; "
            "an RMSE has the unit of y.",
            "scaled-twice",
        ),
        ("R2 of 0.96", "forecast"): (
            "R2 compares with the mean of the series, which a series that wanders has long left. Persistence, "
            "which repeats the last value, does slightly better: against it the model has learned nothing.",
            "M60",
        ),
        ("R2 of 0.96", "leak"): (
            "A leak would beat persistence. Here the model is slightly worse than repeating the last value, with no "
            "forbidden look at anything.",
            "echo-not-leak",
        ),
        ("shuffled", "too good"): (
            "Too good is the shuffled split of a model that can look up the neighbours of a test item. A linear model "
            "of the last ten values cannot, and the lesson has measured it.",
            "M59",
        ),
        ("shuffled", "too bad"): (
            "Shuffling takes nothing away from a linear model of the last ten values: it trains on as many items. The "
            "lesson has measured it.",
            "too-bad",
        ),
        ("threshold", "test"): (
            "A threshold chosen on the test data fits their chance, too, and the cost that you report there is then "
            "too low. The test data are for one look at the end.",
            "M65",
        ),
        ("threshold", "training"): (
            "On the training data the model's scores are better than they will be. Choose the threshold on data that "
            "it was not fitted to, but not on those of the final report.",
            "threshold-on-training",
        ),
    },
    advice={
        "precision": "Redo precision with 1,000 people: how many ill are found, how many healthy get an alarm?",
        "auc": "Which pairs does the AUC compare, and what happens to them when there are more healthy ones?",
        "no alarm": "In no alarm, count the right answers among 100 people of whom one is ill.",
        "mean absolute error": "Add up the five absolute errors by hand, then divide by five.",
        "own units": "How does the scaler turn a value into a scaled one, and what does that do to a difference?",
        "R2 of 0.96": "What does R2 compare with, and what does persistence do on such a series?",
        "shuffled": "Look again at what the lesson measured for each pair of model and split.",
        "threshold": "Which part of the data has the model not been fitted to, and is not for the final report?",
    },
    hints=(
        "The first five can be done on paper, with 1,000 people or with five errors.",
        "For the echo, compare 0.958 with 0.959. For the shuffled split, look at what the lesson measured for the two "
        "kinds of model.",
    ),
)
