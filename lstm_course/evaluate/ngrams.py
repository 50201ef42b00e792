"""Models of sequences that count: n-grams with Witten and Bell's smoothing, the baseline of a language model."""

from collections import Counter

import numpy as np

from .._arguments import check_size
from ._inputs import plain


class WittenBell:
    r"""An n-gram model that mixes all orders up to n, each weighted by how much it can be trusted.

    With :math:`\#(sc)` how often symbol c followed the context s, :math:`\#(s)` how often any symbol did and
    :math:`t(s)` how many different ones,

    .. math:: p(c \mid s) = \frac{\#(sc) + t(s)\, p(c \mid s')}{\#(s) + t(s)}

    where s' is s without its oldest symbol. The empty context mixes with 1 / K, and a context that was never seen
    hands on to the shorter one.

    Parameters
    ----------
    n : int
        Symbols in the longest n-gram, the predicted one included.
    K : int
        Number of symbols that may occur.

    Raises
    ------
    ValueError
        Where a number is below 1.

    References
    ----------
    Witten and Bell, "The zero-frequency problem: estimating the probabilities of novel events in adaptive text
    compression", IEEE Transactions on Information Theory 37, 1991.

    Examples
    --------
    >>> model = WittenBell(2, K=5).count("abracadabra")
    >>> round(model.probability("a", "b"), 4)  # (2 + 3 * 3/16) / (4 + 3)
    0.3661
    """

    def __init__(self, n, K):
        self.n, self.K = check_size("n", n), check_size("K", K)
        self.together = Counter()  # n-gram of any length up to n -> how often
        self.total, self.kinds = Counter(), Counter()  # context -> followers, different followers
        self.symbols, self.text = set(), None  # all that were counted; whether they are the letters of a str

    def count(self, sequence):
        """Count a sequence; what was counted before stays.

        Parameters
        ----------
        sequence : str or sequence of hashable
            Symbols in order, all sequences of one type. An n-gram never reaches from one sequence into another.

        Returns
        -------
        WittenBell
            The model itself.

        Raises
        ------
        ValueError
            Where there are then more than K different symbols, or sequences of two types.
        """
        sequence = self._as_counted("sequence", sequence)
        symbols = self.symbols.union(sequence)
        if len(symbols) > self.K:
            raise ValueError(f"sequence must hold at most K = {self.K} different symbols, got {len(symbols)}")
        if sequence:
            self.symbols, self.text = symbols, isinstance(sequence, str)
        for k in range(1, self.n + 1):
            new = Counter(sequence[j : j + k] for j in range(len(sequence) - k + 1))
            for gram, count in new.items():
                self.total[gram[:-1]] += count
                self.kinds[gram[:-1]] += gram not in self.together
            self.together.update(new)
        return self

    def probability(self, context, symbol):
        """Return the probability that a symbol comes next.

        Parameters
        ----------
        context : str or sequence
            What came before, the latest last; only the last n - 1 symbols count, and there may be fewer. Where a str
            was counted, a list of its letters will do.
        symbol : hashable
            One symbol: a str of length 1 where a str was counted.

        Returns
        -------
        float
            Above 0.

        Raises
        ------
        ValueError
            Where `symbol` is a str of another length, and a str was counted; or where the context is of another type
            than what was counted.
        """
        context, symbol = self._as_counted("context", context), plain(symbol)
        if isinstance(context, str) and (not isinstance(symbol, str) or len(symbol) != 1):
            raise ValueError(f"symbol must be one character, as in the text, got {symbol!r}")
        return self._probability(context, symbol if isinstance(context, str) else (symbol,))

    def _probability(self, context, end):
        p = 1 / self.K
        for k in range(min(self.n - 1, len(context)) + 1):
            s = context[len(context) - k :]
            total, kinds = self.total[s], self.kinds[s]
            if total == 0:
                break
            p = (self.together[s + end] + kinds * p) / (total + kinds)
        return p

    def probabilities(self, sequence):
        """Return the probability of each symbol of a sequence, given those before it.

        Parameters
        ----------
        sequence : str or sequence of hashable
            T symbols.

        Returns
        -------
        ndarray, shape (T,)
            The first one has no context, the second one a context of one symbol, and so on.

        Raises
        ------
        ValueError
            Where the sequence is of another type than what was counted.
        """
        sequence, m = self._as_counted("sequence", sequence), self.n - 1
        ends = range(len(sequence))
        return np.array(
            [self._probability(sequence[max(0, t - m) : t], sequence[t : t + 1]) for t in ends], float
        )

    def bits(self, sequence):
        """Return what each symbol of a sequence costs, -log2 p; see `probabilities`.

        Parameters
        ----------
        sequence : str or sequence of hashable
            T symbols.

        Returns
        -------
        ndarray, shape (T,)
            Their mean is the model's bits per symbol.
        """
        return -np.log2(self.probabilities(sequence))

    def _as_counted(self, name, sequence):
        """Return a sequence whose slices can be looked up: a str where one was counted, else a tuple."""
        if not isinstance(sequence, str):
            sequence = plain(sequence)
            sequence = tuple(sequence.tolist() if isinstance(sequence, np.ndarray) else sequence)
        if self.text is None or isinstance(sequence, str) == self.text:
            return sequence
        if not all(self.text and isinstance(symbol, str) and len(symbol) == 1 for symbol in sequence):
            wanted = "a str" if self.text else "a sequence of symbols and no str"
            raise ValueError(f"{name} must be {wanted}, as what was counted, got {sequence!r:.60}")
        return "".join(sequence) if self.text else ()
