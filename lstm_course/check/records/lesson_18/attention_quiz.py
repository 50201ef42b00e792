"""What weights, beams and truths that are fed in say, and what they do not."""

from ...quiz import quiz

_LINES = 'lesson 18, "Attention in three lines"'
_MASKS = 'lesson 18, "Masks"'
_FED = 'lesson 18, "Fed the truth or itself"'
_MAP = 'lesson 18, "Is the map a reason?"'

EXERCISE = quiz(
    name="attention_quiz",
    read=_LINES,
    reads={
        "cut after": _MASKS,
        "four pads": _MASKS,
        "one query": _LINES,
        "greedy": _FED,
        "wider": _FED,
        "whole sequences": _FED,
        "97 per cent": _FED,
        "covered": _MAP,
        "order": _MAP,
    },
    answers={
        "cut after": 75,
        "four pads": 80,
        "one query": 100,
        "greedy": 30,
        "wider": "may fall",
        "whole sequences": "same",
        "97 per cent": "unknown",
        "covered": "may stay",
        "order": "permuted",
    },
    described="a word of the exercise or a whole number",
    wrong={
        ("cut after", 100): (
            "In cut after you expect the weights that are left to grow. The softmax has been taken already: what is "
            "set to 0 after it is simply missing.",
            "M42",
        ),
        ("cut after", 67): (
            "In cut after you give the weight of one place as it is when the mask comes first. Asked for is the sum of "
            "the weights, and the mask came last.",
            "M42",
        ),
        ("cut after", 50): (
            "In cut after you give the largest weight. Asked for is the sum of those that are left.",
            "largest-weight",
        ),
        ("cut after", 25): (
            "In cut after you give the weight that was cut off. Asked for is the sum of those that are left.",
            "what-was-cut",
        ),
        ("four pads", 0): (
            "In four pads you expect that padding is left alone by itself. A score of 0 is a score, and exp of it is "
            "1: only a mask takes the weight away.",
            "M42",
        ),
        ("four pads", 20): (
            "In four pads you give the weight of one place. Asked for is what all the padding gets together.",
            "one-place",
        ),
        ("four pads", 50): (
            "In four pads you share the weight between letter and padding. The softmax shares it out among places, and "
            "there are more pads than letters.",
            "M42",
        ),
        ("four pads", 100): (
            "In four pads you give the padding everything. The letter has a score as well.",
            "everything",
        ),
        ("one query", 25): (
            "In one query you spread the weight over the source. The softmax of this mistake runs over the queries: "
            "how many numbers does it share 1 among?",
            "M74",
        ),
        ("one query", 0): (
            "In one query no weight comes out as 0: a softmax over one number has nothing to divide among others.",
            "M74",
        ),
        ("one query", 1): (
            "In one query: per cent were asked for.",
            "per-cent",
        ),
        ("greedy", 36): (
            "In greedy you found the most probable sequence. Greedy search never sees it: it takes the best first "
            "symbol and stays with it.",
            "best-sequence",
        ),
        ("greedy", 60): (
            "In greedy you stopped after the first symbol. The second has a probability as well.",
            "first-symbol-only",
        ),
        ("greedy", 54): (
            "In greedy you mixed the two ways: the first symbol of one with the second of the other.",
            "mixed",
        ),
        ("greedy", 110): (
            "In greedy you added up probabilities. Those of symbols that follow each other are multiplied.",
            "added",
        ),
        ("wider", "must rise"): (
            "In wider you take a more probable sequence for a better one. What a model finds most probable may be too "
            "short, or empty.",
            "M88",
        ),
        ("wider", "must fall"): (
            "In wider you expect a wider beam to do harm in any case. From one beginning to a few it often helps.",
            "must-fall",
        ),
        ("whole sequences", "higher"): (
            "In whole sequences you expect help from the truth. A sequence counts where every symbol is right; as "
            "long as all are right, what is fed is the same in both runs.",
            "M54",
        ),
        ("whole sequences", "lower"): (
            "In whole sequences you expect the truth to do harm. As long as every symbol is right, what is fed is the "
            "same in both runs.",
            "M54",
        ),
        ("97 per cent", "97"): (
            "In 97 per cent you quote what was measured with the truth at hand. Nobody feeds the truth when the "
            "decoder is used: one wrong letter may spoil those after it.",
            "M54",
        ),
        ("97 per cent", "more"): (
            "In 97 per cent you expect a decoder to do better without help. Nothing that was measured says so.",
            "M54",
        ),
        ("covered", "must change"): (
            "In covered you take the weight for a reason. It says where the context is taken from, not what the answer "
            "is made of: the same may stand in other places, and in the state.",
            "M75",
        ),
        ("covered", "must stay"): (
            "In covered you take the weight for nothing at all. Where it is large the context usually changes; whether "
            "the answer does has to be measured.",
            "must-stay",
        ),
        ("order", "the same"): (
            "In order you expect each place to keep its output. The outputs go with the letters: a letter finds the "
            "same others wherever it stands.",
            "the-same",
        ),
        ("order", "other"): (
            "In order you expect attention to see places. A score compares two letters, and neither knows where it "
            "stands: nothing but the order of the outputs changes.",
            "sees-places",
        ),
    },
    advice={
        "cut after": "Add up the two weights that are left.",
        "four pads": "Five equal scores: what does a softmax make of them?",
        "one query": "A softmax over an axis of size 1: exp of a number, divided by the sum of one such number.",
        "greedy": "The best first symbol, then the best after it: the product of the two.",
        "wider": "One of must rise, may fall, must fall. Is what a model finds most probable what a translator writes?",
        "whole sequences": "One of higher, lower, same. Follow a sequence in which every symbol is right: what is fed "
        "in each of the two runs?",
        "97 per cent": "One of 97, more, unknown. Which letters did the decoder get to see when that was measured?",
        "covered": "One of must change, may stay, must stay. Is there another place from which the answer could come?",
        "order": "One of permuted, the same, other. Does a score depend on where a letter stands?",
    },
    hints=(
        "Three need a few numbers on paper, one needs a softmax of a single number. The others ask what has been "
        "measured, and what has not.",
        "A softmax shares out 1 among all it runs over. A probable sequence is not yet a good one. A weight is not yet "
        "a reason.",
        "For the two about the truth: write down what is fed at each step, once in a sequence without a mistake, once "
        "after a mistake.",
    ),
)
