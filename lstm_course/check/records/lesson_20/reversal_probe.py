"""Exercise: the accuracy of a network on clips that run backwards, by their old labels and by the mirrored ones."""

import numpy as np
import torch

from ....drive import pictures
from ...exercise import Exercise, Mutant, Probe

MIRRORS = {2: [1, 0], 3: [2, 1, 0], 4: [1, 0, 3, 2], 6: [3, 4, 5, 0, 1, 2]}


def readers(rng):
    """Return networks that see order and one that does not, in both modes, padding that is no zero, and one clip."""

    def probe(kind, N, T, K, training=False, full=False, C=1, side=2, longest=None):
        lengths = np.full(N, T) if full else rng.integers(1, (longest or T) + 1, N)
        clips = rng.normal(size=(N, T, C, side, side + 1))
        labels, mirror = rng.integers(0, K, N), np.array(MIRRORS[K])
        return Probe((kind, training, clips, lengths, labels, mirror))

    return [
        probe("in order", 24, 5, 6, full=True),
        probe("bag", 30, 4, 3),
        probe("last", 30, 6, 4),
        probe("first", 30, 5, 6),
        probe("in order", 40, 5, 4, C=2),
        probe("all frames", 30, 6, 3, longest=4),
        probe("in order", 30, 4, 4, training=True),
        probe("all frames", 24, 4, 6, training=True, side=1),
        probe("last", 5, 5, 2, full=True),
        probe("in order", 1, 4, 3, side=1),
        probe("first", 6, 6, 6),
    ]


def reversal_probe(model, clips, lengths, labels, mirror):
    model.eval()
    turned = clips.clone()
    for n, length in enumerate(lengths):
        turned[n, :length] = clips[n, :length].flip(0)
    with torch.no_grad():
        found = model(turned, lengths).argmax(dim=1)
    same = (found == labels).double().mean()
    mirrored = (found == mirror[labels]).double().mean()
    return same.item(), mirrored.item()


def _forward_and_backward(model, clips, lengths, labels, mirror):
    """Return the mistake of comparing both directions with the same labels."""
    model.eval()
    before = (model(clips, lengths).argmax(dim=1) == labels).double().mean().item()
    return before, reversal_probe(model, clips, lengths, labels, mirror)[0]


_LOOP = "turned[n, :length] = clips[n, :length].flip(0)"
_FOUND = "model(turned, lengths).argmax(dim=1)"
_SAME = "(found == labels).double().mean()"
_MIRRORED = "(found == mirror[labels]).double().mean()"
_RETURN = "return same.item(), mirrored.item()"

