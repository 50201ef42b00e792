"""What a classifier's numbers say, and what they hide."""

from ...quiz import quiz

EXERCISE = quiz(
    name="classification_quiz",
    read='lesson 15, "The ceiling and the baseline"',
    reads={
        "largest": 'lesson 15, "Which state do you read?"',
        "new letter": 'lesson 15, "Twelve lengths in one batch"',
        "neighbours": 'lesson 15, "Twelve lengths in one batch"',
        "bag": 'lesson 15, "Does order matter?"',
        "axis": 'lesson 15, "Twelve lengths in one batch"',
        "floor": 'lesson 11, "Before the first step"',
        "cooler": 'lesson 15, "98 % sure"',
    },
    answers={
        "ceiling": 75,
        "margin": 2,
        "largest": -1,
        "new letter": "as at the start",
        "neighbours": "padding read",
        "bag": 100,
        "axis": 1,
        "floor": "softmax twice",
        "cooler": "same",
    },
    described="a word of the exercise or a whole number",
    wrong={
        ("ceiling", 100): (
            "In ceiling, no function of the name alone can give one name two answers. Of two pairs with one name it "
            "gets one at most.",
            "no-ceiling",
        ),
        ("ceiling", 50): (
            "In ceiling you count the names of one language only. A name of two languages is not lost: one answer "
            "gets one of its two pairs.",
            "ambiguous-all-lost",
        ),
        ("ceiling", 67): (
            "In ceiling you count names. What is counted are pairs, and each name gets one of its pairs at most.",
            "names-for-pairs",
        ),
        ("margin", 52): (
            "In margin you quote the accuracy. Somebody who has read no name and always says the largest class has "
            "most of it already.",
            "M65",
        ),
        ("margin", 22): (
            "In margin you take off the second class. The baseline says the largest class of all.",
            "M65",
        ),
        ("margin", 32): (
            "In margin you take off the smallest class. The baseline says the largest class of all.",
            "M65",
        ),
        ("margin", 19): (
            "In margin you compare with one third, a guess that treats all classes alike. Who always says the largest "
            "class does better without reading a name.",
            "baseline-of-equal-classes",
        ),
        ("largest", 0): (
            "In largest the 0 of the padding wins. Nobody said it: the maximum goes over the steps that count, and all "
            "of these are negative.",
            "M39",
        ),
        ("largest", -3): (
            "In largest you give the smallest, or the largest without its sign. Which of -3 and -1 is larger?",
            "largest-size",
        ),
        ("new letter", "zeros"): (
            "In new letter you take the row for the one of padding_idx. Only that one is zeros; the row of unknown "
            "letters starts at random like every other, and nothing in training has moved it.",
            "M43",
        ),
        ("new letter", "trained"): (
            "In new letter, a row of the table gets a gradient only where its code stands in a batch. No training name "
            "holds an unknown letter, if the vocabulary was made from all of them.",
            "row-never-trained",
        ),
        ("new letter", "an error"): (
            "In new letter, an error is what a code beyond the table gives. The code of unknown letters has its row.",
            "unknown-has-a-row",
        ),
        ("neighbours", "dropout on"): (
            "In neighbours, dropout would give another answer each time, also on its own. Here the name on its own is "
            "always answered alike: what changes in a batch is how much padding stands behind it.",
            "M36",
        ),
        ("neighbours", "state kept"): (
            "In neighbours, a kept state would change the answer of the same batch when it is given again. Here only "
            "the length of the longest neighbour matters.",
            "M35",
        ),
        ("bag", 75): (
            "In bag you took the lesson's task for this one. There only the second word counts, and a count of 1 does "
            "not say which it was. Here ask what the count says about exactly one.",
            "another-task",
        ),
        ("bag", 50): (
            "In bag you say that without the order nothing is known. Some tasks do not need it: go through the four "
            "sentences and their counts.",
            "order-always-needed",
        ),
        ("axis", 0): (
            "In axis, argmax over axis 0 says for each class which name has the largest logit. With as many names as "
            "classes nothing complains. For each name it goes over the classes.",
            "argmax-axis",
        ),
        ("floor", "learning rate too low"): (
            "In floor, a low rate falls slowly but has no floor, and certainly not at ln(1 + 7/e). Which function "
            "cannot give a class the probability 1 if its inputs lie between 0 and 1?",
            "M48",
        ),
        ("floor", "padding read"): (
            "In floor, read padding costs accuracy and sets no floor that can be computed from the number of classes "
            "alone: ln(1 + 7/e) = 1.27.",
            "M48",
        ),
        ("floor", "labels wrong"): (
            "In floor, wrong labels would cost accuracy, and it is high here. ln(1 + 7/e) = 1.27 knows only the number "
            "of classes.",
            "M48",
        ),
        ("cooler", "up"): (
            "In cooler, one number divides all logits of a name, so the largest stays the largest. What changes is how "
            "sure the answer is.",
            "temperature-changes-answers",
        ),
        ("cooler", "down"): (
            "In cooler, less sure is not less right: one number divides all logits of a name, so the largest stays the "
            "largest.",
            "temperature-changes-answers",
        ),
    },
    advice={
        "ceiling": "How many of its pairs can one answer get, for each of the nine names? Add up, divide by twelve.",
        "margin": "What does somebody get who never reads a name and always gives the same answer?",
        "largest": "Leave the padding out, then compare with the signs.",
        "new letter": "When does a row of an embedding get a gradient?",
        "neighbours": "What changes for a short name when a longer one joins the batch?",
        "bag": "Four sentences are equally likely. For each count of not, what can the label be?",
        "axis": "Along which axis of (N, K) do the classes of one name stand?",
        "floor": "1.27 is ln(1 + 7/e). Put the probabilities 1, 0, 0, ... into a softmax.",
        "cooler": "Which logit is the largest before the division, and which after it?",
    },
    hints=(
        "Ceiling, margin, largest and bag can be done on paper: write the cases down and count.",
        "For each symptom ask what changes it: the neighbours, another call, or nothing but the number of classes.",
    ),
)
