r"""Plant single mistakes in the cells and layers, and see that the tests notice each of them.

Run it as ``python tests/mutation.py`` (or ``make mutation``). Every mutant is one change of the source:
two gates change places, a plus becomes a minus, a slice is off by one, a check is left out. It lives in
a copy of the package in a temporary directory; the working tree is only read. A mutant is killed when a
test fails on it. One that survives and is not among `EQUIVALENT` makes the exit status 1.

The process loads torch, pytest and hypothesis once, and forks for every mutant, so it needs Linux or macOS.
"""

import argparse
import ast
import importlib
import os
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "lstm_course"
# Tests that prove the module, the quickest to fail first.
TESTS = {
    "cells.py": ["core/test_cells.py"],
    "layers.py": ["core/test_layers.py"],
    "_layer.py": ["core/test_layers.py"],
    "_arguments.py": ["core/test_cells.py", "core/test_layers.py", "core/test_initialisation.py"],
}
TIMEOUT = 120  # seconds; a mutant that hangs is noticed, too

# Names that are easily taken for one another. An occurrence is replaced by the next of its family.
FAMILIES = [
    "i f g o",
    "a_i a_f a_g a_o",
    "di df dg do",
    "r z n",
    "a_xr a_xz a_xn",
    "W_hr W_hz W_hn",
    "b_hr b_hz b_hn",
    "da_r da_z da_n da_hn",
    "da_x da_n",
    "h c",
    "h_prev c_prev",
    "dh dc",
    "dh_prev dc_prev",
    "dh_next dh",
    "dh_carried dc_carried",
    "dW_x dW_h dW_hn",
    "db_x db_h",
    "W_x W_h",
    "b_x b_h",
    "x h_prev",
    "c tanh_c",
    "N T",
    "m n",
    "dm dr",
]
OPERATORS = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "*"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}
FUNCTIONS = {
    "sigmoid": "np.tanh",
    "np.tanh": "sigmoid",
    "np.multiply": "np.add",
    "np.subtract": "np.add",
    "np.exp": "np.expm1",
    "np.zeros": "np.ones",
    "np.sqrt": "np.square",
    "reversed": "list",
    "any": "all",
}
REMOVABLE_METHODS = {"copy", "transpose", "reshape", "sum", "any"}
COMMUTATIVE = {"np.multiply", "np.add", "min", "max"}

