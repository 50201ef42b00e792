"""The name under which notebooks outside this repository may know `lstm_course.reproduce.experiments.reber`."""

import sys

from .experiments import reber

sys.modules[__name__] = reber
