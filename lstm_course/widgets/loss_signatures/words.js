// needs: page
// What is said of a guess, and how guesses are counted.

const MOMENTS = {
  forward: "when the network has run",
  backward: "on the line above loss.backward()",
  step: "on the line above optimiser.step()",
  end: "after optimiser.step()",
};

/** Return whether a guess names the fault, or one that no curve can tell from it. */
const lossIsRight = (fault, guess) => guess !== "" && (guess === fault.key || guess === fault.alike);

/** Return { solved, first } of a fault's guesses: whether it was named, and whether at once. */
function lossState(fault, guesses) {
  return {
    solved: guesses.some((guess) => lossIsRight(fault, guess)),
    first: guesses.length > 0 && lossIsRight(fault, guesses[0]),
  };
}

/** Return the proof of a fault: the moment, the line, what it says. */
function lossProof({ probe, moment, proof }) {
  return html(
    "span",
    { class: "lc-loss-proof" },
    html("b", {}, "Proof"),
    `, ${MOMENTS[moment]}: `,
    html("code", {}, probe),
    ` ${proof}`,
  );
}

const LEVELS = {
  "ln V": "knows nothing (ln V)",
  letters: "knows how often each letter comes (letters)",
  "by place": "also where in a name (by place)",
  variance: "gives one constant as its answer (variance)",
};

/** Return what is asked before the first guess. */
function lossQuestion({ lines }) {
  const levels = lines.filter((name) => name in LEVELS).map((name) => LEVELS[name]);
  return (
    "Which run of the list is this? Choose one: its curve is laid over this one. " +
    (levels.length ? `Dotted: the loss of a model that ${levels.join(", that ").replace("that also", "and")}.` : "")
  );
}

/** Return what is said of a riddle, as a list of texts and elements. */
function lossVerdict(fault, guesses, named) {
  const { solved, first } = lossState(fault, guesses);
  const guess = guesses.at(-1);
  if (guess === undefined) return [lossQuestion(fault)];
  const wrong = guess !== "" && !lossIsRight(fault, guess) ? named(guess) : null;
  const other = wrong && wrong.lines.join() !== fault.lines.join();
  const laid = wrong && (other ? " It belongs to another task, with another axis." : ` Laid over it: ${wrong.sign}`);
  if (!solved) return [html("b", {}, `Not \u201c${wrong.name}\u201d.`), laid];
  if (wrong) return [html("b", {}, `Compared with \u201c${wrong.name}\u201d.`), laid, ` The riddle was ${fault.name}.`];
  const asked = guesses.findIndex((each) => lossIsRight(fault, each));
  const how = first ? "at once" : guesses.slice(0, asked).includes("") ? "shown" : `at guess ${asked + 1}`;
  const twin =
    guesses.some((each) => each === fault.key) || !fault.alike
      ? ""
      : ` You said ${named(fault.alike).name}, and no curve can tell these two apart: it counts.`;
  return [html("b", {}, `${fault.name}: ${how}.`), `${twin} ${fault.sign} `, lossProof(fault)];
}

/** Return how many riddles are solved, and how many at once. */
function lossScore(faults, guesses) {
  const states = faults.map((fault) => lossState(fault, guesses[fault.key] ?? []));
  return { solved: states.filter((s) => s.solved).length, first: states.filter((s) => s.first).length };
}
