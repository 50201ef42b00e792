"""An end for calls that do not come back, where this can be had: in the main thread, with an interval timer."""

import contextlib
import signal
import threading

SECONDS = 20  # of anybody's time, for one call


class NotBack(BaseException):
    """Raised in a call that takes too long."""


@contextlib.contextmanager
def limited(seconds=None):
    """Raise `NotBack` in the block after `SECONDS`, or after fewer.

    Where there is no timer, or it is in use, the block runs on.

    Parameters
    ----------
    seconds : float, optional
    """
    timer = getattr(signal, "setitimer", None)
    free = timer is not None and threading.current_thread() is threading.main_thread()
    if not free or signal.getitimer(signal.ITIMER_REAL)[0]:
        yield
        return
    before = signal.signal(signal.SIGALRM, _end)
    timer(signal.ITIMER_REAL, SECONDS if seconds is None else seconds)
    try:
        yield
    finally:
        timer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _end(*_):
    raise NotBack
