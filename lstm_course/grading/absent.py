"""A module that the sandbox does not hold: an import that nothing uses costs nothing, and the use of it is named.

Nothing is parsed here: only the line where the import failed is read, as text of a limited length.
"""

import re

MOST = 10  # lines that are put right in one cell
MAX_LINE = 5000  # characters
ONE = r"[\w.]+(?:[ \t]+as[ \t]+\w+)?"
IMPORT = re.compile(rf"[ \t]*import[ \t]+(?P<what>{ONE}(?:[ \t]*,[ \t]*{ONE})*)[ \t]*")
FROM = re.compile(
    rf"[ \t]*from[ \t]+(?P<module>[\w.]+)[ \t]+import[ \t]+(?P<what>\*|{ONE}(?:[ \t]*,[ \t]*{ONE})*)[ \t]*"
)
ALREADY = re.compile(r'[ \t]*\w+ = type\("NotHere", ')
NAMED = re.compile(r"No module named '(?P<module>[\w.]{1,100})'")
STAND_IN = (
    '{name} = type("NotHere", (), dict.fromkeys(("__getattr__", "__call__", "__getitem__", "__iter__"), '
    'lambda *_: exec("raise ModuleNotFoundError(\\"No module named \'{module}\'\\")")))()'
)


def module_in(text: str) -> str:
    """Return the module that an error's text names; empty where it names none.

    Parameters
    ----------
    text : str
        Of a ``ModuleNotFoundError``; it comes from the sandbox.
    """
    match = NAMED.match(text)
    return match["module"] if match else ""


def without(code: str, number: int, text: str) -> str | None:
    """Return the code of a cell in which the import of one line gives names that fail where they are used.

    Parameters
    ----------
    code : str
        Of the cell.
    number : int
        Of the line where the import failed, from 1.
    text : str
        Of the error.

    Returns
    -------
    str or None
        With as many lines as before; None where the line is no plain import.
    """
    lines = code.split("\n")
    module = module_in(text)
    if not module or not 0 < number <= len(lines):
        return None
    last = number
    line = _plain(lines[number - 1])
    if re.search(r"\bimport[ \t]*\(", line):  # from x import (a, b) over several lines
        while ")" not in line and last < min(len(lines), number + 50):
            line += " " + _plain(lines[last])
            last += 1
        line = line.replace("(", " ", 1).replace(")", " ", 1).rstrip().rstrip(",").rstrip()
    if len(line) > MAX_LINE:
        return None
    parts = [part for part in line.split(";") if part.strip()]
    paths = [path for part in parts for path in _paths(part)]
    if len(paths) == 1 and not _inside(paths[0], module):  # what it imports itself is not there
        module = paths[0]
    statements = [_statement(part, module) for part in parts]
    if None in statements or not any(_inside(path, module) for path in paths):
        return None
    indent = line[: len(line) - len(line.lstrip())]
    lines[number - 1 : last] = [indent + "; ".join(statements), *[""] * (last - number)]
    return "\n".join(lines)


def _paths(text: str) -> list[str]:
    """Return the modules that an import names."""
    match = FROM.fullmatch(text)
    if match:
        return [match["module"]]
    match = IMPORT.fullmatch(text)
    return [part.split()[0] for part in match["what"].split(",")] if match else []


def _plain(line: str) -> str:
    return line.split("#")[0].rstrip()


def _statement(text: str, module: str) -> str | None:
    """Return one import with a stand-in for what is not there; None where it is something else."""
    if ALREADY.match(text):
        return text.strip()
    match = FROM.fullmatch(text)
    if match:
        if not _inside(match["module"], module):
            return text.strip()
        names = [] if match["what"] == "*" else [_bound(part) for part in match["what"].split(",")]
        return _stand_ins(names, module)
    match = IMPORT.fullmatch(text)
    if not match:
        return None
    made = []
    for part in match["what"].split(","):
        path = part.split()[0]
        if not _inside(path, module):
            made.append(f"import {part.strip()}")
        else:
            whole = " as " in f" {part} " or "." not in module
            made.append(
                _stand_ins([_bound(part).split(".")[0]], module) if whole else f"import {path.split('.')[0]}"
            )
    return "; ".join(made)


def _inside(path: str, module: str) -> bool:
    return path == module or path.startswith(f"{module}.")


def _bound(part: str) -> str:
    return part.split()[-1]


def _stand_ins(names: list[str], module: str) -> str:
    return "; ".join(STAND_IN.format(name=name, module=module) for name in names) or "pass"
