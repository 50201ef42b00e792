// The morph of lesson 07: the LSTM becomes the GRU in three changes, with the numbers of one unit on the edges.

const STAGES = ["LSTM", "coupled", "no tanh", "GRU"];
const TITLES = [
  "1. LSTM",
  "2. What is not kept is written",
  "3. c stays in bounds: no tanh",
  "4. GRU: the gate moves to n\u2019s view of the past",
];
const LAST = 20; // time steps
const [F, I, G, O, SHOW, END] = [88, 172, 258, 336, 390, 424]; // places in the picture, from left to right
const [TOP, SHOWN, WRITE, GATE, LOW, PAST, INPUT] = [46, 152, 142, 214, 268, 314, 336]; // and from top to bottom
const MIDDLE = (I + G) / 2;

/** Return how much of each of the three changes is done, and the stage whose numbers are shown. */
function progress(amount) {
  const done = [0, 1, 2].map((k) => Math.max(0, Math.min(1, 3 * amount - k)));
  return { coupled: done[0], bare: done[1], moved: done[2], stage: done.filter((share) => share > 0.5).length };
}

/** One time step of one unit, from its memory: c of the LSTM, h of the GRU. Stage 3 is the GRU. */
function morphStep(stage, memory, { a_f, a_i, a_o, from_x, from_past }) {
  const f = sigmoid(a_f);
  const o = sigmoid(a_o);
  const i = stage >= 1 ? 1 - f : sigmoid(a_i);
  const heard = stage === 3 ? o * from_past : from_past;
  const g = Math.tanh(from_x + heard);
  const c = f * memory + i * g;
  const shown = stage >= 2 ? c : Math.tanh(c);
  return { memory, i, f, g, o, heard, c, shown, h: stage === 3 ? c : o * shown };
}

/** Run `time_step` steps with the same sums; returns the last. */
function morphRun(stage, state) {
  let step = morphStep(stage, state.start, state);
  for (let t = 1; t < state.time_step; t++) step = morphStep(stage, step.c, state);
  return step;
}

function render({ model, el }) {
  const diagram = drawing(478, 350, "lc-morph");
  const heading = html("p", { class: "lc-morph-title" });
  const equations = html("div", { class: "lc-morph-equations" });
  const sentence = status();
  const start = html("span", {});
  const set = (values) => shown.change(values);
  const sum = (name, quantity) =>
    slider({ label: "", min: -4, max: 4, step: 0.1, value: 0, quantity, onInput: (a) => set({ [name]: a }) });
  const amount = slider({ label: "LSTM to GRU", min: 0, max: 1, step: 0.02, value: 0, digits: 2, onInput: (s) => set({ amount: s }) });
  const stages = choice({ label: "stage", value: 0, options: STAGES.map((name, k) => [k, `${k + 1} ${name}`]), onInput: glide });
  const sums = { a_f: sum("a_f", "f"), a_i: sum("a_i", "i"), a_o: sum("a_o", "o") };
  const time = slider({ label: "time step", min: 1, max: LAST, step: 1, value: 1, digits: 0, onInput: (t) => set({ time_step: t }) });
  const name = (control, text) => {
    control.field.querySelector("label").textContent = text;
  };

  let drawn; // the amount in the picture
  let frame = 0;
  let last; // stage, numbers and state, as they were drawn last
  const draw = (at) => {
    drawn = at;
    diagram.draw(...cell(at, last));
  };
  /** Go to a stage; only the picture takes its time, and less motion is none. */
  function glide(stage) {
    cancelAnimationFrame(frame);
    const from = drawn;
    const started = performance.now();
    set({ amount: stage / 3 });
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const move = (now) => {
      const share = Math.max(0, Math.min(1, (now - started) / 600));
      draw(share === 1 ? last.state.amount : from + (last.state.amount - from) * (3 * share ** 2 - 2 * share ** 3));
      if (share < 1) frame = requestAnimationFrame(move);
    };
    move(started);
  }

  const shown = piece({
    model,
    el,
    title: "From the LSTM to the GRU in three changes",
    names: ["amount", "a_f", "a_i", "a_o", "from_x", "from_past", "start", "time_step"],
    content: [html("div", { class: "lc-morph-all" },
      amount.field, stages.field, html("div", { class: "lc-row lc-morph-row" }, diagram.picture, html("div", {}, heading, equations)),
      sums.a_f.field, sums.a_i.field, sums.a_o.field, time.field, sentence,
      html("p", { class: "lc-note" }, "The sums stay the same at every time step; the memory starts from ", start, "."),
    )],
    update(state) {
      const { stage } = progress(state.amount);
      const step = morphRun(stage, state);
      amount.show(state.amount);
      stages.show(stage);
      Object.entries(sums).forEach(([key, control]) => control.show(state[key]));
      name(sums.a_f, stage === 3 ? "sum of z: keep" : "sum of f: keep");
      name(sums.a_i, stage === 0 ? "sum of i: write" : "no sum of i");
      name(sums.a_o, stage === 3 ? "sum of r: hear" : "sum of o: show");
      sums.a_i.input.disabled = stage > 0;
      time.show(state.time_step);
      start.textContent = number(state.start);
      heading.textContent = TITLES[stage];
      equations.replaceChildren(...written(stage, step, state));
      sentence.textContent = `${said(stage, step, state)} ${counted(stage)}`;
      last = { stage, step, state };
      cancelAnimationFrame(frame); // whatever changes, a movement ends
      draw(state.amount);
    },
  });
  return () => {
    cancelAnimationFrame(frame);
    shown.end();
  };
}