# Mutants that no test can tell from the original: (file, line before, line after) -> why.
EQUIVALENT = {
    (file, before, after): reason
    for reason, changes in {
        "both arms are 1 / 2 at a = 0": [
            (
                "cells.py",
                "return np.where(a >= 0, 1.0, e) / (1.0 + e)",
                "return np.where(a > 0, 1.0, e) / (1.0 + e)",
            ),
        ],
        "which of two faults is named first": [
            ("cells.py", '@upstream("dh", "dc")', '@upstream("dc", "dh")'),
        ],
        "da_hn is da_n in this branch": [
            (
                "cells.py",
                "dW_hn = m.T @ da_n",
                "dW_hn = m.T @ da_hn",
            ),
        ],
        "`uniform` checks the generator again": [
            (
                "_layer.py",
                "check_rng(rng)",
                "pass",
            ),
        ],
        "there is only one, so the first is the last": [
            (
                "_layer.py",
                "return copies if len(copies) > 1 else copies[0]",
                "return copies if len(copies) > 1 else copies[(-1)]",
            ),
        ],
        "one of the two is a copy": [
            (
                "layers.py",
                'grads["b_x"], grads["b_h"] = grads["b"], grads["b"].copy()',
                'grads["b_x"], grads["b_h"] = grads["b"].copy(), grads["b"]',
            ),
            (
                "layers.py",
                'grads["b_x"], grads["b_h"] = grads["b"], grads["b"].copy()',
                'grads["b_h"], grads["b_x"] = grads["b"], grads["b"].copy()',
            ),
        ],
        "the two are added": [
            (
                "layers.py",
                "products = f_c, i_g = np.empty((2, N, H), self.dtype)",
                "products = i_g, f_c = np.empty((2, N, H), self.dtype)",
            ),
        ],
        "only the order of the factors of a product": [
            (
                "layers.py",
                "parts = gates, cells[:-1, 2:0:-1], cells[:-1, ::3], cells[:-1, 4]",
                "parts = gates, cells[:-1, ::3], cells[:-1, 2:0:-1], cells[:-1, 4]",
            ),
            (
                "layers.py",
                "for t, (hx_t, sums, ifgo, f_and_i, c_and_g, o, c, tanh_c, h, skip_t) in enumerate(steps):",
                "for t, (hx_t, sums, ifgo, c_and_g, f_and_i, o, c, tanh_c, h, skip_t) in enumerate(steps):",
            ),
        ],
        "a copy in one piece is multiplied faster": [
            (
                "layers.py",
                "W_hn, W_xn = W[:H, 2 * H :].copy(), W[H:, 2 * H :].copy()",
                "W_hn, W_xn = W[:H, 2 * H :], W[H:, 2 * H :].copy()",
            ),
            (
                "layers.py",
                "W_hn, W_xn = W[:H, 2 * H :].copy(), W[H:, 2 * H :].copy()",
                "W_hn, W_xn = W[:H, 2 * H :].copy(), W[H:, 2 * H :]",
            ),
            ("layers.py", 'W_hT = self.params["W_h"].T.copy()', 'W_hT = self.params["W_h"].T'),
        ],
        "n is written afterwards": [("layers.py", "rz = gates[t, :2]", "rz = gates[t, :3]")],
        "the scale is the same for every sequence": [
            (
                "layers.py",
                'W = in_blocks(self._stack(self.params["b"]) * scale[:, 0].ravel(), H, N)',
                'W = in_blocks(self._stack(self.params["b"]) * scale[:, (-1)].ravel(), H, N)',
            ),
        ],
        "only the number of blocks, and so the speed": [
            ("layers.py", f"{before}N)", f"{before}T)")
            for before in (
                'W = in_blocks(self._stack(self.params["b"]) * scale[:, 0].ravel(), H, ',
                '(W_h,) = in_blocks(self.params["W_h"].T, H, ',
                "W_rz = in_blocks(W[:, : 2 * H] / 2, H, ",
            )
        ],
        "one more slice, without a step in it": [
            (
                "layers.py",
                "for stop in range(T, 0, -count):",
                "for stop in range(T, (-1), -count):",
            ),
        ],
        "only the order in which parameters are checked": [
            (
                "_layer.py",
                'for name in ("W_x", "W_h", *self._biases):',
                'for name in ("W_h", "W_x", *self._biases):',
            ),
            (
                "_layer.py",
                'for name in ("W_x", "W_h", *self._biases):',
                'for name in ("W_x", *self._biases, "W_h"):',
            ),
        ],
        "only the wording of a message": [
            (
                "_layer.py",
                'names = tuple(f"{name}[{k}] ({one})" for k, one in enumerate(self._states))',
                'names = tuple(f"{name}[{k}] ({one})" for one, k in enumerate(self._states))',
            ),
        ],
        "every letter is known before an array with a multiple of it comes": [
            (
                "_arguments.py",
                "fits = fits and size == factor * sizes.setdefault(base, size // factor)",
                "fits = fits and size == factor * sizes.setdefault(base, size * factor)",
            ),
            (
                "_arguments.py",
                "fits = fits and size == factor * sizes.setdefault(base, size // factor)",
                "fits = fits and size == factor * sizes.setdefault(base, (size))",
            ),
        ],
        "a size of 0 is met in a single letter first": [
            (
                "_arguments.py",
                'meaning = _MEANING.get(letter[-1], "entry")',
                'meaning = _MEANING.get(letter[-(0)], "entry")',
            ),
        ],
    }.items()
    for file, before, after in changes
}

# Lines that choose the sizes of the pieces of a computation: what no test notices there costs time alone.
SPEED = (
    "_SMALL_PRODUCT = ",
    "_CACHED = ",
    "_ROW = ",
    "while w % 2 == 0 and ",
    "if N * K * w > ",
    "count = min(",
)


@dataclass(frozen=True)
class Mutant:
    """One change of one file: source[start:end] becomes `replacement`."""

    file: str
    rule: str
    line: int
    before: str
    after: str
    source: str


