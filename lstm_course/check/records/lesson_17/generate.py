"""Exercise: a text from a model of one step, symbol by symbol."""

import numpy as np

from ... import given
from ...exercise import Exercise, Mutant, Probe


def generate_probes(rng):
    """Return steps that look at the symbol alone and at the state alone, prompts of one symbol, lengths of 0 and 1."""

    def prompt(T):
        return [int(k) for k in rng.permutation(7)[:T]]

    def state():
        return rng.permutation(np.arange(1.0, 23.0))[:2]

    def reads(T, length, choose=given.nearest_to_minus_one):
        return Probe((given.reading_step, state(), prompt(T), length, choose))

    return [
        Probe(
            (given.alphabet_step, state(), [4, 1, 2], 5, given.highest),
            "The step of this probe looks at the symbol it is given alone, and its highest logit belongs to the symbol "
            "after it. So the text counts on from the last symbol of the prompt. Yours does not.",
        ),
        Probe(
            (given.clock_step, np.zeros(2), [5, 0], 6, given.highest),
            "The step of this probe looks at the state alone, and the state counts the steps. So each symbol is one "
            "more than the one before, from the number of steps before the prompt's last symbol. Yours is not.",
        ),
        reads(4, 0),
        reads(1, 1),
        reads(5, 1, given.highest),
        reads(1, 9),
        reads(3, 14),
        reads(5, 3, given.highest),
        reads(6, 20),
        reads(2, 25),
        reads(3, 12),
    ]


def generate(step, state, prompt, length, choose):
    for letter in prompt:
        logits, state = step(letter, state)
    written = []
    while len(written) < length:
        symbol = choose(logits)
        written.append(symbol)
        logits, state = step(symbol, state)
    return written


def _from_the_start(step, state, prompt, length, choose):
    symbol, written = prompt[-1], []
    for _ in range(length):
        logits, _ = step(symbol, state)
        symbol = choose(logits)
        written.append(symbol)
    return written


def _reset_for_each_symbol(step, state, prompt, length, choose):
    start, written = state, []
    for letter in prompt:
        logits, state = step(letter, state)
    for _ in range(length):
        symbol = choose(logits)
        written.append(symbol)
        logits, _ = step(symbol, start)
    return written


def _first_skipped(step, state, prompt, length, choose):
    return generate(step, state, prompt, length + 1, choose)[1:]


def _softmax_first(step, state, prompt, length, choose):
    def of_probabilities(logits):
        p = np.exp(logits - np.max(logits))
        return choose(p / p.sum())

    return generate(step, state, prompt, length, of_probabilities)


def _cut_off_from_the_end(step, state, prompt, length, choose):
    text = list(prompt) + generate(step, state, prompt, length, choose)
    return text[-length:]


_PROMPT = "for letter in prompt"
_READ = "logits, state = step(letter, state)"
_BEGIN = "written = []"
_WHILE = "len(written) < length"
_CHOOSE = "choose(logits)"
_STEP = "logits, state = step(symbol, state)"

