"""``lstm-course report``: begin a report on a claim, or check one as far as a machine can."""

import argparse
import sys
from pathlib import Path

from .reading import read, review, template

MARKS = {"ok": "ok", "no": "NO", "open": "?"}


def _parser():
    parser = argparse.ArgumentParser(
        prog="lstm-course report",
        description="Check a report on a claim, Markdown or a notebook, against the rubric of lesson 23.",
        allow_abbrev=False,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the report")
    parser.add_argument(
        "--new", action="store_true", help="write the template to FILE, which must not exist yet"
    )
    return parser


def _begin(path):
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(template())
    except OSError as error:
        print(f"lstm-course report: {error}", file=sys.stderr)
        return 2
    print(f"{path}: written. Fill in every TODO, then check it: lstm-course report {path}")
    return 0


def table(findings):
    """Return the findings as lines of text: what the machine has checked, then what a person judges."""
    checked = [finding for finding in findings if finding.status != "person"]
    judged = [finding for finding in findings if finding.status == "person"]
    lines = []
    for one in checked:
        lines.append(f"{MARKS[one.status]:>3}  {one.id:14}{one.asks}")
        if one.sentence:
            lines.append(f"{'':19}-> {one.sentence}")
    fine = sum(one.status == "ok" for one in checked)
    lines += [f"{fine} of {len(checked)} lines hold.", "", "Only a person can judge, 0 to 2 points each:"]
    lines += [f"     {one.id:14}{one.asks}" for one in judged]
    return lines


def main(argv=None):
    """Run the command.

    Parameters
    ----------
    argv : list of str, optional
        Arguments; those of the process by default.

    Returns
    -------
    int
        0 all that a machine can check holds, 1 something does not, 2 the file cannot be read or written.
    """
    options = _parser().parse_args(argv)
    if options.new:
        return _begin(options.file)
    try:
        findings = review(read(options.file))
    except (OSError, ValueError) as error:
        print(f"lstm-course report: {error}", file=sys.stderr)
        return 2
    print(*table(findings), sep="\n")
    return int(any(finding.status in ("no", "open") for finding in findings))
