// needs: arithmetic, page, diagram
// The morph of lesson 07: the LSTM becomes the GRU in three changes, with the numbers of one unit on the edges.

const TITLES = [
  "1. LSTM",
  "2. What is not kept is written",
  "3. c stays in bounds: no tanh",
  "4. GRU: the gate moves to n\u2019s view of the past",
];
const LAST = 20; // time steps

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
  const amount = slider({
    label: "LSTM to GRU",
    min: 0,
    max: 1,
    step: 0.02,
    value: 0,
    digits: 2,
    onInput: (s) => set({ amount: s }),
  });
  const stages = choice({
    label: "stage",
    value: 0,
    options: STAGES.map((name, k) => [k, `${k + 1} ${name}`]),
    onInput: glide,
  });
  const sums = { a_f: sum("a_f", "f"), a_i: sum("a_i", "i"), a_o: sum("a_o", "o") };
  const time = slider({
    label: "time step",
    min: 1,
    max: LAST,
    step: 1,
    value: 1,
    digits: 0,
    onInput: (t) => set({ time_step: t }),
  });
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
    content: [
      html(
        "div",
        { class: "lc-morph-all" },
        amount.field,
        stages.field,
        html("div", { class: "lc-row lc-morph-row" }, diagram.picture, html("div", {}, heading, equations)),
        sums.a_f.field,
        sums.a_i.field,
        sums.a_o.field,
        time.field,
        sentence,
        html(
          "p",
          { class: "lc-note" },
          "The sums stay the same at every time step; the memory starts from ",
          start,
          ".",
        ),
      ),
    ],
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
    return html(
      "i",
      { class: `lc-${quantity}${star ? " lc-morph-new" : ""}` },
      base,
      ...(index ? [html("sub", {}, index)] : []),
    );
  });
}

/** Return the three equations of a stage, in letters and below in numbers. */
function written(stage, s, { from_x, from_past }) {
  const n = (value) => (value < 0 ? `(${number(value)})` : number(value));
  const gru = stage === 3;
  const [m, f, g] = gru ? ["h:h", "f:z", "g:n"] : ["c:c", "f:f", "g:g"];
  const write = ["{i:i}", "{i*:(1 \u2212 f)}", "{i:(1 \u2212 f)}", "{i:(1 \u2212 z)}"][stage];
  const rows = [
    [
      `{${g}} = tanh(from x + ${gru ? "{o*:r} \u00b7 " : ""}from the past)`,
      `tanh(${n(from_x)} + ${gru ? `${n(s.o)} \u00b7 ` : ""}${n(from_past)}) = ${number(s.g)}`,
    ],
    [
      `{${m}} = {${f}} {${m}_prev} + ${write} {${g}}`,
      `${n(s.f)} \u00b7 ${n(s.memory)} + ${n(s.i)} \u00b7 ${n(s.g)} = ${number(s.c)}`,
    ],
    [
      ["{h:h} = {o:o} tanh({c:c})", "{h:h} = {o:o} tanh({c:c})", "{h:h} = {o:o} {c*:c}", "{h*:h} is the memory itself"][
        stage
      ],
      gru
        ? `shown whole: ${number(s.h)}`
        : `${n(s.o)} \u00b7 ${stage === 2 ? n(s.c) : `tanh(${number(s.c)})`} = ${number(s.h)}`,
    ],
  ];
  return rows.map(([letters, numbers]) =>
    html(
      "div",
      {},
      html("p", { class: "lc-morph-letters" }, ...terms(letters)),
      html("p", { class: "lc-morph-numbers" }, numbers),
    ),
  );
}

/** Say what the stage is and what its numbers are. */
function said(stage, s, { time_step }) {
  const t = `Time step ${time_step}`;
  return [
    `${t}, LSTM: it keeps ${number(s.f)} of ${number(s.memory)} and writes ${number(s.i)} of ${number(s.g)}, so ` +
      `c = ${number(s.c)}; it shows ${number(s.o)} of tanh(c), so h = ${number(s.h)}.`,
    `${t}, the input gate is gone: it keeps ${number(s.f)} and writes the rest, ${number(s.i)}, so c = ` +
      `${number(s.c)} lies between ${number(s.memory)} and ${number(s.g)}.`,
    `${t}, the tanh on c is gone: h = o c = ${number(s.h)}, where o tanh(c) would be ${number(s.o * Math.tanh(s.c))}.`,
    `${t}, GRU: the blue gate is r and lets n hear ${number(s.o)} of the past, so n = ${number(s.g)}; z keeps ` +
      `${number(s.f)} of ${number(s.memory)}, and the new h = ${number(s.h)} is shown whole.`,
  ][stage];
}

/** Say how many parameters the stage has. */
function counted(stage) {
  const blocks = stage ? 3 : 4;
  return (
    `${stage ? "Three" : "Four"} blocks: ${blocks}H(D + H + 1) parameters, ${blocks * 32 * (10 + 32 + 1)} ` +
    `with D = 10, H = 32.`
  );
}
