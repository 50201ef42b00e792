"""Text that looks like C: what an LSTM must keep in mind to read it is known at every letter (lesson 21).

Statements assign and branch; brackets nest, blocks are indented, strings stand between quotes::

    if(b>(a+3)){
      d=(c*(b-2));
      a="ab c";
    }

A string holds letters and blanks that occur outside as well: only the quotes tell where it begins and ends.
"""

import numpy as np

from .._arguments import check_rng, check_size

ALPHABET = '\n "()*+-0123;<=>abcdefhilw{}'
NAMES, DIGITS, OPERATORS = "abcdef", "0123", "+-*<>"
DEEPEST, NESTED = 5, 3  # brackets and blocks within each other, at most
FEATURES = ("depth", "quoted", "blocks", "column", "letters")


def c_text(length, rng):
    """Write statements until there are enough letters.

    Parameters
    ----------
    length : int
        Letters of the text; its last line may be cut.
    rng : numpy.random.Generator
        Source of all draws.

    Returns
    -------
    str
        Letters of `ALPHABET`.

    Raises
    ------
    ValueError
        Where `length` is below 1, or `rng` is no generator.
    """
    length = check_size("length", length)
    check_rng(rng)
    lines, size = [], 0
    while size < length:
        for line in _statement(rng, 0):
            lines.append(line)
            size += len(line)
    return "".join(lines)[:length]


def features(text):
    """Return what has to be known after each letter: counted, not learned.

    Parameters
    ----------
    text : str
        As `c_text` writes it, from the beginning of a line on and outside of strings; brackets in strings do not count.

    Returns
    -------
    dict
        Name -> ndarray of int, shape (T,), each after the letter was read: ``"depth"``, round brackets that are open;
        ``"quoted"``, 1 inside a string, its first quote included, else 0; ``"blocks"``, braces that are open;
        ``"column"``, letters since the line began, 0 after a new line; ``"letters"``, letters and digits since the
        last other sign.

    Raises
    ------
    ValueError
        Where the text is empty.
    """
    if not isinstance(text, str) or not text:
        raise ValueError(f"text must hold at least one letter, got {text!r}")
    found = np.zeros((len(FEATURES), len(text)), int)
    depth = quoted = blocks = column = letters = 0
    for t, letter in enumerate(text):
        if letter == '"':
            quoted = 1 - quoted
        elif not quoted:
            depth += (letter == "(") - (letter == ")")
            blocks += (letter == "{") - (letter == "}")
        column = 0 if letter == "\n" else column + 1
        letters = letters + 1 if letter.isalnum() else 0
        found[:, t] = depth, quoted, blocks, column, letters
    return dict(zip(FEATURES, found, strict=True))


def _statement(rng, blocks):
    """Return the lines of a statement that stands within so many blocks."""
    indent, kind = "  " * blocks, rng.random()
    if kind < 0.3 and blocks < NESTED:
        inner = [line for _ in range(rng.integers(1, 4)) for line in _statement(rng, blocks + 1)]
        word = ("if", "while")[rng.integers(2)]
        return [f"{indent}{word}({_expression(rng, 1)}){{\n", *inner, f"{indent}}}\n"]
    value = f'"{_string(rng)}"' if kind < 0.5 else _expression(rng, 0)
    return [f"{indent}{_one(rng, NAMES)}={value};\n"]


def _expression(rng, depth):
    """Return a name, a digit, or two expressions with a sign between them."""
    kind = rng.random()
    if kind < 0.2:
        return _one(rng, NAMES if rng.random() < 0.7 else DIGITS)
    left, right = (_part(rng, depth) for _ in range(2))
    return f"{left}{_one(rng, OPERATORS)}{right}"


def _part(rng, depth):
    if depth < DEEPEST and rng.random() < 0.5:
        return f"({_expression(rng, depth + 1)})"
    return _one(rng, NAMES if rng.random() < 0.7 else DIGITS)


def _string(rng):
    """Return words of the letters that names have."""
    sizes = rng.integers(1, 6, size=rng.integers(1, 5))
    return " ".join("".join(_one(rng, NAMES) for _ in range(size)) for size in sizes)


def _one(rng, options):
    return options[rng.integers(len(options))]