EXERCISE = Exercise(
    name="reversal_probe",
    signature="reversal_probe(model, clips, lengths, labels, mirror)",
    returns={
        "same": "a share, from 0 to 1",
        "mirrored": "a share, from 0 to 1",
        "clips": "the clips, afterwards",
    },
    drive=pictures.backwards,
    reference=reversal_probe,
    probes=readers,
    points={"same": 3, "mirrored": 2, "clips": 1},
    pairs=False,
    read='lesson 20, "What a bag can know"',
    advice={
        "same": "Evaluation mode; the real frames of each clip in the opposite order, its padding where it was; then "
        "the class with the largest logit against the label.",
        "mirrored": "mirror[k] is the class of a clip of class k that runs backwards: compare with mirror[labels].",
        "clips": "Your function changes its argument clips. Work on a clone.",
    },
    hints=(
        "Turn each clip by itself, over its own length: the network must not meet the padding first.",
        "model.eval(), then model(turned, lengths) gives logits (N, K); the class is the largest along the classes.",
        "turned = clips.clone(), turned[n, :length] = clips[n, :length].flip(0); then compare the classes with labels, "
        "and with mirror[labels].",
    ),
    mutants=(
        Mutant(
            "pads-turned-to-the-front",
            "You turn whole rows round, so that a short clip begins with its padding. Turn the real frames alone.",
            hint="M39",
            edits={_LOOP: "turned[n] = clips[n].flip(0)"},
        ),
        Mutant(
            "padding-turned-too",
            "You turn the padding round as well, behind the clip. It stays as it is.",
            edits={_LOOP: "turned[n] = torch.cat([clips[n, :length].flip(0), clips[n, length:].flip(0)])"},
        ),
        Mutant(
            "padding-set-to-zero",
            "You overwrite the padding with zeros. It stays as it is, or the network is asked about other clips.",
            edits={"clips.clone()": "torch.zeros_like(clips)"},
        ),
        Mutant(
            "pads-in-front",
            "You put the padding in front of the turned clip. It stays behind.",
            hint="M39",
            edits={_LOOP: "turned[n] = torch.cat([clips[n, length:], clips[n, :length].flip(0)])"},
        ),
        Mutant(
            "pictures-turned",
            "You turn the pictures, and not the clip: the last axis is the width. Time is the first axis of a clip.",
            edits={_LOOP: "turned[n, :length] = clips[n, :length].flip(-1)"},
        ),
        Mutant(
            "pictures-upside-down",
            "You turn the pictures upside down, and not the clip. Time is the first axis of a clip.",
            edits={_LOOP: "turned[n, :length] = clips[n, :length].flip(-2)"},
        ),
        Mutant(
            "everything-turned",
            "You turn every axis of a clip, the pictures, too. Only the order of the frames changes.",
            edits={_LOOP: "turned[n, :length] = clips[n, :length].flip((0, 1, 2, 3))"},
        ),
        Mutant(
            "channels-turned",
            "You turn the channels. Time is the first axis of a clip.",
            edits={_LOOP: "turned[n, :length] = clips[n, :length].flip(1)"},
        ),
        Mutant(
            "batch-turned",
            "You reverse the order of the clips in the batch. Each clip keeps its place, and its frames are turned.",
            hint="M29",
            edits={"    with torch.no_grad():": "    turned = clips.flip(0)\n    with torch.no_grad():"},
        ),
        Mutant(
            "not-turned",
            "Your network sees the clips as they were: their frames are not turned, or the turned ones are not used.",
            edits={_LOOP: "pass"},
        ),
        Mutant(
            "one-frame-short",
            "You leave the last real frame where it is: an off-by-one.",
            edits={_LOOP: "turned[n, : length - 1] = clips[n, : length - 1].flip(0)"},
        ),
        Mutant(
            "one-pad-too-many",
            "You take one frame of padding along: an off-by-one. It ends up in front.",
            hint="M39",
            edits={_LOOP: "turned[n, : length + 1] = clips[n, : length + 1].flip(0)"},
        ),
        Mutant(
            "first-frame-left",
            "You leave the first frame where it is. It belongs at the end.",
            edits={_LOOP: "turned[n, 1:length] = clips[n, 1:length].flip(0)"},
        ),
        Mutant(
            "ends-exchanged",
            "You exchange the first frame with the last and leave those between.",
            edits={_LOOP: "turned[n, [0, length - 1]] = clips[n, [length - 1, 0]]"},
        ),
        Mutant(
            "rolled",
            "You move the frames round by one. Turned round means that the last comes first, the last but one second, "
            "and so on.",
            edits={_LOOP: "turned[n, :length] = clips[n, :length].roll(1, 0)"},
        ),
        Mutant(
            "length-of-the-longest",
            "You turn every clip over the length of the longest. Each has its own length.",
            hint="M39",
            edits={_LOOP: "turned[n, : max(lengths)] = clips[n, : max(lengths)].flip(0)"},
        ),
        Mutant(
            "length-of-the-first",
            "You turn every clip over the length of the first. Each has its own length.",
            edits={_LOOP: "turned[n, : lengths[0]] = clips[n, : lengths[0]].flip(0)"},
        ),
        Mutant(
            "full-length-to-the-model",
            "You tell the network that all clips are full, so it reads padding. Hand it lengths as they are.",
            hint="M39",
            edits={_FOUND: "model(turned, torch.full_like(lengths, clips.shape[1])).argmax(dim=1)"},
        ),
        Mutant(
            "training-mode",
            "You run the model in the mode in which it comes. In training mode it answers otherwise: call model.eval() "
            "first.",
            hint="M36",
            edits={"    model.eval()\n": ""},
        ),
        Mutant(
            "training-mode-on",
            "You put the model into training mode. It is to be measured as it is used: model.eval().",
            hint="M36",
            edits={"model.eval()": "model.train()"},
        ),
        Mutant(
            "largest-over-the-batch",
            "You take the largest logit over the batch. The classes are the second axis.",
            hint="M85",
            edits={_FOUND: "model(turned, lengths).argmax(dim=0)"},
        ),
        Mutant(
            "least-probable",
            "You take the smallest logit. The class that the network names has the largest.",
            edits={_FOUND: "model(turned, lengths).argmin(dim=1)"},
        ),
        Mutant(
            "absolute-logits",
            "You take the logit with the largest absolute value. Negative ones speak against their class.",
            edits={_FOUND: "model(turned, lengths).abs().argmax(dim=1)"},
        ),
        Mutant(
            "mirrored-in-both",
            "You compare with mirrored labels both times. The first number is by the labels as they are.",
            edits={_SAME: "(found == mirror[labels]).double().mean()"},
        ),
        Mutant(
            "mirrored-in-none",
            "Your second number is the first one again. The labels are not mirrored there, or what the network says is "
            "mirrored as well, and the two cancel.",
            edits={_MIRRORED: "(found == labels).double().mean()"},
        ),
        Mutant(
            "exchanged",
            "You return the mirrored accuracy first. The one by the old labels comes first.",
            edits={_RETURN: "return mirrored.item(), same.item()"},
        ),
        Mutant(
            "rest",
            "You take what is not right by the old labels for right by the mirrored ones. With more than two classes "
            "an answer can be neither.",
            edits={_MIRRORED: "1 - same"},
        ),
        Mutant(
            "classes-counted-down",
            "You mirror a class by counting from the other end. Which class is the mirror of which stands in mirror.",
            edits={_MIRRORED: "(found == len(mirror) - 1 - labels).double().mean()"},
        ),
        Mutant(
            "mirror-by-row",
            "You take mirror[n] for clip n. mirror has an entry for each class: look it up at the label.",
            edits={_MIRRORED: "(found == mirror[torch.arange(len(labels)) % len(mirror)]).double().mean()"},
        ),
        Mutant(
            "against-itself",
            "You compare with what the network says of the clips as they were. Compare with the labels: the network "
            "may be wrong there, too.",
            edits={
                "    same =": "        labels = model(clips, lengths).argmax(dim=1)\n    same =",
            },
        ),
        Mutant(
            "errors",
            "You return shares of errors. Asked for are accuracies.",
            edits={_RETURN: "return 1 - same.item(), 1 - mirrored.item()"},
        ),
        Mutant(
            "counts",
            "You return numbers of clips. Asked for are shares: divide by N.",
            edits={_RETURN: "return int((found == labels).sum()), int((found == mirror[labels]).sum())"},
        ),
        Mutant(
            "per-cent",
            "You return per cent. A share lies between 0 and 1.",
            edits={_RETURN: "return 100 * same.item(), 100 * mirrored.item()"},
        ),
        Mutant(
            "in-place",
            "You turn the frames in clips itself. The caller still needs it: work on a clone.",
            hint="M23",
            edits={
                "turned = clips.clone()": "turned, clips = clips, clips.clone()",
            },
        ),
        Mutant(
            "half-overwritten",
            "You overwrite frames before you have read them: those of the first half are lost, those of the second "
            "come twice. Read from clips, write to a clone.",
            edits={
                _LOOP: "for t in range(length):\n            turned[n, t] = turned[n, length - 1 - t]",
            },
        ),
        Mutant(
            "pads-to-the-front, in training mode",
            "You turn whole rows round, so that a short clip begins with its padding, and you run the model in the "
            "mode in which it comes. Turn the real frames alone, and call model.eval() first.",
            hint="M39",
            edits={"    model.eval()\n": "", _LOOP: "turned[n] = clips[n].flip(0)"},
        ),
        Mutant(
            "logits-for-classes",
            "You compare the largest logit itself with the labels. The class is its place: argmax, or the second thing "
            "that max returns.",
            edits={_FOUND: "model(turned, lengths).amax(dim=1)"},
        ),
        Mutant(
            "labels-of-the-mirror",
            "You look up labels[mirror]. That is the label of clip number mirror[k]; the mirrored class of each clip "
            "is mirror[labels].",
            edits={_MIRRORED: "(found == labels[mirror]).double().mean()"},
        ),
        Mutant(
            "labels-in-the-opposite-order",
            "You reverse the order of the labels in the batch. Each clip keeps its place; its class is mirrored, and "
            "which one that is stands in mirror.",
            edits={_MIRRORED: "(found == labels.flip(0)).double().mean()"},
        ),
        Mutant(
            "forward-and-backward",
            "You return the accuracy on the clips as they were, and then the one on reversed clips. Both numbers are "
            "about reversed clips: by the labels, and by the mirrored labels.",
            fn=_forward_and_backward,
        ),
        Mutant(
            "last-place-kept",
            "The last place of a turned clip still holds its last frame, an off-by-one: the first frame belongs there.",
            edits={_LOOP: "turned[n, : length - 1] = clips[n, 1:length].flip(0)"},
        ),
    ),
)
