"""Drivers: each acts with what a learner wrote in PyTorch, and brings out plain numbers.

The check of an exercise calls a driver in the learner's notebook, the grader calls it inside the sandbox: networks,
optimisers and tensors stay where the answer runs, and arrays come out. A driver knows no right answer, only how to
build small networks from a seed, what to call, and what to record. It leaves the global random numbers of PyTorch as
they were.
"""


class Unfit(TypeError):
    """What an answer returned is not of the kind asked for; the text is a whole sentence for the learner."""


def check_pair(found, wanted):
    """Refuse what is no tuple or list of two; `wanted` says in words what they are.

    Raises
    ------
    Unfit
        With both in its text.
    """
    if type(found) not in (tuple, list):
        raise Unfit(f"Your function returns one {type(found).__name__}, expected {wanted}.")
    if len(found) != 2:
        raise Unfit(f"Your function returns {len(found)} results, expected {wanted}.")
