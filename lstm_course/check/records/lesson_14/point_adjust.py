"""Exercise: point adjustment, as papers on anomalies use it."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def adjust_probes(rng):
    """Return events at both borders, side by side, of one step, that overlap, none, and all that there is."""

    def raised(T, *places):
        alarms = np.zeros(T, dtype=bool)
        alarms[list(places)] = True
        return alarms

    def arguments(T, share):
        cuts = np.sort(rng.choice(np.arange(1, T), 8, replace=False))
        events = [(int(a), int(b)) for a, b in cuts.reshape(4, 2)]
        return rng.random(T) < share, [events[k] for k in rng.permutation(4)]

    return [
        Probe(
            (raised(7, 1, 4), []),
            "There are no events here, so nothing is adjusted and the alarms come back as they are. Yours do not.",
        ),
        Probe(
            (raised(9, 4), [(2, 7)]),
            "One alarm stands inside the only event here, from step 2 up to and including step 6. Those five steps "
            "are to be marked, and no other. Yours are not these.",
        ),
        Probe(
            (raised(8, 1), [(3, 6)]),
            "The only alarm lies outside of the only event here, which is missed: nothing changes. Yours does.",
        ),
        Probe((raised(10, 0, 9), [(0, 3), (7, 10)])),
        Probe((raised(10, 2, 7), [(0, 3), (7, 10)])),
        Probe((raised(9, 3, 6), [(1, 3), (4, 6)])),  # just behind both
        Probe((raised(9, 0, 3), [(1, 3), (4, 6)])),  # just before both
        Probe((raised(9, 5), [(2, 5), (5, 8)])),  # side by side
        Probe((raised(9, 4), [(2, 5), (5, 8)])),
        Probe((raised(11, 2), [(1, 5), (4, 8), (7, 10)])),  # a chain of overlaps
        Probe((raised(11, 8), [(7, 10), (4, 8), (1, 5)])),
        Probe((raised(6, 1), [(1, 2), (4, 5)])),
        Probe((raised(1, 0), [(0, 1)])),
        Probe((raised(1), [(0, 1)])),
        Probe((raised(1, 0), [])),
        Probe((raised(5, 3), [(0, 5)])),
        Probe((raised(30, 11, 12, 13, 14, 20, 22, 28), [(10, 16), (19, 24), (2, 7)])),
        Probe(arguments(40, 0.15)),
        Probe(arguments(33, 0.5)),
        Probe(arguments(60, 0.06)),
    ]


def point_adjust(alarms, events):
    adjusted = alarms.copy()
    for start, end in events:
        if alarms[start:end].any():
            adjusted[start:end] = True
    return adjusted


def _runs_joined(alarms, events):
    inside = np.zeros(len(alarms), dtype=bool)
    for start, end in events:
        inside[start:end] = True
    edges = np.flatnonzero(np.diff(np.r_[False, inside, False]))
    return point_adjust(alarms, list(edges.reshape(-1, 2)))


_COPY = "alarms.copy()"
_HIT = "alarms[start:end].any()"
_MARK = "adjusted[start:end] = True"
_IN = "in events:"
_ERRORS = 'lesson 14, "Errors as alarms"'

EXERCISE = Exercise(
    name="point_adjust",
    signature="point_adjust(alarms, events)",
    returns={"adjusted": "(T,), True or False"},
    reference=point_adjust,
    probes=adjust_probes,
    points={"adjusted": 4},
    read=_ERRORS,
    advice={
        "adjusted": "Go through the events one by one: is there an alarm anywhere from start to end - 1? Then all of "
        "these steps are True. Everything else stays as it is.",
    },
    hints=(
        "Begin with a copy of the alarms: outside of the events nothing changes.",
        "alarms[start:end] are the alarms inside one event, because its end is exclusive, like that of a slice.",
        "if alarms[start:end].any(): adjusted[start:end] = True. Ask the alarms as they came in, not the copy.",
    ),
    mutants=(
        Mutant(
            "false-alarms-cleared",
            "The false alarms are gone from yours. Point adjustment is generous to hits; a false alarm stays one.",
            edits={_COPY: "np.zeros_like(alarms)"},
        ),
        Mutant(
            "end-inclusive",
            "You mark one step too many at the end of an event. The end is exclusive, like that of a slice.",
            edits={_MARK: "adjusted[start : end + 1] = True"},
        ),
        Mutant(
            "end-inclusive-in-the-question",
            "An alarm just behind an event counts as a hit in yours. The end is exclusive, like that of a slice.",
            edits={_HIT: "alarms[start : end + 1].any()"},
        ),
        Mutant(
            "end-inclusive-throughout",
            "You take the end of an event for its last step. It is exclusive, like that of a slice, in the question "
            "and in the marks.",
            edits={_HIT: "alarms[start : end + 1].any()", _MARK: "adjusted[start : end + 1] = True"},
        ),
        Mutant(
            "last-step-unmarked",
            "You leave the last step of an event unmarked: end is exclusive already.",
            edits={_MARK: "adjusted[start : end - 1] = True"},
        ),
        Mutant(
            "last-step-unasked",
            "An alarm in the last step of an event is no hit in yours: end is exclusive already.",
            edits={_HIT: "alarms[start : end - 1].any()"},
        ),
        Mutant(
            "first-step-unasked",
            "An alarm in the first step of an event is no hit in yours. It belongs to the event.",
            edits={_HIT: "alarms[start + 1 : end].any()"},
        ),
        Mutant(
            "first-step-unmarked",
            "You leave the first step of an event unmarked. It belongs to the event.",
            edits={_MARK: "adjusted[start + 1 : end] = True"},
        ),
        Mutant(
            "neighbours-marked",
            "You mark the neighbours of an event, too. Outside of the events nothing changes.",
            edits={_MARK: "adjusted[max(start - 1, 0) : end + 1] = True"},
        ),
        Mutant(
            "all-events",
            "All events are marked in yours as soon as one is hit. Each is judged by the alarms inside it.",
            edits={_HIT: "any(alarms[a:b].any() for a, b in events)"},
        ),
        Mutant(
            "any-alarm",
            "All events are marked in yours as soon as there is an alarm anywhere. Each is judged by the alarms inside "
            "it.",
            edits={_HIT: "alarms.any()"},
        ),
        Mutant(
            "labels-for-alarms",
            "You mark every event, hit or not. Then the detector's alarms do not matter, and no event is ever missed.",
            edits={_HIT: "True"},
        ),
        Mutant(
            "hit-at-the-start",
            "Only an alarm in the first step of an event is a hit in yours. One anywhere inside is enough.",
            edits={_HIT: "alarms[start]"},
        ),
        Mutant(
            "hit-at-the-end",
            "Only an alarm in the last step of an event is a hit in yours. One anywhere inside is enough.",
            edits={_HIT: "alarms[end - 1]"},
        ),
        Mutant(
            "majority-needed",
            "You ask for an alarm in more than half of an event's steps. One anywhere inside is enough; that is what "
            "makes the adjustment so generous.",
            edits={_HIT: "alarms[start:end].mean() > 0.5"},
        ),
        Mutant(
            "two-needed",
            "You ask for more than one alarm inside an event. One is enough.",
            edits={_HIT: "alarms[start:end].sum() > 1"},
        ),
        Mutant(
            "from-the-hit-on",
            "You mark an event from its first alarm on. The steps before it are marked, too, although no alarm had "
            "gone off by then: that is what makes the adjustment so generous.",
            edits={_MARK: "adjusted[start + alarms[start:end].argmax() : end] = True"},
        ),
        Mutant(
            "up-to-the-hit",
            "You mark an event up to its first alarm. All of its steps are marked.",
            edits={_MARK: "adjusted[start : start + alarms[start:end].argmax() + 1] = True"},
        ),
        Mutant(
            "not-adjusted",
            "Your alarms come back as they were. That is also what happens where an alarm in every step of an event is "
            "asked for: one hit, anywhere inside, marks the whole event.",
            edits={_MARK: "pass"},
        ),
        Mutant(
            "nothing-left",
            "No alarm is left in yours at all. False alarms stay, and one hit marks the whole event.",
            edits={_COPY: "np.zeros(len(alarms), dtype=bool)", _MARK: "continue"},
        ),
        Mutant(
            "first-step-only",
            "You mark one step for each event that is hit. All of its steps are marked.",
            edits={_MARK: "adjusted[start] = True"},
        ),
        Mutant(
            "one-alarm-for-each-event",
            "You keep one alarm, in the first step, for each event that is hit. That counts events, which is fairer "
            "than point adjustment, but it is not what it does.",
            edits={_MARK: "adjusted[start:end] = np.arange(start, end) == start"},
        ),
        Mutant(
            "hits-turned-off",
            "You turn the alarms of a hit event off. All of its steps become True.",
            edits={_MARK: "adjusted[start:end] = False"},
        ),
        Mutant(
            "hits-turned-round",
            "You turn the alarms of a hit event round, so that its hits are off. All of its steps become True.",
            edits={_MARK: "adjusted[start:end] = ~alarms[start:end]"},
        ),
        Mutant(
            "adjusted-asked",
            "You ask the adjusted alarms whether the next event is hit. Where two events overlap, the marks of the one "
            "then hit the other: ask the alarms as they came in.",
            edits={_HIT: "adjusted[start:end].any()"},
        ),
        Mutant(
            "joined",
            "You join events that touch or overlap to one. Each is judged by the alarms inside it.",
            fn=_runs_joined,
        ),
        Mutant(
            "first-event-only",
            "You look at the first event only.",
            edits={_IN: "in events[:1]:"},
        ),
        Mutant(
            "stops-at-the-first-hit",
            "You stop after the first event that is hit. The others count as well.",
            edits={_MARK: "adjusted[start:end] = True\n            break"},
        ),
        Mutant(
            "stops-at-the-first-miss",
            "You stop at the first event that is missed. Those behind it count as well.",
            edits={_MARK: "adjusted[start:end] = True\n        else:\n            break"},
        ),
        Mutant(
            "end-taken-for-a-length",
            "You take the second number of an event for its length. It is where the event ends, exclusive.",
            edits={_HIT: "alarms[start : start + end].any()", _MARK: "adjusted[start : start + end] = True"},
        ),
        Mutant(
            "counted-from-one",
            "Your events lie one step too early. Steps are counted from 0, as in the alarms.",
            edits={
                _HIT: "alarms[max(start - 1, 0) : end - 1].any()",
                _MARK: "adjusted[max(start - 1, 0) : end - 1] = True",
            },
        ),
        Mutant(
            "whole-numbers",
            "You return whole numbers, 0 and 1. The alarms are True and False, and so is what comes out.",
            edits={"return adjusted": "return adjusted.astype(int)"},
        ),
        Mutant(
            "alarms-changed",
            "You write into the alarms that came in. Whoever counts the true alarms afterwards counts the adjusted "
            "ones: work on a copy.",
            hint="M23",
            edits={_COPY: "alarms"},
        ),
        Mutant(
            "missed-events-cleared",
            "You write False into an event that was missed. Where it overlaps with one that was hit, that takes "
            "marks away: a missed event stays as it is.",
            edits={
                "        if alarms[start:end].any():\n    ": "",
                "= True": "= alarms[start:end].any()",
            },
        ),
    ),
)
