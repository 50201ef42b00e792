"""The name under which notebooks outside this repository may know `lstm_course.reproduce.figure`."""

import sys

from ..reproduce import figure

sys.modules[__name__] = figure
