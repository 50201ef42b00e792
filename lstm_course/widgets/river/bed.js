// needs: stage
// The drawing of the river of lesson 05: the whole is as wide as both sizes together on a logarithmic scale, which no
// setting moves; inside, each takes the share that it has of the two.

const BED = { height: 270, left: 46, right: 12, top: 30, bottom: 200 }; // in pixels; right is a margin
const [FAINTEST, WIDEST] = [-6, 3]; // the exponents of no width and of the full one

/** Write a size with two digits: 0.065, 12, 3e−9. */
function riverNumber(value) {
  if (value === 0) return "0";
  if (value < 0.001 || value >= 1000) return value.toExponential(0).replace("e+", "e").replace("-", "\u2212");
  return number(value, Math.max(0, 1 - Math.floor(Math.log10(value))));
}

/** Return the width of the whole river, from 0 to 1, for a size. */
const widthOf = (size) =>
  size > 0 ? Math.max(0, Math.min(1, (Math.log10(size) - FAINTEST) / (WIDEST - FAINTEST))) : 0;

/** Return the share of c in what reaches a step, from 0 to 1. */
const shareOfC = ({ through_c, through_h }, t) =>
  through_c[t] + through_h[t] > 0 ? through_c[t] / (through_c[t] + through_h[t]) : 0;

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
  /** Return a line from the front to the last step, as points: the upper bank (0), the lower (1), or between both. */
  const line = (flow, part) => {
    const k = Math.ceil(front);
    const y = flow.through_c.map((size, t) => {
      const wide = widthOf(size + flow.through_h[t]);
      return middle + half * wide * (2 * (part ?? shareOfC(flow, t)) - 1);
    });
    const here = y[k] + (k - front) * (k > front ? y[k - 1] - y[k] : 0);
    return [[front, here], ...y.slice(k + 1).map((each, n) => [k + 1 + n, each])].map(([t, v]) => `${x(t)},${v}`);
  };
  const [upper, parting, lower] = [line(sizes, 0), line(sizes), line(sizes, 1)];
  const area = (above, below, quantity) =>
    svg("polygon", { points: [...above, ...below.toReversed()].join(" "), class: `lc-fill lc-${quantity}` });
  const edge = (above, below, quantity) =>
    svg("line", {
      x1: x(front),
      x2: x(front),
      y1: Number(above[0].split(",")[1]),
      y2: Number(below[0].split(",")[1]),
      class: `lc-line lc-river-front lc-${quantity}`,
    });
  const text = (at, height, words, more = {}) => svg("text", { x: at, y: height, class: "lc-small", ...more }, words);
  const gap = Math.max(1, Math.round(T / 5));
  const here = Math.max(left + 10, Math.min(width - 34, x(reached))); // where the name of the step stands
  const ticks = Array.from({ length: T }, (_, t) => t).filter((t) => t % gap === 0 && Math.abs(x(t) - here) > 42);
  const seen = Array.from({ length: T - reached }, (_, k) => reached + k);
  const open = x(front) - left;
  const shadow = ghost?.through_c.length === T;
  const share = Math.round(100 * shareOfC(sizes, reached));
  const ofBoth = (percent) => (width > 330 ? `, ${percent}\u00a0%` : "");
  return [
    `Two rivers of gradient, from step ${T - 1} at the right to step ${reached}: ` +
      `${riverNumber(through_c[reached])} from the next cell state, ${riverNumber(through_h[reached])} through h; ` +
      `the whole is as wide as both together on a logarithmic scale, and ${share}\u00a0% of it comes along c` +
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
    area(upper, parting, "c"),
    area(parting, lower, "h"),
    svg("polyline", { points: parting.join(" "), class: "lc-river-bank" }),
    ...(shadow ? [0, undefined, 1] : []).map((part) =>
      svg("polyline", { points: line(ghost, part).join(" "), class: "lc-river-ghost" }),
    ),
    svg("line", { x1: x(front), x2: x(front), y1: top, y2: bottom, class: "lc-axis lc-faint" }),
    edge(upper, parting, "c"),
    edge(parting, lower, "h"),
    open > 120 && text(left + open / 2, middle - 10, "not reached yet", { "text-anchor": "middle" }),
    ...(place === "every" ? seen : [T - 1]).map((t) =>
      svg("path", { d: `M${x(t) - 3.5},${bottom + 8} h7 l-3.5,-7 z`, class: "lc-fill lc-h" }),
    ),
    svg(
      "text",
      { x: end, y: top - 12, "text-anchor": "end", class: "lc-c lc-strong" },
      `from the next cell state c: ${riverNumber(through_c[reached])}${ofBoth(share)}`,
    ),
    svg(
      "text",
      { x: end, y: bottom + 22, "text-anchor": "end", class: "lc-h lc-strong" },
      `through h: ${riverNumber(through_h[reached])}${ofBoth(100 - share)}`,
    ),
    width > 640 && text(left, top - 12, `whole width, log scale: both together${shadow ? "; dotted: before" : ""}`),
    text(left, bottom + 22, width > 330 ? "\u25b2 = the loss enters" : "\u25b2 = loss"),
    ...ticks.map((t) => text(x(t), bottom + 42, `${t}`, { "text-anchor": "middle" })),
    svg("text", { x: here, y: bottom + 42, "text-anchor": "middle", class: "lc-strong" }, `step ${reached}`),
    text((left + end) / 2, bottom + 62, "\u2190 the gradient flows this way, against time", {
      "text-anchor": "middle",
    }),
  ].filter(Boolean);
}
