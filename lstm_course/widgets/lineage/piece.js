// needs: page, cells, diagram
// The lineage of lesson 22: the LSTM becomes the minLSTM, the sLSTM and the mLSTM, with one unit's numbers.

const CARRIES = [
  "It carries two numbers a unit, h and c, and its gates see h: it has to be run step by step.",
  "It carries one number a unit. Its gates see x alone, so all steps can be joined in a scan.",
  "It carries four numbers a unit, h, c, n and m, and its gates see h: step by step again.",
  "With keys of width 2 it carries 2 · 2 + 2 + 1 numbers. Its gates see x alone: all steps at once.",
];
const EQUATIONS = [
  ["c = f c_prev + i tanh(a_g)", "h = o tanh(c)"],
  ["c = f c_prev + (1 − f) a_g", "h = c"],
  ["c = f c_prev + exp(a_i) tanh(a_g)", "n = f n_prev + exp(a_i)", "h = o c / n"],
  ["C = f C_prev + exp(a_i) v k", "n = f n_prev + exp(a_i) k", "h = o C q / max(|n q|, 1)"],
];

function render({ model, el }) {
  const diagram = drawing(478, 330, "lc-morph lc-lineage");
  const traces = drawing(372, 156, "lc-lineage-traces");
  const equations = html("p", { class: "lc-lineage-equations" });
  const carries = html("p", { class: "lc-note" });
  const sentence = status();
  const set = (values) => shown.change(values);
  const stages = choice({ label: "cell", value: 0, options: CELLS.map((name, k) => [k, name]), onInput: glide });
  const bar = (label, name, min, max, quantity) =>
    slider({ label, min, max, step: 0.1, value: 0, quantity, onInput: (a) => set({ [name]: a }) });
  const amount = slider({
    label: "LSTM to mLSTM",
    min: 0,
    max: 3,
    step: 0.05,
    value: 0,
    digits: 2,
    onInput: (s) => set({ amount: s }),
  });
  const bars = {
    a_f: bar("sum of f: keep", "a_f", -4, 6, "f"),
    a_i: bar("sum of i at a symbol", "a_i", -4, 6, "i"),
    from_h: bar("weight from h to f", "from_h", -6, 6, "h"),
  };
  const time = slider({
    label: "time step",
    min: 1,
    max: 12,
    step: 1,
    value: 12,
    digits: 0,
    onInput: (t) => set({ time_step: t }),
  });
  const letters = html("div", { class: "lc-field lc-lineage-symbols", role: "group", "aria-label": "symbols" });
  const turn = (t) => () => {
    const symbols = [...model.get("symbols")];
    symbols[t] = { 0: 1, 1: -1, "-1": 0 }[symbols[t]];
    set({ symbols });
  };
  const keys = Array.from({ length: 12 }, (_, t) => button("", turn(t)));
  letters.append(html("span", {}, "symbols"), ...keys);

  let drawn; // the amount in the picture
  let frame = 0;
  let last; // cell and step, as they were drawn last
  const draw = (at) => {
    drawn = at;
    diagram.draw(...cellOf(at, last.kind, last.step));
  };
  /** Go to a cell; only the picture takes its time, and less motion is none. */
  function glide(stage) {
    cancelAnimationFrame(frame);
    const from = drawn;
    const started = performance.now();
    set({ amount: stage });
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const move = (now) => {
      const share = Math.max(0, Math.min(1, (now - started) / 600));
      draw(share === 1 ? stage : from + (stage - from) * (3 * share ** 2 - 2 * share ** 3));
      if (share < 1) frame = requestAnimationFrame(move);
    };
    move(started);
  }

  const shown = piece({
    model,
    el,
    title: "The LSTM and three cells after it",
    names: ["amount", "a_f", "a_i", "from_h", "symbols", "time_step"],
    content: [
      amount.field,
      stages.field,
      html(
        "div",
        { class: "lc-row lc-lineage-row" },
        diagram.picture,
        html("div", {}, equations, traces.picture, carries),
      ),
      letters,
      bars.a_f.field,
      bars.a_i.field,
      bars.from_h.field,
      time.field,
      sentence,
    ],
    update(state) {
      const stage = Math.round(state.amount);
      const kind = CELLS[stage];
      const steps = lineageRun(kind, state);
      const step = steps[state.time_step - 1];
      amount.show(state.amount);
      stages.show(stage);
      time.show(state.time_step);
      Object.entries(bars).forEach(([key, control]) => control.show(state[key]));
      bars.from_h.input.disabled = stage % 2 === 1;
      keys.forEach((key, t) => {
        const name = { 1: "A", "-1": "B", 0: "·" }[state.symbols[t]];
        key.textContent = name;
        key.setAttribute("aria-label", `step ${t + 1}: ${name === "·" ? "no symbol" : name}`);
        key.classList.toggle("lc-lineage-now", t + 1 === state.time_step);
      });
      equations.replaceChildren(...EQUATIONS[stage].map((text) => html("span", {}, ...lowered(text))));
      carries.textContent = CARRIES[stage];
      traces.draw(...tracesOf(kind, steps, state.symbols, state.time_step - 1));
      sentence.textContent = saidOf(kind, step, state.time_step);
      last = { kind, step };
      cancelAnimationFrame(frame); // whatever changes, a movement ends
      draw(state.amount);
    },
  });
  return () => {
    cancelAnimationFrame(frame);
    shown.end();
  };
}

/** Write "c_prev" with an index. */
const lowered = (text) => text.split(/_(\w+)/).map((part, k) => (k % 2 ? html("sub", {}, part) : part));

/** Say what the cell remembers after a step. */
function saidOf(kind, step, t) {
  const after = `${kind} after step ${t}:`;
  if (kind === "mLSTM") {
    const [A, B] = step.read.map((one) => number(one));
    return `${after} the key of A reads ${A}, that of B ${B}; f keeps ${number(step.f)} of both.`;
  }
  const [c, h, i, f, g, before] = [step.c, step.h, step.i, step.f, step.g, step.before].map((one) => number(one));
  if (kind === "sLSTM")
    return `${after} c/n = ${c} is a mean of all candidates, in which this step weighs ${i}; h = ${h}.`;
  if (kind === "minLSTM") return `${after} f = ${f} and i = ${i} sum to 1; c = ${c} is shown as it is.`;
  return `${after} f keeps ${f} of ${before}, i writes ${i} of ${g}: c = ${c}, h = ${h}.`;
}
