// needs: arithmetic, page
// The valve of lesson 02: a value is poured through one gate, and the gate's logit is dragged.

const ROLES = { i: "input gate: write", f: "forget gate: keep", o: "output gate: show" };

const WIDTH = 330; // of each drawing
const HEIGHT = 230;
const across = (a) => 168 + 16.5 * a; // places in the picture of the curve
const up = (share) => 184 - 146 * share;

function render({ model, el }) {
  const sluice = drawing(WIDTH, HEIGHT);
  const curve = drawing(WIDTH, HEIGHT, "lc-drag");
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

  const drag = (event) => {
    if (event.type === "pointerdown") curve.picture.setPointerCapture(event.pointerId);
    if (!(event.buttons & 1)) return;
    const box = curve.picture.getBoundingClientRect();
    const a = (((event.clientX - box.left) / box.width) * WIDTH - across(0)) / (across(1) - across(0));
    set({ logit: Math.round(10 * Math.max(-8, Math.min(8, a))) / 10 });
  };
  curve.picture.addEventListener("pointerdown", drag);
  curve.picture.addEventListener("pointermove", drag);

  const shown = piece({
    model,
    el,
    title: "A valve: how much of a value passes a gate",
    names: ["logit", "value", "gate"],
    content: [
      html("div", { class: "lc-row" }, sluice.picture, curve.picture),
      logit.field,
      value.field,
      gate.field,
      sentence,
    ],
    update(state) {
      const share = sigmoid(state.logit);
      const passed = share * state.value;
      logit.show(state.logit);
      value.show(state.value);
      gate.show(state.gate);
      logit.field.className = `lc-field lc-${state.gate}`;
      sluice.draw(...pour(share, state.value, passed, state.gate));
      curve.draw(...squash(state.logit, share, state.gate));
      sentence.textContent =
        `σ(${number(state.logit, 1)}) = ${number(share, 3)}, and ${number(share, 3)} × ` +
        `${number(state.value)} = ${number(passed, 3)} passes.`;
    },
  });
  return shown.end;
}

/** Return the spoken name and the marks of a sluice: level at the left, leaf with an opening, level at the right. */
function pour(share, value, passed, gate) {
  const side = value < 0 ? -1 : 1; // a negative value hangs from the ground, which is then above
  const ground = side > 0 ? 192 : 38;
  const y = (level) => ground - 146 * level;
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
