"""Claims about scores, splits and searches."""

import time

import numpy as np
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error
from sklearn.model_selection import KFold
from sklearn.neighbors import KNeighborsRegressor

from ...datasets.series import make_windows
from ...evaluate import table
from ...evaluate.edit_distance import error_rate
from ...evaluate.metrics import precision_recall_f1
from ..definition import Fact, Measurement


def rmse():
    """Of errors of 1, 1, 1 and 9: the root mean square, and the mean absolute error."""
    y = [0, 0, 0, 0]
    errors = [1, 1, 1, 9]
    return float(root_mean_squared_error(y, errors)), float(mean_absolute_error(y, errors))


def classes_with_a_recall():
    """Count the classes of three that have a recall of their own."""
    recall = precision_recall_f1(["a", "b", "c", "c"], ["a", "c", "c", "c"], average=None)[1]
    return len(recall), 2


def never_ill():
    """Of 1,000 with 10 ill among them, call nobody ill: the recall of the ill, and the accuracy."""
    y, p = np.repeat([0, 1], [990, 10]), np.zeros(1000, int)
    return float(precision_recall_f1(y, p, average=None)[1][1]), float((y == p).mean())


def one_letter_late():
    """Write a word one letter late: its letter error rate, and the share of places that are wrong."""
    right, found = "gradient", "ngradien"
    return error_rate([right], [found]), float(np.mean([a != b for a, b in zip(right, found, strict=True)]))


def reversed_answers():
    """R2 of 1, 2, 3 answered as 3, 2, 1, and the nearest number from 0 to 1."""
    score = float(r2_score([1, 2, 3], [3, 2, 1]))
    return score, float(np.clip(score, 0, 1))


def shuffled_folds(settings, seeds):
    """Yield the error that shuffled folds promise a look-up on a random walk, as a share of what comes later."""
    known, lags = settings["known"], settings["lags"]
    for seed in seeds:
        start = time.process_time()
        walk = np.random.default_rng(seed).standard_normal(known + settings["later"]).cumsum()
        x, y = make_windows(walk, lags, 1)
        y = np.ravel(y)
        n, model = known - lags, KNeighborsRegressor(1)

        def errors(train, test, x=x, y=y, model=model):
            return np.abs(model.fit(x[train], y[train]).predict(x[test]) - y[test])

        folds = KFold(5, shuffle=True, random_state=seed).split(x[:n])
        promised = float(np.concatenate([errors(*fold) for fold in folds]).mean())
        came = float(errors(np.arange(n), np.arange(n, len(x))).mean())
        result = {"value": promised / came, "promised": promised, "came": came}
        yield seed, result | {"cpu_seconds": time.process_time() - start}


def units_alone(settings, seeds):
    """Yield the gain of tuning the units alone, as a share of the test error; -0.1 is a tenth more error."""
    found = table.recorded()
    kept = [
        all(config[name] == value for name, value in settings["others"].items()) for config in found.configs
    ]
    some = np.flatnonzero(kept)
    for seed in seeds:
        start = time.process_time()
        validation = found.validation[:, seed, -1]
        alone = float(found.test[some[validation[some].argmin()], seed])
        whole = float(found.test[validation.argmin(), seed])
        result = {"value": 1 - alone / whole, "alone": alone, "whole": whole}
        yield seed, result | {"cpu_seconds": time.process_time() - start}


def claims():
    """Return the claims of this family."""
    return [
        Fact(
            "E5", "RMSE is the average absolute error.",
            12, "Errors of numbers", "M63", rmse,
            "Errors of 1, 1, 1 and 9 have an RMSE of {found} and a mean absolute error of {claimed}.",
        ),
        Fact(
            "E6", "Precision, recall and the confusion matrix are for two classes.",
            12, "One table, many scores", "precision_recall_f1", classes_with_a_recall,
            "Of three classes {found} have a recall, not {claimed}; macro and micro average them.",
        ),
        Fact(
            "E7", "Accuracy tells how good a classifier is.",
            12, "When the ill become rare", "M65", never_ill,
            "Call nobody ill where 1 in 100 is: accuracy {claimed}, recall of the ill {found}.",
        ),
        Fact(
            "E13", "Accuracy and loss are all the scores that a sequence needs.",
            19, "Errors and voices", "edit_operations", one_letter_late,
            "A word one letter late has a letter error rate of {found}, but a share of {claimed} of its places is "
            "wrong.",
        ),
        Measurement(
            "E24", "k-fold cross-validation is the way to validate a forecast.",
            12, "Which split tells the truth", "M59", shuffled_folds,
            {"known": 600, "later": 100, "lags": 10},
            "for a look-up on a random walk shuffled folds promise at least 0.9 of the later error", 0.9,
            "Promised {promised:.2f}, later {came:.2f} (ratio {low:.2f} to {high:.2f}); a linear model is not "
            "flattered.", seeds=20,
        ),
        Measurement(
            "E25", "Tuning is choosing the number of units; the other knobs may stay.",
            13, "What moves the error", "sample_config", units_alone,
            {"others": {"learning_rate": 0.001, "window": 9, "forget_bias": 1}},
            "units alone, at a rate of 0.001, give at most 5 % more test error than all four knobs", -0.05,
            "Units alone {alone:.1f} sunspots, all knobs {whole:.1f}; the gain is {low:.2f} to {high:.2f}.", seeds=9,
        ),
        Fact(
            "E26", "R2 lies between 0 and 1.",
            12, "Errors of numbers", "mase", reversed_answers,
            "Who answers 3, 2, 1 for 1, 2, 3 has an R2 of {found}, not {claimed}.",
        ),
    ]  # fmt: skip
