// The switches of lesson 02: a memory of one number, whose three gates are set by hand for each step of a stream.

const SYMBOLS = ["store", "·", "recall"];
const SWITCHES = { keep: "f", write: "i", read: "o" };
const BY_SYMBOL = { keep: (symbol) => symbol !== "store", write: (symbol) => symbol === "store", read: (symbol) => symbol === "recall" };
const LISTS = ["symbols", "offered", "keep", "write", "read"];
const NOISE = [0.9, 0.4, -0.6, 0.3, 0.5, -0.5, 0.7, -0.2, 0.1, 0.6, -0.3, 0.2, -0.8, 0.4, -0.1, 0.8];
const CLOSE = 0.05; // how far a number may be from what a task asks for
const SMALL = 0.1; // what is smaller cannot be told from nothing
const LABELS = 96; // width of the first column, in pixels
const HEIGHT = 172; // of the drawing

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
  const found = ["c", "h"].flatMap((name) => (wanted[name] ?? []).map((should, t) => ({ name, t, is: trace[name][t], should })));
  return found.filter(({ is, should }) => Math.abs(is - should) > CLOSE).sort((one, other) => one.t - other.t);
}

/** Say whether the task is done, and if not, where it fails first. */
function verdict(goal, wanted, wrong, hardWrong, trace, a) {
  if (Math.max(...[...wanted.h, ...(wanted.c ?? [])].map(Math.abs)) < SMALL) return goal.needs;
  const place = ({ name, t, is, should }) =>
    `${name === "h" ? `step ${t + 1} shows` : `after step ${t + 1} c is`} ${number(is)} in place of ${number(should)}`;
  if (wrong.length && !hardWrong.length) return `The switches are set right, but at a = ${number(a, 1)} they leak: ${place(wrong[0])}.`;
  if (wrong.length) return `Not yet: ${place(wrong[0])}${wrong.length > 1 ? `, the first of ${wrong.length} misses` : ""}.`;
  const shown = wanted.h.flatMap((should, t) => (should ? [`step ${t + 1} shows ${number(trace.h[t])}`] : []));
  return `Reached: ${shown.join(", ") || `c ends at ${number(trace.c.at(-1))}, and nothing is shown`}.`;
}

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
  return `c is ${number(c[from])} after step ${from + 1} and ${number(c[from + steps])} after ${steps} more ${steps > 1 ? "steps" : "step"} of keeping.`;
}

