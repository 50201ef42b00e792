"""The sentence that is made from an edit: where, and what stands there in effect."""

import ast
import re

from .reference import Edit, Reference
from .statements import made


def sentence(ref: Reference, edit: Edit, results=(), given=()) -> str:
    """Return what is said of an edit, in the letters of the reference.

    Parameters
    ----------
    ref : Reference
    edit : Edit
    results, given : sequences of str
        Names of the results and of the arguments, which the learner knows.

    Returns
    -------
    str
    """
    middle = edit.words
    if "{shown}" in middle:
        middle = middle.replace("{shown}", f"`{in_effect(ref, edit)}`")
    own = local_names(ref, middle) - set(results) - set(given)
    place = where(ref, edit, results)
    text = f"{place}: {middle}" if place else middle[:1].upper() + middle[1:]
    return f"{text}. (Your own names may differ.)" if own else f"{text}."


def in_effect(ref: Reference, edit: Edit) -> str:
    """Return the part of the text that an edit's frame shows, as edited, on one line."""
    start, stop = edit.frame
    ((begin, end, new),) = edit.places
    text = ref.text[start:begin] + new + ref.text[end:stop]
    try:
        text = ast.unparse(ast.parse(text.strip(), mode="eval"))
    except SyntaxError:
        text = " ".join(text.split())
    return text if len(text) <= 90 else f"{text[:86]} ..."


def where(ref: Reference, edit: Edit, results=()) -> str:
    """Return in words where an edit lies: the line of an equation, by the name that it makes."""
    node = edit.node
    if isinstance(node, ast.stmt):
        return ""
    line = ref.statement(node)
    if isinstance(line, ast.Return):
        return _of_results(ref, line, node, results)
    if isinstance(line, (ast.For, ast.While, ast.If)):
        if isinstance(line, ast.For):
            return f"In the loop over `{ref.of(line.target)}`"
        return (
            f"Where `{ref.of(line.test)}` is asked"
            if len(ref.of(line.test)) < 40
            else "Where a condition is asked"
        )
    names = made(ref, line)
    if not names:
        return "In one line"
    one = its_part(ref, line, node)
    if isinstance(line, ast.AugAssign):
        return f"In what `{names}` is changed by"
    if isinstance(line, ast.Expr):
        return f"In what `{names}` is given"
    return f"In the line that makes `{one or names}`"


def _of_results(ref, line, node, results):
    if isinstance(line.value, ast.Tuple) and len(line.value.elts) == len(results):
        for name, part in zip(results, line.value.elts, strict=True):
            if any(inner is node for inner in ast.walk(part)):
                return f"In the result `{name}`"
        return ""
    return f"In the result `{results[0]}`" if len(results) == 1 else "In what is returned"


def its_part(ref, line, node):
    """Return the one name of several that a node's part of the line makes."""
    target, value = (line.targets[0], line.value) if isinstance(line, ast.Assign) else (None, None)
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for name, part in zip(target.elts, value.elts, strict=True):
            if any(inner is node for inner in ast.walk(part)):
                return ref.of(name)
    return ""


def local_names(ref: Reference, text) -> set[str]:
    """Return the names of the reference's own variables that stand in a text."""
    return {word for word in re.findall(r"[A-Za-z_]\w*", "".join(text.split("`")[1::2])) if word in ref.bound}
