// needs: stage, nets
// The panel of the microscope of lesson 06: three curves on one logarithmic axis; the end of the LSTM's is a handle.

const LOW = -26; // the lowest exponent of the axis
const [TOP, BOTTOM, PANEL] = [30, 246, 288]; // top and bottom of the frame, and the height of the picture

/** Write a share of lag 0: 0.05, 8, 5e−24. */
function shareOf(value) {
  if (value === 0) return "0";
  if (value >= 0.01 && value < 100) return `${Number(value.toPrecision(1))}`;
  return value.toExponential(0).replace("e+", "e").replace("-", "\u2212");
}

/** Return how many powers of ten a pixel of the axis is, whose highest exponent is `top`. */
const powersOfPixel = (top) => (top - LOW) / (BOTTOM - TOP);

/**
 * Return the spoken name and the marks: curves on a logarithmic axis from 1e-26 to 1e`top`. `all` holds { kind, now,
 * before }, where `before` are kept curves, if any.
 */
function panel(all, top, width) {
  const [LEFT, RIGHT] = [40, width - 112];
  const last = all[0].now.median.length - 1;
  const end = Math.max(last, ...all.map(({ before }) => (before?.median.length ?? 0) - 1));
  const x = (lag) => LEFT + (lag / end) * (RIGHT - LEFT);
  const y = (value) => BOTTOM - (Math.max(-400, Math.log10(value)) - LOW) / powersOfPixel(top);
  const inside = (value) => Math.max(TOP, Math.min(BOTTOM, y(value)));
  const points = (values) => values.map((value, lag) => `${x(lag)},${y(value)}`);
  const band = ({ low, high }) => [...points(high), ...points(low).reverse()].join(" ");
  const gap = top > 4 ? 12 : 6;
  const exponents = Array.from({ length: 9 }, (_, k) => gap * (k - 4)).filter((e) => e >= LOW && e <= top);
  const ends = all.map(({ now }) => now.median[last]);
  const heights = apart(ends.map(inside), 17, TOP, BOTTOM);
  const beyond = (share) => (share < 10 ** LOW ? "\u2193" : share > 10 ** top ? "\u2191" : "");
  const kept = all.some(({ before }) => before);
  const handle = { cx: x(last), cy: inside(ends[1]), "data-handle": "lstm" };
  const text = (at, height, words, more = {}) => svg("text", { x: at, y: height, class: "lc-small", ...more }, words);
  return [
    `Three curves over ${last + 1} lags. ${all
      .map(({ kind, before }, k) => {
        const was = before ? `, kept ${shareOf(before.median.at(-1))}` : "";
        return `${CELLS[kind].name}: ${shareOf(ends[k])} of lag 0 at lag ${last}${was}`;
      })
      .join("; ")}`,
    ...exponents.flatMap((e) => [
      svg("line", {
        x1: LEFT,
        x2: RIGHT,
        y1: y(10 ** e),
        y2: y(10 ** e),
        class: e === 0 ? "lc-axis" : "lc-axis lc-microscope-grid",
      }),
      text(LEFT - 4, y(10 ** e) + 4, e === 0 ? "1" : power(e), { "text-anchor": "end" }),
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
      ...all
        .flatMap(({ kind, now, before }) => [
          before &&
            svg("polyline", {
              points: points(before.median).join(" "),
              class: `lc-line lc-microscope-kept lc-${CELLS[kind].quantity}`,
            }),
          svg("polygon", { points: band(now), class: `lc-fill lc-microscope-band lc-${CELLS[kind].quantity}` }),
          svg("polyline", { points: points(now.median).join(" "), class: `lc-line ${CELLS[kind].look}` }),
        ])
        .filter(Boolean),
    ),
    svg("line", { x1: LEFT, x2: RIGHT, y1: BOTTOM, y2: BOTTOM, class: "lc-axis" }),
    text(LEFT, TOP - 14, width > 520 ? "gradient of the input, relative to lag 0" : "gradient, relative to lag 0"),
    kept && text(width - 4, TOP - 14, "dotted: kept", { "text-anchor": "end" }),
    svg("circle", { ...handle, r: 7, class: "lc-fill lc-c" }),
    svg("path", {
      d: `M${handle.cx - 4},${handle.cy - 11} l4,-6 l4,6 z m0,22 l4,6 l4,-6 z`,
      class: "lc-fill lc-c",
      "data-handle": "lstm",
    }),
    svg("circle", { ...handle, r: 17, class: "lc-reach" }),
    ...all.map(({ kind }, k) =>
      svg(
        "text",
        { x: x(last) + 13, y: heights[k] + 4, class: `lc-strong lc-microscope-end lc-${CELLS[kind].quantity}` },
        `${CELLS[kind].name} ${shareOf(ends[k])}${beyond(ends[k])}`,
      ),
    ),
    ...[0, Math.round(end / 2), end].map((lag) => text(x(lag), BOTTOM + 17, `${lag}`, { "text-anchor": "middle" })),
    text((LEFT + RIGHT) / 2, BOTTOM + 36, "lag k (time steps back)", { "text-anchor": "middle" }),
  ].filter(Boolean);
}
