// needs: stage
// The drawing of the river of lesson 05: its width is a size on a logarithmic scale, which no setting moves.

const BED = { height: 270, left: 46, right: 12, top: 30, bottom: 200 }; // in pixels; right is a margin
const [FAINTEST, WIDEST] = [-6, 3]; // the exponents of no width and of the full one

/** Write a size with two digits: 0.065, 12, 3e−9. */
function riverNumber(value) {
  if (value === 0) return "0";
  if (value < 0.001 || value >= 1000) return value.toExponential(0).replace("e+", "e").replace("-", "\u2212");
  return number(value, Math.max(0, 1 - Math.floor(Math.log10(value))));
}

/** Return the width of a river, from 0 to 1, for a size. */
const widthOf = (size) =>
  size > 0 ? Math.max(0, Math.min(1, (Math.log10(size) - FAINTEST) / (WIDEST - FAINTEST))) : 0;

const placeIn = (t, T, width) => BED.left + ((t + 0.5) * (width - BED.left - BED.right)) / T;

/** Return the time step that lies under a place in the drawing. */
const stepUnder = (x, T, width) => Math.floor(((x - BED.left) / (width - BED.left - BED.right)) * T);

/**
 * Return the spoken name and the marks: what has flowed from the last step to `front`, which lies at the step `reached`
 * or on the way to the one before; `ghost` are the sizes of other settings, if any; `place` says where the loss looks.
 */
function bed({ sizes, ghost, front, reached, place }, width) {
  const { through_c, through_h } = sizes;
  const T = through_c.length;
  const { left, right, top, bottom } = BED;
  const middle = (top + bottom) / 2;
  const half = middle - top;
  const end = width - right;
  const x = (t) => placeIn(t, T, width);
  /** Return the bank of a river from the front to the last step, as points. */
  const bank = (values, sign) => {
    const k = Math.ceil(front);
    const wide = values.map(widthOf);
    const here = wide[k] + (k - front) * (k > front ? wide[k - 1] - wide[k] : 0);
    return [[front, here], ...wide.slice(k + 1).map((w, n) => [k + 1 + n, w])].map(
      ([t, w]) => `${x(t)},${middle - sign * half * w}`,
    );
  };
  const area = (values, sign, quantity) =>
    svg("polygon", {
      points: [`${x(front)},${middle}`, ...bank(values, sign), `${x(T - 1)},${middle}`].join(" "),
      class: `lc-fill lc-${quantity}`,
    });
  const edge = (values, sign, quantity) =>
    svg("line", {
      x1: x(front),
      x2: x(front),
      y1: middle,
      y2: Number(bank(values, sign)[0].split(",")[1]),
      class: `lc-line lc-river-front lc-${quantity}`,
    });
  const text = (at, height, words, more = {}) => svg("text", { x: at, y: height, class: "lc-small", ...more }, words);
  const gap = Math.max(1, Math.round(T / 5));
  const here = Math.max(left + 10, Math.min(width - 34, x(reached))); // where the name of the step stands
  const ticks = Array.from({ length: T }, (_, t) => t).filter((t) => t % gap === 0 && Math.abs(x(t) - here) > 42);
  const seen = Array.from({ length: T - reached }, (_, k) => reached + k);
  const open = x(front) - left;
  const shadow = ghost?.through_c.length === T;
  return [
    `Two rivers of gradient, from step ${T - 1} at the right to step ${reached}: ` +
      `${riverNumber(through_c[reached])} from the next cell state, ${riverNumber(through_h[reached])} through h` +
      `${
        shadow
          ? `; before the last change of a setting ${riverNumber(ghost.through_c[reached])} and ` +
            `${riverNumber(ghost.through_h[reached])}`
          : ""
      }`,
    ...[3, 0, -3].flatMap((exponent) =>
      [1, -1].flatMap((sign) => {
        const y = middle - sign * half * widthOf(10 ** exponent);
        return [
          svg("line", { x1: left, x2: end, y1: y, y2: y, class: "lc-axis lc-river-grid" }),
          text(left - 6, y + 4, exponent ? power(exponent) : "1", { "text-anchor": "end" }),
        ];
      }),
    ),
    svg("line", { x1: left, x2: end, y1: middle, y2: middle, class: "lc-axis lc-river-grid" }),
    text(left - 6, middle + 4, power(FAINTEST), { "text-anchor": "end" }),
    area(through_c, 1, "c"),
    area(through_h, -1, "h"),
    svg("line", { x1: x(front), x2: x(T - 1), y1: middle, y2: middle, class: "lc-river-bank" }),
    ...(shadow
      ? [
          ["through_c", 1],
          ["through_h", -1],
        ]
      : []
    ).map(([name, sign]) => svg("polyline", { points: bank(ghost[name], sign).join(" "), class: "lc-river-ghost" })),
    svg("line", { x1: x(front), x2: x(front), y1: top, y2: bottom, class: "lc-axis lc-faint" }),
    edge(through_c, 1, "c"),
    edge(through_h, -1, "h"),
    open > 120 && text(left + open / 2, middle - 10, "not reached yet", { "text-anchor": "middle" }),
    ...(place === "every" ? seen : [T - 1]).map((t) =>
      svg("path", { d: `M${x(t) - 3.5},${bottom + 8} h7 l-3.5,-7 z`, class: "lc-fill lc-h" }),
    ),
    svg(
      "text",
      { x: end, y: top - 12, "text-anchor": "end", class: "lc-c lc-strong" },
      `from the next cell state c: ${riverNumber(through_c[reached])}`,
    ),
    svg(
      "text",
      { x: end, y: bottom + 22, "text-anchor": "end", class: "lc-h lc-strong" },
      `through h: ${riverNumber(through_h[reached])}`,
    ),
    width > 480 && text(left, top - 12, `size of the gradient of c${shadow ? "; dotted: before" : ""}`),
    text(left, bottom + 22, width > 330 ? "\u25b2 = the loss enters" : "\u25b2 = loss"),
    ...ticks.map((t) => text(x(t), bottom + 42, `${t}`, { "text-anchor": "middle" })),
    svg("text", { x: here, y: bottom + 42, "text-anchor": "middle", class: "lc-strong" }, `step ${reached}`),
    text((left + end) / 2, bottom + 62, "\u2190 the gradient flows this way, against time", {
      "text-anchor": "middle",
    }),
  ].filter(Boolean);
}
