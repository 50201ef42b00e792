"""Clips hold their two digits in order, and nothing else tells which."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from lstm_course.datasets import clips


def digits_in(frames, part):
    """Return place and digit of the frames of a clip that equal an image of the part."""
    known = {image.tobytes(): int(digit) for image, digit in zip(*clips.digit_images(part), strict=True)}
    return [(t, known[frame.tobytes()]) for t, frame in enumerate(frames) if frame.tobytes() in known]


def test_the_parts_of_the_images_are_those_of_scikit_learn():
    whole = load_digits()
    parts = [clips.digit_images(part) for part in ("train", "test")]
    assert [len(images) for images, _ in parts] == [1200, 597]
    np.testing.assert_array_equal(np.concatenate([images for images, _ in parts]) * 16, whole.images)
    np.testing.assert_array_equal(np.concatenate([digits for _, digits in parts]), whole.target)
    parts[0][0][:] = 9  # what was returned is a copy
    assert clips.digit_images()[0].max() == 1
    with pytest.raises(ValueError, match="part must be 'train' or 'test', got 'all'"):
        clips.digit_images("all")


@pytest.mark.parametrize("part", ["train", "test"])
def test_the_two_digits_are_there_in_order_and_nothing_else_is_a_digit(part, rng):
    made = clips.ordered_pairs(60, rng, part)
    assert made.frames.shape == (60, 12, 8, 8)
    assert made.frames.dtype == np.float32
    for frames, length, label in zip(*made, strict=True):
        found = digits_in(frames, part)
        assert [digit for _, digit in found] == [d for d in clips.PAIRS[label] for _ in range(2)]
        places = [t for t, _ in found]
        assert places[1] == places[0] + 1
        assert places[2] > places[1]
        assert places[3] == places[2] + 1 < length
        assert not frames[length:].any()
        np.testing.assert_array_equal(frames[places[0]], frames[places[1]])


@pytest.mark.slow
def test_lengths_labels_and_places_are_spread_evenly(rng):
    made = clips.ordered_pairs(3000, rng)
    assert set(made.lengths) == set(range(6, 13))
    assert np.bincount(made.labels).min() > 400
    assert np.bincount(made.lengths)[6:].min() > 330
    short = clips.ordered_pairs(300, rng, T=5, shortest=5)
    starts = [tuple(t for t, _ in digits_in(frames, "train"))[::2] for frames in short.frames]
    assert {pair: starts.count(pair) > 60 for pair in set(starts)} == {
        (0, 2): True,
        (0, 3): True,
        (1, 3): True,
    }
    assert {clips.ordered_pairs(1, rng, T=4, shortest=4).frames.shape for _ in range(2)} == {(1, 4, 8, 8)}


def test_a_frame_without_a_digit_is_blank_or_as_bright_as_one(rng):
    made = clips.ordered_pairs(2000, rng)
    images, digits = clips.digit_images()
    sums = {round(float(image.sum()), 3) for image in images[np.isin(digits, clips.DIGITS)]}
    real = np.arange(12) < made.lengths[:, None]
    totals = made.frames.sum(axis=(2, 3))[real]
    assert {round(float(total), 3) for total in totals[:500] if total} <= sums
    others = real.sum() - 4 * 2000
    assert abs((totals == 0).sum() / others - 0.3) < 0.03


def test_the_mirror_names_the_other_order_and_the_data_repeat():
    for label, pair in enumerate(clips.PAIRS):
        assert clips.PAIRS[clips.MIRROR[label]] == pair[::-1]
    assert clips.NAMES == ("14", "17", "47", "41", "71", "74")
    one, two = (clips.ordered_pairs(5, np.random.default_rng(3)) for _ in range(2))
    for a, b in zip(one, two, strict=True):
        np.testing.assert_array_equal(a, b)


def test_backwards_turns_the_valid_part_only(rng):
    frames, lengths = rng.normal(size=(4, 5, 2)), np.array([1, 2, 4, 5])
    kept = frames.copy()
    turned = clips.backwards(frames, lengths)
    for before, after, n in zip(frames, turned, lengths, strict=True):
        np.testing.assert_array_equal(after, np.concatenate([before[:n][::-1], before[n:]]))
    np.testing.assert_array_equal(frames, kept)
    np.testing.assert_array_equal(clips.backwards(turned, lengths), frames)
    for wrong in ([0, 1, 1, 1], [1, 1, 1, 6], [1]):
        with pytest.raises(ValueError, match="lengths must hold 4 numbers from 1 to 5"):
            clips.backwards(frames, np.array(wrong))


def test_what_is_no_clip_is_named(rng):
    with pytest.raises(ValueError, match="shortest must be from 4 to T = 12, got 3"):
        clips.ordered_pairs(1, rng, shortest=3)
    with pytest.raises(ValueError, match="shortest must be from 4 to T = 5, got 6"):
        clips.ordered_pairs(1, rng, T=5)
    with pytest.raises(ValueError, match="number must be a whole number"):
        clips.ordered_pairs(0, rng)
    with pytest.raises(ValueError, match="rng must be"):
        clips.ordered_pairs(1, 0)
    with pytest.raises(ValueError, match="part must be"):
        clips.ordered_pairs(1, rng, "valid")
