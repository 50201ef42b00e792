"""Training runs with one fault each: a next-letter model of names, and a small regression (lesson 11)."""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass, replace
from typing import NamedTuple

import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_

from .. import _torch  # noqa: F401
from ..datasets.names import LANGUAGES, territory_names
from ..training import seeded
from .faults import FAULTS

STEPS, EVERY = 400, 5
TRAINING, BATCH = 1600, 64  # 25 batches an epoch
HELD_OUT = 4000  # sums; of the names a fifth is held out
PAD, END = 0, 1
LONGEST = 20


@dataclass(frozen=True)
class Recipe:
    """How a network is trained; by default in the healthy way.

    Attributes
    ----------
    task : str
        ``"letters"`` or ``"sum"``.
    optimiser : str
        ``"adam"`` or ``"sgd"``.
    rate : float
        Learning rate.
    max_norm : float or None
        Longest gradient.
    clip_late : bool
        Whether the gradient is clipped after the step.
    clear : bool
        Whether the gradients are set to zero before each step.
    shuffle : bool
        Whether the items are drawn in a new order each epoch; if not, they come sorted by length.
    targets : str
        ``"next"`` letters, the ``"same"`` ones as the input, or the next ones of the ``"other"`` row.
    softmax : bool
        Whether the loss, which takes logits, is given probabilities.
    masked : bool
        Whether pads are left out of the mean.
    gate_bias : float or None
        What the bias of the output gate is set to.
    items : int
        Training items.
    broadcast : bool
        Whether predictions (N, 1) meet targets (N,).
    """

    task: str = "letters"
    optimiser: str = "adam"
    rate: float = 5e-3
    max_norm: float | None = 1.0
    clip_late: bool = False
    clear: bool = True
    shuffle: bool = True
    targets: str = "next"
    softmax: bool = False
    masked: bool = True
    gate_bias: float | None = None
    items: int = TRAINING
    broadcast: bool = False


HEALTHY = Recipe()
SGD = Recipe(optimiser="sgd", rate=1.0, max_norm=None)
SGD_30 = replace(SGD, rate=30.0, max_norm=0.1)
SGD_60 = replace(SGD, rate=60.0, max_norm=0.1)
SUM = Recipe(task="sum")
RECIPES = {
    "healthy": HEALTHY,
    "rate_high": replace(HEALTHY, rate=0.3),
    "rate_low": replace(HEALTHY, rate=5e-5),
    "sorted": replace(HEALTHY, shuffle=False),
    "neighbour": replace(HEALTHY, targets="other"),
    "unshifted": replace(HEALTHY, targets="same"),
    "softmax_twice": replace(HEALTHY, softmax=True),
    "sgd": SGD,
    "not_cleared": replace(SGD, clear=False),
    "sgd_30": SGD_30,
    "clipped_late": replace(SGD_30, clip_late=True),
    "padding": replace(HEALTHY, masked=False),
    "shut_gate": replace(HEALTHY, gate_bias=-20.0),
    "sgd_60": SGD_60,
    "exploding": replace(SGD_60, max_norm=None),
    "overfitting": replace(HEALTHY, items=2 * BATCH),
    "sum": SUM,
    "broadcast": replace(SUM, broadcast=True),
}


class Items(NamedTuple):
    """Inputs, targets and mask of some items."""

    x: torch.Tensor
    y: torch.Tensor
    mask: torch.Tensor

    def rows(self, which):
        """Return some of the items."""
        return Items(*(part[which] for part in self))


@functools.cache
def letters():
    """Return the data of the next-letter model.

    The names are those of countries and regions in twelve languages; a name that several languages share counts once,
    and each fifth name, in the order of the alphabet, is held out.

    Returns
    -------
    symbols : str
        A symbol for the pad, one for the end of a name, and the letters.
    training : Items
        Sorted by length: inputs (1600, 21), next symbols (1600, 21), and where there is one.
    validation : Items
        Those that are held out.
    """
    languages = (*LANGUAGES, "nl", "pt", "sv", "hu")
    texts = sorted({name.text for name in territory_names(languages, LONGEST)})
    symbols = "".join(("_", "|", *sorted(set("".join(texts)))))
    held_out = texts[::5]
    known = sorted([text for k, text in enumerate(texts) if k % 5][:TRAINING], key=len)
    return symbols, _encoded(known, symbols), _encoded(held_out, symbols)


