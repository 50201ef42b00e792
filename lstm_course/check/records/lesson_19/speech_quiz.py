"""What paths, blanks, losses and error rates of speech say."""

from ...quiz import quiz

_PATHS = 'lesson 19, "Paths"'
_ALL = 'lesson 19, "All paths at once"'
_BLANKS = 'lesson 19, "Only blanks"'

EXERCISE = quiz(
    name="speech_quiz",
    read='lesson 19, "Errors and voices"',
    reads={
        "a-a": _PATHS,
        "frames": _PATHS,
        "too short": _ALL,
        "first letter": _ALL,
        "axes": _ALL,
        "negative": _ALL,
        "positive": _ALL,
        "two frames": _BLANKS,
        "nothing heard": _BLANKS,
    },
    answers={
        "a-a": "aa",
        "frames": 4,
        "too short": "infinite",
        "first letter": 1,
        "axes": "time first",
        "negative": "no log-probabilities",
        "positive": "no",
        "two frames": 64,
        "nothing heard": "train on",
        "word errors": 250,
    },
    described="a word of the exercise or a whole number",
    wrong={
        ("a-a", "a"): (
            "In a-a you drop the blank before you merge. Equal neighbours are merged first; these two are no "
            "neighbours.",
            "M72",
        ),
        ("a-a", "a-a"): (
            "In a-a you keep the blank. It stands in paths only, never in the text.",
            "blank-kept",
        ),
        ("frames", 3): (
            "In frames you count one frame for each letter. Without a blank between them two equal letters are merged "
            "into one.",
            "M71",
        ),
        ("frames", 7): (
            "In frames you count a blank around every letter. Blanks are needed between equal letters only.",
            "M71-too-strict",
        ),
        ("frames", 5): (
            "In frames you put a blank between all letters. It is needed between equal ones only.",
            "M71-between-all",
        ),
        ("too short", "large"): (
            "In too short, count the frames that the word needs. Where no path fits, the probability is 0, and its "
            "logarithm is no number that is merely large.",
            "M71",
        ),
        ("too short", "zero"): (
            "In too short you take a likelihood for a loss: the probability is 0, and the loss is minus its "
            "logarithm. (A loss of 0 is what zero_infinity=True writes in its place.)",
            "loss-for-likelihood",
        ),
        ("first letter", 0): (
            "In first letter you give a letter the index of the blank. Then the network cannot say that letter.",
            "M73",
        ),
        ("axes", "batch first"): (
            "In axes you hand over what batch_first gives. nn.CTCLoss reads the first axis as time: a batch of "
            "sequences is then read across the sequences.",
            "M73",
        ),
        ("axes", "letters first"): (
            "In axes you put the letters first, as cross-entropy has its classes in axis 1. nn.CTCLoss has them last.",
            "M85",
        ),
        ("negative", "good fit"): (
            "In negative you take the loss for a mark. It is minus the logarithm of a probability, and that is never "
            "below 0.",
            "M70",
        ),
        ("negative", "too short"): (
            "In negative, a target that does not fit into its frames has an infinite loss.",
            "M71-negative",
        ),
        ("positive", "yes"): (
            "In positive you take the sign for a proof. Scores far below 0 give a positive number with or without "
            "log_softmax; test that the exponentials of each frame sum to 1.",
            "M70",
        ),
        ("two frames", 36): (
            "In two frames you name the probability of the best path. That path spells nothing, and the three others "
            "spell the letter: add those up.",
            "best-path",
        ),
        ("two frames", 16): (
            "In two frames you count one path, the letter in both frames. Two more spell it.",
            "one-path",
        ),
        ("two frames", 48): (
            "In two frames you leave out the path with the letter in both frames: it is merged into one.",
            "merged-path-left-out",
        ),
        ("two frames", 40): (
            "In two frames you name the probability in one frame. Add up the paths of two frames.",
            "one-frame",
        ),
        ("two frames", 24): (
            "In two frames you count one of the paths that spell the letter. There are three.",
            "one-path-with-a-blank",
        ),
        ("nothing heard", "mend the loss"): (
            "In nothing heard you look for a bug. The loss falls: the network has learned first that blanks are "
            "frequent, and the letters come later.",
            "M82",
        ),
        ("nothing heard", "drop the blank"): (
            "In nothing heard you forbid the blank. Without it no letter can be said twice, and every frame has to say "
            "one.",
            "M82-no-blank",
        ),
        ("nothing heard", "lower the rate"): (
            "In nothing heard you slow the training down. The loss falls, and more steps are what is missing.",
            "M82-slower",
        ),
        ("word errors", 100): (
            "In word errors you stop at 100 per cent. Insertions are errors, too, and there may be more of them than "
            "words were said.",
            "capped",
        ),
        ("word errors", 60): (
            "In word errors you count the words that are too many, over the words found. Count all edits, over the "
            "words that were said.",
            "insertions-over-found",
        ),
        ("word errors", 150): (
            "In word errors you count the words that are too many. The others are wrong as well.",
            "insertions-only",
        ),
        ("word errors", 40): (
            "In word errors you have divided the wrong way round: it is edits over the words that were said.",
            "inverted",
        ),
    },
    advice={
        "a-a": "First merge equal neighbours, then drop the blanks.",
        "frames": "Write the shortest path that collapses to aab.",
        "too short": "How many frames does the word need, with a blank between equal letters?",
        "first letter": "Which index is taken already?",
        "axes": "nn.CTCLoss expects (T, N, V).",
        "negative": "Can minus the logarithm of a probability be below 0?",
        "positive": "What does the loss do when every score of a frame is made smaller by 3?",
        "two frames": "Write down all four paths, what each spells, and its probability.",
        "nothing heard": "Is the loss still falling? What comes after this phase?",
        "word errors": "How many edits lead from the four words to the ten, and over which number is a rate taken?",
    },
    hints=(
        "Write paths down: a frame is one letter or one blank. Merge, then drop.",
        "A loss of CTC is −log P, P a sum over paths. No path: P = 0. All rates are over what was said.",
    ),
)
