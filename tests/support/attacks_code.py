"""Submissions whose code is odd, broken or hostile: what a cell holds, and what must come of it."""

import sys
from dataclasses import dataclass, field

FULL, NOTHING, ANYTHING = "full", "nothing", "anything"
TROUBLE = ("timeout", "died", "protocol error", "error")


@dataclass(frozen=True)
class Attack:
    """A submission with one odd cell.

    Attributes
    ----------
    name, row : str
        Its own, and that of its family.
    code : str
        The solution cell of ``lstm_step``.
    points : str or int
        What ``lstm_step`` must earn: a number, FULL, NOTHING, or ANYTHING where the answers are honest but the process
        may be gone before they are given.
    outcomes : tuple of str
        Which of these the question must have; empty for any.
    says : str
        Must be in the message, the note or the printed text.
    before : str
        A cell at the top of the notebook.
    after : str
        A cell at the end.
    others : str
        What the other questions must earn: FULL or ANYTHING.
    """

    name: str
    row: str
    code: str
    points: str | int
    outcomes: tuple = ()
    says: str = ""
    before: str = ""
    after: str = ""
    others: str = FULL
    made: dict = field(default_factory=dict)


RIGHT = """
import numpy as np


def lstm_step(x, h_prev, c_prev, W_x, W_h, b):
    a = x @ W_x + h_prev @ W_h + b
    i, f, g, o = np.split(a, 4, axis=1)
    s = lambda z: np.exp(-np.logaddexp(0, -z))
    c = s(f) * c_prev + s(i) * np.tanh(g)
    return s(o) * np.tanh(c), c
"""
WRONG = """
import numpy as np


def lstm_step(x, h_prev, c_prev, W_x, W_h, b):
    return h_prev * 0.5, c_prev * 0.25
"""
TRY = """
def attempt(what, action):
    try:
        found = action()
    except BaseException as error:
        print("blocked:", what, type(error).__name__)
    else:
        print("SUCCEEDED:", what, repr(found)[:200])

"""


def inside(body):
    """Return a right step that does something else first."""
    lines = "\n".join("    " + line for line in body.strip().splitlines())
    return RIGHT.replace("    a = x @", f"{lines}\n    a = x @", 1)


def _right():
    row = "right answers with side effects"
    yield Attack("right", row, RIGHT, FULL, ("passed",))
    yield Attack(
        "prints in the cell", row, RIGHT + 'print("hello from the cell")', FULL, says="hello from the cell"
    )
    yield Attack("prints in the function", row, inside('print("inputs", x)'), FULL)
    yield Attack("warnings", row, inside('import warnings\nwarnings.warn("careful")'), FULL)
    yield Attack(
        "warnings as errors",
        row,
        """
import warnings
warnings.simplefilter("error")
"""
        + RIGHT,
        FULL,
    )
    yield Attack("logging", row, inside('import logging\nlogging.warning("logged")'), FULL)
    yield Attack("stderr", row, inside('import sys\nprint("a line", file=sys.stderr)'), FULL)
    yield Attack("progress bar", row, inside('import sys\nsys.stderr.write("\\r 50%|#####")'), FULL)
    yield Attack("overflow", row, inside("np.exp(np.array([1e6]))"), FULL)
    changes = inside("x += 0.0\nold = x.copy()").replace(
        "    return ", "    x *= 2\n    b[:] = 0\n    return "
    )
    yield Attack("arguments changed in place", row, changes, FULL, ("passed",), says="in place")
    yield Attack("global random numbers", row, inside("np.random.rand()"), FULL, says="random")
    yield Attack(
        "a lambda",
        row,
        RIGHT.replace("lstm_step", "first") + "\nlstm_step = lambda *args: first(*args)",
        FULL,
    )
    callable_object = (
        RIGHT.replace("lstm_step", "first")
        + """
class Step:
    def __call__(self, x, h_prev, c_prev, W_x, W_h, b):
        return first(x, h_prev, c_prev, W_x, W_h, b)


lstm_step = Step()
"""
    )
    yield Attack("an object that can be called", row, callable_object, FULL)
    yield Attack(
        "a figure",
        row,
        RIGHT
        + """
import matplotlib.pyplot as plt
plt.plot([1, 2])
plt.show()
""",
        FULL,
    )
    yield Attack(
        "another check in the cell",
        row,
        RIGHT
        + """
from lstm_course import check
check.lstm_step(lstm_step)
""",
        FULL,
    )
    yield Attack(
        "numpy errors raised",
        row,
        """
import numpy as np
np.seterr(all='raise')
"""
        + RIGHT,
        FULL,
    )


