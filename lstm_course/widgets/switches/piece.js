// needs: stage, memory, challenge, drawing, bars, stream
// The switches of lesson 02: a memory of one number, whose three gates are set by hand for each step of a stream.

const SHORT = 42; // a column of fewer pixels has short numbers,
const TIGHT = 34; // one of fewer than these has upright symbols, too,
const TINY = 24; // and one of fewer than these has upright numbers

/** Write a number in three or four signs: .90, 1.0, \u22122.3. */
const short = (value) => {
  const text = number(value);
  return Math.abs(Number(text.replace("\u2212", "-"))) < 1 ? text.replace("0.", ".") : number(value, 1);
};

function render({ model, el }) {
  const value = (name) => model.get(name);
  const set = (values) => shown.change(values);
  const lines = {
    step: line("step"),
    symbols: line("symbol"),
    offered: line("offered g", "g"),
    c: line("kept c", "c"),
    h: line("shown h", "h"),
  };
  const grid = bars(value, set);
  const chart = stage(() => draw(), "lc-switches-chart");
  const table = html(
    "div",
    {
      class: "lc-switches",
      role: "table",
      "aria-label": "The stream, the switches, and what the memory keeps and shows",
    },
    ...["step", "symbols", "offered"].map((name) => lines[name].row),
    ...grid.rows,
    html(
      "div",
      { role: "row" },
      html("div", { role: "rowheader", class: "lc-switches-legend", "aria-label": "drawing" }, ...legend()),
      html("div", { role: "cell" }, chart.picture),
    ),
    lines.c.row,
    lines.h.row,
  );
  const equation = html("p", { class: "lc-note" });
  const goal = html("span");
  const count = html("b", { class: "lc-switches-count" });
  const sentence = status();
  const sharpness = slider({
    label: "sharpness a",
    min: 1,
    max: 10,
    step: 0.1,
    value: 10,
    onInput: (a) => set({ sharpness: a }),
  });
  const task = choice({
    label: "task",
    value: "recall",
    options: Object.entries(GOALS).map(([name, { label }]) => [name, label]),
    onInput: (name) => set({ task: name }),
  });
  const everywhere = (rule) =>
    set(
      Object.fromEntries(
        Object.keys(SWITCHES).map((name) => [name, value("symbols").map((symbol) => rule(name, symbol))]),
      ),
    );
  const presets = html(
    "div",
    { class: "lc-field lc-choice", role: "group", "aria-label": "set all switches" },
    html("span", {}, "set all switches"),
    button("as the symbols ask", () => everywhere((name, symbol) => BY_SYMBOL[name](symbol))),
    button("keep only", () => everywhere((name) => name === "keep")),
  );
  const edited = stream(value, set);

  const known = new Map(); // the fewest changes, by stream and task
  function least(state, wanted) {
    const key = JSON.stringify([state.symbols, state.offered, state.task]);
    if (!known.has(key)) {
      known.clear();
      known.set(key, fewest(state, wanted, CLOSE));
    }
    return known.get(key);
  }

  let latest; // { state, trace, hard, wanted, wrong, changes, won }
  let reached; // whether the task was done before

  /** Fill the table and the drawing, to fit the width of a step. */
  function draw() {
    const { state, trace, hard, wanted, wrong, changes, won } = latest;
    const T = state.symbols.length;
    const w = chart.width() / T;
    table.style.setProperty("--steps", T);
    table.classList.toggle("lc-switches-tight", w < TIGHT);
    table.classList.toggle("lc-switches-tiny", w < TINY);
    const write = w < SHORT && w >= TINY ? short : (quantity) => number(quantity);
    const fill = (name, role, texts) =>
      lines[name].cells.replaceChildren(
        ...texts.map((text, t) =>
          html(
            "div",
            { role, class: wrong.some((miss) => miss.name === name && miss.t === t) ? "lc-switches-miss" : undefined },
            text,
          ),
        ),
      );
    fill(
      "step",
      "columnheader",
      trace.c.map((_, t) => `${t + 1}`),
    );
    fill("symbols", "cell", state.symbols);
    fill("offered", "cell", state.offered.map(write));
    fill("c", "cell", trace.c.map(write));
    fill("h", "cell", trace.h.map(write));
    grid.show(state, trace, changes, write);
    const top = Math.max(1, ...[...trace.c, ...hard.c].map((kept) => Math.ceil(Math.abs(kept) - CLOSE)));
    chart.draw(
      `What the memory keeps, c: ${trace.c.map((c) => number(c)).join(", ")}. What it shows, h: ` +
        `${trace.h.map((h) => number(h)).join(", ")}.`,
      HEIGHT,
      ...contents(state, trace, hard, wanted, w, top, won),
    );
    latest.won = false; // the pulse is for the moment
  }

  function update(state) {
    // lists of another length arrive one after the other
    const T = Math.min(...LISTS.map((name) => state[name].length));
    for (const name of LISTS) state[name] = state[name].slice(0, T);
    const a = state.sharpness;
    const trace = run(state, a);
    const hard = run(state, Infinity);
    const { [state.task]: aim } = GOALS;
    const wanted = { h: aim.h(state), c: aim.c?.(state) };
    const wrong = misses(wanted, trace);
    const changes = changed(state);
    const total = Object.values(changes).flat().filter(Boolean).length;
    const done = !wrong.length && !tooSmall(wanted);
    latest = { state, trace, hard, wanted, wrong, changes, won: done && reached === false };
    reached = done;
    grid.resize(T);
    edited.show(state);
    sharpness.show(a);
    task.show(state.task);
    goal.textContent = aim.text;
    count.textContent = total ? counted(total) : "0 changes";
    equation.replaceChildren(
      ...formula(),
      ` On: σ(${number(a, 1)}) = ${number(sigmoid(a), 3)}, off: σ(${number(-a, 1)}) = ${number(sigmoid(-a), 3)}. `,
    );
    const judged = verdict(aim, wanted, wrong, misses(wanted, hard), trace, a, total, done && least(state, wanted));
    sentence.replaceChildren(html(done ? "b" : "span", {}, judged), ` ${holding(state, trace)}`);
    draw();
  }

  const shown = piece({
    model,
    el,
    title: "Three switches: keep, write and read a number",
    names: [...LISTS, "sharpness", "task"],
    content: [
      html("p", { class: "lc-switches-task" }, html("span", {}, html("b", {}, "Task: "), goal), count),
      table,
      sentence,
      sharpness.field,
      task.field,
      presets,
      edited.fold,
      equation,
      html(
        "p",
        { class: "lc-note" },
        "Press a bar, or drag across a row to paint it. Keys: arrows move, space switches, Shift with an arrow " +
          "paints. A corner marks a changed bar, one that stands otherwise than its symbol asks; a wavy line marks " +
          "what the task does not ask for. The fewest changes are those of hard switches.",
      ),
    ],
    update,
  });
  return () => {
    chart.end();
    edited.end();
    shown.end();
  };
}
