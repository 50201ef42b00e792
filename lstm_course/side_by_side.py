"""The name under which notebooks outside this repository may know `lstm_course.nets.side_by_side`."""

import sys

from .nets import side_by_side

sys.modules[__name__] = side_by_side
