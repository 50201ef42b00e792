// needs: page, memory, drawing
// The switches of lesson 02: a memory of one number, whose three gates are set by hand for each step of a stream.

const SYMBOLS = ["store", "·", "recall"];
const SWITCHES = { keep: "f", write: "i", read: "o" };
const BY_SYMBOL = {
  keep: (symbol) => symbol !== "store",
  write: (symbol) => symbol === "store",
  read: (symbol) => symbol === "recall",
};
const LISTS = ["symbols", "offered", "keep", "write", "read"];
const NOISE = [0.9, 0.4, -0.6, 0.3, 0.5, -0.5, 0.7, -0.2, 0.1, 0.6, -0.3, 0.2, -0.8, 0.4, -0.1, 0.8];

function render({ model, el }) {
  const narrow = matchMedia("(max-width: 600px)");
  const rows = Object.fromEntries(
    ["step", "symbols", "offered", "keep", "write", "read", "chart", "c", "h"].map((name) => [name, html("tr")]),
  );
  const headings = {
    step: ["step"],
    symbols: ["symbol"],
    offered: ["offered g", "g"],
    keep: ["keep f", "f"],
    write: ["write i", "i"],
    read: ["read o", "o"],
    c: ["kept c", "c"],
    h: ["shown h", "h"],
  };
  for (const [name, [text, quantity]] of Object.entries(headings))
    rows[name].append(html("th", { scope: "row", class: quantity ? `lc-${quantity}` : "" }, text));
  const scale = svg("svg", {
    viewBox: `0 0 ${LABELS} ${HEIGHT}`,
    width: LABELS,
    height: HEIGHT,
    "aria-hidden": "true",
  });
  const chart = drawing(600, HEIGHT, "lc-switches-chart");
  const canvas = html("td", {}, chart.picture);
  rows.chart.append(html("td", { class: "lc-switches-scale" }, scale), canvas);
  const table = html(
    "table",
    { class: "lc-switches", "aria-label": "The stream, the switches, and what the memory keeps and shows" },
    html("tbody", {}, ...Object.values(rows)),
  );
  const columns = []; // of cells, one for each step
  const spare = []; // steps that were taken away, to be given back
  let home; // the one switch that the Tab key reaches; the arrow keys lead to the others
  const equation = html("p", { class: "lc-note" });
  const goal = html("span");
  const sentence = status();
  sentence.classList.add("lc-switches-status");

  const set = (values) => shown.change(values);
  const put = (name, t, value) => set({ [name]: model.get(name).map((old, k) => (k === t ? value : old)) });
  const steps = slider({
    label: "steps of the stream",
    min: 4,
    max: 16,
    step: 1,
    value: 9,
    digits: 0,
    onInput: resize,
  });
  const sharpness = slider({
    label: "sharpness a",
    min: 1,
    max: 10,
    step: 0.1,
    value: 10,
    onInput: (a) => set({ sharpness: a }),
  });
  const picker = html(
    "select",
    { "aria-label": "task", onchange: () => set({ task: picker.value }) },
    ...Object.entries(GOALS).map(([name, { label }]) => html("option", { value: name }, label)),
  );
  const task = html("div", { class: "lc-field" }, html("span", { class: "lc-switches-label" }, "task"), picker, goal);
  const everywhere = (rule) =>
    set(
      Object.fromEntries(
        Object.keys(SWITCHES).map((name) => [name, model.get("symbols").map((symbol) => rule(name, symbol))]),
      ),
    );
  const presets = html(
    "div",
    { class: "lc-field" },
    html("span", { class: "lc-switches-label" }, "set all switches"),
    button("as the symbols ask", () => everywhere((name, symbol) => BY_SYMBOL[name](symbol))),
    button("keep only", () => everywhere((name) => name === "keep")),
  );

  function resize(length) {
    const old = LISTS.map((name) => model.get(name));
    for (let t = length; t < old[0].length; t++) spare[t] = old.map((list) => list[t]);
    const fresh = (t) => spare[t] ?? ["·", NOISE[t], true, false, false];
    set(
      Object.fromEntries(
        LISTS.map((name, k) => [name, Array.from({ length }, (_, t) => (t < old[k].length ? old[k][t] : fresh(t)[k]))]),
      ),
    );
  }

  /** Move the focus in the grid of switches with the arrow keys. */
  function move(event, name, t) {
    const names = Object.keys(SWITCHES);
    const [down, right] =
      {
        ArrowUp: [-1, 0],
        ArrowDown: [1, 0],
        ArrowLeft: [0, -1],
        ArrowRight: [0, 1],
        Home: [0, -t],
        End: [0, columns.length - 1 - t],
      }[event.key] ?? [];
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
    const symbols = html(
      "select",
      { "aria-label": `symbol, step ${t + 1}`, onchange: () => put("symbols", t, symbols.value) },
      ...SYMBOLS.map((symbol) => html("option", {}, symbol)),
    );
    const offered = html("input", {
      type: "number",
      min: -1,
      max: 1,
      step: 0.1,
      "aria-label": `number offered, step ${t + 1}`,
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
    const column = {
      step: document.createTextNode(t + 1),
      symbols,
      offered,
      c: document.createTextNode(""),
      h: document.createTextNode(""),
    };
    for (const [name, gate] of Object.entries(SWITCHES)) {
      const bar = html("span", { class: "lc-switches-bar" });
      const value = html("span");
      column[name] = html(
        "button",
        {
          type: "button",
          tabindex: -1,
          class: `lc-${gate}`,
          onclick: () => put(name, t, !model.get(name)[t]),
          onkeydown: (event) => move(event, name, t),
          onfocus: () => settle(column[name]),
        },
        html("span", { class: "lc-switches-well" }, bar),
        value,
      );
      column[`show ${name}`] = (on, share) => {
        bar.style.height = `${100 * share}%`;
        value.textContent = number(share);
        column[name].setAttribute("aria-pressed", on);
        column[name].setAttribute("aria-label", `${name} ${gate}, step ${t + 1}: ${number(share)}`);
      };
    }
    column.cells = Object.keys(headings).map((name) =>
      html(
        name === "step" ? "th" : "td",
        { class: headings[name][1] ? `lc-${headings[name][1]}` : "", scope: name === "step" ? "col" : undefined },
        column[name],
      ),
    );
    column.cells.forEach((cell, k) => rows[Object.keys(headings)[k]].append(cell));
    columns.push(column);
  }

  let latest;
  function update(state) {
    latest = state;
    // lists of another length arrive one after the other
    const T = Math.min(...LISTS.map((name) => state[name].length));
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
    chart.draw(
      `What the memory keeps, c: ${trace.c.map((c) => number(c)).join(", ")}. What it shows, h: ` +
        `${trace.h.map((h) => number(h)).join(", ")}.`,
      ...contents(state, trace, hard, wanted, w, top),
    );
    scale.replaceChildren(...legend(top));
    equation.replaceChildren(
      ...formula(),
      ` On: σ(${number(a, 1)}) = ${number(sigmoid(a), 3)}, off: σ(${number(-a, 1)}) = ${number(sigmoid(-a), 3)}. ` +
        `Press a bar to switch it; arrow keys move.`,
    );
    sentence.textContent = `${verdict(aim, wanted, wrong, misses(wanted, hard), trace, a)} ${holding(state, trace)}`;
  }

  const scroll = html(
    "div",
    { class: "lc-scroll lc-switches-scroll", tabindex: 0, role: "region", "aria-label": "The memory, step by step" },
    table,
  );
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
