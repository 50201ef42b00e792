"""Edits of operators, of their operands, of numbers and of names.

Each function yields (new text, kind, words, rank, whether the surroundings are shown).
"""

import ast

OPERATORS = {
    ast.Add: ("+", "added"),
    ast.Sub: ("-", "subtracted"),
    ast.Mult: ("*", "multiplied"),
    ast.Div: ("/", "divided"),
    ast.FloorDiv: ("//", "divided and rounded down"),
    ast.Mod: ("%", "taken for a remainder"),
    ast.Pow: ("**", "raised to a power"),
    ast.MatMult: ("@", "multiplied as matrices"),
}
INSTEAD = {  # a power is never put in: of whole numbers it may take for ever
    ast.Add: "- * /",
    ast.Sub: "+ * /",
    ast.Mult: "+ - / @",
    ast.Div: "* - + //",
    ast.FloorDiv: "/ % *",
    ast.Mod: "// / *",
    ast.Pow: "* + /",
    ast.MatMult: "* +",
    ast.BitOr: "&",
    ast.BitAnd: "|",
}
VERB = {sign: verb for sign, verb in OPERATORS.values()}


def short(text, most=32):
    """Return a part of the text in code letters, or no more than that it is one."""
    text = " ".join(text.split())
    return f"`{text}`" if len(text) <= most else "a part"


def _operation(ref, node, kinds):
    left, right = ref.of(node.left), ref.of(node.right)
    a, b = f"({left})", f"({right})"
    for sign in INSTEAD.get(type(node.op), "").split():
        words = f"the two sides are {VERB.get(sign, 'joined')}, which they are not meant to be: in effect {{shown}}"
        if isinstance(node.op, ast.MatMult) and sign == "*":
            words = "the two sides are multiplied element by element, and not as matrices: in effect {shown}"
        yield f"({a} {sign} {b})", "operator", words, 1, False
    for kept, gone in ((b, left), (a, right)):
        words = f"{short(gone)} is left out, and {{shown}} stands there alone"
        yield kept, "left out", words, 0, False
    if isinstance(node.op, ast.Sub):
        yield f"(-{b})", "left out", f"{short(left)} is left out: in effect {{shown}}", 1, False
    if isinstance(node.op, (ast.Sub, ast.Div, ast.MatMult, ast.Mod, ast.FloorDiv)):
        sign = OPERATORS[type(node.op)][0]
        yield f"({b} {sign} {a})", "exchanged", "the two sides are exchanged: in effect {shown}", 1, False
    if isinstance(node.op, ast.MatMult):
        words = "a matrix is turned over (.T) where it should not be: in effect {shown}"
        yield f"({a}.T @ {b})", "transpose", words, 2, False
        yield f"({a} @ {b}.T)", "transpose", words, 1, False
    yield from _brackets(ref, node)
    yield f"(-({ref.of(node)}))", "sign", "the sign is the other one: in effect {shown}", 2, False
    if isinstance(node.op, (ast.Mult, ast.Div, ast.Add, ast.Sub)):
        yield f"(1 - {ref.of(node)})", "complement", "1 - ... stands before it: in effect {shown}", 3, False
        for name in ("sigmoid", "np.tanh"):
            if ("sigmoid(" in ref.text and ref.root.name != "sigmoid") or "tanh(" in ref.text:
                words = "a function acts here that does not belong here: in effect {shown}"
                yield f"{name}({ref.of(node)})", "function added", words, 3, False


def _sign(ref, node):
    return OPERATORS.get(type(node.op), ("|" if isinstance(node.op, ast.BitOr) else "&",))[0]


def _brackets(ref, node):
    """Yield the same signs with the brackets elsewhere."""
    words = "the brackets stand elsewhere: in effect {shown}"
    sign = _sign(ref, node)
    if isinstance(node.left, ast.BinOp):
        inner = node.left
        a, b, c = ref.of(inner.left), ref.of(inner.right), ref.of(node.right)
        yield f"(({a}) {_sign(ref, inner)} (({b}) {sign} ({c})))", "brackets", words, 1, False
    if isinstance(node.right, ast.BinOp):
        inner = node.right
        a, b, c = ref.of(node.left), ref.of(inner.left), ref.of(inner.right)
        yield f"((({a}) {sign} ({b})) {_sign(ref, inner)} ({c}))", "brackets", words, 1, False


