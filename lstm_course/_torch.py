"""PyTorch as the course uses it: imported by every module that trains.

A network whose gates are saturated fills with denormal numbers, on which a processor is several times slower; they are
far below anything that a float32 network can use, so they are set to zero.
"""

import torch

torch.set_flush_denormal(True)
