"""Exercise: the path of labels with the highest score."""

import itertools

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def lattices(rng):
    """Return scores of sequences of several lengths, with forbidden transitions, ties, one step and one label."""

    def draw(T, K):
        return rng.normal(0, 1.5, size=(T, K)), rng.normal(0, 2.0, size=(K, K)), rng.normal(0, 2.0, size=K)

    never = -np.inf
    nothing, late = np.zeros((3, 3)), rng.normal(size=(3, 3))
    steep = rng.normal(0, 0.4, size=(6, 3))
    chain = np.full((3, 3), never)
    chain[[0, 0, 1, 1, 2], [0, 1, 1, 2, 2]] = rng.normal(size=5)  # no way back
    bio = np.zeros((3, 3))
    bio[0, 2] = never  # I after O
    tags = rng.normal(0, 2.0, size=(8, 3))
    return [
        Probe(
            (late, nothing, np.zeros(3)),
            "All transitions and starts are 0 here, so at each step the label with the highest emission is best, and "
            "the score is the sum of these. Yours is something else.",
        ),
        Probe((np.array([[1.0, 0.9, 0.0], [0.0, 0.0, 1.0]]), bio, np.array([0.0, 0.0, never]))),
        Probe(draw(1, 3)),
        Probe(draw(2, 2)),
        Probe(draw(5, 4)),
        Probe(draw(4, 5)),
        Probe(draw(7, 3)),
        Probe(draw(3, 1)),
        Probe((steep, chain, np.array([0.0, never, never]))),
        Probe((tags, bio, np.array([0.0, 0.0, never]))),
        Probe((np.zeros((3, 2)), np.eye(2), np.zeros(2))),  # two best paths
        Probe((100 * tags[:5], 300 * rng.normal(size=(3, 3)), 500 * rng.normal(size=3))),
        Probe((np.zeros((4, 3)), rng.normal(0, 2.0, size=(3, 3)), np.zeros(3))),
        Probe(draw(6, 3)),
    ]


def viterbi(emissions, transitions, start):
    T = len(emissions)
    best, came_from = start + emissions[0], []
    for t in range(1, T):
        ways = best[:, None] + transitions  # (from, to)
        came_from.append(ways.argmax(axis=0))
        best = ways.max(axis=0) + emissions[t]
    path = [int(best.argmax())]
    for pointers in reversed(came_from):
        path.append(int(pointers[path[-1]]))
    return path[::-1], float(best.max())


def _compared(results, args):
    """Return the path, or where it is as good as the best one that one, and the score."""
    emissions, transitions, start = args
    path = results["path"]
    if not isinstance(path, list):
        return results
    wanted = viterbi(*args)[0]
    if len(path) == len(wanted) and all(k in range(len(start)) for k in path):
        worth = start[path[0]] + sum(emissions[t, k] for t, k in enumerate(path))
        worth += sum(transitions[i, j] for i, j in itertools.pairwise(path))
        if np.isclose(worth, viterbi(*args)[1], rtol=1e-9, atol=1e-9):
            path = wanted
    return {"path": path, "score": results["score"]}


def by_steps(emissions, transitions, start):
    """Take the best label at each step, given the one before."""
    path, score = [int((start + emissions[0]).argmax())], float((start + emissions[0]).max())
    for t in range(1, len(emissions)):
        ways = transitions[path[-1]] + emissions[t]
        path.append(int(ways.argmax()))
        score += float(ways.max())
    return path, score


def by_emissions(emissions, transitions, start):
    """Take the highest emission at each step."""
    return [int(k) for k in emissions.argmax(axis=1)], float(emissions.max(axis=1).sum())


def scored_afterwards(emissions, transitions, start):
    """Take the highest emission at each step, and score that path."""
    path = [int(k) for k in emissions.argmax(axis=1)]
    steps = sum(transitions[i, j] for i, j in itertools.pairwise(path))
    return path, float(start[path[0]] + emissions.max(axis=1).sum() + steps)


