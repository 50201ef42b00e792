"""Exercise: what a linear probe reads, beside a control task and the most frequent label."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def readings(rng):
    """Return states that hold the label, states that hold the type alone, many units, dead units, and one unit."""

    def draw(n, H, V, K, share=0.6, signal=0.0, kept=1.0, dead=False):
        types = rng.integers(0, V, n)
        labels = rng.choice(K, n, p=np.linspace(3, 1, K) / np.linspace(3, 1, K).sum())
        if kept:  # a label that goes by the type, mostly
            labels = np.where(rng.random(n) < kept, rng.integers(0, K, V)[types], labels)
        control = rng.permutation(np.arange(V) % K)
        states = rng.normal(size=(V, H))[types] + 0.7 * rng.normal(size=(n, H)) + 2
        states = states + signal * rng.normal(size=(K, H))[labels]
        if dead:
            states[:, 0] = 0.0
        order = rng.permutation(n)
        cut = int(share * n)
        return states, labels, types, control, order[:cut], order[cut : n - n // 12]

    rare = draw(90, 3, 6, 3, kept=0.4)
    rare[1][rare[5]] = np.where(
        rng.random(len(rare[5])) < 0.7, 2, rare[1][rare[5]]
    )  # another majority in the test
    rare[1][rare[4]] = np.where(rng.random(len(rare[4])) < 0.5, 0, rare[1][rare[4]])

    def level():
        """Return two labels that are equally frequent in training, the larger one first."""
        drawn = draw(60, 3, 5, 2, kept=0.5)
        drawn[1][drawn[4]] = np.arange(36)[::-1] % 2
        drawn[1][drawn[5]] = np.arange(len(drawn[5])) % 3 == 0
        return drawn

    return [
        Probe(draw(120, 4, 8, 3, signal=1.5, kept=0.0)),
        Probe(draw(110, 6, 9, 2, kept=0.8)),
        Probe(draw(100, 24, 7, 3, kept=0.9)),
        Probe(draw(130, 3, 12, 4, kept=0.6)),
        Probe(rare),
        Probe(draw(90, 5, 6, 3, kept=0.7, dead=True)),
        Probe(draw(80, 1, 5, 2, signal=2.0, kept=0.3)),
        Probe(draw(70, 2, 4, 2, share=0.4, kept=1.0)),
        Probe(draw(100, 40, 11, 2, share=0.7, kept=0.3)),
        Probe(draw(150, 4, 5, 5, signal=1.0, kept=0.0)),
        Probe(level()),
    ]


def linear_probe(states, labels, types, control, train, test):
    inputs = np.column_stack([np.ones(len(states)), states])  # (n, 1 + H)

    def accuracy_of(targets):
        wanted = np.eye(targets.max() + 1)[targets]  # (n, K): one column for each label
        W = np.linalg.lstsq(inputs[train], wanted[train])[0]
        found = (inputs[test] @ W).argmax(axis=1)
        return (found == targets[test]).mean()

    accuracy = accuracy_of(labels)
    selectivity = accuracy - accuracy_of(control[types])
    frequent = np.bincount(labels[train]).argmax()
    majority = (labels[test] == frequent).mean()
    return accuracy, selectivity, majority


def _found(states, targets, train, test):
    """Return what the probe says on the test rows."""
    inputs = np.column_stack([np.ones(len(states)), states])
    wanted = np.eye(targets.max() + 1)[targets]
    return (inputs[test] @ np.linalg.lstsq(inputs[train], wanted[train])[0]).argmax(axis=1)


def _control_for_training_only(states, labels, types, control, train, test):
    accuracy, _, majority = linear_probe(states, labels, types, control, train, test)
    return accuracy, accuracy - (_found(states, control[types], train, test) == labels[test]).mean(), majority


def _one_probe_for_both(states, labels, types, control, train, test):
    accuracy, _, majority = linear_probe(states, labels, types, control, train, test)
    return accuracy, accuracy - (_found(states, labels, train, test) == control[types][test]).mean(), majority


def _label_as_number(states, labels, types, control, train, test):
    inputs = np.column_stack([np.ones(len(states)), states])

    def accuracy_of(targets):
        w = np.linalg.lstsq(inputs[train], targets[train])[0]
        return (np.round(inputs[test] @ w) == targets[test]).mean()

    accuracy, majority = accuracy_of(labels), linear_probe(states, labels, types, control, train, test)[2]
    return accuracy, accuracy - accuracy_of(control[types]), majority


def _standardised_apart(states, labels, types, control, train, test):
    moved = states.copy()
    for rows in (train, test):
        spread = states[rows].std(axis=0)
        moved[rows] = (states[rows] - states[rows].mean(axis=0)) / np.where(spread > 0, spread, 1)
    return linear_probe(moved, labels, types, control, train, test)


def _types_probed(states, labels, types, control, train, test):
    accuracy, _, majority = linear_probe(states, labels, types, control, train, test)
    other = linear_probe(np.eye(len(control))[types], labels, types, control, train, test)[0]
    return accuracy, accuracy - other, majority


def _control_in_training(states, labels, types, control, train, test):
    accuracy, _, majority = linear_probe(states, labels, types, control, train, test)
    return (
        accuracy,
        accuracy - linear_probe(states, control[types], types, control, train, train)[0],
        majority,
    )


def _labels_in_training(states, labels, types, control, train, test):
    other = linear_probe(states, control[types], types, control, train, test)[0]
    accuracy = linear_probe(states, labels, types, control, train, train)[0]
    return accuracy, accuracy - other, linear_probe(states, labels, types, control, train, test)[2]


def _mean_forgotten(states, labels, types, control, train, test):
    def accuracy_of(targets):
        X, wanted = states - states[train].mean(axis=0), np.eye(targets.max() + 1)[targets]
        W = np.linalg.lstsq(X[train], wanted[train])[0]
        return ((X[test] @ W).argmax(axis=1) == targets[test]).mean()

    majority = linear_probe(states, labels, types, control, train, test)[2]
    return accuracy_of(labels), accuracy_of(labels) - accuracy_of(control[types]), majority


_INPUTS = "np.column_stack([np.ones(len(states)), states])"
_FIT = "np.linalg.lstsq(inputs[train], wanted[train])[0]"
_FOUND = "(inputs[test] @ W).argmax(axis=1)"
_HIT = "(found == targets[test]).mean()"
_CONTROL = "accuracy - accuracy_of(control[types])"
_FREQUENT = "np.bincount(labels[train]).argmax()"
_MAJORITY = "(labels[test] == frequent).mean()"
_RETURN = "return accuracy, selectivity, majority"

EXERCISE = Exercise(
    name="linear_probe",
    signature="linear_probe(states, labels, types, control, train, test)",
    returns={
        "accuracy": "a share, from 0 to 1",
        "selectivity": "a difference of two shares, from -1 to 1",
        "majority": "a share, from 0 to 1",
    },
    reference=linear_probe,
    probes=readings,
    points={"accuracy": 3, "selectivity": 3, "majority": 1},
    pairs=False,
    read='lesson 21, "The probe and its control"',
    advice={
        "accuracy": "Least squares on the training rows, with a column of ones, one column of targets for each label; "
        "on a test row the label whose column comes out largest.",
        "selectivity": "The accuracy less that of the same probe, trained and tested on the control labels: "
        "control[types] holds one for each row. If your accuracy is wrong as well, begin with it.",
        "majority": "The label that is most frequent in the training rows: its share of the test rows.",
    },
    hints=(
        "Write the probe as a function of its target labels. You need it twice: for labels, and for control[types].",
        "np.eye(K)[labels] makes one column for each label. np.linalg.lstsq(A, B)[0] is the W for which A @ W is "
        "nearest to B; a column of ones in A is the intercept.",
        "A prediction is the argmax over the columns of A[test] @ W. selectivity is one accuracy less the other.",
    ),
    mutants=(
        Mutant(
            "fits-on-all",
            "You fit the probe on all rows, those of the test included.",
            edits={_FIT: "np.linalg.lstsq(inputs, wanted)[0]"},
        ),
        Mutant(
            "fits-on-the-test",
            "You fit the probe on the test rows.",
            edits={_FIT: "np.linalg.lstsq(inputs[test], wanted[test])[0]"},
        ),
        Mutant(
            "tested-on-training-rows",
            "You test the probe on the rows it was fitted on. With many units it can learn those by heart.",
            edits={_FOUND: "(inputs[train] @ W).argmax(axis=1)", _HIT: "(found == targets[train]).mean()"},
        ),
        Mutant(
            "tested-on-all",
            "You test the probe on all rows, those included that it was fitted on.",
            edits={_FOUND: "(inputs @ W).argmax(axis=1)", _HIT: "(found == targets).mean()"},
        ),
        Mutant(
            "no-intercept",
            "Your probe has no intercept: without a column of ones its outputs are all 0 where the state is 0.",
            edits={_INPUTS: "states"},
        ),
        Mutant(
            "deeper",
            "Your probe takes squares of the states as well. Then it is not linear: the more a probe can compute by "
            "itself, the less its accuracy says about the states.",
            edits={_INPUTS: "np.column_stack([np.ones(len(states)), states, states**2])"},
        ),
        Mutant(
            "standardised-apart",
            "You standardise the test rows by themselves. Whatever is done to the test rows must come from the "
            "training rows.",
            fn=_standardised_apart,
        ),
        Mutant(
            "label-as-a-number",
            "You fit one number and round it. Labels are names: label 2 is not twice label 1. Give each its own "
            "column.",
            hint="M68",
            fn=_label_as_number,
        ),
        Mutant(
            "smallest",
            "You take the label whose column comes out smallest.",
            edits={_FOUND: "(inputs[test] @ W).argmin(axis=1)"},
        ),
        Mutant(
            "errors",
            "You return the share of errors. Accuracy is the share that is right.",
            edits={_HIT: "(found != targets[test]).mean()"},
        ),
        Mutant(
            "counted",
            "You return how many are right. Divide by the number of test rows.",
            edits={_HIT: "(found == targets[test]).sum() * 1.0"},
        ),
        Mutant(
            "control-by-place",
            "You deal the control labels out by place: the same symbol has one label here and another there. A label "
            "of each type was asked for, or there is nothing to learn by heart and the control is too easy to beat.",
            edits={_CONTROL: "accuracy - accuracy_of(control[np.arange(len(states)) % len(control)])"},
        ),
        Mutant(
            "control-for-training-only",
            "You train the probe on the control labels and test it on the real ones. It would be a surprise if it were "
            "right there: train and test it on the control labels.",
            fn=_control_for_training_only,
        ),
        Mutant(
            "one-probe-for-both",
            "You test the probe of the real labels on the control labels. The control has a probe of its own.",
            fn=_one_probe_for_both,
        ),
        Mutant(
            "types-for-control",
            "You let the control probe tell the types themselves. Its target is the label that each type was given: "
            "control[types].",
            edits={_CONTROL: "accuracy - accuracy_of(types)"},
        ),
        Mutant(
            "majority-for-control",
            "You take the accuracy less that of the most frequent label. That is another question; selectivity "
            "compares with the control task.",
            edits={_CONTROL: "accuracy - (labels[test] == np.bincount(labels[train]).argmax()).mean()"},
        ),
        Mutant(
            "control-returned",
            "Your selectivity is the accuracy on the control task itself. Take it away from the accuracy.",
            edits={_CONTROL: "accuracy_of(control[types])"},
        ),
        Mutant(
            "turned",
            "You take the accuracy away from the control. Selectivity is above 0 where the labels are read better.",
            edits={_CONTROL: "accuracy_of(control[types]) - accuracy"},
        ),
        Mutant(
            "absolute",
            "You take the distance of the two accuracies. Selectivity below 0 says that the control was easier: keep "
            "the sign.",
            edits={_CONTROL: "abs(accuracy - accuracy_of(control[types]))"},
        ),
        Mutant(
            "not-below-zero",
            "You cut the selectivity off at 0. Below 0 it says that the control was easier.",
            edits={_CONTROL: "max(accuracy - accuracy_of(control[types]), 0.0)"},
        ),
        Mutant(
            "ratio",
            "You divide the two accuracies. Selectivity is their difference.",
            edits={_CONTROL: "accuracy / accuracy_of(control[types])"},
        ),
        Mutant(
            "share-of-the-accuracy",
            "You divide the difference by the accuracy. Selectivity is the plain difference.",
            edits={_CONTROL: "(accuracy - accuracy_of(control[types])) / accuracy"},
        ),
        Mutant(
            "majority-of-the-test",
            "You look for the most frequent label in the test rows. It is chosen in the training rows, as a probe"
            " is.",
            edits={_FREQUENT: "np.bincount(labels[test]).argmax()"},
        ),
        Mutant(
            "majority-of-all",
            "You look for the most frequent label in all rows. It is chosen in the training rows, as a probe is.",
            edits={_FREQUENT: "np.bincount(labels).argmax()"},
        ),
        Mutant(
            "majority-in-training",
            "You measure the most frequent label on the training rows. It is chosen there, tested on the test rows.",
            edits={_MAJORITY: "(labels[train] == frequent).mean()"},
        ),
        Mutant(
            "chance",
            "Your majority is 1 over the number of labels. That is the accuracy of guessing where all are equally "
            "frequent, and here they are not.",
            edits={_MAJORITY: "1 / len(np.unique(labels))"},
        ),
        Mutant(
            "majority-of-control",
            "You take the most frequent control label. majority is about the labels.",
            edits={_FREQUENT: "np.bincount(control[types][train]).argmax()"},
        ),
        Mutant(
            "order",
            "You return majority before selectivity. The order is accuracy, selectivity, majority.",
            edits={_RETURN: "return accuracy, majority, selectivity"},
        ),
        Mutant(
            "types-probed",
            "Your control reads the labels off the types, not off the states. The control task has other labels "
            "and the same states.",
            fn=_types_probed,
        ),
        Mutant(
            "control-in-training",
            "You test the control probe on the training rows. Both probes are tested on the rows test.",
            fn=_control_in_training,
        ),
        Mutant(
            "labels-in-training",
            "You test the probe of the labels on the training rows, and only that of the control on the rows test.",
            fn=_labels_in_training,
        ),
        Mutant(
            "mean-forgotten",
            "You take the mean away from the states but not from the targets, so that the intercept is lost. Put "
            "a column of ones beside the states.",
            fn=_mean_forgotten,
        ),
        Mutant(
            "majority-over-all",
            "You measure the most frequent label over all rows. It is chosen in the training rows and tested on "
            "the test rows.",
            edits={_MAJORITY: "(labels == frequent).mean()"},
        ),
        Mutant(
            "chance-for-control",
            "You take 1 over the number of labels away. Selectivity compares with the accuracy on the control task.",
            edits={_CONTROL: "accuracy - 1 / len(np.unique(labels))"},
        ),
        Mutant(
            "frequent-returned",
            "You return the most frequent label itself. majority is the share of the test rows that have it.",
            edits={_MAJORITY: "float(frequent)"},
        ),
        Mutant(
            "per-cent",
            "You return per cent. Shares run from 0 to 1.",
            edits={_RETURN: "return 100 * accuracy, 100 * selectivity, 100 * majority"},
        ),
        Mutant(
            "first-of-equals",
            "Where two labels are equally frequent in training you take the larger one, or the one that comes first "
            "in the rows. Of equals it is the smallest.",
            edits={_FREQUENT: "max(labels[train].tolist(), key=labels[train].tolist().count)"},
        ),
    ),
)
