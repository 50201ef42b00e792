// needs: page, nets
// The gradient microscope of lesson 06: how much of a loss at the last step reaches the input at each lag, for a plain
// RNN, an LSTM and a GRU. The definitions are those of lstm_course.plots.microscope.

const RAISED = "\u207b\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";

/** Write a share of lag 0: 0.05, 8, 5e−24. */
function shareOf(value) {
  if (value === 0) return "0";
  if (value >= 0.01 && value < 100) return `${Number(value.toPrecision(1))}`;
  return value.toExponential(0).replace("e+", "e").replace("-", "\u2212");
}

const power = (exponent) => `10${[...`${exponent}`].map((sign) => RAISED["-0123456789".indexOf(sign)]).join("")}`;

function render({ model, el }) {
  const HEIGHT = 230;
  const sentence = status();
  const pictures = Object.fromEntries(Object.keys(CELLS).map((kind) => [kind, drawing(264, HEIGHT)]));
  const set = (values) => shown.change(values);
  const settings = () =>
    Object.fromEntries(
      ["scale", "orthogonal", "bias", "chrono", "length", "seed"].map((name) => [name, model.get(name)]),
    );

  const known = new Map(); // the curves that were calculated last
  const curves = (kind, values) => {
    const key = JSON.stringify([kind, kind === "rnn" ? { ...values, bias: 0, chrono: false } : values]);
    const found = known.get(key) ?? microscopeCurves(kind, values);
    known.delete(key);
    known.set(key, found);
    if (known.size > 12) known.delete(known.keys().next().value);
    return found;
  };

  const scale = slider({
    label: "factor on W_h",
    min: 0.1,
    max: 10,
    step: 0.1,
    value: 1,
    onInput: (v) => set({ scale: v }),
  });
  const start = choice({
    label: "W_h is",
    value: false,
    options: [
      [false, "uniform \u00b1 1/\u221aH"],
      [true, "orthogonal"],
    ],
    onInput: (v) => set({ orthogonal: v }),
  });
  const bias = slider({
    label: "gate bias",
    min: -1,
    max: 6,
    step: 0.1,
    value: 0,
    quantity: "f",
    onInput: (v) => set({ bias: v, chrono: false }),
  });
  const how = choice({
    label: "the bias is",
    value: false,
    options: [
      [false, "one for all", "f"],
      [true, "chrono: one for each unit", "f"],
    ],
    onInput: (v) => set({ chrono: v }),
  });
  const length = slider({
    label: "time steps T",
    min: 10,
    max: 200,
    step: 1,
    value: 100,
    digits: 0,
    onInput: (v) => set({ length: v }),
  });
  const buttons = html(
    "div",
    { class: "lc-field" },
    button("keep these curves", () => set({ kept: settings() })),
    button("remove kept", () => set({ kept: null })),
    button("other weights", () => set({ seed: (model.get("seed") + 1) % 2 ** 24 })),
  );

  const panels = html(
    "div",
    { class: "lc-microscope-panels" },
    ...Object.values(pictures).map(({ picture }) => picture),
  );
  let width = 264; // of one panel, in pixels
  let drawn; // what the panels show: { all, top }
  const draw = () =>
    drawn.all.forEach(({ kind, now, before }) => {
      const { picture } = pictures[kind];
      picture.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
      picture.style.maxWidth = "none";
      picture.dataset.median = JSON.stringify(now.median);
      pictures[kind].draw(...panel(CELLS[kind], now, before, drawn.top, width));
    });

  const shown = piece({
    model,
    el,
    title: "The gradient microscope: how much of the loss reaches an input k steps back",
    names: ["scale", "orthogonal", "bias", "chrono", "length", "seed", "kept"],
    content: [
      html(
        "p",
        { class: "lc-note" },
        "Upwards: size of the gradient of the input, relative to lag 0, on a logarithmic axis.",
      ),
      panels,
      scale.field,
      start.field,
      bias.field,
      how.field,
      length.field,
      buttons,
      sentence,
      html(
        "p",
        { class: "lc-note" },
        `The gate bias is that of the LSTM's forget gate and of the GRU's update gate; a plain RNN has no gate. ` +
          `Line: median of ${NETS} untrained networks; band: their range.`,
      ),
    ],
    update({ kept, ...values }) {
      scale.show(values.scale);
      start.show(values.orthogonal);
      bias.show(values.bias);
      if (values.chrono) bias.field.querySelector("output").value = "chrono";
      how.show(values.chrono);
      length.show(values.length);
      const all = Object.keys(CELLS).map((kind) => ({
        kind,
        now: curves(kind, values),
        before: kept && curves(kind, kept),
      }));
      const top = all.some(({ now, before }) => Math.max(...now.high, ...(before?.high ?? [])) > 1e4) ? 24 : 4;
      drawn = { all, top };
      draw();
      sentence.textContent = microscopeSentence(all, values.length - 1);
    },
  });
  shown.root.classList.add("lc-microscope-all");
  const observer = new ResizeObserver(() => {
    const room = Math.round(pictures.rnn.picture.getBoundingClientRect().width);
    if (room < 100 || room === width) return;
    width = room;
    draw();
  });
  observer.observe(panels);
  return () => {
    observer.disconnect();
    shown.end();
  };
}