def best_so_far(emissions, transitions, start):
    """Write the label down that leads at each step, and never go back."""
    best = start + emissions[0]
    path = [int(best.argmax())]
    for t in range(1, len(emissions)):
        best = (best[:, None] + transitions).max(axis=0) + emissions[t]
        path.append(int(best.argmax()))
    return path, float(best.max())


def by_probability(emissions, transitions, start):
    """Add up exponentials."""
    return viterbi(np.exp(emissions), np.exp(transitions), np.exp(start))


def from_zero(emissions, transitions, start):
    """Begin the search for the best way to each label at 0."""
    best, came_from = start + emissions[0], []
    for row in emissions[1:]:
        ways = best[:, None] + transitions
        came_from.append(np.where(ways.max(axis=0) > 0, ways.argmax(axis=0), 0))
        best = np.maximum(ways.max(axis=0), 0.0) + row
    path = [int(best.argmax())]
    for pointers in reversed(came_from):
        path.append(int(pointers[path[-1]]))
    return path[::-1], float(best.max())


_WAYS = "best[:, None] + transitions"
_BEST = "best = ways.max(axis=0) + emissions[t]"
_FIRST = "best, came_from = start + emissions[0], []"
_END = "return path[::-1], float(best.max())"
_BACK = "path.append(int(pointers[path[-1]]))"

