"""Start a command without the rights of root. Run by the grader, as root, by a fresh Python.

Where the command lies in folders that only root may enter, such as a Python under ``/root``, the paths it needs are
shown to it in a private mount namespace: an empty folder in memory takes the place of the closed one, and holds
these paths alone. Nothing outside sees it. The plan is a line of JSON on standard input.
"""

import contextlib
import importlib.util
import json
import os
import sys


def _cover(jail, folders, paths):
    """Show `paths`, which lie below closed `folders`, to everybody in this process's mount namespace."""
    jail.unshare(jail.NEW_NS)
    jail.mount(None, "/", None, jail.MS_REC | jail.MS_PRIVATE)
    handles = {path: os.open(path, os.O_PATH) for path in paths}
    for folder in folders:
        jail.mount("tmpfs", folder, "tmpfs", jail.MS_NOSUID | jail.MS_NODEV, "size=1m,mode=755")
    for path, handle in handles.items():
        source = f"/proc/self/fd/{handle}"
        if os.path.isdir(source):
            os.makedirs(path, mode=0o755, exist_ok=True)
        else:
            os.makedirs(os.path.dirname(path), mode=0o755, exist_ok=True)
            with contextlib.suppress(FileExistsError), open(path, "x"):
                pass
        jail.mount(source, path, None, jail.MS_BIND)
        os.close(handle)


def main():
    """Do what the plan says and become the command."""
    plan = json.loads(sys.stdin.readline())
    spec = importlib.util.spec_from_file_location(
        "inside", os.path.join(plan["inside"], "__init__.py"), submodule_search_locations=[plan["inside"]]
    )
    sys.modules["inside"] = importlib.util.module_from_spec(spec)
    os.umask(0o022)
    if plan["folders"]:
        try:
            _cover(importlib.import_module("inside.jail"), plan["folders"], plan["paths"])
        except OSError as error:
            closed = ", ".join(plan["folders"])
            sys.exit(f"{closed} cannot be shown to it ({error}), so name a Python elsewhere with --python")
    os.setgroups([])
    os.setresgid(plan["uid"], plan["uid"], plan["uid"])
    os.setresuid(plan["uid"], plan["uid"], plan["uid"])
    null = os.open("/dev/null", os.O_RDONLY)
    os.dup2(null, 0)
    os.execve(plan["command"][0], plan["command"], plan["environment"])


if __name__ == "__main__":
    main()
