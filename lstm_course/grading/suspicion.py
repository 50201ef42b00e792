"""What a person should look at: code that no exercise needs. It changes no points, the sandbox has seen to that."""

import ast
import re
import warnings

MOST = 20_000  # characters that are looked through: the parser's time and memory grow with their square
DOTS = 20  # of one name, for the same reason
MOST_IN_ALL = 400_000  # characters of one submission
STRANGE_MODULES = {
    "builtins",
    "ctypes",
    "faulthandler",
    "gc",
    "multiprocessing",
    "resource",
    "signal",
    "socket",
    "subprocess",
    "threading",
}
STRANGE_NAMES = {
    "__array_function__",
    "__array_ufunc__",
    "__builtins__",
    "__globals__",
    "__subclasses__",
    "_exit",
    "_getframe",
    "abort",
    "ast_transformers",
    "displayhook",
    "f_back",
    "f_globals",
    "fork",
    "get_objects",
    "input_transformers_cleanup",
    "input_transformers_post",
    "kill",
    "killpg",
    "modules",
    "setprofile",
    "settrace",
}
LAYERS = {"GRU", "LSTM", "RNN"}  # of this package or of torch: an answer must not borrow them


def notes(cells, exercises) -> list[str]:
    """Return a sentence for each cell with such code.

    Parameters
    ----------
    cells : sequence of Cell
        Those of the submission, in order.
    exercises : sequence of Exercise
        Those of the notebook; their answers must not use a ready-made layer, but for those in PyTorch.

    Returns
    -------
    list of str
        Empty where nothing was found.
    """
    names = {exercise.name for exercise in exercises if exercise.drive is None}
    found, left = [], MOST_IN_ALL
    for cell in cells:
        if cell.kind == "check":
            continue
        left -= len(cell.code)
        if left < 0:
            found.append("There is too much code to be looked through: a person should look at it.")
            break
        where = f"The cell {cell.grade_id}" if cell.grade_id else "A cell beside the exercises"
        if is_too_much(cell.code):
            found.append(f"{where} is too long to be looked through: a person should look at it.")
            continue
        strange = sorted(_strange(cell.code, cell.grade_id if cell.grade_id in names else None))
        if strange:
            found.append(f"{where} uses {', '.join(strange)}: a person should look at it.")
    return found


def is_too_much(code: str) -> bool:
    """Whether code of a learner would take the parser of this process long.

    Parameters
    ----------
    code : str
        The text of a cell.
    """
    if len(code) > MOST:
        return True
    pieces = re.split(r"[^\w. \t]+", code.replace("\\\n", ""))
    return any(piece.count(".") > DOTS for piece in pieces)


def parsed(code: str) -> ast.Module | None:
    """Return the tree of a learner's code; None where it is not Python, or where that would take long.

    Parameters
    ----------
    code : str
        The text of a cell.
    """
    if is_too_much(code):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd backslashes
            return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _strange(code, name):
    tree = parsed(code)
    if tree is None:
        return set()
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names if one.name.split(".")[0] in STRANGE_MODULES}
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module.split(".")[0] in STRANGE_MODULES:
                found.add(node.module)
            if node.module.startswith("lstm_course"):
                found |= {f"{node.module}.{name}" for one in node.names if one.name == name}
        elif isinstance(node, ast.Attribute):
            if node.attr in STRANGE_NAMES or (name and node.attr in LAYERS):
                found.add(node.attr)
            if node.attr == name and isinstance(node.value, ast.Name):
                found.add(f"{node.value.id}.{name}")
        elif isinstance(node, (ast.FunctionDef, ast.Name)):
            word = node.name if isinstance(node, ast.FunctionDef) else node.id
            found |= {word} & (STRANGE_NAMES | (LAYERS if name else set()))
    return found