/** Turn "{f:z} {c:h_prev}" into coloured letters; "{i*:1 \u2212 z}" marks what has just changed. */
function terms(text) {
  return text.split(/(\{[^}]*\})/).map((part) => {
    const [, quantity, star, letter] = part.match(/^\{(\w)(\*?):(.*)\}$/) ?? [];
    if (!quantity) return part;
    const [base, index] = letter.split("_");
    return html("i", { class: `lc-${quantity}${star ? " lc-morph-new" : ""}` }, base, ...(index ? [html("sub", {}, index)] : []));
  });
}

/** Return the three equations of a stage, in letters and below in numbers. */
function written(stage, s, { from_x, from_past }) {
  const n = (value) => (value < 0 ? `(${number(value)})` : number(value));
  const gru = stage === 3;
  const [m, f, g] = gru ? ["h:h", "f:z", "g:n"] : ["c:c", "f:f", "g:g"];
  const write = ["{i:i}", "{i*:(1 \u2212 f)}", "{i:(1 \u2212 f)}", "{i:(1 \u2212 z)}"][stage];
  const rows = [
    [`{${g}} = tanh(from x + ${gru ? "{o*:r} \u00b7 " : ""}from the past)`,
      `tanh(${n(from_x)} + ${gru ? `${n(s.o)} \u00b7 ` : ""}${n(from_past)}) = ${number(s.g)}`],
    [`{${m}} = {${f}} {${m}_prev} + ${write} {${g}}`, `${n(s.f)} \u00b7 ${n(s.memory)} + ${n(s.i)} \u00b7 ${n(s.g)} = ${number(s.c)}`],
    [["{h:h} = {o:o} tanh({c:c})", "{h:h} = {o:o} tanh({c:c})", "{h:h} = {o:o} {c*:c}", "{h*:h} is the memory itself"][stage],
      gru ? `shown whole: ${number(s.h)}` : `${n(s.o)} \u00b7 ${stage === 2 ? n(s.c) : `tanh(${number(s.c)})`} = ${number(s.h)}`],
  ];
  return rows.map(([letters, numbers]) =>
    html("div", {}, html("p", { class: "lc-morph-letters" }, ...terms(letters)), html("p", { class: "lc-morph-numbers" }, numbers)));
}

