"""What can be known of a sequence without its order (lesson 20)."""

from collections import Counter, defaultdict

from ._inputs import plain


def bag_ceiling(bags, labels):
    """Return the best accuracy of any model that sees of each item only what it holds, and how often, not the order.

    Parameters
    ----------
    bags : sequence of sequence
        What each item holds, hashable, in any order; tensors count by their values.
    labels : sequence
        The label of each item, hashable.

    Returns
    -------
    float
        The share of items that are right if each bag is given its most frequent label.

    Raises
    ------
    ValueError
        Where there is no item, or not one label for each.
    """
    if len(bags) != len(labels) or not len(bags):
        raise ValueError(
            f"bags and labels must be equally many, at least one; got {len(bags)} and {len(labels)}"
        )
    counts = defaultdict(Counter)
    for bag, label in zip(bags, plain(labels), strict=True):
        counts[frozenset(Counter(plain(bag)).items())][label] += 1
    return sum(max(count.values()) for count in counts.values()) / len(labels)
