"""What is said of a wrong answer that shows too little for one mistake, and what is taken for right."""

import numpy as np
import pytest

from lstm_course import check


@pytest.mark.slow
def test_an_exception_alone_is_no_match():
    """Two functions that are right for a single unit, and raise elsewhere, need not have the same mistake."""

    def gru_step_paper(x, h_prev, W_x, W_h, b_x, b_h):
        if h_prev.shape[1] > 1:
            raise ValueError("operands could not be broadcast together")
        return right(x, h_prev, W_x, W_h, b_x, b_h)

    right = check.records()["gru_step_paper"].reference
    result = check.run("gru_step_paper", gru_step_paper)
    assert result.hint is None
    assert "raised ValueError" in result.message


@pytest.mark.slow
def test_one_value_in_every_call_is_said_before_one_way_to_get_there():
    def longest_count(accepts):
        return 7

    def repair_best_run(runs, goal):
        run, _, best = right(runs, goal)
        return run, 0, best

    right = check.records()["repair_best_run"].reference
    assert "Your n is 7 in every call." in check.run("longest_count", longest_count).message
    said = check.run("repair_best_run", repair_best_run).message
    assert "Your epoch is 0 in every call. One way to get there: " in said
    assert "Your run" not in said


@pytest.mark.slow
def test_a_word_that_never_comes_is_said():
    def start_report(loss, V, pad_share=0.0):
        word = right(loss, V, pad_share)
        return "fine" if word in ("high", "padding counted") else word

    right = check.records()["start_report"].reference
    said = check.run("start_report", start_report).message
    assert "Your report is never 'high' or 'padding counted'." in said
    assert "one of the words" not in said


def test_a_word_that_is_not_taken_is_shown_with_those_that_are():
    record = check.records()["start_report"]

    def start_report(loss, V, pad_share=0.0):
        return record.reference(loss, V, pad_share).replace(" ", "_")

    said = check.run("start_report", start_report).message
    assert "'too_good'" in said
    assert all(word in said for word in record.words)


@pytest.mark.parametrize(("order", "said"), [((0, 2, 1, 3), "(weight_ih, bias_ih, weight_hh, bias_hh)")])
def test_results_in_another_order_are_told_so(order, said):
    def copy_to_torch(W_x, W_h, b):
        found = right(W_x, W_h, b)
        return tuple(found[k] for k in order)

    right = check.records()["copy_to_torch"].reference
    message = check.run("copy_to_torch", copy_to_torch).message
    assert f"yours are {said}" in message
    assert "axis is missing" not in message


def test_nan_that_came_in_is_not_blamed_on_a_division():
    def repair_best_run(runs, goal):
        run, epoch, _ = right(runs, goal)
        best = np.max if goal == "max" else np.min  # both are NaN where one value is
        return run, epoch, float(best(np.concatenate(runs)))

    right = check.records()["repair_best_run"].reference
    said = check.run("repair_best_run", repair_best_run).message
    assert "the arguments hold NaN here" in said
    assert "divided by zero" not in said


def test_chance_is_said_where_two_calls_differ():
    def mase(y, forecast, train, season):
        return float(np.random.default_rng().random())

    assert "Two calls with the same arguments give different results" in check.run("mase", mase).message


def test_numbers_in_one_row_and_whole_numbers_are_taken():
    scores, table = (check.records()[name].reference for name in ("repair_scores", "precision_recall_f1"))

    def repair_scores(y, p):
        return np.array(scores(y, p))

    def precision_recall_f1(y, p, average):
        found = table(y, p, average)
        return found.astype(int) if np.array_equal(found, np.round(found)) else found

    assert check.run("repair_scores", repair_scores).passed
    assert check.run("precision_recall_f1", precision_recall_f1).passed


def test_a_row_of_the_wrong_length_is_still_refused():
    assert not check.run("repair_scores", lambda y, p: np.zeros(3)).passed


def test_what_an_array_of_whole_numbers_cuts_off_is_said():
    right = check.records()["repair_unsort"].reference

    def repair_unsort(x, lengths):
        return (10 * right(x, lengths)).astype(int)

    assert "cuts off what stands behind the point" in check.run("repair_unsort", repair_unsort).message


@pytest.mark.slow
def test_draws_that_look_alike_in_words_are_not_taken_for_an_edit():
    """All that is observed of a split are words; the values themselves must tell which edit it is."""

    def group_split(groups, share, seeds):
        _, test = right(groups, share, seeds)
        for row in test:
            if row.sum() > 1:
                row[:] = False
        return ~test, test

    right = check.records()["group_split"].reference
    assert "One way" not in (said := check.run("group_split", group_split)).message
    assert said.hint is None or not said.hint.startswith("edit")


@pytest.mark.slow
def test_what_is_never_alone_in_the_calls_is_said_together():
    """The one call with a single sequence is the one with a single unit too: which of them helps cannot be told."""

    def lstm_step(x, h_prev, c_prev, *weights):
        h, c = right(x, h_prev, c_prev, *weights)
        late = np.arange(len(x))[:, None] / 10
        return h + late, c + late

    right = check.records()["lstm_step"].reference
    assert (
        "Your c is right for one sequence and one unit, and wrong for more."
        in check.run("lstm_step", lstm_step).message
    )


def test_a_dict_of_arrays_is_shown_like_the_arrays():
    def clip_by_global_norm(grads, max_norm):
        return None if max_norm > 40 else right(grads, max_norm)

    right = check.records()["clip_by_global_norm"].reference
    said = check.run("clip_by_global_norm", clip_by_global_norm).message
    assert "For grads = {'W_x': [[" in said
    assert "array(" not in said
