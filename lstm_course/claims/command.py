"""``lstm-course claims``: the board in the terminal, and any claim tested again, recorded beside here."""

import argparse
import json
import sys
from pathlib import Path

from .._executors import add_options, check_options, positive
from .._files import write_whole
from ..reproduce import session
from ..reproduce.report import made_by
from ..reproduce.runner import Run
from . import register


def _parser():
    parser = argparse.ArgumentParser(
        prog="lstm-course claims",
        description="List the claims with their recorded verdicts, or test some of them again. An interrupted run goes "
        "on where it stopped when it is started again with the same --out.",
        allow_abbrev=False,
    )
    parser.add_argument("ids", nargs="*", metavar="CLAIM", help='such as E35, or "all"; default: list them')
    parser.add_argument("--seeds", type=positive, metavar="N", help="seeds for each; default: as recorded")
    add_options(parser)
    parser.add_argument("--out", type=Path, default=Path("claims"), metavar="DIR", help="where to write")
    return parser


def main(argv=None):
    """Run the command.

    Parameters
    ----------
    argv : list of str, optional
        Arguments; those of the process by default.

    Returns
    -------
    int
        0 done, 1 a verdict is another one than the recorded or a test broke, 2 the command makes no sense,
        130 interrupted.
    """
    parser = _parser()
    options = parser.parse_args(argv)
    if not options.ids:
        print(listed(register.board()))
        return 0
    try:
        chosen = [register.entry(id) for id in _named(options.ids)]
    except ValueError as error:
        parser.error(str(error))
    check_options(parser, options)
    return session.in_folder(
        "lstm-course claims", options.out, lambda journal: _run(chosen, options, journal)
    )


def _named(ids):
    """Return the ids that were asked for, each once."""
    return list(dict.fromkeys(one for id in ids for one in (register.entries() if id == "all" else [id])))


def listed(claims):
    """Return the board as lines of text.

    Parameters
    ----------
    claims : list of Claim
        As `register.board` returns them.
    """
    lines = [f"{claim.id:5}{claim.verdict:11}lesson {claim.lesson:<4}{claim.text}" for claim in claims]
    return "\n".join([*lines, tally(claims)])


def tally(claims):
    """Return how many claims hold, fail and are undecided."""
    counts = (f"{word} {sum(claim.verdict == word for claim in claims)}" for word in register.VERDICTS)
    return f"{len(claims)} claims: {', '.join(counts)}."


def _run(chosen, options, journal):
    entries = register.entries()
    made = session.earlier(options.out, "claims", (entry.fingerprint for entry in entries.values()), journal)
    before = _recorded(chosen)  # the folder may be that of the record
    run = Run(chosen, options.seeds, journal, _costs(), lambda line: print(line, flush=True))
    session.compute(run, options)
    if run.computed or made is None:
        words = ["lstm-course claims", *options.ids]
        made = made_by(session.command(words, options), session.workers(options))
    asked = {entry.id: options.seeds for entry in chosen}  # of all others, everything is kept
    found = {id: collected(entry, asked.get(id), journal.results) for id, entry in entries.items()}
    here = {id: register.settled(entries[id], results) for id, results in found.items() if results}
    if here:
        _write(options.out, made, here, found)
    differing = [id for id in before if id in here and here[id].verdict != before[id].verdict]
    for entry in chosen:
        if entry.id in here:
            print(beside(before.get(entry.id), here[entry.id]))
    for name in run.failed:
        print(f"lstm-course claims: {name} broke", file=sys.stderr)
    for id in differing:
        print(f"lstm-course claims: {id} {here[id].verdict}, recorded: {before[id].verdict}", file=sys.stderr)
    return 1 if run.failed or differing else 0


def collected(entry, seeds, results):
    """Return the results of one entry, by seed.

    Parameters
    ----------
    entry : Fact or Measurement
        Whose results.
    seeds : int or None
        As for the run.
    results : dict
        ``(fingerprint, seed)`` -> result.
    """
    keys = [(entry.fingerprint, seed) for seed in range(seeds or entry.seeds)]
    return [{"seed": key[1]} | results[key] for key in keys if key in results]


def _recorded(chosen):
    """Return id -> recorded claim, as far as there is a record."""
    kept = register.kept()
    return {entry.id: register.settled(entry, kept[entry.id]) for entry in chosen if entry.id in kept}


def _costs():
    """Return id -> CPU seconds of one seed, from the record."""
    return {
        id: sum(r["cpu_seconds"] for r in results) / len(results) for id, results in register.kept().items()
    }


def beside(recorded, here):
    """Return a claim in three lines: its text, what is recorded, and what came out here.

    Parameters
    ----------
    recorded : Claim or None
        None where nothing is recorded.
    here : Claim
        What came out.
    """
    lines = [f"{here.id} {here.text}"]
    for name, claim in (("recorded", recorded), ("here", here)):
        if claim is None:
            lines.append(f"  {name:9} nothing")
            continue
        seeds = f" ({claim.seeds} seeds)" if claim.interval else ""
        lines.append(f"  {name:9} {claim.verdict}{seeds}: {claim.evidence}")
    return "\n".join(lines)


def _write(folder, made, here, found):
    """Write ``results.json`` and ``board.md``."""
    rows = [
        {
            "id": id,
            "fingerprint": register.entry(id).fingerprint,
            "verdict": claim.verdict,
            "interval": claim.interval,
            "results": found[id],
        }
        for id, claim in here.items()
    ]
    text = json.dumps({"made": made, "claims": rows}, indent=1, ensure_ascii=False)
    write_whole(folder / "results.json", text + "\n")
    write_whole(folder / "board.md", table(made, list(here.values())))


def table(made, claims):
    """Return the board in Markdown.

    Parameters
    ----------
    made : dict
        As `reproduce.report.made_by` returns it.
    claims : list of Claim
        The rows.
    """
    lines = [
        "# The board of claims",
        "",
        f"{tally(claims)} Last computed by `{made['command']}` on {made['date']}. A verdict *by definition* rests on "
        "one small case without chance. A *measured* one rests on trained networks: the interval is that of the sign "
        "test for the median over the seeds; a claim holds where all of it reaches the margin that was fixed before, "
        "fails where all of it is below, and is undecided otherwise.",
        "",
        "| | Claim | Kind | Verdict | Evidence | Tested | Interval | Lesson |",
        "|" + " --- |" * 8,
    ]
    for claim in claims:
        tested = f"{claim.sentence}: at least {claim.least:g}" if claim.interval else ""
        interval = "{:.2f}, **{:.2f}**, {:.2f}".format(*claim.interval) if claim.interval else ""
        interval += f" ({claim.seeds} seeds)" if claim.interval else ""
        cells = [claim.id, claim.text, claim.kind, f"**{claim.verdict}**", claim.evidence, tested, interval]
        cells.append(f"{claim.lesson}, {claim.section}")
        lines.append("| " + " | ".join(cell.replace("|", "\\|").replace("^", "\\^") for cell in cells) + " |")
    return "\n".join(lines) + "\n"
