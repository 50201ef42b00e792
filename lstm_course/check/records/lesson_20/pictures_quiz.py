"""Exercise: what the order of pictures matters for, and what shows it."""

from ...quiz import quiz

_FRAMES = 'lesson 20, "One network, every frame"'
_BAG = 'lesson 20, "What a bag can know"'
_PEN = 'lesson 20, "The pen\'s path"'
_CAPTION = 'lesson 20, "A caption, letter by letter"'

EXERCISE = quiz(
    name="pictures_quiz",
    read=_BAG,
    reads={
        "view": _FRAMES,
        "weights": _FRAMES,
        "finished picture": _PEN,
        "unseen pairs": _CAPTION,
        "validation": _CAPTION,
        "exact match": _CAPTION,
    },
    answers={
        "view": "b1 c0 c1",
        "weights": 1,
        "averaged frames": 50,
        "reversed": "near 0",
        "shuffled": "like a bag",
        "forward or back": "not learned",
        "finished picture": 50,
        "unseen pairs": "unknown",
        "validation": "too high",
        "exact match": 0,
    },
    described="a word of the exercise",
    numbers="a whole number, such as 50 for 50 %",
    words=(
        "a0 b0 c0",
        "a1 b1 c1",
        "b1 c0 c1",
        "b0 b1 c0",
        "near 0",
        "chance",
        "as before",
        "like a bag",
        "easier",
        "as hard",
        "not learned",
        "unknown",
        "the same",
        "too high",
        "too low",
        "right",
    ),
    wrong={
        ("view", "a1 b1 c1"): (
            "In view you transpose. view and reshape keep the order in which the frames lie in memory, and cut it "
            "anew.",
            "M29",
        ),
        ("view", "b0 b1 c0"): (
            "In view your second row begins with the second clip. There are two rows of three now, cut from the frames "
            "in the order in which they lie in memory.",
            "view-keeps-clips",
        ),
        ("view", "a0 b0 c0"): (
            "In view you transpose, and give the first row. view keeps the order in which the frames lie in memory.",
            "M29",
        ),
        ("weights", 12): (
            "In weights every frame has a network of its own. It is one network, which sees all frames.",
            "M07",
        ),
        ("weights", 0): (
            "In weights you count what is added. Asked for is how many times as many there are.",
            "weights-added",
        ),
        ("averaged frames", 100): (
            "In averaged frames you trust the LSTM to find the order again. A mean over the frames is the same for 1 4 "
            "and 4 1, and nothing behind it can tell them apart.",
            "M76",
        ),
        ("averaged frames", 17): (
            "In averaged frames you expect chance. The order is lost, but which two digits there are is not.",
            "bag-knows-nothing",
        ),
        ("averaged frames", 16): (
            "In averaged frames you expect chance. The order is lost, but which of the digits there are is not.",
            "bag-knows-nothing, rounded down",
        ),
        ("averaged frames", 33): (
            "In averaged frames you count three pairs of digits and stop. The bag says which pair it is; how many "
            "orders are left to guess?",
            "guesses-the-pair",
        ),
        ("reversed", "chance"): (
            "In reversed you expect chance. A network that is unsure guesses; this one is sure, of the pair in the "
            "order that it saw.",
            "reversed-is-chance",
        ),
        ("reversed", "as before"): (
            "In reversed you expect no change. That would be so for a network that does not see the order.",
            "M76",
        ),
        ("reversed", "like a bag"): (
            "In reversed you expect a bag's accuracy. A bag guesses the order; this network knows it, and the order "
            "has been turned round.",
            "reversed-is-a-bag",
        ),
        ("shuffled", "as before"): (
            "In shuffled you expect no change. The frames are all there and their order says nothing any more.",
            "M76",
        ),
        ("shuffled", "chance"): (
            "In shuffled you expect chance. Which two digits there are can be seen in any order.",
            "shuffled-is-chance",
        ),
        ("shuffled", "near 0"): (
            "In shuffled you expect wrong answers. That is what reversed clips bring; a shuffled order is right as "
            "often as it is wrong.",
            "shuffled-is-reversed",
        ),
        ("forward or back", "easier"): (
            "In forward or back you count the answers. Two are fewer than six, but to get one right the network must "
            "already know both digits and their order, and nothing rewards it for half of that.",
            "fewer-is-easier",
        ),
        ("forward or back", "as hard"): (
            "In forward or back you see that the answer follows from the pair. It does; but nothing rewards the "
            "network for half of the way there.",
            "follows-so-as-hard",
        ),
        ("finished picture", 100): (
            "In finished picture you trust a good CNN. The picture is the same both ways, so there is nothing to see.",
            "the-picture-tells",
        ),
        ("finished picture", 0): (
            "In finished picture you expect the wrong answer each time. That takes knowledge, too; the picture holds "
            "none.",
            "nothing-is-zero",
        ),
        ("unseen pairs", "the same"): (
            "In unseen pairs you carry an accuracy over to what it was not measured on. A network can learn each pair "
            "as one thing.",
            "carried-over",
        ),
        ("unseen pairs", "near 0"): (
            "In unseen pairs you know too much: it may also have learned the two words one by one. It has to be "
            "measured.",
            "unseen-is-zero",
        ),
        ("unseen pairs", "chance"): (
            "In unseen pairs you expect a network that knows nothing of them. It may know both words and put them "
            "together; whether it does has to be measured.",
            "unseen-is-chance",
        ),
        ("validation", "right"): (
            "In validation you trust a network that is told what it should have written. In use, nobody tells it.",
            "teacher-at-validation",
        ),
        ("validation", "too low"): (
            "In validation you have the direction wrong. After a wrong letter the true one goes in: does that make "
            "what follows harder?",
            "teacher-makes-it-harder",
        ),
        ("exact match", 100): (
            "In exact match you count what is true. The measure counts what is the same, letter by letter.",
            "true-is-exact",
        ),
        ("exact match", 50): (
            "In exact match you count words. The measure knows right and wrong captions only.",
            "words-are-counted",
        ),
    },
    advice={
        "view": "Write the six frames down as they lie in memory, then cut them into rows of two.",
        "weights": "Does the network know which frame it is looking at?",
        "averaged frames": "Which classes have the same bag, and how often is a guess among them right?",
        "reversed": "What does the network see when 1 4 runs backwards, and what does it call that?",
        "shuffled": "What is left of a clip when its order says nothing?",
        "forward or back": "Look at what the lesson measured for this label.",
        "finished picture": "What does the finished picture know of the direction?",
        "unseen pairs": "On which captions was this accuracy measured?",
        "validation": "Which letter goes into the network after a wrong one, and which in use?",
        "exact match": "Compare the two captions letter by letter.",
    },
    hints=(
        "For every question about order: what would be the same if the frames came differently?",
        "A bag knows the pair and guesses its order; a network that knows the order names the reversed pair.",
    ),
)
