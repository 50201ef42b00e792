"""Exercise: a decoder that is fed the truth against one that is fed itself."""

import numpy as np

from ....drive import attention
from ...exercise import Exercise, Mutant, Probe
from . import _nets


def decoders(rng):
    """Return networks whose gap is known and others, with targets of unequal length, empty and of one symbol."""

    def draw(lengths, V, H, wrong):
        """Take what the network writes by itself for the target, with some of its symbols changed."""
        nets, E_source = _nets.tables(rng, V, H), rng.normal(0, 1.2, size=(6, H))
        start, end, pairs = 0, 1, []
        for length in lengths:
            source = [int(k) for k in rng.integers(0, 6, rng.integers(1, 5))]
            state = attention.encoder(E_source, nets[1])(source)
            target = [int(k) for k in _nets.run(nets, state[None], start, 8)[0]]
            target = (
                target[: target.index(end)] if end in target and length is None else target[: length or 5]
            )
            target = [k if rng.random() > wrong else int(rng.integers(2, V)) for k in target]
            pairs.append((source, [k if k != end else V - 1 for k in target]))
        return Probe((E_source, *nets, pairs, start, end))

    follows = _nets.by_symbol([5, 0, 3, 4, 1, 2])
    says = _nets.by_state([2, 3, 1, 0])
    counter = np.zeros((3, 4))
    counter[:, 3] = 9.0
    return [
        Probe(
            (np.zeros((3, 6)), *follows, [([0], [3, 4]), ([2, 1], [2, 3, 4])], 0, 1),
            "The decoder of this probe gets its first symbol wrong, and knows what follows each symbol. Fed the truth, "
            "it has only that one wrong in each sequence; fed itself, it stays one place behind. Yours says "
            "something else.",
        ),
        Probe((counter, np.zeros((4, 4)), *says[1:], [([0], [2, 3]), ([1], [2, 2]), ([2], [2])], 0, 1)),
        draw([None, 3, 4], 5, 6, 0.2),
        draw([None, None, 2, 0], 4, 7, 0.15),
        draw([2, 6, 3, None, 5], 6, 8, 0.3),
        draw([1], 3, 4, 0.5),
        draw([None] * 6, 5, 9, 0.1),
        draw([4, None, 1], 7, 10, 0.4),
        Probe((*(rng.normal(size=(4, 3)),), *_nets.tables(rng, 4, 3), [([2], []), ([1, 3], [2])], 0, 1)),
    ]


def free_running_gap(encode, step, pairs, start, end):
    tokens = forced = free = whole = 0
    for source, target in pairs:
        wanted = [*target, end]
        state, symbol = encode(source), start
        for right in wanted:
            scores, state = step(symbol, state)
            forced += scores.argmax() == right
            symbol = right
        state, symbol, said = encode(source), start, []
        while len(said) < len(wanted) and end not in said:
            scores, state = step(symbol, state)
            symbol = int(scores.argmax())
            said.append(symbol)
        free += sum(one == right for one, right in zip(said, wanted, strict=False))
        whole += said == wanted
        tokens += len(wanted)
    return forced / tokens, free / tokens, whole / len(pairs)


def runs(encode, step, source, target, start, end):
    """Return what is wanted of a pair, what the decoder says fed the truth, and what it says fed itself."""
    wanted = [*target, end]
    state, symbol, told = encode(source), start, []
    for right in wanted:
        scores, state = step(symbol, state)
        told.append(int(scores.argmax()))
        symbol = right
    state, symbol, said = encode(source), start, []
    while len(said) < len(wanted) and end not in said:
        scores, state = step(symbol, state)
        symbol = int(scores.argmax())
        said.append(symbol)
    return wanted, told, said


def _with(count):
    """Return the function whose three numbers come from all runs in another way."""

    def free_running_gap(encode, step, pairs, start, end):
        return count([runs(encode, step, source, target, start, end) for source, target in pairs])

    return free_running_gap


def _hits(said, wanted):
    return sum(a == b for a, b in zip(said, wanted, strict=False))


def _share(all_runs, which, of=0):
    return sum(_hits(run[which], run[0]) for run in all_runs) / sum(len(run[of]) for run in all_runs)


def _whole(all_runs):
    return sum(run[2] == run[0] for run in all_runs) / len(all_runs)


def _mean_of_pairs(all_runs):
    means = [np.mean([_hits(run[k], run[0]) / len(run[0]) for run in all_runs]) for k in (1, 2)]
    return means[0], means[1], _whole(all_runs)