def _wrong():
    row = "wrong in a known way"
    no_tanh = RIGHT.replace("s(o) * np.tanh(c), c", "s(o) * c, c")
    yield Attack("no tanh on c", row, no_tanh, 3, ("failed",), says="tanh")
    yield Attack(
        "results swapped",
        row,
        RIGHT.replace("s(o) * np.tanh(c), c", "c, s(o) * np.tanh(c)"),
        NOTHING,
        ("failed",),
    )
    yield Attack("plain sum", row, WRONG, NOTHING, ("failed",))
    yield Attack("one result", row, RIGHT.replace("np.tanh(c), c", "np.tanh(c)"), NOTHING, ("failed",))
    yield Attack(
        "three results", row, RIGHT.replace("np.tanh(c), c", "np.tanh(c), c, i"), NOTHING, ("failed",)
    )
    yield Attack("no return", row, RIGHT.replace("    return s(o)", "    s(o)"), NOTHING, ("failed",))
    yield Attack("an empty tuple", row, RIGHT.replace("s(o) * np.tanh(c), c", "()"), NOTHING, ("failed",))
    yield Attack("NaN", row, WRONG.replace("h_prev * 0.5, c", "h_prev * np.nan, c"), NOTHING, ("failed",))
    yield Attack(
        "scalars to be broadcast", row, WRONG.replace("h_prev * 0.5, c_prev * 0.25", "0.0, 0.0"), NOTHING
    )
    yield Attack(
        "lists",
        row,
        RIGHT.replace("np.tanh(c), c", "np.tanh(c)).tolist(), c.tolist()").replace("s(o) * np", "(s(o) * np"),
        NOTHING,
    )
    yield Attack(
        "too few arguments", row, "def lstm_step(x):\n    return x, x", NOTHING, ("error",), says="argument"
    )
    yield Attack("not a function", row, "lstm_step = 7", NOTHING, ("error",), says="not a function")
    yield Attack("an exception", row, inside("raise KeyError('gate')"), NOTHING, ("error",), says="KeyError")
    yield Attack(
        "state between calls",
        row,
        inside("""
global n
n = globals().get('n', 0) + 1
x = x * n
"""),
        NOTHING,
    )


def _cells():
    row = "cells that stop, magics, exit"
    yield Attack("syntax error", row, RIGHT + "\nreturn return", NOTHING, ("error",), says="SyntaxError")
    yield Attack("null byte", row, RIGHT + "\nx = '\0'", ANYTHING, ("error", "passed"))
    yield Attack(
        "unmatched bracket",
        row,
        "def lstm_step(x, h_prev, c_prev, W_x, W_h, b:\n    return 1",
        NOTHING,
        ("error",),
    )
    yield Attack("exit()", row, RIGHT + "\nexit()", FULL)
    yield Attack("quit(1)", row, RIGHT + "\nquit(1)", FULL)
    yield Attack(
        "sys.exit() after the function",
        row,
        RIGHT
        + """
import sys
sys.exit(1)
""",
        FULL,
    )
    yield Attack(
        "sys.exit() before the function",
        row,
        """
import sys
sys.exit(0)
"""
        + RIGHT,
        NOTHING,
        ("error",),
        says="SystemExit",
    )
    yield Attack(
        "sys.exit() in the function",
        row,
        inside("import sys\nsys.exit(0)"),
        NOTHING,
        ("error",),
        says="SystemExit",
    )
    yield Attack("exit() in the function", row, inside("exit()"), FULL)
    yield Attack("input()", row, "name = input('who?')\n" + RIGHT, NOTHING, ("error",), says="EOFError")
    yield Attack(
        "line magics",
        row,
        """
%matplotlib inline
%load_ext autoreload
%time 1 + 1
"""
        + RIGHT,
        FULL,
    )
    yield Attack("cell magic %%time", row, "%%time\n" + RIGHT, FULL)
    yield Attack("cell magic %%bash", row, "%%bash\necho hello", NOTHING, ("error",), says="bash")
    yield Attack("shell line", row, "!touch /tmp/attack_shell\n" + RIGHT, FULL, says="not run")
    yield Attack(
        "shell line with a value",
        row,
        """
files = !ls /
print(files)
"""
        + RIGHT,
        FULL,
        says="[]",
    )
    yield Attack(
        "help",
        row,
        """
?print
print?
"""
        + RIGHT,
        FULL,
    )
    yield Attack(
        "top-level await",
        row,
        """
import asyncio
await asyncio.sleep(0)
"""
        + RIGHT,
        FULL,
    )
    yield Attack(
        "KeyboardInterrupt in the function", row, inside("raise KeyboardInterrupt"), NOTHING, ("error",)
    )
    yield Attack("GeneratorExit in the function", row, inside("raise GeneratorExit"), NOTHING, ("error",))
    yield Attack(
        "deep nesting in the source", row, RIGHT + "\ny = " + "(" * 3000 + "1" + ")" * 3000, ANYTHING
    )


def _endings():
    row = "loops and ends"
    yield Attack(
        "loop in the cell",
        row,
        RIGHT
        + """
while True:
    pass
""",
        NOTHING,
        ("timeout",),
        says="longer than",
    )
    yield Attack(
        "loop in the function",
        row,
        inside("while True:\n    pass"),
        NOTHING,
        ("timeout",),
        says="longer than",
    )
    swallow = """
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""
    yield Attack("loop that swallows interrupts", row, inside(swallow), NOTHING, ("timeout",))
    signals = """
import signal
for n in range(1, 65):
    try:
        signal.signal(n, signal.SIG_IGN)
    except Exception:
        pass
"""
    yield Attack(
        "loop that ignores every signal",
        row,
        signals + inside("while True:\n    pass"),
        NOTHING,
        ("timeout",),
    )
    yield Attack(
        "sleep in the function",
        row,
        inside("import time\ntime.sleep(3600)"),
        NOTHING,
        ("timeout",),
        says="did not answer",
    )
    yield Attack(
        "sleep in the cell",
        row,
        RIGHT
        + """
