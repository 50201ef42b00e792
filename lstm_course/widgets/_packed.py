"""Weights as short text: whole numbers of 8 or 16 bits and one scale for each matrix."""

import base64

import numpy as np

BITS = (8, 16)


def pack(values, bits=8):
    """Return an array as a dictionary that JSON can hold, rounded to whole multiples of one scale.

    Parameters
    ----------
    values : ndarray
        Finite numbers, at least one.
    bits : int
        8 or 16, for each number.

    Returns
    -------
    dict
        ``"shape"``; ``"bits"``; ``"scale"``, the step between two neighbours; ``"data"``, the numbers as signed
        integers, little-endian, in base64.

    Raises
    ------
    ValueError
        Where bits is another number, or values are empty or not finite.
    """
    if bits not in BITS:
        raise ValueError(f"bits must be 8 or 16, got {bits!r}")
    values = np.asarray(values, dtype=np.float64)
    if not values.size or not np.isfinite(values).all():
        raise ValueError(
            f"values must hold at least one number and finite ones only, got shape {values.shape}"
        )
    scale = float(np.abs(values).max()) / (2 ** (bits - 1) - 1) or 1.0
    whole = np.rint(values / scale).astype(f"<i{bits // 8}")
    text = base64.b64encode(whole.tobytes()).decode("ascii")
    return {"shape": list(values.shape), "bits": bits, "scale": scale, "data": text}


def unpack(packed):
    """Return the array that was packed, but for the rounding.

    Parameters
    ----------
    packed : dict
        As `pack` returns it.

    Returns
    -------
    ndarray
        float64, of the stored shape.

    Raises
    ------
    ValueError
        Where the data are not as many numbers as the shape says, or bits is neither 8 nor 16.
    """
    if packed["bits"] not in BITS:
        raise ValueError(f"bits must be 8 or 16, got {packed['bits']!r}")
    raw = base64.b64decode(packed["data"], validate=True)
    expected = int(np.prod(packed["shape"])) * packed["bits"] // 8
    if len(raw) != expected:
        raise ValueError(f"data must hold {expected} bytes for shape {packed['shape']}, got {len(raw)}")
    whole = np.frombuffer(raw, dtype=f"<i{packed['bits'] // 8}")
    return whole.reshape(packed["shape"]) * float(packed["scale"])


def pack_net(lstm, linear, bits=8):
    """Return the weights of an LSTM and of the linear layer behind it in the course's form, each array packed.

    Parameters
    ----------
    lstm : torch.nn.LSTM
        Of one layer and one direction, with D inputs and H cells.
    linear : torch.nn.Linear
        To K outputs.
    bits : int
        8 or 16, for each number.

    Returns
    -------
    dict
        The packed ``"W_x"`` (D, 4H), ``"W_h"`` (H, 4H), ``"b"`` (4H,), ``"W_y"`` (H, K), ``"b_y"`` (K,).
    """
    arrays = {
        "W_x": lstm.weight_ih_l0.T,
        "W_h": lstm.weight_hh_l0.T,
        "b": lstm.bias_ih_l0 + lstm.bias_hh_l0,
        "W_y": linear.weight.T,
        "b_y": linear.bias,
    }
    return {name: pack(array.detach().numpy(), bits) for name, array in arrays.items()}


def set_net(lstm, linear, arrays):
    """Give an LSTM and the linear layer behind it the weights that `pack_net` has packed.

    Parameters
    ----------
    lstm, linear : torch.nn.LSTM, torch.nn.Linear
        Of the right sizes; changed in place.
    arrays : dict
        Name -> Tensor, as `unpack` gives it.
    """
    both = arrays["b"]  # in the course's form the two biases are one
    lstm.load_state_dict(
        {
            "weight_ih_l0": arrays["W_x"].T,
            "weight_hh_l0": arrays["W_h"].T,
            "bias_ih_l0": both,
            "bias_hh_l0": 0 * both,
        }
    )
    linear.load_state_dict({"weight": arrays["W_y"].T, "bias": arrays["b_y"]})