def _of_what_was_said(all_runs):
    return _share(all_runs, 1), _share(all_runs, 2, of=2), _whole(all_runs)


def _order_ignored(all_runs):
    right = [
        sum(min(run[k].count(s), run[0].count(s)) for s in set(run[0])) for run in all_runs for k in (1, 2)
    ]
    tokens = sum(len(run[0]) for run in all_runs)
    return sum(right[::2]) / tokens, sum(right[1::2]) / tokens, _whole(all_runs)


def _both_whole(all_runs):
    whole = _whole(all_runs)
    return sum(run[1] == run[0] for run in all_runs) / len(all_runs), whole, whole


def _end_not_asked(all_runs):
    whole = sum(run[2][: len(run[0]) - 1] == run[0][:-1] for run in all_runs) / len(all_runs)
    return _share(all_runs, 1), _share(all_runs, 2), whole


def _cut_at_the_target(all_runs):
    cut = [(wanted, told, said[: len(wanted) - 1]) for wanted, told, said in all_runs]
    whole = sum(said == wanted[:-1] for wanted, _, said in cut) / len(cut)
    return _share(cut, 1), _share(cut, 2), whole


def _without_end(all_runs):
    """Return the share of right symbols, where END is not written down in the second run."""
    right = sum(_hits([k for k in said if k != wanted[-1]], wanted) for wanted, _, said in all_runs)
    return right / sum(len(run[0]) for run in all_runs)


def _end_given(all_runs):
    given = [
        (wanted, told, [*said[:-1], wanted[-1]] if len(said) == len(wanted) else said)
        for wanted, told, said in all_runs
    ]
    return _share(given, 1), _share(given, 2), _whole(given)


def _before_a_mistake(said, wanted):
    right = [a == b for a, b in zip(said, wanted, strict=False)]
    return right.index(False) if False in right else len(right)


def _until_a_mistake(all_runs):
    right = sum(_before_a_mistake(run[2], run[0]) for run in all_runs)
    return _share(all_runs, 1), right / sum(len(run[0]) for run in all_runs), _whole(all_runs)


def _until_a_mistake_forced(all_runs):
    right = sum(_before_a_mistake(run[1], run[0]) for run in all_runs)
    return right / sum(len(run[0]) for run in all_runs), _share(all_runs, 2), _whole(all_runs)


def _end_not_in_the_shares(all_runs):
    tokens = max(sum(len(run[0]) - 1 for run in all_runs), 1)
    forced, free = (sum(_hits(run[k], run[0][:-1]) for run in all_runs) / tokens for k in (1, 2))
    return forced, free, _whole(all_runs)


def _encoded_once(encode, step, pairs, start, end):
    first = encode(pairs[0][0])
    return free_running_gap(lambda source: first, step, pairs, start, end)


def _looks_ahead(encode, step, pairs, start, end):
    tokens, forced = 0, 0
    for source, target in pairs:
        state = encode(source)
        for right in [*target, end]:
            scores, state = step(right, state)
            forced += scores.argmax() == right
            tokens += 1
    return forced / tokens, *free_running_gap(encode, step, pairs, start, end)[1:]


_WANTED = "wanted = [*target, end]"
_FED = "symbol = right"
_AGAIN = "state, symbol, said = encode(source), start, []"
_WHILE = "while len(said) < len(wanted) and end not in said:"
_CHOSEN = "symbol = int(scores.argmax())\n            said.append(symbol)"
_FREE = "free += sum(one == right for one, right in zip(said, wanted, strict=False))"
_WHOLE = "whole += said == wanted"
_RETURN = "return forced / tokens, free / tokens, whole / len(pairs)"

