// needs: page, marks, cells
// The diagram of the lineage: one picture, whose parts come and go between the cells, and the traces below it.

const PARTS = {
  // how much of it each cell has: LSTM, minLSTM, sLSTM, mLSTM
  past: [1, 0, 1, 0],
  squash: [1, 0, 0, 0],
  output: [1, 0, 1, 1],
  sum: [0, 0, 1, 1],
  tie: [0, 1, 0, 0],
  matrix: [0, 0, 0, 1],
};
const [F, I, G, O, OUT, END] = [88, 172, 258, 336, 390, 424]; // places in the picture, from left to right
const [TOP, SUM, SHOWN, WRITE, GATE, PAST, INPUT] = [46, 18, 152, 142, 214, 286, 316]; // and from top to bottom
const MIDDLE = (I + G) / 2;

/** Return how much of each part stands in the picture between two cells. */
function parts(amount) {
  const below = Math.min(2, Math.floor(amount));
  const share = amount - below;
  return Object.fromEntries(
    Object.entries(PARTS).map(([name, by]) => [name, (1 - share) * by[below] + share * by[below + 1]]),
  );
}

/** Return the spoken name and the marks of the diagram. */
function cellOf(amount, kind, step) {
  const { past, squash, output, sum, tie, matrix } = parts(amount);
  const many = kind === "mLSTM";
  const values = (x, y, value, quantity) =>
    [value].flat().map((one, k) => label(x, y + 18 + 16 * k, number(one), quantity));
  const memory = many ? step.read : step.c;
  const shown = many ? step.read.map((one) => step.o * one) : step.h;
  const names = { sLSTM: "c/n", mLSTM: "C q/n" }[kind] ?? "c";
  const wire = (points, quantity, shown, thick) => arrow(points, quantity, shown, thick);
  const rise = (x, y) => [
    [x, y],
    [x, GATE + 17],
  ];
  const up = (x, quantity, y = INPUT) => wire(rise(x, y), quantity, quantity === "h" ? past : 1);
  const gates = [F, I, G, O];
  const marks = [
    // the inputs along the bottom
    mark("polyline", { points: `40,${INPUT} ${O - 8},${INPUT}`, class: "lc-line" }, ""),
    mark("polyline", { points: `40,${PAST} ${O + 8},${PAST}`, class: "lc-line" }, "h", past),
    ...gates.map((x) => (x === O ? output > 0 && wire(rise(O - 8, INPUT), "", output) : up(x - 8, ""))),
    ...gates.map((x) => up(x + 8, "h", PAST)),
    label(4, INPUT + 5, "x", ""),
    label(4, PAST + 5, "h_prev", "h", { shown: past }),
    // the memory along the top
    wire([[56, TOP], [END, TOP]], "c", 1, "lc-morph-thick"), // biome-ignore format: a line
    wire([[56, SUM], [END, SUM]], "baseline", sum), // biome-ignore format: a line
    label(4, SUM + 5, "n_prev", "baseline", { shown: sum }),
    label(4, TOP - 4, names === "c" ? "c_prev" : names, "c"),
    values(4, TOP, step.before, "c"),
    ...[0, 1, 2, 3].map((k) =>
      mark(
        "rect",
        { x: G + 27 + 9 * (k % 2), y: TOP - 9 + 9 * (k > 1), width: 9, height: 9, class: "lc-ground" },
        "c",
        matrix,
      ),
    ),
    label(END + 6, TOP - 4, names, "c"),
    values(END + 6, TOP, memory, "c"),
    // what is kept and what is written
    wire([[F, GATE - 15], [F, TOP + 12]], "f"), // biome-ignore format: a line
    wire([[I, GATE - 15], [I, WRITE], [MIDDLE - 12, WRITE]], "i"), // biome-ignore format: a line
    wire([[F, GATE - 30], [I, GATE - 30], [I, WRITE], [MIDDLE - 12, WRITE]], "i", tie), // biome-ignore format: a line
    wire([[G, GATE - 15], [G, WRITE], [MIDDLE + 12, WRITE]], "g"), // biome-ignore format: a line
    wire([[MIDDLE, WRITE - 12], [MIDDLE, TOP + 12]], ""), // biome-ignore format: a line
    box(F, GATE, "f", "f"),
    box(I, GATE, sum > 0.5 ? "exp" : "i", "i", 1, sum > 0.5 ? 44 : 36),
    box(G, GATE, many ? "v k" : "g", "g"),
    node(F, TOP, "×"),
    node(MIDDLE, TOP, "+"),
    node(MIDDLE, WRITE, "×"),
    label(F + 8, 106, number(step.f), "f"),
    label(I - 7, WRITE + 11, number(step.i), "i", { anchor: "end" }),
    label(G + 8, WRITE + 32, number(step.g), "g"),
    label((F + I) / 2, GATE - 37, "f + i = 1", "i", { anchor: "middle", shown: tie }),
    // what is shown
    wire([[OUT, TOP], [OUT, SHOWN - 12 * output]], "c"), // biome-ignore format: a line
    wire([[O, GATE - 15], [O, SHOWN], [OUT - 12, SHOWN]], "o", output), // biome-ignore format: a line
    wire([[OUT, SHOWN], [END, SHOWN]], "h"), // biome-ignore format: a line
    wire([[OUT - 22, SUM], [OUT - 22, 84]], "baseline", sum), // biome-ignore format: a line
    box(OUT, 100, "tanh", "c", squash, 56),
    box(OUT, 100, "÷ n", "baseline", sum, 56),
    node(OUT, SHOWN, "×", output),
    box(O, GATE, "o", "o", output),
    label(O + 24, GATE - 5, number(step.o), "o", { shown: output }),
    label(END + 6, SHOWN - 4, "h", "h"),
    values(END + 6, SHOWN, shown, "h"),
  ];
  const name = `Diagram of the ${kind}: f ${number(step.f)}, i ${number(step.i)}, memory ${[memory]
    .flat()
    .map((one) => number(one))
    .join(" and ")}`;
  return [name, ...marks.flat(3).filter(Boolean)];
}

