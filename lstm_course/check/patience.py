"""An end for calls that do not come back, where this can be had: in the main thread, with an interval timer."""

import signal
import threading

SECONDS = 20  # of anybody's time, for one call


class NotBack(BaseException):
    """Raised in a call that takes too long."""


def limited(seconds, fn, *args):
    """Call `fn` and return what it returns; `NotBack` is raised in it after so many seconds.

    Where there is no timer, or it is in use, the call may take as long as it likes.

    Parameters
    ----------
    seconds : float
        Such as `SECONDS`.
    fn : callable
    *args
        What it is called with.
    """
    timer = getattr(signal, "setitimer", None)
    free = timer is not None and threading.current_thread() is threading.main_thread()
    if not free or signal.getitimer(signal.ITIMER_REAL)[0]:
        return fn(*args)
    before = signal.getsignal(signal.SIGALRM)
    try:  # Ctrl-C may come after each of these lines, and must leave no timer behind
        signal.signal(signal.SIGALRM, _end)
        timer(signal.ITIMER_REAL, seconds)
        return fn(*args)
    finally:
        timer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _end(*_):
    raise NotBack
