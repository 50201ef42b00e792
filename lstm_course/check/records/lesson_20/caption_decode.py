"""Exercise: captions from a decoder of one step, letter by letter, for several pictures at once."""

import numpy as np

from ....drive import captions
from ...exercise import Exercise, Mutant, Probe
from . import _observed


def decoders(rng):
    """Return a decoder that follows a script and one that reads; END first, late and never; one picture, no letters."""

    def alphabet(end):
        letters = [str(one) for one in rng.permutation(list("abdeu "))]
        return "".join([*letters[:end], "$", *letters[end:]])

    def script(*rows, start, end, limit, place=0):
        state = np.array([[place, *row] for row in rows], dtype=float)
        return (captions.script_decoder, state, alphabet(end), start, end, limit)

    def reading(N, limit, end=None, start=captions.NEVER):
        end = int(rng.integers(6)) if end is None else end
        state = rng.integers(1, 23, (N, 2)).astype(float)
        return Probe((captions.reading_decoder, state, alphabet(end), start, end, limit))

    def word(length, end):
        return [int(k) for k in rng.choice([k for k in range(6) if k != end], length)]

    full = word(9, 2)
    return [
        Probe(
            script([*word(4, 5), 5, *word(4, 5)], start=6, end=5, limit=8),
            "The step of this probe follows a script, whatever letters it is given: four letters, END, and more "
            "letters behind it. The caption is the four letters. Yours is not.",
        ),
        Probe(
            script([*word(3, 2), 2, *word(5, 2)], [2, *word(8, 2)], full, start=6, end=2, limit=7),
            "The step of this probe follows a script for each of three pictures: one has three letters and END, one "
            "begins with END, and one never comes to its end, so that the limit cuts it. Yours is not so.",
        ),
        Probe(
            reading(3, 0).args,
            "max_length is 0 here, so all three captions are empty. Yours are not.",
        ),
        reading(1, 12),
        reading(6, 9),
        Probe(script([0, *word(4, 0), 0, 1], [3, 1, 0, 4, 4, 0, 2], start=0, end=0, limit=6)),
        Probe(script([*word(4, 3), 3, 1, 1], [*word(5, 3), 3, 1], start=6, end=3, limit=5)),
        Probe(script([4, 4, 1, 4, 0, 2, 0], [4, 1, 4, 4, 0, 1, 2], start=6, end=0, limit=7)),
        Probe(script([1, 2, 3], [1, 3, 3], start=6, end=1, limit=3)),
        Probe(script([*word(3, 4), 4, *word(3, 4), 4, *word(2, 4)], start=5, end=4, limit=10, place=1)),
        reading(4, 1),
        reading(30, 8, end=5),
        reading(20, 14),
        reading(12, 10, end=3, start=3),
    ]


def caption_decode(step, state, alphabet, start, end, max_length):
    N = len(state)
    letters = np.full(N, start)
    captions, done = [""] * N, np.zeros(N, dtype=bool)
    for _ in range(max_length):
        logits, state = step(letters, state)
        letters = logits.argmax(axis=1)
        done = done | (letters == end)
        for n in np.flatnonzero(~done):
            captions[n] += alphabet[letters[n]]
    return captions


def _restarts(step, state, alphabet, start, end, max_length):
    """Return the mistake of throwing away the state: each letter is made as if the picture had just been shown."""
    return caption_decode(
        lambda letters, _: (step(letters, state)[0], state), state, alphabet, start, end, max_length
    )


def _first_skipped(step, state, alphabet, start, end, max_length):
    logits, state = step(np.full(len(state), start), state)
    first = logits.argmax(axis=1)
    return caption_decode(_begin_with(step, first), state, alphabet, start, end, max_length)


def _begin_with(step, letters):
    """Return a step that puts `letters` in the place of the first it is given."""
    given = [letters]

    def other(now, state):
        return step(given.pop() if given else now, state)

    return other


