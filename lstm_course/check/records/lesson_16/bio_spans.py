"""Exercise: read spans off BIO tags."""

from ...exercise import Exercise, Mutant, Probe


def sentences(rng):
    """Return tags with neighbouring, single, cut off and unopened spans, and random ones."""
    types = ["PER", "LOC", "x", "time-of-day"]

    def draw(n):
        tags = ["O", "O", *(f"{letter}-{kind}" for letter in "BI" for kind in types[:3])]
        return [str(tag) for tag in rng.choice(tags, n)]

    return [
        Probe(
            (["O", "B-PER", "I-PER", "I-PER", "O"],),
            "One span only, with O on both sides: it begins at its B, and its end is the position behind its last "
            "tag. Yours is something else.",
        ),
        Probe((["O", "O"],)),
        Probe(([],)),
        Probe((["B-LOC"],)),
        Probe((["I-LOC"],)),
        Probe((["O", "B-PER", "I-PER"],)),  # up to the end
        Probe((["B-PER", "B-PER", "I-PER", "O"],)),
        Probe((["B-PER", "I-PER", "B-LOC", "I-LOC"],)),
        Probe((["B-PER", "I-LOC", "I-LOC", "O", "B-x"],)),
        Probe((["B-PER", "I-LOC", "I-PER", "B-LOC"],)),
        Probe((["O", "I-PER", "I-PER", "O", "I-PER"],)),
        Probe((["I-x", "B-x", "I-x", "I-LOC"],)),
        Probe((["B-time-of-day", "I-time-of-day", "O", "B-time-of-week", "I-time-of-day"],)),
        Probe((["B-PER", "O", "B-PER", "O", "I-PER", "O", "B-LOC", "O"],)),
        Probe((draw(12),)),
        Probe((draw(30),)),
        Probe(
            (["B-LOC", "I-LOC", "I-PER", "B-PER", "I-PER", "O", "O", "I-x", "I-x", "B-x", *draw(9), "I-x"],)
        ),
    ]


def bio_spans(tags):
    spans, start, kind = [], None, None
    for k, tag in enumerate([*tags, "O"]):
        goes_on = tag[:1] == "I" and tag[2:] == kind
        if start is not None and not goes_on:
            spans.append((start, k, kind))
            start, kind = None, None
        if tag != "O" and start is None:
            start, kind = k, tag[2:]
    return spans


def cancelled(tags):
    """Take an I of another type for the end of the world: the span it meets is thrown away."""
    spans, start, kind = [], None, None
    for k, tag in enumerate([*tags, "O"]):
        if start is not None and not (tag[:1] == "I" and tag[2:] == kind):
            if tag[:1] != "I":
                spans.append((start, k, kind))
            start, kind = None, None
        if tag[:1] == "B" or (tag[:1] == "I" and start is None):
            start, kind = k, tag[2:]
    return spans


def ended_and_dropped(tags):
    """Let an I of another type end the open span, and begin none."""
    spans, start, kind = [], None, None
    for k, tag in enumerate([*tags, "O"]):
        if start is None or tag[0] != "I":
            if start is not None:
                spans.append((start, k, kind))
            start, kind = (k, tag[2:]) if tag != "O" else (None, None)
        elif tag[2:] != kind:
            spans.append((start, k, kind))
            start, kind = None, None
    return spans


def state_machine(tags, at_the_end=True):
    """Let B begin and O end, and never look at I."""
    spans, start, kind = [], None, None
    for k, tag in enumerate([*tags, "O"] if at_the_end else tags):
        if start is not None and tag[0] != "I":
            spans.append((start, k, kind))
            start = None
        if tag[0] == "B":
            start, kind = k, tag[2:]
    return spans


def state_machine_without_end(tags):
    """Let B begin and O end, never look at I, and forget the last span."""
    return state_machine(tags, at_the_end=False)


def begun_only(tags):
    """Let O alone end a span, and B overwrite one that is open."""
    spans, start, kind = [], None, None
    for k, tag in enumerate([*tags, "O"]):
        if tag[0] == "B":
            start, kind = k, tag[2:]
        elif tag == "O" and start is not None:
            spans.append((start, k, kind))
            start = None
    return spans


def begins(tags):
    """Take each B for a span of one token."""
    return [(k, k + 1, tag[2:]) for k, tag in enumerate(tags) if tag[0] == "B"]


