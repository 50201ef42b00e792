"""What may be missing in a text: a function around a term, another factor or summand, a copy.

The other edits take something away or exchange it, and a slip is undone by what it left out.
"""

import ast
import re

from .reference import Edit

SIGNS = ("*", "+", "-", "/")
_FACTOR = re.compile(r"\b(\d+)(?=\s*\*)")  # of `2 * H : 3 * H`


def additions(ref, kinds, functions):
    """Yield the edits that add something to a term.

    Parameters
    ----------
    ref : Reference
    kinds : dict
        Local name -> (word, shape) of its value in some call.
    functions : iterable of str
        Functions of one argument that may be missing, such as ``"np.tanh"``.

    Yields
    ------
    Edit
    """
    for node in ast.walk(ref.root):
        if isinstance(node, (ast.Name, ast.BinOp, ast.Call, ast.Subscript, ast.Attribute)) and _is_a_term(
            ref, node
        ):
            text, span = ref.of(node), ref.span(node)
            news = [f"{name}({text})" for name in functions]
            for other, kind in kinds.items():
                if kind[0] in ("array", "number") and _is_known(ref, other, node):
                    news += [f"(({text}) {sign} {other})" for sign in SIGNS]
            news += [f"(({text}) + 1)", f"(({text}) - 1)"]
            for new in news:
                yield Edit(((*span, new),), "added", "", span, node, 3)
        elif isinstance(node, ast.Slice):
            span = ref.span(node)
            for step in (1, -1):
                new = _FACTOR.sub(lambda found, step=step: str(int(found[1]) + step), ref.of(node))
                if new != ref.of(node):
                    yield Edit(((*span, new),), "moved", "", span, node, 2)


def _is_a_term(ref, node):
    """Whether a node is a value of its own: no target, no function that is called, no part of a name or a place."""
    parent = ref.parents.get(node)
    if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load) or not isinstance(
        parent, (ast.expr, ast.stmt)
    ):
        return False
    if isinstance(parent, ast.Attribute) or (isinstance(parent, ast.Call) and parent.func is node):
        return False
    return not (isinstance(parent, ast.Subscript) and parent.value is node)


def _is_known(ref, name, node):
    return ref.bound.get(name, 10**6) < node.lineno or bool(ref.loops(node))