import time
time.sleep(3600)
""",
        NOTHING,
        ("timeout",),
    )
    yield Attack(
        "a lock that nobody releases",
        row,
        inside("""
import threading
k = threading.Lock()
k.acquire()
k.acquire()
"""),
        NOTHING,
        ("timeout",),
    )
    yield Attack(
        "recursion",
        row,
        inside("return lstm_step(x, h_prev, c_prev, W_x, W_h, b)"),
        NOTHING,
        ("error",),
        says="RecursionError",
    )
    deep = """
import sys
sys.setrecursionlimit(10**9)
deepen = lambda n: sorted([n], key=deepen)
"""
    yield Attack("recursion without a limit", row, deep + inside("deepen(1)"), NOTHING, TROUBLE)
    yield Attack(
        "segmentation fault",
        row,
        inside("import ctypes\nctypes.string_at(0)"),
        NOTHING,
        ("died",),
        says="ended Python",
    )
    yield Attack(
        "os._exit(0) in the cell",
        row,
        RIGHT
        + """
import os
os._exit(0)
""",
        NOTHING,
        ("died",),
        says="exit status 0",
    )
    yield Attack(
        "os._exit(0) in the function",
        row,
        inside("import os\nos._exit(0)"),
        NOTHING,
        ("died",),
        says="exit status 0",
    )
    yield Attack("abort", row, inside("import os\nos.abort()"), NOTHING, ("died",))
    yield Attack("kills itself", row, inside("import os\nos.kill(os.getpid(), 9)"), NOTHING, ("died",))
    yield Attack(
        "stops itself",
        row,
        inside("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"),
        NOTHING,
        ("timeout",),
    )
    timer = """
import os, threading
t = threading.Timer({}, os._exit, (0,))
t.daemon = True
t.start()
"""
    slowly = """
import time
right = lstm_step
def lstm_step(*args):
    time.sleep(0.01)  # so that the answers are not over before the timer is
    return right(*args)
"""
    yield Attack(
        "a timer thread that exits",
        row,
        RIGHT + slowly + timer.format(0.02),
        NOTHING,
        ("died",),
        says="thread",
    )
    yield Attack("a timer thread that exits after the answers", row, RIGHT + timer.format(3600), FULL)
    yield Attack("a timer thread in the function", row, inside(timer.format(0.005)), ANYTHING)
    yield Attack(
        "exits when the interpreter ends",
        row,
        RIGHT
        + """
import atexit, os
atexit.register(os._exit, 3)
""",
        FULL,
    )
    yield Attack(
        "endless repr",
        row,
        RIGHT
        + """
class R:
    def __repr__(self):
        while True:
            pass
R()
""",
        NOTHING,
        ("timeout",),
    )
    yield Attack(
        "endless str of an exception",
        row,
        inside(
            """
class E(Exception):
    def __str__(self):
        while True:
            pass
raise E()
"""
        ),
        NOTHING,
        ("timeout",),
    )
    yield Attack(
        "endless generator",
        row,
        """
import itertools
def lstm_step(x, h_prev, c_prev, W_x, W_h, b):
    return itertools.count(), x
""",
        NOTHING,
    )
    yield Attack(
        "execs another program", row, inside("import os\nos.execv('/bin/true', ['true'])"), NOTHING, TROUBLE
    )


def _bombs():
    row = "bombs"
    yield Attack(
        "memory in the cell",
        row,
        RIGHT
        + """
held = []
while True:
    held.append(bytearray(10**7))
""",
        NOTHING,
        TROUBLE,
    )
    yield Attack(
        "memory in the function",
        row,
        inside("""
global held
held = []
while True:
    held.append(bytearray(10**7))
"""),
        NOTHING,
        TROUBLE,
    )
    yield Attack("one large array", row, inside("np.ones(10**10)"), NOTHING, TROUBLE, says="Memory")
    memfd = """
import os
f = os.memfd_create('a')
while True:
    os.write(f, b'0' * 10**6)
"""
    yield Attack("memory in a memfd", row, inside(memfd), NOTHING, TROUBLE)
    mapped = """
import mmap
global held
held = []
while True:
    m = mmap.mmap(-1, 10**8)
    m.write(b'1' * 10**8)
    held.append(m)
"""
    yield Attack("anonymous shared memory", row, inside(mapped), NOTHING, TROUBLE)
    yield Attack(
        "fork bomb",
        row,
        TRY
        + RIGHT
        + """
import os
attempt('fork', os.fork)
""",
        FULL,
    )
    yield Attack(
        "fork bomb that does not give up",
        row,
        inside("""
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
"""),
        NOTHING,
        ("timeout",),
    )
    raw_fork = """
import ctypes
for number in (56, 57, 58, 220, 435):
    found = ctypes.CDLL(None).syscall(number, 17, 0, 0, 0, 0)
    print('SUCCEEDED' if found > 0 else 'blocked')
"""
    yield Attack("fork by system call", row, RIGHT + raw_fork, FULL)
    pool = "attempt('pool', lambda: __import__('multiprocessing').Pool(4).map(abs, [1]))"
    yield Attack("process pool", row, TRY + RIGHT + pool, ANYTHING, others=ANYTHING)
    yield Attack(
        "subprocess",
        row,
        TRY
        + RIGHT
        + """
