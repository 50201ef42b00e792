"""Independent oracles: the recurrent networks once more, in torch, gate by gate.

Two of them check each other. `torch_sequence` calls `torch.nn.LSTM`, `GRU` and `RNN` and leaves out
the steps that a mask hides, one sample at a time. `step_by_step` writes the equations out with one
matrix per gate.
"""

import numpy as np
import torch
from torch.func import functional_call

STATES = {"lstm": ("h", "c"), "gru": ("h",), "gru_before": ("h",), "rnn": ("h",)}
GATES = {"lstm": tuple("ifgo"), "gru": tuple("rzn"), "gru_before": tuple("rzn"), "rnn": ()}
MODULES = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}


def to_state(state):
    """Turn a tuple of arrays into what a layer takes: a pair, one array, or None."""
    return state[0] if state is not None and len(state) == 1 else state


def to_tuple(state):
    """Turn what a layer gives back into a tuple of arrays."""
    return state if isinstance(state, tuple) else (state,)


def one_step(kind, params, x, state):
    """Compute one time step in torch, one matrix per gate; return the state and the gates."""
    W_x, W_h = params["W_x"], params["W_h"]
    hidden = W_h.shape[0]
    part = [slice(k * hidden, (k + 1) * hidden) for k in range(4)]
    h_prev = state[0]
    if kind == "rnn":
        return (torch.tanh(x @ W_x + h_prev @ W_h + params["b"]),), {}
    if kind == "lstm":
        a = [x @ W_x[:, s] + h_prev @ W_h[:, s] + params["b"][s] for s in part]
        i, f, o = torch.sigmoid(a[0]), torch.sigmoid(a[1]), torch.sigmoid(a[3])
        g = torch.tanh(a[2])
        c = f * state[1] + i * g
        return (o * torch.tanh(c), c), {"i": i, "f": f, "g": g, "o": o}
    b_x, b_h = params["b_x"], params["b_h"]
    r, z = (torch.sigmoid(x @ W_x[:, s] + b_x[s] + h_prev @ W_h[:, s] + b_h[s]) for s in part[:2])
    s = part[2]
    if kind == "gru":
        n = torch.tanh(x @ W_x[:, s] + b_x[s] + r * (h_prev @ W_h[:, s] + b_h[s]))
    else:
        n = torch.tanh(x @ W_x[:, s] + b_x[s] + (r * h_prev) @ W_h[:, s] + b_h[s])
    return ((1 - z) * n + z * h_prev,), {"r": r, "z": z, "n": n}


def step_by_step(kind, params, x, state, mask=None, reverse=False):
    """Compute a sequence step by step; return y, state and trace in the input's order."""
    steps = x.shape[1]
    trace = {name: [None] * steps for name in (*GATES[kind], *STATES[kind])}
    for t in reversed(range(steps)) if reverse else range(steps):
        new, gates = one_step(kind, params, x[:, t], state)
        if mask is not None:
            keep = mask[:, t, None]
            new = tuple(torch.where(keep, a, b) for a, b in zip(new, state, strict=True))
        state = new
        for name, value in {**gates, **dict(zip(STATES[kind], state, strict=True))}.items():
            trace[name][t] = value
    trace = {name: torch.stack(values, dim=1) for name, values in trace.items()}
    return trace["h"], state, trace


def _whole_sequence(kind, params, x, state):
    """Run torch's own module over a sequence without a mask."""
    if kind == "gru_before":  # torch has no module for it
        return step_by_step(kind, params, x, state)[:2]
    d, hidden = params["W_x"].shape[0], params["W_h"].shape[0]
    module = MODULES[kind](d, hidden, batch_first=True, dtype=x.dtype)
    b_x = params["b"] if "b" in params else params["b_x"]
    b_h = torch.zeros_like(b_x) if "b" in params else params["b_h"]
    weights = {
        "weight_ih_l0": params["W_x"].T,
        "weight_hh_l0": params["W_h"].T,
        "bias_ih_l0": b_x,
        "bias_hh_l0": b_h,
    }
    given = tuple(s[None].contiguous() for s in state)
    y, last = functional_call(module, weights, (x, given if kind == "lstm" else given[0]))
    return y, tuple(s[0] for s in to_tuple(last))


def torch_sequence(kind, params, x, state, mask=None, reverse=False):
    """Run torch's own module without the hidden steps, where y repeats h."""
    if mask is None:
        y, state = _whole_sequence(kind, params, x.flip(1) if reverse else x, state)
        return (y.flip(1) if reverse else y), state
    rows, last = [], []
    for n in range(x.shape[0]):
        order = list(reversed(range(x.shape[1])) if reverse else range(x.shape[1]))
        valid = [t for t in order if mask[n, t]]
        start = tuple(s[n : n + 1] for s in state)
        y_valid, end = _whole_sequence(kind, params, x[n : n + 1, valid], start) if valid else (None, start)
        carried, count, row = start[0][0], 0, [None] * x.shape[1]
        for t in order:
            if mask[n, t]:
                carried, count = y_valid[0, count], count + 1
            row[t] = carried
        rows.append(torch.stack(row))
        last.append(end)
    return torch.stack(rows), tuple(torch.cat(parts) for parts in zip(*last, strict=True))


def leaf(array, dtype=torch.float64):
    """Turn an array into a leaf tensor that owns its memory."""
    return torch.tensor(np.asarray(array), dtype=dtype, requires_grad=True)


def reference(case, layer, x, state, mask, dtype=torch.float64):
    """Run the torch oracle on a case; return leaves and results."""
    params = {name: leaf(array, dtype) for name, array in layer.params.items()}
    x_leaf = leaf(x, dtype)
    if state is None:
        state = tuple(np.zeros((x.shape[0], layer.hidden_size)) for _ in STATES[case.kind])
    state_leaves = tuple(leaf(s, dtype) for s in state)
    mask_tensor = None if mask is None else torch.tensor(mask)
    arguments = (case.kind, params, x_leaf, state_leaves, mask_tensor, case.reverse)
    y, last = torch_sequence(*arguments)
    return {"params": params, "x": x_leaf, "state": state_leaves, "y": y, "last": last}, arguments


def reference_gradients(run, dy, dstate):
    """Differentiate sum(y * dy) + sum(last * dstate); a leaf that has no part in it gets zeros."""
    loss = (run["y"] * torch.tensor(dy)).sum()
    for last, gradient in zip(run["last"], dstate or (), strict=False):
        loss = loss + (last * torch.tensor(gradient)).sum()
    leaves = {"x": run["x"], **run["params"]}
    leaves |= {f"state {k}": s for k, s in enumerate(run["state"])}
    gradients = torch.autograd.grad(loss, list(leaves.values()), allow_unused=True)
    return {
        name: np.zeros(tuple(tensor.shape)) if g is None else g.numpy()
        for (name, tensor), g in zip(leaves.items(), gradients, strict=True)
    }


def assert_equal(got, expected, what, tolerance=1e-10):
    """Compare an array with an oracle's result."""
    if isinstance(expected, torch.Tensor):
        expected = expected.detach().numpy()
    assert isinstance(got, np.ndarray), f"{what}: expected an array, got {type(got).__name__}"
    assert got.shape == expected.shape, f"{what}: shape {got.shape}, expected {expected.shape}"
    np.testing.assert_allclose(got, expected, rtol=tolerance, atol=tolerance, err_msg=what)
