"""The name under which notebooks outside this repository may know `lstm_course.nets.cell1997`."""

import sys

from .nets import cell1997

sys.modules[__name__] = cell1997
