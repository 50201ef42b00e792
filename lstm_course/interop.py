"""The name under which notebooks outside this repository may know `lstm_course.nets.interop`."""

import sys

from .nets import interop

sys.modules[__name__] = interop
