"""The claims by family, found by folder: each module has ``claims()``."""

import importlib
import pkgutil


def families():
    """Return the modules of this folder."""
    return [importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__)]
