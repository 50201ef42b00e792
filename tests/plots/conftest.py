"""What the tests of figures share."""

import matplotlib.pyplot as plt
import pytest


@pytest.fixture
def course_style():
    """Draw in the course's style, whose titles stand at the left, and close the figures."""
    with plt.style.context("lstm_course.plots.course"):
        yield
    plt.close("all")
