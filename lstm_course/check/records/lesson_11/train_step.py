"""Exercise: one step of training, in order."""

from torch import nn

from ....drive import training
from ...exercise import Exercise, Mutant, Probe


def step_probes(rng):
    """Return batches for several steps, with a norm far above the gradient's, and with one far below."""

    def batches(steps, N, T, D, V):
        return rng.normal(size=(steps, N, T, D)), 3 * rng.normal(size=(steps, N, T, V))

    def seed():
        return int(rng.integers(2**31))

    one = (*batches(1, 2, 3, 2, 2), "SGD", 0.1, 1e6, seed())
    several = (*batches(3, 2, 3, 2, 2), "SGD", 0.1, 1e6, seed())
    clipped = (*batches(3, 3, 2, 3, 2), "SGD", 0.5, 0.3, seed())
    single = (*batches(3, 1, 1, 1, 1), "Adam", 0.05, 0.02, seed())
    return [
        Probe(
            one,
            "Already the first step, with a limit so large that nothing is clipped, is not the one asked for.",
            part="weights",
        ),
        Probe(several),
        Probe(clipped),
        Probe(single),
    ]


def train_step(net, optimiser, loss_fn, x, y, max_norm):
    net.train()
    optimiser.zero_grad()
    loss = loss_fn(net(x), y)
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), max_norm)
    optimiser.step()
    return loss.item()


_CLEAR = "    optimiser.zero_grad()\n"
_BACK = "    loss.backward()\n"
_CLIP = "    nn.utils.clip_grad_norm_(net.parameters(), max_norm)\n"
_STEP = "    optimiser.step()\n"
_ALONE = """    for parameter in net.parameters():
        nn.utils.clip_grad_norm_([parameter], max_norm)
"""
_ALWAYS = """    norm = sum(parameter.grad.square().sum() for parameter in net.parameters()).sqrt()
    for parameter in net.parameters():
        parameter.grad.mul_(max_norm / norm)
"""