def _encoded(texts, symbols):
    place = {symbol: code for code, symbol in enumerate(symbols)}
    x = torch.full((len(texts), LONGEST + 1), PAD)
    y = x.clone()
    for row, text in enumerate(texts):
        codes = torch.tensor([place[letter] for letter in text])
        x[row, 0], x[row, 1 : len(text) + 1] = END, codes
        y[row, : len(text)], y[row, len(text)] = codes, END
    return Items(x, y, y != PAD)


def lines():
    """Return the losses of models that know nothing, or little.

    Returns
    -------
    dict
        In nats: ``"ln V"``, the logarithm of the number of symbols; ``"letters"``, the held-out names by the letters'
        frequencies in training; ``"by place"``, by their frequencies at each place of a name. And ``"variance"``, the
        mean squared error of a constant that stands for the sum of ten numbers.
    """
    symbols, training, validation = letters()
    V, T = len(symbols), LONGEST + 1
    place = torch.arange(T).expand_as(training.y)[training.mask]
    counts = torch.zeros(T, V).index_put((place, training.y[training.mask]), torch.ones(()), accumulate=True)
    total = counts.sum(0) + 0.5  # a letter may be new
    frequency = total / total.sum()
    # a place borrows the size of 20 letters from the whole, for there are few names as long as the longest
    by_place = (counts + 20 * frequency) / (counts.sum(1, keepdim=True) + 20)
    place, letter = torch.arange(T).expand_as(validation.y)[validation.mask], validation.y[validation.mask]
    return {
        "ln V": torch.tensor(V).log().item(),
        "letters": -frequency[letter].log().mean().item(),
        "by place": -by_place[place, letter].log().mean().item(),
        "variance": 10 / 3,  # each number adds (1 - -1)^2 / 12
    }


def sums(generator):
    """Return the data of the regression: ten numbers between -1 and 1, and their sum.

    Parameters
    ----------
    generator : torch.Generator
        Source of randomness.

    Returns
    -------
    training, validation : Items
        Inputs (K, 10, 1), targets (K,), and a mask without a gap.
    """
    x = 2 * torch.rand(TRAINING + HELD_OUT, 10, 1, generator=generator) - 1
    items = Items(x, x.sum((1, 2)), torch.ones(len(x), dtype=torch.bool))
    return items.rows(slice(TRAINING)), items.rows(slice(TRAINING, None))


class Letters(nn.Module):
    """Reads symbols, gives logits of the next ones.

    Parameters
    ----------
    V : int
        Symbols.
    """

    def __init__(self, V):
        super().__init__()
        self.embedding = nn.Embedding(V, 24)
        self.lstm = nn.LSTM(24, 64, batch_first=True)
        self.output = nn.Linear(64, V)
        with torch.no_grad():
            self.output.weight.mul_(0.1)  # the first loss is ln V
            self.output.bias.zero_()

    def forward(self, x):
        """Return the logits (N, T, V) after each of the symbols (N, T)."""
        return self.output(self.lstm(self.embedding(x))[0])