def _number(ref, node, kinds):
    value, parent = node.value, ref.parents[node]
    if isinstance(value, bool):
        yield str(not value), "switch", "a switch stands the other way: in effect {shown}", 1, True
        return
    if value is None:
        if isinstance(parent, (ast.Tuple, ast.Subscript)):
            yield ":", "axis added", "the new axis is missing: in effect {shown}", 3, True
        return
    if isinstance(value, str):
        others = {
            n.value for n in ast.walk(ref.root) if isinstance(n, ast.Constant) and isinstance(n.value, str)
        }
        for other in sorted(others - {value}):
            yield repr(other), "word", "another word stands here: in effect {shown}", 2, True
        return
    if not isinstance(value, (int, float)):
        return
    if isinstance(parent, ast.keyword) and parent.arg == "axis":
        words = "the axis is another one: in effect {shown}"
        for other in ("0", "1", "2", "-1", "None"):
            if other != str(value):
                yield other, "axis", words, 1, True
        return
    others = [value + 1, value - 1, -value, 0, 1, 2, value * 2]
    if isinstance(value, float):
        others = [1 - value, -value, 0.0, 1.0, value * 10, value / 10, value / 2, value * 2, 1e-8]
    else:
        others += [value + 2, value / 2] if not _indexes(ref, node) else [-1]
    for place, other in enumerate(dict.fromkeys(others)):
        if other == value or (isinstance(value, int) and abs(other) > 1000 and abs(value) < 1000):
            continue
        off = ""
        if isinstance(value, int) and abs(other - value) == 1:
            off = ", too large by one" if other > value else ", too small by one"
        words = f"the number is not the right one{off}: in effect {{shown}}"
        yield f"({other!r})", "number", words, 1 if place < 3 else 2, True


def _indexes(ref, node):
    while isinstance(node, (ast.UnaryOp, ast.Tuple, ast.Constant, ast.Slice)):
        node = ref.parents[node]
    return isinstance(node, ast.Subscript)


def _name(ref, node, kinds):
    if not isinstance(node.ctx, ast.Load):
        return
    parent = ref.parents[node]
    called = isinstance(parent, ast.Call) and parent.func is node
    if isinstance(parent, ast.Attribute) and node.id not in kinds:  # a module
        return
    if called:
        return
    kind = kinds.get(node.id)
    if kind is None and node.id not in ref.bound:
        return
    looped = bool(ref.loops(node))
    for other, its in kinds.items():
        known = ref.bound.get(other, 10**6) < node.lineno or looped
        if other == node.id or not known or kind is None or its[0] != kind[0] or len(its[1]) != len(kind[1]):
            continue
        words = f"`{other}` stands where another quantity belongs: in effect {{shown}}"
        yield other, "name", words, 1 if its == kind else 3, True
    if kind is None or kind[0] not in ("array", "number", "large number") or _is_written(ref, node):
        return
    yield f"(1 - {node.id})", "complement", f"`{node.id}` is turned round: in effect {{shown}}", 0, True
    yield f"(-{node.id})", "sign", f"`{node.id}` has the other sign: in effect {{shown}}", 2, True
    indexing = _in_an_index(ref, node)
    if kind[0] != "array" or indexing:
        for step, off in ((" - 1", "too small by one"), (" + 1", "too large by one")):
            yield f"({node.id}{step})", "off by one", f"`{node.id}` is {off}: in effect {{shown}}", 1, True
    if indexing:
        return
    yield f"(2 * {node.id})", "factor", f"`{node.id}` counts twice: in effect {{shown}}", 2, True
    yield f"({node.id} / 2)", "factor", f"only half of `{node.id}` counts: in effect {{shown}}", 3, True
    if kind[0] == "array" or (kind[0] == "number" and not ref.loops(node)):
        yield f"({node.id} ** 2)", "power", f"`{node.id}` is squared: in effect {{shown}}", 3, True
    if kind[0] == "array":
        if len(kind[1]) == 2:
            words = f"`{node.id}` is turned over (.T) where it should not be: in effect {{shown}}"
            yield f"{node.id}.T", "transpose", words, 2, True
        if len(kind[1]) > 1:
            words = f"`{node.id}` runs backwards: in effect {{shown}}"
            yield f"{node.id}[:, ::-1]", "reversed", words, 4, True
        yield f"{node.id}[::-1]", "reversed", f"`{node.id}` runs backwards: in effect {{shown}}", 4, True
        yield (
            f"np.zeros_like({node.id})",
            "zeros",
            f"zeros stand in place of `{node.id}`: in effect {{shown}}",
            3,
            True,
        )
        yield (
            f"np.abs({node.id})",
            "function added",
            f"`{node.id}` loses its sign: in effect {{shown}}",
            4,
            True,
        )
        for name in ("sigmoid", "np.tanh"):
            if ("sigmoid(" in ref.text and ref.root.name != "sigmoid") or "tanh(" in ref.text:
                words = f"a function acts on `{node.id}` that does not belong there: in effect {{shown}}"
                yield f"{name}({node.id})", "function added", words, 2, True


def _is_written(ref, node):
    """Whether a part of it is assigned to: in `dx[:, t] = ...` no other value can stand in the place of dx."""
    parent = ref.parents[node]
    while isinstance(parent, (ast.Subscript, ast.Attribute)) and parent.value is node:
        if isinstance(parent.ctx, ast.Store):
            return True
        node, parent = parent, ref.parents[parent]
    return False


def _in_an_index(ref, node):
    child, parent = node, ref.parents[node]
    while isinstance(parent, (ast.UnaryOp, ast.BinOp, ast.Tuple, ast.Slice)):
        child, parent = parent, ref.parents[parent]
    if isinstance(parent, ast.Subscript):
        return parent.slice is child
    return isinstance(parent, ast.Call) and ref.of(parent.func) == "range"


MAKERS = {ast.BinOp: _operation, ast.Constant: _number, ast.Name: _name}
