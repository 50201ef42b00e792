"""The benchmark measures what it says it measures; it is never a timed test."""

import json

import numpy as np
import pytest

from lstm_course.bench import layers as bench


def test_the_contestants_compute_the_same():
    runs = bench.contestants((5, 3, 2, 4), np.random.default_rng(1))
    results = {name: run() for name, run in runs.items()}
    again = {name: run() for name, run in runs.items()}
    assert set(results) == {"numpy", "nn.LSTM", "autograd"}
    for name, y in results.items():
        assert y.shape == (3, 5, 4)
        np.testing.assert_allclose(y, results["nn.LSTM"], atol=1e-6)
        np.testing.assert_array_equal(again[name], y)
    assert np.abs(results["numpy"]).max() > 0.01


def test_the_table_has_a_row_for_each_shape(capsys):
    assert bench.main(["--quick", "--rounds", "1"]) == 0
    printed = capsys.readouterr().out
    assert all(str(shape) in printed for shape in bench.QUICK_SHAPES)
    assert "geometric mean" in printed


def test_json_ratios_belong_to_the_milliseconds(capsys):
    bench.main(["--quick", "--rounds", "2", "--json"])
    found = json.loads(capsys.readouterr().out)
    for row in found["rows"]:
        assert row["numpy / nn.LSTM"] == row["ms"]["numpy"] / row["ms"]["nn.LSTM"]
    assert found["geometric mean"]["numpy"] == pytest.approx(
        np.prod([row["numpy / nn.LSTM"] for row in found["rows"]]) ** 0.5
    )


def test_no_rounds_is_an_error(capsys):
    with pytest.raises(SystemExit):
        bench.main(["--rounds", "0"])
    assert "at least 1" in capsys.readouterr().err
