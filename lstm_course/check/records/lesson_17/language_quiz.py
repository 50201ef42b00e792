"""Exercise: what bits, knobs and copies say, and what they do not."""

from ...quiz import quiz

_STREAMS = 'lesson 17, "Streams and bits"'
_KNOBS = 'lesson 17, "The knobs"'
_WORDS = 'lesson 17, "Words"'

EXERCISE = quiz(
    name="language_quiz",
    read=_KNOBS,
    reads={
        "mixture": _STREAMS,
        "carried": _STREAMS,
        "X or Y": _WORDS,
        "unknown words": _WORDS,
        "a share of 0.3": 'lesson 17, "What it copied"',
        "second phrase": 'lesson 17, "A music box"',
    },
    answers={
        "after the softmax": 50,
        "nucleus": 3,
        "cold": "fewer",
        "mixture": "may",
        "carried": "values",
        "X or Y": "unknown",
        "unknown words": "falls",
        "a share of 0.3": "unknown",
        "second phrase": "split",
    },
    described="a word of the exercise or a whole number",
    wrong={
        ("after the softmax", 66): (
            "You expect the temperature to sharpen probabilities when it divides them. As a factor it cancels when "
            "they are divided by their sum; it has to divide the logits, before the softmax.",
            "M55",
        ),
        ("after the softmax", 42): (
            "You expect a temperature to even out probabilities when it divides them. As a factor it cancels when they "
            "are divided by their sum; it has to divide the logits, before the softmax.",
            "M55",
        ),
        ("after the softmax", 100): (
            "You doubled the probability and stopped. The row is divided by its sum after that: what is left of the "
            "factor?",
            "not-renormalised",
        ),
        ("after the softmax", 25): (
            "You multiplied by one half. The probabilities are divided by it, and after that the row by its sum.",
            "multiplied",
        ),
        ("nucleus", 2): (
            "In nucleus you drop the symbol that crosses the mass. Two symbols together do not reach it.",
            "crossing-dropped",
        ),
        ("nucleus", 4): (
            "In nucleus you keep one more than needed: without the last one the mass is reached already.",
            "one-too-many",
        ),
        ("nucleus", 1): (
            "In nucleus you keep the most probable symbol alone. It does not reach the mass by itself.",
            "nucleus-of-one",
        ),
        ("cold", "more"): (
            "In cold you expect more bits. At a low temperature the probable symbols are chosen more often, and these "
            "are the cheap ones.",
            "cold-costs-more",
        ),
        ("cold", "as many"): (
            "In cold you expect no difference. The model that scores is the same, but the symbols chosen are others.",
            "cold-costs-the-same",
        ),
        ("mixture", "cannot"): (
            "In mixture you take the mean of two models for something between them. At each symbol its probability is, "
            "but bits are a logarithm: where one of them is quite wrong, the other saves more than it costs elsewhere.",
            "mixture-is-between",
        ),
        ("mixture", "must"): (
            "In mixture you expect a gain for certain. If one model is better at every symbol, any share of the other "
            "costs bits.",
            "mixture-always-gains",
        ),
        ("carried", "gradients"): (
            "In carried you expect gradients to go on without the values. The other way round: the cut leaves the "
            "numbers and takes away the way back.",
            "M81",
        ),
        ("carried", "both"): (
            "In carried you believe that a carried state carries gradients. detach cuts the graph; the numbers go on.",
            "M81",
        ),
        ("carried", "nothing"): (
            "In carried you take detach for a reset. It leaves the numbers of the state as they are.",
            "M81",
        ),
        ("X or Y", "X"): (
            "In X or Y you compare perplexities over different vocabularies. A word has more than one letter: bring "
            "both to bits per letter of one text first.",
            "M87",
        ),
        ("X or Y", "Y"): (
            "In X or Y the smaller number won. One is per word and one per letter, over different vocabularies: bring "
            "both to bits per letter of one text first.",
            "M87",
        ),
        ("unknown words", "rises"): (
            "In unknown words you expect the perplexity to rise with what is unknown. A sign that stands for many "
            "words is easy to guess; perplexities over different vocabularies cannot be compared.",
            "M87",
        ),
        ("unknown words", "stays"): (
            "In unknown words you expect no change. A sign that stands for many words is easy to guess; perplexities "
            "over different vocabularies cannot be compared.",
            "M87",
        ),
        ("a share of 0.3", "yes"): (
            "In a share of 0.3 you accuse without a base line. A text that nobody copied shares pieces with the "
            "training text, too: how many?",
            "no-base-line",
        ),
        ("a share of 0.3", "no"): (
            "In a share of 0.3 you acquit without a base line. A text that nobody copied shares pieces with the "
            "training text, too: perhaps fewer.",
            "no-base-line-either",
        ),
        ("second phrase", "mean"): (
            "In second phrase you trust the mean over all steps. It mixes both phrases, and a low one says nothing of "
            "the difference between them.",
            "mean-hides-it",
        ),
        ("second phrase", "loss"): (
            "In second phrase you trust the loss on the training data. It says what the network was fitted to, not "
            "which regularity it found.",
            "training-loss-shows-it",
        ),
    },
    advice={
        "after the softmax": "Divide all three by one half, then by their sum.",
        "nucleus": "Add up from the most probable one until the mass is reached.",
        "cold": "Which symbols does a low temperature choose more often, and what do these cost under the model?",
        "mixture": "Look at the curves of bits over the weight.",
        "carried": "What does detach leave, and what does it take away?",
        "X or Y": "What does each of the two predict with one token, and how many tokens does the same text have?",
        "unknown words": "How hard is it to guess that an unknown word comes, compared with which one it is?",
        "a share of 0.3": "What else has to be measured before this number says anything?",
        "second phrase": "Which number would differ between a network that repeats the phrase and one that does not?",
    },
    hints=(
        "After the softmax: 1.0, 0.6 and 0.4, over their sum. Nucleus: 0.4, then 0.7, and so on.",
        "The rest stands in the lesson's outputs: the curves of the mixture, the table of unknown words, the share of "
        "the test text, the bits of each phrase.",
    ),
)
