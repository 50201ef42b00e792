// needs: stage
// The cell stepper's traces: valves above, contents below, over the time steps, as in plots.cell.story.

const PANELS = [
  { title: "valves", quantities: ["i", "f", "o"], top: 34, bottom: 168 },
  { title: "contents", quantities: ["g", "c", "h"], top: 218, bottom: 366 },
];
const TRACES = { width: 340, height: 400, left: 30, right: 316 };

/** Return the time step that lies nearest to a place in the drawing. */
const stepAt = (x, T) =>
  Math.round(Math.max(0, Math.min(1, (x - TRACES.left) / (TRACES.right - TRACES.left))) * (T - 1));

/**
 * Return the spoken name and the marks of the traces of one unit.
 *
 * `curves` holds i, f, g, o, c, h, each of length T, and so does `given`, the curves before all edits, where there
 * are any; `symbols`
 * are the names of the time steps; `hand` the steps whose gates were set by hand.
 */
function traces(curves, given, symbols, step, hand) {
  const T = symbols.length;
  const x = (t) =>
    T === 1 ? (TRACES.left + TRACES.right) / 2 : TRACES.left + ((TRACES.right - TRACES.left) * t) / (T - 1);
  const largest = Math.max(
    1,
    ...[curves, given].flatMap((all) => (all ? ["g", "c", "h"].flatMap((q) => all[q].map(Math.abs)) : [])),
  );
  const limit = largest > 1 ? Math.ceil(largest * 1.02) : 1;
  const marks = [
    svg("line", { x1: x(step), x2: x(step), y1: PANELS[0].top - 10, y2: PANELS[1].bottom + 10, class: "lc-now" }),
  ];
  PANELS.forEach(({ title, quantities, top, bottom }, panel) => {
    const [low, high] = panel ? [-limit, limit] : [0, 1];
    const y = (value) => bottom - ((bottom - top) * (value - low)) / (high - low);
    marks.push(svg("text", { x: TRACES.left, y: top - 14, class: "lc-quiet" }, `${title} ${quantities.join(", ")}`));
    (panel ? [-limit, 0, limit] : [0, 1]).forEach((tick) =>
      marks.push(
        svg("line", { x1: TRACES.left - 6, x2: TRACES.right + 4, y1: y(tick), y2: y(tick), class: "lc-axis lc-grid" }),
        svg("text", { x: TRACES.left - 10, y: y(tick) + 4, "text-anchor": "end", class: "lc-quiet" }, number(tick, 0)),
      ),
    );
    const ends = apart(
      quantities.map((q) => y(curves[q][T - 1])),
      15,
      top,
      bottom,
    );
    quantities.forEach((q, k) => {
      const places = (values) => values.map((value, t) => [x(t), y(value)]);
      const points = places(curves[q]);
      const line = points.join(" ");
      const dots = T > 45 ? [points[step]] : points;
      marks.push(
        svg(
          "g",
          { "data-of": q, class: `lc-moves lc-${q}` },
          svg("polyline", { points: line, class: "lc-hit" }),
          ...(given ? [svg("polyline", { points: places(given[q]).join(" "), class: "lc-line lc-given" })] : []),
          svg("polyline", { points: line, class: `lc-line ${q === "c" ? "lc-thick" : ""}` }),
          ...dots.map((point) =>
            svg("circle", { cx: point[0], cy: point[1], r: point === points[step] ? 5.5 : 2.8, class: "lc-fill" }),
          ),
          svg("text", { x: TRACES.right + 10, y: ends[k] + 4, class: "lc-strong" }, q),
        ),
      );
    });
  });
  const between = (PANELS[0].bottom + PANELS[1].top) / 2 - 2;
  hand.forEach((t) => marks.push(svg("path", { d: `M${x(t) - 5},${between} h10 l-5,-7 z`, class: "lc-fill lc-hand" })));
  const notes = [hand.length ? "▴ by hand" : "", given ? "dashed: as given" : ""].filter(Boolean);
  marks.push(
    svg("text", { x: TRACES.right, y: PANELS[0].top - 14, "text-anchor": "end", class: "lc-quiet" }, notes.join(", ")),
  );
  marks.push(...ticks(symbols, step, x));
  const spoken =
    `Traces over ${T} time steps: the valves i, f, o between 0 and 1 above, the contents g, c, h below. ` +
    `Time step ${step} is marked.${given ? " Dashed curves show what was given." : ""} c ends at ` +
    `${number(curves.c[T - 1])}, h at ${number(curves.h[T - 1])}.`;
  return { spoken, marks };
}

/** Cut a long word. */
const cut = (word) => (word.length > 14 ? `${word.slice(0, 13)}\u2026` : word);

/** Write as many names of time steps as have room, and always the current one. */
function ticks(symbols, step, x) {
  const wide = (t) => 7 * cut(symbols[t]).length + 6; // pixels, about
  const taken = [];
  const free = (t) => taken.every((other) => Math.abs(x(other) - x(t)) >= (wide(other) + wide(t)) / 2);
  const every = Math.max(1, Math.ceil(symbols.length / 12));
  [step, ...symbols.keys()].forEach((t) => {
    if ((t === step || t % every === 0) && free(t)) taken.push(t);
  });
  return taken.map((t) =>
    svg(
      "text",
      { x: x(t), y: TRACES.height - 10, "text-anchor": "middle", class: t === step ? "lc-strong" : "lc-quiet" },
      cut(symbols[t]),
    ),
  );
}
