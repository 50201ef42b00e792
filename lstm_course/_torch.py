"""PyTorch as the course uses it: imported by every module that trains.

A network whose gates are saturated fills with denormal numbers, on which a processor is several times slower; they are
far below anything that a float32 network can use, so they are set to zero.
"""

import contextlib

import torch

torch.set_flush_denormal(True)


@contextlib.contextmanager
def evaluating(net):
    """Set a network to evaluation mode meanwhile; then each of its parts gets back the mode it had.

    Parameters
    ----------
    net : Module
        The network. A part that was in another mode than the whole, such as a frozen one, stays so afterwards.

    Yields
    ------
    Module
        The same network.
    """
    modes = [(part, part.training) for part in net.modules()]
    net.eval()
    try:
        yield net
    finally:
        for part, mode in modes:
            part.training = mode
