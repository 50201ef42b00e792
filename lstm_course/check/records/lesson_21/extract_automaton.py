"""Exercise: a machine of few states, read off the states of a network."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe

STRAY = 0.15  # share of the steps that go elsewhere


def walks(rng):
    """Return walks through machines with stray steps, pairs never seen, pads far off, empty walks, and sizes of 1."""

    def draw(N, T, D, k, V, stray=STRAY, symbols=None, full=False, odd=0, noise=0.3, spare=0):
        centres = 6 * rng.normal(size=(k, D)) if D > 1 else 6.0 * rng.permutation(k)[:, None]
        while k > 1 and min(np.linalg.norm(centres[i] - centres[j]) for i in range(k) for j in range(i)) < 3:
            centres = 6 * rng.normal(size=(k, D))
        machine = rng.integers(0, k, (k, V))
        used = V if symbols is None else symbols
        words = rng.integers(0, used, (N, T))
        lengths = np.full(N, T) if full else rng.integers(0, T + 1, N)
        lengths[0] = T
        at = np.full((N, T + 1), k - 1)
        if N > 3 and k > 1:  # some begin elsewhere
            at[0, 0], at[-1, 0] = odd, k - 2
        for t in range(T):
            at[:, t + 1] = machine[at[:, t], words[:, t]]
            strays = rng.random(N) < stray
            at[strays, t + 1] = rng.integers(0, k, strays.sum())
        past = np.arange(T + 1) > lengths[:, None]
        at[past] = rng.integers(0, k)
        words[np.arange(T) >= lengths[:, None]] = 0
        states = centres[at] + noise * rng.uniform(-1, 1, size=(N, T + 1, D))
        if spare:
            centres = np.concatenate([centres, 90 + rng.normal(size=(spare, D))])  # never met
        return states, words, lengths, centres, V

    waiting = draw(5, 3, 2, 2, 2)  # the empty ones decide where it starts
    waiting[0][:, 0], waiting[2][:] = waiting[3][[0, 0, 1, 1, 1]], [3, 2, 0, 0, 0]
    slanted = draw(3, 4, 2, 2, 2, full=True)  # nearest by squares is not nearest by absolute values
    slanted[0][:, ::2], slanted[0][:, 1::2] = rng.uniform(-0.1, 0.1, (3, 3, 2)), 9.0
    slanted[3][:] = [[3, 3], [5, 0]]
    tied = draw(3, 1, 3, 3, 2, full=True)
    tied[0][:, 0], tied[0][:, 1], tied[1][:] = tied[3][1], tied[3][[1, 2, 0]], 1
    begun = []  # as many begin in each cluster, the first of them not in cluster 0
    for starts in ([1, 0], [1, 2, 0]):
        begun.append(draw(len(starts), 4, 2, len(starts), 2, full=True))
        begun[-1][0][:, 0] = begun[-1][3][starts]
    return [
        Probe(waiting),
        Probe(slanted),
        Probe(tied),
        *map(Probe, begun),
        Probe(draw(9, 12, 3, 3, 2, spare=2)),
        Probe(draw(7, 9, 4, 4, 2, noise=7.0)),
        Probe(draw(8, 15, 2, 4, 3)),
        Probe(draw(7, 10, 4, 2, 2)),
        Probe(draw(6, 4, 3, 5, 4)),
        Probe(draw(9, 9, 2, 3, 4, symbols=2)),
        Probe(draw(5, 8, 1, 3, 2)),
        Probe(draw(1, 20, 2, 3, 2)),
        Probe(draw(3, 1, 2, 2, 3)),
        Probe(draw(6, 7, 3, 1, 2)),
        Probe(draw(6, 9, 2, 3, 1)),
        Probe(draw(4, 6, 1, 1, 1)),
        Probe(draw(10, 16, 3, 3, 3, full=True, odd=1)),
        Probe(draw(12, 14, 2, 6, 2, stray=0.25, odd=2)),
    ]


def extract_automaton(states, symbols, lengths, centres, V):
    distance = ((states[:, :, None, :] - centres) ** 2).sum(axis=3)  # (N, T + 1, k)
    cluster = distance.argmin(axis=2)  # (N, T + 1)
    seen = np.zeros((len(centres), V, len(centres)), dtype=int)
    for n, length in enumerate(lengths):
        for t in range(length):
            seen[cluster[n, t], symbols[n, t], cluster[n, t + 1]] += 1
    table = np.where(seen.any(axis=2), seen.argmax(axis=2), -1)
    start = int(np.bincount(cluster[:, 0]).argmax())
    return table, start


def _last_wins(states, symbols, lengths, centres, V):
    cluster = ((states[:, :, None, :] - centres) ** 2).sum(axis=3).argmin(axis=2)
    table = np.full((len(centres), V), -1)
    for n, length in enumerate(lengths):
        for t in range(length):
            table[cluster[n, t], symbols[n, t]] = cluster[n, t + 1]
    return table, int(np.bincount(cluster[:, 0]).argmax())


def _first_wins(states, symbols, lengths, centres, V):
    cluster = ((states[:, :, None, :] - centres) ** 2).sum(axis=3).argmin(axis=2)
    table = np.full((len(centres), V), -1)
    for n, length in enumerate(lengths):
        for t in range(length):
            if table[cluster[n, t], symbols[n, t]] < 0:
                table[cluster[n, t], symbols[n, t]] = cluster[n, t + 1]
    return table, int(np.bincount(cluster[:, 0]).argmax())


def _across(states, symbols, lengths, centres, V):
    """Return the mistake of one long walk through all sequences."""
    cluster = ((states[:, :, None, :] - centres) ** 2).sum(axis=3).argmin(axis=2)
    walk, words = [], []
    for n, length in enumerate(lengths):
        walk += list(cluster[n, :length])
        words += list(symbols[n, :length])
    seen = np.zeros((len(centres), V, len(centres)), dtype=int)
    for one, word, other in zip(walk, words, walk[1:], strict=False):
        seen[one, word, other] += 1
    table = np.where(seen.any(axis=2), seen.argmax(axis=2), -1)
    return table, int(np.bincount(cluster[:, 0]).argmax())


def _read_off(kept):
    """Return the function in which `kept` makes an entry of the list of clusters, in the order they were seen."""

    def extract_automaton(states, symbols, lengths, centres, V):
        cluster = ((states[:, :, None, :] - centres) ** 2).sum(axis=3).argmin(axis=2)
        found = {}
        for n, length in enumerate(lengths):
            for t in range(length):
                found.setdefault((cluster[n, t], symbols[n, t]), []).append(cluster[n, t + 1])
        table = np.full((len(centres), V), -1)
        for place, ends in found.items():
            table[place] = kept(ends)
        return table, int(np.bincount(cluster[:, 0]).argmax())

    return extract_automaton


def _mean_states(states, symbols, lengths, centres, V):
    cluster = ((states[:, :, None, :] - centres) ** 2).sum(axis=3).argmin(axis=2)
    table = np.full((len(centres), V), -1)
    real = np.arange(symbols.shape[1]) < np.asarray(lengths)[:, None]
    for a in range(len(centres)):
        for s in range(V):
            ends = states[:, 1:][real & (cluster[:, :-1] == a) & (symbols == s)]
            if len(ends):
                table[a, s] = ((ends.mean(axis=0) - centres) ** 2).sum(axis=1).argmin()
    return table, int(np.bincount(cluster[:, 0]).argmax())


def _only_clusters_met(states, symbols, lengths, centres, V):
    table, start = extract_automaton(states, symbols, lengths, centres, V)
    cluster = ((states[:, :, None, :] - centres) ** 2).sum(axis=3).argmin(axis=2)
    return table[: cluster.max() + 1], start


def _only_symbols_met(states, symbols, lengths, centres, V):
    table, start = extract_automaton(states, symbols, lengths, centres, V)
    return table[:, : symbols.max(initial=0) + 1], start


def _nonempty(states, symbols, lengths, centres, V):
    table = extract_automaton(states, symbols, lengths, centres, V)[0]
    return table, extract_automaton(
        states[lengths > 0], symbols[lengths > 0], lengths[lengths > 0], centres, V
    )[1]


_DISTANCE = "((states[:, :, None, :] - centres) ** 2).sum(axis=3)"
_NEAREST = "distance.argmin(axis=2)"
_SEEN = "seen[cluster[n, t], symbols[n, t], cluster[n, t + 1]] += 1"
_TABLE = "np.where(seen.any(axis=2), seen.argmax(axis=2), -1)"
_START = "int(np.bincount(cluster[:, 0]).argmax())"
_RANGE = "range(length)"

EXERCISE = Exercise(
    name="extract_automaton",
    signature="extract_automaton(states, symbols, lengths, centres, V)",
    returns={"table": "(k, V), whole numbers", "start": "the number of a cluster"},
    reference=extract_automaton,
    probes=walks,
    points={"table": 5, "start": 2},
    read='lesson 21, "A cell that counts"',
    advice={
        "table": "Entry (a, s): of all steps that begin in cluster a and read symbol s, the cluster in which most of "
        "them end; of equals the smallest number, and -1 where there is no such step.",
        "start": "The cluster in which most sequences stand before their first symbol; of equals the smallest number.",
    },
    hints=(
        "First put every state into the cluster whose centre is nearest. From then on there are only whole numbers.",
        "Count in an array seen[k, V, k]: from where, with which symbol, to where. The state before symbols[n, t] is "
        "states[n, t], the one after it states[n, t + 1].",
        "The largest entry along the last axis is the majority. A pair that was never seen has a row of zeros, whose "
        "argmax would be 0: it gets -1.",
    ),
    mutants=(
        Mutant(
            "pads-counted",
            "You count the padding of short sequences as steps. Only the first lengths[n] symbols are there.",
            edits={_RANGE: "range(symbols.shape[1])"},
        ),
        Mutant(
            "last-step-lost",
            "Your last step of each sequence is missing: an off-by-one. There are lengths[n] symbols, and one state "
            "more.",
            edits={_RANGE: "range(length - 1)"},
        ),
        Mutant(
            "first-step-lost",
            "You leave out the first step of each sequence. It begins in the state before the first symbol.",
            edits={_RANGE: "range(1, length)"},
        ),
        Mutant(
            "state-after",
            "You take the state after the symbol for the one from which the step begins, so that every step ends where "
            "it began.",
            edits={_SEEN: "seen[cluster[n, t + 1], symbols[n, t], cluster[n, t + 1]] += 1"},
        ),
        Mutant(
            "state-before",
            "You take the state before the symbol for the one in which the step ends, so that every step ends where it "
            "began.",
            edits={_SEEN: "seen[cluster[n, t], symbols[n, t], cluster[n, t]] += 1"},
        ),
        Mutant(
            "one-state-late",
            "Your states are one step late: symbols[n, t] leads from states[n, t] to states[n, t + 1].",
            edits={
                _RANGE: "range(1, length)",
                _SEEN: "seen[cluster[n, t], symbols[n, t - 1], cluster[n, t + 1]] += 1",
            },
        ),
        Mutant(
            "next-symbol",
            "You pair a step with the symbol that comes after it. symbols[n, t] leads from states[n, t] to states[n, t "
            "+ 1].",
            edits={
                _RANGE: "range(length - 1)",
                _SEEN: "seen[cluster[n, t], symbols[n, t + 1], cluster[n, t + 1]] += 1",
            },
        ),
        Mutant(
            "backwards",
            "Your steps run backwards: the table says where a state came from. It says where it goes to.",
            edits={_SEEN: "seen[cluster[n, t + 1], symbols[n, t], cluster[n, t]] += 1"},
        ),
        Mutant(
            "symbol-ignored",
            "You count the steps of a cluster whatever the symbol was. Each pair of cluster and symbol has an entry of "
            "its own.",
            edits={_SEEN: "seen[cluster[n, t], :, cluster[n, t + 1]] += 1"},
        ),
        Mutant(
            "last-wins",
            "Where a pair was seen several times the last one wins. Count, and let the majority decide: a network's "
            "states stray.",
            fn=_last_wins,
        ),
        Mutant(
            "first-wins",
            "Where a pair was seen several times the first one wins. Count, and let the majority decide: a network's "
            "states stray.",
            fn=_first_wins,
        ),
        Mutant(
            "rarest-wins",
            "Your table holds the cluster in which the fewest steps end.",
            edits={_TABLE: "np.where(seen.any(axis=2), seen.argmin(axis=2), -1)"},
        ),
        Mutant(
            "largest-of-equals",
            "Of equals you take the largest number. Take the smallest.",
            edits={
                _TABLE: "np.where(seen.any(axis=2), seen.shape[2] - 1 - seen[:, :, ::-1].argmax(axis=2), -1)"
            },
        ),
        Mutant(
            "one-large-walk",
            "You join the sequences to one: the end of each leads into the beginning of the next. No symbol made that "
            "step.",
            fn=_across,
        ),
        Mutant(
            "unseen-is-zero",
            "A pair that was never seen leads to cluster 0 in your table. Nobody knows where it leads: -1.",
            edits={_TABLE: "seen.argmax(axis=2)"},
        ),
        Mutant(
            "unseen-stays",
            "A pair that was never seen stays where it is in your table. Nobody knows where it leads: -1.",
            edits={
                _TABLE: "np.where(seen.any(axis=2), seen.argmax(axis=2), np.arange(len(centres))[:, None])"
            },
        ),
        Mutant(
            "transposed",
            "Your table is (V, k). Its rows are clusters, its columns are symbols.",
            edits={_TABLE: "np.where(seen.any(axis=2), seen.argmax(axis=2), -1).T"},
        ),
        Mutant(
            "counts",
            "You return how often the majority was seen. The table holds where the step leads.",
            edits={_TABLE: "np.where(seen.any(axis=2), seen.max(axis=2), -1)"},
        ),
        Mutant(
            "farthest",
            "You put every state into the cluster whose centre is farthest.",
            edits={_NEAREST: "distance.argmax(axis=2)"},
        ),
        Mutant(
            "differences-summed",
            "You add up differences with their signs, so that they cancel. A distance adds up their squares.",
            edits={_DISTANCE: "(states[:, :, None, :] - centres).sum(axis=3)"},
        ),
        Mutant(
            "first-number-only",
            "You compare the first number of a state only. All of them belong to the distance.",
            edits={_DISTANCE: "((states[:, :, None, :] - centres) ** 2)[:, :, :, 0]"},
        ),
        Mutant(
            "start-is-zero",
            "Your start is always cluster 0. The numbers of the clusters come from the centres, in any order.",
            edits={_START: "0"},
        ),
        Mutant(
            "start-of-the-first",
            "You take the start of the first sequence. Let the majority of the sequences decide.",
            edits={_START: "int(cluster[0, 0])"},
        ),
        Mutant(
            "start-of-the-last",
            "You take the start of the last sequence. Let the majority of the sequences decide.",
            edits={_START: "int(cluster[-1, 0])"},
        ),
        Mutant(
            "start-largest-of-equals",
            "Of clusters in which equally many sequences begin you take the largest number for the start. Take the "
            "smallest.",
            edits={
                _START: "int(len(centres) - 1 - "
                "np.bincount(cluster[:, 0], minlength=len(centres))[::-1].argmax())"
            },
        ),
        Mutant(
            "start-first-of-equals",
            "Of clusters in which equally many sequences begin you take the one that was met first for the start. "
            "Take the smallest number, so that the order of the sequences has no say.",
            edits={_START: "int(max(dict.fromkeys(cluster[:, 0]), key=list(cluster[:, 0]).count))"},
        ),
        Mutant(
            "start-of-all",
            "You take the cluster that is most frequent among all states. The start is about the states before the "
            "first symbol.",
            edits={_START: "int(np.bincount(cluster.reshape(-1)).argmax())"},
        ),
        Mutant(
            "start-after-a-symbol",
            "You take the states after the first symbol. The start is the state before it.",
            edits={_START: "int(np.bincount(cluster[:, 1]).argmax())"},
        ),
        Mutant(
            "start-counted",
            "Your start is how many sequences begin there. The number of the cluster was asked for.",
            edits={_START: "int(np.bincount(cluster[:, 0]).max())"},
        ),
        Mutant(
            "end-for-start",
            "You take the last column of the states. The start is the first.",
            edits={_START: "int(np.bincount(cluster[:, -1]).argmax())"},
        ),
        Mutant(
            "first-of-equals",
            "Of equals you take the one that was met first. Take the smallest number, so that the order of the "
            "sequences has no say.",
            fn=_read_off(lambda ends: max(dict.fromkeys(ends), key=ends.count)),
        ),
        Mutant(
            "middle",
            "You average the numbers of clusters, or take the middle one. They are names: let the majority decide.",
            fn=_read_off(lambda ends: int(np.median(ends))),
        ),
        Mutant(
            "mean-state",
            "You average the states in which the steps end, and look for the nearest centre. A few strays far "
            "away move a mean: let the majority of the clusters decide.",
            fn=_mean_states,
        ),
        Mutant(
            "clusters-met",
            "Your table ends with the last cluster that was met. It has a row for each centre.",
            fn=_only_clusters_met,
        ),
        Mutant(
            "symbols-met",
            "Your table ends with the last symbol that was met. It has V columns.",
            fn=_only_symbols_met,
        ),
        Mutant(
            "empty-sequences-left-out",
            "You leave out the empty sequences when you look for the start. They have a state before the first "
            "symbol, too.",
            fn=_nonempty,
        ),
        Mutant(
            "one-step-too-many",
            "You take one step too many: an off-by-one. The step behind the last symbol reads padding.",
            edits={_RANGE: "range(min(length + 1, symbols.shape[1]))"},
        ),
        Mutant(
            "dot-product",
            "You take the centre with the largest product. A large centre may then win though another is "
            "nearer: take the distance.",
            edits={_DISTANCE: "-(states[:, :, None, :] * centres).sum(axis=3)"},
        ),
        Mutant(
            "absolute-distance",
            "You add up absolute differences. The Euclidean distance adds up squares, and may find another centre"
            " nearest.",
            edits={_DISTANCE: "np.abs(states[:, :, None, :] - centres).sum(axis=3)"},
        ),
    ),
)
