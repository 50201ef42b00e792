"""The name under which notebooks outside this repository may know `lstm_course.probes.broken`."""

import sys

from .probes import broken

sys.modules[__name__] = broken
