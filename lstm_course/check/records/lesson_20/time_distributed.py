"""Exercise: one network for every frame of every clip."""

import torch

from ....drive import pictures
from ...exercise import Exercise, Mutant, Probe


def clips(rng):
    """Return clips for three networks, with sizes of 1, N equal to T, and as many channels as time steps."""

    def probe(kind, *shape):
        return Probe((kind, rng.normal(size=shape)))

    return [
        probe("features", 2, 3, 1, 4, 3),
        probe("number", 3, 4, 2, 2, 3),
        probe("maps", 2, 5, 2, 3, 4),
        probe("features", 3, 3, 3, 2, 2),
        probe("number", 1, 4, 1, 2, 2),
        probe("maps", 4, 1, 3, 2, 1),
        probe("features", 1, 1, 2, 3, 2),
        probe("number", 1, 1, 1, 1, 1),
        probe("maps", 2, 2, 2, 2, 2),
    ]


def time_distributed(f, x):
    N, T = x.shape[:2]
    pictures = x.flatten(0, 1)  # (N * T, C, H, W)
    out = f(pictures)
    return out.unflatten(0, (N, T))


def _loop_over_time(f, x):
    return torch.stack([f(x[:, t]) for t in range(x.shape[1])], dim=1)


def _loop_over_clips(f, x):
    return torch.stack([f(clip) for clip in x])


def _loop_over_pictures(f, x):
    return torch.stack([torch.cat([f(one[None]) for one in clip]) for clip in x])


_FLAT = "x.flatten(0, 1)"
_CALL = "out = f(pictures)"
_BACK = "out.unflatten(0, (N, T))"

