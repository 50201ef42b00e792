"""Exercise: the causes of five messages of PyTorch."""

from ...quiz import quiz

EXERCISE = quiz(
    name="read_errors",
    read='lesson 09, "Errors, and silence"',
    answers={"A": "state", "B": "layers", "C": "batch", "D": "graph", "E": "tuple"},
    described="one of batch, graph, layers, lengths, memory, state, tuple",
    wrong={
        ("A", "batch"): (
            "In A the batch is there: 4 in one place and 1 in the other. Look at which shape was wanted and which "
            "came: their first two axes are exchanged, and batch_first does not move those of the state.",
            "M28",
        ),
        ("A", "lengths"): (
            "No length occurs in A. hidden[0] is h_0, and its axes are layers, batch, units.",
            "M28",
        ),
        ("B", "memory"): (
            "No memory ran out in B. The warning is about dropout, which stands between one layer and the next (and "
            "never acts over time): how many layers are there?",
            "M32",
        ),
        ("B", "batch"): (
            "Dropout in B has nothing to do with the batch: it stands between one layer and the next.",
            "dropout-and-batch",
        ),
        ("C", "layers"): (
            "The 1 that is missing in C is not a layer. Count the axes of x: what does nn.LSTM make of two?",
            "M34",
        ),
        ("C", "lengths"): (
            "C is not about different lengths. Count the axes of x: what does nn.LSTM make of two?",
            "two-axes-and-lengths",
        ),
        ("D", "memory"): (
            "The message D is not about running out of memory, and retain_graph=True would only make it grow. What "
            "still hangs on to the batch before?",
            "M46",
        ),
        ("D", "tuple"): (
            "That the state is a tuple is no trouble in D. What still hangs on to the batch before?",
            "graph-not-tuple",
        ),
        ("E", "state"): (
            "No state has been given in E. Look at what came instead of a tensor: what does nn.LSTM return?",
            "M27",
        ),
        ("E", "batch"): (
            "The shapes are not reached in E. Look at what came instead of a tensor: what does nn.LSTM return?",
            "M28",
        ),
    },
    reads={"B": 'lesson 09, "Layers and directions"'},
    advice={
        "A": "Compare the two shapes in message A: which axes are exchanged, and of which argument?",
        "B": "Message B says it: dropout comes after all layers but the last. How many are left?",
        "C": "In C, how many axes has x, and what does nn.LSTM take it for?",
        "D": "In D the first batch went well. What came from it into the second?",
        "E": "In E, what does nn.LSTM return, and what does nn.Linear want?",
    },
    hints=(
        "Read the last line of each message word by word, then ask what the code handed over.",
        "Two of the seven causes belong to none of the five.",
        "A is about the axes of h_0, B about what stands between layers, and E about what nn.LSTM returns.",
    ),
)
