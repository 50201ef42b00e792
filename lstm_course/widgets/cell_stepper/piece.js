// needs: stage, run, diagram, lines, story, table, traces
// The cell stepper of lesson 03: one LSTM cell with its numbers, forward and back through a sequence.

const NAMES = ["weights", "x", "h_0", "c_0", "symbols", "features", "unit", "step", "gates", "lit", "edits"];
const QUANTITIES = ["i", "f", "g", "o", "c", "h"];
const PRESETS = { store: { i: 1, f: 0 }, keep: { i: 0, f: 1 }, read: { o: 1 }, hide: { o: 0 } };
const TRAVEL = 120; // of a gate from one end to the other
const NARROWER_THAN = 690; // pixels: below it the diagram stands in the narrow layout

function render({ model, el }) {
  let now; // the values of the traits, newest
  let run; // the cell at every time step
  let hovered = "";
  let resting; // the timer of a mouse that rests on a part
  let dragged; // the gate in hand: { gate, from }
  let still = false; // after a drag nothing is dimmed until the mouse has left the diagram
  let first; // the inputs that were given, while the learner has a story of his own
  let laidOut; // whether the diagram stands in the narrow layout
  const change = (values) => shown.change(values);
  const isNarrow = () => el.clientWidth > 0 && el.clientWidth < NARROWER_THAN;
  const go = (step) => change({ step: Math.max(0, Math.min(now.x.length - 1, step)) });
  const record = () => now.gates.find(({ step, unit }) => step === now.step && unit === now.unit);
  const others = () => now.gates.filter((one) => one !== record());
  const setGates = (values) =>
    change({ gates: [...others(), { step: now.step, unit: now.unit, ...record(), ...values }] });

  const back = button("◀ back", () => go(now.step - 1));
  const forward = button("forward ▶", () => go(now.step + 1));
  const time = slider({ label: "time step t", min: 0, max: 1, step: 1, value: 0, digits: 0, onInput: go });
  const units = html("select", { onchange: () => change({ unit: Number(units.value) }) });
  const unitRange = html("span");
  const unitLabel = html("label", {}, "hidden unit ", unitRange, units);
  const unitField = html("div", {}); // empty where there is one unit only
  const diagram = drawing(...WIDE.size, "lc-cell");
  const chart = drawing(TRACES.width, TRACES.height, "lc-drag lc-traces");
  const rows = Object.entries(LINES).map(([quantity, [, code]]) => {
    const equation = html("span", { class: "lc-equation" });
    const toggle = html(
      "button",
      { type: "button", class: `lc-line-row lc-${quantity}`, "data-row": quantity, onclick: () => light(quantity) },
      equation,
      html("code", {}, ...codeSpans(quantity, code)),
    );
    return { quantity, equation, toggle };
  });
  const hand = choice({
    label: "gates now",
    value: "computed",
    options: [
      ["computed", "computed"],
      ["hand", "by hand"],
    ],
    onInput: (chosen) => {
      if (chosen === "computed") change({ gates: others() });
      else setGates(Object.fromEntries(GATES.map((gate) => [gate, run[now.step][gate][now.unit]])));
    },
  });
  const presets = html(
    "div",
    { class: "lc-field lc-presets", role: "group", "aria-label": "set gates by hand" },
    ...Object.entries(PRESETS).map(([name, values]) =>
      button(
        `${name}: ${Object.entries(values)
          .map(([gate, value]) => `${gate} = ${value}`)
          .join(", ")}`,
        () => setGates(values),
      ),
    ),
  );
  const sliders = GATES.map((gate) => {
    const one = slider({
      label: NAMED[gate],
      min: gate === "g" ? -1 : 0,
      max: 1,
      step: 0.01,
      value: 0,
      quantity: gate,
      digits: 2,
      onInput: (value) => setGates({ [gate]: value }),
    });
    one.field.dataset.of = gate;
    return one;
  });
  const table = weightTable(edit);
  const reset = button("reset all", restore, "reset all: inputs, weights and gates as they were given");
  const sentence = status();
  const story = storyField(({ symbols, x }) => {
    const edits = Object.fromEntries(Object.entries(now.edits).filter(([place]) => place.startsWith("weights")));
    first ??= { symbols: now.symbols, x: undone(now).x };
    given = undefined;
    change({ symbols, x, edits, gates: [], step: Math.min(now.step, x.length - 1) });
  });

  /** Keep a quantity lit, or none if it is lit already. */
  function light(quantity) {
    if (quantity || now.lit) change({ lit: now.lit === quantity ? "" : quantity });
  }
  function showLight() {
    const lit = dragged ? "" : hovered || now.lit;
    el.querySelectorAll("[data-of]").forEach((part) =>
      part.classList.toggle("lc-pale", lit !== "" && !part.dataset.of.split(" ").includes(lit)),
    );
  }
  const quantityAt = (target) => {
    if (!target.closest || target.closest("input, select")) return "";
    const of = target.closest("[data-of]")?.dataset.of.split(" ")[0] ?? target.closest("[data-row]")?.dataset.row;
    return QUANTITIES.includes(of) ? of : "";
  };
  const hover = (quantity) => {
    clearTimeout(resting);
    if (quantity === hovered) return;
    hovered = quantity;
    showLight();
  };

  /** Store a new value at a place such as ["weights", "W_x", 0, 3], and what was given there. */
  function edit(path, value) {
    const [root, place] = [path[0], path.join(".")];
    const current = get(now, path);
    const { [place]: known, ...rest } = now.edits;
    const given = known?.[1] === current ? known[0] : current; // else Python has set it since
    change({
      [root]: put(now, path, value)[root],
      edits: value === given ? rest : { ...rest, [place]: [given, value] },
    });
  }
  function restore() {
    const back = { ...undone(now), ...first, lit: "" };
    first = undefined;
    change({ ...back, step: Math.min(now.step, back.x.length - 1) });
  }

  const nameOf = (t) => (now.symbols.length ? `t = ${t}, “${now.symbols[t]}”` : `t = ${t}`);
  let source = []; // what the run was computed from
  let given; // the run before edits and gates set by hand, or undefined
  function update(state, own) {
    now = state;
    if (!own) first = undefined; // Python has set what is given
    const [T, H] = [now.x.length, now.h_0.length];
    const inputsOfRun = [now.x, now.weights, now.h_0, now.c_0, now.gates, now.edits];
    if (inputsOfRun.some((value, k) => value !== source[k])) {
      const touched = now.gates.length > 0 || Object.keys(now.edits).length > 0;
      run = stepThrough(now);
      if (!touched) given = undefined;
      else if (!own || !given) given = stepThrough({ ...now, ...undone(now) }); // as it was given
    }
    source = inputsOfRun;
    if (units.length !== H) {
      units.replaceChildren(...now.h_0.map((_, k) => html("option", { value: k }, String(k))));
      unitRange.textContent = `(0 to ${H - 1}) `;
      unitField.replaceChildren(...(H > 1 ? [unitLabel] : []));
    }
    const at = run[now.step];
    const set = record();
    const vector = now.x[now.step];
    story.show(now);
    const x =
      (now.symbols.length ? cut(now.symbols[now.step]) : undefined) ??
      (vector.length <= 3 ? `(${vector.map((value) => number(value, 1)).join(", ")})` : `x[${now.step}]`);
    const v = numbersOf(
      at,
      now.unit,
      x,
      GATES.filter((gate) => set && gate in set),
    );

    [
      [back, now.step === 0],
      [forward, now.step === T - 1],
    ].forEach(([one, end]) => one.setAttribute("aria-disabled", end));
    time.input.max = T - 1;
    time.show(now.step);
    time.input.setAttribute("aria-valuetext", nameOf(now.step));
    time.field.lastChild.value = nameOf(now.step);
    time.field.lastChild.style.minWidth = `${Math.min(22, Math.max(...now.x.map((_, t) => nameOf(t).length)))}ch`;
    units.value = now.unit;
    rows.forEach(({ quantity, equation, toggle }) => {
      equation.replaceChildren(...spans(quantity, LINES[quantity][0](v)));
      toggle.setAttribute("aria-pressed", now.lit === quantity);
    });
    hand.show(set ? "hand" : "computed");
    sliders.forEach((one, k) => one.show(v[GATES[k]]));
    table.show(now, at);
    const curvesOf = (steps) =>
      steps && Object.fromEntries(QUANTITIES.map((q) => [q, steps.map((one) => one[q][now.unit])]));
    const symbols = now.symbols.length ? now.symbols : now.x.map((_, t) => String(t));
    const drawn = traces(
      curvesOf(run),
      curvesOf(given),
      symbols,
      now.step,
      now.gates.filter(({ unit }) => unit === now.unit).map(({ step }) => step),
    );
    chart.draw(drawn.spoken, ...drawn.marks);
    drawDiagram(v);
    const unit = H > 1 ? `, unit ${now.unit}` : "";
    const byHand = v.hand.length ? ` By hand: ${v.hand.join(", ")}.` : "";
    sentence.textContent =
      `At ${nameOf(now.step)}${unit}: the cell keeps ${number(100 * v.f, 0)} % of the old cell state ` +
      `${number(v.c_prev)}, which is ${number(v.fc)}, and adds ` +
      `${number(v.ig)}, so c = ${number(v.c)}. It shows ${number(100 * v.o, 0)} % of tanh(c) = ` +
      `${number(v.tanh)}, so h = ${number(v.h)}.${byHand}`;
    showLight();
  }
  function drawDiagram(v) {
    laidOut ??= isNarrow();
    el.classList.toggle("lc-stepper-narrow", laidOut);
    const drawn = cell(v, laidOut);
    diagram.picture.setAttribute("viewBox", `0 0 ${drawn.size.join(" ")}`);
    diagram.picture.style.maxWidth = `${1.3 * drawn.size[0]}px`;
    diagram.draw(drawn.spoken, ...drawn.marks);
  }

  const shown = piece({
    model,
    el,
    title: "The LSTM cell, step by step",
    names: NAMES,
    content: [
      html("div", { class: "lc-stepper-time" }, back, forward, time.field, unitField),
      story.field,
      diagram.picture,
      sentence,
      html(
        "div",
        { class: "lc-row lc-stepper-lower" },
        chart.picture,
        html("div", {}, hand.field, presets, ...sliders.map(({ field }) => field), reset),
      ),
      html(
        "div",
        { class: "lc-lines", role: "group", "aria-label": "equations and code; press one to keep its parts lit" },
        ...rows.map(({ toggle }) => toggle),
      ),
      html(
        "p",
        { class: "lc-note" },
        "Drag a gate of the diagram up or down to set it by hand. Thick lines carry large numbers. Press a row or a " +
          "part of the diagram to keep it lit, and Escape to light all; click the curves to go to a time step.",
      ),
      table.box,
    ],
    update,
  });
  const { root } = shown;
  root.classList.add("lc-stepper");
  root.addEventListener("pointerover", (event) => {
    const quantity = quantityAt(event.target);
    clearTimeout(resting);
    if (!quantity) hover("");
    else if (!event.buttons && !still) resting = setTimeout(hover, 120, quantity); // a mouse that passes dims nothing
  });
  root.addEventListener("pointerleave", () => hover(""));
  root.addEventListener("focusin", (event) =>
    hover(event.target.matches(":focus-visible") ? quantityAt(event.target) : ""),
  );
  root.addEventListener("focusout", () => hover(""));
  diagram.picture.addEventListener("click", (event) => {
    light(quantityAt(event.target));
  });
  handles(diagram.picture, {
    take(gate) {
      dragged = { gate, from: run[now.step][gate][now.unit] };
      hover("");
    },
    move(_, dy) {
      const { gate, from } = dragged;
      const [low, size] = gate === "g" ? [-1, 2] : [0, 1];
      const value = Math.max(low, Math.min(1, from - (size * dy) / TRAVEL));
      setGates({ [gate]: Math.round(100 * value) / 100 });
    },
    drop() {
      dragged = undefined;
      still = true;
    },
  });
  diagram.picture.addEventListener("pointerleave", () => (still = false));
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && now.lit) change({ lit: "" });
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey || event.target.matches("input, select")) return;
    event.preventDefault();
    go(now.step + by);
  });
  grab(chart.picture, (place) => go(stepAt(place, now.x.length)));
  const observer = new ResizeObserver(() => {
    if (laidOut === isNarrow()) return;
    laidOut = !laidOut;
    update(now, true);
  });
  observer.observe(el);
  return () => {
    clearTimeout(resting);
    observer.disconnect();
    shown.end();
  };
}
