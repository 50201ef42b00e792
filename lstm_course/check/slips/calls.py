"""Edits of functions, their arguments, of parts of arrays, of comparisons and conditions.

Each function yields (new text, kind, words, rank, whether the surroundings are shown).
"""

import ast
import itertools

from .operands import short

COMPARED = {
    ast.Lt: "<= > !=",
    ast.LtE: "< >= ==",
    ast.Gt: ">= < !=",
    ast.GtE: "> <= ==",
    ast.Eq: "!= <= >=",
    ast.NotEq: "== < >",
    ast.Is: "is_not",
    ast.IsNot: "is",
    ast.In: "not_in",
    ast.NotIn: "in",
}
FAMILIES = (  # functions and methods that are taken for one another
    "sigmoid tanh",
    "sum mean max min prod",
    "nansum nanmean nanmax nanmin nanstd nanmedian",
    "std var",
    "nanstd nanvar std",
    "nanmin min",
    "nanmax max",
    "nanmean mean",
    "argmax argmin max",
    "log log2 log10 log1p",
    "exp exp2 expm1",
    "sin cos tan",
    "ceil floor round",
    "zeros ones",
    "zeros_like ones_like",
    "cumsum cumprod",
    "maximum minimum",
    "stack concatenate",
    "tile repeat",
    "any all",
    "cdf pdf",
    "abs square",
    "quantile percentile",
    "append extend",
    "train eval",
)
RELATIVES = {}
for _family in FAMILIES:
    for _one in _family.split():
        RELATIVES.setdefault(_one, []).extend(k for k in _family.split() if k != _one)


def _call(ref, node, kinds):
    function, args = ref.of(node.func), [ref.of(one) for one in node.args]
    last = function.split(".")[-1]
    stem = function[: len(function) - len(last)]
    for other in RELATIVES.get(last, ()):
        name = stem + other
        if stem in ("", "cells.") and other == "tanh":
            name = "np.tanh"
        elif last == "tanh" and other == "sigmoid":
            name = "sigmoid"
        new = f"{name}{ref.text[ref.span(node.func)[1] : ref.span(node)[1]]}"
        yield new, "function", f"`{last}` is not what stands there: in effect {{shown}}", 1, False
    if args:
        words = f"`{last}` is not applied, and {{shown}} goes on as it is"
        yield f"({args[0]})", "function left out", words, 0, False
        if last in ("sigmoid", "tanh"):
            words = "another function is applied: in effect {shown}"
            yield f"np.maximum({args[0]}, 0)", "function", words, 1, False
            yield f"np.clip(0.2 * ({args[0]}) + 0.5, 0, 1)", "function", words, 2, False
            words = f"`{last}` is applied twice: in effect {{shown}}"
            yield f"{function}({ref.of(node)})", "function", words, 3, False
    if isinstance(node.func, ast.Attribute) and last not in ("append", "shape"):
        words = f"`{last}` is left out, and {{shown}} goes on as it is"
        yield ref.of(node.func.value), "function left out", words, 1, False
    for k, arg in enumerate(args):
        for j in range(k):
            swapped = list(args)
            swapped[j], swapped[k] = arg, args[j]
            new = _again(ref, node, swapped, node.keywords)
            yield new, "arguments exchanged", "two arguments are exchanged: in effect {shown}", 1, False
        if len(args) > 1 or node.keywords:
            new = _again(ref, node, args[:k] + args[k + 1 :], node.keywords)
            yield new, "argument left out", f"{short(arg)} is not handed over: in effect {{shown}}", 2, False
        if k and last in ("where", "maximum", "minimum"):
            yield f"({arg})", "case left out", "one case stands for all: {shown} alone", 1, False
            if last == "where":
                yield (
                    f"np.zeros_like({arg})",
                    "zeros",
                    "zeros stand in its place: in effect {shown}",
                    3,
                    False,
                )
    for keyword in node.keywords:
        rest = [one for one in node.keywords if one is not keyword]
        new = _again(ref, node, args, rest)
        yield new, "keyword left out", f"`{keyword.arg}` is not given: in effect {{shown}}", 1, False
    if last in ("sum", "mean", "max", "min", "std") and not node.keywords and not (stem == "" and args):
        for axis in ("0", "1", "-1"):
            new = _again(ref, node, [*args, f"axis={axis}"], [])
            yield new, "axis", "only one axis is gone through: in effect {shown}", 2, False
    if function == "range":
        yield from _range(ref, node, args)
    if function in ("np.std", "np.var", "np.nanstd") or last in ("std", "var"):
        new = _again(ref, node, [*args, "ddof=1"], node.keywords)
        yield new, "keyword", "one less is divided by (ddof=1): in effect {shown}", 1, False


def _again(ref, node, args, keywords):
    inside = [
        *args,
        *(f"{one.arg}={ref.of(one.value)}" if one.arg else f"**{ref.of(one.value)}" for one in keywords),
    ]
    return f"{ref.of(node.func)}({', '.join(inside)})"


