// needs: page
// The drawing of the switches of lesson 02, what its marks mean, and the equations above it.

const HEIGHT = 172; // of the drawing

const level = (value, top) => HEIGHT / 2 - (HEIGHT / 2 - 12) * (value / top);

/** Return the first and last step of each run through which a number is kept: a step that does not keep begins one. */
function runs({ keep }, c) {
  const found = [];
  c.forEach((kept, t) => {
    if (t && keep[t]) found.at(-1).push(kept);
    else found.push([kept]);
  });
  let start = 0;
  return found
    .map((kept) => ({ from: start, to: (start += kept.length) - 1, full: kept.some((v) => Math.abs(v) > CLOSE) }))
    .filter(({ full }) => full);
}

/**
 * Return the marks of the drawing: c as a line of steps with the current in it, h as bars, g as dots, and what the task
 * asks for. Where `won`, what was asked for pulses once.
 */
function contents(state, { c, h }, hard, wanted, w, top, won) {
  const y = (value) => level(value, top);
  const stairs = (values, from = 0, to = values.length - 1) =>
    values
      .slice(from, to + 1)
      .flatMap((value, k) => [`${w * (from + k)},${y(value)}`, `${w * (from + k + 1)},${y(value)}`])
      .join(" ");
  const bar = (value, t, share, className) =>
    svg("rect", {
      x: w * (t + 0.5 - share / 2),
      width: w * share,
      y: Math.min(y(0), y(value)),
      height: Math.abs(y(value) - y(0)),
      class: className,
      style: `transform-origin: 50% ${value < 0 ? 0 : 100}%`,
    });
  const asked = wanted.h.flatMap((value, t) => (value ? [{ value, t }] : []));
  const met = ({ value, t }) => Math.abs(h[t] - value) <= CLOSE;
  const grid = [...new Set([-top, -1, 0, 1, top])];
  return [
    ...grid.map((tick) =>
      svg("line", { x1: 0, x2: w * c.length, y1: y(tick), y2: y(tick), class: tick ? "lc-axis lc-faint" : "lc-axis" }),
    ),
    ...grid
      .filter((tick) => top <= 4 || Math.abs(tick) !== 1)
      .map((tick) =>
        svg(
          "text",
          { x: -4, y: y(tick) + 4, "text-anchor": "end", class: "lc-small lc-switches-tick" },
          number(tick, 0),
        ),
      ),
    ...h.map((value, t) => bar(value, t, 0.5, "lc-fill lc-h")),
    ...(won ? asked.map(({ value, t }) => bar(value, t, 0.7, "lc-fill lc-h lc-switches-fills")) : []),
    ...asked.map((one) => bar(one.value, one.t, 0.7, `lc-line lc-h ${met(one) ? "lc-thick" : "lc-faint"}`)),
    svg("polyline", { points: stairs(hard.c), class: "lc-line lc-baseline lc-faint" }),
    ...(won && !asked.length ? [svg("polyline", { points: stairs(c), class: "lc-line lc-c lc-switches-glows" })] : []),
    svg("polyline", { points: stairs(c), class: "lc-line lc-switches-kept lc-c" }),
    ...runs(state, c).map(({ from, to }) =>
      svg("polyline", { points: stairs(c, from, to), class: "lc-switches-flow" }),
    ),
    ...state.offered.map((g, t) =>
      svg("circle", { cx: w * (t + 0.5), cy: y(g), r: Math.min(5, w / 7), class: "lc-fill lc-g" }),
    ),
    ...state.offered.flatMap((g, t) =>
      state.write[t]
        ? [svg("circle", { cx: w * (t + 0.5), cy: y(g), r: Math.min(9, w / 3), class: "lc-line lc-i" })]
        : [],
    ),
  ];
}

/** Return what the marks of the drawing mean. */
function legend() {
  const marks = [
    ["g offered", "g", svg("circle", { cx: 7, cy: 7, r: 5, class: "lc-fill" })],
    ["h shown", "h", svg("rect", { x: 2, y: 1, width: 10, height: 12, class: "lc-fill" })],
    ["h asked", "h", svg("rect", { x: 2, y: 1, width: 10, height: 12, class: "lc-line lc-faint" })],
    ["c kept", "c", svg("line", { x1: 0, x2: 14, y1: 7, y2: 7, class: "lc-line lc-thick" })],
    ["c if hard", "baseline", svg("line", { x1: 0, x2: 14, y1: 7, y2: 7, class: "lc-line lc-faint" })],
  ];
  return marks.map(([text, quantity, mark]) =>
    html(
      "span",
      { class: `lc-switches-key lc-${quantity}` },
      svg("svg", { width: 14, height: 14, viewBox: "0 0 14 14", "aria-hidden": "true" }, mark),
      text,
    ),
  );
}

/** Return the memory's two equations, each letter in the colour of its quantity. */
function formula() {
  const letter = (text) => html("b", { class: `lc-${text} lc-switches-letter` }, text);
  const prev = html("sub", {}, "prev");
  const f = [letter("c"), " = ", letter("f"), " ", letter("c"), prev, " + ", letter("i"), " ", letter("g")];
  return [...f, ",  ", letter("h"), " = ", letter("o"), " ", letter("c"), "."];
}
