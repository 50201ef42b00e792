"""Claims about one step of the cell: what each part reads, and what it does."""

import numpy as np

from ...cells import lstm_step, sigmoid
from ...layers import LSTM
from ...nets.cell1997 import Net1997
from ..definition import Fact

D, H = 3, 2  # small enough to count by hand
BLOCKS = "ifgo"


def _step(seed=0, **changed):
    """Return h, c and the cache of one random step, with some of its arguments changed."""
    rng = np.random.default_rng(seed)
    shapes = {
        "x": (1, D),
        "h_prev": (1, H),
        "c_prev": (1, H),
        "W_x": (D, 4 * H),
        "W_h": (H, 4 * H),
        "b": 4 * H,
    }
    return lstm_step(**{name: rng.standard_normal(shape) for name, shape in shapes.items()} | changed)


def _one(a_i=0.0, a_f=0.0, a_g=0.0, a_o=0.0, c_prev=0.0):
    """Return h and c of one unit whose four sums are given."""
    zero = np.zeros((1, 1))
    b = np.array([a_i, a_f, a_g, a_o])
    h, c, _ = lstm_step(zero, zero, np.full((1, 1), c_prev), np.zeros((1, 4)), np.zeros((1, 4)), b)
    return float(h[0, 0]), float(c[0, 0])


def _sums(seed=0, **changed):
    """Return i, f, g, o of one random step, by their letters."""
    cache = _step(seed, **changed)[2]
    return dict(zip(BLOCKS, cache[5:9], strict=True))


def hidden_mixes():
    """Let x and h_prev reach only the candidate, and move c_prev so that c stays; see whether h moves."""
    rng = np.random.default_rng(0)
    W_x, W_h, b = (rng.standard_normal(shape) for shape in ((D, 4 * H), (H, 4 * H), 4 * H))
    W_x[:, np.r_[: 2 * H, 3 * H : 4 * H]] = W_h[:, np.r_[: 2 * H, 3 * H : 4 * H]] = 0
    h, _, cache = _step(W_x=W_x, W_h=W_h, b=b)
    i, f, g, c_prev = cache[5], cache[6], cache[7], cache[2]
    other = {"x": np.full((1, D), 2.0), "h_prev": np.full((1, H), -0.5)}
    g_other = _step(W_x=W_x, W_h=W_h, b=b, **other)[2][7]
    moved, _, _ = _step(W_x=W_x, W_h=W_h, b=b, c_prev=c_prev + i * (g - g_other) / f, **other)
    return "the same h" if np.allclose(h, moved) else "another h", "another h"


def hidden_is_memory():
    """Go on from h alone, and measure how far the next h is from the right one."""
    rng = np.random.default_rng(0)
    layer = LSTM(D, 8, rng=rng)
    x = rng.standard_normal((1, 20, D))
    whole, _ = layer.forward(x)
    _, (h, c) = layer.forward(x[:, :19])
    kept = layer.forward(x[:, 19:], (h, c))[0]
    lost = layer.forward(x[:, 19:], (h, np.zeros_like(c)))[0]
    assert np.allclose(kept[:, 0], whole[:, 19])
    return np.abs(lost[:, 0] - whole[:, 19]).max(), 0.0


def sets_to_zero():
    """Keep what the forget gate says, at a sum of 2, of a cell state of 2."""
    return _one(a_i=-100, a_f=2, c_prev=2.0)[1], 0.0


def input_gate_discards():
    """Offer nothing, open the input gate (sums of -4, 0, 4) at f = 0.88, and see what is left of 2."""
    kept = [_one(a_i=a, a_f=2, c_prev=2.0)[1] for a in (-4, 0, 4)]
    return kept, [2 * (1 - float(sigmoid(a))) for a in (-4, 0, 4)]


def layer_of_the_cell_state():
    """Count the weights that belong to none of i, f, g and o."""
    layer = LSTM(D, H, rng=np.random.default_rng(0))
    total = sum(values.size for values in layer.params.values())
    return total - 4 * H * (D + H + 1), H * (D + H + 1)


def output_gate_reads():
    """Change x, h_prev and c_prev in turn, and see which of them move the output gate."""
    rng, at_rest = np.random.default_rng(5), _sums()["o"]
    other = {
        name: rng.standard_normal((1, width)) for name, width in (("x", D), ("h_prev", H), ("c_prev", H))
    }
    moved = [
        name for name, value in other.items() if not np.array_equal(_sums(**{name: value})["o"], at_rest)
    ]
    return " and ".join(moved), "x and c_prev"


def output_gate_chooses_a_word():
    """Count the numbers of an output gate of 8 units, beside a vocabulary of 27 symbols."""
    layer = LSTM(D, 8, rng=np.random.default_rng(0))
    layer.forward(np.zeros((1, 1, D)))
    return layer.trace["o"].shape[2], 27


def weights_of_three_gates():
    """Count the weights of a layer of 2 units that reads 3 numbers."""
    layer = LSTM(D, H, rng=np.random.default_rng(0))
    return sum(values.size for values in layer.params.values()), 3 * H * (D + H + 1)


def fraction_to_forget():
    """Let f be 0.9 and c_prev 2, and write nothing."""
    return _one(a_i=-100, a_f=np.log(9), c_prev=2.0)[1], 0.1 * 2.0


def candidate_in_the_input_gate():
    """Change each block of the bias in turn, and see which of them move the candidate."""
    at_rest, moved = _sums()["g"], ""
    for k, block in enumerate(BLOCKS):
        rng = np.random.default_rng(0)
        b = [rng.standard_normal(shape) for shape in ((1, D), (1, H), (1, H), (D, 4 * H), (H, 4 * H), 4 * H)][
            -1
        ]
        b[k * H : (k + 1) * H] += 1
        moved += block * (not np.array_equal(_sums(b=b)["g"], at_rest))
    return moved, "ig"