class Finder(ast.NodeVisitor):
    """Walk through a module and collect (rule, start, end, replacement) in bytes of the source."""

    def __init__(self, text):
        self.text = text.encode()
        self.lines = [0]
        for line in text.encode().splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))
        self.edits = []
        self.parents = {}

    def start(self, node):
        return self.lines[node.lineno - 1] + node.col_offset

    def end(self, node):
        return self.lines[node.end_lineno - 1] + node.end_col_offset

    def code(self, node):
        return self.text[self.start(node) : self.end(node)].decode()

    def replace(self, rule, node, replacement):
        self.edits.append((rule, self.start(node), self.end(node), replacement))

    def replace_between(self, rule, left, right, old, new):
        """Replace an operator that stands between two nodes."""
        at = self.text.find(old.encode(), self.end(left), self.start(right))
        if at >= 0:
            self.edits.append((rule, at, at + len(old), new))

    def swap(self, rule, first, second):
        middle = self.text[self.end(first) : self.start(second)].decode()
        new = self.code(second) + middle + self.code(first)
        self.edits.append((rule, self.start(first), self.end(second), new))

    def visit(self, node):
        for child in ast.iter_child_nodes(node):
            self.parents[child] = node
        super().visit(node)

    def visit_BinOp(self, node):
        if type(node.op) in OPERATORS:
            old, new = OPERATORS[type(node.op)]
            self.replace_between("operator", node.left, node.right, old, new)
        self.replace("dropped term", node, f"({self.code(node.left)})")
        if not isinstance(node.op, (ast.Pow, ast.MatMult)):
            self.replace("dropped term", node, f"({self.code(node.right)})")
        if isinstance(node.op, ast.MatMult):
            self.replace_between("operator", node.left, node.right, "@", "*")
        self.generic_visit(node)

    def visit_AugAssign(self, node):
        old, new = OPERATORS[type(node.op)]
        self.replace_between("operator", node.target, node.value, f"{old}=", f"{new}=")
        self.replace_between("dropped term", node.target, node.value, f"{old}=", "=")
        self.replace("dropped line", node, "pass")
        self.generic_visit(node)

    def visit_Compare(self, node):
        left = node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            old, new = OPERATORS[type(op)]
            self.replace_between("comparison", left, right, old, new)
            left = right
        self.generic_visit(node)

    def visit_BoolOp(self, node):
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in zip(node.values, node.values[1:], strict=False):
            self.replace_between("condition", left, right, old, new)
        self.generic_visit(node)

    def visit_UnaryOp(self, node):
        call = self.parents.get(node)
        if isinstance(call, ast.Call) and self.code(call.func).endswith(".reshape"):
            return  # every negative size means "the rest"
        self.replace("dropped sign", node, f"({self.code(node.operand)})")
        self.generic_visit(node)

    def visit_Name(self, node):
        for family in FAMILIES:
            names = family.split()
            if node.id in names and isinstance(node.ctx, ast.Load):
                self.replace("name", node, names[(names.index(node.id) + 1) % len(names)])

    def visit_keyword(self, node):
        if node.arg != "strict":  # it guards against mistakes of ours, not of the caller
            self.generic_visit(node)

    def visit_Constant(self, node):
        value = node.value
        if isinstance(value, bool):
            self.replace("constant", node, str(not value))
        elif isinstance(value, int):
            self.replace("constant", node, str(value + 1))
            self.replace("constant", node, f"({value - 1})")
        elif isinstance(value, float):
            self.replace("constant", node, str(value * 2 + 0.5))
        elif isinstance(value, str) and value and set(value) <= set("NTDH 34"):
            letters = value.split()
            if len(set(letters)) > 1:  # a shape: two axes change places, one is lost
                self.replace("shape", node, repr(" ".join(reversed(letters))))
                self.replace("shape", node, repr(" ".join(letters[1:])))

    def visit_Call(self, node):
        name = self.code(node.func)
        if name in FUNCTIONS:
            self.replace("function", node.func, FUNCTIONS[name])
        if name == "range" and len(node.args) == 1:
            self.replace("range", node.args[0], f"{self.code(node.args[0])} - 1")
            self.replace("range", node.args[0], f"1, {self.code(node.args[0])}")
        if name == "reversed":
            self.replace("range", node, self.code(node.args[0]))
        if name == "np.where":
            self.swap("arms", node.args[1], node.args[2])
        elif name not in COMMUTATIVE and not name.endswith(("zip", ".swapaxes")):
            for first, second in zip(node.args, node.args[1:], strict=False):
                self.swap("argument order", first, second)
        method = node.func.attr if isinstance(node.func, ast.Attribute) else None
        if method in REMOVABLE_METHODS and not name.startswith("np."):
            self.replace(f"dropped {method}", node, self.code(node.func.value))
        for keyword in node.keywords:
            if keyword.arg in ("axis", "where"):
                before = (node.func, *node.args, *node.keywords[: node.keywords.index(keyword)])[-1]
                gap = "(" if before is node.func else ""
                self.edits.append(("dropped option", self.end(before), self.end(keyword), gap))
            if isinstance(self.parents.get(node), ast.FunctionDef):  # a decorator
                comma = 1 if self.text[self.end(keyword) : self.end(keyword) + 1] == b"," else 0
                self.edits.append(("dropped check", self.start(keyword), self.end(keyword) + comma, ""))
        self.generic_visit(node)

    def visit_Attribute(self, node):
        if node.attr == "T":
            self.replace("dropped transpose", node, self.code(node.value))
        self.generic_visit(node)

    def visit_sequence(self, node):
        call = self.parents.get(node)
        if isinstance(call, ast.Call) and self.code(call.func) == "isinstance":
            return
        if isinstance(call, ast.keyword) and call.arg == "axis":
            return
        for first, second in zip(node.elts, node.elts[1:], strict=False):
            self.swap("order", first, second)
        self.generic_visit(node)

    visit_Tuple = visit_List = visit_sequence

    def visit_Slice(self, node):
        for bound in (node.lower, node.upper):
            if bound is not None and not isinstance(bound, ast.Constant):
                self.replace("slice", bound, f"{self.code(bound)} + 1")
                self.replace("slice", bound, "")
        if node.step is not None:
            self.replace("slice", node.step, "1")
        self.generic_visit(node)

    def visit_If(self, node):
        self.replace("condition", node.test, f"not ({self.code(node.test)})")
        self.generic_visit(node)

    def visit_IfExp(self, node):
        self.replace("arms", node, f"{self.code(node.body)}")
        self.replace("arms", node, f"{self.code(node.orelse)}")
        self.generic_visit(node)

    def visit_Raise(self, node):
        self.replace("dropped check", node, "pass")  # the message inside is proved by the tests of errors

    def visit_Expr(self, node):
        if isinstance(node.value, ast.Constant):
            return  # a docstring
        self.replace("dropped line", node, "pass")
        self.generic_visit(node)

    def visit_Assign(self, node):
        target = node.targets[0]
        if isinstance(target, ast.Subscript):
            self.replace("dropped line", node, "pass")
        if isinstance(target, ast.Attribute):
            self.replace("dropped line", node, f"{self.code(target)} = None")
        self.generic_visit(node)

    def visit_JoinedStr(self, node):
        """Leave messages alone."""


