"""Exercise: a search for the most probable text, prefix by prefix."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe
from ._lattices import frames
from .ctc_alpha import ctc_alpha


def lattices(rng):
    """Return frames whose best path is not the best text, double letters, beams of all widths, any blank, one label."""

    def probe(T, V, blank, width, scale=1.0, isolates=None):
        return Probe((frames(rng, T, V, scale), blank, width), isolates)

    two = np.log(np.array([[0.6, 0.4], [0.6, 0.4]]))
    double = np.log(np.array([[0.1, 0.9], [0.8, 0.2], [0.1, 0.9]]))
    tiny = frames(rng, 4, 3) - 400.0
    return [
        probe(
            1,
            3,
            0,
            50,
            1.0,
            "There is one frame here, so the best text is its most probable label, or none if that "
            "is the blank. Yours is another, or has another log-probability.",
        ),
        Probe(
            (two, 0, 10),
            "This is the example of the text: a blank of 0.6 and a letter of 0.4 in both of two frames. Your text is "
            "another, or has another log-probability.",
        ),
        Probe((double, 0, 10)),
        Probe((double[:, ::-1].copy(), 1, 10)),
        probe(3, 2, 0, 50, 0.5),
        probe(4, 3, 0, 200, 0.5),
        probe(4, 3, 2, 200, 0.7),
        probe(5, 2, 1, 200, 0.3),
        probe(3, 4, 1, 300),
        probe(2, 1, 0, 5),
        Probe((np.log(np.array([[0.9, 0.1], [0.8, 0.2]])), 0, 5)),
        Probe((tiny, 1, 200)),
        Probe((np.log(np.array([[0.2, 0.1, 0.7], [0.8, 0.1, 0.1]])), 0, 2)),
        probe(6, 3, 0, 1),
        probe(6, 3, 0, 2),
        probe(7, 3, 1, 3, 0.5),
        probe(6, 4, 0, 3, 0.5),
    ]


def prefix_beam(log_p, blank, width):
    beam = {(): (0.0, -np.inf)}  # prefix -> log P of ending in a blank, and in its last letter
    for row in log_p:
        blanks, letters = {}, {}
        for prefix, (in_blank, in_letter) in beam.items():
            both = np.logaddexp(in_blank, in_letter)
            blanks[prefix] = both + row[blank]
            for label, p in enumerate(row):
                if label == blank:
                    continue
                longer, before = (*prefix, label), both
                if prefix[-1:] == (label,):  # without a blank it is merged
                    letters[prefix] = np.logaddexp(letters.get(prefix, -np.inf), in_letter + p)
                    before = in_blank
                letters[longer] = np.logaddexp(letters.get(longer, -np.inf), before + p)
        ends = {one: (blanks.get(one, -np.inf), letters.get(one, -np.inf)) for one in (*blanks, *letters)}
        ranked = sorted(ends, key=lambda one: np.logaddexp(*ends[one]), reverse=True)
        beam = {one: ends[one] for one in ranked[:width]}
    best = ranked[0]
    return list(best), float(np.logaddexp(*beam[best]))


def best_path(log_p, blank, width):
    path = log_p.argmax(axis=1).tolist()
    labels = [k for t, k in enumerate(path) if k != blank and (t == 0 or k != path[t - 1])]
    return labels, float(log_p.max(axis=1).sum())


def _best_path_unmerged(log_p, blank, width):
    path = log_p.argmax(axis=1).tolist()
    return [k for k in path if k != blank], float(log_p.max(axis=1).sum())


def _everything(log_p, blank, width):
    return prefix_beam(log_p, blank, 10_000)


def _one_number(log_p, blank, width):
    """Keep one number for each prefix; an equal letter is always merged."""
    beam = {(): 0.0}
    for row in log_p:
        new = {}
        for prefix, worth in beam.items():
            for k, p in enumerate(row):
                longer = prefix if k == blank or prefix[-1:] == (k,) else (*prefix, k)
                new[longer] = np.logaddexp(new.get(longer, -np.inf), worth + p)
        ranked = sorted(new, key=new.get, reverse=True)
        beam = {one: new[one] for one in ranked[:width]}
    return list(ranked[0]), float(beam[ranked[0]])


def _one_number_always_longer(log_p, blank, width):
    """Keep one number for each prefix; an equal letter always makes it longer."""
    beam = {(): 0.0}
    for row in log_p:
        new = {}
        for prefix, worth in beam.items():
            for k, p in enumerate(row):
                longer = prefix if k == blank else (*prefix, k)
                new[longer] = np.logaddexp(new.get(longer, -np.inf), worth + p)
        ranked = sorted(new, key=new.get, reverse=True)
        beam = {one: new[one] for one in ranked[:width]}
    return list(ranked[0]), float(beam[ranked[0]])


def _one_number_both_ways(log_p, blank, width):
    """Keep one number for each prefix; an equal letter does both."""
    beam = {(): 0.0}
    for row in log_p:
        new = {}
        for prefix, worth in beam.items():
            for k, p in enumerate(row):
                for longer in {
                    prefix if k == blank or prefix[-1:] == (k,) else (*prefix, k),
                    prefix if k == blank else (*prefix, k),
                }:
                    new[longer] = np.logaddexp(new.get(longer, -np.inf), worth + p)
        ranked = sorted(new, key=new.get, reverse=True)
        beam = {one: new[one] for one in ranked[:width]}
    return list(ranked[0]), float(beam[ranked[0]])


def _paths(log_p, blank, width):
    """Keep paths in the beam, and merge them at the end."""
    beam = [((), 0.0)]
    for row in log_p:
        longer = [((*path, k), worth + p) for path, worth in beam for k, p in enumerate(row)]
        beam = sorted(longer, key=lambda one: one[1], reverse=True)[:width]
    texts = {}
    for path, worth in beam:
        text = tuple(k for t, k in enumerate(path) if k != blank and (t == 0 or k != path[t - 1]))
        texts[text] = np.logaddexp(texts.get(text, -np.inf), worth)
    best = max(texts, key=texts.get)
    return list(best), float(texts[best])


def _in_probabilities(log_p, blank, width):
    beam = {(): (1.0, 0.0)}
    for row in np.exp(log_p):
        new = {}
        for prefix, (in_blank, in_letter) in beam.items():
            for label, p in enumerate(row):
                ways = [(prefix, 0, in_blank + in_letter)]
                if label != blank:
                    ways = [((*prefix, label), 1, in_blank + in_letter)]
                    if prefix[-1:] == (label,):
                        ways = [(prefix, 1, in_letter), ((*prefix, label), 1, in_blank)]
                for one, end, worth in ways:
                    new.setdefault(one, [0.0, 0.0])[end] += worth * p
        beam = dict(sorted(new.items(), key=lambda one: sum(one[1]), reverse=True)[:width])
    best = max(beam, key=lambda one: sum(beam[one]))
    return list(best), float(np.log(sum(beam[best])))


def _cut_within_the_frame(log_p, blank, width):
    """Cut the beam after each label of a frame."""
    beam = {(): [0.0, -np.inf]}
    for row in log_p:
        new = {}
        for label, p in enumerate(row):
            for prefix, (in_blank, in_letter) in beam.items():
                both = np.logaddexp(in_blank, in_letter)
                ways = [(prefix, 0, both)]
                if label != blank:
                    ways = [((*prefix, label), 1, both)]
                    if prefix[-1:] == (label,):
                        ways = [(prefix, 1, in_letter), ((*prefix, label), 1, in_blank)]
                for one, end, worth in ways:
                    ends = new.setdefault(one, [-np.inf, -np.inf])
                    ends[end] = np.logaddexp(ends[end], worth + p)
            ranked = sorted(new, key=lambda one: np.logaddexp(*new[one]), reverse=True)
            new = {one: new[one] for one in ranked[:width]}
        beam = new
    return list(ranked[0]), float(np.logaddexp(*beam[ranked[0]]))


def _blank_zero(log_p, blank, width):
    return prefix_beam(log_p, 0, width)


def _all_paths_of_the_text(log_p, blank, width):
    labels, _ = prefix_beam(log_p, blank, width)
    return labels, ctc_alpha(log_p, labels, blank)


_TRULY_BEST = "best = max(beam, key=lambda one: np.logaddexp(*beam[one]))"
_SAME = "letters[prefix] = np.logaddexp(letters.get(prefix, -np.inf), in_letter + p)"
_LONGER = "letters[longer] = np.logaddexp(letters.get(longer, -np.inf), before + p)"
_BOTH = "both = np.logaddexp(in_blank, in_letter)"
_KEY = "key=lambda one: np.logaddexp(*ends[one]), reverse=True"
_END = "return list(best), float(np.logaddexp(*beam[best]))"

EXERCISE = Exercise(
    name="prefix_beam",
    signature="prefix_beam(log_p, blank, width)",
    returns={"labels": "a list of letters", "log_likelihood": "its log-probability"},
    reference=prefix_beam,
    probes=lattices,
    points={"labels": 4, "log_likelihood": 3},
    read='lesson 19, "Only blanks"',
    advice={
        "labels": "Take two frames with a blank of .6 and a letter of .4: two prefixes after each frame. Keep the four "
        "numbers on paper.",
        "log_likelihood": "For each prefix keep two sums: of its paths that end in a blank, and of those that end in "
        "its last letter. The result is the logarithm of both together.",
    },
    hints=(
        "A dict does it: prefix (a tuple) -> two numbers. In the beginning the empty prefix has log 1 = 0 for a blank, "
        "and −inf for a letter.",
        "With a blank, a prefix stays and its paths end in a blank now: both numbers count. With a letter other than "
        "its last one it grows: both count. With its last letter there are two cases: after a blank it grows, after "
        "the letter itself it stays.",
        "Several ways lead to one prefix in a frame: sum them with np.logaddexp. Only when all prefixes of the beam "
        "have been extended, sort by the sum of both numbers and keep the best width.",
    ),
    mutants=(
        Mutant(
            "best-path",
            "Yours is the text of the most probable path, with that path's probability: you collapse that path, keep "
            "paths in the beam, or take a maximum where several ways lead to one prefix. A text has many paths: add "
            "them up by prefix.",
            fn=best_path,
        ),
        Mutant(
            "best-path-unmerged",
            "You take the most probable label of each frame and drop the blanks, without merging. It is neither the "
            "best path's text nor the best text: add up by prefix.",
            fn=_best_path_unmerged,
        ),
        Mutant(
            "maximum-for-sum",
            "Where several ways lead to one prefix, you take the larger in place of their sum. Add up with "
            "np.logaddexp: a text is as probable as all of its paths together.",
            edits={
                _BOTH: "both = max(in_blank, in_letter)",
                _SAME: "letters[prefix] = max(letters.get(prefix, -np.inf), in_letter + p)",
                _LONGER: "letters[longer] = max(letters.get(longer, -np.inf), before + p)",
            },
        ),
        Mutant(
            "paths-in-the-beam",
            "You keep paths in the beam and merge them at the end. A text whose many paths are small one by one has "
            "fallen out by then: keep prefixes, and add up in every frame.",
            fn=_paths,
        ),
        Mutant(
            "underflow",
            "You leave the logarithms. Probabilities of many frames underflow to 0, and then all prefixes are worth "
            "the same: add logarithms, and sum with np.logaddexp.",
            hint="M56",
            fn=_in_probabilities,
        ),
        Mutant(
            "blank-zero",
            "You take 0 for the blank, whatever blank says. It is an argument.",
            hint="M73",
            fn=_blank_zero,
        ),
        Mutant(
            "overwritten",
            "Where several ways lead to one prefix, the last one overwrites the others. Add them up.",
            edits={_SAME: "letters[prefix] = in_letter + p", _LONGER: "letters[longer] = before + p"},
        ),
        Mutant(
            "one-number, merged",
            "With its last letter a prefix stays in your search, also where its paths end in a blank. After a blank it "
            "is a second letter, and the prefix grows: keep apart what ends in a blank and what ends in a letter.",
            hint="M71",
            fn=_one_number,
        ),
        Mutant(
            "one-number, never merged",
            "You never merge equal letters: each frame makes the prefix longer. Without a blank between them they are "
            "one letter.",
            fn=_one_number_always_longer,
        ),
        Mutant(
            "one-number, both",
            "You keep one number for each prefix, and give the whole of it to both cases of an equal letter. It stays "
            "with what ends in the letter, and grows with what ends in a blank: keep the two apart.",
            fn=_one_number_both_ways,
        ),
        Mutant(
            "no-second-letter",
            "In your search an equal letter never makes a prefix longer. After a blank it does: that is how a letter "
            "is said twice.",
            edits={"before = in_blank": "before = -np.inf"},
        ),
        Mutant(
            "grows-without-a-blank",
            "With its last letter a prefix grows from both numbers in your search. Without a blank between them equal "
            "letters are merged: only what ends in a blank grows.",
            hint="M71",
            edits={"before = in_blank": "before = both"},
        ),
        Mutant(
            "letter-held-for-one-frame",
            "In your search a letter lasts for one frame: a prefix never stays with its last letter. Paths may repeat "
            "a label from frame to frame.",
            edits={_SAME: "letters[prefix] = letters.get(prefix, -np.inf)"},
        ),
        Mutant(
            "exchanged",
            "You have the two numbers of an equal letter exchanged. It must be what ends in a blank that grows, and "
            "what ends in the letter that stays.",
            edits={
                _SAME: "letters[prefix] = np.logaddexp(letters.get(prefix, -np.inf), in_blank + p)",
                "before = in_blank": "before = in_letter",
            },
        ),
        Mutant(
            "blank-after-letter-lost",
            "A blank after a letter gets lost in your search: a prefix stays with a blank from both of its numbers.",
            edits={"blanks[prefix] = both + row[blank]": "blanks[prefix] = in_blank + row[blank]"},
        ),
        Mutant(
            "letter-after-blank-only",
            "In your search only what ends in a blank grows with another letter. What ends in a letter does, too: "
            "different letters need no blank between them.",
            edits={"longer, before = (*prefix, label), both": "longer, before = (*prefix, label), in_blank"},
        ),
        Mutant(
            "letter-after-letter-only",
            "In your search only what ends in a letter grows with another letter. What ends in a blank does, too.",
            edits={
                "longer, before = (*prefix, label), both": "longer, before = (*prefix, label), in_letter"
                " if prefix else in_blank"
            },
        ),
        Mutant(
            "starts-with-both",
            "You begin with log 1 in both numbers of the empty prefix, which counts it twice. Nothing has been said, "
            "so it cannot end in a letter: −inf.",
            edits={"{(): (0.0, -np.inf)}": "{(): (0.0, 0.0)}"},
        ),
        Mutant(
            "sorted-by-blanks",
            "You choose by what ends in a blank alone. A prefix counts with both of its numbers.",
            edits={_KEY: "key=lambda one: ends[one][0], reverse=True"},
        ),
        Mutant(
            "sorted-by-letters",
            "You choose by what ends in a letter alone. A prefix counts with both of its numbers.",
            edits={_KEY: "key=lambda one: ends[one][1], reverse=True"},
        ),
        Mutant(
            "sorted-by-the-pair",
            "You sort by the pair of numbers itself. Python compares the first ones, and the second ones only where "
            "the first are equal: a prefix counts with the sum of both, np.logaddexp.",
            edits={_KEY: "key=lambda one: ends[one], reverse=True"},
        ),
        Mutant(
            "pruned-by-the-pair",
            "You cut the beam by the pair of numbers itself. Python compares the first ones, and the second ones only "
            "where the first are equal: a prefix counts with the sum of both, np.logaddexp.",
            edits={_KEY: "key=lambda one: ends[one], reverse=True", "best = ranked[0]": _TRULY_BEST},
        ),
        Mutant(
            "pruned-by-blanks",
            "You cut the beam by what ends in a blank alone, or by a sum of two logarithms, which is −inf where one of "
            "them is. A prefix counts with both of its numbers: np.logaddexp, there too.",
            edits={_KEY: "key=lambda one: ends[one][0], reverse=True", "best = ranked[0]": _TRULY_BEST},
        ),
        Mutant(
            "pruned-by-letters",
            "You cut the beam by what ends in a letter alone. A prefix counts with both of its numbers, there too.",
            edits={_KEY: "key=lambda one: ends[one][1], reverse=True", "best = ranked[0]": _TRULY_BEST},
        ),
        Mutant(
            "pruned-by-the-larger",
            "You cut the beam by the larger of the two numbers. A prefix counts with both, there too.",
            edits={_KEY: "key=lambda one: max(ends[one]), reverse=True", "best = ranked[0]": _TRULY_BEST},
        ),
        Mutant(
            "pruned-per-letter",
            "You cut the beam by the log-probability divided by the length. The prefixes with the largest sum of their "
            "two numbers go on, as they are.",
            edits={
                _KEY: "key=lambda one: np.logaddexp(*ends[one]) / max(len(one), 1), reverse=True",
                "best = ranked[0]": _TRULY_BEST,
            },
        ),
        Mutant(
            "cut-within-the-frame",
            "You cut the beam before all of the frame's labels have been tried: what comes later in the frame may add "
            "to a prefix that is gone.",
            fn=_cut_within_the_frame,
        ),
        Mutant(
            "sorted-by-the-larger",
            "You choose by the larger of the two numbers. A prefix counts with both.",
            edits={_KEY: "key=lambda one: max(ends[one]), reverse=True"},
        ),
        Mutant(
            "worst-first",
            "You keep the least probable prefixes: the order is turned round.",
            edits={_KEY: "key=lambda one: np.logaddexp(*ends[one])"},
        ),
        Mutant(
            "sum-of-logarithms",
            "You add the two logarithms of a prefix up when you extend it. Their probabilities are added: log(a + b) "
            "is not log a + log b, use np.logaddexp.",
            edits={_BOTH: "both = in_blank + in_letter if prefix else in_blank"},
        ),
        Mutant(
            "everything-kept",
            "You keep all prefixes and never use width. After each frame only the best width go on; their number "
            "would double and double again.",
            fn=_everything,
        ),
        Mutant(
            "width-and-one",
            "You keep one prefix too many, an off-by-one.",
            edits={"ranked[:width]": "ranked[: width + 1]"},
        ),
        Mutant(
            "one-kept",
            "You keep the best prefix only, after each frame. Keep width of them: the leader may change.",
            edits={"ranked[:width]": "ranked[:1]"},
        ),
        Mutant(
            "never-empty",
            "You return no empty text, even where it is the most probable. Silence is a text, too.",
            edits={"best = ranked[0]": "best = next((one for one in beam if one), ranked[0])"},
        ),
        Mutant(
            "longest",
            "You return the longest prefix. The most probable one is asked for.",
            edits={"best = ranked[0]": "best = max(beam, key=len)"},
        ),
        Mutant(
            "per-letter",
            "You divide by the length to choose the best prefix. The most probable text is asked for, as it is.",
            edits={
                "best = ranked[0]": "best = max(beam, key=lambda one: np.logaddexp(*beam[one]) / max(len(one), 1))"
            },
        ),
        Mutant(
            "last-frame-missing",
            "The last frame is missing, an off-by-one.",
            edits={"in log_p:": "in log_p[: max(len(log_p) - 1, 1)]:"},
        ),
        Mutant(
            "reversed",
            "Your labels run from the last to the first.",
            edits={"return list(best)": "return list(best)[::-1]"},
        ),
        Mutant(
            "ends-in-the-letter",
            "Your log-probability counts the paths that end in the last letter only. Those that end in a blank count, "
            "too.",
            edits={_END: "return list(best), float(beam[best][1])"},
        ),
        Mutant(
            "ends-in-the-blank",
            "Your log-probability counts the paths that end in a blank only. Those that end in the last letter count, "
            "too.",
            edits={_END: "return list(best), float(beam[best][0])"},
        ),
        Mutant(
            "sum-of-logarithms-reported",
            "At the end you add two logarithms. Their probabilities are added: np.logaddexp.",
            edits={_END: "return list(best), float(sum(beam[best]))"},
        ),
        Mutant(
            "per-frame",
            "You divide by the number of frames. The log-probability of the whole text is asked for.",
            edits={_END: "return list(best), float(np.logaddexp(*beam[best])) / len(log_p)"},
        ),
        Mutant(
            "all-paths-of-the-text",
            "Your log-probability is that of all paths of the text. What the beam itself has summed up is asked for; "
            "where it is narrow, that is less.",
            fn=_all_paths_of_the_text,
        ),
        Mutant(
            "larger-reported",
            "Your log-probability is the larger of the two numbers. Both count: np.logaddexp.",
            edits={_END: "return list(best), float(max(beam[best]))"},
        ),
        Mutant(
            "probability",
            "You return a probability. Its logarithm is asked for.",
            edits={_END: "return list(best), float(np.exp(np.logaddexp(*beam[best])))"},
        ),
        Mutant(
            "loss",
            "You return −log P. The log-probability is asked for, which is never positive.",
            edits={_END: "return list(best), -float(np.logaddexp(*beam[best]))"},
        ),
        Mutant(
            "normalised",
            "You divide by the probability of the beam, so that it sums to 1. What fell out of the beam is part of the "
            "whole: leave the numbers as they are.",
            edits={
                _END: "return list(best), float(np.logaddexp(*beam[best]) - np.logaddexp.reduce(list(beam.values()), "
                "axis=None))"
            },
        ),
        Mutant(
            "larger-in-place-of-the-sum",
            "Where two ways lead to the same prefix you keep the larger one. Both count: add them with np.logaddexp.",
            edits={
                _SAME: "letters[prefix] = np.maximum(letters.get(prefix, -np.inf), in_letter + p)",
                _LONGER: "letters[longer] = np.maximum(letters.get(longer, -np.inf), before + p)",
            },
        ),
        Mutant(
            "longer-overwritten",
            "Several ways lead to a longer prefix: from the shorter one, and from itself where it is in the beam. One "
            "of them overwrites the other with you. Add them up.",
            edits={
                _LONGER: "letters[longer] = before + p if before is both else " + _LONGER.split(" = ", 1)[1]
            },
        ),
    ),
)
