"""Exercise: share out among the inputs what a function gains on the way from a base."""

import numpy as np
import torch

from ....drive import inside
from ...exercise import Exercise, Mutant, Probe


def paths(rng):
    """Return functions of several kinds, bases that are not 0, few steps and many, and one input alone."""

    def probe(kind, D, steps, base=True):
        x = rng.uniform(0.5, 2.5, D)
        start = rng.uniform(-1.5, 0.4, D) if base else np.zeros(D)
        return Probe((kind, x, start, steps))

    return [
        probe("product", 2, 3, base=False),
        probe("linear", 3, 2),
        probe("squares", 4, 5),
        probe("saturated", 3, 8),
        probe("waves", 3, 7),
        probe("waves", 2, 1),
        probe("largest", 4, 6),
        probe("product", 3, 10),
        probe("saturated", 2, 4, base=False),
        probe("squares", 1, 3),
        Probe(("waves", -rng.uniform(0.5, 2.0, 3), rng.uniform(1.0, 2.0, 3), 5)),
    ]


def integrated_gradients(f, x, base, steps):
    total = torch.zeros_like(x)
    for m in range(steps):
        point = base + (m + 0.5) / steps * (x - base)
        point.requires_grad_()
        (gradient,) = torch.autograd.grad(f(point), point)
        total = total + gradient
    return (x - base) * total / steps


def _gradient(f, point):
    point = point.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(f(point), point)
    return gradient


def _along(shares):
    """Return the function that takes its points elsewhere; `shares` gives places and weights for a number of steps."""

    def integrated_gradients(f, x, base, steps):
        places, weights = shares(steps)
        total = sum(
            w * _gradient(f, base + float(a) * (x - base)) for a, w in zip(places, weights, strict=True)
        )
        return (x - base) * total

    return integrated_gradients


def _trapezoid(steps):
    weights = np.full(steps + 1, 1 / steps)
    weights[[0, -1]] /= 2
    return np.linspace(0, 1, steps + 1), weights


def _piled_up(f, x, base, steps):
    total, grad = torch.zeros_like(x), torch.zeros_like(x)
    for m in range(steps):
        grad = grad + _gradient(f, base + (m + 0.5) / steps * (x - base))
        total = total + grad
    return (x - base) * total / steps


def _one_by_one(f, x, base, steps):
    """Return the mistake of a path along the axes."""
    point, shares = base.clone(), []
    for d in range(len(x)):
        total = 0.0
        for m in range(steps):
            on = point.clone()
            on[d] = base[d] + (m + 0.5) / steps * (x[d] - base[d])
            total = total + _gradient(f, on)[d]
        shares.append((x[d] - base[d]) * total / steps)
        point[d] = x[d]
    return torch.stack(shares)


def _made_complete(f, x, base, steps):
    found = integrated_gradients(f, x, base, steps)
    return found * (f(x) - f(base)) / found.sum()


def _covered(f, x, base, steps):
    found = []
    for d in range(len(x)):
        other = x.clone()
        other[d] = base[d]
        found.append(f(x) - f(other))
    return torch.stack(found)


def _base_zero(f, x, base, steps):
    return integrated_gradients(f, x, torch.zeros_like(x), steps)


def _in_place(f, x, base, steps):
    found = integrated_gradients(f, x, base, steps)
    x -= base
    return found


def _asking(f, x, base, steps):
    x.requires_grad_()
    return integrated_gradients(f, x.detach(), base, steps)


def _for_x(f, x, base, steps):
    """Return the mistake of gradients that went on from the points to x."""
    end, total = x.clone().requires_grad_(), torch.zeros_like(x)
    for m in range(steps):
        (gradient,) = torch.autograd.grad(f(base + (m + 0.5) / steps * (end - base)), end)
        total = total + gradient
    return (x - base) * total / steps


_POINT = "base + (m + 0.5) / steps * (x - base)"
_SUM = "total = total + gradient"
_RETURN = "(x - base) * total / steps"

