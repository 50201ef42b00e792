"""The helper package of the LSTM course: the LSTM from single gates upward, with every step proved.

Importing it costs neither torch nor matplotlib. It sets the number of numerical threads to one, because
the small matrices of a recurrent network lose time, not win it, when several threads share them. Set the
environment variable ``LSTM_COURSE_THREADS`` before the import to choose another number.
"""

import os as _os
import sys as _sys

__version__ = "1.0.0"

_threads = _os.environ.get("LSTM_COURSE_THREADS", "1")
if not _threads.isdecimal() or int(_threads) < 1:
    raise ValueError(
        f"LSTM_COURSE_THREADS must be a whole number of at least 1, got {_threads!r}; unset it or set it to 1"
    )
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    _os.environ.setdefault(_name, _threads)
if "torch" in _sys.modules:  # the variables came too late for a torch that is loaded already
    _sys.modules["torch"].set_num_threads(int(_threads))
    from . import _torch  # noqa: F401
