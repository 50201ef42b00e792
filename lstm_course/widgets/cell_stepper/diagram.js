// needs: page, run
// The cell stepper's diagram: the memory runs along the top, the four sums stand below it, as in plots.cell.diagram.

const ROLES = { i: "write?", f: "keep?", g: "what?", o: "show?" };
const SQUASH = { i: "σ", f: "σ", g: "tanh", o: "σ" };

// Places in the drawing. Texts are [x, y, anchor].
const WIDE = {
  size: [790, 346],
  box: [66, 44],
  gates: { f: 160, i: 286, g: 412, o: 552 },
  write: 349,
  show: 640,
  c: [14, 690],
  sums: 14,
  cellY: 46,
  writeY: 150,
  showY: 184,
  tanhY: 112,
  gateY: 236,
  sumY: 314,
  out: 690,
  text: {
    c_prev: [14, 28],
    fc: [181, 28],
    c: [698, 51],
    ig: [359, 104],
    f: [170, 150],
    i: [276, 200, "end"],
    g: [422, 186],
    o: [562, 205],
    tanh: [652, 156],
    h: [698, 189],
    x: [14, 302],
    h_prev: [14, 336],
  },
};
const NARROW = {
  size: [360, 424],
  box: [62, 44],
  gates: { f: 40, i: 124, g: 206, o: 276 },
  write: 166,
  show: 326,
  c: [6, 352],
  sums: 6,
  cellY: 46,
  writeY: 176,
  showY: 212,
  tanhY: 96,
  gateY: 292,
  sumY: 370,
  out: 357,
  text: {
    c_prev: [4, 28],
    fc: [53, 68],
    c: [356, 28, "end"],
    ig: [176, 118],
    f: [49, 150],
    i: [115, 226, "end"],
    g: [213, 204],
    o: [267, 244, "end"],
    tanh: [316, 152, "end"],
    h: [358, 260, "end"],
    x: [6, 395],
    h_prev: [6, 417],
  },
};

const thickness = (value) => 1.2 + 3.8 * Math.min(1, Math.abs(value));

/** Write a quantity's name: [letter, subscript]. */
const named = ([letter, low]) => [
  svg("tspan", { class: letter.length > 1 ? "" : "lc-letter" }, letter),
  ...(low ? [svg("tspan", { dy: 4, class: "lc-low" }, low), svg("tspan", { dy: -4 }, "\u200b")] : []),
];

/**
 * Return the spoken name and the marks of the cell with its numbers.
 *
 * `values` holds x (a text), h_prev, c_prev, a_i ... a_o, i, f, g, o, fc, ig, c, tanh, h and the gates set by hand
 * in `hand`.
 */