import subprocess
attempt('run', lambda: subprocess.run(['/bin/ls', '/']))
""",
        FULL,
    )
    yield Attack(
        "os.system",
        row,
        RIGHT
        + """
import os
if os.system('touch /tmp/attack_system') == 0:
    print('SUCCEEDED')
""",
        FULL,
    )
    threads = """
import threading, time
held = []
while True:
    t = threading.Thread(target=time.sleep, args=(3600,), daemon=True)
    t.start()
    held.append(t)
"""
    yield Attack("thread bomb", row, RIGHT + "\n" + threads, NOTHING, TROUBLE)
    spin = """
import threading
def spin():
    while True:
        pass
for _ in range(4):
    threading.Thread(target=spin, daemon=True).start()
"""
    yield Attack("threads that spin", row, WRONG + spin, NOTHING, others=ANYTHING)
    yield Attack(
        "a gigabyte of output in the cell",
        row,
        RIGHT
        + """
line = 'x' * 10**6
for _ in range(1000):
    print(line)
""",
        NOTHING,
        TROUBLE,
        says="printed",
    )
    yield Attack(
        "a gigabyte of output in the function",
        row,
        inside("""
import os
for _ in range(1000):
    os.write(1, b'x' * 10**6)
"""),
        NOTHING,
        TROUBLE,
        says="printed",
    )
    disk = """
import os
for n in range(40):
    with open(f'fill{n}', 'wb') as file:
        for _ in range(100):
            file.write(b'0' * 10**6)
"""
    yield Attack("disk fill", row, RIGHT + "\n" + disk, ANYTHING)
    names = "for n in range(10**6):\n    open(f'name{n}', 'w').close()"
    yield Attack("a million files", row, RIGHT + "\n" + names, ANYTHING)
    yield Attack(
        "descriptors", row, RIGHT + "\nheld = [open('/dev/null') for _ in range(10**6)]", NOTHING, TROUBLE
    )
    yield Attack(
        "a large file",
        row,
        inside("""
f = open('big', 'wb')
f.truncate(10**12)
f.seek(10**11)
f.write(b'1')
"""),
        NOTHING,
        TROUBLE,
    )


def _forgeries():
    row = "forged answers"

    def one(name, code, **options):
        return Attack(name, row, f"{WRONG}\n{code}", NOTHING, **options)

    yield one(
        "patches numpy.testing",
        "import numpy.testing as t\nt.assert_allclose = t.assert_array_equal = lambda *a, **k: None",
    )
    yield one(
        "patches numpy comparisons",
        """
for n in ('allclose', 'array_equal', 'isclose', 'isfinite', 'all'):
    setattr(np, n, lambda *a, **k: True)
""",
    )
    yield one(
        "patches builtins",
        """
import builtins
builtins.abs = lambda v: 0
builtins.all = builtins.any = lambda v: True
builtins.isinstance = lambda *a: True
""",
    )
    yield one(
        "patches default_rng", "np.random.default_rng = lambda *a: np.random.Generator(np.random.PCG64(0))"
    )
    yield one("patches numpy arithmetic", "np.ndarray = np.asarray = np.array = lambda *a, **k: 0")
    yield one(
        "rebinds np",
        """
import sys, types
fake = types.ModuleType('numpy')
sys.modules['numpy'] = fake
""",
        others=ANYTHING,
    )
    subclass = """
class Liar(np.ndarray):
    def __array_function__(self, *a, **k):
        return True
    def __array_ufunc__(self, *a, **k):
        return np.zeros(1)
def lstm_step(x, h, c, W_x, W_h, b):
    return h.view(Liar), c.view(Liar)
"""
    yield one("subclass with __array_function__", subclass)
    liar = """
class Liar:
    def __eq__(self, other):
        return True
    shape = property(lambda self: (2, 3))
    dtype = np.dtype('f8')
    __hash__ = None
def lstm_step(x, h, c, W_x, W_h, b):
    return Liar(), Liar()
"""
    yield one("lying __eq__", liar)
    yield one(
        "lying __array__",
        """
class A:
    def __array__(self, *a, **k):
        return np.zeros((2, 3))
def lstm_step(x, h, c, W_x, W_h, b):
    return A(), A()
""",
    )
    yield one(
        "lying __class__",
        """
class A:
    __class__ = np.ndarray
def lstm_step(x, h, c, W_x, W_h, b):
    return A(), A()
""",
    )
    yield one(
        "masked arrays",
        "def lstm_step(x, h, c, W_x, W_h, b):\n    return np.ma.masked_all_like(h), np.ma.masked_all_like(c)",
    )
    yield one(
        "object arrays", "def lstm_step(x, h, c, W_x, W_h, b):\n    return h.astype(object), c.astype(object)"
    )
    yield one(
        "lying float",
        """
class F(float):
    def __eq__(self, o):
        return True
    def __sub__(self, o):
        return 0.0
def lstm_step(x, h, c, W_x, W_h, b):
    return F(1), F(1)
""",
    )
    yield one(
        "lying tuple",
        """
class T(tuple):
    def __len__(self):
        return 2
    def __eq__(self, o):
        return True