function render({ model, el }) {
  const narrow = matchMedia("(max-width: 600px)");
  const rows = Object.fromEntries(["step", "symbols", "offered", "keep", "write", "read", "chart", "c", "h"].map((name) => [name, html("tr")]));
  const headings = { step: ["step"], symbols: ["symbol"], offered: ["offered g", "g"], keep: ["keep f", "f"], write: ["write i", "i"], read: ["read o", "o"], c: ["kept c", "c"], h: ["shown h", "h"] };
  for (const [name, [text, quantity]] of Object.entries(headings)) rows[name].append(html("th", { scope: "row", class: quantity ? `lc-${quantity}` : "" }, text));
  const scale = svg("svg", { viewBox: `0 0 ${LABELS} ${HEIGHT}`, width: LABELS, height: HEIGHT, "aria-hidden": "true" });
  const chart = drawing(600, HEIGHT, "lc-switches-chart");
  const canvas = html("td", {}, chart.picture);
  rows.chart.append(html("td", { class: "lc-switches-scale" }, scale), canvas);
  const table = html("table", { class: "lc-switches", "aria-label": "The stream, the switches, and what the memory keeps and shows" }, html("tbody", {}, ...Object.values(rows)));
  const columns = []; // of cells, one for each step
  const spare = []; // steps that were taken away, to be given back
  let home; // the one switch that the Tab key reaches; the arrow keys lead to the others
  const equation = html("p", { class: "lc-note" });
  const goal = html("span");
  const sentence = status();
  sentence.classList.add("lc-switches-status");

  const set = (values) => shown.change(values);
  const put = (name, t, value) => set({ [name]: model.get(name).map((old, k) => (k === t ? value : old)) });
  const steps = slider({ label: "steps of the stream", min: 4, max: 16, step: 1, value: 9, digits: 0, onInput: resize });
  const sharpness = slider({ label: "sharpness a", min: 1, max: 10, step: 0.1, value: 10, onInput: (a) => set({ sharpness: a }) });
  const picker = html("select", { "aria-label": "task", onchange: () => set({ task: picker.value }) }, ...Object.entries(GOALS).map(([name, { label }]) => html("option", { value: name }, label)));
  const task = html("div", { class: "lc-field" }, html("span", { class: "lc-switches-label" }, "task"), picker, goal);
  const everywhere = (rule) => set(Object.fromEntries(Object.keys(SWITCHES).map((name) => [name, model.get("symbols").map((symbol) => rule(name, symbol))])));
  const presets = html("div", { class: "lc-field" }, html("span", { class: "lc-switches-label" }, "set all switches"),
    button("as the symbols ask", () => everywhere((name, symbol) => BY_SYMBOL[name](symbol))),
    button("keep only", () => everywhere((name) => name === "keep")));

  function resize(length) {
    const old = LISTS.map((name) => model.get(name));
    for (let t = length; t < old[0].length; t++) spare[t] = old.map((list) => list[t]);
    const fresh = (t) => spare[t] ?? ["·", NOISE[t], true, false, false];
    set(Object.fromEntries(LISTS.map((name, k) => [name, Array.from({ length }, (_, t) => (t < old[k].length ? old[k][t] : fresh(t)[k]))])));
  }

  /** Move the focus in the grid of switches with the arrow keys. */
  function move(event, name, t) {
    const names = Object.keys(SWITCHES);
    const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -t], End: [0, columns.length - 1 - t] }[event.key] ?? [];
    if (down === undefined) return;
    event.preventDefault();
    columns[t + right]?.[names[names.indexOf(name) + down]]?.focus();
  }

  function settle(chosen) {
    if (home) home.tabIndex = -1;
    home = chosen;
    home.tabIndex = 0;
  }

  function addColumn(t) {
    const symbols = html("select", { "aria-label": `symbol, step ${t + 1}`, onchange: () => put("symbols", t, symbols.value) }, ...SYMBOLS.map((symbol) => html("option", {}, symbol)));
    const offered = html("input", {
      type: "number", min: -1, max: 1, step: 0.1, "aria-label": `number offered, step ${t + 1}`,
      oninput() {
        const valid = Math.abs(offered.valueAsNumber) <= 1;
        offered.setAttribute("aria-invalid", !valid);
        if (valid) put("offered", t, offered.valueAsNumber);
      },
      onchange() {
        offered.value = model.get("offered")[t];
        offered.setAttribute("aria-invalid", false);
      },
    });
    const column = { step: document.createTextNode(t + 1), symbols, offered, c: document.createTextNode(""), h: document.createTextNode("") };
    for (const [name, gate] of Object.entries(SWITCHES)) {
      const bar = html("span", { class: "lc-switches-bar" });
      const value = html("span");
      column[name] = html("button", { type: "button", tabindex: -1, class: `lc-${gate}`, onclick: () => put(name, t, !model.get(name)[t]), onkeydown: (event) => move(event, name, t), onfocus: () => settle(column[name]) }, html("span", { class: "lc-switches-well" }, bar), value);
      column[`show ${name}`] = (on, share) => {
        bar.style.height = `${100 * share}%`;
        value.textContent = number(share);
        column[name].setAttribute("aria-pressed", on);
        column[name].setAttribute("aria-label", `${name} ${gate}, step ${t + 1}: ${number(share)}`);
      };
    }
    column.cells = Object.keys(headings).map((name) => html(name === "step" ? "th" : "td", { class: headings[name][1] ? `lc-${headings[name][1]}` : "", scope: name === "step" ? "col" : undefined }, column[name]));
    column.cells.forEach((cell, k) => rows[Object.keys(headings)[k]].append(cell));
    columns.push(column);
  }

  let latest;
  function update(state) {
    latest = state;
    const T = Math.min(...LISTS.map((name) => state[name].length)); // lists of another length arrive one after the other
    for (const name of LISTS) state[name] = state[name].slice(0, T);
    while (columns.length < T) addColumn(columns.length);
    while (columns.length > T) columns.pop().cells.forEach((cell) => cell.remove());
    if (!columns.some((column) => Object.values(column).includes(home))) settle(columns[0].keep);
    const a = state.sharpness;
    const trace = run(state, a);
    const hard = run(state, Infinity);
    const { [state.task]: aim } = GOALS;
    const wanted = { h: aim.h(state), c: aim.c?.(state) };
    const wrong = misses(wanted, trace);
    columns.forEach((column, t) => {
      column.symbols.value = state.symbols[t];
      if (column.offered.valueAsNumber !== state.offered[t]) column.offered.value = state.offered[t];
      for (const [name, gate] of Object.entries(SWITCHES)) column[`show ${name}`](state[name][t], trace[gate][t]);
      column.c.data = number(trace.c[t]);
      column.h.data = number(trace.h[t]);
    });
    steps.show(T);
    sharpness.show(a);
    picker.value = state.task;
    goal.textContent = aim.text;
    const w = narrow.matches ? 48 : Math.max(45, Math.min(64, Math.floor(600 / T)));
    table.style.width = `${LABELS + T * w}px`;
    table.classList.toggle("lc-switches-tight", w < 60);
    canvas.colSpan = T;
    chart.picture.setAttribute("viewBox", `0 0 ${T * w} ${HEIGHT}`);
    chart.picture.style.maxWidth = "none";
    const top = Math.max(1, ...[...trace.c, ...hard.c].map((kept) => Math.ceil(Math.abs(kept) - CLOSE)));
    chart.draw(`What the memory keeps, c: ${trace.c.map((c) => number(c)).join(", ")}. What it shows, h: ${trace.h.map((h) => number(h)).join(", ")}.`, ...contents(state, trace, hard, wanted, w, top));
    scale.replaceChildren(...legend(top));
    equation.replaceChildren(...formula(), ` On: σ(${number(a, 1)}) = ${number(sigmoid(a), 3)}, off: σ(${number(-a, 1)}) = ${number(sigmoid(-a), 3)}. Press a bar to switch it; arrow keys move.`);
    sentence.textContent = `${verdict(aim, wanted, wrong, misses(wanted, hard), trace, a)} ${holding(state, trace)}`;
  }

  const scroll = html("div", { class: "lc-scroll lc-switches-scroll", tabindex: 0, role: "region", "aria-label": "The memory, step by step" }, table);
  const again = () => update(latest);
  narrow.addEventListener("change", again);
  const shown = piece({
    model,
    el,
    title: "Three switches: keep, write and read a number",
    names: [...LISTS, "sharpness", "task"],
    content: [equation, task, scroll, presets, sharpness.field, steps.field, sentence],
    update,
  });
  return () => {
    narrow.removeEventListener("change", again);
    shown.end();
  };
}

