"""Where the finished website and its repository will stand: nothing, until whoever publishes the course says so.

The table ``[tool.lstm-course.site]`` of ``pyproject.toml`` may hold ``url``, ``repository`` and ``branch``; the
variables ``SITE_URL``, ``REPOSITORY`` and ``BRANCH`` of the environment come before it.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from .sources import SiteError

VARIABLES = {"url": "SITE_URL", "repository": "REPOSITORY", "branch": "BRANCH"}
ADDRESS = re.compile(r"https?://[^\s\"'<>?#/]+(/[^\s\"'<>?#]*)?")
GITHUB = re.compile(r"https://github\.com/(?P<name>[\w.-]+/[\w.-]+?)(\.git)?/?")
FIRST = "notebooks/00_start_here.ipynb"


class Addresses(NamedTuple):
    """Where the course is published.

    Attributes
    ----------
    url : str
        Of the website, closed by ``/``; empty where it is not known.
    repository : str
        Of the repository, without a closing ``/``; empty where it is not known.
    branch : str
        The branch that readers are led to.
    """

    url: str = ""
    repository: str = ""
    branch: str = "main"

    def binder(self, path: str = FIRST) -> str:
        """Return where Binder runs a file of the repository; empty where it cannot."""
        match = GITHUB.fullmatch(self.repository)
        if match is None:
            return ""
        where = quote(f"lab/tree/{path}", safe="")
        return f"https://mybinder.org/v2/gh/{match['name']}/{quote(self.branch, safe='')}?urlpath={where}"

    def colab(self, path: str = FIRST) -> str:
        """Return where Colab opens a notebook of the repository; empty where it cannot."""
        match = GITHUB.fullmatch(self.repository)
        if match is None:
            return ""
        return f"https://colab.research.google.com/github/{match['name']}/blob/{quote(self.branch)}/{path}"


def addresses(root: Path, environment: Mapping[str, str] | None = None) -> Addresses:
    """Return where the course is published.

    Parameters
    ----------
    root : Path
        Root of the repository.
    environment : mapping, optional
        By default that of this process.

    Returns
    -------
    Addresses

    Raises
    ------
    SiteError
        If an address does not begin with http:// or https://, or the table holds something else.
    """
    environment = os.environ if environment is None else environment
    with (Path(root) / "pyproject.toml").open("rb") as file:
        table = tomllib.load(file).get("tool", {}).get("lstm-course", {}).get("site", {})
    unknown = sorted(set(table) - set(VARIABLES))
    if unknown:
        raise SiteError(
            f"pyproject.toml: [tool.lstm-course.site] knows {', '.join(VARIABLES)}, not {', '.join(unknown)}"
        )
    found = {name: environment.get(variable) or table.get(name, "") for name, variable in VARIABLES.items()}
    for name in ("url", "repository"):
        if found[name] and not (isinstance(found[name], str) and ADDRESS.fullmatch(found[name])):
            raise SiteError(
                f"the {name} of the website must be an address that begins with https://, got {found[name]!r}"
            )
    url, repository = found["url"].rstrip("/"), found["repository"].rstrip("/")
    return Addresses(f"{url}/" if url else "", repository, found["branch"] or "main")
