// needs: arithmetic, stage
// The valve of lesson 02: a value is poured through one gate, whose leaf is lifted, and through a row of such gates.

const ROLES = { i: "input gate: write", f: "forget gate: keep", o: "output gate: show" };

const WIDTH = 330; // of each drawing
const HEIGHT = 230;
const across = (a) => 168 + 16.5 * a; // places in the picture of the curve
const LEVEL = 146; // height of a share of 1
const up = (share) => 184 - LEVEL * share;
const ROW = 132; // height of the row of valves

/** Write a number that may be far below one. */
const little = (value, digits) =>
  value === 0 || Math.abs(value) >= 0.001 ? number(value, digits) : value.toExponential(1).replaceAll("-", "\u2212");

function render({ model, el }) {
  const sluice = drawing(WIDTH, HEIGHT);
  const curve = drawing(WIDTH, HEIGHT, "lc-drag");
  const row = stage(() => drawRow());
  const sentence = status();
  const set = (values) => shown.change(values);
  const logit = slider({ label: "logit a", min: -8, max: 8, step: 0.1, value: 0, onInput: (a) => set({ logit: a }) });
  const value = slider({
    label: "value that comes in",
    min: -1,
    max: 1,
    step: 0.05,
    value: 1,
    quantity: "g",
    digits: 2,
    onInput: (v) => set({ value: v }),
  });
  const gate = choice({
    label: "gate",
    value: "i",
    options: Object.entries(ROLES).map(([g, text]) => [g, text, g]),
    onInput: (g) => set({ gate: g }),
  });

  const valves = slider({
    label: "valves in a row",
    min: 1,
    max: 100,
    step: 1,
    value: 1,
    digits: 0,
    onInput: (n) => set({ valves: n }),
  });

  const turn = (a) => set({ logit: Math.round(10 * Math.max(-8, Math.min(8, a))) / 10 });
  grab(curve.picture, (x) => turn((x - across(0)) / (across(1) - across(0))));
  let lifted; // how far the gate was open when the leaf was taken
  handles(sluice.picture, {
    take: () => (lifted = sigmoid(model.get("logit"))),
    move(_, dy) {
      const share = lifted - ((model.get("value") < 0 ? -1 : 1) * dy) / LEVEL;
      turn(share <= 0 ? -8 : share >= 1 ? 8 : Math.log(share / (1 - share)));
    },
  });
  const drawRow = () => {
    const n = model.get("valves");
    row.draw(
      `A row of ${n} ${n > 1 ? "valves" : "valve"}: ${little(levels()[n], 3)} is left behind the last`,
      ROW,
      ...series(model.get("value"), levels(), model.get("gate"), row.width()),
    );
  };
  const levels = () => {
    const share = sigmoid(model.get("logit"));
    return Array.from({ length: model.get("valves") + 1 }, (_, k) => model.get("value") * share ** k);
  };

  const shown = piece({
    model,
    el,
    title: "A valve: how much of a value passes a gate",
    names: ["logit", "value", "valves", "gate"],
    content: [
      html("div", { class: "lc-row" }, sluice.picture, curve.picture),
      logit.field,
      value.field,
      gate.field,
      valves.field,
      row.picture,
      sentence,
    ],
    update(state) {
      const share = sigmoid(state.logit);
      const passed = share * state.value;
      logit.show(state.logit);
      value.show(state.value);
      gate.show(state.gate);
      valves.show(state.valves);
      logit.field.className = `lc-field lc-${state.gate}`;
      sluice.draw(...pour(share, state.value, passed, state.gate));
      curve.draw(...squash(state.logit, share, state.gate));
      sentence.textContent =
        `σ(${number(state.logit, 1)}) = ${number(share, 3)}, and ${number(share, 3)} × ` +
        `${number(state.value)} = ${number(passed, 3)} passes.` +
        (state.valves > 1
          ? ` After ${state.valves} such valves in a row ${little(state.value * share ** state.valves, 3)} is left, ` +
            `${little(100 * share ** state.valves, 1)}\u00a0% of what came in.`
          : "");
      row.picture.style.display = state.valves > 1 ? "" : "none";
      drawRow();
    },
  });
  return () => {
    row.end();
    shown.end();
  };
}

