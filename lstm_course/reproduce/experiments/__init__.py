"""The experiments, found by folder: each module has ``rows()``, and the ``PLACE`` of its rows in the table."""

import importlib
import pkgutil


def families():
    """Return the modules of this folder in the order of their places."""
    names = [info.name for info in pkgutil.iter_modules(__path__)]
    found = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return sorted(found, key=lambda family: family.PLACE)