class Sum(nn.Module):
    """Reads numbers, gives one number after the last of them."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(1, 32, batch_first=True)
        self.output = nn.Linear(32, 1)

    def forward(self, x):
        """Return a number (N, 1) for each row of numbers (N, T, 1)."""
        return self.output(self.lstm(x)[0][:, -1])


def _prepared(recipe, generator):
    """Return network, training items and validation items of a recipe."""
    if recipe.task == "sum":
        return Sum(), *sums(generator)
    symbols, training, validation = letters()
    if recipe.items < len(training.x):
        some = torch.randperm(len(training.x), generator=generator)[: recipe.items]
        training = training.rows(some.sort().values)
    net = Letters(len(symbols))
    if recipe.gate_bias is not None:
        with torch.no_grad():
            net.lstm.bias_ih_l0[-net.lstm.hidden_size :] = recipe.gate_bias  # PyTorch's order is i, f, g, o
    return net, training, validation


def _batch(recipe, items):
    """Return inputs, targets and mask as the recipe has them."""
    x, y, mask = items
    if recipe.targets == "same":
        return x, x, mask
    if recipe.targets == "other":
        return x, y.roll(1, 0), mask.roll(1, 0)
    return x, y, mask


def _outputs(recipe, net, x):
    outputs = net(x)
    if recipe.task == "sum" and not recipe.broadcast:
        return outputs[:, 0]
    return outputs.softmax(-1) if recipe.softmax else outputs


def _loss(recipe, outputs, y, mask):
    if recipe.task == "sum":
        return ((outputs - y) ** 2).mean()
    if recipe.masked:
        return nn.functional.cross_entropy(outputs[mask], y[mask])
    return nn.functional.cross_entropy(outputs.flatten(0, 1), y.flatten())


def weights(net):
    """Return all parameters of a network as one vector, a copy."""
    return nn.utils.parameters_to_vector(net.parameters()).detach().clone()


def train(recipe, seed, steps=STEPS, watch=None):
    """Train a network; return its losses at each fifth step, before the step.

    Parameters
    ----------
    recipe : Recipe
        What is trained, and how.
    seed : int
        Of the first weights and of the order of the items.
    steps : int
        How many updates.
    watch : callable, optional
        ``watch(moment, names)`` is called at each step at the moments of `Fault.moment`, with what can be looked at
        there: ``net``, ``x``, ``y``, ``mask``, ``outputs``, ``loss``, ``loss_fn(outputs, y, mask)``,
        ``validation_loss()``, ``text(codes)``, ``weights(net)``, ``before`` (the weights before the step), ``torch``
        and ``clip_grad_norm_``.

    Returns
    -------
    dict
        ``"train"``, of the step's batch, and ``"validation"``: lists of float.
    """
    with seeded(seed) as generator:
        net, training, validation = _prepared(recipe, generator)
        optimiser = (torch.optim.Adam if recipe.optimiser == "adam" else torch.optim.SGD)(
            net.parameters(), recipe.rate
        )
        held_out = _batch(recipe, validation)
        loss_fn = functools.partial(_loss, recipe)

        @torch.no_grad()
        def validation_loss():
            return loss_fn(_outputs(recipe, net, held_out[0]), *held_out[1:]).item()

        look = watch or (lambda moment, names: None)
        names = {
            "net": net,
            "loss_fn": loss_fn,
            "validation_loss": validation_loss,
            "text": _text,
            "weights": weights,
            "torch": torch,
            "clip_grad_norm_": clip_grad_norm_,
        }
        found = {"train": [], "validation": []}
        batches = _batches(recipe, training, generator)
        for step, items in zip(range(steps), batches, strict=False):
            x, y, mask = _batch(recipe, items)
            outputs = _outputs(recipe, net, x)
            loss = loss_fn(outputs, y, mask)
            if step % EVERY == 0:
                found["train"].append(loss.item())
                found["validation"].append(validation_loss())
            names |= {"x": x, "y": y, "mask": mask, "outputs": outputs, "loss": loss}
            look("forward", names)
            if recipe.clear:
                optimiser.zero_grad()
            look("backward", names)
            loss.backward()
            if recipe.max_norm is not None and not recipe.clip_late:
                clip_grad_norm_(net.parameters(), recipe.max_norm)
            look("step", names)
            names["before"] = weights(net)
            optimiser.step()
            if recipe.max_norm is not None and recipe.clip_late:
                clip_grad_norm_(net.parameters(), recipe.max_norm)
            look("end", names)
    return found


def _batches(recipe, items, generator):
    """Yield batches without end."""
    for _ in itertools.count():
        if recipe.shuffle:
            items = items.rows(torch.randperm(len(items.x), generator=generator))
        for start in range(0, len(items.x), BATCH):
            yield items.rows(slice(start, start + BATCH))


def _text(codes):
    """Return codes as text, without the pads."""
    symbols = letters()[0]
    return "".join(symbols[code] for code in codes.tolist() if code != PAD)


def probed(key, seed=0, steps=STEPS, first=0):
    """Return what the probe of a fault says: of the run that has the fault, and of the one that is the same without it.

    Parameters
    ----------
    key : str
        As in `lstm_course.signatures.faults.FAULTS`.
    seed : int
        Of the random numbers that are drawn.
    steps : int
        Steps to train.
    first : int
        The step from which on the probe looks.

    Returns
    -------
    here, mended : list
        A value for each step that it looked at.

    Raises
    ------
    ValueError
        Where there is no fault of this key.
    """
    faults = {fault.key: fault for fault in FAULTS}
    if key not in faults:
        raise ValueError(f"key must be one of {', '.join(faults)}, got {key!r}")
    fault = faults[key]
    code = compile(fault.probe, f"<probe of {key}>", "eval")

    def run(recipe):
        said = []
        seen = itertools.count()

        def watch(moment, names):
            if moment == fault.moment and next(seen) >= first:
                value = eval(code, dict(names))
                said.append(value.detach() if isinstance(value, torch.Tensor) else value)

        train(recipe, seed, steps, watch)
        return said

    here = run(RECIPES[key])
    return here, here if fault.mended == key else run(RECIPES[fault.mended])