def roles_alike():
    """Add 20 candidates up, and count how often a memory of sigmoid content falls, and one of tanh content."""
    a_g = np.random.default_rng(1).standard_normal(20)
    falls = [int((np.diff(np.cumsum(squash(a_g))) < 0).sum()) for squash in (sigmoid, np.tanh)]
    return falls[0], falls[1]


def previous_is_current():
    """Run two steps, and solve the update of the second one for the c that entered it."""
    layer = LSTM(1, 1, rng=np.random.default_rng(0))
    x = np.array([[[1.0], [-2.0]]])
    layer.forward(x)
    _, second = layer.trace["c"][0, :, 0]
    f, i, g = (layer.trace[name][0, 1, 0] for name in "fig")
    return (second - i * g) / f, second


def three_gates_in_1997():
    """Count the gates of a block of the cell of 1997."""
    net = Net1997(1, 1, 1, 1, rngs=[np.random.default_rng(0)])
    return net.W.shape[1] - 1, 3  # its hidden units: one cell, and its gates


def scale_of_one():
    """Write nothing for 10 steps with a forget gate at a sum of 1, and see what is left of 1."""
    c = 1.0
    for _ in range(10):
        c = _one(a_i=-100, a_f=1, c_prev=c)[1]
    return c, 1.0


def one_tanh():
    """Open the output gate on a cell state of 20, and see what is shown."""
    return _one(a_i=-100, a_f=100, a_o=100, c_prev=20.0)[0], 20.0


def claims():
    """Return the claims of this family."""
    return [
        Fact(
            "E1", "The hidden state combines the input, the last hidden state and the cell state.",
            3, "What is kept and what is shown", "M04", hidden_mixes,
            "x and h_prev change, c and o stay: {found}; h = o tanh(c) has no other source.",
        ),
        Fact(
            "E2", "The hidden state is the network's internal memory.",
            3, "What is kept and what is shown", "M04", hidden_is_memory,
            "Go on from h without c after 19 steps, and the next h is off by {found}, not {claimed}.",
        ),
        Fact(
            "E3", "The forget gate decides which values are set to zero.",
            2, "Keep, write, read", "keep_write_read", sets_to_zero,
            "At a sum of 2 the gate leaves {found} of 2, not {claimed}: it scales, and never quite shuts.",
        ),
        Fact(
            "E4", "The input gate decides which old values are discarded.",
            2, "Keep, write, read", "keep_write_read", input_gate_discards,
            "With f at 0.88 an input gate that opens leaves {found} of 2; discarding would leave {claimed}.",
        ),
        Fact(
            "E14", "The LSTM of 1997 had three gates.",
            8, "The cell of 1997", "gate_years", three_gates_in_1997,
            "A block of 1997 has {found} gates, input and output; the forget gate came in 2000.",
        ),
        Fact(
            "E15", "Four layers work together: the cell state, the forget gate, the input gate, the output gate.",
            3, "All four at once", "label_equation", layer_of_the_cell_state,
            "The cell state has {found} weights, a layer of this size {claimed}; the fourth layer is the candidate.",
        ),
        Fact(
            "E16", "The output gate is computed from the cell state and the current input.",
            3, "All four at once", "M03", output_gate_reads,
            "The output gate moves with {found}; it sees c only where there are peepholes.",
        ),
        Fact(
            "E29", "In the update of the cell state, c with index t-1 is the state of the current time step.",
            4, "One step, again and again", "lstm_forward", previous_is_current,
            "The c that enters step 2 is {found}, as step 1 left it; step 2 makes {claimed} of it.",
        ),
        Fact(
            "E31", "The output gate chooses the next word.",
            3, "What is kept and what is shown", "M03", output_gate_chooses_a_word,
            "An output gate of 8 units has {found} numbers, one per unit; a choice among 27 symbols needs {claimed}.",
        ),
        Fact(
            "E32", "An LSTM is made of three parts, its gates.",
            3, "All four at once", "count_params", weights_of_three_gates,
            "2 units that read 3 numbers have {found} weights; three gates would have {claimed}.",
        ),
        Fact(
            "E42", "The forget gate says what fraction is forgotten.",
            2, "Keep, write, read", "M01", fraction_to_forget,
            "f = 0.9 leaves {found} of 2, not {claimed}: f is the fraction kept.",
        ),
        Fact(
            "E43", "The tanh candidate is a part of the input gate.",
            2, "How much, and what", "M02", candidate_in_the_input_gate,
            "Only block {found} of the bias moves the candidate; block i does not.",
        ),
        Fact(
            "E45", "Sigmoid and tanh are both there to learn complex patterns.",
            2, "How much, and what", "M02", roles_alike,
            "Over 20 steps a memory of sigmoid content falls {found} times, one of tanh content {claimed}: valve and "
            "content are two jobs.",
        ),
        Fact(
            "E49", "Old content passes through the cell with a factor of one.",
            3, "A number that stays", "M10", scale_of_one,
            "With a forget gate at a sum of 1, {found} of 1 is left after 10 steps; the factor of one is that of 1997.",
        ),
        Fact(
            "E50", "The cell has three sigmoids and one tanh.",
            3, "All four at once", "M12", one_tanh,
            "A cell state of 20 is shown as {found}, not {claimed}: a second tanh squashes c.",
        ),
    ]  # fmt: skip
