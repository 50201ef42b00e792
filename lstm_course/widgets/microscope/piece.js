// needs: stage, nets, panel
// The gradient microscope of lesson 06: how much of a loss at the last step reaches the input at each lag, for a plain
// RNN, an LSTM and a GRU. The definitions are those of lstm_course.plots.microscope.

function render({ model, el }) {
  const sentence = status();
  const set = (values) => shown.change(values);
  const settings = () =>
    Object.fromEntries(
      ["scale", "orthogonal", "bias", "chrono", "length", "seed"].map((name) => [name, model.get(name)]),
    );

  const known = new Map(); // the curves that were calculated last
  const curves = (kind, values, nets) => {
    const key = JSON.stringify([kind, nets, kind === "rnn" ? { ...values, bias: 0, chrono: false } : values]);
    const found = known.get(key) ?? microscopeCurves(kind, values, nets);
    known.delete(key);
    known.set(key, found);
    if (known.size > 24) known.delete(known.keys().next().value);
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

  let drawn; // what the panel shows: { all, top }
  let held = false; // while a slider or the handle is dragged, one network of each kind is measured, else all
  const chart = stage(() => draw());
  const draw = () => {
    chart.picture.dataset.medians = JSON.stringify(
      Object.fromEntries(drawn.all.map(({ kind, now }) => [kind, now.median])),
    );
    const [name, ...marks] = panel(drawn.all, drawn.top, chart.width());
    chart.draw(name, PANEL, ...marks);
  };
  const hold = (event) => {
    held = Boolean(event.target.closest?.("input[type='range'], [data-handle]"));
  };
  const release = () => {
    if (!held) return;
    held = false;
    if (drawn.quick) set({});
  };

  let taken; // the handle while it is dragged: { from, at, the ends that are known: bias -> exponent }
  handles(chart.picture, {
    take() {
      const { all, top } = drawn;
      const middle = all[1].now.middle;
      const exponent = (b) => {
        const end = curves("lstm", { ...settings(), bias: b, chrono: false }, [middle]).median.at(-1);
        return Math.max(-400, Math.log10(end));
      };
      taken = { from: Math.max(LOW, Math.min(top, Math.log10(all[1].now.median.at(-1)))), top, exponent };
      taken.known = [-1, 0, 1, 2, 3, 6].map((b) => [b, exponent(b)]);
    },
    move(_, dy) {
      const at = biasFor(taken.from - dy * powersOfPixel(taken.top), taken.known);
      set({ bias: at, chrono: false });
      if (!taken.known.some(([b]) => b === at))
        taken.known = [...taken.known, [at, taken.exponent(at)]].sort((one, other) => one[0] - other[0]);
    },
    drop: () => (taken = undefined),
  });

  const shown = piece({
    model,
    el,
    title: "The gradient microscope: how much of the loss reaches an input k steps back",
    names: ["scale", "orthogonal", "bias", "chrono", "length", "seed", "kept"],
    content: [
      chart.picture,
      bias.field,
      how.field,
      scale.field,
      start.field,
      length.field,
      buttons,
      sentence,
      html(
        "p",
        { class: "lc-note" },
        `Drag the end of the LSTM's curve, and see which gate bias it takes: that of the LSTM's forget gate and of ` +
          `the GRU's update gate; a plain RNN has no gate. Line: median of ${NETS} untrained networks, band: their ` +
          `range; while you drag, one network of each.`,
      ),
    ],
    update({ kept, ...values }) {
      scale.show(values.scale);
      start.show(values.orthogonal);
      bias.show(values.bias);
      if (values.chrono) bias.field.querySelector("output").value = "chrono";
      how.show(values.chrono);
      length.show(values.length);
      const quick = held && Boolean(drawn);
      const all = Object.keys(CELLS).map((kind, k) => ({
        kind,
        now: curves(kind, values, quick ? [drawn.all[k].now.middle] : undefined),
        before: kept && curves(kind, kept),
      }));
      const high = all.some(({ now, before }) => Math.max(...now.high, ...(before?.high ?? [])) > 1e4);
      const top = taken?.top ?? (high ? 24 : 4);
      drawn = { all, top, quick };
      draw();
      sentence.textContent = microscopeSentence(all, values.length - 1);
    },
  });
  shown.root.classList.add("lc-microscope-all");
  shown.root.addEventListener("pointerdown", hold);
  addEventListener("pointerup", release);
  addEventListener("pointercancel", release);
  return () => {
    removeEventListener("pointerup", release);
    removeEventListener("pointercancel", release);
    chart.end();
    shown.end();
  };
}

/** Return the bias, in tenths, for which the LSTM's curve ends at an exponent; known are [bias, exponent], in order. */
function biasFor(exponent, known) {
  const k = known.findIndex(([, end]) => end >= exponent);
  if (k < 0) return known.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
  if (k === 0) return known[0][0];
  const [[b0, e0], [b1, e1]] = [known[k - 1], known[k]];
  return Math.round(10 * (b0 + ((b1 - b0) * (exponent - e0)) / (e1 - e0))) / 10;
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
  const kept = all
    .filter(({ before }) => before)
    .map(({ kind, before }) => `${CELLS[kind].name} ${shareOf(before.median.at(-1))}`);
  return (
    `Of the gradient at lag 0, this much reaches lag ${lag}: ${parts.join(", ")}.` +
    (kept.length ? ` Kept: ${kept.join(", ")}.` : "")
  );
}