EXERCISE = Exercise(
    name="generate",
    signature="generate(step, state, prompt, length, choose)",
    returns={"written": "(length,), symbols"},
    reference=generate,
    probes=generate_probes,
    points={"written": 5},
    read='lesson 17, "The knobs"',
    advice={
        "written": "Write down, for each call of step, which symbol and which state go in. The state that came out "
        "goes in next time, and after the prompt the symbol is the one just chosen.",
    },
    hints=(
        "Read the prompt first, symbol by symbol; of what step returns, keep the state and the last logits.",
        "The logits after the prompt's last symbol belong to the first new symbol: choose, then step, and so on.",
        "symbol = choose(logits), append it, logits, state = step(symbol, state); as often as length says.",
    ),
    mutants=(
        Mutant(
            "state-not-carried-while-writing",
            "You throw away the state while you write: each new symbol is read with the state after the prompt. The "
            "state that step returns goes into the next call.",
            edits={_STEP: "logits, _ = step(symbol, state)"},
        ),
        Mutant(
            "state-not-carried-in-the-prompt",
            "You throw away the state while you read the prompt, so nothing of it but its last symbol is known. The "
            "state that step returns goes into the next call.",
            edits={_READ: "logits, _ = step(letter, state)"},
        ),
        Mutant(
            "state-never-carried",
            "You never carry the state: each symbol is read as if it were the first. The state that step returns goes "
            "into the next call.",
            fn=_from_the_start,
        ),
        Mutant(
            "state-set-back",
            "You set the state back for each new symbol, to the one that came in. All that was read and written is "
            "forgotten.",
            fn=_reset_for_each_symbol,
        ),
        Mutant(
            "last-of-the-prompt-twice",
            "You feed the last symbol of the prompt twice: once with the prompt, once as the first input of the "
            "writing. The logits of the first time are those to choose from.",
            edits={_BEGIN: "logits, state = step(prompt[-1], state)\n    written = []"},
        ),
        Mutant(
            "last-of-the-prompt-alone",
            "You read the last symbol of the prompt alone. The state has to see all of it.",
            edits={_PROMPT: "for letter in prompt[-1:]"},
        ),
        Mutant(
            "first-of-the-prompt-alone",
            "You read the first symbol of the prompt alone. The state has to see all of it.",
            edits={_PROMPT: "for letter in prompt[:1]"},
        ),
        Mutant(
            "last-of-the-prompt-not-read",
            "You do not read the last symbol of the prompt, unless it is the only one. Your first choice then takes "
            "its place.",
            edits={_PROMPT: "for letter in prompt[:-1] or prompt"},
        ),
        Mutant(
            "first-of-the-prompt-not-read",
            "You do not read the first symbol of the prompt, unless it is the only one.",
            edits={_PROMPT: "for letter in prompt[1:] or prompt"},
        ),
        Mutant(
            "prompt-reversed",
            "You read the prompt from its end. It was written from its beginning.",
            edits={_PROMPT: "for letter in prompt[::-1]"},
        ),
        Mutant(
            "first-choice-skipped",
            "You leave out the first symbol that was chosen. It comes right after the prompt.",
            fn=_first_skipped,
        ),
        Mutant(
            "prompt-returned",
            "You return the prompt in front of the text. What was chosen is asked for, alone.",
            edits={"return written": "return [*prompt, *written]"},
        ),
        Mutant(
            "last-of-the-prompt-returned",
            "Your text begins with the last symbol of the prompt, which nobody chose, and ends one symbol too early.",
            edits={"return written": "return [prompt[-1], *written][:length]"},
        ),
        Mutant(
            "prompt-counted",
            "You count the prompt as part of the length. length says how many new symbols to write.",
            edits={_WHILE: "len(written) + len(prompt) < length"},
        ),
        Mutant(
            "one-too-many",
            "You write one symbol too many: an off-by-one.",
            edits={_WHILE: "len(written) <= length"},
        ),
        Mutant(
            "one-too-few",
            "You write one symbol too few: an off-by-one.",
            edits={_WHILE: "len(written) < length - 1"},
        ),
        Mutant(
            "at-least-one",
            "You write a symbol even where length is 0.",
            edits={_WHILE: "len(written) < max(length, 1)"},
        ),
        Mutant(
            "prompt-fed-on",
            "While you write you go on feeding the last symbol of the prompt. The symbol just chosen is the next "
            "input.",
            edits={_STEP: "logits, state = step(prompt[-1], state)"},
        ),
        Mutant(
            "prompt-fed-again",
            "While you write you feed the prompt again, from its beginning, in place of what was chosen. After the "
            "prompt there is no given text: each choice is the next input.",
            edits={_STEP: "logits, state = step(prompt[(len(written) - 1) % len(prompt)], state)"},
        ),
        Mutant(
            "first-choice-fed-on",
            "You feed the first choice again and again. The symbol just chosen is the next input.",
            edits={_STEP: "logits, state = step(written[0], state)"},
        ),
        Mutant(
            "one-late",
            "You feed the choice before the last: one step late. The symbol just chosen is the next input.",
            edits={_STEP: "logits, state = step([prompt[-1], *written][-2], state)"},
        ),
        Mutant(
            "chosen-from-old-logits",
            "You choose from the logits after the prompt each time. Each step returns new ones.",
            edits={_STEP: "_, state = step(symbol, state)"},
        ),
        Mutant(
            "choose-not-asked",
            "You take the largest logit yourself and do not ask choose. How a symbol is chosen is its business: the "
            "most probable one is only one way.",
            hint="M55",
            edits={_CHOOSE: "int(np.argmax(logits))"},
        ),
        Mutant(
            "choose-on-probabilities",
            "You hand probabilities to choose. It wants the logits as step returns them.",
            fn=_softmax_first,
        ),
        Mutant(
            "last-only",
            "You return the last symbol alone. All that were chosen are asked for.",
            edits={"return written": "return written[-1:]"},
        ),
        Mutant(
            "written-backwards",
            "Your text stands in reverse order: the first choice comes first.",
            edits={"return written": "return written[::-1]"},
        ),
        Mutant(
            "choose-on-log-probabilities",
            "You hand log-probabilities to choose. It wants the logits as step returns them.",
            edits={_CHOOSE: "choose(logits - np.log(np.exp(logits).sum()))"},
        ),
        Mutant(
            "all-for-nothing",
            "You return the last `length` symbols of the text by [-length:]. Where length is 0 that is all of it, as "
            "-0 is 0: cut off the prompt at the front.",
            fn=_cut_off_from_the_end,
        ),
    ),
)