EXERCISE = Exercise(
    name="time_distributed",
    signature="time_distributed(f, x)",
    returns={"out": "(N, T, ...)", "gradient": "(N, T, C, H, W)", "calls": "a whole number"},
    drive=pictures.frame_by_frame,
    reference=time_distributed,
    probes=clips,
    points={"out": 4, "gradient": 1, "calls": 1},
    pairs=False,
    read='lesson 20, "One network, every frame"',
    advice={
        "out": "out[n, t] is what f gives for the picture x[n, t], and nothing else has an influence on it. Compare "
        "one entry with f(x[n, t][None])[0].",
        "gradient": "Gradients must find their way back from the result to x: no detach, no no_grad, no NumPy.",
        "calls": "All N * T pictures go to f in one call.",
    },
    hints=(
        "f takes a batch of pictures. To f, N clips of T frames are a batch of N * T pictures.",
        "x.flatten(0, 1) joins the first two axes, clip by clip. After f, take the first axis apart in the same order.",
        "out = f(x.flatten(0, 1)), then out.unflatten(0, (N, T)): all other axes stay, however many there are.",
    ),
    mutants=(
        Mutant(
            "time-first-by-view",
            "The sizes are right and the frames are not: you take the first axis apart as (T, N) though it is joined "
            "as (N, T), clip by clip. So frames of different clips are mixed.",
            hint="M29",
            edits={_BACK: "out.unflatten(0, (T, N)).transpose(0, 1)"},
        ),
        Mutant(
            "time-and-batch-exchanged",
            "You take the first axis apart as (T, N). It was joined as (N, T), clip by clip, and comes apart the same "
            "way.",
            hint="M29",
            edits={_BACK: "out.unflatten(0, (T, N))"},
        ),
        Mutant(
            "joined-time-first",
            "You join the axes step by step and take them apart clip by clip. Frames of different clips are mixed: use "
            "the same order both times.",
            hint="M29",
            edits={_FLAT: "x.transpose(0, 1).flatten(0, 1)"},
        ),
        Mutant(
            "left-time-first",
            "Your result is (T, N, ...): the frames are right, and batch and time are exchanged. The clips come first.",
            hint="M28",
            edits={_FLAT: "x.transpose(0, 1).flatten(0, 1)", _BACK: "out.unflatten(0, (T, N))"},
        ),
        Mutant(
            "frames-averaged-before",
            "You average the frames of a clip and show f the mean picture. Nothing can bring their order back after "
            "that: f sees every frame alone.",
            hint="M76",
            edits={_FLAT: "x.mean(dim=1)", _BACK: "out[:, None].expand(N, T, *out.shape[1:])"},
        ),
        Mutant(
            "frames-averaged-before, and no time",
            "You average the frames of a clip before f, so the result has no axis of time. f sees every frame alone, "
            "and what it says of each is kept.",
            hint="M76",
            edits={_FLAT: "x.mean(dim=1)", _BACK: "out"},
        ),
        Mutant(
            "frames-averaged-after",
            "You average over time what f says of the frames. Their order is lost that way; keep one result for each "
            "frame.",
            hint="M76",
            edits={_BACK: "out.unflatten(0, (N, T)).mean(dim=1)"},
        ),
        Mutant(
            "frames-averaged-after, and repeated",
            "Every step has the mean over all steps. Keep for each frame what f says of it.",
            hint="M76",
            edits={
                _BACK: "out.unflatten(0, (N, T)) * 0 + out.unflatten(0, (N, T)).mean(dim=1, keepdim=True)",
            },
        ),
        Mutant(
            "added-up",
            "You add up over time what f says of the frames. Keep one result for each frame.",
            hint="M76",
            edits={_BACK: "out.unflatten(0, (N, T)).sum(dim=1)"},
        ),
        Mutant(
            "running-sum",
            "Each of your steps holds the sum over all steps so far. f has no memory: each frame has a result of its "
            "own.",
            edits={_BACK: "out.unflatten(0, (N, T)).cumsum(dim=1)"},
        ),
        Mutant(
            "last-frame",
            "You keep the last frame alone. All frames are asked for.",
            edits={_BACK: "out.unflatten(0, (N, T))[:, -1]"},
        ),
        Mutant(
            "first-frame",
            "You keep the first frame alone. All frames are asked for.",
            edits={_BACK: "out.unflatten(0, (N, T))[:, 0]"},
        ),
        Mutant(
            "first-frame-for-all",
            "Every step of your result is that of the first frame.",
            edits={_BACK: "out.unflatten(0, (N, T))[:, :1] + 0 * out.unflatten(0, (N, T))"},
        ),
        Mutant(
            "last-frame-for-all",
            "Every step of your result is that of the last frame.",
            edits={_BACK: "out.unflatten(0, (N, T))[:, -1:] + 0 * out.unflatten(0, (N, T))"},
        ),
        Mutant(
            "first-clip-for-all",
            "Every clip of your result is the first one.",
            edits={_BACK: "out.unflatten(0, (N, T))[:1] + 0 * out.unflatten(0, (N, T))"},
        ),
        Mutant(
            "backwards",
            "Your frames come in the opposite order.",
            edits={_BACK: "out.unflatten(0, (N, T)).flip(1)"},
        ),
        Mutant(
            "not-taken-apart",
            "Your result still has N * T rows. Take the first axis apart again, to (N, T).",
            edits={_BACK: "out"},
        ),
        Mutant(
            "features-joined",
            "You join all axes that f returns into one, or add one where it returns a single number for each picture. "
            "Only the first axis is taken apart; all others stay as f made them.",
            edits={_BACK: "out.reshape(N, T, -1)"},
        ),
        Mutant(
            "squeezed",
            "Your result has lost its axes of size 1. One clip or one frame is a batch as well.",
            edits={_BACK: "out.unflatten(0, (N, T)).squeeze()"},
        ),
        Mutant(
            "channels-and-time-exchanged",
            "You exchange time and channels on the way in: f gets pictures that are made of one channel at several "
            "times.",
            edits={_FLAT: "x.transpose(1, 2).reshape(N * T, *x.shape[2:])"},
        ),
        Mutant(
            "height-and-width-exchanged",
            "You exchange height and width of the pictures.",
            edits={_FLAT: "x.flatten(0, 1).transpose(2, 3)"},
        ),
        Mutant(
            "channels-last",
            "You move the channels to the end. f takes (B, C, H, W), as x has them.",
            edits={_FLAT: "x.flatten(0, 1).movedim(1, -1)"},
        ),
        Mutant(
            "time-last",
            "You put time at the end. The result is (N, T, ...).",
            edits={_BACK: "out.unflatten(0, (N, T)).movedim(1, -1)"},
        ),
        Mutant(
            "loop-over-time",
            "The numbers are right, but you call f once for each time step: T small calls take longer than one large "
            "one, and a BatchNorm in f would see each step as a batch of its own. Join the axes and call f once.",
            fn=_loop_over_time,
        ),
        Mutant(
            "loop-over-clips",
            "The numbers are right, but you call f once for each clip: N small calls take longer than one large one, "
            "and a BatchNorm in f would see each clip as a batch of its own. Join the axes and call f once.",
            fn=_loop_over_clips,
        ),
        Mutant(
            "loop-over-pictures",
            "The numbers are right, but you call f once for each picture: N * T small calls take many times longer "
            "than one large one. Join the axes and call f once.",
            fn=_loop_over_pictures,
        ),
        Mutant(
            "called-twice",
            "The numbers are right, but you call f twice. Keep what it returned the first time.",
            edits={_CALL: "out = f(pictures)\n    out = f(pictures)"},
        ),
        Mutant(
            "graph-cut",
            "The numbers are right, but no gradient finds its way back to x, so what made x cannot learn. No detach, "
            "no no_grad and no new tensor made from the numbers, before f or after it.",
            edits={_BACK: "out.unflatten(0, (N, T)).detach()"},
        ),
        Mutant(
            "mean-taken-away",
            "You take the mean picture of the batch away before f, so that a picture's result depends on the others.",
            edits={_FLAT: "(x - x.mean(dim=(0, 1))).flatten(0, 1)"},
        ),
        Mutant(
            "channels-last-by-reshape",
            "You reshape the pictures to (B, H, W, C). A reshape moves no numbers, so rows and channels are mixed; f "
            "takes (B, C, H, W), as x has them.",
            edits={_FLAT: "x.reshape(N * T, *x.shape[3:], x.shape[2])"},
        ),
        Mutant(
            "frames-as-channels",
            "You make the frames of a clip the channels of one picture. f then sees them all at once, and there is one "
            "result for each clip, not for each frame.",
            hint="M76",
            edits={_FLAT: "x.flatten(1, 2)", _BACK: "out"},
        ),
        Mutant(
            "largest-over-time",
            "You keep the largest value over time. The order of the frames is lost that way; keep one result for each.",
            hint="M76",
            edits={_BACK: "out.unflatten(0, (N, T)).amax(dim=1)"},
        ),
        Mutant(
            "frames-added-before",
            "You add up the frames of a clip and show f their sum. f sees every frame alone, and what it says of each "
            "is kept.",
            hint="M76",
            edits={_FLAT: "x.sum(dim=1)", _BACK: "out"},
        ),
        Mutant(
            "one-further-axis",
            "You bring back just one further axis of what f returns. There may be none, where f makes one number of "
            "each picture, or several: take all of out.shape[1:].",
            edits={_BACK: "out.reshape(N, T, out.shape[1])"},
        ),
    ),
)