/** Say what the stage is and what its numbers are. */
function said(stage, s, { time_step }) {
  const t = `Time step ${time_step}`;
  return [
    `${t}, LSTM: it keeps ${number(s.f)} of ${number(s.memory)} and writes ${number(s.i)} of ${number(s.g)}, so c = ${number(s.c)}; it shows ${number(s.o)} of tanh(c), so h = ${number(s.h)}.`,
    `${t}, the input gate is gone: it keeps ${number(s.f)} and writes the rest, ${number(s.i)}, so c = ${number(s.c)} lies between ${number(s.memory)} and ${number(s.g)}.`,
    `${t}, the tanh on c is gone: h = o c = ${number(s.h)}, where o tanh(c) would be ${number(s.o * Math.tanh(s.c))}.`,
    `${t}, GRU: the blue gate is r and lets n hear ${number(s.o)} of the past, so n = ${number(s.g)}; z keeps ${number(s.f)} of ${number(s.memory)}, and the new h = ${number(s.h)} is shown whole.`,
  ][stage];
}

/** Say how many parameters the stage has. */
function counted(stage) {
  const blocks = stage ? 3 : 4;
  return `${stage ? "Three" : "Four"} blocks: ${blocks}H(D + H + 1) parameters, ${blocks * 32 * (10 + 32 + 1)} with D = 10, H = 32.`;
}

/** Return the spoken name and the marks of the diagram. */
function cell(amount, { stage, step, state }) {
  const { coupled, bare, moved } = progress(amount);
  const gru = stage === 3;
  const gate = [O - 6 * moved, GATE + (LOW - GATE) * moved]; // where the blue gate stands
  const tie = GATE - 30;
  const past = (x, y, shown = 1) => [arrow([[x, INPUT], [x, y + 17]], "", shown), mark("circle", { cx: x, cy: PAST, r: 4, class: "lc-fill" }, "h", shown)];
  const value = (x, y, quantity, number_, anchor) => label(x, y, number(number_), quantity, { anchor });
  const marks = [
    // the inputs along the bottom
    mark("polyline", { points: `56,${INPUT} ${gate[0]},${INPUT}`, class: "lc-line" }, ""),
    mark("polyline", { points: `56,${PAST} ${gate[0]},${PAST}`, class: "lc-line" }, "h"),
    arrow([[G - 15, INPUT], [G - 15, GATE + 17]], ""),
    arrow([[G + 15, PAST], [G + 15, GATE + 17]], "h"),
    past(F, GATE), past(I, GATE, 1 - coupled), past(...gate),
    label(4, INPUT + 5, "x", ""),
    label(4, PAST + 2, "h_prev", "h"),
    value(G - 21, GATE + 66, "", state.from_x, "end"),
    value(G + 21, PAST - 12, "h", state.from_past),
    gru && value(G + 21, GATE + 35, "h", step.heard),
    // the memory along the top
    arrow([[56, TOP], [END, TOP]], "c", 1 - moved, "lc-morph-thick"),
    arrow([[56, TOP], [END, TOP]], "h", moved, "lc-morph-thick"),
    label(4, TOP - 4, gru ? "h_prev" : "c_prev", gru ? "h" : "c"),
    value(4, TOP + 18, gru ? "h" : "c", step.memory),
    label(END + 6, TOP - 4, gru ? "h" : "c", gru ? "h" : "c"),
    value(END + 6, TOP + 18, gru ? "h" : "c", step.c),
    value((F + MIDDLE) / 2, TOP - 14, "", step.f * step.memory, "middle"),
    // what is kept and what is written
    arrow([[F, GATE - 15], [F, TOP + 12]], "f"),
    arrow([[I, GATE - 15], [I, WRITE], [MIDDLE - 12, WRITE]], "i", 1 - coupled),
    arrow([[F, tie], [I, tie], [I, WRITE], [MIDDLE - 12, WRITE]], "i", coupled),
    arrow([[G, GATE - 15], [G, WRITE], [MIDDLE + 12, WRITE]], "g"),
    arrow([[MIDDLE, WRITE - 12], [MIDDLE, TOP + 12]], ""),
    box(F, GATE, gru ? "z" : "f", "f"),
    box(I, GATE, "i", "i", 1 - coupled),
    box(G, GATE, gru ? "n" : "g", "g"),
    node(F, TOP, "\u00d7"), node(MIDDLE, TOP, "+"), node(MIDDLE, WRITE, "\u00d7"),
    value(F + 8, 106, "f", step.f),
    label((F + I) / 2, tie - 7, gru ? "1 \u2212 z" : "1 \u2212 f", "i", { anchor: "middle", shown: coupled }),
    value(I - 7, WRITE + 11, "i", step.i, "end"),
    value(G + 8, WRITE + 32, "g", step.g),
    value(MIDDLE + 8, 102, "", step.i * step.g),
    // what is shown, or what the candidate hears
    arrow([[SHOW, TOP], [SHOW, SHOWN - 12]], "c", 1 - moved),
    arrow([[gate[0], gate[1] - 15], [gate[0], SHOWN], [SHOW - 12, SHOWN]], "o", 1 - moved),
    arrow([[SHOW + 12, SHOWN], [END, SHOWN]], "h", 1 - moved),
    box(SHOW, 100, "tanh", "c", 1 - bare, 56),
    node(SHOW, SHOWN, "\u00d7", 1 - moved),
    !gru && label(END + 6, SHOWN - 4, "h", "h", { shown: 1 - moved }),
    !gru && label(END + 6, SHOWN + 18, number(step.h), "h", { shown: 1 - moved }),
    arrow([[gate[0] - 18, gate[1]], [G + 27, gate[1]]], "o", moved),
    node(G + 15, gate[1], "\u00d7", moved),
    box(...gate, gru ? "r" : "o", "o"),
    label(gate[0] + 24, gate[1] - 5 + 10 * moved, number(step.o), "o"),
  ];
  const names = gru ? `z ${number(step.f)}, n ${number(step.g)}, r ${number(step.o)}, h ${number(step.h)}`
    : `f ${number(step.f)}, ${stage ? "1 \u2212 f" : "i"} ${number(step.i)}, g ${number(step.g)}, o ${number(step.o)}, c ${number(step.c)}, h ${number(step.h)}`;
  return [`Diagram of a cell, stage ${stage + 1} of 4, ${STAGES[stage]}: ${names}`, ...marks.flat(2).filter(Boolean)];
}

