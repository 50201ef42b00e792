"""Exercise: symptoms of a training run, and the fault behind each."""

from ...quiz import quiz

EXERCISE = quiz(
    name="name_the_fault",
    read='lesson 11, "Signatures"',
    answers={
        "A": "targets not shifted",
        "B": "shapes broadcast",
        "C": "softmax twice",
        "D": "eval forgotten",
        "E": "overfitting",
        "F": "zero_grad forgotten",
        "G": "forward is wrong",
        "H": "state carried over",
    },
    described="one of the ten faults in the statement",
    words=(
        "targets not shifted",
        "softmax twice",
        "overfitting",
        "eval forgotten",
        "zero_grad forgotten",
        "learning rate too low",
        "learning rate too high",
        "shapes broadcast",
        "state carried over",
        "forward is wrong",
    ),
    wrong={
        ("A", "overfitting"): (
            "Overfitting shows as a gap: validation would not fall along. Here the answer stands in the input of both.",
            "M53",
        ),
        ("B", "learning rate too low"): (
            "A rate that is too low leaves the predictions where they started, and then moves them slowly. Here they "
            "have arrived, all at one place: (N, 1) against (N,) becomes (N, N), where every prediction meets every "
            "target.",
            "M80",
        ),
        ("C", "learning rate too low"): (
            "A low rate falls slowly but has no floor. ln(1 + 68/e) = 3.26 is the floor of a softmax of probabilities.",
            "M48",
        ),
        ("D", "state carried over"): (
            "A carried state would change the first pass only if something ran in between. Two passes that draw "
            "different dropout masks differ always.",
            "M36",
        ),
        ("D", "overfitting"): (
            "Overfitting is a gap between two sets of data. One set that disagrees with itself is a matter of chance "
            "in the network: dropout is still on.",
            "M36",
        ),
        ("E", "eval forgotten"): (
            "With dropout on, validation is too high, but it goes on falling with the training loss.",
            "eval-does-not-turn",
        ),
        ("F", "overfitting"): (
            "Overfitting lets the training loss fall on. Here it is the training loss that climbs: the steps grow, for "
            "they use the sum of all gradients so far.",
            "sum-of-gradients",
        ),
        ("F", "learning rate too high"): (
            "A rate that is too high shows from the first steps. Here the steps grow with time, for they use the sum "
            "of all gradients so far; half the rate only delays it.",
            "sum-of-gradients",
        ),
        ("G", "zero_grad forgotten"): (
            "That would spoil the training of a right network, slowly. A gradient check says that backward belongs to "
            "forward, and nothing about whether forward is the network that you meant.",
            "M25",
        ),
        ("H", "eval forgotten"): (
            "Dropout would change the predictions in the same batch as well. Here it is the neighbours that matter: a "
            "state that was left by another text.",
            "M35",
        ),
    },
    advice={
        "A": "Nothing about language can be predicted so well. From where can a network copy?",
        "B": "Which loss is lowest where one prediction serves all targets?",
        "C": "ln 69 is 4.23. Which function cannot give a symbol the "
        "probability 1 if its inputs lie between 0 and 1?",
        "D": "What draws random numbers in a network?",
        "E": "On which data does the network go on getting better?",
        "F": "Halving the rate only delays the climb. What is larger in step 300 than in step 3?",
        "G": "What does a gradient check compare with what?",
        "H": "What can one batch leave behind for the next?",
    },
    hints=(
        "Ask of each symptom: is it in training, in validation, or in both?",
        "Which faults show only where something is drawn by chance, which only where batches follow each other?",
        "Two runs on the same data that differ: dropout. Two places of the same text that differ: a state.",
    ),
)