EXERCISE = Exercise(
    name="train_step",
    signature="train_step(net, optimiser, loss_fn, x, y, max_norm)",
    returns={
        "losses": "(steps,), the number that each call returned",
        "weights": "(P,), after all steps",
        "training": "the mode at each call of the network, one in each step, and after each step",
    },
    reference=train_step,
    drive=training.steps,
    tolerance=1e-5,
    probes=step_probes,
    points={"losses": 1, "weights": 4, "training": 1},
    read='lesson 11, "One step, in order"',
    advice={
        "losses": "Return the loss of this batch, before the step, as a number. After a step that is not right all "
        "later losses differ, too.",
        "weights": "Six lines in order: clear the gradients, forward, loss, backward, clip, step.",
        "training": "The network comes in the mode that the last evaluation left it in, and is left in training mode.",
    },
    hints=(
        "What is still in .grad from the batch before? And who turns dropout on again after an evaluation?",
        "net.train(), zero_grad, loss, backward, clip, step. Gradients exist only after backward, and are used by "
        "step.",
        "nn.utils.clip_grad_norm_(net.parameters(), max_norm) goes between backward and step; return loss.item().",
    ),
    mutants=(
        Mutant(
            "limit-of-one",
            "You clip to a norm of 1, whatever max_norm is.",
            hint="M49",
            edits={"net.parameters(), max_norm)": "net.parameters(), 1.0)"},
        ),
        Mutant(
            "mode-set-at-the-end",
            "You put the network into training mode after the step. The forward pass of this step still runs as the "
            "last evaluation left it.",
            hint="M36",
            edits={
                "    net.train()\n": "",
                "    optimiser.step()\n": "    optimiser.step()\n    net.train()\n",
            },
        ),
        Mutant(
            "sum-of-sizes",
            "You clip the sum of the sizes of all gradients, norm_type=1. The norm is the root of the sum of their "
            "squares.",
            hint="M49",
            edits={"net.parameters(), max_norm)": "net.parameters(), max_norm, norm_type=1)"},
        ),
        Mutant(
            "divided-by-the-batch",
            "You divide the loss by the size of the batch before you return it. loss_fn has taken its mean already.",
            edits={"return loss.item()": "return loss.item() / len(x)"},
        ),
        Mutant(
            "no-zero-grad",
            "The gradients are never cleared, so each step uses the sum of all batches so far. Where "
            "the gradient is clipped, the curve hardly shows it.",
            edits={_CLEAR: ""},
        ),
        Mutant(
            "no-step",
            "The weights do not move: there is no step, or when it comes nothing is left in the gradients. zero_grad "
            "comes before backward, and step after it.",
            edits={_STEP: ""},
            same_as=("zero-grad-after-backward",),
        ),
        Mutant(
            "zero-grad-after-backward",
            "You clear the gradients after backward, so there is nothing left to step with and the weights stay where "
            "they were.",
            edits={_CLEAR: "", _BACK: _BACK + _CLEAR},
            same_as=("no-step",),
        ),
        Mutant(
            "no-clipping",
            "The clipping has no effect on the step: it is missing, or it stands before backward or after step.",
            hint="M49",
            edits={_CLIP: ""},
            same_as=("clip-after-step", "clips-before-backward"),
        ),
        Mutant(
            "clip-after-step",
            "You clip after the step. By then the gradients have been used: clipping changes nothing any more.",
            hint="M49",
            edits={_CLIP: "", _STEP: _STEP + _CLIP},
            same_as=("no-clipping", "clips-before-backward"),
        ),
        Mutant(
            "clips-before-backward",
            "You clip before backward, when there are no gradients of this batch yet: clipping changes nothing.",
            hint="M49",
            edits={_CLIP: "", _BACK: _CLIP + _BACK},
            same_as=("no-clipping", "clip-after-step"),
        ),
        Mutant(
            "clips-values",
            "You clip each number of the gradient. That bends its direction; clipping by norm shortens it and keeps "
            "where it points.",
            hint="M49",
            edits={"clip_grad_norm_": "clip_grad_value_"},
        ),
        Mutant(
            "each-tensor-alone",
            "You clip each tensor on its own, so that their sizes against each other change. One norm is taken over "
            "all parameters together.",
            hint="M49",
            edits={_CLIP: _ALONE},
        ),
        Mutant(
            "scales-always",
            "You scale the gradient to max_norm in any case. A gradient that is shorter stays as it is.",
            hint="M49",
            edits={_CLIP: _ALWAYS},
        ),
        Mutant(
            "clears-at-the-end",
            "You clear the gradients after the step only. Whoever used the network before you may have left some: "
            "clear them first.",
            edits={
                "    optimiser.zero_grad()\n": "",
                "    optimiser.step()\n": "    optimiser.step()\n    optimiser.zero_grad()\n",
            },
        ),
        Mutant(
            "own-loss",
            "You do not use loss_fn: the loss that is handed in is the one to train on.",
            edits={"loss_fn(net(x), y)": "nn.functional.mse_loss(net(x), y)"},
        ),
        Mutant(
            "exchanged",
            "You hand loss_fn the targets first. A loss need not be symmetric: outputs come first.",
            edits={"loss_fn(net(x), y)": "loss_fn(y, net(x))"},
        ),
        Mutant(
            "left-in-evaluation",
            "You leave the network in evaluation mode.",
            edits={"    optimiser.step()\n": "    optimiser.step()\n    net.eval()\n"},
        ),
        Mutant(
            "no-train-mode",
            "The network is not put into training mode, so dropout stays off after the first evaluation.",
            hint="M36",
            edits={"    net.train()\n": ""},
        ),
        Mutant(
            "step-twice",
            "You take two steps with one gradient.",
            edits={"    optimiser.step()\n": "    optimiser.step()\n    optimiser.step()\n"},
        ),
        Mutant(
            "loss-after-the-step",
            "You return the loss of the same batch after the step. What is kept in a training curve is the loss that "
            "the step was made from.",
            edits={"return loss.item()": "return loss_fn(net(x), y).item()"},
        ),
        Mutant(
            "norm-for-loss",
            "You return the norm of the gradient. The loss is asked for.",
            edits={
                "    nn.utils.clip_grad_norm_": "    norm = nn.utils.clip_grad_norm_",
                "return loss.item()": "return norm.item()",
            },
        ),
        Mutant(
            "squared-norm",
            "Your limit on the norm is not max_norm. clip_grad_norm_ takes the limit itself, not its square or root.",
            edits={"net.parameters(), max_norm)": "net.parameters(), max_norm**2)"},
        ),
        Mutant(
            "network-called-twice",
            "You call the network twice in one step. The loss that is returned is the one that backward starts from: "
            "call the network once, and keep its loss.",
            edits={"    return loss.item()": "    net(x)\n    return loss.item()"},
        ),
        Mutant(
            "largest-number-clipped",
            "Your norm is the largest single number of the gradient. The norm is the root of the sum of all squares.",
            hint="M49",
            edits={"net.parameters(), max_norm": 'net.parameters(), max_norm, norm_type=float("inf")'},
        ),
        Mutant(
            "weights-clipped",
            "You clip the weights. It is the gradient that is clipped, between backward and step.",
            edits={
                _CLIP: "    for parameter in net.parameters():\n        parameter.data.clamp_(-max_norm, max_norm)\n"
            },
        ),
    ),
)
