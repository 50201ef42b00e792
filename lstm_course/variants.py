"""The name under which notebooks outside this repository may know `lstm_course.nets.variants`."""

import sys

from .nets import variants

sys.modules[__name__] = variants
