// needs: arithmetic, page, challenge
// The memory of the switches of lesson 02, and the tasks that the learner can solve with it.

const CLOSE = 0.05; // how far a number may be from what a task asks for
const SMALL = 0.1; // what is smaller cannot be told from nothing

/** Run a memory of one number from c = 0: c = f c_prev + i g, h = o c; all of length T. */
function remember(f, i, o, g) {
  const c = [];
  g.forEach((offer, t) => c.push(f[t] * (c[t - 1] ?? 0) + i[t] * offer));
  return { c, h: c.map((kept, t) => o[t] * kept) };
}

/** Return f, i, o, c and h; a switch is sigmoid(a) or sigmoid(-a), and with a infinite 1 or 0. */
function run({ offered, keep, write, read }, a) {
  const [f, i, o] = [keep, write, read].map((switches) => switches.map((on) => sigmoid(on ? a : -a)));
  return { f, i, o, ...remember(f, i, o, offered) };
}

/** Return for each step the number of the last store before it where the symbol is recall, else 0. */
function served({ symbols, offered }) {
  let stored = 0;
  return symbols.map((symbol, t) => {
    if (symbol === "store") stored = offered[t];
    return symbol === "recall" ? stored : 0;
  });
}

const GOALS = {
  recall: {
    label: "store and recall",
    text: "Show the first number at the last step, and nothing before.",
    h: ({ offered }) => offered.map((_, t) => (t === offered.length - 1 ? offered[0] : 0)),
    needs: "The first number is too small to be told from nothing: make it 0.10 or more.",
  },
  overwrite: {
    label: "overwrite",
    text: "At each recall show the number of the last store, else nothing.",
    h: served,
    needs: "The stream needs a store of 0.10 or more, and a recall after it.",
  },
  hide: {
    label: "hide",
    text: "Keep the first number in c to the last step, and show nothing.",
    h: ({ offered }) => offered.map(() => 0),
    c: ({ offered }) => offered.map(() => offered[0]),
    needs: "The first number is too small to be told from nothing: make it 0.10 or more.",
  },
};

/** Return the places where c or h is not what it should be, in the order of time: { name, t, is, should }. */
function misses(wanted, trace) {
  const found = ["c", "h"].flatMap((name) =>
    (wanted[name] ?? []).map((should, t) => ({ name, t, is: trace[name][t], should })),
  );
  return found.filter(({ is, should }) => Math.abs(is - should) > CLOSE).sort((one, other) => one.t - other.t);
}

/** Say whether the task is done, and if not, where it fails first; `changes` and `least` are those of challenge.js. */
function verdict(goal, wanted, wrong, hardWrong, trace, a, changes, least) {
  if (tooSmall(wanted)) return goal.needs;
  const place = ({ name, t, is, should }) =>
    `${name === "h" ? `step ${t + 1} shows` : `after step ${t + 1} c is`} ${number(is)} in place of ${number(should)}`;
  if (wrong.length && !hardWrong.length)
    return `The switches are set right, but at a = ${number(a, 1)} they leak: ${place(wrong[0])}.`;
  if (wrong.length)
    return `Not yet: ${place(wrong[0])}${wrong.length > 1 ? `, the first of ${wrong.length} misses` : ""}.`;
  const shown = wanted.h.flatMap((should, t) => (should ? [`step ${t + 1} shows ${number(trace.h[t])}`] : []));
  return (
    `Reached: solved with ${counted(changes)}${compared(changes, least)}; ` +
    `${shown.join(", ") || `c ends at ${number(trace.c.at(-1))}, and nothing is shown`}.`
  );
}

/** Whether a task asks for no number that could be told from nothing. */
const tooSmall = ({ h, c }) => Math.max(...[...h, ...(c ?? [])].map(Math.abs)) < SMALL;

/** Say what became of the number that is kept longest: one step writes it, the following ones keep it. */
function holding({ keep, write }, { c }) {
  let from = 0;
  let steps = 0;
  write.forEach((on, start) => {
    let t = start;
    while (on && keep[t + 1] && write[t + 1] === false) t++;
    if (t - start > steps) [from, steps] = [start, t - start];
  });
  if (!steps) return "Nothing that was written is kept untouched for even one step.";
  return (
    `c is ${number(c[from])} after step ${from + 1} and ${number(c[from + steps])} after ${steps} more ` +
    `${steps > 1 ? "steps" : "step"} of keeping.`
  );
}