def short_of_the_last(tags):
    """Never let the last tag go on with a span."""
    spans = []
    for k, tag in enumerate(tags):
        goes_on = spans and spans[-1][1] == k and tag == f"I-{spans[-1][2]}" and k < len(tags) - 1
        if goes_on:
            spans[-1] = (spans[-1][0], k + 1, spans[-1][2])
        elif tag != "O":
            spans.append((k, k + 1, tag[2:]))
    return spans


def any_i_to_the_last(tags):
    """Let each I extend the last span, wherever that is."""
    spans = []
    for k, tag in enumerate(tags):
        if tag[0] == "B":
            spans.append((k, k + 1, tag[2:]))
        elif tag[0] == "I" and spans:
            spans[-1] = (spans[-1][0], k + 1, spans[-1][2])
    return spans


def only_begun(tags):
    """Drop each I without a B, and take the end for inclusive."""
    return [(start, end - 1, kind) for start, end, kind in bio_spans(tags) if tags[start][0] == "B"]


def only_begun_and_closed(tags):
    """Drop each I without a B, and a span at the end."""
    return [
        (start, end, kind)
        for start, end, kind in bio_spans(tags)
        if tags[start][0] == "B" and end < len(tags)
    ]


def whole_sentence(tags):
    """Join all tags of a type to one span, from the first to the last."""
    spans = []
    for kind in dict.fromkeys(tag[2:] for tag in tags if tag != "O"):
        places = [k for k, tag in enumerate(tags) if tag[2:] == kind and tag != "O"]
        spans.append((places[0], places[-1] + 1, kind))
    return spans


_APPEND = "spans.append((start, k, kind))"
_GOES = 'tag[:1] == "I" and tag[2:] == kind'
_NEW = 'if tag != "O" and start is None'

