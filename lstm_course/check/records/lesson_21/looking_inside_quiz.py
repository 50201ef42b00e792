"""What a cell, a probe, a cut and a gradient say, and what they do not."""

from ...quiz import quiz

_GATES = 'lesson 21, "Gates at work"'
_COUNTS = 'lesson 21, "A cell that counts"'
_PROBE = 'lesson 21, "The probe and its control"'
_CUT = 'lesson 21, "Cut it out"'
_LETTERS = 'lesson 21, "Which letters mattered"'

EXERCISE = quiz(
    name="looking_inside_quiz",
    read=_PROBE,
    reads={
        "shut": _GATES,
        "best of many": _COUNTS,
        "slow": _COUNTS,
        "selectivity": _PROBE,
        "untrained": _PROBE,
        "read": _PROBE,
        "h or c": _CUT,
        "no effect": _CUT,
        "gradient times input": _LETTERS,
        "integrated": _LETTERS,
    },
    answers={
        "shut": 25,
        "best of many": "lower",
        "slow": "not shown",
        "selectivity": 4,
        "untrained": "yes",
        "read": "unknown",
        "h or c": "the same",
        "no effect": "not shown",
        "gradient times input": 20,
        "integrated": 5,
    },
    described="a word of the exercise or a whole number",
    wrong={
        ("shut", 75): (
            "In shut you give the share of steps that are not shut. Asked for is the share below 0.1.",
            "the-rest",
        ),
        ("shut", 0): (
            "In shut you compare the mean over time. Saturation is counted step by step.",
            "mean-gate",
        ),
        ("shut", 1): ("In shut you give a count. Per cent of the steps were asked for.", "count"),
        ("shut", 50): (
            "In shut you count the gate that is nearly open as well. That is the other column.",
            "both-ends",
        ),
        ("best of many", "higher"): (
            "In best of many you expect the new text to favour the cell. The choosing text did: the cell was taken "
            "because chance was on its side there.",
            "best-of-many",
        ),
        ("best of many", "the same"): (
            "In best of many you expect what was measured where the cell was chosen. Of 64 cells of noise the best one "
            "has a correlation by chance, and chance does not come twice.",
            "best-of-many",
        ),
        ("slow", "shown"): (
            "In slow you take a correlation for a connection. Two slow curves often go together for a while, whatever "
            "they are: shift one against the other and see how often that gives as much.",
            "slow-curves",
        ),
        ("selectivity", 88): (
            "In selectivity you give the accuracy on the control task. Asked for is the difference.",
            "control-itself",
        ),
        ("selectivity", -4): (
            "In selectivity you took the difference the other way round.",
            "turned",
        ),
        ("selectivity", 92): (
            "In selectivity you give the accuracy. Take that of the control task away.",
            "accuracy-itself",
        ),
        ("selectivity", 8): (
            "In selectivity you give the share of errors. The control task is what the accuracy is compared with.",
            "errors",
        ),
        ("untrained", "no"): (
            "In untrained you expect that nothing is in a state before training. Any recurrent net with open gates "
            "carries a fading echo of what it read, and a trained readout can use it.",
            "nothing-before-training",
        ),
        ("read", "uses it"): (
            "In read you take what a probe can read for what the net uses. The probe was trained to find it; whether "
            "anything in the net looks at it, only a change of the net can tell.",
            "M89",
        ),
        ("read", "ignores it"): (
            "In read you go too far the other way. The probe says nothing against use, either.",
            "ignores",
        ),
        ("h or c", "higher"): (
            "In h or c you expect the count in c to leak out. Without peepholes everything reads a cell through its h: "
            "with 0 there, nobody sees how c goes on.",
            "leaks",
        ),
        ("h or c", "lower"): (
            "In h or c you expect that less is lost with h. What can still be seen of a cell whose h is 0 at every "
            "step?",
            "less-lost",
        ),
        ("no effect", "shown"): (
            "In no effect you conclude from one cell to the net. What is stored twice survives a cut.",
            "one-cell",
        ),
        ("gradient times input", 10): (
            "In gradient times input you give what f gains, or one of the two products. Their sum was asked "
            "for, and it need not be what f gains.",
            "gain",
        ),
        ("gradient times input", 7): (
            "In gradient times input you add up the gradients. Each is multiplied by its input first.",
            "gradients-alone",
        ),
        ("gradient times input", 40): (
            "In gradient times input you have a factor too many. The gradient for one input is the other input.",
            "twice",
        ),
        ("integrated", 10): (
            "In integrated you give gradient times input, or the sum. On the way the other input grows from 0 to its "
            "value: what is it on average? And asked for is the first input alone.",
            "not-averaged",
        ),
        ("integrated", 50): (
            "In integrated you give a share in per cent. Asked for is how much of the gain that is, as a number.",
            "per-cent",
        ),
        ("integrated", 2): (
            "In integrated you give the input itself. Multiply it by the mean gradient on the way.",
            "input-itself",
        ),
    },
    advice={
        "shut": "Count the four values below 0.1, and divide by four.",
        "best of many": "One of higher, the same, lower. Why was this cell chosen?",
        "slow": "One of shown, not shown. What else has such a correlation with a feature that changes slowly?",
        "selectivity": "The accuracy less the accuracy on the control task, in points.",
        "untrained": "One of yes, no. Does a state need training to depend on what was read?",
        "read": "One of uses it, ignores it, unknown. What has the probe changed in the net?",
        "h or c": "One of higher, the same, lower. Through what do the output and the next step see a cell?",
        "no effect": "One of shown, not shown. Could another cell hold the same?",
        "gradient times input": "The gradient for each input is the other input. Two products, then their sum.",
        "integrated": "On the way from 0 the second input goes from 0 to 5. Its mean, times the first input.",
    },
    hints=(
        "Four are sums for paper. Of the others ask each time: what was changed, and what was only looked at?",
        "Looking at a net finds what goes together with a feature. Only a change of the net shows what it uses, and "
        "only where nothing else holds the same.",
        "For f = x1 x2 the gradient for x1 is x2. At the end of the way that is its value; on average over the way it "
        "is half of it.",
    ),
)
