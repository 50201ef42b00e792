"""What drawn splits of pairs do, in words: many draws are right, and all right ones share these words; and captions."""

import numpy as np

ENOUGH = 36  # different seeds, to judge by chance and not be wrong more than once in ten thousand


def quoted(results, args):
    """Return the captions in quotation marks, so that blanks at their ends count.

    Parameters
    ----------
    results : dict
        ``captions``, a list of strings.
    args : tuple
        Not looked at.

    Returns
    -------
    dict of list of str
    """
    return {"captions": [f"'{text}'" for text in results["captions"]]}


def divided(results, args):
    """Return who is on which side, whether pairs stay with their mirrors, what is known, and what chance does.

    Parameters
    ----------
    results : dict
        ``train`` and ``test``, (S, N + 1), and ``pairs``, as `lstm_course.drive.captions.splits` returns them.
    args : tuple
        ``pairs``, ``share`` and ``seeds`` of the same driver.

    Returns
    -------
    dict of str
    """
    pairs, share, seeds = args
    train, test = (np.asarray(results[name], dtype=int) for name in ("train", "test"))
    found = {"sides": _sides(train, test)}
    train, test = train[:, :-1] > 0, test[:, :-1] > 0
    found["mirrors"] = "together" if _together(test, pairs) else "apart"
    found["words"] = _words(train, pairs)
    found["share of the test"] = _share(test, pairs, share)
    found["chance"] = _chance(test, pairs, seeds)
    found["pairs"] = results["pairs"]
    return found


def _sides(train, test):
    if train[:, -1].any() or test[:, -1].any():
        return "entries that are no pair of the list"
    total = train[:, :-1] + test[:, :-1]
    if ((train > 0) & (test > 0)).any():
        return "some on both"
    if (total > 1).any():
        return "some twice"
    return "some on neither" if (total == 0).any() else "each on one, once"


def _mirrors(pairs):
    """Return for each pair the place of its mirror, its own where there is none."""
    places = {tuple(pair): k for k, pair in enumerate(pairs)}
    return np.array([places.get((b, a), k) for k, (a, b) in enumerate(pairs)])


def _together(test, pairs):
    return bool((test == test[:, _mirrors(pairs)]).all())


def _words(train, pairs):
    new = []
    for place, said in ((0, "first"), (1, "second")):
        words = np.array([pair[place] for pair in pairs])
        known = np.stack([train[:, words == word].any(axis=1) for word in np.unique(words)])
        if not known.all():
            new.append(said)
    return f"new in the {' and the '.join(new)} place" if new else "all known in both places"


def _share(test, pairs, share):
    total, wanted = test.sum(axis=1), share * len(pairs)
    mirrored = _mirrors(pairs) != np.arange(len(pairs))
    largest = 1 + (test & mirrored).any(axis=1)
    little, much = bool((total < wanted).any()), bool((total - largest >= wanted).any())
    if (total == 0).all():
        return "nothing"
    if test.all():
        return "everything"
    if much and not little and not _more(test, pairs):
        return "all that may be moved"
    words = {(False, False): "reached", (True, False): "not reached", (False, True): "exceeded"}
    return words.get((little, much), "now less, now more")


def _more(test, pairs):
    """Whether in some test one more pair, and its mirror, could be moved without a word being new."""
    mirrors = _mirrors(pairs)
    for row in test:
        for k in np.flatnonzero(~row):
            left = ~row
            left[[k, mirrors[k]]] = False
            if not _words(left[None], pairs).startswith("new"):
                return True
    return False


def _chance(test, pairs, seeds):
    if len(set(seeds)) < ENOUGH:
        return "all change sides"
    if any((row != test[seeds.index(seed)]).any() for row, seed in zip(test, seeds, strict=True)):
        return "a seed does not repeat its split"
    if (test == test[0]).all():
        return "the same split for every seed"
    if not (test.any(axis=0) & ~test.all(axis=0)).all():
        return "some pairs are always on one side"
    return "all change sides" if len(np.unique(test, axis=0)) > len(pairs) else "few different splits"
