"""The figure of the README, drawn by the course's own functions."""

from pathlib import Path

import numpy as np

from ..datasets import stories
from ..layers import LSTM


def write_all(root: Path) -> list[Path]:
    """Draw ``site/images/the_cell.png``: the cell at one word, and its curves over the whole story.

    Parameters
    ----------
    root : Path
        Root of the repository.

    Returns
    -------
    list of Path
        What was written.
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    from ..plots import cell

    words, x = stories.read(stories.SWITCH)
    layer = LSTM(3, 1, rng=np.random.default_rng(0))
    layer.params = dict(zip(["W_x", "W_h", "b"], stories.cell(), strict=True))
    layer.forward(x)
    trace = {name: values[0, :, 0] for name, values in layer.trace.items()}
    t = words.index("Dan")
    before = {"x": "Dan", "h_prev": trace["h"][t - 1], "c_prev": trace["c"][t - 1]}
    with plt.style.context("lstm_course.plots.course"):
        figure = plt.figure(figsize=(8.2, 8.4))
        upper, lower = figure.subfigures(2, 1, height_ratios=[4.4, 4.0])
        ax = cell.diagram({**before, **{name: trace[name][t] for name in "ifgoch"}}, ax=upper.subplots())
        ax.set_title("The LSTM cell at the word “Dan”, with its numbers")
        cell.story(
            words, trace, "Over the whole story: Bob is wiped, Dan is kept", lower.subplots(2, 1, sharex=True)
        )
        target = root / "site" / "images" / "the_cell.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(target, metadata={"Software": None})
        plt.close(figure)
    return [target]


if __name__ == "__main__":
    for path in write_all(Path(__file__).parents[2]):
        print(path)
