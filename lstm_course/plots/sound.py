"""Sounds in a notebook: a player that a screen reader can name, and a sentence where nothing can be heard."""

import base64
import html

from .display import MAX_CHARACTERS


def listen(wav, text):
    """Show a player for a sound; the sound is kept in the output of the cell.

    Parameters
    ----------
    wav : bytes
        A WAV file.
    text : str
        What is heard, in at most 250 characters: the name of the player, and all that is left where there is none, as
        in a terminal or on paper.

    Raises
    ------
    ValueError
        Where `wav` is no WAV file, or the text is empty or too long.

    Examples
    --------
    >>> from lstm_course.datasets import melodies
    >>> from lstm_course.plots.sound import listen
    >>> listen(melodies.sound([0, 2, 4, 7]), "Four notes that rise.")
    Four notes that rise.
    """
    from IPython import get_ipython
    from IPython.display import display

    if not isinstance(wav, bytes) or wav[:4] != b"RIFF" or wav[8:12] != b"WAVE":
        raise ValueError(f"wav must be the bytes of a WAV file, got {wav!r:.40}")
    if not isinstance(text, str) or not 0 < len(text.strip()) <= MAX_CHARACTERS:
        raise ValueError(f"text must say what is heard in 1 to {MAX_CHARACTERS} characters, got {text!r:.60}")
    if not hasattr(get_ipython(), "kernel"):
        print(text)
        return
    data = base64.b64encode(wav).decode("ascii")
    name = html.escape(text)
    player = (
        f'<figure style="margin: 0"><audio controls preload="metadata" aria-label="{name}" '
        f'src="data:audio/wav;base64,{data}"></audio><figcaption>{name}</figcaption></figure>'
    )
    display({"text/html": player, "text/plain": text}, raw=True)
