"""Everything that the next steps of a run depend on, kept and set back."""

from __future__ import annotations

import contextlib
import copy
import io
from pathlib import Path

import torch

from .._files import write_whole


@contextlib.contextmanager
def seeded(seed):
    """Give PyTorch's global random numbers a seed for a while: for the first weights, and for dropout.

    Parameters
    ----------
    seed : int
        Of the random numbers that are drawn.

    Yields
    ------
    torch.Generator
        Another one, of the same seed: for what draws from a generator, such as `Shuffled`.
    """
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        yield torch.Generator().manual_seed(seed)


def snapshot(**parts) -> dict:
    """Return copies of what the parts are made of now, and of PyTorch's global random numbers.

    Parameters
    ----------
    **parts : object with ``state_dict``, torch.Generator or None
        Such as ``net=net, optimiser=optimiser, batches=batches``.

    Returns
    -------
    dict
        Plain data and tensors, nothing shared with the parts.
    """
    states = {name: _state(part) for name, part in parts.items()}
    return copy.deepcopy({"parts": states, "global": torch.get_rng_state()})


def restore(saved, **parts) -> None:
    """Set the parts, and PyTorch's global random numbers, to what they were.

    Parameters
    ----------
    saved : dict
        As `snapshot` returns it; not changed, and nothing of it is shared.
    **parts : object
        Of the same names and kinds.

    Raises
    ------
    ValueError
        If the names differ: then nothing is set.
    """
    if set(parts) != set(saved["parts"]):
        raise ValueError(
            f"saved holds the parts {', '.join(sorted(saved['parts']))}, got {', '.join(sorted(parts))}"
        )
    saved = copy.deepcopy(saved)
    for name, part in parts.items():
        state = saved["parts"][name]
        if isinstance(part, torch.Generator):
            part.set_state(state)
        elif part is not None:
            part.load_state_dict(state["state"])
            if isinstance(part, torch.nn.Module):
                part.train(state["training"])
    torch.set_rng_state(saved["global"])


def save(path, **parts) -> None:
    """Write a `snapshot` to a file, all of it or nothing.

    Parameters
    ----------
    path : Path
        Of the file.
    **parts : object
        As for `snapshot`.
    """
    buffer = io.BytesIO()
    torch.save(snapshot(**parts), buffer)
    write_whole(Path(path), buffer.getvalue())


def resume(path, **parts) -> None:
    """Set the parts to what `save` wrote.

    Parameters
    ----------
    path : Path
        Of the file.
    **parts : object
        As for `restore`.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        As `restore`.
    """
    restore(torch.load(Path(path), weights_only=True), **parts)


def _state(part):
    if part is None:
        return None
    if isinstance(part, torch.Generator):
        return part.get_state()
    return {"state": part.state_dict(), "training": getattr(part, "training", False)}