EXERCISE = Exercise(
    name="viterbi",
    signature="viterbi(emissions, transitions, start)",
    returns={"path": "a list of T labels", "score": "of the path"},
    reference=viterbi,
    probes=lattices,
    observe=_compared,
    points={"path": 4, "score": 2},
    read='lesson 16, "Labels that must fit"',
    advice={
        "path": "Keep, for each label at each step, from which label its best way came; begin with the best last label "
        "and follow these pointers back.",
        "score": "The score of a path is its start, its emission at each step, and its transition between each two "
        "steps: T - 1 of them.",
    },
    hints=(
        "Keep one number per label: the score of the best path that ends there now. In the beginning that is "
        "start + emissions[0].",
        "ways = best[:, None] + transitions has shape (from, to). Its maximum over from is the new best (then add the "
        "emission); its argmax over from is where each label came from.",
        "At the end path = [best.argmax()]; then for the pointers of the last step, the last but one, ...: "
        "path.append(pointers[path[-1]]). Turn the path round.",
    ),
    mutants=(
        Mutant(
            "greedy-emissions",
            "You take the label with the highest emission at each step. That knows no transitions: the labels need "
            "not fit together.",
            fn=by_emissions,
        ),
        Mutant(
            "greedy-emissions-scored",
            "You take the label with the highest emission at each step, and count the transitions only afterwards. "
            "They must have a say in the choice.",
            fn=scored_afterwards,
        ),
        Mutant(
            "greedy-steps",
            "You choose step by step, from the front, and never change your mind. A good first label can lead into a "
            "bad second one: keep the best path to every label.",
            fn=by_steps,
        ),
        Mutant(
            "leader-at-each-step",
            "Your score is right, but your path holds the label that leads at each step. The best path need not lead "
            "all the time: keep pointers, and follow them back from the end.",
            fn=best_so_far,
        ),
        Mutant(
            "exponentials",
            "You add up exponentials. The scores are logarithms already: they are added as they are.",
            fn=by_probability,
        ),
        Mutant(
            "transposed",
            "Your transitions are transposed. transitions[i, j] is the score of label j after label i.",
            edits={_WAYS: "best[:, None] + transitions.T"},
        ),
        Mutant(
            "wrong-axis",
            "You add the scores so far to the columns of transitions, which are the labels that come next. They belong "
            "to the rows: best[:, None].",
            edits={_WAYS: "best + transitions"},
        ),
        Mutant(
            "over-the-next-label",
            "You take the maximum over the label that comes next. Wanted is, for each next label, the best one before: "
            "axis 0 of (from, to).",
            edits={"ways.argmax(axis=0)": "ways.argmax(axis=1)", "ways.max(axis=0)": "ways.max(axis=1)"},
        ),
        Mutant(
            "pointers-over-the-next-label",
            "Your pointers are taken over the label that comes next, the maximum is not. Both go over the one before: "
            "axis 0 of (from, to).",
            edits={"ways.argmax(axis=0)": "ways.argmax(axis=1)"},
        ),
        Mutant(
            "maximum-over-the-next-label",
            "Your maximum is taken over the label that comes next, the pointers are not. Both go over the one before: "
            "axis 0 of (from, to).",
            edits={"ways.max(axis=0)": "ways.max(axis=1)"},
        ),
        Mutant(
            "maxima-apart",
            "You add the largest score so far to the largest transition. They need not belong to the same label: add "
            "first, then take the maximum.",
            edits={"ways.max(axis=0)": "best.max() + transitions.max(axis=0)"},
        ),
        Mutant(
            "pointers-without-scores",
            "Your pointers lead to the label with the best transition. Its score so far counts, too: take the argmax "
            "of the sums.",
            edits={"ways.argmax(axis=0)": "transitions.argmax(axis=0)"},
        ),
        Mutant(
            "pointer-one-step-off",
            "You read the pointers of the wrong step, an off-by-one: those of step t say where the label at t came "
            "from, and lead to step t - 1.",
            edits={"reversed(came_from)": "reversed(came_from[:1] + came_from[:-1])"},
        ),
        Mutant(
            "pointers-from-the-front",
            "You follow the pointers from the front. They lead backwards: begin with those of the last step.",
            edits={"reversed(came_from)": "came_from"},
        ),
        Mutant(
            "pointers-not-followed",
            "Every step of yours reads the pointer of the last label. Follow them: the label that was just found says "
            "which pointer is next.",
            edits={_BACK: "path.append(int(pointers[path[0]]))"},
        ),
        Mutant(
            "not-turned-round",
            "Your path begins with the last label. Turn it round.",
            edits={_END: "return path, float(best.max())"},
        ),
        Mutant(
            "from-the-last-emission",
            "You begin the way back at the label with the highest last emission. Begin at the one with the best score.",
            edits={"path = [int(best.argmax())]": "path = [int(emissions[-1].argmax())]"},
        ),
        Mutant(
            "from-label-zero",
            "You begin the way back at label 0. Begin at the one with the best score.",
            edits={"path = [int(best.argmax())]": "path = [0]"},
        ),
        Mutant(
            "one-label-too-few",
            "Your path misses a label, an off-by-one: T steps have T labels and T - 1 transitions.",
            edits={_END: "return path[::-1][1:], float(best.max())"},
        ),
        Mutant(
            "one-label-too-few, at the end",
            "Your path misses the last label, the one from which you went back.",
            edits={_END: "return path[:0:-1], float(best.max())"},
        ),
        Mutant(
            "start-forgotten",
            "You forget the start. Where the first label may not be just any, it has a score of its own.",
            edits={_FIRST: "best, came_from = emissions[0] + 0, []"},
        ),
        Mutant(
            "start-at-every-step",
            "You add the start at every step. It counts once, for the first label.",
            edits={_BEST: "best = ways.max(axis=0) + emissions[t] + start"},
        ),
        Mutant(
            "start-at-the-end",
            "You add the start to the last label. It belongs to the first.",
            edits={
                _FIRST: "best, came_from = emissions[0] + 0, []",
                "    path = [int": "    best = best + start\n    path = [int",
            },
        ),
        Mutant(
            "start-exchanged-with-the-first-emission",
            "The first emission is missing: the first label counts with its start and with its emission.",
            edits={_FIRST: "best, came_from = start + 0, []"},
        ),
        Mutant(
            "last-emission-missing",
            "You add the emission of the step before, so that the last one never counts. The label at step t has the "
            "emission of step t.",
            edits={_BEST: "best = ways.max(axis=0) + emissions[t - 1]"},
        ),
        Mutant(
            "one-step-short",
            "You stop one step before the end, an off-by-one.",
            edits={"range(1, T)": "range(1, T - 1)"},
        ),
        Mutant(
            "first-step-twice",
            "The first emission counts twice, an off-by-one: the loop begins with step 1, step 0 has been used.",
            edits={"range(1, T)": "range(T)"},
        ),
        Mutant(
            "emissions-left-out",
            "After the first step you leave the emissions out.",
            edits={_BEST: "best = ways.max(axis=0)"},
        ),
        Mutant(
            "emissions-of-the-row",
            "You add the emission of step t to the label before. It belongs to the label at t.",
            edits={_WAYS: "(best + emissions[t])[:, None] + transitions", _BEST: "best = ways.max(axis=0)"},
        ),
        Mutant(
            "transitions-left-out-of-the-score",
            "Your path is right, but its score leaves the transitions out.",
            edits={
                _END: "return path[::-1], float(start[path[-1]] + sum(emissions[t, k] for t, k in "
                "enumerate(path[::-1])))"
            },
        ),
        Mutant(
            "all-paths",
            "Your score is that of all paths together, a log-sum-exp. Viterbi takes the maximum: one path, the best.",
            edits={
                _END: "total = start + emissions[0]\n    for t in range(1, T):\n        total = "
                "np.logaddexp.reduce(total[:, None] + transitions, axis=0) + emissions[t]\n"
                "    return path[::-1], float(np.logaddexp.reduce(total))"
            },
        ),
        Mutant(
            "best-at-the-end-only",
            "The score is that of the last label only. It is the sum over the whole path.",
            edits={_END: "return path[::-1], float(emissions[-1, path[0]])"},
        ),
        Mutant(
            "lowest",
            "You look for the lowest score. Scores are logarithms of how well labels fit: high is good.",
            edits={
                "ways.argmax(axis=0)": "ways.argmin(axis=0)",
                "ways.max(axis=0)": "ways.min(axis=0)",
                "int(best.argmax())": "int(best.argmin())",
                "float(best.max())": "float(best.min())",
            },
        ),
        Mutant(
            "emissions-normalised",
            "You turn the emissions into log-probabilities first. That leaves the path, but not the score: take them "
            "as they are.",
            edits={
                "    T = len(emissions)": "    T = len(emissions)\n    emissions = emissions - "
                "np.logaddexp.reduce(emissions, axis=1)[:, None]"
            },
        ),
        Mutant(
            "transitions-normalised",
            "You turn the transitions into log-probabilities first. A score here need not be one: take them as they "
            "are.",
            edits={
                "    T = len(emissions)": "    T = len(emissions)\n    transitions = transitions - "
                "np.logaddexp.reduce(transitions, axis=1)[:, None]"
            },
        ),
        Mutant(
            "exponential-of-the-score",
            "You return the exponential of the score. The score itself is asked for.",
            edits={_END: "return path[::-1], float(np.exp(min(best.max(), 50)))"},
        ),
        Mutant(
            "mean-score",
            "You divide the score by the number of steps. The sum is asked for.",
            edits={_END: "return path[::-1], float(best.max()) / T"},
        ),
        Mutant(
            "forbidden-is-zero",
            "You replace the infinite scores by 0, so that what is forbidden costs nothing. Minus infinity works as it "
            "is: no maximum chooses it.",
            edits={
                "    T = len(emissions)": "    T = len(emissions)\n    transitions = np.where("
                "np.isinf(transitions), 0.0, transitions)\n    start = np.where(np.isinf(start), 0.0, start)"
            },
        ),
        Mutant(
            "counted-from-one",
            "You count the labels from 1. Labels are columns of emissions, and the first one is 0.",
            edits={_END: "return [k + 1 for k in path[::-1]], float(best.max())"},
        ),
        Mutant(
            "normalised-at-each-step",
            "You take the largest score out at each step and do not put it back. The path does not mind; the score is "
            "asked for as it is.",
            edits={_BEST: "best = ways.max(axis=0) + emissions[t]\n        best = best - best.max()"},
        ),
        Mutant(
            "results-exchanged",
            "Your two results come in the other order. Return the path first.",
            edits={_END: "return float(best.max()), path[::-1]"},
        ),
        Mutant(
            "best-begins-at-zero",
            "Your search for the best way to a label begins at 0. Where all ways have negative scores, none of them "
            "is better than that: begin at minus infinity.",
            fn=from_zero,
        ),
    ),
)
