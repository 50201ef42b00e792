"""PyTorch as the course uses it: imported by every module that trains.

A network whose gates are saturated fills with denormal numbers, on which a processor is several times slower; they are
far below anything that a float32 network can use, so they are set to zero.
"""

import contextlib

import torch

torch.set_flush_denormal(True)


@contextlib.contextmanager
def evaluating(net):
    """Put a network into evaluation mode for a while; each of its parts comes back into the mode that it had."""
    modes = {part: part.training for part in net.modules()}
    net.eval()
    try:
        yield
    finally:
        for part, mode in modes.items():
            part.training = mode