/** Make a mark in the colour of a quantity, pale where it is not wholly there. */
const mark = (tag, attributes, quantity, shown = 1, ...children) =>
  shown > 0 && svg("g", { class: quantity ? `lc-${quantity}` : "", opacity: shown < 1 ? shown : undefined }, svg(tag, attributes, ...children));

/** Draw straight lines through the points, with a head at the last one. */
function arrow(points, quantity, shown = 1, thick = "") {
  const [[x0, y0], [x, y]] = points.slice(-2);
  const length = Math.hypot(x - x0, y - y0);
  const [u, v] = [(x - x0) / length, (y - y0) / length];
  const [bx, by] = [x - 9 * u, y - 9 * v];
  const line = [...points.slice(0, -1), [bx, by]].map((point) => point.join(",")).join(" ");
  return [
    mark("polyline", { points: line, class: `lc-line ${thick}` }, quantity, shown),
    mark("polygon", { points: `${x},${y} ${bx - 6 * v},${by + 6 * u} ${bx + 6 * v},${by - 6 * u}`, class: "lc-fill" }, quantity, shown),
  ];
}

/** Write letters such as "c_prev"; `shown` makes them pale. */
function label(x, y, text, quantity, { anchor = "start", shown = 1 } = {}) {
  const [base, index] = text.split("_");
  const small = index ? [svg("tspan", { dy: 4, class: "lc-morph-index" }, index)] : [];
  return mark("text", { x, y, "text-anchor": anchor, class: /[a-z]/.test(text) ? "lc-morph-letter" : "" }, quantity, shown, base, ...small);
}

/** Draw a gate. */
const box = (x, y, text, quantity, shown = 1, width = 36) => [
  mark("rect", { x: x - width / 2, y: y - 15, width, height: 30, rx: 3, class: "lc-ground" }, quantity, shown),
  mark("text", { x, y: y + 6, "text-anchor": "middle", class: "lc-strong" }, quantity, shown, text),
];

/** Draw a place where two numbers meet. */
const node = (x, y, sign, shown = 1) => [
  mark("circle", { cx: x, cy: y, r: 12, class: "lc-ground" }, "", shown),
  mark("text", { x, y: y + 6, "text-anchor": "middle" }, "", shown, sign),
];
