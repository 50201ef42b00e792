"""A bar that shows how far a run is: in JupyterLab and in a terminal, and nowhere else."""

from __future__ import annotations

import contextlib
import os
import sys
import time

EVERY = 0.1  # seconds between two drawings


@contextlib.contextmanager
def bar(total, done=0, wanted=True):
    """Show a bar for a while; when it is over nothing of it is left, in a stored notebook neither.

    Set the environment variable ``LSTM_COURSE_BAR`` to ``off`` to see none.

    Parameters
    ----------
    total : int
        Steps in all.
    done : int
        Those taken already.
    wanted : bool
        False shows nothing.

    Yields
    ------
    callable
        Takes the number of steps taken and the last loss.
    """
    if not wanted or os.environ.get("LSTM_COURSE_BAR") == "off":
        yield _nothing
    elif _in_a_notebook():
        yield from _notebook(total, done)
    elif sys.stderr.isatty():
        yield from _terminal(total, done)
    else:
        yield _nothing


def _nothing(step, loss):
    """Show nothing."""


def _in_a_notebook():
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return getattr(shell, "kernel", None) is not None


def _notebook(total, done):
    from IPython.display import display

    handle, last = None, time.monotonic()

    def show(step, loss):
        nonlocal handle, last
        if time.monotonic() - last < EVERY:
            return
        last = time.monotonic()
        text = f"step {step:,} of {total:,}, loss {loss:.4g}"
        html = f'<progress max="{total}" value="{step}" style="width: 20em"></progress> {text}'
        bundle = {"text/plain": text, "text/html": html}
        if handle is None:
            handle = display(bundle, raw=True, display_id=True)
        else:
            handle.update(bundle, raw=True)

    try:
        yield show
    finally:
        if handle is not None:
            handle.update({}, raw=True)  # an empty output: nothing is left to see


def _terminal(total, done):
    from tqdm import tqdm

    with tqdm(total=total, initial=done, leave=False, unit="step") as shown:

        def show(step, loss):
            shown.set_postfix(loss=f"{loss:.4g}", refresh=False)
            shown.update(step - shown.n)

        yield show