EXERCISE = Exercise(
    name="free_running_gap",
    signature="free_running_gap(encode, step, pairs, start, end)",
    drive=attention.compared,
    returns={
        "forced": "share of symbols, fed the truth",
        "free": "share of symbols, fed itself",
        "whole": "share of sequences, fed itself",
    },
    reference=free_running_gap,
    probes=decoders,
    points={"forced": 2, "free": 3, "whole": 2},
    read='lesson 18, "Fed the truth or itself"',
    advice={
        "forced": "At each place of the target and its END: is the largest score that of the right symbol, when all "
        "symbols before it were fed as they should be?",
        "free": "The same count of places, but what is fed is what the decoder said just before. After its END it says "
        "nothing, and the places that are left are wrong.",
        "whole": "A sequence counts where all that the decoder said by itself, with its END, is the target with END.",
    },
    hints=(
        "Two runs for each pair, both from encode(source) and START. The right answer is the target and END, so an "
        "empty target has one symbol to get right.",
        "The two runs differ in one place: what goes into the next call of step, the right symbol or the one just "
        "said.",
        "Compare place by place with zip, add up over all pairs, and divide by the number of all symbols that were "
        "wanted.",
    ),
    pairs=False,
    mutants=(
        Mutant(
            "truth-fed-twice",
            "Both your runs are fed the truth, so there is no gap to see. In the second run the decoder gets what it "
            "said itself: nobody knows the truth when it is used.",
            hint="M54",
            edits={
                _CHOSEN: "said.append(int(scores.argmax()))\n            symbol = wanted[len(said) - 1]",
            },
        ),
        Mutant(
            "truth-fed-twice-to-the-end",
            "Both your runs are fed the truth, to the end of the target. In the second run the decoder gets what it "
            "said itself, and stops at its own END.",
            hint="M54",
            fn=_with(lambda all_runs: (_share(all_runs, 1), _share(all_runs, 1), _whole(all_runs))),
        ),
        Mutant(
            "never-the-truth",
            "Both your runs are fed what the decoder said. In the first one it gets the right symbol at each step, "
            "whatever it said.",
            edits={_FED: "symbol = int(scores.argmax())"},
        ),
        Mutant(
            "looks-ahead",
            "In the first run you feed the very symbol that is asked for. It gets the one before it, beginning with "
            "START.",
            hint="M53",
            fn=_looks_ahead,
        ),
        Mutant(
            "state-not-begun-anew",
            "Your second run goes on with the state of the first, which has read the truth. Each run begins with "
            "encode(source).",
            edits={_AGAIN: "symbol, said = start, []"},
        ),
        Mutant(
            "no-start",
            "Your second run does not begin with START, but with the symbol at which the first one stopped.",
            edits={_AGAIN: "state, said = encode(source), []"},
        ),
        Mutant(
            "end-not-counted",
            "You leave END out. When to stop is a thing the decoder has to know as well, and it is counted.",
            edits={_WANTED: "wanted = [*target]", "tokens += len(wanted)": "tokens += max(len(wanted), 1)"},
        ),
        Mutant(
            "end-not-in-the-total",
            "You count END among the right ones, but not among all symbols.",
            edits={"tokens += len(wanted)": "tokens += len(target)"},
        ),
        Mutant(
            "cut-at-the-target",
            "You stop the second run at the length of the target, so it never has to say END: that gives the end away.",
            fn=_with(_cut_at_the_target),
        ),
        Mutant(
            "end-not-said",
            "In the second run you stop before END is written down, so it is never among what was right in free. The "
            "decoder says it like any other symbol.",
            fn=_with(lambda all_runs: (_share(all_runs, 1), _without_end(all_runs), _whole(all_runs))),
        ),
        Mutant(
            "end-not-said-nothing-whole",
            "In the second run you stop before END is written down, so it is never right in free, and no run can be "
            "the target with END. The decoder says it like any other symbol.",
            fn=_with(lambda all_runs: (_share(all_runs, 1), _without_end(all_runs), 0.0)),
        ),
        Mutant(
            "end-given",
            "You count END as right where the second run reached the length of the target. The decoder has to say it.",
            fn=_with(_end_given),
        ),
        Mutant(
            "whole-without-end",
            "You call a sequence right although the decoder did not say END after it.",
            fn=_with(_end_not_asked),
        ),
        Mutant(
            "goes-on-after-end",
            "Your second run goes on after its END. The decoder has stopped there, and the places that are left are "
            "wrong.",
            edits={_WHILE: "while len(said) < len(wanted):"},
        ),
        Mutant(
            "whole-is-per-symbol",
            "whole is your share of symbols. It counts sequences, and one wrong symbol makes a sequence wrong.",
            edits={_RETURN: "return forced / tokens, free / tokens, free / tokens"},
        ),
        Mutant(
            "whole-over-symbols",
            "You divide the number of right sequences by the number of symbols. It is a share of the sequences.",
            edits={_RETURN: "return forced / tokens, free / tokens, whole / tokens"},
        ),
        Mutant(
            "sequences-in-all-three",
            "forced and free count whole sequences in yours. They are shares of symbols: sequence by sequence the two "
            "runs would agree, as the truth and a faultless run feed the same.",
            fn=_with(_both_whole),
        ),
        Mutant(
            "mean-of-pairs",
            "You take the share for each pair and average. Then a symbol of a short target counts more: add up over "
            "all pairs and divide once.",
            fn=_with(_mean_of_pairs),
        ),
        Mutant(
            "of-what-was-said",
            "You divide free by what the decoder said. A decoder that stops at once would look good: divide by what "
            "was wanted.",
            fn=_with(_of_what_was_said),
        ),
        Mutant(
            "order-ignored",
            "You count which symbols occur, wherever they stand. It is compared place by place.",
            fn=_with(_order_ignored),
        ),
        Mutant(
            "gap-for-free",
            "Your second number is the gap. Asked for is the share itself.",
            edits={_RETURN: "return forced / tokens, (forced - free) / tokens, whole / len(pairs)"},
        ),
        Mutant(
            "gap-turned-for-free",
            "Your second number is the gap, with its sign turned. Asked for is the share itself.",
            edits={_RETURN: "return forced / tokens, (free - forced) / tokens, whole / len(pairs)"},
        ),
        Mutant(
            "until-the-first-mistake",
            "In the second run you count only up to the first mistake. What is right after it counts as well, at its "
            "place.",
            fn=_with(_until_a_mistake),
        ),
        Mutant(
            "until-the-first-mistake-forced",
            "In the first run you count only up to the first mistake. What is right after it counts as well.",
            fn=_with(_until_a_mistake_forced),
        ),
        Mutant(
            "end-not-in-the-shares",
            "whole is right, but you leave END out of the two shares. When to stop is a thing the decoder has to know "
            "as well, and it is counted.",
            fn=_with(_end_not_in_the_shares),
        ),
        Mutant(
            "end-not-in-forced",
            "You leave END out in the first run. It is counted there as in the second.",
            fn=_with(
                lambda all_runs: (_end_not_in_the_shares(all_runs)[0], _share(all_runs, 2), _whole(all_runs))
            ),
        ),
        Mutant(
            "end-not-in-free",
            "You leave END out in the second run. It is counted there as in the first.",
            fn=_with(
                lambda all_runs: (_share(all_runs, 1), _end_not_in_the_shares(all_runs)[1], _whole(all_runs))
            ),
        ),
        Mutant(
            "encoded-once",
            "You encode the first source alone. Each pair has a source of its own.",
            fn=_encoded_once,
        ),
        Mutant(
            "counts",
            "You return how many are right. Asked for are shares.",
            edits={_RETURN: "return float(forced), float(free), float(whole)"},
        ),
        Mutant(
            "per-cent",
            "You return per cent. Asked for are shares between 0 and 1.",
            edits={_RETURN: "return 100 * forced / tokens, 100 * free / tokens, 100 * whole / len(pairs)"},
        ),
        Mutant(
            "order",
            "You return free, forced, whole. The order is forced, free, whole.",
            edits={_RETURN: "return free / tokens, forced / tokens, whole / len(pairs)"},
        ),
        Mutant(
            "errors",
            "You return the shares that are wrong. Asked for are those that are right.",
            edits={_RETURN: "return 1 - forced / tokens, 1 - free / tokens, 1 - whole / len(pairs)"},
        ),
        Mutant(
            "last-pair-only",
            "You count the last pair only: the counters are set back to 0 for each pair.",
            edits={_WANTED: "tokens = forced = free = whole = 0\n        wanted = [*target, end]"},
        ),
        Mutant(
            "state-not-carried-in-the-free-run",
            "In the second run you throw away the new state. What step returns goes into the next call.",
            edits={_CHOSEN: _CHOSEN + "\n            state = encode(source)"},
        ),
        Mutant(
            "state-not-carried-in-the-forced-run",
            "In the first run you throw away the new state. What step returns goes into the next call.",
            edits={_FED: "symbol, state = right, encode(source)"},
        ),
        Mutant(
            "end-never-asked",
            "You ask for the symbols of the target alone, and never for END behind them. When to stop is a thing the "
            "decoder has to know as well: END is one more symbol of each sequence.",
            edits={_WANTED: "wanted = [*target]"},
        ),
        Mutant(
            "end-in-the-total-only",
            "You count END among all symbols, but never ask for it. The decoder has to say it after the target, in "
            "both runs, and it counts as right like any other symbol.",
            edits={_WANTED: "wanted = [*target]", "tokens += len(wanted)": "tokens += len(wanted) + 1"},
        ),
    ),
)
