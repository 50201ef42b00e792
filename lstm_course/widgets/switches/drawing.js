// needs: page
// The drawing of the switches of lesson 02, its scale, and the equations above it.

const LABELS = 96; // width of the first column, in pixels
const HEIGHT = 172; // of the drawing

const level = (value, top) => HEIGHT / 2 - (HEIGHT / 2 - 12) * (value / top);

/** Return the marks of the drawing: c as a line of steps, h as bars, g as dots, and what the task asks for. */
function contents({ offered, write }, { c, h }, hard, wanted, w, top) {
  const y = (value) => level(value, top);
  const stairs = (values) =>
    values.flatMap((value, t) => [`${w * t},${y(value)}`, `${w * (t + 1)},${y(value)}`]).join(" ");
  const bar = (value, t, share, className) =>
    svg("rect", {
      x: w * (t + 0.5 - share / 2),
      width: w * share,
      y: Math.min(y(0), y(value)),
      height: Math.abs(y(value) - y(0)),
      class: className,
    });
  return [
    ...[-top, 0, top].map((tick) =>
      svg("line", { x1: 0, x2: w * c.length, y1: y(tick), y2: y(tick), class: tick ? "lc-axis lc-faint" : "lc-axis" }),
    ),
    ...h.map((value, t) => bar(value, t, 0.5, "lc-fill lc-h")),
    ...wanted.h.flatMap((value, t) => (value ? [bar(value, t, 0.7, "lc-line lc-h lc-faint")] : [])),
    svg("polyline", { points: stairs(hard.c), class: "lc-line lc-baseline lc-faint" }),
    svg("polyline", { points: stairs(c), class: "lc-line lc-thick lc-c" }),
    ...offered.map((g, t) => svg("circle", { cx: w * (t + 0.5), cy: y(g), r: 5, class: "lc-fill lc-g" })),
    ...offered.flatMap((g, t) =>
      write[t] ? [svg("circle", { cx: w * (t + 0.5), cy: y(g), r: 9, class: "lc-line lc-i" })] : [],
    ),
  ];
}

/** Return the scale at the left of the drawing, and what its marks mean. */
function legend(top) {
  const marks = [
    ["g offered", "g", svg("circle", { cx: 7, r: 5, class: "lc-fill lc-g" })],
    ["h shown", "h", svg("rect", { x: 2, y: -6, width: 10, height: 12, class: "lc-fill lc-h" })],
    ["h asked", "h", svg("rect", { x: 2, y: -6, width: 10, height: 12, class: "lc-line lc-h lc-faint" })],
    ["c kept", "c", svg("line", { x1: 0, x2: 14, class: "lc-line lc-thick lc-c" })],
    ["c if hard", "baseline", svg("line", { x1: 0, x2: 14, class: "lc-line lc-baseline lc-faint" })],
  ];
  return [
    ...marks.map(([text, quantity, mark], k) =>
      svg(
        "g",
        { transform: `translate(0 ${40 + 23 * k})`, class: `lc-${quantity}` },
        mark,
        svg("text", { x: 19, y: 4, class: "lc-small" }, text),
      ),
    ),
    ...[-top, 0, top].map((tick) =>
      svg("text", { x: LABELS - 6, y: level(tick, top) + 4, "text-anchor": "end", class: "lc-small" }, number(tick, 0)),
    ),
  ];
}

/** Return the memory's two equations, each letter in the colour of its quantity. */
function formula() {
  const letter = (text) => html("b", { class: `lc-${text[0]} lc-switches-letter` }, text);
  return [
    letter("c"),
    " = ",
    letter("f"),
    " ",
    letter("c"),
    html("sub", {}, "prev"),
    " + ",
    letter("i"),
    " ",
    letter("g"),
    ",  ",
    letter("h"),
    " = ",
    letter("o"),
    " ",
    letter("c"),
    ".",
  ];
}
