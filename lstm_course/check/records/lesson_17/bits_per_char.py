"""Exercise: bits per character and perplexity of a text that was scored in batches."""

import numpy as np

from ...exercise import Exercise, Mutant, Probe


def bits_probes(rng):
    """Return batches of unequal size and of one token, one batch alone, and tokens longer and shorter than letters."""

    def arguments(B, most, per_token):
        tokens = rng.permutation(np.arange(1, most))[:B]
        return rng.uniform(0.3, 2.5, B), tokens, round(int(tokens.sum()) * per_token) + 1

    return [
        Probe((rng.uniform(1, 3, 1), np.array([40]), 200)),
        Probe((rng.uniform(1, 3, 1), np.array([1]), 1)),
        Probe(arguments(2, 60, 5.3)),
        Probe(arguments(5, 90, 0.4)),
        Probe(arguments(3, 30, 1.7)),
        Probe(arguments(8, 700, 6.1)),
    ]


def bits_per_char(nats, tokens, characters):
    total = (nats * tokens).sum()
    bits = total / np.log(2) / characters
    perplexity = np.exp(total / tokens.sum())
    return float(bits), float(perplexity)


_TOTAL = "(nats * tokens).sum()"
_BITS = "total / np.log(2) / characters"
_PERPLEXITY = "np.exp(total / tokens.sum())"

