r"""The tasks of the LSTM paper of 1997, and copy memory, each as its paper defines it.

Sequences of one batch differ in length: shorter ones are filled up at the end, and `lengths` says how many time steps
of each count. Positions are counted from 0. Experiment 2 has up to 1,004 symbols and gives their numbers, with -1 after
the end; the other tasks give numbers or one-hot symbols of shape (N, T, D), with zeros after the end.

"The paper" is Hochreiter and Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997.
"""

import numpy as np

from .._arguments import check_rng, check_size

ALPHABET = ("a", "b", "c", "d", "X", "Y", "E", "B")
_DISTRACTORS, _X, _E, _B = 4, 4, 6, 7  # a to d stand for nothing; X and Y are markers; E starts, B ends

# where the markers stand, in percent of the smallest length, both ends included
WINDOWS = {2: ((10, 20), (50, 60)), 3: ((10, 20), (33, 43), (66, 76))}


def one_hot(symbols, size):
    """Turn numbers of symbols into one-hot vectors.

    Parameters
    ----------
    symbols : ndarray of int, any shape
        From 0 to `size` - 1, or -1 for no symbol.
    size : int
        Number of symbols.

    Returns
    -------
    ndarray, shape (..., size)
        Zeros where there is no symbol.

    Raises
    ------
    ValueError
        Where a symbol is below -1 or not below `size`.
    """
    size = check_size("size", size)
    symbols = np.asarray(symbols)
    if symbols.dtype.kind not in "iu" or (symbols.size and not -1 <= symbols.min() <= symbols.max() < size):
        raise ValueError(f"symbols must be whole numbers from -1 to size - 1 = {size - 1}, got {symbols!r}")
    return np.concatenate([np.eye(size), np.zeros((1, size))])[symbols]


def noise_free_lag(batch, p, rng, random_filler=False):
    r"""Experiments 2a and 2b: predict every next symbol; the last one equals the first.

    There are p + 1 symbols: :math:`a_1 \ldots a_{p-1}` (numbers 0 to p - 2), x (p - 1) and y (p). A sequence is x or
    y, then p - 1 fillers, then the first symbol again. In 2a the fillers are :math:`a_1 \ldots a_{p-1}` in this order;
    in 2b each is drawn from them, and only the last symbol can be predicted.

    Parameters
    ----------
    batch : int
        N, number of sequences.
    p : int
        Lag in time steps between the two equal symbols, at least 2. The paper takes 4, 10 and 100.
    rng : numpy.random.Generator
        Source of randomness.
    random_filler : bool
        Experiment 2b instead of 2a.

    Returns
    -------
    symbols : ndarray of int, shape (N, p)
        All symbols but the last.
    target : ndarray of int, shape (N, p)
        At each time step the next symbol.

    Raises
    ------
    ValueError
        Where a size is not a whole number, `p` is below 2, or `rng` is no Generator.

    References
    ----------
    The paper, experiments 2a and 2b, table 2.
    """
    check_rng(rng)
    batch, p = check_size("batch", batch), _at_least("p", p, 2)
    filler = (
        rng.integers(p - 1, size=(batch, p - 1))
        if random_filler
        else np.broadcast_to(np.arange(p - 1), (batch, p - 1))
    )
    ends = p - 1 + rng.integers(2, size=(batch, 1))
    sequence = np.concatenate([ends, filler, ends], axis=1)  # (N, p + 1)
    return sequence[:, :-1].copy(), sequence[:, 1:].copy()


