"""A network that comes with a bug nobody has named: find it with the probes before you read the code (lesson 23)."""

import torch
from torch import nn

from .. import _torch  # noqa: F401


class RowReader(nn.Module):
    """Logits of a class after every row that was read; three parts, one after the other.

    Parameters
    ----------
    features : int
        D, numbers in a row.
    classes : int
        K.
    hidden_size : int
        H.
    """

    def __init__(self, features=8, classes=10, hidden_size=24):
        super().__init__()
        self.recurrent = nn.LSTM(features, hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, classes)

    @property
    def parts(self):
        """The three parts by name, in the order in which they run: each takes a tensor and returns one."""
        return {"scale": self.scale, "read": self.read, "decide": self.decide}

    def scale(self, x):
        """Return x of shape (N, T, D) with mean 0 and deviation 1 in every feature."""
        return (x - x.mean(dim=(0, 1))) / (x.std(dim=(0, 1)) + 1e-6)

    def read(self, x):
        """Return the hidden states, (N, T, H)."""
        return self.recurrent(x)[0]

    def decide(self, h):
        """Return the logits, (N, T, K)."""
        return self.out(h)

    def forward(self, x):
        """Return the logits after each row, (N, T, K), of x of shape (N, T, D)."""
        for part in self.parts.values():
            x = part(x)
        return x


def as_arrays(module):
    """Return a function of arrays, as the probes want it, for a part or a network.

    Parameters
    ----------
    module : callable
        Takes a Tensor and returns one.

    Returns
    -------
    callable
        ``model(x) -> y`` on float arrays, without gradients.
    """

    def model(x):
        with torch.no_grad():
            return module(torch.as_tensor(x, dtype=torch.float32)).numpy()

    return model