def lstm_step(x, h, c, W_x, W_h, b):
    return T()
""",
    )
    yield one(
        "IPython input transformer",
        "ip = get_ipython()\nip.input_transformers_post = [lambda lines: ['raise SystemExit']]",
    )
    yield one(
        "AST transformer",
        """
import ast
class T(ast.NodeTransformer):
    def visit_Compare(self, n):
        return ast.Constant(True)
get_ipython().ast_transformers = [T()]
""",
    )
    yield one(
        "display hook",
        """
import sys
sys.displayhook = lambda v: None
get_ipython().display = print
""",
    )
    frames = """
import sys
def lstm_step(x, h, c, W_x, W_h, b):
    f = sys._getframe()
    while f:
        for v in list(f.f_locals.values()) + list(f.f_globals.values()):
            if isinstance(v, tuple) and [np.shape(a) for a in v] == [h.shape, h.shape]:
                return v
        f = f.f_back
    return h, c
"""
    yield one("frame hunting", frames)
    yield one(
        "gc hunting",
        """
import gc
def lstm_step(x, h, c, W_x, W_h, b):
    pairs = [o for o in gc.get_objects() if isinstance(o, tuple) and len(o) == 2]
    found = [o for o in pairs if all(type(a) is np.ndarray and a.shape == h.shape for a in o)]
    return found[0] if found else (h, c)
""",
    )
    yield one(
        "hunts the reference by name",
        """
import gc, types
def lstm_step(*args):
    for o in gc.get_objects():
        names = ('reference', '_reference', 'reference_step')
        if isinstance(o, types.FunctionType) and o.__name__ in names and o is not lstm_step:
            return o(*args)
    return args[1], args[2]
""",
    )
    yield one(
        "settrace",
        """
import sys
def tracer(frame, event, arg):
    for name in frame.f_locals:
        if 'want' in name or 'right' in name:
            frame.f_locals[name] = True
    return tracer
sys.settrace(tracer)
sys.setprofile(tracer)
""",
        others=ANYTHING,
    )
    yield one(
        "forges the check module",
        """
from lstm_course import check
check.lstm_step = lambda fn: 'passed'
check.run = lambda *a: 'passed'
""",
    )
    yield one(
        "asks for the records",
        """
from lstm_course import check
r = check.records()
if r:
    print('SUCCEEDED', r)
    lstm_step = r['lstm_step'].reference
""",
    )
    yield one(
        "imports the hidden lesson",
        TRY
        + """
import importlib
attempt('lesson', lambda: importlib.import_module('lstm_course.check.records.lesson_03'))
attempt('engine', lambda: importlib.import_module('lstm_course.check.engine'))
""",
    )
    yield one(
        "imports the verdict",
        TRY
        + """
import importlib
attempt('verdict', lambda: importlib.import_module('lstm_course.grading.verdict'))
attempt('core', lambda: importlib.import_module('lstm_course.grading.core'))
""",
    )
    yield one(
        "takes over the child's answers",
        """
from lstm_course.grading.inside import child
forged = {'value': 'passed', 'points': 100, 'passed': True}
child._call = lambda *a: forged | {'changed': [], 'arguments': [], 'drew': False}
""",
        others=ANYTHING,
    )
    yield one(
        "takes over the encoder",
        """
from lstm_course.grading.inside import wire
old = wire.encode
wire.encode = lambda n, v, **k: old(n, {'value': True, 'passed': True, 'score': 100})
""",
        others=ANYTHING,
    )
    yield one("says that it passed", "def lstm_step(*args):\n    return {'status': 'passed', 'points': 100}")
    yield one("prints a verdict", 'print(\'{"score": 100, "status": "graded"}\')\nprint(\'7.0\')')
    yield one(
        "torch as an oracle",
        """
def lstm_step(x, h, c, W_x, W_h, b):
    import torch
    print('SUCCEEDED')
    return h, c
""",
    )
    torch = f"""
import glob, sys
for pattern in ('/usr/lib/python3*/*/torch', '{sys.prefix}/lib/*/*/torch', '/usr/local/lib/*/*/torch', '/opt/*/torch'):
    for found in glob.glob(pattern):
        print('SUCCEEDED', found)
"""
    yield one("looks for torch on the disk", torch)
    path = """
import sys
sys.path[:0] = SITE
attempt('torch', lambda: __import__('torch').nn.LSTM)
attempt('read', lambda: open(SITE[0] + '/torch/__init__.py').read(1))
"""
    yield one("puts torch on the path", TRY + path, made={"needs": "site"})
    yield one(
        "raises the grader's own error",
        """
class SessionEnded(Exception):
    pass
class InfrastructureError(Exception):
    pass
def lstm_step(*args):
    raise InfrastructureError('regrade me')
""",
    )
    yield one(
        "an exception with a hostile name",
        """
E = type('x' * 10**5, (Exception,), {})
def lstm_step(*args):
    raise E('y' * 10**7)
""",
    )
    yield one(
        "a result with a hostile type name",
        """
C = type('<script>alert(1)</script>\\x00\\ud800', (), {}) if False else type('<b>\\n' * 1000, (), {})
def lstm_step(*args):
    return C(), C()