def noisy_lag(batch, q, p, rng):
    r"""Experiment 2c: tell which of x and y came second, at least q + 1 time steps ago.

    There are p + 4 symbols: distractors :math:`a_1 \ldots a_p` (numbers 0 to p - 1), e (p), b (p + 1), x (p + 2) and
    y (p + 3). A sequence is b, then x or y, then q distractors; from there on each step brings another distractor with
    chance 9/10 or with chance 1/10 the trigger e, which ends the input. The symbol to predict is the second one.

    Parameters
    ----------
    batch : int
        N, number of sequences.
    q : int
        Smallest number of distractors; the smallest lag is q + 1 time steps.
    p : int
        Number of different distractors.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    symbols : ndarray of int, shape (N, T)
        Numbers of the symbols, -1 after the end. T is the longest length.
    label : ndarray of int, shape (N,)
        0 for x, 1 for y.
    lengths : ndarray of int, shape (N,)
        q + 3 or more time steps, q + 12 on average.

    Raises
    ------
    ValueError
        Where a size is not a whole number of at least 1, or `rng` is no Generator.

    Notes
    -----
    With the symbol to predict a sequence has q + 4 symbols or more and q + 13 on average. The paper prints the average
    as :math:`4 + \sum_k \frac{1}{10} (\frac{9}{10})^k (q + k) = q + 14`, but the sum is q + 9.

    References
    ----------
    The paper, experiment 2c, table 3.
    """
    check_rng(rng)
    batch, q, p = check_size("batch", batch), check_size("q", q), check_size("p", p)
    e, b, x = p, p + 1, p + 2
    lengths = q + 2 + rng.geometric(0.1, size=batch)  # b, x or y, q distractors, then up to and with e
    symbols = rng.integers(p, size=(batch, lengths.max()))
    label = rng.integers(2, size=batch)
    symbols[:, 0], symbols[:, 1] = b, x + label
    symbols[np.arange(batch), lengths - 1] = e
    symbols[_after(lengths)] = -1
    return symbols, label, lengths


def two_sequence(batch, length, rng, informative=3, variant="a"):
    r"""Experiments 3a, 3b and 3c: the class is in the first numbers, and noise follows on the same line.

    Class 1 starts with `informative` numbers 1, class 2 with as many -1. All later numbers are Gaussian with mean 0 and
    variance 0.2. The target at the end is 1 for class 1 and 0 for class 2.

    Parameters
    ----------
    batch : int
        N, number of sequences.
    length : int
        Smallest number of time steps; each length is drawn from `length` to 1.1 `length`, both included.
    rng : numpy.random.Generator
        Source of randomness.
    informative : int
        Number of informative numbers; the paper takes 1 and 3.
    variant : str
        ``"a"`` as above. ``"b"``: Gaussian noise of variance 0.2 is added to the informative numbers, too. ``"c"``: as
        ``"a"``, but the targets are 0.2 for class 1 and 0.8 for class 2, plus Gaussian noise of variance 0.1.

    Returns
    -------
    x : ndarray, shape (N, T, 1)
        Numbers, zeros after the end.
    target : ndarray, shape (N,)
        What the network is trained on.
    clean : ndarray, shape (N,)
        The target without noise; differs from `target` in variant ``"c"`` only.
    lengths : ndarray of int, shape (N,)
        Time steps of each sequence.

    Raises
    ------
    ValueError
        Where a size is not a whole number, `length` is not above `informative`, `variant` is none of these, or `rng` is
        no Generator.

    References
    ----------
    The paper, experiments 3a to 3c, tables 4 to 6; 3a after Bengio, Simard and Frasconi, "Learning Long-Term
    Dependencies with Gradient Descent is Difficult", IEEE Transactions on Neural Networks, 1994.
    """
    check_rng(rng)
    batch, informative = check_size("batch", batch), check_size("informative", informative)
    length = _at_least("length", length, informative + 1)
    if variant not in ("a", "b", "c"):
        raise ValueError(f"variant must be 'a', 'b' or 'c', got {variant!r}")
    lengths = _lengths(batch, length, rng)
    x = rng.normal(0, np.sqrt(0.2), (batch, lengths.max()))
    second = rng.integers(2, size=batch)  # 0 for class 1, 1 for class 2
    noise = x[:, :informative] if variant == "b" else 0.0
    x[:, :informative] = 1.0 - 2.0 * second[:, None] + noise
    x[_after(lengths)] = 0
    clean = np.where(second, 0.8, 0.2) if variant == "c" else 1.0 - second
    target = clean + rng.normal(0, np.sqrt(0.1), batch) if variant == "c" else clean.copy()
    return x[:, :, None], target, clean, lengths