def _end_printed(step, state, alphabet, start, end, max_length):
    words = caption_decode(step, state, alphabet, start, -1, max_length)
    return [text[: text.find(alphabet[end]) + 1] if alphabet[end] in text else text for text in words]


def _shared_out(step, state, alphabet, start, end, max_length):
    """Return the mistake of a limit on all letters together, shared out evenly."""
    N = len(state)
    return caption_decode(step, state, alphabet, start, end, max_length // N)


def _asked_before_the_step(step, state, alphabet, start, end, max_length):
    """Return the mistake of asking for END at the beginning of each turn, also of the first."""
    if start == end:
        return [""] * len(state)
    return _end_printed(step, state, alphabet, start, end, max_length)


def _stops_on_the_spot(step, state, alphabet, start, end, max_length):
    letters, captions = np.full(len(state), start), [""] * len(state)
    for _ in range(max_length):
        logits, state = step(letters, state)
        letters = logits.argmax(axis=1)
        for n, letter in enumerate(letters):
            if letter == end:
                return captions
            captions[n] += alphabet[letter]
    return captions


_START = "letters = np.full(N, start)"
_LOOP = "range(max_length)"
_STEP = "logits, state = step(letters, state)"
_CHOICE = "letters = logits.argmax(axis=1)"
_DONE = "done = done | (letters == end)"
_OPEN = "np.flatnonzero(~done)"
_WRITE = "captions[n] += alphabet[letters[n]]"
_RETURN = "return captions"

EXERCISE = Exercise(
    name="caption_decode",
    signature="caption_decode(step, state, alphabet, start, end, max_length)",
    returns={"captions": "a list of N strings"},
    reference=caption_decode,
    probes=decoders,
    observe=_observed.quoted,
    points={"captions": 6},
    read='lesson 20, "A caption, letter by letter"',
    advice={
        "captions": "For one picture, write down which letter and which state go into each call of step. The letter "
        "just chosen and the state just returned go in next; a caption ends before its first END."
    },
    hints=(
        "Begin with START for every picture. What comes out of a step, the letter chosen and the new state, goes into "
        "the next.",
        "The pictures end at different times. Keep done, one truth value for each, which stays True after the first "
        "END, and write only where it is False.",
        "In the loop: logits, state = step(letters, state); letters = logits.argmax(axis=1); done = done | (letters == "
        "end); then append alphabet[letters[n]] where not done[n].",
    ),
    mutants=(
        Mutant(
            "goes-on-after-END",
            "You leave out END and go on writing after it. The network was never trained on what follows: a caption "
            "stops at its first END.",
            edits={_DONE: "done = letters == end"},
        ),
        Mutant(
            "END-ignored",
            "You do not look for END: every caption has max_length letters.",
            edits={_DONE: "pass"},
        ),
        Mutant(
            "END-printed",
            "You print the END. It says that the caption is over, and is no letter of it.",
            fn=_end_printed,
        ),
        Mutant(
            "START-printed",
            "You print the START. Nobody wrote it: the first letter is the one chosen after it.",
            edits={_RETURN: "return [alphabet[start] + text for text in captions]"},
        ),
        Mutant(
            "all-stop-with-the-first",
            "You stop all captions as soon as one of them is over. The others go on.",
            edits={_DONE: "done = done | (letters == end)\n        if done.any():\n            break"},
        ),
        Mutant(
            "all-stop-with-the-first, and its letters are kept",
            "You stop all captions as soon as one of them is over, after one more letter for the others. They go on "
            "until each has its own END.",
            edits={_WRITE: f"{_WRITE}\n        if done.any():\n            break"},
        ),
        Mutant(
            "all-stop-only-together",
            "You stop when all pictures say END in the same step. Each caption is over at its own first END.",
            edits={_DONE: "done = done | (letters == end).all()"},
        ),
        Mutant(
            "all-stop-only-together, and END is left out",
            "You leave out END, go on writing after it, and stop when all pictures say END in the same step. Each "
            "caption is over at its own first END: remember which are.",
            edits={_DONE: "done = letters == end\n        if done.all():\n            break"},
        ),
        Mutant(
            "all-stop-with-the-last",
            "You stop when every caption has had its END, and until then go on writing all of them. Each caption is "
            "over at its own first END.",
            edits={
                _DONE: "done = done | (letters == end)\n        if done.all():\n            break",
                _OPEN: "range(N)",
            },
        ),
        Mutant(
            "all-stop-with-the-last, and END is left out",
            "You leave out END and go on writing after it, until every caption has had its END. Each is over at its "
            "own first END.",
            edits={
                _DONE: "done = done | (letters == end)\n        if done.all():\n            break",
                _OPEN: "np.flatnonzero(letters != end)",
            },
        ),
        Mutant(
            "first-picture-decides",
            "You look for the END of the first picture alone. Each caption has its own.",
            edits={_DONE: "done = done | (letters[0] == end)"},
        ),
        Mutant(
            "state-never-carried",
            "You show the picture anew at each step: the state that step returns is thrown away, and the one from the "
            "start goes in again. What was written so far is forgotten.",
            fn=_restarts,
        ),
        Mutant(
            "START-at-every-step",
            "You feed START at every step. The letter just chosen goes in: that is how the network knows what it has "
            "written.",
            edits={
                _CHOICE: "letters, chosen = np.full(N, start), logits.argmax(axis=1)",
                "letters == end": "chosen == end",
                _WRITE: "captions[n] += alphabet[chosen[n]]",
            },
        ),
        Mutant(
            "END-fed-first",
            "You begin with END. The first letter is chosen after START.",
            edits={_START: "letters = np.full(N, end)"},
        ),
        Mutant(
            "zero-fed-first",
            "You begin with symbol 0, whatever it is. The first letter is chosen after START.",
            edits={_START: "letters = np.zeros(N, dtype=int)"},
        ),
        Mutant(
            "first-letter-skipped",
            "The first letter that is chosen gets lost: it is fed on, and not written.",
            fn=_first_skipped,
        ),
        Mutant(
            "one-letter-short",
            "A caption that does not come to END lacks its last letter: either your limit is one too small, or you cut "
            "at an END that is not there (find returns -1).",
            edits={_LOOP: "range(max_length - 1)"},
        ),
        Mutant(
            "one-letter-long",
            "Your limit is one letter too large: more than max_length letters are not allowed.",
            edits={_LOOP: "range(max_length + 1)"},
        ),
        Mutant(
            "no-limit",
            "You have no limit, or a far larger one than max_length. A network may never say END.",
            edits={_LOOP: "range(max_length + 40)"},
        ),
        Mutant(
            "at-least-one-letter",
            "You write a letter where max_length is 0. The limit holds before the first letter, too.",
            edits={_LOOP: "range(max(max_length, 1))"},
        ),
        Mutant(
            "limit-for-all-together",
            "You share max_length out among the pictures. Each caption may have so many letters.",
            fn=_shared_out,
        ),
        Mutant(
            "indices",
            "You write the number of a letter. Which letter it is stands in alphabet.",
            edits={_WRITE: "captions[n] += str(letters[n])"},
        ),
        Mutant(
            "argmax-over-the-batch",
            "You take the largest logit over the pictures. The letters are the second axis, and every picture has a "
            "choice of its own.",
            edits={_CHOICE: "letters = np.resize(logits.argmax(axis=0), N)"},
        ),
        Mutant(
            "argmax-of-the-first",
            "You give every picture the letter of the first one.",
            edits={_CHOICE: "letters = np.full(N, logits[0].argmax())"},
        ),
        Mutant(
            "least-probable",
            "You choose the letter with the smallest logit.",
            edits={_CHOICE: "letters = logits.argmin(axis=1)"},
        ),
        Mutant(
            "absolute-logits",
            "You choose the logit with the largest absolute value. A large negative one speaks against its letter.",
            edits={_CHOICE: "letters = abs(logits).argmax(axis=1)"},
        ),
        Mutant(
            "never-END",
            "You never choose END: you look for the largest logit among the others.",
            edits={
                _CHOICE: "letters = np.where(np.arange(logits.shape[1]) == end, -np.inf, logits).argmax(axis=1)"
            },
        ),
        Mutant(
            "backwards",
            "You write each new letter in front.",
            edits={_WRITE: "captions[n] = alphabet[letters[n]] + captions[n]"},
        ),
        Mutant(
            "last-letter-only",
            "You keep the last letter of each caption alone: add to it.",
            edits={_WRITE: "captions[n] = alphabet[letters[n]]"},
        ),
        Mutant(
            "blanks-stripped",
            "You strip the blanks at the ends of a caption. The network wrote them.",
            edits={_RETURN: "return [text.strip() for text in captions]"},
        ),
        Mutant(
            "blanks-lost",
            "You leave out blanks. They are letters as well.",
            edits={_RETURN: 'return [text.replace(" ", "") for text in captions]'},
        ),
        Mutant(
            "repeats-merged",
            "You write a letter that comes twice in a row once. That is done for CTC; here every step writes.",
            edits={
                _WRITE: "captions[n] += alphabet[letters[n]] if captions[n][-1:] != alphabet[letters[n]] else ''"
            },
        ),
        Mutant(
            "one-string",
            "You write all captions into one string. Each picture has its own.",
            edits={_RETURN: "return [''.join(captions)] * N"},
        ),
        Mutant(
            "padded",
            "You fill the captions up to the same length. Each is as long as it is.",
            edits={_RETURN: "return [text.ljust(max_length) for text in captions]"},
        ),
        Mutant(
            "first-picture-only",
            "You write the caption of the first picture alone; the others stay empty.",
            edits={_OPEN: "np.flatnonzero(~done[:1])"},
        ),
        Mutant(
            "cut-at-a-blank",
            "You stop at a blank. A caption may have several words: it ends with END.",
            edits={_RETURN: 'return [text.split(" ")[0] for text in captions]'},
        ),
        Mutant(
            "letter-before-last",
            "You write the letter that went into step, and not the one that came out. So the captions begin with START "
            "and lack their last letter.",
            edits={
                _CHOICE: "before, letters = letters, logits.argmax(axis=1)",
                _WRITE: "captions[n] += alphabet[before[n]]",
            },
        ),
        Mutant(
            "START-in-front",
            "You write the letter that goes into step, so each caption begins with START. Write what comes out of it.",
            edits={
                _CHOICE: "before, letters = letters, logits.argmax(axis=1)",
                _DONE: "closed, done = done, done | (letters == end)",
                _OPEN: "np.flatnonzero(~closed)",
                _WRITE: "captions[n] += alphabet[before[n]]",
            },
        ),
        Mutant(
            "END-looked-for-too-late",
            "You print the END: ask whether a letter is END before you write it. And you ask before the first step, "
            "too, so that nothing is written where START and END are the same symbol.",
            fn=_asked_before_the_step,
        ),
        Mutant(
            "all-stop-on-the-spot",
            "You return as soon as one caption is over, in the middle of a step. The others go on to their own END.",
            fn=_stops_on_the_spot,
        ),
        Mutant(
            "START-forbidden",
            "You never let START be chosen. Where START and END are the same symbol, no caption comes to its end.",
            edits={
                _CHOICE: "letters = np.where(np.arange(logits.shape[1]) == start, -np.inf, logits).argmax(axis=1)"
            },
        ),
        Mutant(
            "start-taken-for-the-end",
            "You ask whether START is END before anything is chosen. Where the two have the same code nothing is "
            "written: ask only about letters that were chosen.",
            edits={"np.zeros(N, dtype=bool)": "letters == end"},
        ),
    ),
)
