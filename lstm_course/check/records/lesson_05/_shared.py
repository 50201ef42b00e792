"""What several exercises of lesson 05 share."""


def random_sequence(rng, N, T, D, H):
    """Return dy, x, h0, c0, W_x, W_h, b, none of them zero."""
    shapes = [(N, T, H), (N, T, D), (N, H), (N, H), (D, 4 * H), (H, 4 * H), (4 * H,)]
    return tuple(rng.normal(size=shape) for shape in shapes)
