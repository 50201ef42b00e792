"""What drawn batches and drawn splits do, in words: many draws are right, and all right ones share these words."""

import itertools

import numpy as np

ENOUGH = 12  # different seeds, to judge by chance and not be wrong more than once in a million


def batches(results, args):
    """Return who is in the batches, how full and how alike they are, how ordered, and whether a seed repeats.

    Parameters
    ----------
    results : dict
        ``batches``, shape (E, B, size), -1 where a place is unused.
    args : tuple
        ``lengths``, shape (N,), ``size`` and ``seeds``, E of them.

    Returns
    -------
    dict of str
    """
    lengths, size, seeds = args
    plan = np.asarray(results["batches"]).astype(int)
    epochs = [[[k for k in row if k >= 0] for row in rows] for rows in plan.tolist()]
    flat = [sorted(k for row in rows for k in row) for rows in epochs]
    found = [_who(one, lengths.tolist()) for one in flat]
    in_range = all(0 <= k < len(lengths) for one in flat for k in one)
    known = in_range and plan.shape == (len(seeds), -(-len(lengths) // size), size)
    short = max(sum(len(row) < size for row in rows) for rows in epochs)
    one_short = plan.shape[1] * plan.shape[2] > len(lengths)
    return {
        "choice of sequences": next((one for one in found if one != "each once"), "each once"),
        "filling": "all batches full but one" if short <= one_short else "several batches not full",
        "mix of lengths": _mix(epochs, plan, lengths, size) if in_range else "not known",
        "order of the batches": _order(epochs, seeds, lengths, size) if known else "not known",
        "same seed again": "same order" if known and _repeats(plan, seeds) else "another order",
    }


def _repeats(rows, seeds):
    """Whether rows with the same seed are the same, where there are enough of them to tell."""
    return len(set(seeds)) < ENOUGH or all(
        np.array_equal(row, rows[seeds.index(seed)]) for row, seed in zip(rows, seeds, strict=True)
    )


def _who(entries, lengths):
    N, order = len(lengths), np.argsort(lengths, kind="stable").tolist()
    extra = sorted({one for one, other in itertools.pairwise(entries) if one == other})
    if entries == list(range(N)):
        return "each once"
    if entries == sorted(lengths):
        return "these are lengths"
    if entries and not 0 <= entries[0] <= entries[-1] < N:
        return "there is no such sequence"
    if len(set(entries)) < N:
        return "some are missing, and some come twice" if extra else "some are missing"
    if extra == [0] and 0 not in (order[0], order[-1]):
        return "number 0 comes again"
    if extra == sorted(order[: len(entries) - N]):
        return "the shortest come again"
    return "the longest comes again" if extra == order[-1:] else "some come twice"


def _mix(epochs, plan, lengths, size):
    """Say whether no more is padded than in batches cut in the order of length, and if more, what for."""
    order = np.argsort(lengths, kind="stable").tolist()
    rows = {tuple(sorted(row)) for rows in epochs for row in rows if row}
    rank = np.argsort(order)
    allowed = _allowed(lengths[order].tolist(), size)
    longest = {row: len(row) * int(max(lengths[list(row)])) for row in rows}
    if all(sum(longest[tuple(sorted(row))] for row in rows if row) <= allowed for rows in epochs):
        return "as small as can be"
    if all(row[-1] - row[0] == len(row) - 1 for row in rows):
        return "as they came"
    if all(np.ptp([order[k] for k in row]) == len(row) - 1 for row in rows):
        return "ranks taken for indices"
    if all(len(set(np.diff(np.sort(rank[list(row)])))) < 2 for row in rows):
        return "dealt out"
    columns = np.sort(plan, axis=1)
    if (columns == columns[0]).all() and len(rows) > plan.shape[
        1
    ]:  # the same columns make other rows each time
        return "torn apart column by column"
    return "larger than need be"


def _allowed(ordered, size):
    """Return the cells of batches cut in the order of length, wherever in it the short batch stands."""
    left, found = len(ordered) % size, []
    for start in range(0, len(ordered) + 1, size):
        ends = [*range(start, 0, -size), *range(start + left + size, len(ordered) + 1, size)]
        found.append(sum(size * ordered[end - 1] for end in ends) + left * ordered[start + left - 1])
    return max(found)


def _order(epochs, seeds, lengths, size):
    """Say how the batches of an epoch follow each other, where there are enough of them to tell."""
    chunks = np.sort(lengths)[: len(lengths) // size * size].reshape(-1, size).mean(axis=1)
    if len(set(seeds)) < ENOUGH or len(set(chunks.tolist())) < ENOUGH:
        return "shuffled"
    values = lengths.tolist()
    means = [[sum(values[k] for k in row) / len(row) for row in rows if row] for rows in epochs]
    if all(one == sorted(one) for one in means):
        return "growing"
    if all(one == sorted(one, reverse=True) for one in means):
        return "falling"
    names = [[tuple(sorted(row)) for row in rows] for rows in epochs]
    if all(one == names[0] for one in names):
        return "the same in every epoch"
    turned = [one[one.index(min(one)) :] + one[: one.index(min(one))] for one in names]
    if all(one == turned[0] for one in turned):
        return "only turned"
    if len(set(map(tuple, names))) < ENOUGH / 2:
        return "few different orders"
    fixed = any(len(set(place)) == 1 for place in zip(*names, strict=True))
    return "one batch never moves" if fixed else "shuffled"


def splits(results, args):
    """Return whether items are on one side and groups whole, what the test holds, and what chance and seeds do.

    Parameters
    ----------
    results : dict
        ``train`` and ``test``, boolean, shape (S, N) each.
    args : tuple
        ``groups``, a list of N labels, ``share`` and ``seeds``, S of them.

    Returns
    -------
    dict of str
    """
    groups, share, seeds = args
    train, test = (np.asarray(results[name], dtype=bool) for name in ("train", "test"))
    sides = {
        (False, False): "each item on one",
        (True, False): "some items on neither",
        (False, True): "some items on both",
    }
    where = bool((~train & ~test).any()), bool((train & test).any())
    return {
        "choice of sides": sides.get(where, "some items on neither, some on both"),
        "state of the groups": _whole(test, groups),
        "share of the test": _share(test, groups, share),
        "chance": _chance(train, test, groups, share, seeds),
        "same seed again": "same split" if _repeats(test, seeds) else "another split",
    }


def _counts(test, labels):
    """Return how many items of each group are in each test, (S, G), and how many there are, (G,)."""
    _, codes = np.unique(labels, return_inverse=True)
    members = np.eye(codes.max() + 1, dtype=int)[codes]
    return test.astype(int) @ members, members.sum(axis=0)


def _whole(test, groups):
    groups = np.array(groups)
    runs = np.concatenate([[0], np.cumsum(groups[1:] != groups[:-1])])
    for labels, words in ((groups, "whole"), (runs, "whole only while neighbours")):
        counts, sizes = _counts(test, labels)
        if ((counts == 0) | (counts == sizes)).all():
            return words
    return "split"


def _share(test, groups, share):
    counts, sizes = _counts(test, groups)
    total, wanted = test.sum(axis=1), share * len(groups)
    largest = np.where(counts > 0, sizes, 0).max(axis=1)
    little, much = bool((total < wanted).any()), bool((total - largest >= wanted).any())
    if (total == 0).all():
        return "nothing"
    if little and ((counts > 0).sum(axis=1) == 1).all():
        return "one group, too small"
    if (total == len(groups)).all() and much:
        return "everything"
    words = {(False, False): "reached", (True, False): "not reached", (False, True): "exceeded"}
    return words.get((little, much), "now less, now more")


def _chance(train, test, groups, share, seeds):
    if len(set(seeds)) < 3 * ENOUGH:
        return "all change sides"
    if (test == test[0]).all():
        names, chosen = np.unique(groups).tolist(), np.unique(np.array(groups)[test[0]]).tolist()
        if chosen in (names[: len(chosen)], names[len(names) - len(chosen) :]):
            return "always the first groups" if chosen[:1] == names[:1] else "always the last groups"
        return "the same split for every seed"
    if share * len(groups) <= 1:  # the test is the group that came first, and any may
        counts, sizes = _counts(test, groups)
        large = (counts[:, sizes.argmax()] > 0).mean() > 0.5
        return "large groups come first" if large else "all change sides"
    if len(np.unique(test, axis=0)) < ENOUGH:
        return "few different splits"
    moves = test.any(axis=0) & train.any(axis=0)
    return "all change sides" if moves.all() else "some groups are always on one side"
