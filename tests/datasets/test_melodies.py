"""Melodies have their form, and sound as they are written."""

import io
import wave

import numpy as np
import pytest

from lstm_course.datasets.melodies import BAR, HOLD, PHRASE, STEPS, K, melodies, sound


@pytest.fixture(scope="module")
def drawn():
    return melodies(400, np.random.default_rng(0))


def test_the_form_is_a_a_b_a(drawn):
    assert drawn.shape == (400, STEPS)
    assert drawn.dtype.kind == "i"
    a, again, b, last = np.split(drawn, STEPS // PHRASE, axis=1)
    np.testing.assert_array_equal(a, again)
    np.testing.assert_array_equal(a, last)
    assert (a != b).any(axis=1).all()
    assert (a[:, -1] == 0).all()
    assert (b[:, -1] == 4).all()
    assert set(np.unique(drawn)) == set(range(K))


def test_bars_begin_on_their_chord_and_notes_move_by_steps(drawn):
    chords = [{0, 2, 4, 7, 9}, {0, 3, 5, 7}, {1, 4, 6, 8}, {0, 2, 4, 7, 9}]
    held = 0
    for phrase in drawn.reshape(-1, PHRASE)[::4]:
        note = None
        for step, symbol in enumerate(phrase[:-1]):
            if step % BAR == 0:
                chord = chords[step // BAR]
                assert symbol in chord
                if note is not None:  # no note of the chord is nearer
                    assert abs(symbol - note) == min(abs(degree - note) for degree in chord)
                note = symbol
            elif symbol == HOLD:
                held += 1
            else:
                assert 1 <= abs(symbol - note) <= 2
                note = symbol
    assert 0.12 < held / (400 * 11) < 0.18  # 11 free steps in a phrase


def test_chance_comes_from_the_generator():
    rng = np.random.default_rng(3)
    first = melodies(2, rng)
    assert not np.array_equal(first, melodies(2, rng))
    np.testing.assert_array_equal(first, melodies(2, np.random.default_rng(3)))


def samples_of(data):
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 1)
        return file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), np.uint8) - 128.0


@pytest.mark.parametrize(("degree", "hertz"), [(0, 261.63), (4, 392.0), (7, 523.25), (9, 659.26)])
def test_a_note_has_its_pitch(degree, hertz):
    rate, samples = samples_of(sound([degree], seconds=1.0))
    assert (rate, len(samples)) == (8000, 8000)
    spectrum = np.abs(np.fft.rfft(samples))
    assert abs(np.fft.rfftfreq(8000, 1 / 8000)[spectrum[1:].argmax() + 1] - hertz) < 1.5
    assert np.abs(samples).max() <= 101


def test_a_held_note_sounds_on_and_a_hold_at_the_beginning_is_silent():
    _, long = samples_of(sound([HOLD, 0, HOLD, HOLD], seconds=0.1))
    assert len(long) == 3200
    assert not long[:800].any()
    assert np.abs(long[2400:3000]).max() > 10
    _, twice = samples_of(sound([HOLD, 0, 0, 0], seconds=0.1))
    assert np.abs(twice[1590:1610]).max() < np.abs(long[1590:1610]).max()  # struck anew


def test_the_same_melody_gives_the_same_bytes(drawn):
    data = sound(drawn[0])
    assert data == sound(drawn[0].tolist())
    assert len(data) < 60_000
    assert not samples_of(sound([HOLD, HOLD]))[1].any()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: melodies(0, np.random.default_rng(0)), "N must be a whole number of at least 1, got 0"),
        (lambda: melodies(1, 5), "rng must be a numpy.random.Generator"),
        (lambda: sound([]), "melody must hold at least one symbol from 0 to 10"),
        (lambda: sound([11]), "melody must hold"),
        (lambda: sound([[1]]), "melody must hold"),
        (lambda: sound([0.5]), "melody must hold"),
        (lambda: sound([1], seconds=0), "seconds must be above 0, got 0"),
        (lambda: sound([1], rate=0), "rate must be a whole number"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
