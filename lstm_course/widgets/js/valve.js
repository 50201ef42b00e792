// The valve of lesson 02: a value is poured through one gate, and the gate's logit is dragged.

const ROLES = { i: "input gate: write", f: "forget gate: keep", o: "output gate: show" };

function render({ model, el }) {
  const sluice = drawing(240, 230);
  const curve = drawing(300, 230, "lc-drag");
  const sentence = status();
  const set = (values) => shown.change(values);
  const logit = slider({ label: "logit a", min: -8, max: 8, step: 0.1, value: 0, onInput: (a) => set({ logit: a }) });
  const value = slider({ label: "value that comes in", min: -1, max: 1, step: 0.05, value: 1, quantity: "g", digits: 2, onInput: (v) => set({ value: v }) });
  const gate = choice({ label: "gate", value: "i", options: Object.entries(ROLES).map(([g, text]) => [g, text, g]), onInput: (g) => set({ gate: g }) });

  const x = (a) => 150 + 15.5 * a; // places in the picture of the curve
  const y = (share) => 190 - 160 * share;
  const drag = (event) => {
    if (event.type === "pointerdown") curve.picture.setPointerCapture(event.pointerId);
    if (!(event.buttons & 1)) return;
    const box = curve.picture.getBoundingClientRect();
    const a = (((event.clientX - box.left) / box.width) * 300 - 150) / 15.5;
    set({ logit: Math.round(10 * Math.max(-8, Math.min(8, a))) / 10 });
  };
  curve.picture.addEventListener("pointerdown", drag);
  curve.picture.addEventListener("pointermove", drag);

  const shown = piece({
    model,
    el,
    title: "A valve: how much of a value passes a gate",
    names: ["logit", "value", "gate"],
    content: [html("div", { class: "lc-row" }, sluice.picture, curve.picture), logit.field, value.field, gate.field, sentence],
    update(state) {
      const share = sigmoid(state.logit);
      const passed = share * state.value;
      logit.show(state.logit);
      value.show(state.value);
      gate.show(state.gate);
      logit.field.className = `lc-field lc-${state.gate}`;
      sluice.draw(...pour(share, state.value, passed, state.gate));
      curve.draw(
        `The sigmoid curve with a mark at a = ${number(state.logit, 1)}`,
        svg("line", { x1: x(-8), x2: x(8), y1: y(0), y2: y(0), class: "lc-axis" }),
        svg("line", { x1: x(-8), x2: x(8), y1: y(1), y2: y(1), class: "lc-axis lc-faint" }),
        svg("line", { x1: x(state.logit), x2: x(state.logit), y1: y(0), y2: y(share), class: `lc-line lc-${state.gate}` }),
        svg("polyline", { points: Array.from({ length: 81 }, (_, k) => `${x(-8 + k / 5)},${y(sigmoid(-8 + k / 5))}`).join(" "), class: "lc-line lc-thick" }),
        svg("circle", { cx: x(state.logit), cy: y(share), r: 8, class: `lc-fill lc-${state.gate}` }),
        svg("text", { x: x(-8), y: y(1) - 8 }, "gate = σ(a)"),
        ...[-8, -4, 0, 4, 8].map((a) => svg("text", { x: x(a), y: y(0) + 20, "text-anchor": "middle", class: "lc-small" }, number(a, 0))),
        svg("text", { x: 150, y: 228, "text-anchor": "middle", class: "lc-small" }, "logit a: drag the point"),
      );
      sentence.textContent = `σ(${number(state.logit, 1)}) = ${number(share, 3)}, and ${number(share, 3)} × ${number(state.value)} = ${number(passed, 3)} passes.`;
    },
  });
  return shown.end;
}

/** Return the spoken name and the marks of a sluice: level at the left, leaf with an opening, level at the right. */
function pour(share, value, passed, gate) {
  const zero = 115;
  const y = (level) => zero - 85 * level;
  const side = value < 0 ? -1 : 1;
  const level = Array.from({ length: 21 }, (_, k) => {
    const t = k / 20;
    return [105 + 30 * t, y(value + (passed - value) * (3 * t * t - 2 * t ** 3))];
  });
  const line = level.map((point) => point.join(",")).join(" ");
  return [
    `A sluice: ${number(value)} comes in, the gate is open by ${number(share)}, ${number(passed)} goes out`,
    svg("polygon", { points: `10,${zero} 10,${y(value)} ${line} 230,${y(passed)} 230,${zero}`, class: "lc-fill lc-g" }),
    svg("polygon", { points: `105,${y(side * 1.2)} ${line} 135,${y(side * 1.2)}`, class: `lc-fill lc-${gate}` }),
    svg("line", { x1: 10, x2: 230, y1: zero, y2: zero, class: "lc-axis" }),
    svg("text", { x: 55, y: zero + 18 * side + 4, "text-anchor": "middle" }, `in ${number(value)}`),
    svg("text", { x: 185, y: zero + 18 * side + 4, "text-anchor": "middle" }, `out ${number(passed)}`),
  ];
}
