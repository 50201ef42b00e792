// needs: page, leaks, strip
// The leak detector of lesson 10: habits of preparing data, each with a switch, on data in which there is nothing to
// learn. What the test says jumps; what the model is worth later stays at chance.

const HABITS = [
  {
    kind: "copies",
    data: `${COMMON} common and ${RARE} rare items with five numbers of noise each. Model: nearest neighbour.`,
    clean: "Clean: split first, then copy the rare items, in training only.",
    switches: {
      copies: {
        text: "Copy the rare items, then split",
        why: "Copies of one item stand on both sides: the test asks for what was learnt by heart.",
      },
    },
  },
  {
    kind: "features",
    data: `${ITEMS} items of two classes, ${FEATURES} features of noise, ${KEPT} kept. Model: nearest class mean.`,
    clean: "Clean: the features are chosen by the training items alone.",
    switches: {
      features: {
        text: "Choose the features on all items",
        why: "Of many features some fit by luck: these were chosen because they fit the test's labels, too.",
      },
    },
  },
  {
    kind: "speakers",
    data: `${SPEAKERS} speakers, ${RECORDINGS} recordings each; a coin gives the label. Model: nearest neighbour.`,
    clean: "Clean: each speaker is on one side only.",
    switches: {
      speakers: {
        text: "Split recordings, not speakers",
        why: "The model knows the voice again, and with it the label; that of a new speaker it cannot know.",
      },
    },
  },
  {
    kind: "windows",
    data: `A random walk: higher or lower in ${AHEAD} steps, after ${WIDTH} values? Model: nearest neighbour.`,
    clean: `Clean: split in time, with a gap of ${AHEAD} steps.`,
    switches: {
      windows: {
        text: "Shuffle overlapping windows",
        why: "A test window is looked up in its neighbour one step away: their futures share nine steps of ten.",
      },
    },
  },
  {
    kind: "white",
    title: "The two suspects that everybody names",
    data: "White noise in three columns: the sign of the next value, after two rows. Model: nearest neighbour.",
    clean: "Clean: scaler fitted on the training rows, split in time.",
    both: "Both at once, and still a coin. What leaks is an answer, and neither holds one.",
    switches: {
      scaler: {
        text: "Fit the scaler on all rows",
        why: "The test rows' mean and size do not hold their labels. Stay clean all the same: it is as cheap.",
      },
      shuffle: {
        text: "Shuffle the windows",
        why: "No window holds the answer to another one: there is nothing to look up.",
      },
    },
  },
];
const HABIT_NAMES = HABITS.flatMap(({ switches }) => Object.keys(switches));

function render({ model, el }) {
  const known = new Map(); // what was calculated for the seed that is shown
  let knownSeed;
  const results = (kind, seed, on) => {
    if (seed !== knownSeed) known.clear();
    knownSeed = seed;
    const key = JSON.stringify([kind, on]);
    if (!known.has(key)) {
      const draws = Array.from({ length: DRAWS }, (_, k) => LEAKS[kind].test(drawn(kind, seed, k), on));
      known.set(key, draws);
    }
    return known.get(key);
  };

  const rows = HABITS.map((habit) => {
    const buttons = Object.entries(habit.switches).map(([name, { text }]) => [
      name,
      html("button", { type: "button", onclick: () => shown.change({ [name]: !model.get(name) }) }, text),
    ]);
    const why = html("p", { class: "lc-leak-why" });
    const chart = strip(DRAWS);
    const words = html(
      "div",
      {},
      html("div", { class: "lc-leak-switches" }, ...buttons.map(([, node]) => node)),
      html("p", { class: "lc-note" }, habit.data),
      why,
    );
    const field = html("div", { class: "lc-leak-row", "data-kind": habit.kind }, words, chart.picture);
    const heading = habit.title ? [html("p", { class: "lc-leak-heading" }, habit.title)] : [];
    return { habit, buttons, why, chart, nodes: [...heading, field] };
  });
  const sentence = status();

  const shown = piece({
    model,
    el,
    title: "Leak detector: which habit makes a test promise too much?",
    names: [...HABIT_NAMES, "seed"],
    content: [
      html(
        "p",
        { class: "lc-note" },
        "All data here are noise: no model can be right more often than a coin. Each dot is one of " +
          `${DRAWS} data sets, each number their median, a ring what the test says when all is clean.`,
      ),
      ...rows.flatMap(({ nodes }) => nodes),
      html(
        "div",
        { class: "lc-field lc-leak-foot" },
        button("New data", () => shown.change({ seed: (model.get("seed") + 1) % 2 ** 24 })),
        button("All clean", () => shown.change(Object.fromEntries(HABIT_NAMES.map((name) => [name, false])))),
      ),
      sentence,
    ],
    update(state) {
      const said = [];
      for (const { habit, buttons, why, chart } of rows) {
        const on = Object.fromEntries(buttons.map(([name]) => [name, state[name]]));
        const off = Object.fromEntries(buttons.map(([name]) => [name, false]));
        const open = buttons.filter(([name]) => state[name]);
        buttons.forEach(([name, node]) => node.setAttribute("aria-pressed", state[name]));
        const [first, second] = open.map(([name]) => habit.switches[name].why);
        why.textContent = second ? habit.both : (first ?? habit.clean);
        const honest = open.length > 0 && results(habit.kind, state.seed, off);
        said.push({ open: open.length, ...chart.show(results(habit.kind, state.seed, on), honest) });
      }
      sentence.textContent = verdict(said);
    },
  });
  return shown.end;
}

/** Say in a sentence what the tests promise and what is left of it; one { open, test, later } for each row. */
function verdict(said) {
  const open = said.filter((row) => row.open);
  const list = (rows, name) =>
    rows
      .map((row) => percent(row[name]))
      .join(", ")
      .replace(/, (\d+)$/, " and $1");
  if (!open.length) return `All is clean: the tests say ${list(said, "test")}\u00a0%, and chance is 50\u00a0%.`;
  return open.length === 1
    ? `The test says ${list(open, "test")}\u00a0%, later the model is worth ${list(open, "later")}\u00a0%.`
    : `The tests say ${list(open, "test")}\u00a0%, later the models are worth ${list(open, "later")}\u00a0%.`;
}