def _range(ref, node, args):
    start, stop = ("0", args[0]) if len(args) == 1 else args[:2]
    step = f", {args[2]}" if len(args) > 2 else ""
    last = isinstance(ref.parents[node], ast.Call) and ref.of(ref.parents[node].func) == "reversed"
    early, late = ("ends", "begins") if not last else ("begins", "ends")
    down = len(args) > 2 and args[2].startswith("-")
    soon, behind = ("late", "early") if last != down else ("early", "late")
    for new, words in (
        (f"{start}, ({stop}) - 1", f"the loop {early} one step too {soon}"),
        (f"({start}) + 1, {stop}", f"the loop {late} one step too {behind}"),
        (f"{start}, ({stop}) + 1", f"the loop {early} one step too {behind}"),
        (f"({start}) - 1, {stop}", f"the loop {late} one step too {soon}"),
        (f"({start}) + 1, ({stop}) + 1", "the loop counts from one place further on"),
        (f"({start}) + 1, ({stop}) - 1", "the loop leaves out its first and its last step"),
    ):
        yield f"range({new}{step})", "loop", f"{words}: in effect {{shown}}", 0, False
    if step:
        yield f"range({start}, {stop})", "loop", "the loop does not jump: in effect {shown}", 1, False
    yield f"range({stop})[::-1]", "loop", "the loop runs backwards: in effect {shown}", 1, False


def _attribute(ref, node, kinds):
    if node.attr == "T":
        words = f"{short(ref.of(node.value))} is not turned over (.T): in effect {{shown}}"
        yield ref.of(node.value), "transpose", words, 0, True
    elif node.attr == "size" or node.attr == "shape":
        yield f"len({ref.of(node.value)})", "size", "another size is taken: in effect {shown}", 2, True
    else:
        value = ref.of(node.value)
        if value == "self" and isinstance(node.ctx, ast.Load):
            others = {
                n.attr
                for n in ast.walk(ref.root)
                if isinstance(n, ast.Attribute) and ref.of(n.value) == "self" and isinstance(n.ctx, ast.Store)
            }
            for other in sorted(others - {node.attr}):
                words = f"`self.{other}` stands where another quantity belongs: in effect {{shown}}"
                yield f"self.{other}", "name", words, 1, True
            yield (
                f"(-self.{node.attr})",
                "sign",
                f"`self.{node.attr}` has the other sign: in effect {{shown}}",
                2,
                True,
            )


def _subscript(ref, node, kinds):
    value, inside = ref.of(node.value), node.slice
    loaded = isinstance(node.ctx, ast.Load)
    if loaded:
        yield value, "part", "the whole of {shown} is taken, not the part of it", 1, False
    parts = list(inside.elts) if isinstance(inside, ast.Tuple) else [inside]
    texts = [ref.of(one) for one in parts]
    for k, part in enumerate(parts):
        for new, words, rank in _of_an_index(ref, part):
            edited = ", ".join([*texts[:k], new, *texts[k + 1 :]])
            yield f"{value}[{edited}]", "part", f"{words}: in effect {{shown}}", rank, False
    if len(texts) > 1:
        for k in range(1, len(texts)):
            swapped = list(texts)
            swapped[0], swapped[k] = swapped[k], swapped[0]
            new = f"{value}[{', '.join(swapped)}]"
            yield new, "axis", "two axes are exchanged: in effect {shown}", 1, False
    elif loaded and not isinstance(inside, ast.Constant):
        yield f"{value}[:, {texts[0]}]", "axis", "the axis is another one: in effect {shown}", 2, False


def _of_an_index(ref, part):
    """Yield (new text, words, rank) for one index, or one slice."""
    if isinstance(part, ast.Slice):
        low, high = (ref.of(one) if one is not None else "" for one in (part.lower, part.upper))
        step = f":{ref.of(part.step)}" if part.step is not None else ""
        if low:
            yield f"({low}) + 1:{high}{step}", "the part begins one place too late", 1
            yield f"({low}) - 1:{high}{step}", "the part begins one place too early", 1
            yield f":{high}{step}", "the part begins at the very start", 1
        if high:
            yield f"{low}:({high}) + 1{step}", "the part ends one place too late", 1
            yield f"{low}:({high}) - 1{step}", "the part ends one place too early", 1
            yield f"{low}:{step}", "the part goes on to the very end", 1
        if low and high:
            yield f"({low}) + 1:({high}) + 1{step}", "the part lies one place too late", 0
            yield f"({low}) - 1:({high}) - 1{step}", "the part lies one place too early", 0
        if low and not high and not step:
            yield f":{low}", "the other side of the border is taken", 1
        if high and not low and not step:
            yield f"{high}:", "the other side of the border is taken", 1
            yield f"-({high}):", "the last ones are taken", 1
        if not low and not high and not step:
            yield "::-1", "the order is turned round", 2
            yield "1:", "the first one is missing", 2
            yield ":-1", "the last one is missing", 2
    elif not isinstance(part, ast.Constant) or isinstance(part.value, int):
        text = ref.of(part)
        for other, words in (("0", "the first one is taken"), ("-1", "the last one is taken")):
            if text != other:
                yield other, words, 1
        yield f"({text}) - 1", "the place is one too early", 1
        yield f"({text}) + 1", "the place is one too late", 1
        yield f"-({text})", "the place is counted from the other end", 2
        yield f"-({text}) - 1", "the place is counted from the other end", 2