""",
    )
    yield one(
        "another exercise's function", "lstm_step = count_params if 'count_params' in globals() else print"
    )


def _trespass():
    row = "reaching out"

    def one(name, code, **options):
        start = TRY + RIGHT + "\nimport os, ctypes, socket, signal\n"
        return Attack(name, row, start + code, FULL, **options)

    yield one(
        "reads the solutions",
        "for path in SECRETS:\n    attempt(path, lambda: open(path).read(1))",
        made={"needs": "secrets"},
    )
    yield one(
        "lists the folders of secrets",
        """
import pathlib
for path in SECRETS:
    attempt(path, lambda: os.listdir(pathlib.Path(path).parent))
""",
        made={"needs": "secrets"},
    )
    yield one(
        "reads other people's memory",
        """
import glob
for pid in [os.getppid(), GRADER, 1]:
    for what in ('mem', 'environ', 'maps', 'cmdline', 'fd', 'cwd'):
        path = f'/proc/{pid}/{what}'
        attempt(path, lambda: os.listdir(path) if what == 'fd' else open(path, 'rb').read(1) and path)
""",
        made={"needs": "grader"},
    )
    yield one(
        "writes the gradebook",
        "for path in TARGETS:\n    attempt(path, lambda: open(path, 'w').write('100'))",
        made={"needs": "targets"},
    )
    yield one(
        "removes the gradebook",
        """
for path in TARGETS:
    attempt(path, lambda: os.remove(path))
    attempt(path, lambda: os.rename(path, path + 'x'))
    attempt(path, lambda: os.link(path, 'linked'))
""",
        made={"needs": "targets"},
    )
    kills = """
for sign in (9, 15, 19):
    attempt('parent', lambda: os.kill(os.getppid(), sign) if os.getppid() else 1 / 0)
    attempt('grader', lambda: os.kill(GRADER, sign))
    attempt('everybody', lambda: os.kill(-1, sign))
"""
    yield one("kills the parent and everybody", kills, made={"needs": "grader"})
    yield one(
        "kills the group",
        "attempt('group', lambda: os.killpg(0, 0))\nattempt('parents', lambda: os.killpg(os.getppid() or 2, 9))",
    )
    yield one(
        "signals by queue and by thread",
        """
libc = ctypes.CDLL(None, use_errno=True)
for number, args in ((129, (os.getppid(), 9, 0)), (234, (os.getppid(), os.getppid(), 9)), (200, (os.getppid(), 9))):
    if libc.syscall(number, *args) == 0:
        print('SUCCEEDED', number)
""",
    )
    yield one(
        "signals by ownership of a pipe",
        """
import fcntl
r, w = os.pipe()
attempt('owner', lambda: fcntl.fcntl(r, 8, os.getppid() or 1))
attempt('signal', lambda: fcntl.fcntl(r, 10, 9))
""",
    )
    yield one(
        "limits of the parent",
        """
import resource
attempt('prlimit', lambda: resource.prlimit(os.getppid() or 2, resource.RLIMIT_CPU, (0, 0)))
""",
    )
    yield one(
        "priority of the parent",
        """
attempt('priority', lambda: os.setpriority(os.PRIO_PROCESS, os.getppid(), 19))
attempt('affinity', lambda: os.sched_setaffinity(os.getppid(), {0}))
""",
    )
    yield one(
        "network",
        """
attempt('tcp', lambda: socket.create_connection(('127.0.0.1', 22), 1))
attempt('udp', lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
attempt('listen', lambda: socket.create_server(('127.0.0.1', 0)))
""",
    )
    yield one(
        "local sockets",
        """
attempt('unix', lambda: socket.socket(socket.AF_UNIX))
attempt('netlink', lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW))
attempt('names', lambda: socket.getaddrinfo('example.org', 80))
""",
    )
    yield one(
        "a daemon",
        """
def daemon():
    if os.fork() == 0:
        os.setsid()
        while True:
            pass
    return 'left behind'
attempt('daemon', daemon)
""",
    )
    delete = """
import shutil
for path in ('/tmp', '/usr', '/home', '/etc', COURSE):
    shutil.rmtree(path, ignore_errors=True)
print('tried')
"""
    yield one("deletes everything", delete, made={"needs": "course"}, others=ANYTHING)
    poison = """
for folder in ('/tmp', '/dev/shm', '/var/tmp', COURSE, os.getcwd() + '/..', '/cache', '/submission'):
    attempt(folder, lambda: open(os.path.join(folder, 'numpy.py'), 'w').write('raise SystemExit'))
"""
    yield one("poisons the next one", poison, made={"needs": "course"})
    own = """
import lstm_course, numpy
for module in (lstm_course, numpy, os):
    attempt(module.__file__, lambda: open(module.__file__, 'a').write('#'))
"""
    yield one("changes the modules on the disk", own)
    yield one(
        "becomes root",
        """
attempt('setuid', lambda: os.setuid(0))
attempt('setresuid', lambda: os.setresuid(0, 0, 0))
print('SUCCEEDED' if os.getuid() == 0 else 'not root')
""",
    )
    spaces = """
libc = ctypes.CDLL(None, use_errno=True)
for flag in (0x10000000, 0x20000, 0x40000000, 0x10020000):
    print('SUCCEEDED' if libc.unshare(flag) == 0 else 'blocked')
