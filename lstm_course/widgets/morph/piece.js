// needs: stage, diagram, run, words, traces
// The morph of lesson 07: the LSTM becomes the GRU in three changes, with the numbers of one unit on the edges.

function render({ model, el }) {
  const diagram = drawing(478, 350, "lc-morph");
  const chart = stage(() => drawTraces(), "lc-drag");
  grab(chart.picture, (place) => set({ time_step: Math.max(1, timeAt(place, chart.width())) }));
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
  let now; // the values of the traits, newest
  const drawTraces = () => {
    const [name, ...marks] = morphTraces(drawn, now, chart.width());
    chart.draw(name, TRACES.height, ...marks);
  };
  const draw = (at) => {
    drawn = at;
    diagram.draw(...cell(at, morphRun(at, now), now));
    drawTraces();
  };
  /** Go to a stage; only the pictures take their time, and less motion is none. */
  function glide(stage) {
    cancelAnimationFrame(frame);
    const from = drawn;
    const started = performance.now();
    set({ amount: stage / 3 });
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const move = (time) => {
      const share = Math.max(0, Math.min(1, (time - started) / 600));
      draw(share === 1 ? now.amount : from + (now.amount - from) * (3 * share ** 2 - 2 * share ** 3));
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
        chart.picture,
        time.field,
        sums.a_f.field,
        sums.a_i.field,
        sums.a_o.field,
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
      now = state;
      const { coupled, moved, stage: nearest } = progress(state.amount);
      const step = morphRun(state.amount, state);
      amount.show(state.amount);
      stages.show(nearest);
      Object.entries(sums).forEach(([key, control]) => control.show(state[key]));
      name(sums.a_f, moved === 1 ? "sum of z: keep" : "sum of f: keep");
      name(sums.a_i, coupled === 1 ? "no sum of i" : "sum of i: write");
      name(sums.a_o, moved === 1 ? "sum of r: hear" : "sum of o: show");
      sums.a_i.input.disabled = coupled === 1;
      time.show(state.time_step);
      start.textContent = number(state.start);
      heading.textContent = titled(state.amount);
      equations.replaceChildren(...written(step, state));
      sentence.textContent = `${said(step, state)} ${counted(state.amount)}`;
      cancelAnimationFrame(frame); // whatever changes, a movement ends
      draw(state.amount);
    },
  });
  return () => {
    cancelAnimationFrame(frame);
    chart.end();
    shown.end();
  };
}
