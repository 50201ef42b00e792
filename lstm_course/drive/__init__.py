"""Drivers: each acts with what a learner wrote in PyTorch, and brings out plain numbers.

The check of an exercise calls a driver in the learner's notebook, the grader calls it inside the sandbox: networks,
optimisers and tensors stay where the answer runs, and arrays come out. A driver knows no right answer, only how to
build small networks from a seed, what to call, and what to record. It leaves the global random numbers of PyTorch as
they were.
"""