EXERCISE = Exercise(
    name="bio_spans",
    signature="bio_spans(tags)",
    returns={"spans": "a list of (start, end, type)"},
    reference=bio_spans,
    probes=sentences,
    points={"spans": 5},
    read='lesson 16, "From tags to spans"',
    advice={
        "spans": "Walk through the tags with one question at each: does the open span go on? It does for an I of its "
        "own type only. If not, it ends here; and every tag but O then begins a new one.",
    },
    hints=(
        "Keep the start and the type of the span that is open, or None. At each tag: does the open span go on? If "
        "not, close it. Is a new one to be opened?",
        "It goes on where the tag is I and has the type of the open span. A new one opens at every B, and at an I that "
        "goes on with nothing. The last span needs closing, too.",
        'Loop over [*tags, "O"]: the O at the end closes what is open. goes_on = tag[:1] == "I" and tag[2:] == kind; '
        "the end is the position of the tag that does not go on.",
    ),
    mutants=(
        Mutant(
            "last-span-lost",
            "A span that reaches the end of the sentence is lost: you close a span when the next tag says so, and "
            "there is no next tag. Close what is open after the loop.",
            edits={'enumerate([*tags, "O"])': "enumerate(tags)"},
        ),
        Mutant(
            "inclusive-end",
            "Your end is the last position inside the span, an off-by-one. Here it is the position behind it, as in a "
            "slice: tags[start:end].",
            edits={_APPEND: "spans.append((start, k - 1, kind))"},
        ),
        Mutant(
            "last-end-inclusive",
            "The end of a span at the end of the sentence is one too small, an off-by-one: it is the length of the "
            "sentence there.",
            edits={_APPEND: "spans.append((start, min(k, len(tags) - 1), kind))"},
        ),
        Mutant(
            "one-too-far",
            "Your end lies one position too far, an off-by-one: it is the position behind the last tag of the span.",
            edits={_APPEND: "spans.append((start, k + 1, kind))"},
        ),
        Mutant(
            "length-for-end",
            "The second number of your spans is their length. It is the position behind their last tag.",
            edits={_APPEND: "spans.append((start, k - start, kind))"},
        ),
        Mutant(
            "counted-from-one",
            "You count positions from 1. The first one is 0, and the end lies behind the span, as in a slice.",
            edits={_APPEND: "spans.append((start + 1, k + 1, kind))"},
        ),
        Mutant(
            "start-after-the-b",
            "Your spans begin behind their first tag, an off-by-one. The first tag belongs to its span.",
            edits={"start, kind = k, tag[2:]": "start, kind = k + 1, tag[2:]"},
        ),
        Mutant(
            "neighbours-merged",
            "Two spans of one type that touch become one with you. A B always begins a new span, that is what it is "
            "for.",
            edits={_GOES: 'tag != "O" and tag[2:] == kind'},
        ),
        Mutant(
            "neighbours-merged, whatever the type",
            "Spans that touch become one with you, up to the next O. A B always begins a new span, and so does an I of "
            "another type.",
            edits={_GOES: 'tag != "O" and kind is not None'},
        ),
        Mutant(
            "type-change-ignored",
            "An I of another type goes on with the open span in your function. It ends that span, and begins one of "
            "its own type.",
            edits={_GOES: 'tag[:1] == "I" and kind is not None'},
        ),
        Mutant(
            "type-of-the-last-tag",
            "An I of another type changes the type of the open span in your function. It ends that span, and begins "
            "one of its own type.",
            edits={
                _GOES: 'tag[:1] == "I" and kind is not None',
                "        if start is not None and not goes_on": "        kind = tag[2:] if goes_on else kind\n"
                "        if start is not None and not goes_on",
            },
        ),
        Mutant(
            "lonely-i-dropped",
            "You open a span at a B only. By the rule of this exercise an I that goes on with nothing opens one, too: "
            "after O, at the start of the sentence, and after another type.",
            edits={_NEW: 'if tag[:1] == "B" and start is None'},
        ),
        Mutant(
            "other-type-dropped",
            "An I of another type ends the open span in your function, and is lost itself. By the rule of this "
            "exercise it opens one of its own type.",
            edits={
                _NEW: 'if tag != "O" and start is None and (tag[0] == "B" or k == 0 or tags[k - 1] == "O")'
            },
        ),
        Mutant(
            "lonely-i-after-o-dropped",
            "An I after O, or at the start of the sentence, is lost in your function. By the rule of this exercise it "
            "opens a span like a B.",
            edits={
                _NEW: 'if tag != "O" and start is None and (tag[0] == "B" or (k > 0 and tags[k - 1] != "O"))'
            },
        ),
        Mutant(
            "first-i-dropped",
            "An I as the first tag of the sentence is lost in your function. By the rule of this exercise it opens a "
            "span like a B.",
            edits={_NEW: 'if tag != "O" and start is None and (tag[0] == "B" or k > 0)'},
        ),
        Mutant(
            "span-cancelled",
            "Where an I of another type follows a span, you throw the span away. It ends there, and counts.",
            fn=cancelled,
        ),
        Mutant(
            "i-never-looked-at",
            "You let B begin and O end a span, and never look at the type of an I. By the rule of this exercise an I "
            "that goes on with nothing opens a span: after O, at the start, and where its type is another.",
            fn=state_machine,
        ),
        Mutant(
            "i-never-looked-at, last one lost",
            "Two things: you never look at the type of an I, which opens a span where it goes on with nothing; and a "
            "span that reaches the end of the sentence is lost.",
            fn=state_machine_without_end,
        ),
        Mutant(
            "overwritten",
            "A B after an open span overwrites it in your function, so that the first of the two is lost. Close what "
            "is open first; and an I that goes on with nothing opens a span, too.",
            fn=begun_only,
        ),
        Mutant(
            "b-only",
            "You take each B for a span of one token, and never look at I. An I of the same type goes on with the "
            "span; one that goes on with nothing opens a span of its own.",
            fn=begins,
        ),
        Mutant(
            "last-tag-not-joined",
            "The last tag of a sentence never goes on with a span in your function, an off-by-one: the last position "
            "is len(tags) - 1.",
            fn=short_of_the_last,
        ),
        Mutant(
            "any-i-to-the-last-span",
            "Each I extends the last span in your function, even over an O or with another type. It goes on with the "
            "span right before it, if that has its type; otherwise it opens one.",
            fn=any_i_to_the_last,
        ),
        Mutant(
            "lonely-i-dropped, inclusive end",
            "Two things: your end is the last position inside the span, where it should be the one behind it; and you "
            "open a span at a B only, where an I that goes on with nothing opens one, too.",
            fn=only_begun,
        ),
        Mutant(
            "lonely-i-dropped, last one lost",
            "Two things: a span that reaches the end of the sentence is lost; and you open a span at a B only, where "
            "an I that goes on with nothing opens one, too.",
            fn=only_begun_and_closed,
        ),
        Mutant(
            "single-tags-lost",
            "Spans of one tag are lost in your function. A B that nothing follows is a whole span.",
            edits={_APPEND: "spans += [(start, k, kind)] if k - start > 1 else []"},
        ),
        Mutant(
            "single-tags-only",
            "Each tag makes a span of its own in your function. An I of the same type goes on with the open span.",
            edits={_GOES: "False"},
        ),
        Mutant(
            "through-the-gap",
            "Your spans reach over an O: all tags of one type become one span. O ends whatever is open.",
            fn=whole_sentence,
        ),
        Mutant(
            "o-as-a-span",
            "You make spans of the O tags. O means outside of every span.",
            edits={_NEW: "if start is None and k < len(tags)"},
        ),
        Mutant(
            "whole-tag-as-type",
            "The type of your spans is the whole tag. B- and I- say where a span begins; the type is what follows.",
            edits={_APPEND: "spans.append((start, k, tags[start]))"},
        ),
        Mutant(
            "letter-as-type",
            "The type of your spans is the letter B or I. The type is what follows the hyphen.",
            edits={_APPEND: "spans.append((start, k, tags[start][0]))"},
        ),
        Mutant(
            "hyphen-in-front",
            "Your types begin with the hyphen: the type starts at the third character of the tag.",
            edits={_APPEND: 'spans.append((start, k, "-" + kind))'},
        ),
        Mutant(
            "type-cut-at-its-hyphen",
            "A type can hold hyphens itself, and you cut it at the first. Split the tag once only, or take everything "
            "from the third character on.",
            edits={_APPEND: 'spans.append((start, k, kind.split("-")[0]))'},
        ),
        Mutant(
            "type-after-the-last-hyphen",
            "A type can hold hyphens itself, and you take what follows the last. Split the tag once only, or take "
            "everything from the third character on.",
            edits={_APPEND: 'spans.append((start, k, kind.split("-")[-1]))'},
        ),
        Mutant(
            "compared-up-to-the-hyphen",
            "You compare types up to their first hyphen, so that two types with the same beginning count as one.",
            edits={
                _GOES: 'tag[:1] == "I" and kind is not None and tag[2:].split("-")[0] == kind.split("-")[0]'
            },
        ),
        Mutant(
            "first-letter-of-the-type",
            "The type of your spans is one letter. It is everything behind the first hyphen.",
            edits={_APPEND: "spans.append((start, k, kind[0]))"},
        ),
        Mutant(
            "type-first",
            "The type comes first in your spans. The order is start, end, type.",
            edits={_APPEND: "spans.append((kind, start, k))"},
        ),
        Mutant(
            "without-the-type",
            "Your spans have no type. Each has three entries: start, end, type.",
            edits={_APPEND: "spans.append((start, k))"},
        ),
        Mutant(
            "tags-of-the-span",
            "You return the tags of each span. Their place is asked for: start, end, type.",
            edits={_APPEND: "spans.append(list(tags[start:k]))"},
        ),
        Mutant(
            "first-span-only",
            "You return the first span only. A sentence can hold many.",
            edits={"return spans": "return spans[:1]"},
        ),
        Mutant(
            "last-span-only",
            "You return the last span only. A sentence can hold many.",
            edits={"return spans": "return spans[-1:]"},
        ),
        Mutant(
            "sorted-by-type",
            "Your spans are grouped by type. They come in the order of the sentence.",
            edits={"return spans": "return sorted(spans, key=lambda span: span[2])"},
        ),
        Mutant(
            "last-one-first",
            "Your last span comes first. They come in the order of the sentence.",
            edits={"return spans": "return spans[::-1]"},
        ),
        Mutant(
            "overlapping",
            "Your spans overlap: each goes on to the next O, through the spans that begin in between. A span ends "
            "where another begins.",
            edits={
                _APPEND: 'spans.append((start, next(j for j, one in enumerate([*tags, "O"]) if j >= k and one == "O"),'
                " kind))"
            },
        ),
        Mutant(
            "up-to-the-next-b",
            "Your spans go on through O up to the next span. O ends whatever is open.",
            edits={_GOES: f'({_GOES}) or (tag == "O" and kind is not None and k < len(tags))'},
        ),
        Mutant(
            "ended-and-dropped",
            "An I of another type ends the open span in your function, and is dropped. It begins a span of its own "
            "type, as it does after O.",
            fn=ended_and_dropped,
        ),
    ),
)