attempt('chroot', lambda: os.chroot('.'))
print('SUCCEEDED' if libc.mount(b'none', b'/tmp', b'tmpfs', 0, None) == 0 else 'blocked')
"""
    yield one("new namespaces and mounts", spaces)
    calls = """
libc = ctypes.CDLL(None, use_errno=True)
for number in (101, 310, 311, 321, 323, 425, 250, 298, 438, 434, 424, 272, 304, 240):
    found = libc.syscall(number, 0, 0, 0, 0, 0, 0)
    print('SUCCEEDED' if found >= 0 else 'blocked', number)
"""
    yield one("forbidden system calls", calls)
    yield one(
        "a device",
        """
attempt('disk', lambda: os.mknod('disk', 0o60600, os.makedev(254, 0)))
attempt('read', lambda: open('/dev/vda', 'rb').read(1))
attempt('memory', lambda: open('/dev/mem', 'rb').read(1))
""",
    )
    yield one(
        "a link to outside",
        "for path in TARGETS:\n    attempt(path, lambda: (os.symlink(path, 'link'), open('link').read(1)))",
        made={"needs": "targets"},
    )
    yield one(
        "the zygote's descriptors",
        """
for fd in range(4, 256):
    try:
        os.fstat(fd)
    except OSError:
        continue
    print('SUCCEEDED', fd, os.readlink(f'/proc/self/fd/{fd}'))
""",
    )
    yield one(
        "the terminal",
        """
import fcntl
attempt('tiocsti', lambda: fcntl.ioctl(0, 0x5412, b'x'))
attempt('tty', lambda: open('/dev/tty', 'w').write('x'))
""",
    )
    yield one(
        "message queues and shared memory",
        """
libc = ctypes.CDLL(None, use_errno=True)
for number, args in ((29, (1, 4096, 0o1600)), (64, (1, 1, 0o1600)), (68, (1, 0o1600))):
    print('SUCCEEDED' if libc.syscall(number, *args) >= 0 else 'blocked')
attempt('shm', lambda: __import__('multiprocessing.shared_memory').shared_memory.SharedMemory('attack', True, 4096))
""",
    )
    yield one(
        "leases on files of others",
        """
import fcntl
held = os.open(np.__file__, os.O_RDONLY)
attempt('lease', lambda: fcntl.fcntl(held, 1024, fcntl.F_WRLCK))
attempt('notify', lambda: fcntl.fcntl(os.open(os.path.dirname(np.__file__), os.O_RDONLY), 1026, 0x7))
""",
    )
    yield one(
        "memory, queues and semaphores of others",
        """
libc = ctypes.CDLL(None, use_errno=True)
for name in ('shmat', 'shmctl', 'semop', 'semctl', 'msgsnd', 'msgrcv', 'msgctl'):
    ctypes.set_errno(0)
    getattr(libc, name)(0, 0, 0, 0, 0)
    print('blocked' if ctypes.get_errno() == 1 else f'SUCCEEDED: {name} {ctypes.get_errno()}')
""",
    )
    yield one(
        "names and marks of files of others",
        """
libc = ctypes.CDLL(None, use_errno=True)
for name, arguments in (('inotify_init1', (0,)), ('io_setup', (1, ctypes.byref(ctypes.c_ulong())))):
    number = {'inotify_init1': 294, 'io_setup': 206}[name]
    print('SUCCEEDED: ' + name if libc.syscall(number, *arguments) >= 0 else 'blocked')
for path in TARGETS:
    attempt('xattr', lambda: os.listxattr(path))
    attempt('xattr', lambda: os.getxattr(path, 'user.a'))
""",
        made={"needs": "targets"},
    )
    yield one(
        "a datagram to a socket with a name",
        """
import socket
attempt('datagrams', lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM))
one, other = socket.socketpair()
attempt('sendmsg', lambda: one.sendmsg([b'x']))
""",
    )
    yield one(
        "outlives the grader",
        """
libc = ctypes.CDLL(None, use_errno=True)
print('blocked' if libc.prctl(1, 0, 0, 0, 0) else 'SUCCEEDED')
""",
    )
    marks = "".join(
        f"for path in TARGETS:\n    attempt({name!r}, lambda: {action})\n"
        for name, action in (
            ("chmod", "os.chmod(path, 0)"),
            ("chown", "os.chown(path, os.getuid(), os.getgid())"),
            ("utime", "os.utime(path, (0, 0))"),
            ("xattr", "os.setxattr(path, 'user.a', b'1')"),
            ("truncate", "os.truncate(path, 0)"),
            ("fchmod", "os.fchmod(os.open(os.__file__, os.O_RDONLY), 0)"),
            ("futime", "os.utime(os.open(os.__file__, os.O_RDONLY), (0, 0))"),
        )
    )
    yield one("marks of files", marks, made={"needs": "targets"})


def _frames():
    row = "the protocol"

    def step(body):
        return "import os, sys, struct, json\n" + inside(body)

    yield Attack(
        "an exception in a cell of 5,000 digits",
        row,
        WRONG
        + """
import sys
frame = sys._getframe()
while frame:
    if '_described' in frame.f_globals:
        frame.f_globals['_described'] = lambda error: {
            'type': 'E' * 5000, 'text': 'x' * 5000, 'line': 1, 'cell': 'cell ' + '9' * 5000, 'exhausted': False
        }
    frame = frame.f_back