/** Return the spoken name and the marks of a sluice: level at the left, leaf with an opening, level at the right. */
function pour(share, value, passed, gate) {
  const side = value < 0 ? -1 : 1; // a negative value hangs from the ground, which is then above
  const ground = side > 0 ? 192 : 38;
  const y = (level) => ground - LEVEL * level;
  const path = (lift) =>
    Array.from({ length: 21 }, (_, k) => {
      const t = k / 20;
      return `${149 + 32 * t},${y(value + (passed - value) * (3 * t * t - 2 * t ** 3) + lift)}`;
    }).join(" ");
  const beside = (x, word, level) =>
    svg(
      "text",
      { x, y: y(level) - 9 * side + (side < 0 ? 10 : 0), "text-anchor": "middle" },
      `${word} ${number(level)}`,
    );
  return [
    `A sluice: ${number(value)} comes in, gate ${gate} is open by ${number(share)}, ${number(passed)} goes out`,
    svg("polygon", {
      points: `8,${ground} 8,${y(value)} ${path(0)} 322,${y(passed)} 322,${ground}`,
      class: "lc-fill lc-g",
    }),
    svg("polygon", {
      points: `149,${y(1.14 * side)} ${path(0.03 * side)} 181,${y(1.14 * side)}`,
      class: `lc-fill lc-${gate}`,
    }),
    ...[1.06, 1.1].map((level) =>
      svg("line", { x1: 158, x2: 172, y1: y(level * side), y2: y(level * side), class: "lc-valve-grip" }),
    ),
    svg("polygon", {
      points: `137,${y(1.22 * side)} 137,${y(value)} 193,${y(passed)} 193,${y(1.22 * side)}`,
      class: "lc-reach",
      "data-handle": "leaf",
    }),
    svg("text", { x: 196, y: y(1.2 * side) + (side > 0 ? 0 : 10), class: "lc-small" }, "\u2195 drag the leaf"),
    svg("line", { x1: 8, x2: 322, y1: ground, y2: ground, class: "lc-axis" }),
    beside(78, "in", value),
    beside(252, "out", passed),
    svg(
      "text",
      { x: 165, y: ground + (side > 0 ? 24 : -12), "text-anchor": "middle", class: `lc-strong lc-${gate}` },
      `gate ${gate} = ${number(share)}`,
    ),
  ];
}

/** Return the marks of a row of valves: the tank before the first of them, and one behind each. */
function series(value, levels, gate, width) {
  const side = value < 0 ? -1 : 1;
  const ground = side > 0 ? ROW - 22 : 8;
  const y = (level) => ground - 88 * level;
  const wide = (width - 16) / levels.length;
  const x = (k) => 8 + wide * k;
  const stairs = levels.map((level, k) => `${x(k)},${y(level)} ${x(k + 1)},${y(level)}`).join(" ");
  const leaf = (level, k) =>
    svg("line", {
      x1: x(k + 1),
      x2: x(k + 1),
      y1: y(1.1 * side),
      y2: y(level + 0.03 * side),
      class: `lc-line lc-${gate}`,
      style: `stroke-width: ${Math.min(10, wide / 3)}`,
    });
  const beside = (at, anchor, text) => svg("text", { x: at, y: ROW - 4, "text-anchor": anchor }, text);
  return [
    svg("polygon", { points: `8,${ground} ${stairs} ${width - 8},${ground}`, class: "lc-fill lc-g" }),
    ...levels.slice(1).map(leaf),
    svg("line", { x1: 8, x2: width - 8, y1: ground, y2: ground, class: "lc-axis" }),
    beside(8, "start", `in ${number(value)}`),
    beside(width - 8, "end", `after ${levels.length - 1} valves ${little(levels.at(-1), 2)}`),
  ];
}

/** Return the spoken name and the marks of the sigmoid, with a point at a and the slope there. */
function squash(a, share, gate) {
  const slope = share * (1 - share);
  const points = Array.from({ length: 81 }, (_, k) => `${across(-8 + k / 5)},${up(sigmoid(-8 + k / 5))}`).join(" ");
  const reach = Math.min(1.5, 8.4 - Math.abs(a)); // of the tangent to either side, inside the picture
  const tick = (x, y, anchor, text) => svg("text", { x, y, "text-anchor": anchor, class: "lc-small" }, text);
  return [
    `The sigmoid curve with a mark at a = ${number(a, 1)}, where the gate is ${number(share)} and the slope ` +
      `${number(slope, 4)}`,
    svg("line", { x1: across(-8), x2: across(8), y1: up(0), y2: up(0), class: "lc-axis" }),
    svg("line", { x1: across(-8), x2: across(8), y1: up(1), y2: up(1), class: "lc-axis lc-faint" }),
    svg("line", { x1: across(-8), x2: across(a), y1: up(share), y2: up(share), class: `lc-line lc-faint lc-${gate}` }),
    svg("line", { x1: across(a), x2: across(a), y1: up(0), y2: up(share), class: `lc-line lc-${gate}` }),
    svg("polyline", { points, class: "lc-line lc-thick" }),
    svg("line", {
      x1: across(a - reach),
      x2: across(a + reach),
      y1: up(share - slope * reach),
      y2: up(share + slope * reach),
      class: `lc-line lc-${gate}`,
    }),
    svg("circle", { cx: across(a), cy: up(share), r: 8, class: `lc-fill lc-${gate}` }),
    ...[0, 0.5, 1].map((level) => tick(across(-8) - 7, up(level) + 4, "end", number(level, level % 1 ? 1 : 0))),
    ...[-8, -4, 0, 4, 8].map((at) => tick(across(at), up(0) + 19, "middle", number(at, 0))),
    svg("text", { x: across(-8), y: up(1) - 14 }, `gate ${gate} = σ(a)`),
    svg(
      "text",
      { x: across(8), y: up(1) - 14, "text-anchor": "end", class: `lc-${gate}` },
      `slope ${number(slope, 4)}`,
    ),
    tick(across(0), HEIGHT - 6, "middle", "logit a: drag the point"),
  ];
}