def mutants_of(file):
    """List the mutants of one module; those that do not parse or change nothing are left out."""
    text = (ROOT / PACKAGE / file).read_text()
    tree = ast.parse(text)
    finder = Finder(text)
    finder.visit(tree)
    seen = {ast.dump(tree)}
    for rule, start, end, replacement in finder.edits:
        source = (finder.text[:start] + replacement.encode() + finder.text[end:]).decode()
        try:
            shape = ast.dump(ast.parse(source))
        except SyntaxError:
            continue
        if shape in seen:
            continue
        seen.add(shape)
        first = text.encode()[:start].decode().count("\n")
        last = text.encode()[:end].decode().count("\n")
        added = replacement.count("\n")
        before = " ".join(line.strip() for line in text.splitlines()[first : last + 1])
        after = " ".join(line.strip() for line in source.splitlines()[first : first + added + 1])
        yield Mutant(file, rule, first + 1, before, after, source)


def sample(mutants, count):
    """Choose `count` mutants evenly over files, rules and lines; the same ones every time."""
    if count is None or count >= len(mutants):
        return mutants
    groups = {}
    for mutant in mutants:
        groups.setdefault((mutant.file, mutant.rule), []).append(mutant)
    share = count / len(mutants)
    chosen, owed = [], 0.0
    for group in groups.values():
        for mutant in group:
            owed += share
            if owed >= 1:
                owed -= 1
                chosen.append(mutant)
    return chosen


def start_tests(folder, tests, stored):
    """Fork; the child runs the tests against the package in `folder`. Return the child's process id."""
    sys.stdout.flush()
    process = os.fork()
    if process:
        return process
    status = 99
    try:
        os.setsid()
        log = os.open(folder / "log.txt", os.O_WRONLY | os.O_CREAT)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.chdir(folder)
        sys.path.insert(0, str(folder))
        sys.dont_write_bytecode = stored  # the baseline stores the compiled tests for all mutants
        package = importlib.import_module(PACKAGE)
        if not Path(package.__file__).resolve().is_relative_to(folder.resolve()):
            status = 98
        else:
            import pytest

            options = ["-x", "-q", "--tb=line", "-p", "no:cacheprovider"]
            paths = [str(folder.parent / "tests" / test) for test in tests]
            status = int(pytest.main([*options, f"--rootdir={folder.parent}", *paths]))
    except BaseException:
        import traceback

        traceback.print_exc()
        status = 97  # the mutant cannot even be imported
    finally:
        sys.stdout.flush()
        os._exit(status)


