"""How fast is the NumPy LSTM? Ratios measured in one run, one thread, float32, forward and backward together.

Seconds differ from machine to machine and from minute to minute; ratios measured side by side differ less. Every
contestant takes its turn in each round, and the best round of each counts.
"""

import argparse
import json
import platform
import time

import numpy as np

from ..layers import LSTM

SHAPES = (  # (T, N, D, H)
    (35, 32, 64, 128),
    (100, 32, 32, 64),
    (100, 64, 128, 256),
    (50, 16, 10, 32),
    (35, 20, 200, 200),
    (128, 8, 64, 512),
)
QUICK_SHAPES = ((10, 4, 3, 8), (12, 2, 8, 4))


def contestants(shape, rng):
    """Return name -> function without arguments that runs one forward and backward pass.

    Parameters
    ----------
    shape : tuple of int
        T, N, D, H.
    rng : numpy.random.Generator
        Source of inputs and weights.

    Returns
    -------
    dict
        ``numpy`` (our layer), ``nn.LSTM`` (fused) and ``autograd`` (one step after the other in torch), all with the
        same weights; each returns its y as an ndarray, so that a test can compare them.
    """
    import torch

    from ..nets.interop import to_torch

    T, N, D, H = shape
    layer = LSTM(D, H, rng=rng, dtype=np.float32)
    fused = to_torch(layer)
    x = rng.standard_normal((N, T, D), dtype=np.float32)
    dy = rng.standard_normal((N, T, H), dtype=np.float32)
    x_torch, dy_torch = torch.from_numpy(x).requires_grad_(), torch.from_numpy(dy)
    W_x, W_h, b = (torch.from_numpy(layer.params[k].copy()).requires_grad_() for k in ("W_x", "W_h", "b"))

    def run_numpy():
        y, _ = layer.forward(x)
        layer.backward(dy)
        return y

    def run_fused():
        fused.zero_grad()
        y, _ = fused(x_torch)
        y.backward(dy_torch)
        return y.detach().numpy()

    def run_autograd():
        for tensor in (W_x, W_h, b):
            tensor.grad = None
        h = c = torch.zeros(N, H)
        shown = []
        for t in range(T):
            i, f, g, o = (x_torch[:, t] @ W_x + h @ W_h + b).chunk(4, dim=1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
            shown.append(h)
        y = torch.stack(shown, dim=1)
        y.backward(dy_torch)
        return y.detach().numpy()

    return {"numpy": run_numpy, "nn.LSTM": run_fused, "autograd": run_autograd}


def measure(shape, rounds, rng):
    """Return name -> best milliseconds over the rounds, contestants taking turns."""
    runs = contestants(shape, rng)
    best = dict.fromkeys(runs, np.inf)
    for run in runs.values():  # the first call of each pays for its buffers
        run()
    for _ in range(rounds):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            best[name] = min(best[name], 1e3 * (time.perf_counter() - start))
    return best


def table(shapes, rounds, rng):
    """Return one dict for each shape: the shape, milliseconds, and ratios to nn.LSTM."""
    rows = []
    for shape in shapes:
        best = measure(shape, rounds, rng)
        rows.append(
            {
                "T, N, D, H": shape,
                "ms": best,
                "numpy / nn.LSTM": best["numpy"] / best["nn.LSTM"],
                "autograd / nn.LSTM": best["autograd"] / best["nn.LSTM"],
            }
        )
    return rows


def geometric_mean(values):
    """Return the geometric mean, the right one for ratios."""
    return float(np.exp(np.mean(np.log(list(values)))))


def main(argv=None) -> int:
    """Measure and print the table.

    Parameters
    ----------
    argv : list of str, optional
        ``--rounds N``, ``--quick`` (tiny shapes, to see that it works) and ``--json``.

    Returns
    -------
    int
        0.
    """
    parser = argparse.ArgumentParser(prog="lstm-course bench", description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=9, help="rounds for each shape (default 9)")
    parser.add_argument("--quick", action="store_true", help="tiny shapes, to see that it works")
    parser.add_argument("--json", action="store_true", help="print JSON in place of the table")
    options = parser.parse_args(argv)
    if options.rounds < 1:
        parser.error("--rounds must be at least 1")
    import torch

    torch.set_num_threads(1)
    rows = table(QUICK_SHAPES if options.quick else SHAPES, options.rounds, np.random.default_rng(0))
    ours = geometric_mean(row["numpy / nn.LSTM"] for row in rows)
    autograd = geometric_mean(row["autograd / nn.LSTM"] for row in rows)
    if options.json:
        print(json.dumps({"rows": rows, "geometric mean": {"numpy": ours, "autograd": autograd}}, indent=1))
        return 0
    print(f"numpy {np.__version__}, torch {torch.__version__}, {platform.machine()}, one thread, float32")
    print("forward + backward, best of", options.rounds, "rounds; a ratio of 1 is as fast as nn.LSTM")
    print(
        f"{'(T, N, D, H)':>20}  {'nn.LSTM ms':>10}  {'numpy ms':>9}  {'ratio':>6}  {'autograd ms':>11}  {'ratio':>6}"
    )
    for row in rows:
        ms = row["ms"]
        print(
            f"{row['T, N, D, H']!s:>20}  {ms['nn.LSTM']:10.2f}  {ms['numpy']:9.2f}  "
            f"{row['numpy / nn.LSTM']:6.2f}  {ms['autograd']:11.2f}  {row['autograd / nn.LSTM']:6.2f}"
        )
    print(f"{'geometric mean':>20}  {'':10}  {'':9}  {ours:6.2f}  {'':11}  {autograd:6.2f}")
    return 0