function cell(values, narrow) {
  const at = narrow ? NARROW : WIDE;
  const [halfWidth, halfHeight] = at.box.map((side) => side / 2);
  const top = at.gateY - halfHeight;

  /** A line through points, as thick as its number is large, with a head at the end if asked. */
  const edge = (of, colour, value, points, head = true) => {
    const width = thickness(value);
    const [[x0, y0], [x1, y1]] = points.slice(-2);
    const [dx, dy] = [Math.sign(x1 - x0), Math.sign(y1 - y0)];
    const wing = 4 + width / 2;
    const neck = [x1 - 9 * dx, y1 - 9 * dy];
    const line = [...points.slice(0, -1), head ? neck : [x1, y1]];
    const tip = [
      [x1, y1],
      [neck[0] - wing * dy, neck[1] + wing * dx],
      [neck[0] + wing * dy, neck[1] - wing * dx],
    ];
    return svg(
      "g",
      { "data-of": of, class: `lc-moves lc-${colour}` },
      svg("polyline", { points: line.join(" "), class: "lc-hit" }),
      svg("polyline", { points: line.join(" "), class: "lc-line", style: `stroke-width: ${width}` }),
      ...(head ? [svg("polygon", { points: tip.join(" "), class: "lc-fill" })] : []),
    );
  };
  /** A letter and its number beside an edge. The number stands in full in data-value. */
  const label = (key, of, colour, name, value = values[key]) => {
    const [x, y, anchor = "start"] = at.text[key];
    return svg(
      "text",
      {
        x,
        y,
        "text-anchor": anchor,
        "data-of": of,
        "data-edge": key,
        "data-value": value,
        class: `lc-moves lc-edge lc-${colour}`,
      },
      ...name.flatMap(named),
      ` = ${typeof value === "string" ? value : number(value)}`,
    );
  };
  const box = (of, colour, x, y, text, role) =>
    svg(
      "g",
      { "data-of": of, class: `lc-moves lc-${colour}`, "data-handle": role ? of : undefined },
      svg("rect", {
        x: x - halfWidth,
        y: y - halfHeight,
        width: 2 * halfWidth,
        height: 2 * halfHeight,
        rx: 5,
        class: values.hand.includes(of) ? "lc-ground lc-faint" : "lc-ground",
      }),
      svg("text", { x, y: y + (role ? -2 : 5), "text-anchor": "middle", class: "lc-strong" }, text),
      ...(role
        ? [
            svg("text", { x, y: y + 14, "text-anchor": "middle", class: "lc-small" }, role),
            svg("path", {
              d: `M${x + halfWidth - 14},${y - 9} l3.5,-4.5 l3.5,4.5 z m0,3.5 l3.5,4.5 l3.5,-4.5 z`,
              class: "lc-fill",
            }),
          ]
        : []),
    );
  const node = (of, x, y, sign) =>
    svg(
      "g",
      { "data-of": of, class: "lc-moves" },
      svg("circle", { cx: x, cy: y, r: 11, class: "lc-ground lc-node" }),
      svg("text", { x, y: y + 6, "text-anchor": "middle", class: "lc-sign" }, sign),
    );
  const sum = (gate) =>
    svg(
      "text",
      {
        x: at.gates[gate] + 7,
        y: (at.gateY + halfHeight + at.sumY) / 2 + 5,
        "data-of": gate,
        "data-edge": `a_${gate}`,
        "data-value": values[`a_${gate}`],
        class: "lc-moves lc-edge lc-quiet",
      },
      ...(narrow ? [] : [...named(["a", gate]), " = "]),
      number(values[`a_${gate}`]),
    );

  const { f, i, g, o } = at.gates;
  const { write, show, cellY, writeY, showY, sumY } = at;
  const marks = [
    edge("c", "c", values.c_prev, [
      [at.c[0], cellY],
      [f - 11, cellY],
    ]),
    edge("f c", "c", values.fc, [
      [f + 11, cellY],
      [write - 11, cellY],
    ]),
    edge("c", "c", values.c, [
      [write + 11, cellY],
      [at.c[1], cellY],
    ]),
    edge(
      "c h",
      "c",
      values.c,
      [
        [show, cellY],
        [show, at.tanhY - halfHeight],
      ],
      false,
    ),
    edge("c h", "c", values.tanh, [
      [show, at.tanhY + halfHeight],
      [show, showY - 11],
    ]),
    svg("polyline", { points: `${at.sums},${sumY} ${o},${sumY}`, class: "lc-line lc-quiet" }),
    ...GATES.map((q) =>
      edge(q, "quiet", 0.15, [
        [at.gates[q], sumY],
        [at.gates[q], at.gateY + halfHeight],
      ]),
    ),
    edge("f", "f", values.f, [
      [f, top],
      [f, cellY + 11],
    ]),
    edge("i", "i", values.i, [
      [i, top],
      [i, writeY],
      [write - 11, writeY],
    ]),
    edge("g", "g", values.g, [
      [g, top],
      [g, writeY],
      [write + 11, writeY],
    ]),
    edge("i g c", "quiet", values.ig, [
      [write, writeY - 11],
      [write, cellY + 11],
    ]),
    edge("o", "o", values.o, [
      [o, top],
      [o, showY],
      [show - 11, showY],
    ]),
    edge(
      "h",
      "h",
      values.h,
      narrow
        ? [
            [show, showY + 11],
            [show, showY + 33],
          ]
        : [
            [show + 11, showY],
            [at.out, showY],
          ],
    ),
    ...GATES.map((q) => box(q, q, at.gates[q], at.gateY, SQUASH[q], ROLES[q])),
    box("c h", "c", show, at.tanhY, "tanh"),
    node("f c", f, cellY, "×"),
    node("c", write, cellY, "+"),
    node("i g c", write, writeY, "×"),
    node("o h", show, showY, "×"),
    label("c_prev", "c", "c", [["c", "t−1"]]),
    label("c", "c", "c", [["c", "t"]]),
    label("h", "h", "h", [["h", "t"]]),
    label("h_prev", "h", "h", [["h", "t−1"]]),
    label("x", "x", "quiet", [["x", "t"]]),
    ...GATES.map((q) => label(q, q, q, [[q]])),
    ...GATES.map(sum),
    label("fc", "f c", "c", [["f"], [narrow ? "·" : " · "], ["c", "t−1"]]),
    label("ig", "i g c", "quiet", [["i"], [" · "], ["g"]]),
    label("tanh", "c h", "c", [["tanh "], ["c", "t"]]),
  ];
  const say = (key) => number(values[key]);
  const spoken =
    `The LSTM cell at ${values.x}. The old cell state ${say("c_prev")} is multiplied by f, ${say("f")}. The ` +
    `input gate i, ${say("i")}, times the candidate g, ` +
    `${say("g")}, is added. The cell state is ${say("c")}. Its tanh, ${say("tanh")}, times the output gate o, ` +
    `${say("o")}, is the hidden state h, ${say("h")}.`;
  return { size: at.size, spoken, marks };
}
