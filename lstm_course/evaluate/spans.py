"""From BIO tags to spans, and the F1 of spans (lesson 16).

A tag is ``"O"``, outside; ``"B-X"``, the beginning of a span of type X; or ``"I-X"``, inside one. Without types,
``"B"`` and ``"I"`` will do: their type is the empty string.
"""

import numpy as np

from ._inputs import converted, integral, same_length


def _bio(name, tags):
    tags = list(tags)
    for tag in tags:
        if not isinstance(tag, str) or not (tag in ("O", "B", "I") or tag[:2] in ("B-", "I-")):
            raise ValueError(f"{name} must be 'O', 'B', 'I', 'B-...' or 'I-...', got {tag!r}")
    return tags


@converted(tags=_bio)
def bio_spans(tags):
    """Return the spans of one sentence.

    A B begins a span, and each I of its type that follows goes on with it. An I that goes on with nothing belongs to
    no span. (Others let it begin one: say which rule a score was computed by.)

    Parameters
    ----------
    tags : sequence of str
        One for each token.

    Returns
    -------
    list of tuple
        Start, end (exclusive) and type of each span, in order: a type "-X" of the tag is given as "X".

    Raises
    ------
    ValueError
        Where a tag is none of BIO.
    """
    spans, start, kind = [], None, None
    for t, tag in enumerate([*tags, "O"]):
        if start is not None and tag != f"I{kind}":
            spans.append((start, t, kind[1:]))
            start = None
        if tag[0] == "B":
            start, kind = t, tag[1:]
    return spans


def _is_span(value):
    if not isinstance(value, (tuple, list)) or len(value) != 3:
        return False
    start, end, _ = value
    return integral(start) and integral(end) and 0 <= start < end


def _spans(name, sentences):
    found = []
    for sentence in sentences:
        spans = list(sentence) if np.iterable(sentence) else [sentence]
        for span in spans:
            if not _is_span(span):
                raise ValueError(
                    f"{name} must hold for each sentence a list of spans (start, end, type), got {span!r} in it"
                )
        found.append({tuple(span) for span in spans})
    return found


@converted(same_length("true", "found"), true=_spans, found=_spans)
def span_f1(true, found):
    """Return the F1 of spans over a whole corpus: right only where both borders and the type are.

    Parameters
    ----------
    true, found : sequence of list of tuple
        The spans of each sentence, (start, end, type) as `bio_spans` returns them; a span that is given twice counts
        once.

    Returns
    -------
    float
        1 where there is nothing to find and nothing is found.

    Raises
    ------
    ValueError
        Where the two differ in their number of sentences, or a sentence holds anything but spans, such as tags.
    """
    pairs = [(set(a), set(b)) for a, b in zip(true, found, strict=True)]
    right = sum(len(a & b) for a, b in pairs)
    there, named = sum(len(a) for a, _ in pairs), sum(len(b) for _, b in pairs)
    return 2 * right / (there + named) if there + named else 1.0


def _names(name, tags):
    tags = _bio(name, tags)
    if not tags:
        raise ValueError(f"{name} must hold at least one tag, got none")
    return tags


@converted(names=_names)
def bio_rules(names):
    """Return which BIO tags may follow each other, as scores: 0 where they may, minus infinity where not.

    An I-X may stand behind B-X and I-X only, and never first.

    Parameters
    ----------
    names : sequence of str
        The K tags, at least one.

    Returns
    -------
    transitions : ndarray, shape (K, K)
        From row to column.
    start : ndarray, shape (K,)
        Of the first tag.

    Raises
    ------
    ValueError
        Where there is no tag, or one is none of BIO.
    """
    inside = np.array([name[0] == "I" for name in names])
    fits = np.array([[a[0] in "BI" and a[1:] == b[1:] for b in names] for a in names])
    allowed = fits | ~inside
    return np.where(allowed, 0.0, -np.inf), np.where(inside, -np.inf, 0.0)
