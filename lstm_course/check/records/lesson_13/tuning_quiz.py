"""Exercise: the predictions of the lesson, and the traps of a search."""

from ...quiz import quiz

EXERCISE = quiz(
    name="tuning_quiz",
    read='lesson 13, "The winner\'s curse"',
    reads={
        "grid of 16": 'lesson 13, "Four searches, two hundred times"',
        "winner of 200 races": 'lesson 13, "Four searches, two hundred times"',
        "wins without a loss": 'lesson 13, "When a difference is a difference"',
    },
    answers={
        "grid of 16": 4,
        "winner of 200 races": "none",
        "better of two": 20,
        "best of four": 17,
        "ranks of the best": "near 0",
        "on the test years": "AR(9)",
        "wins without a loss": 6,
    },
    described="a number or a word of the list",
    words=("random", "grid", "halving", "GP", "none", "near 0", "near 0.5", "near 1", "LSTM", "AR(9)"),
    wrong={
        ("grid of 16", 16): (
            "A grid of 4 by 4 has 16 points, but they stand in columns: each learning rate comes back with all sizes, "
            "and if only the rate matters most of the runs teach nothing. Count different rates.",
            "grid-is-exhaustive",
        ),
        ("winner of 200 races", "GP"): (
            "One race can make the model of the errors win, and the next one another search. Look at how far the 200 "
            "races of one search are spread, and how near the medians of the four are.",
            "M57",
        ),
        ("winner of 200 races", "halving"): (
            "One race can make halving win, and the next one another search. Look at how far the 200 races of one "
            "search are spread, and how near the medians of the four are.",
            "M57",
        ),
        ("winner of 200 races", "random"): (
            "One race can make the random search win, and the next one another search. Look at how far the 200 races "
            "of one search are spread, and how near the medians of the four are.",
            "M57",
        ),
        ("winner of 200 races", "grid"): (
            "One race can make the grid win, and the next one another search. Look at how far the 200 races of one "
            "search are spread, and how near the medians of the four are.",
            "M57",
        ),
        ("better of two", 24): (
            "Your answer for two is what each of them shows on average. Who looks at both and takes the lower one sees "
            "less than that: write down the four equally likely pairs.",
            "winner-shows-its-mean",
        ),
        ("better of two", 16): (
            "Your answer for two is the lowest they can show. Both can have bad luck: write down the four equally "
            "likely pairs.",
            "winner-always-lucky",
        ),
        ("best of four", 24): (
            "Your answer for four is what each of them shows on average. The lowest of four is lower, and none of them "
            "is any better for it.",
            "best-shows-its-mean",
        ),
        ("best of four", 16): (
            "Your answer for four is the lowest they can show. Once in a while all four have bad luck.",
            "best-always-lucky",
        ),
        ("best of four", 18): (
            "Your answer for four halves the gain of two once more. Count instead how often all four show the high "
            "error: the coin falls the same way four times.",
            "gain-halved",
        ),
        ("ranks of the best", "near 1"): (
            "You expect the best configurations to keep their ranks with new seeds. At the top the differences are "
            "smaller than what a seed does to one configuration.",
            "ranks-are-kept",
        ),
        ("ranks of the best", "near 0.5"): (
            "You expect the best configurations to keep half of their order with new seeds. At the top the differences "
            "are smaller than what a seed does to one configuration.",
            "ranks-half-kept",
        ),
        ("on the test years", "LSTM"): (
            "The best LSTM of the table wins on validation, where it was chosen. Look at both on the years that nobody "
            "chose on.",
            "chosen-is-better",
        ),
        ("wins without a loss", 5): (
            "Five wins of five look convincing, but two equal models give them, to one side or the other, in 2 of 32 "
            "cases: 6 %, not below 5 %.",
            "M92",
        ),
        ("wins without a loss", 4): (
            "Two equal models give four wins of four, to one side or the other, in 2 of 16 cases: 12 %, not below 5 %.",
            "four-of-four",
        ),
        ("wins without a loss", 3): (
            "Two equal models give three wins of three, to one side or the other, in 2 of 8 cases: one in four.",
            "three-of-three",
        ),
    },
    advice={
        "grid of 16": "How many different learning rates does a grid of 4 by 4 hold?",
        "winner of 200 races": "Compare the medians of the four searches with how far the races of one are spread.",
        "better of two": "Four pairs are equally likely. Write down the lower error of each, then the mean.",
        "best of four": "The lowest is the high error only where all four show it. How likely is that?",
        "ranks of the best": "How large are the differences at the top, and what does a seed do to one configuration?",
        "on the test years": "Who is lower there, the autoregression or the best LSTM of the table?",
        "wins without a loss": "Two equal models win n of n, to one side or the other, with probability 2 / 2 ** n.",
    },
    hints=(
        "The two coins: list all pairs. The runs of wins: 2 / 2 ** n is the chance of equal models. The others stand "
        "in the lesson's outputs.",
        "Of two, the lower error is 32 only if both coins fall badly, one time in four; of four, one time in sixteen.",
    ),
)