const level = (value, top) => HEIGHT / 2 - (HEIGHT / 2 - 12) * (value / top);

/** Return the marks of the drawing: c as a line of steps, h as bars, g as dots, and what the task asks for. */
function contents({ offered, write }, { c, h }, hard, wanted, w, top) {
  const y = (value) => level(value, top);
  const stairs = (values) => values.flatMap((value, t) => [`${w * t},${y(value)}`, `${w * (t + 1)},${y(value)}`]).join(" ");
  const bar = (value, t, share, className) => svg("rect", { x: w * (t + 0.5 - share / 2), width: w * share, y: Math.min(y(0), y(value)), height: Math.abs(y(value) - y(0)), class: className });
  return [
    ...[-top, 0, top].map((tick) => svg("line", { x1: 0, x2: w * c.length, y1: y(tick), y2: y(tick), class: tick ? "lc-axis lc-faint" : "lc-axis" })),
    ...h.map((value, t) => bar(value, t, 0.5, "lc-fill lc-h")),
    ...wanted.h.flatMap((value, t) => (value ? [bar(value, t, 0.7, "lc-line lc-h lc-faint")] : [])),
    svg("polyline", { points: stairs(hard.c), class: "lc-line lc-baseline lc-faint" }),
    svg("polyline", { points: stairs(c), class: "lc-line lc-thick lc-c" }),
    ...offered.map((g, t) => svg("circle", { cx: w * (t + 0.5), cy: y(g), r: 5, class: "lc-fill lc-g" })),
    ...offered.flatMap((g, t) => (write[t] ? [svg("circle", { cx: w * (t + 0.5), cy: y(g), r: 9, class: "lc-line lc-i" })] : [])),
  ];
}

/** Return the scale at the left of the drawing, and what its marks mean. */
function legend(top) {
  const marks = [
    ["g offered", "g", svg("circle", { cx: 7, r: 5, class: "lc-fill lc-g" })],
    ["h shown", "h", svg("rect", { x: 2, y: -6, width: 10, height: 12, class: "lc-fill lc-h" })],
    ["h asked", "h", svg("rect", { x: 2, y: -6, width: 10, height: 12, class: "lc-line lc-h lc-faint" })],
    ["c kept", "c", svg("line", { x1: 0, x2: 14, class: "lc-line lc-thick lc-c" })],
    ["c if hard", "baseline", svg("line", { x1: 0, x2: 14, class: "lc-line lc-baseline lc-faint" })],
  ];
  return [
    ...marks.map(([text, quantity, mark], k) => svg("g", { transform: `translate(0 ${40 + 23 * k})`, class: `lc-${quantity}` }, mark, svg("text", { x: 19, y: 4, class: "lc-small" }, text))),
    ...[-top, 0, top].map((tick) => svg("text", { x: LABELS - 6, y: level(tick, top) + 4, "text-anchor": "end", class: "lc-small" }, number(tick, 0))),
  ];
}

/** Return the memory's two equations, each letter in the colour of its quantity. */
function formula() {
  const letter = (text) => html("b", { class: `lc-${text[0]} lc-switches-letter` }, text);
  return [letter("c"), " = ", letter("f"), " ", letter("c"), html("sub", {}, "prev"), " + ", letter("i"), " ", letter("g"), ",  ", letter("h"), " = ", letter("o"), " ", letter("c"), "."];
}
