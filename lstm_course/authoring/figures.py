"""The pictures of the README: the cell as the course's figures draw it, and the cell stepper at work."""

import io
import sys
from pathlib import Path

import numpy as np

from ..datasets import stories
from ..layers import LSTM
from ..widgets import CellStepper
from .stills import FLAGS, browser_path

WIDTH, HEIGHT = 860, 524  # of a frame in pixels: the diagram and its sentence
MILLISECONDS = 1300  # for one frame


def the_cell(folder: Path) -> Path:
    """Draw ``the_cell.png``: the cell at one word, and its curves over the whole story.

    Parameters
    ----------
    folder : Path
        Where to write it.

    Returns
    -------
    Path
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
        target = folder / "the_cell.png"
        figure.savefig(target, metadata={"Software": None})
        plt.close(figure)
    return target


def the_stepper(folder: Path) -> Path:
    """Record ``the_stepper.gif``: the cell stepper goes once through its story, in a real browser.

    Parameters
    ----------
    folder : Path
        Where to write it.

    Returns
    -------
    Path
        What was written. It plays once and ends on the last word.

    Raises
    ------
    FileNotFoundError
        Where there is no browser.
    """
    from PIL import Image
    from playwright.sync_api import sync_playwright

    stepper = CellStepper(step=0)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        page = browser.new_page(viewport={"width": WIDTH, "height": 2 * HEIGHT})
        page.set_content(stepper.page())
        page.add_style_tag(content="body { margin: 0 } .lc { border: 0; margin: 0 }")
        shown = []
        for step in range(len(stepper.symbols)):
            if step:
                page.get_by_role("button", name="forward").click()
                page.mouse.move(0, 0)
            shown.append(page.screenshot(clip={"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT}))
        browser.close()
    frames = [Image.open(io.BytesIO(image)).quantize(160, dither=Image.Dither.NONE) for image in shown]
    target = folder / "the_stepper.gif"
    frames[0].save(target, save_all=True, append_images=frames[1:], duration=MILLISECONDS, optimize=True)
    return target


def main(folder: Path) -> int:
    """Draw all pictures; without a browser the animation stays as it is, and one sentence says so.

    Parameters
    ----------
    folder : Path
        Where to write them.

    Returns
    -------
    int
        Exit code, 1 where a picture is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    print(the_cell(folder))
    try:
        print(the_stepper(folder))
    except FileNotFoundError as error:
        print(f"the_stepper.gif was not drawn: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(__file__).parents[2] / "site" / "images"))