EXERCISE = Exercise(
    name="bits_per_char",
    signature="bits_per_char(nats, tokens, characters)",
    returns={"bits": "a number, per character", "perplexity": "a number, per token"},
    reference=bits_per_char,
    probes=bits_probes,
    points={"bits": 3, "perplexity": 2},
    read='lesson 17, "Streams and bits"',
    advice={
        "bits": "What do all tokens cost together, in bits? That is shared out among the characters.",
        "perplexity": "What does one token cost on average, over all tokens and not over batches? Take one power, at "
        "the end.",
    },
    hints=(
        "First add up what the whole text costs, in nats. A batch costs its mean times its number of tokens.",
        "A bit is ln 2 nats. Bits are asked for per character, the perplexity per token.",
        "total = (nats * tokens).sum(), bits = total / np.log(2) / characters, and the perplexity is "
        "np.exp(total / tokens.sum()).",
    ),
    mutants=(
        Mutant(
            "means-of-batches-added",
            "You add up the means of the batches as if each batch held one token. Multiply each mean by the number of "
            "its tokens first.",
            edits={_TOTAL: "nats.sum()"},
        ),
        Mutant(
            "batches-weighted-alike",
            "You give all batches the same weight: the mean of their means. A batch with more tokens says more; add up "
            "what all tokens cost, then divide.",
            edits={_TOTAL: "nats.mean() * tokens.sum()"},
        ),
        Mutant(
            "perplexity-weighted-alike",
            "Your perplexity gives all batches the same weight. A batch with more tokens counts for more: divide the "
            "total by the number of all tokens.",
            edits={_PERPLEXITY: "np.exp(nats.mean())"},
        ),
        Mutant(
            "last-batch-only",
            "You score the last batch alone. The text is all of them.",
            edits={_TOTAL: "nats[-1] * tokens[-1]"},
        ),
        Mutant(
            "first-batch-only",
            "You score the first batch alone. The text is all of them.",
            edits={_TOTAL: "nats[0] * tokens[0]"},
        ),
        Mutant(
            "still-nats",
            "Your bits are nats: nothing changes the base of the logarithm. A bit is ln 2 nats.",
            edits={_BITS: "total / characters"},
        ),
        Mutant(
            "times-ln-2",
            "You multiply by ln 2 where you should divide. A nat is more than a bit, so there are more bits than nats.",
            edits={_BITS: "total * np.log(2) / characters"},
        ),
        Mutant(
            "log-of-ten",
            "You divide by ln 10. That gives decimal digits; a bit is a choice between two.",
            edits={_BITS: "total / np.log(10) / characters"},
        ),
        Mutant(
            "log2-of-the-loss",
            "You take log2 of the loss. It is a logarithm already; only its base has to change.",
            edits={_BITS: "np.log2(total / characters)"},
        ),
        Mutant(
            "bits-per-token",
            "Your bits are per token. Tokens differ from model to model; the characters of the text do not.",
            edits={_BITS: "total / np.log(2) / tokens.sum()"},
        ),
        Mutant(
            "bits-of-the-text",
            "You return the bits of the whole text. Share them out among its characters.",
            edits={_BITS: "total / np.log(2)"},
        ),
        Mutant(
            "ratio-upside-down",
            "You have characters per token upside down: what a token costs is shared out among its characters, so "
            "longer tokens make fewer bits per character.",
            edits={_BITS: "total / np.log(2) * characters / tokens.sum() ** 2"},
        ),
        Mutant(
            "ratio-turned-over",
            "You have divided the characters by the cost. Bits per character are bits divided by characters.",
            edits={_BITS: "characters / (total / np.log(2))"},
        ),
        Mutant(
            "divided-twice",
            "You divide by the tokens and by the characters. The total is shared out once, among the characters.",
            edits={_BITS: "total / np.log(2) / tokens.sum() / characters"},
        ),
        Mutant(
            "characters-and-tokens",
            "You count the tokens among the characters. The signs that end a sentence cost bits, and are no "
            "characters.",
            edits={_BITS: "total / np.log(2) / (characters + tokens.sum())"},
        ),
        Mutant(
            "negative-bits",
            "Your bits are negative. The loss is -ln p already, with its minus.",
            edits={_BITS: "-total / np.log(2) / characters"},
        ),
        Mutant(
            "exp-of-bits",
            "Your perplexity takes e to the power of bits. To bits belongs 2, to nats e.",
            edits={_PERPLEXITY: "np.exp(total / np.log(2) / tokens.sum())"},
        ),
        Mutant(
            "two-to-the-nats",
            "Your perplexity takes 2 to the power of nats. To nats belongs e, to bits 2.",
            edits={_PERPLEXITY: "2 ** (total / tokens.sum())"},
        ),
        Mutant(
            "mean-of-powers",
            "Your perplexity is a mean of powers, one for each batch. Average first, over all tokens, and take one "
            "power at the end.",
            edits={_PERPLEXITY: "(tokens * np.exp(nats)).sum() / tokens.sum()"},
        ),
        Mutant(
            "mean-of-perplexities",
            "Your perplexity is the mean of the perplexities of the batches. Average first, over all tokens, and take "
            "one power at the end.",
            edits={_PERPLEXITY: "np.exp(nats).mean()"},
        ),
        Mutant(
            "perplexity-per-character",
            "Your perplexity is that of a character. Asked for is that of a token.",
            edits={_PERPLEXITY: "np.exp(total / characters)"},
        ),
        Mutant(
            "perplexity-without-a-power",
            "Your perplexity is the mean loss itself. It is the number of equally likely tokens that cost as much, a "
            "power of it.",
            edits={_PERPLEXITY: "total / tokens.sum()"},
        ),
        Mutant(
            "bits-for-perplexity",
            "Your perplexity is the number of bits per token. It is 2 to the power of that.",
            edits={_PERPLEXITY: "total / np.log(2) / tokens.sum()"},
        ),
        Mutant(
            "perplexity-upside-down",
            "Your perplexity is the probability of a token, below 1. It is one over that.",
            edits={_PERPLEXITY: "np.exp(-total / tokens.sum())"},
        ),
        Mutant(
            "a-token-dropped",
            "You leave out one token of each batch, as if the sign for the end came free. It was predicted, and "
            "counts.",
            edits={_TOTAL: "(nats * (tokens - 1)).sum()", _PERPLEXITY: "np.exp(total / (tokens - 1).sum())"},
        ),
        Mutant(
            "perplexity-first",
            "You return the perplexity first. The bits come first.",
            edits={"float(bits), float(perplexity)": "float(perplexity), float(bits)"},
        ),
        Mutant(
            "mean-of-batches-for-the-total",
            "Your bits share out what one token costs, the mean of the batches, among all characters. What all tokens "
            "cost together has to be shared out.",
            edits={_BITS: "nats.mean() / np.log(2) / characters"},
        ),
        Mutant(
            "ten-to-the-nats",
            "Your perplexity takes 10 to the power of nats. To nats belongs e, to bits 2.",
            edits={_PERPLEXITY: "10 ** (total / tokens.sum())"},
        ),
        Mutant(
            "exp-of-bits-per-character",
            "Your perplexity is e to the power of the bits per character. It is asked for per token, and e belongs to "
            "nats.",
            edits={_PERPLEXITY: "np.exp(bits)"},
        ),
    ),
)