def prepare(base, name, mutant=None):
    """Copy the package into a directory of its own, with the mutant's change."""
    folder = base / name
    ignore = shutil.ignore_patterns("__pycache__", "*.ipynb")
    shutil.copytree(ROOT / PACKAGE, folder / PACKAGE, ignore=ignore)
    if mutant is not None:
        (folder / PACKAGE / mutant.file).write_text(mutant.source)
    return folder


def wait_for(process):
    """Wait for one child and return its exit status."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def run(mutants, jobs, base):
    """Run the tests on every mutant and yield (mutant, exit status or None, words of the log)."""
    waiting, running = list(enumerate(mutants)), {}
    while waiting or running:
        while waiting and len(running) < jobs:
            number, mutant = waiting.pop(0)
            folder = prepare(base, f"mutant_{number}", mutant)
            process = start_tests(folder, TESTS[mutant.file], stored=True)
            running[process] = (mutant, folder, time.monotonic())
        finished, raw = os.waitpid(-1, os.WNOHANG)
        if not finished:
            time.sleep(0.02)
            for process, (_, _, since) in running.items():
                if time.monotonic() - since > TIMEOUT:
                    os.kill(process, signal.SIGKILL)
            continue
        mutant, folder, _ = running.pop(finished)
        log = (folder / "log.txt").read_text(errors="replace") if (folder / "log.txt").exists() else ""
        shutil.rmtree(folder)
        yield mutant, os.waitstatus_to_exitcode(raw), log


def main():
    """Run from the command line; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--max", type=int, default=None, help="how many mutants (default: all)")
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time (default: 2)")
    parser.add_argument("--files", nargs="+", default=list(TESTS), choices=list(TESTS))
    parser.add_argument("--match", default="", help="only mutants of lines that hold this text")
    parser.add_argument("--list", action="store_true", help="list the mutants and run nothing")
    options = parser.parse_args()
    mutants = [m for file in options.files for m in mutants_of(file) if options.match in m.before]
    mutants = sample(mutants, options.max)
    if options.list:
        for mutant in mutants:
            print(f"{mutant.file}:{mutant.line} {mutant.rule}\n  - {mutant.before}\n  + {mutant.after}")
        print(f"{len(mutants)} mutants")
        return 0
    if not hasattr(os, "fork"):
        print("mutation.py needs os.fork, which Windows does not have; use Linux, macOS or WSL")
        return 2
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ["HYPOTHESIS_PROFILE"] = "mutation"
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # the tests need none of them here
    for module in ("numpy", "torch", "torch.func", "pytest", "hypothesis", "_pytest.assertion.rewrite"):
        importlib.import_module(module)
    import torch

    with torch.no_grad():  # the first call of a module is slow, and every child would make it
        for module in (torch.nn.LSTM, torch.nn.GRU, torch.nn.RNN):
            module(2, 3, dtype=torch.float64)(torch.zeros(2, 2, 2, dtype=torch.float64))
    assert PACKAGE not in sys.modules, "the package itself must be imported by the children only"
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutation-") as name:
        base = Path(name)
        shutil.copytree(ROOT / "tests", base / "tests", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", base)
        folder = prepare(base, "original")
        files = sorted({test for tests in TESTS.values() for test in tests})
        if wait_for(start_tests(folder, files, stored=False)) != 0:
            print((folder / "log.txt").read_text())
            print("the tests fail on the original; there is nothing to measure")
            return 2
        counts, survivors = Counter(), []
        for mutant, status, log in run(mutants, options.jobs, base):
            place = f"{mutant.file}:{mutant.line} {mutant.rule}"
            if status == 98:
                raise RuntimeError("a child imported the package of the working tree")
            if status != 0:
                failed = [line for line in log.splitlines() if line.startswith(("FAILED", "ERROR"))]
                by = failed[0].split(" - ")[0].split("::")[-1] if failed else "import or time"
                counts["killed"] += 1
                print(f"killed    {place} by {by}", flush=True)
                continue
            reason = EQUIVALENT.get((mutant.file, mutant.before, mutant.after))
            if mutant.before.startswith(SPEED):
                reason = "only the speed"
            counts["equivalent" if reason else "survived"] += 1
            survivors += [] if reason else [mutant]
            print(f"{f'equivalent ({reason})' if reason else 'SURVIVED'}  {place}")
            print(f"  - {mutant.before}\n  + {mutant.after}", flush=True)
    print(
        f"\n{len(mutants)} mutants in {time.monotonic() - begin:.0f} s: {counts['killed']} killed, "
        f"{counts['equivalent']} equivalent, {counts['survived']} survived"
    )
    for mutant in survivors:
        print(f"SURVIVED  {mutant.file}:{mutant.line}\n  - {mutant.before}\n  + {mutant.after}")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
