// needs: page
// The marks of a cell's diagram, in the colours of the quantities; each can be pale where it is not wholly there.

/** Make a mark in the colour of a quantity, pale where it is not wholly there. */
const mark = (tag, attributes, quantity, shown = 1, ...children) =>
  shown > 0 &&
  svg(
    "g",
    { class: quantity ? `lc-${quantity}` : "", opacity: shown < 1 ? shown : undefined },
    svg(tag, attributes, ...children),
  );

/** Draw straight lines through the points, with a head at the last one. */
function arrow(points, quantity, shown = 1, thick = "") {
  const [[x0, y0], [x, y]] = points.slice(-2);
  const length = Math.hypot(x - x0, y - y0);
  const [u, v] = [(x - x0) / length, (y - y0) / length];
  const [bx, by] = [x - 9 * u, y - 9 * v];
  const line = [...points.slice(0, -1), [bx, by]].map((point) => point.join(",")).join(" ");
  return [
    mark("polyline", { points: line, class: `lc-line ${thick}` }, quantity, shown),
    mark(
      "polygon",
      { points: `${x},${y} ${bx - 6 * v},${by + 6 * u} ${bx + 6 * v},${by - 6 * u}`, class: "lc-fill" },
      quantity,
      shown,
    ),
  ];
}

/** Write letters such as "c_prev"; `shown` makes them pale. */
function label(x, y, text, quantity, { anchor = "start", shown = 1 } = {}) {
  const [base, index] = text.split("_");
  const small = index ? [svg("tspan", { dy: 4, class: "lc-morph-index" }, index)] : [];
  return mark(
    "text",
    { x, y, "text-anchor": anchor, class: /[a-z]/.test(text) ? "lc-morph-letter" : "" },
    quantity,
    shown,
    base,
    ...small,
  );
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
