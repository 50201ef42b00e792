// needs: stage, run
// The traces of the morph of lesson 07: the memory and what is shown of it, over all time steps.

const TRACES = { height: 178, left: 34, right: 70, top: 12, bottom: 142 }; // in pixels; right is a margin

const placeOf = (t, width) => TRACES.left + (t / LAST) * (width - TRACES.left - TRACES.right);

/** Return the time step that lies nearest to a place in the drawing. */
const timeAt = (x, width) =>
  Math.max(0, Math.min(LAST, Math.round(((x - TRACES.left) / (width - TRACES.left - TRACES.right)) * LAST)));

/**
 * Return the spoken name and the marks: c and h at this amount, the LSTM's c for comparison, and the band from -1 to 1.
 * The axis depends on the sums, but not on the amount.
 */
function morphTraces(amount, state, width) {
  const memory = (at) => [state.start, ...morphSteps(at, state, LAST).map(({ c }) => c)];
  const c = memory(amount);
  const h = morphSteps(amount, state, LAST).map((step) => step.h);
  const whole = progress(amount).moved === 1;
  const lstm = memory(0);
  const all = [0, 1, 2, 3].flatMap((stage) => memory(stage / 3));
  const [low, high] = [Math.min(-1.25, 1.05 * Math.min(...all)), Math.max(1.25, 1.05 * Math.max(...all))];
  const { left, right, top, bottom } = TRACES;
  const x = (t) => placeOf(t, width);
  const y = (value) => bottom - ((value - low) / (high - low)) * (bottom - top);
  const end = width - right;
  const line = (values, first, look) =>
    svg("polyline", {
      points: values.map((value, k) => `${x(k + first)},${y(value)}`).join(" "),
      class: `lc-line ${look}`,
    });
  const ends = whole
    ? [["h", c, "h"]]
    : [
        ["c", c, "c"],
        ["h", h, "h"],
      ];
  const heights = apart(
    ends.map(([, values]) => y(values.at(-1))),
    16,
    top + 4,
    bottom,
  );
  const t = state.time_step;
  return [
    `Two curves over ${LAST} steps: the memory goes from ${number(c[0])} to ${number(c[LAST])}, ` +
      `${number(h.at(-1))} of it is shown at the end; the LSTM's goes to ${number(lstm[LAST])}`,
    svg("rect", { x: left, y: y(1), width: end - left, height: y(-1) - y(1), class: "lc-morph-band" }),
    svg("line", { x1: x(t), x2: x(t), y1: top - 6, y2: bottom + 4, class: "lc-axis lc-faint" }),
    svg("line", { x1: left, x2: end, y1: y(0), y2: y(0), class: "lc-axis" }),
    ...roundTicks(low, high, 4).map(({ t: tick, gap }) =>
      svg(
        "text",
        { x: left - 6, y: y(tick) + 4, "text-anchor": "end", class: "lc-small" },
        number(tick, gap < 1 ? 1 : 0),
      ),
    ),
    amount > 0 && line(lstm, 0, "lc-morph-ghost lc-baseline"),
    line(c, 0, `lc-thick ${whole ? "lc-h" : "lc-c"}`),
    !whole && line(h, 1, "lc-h"),
    svg("circle", { cx: x(t), cy: y(c[t]), r: 5, class: `lc-fill ${whole ? "lc-h" : "lc-c"}` }),
    !whole && svg("circle", { cx: x(t), cy: y(h[t - 1]), r: 5, class: "lc-fill lc-h" }),
    ...ends.map(([letter, values, quantity], k) =>
      svg(
        "text",
        { x: end + 8, y: heights[k] + 4, class: `lc-strong lc-${quantity}` },
        `${letter} ${number(values.at(-1))}`,
      ),
    ),
    ...[0, 5, 10, 15, 20].map((tick) =>
      svg("text", { x: x(tick), y: bottom + 19, "text-anchor": "middle", class: "lc-small" }, `${tick}`),
    ),
    svg(
      "text",
      { x: (left + end) / 2, y: bottom + 34, "text-anchor": "middle", class: "lc-small" },
      `time step${width > 480 ? "; grey: \u22121 to 1" : ""}${amount > 0 ? "; dotted: c of the LSTM" : ""}`,
    ),
  ].filter(Boolean);
}
