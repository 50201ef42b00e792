"""The references of lesson 08 against the package's generators, which were written on their own."""

import re

import numpy as np
import torch

from lstm_course import check
from lstm_course.check.records.lesson_08 import reber_string
from lstm_course.datasets import classics, grammars
from lstm_course.initialisation import chrono

REFERENCE = {name: record.reference for name, record in check.records().items() if record.lesson == 8}


def test_the_graph_is_that_of_the_generator():
    assert {state: [*edges] for state, edges in reber_string.GRAPH.items()} == {
        state: [*edges] for state, edges in grammars._GRAPH.items()
    }


def test_strings_are_those_that_the_grammar_accepts():
    rng = np.random.default_rng(0)
    # Reber's grammar as a regular expression, written down independently of the graph
    lower = "(?:T*V(?:PX)*T*)*?"
    found = set()
    for _ in range(300):
        choices = [*(int(k) for k in rng.integers(2, size=30)), *([1] * 40)]
        string = REFERENCE["reber_string"](choices)
        assert string[0] + string[-1] == "BE"
        assert string[1] == string[-2] == "TP"[choices[0]]
        assert re.fullmatch(rf"B(?:TS*X(?:S|X{lower}T*V(?:V|PS))|P{lower}T*V(?:V|PS))E", string[2:-2]), string
        found.add((string[1], string[3]))
    assert found == {("T", "T"), ("T", "P"), ("P", "T"), ("P", "P")}


def test_generated_strings_come_from_some_choices():
    x, _, lengths = grammars.embedded_reber(50, np.random.default_rng(1))
    for row, length in zip(x, lengths, strict=True):
        letters = "".join(grammars.REBER[k] for k in row[:length].argmax(axis=1)) + "E"
        choices, state = ["TP".index(letters[1])], 0
        for letter in letters[2:-2]:
            edges = reber_string.GRAPH[state]
            k = [symbol for symbol, _ in edges].index(letter)
            choices += [k] * (len(edges) == 2)
            state = edges[k][1]
        assert REFERENCE["reber_string"](choices) == letters


def test_adding_is_that_of_the_generator():
    x, target, lengths = classics.adding_1997(400, 30, np.random.default_rng(2))
    marked_first = 0
    for sequence, wanted, length in zip(x, target, lengths, strict=True):
        numbers, markers = sequence[:length].T
        seen = np.flatnonzero(markers == 1)
        marked_first += len(seen) == 1  # the other one is hidden under the -1 of the start
        first, second = seen if len(seen) == 2 else (0, *seen)
        for places in ((first, second), (second, first)):
            mine, answer = REFERENCE["adding_batch"](numbers[None], *(np.array([place]) for place in places))
            np.testing.assert_array_equal(mine[0], sequence[:length])
            np.testing.assert_allclose(answer, [wanted])
    assert marked_first > 5


def test_temporal_order_is_that_of_the_generator():
    for symbols in (2, 3):
        x, label, lengths = classics.temporal_order_1997(50, 40, np.random.default_rng(3), symbols)
        for sequence, wanted, length in zip(x, label, lengths, strict=True):
            letters = sequence[:length].argmax(axis=1)
            positions = np.flatnonzero((letters == 4) | (letters == 5))
            distractors = np.where(letters < 4, letters, 1)
            mine, answer = REFERENCE["temporal_order_batch"](
                distractors[None], letters[positions][None] - 4, positions[None]
            )
            np.testing.assert_array_equal(mine[0], sequence[:length])
            np.testing.assert_array_equal(answer, [wanted])


def test_chrono_is_that_of_the_package():
    class Given(np.random.Generator):
        """Draws the numbers it is given."""

        def __init__(self, u):
            super().__init__(np.random.PCG64(0))
            self.u = u

        def uniform(self, low, high, size):
            assert self.u.shape == (size,)
            return low + self.u * (high - low)

    u = np.random.default_rng(4).random(6)
    np.testing.assert_allclose(sum(REFERENCE["chrono_init"](u, 80)), chrono(6, 80, Given(u)))


def test_only_the_sum_of_both_biases_counts():
    u = np.random.default_rng(5).random(4)
    b, zeros = REFERENCE["chrono_init"](u, 50)
    assert not zeros.any()
    shares = np.random.default_rng(6).normal(size=16)
    for fn in (lambda u, T: (zeros, b), lambda u, T: (b - shares, shares)):
        x = torch.randn(2, 5, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
        outputs = []
        for biases in ((b, zeros), fn(u, 50)):
            torch.manual_seed(0)
            lstm = torch.nn.LSTM(3, 4, batch_first=True, dtype=torch.float64)
            with torch.no_grad():
                lstm.bias_ih_l0.copy_(torch.from_numpy(biases[0]))
                lstm.bias_hh_l0.copy_(torch.from_numpy(biases[1]))
                outputs.append(lstm(x)[0])
        torch.testing.assert_close(*outputs)

    def halves(u, T):
        b, _ = REFERENCE["chrono_init"](u, T)
        return b / 2, b / 2

    def uneven(u, T):
        b, _ = REFERENCE["chrono_init"](u, T)
        return 0.25 * b - 1, 0.75 * b + 1

    assert check.run("chrono_init", halves).status == "passed"
    assert check.run("chrono_init", uneven).status == "passed"


def test_critical_accuracy_is_a_plain_count():
    rng = np.random.default_rng(7)
    scores, target = rng.random((3, 4, 6, 5)), rng.integers(5, size=(4, 6))
    critical = rng.random((4, 6)) < 0.4
    wanted = []
    for one in scores:
        right = asked = 0
        for n in range(4):
            for t in range(6):
                if critical[n, t]:
                    asked += 1
                    right += max(range(5), key=lambda k: one[n, t, k]) == target[n, t]
        wanted.append(right / asked)
    np.testing.assert_allclose(REFERENCE["critical_accuracy"](scores, target, critical), wanted)
