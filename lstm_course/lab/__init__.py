"""What `lstm-course lab` adds to JupyterLab: a readable page, boxes for predictions, and no question about news.

``labextensions/`` holds an extension that was not built but written: one script. ``config/`` holds settings, which a
learner's own settings come before.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def arguments() -> list[str]:
    """Return the arguments of JupyterLab that load the extension."""
    return [f"--LabApp.extra_labextensions_path={FOLDER / 'labextensions'}"]


def add_settings() -> None:
    """Let JupyterLab, when it is started in this process, read the course's settings, after all others."""
    known = os.environ.get("JUPYTER_CONFIG_PATH", "")
    paths = [path for path in known.split(os.pathsep) if path]
    if str(FOLDER / "config") not in paths:
        os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join([*paths, str(FOLDER / "config")])