EXERCISE = Exercise(
    name="integrated_gradients",
    signature="integrated_gradients(f, x, base, steps)",
    returns={"shares": "(D,)", "arguments": "x and base, and whether they ask for gradients, afterwards"},
    drive=inside.shared_out,
    reference=integrated_gradients,
    probes=paths,
    points={"shares": 5, "arguments": 1},
    pairs=False,
    tolerance=1e-5,
    read='lesson 21, "Which letters mattered"',
    advice={
        "shares": "The mean of the gradients at the middles of equal pieces of the straight way from base to x, times "
        "x - base.",
        "arguments": "Your function changes x or base, or their requires_grad. Work on tensors of your own.",
    },
    hints=(
        "Cut the straight way from base to x into `steps` equal pieces and go to the middle of each: how far along is "
        "the middle of piece m?",
        "A point for which you want a gradient must be a tensor of its own with requires_grad_(); "
        "torch.autograd.grad(f(point), point) returns a tuple with one gradient.",
        "The middle of piece m is at the share (m + 0.5) / steps of the way. Average the gradients, multiply by x - "
        "base, entry by entry.",
    ),
    mutants=(
        Mutant(
            "times-x",
            "You multiply by x. Each input gets the gradient times the way that it has gone, x - base.",
            edits={_RETURN: "x * total / steps"},
        ),
        Mutant(
            "base-ignored",
            "You begin at 0 whatever base says. What counts as nothing is a choice, and the caller made it.",
            fn=_base_zero,
        ),
        Mutant(
            "path-without-base",
            "Your points lie on the way from 0 to x - base. Add base to them.",
            edits={_POINT: "(m + 0.5) / steps * (x - base)"},
        ),
        Mutant(
            "path-to-x-plus-base",
            "Your points lie on the way from base to base + x. The way ends at x: it is x - base long.",
            edits={_POINT: "base + (m + 0.5) / steps * x"},
        ),
        Mutant(
            "path-from-zero",
            "Your points lie on the way from 0 to x. The way begins at base.",
            edits={_POINT: "(m + 0.5) / steps * x"},
        ),
        Mutant(
            "beginnings",
            "You take the gradient at the beginning of each piece. Take it at the middle: the error is then much "
            "smaller.",
            edits={_POINT: "base + m / steps * (x - base)"},
        ),
        Mutant(
            "ends",
            "You take the gradient at the end of each piece. Take it at the middle: the error is then much smaller.",
            edits={_POINT: "base + (m + 1) / steps * (x - base)"},
        ),
        Mutant(
            "both-ends",
            "You spread the points from base to x with both ends among them, and give each the same weight: the ends "
            "count double. Take the middles of the pieces.",
            fn=_along(lambda steps: (np.linspace(0, 1, steps), np.full(steps, 1 / steps))),
        ),
        Mutant(
            "one-point-more",
            "You take one point more than there are pieces, both ends among them. Take the middle of each piece.",
            fn=_along(lambda steps: (np.linspace(0, 1, steps + 1), np.full(steps + 1, 1 / (steps + 1)))),
        ),
        Mutant(
            "one-point-more-summed",
            "You take one point more than there are pieces and divide by the pieces: the weights sum to more than 1. "
            "Take the middle of each piece.",
            fn=_along(lambda steps: (np.linspace(0, 1, steps + 1), np.full(steps + 1, 1 / steps))),
        ),
        Mutant(
            "trapezoids",
            "You take trapezoids. That is a good rule, but with as many pieces the middles are closer, and the middles "
            "were asked for.",
            fn=_along(_trapezoid),
        ),
        Mutant(
            "inner-points",
            "You divide the way by steps + 1 and leave out the ends. Take the middle of each of `steps` pieces.",
            fn=_along(lambda steps: (np.arange(1, steps + 1) / (steps + 1), np.full(steps, 1 / steps))),
        ),
        Mutant(
            "at-x-only",
            "You take the gradient at x alone: that is gradient times input. Where the function has flattened out it "
            "is nearly 0, though the input made all the difference on the way.",
            edits={_POINT: "x.clone()"},
        ),
        Mutant(
            "at-base-only",
            "You take the gradient at base alone. Go the whole way to x.",
            edits={_POINT: "base.clone()"},
        ),
        Mutant(
            "mean-point",
            "You take one gradient, at the middle of the whole way. The mean of the gradients is not the gradient at "
            "the mean.",
            edits={_POINT: "base + 0.5 * (x - base)"},
        ),
        Mutant(
            "steps-ignored",
            "You take 50 points whatever steps says.",
            fn=_along(lambda steps: ((np.arange(50) + 0.5) / 50, np.full(50, 1 / 50))),
        ),
        Mutant(
            "one-step-too-few",
            "Your last piece is missing: an off-by-one.",
            edits={"range(steps)": "range(steps - 1)"},
        ),
        Mutant(
            "pieces-from-one",
            "You number the pieces from 1 and add one half: your points are too far along, the last lies beyond x.",
            edits={"range(steps)": "range(1, steps + 1)"},
        ),
        Mutant(
            "absolute",
            "You take absolute values at the end. An input that pulls the function down has a share below 0, and only "
            "with signs do the shares add up to the gain.",
            edits={_RETURN: "((x - base) * total / steps).abs()"},
        ),
        Mutant(
            "absolute-gradients",
            "You add up absolute gradients. What goes up and down again on the way must cancel.",
            edits={_SUM: "total = total + gradient.abs()"},
        ),
        Mutant(
            "squared-gradients",
            "You add up squared gradients. The plain ones add up to the gain.",
            edits={_SUM: "total = total + gradient**2"},
        ),
        Mutant(
            "last-gradient",
            "You keep the last gradient alone. Add them up.",
            edits={_SUM: "total = gradient"},
        ),
        Mutant(
            "piled-up",
            "Your gradients pile up from point to point: each is added again at all later points. (That happens with "
            ".backward() where .grad is not cleared.)",
            fn=_piled_up,
        ),
        Mutant(
            "not-averaged",
            "You do not divide by the number of steps: the more steps, the larger your shares.",
            edits={_RETURN: "(x - base) * total"},
        ),
        Mutant(
            "not-multiplied",
            "You return the mean gradient. Multiply it by the way that each input has gone, x - base.",
            edits={_RETURN: "total / steps"},
        ),
        Mutant(
            "turned",
            "You multiply by base - x. The way goes from base to x.",
            edits={_RETURN: "(base - x) * total / steps"},
        ),
        Mutant(
            "summed",
            "You add up the shares. One for each input was asked for.",
            edits={_RETURN: "((x - base) * total).sum() / steps"},
        ),
        Mutant(
            "distance",
            "You multiply by the length of the whole way. Each input has gone a way of its own, its entry of x - "
            "base.",
            edits={_RETURN: "(x - base).norm() * total / steps"},
        ),
        Mutant(
            "shares-of-one",
            "You divide by the sum. The shares add up to the gain, not to 1.",
            edits={_RETURN: "(x - base) * total / ((x - base) * total).sum()"},
        ),
        Mutant(
            "made-complete",
            "You stretch the shares until their sum is right. How far the sum is off is what tells you whether there "
            "are enough steps: leave it.",
            fn=_made_complete,
        ),
        Mutant(
            "one-input-after-the-other",
            "Your way goes along one input after the other. Then the order of the inputs decides; the straight way "
            "moves all at once.",
            fn=_one_by_one,
        ),
        Mutant(
            "covered",
            "You set one input to its base and look how far f falls. That is occlusion: its numbers need not add up to "
            "the gain.",
            fn=_covered,
        ),
        Mutant(
            "in-place",
            "Your numbers are right, but you change x. Work on a tensor of your own.",
            hint="M23",
            fn=_in_place,
        ),
        Mutant(
            "requires-grad-left-on",
            "Your numbers are right, but x asks for gradients afterwards: requires_grad_() works in place. Call it on "
            "a tensor of your own.",
            fn=_asking,
        ),
        Mutant(
            "gradient-for-x",
            "You take the gradient for x, and it goes through the point: it is multiplied by the share of the "
            "way. Take it for the point, a tensor of its own.",
            fn=_for_x,
        ),
        Mutant(
            "divided-by-D",
            "You divide by the number of inputs. The mean runs over the steps.",
            edits={_RETURN: "(x - base) * total / len(x)"},
        ),
        Mutant(
            "gain-shared-out",
            "You multiply by what f gains. Multiply by the way of each input, x - base.",
            edits={_RETURN: "(f(x) - f(base)) * total / steps"},
        ),
        Mutant(
            "times-the-point",
            "You multiply each gradient by its point and average that. Multiply the mean gradient by x - base, once.",
            edits={_SUM: "total = total + gradient * point.detach()", _RETURN: "total / steps"},
        ),
        Mutant(
            "way-squared",
            "You multiply by x - base twice.",
            edits={_RETURN: "(x - base) ** 2 * total / steps"},
        ),
    ),
)