/** Return the spoken name and the marks of one panel: curves on a logarithmic axis from 1e-26 to 1e`top`. */
function panel({ name, look, quantity }, now, before, top, width) {
  const [LEFT, RIGHT, TOP, BOTTOM] = [36, width - 6, 26, 190];
  const LOW = -26;
  const last = now.median.length - 1;
  const end = Math.max(last, (before?.median.length ?? 0) - 1);
  const x = (lag) => LEFT + (lag / end) * (RIGHT - LEFT);
  const y = (value) => BOTTOM - ((Math.max(-400, Math.log10(value)) - LOW) / (top - LOW)) * (BOTTOM - TOP);
  const points = (values) => values.map((value, lag) => `${x(lag)},${y(value)}`);
  const band = ({ low, high }) => [...points(high), ...points(low).reverse()].join(" ");
  const share = now.median[last];
  const label = `${shareOf(share)}${share < 10 ** LOW ? " \u2193" : share > 10 ** top ? " \u2191" : ""}`;
  const under = now.median.filter((_, lag) => x(lag) > x(last) - 8 * label.length - 4); // the curve below the label
  const height = Math.max(TOP + 12, Math.min(BOTTOM - 6, y(Math.max(...under)) - 7));
  const gap = top > 4 ? 12 : 6;
  const exponents = Array.from({ length: 9 }, (_, k) => gap * (k - 4)).filter((e) => e >= LOW && e <= top);
  return [
    `${name}: at lag ${last} the gradient is ${shareOf(share)} of that at lag ` +
      `0${before ? `; the kept curve ends at ${shareOf(before.median.at(-1))}` : ""}`,
    ...exponents.flatMap((e) => [
      svg("line", {
        x1: LEFT,
        x2: RIGHT,
        y1: y(10 ** e),
        y2: y(10 ** e),
        class: e === 0 ? "lc-axis" : "lc-axis lc-microscope-grid",
      }),
      svg(
        "text",
        { x: LEFT - 4, y: y(10 ** e) + 4, "text-anchor": "end", class: "lc-small" },
        e === 0 ? "1" : power(e),
      ),
    ]),
    // a picture of its own cuts off what leaves the axis
    svg(
      "svg",
      {
        x: LEFT,
        y: TOP,
        width: RIGHT - LEFT,
        height: BOTTOM - TOP,
        viewBox: `${LEFT} ${TOP} ${RIGHT - LEFT} ${BOTTOM - TOP}`,
      },
      ...(before
        ? [
            svg("polyline", {
              points: points(before.median).join(" "),
              class: `lc-line lc-microscope-kept lc-${quantity}`,
            }),
          ]
        : []),
      svg("polygon", { points: band(now), class: `lc-fill lc-pale lc-${quantity}` }),
      svg("polyline", { points: points(now.median).join(" "), class: `lc-line ${look}` }),
    ),
    svg("line", { x1: LEFT, x2: RIGHT, y1: BOTTOM, y2: BOTTOM, class: "lc-axis" }),
    svg("text", { x: LEFT, y: TOP - 10, class: `lc-strong lc-${quantity}` }, name),
    ...(before
      ? [
          svg(
            "text",
            { x: RIGHT, y: TOP - 10, "text-anchor": "end", class: "lc-small" },
            `${width > 225 ? "dotted: kept," : "kept"} ${shareOf(before.median.at(-1))}`,
          ),
        ]
      : []),
    svg(
      "text",
      { x: x(last), y: height, "text-anchor": "end", class: `lc-strong lc-microscope-end lc-${quantity}` },
      label,
    ),
    ...[0, Math.round(end / 2), end].map((lag) =>
      svg(
        "text",
        { x: x(lag), y: BOTTOM + 16, "text-anchor": lag === end ? "end" : "middle", class: "lc-small" },
        `${lag}`,
      ),
    ),
    svg(
      "text",
      { x: (LEFT + RIGHT) / 2, y: BOTTOM + 34, "text-anchor": "middle", class: "lc-small" },
      "lag k (time steps back)",
    ),
  ];
}

/** Say what is left at the longest lag, in a number and a word. */
function microscopeSentence(all, lag) {
  const words = [
    [1e-5, "vanishes"],
    [0.01, "little arrives"],
    [1e3, "arrives"],
    [Infinity, "explodes"],
  ];
  const parts = all.map(({ kind, now }) => {
    const share = now.median[lag];
    return `${CELLS[kind].name} ${shareOf(share)} (${words.find(([limit]) => share < limit)[1]})`;
  });
  return `Of the gradient at lag 0, this much reaches lag ${lag}: ${parts.join(", ")}.`;
}