/** Return the spoken name and the marks of the traces: what is remembered after each step. */
function tracesOf(kind, steps, symbols, at) {
  const [left, right, high, low, apart] = [34, 344, 16, 128, 14];
  const many = kind === "mLSTM";
  const lines = many // name, quantity, style, values
    ? ["A", "B"].map((key, k) => [key, ["c", "baseline"][k], ["", "lc-faint"][k], steps.map((s) => s.read[k])])
    : [
        [kind === "sLSTM" ? "c/n" : "c", "c", "", steps.map((s) => s.c)],
        ["h", "h", kind === "minLSTM" ? "lc-faint" : "", steps.map((s) => s.h)],
      ];
  const most = Math.max(1, ...lines.flatMap(([, , , values]) => values.map(Math.abs)));
  const x = (t) => left + ((right - left) * (t + 0.5)) / steps.length;
  const y = (value) => (high + low) / 2 - ((value / most) * (low - high)) / 2;
  const words = (text, px, py, anchor = "middle") =>
    svg("text", { x: px, y: py, "text-anchor": anchor, class: "lc-small" }, text);
  const ends = lines.map(([, , , values]) => y(values[values.length - 1]));
  const lower = ends[1] >= ends[0] ? 1 : 0; // of two names at the lines' ends, the lower one is pushed down
  const push = Math.max(0, apart - Math.abs(ends[1] - ends[0])) / 2;
  const marks = [
    svg("line", { x1: left, x2: right, y1: y(0), y2: y(0), class: "lc-axis" }),
    words(number(most, 1), left - 5, y(most) + 5, "end"),
    words(number(-most, 1), left - 5, y(-most) + 4, "end"),
    ...symbols.map((u, t) => words(u ? (u > 0 ? "A" : "B") : "·", x(t), low + 20)),
    ...lines.map(([name, quantity, style, values], k) =>
      svg(
        "g",
        { class: `lc-${quantity}` },
        svg("polyline", { points: values.map((v, t) => `${x(t)},${y(v)}`).join(" "), class: `lc-line ${style}` }),
        svg("circle", { cx: x(at), cy: y(values[at]), r: 5, class: "lc-fill" }),
        words(name, right + 4, ends[k] + 4 + (k === lower ? push : -push), "start"),
      ),
    ),
  ];
  const last = steps[at];
  const name = many
    ? `Traces: under the key of A ${number(last.read[0])}, under the key of B ${number(last.read[1])}`
    : `Traces: memory ${number(last.c)}, shown ${number(last.h)}`;
  return [`${name} after step ${at + 1}`, ...marks];
}
