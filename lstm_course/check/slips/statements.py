"""Edits of whole lines: left out, in another order, inside the loop or outside of it; and of loops."""

import ast

from .reference import Edit


def statement_edits(ref):
    """Yield the edits of all statements.

    Parameters
    ----------
    ref : Reference

    Yields
    ------
    Edit
    """
    for node in ast.walk(ref.root):
        for block in (getattr(node, name, None) for name in ("body", "orelse")):
            if isinstance(block, list):
                for k, line in enumerate(block):
                    yield from _of_a_line(ref, line)
                    if k + 1 < len(block):
                        yield from _exchanged(ref, line, block[k + 1])
        if isinstance(node, (ast.For, ast.While)):
            yield from _of_a_loop(ref, node)


def made(ref, line):
    """Return what a line makes, in words: the names it assigns."""
    if isinstance(line, ast.Assign):
        return ", ".join(ref.of(one) for one in line.targets)
    if isinstance(line, ast.AugAssign):
        return ref.of(line.target)
    if (
        isinstance(line, ast.Expr)
        and isinstance(line.value, ast.Call)
        and isinstance(line.value.func, ast.Attribute)
    ):
        return ref.of(line.value.func.value)
    return ""


def _of_a_line(ref, line):
    if isinstance(line, (ast.Assign, ast.AugAssign, ast.Expr, ast.Break, ast.Continue)):
        what = f"the line that makes `{made(ref, line)}`" if made(ref, line) else f"`{ref.of(line)}`"
        if isinstance(line, ast.Expr):
            what = f"`{' '.join(ref.of(line).split())}`"
        yield _whole(ref, line, "pass", "line left out", f"{what} has no effect: nothing like it is done", 1)
    if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Tuple):
        yield from _one_of_several(ref, line)
    if isinstance(line, ast.Assign) and isinstance(line.targets[0], (ast.Name, ast.Subscript)):
        target, value = ref.of(line.targets[0]), ref.of(line.value)
        base = target.split("[")[0]
        if ref.bound.get(base, 10**6) < line.lineno or ref.loops(line):
            words = f"the new value is added to `{target}`, in place of taking its place"
            yield _whole(ref, line, f"{target} = {target} + ({value})", "added up", words, 2)
            words = f"`{target}` is multiplied by the new value, in place of taking it"
            yield _whole(ref, line, f"{target} = {target} * ({value})", "added up", words, 4)
        if isinstance(line.value, ast.BinOp) and not isinstance(line.targets[0], ast.Subscript):
            words = f"the sign of `{target}` is the other one"
            yield _whole(ref, line, f"{target} = -({value})", "sign", words, 2)
        words = f"half of `{target}` is all there is"
        yield _whole(ref, line, f"{target} = ({value}) / 2", "factor", words, 3)
        yield _whole(
            ref, line, f"{target} = 2 * ({value})", "factor", f"`{target}` is twice what it should be", 3
        )
    if isinstance(line, ast.AugAssign):
        target, value = ref.of(line.target), ref.of(line.value)
        words = f"each time `{target}` is overwritten, in place of being added to"
        yield _whole(ref, line, f"{target} = {value}", "overwritten", words, 0)
        for sign, verb in (("-", "taken away"), ("*", "multiplied"), ("+", "added"), ("&", "joined by and")):
            new = f"{target} {sign}= {value}"
            if new != ref.of(line):
                yield _whole(ref, line, new, "operator", f"what is new is {verb}: in effect `{new}`", 1)
    if isinstance(line, ast.If):
        first, last = ref.span(line.body[0])[0], ref.span(line.body[-1])[1]
        yield Edit(
            ((first, last, "pass"),),
            "case left out",
            f"the case `{ref.of(line.test)}` is left out",
            (0, 0),
            line,
            1,
        )