def lstm_step(x, h_prev, c_prev, W_x, W_h, b):
    raise ValueError
""",
        NOTHING,
        ("error",),
        says="EEEE",
    )
    yield Attack(
        "garbage into every descriptor",
        row,
        step(
            """
for fd in range(1, 64):
    try:
        os.write(fd, b'\\xff' * 4096)
    except OSError:
        pass
"""
        ),
        NOTHING,
        TROUBLE,
    )
    yield Attack(
        "garbage from the cell",
        row,
        RIGHT
        + """
import os
os.write(3, b'\\x00' * 100)
""",
        NOTHING,
        TROUBLE,
    )
    yield Attack(
        "an answer nobody asked for",
        row,
        RIGHT
        + """
from lstm_course.grading.inside import wire
import os
for n in range(1, 99):
    os.write(3, wire.encode(n, {'value': (1.0, 2.0)}))
""",
        NOTHING,
        TROUBLE,
    )
    yield Attack(
        "a malformed header",
        row,
        step('h = b\'{"n": 1, "b": [], "v": \'\nos.write(3, struct.pack(\'>II\', len(h), 0) + h)'),
        NOTHING,
        ("protocol error",),
    )
    yield Attack(
        "a huge frame",
        row,
        step("os.write(3, struct.pack('>II', 2**32 - 1, 2**32 - 1))"),
        NOTHING,
        ("protocol error",),
    )
    yield Attack(
        "a frame of 4 MB that never comes",
        row,
        step("""
import time
os.write(3, struct.pack('>II', 100, 4 << 20))
time.sleep(3600)
"""),
        NOTHING,
        ("timeout",),
    )
    yield Attack(
        "a trickled frame",
        row,
        step(
            """
import time
os.write(3, struct.pack('>II', 1 << 20, 0))
while True:
    os.write(3, b' ')
    time.sleep(0.01)
"""
        ),
        NOTHING,
        ("timeout",),
    )
    yield Attack(
        "a deep header",
        row,
        step(
            """
h = b'{"n":1,"b":[],"v":' + b'[' * 400000 + b']' * 400000 + b'}'
os.write(3, struct.pack('>II', len(h), 0) + h)
"""
        ),
        NOTHING,
        TROUBLE,
    )
    yield Attack(
        "object dtype in a frame",
        row,
        step(
            """
h = b'{"n":1,"b":[8],"v":{"~":"a","d":"|O","s":[1],"i":0}}'
os.write(3, struct.pack('>II', len(h), 8) + h + b'\\x00' * 8)
"""
        ),
        NOTHING,
        ("protocol error",),
    )
    yield Attack(
        "a number that is none",
        row,
        step('h = b\'{"n":1,"b":[],"v":NaN}\'\nos.write(3, struct.pack(\'>II\', len(h), 0) + h)'),
        NOTHING,
        ("protocol error",),
    )
    yield Attack("closes the connection", row, step("os.close(3)"), NOTHING, TROUBLE)
    yield Attack("closes everything", row, step("os.closerange(0, 256)"), NOTHING, TROUBLE)
    yield Attack(
        "closes the printed streams",
        row,
        RIGHT
        + """
import sys
sys.stdout.close()
sys.stderr.close()
""",
        ANYTHING,
        others=ANYTHING,
    )
    yield Attack(
        "replaces the printed streams",
        row,
        RIGHT
        + """
import sys
sys.stdout = sys.stderr = None
""",
        FULL,
    )
    yield Attack(
        "reads the questions",
        row,
        step("""
os.set_blocking(3, False)
try:
    os.read(3, 1 << 20)
except BlockingIOError:
    pass
"""),
        ANYTHING,
    )
    yield Attack(
        "a list that holds itself",
        row,
        inside("""
l = []
l.append(l)
return l, l
"""),
        NOTHING,
        ("protocol error",),
    )
    too_much = {
        "a result of 160 MB": ("np.ones(10**7), np.ones(10**7)", ("protocol error", "error")),
        "a million small values": ("list(range(10**6)), 1", ("protocol error",)),
        "a string of ten million": ("'x' * 10**7, 1", ("protocol error",)),
        "a number of a million digits": ("1 << 4 * 10**6, 1", ("protocol error",)),
    }
    for name, (value, outcomes) in too_much.items():  # or the time is over before the memory is, or the pipe
        yield Attack(name, row, inside(f"return {value}"), NOTHING, (*outcomes, "timeout"))
    yield Attack(
        "lone surrogates",
        row,
        inside("return '\\ud800', {'\\udfff': 1}"),
        NOTHING,
        ("failed", "protocol error"),
    )
    yield Attack(
        "null bytes and control characters", row, RIGHT + "\nprint('\\x00\\x1b[2J\\x1b]0;title\\x07')", FULL
    )
    yield Attack(
        "prints what is not UTF-8",
        row,
        RIGHT
        + """
import os
os.write(1, bytes(range(256)))
""",
        FULL,
    )


def attacks():
    """Return every attack of this module."""
    families = (_right, _wrong, _cells, _endings, _bombs, _forgeries, _trespass, _frames)
    return [attack for family in families for attack in family()]
