"""One function that holds every edit of the reference behind switches, so that two at once need no new compilation.

Each line becomes a choice between itself and its edited forms, by halving: ``if s[3] < 8: ... else: ...``.
"""

import ast
import bisect

_SIMPLE = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.Return, ast.Break, ast.Continue, ast.Pass)
SWITCHES, TICK = "_switches_", "_tick_"


class Switched:
    """The reference with its edits behind switches.

    Parameters
    ----------
    ref : Reference
    edits : iterable of Edit
        Those that cannot be put behind a switch are left out.
    names : dict
        Global names of the reference; the switches and the counter of passes are added.
    tick : callable
        Called in every pass of a loop.
    """

    def __init__(self, ref, edits, names, tick):
        self._ref = ref
        self._sites = [node for node in ast.walk(ref.root) if self._is_a_site(node)]
        self._sites.sort(key=ref.span)
        self._starts = [ref.span(node)[0] for node in self._sites]
        self._forms = [[] for _ in self._sites]
        self.chosen = [0] * len(self._sites)
        self.places = {}
        for edit in edits:
            found = self._switches_for(edit)
            if found is not None:
                self.places[edit.places] = found
        number = {id(node): k for k, node in enumerate(self._sites)}
        tree = ast.Module([_Rewriter(number, self._forms).visit(ref.root)], [])
        ast.fix_missing_locations(tree)
        names.update({SWITCHES: self.chosen, TICK: tick})
        own = {}
        exec(compile(tree, "<edited>", "exec"), names, own)
        self.function = own[ref.root.name]

    def _is_a_site(self, node):
        if isinstance(node, _SIMPLE):
            return True
        parent = self._ref.parents.get(node)
        header = isinstance(parent, (ast.If, ast.While)) and node is parent.test
        return header or (isinstance(parent, ast.For) and node is parent.iter)

    def _switches_for(self, edit):
        """Return ((site, number of its form), ...) of an edit, or None."""
        by_site = {}
        for start, stop, new in edit.places:
            k = bisect.bisect_right(self._starts, start) - 1
            if k < 0 or stop > self._ref.span(self._sites[k])[1]:
                return None
            by_site.setdefault(k, []).append((start, stop, new))
        found = []
        for k, places in by_site.items():
            form = self._edited(self._sites[k], places)
            if form is None:
                return None
            self._forms[k].append(form)
            found.append((k, len(self._forms[k])))
        return tuple(found)

    def _edited(self, node, places):
        begin, end = self._ref.span(node)
        text = self._ref.text[begin:end]
        for start, stop, new in sorted(places, reverse=True):
            text = text[: start - begin] + new + text[stop - begin :]
        try:
            if isinstance(node, ast.expr):
                form = ast.parse(f"({text})", mode="eval").body
                return None if _repeats_a_keyword(form) else form
            block = ast.parse(f"while 1:\n{' ' * max(node.col_offset, 1)}{text}").body
        except SyntaxError:
            return None
        return block[0].body if len(block) == 1 and not _repeats_a_keyword(block[0]) else None

    def choose(self, switches):
        """Set the switches of one or two edits; all others go back."""
        self.chosen[:] = [0] * len(self.chosen)
        for site, form in switches:
            self.chosen[site] = form


def _repeats_a_keyword(tree):
    """Return whether a call in it names an argument twice, which the parser takes and the compiler does not."""
    for node in ast.walk(tree):
        names = [one.arg for one in node.keywords if one.arg] if isinstance(node, ast.Call) else ()
        if len(set(names)) < len(names):
            return True
    return False


class _Rewriter(ast.NodeTransformer):
    """Puts the forms of each site behind its switch, in a copy of the tree."""

    def __init__(self, number, forms):
        self._number, self._forms = number, forms

    def visit(self, node):
        if id(node) in self._number:
            k = self._number[id(node)]
            forms = self._forms[k]
            if not forms:
                return node
            if isinstance(node, ast.expr):
                return _choice(k, [node, *forms], 0, lambda test, a, b: ast.IfExp(test, a, b))
            return _choice(k, [[node], *forms], 0, lambda test, a, b: [ast.If(test, a, b)])
        copied = type(node)(**{name: value for name, value in ast.iter_fields(node)})
        ast.copy_location(copied, node)
        for name, value in ast.iter_fields(node):
            if isinstance(value, list):
                setattr(copied, name, self._block(value))
            elif isinstance(value, ast.AST):
                setattr(copied, name, self.visit(value))
        if isinstance(copied, (ast.For, ast.While)):
            copied.body.insert(0, ast.parse(f"{TICK}()").body[0])
        return copied

    def _block(self, value):
        found = []
        for one in value:
            new = self.visit(one) if isinstance(one, ast.AST) else one
            found.extend(new if isinstance(new, list) else [new])
        return found


def _choice(site, forms, first, join):
    """Return the choice between forms, of which the first has the number `first`."""
    if len(forms) == 1:
        return forms[0]
    if first == 0:  # the line itself is asked for first: it is the commonest
        test = ast.parse(f"{SWITCHES}[{site}] == 0", mode="eval").body
        return join(test, forms[0], _choice(site, forms[1:], 1, join))
    middle = len(forms) // 2
    test = ast.parse(f"{SWITCHES}[{site}] < {first + middle}", mode="eval").body
    return join(
        test, _choice(site, forms[:middle], first, join), _choice(site, forms[middle:], first + middle, join)
    )