def _comparison(ref, node, kinds):
    if len(node.ops) != 1:
        return
    left, right = ref.of(node.left), ref.of(node.comparators[0])
    for sign in COMPARED.get(type(node.ops[0]), "").split():
        sign = sign.replace("_", " ")
        yield (
            f"({left} {sign} {right})",
            "comparison",
            "the comparison is another one: in effect {shown}",
            0,
            False,
        )
    yield from _conditions(ref, node)


def _conditions(ref, node):
    text = ref.of(node)
    if isinstance(ref.parents[node], (ast.If, ast.While, ast.IfExp, ast.comprehension)):
        yield f"(not ({text}))", "condition", "the condition is turned round: in effect {shown}", 1, False
        yield "True", "condition", f"{short(text)} is not asked: one case stands for all", 1, False
        yield "False", "condition", f"{short(text)} is not asked: the other case stands for all", 1, False
    else:
        yield f"(~({text}))", "condition", "what is asked is turned round: in effect {shown}", 1, False


def _both(ref, node, kinds):
    sign = "or" if isinstance(node.op, ast.And) else "and"
    values = [ref.of(one) for one in node.values]
    yield (
        f"({f' {sign} '.join(values)})",
        "condition",
        f"`{sign}` joins the conditions: in effect {{shown}}",
        0,
        False,
    )
    for k, value in enumerate(values):
        rest = values[:k] + values[k + 1 :]
        joined = f" {'and' if sign == 'or' else 'or'} ".join(rest)
        yield f"({joined})", "condition", f"{short(value)} is not asked: in effect {{shown}}", 1, False
    yield from _conditions(ref, node)


def _one_sided(ref, node, kinds):
    operand = ref.of(node.operand)
    words = {
        ast.USub: "the minus sign is missing: in effect {shown}",
        ast.Not: "`not` is missing: in effect {shown}",
        ast.Invert: "`~` is missing: in effect {shown}",
    }.get(type(node.op))
    if words:
        yield f"({operand})", "sign", words, 0, False
        if isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant):
            yield (
                f"(1 - ({operand}))",
                "complement",
                "1 - ... in place of a minus sign: in effect {shown}",
                2,
                False,
            )
        elif isinstance(node.op, ast.USub) and isinstance(node.operand.value, int):
            value = node.operand.value
            for other in (-value + 1, -value - 1, 0):
                yield f"({other})", "number", "the number is not the right one: in effect {shown}", 1, True
    if isinstance(node.op, ast.Not):
        yield from _conditions(ref, node)


def _either(ref, node, kinds):
    body, test, other = ref.of(node.body), ref.of(node.test), ref.of(node.orelse)
    yield (
        f"({other} if {test} else {body})",
        "condition",
        "the two cases are exchanged: in effect {shown}",
        0,
        False,
    )
    yield f"({body})", "condition", "one case stands for both: {shown}", 1, False
    yield f"({other})", "condition", "one case stands for both: {shown}", 1, False


def _listed(ref, node, kinds):
    """Yield a tuple or list with its entries in every other order; with many entries, two exchanged."""
    texts = [ref.of(one) for one in node.elts]
    if len(texts) < 2 or isinstance(ref.parents[node], ast.Subscript):
        return
    orders = itertools.permutations(range(len(texts)))
    if len(texts) > 4:
        orders = []
        for one, other in itertools.combinations(range(len(texts)), 2):
            order = list(range(len(texts)))
            order[one], order[other] = other, one
            orders.append(order)
    returned = isinstance(ref.parents[node], ast.Return)
    words = "the results come in another order: in effect {shown}"
    if not returned:
        words = "the parts stand in another order: in effect {shown}"
    brackets = "[]" if isinstance(node, ast.List) else "()"
    for order in orders:
        if list(order) != list(range(len(texts))):
            inside = ", ".join(texts[k] for k in order)
            yield f"{brackets[0]}{inside}{brackets[1]}", "order", words, 0, False


MAKERS = {
    ast.Call: _call,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Compare: _comparison,
    ast.BoolOp: _both,
    ast.UnaryOp: _one_sided,
    ast.IfExp: _either,
    ast.Tuple: _listed,
    ast.List: _listed,
}