def adding_1997(batch, length, rng):
    r"""Experiment 4: add two marked numbers out of many, in the form of 1997.

    Each time step brings a number, uniform in [-1, 1), and a marker. One of the first ten pairs is marked by 1
    (:math:`X_1`), then one of the first `length` // 2 - 1 pairs that is not marked yet (:math:`X_2`). All other markers
    are 0, but -1 at the first and the last time step. The target at the end is
    :math:`0.5 + (X_1 + X_2) / 4`. Where the first pair gets marked, its marker stays -1 and its number counts as 0.

    Parameters
    ----------
    batch : int
        N, number of sequences.
    length : int
        Smallest number of time steps, at least 22; each length is drawn from `length` to 1.1 `length`, both included.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    x : ndarray, shape (N, T, 2)
        Feature 0: numbers. Feature 1: markers. Zeros after the end.
    target : ndarray, shape (N,)
        Between 0 and 1.
    lengths : ndarray of int, shape (N,)
        Time steps of each sequence.

    Raises
    ------
    ValueError
        Where a size is not a whole number, `length` is below 22, or `rng` is no Generator.

    Notes
    -----
    The paper sets :math:`X_1` to zero "in the rare case where the first pair of the sequence gets marked". This is read
    as: the first marker is -1 in any case, so that nobody can see the mark, and the number counts as 0, whichever draw
    marked it. Then the target can always be told from the sequence.

    References
    ----------
    The paper, experiment 4, table 7. `lstm_course.datasets.tasks.adding` is the later, simpler form.
    """
    numbers, markers, values, lengths = _marked_pairs(batch, length, rng, low=-1.0, first=0.0)
    return np.stack([numbers, markers], axis=2), 0.5 + values.sum(axis=1) / 4, lengths


def multiplication(batch, length, rng):
    r"""Experiment 5: multiply two marked numbers out of many.

    As `adding_1997`, but the numbers are uniform in [0, 1), the target is :math:`X_1 X_2`, and where the first pair
    gets marked, its number counts as 1.

    Parameters
    ----------
    batch : int
        N, number of sequences.
    length : int
        Smallest number of time steps, at least 22; each length is drawn from `length` to 1.1 `length`, both included.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    x : ndarray, shape (N, T, 2)
        Feature 0: numbers. Feature 1: markers. Zeros after the end.
    target : ndarray, shape (N,)
        Between 0 and 1.
    lengths : ndarray of int, shape (N,)
        Time steps of each sequence.

    Raises
    ------
    ValueError
        Where a size is not a whole number, `length` is below 22, or `rng` is no Generator.

    References
    ----------
    The paper, experiment 5, table 8.
    """
    numbers, markers, values, lengths = _marked_pairs(batch, length, rng, low=0.0, first=1.0)
    return np.stack([numbers, markers], axis=2), values.prod(axis=1), lengths