def _one_of_several(ref, line):
    """Yield the line with one of its several values not taken."""
    target, value = line.targets[0], line.value
    if isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts):
        for k, one in enumerate(target.elts):
            name = ref.of(one)
            words = f"`{name}` is not made anew there: it stays what it was"
            yield Edit(((*ref.span(value.elts[k]), name),), "line left out", words, (0, 0), one, 1)
            if ref.bound.get(name, 10**6) < line.lineno:
                words = f"the new value is added to `{name}`, in place of taking its place"
                new = f"{name} + ({ref.of(value.elts[k])})"
                yield Edit(((*ref.span(value.elts[k]), new),), "added up", words, (0, 0), one, 2)
    elif all(isinstance(one, ast.Name) for one in target.elts):
        for one in target.elts:
            words = f"`{one.id}` is not carried on: it stays what it was"
            yield Edit(((*ref.span(one), "_"),), "not carried", words, (0, 0), one, 0)


def _whole(ref, line, new, kind, words, rank):
    return Edit(((*ref.span(line), new),), kind, words, (0, 0), line, rank)


def _exchanged(ref, line, following):
    if any(isinstance(one, (ast.FunctionDef, ast.Return)) for one in (line, following)):
        return
    places = ((*ref.span(line), ref.of(following)), (*ref.span(following), ref.of(line)))
    if any("\n" in new for _, _, new in places):
        return
    first, second = (made(ref, one) or ref.of(one) for one in (line, following))
    words = f"two lines stand in the other order: `{second}` is made before `{first}`"
    yield Edit(places, "lines exchanged", words, (0, 0), line, 0)


def _of_a_loop(ref, loop):
    first, last = loop.body[0], loop.body[-1]
    margin = " " * first.col_offset
    end = ref.span(last)[1]
    words = "the loop ends after its first pass (is a return or a break one indent too deep?)"
    yield Edit(((end, end, f"\n{margin}break"),), "loop", words, (0, 0), loop, 0)
    block = _block_of(ref, loop)
    for line in block[: block.index(loop)]:
        if isinstance(line, ast.Assign) and "\n" not in ref.of(line):
            start = ref.span(first)[0]
            words = (
                f"`{made(ref, line)}` is made anew in each pass of the loop: what was there before is lost"
            )
            new = f"{ref.of(line)}\n{margin}"
            yield Edit(((start, start, new),), "begun again", words, (0, 0), loop, 0)
            for one, value in _pairs(line):
                new = f"{ref.of(one)} = {ref.of(value)}\n{margin}"
                words = (
                    f"`{ref.of(one)}` is made anew in each pass of the loop: what was there before is lost"
                )
                yield Edit(((start, start, new),), "begun again", words, (0, 0), loop, 0)
    for line in loop.body:
        if isinstance(line, ast.Assign) and "\n" not in ref.of(line):
            start = ref.span(loop)[0]
            words = f"`{made(ref, line)}` is made only once, before the loop, and not in each pass"
            places = ((start, start, f"{ref.of(line)}\n{' ' * loop.col_offset}"), (*ref.span(line), "pass"))
            yield Edit(places, "made once", words, (0, 0), line, 1)
    if isinstance(loop, ast.For):
        iterable = ref.of(loop.iter)
        named = f"`{ref.of(loop.target)}`"
        for new, words in (
            (f"list({iterable})[:-1]", f"the loop over {named} leaves out its last pass"),
            (f"list({iterable})[1:]", f"the loop over {named} leaves out its first pass"),
            (f"list({iterable})[::-1]", f"the loop over {named} runs the other way round"),
        ):
            yield Edit(((*ref.span(loop.iter), new),), "loop", words, (0, 0), loop, 0)


def _pairs(line):
    target, value = line.targets[0], line.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        return list(zip(target.elts, value.elts, strict=True))
    return []


def _block_of(ref, node):
    parent = ref.parents[node]
    for name in ("body", "orelse"):
        block = getattr(parent, name, None)
        if isinstance(block, list) and node in block:
            return block
    return [node]
