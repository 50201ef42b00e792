"""The run behind ``example.md``: are two layers better than one? ``python -m lstm_course.report.depth``.

It prints the block of facts. Everything that the rule fixes stands in capitals.
"""

import functools

import numpy as np
import torch
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from torch import nn

from ..evaluate.fair import fair_test
from ..training import Shuffled, fit, seeded

ONE, TWO = "one layer", "two layers"
SIZES = {TWO: (16, 2), ONE: (26, 1)}  # units and layers; 4,010 and 4,014 parameters
SETTINGS = (0.01, 0.02, 0.04, 0.08)  # learning rates
TUNING_SEEDS, SEEDS = (100, 101, 102), tuple(range(8))
TRAINING, TEST = 500, 500  # digits
STEPS, BATCH = 250, 20
MARGIN = 1.0  # points of accuracy


class Rows(nn.Module):
    """An LSTM over the rows of a digit, and a linear layer on its last state."""

    def __init__(self, hidden_size, layers):
        super().__init__()
        self.recurrent = nn.LSTM(8, hidden_size, layers, batch_first=True)
        self.out = nn.Linear(hidden_size, 10)

    def forward(self, x):
        """Return logits, (N, 10), of digits of shape (N, 8, 8)."""
        return self.out(self.recurrent(x)[0][:, -1])


@functools.cache
def digits():
    """Return all digits, (1797, 8, 8), and what they are; the last `TEST` are the test set."""
    images, labels = load_digits(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(images))
    x = torch.tensor(images[order].reshape(-1, 8, 8) / 16, dtype=torch.float32)
    return x, torch.tensor(labels[order])


def parts(seed):
    """Return the numbers of a seed's training digits and of its validation digits."""
    own = np.random.default_rng(seed).permutation(len(digits()[0]) - TEST)
    return own[:TRAINING], own[TRAINING:]


def _loss(net, x, y):
    return nn.functional.cross_entropy(net(x), y)


def train(model, rate, seed, part):
    """Return the accuracy in per cent on ``"validation"`` or ``"test"``."""
    x, y = digits()
    training, validation = parts(seed)
    with seeded(seed) as generator:
        net = Rows(*SIZES[model])
        batches = Shuffled(x[training], y[training], size=BATCH, generator=generator)
        adam = torch.optim.Adam(net.parameters(), rate)
        falling = torch.optim.lr_scheduler.LinearLR(adam, 1.0, 0.05, STEPS)
        fit(net, batches, _loss, adam, epochs=-(-STEPS // len(batches)), scheduler=falling, max_steps=STEPS)
    rows = np.arange(len(x) - TEST, len(x)) if part == "test" else validation
    with torch.no_grad():
        return 100 * (net.eval()(x[rows]).argmax(1) == y[rows]).double().mean().item()


def logistic(seed):
    """Return the test accuracy in per cent of a logistic regression on the 64 pixels."""
    x, y = digits()
    training, _ = parts(seed)
    model = LogisticRegression(max_iter=2000).fit(x[training].flatten(1), y[training])
    return 100 * model.score(x[-TEST:].flatten(1), y[-TEST:])


def main():
    """Run everything, and print the facts."""
    found = fair_test(train, (TWO, ONE), SETTINGS, TUNING_SEEDS, SEEDS, MARGIN)
    compared = found.comparison
    print(f"margin = {MARGIN}\nseeds = {list(SEEDS)}\ntuning_seeds = {list(TUNING_SEEDS)}")
    print(f"settings = {list(SETTINGS)}")
    for place, model in (("first", TWO), ("second", ONE)):
        parameters = sum(p.numel() for p in Rows(*SIZES[model]).parameters())
        trainings = len(SETTINGS) * len(TUNING_SEEDS) + len(SEEDS)
        print(f'\n[models.{place}]\nname = "{model}"\nparameters = {parameters}\ntrainings = {trainings}')
        print(f"chosen = {found.chosen[model]}\nscores = {found.scores[model].round(1).tolist()}")
        for rate, scores in found.tried[model].items():
            print(f"# {rate}: {np.mean(scores):.1f} on validation")
    print(f"\n[baseline]\nscores = {[round(logistic(seed), 1) for seed in SEEDS]}")
    print(f"\n[result]\nlow = {compared.low:.2f}\nhigh = {compared.high:.2f}")
    print(f'verdict = "{compared.verdict}"')


if __name__ == "__main__":
    main()