def temporal_order_1997(batch, length, rng, symbols=2):
    """Experiments 6a and 6b: in which order did the markers come? In the lengths of 1997.

    A sequence starts with E, ends with B, and holds letters drawn from a, b, c, d, but for two (6a) or three (6b)
    markers, each X or Y. The class is the binary number that the markers spell, X = 0 and Y = 1.

    Parameters
    ----------
    batch : int
        N, number of sequences.
    length : int
        Smallest number of time steps, at least 10 and 100 in the paper; each length is drawn from `length` to
        1.1 `length`, both included.
    rng : numpy.random.Generator
        Source of randomness.
    symbols : int
        2 for experiment 6a, 3 for 6b. Two markers stand at 10-20 % and 50-60 % of `length`, three at 10-20 %, 33-43 %
        and 66-76 %: at length 100 the positions of the paper.

    Returns
    -------
    x : ndarray, shape (N, T, 8)
        One-hot letters in the order of `ALPHABET`: a, b, c, d, X, Y, E, B. Zeros after the end.
    label : ndarray of int, shape (N,)
        From 0 to 3, or to 7.
    lengths : ndarray of int, shape (N,)
        Time steps of each sequence.

    Raises
    ------
    ValueError
        Where a size is not a whole number, `length` is below 10, `symbols` is not 2 or 3, or `rng` is no Generator.

    References
    ----------
    The paper, experiments 6a and 6b, table 9.
    """
    check_rng(rng)
    batch, length = check_size("batch", batch), _at_least("length", length, 10)
    if symbols not in WINDOWS:
        raise ValueError(f"symbols must be 2 or 3, got {symbols!r}")
    lengths = _lengths(batch, length, rng)
    letters = rng.integers(_DISTRACTORS, size=(batch, lengths.max()))
    rows, label = np.arange(batch), np.zeros(batch, np.int64)
    letters[:, 0], letters[rows, lengths - 1] = _E, _B
    for first, last in WINDOWS[symbols]:
        t = rng.integers(length * first // 100, length * last // 100, size=batch, endpoint=True)
        marker = rng.integers(2, size=batch)
        letters[rows, t] = _X + marker
        label = 2 * label + marker
    letters[_after(lengths)] = -1
    return one_hot(letters, len(ALPHABET)), label, lengths


def copy_memory(batch, delay, rng, symbols=10):
    r"""Copy memory: repeat symbols after a long blank.

    The input is `symbols` symbols drawn from 1 to 8, then `delay` - 1 blanks (0), one delimiter (9), and as many blanks
    as symbols. The target is blank for `delay` + `symbols` time steps, then the symbols in their order.

    Parameters
    ----------
    batch : int
        N, number of sequences.
    delay : int
        Blank time steps with the delimiter; 100 to 500 in the paper.
    rng : numpy.random.Generator
        Source of randomness.
    symbols : int
        How many symbols to keep; 10 in the paper.

    Returns
    -------
    x : ndarray, shape (N, T, 10)
        One-hot, T = delay + 2 symbols.
    target : ndarray of int, shape (N, T)
        From 0 to 8.

    Raises
    ------
    ValueError
        Where a size is not a whole number of at least 1, or `rng` is no Generator.

    Notes
    -----
    Who knows when to answer, but not what, has a mean cross-entropy of :math:`symbols \ln 8 / T` nats. In another
    format that circulates (Bai, Kolter and Koltun, 2018) the input ends in eleven delimiters.

    References
    ----------
    Arjovsky, Shah and Bengio, "Unitary Evolution Recurrent Neural Networks", ICML 2016, and the authors' code.
    """
    check_rng(rng)
    batch, delay = check_size("batch", batch), check_size("delay", delay)
    symbols = check_size("symbols", symbols)
    kept = rng.integers(1, 9, size=(batch, symbols))
    numbers = np.zeros((batch, delay + 2 * symbols), np.int64)
    target = np.zeros_like(numbers)
    numbers[:, :symbols] = target[:, delay + symbols :] = kept
    numbers[:, symbols + delay - 1] = 9
    return one_hot(numbers, 10), target


def _at_least(name, value, least):
    """Return `value` as an int where it is a whole number of at least `least`, else raise `ValueError`."""
    if check_size(name, value) < least:
        raise ValueError(f"{name} must be at least {least}, got {value}")
    return int(value)


def _lengths(batch, length, rng):
    """Draw lengths from `length` to 1.1 `length`, both included, rounded down."""
    return rng.integers(length, length + length // 10, size=batch, endpoint=True)


def _after(lengths):
    """Return a mask (N, T) that is True after the end of each sequence."""
    return np.arange(lengths.max()) >= lengths[:, None]


def _marked_pairs(batch, length, rng, low, first):
    """Return numbers (N, T), markers (N, T), the two marked values (N, 2), and lengths (N,)."""
    check_rng(rng)
    batch, length = check_size("batch", batch), _at_least("length", length, 22)
    lengths, rows = _lengths(batch, length, rng), np.arange(batch)
    numbers = rng.uniform(low, 1.0, (batch, lengths.max()))
    numbers[_after(lengths)] = 0
    markers = np.zeros_like(numbers)
    t1 = rng.integers(10, size=batch)
    t2 = rng.integers(length // 2 - 2, size=batch)
    t2 += t2 >= t1  # one place is taken: uniform over the others
    values = np.empty((batch, 2))
    for k, t in enumerate((t1, t2)):
        markers[rows, t] = 1
        values[:, k] = np.where(t == 0, first, numbers[rows, t])
    markers[:, 0] = markers[rows, lengths - 1] = -1  # where the first pair was marked, nobody can see it
    return numbers, markers, values, lengths
