"""Exercise: one step of Adam."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def adam_probes(rng):
    """Return probes of Adam: the first step from zero moments, later steps, and gradients as small as eps."""

    def moments(shape, scale=1.0):
        return scale * rng.normal(size=shape), scale**2 * rng.uniform(0.5, 2, size=shape)

    param, grad = rng.normal(size=(2, 3))
    shape, tiny = (2, 3), 1e-8
    return [
        Probe(
            (param, grad, np.zeros(3), np.zeros(3), 1, 0.1),
            "At the first step from zero moments every element must move by the learning rate, against the sign of "
            "its gradient, however large that is. Yours does not. Look at the two corrections, and at eps.",
        ),
        Probe((rng.normal(size=shape), rng.normal(size=shape), *moments(shape), 3, 0.05)),
        Probe((rng.normal(size=shape), tiny * rng.normal(size=shape), *moments(shape, tiny), 7, 0.2)),
        Probe((rng.normal(size=4), rng.normal(size=4), *moments(4), 250, 0.5)),
        Probe((rng.normal(size=(1, 3)), rng.normal(size=(1, 3)), *moments((1, 3)), 2, 0.1)),
    ]


def adam_step(param, grad, m, v, t, learning_rate):
    beta_m, beta_v = 0.9, 0.999
    m = beta_m * m + (1 - beta_m) * grad
    v = beta_v * v + (1 - beta_v) * grad**2
    m_hat = m / (1 - beta_m**t)
    v_hat = v / (1 - beta_v**t)
    param = param - learning_rate * m_hat / (np.sqrt(v_hat) + 1e-8)
    return param, m, v


EXERCISE = Exercise(
    name="adam_step",
    signature="adam_step(param, grad, m, v, t, learning_rate)",
    returns={"param": "as grad", "m": "as grad", "v": "as grad"},
    reference=adam_step,
    probes=adam_probes,
    points={"param": 2, "m": 1, "v": 1},
    read='lesson 05, "Adam by hand"',
    advice={
        "param": "Correct m and v for their start at zero, divide the one by the root of the other plus eps, and go "
        "against the gradient.",
        "m": "m keeps 0.9 of its old value and takes 0.1 of the gradient.",
        "v": "v keeps 0.999 of its old value and takes 0.001 of the squared gradient.",
    },
    hints=(
        "Two running means: m of the gradient with 0.9, v of its square with 0.999. Both start at zero.",
        "Because they start at zero they are too small at first: divide by 1 - 0.9**t and 1 - 0.999**t, where t is 1 "
        "at the first step.",
        "param - learning_rate * m_hat / (np.sqrt(v_hat) + 1e-8), and return m and v as they are, uncorrected.",
    ),
    mutants=(
        Mutant(
            "only-the-parameter",
            "You return the parameter alone. The next step needs the new m and v as well: return all three.",
            edits={"return param, m, v": "return param"},
        ),
        Mutant(
            "no-correction",
            "Your moments are not corrected for their start at zero. At the first step m is a tenth of the gradient "
            "and v a thousandth of its square: the step is far too long.",
            edits={
                " / (1 - beta_m**t)": "",
                " / (1 - beta_v**t)": "",
            },
        ),
        Mutant(
            "no-correction-of-m",
            "m is not corrected for its start at zero: divide it by 1 - 0.9**t.",
            edits={" / (1 - beta_m**t)": ""},
        ),
        Mutant(
            "no-correction-of-v",
            "v is not corrected for its start at zero: divide it by 1 - 0.999**t. Without that the first steps are "
            "about thirty times too long.",
            edits={" / (1 - beta_v**t)": ""},
        ),
        Mutant(
            "counts-from-zero",
            "Your corrections use t - 1. The first step is t = 1; with 0 you divide by zero.",
            edits={
                "beta_m**t": "beta_m ** (t - 1)",
                "beta_v**t": "beta_v ** (t - 1)",
            },
        ),
        Mutant(
            "one-ahead",
            "Your corrections use t + 1. The first step is t = 1 already.",
            edits={
                "beta_m**t": "beta_m ** (t + 1)",
                "beta_v**t": "beta_v ** (t + 1)",
            },
        ),
        Mutant(
            "times-t",
            "You multiply beta by t. The share of the start that is left after t steps is beta to the power of t.",
            edits={
                "beta_m**t": "beta_m * t",
                "beta_v**t": "beta_v * t",
            },
        ),
        Mutant(
            "corrected-moments-kept",
            "You return the corrected moments. The next step would correct them again: keep m and v as they are.",
            edits={"return param, m, v": "return param, m_hat, v_hat"},
        ),
        Mutant(
            "old-moments",
            "You move the parameter with the old m and v. Update them with the new gradient first.",
            edits={
                "0.9, 0.999": "0.9, 0.999\n    old_m, old_v = m, v",
                "m_hat = m": "m_hat = old_m",
                "v_hat = v": "v_hat = old_v",
            },
        ),
        Mutant(
            "eps-inside-the-root",
            "Your eps is inside the root. There it acts like its own root, ten thousand times larger; it is added to "
            "the root.",
            edits={"np.sqrt(v_hat) + 1e-8": "np.sqrt(v_hat + 1e-8)"},
        ),
        Mutant(
            "no-eps",
            "eps is missing. Where a gradient has always been zero you would divide zero by zero.",
            edits={"(np.sqrt(v_hat) + 1e-8)": "np.sqrt(v_hat)"},
        ),
        Mutant(
            "no-root",
            "You divide by v, not by its root. v is a mean of squares: its root has the units of the gradient.",
            edits={"np.sqrt(v_hat)": "v_hat"},
        ),
        Mutant(
            "no-division",
            "You do not divide by the root of v. That is momentum; Adam gives each element its own step.",
            edits={" / (np.sqrt(v_hat) + 1e-8)": ""},
        ),
        Mutant(
            "gradient-in-place-of-m",
            "You divide the gradient itself by the root of v. That is RMSprop; Adam takes the running mean m.",
            edits={"learning_rate * m_hat": "learning_rate * grad"},
        ),
        Mutant(
            "plain-sgd",
            "You move by the learning rate times the gradient. That is plain SGD: neither m nor v is used.",
            edits={"learning_rate * m_hat / (np.sqrt(v_hat) + 1e-8)": "learning_rate * grad"},
        ),
        Mutant(
            "own-learning-rate",
            "You use a learning rate of your own, 0.001. Take the one that comes in.",
            edits={"learning_rate * m_hat": "0.001 * m_hat"},
        ),
        Mutant(
            "mean-over-the-array",
            "Your v is one number, a mean over the whole array. Each element has its own running mean of squares.",
            edits={"grad**2": "np.full_like(grad, (grad**2).mean())"},
        ),
        Mutant(
            "m-old-and-new-exchanged",
            "m is wrong, v is right: you keep a tenth of the old m and take nine tenths of the gradient. 0.9 belongs "
            "to the old m.",
            edits={"beta_m * m + (1 - beta_m)": "(1 - beta_m) * m + beta_m"},
        ),
        Mutant(
            "v-old-and-new-exchanged",
            "v is wrong, m is right: 0.999 belongs to the old v, and 0.001 to the squared gradient.",
            edits={"beta_v * v + (1 - beta_v)": "(1 - beta_v) * v + beta_v"},
        ),
        Mutant(
            "not-squared",
            "v takes the size of the gradient, not its square.",
            edits={"grad**2": "np.abs(grad)"},
        ),
        Mutant(
            "square-of-the-mean",
            "v takes the square of m. It is the running mean of the squared gradient, grad**2.",
            edits={"grad**2": "m**2"},
        ),
        Mutant(
            "betas-exchanged",
            "The two betas are in each other's place: 0.9 belongs to m and 0.999 to v.",
            edits={"beta_m, beta_v =": "beta_v, beta_m ="},
        ),
        Mutant(
            "shorter-memory",
            "You keep 0.99 of v. That is the usual value of RMSprop; Adam keeps 0.999.",
            edits={"0.9, 0.999": "0.9, 0.99"},
        ),
        Mutant(
            "param-last",
            "You return m and v first. Return the parameter, m, v, in this order.",
            edits={"return param, m, v": "return m, v, param"},
        ),
        Mutant(
            "old-and-new-exchanged",
            "You keep a tenth of the old m and take nine tenths of the gradient. It is the other way round: 0.9 is "
            "the share that is kept (and 0.999 for v).",
            edits={
                "beta_m * m + (1 - beta_m)": "(1 - beta_m) * m + beta_m",
                "beta_v * v + (1 - beta_v)": "(1 - beta_v) * v + beta_v",
            },
        ),
        Mutant(
            "new-in-full",
            "You add the whole gradient to 0.9 m. A running mean takes 1 - 0.9 of it (and 1 - 0.999 of the square).",
            edits={
                "(1 - beta_m) * ": "",
                "(1 - beta_v) * ": "",
            },
        ),
        Mutant(
            "uphill",
            "You go along the gradient, so the loss grows. Subtract.",
            edits={"param - ": "param + "},
        ),
        Mutant(
            "only-the-change",
            "You return the change and not the changed parameter.",
            edits={"param - learning_rate": "-learning_rate"},
        ),
        Mutant(
            "param-changed",
            "The numbers are right, but param -= ... writes into the caller's array. Return a new one: param = "
            "param - ...",
            hint="M23",
            edits={"param = ": "param[...] = "},
        ),
        Mutant(
            "moments-changed",
            "The numbers are right, but you update m and v in place. Return new arrays: m = 0.9 * m + ...",
            hint="M23",
            edits={
                "m = beta_m * m +": "m *= beta_m\n    m +=",
                "v = beta_v * v +": "v *= beta_v\n    v +=",
            },
        ),
        Mutant(
            "one-root-for-all",
            "You divide all elements by one number, the root of the sum of v. Every element has its own root.",
            edits={"np.sqrt(v_hat)": "np.sqrt(v_hat.sum())"},
        ),
        Mutant(
            "old-m-used",
            "Your step is made of the old m. Bring m up to date first, and use the new one.",
            edits={"    m = beta_m": "    old = m\n    m = beta_m", "m_hat = m /": "m_hat = old /"},
        ),
        Mutant(
            "eps-before-the-correction",
            "You add eps to the root of v before v is corrected, so the correction changes eps, too. Here it comes "
            "last: the root of the corrected v, plus eps.",
            edits={"np.sqrt(v_hat) + 1e-8": "(np.sqrt(v) + 1e-8) / np.sqrt(1 - beta_v**t)"},
        ),
        Mutant(
            "eps-of-keras",
            "Your eps is 1e-7, which is what Keras takes. Here it is 1e-8.",
            edits={"1e-8": "1e-7"},
        ),
        Mutant(
            "eps-of-a-millionth",
            "Your eps is 1e-6. Here it is 1e-8.",
            edits={"1e-8": "1e-6"},
        ),
        Mutant(
            "power-of-the-difference",
            "You take (1 - beta) to the power of t. The power belongs to beta alone: after t steps the share beta**t "
            "of the start is left, and 1 - beta**t is gone.",
            edits={"(1 - beta_m**t)": "(1 - beta_m) ** t", "(1 - beta_v**t)": "(1 - beta_v) ** t"},
        ),
        Mutant(
            "root-before-the-correction",
            "You take the root of v and divide it by 1 - beta**t. v itself is corrected, and the root is taken after "
            "that.",
            edits={"np.sqrt(v_hat) + 1e-8": "np.sqrt(v) / (1 - beta_v**t) + 1e-8"},
        ),
        Mutant(
            "correction-without-its-root",
            "You correct the learning rate, and the part for v is 1 - beta**t. v stands under a root, so its "
            "correction does too: the root of 1 - beta**t. And eps is added to the root of the corrected v.",
            edits={"np.sqrt(v_hat) + 1e-8": "(np.sqrt(v) + 1e-8) / (1 - beta_v**t)"},
        ),
        Mutant(
            "corrections-multiply",
            "You multiply m and v by 1 - beta**t. They are too small at first, since they start at zero: divide.",
            edits={
                "m / (1 - beta_m**t)": "m * (1 - beta_m**t)",
                "v / (1 - beta_v**t)": "v * (1 - beta_v**t)",
            },
        ),
    ),
)
