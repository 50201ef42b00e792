"""What Gradescope's machine runs for a submission: grade it, and write ``results/results.json``."""

import argparse
import sys
import tempfile
from pathlib import Path

from ..._files import write_whole
from ..command import CANNOT, grade


def run(root: Path, trust_students: bool = False) -> int:
    """Grade what was handed in.

    Where there is no score, nothing is written: Gradescope then tells the teacher, and shows no zero.

    Parameters
    ----------
    root : Path
        Gradescope's folder, with ``source``, ``submission`` and ``results``.
    trust_students : bool
        Whether to grade without a sandbox.

    Returns
    -------
    int
        0, or 2 where there is no score.
    """
    root = Path(root)
    target = root / "results" / "results.json"
    target.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "graded"
        arguments = [str(root / "submission"), "--sources", str(root / "source" / "solutions")]
        arguments += ["--out", str(out), "--jobs", "1", "--layout", "file"]
        status = grade(arguments + ["--trust-students"] * trust_students)
        found = sorted(out.glob("gradescope/*/*.json"))
        if len(found) != 1:
            print(f"There is no score: {len(found)} results.", file=sys.stderr)
            return status or CANNOT
        write_whole(target, found[0].read_bytes())
    return 0


if __name__ == "__main__":
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("root", type=Path)
    reader.add_argument("--trust-students", action="store_true")
    options = reader.parse_args()
    sys.exit(run(options.root, options.trust_students))
