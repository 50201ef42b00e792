"""Exhibit: outputs (N, 1) minus targets (N,) are (N, N), and every forecast becomes the mean."""

import torch

from ....drive import museum
from ...exercise import Exercise, Exhibit, Mutant, Probe


def runs(rng):
    """Return short runs of training with one sequence, with one step, and with several of both."""

    def draw(N, T, D, rate, steps):
        return rng.normal(size=(N, T, D)), 2 * rng.normal(size=N), rate, steps, int(rng.integers(2**31))

    return [
        Probe(
            draw(1, 3, 2, 0.1, 2),
            "There is one sequence in this batch, so no output can meet another one's target: what goes wrong is in "
            "the loss itself or in the step.",
        ),
        Probe(draw(5, 3, 2, 0.1, 1)),
        Probe(draw(2, 2, 1, 0.2, 3)),
        Probe(draw(7, 1, 3, 0.3, 4)),
        Probe(draw(4, 4, 1, 0.05, 2)),
    ]


def repair_fit(net, x, y, rate, steps):
    optimiser = torch.optim.SGD(net.parameters(), lr=rate)
    losses = []
    for _ in range(steps):
        optimiser.zero_grad()
        errors = net(x)[:, 0] - y
        loss = (errors**2).mean()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses


_OUT = "net(x)[:, 0] - y"
_LOSS = "(errors**2).mean()"

EXERCISE = Exercise(
    name="repair_fit",
    signature="repair_fit(net, x, y, rate, steps)",
    returns={
        "losses": "(steps,), the loss before each step",
        "forecasts": "(N,), of the trained network",
    },
    reference=repair_fit,
    drive=museum.fit,
    probes=runs,
    tolerance=1e-6,
    pairs=False,
    points={"losses": 2, "forecasts": 2},
    read='lesson 11, "Signatures"',
    advice={
        "losses": "Each is the mean of N squared differences: an output and the target of the same sequence.",
        "forecasts": "They show where the steps went: what did the loss compare with what?",
    },
    exhibit=Exhibit(
        "every-output-meets-every-target",
        "pytorch/pytorch#16045",
        "The loss stops at the variance of the targets, and all sequences get nearly the same forecast.",
    ),
    hints=(
        "Print the shapes of net(x), of y and of their difference.",
        "How many numbers does the mean run over, and how many forecasts are there?",
        "Take the last axis off the outputs, net(x)[:, 0], or give the targets one.",
    ),
    mutants=(
        Mutant(
            "last-loss-only",
            "You return the loss of the last step alone. A list with a loss for each step is asked for.",
            edits={"return losses": "return losses[-1]"},
        ),
        Mutant(
            "another-optimiser",
            "You train with Adam. Keep SGD: the step is the one of the code.",
            edits={"torch.optim.SGD": "torch.optim.Adam"},
        ),
        Mutant(
            "rate-of-your-own",
            "Your rate is 0.1, whatever `rate` is.",
            edits={"lr=rate": "lr=0.1"},
        ),
        Mutant(
            "mean-before-the-square",
            "You square the mean of the differences. Too high and too low have cancelled by then: first the squares, "
            "then the mean.",
            edits={"(errors**2).mean()": "errors.mean() ** 2"},
        ),
        Mutant(
            "every-output-meets-every-target",
            "Right for one sequence, wrong for several: the loss is a mean over N times N differences, and the "
            "forecasts of all sequences move towards one number.",
            hint="M80",
            edits={_OUT: "net(x) - y"},
            same_as=("targets-as-a-row",),
        ),
        Mutant(
            "targets-as-a-row",
            "You gave the targets an axis in front. Outputs (N, 1) and targets (1, N) still make N times N "
            "differences.",
            hint="M80",
            edits={_OUT: "net(x) - y[None]"},
            same_as=("every-output-meets-every-target",),
        ),
        Mutant(
            "differences-averaged",
            "The loss has N terms now, but each compares an output with the mean of all targets: the mean over the "
            "N times N differences comes first, and hides their shape.",
            hint="M80",
            edits={_OUT: "(net(x) - y).mean(dim=1)"},
        ),
        Mutant(
            "mean-of-the-outputs",
            "You compare the mean of all outputs with each target. The shapes fit, but each sequence has an output "
            "of its own.",
            hint="M80",
            edits={_OUT: "net(x).mean() - y"},
        ),
        Mutant(
            "first-output",
            "You take the first row of the outputs, the forecast of one sequence, and compare it with all targets. "
            "It is the first column that holds one number for each.",
            hint="M80",
            edits={_OUT: "net(x)[0] - y"},
        ),
        Mutant(
            "sorted",
            "You sort outputs and targets. Then the smallest output meets the smallest target, whichever sequences "
            "they belong to.",
            edits={_OUT: "net(x)[:, 0].sort().values - y.sort().values"},
        ),
        Mutant(
            "targets-centred",
            "You take the mean away from the targets. The loss looks better, but the forecasts are no longer those "
            "of y.",
            edits={_OUT: "net(x)[:, 0] - (y - y.mean())"},
        ),
        Mutant(
            "sum",
            "You add the squares up. A mean is asked for, or the step grows with the batch.",
            edits={_LOSS: "(errors**2).sum()"},
        ),
        Mutant(
            "divided-by-n-squared",
            "You divide by N twice: the sum has N squares in it.",
            edits={_LOSS: "(errors**2).mean() / len(y)"},
        ),
        Mutant(
            "all-pairs-over-n",
            "You divide by N now, but what you add up are still N times N squares: every output meets every target.",
            hint="M80",
            edits={_OUT: "net(x) - y", _LOSS: "(errors**2).sum() / len(y)"},
        ),
        Mutant(
            "first-sequence-only",
            "You train on the first sequence alone. All N have an output and a target.",
            edits={_OUT: "net(x)[0] - y[0]"},
        ),
        Mutant(
            "rooted",
            "You take the root of the mean. The steps are those of the mean squared error.",
            edits={_LOSS: "(errors**2).mean().sqrt()"},
        ),
        Mutant(
            "absolute",
            "You take absolute differences. The loss is the mean of their squares.",
            edits={_LOSS: "errors.abs().mean()"},
        ),
        Mutant(
            "halved",
            "You halve the loss. Its gradient and the step are then half as large.",
            edits={_LOSS: "(errors**2).mean() / 2"},
        ),
        Mutant(
            "no-zero-grad",
            "The gradients are never cleared: each step uses the sum of all so far, and what somebody left there.",
            edits={"        optimiser.zero_grad()\n": ""},
        ),
        Mutant(
            "no-step",
            "The weights do not move: there is no step.",
            edits={"        optimiser.step()\n": ""},
        ),
    ),
)
