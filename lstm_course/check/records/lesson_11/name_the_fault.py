"""Exercise: symptoms of a training run, and the fault behind each."""

from ...quiz import quiz

EXERCISE = quiz(
    name="name_the_fault",
    read='lesson 11, "Signatures"',
    answers={
        "the loss goes to 0.01, and so does validation": "targets not shifted",
        "all predictions are the mean of the targets": "shapes broadcast",
        "the loss never falls below 3.26 with 69 symbols": "softmax twice",
        "the same validation set gives another loss each time": "eval forgotten",
        "train falls, validation turns up": "overfitting",
        "the loss falls, then climbs for good, with SGD": "zero_grad forgotten",
        "a gradient check passes, the accuracy stays at chance": "forward is wrong",
        "the same text gives other predictions in another batch": "state carried over",
    },
    described="one of the ten faults in the statement",
    wrong={
        ("the loss goes to 0.01, and so does validation", "overfitting"): (
            "Overfitting shows as a gap: validation would not fall along. Here the answer stands in the input of both.",
            "M53",
        ),
        ("all predictions are the mean of the targets", "learning rate too low"): (
            "A rate that is too low leaves the predictions where they started, and then moves them slowly. Here they "
            "have arrived, all at one place: (N, 1) against (N,) becomes (N, N), where every prediction meets every "
            "target.",
            "M80",
        ),
        ("the loss never falls below 3.26 with 69 symbols", "learning rate too low"): (
            "A low rate falls slowly but has no floor. ln(1 + 68/e) = 3.26 is the floor of a softmax of probabilities.",
            "M48",
        ),
        ("the same validation set gives another loss each time", "state carried over"): (
            "A carried state would change the first pass only if something ran in between. Two passes that draw "
            "different dropout masks differ always.",
            "M36",
        ),
        ("the same validation set gives another loss each time", "overfitting"): (
            "Overfitting is a gap between two sets of data. One set that disagrees with itself is a matter of chance "
            "in the network: dropout is still on.",
            "M36",
        ),
        ("train falls, validation turns up", "eval forgotten"): (
            "With dropout on, validation is too high, but it goes on falling with the training loss.",
            "eval-does-not-turn",
        ),
        ("the loss falls, then climbs for good, with SGD", "overfitting"): (
            "Overfitting lets the training loss fall on. Here it is the training loss that climbs: the steps grow, for "
            "they use the sum of all gradients so far.",
            "sum-of-gradients",
        ),
        ("a gradient check passes, the accuracy stays at chance", "zero_grad forgotten"): (
            "That would spoil the training of a right network, slowly. A gradient check says that backward belongs to "
            "forward, and nothing about whether forward is the network that you meant.",
            "M25",
        ),
        ("the same text gives other predictions in another batch", "eval forgotten"): (
            "Dropout would change the predictions in the same batch as well. Here it is the neighbours that matter: a "
            "state that was left by another text.",
            "M35",
        ),
    },
    advice={
        "the loss goes to 0.01, and so does validation": "Nothing about language can be predicted so well. From where "
        "can a network copy?",
        "all predictions are the mean of the targets": "Which loss is lowest where one prediction serves all targets?",
        "the loss never falls below 3.26 with 69 symbols": "ln 69 is 4.23. Which function cannot give a symbol the "
        "probability 1 if its inputs lie between 0 and 1?",
        "the same validation set gives another loss each time": "What draws random numbers in a network?",
        "train falls, validation turns up": "On which data does the network go on getting better?",
        "the loss falls, then climbs for good, with SGD": "What is larger in step 300 than in step 3?",
        "a gradient check passes, the accuracy stays at chance": "What does a gradient check compare with what?",
        "the same text gives other predictions in another batch": "What can one batch leave behind for the next?",
    },
    hints=(
        "Ask of each symptom: is it in training, in validation, or in both?",
        "Which faults show only where something is drawn by chance, which only where batches follow each other?",
        "Two runs on the same data that differ: dropout. Two places of the same text that differ: a state.",
    ),
)
