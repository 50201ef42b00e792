// needs: stage, splits
// The drawings of the walk-forward piece: a series with its errors and its split below, and the errors of all series.

const TIME = { left: 44, right: 10, top: 24, series: 122, error: 134, ground: 180, rows: 190, row: 14, height: 294 };
const ERROR_TOP = 8; // of the strip of errors
const DOTS = { side: 14, top: 6, row: 47, height: 188, low: 0.5, high: 32 };
const SAYS = { shuffled: "shuffled 5-fold says", forward: "walk-forward says", later: "later it was" };
const ROLE = { shuffled: "g", forward: "g", later: "h" };

/** Return the place of a time, from 0 to the length of a series, and the time of a place. */
function timePlaces(width) {
  const scale = (width - TIME.left - TIME.right) / (KNOWN + MAX_GAP + BLOCK);
  return { x: (t) => TIME.left + scale * t, t: (x) => (x - TIME.left) / scale };
}

/** The fold that is shown, which a walk with fewer of them may cut. */
const foldOf = ({ split, fold }) => Math.min(fold, (split === "shuffled" ? FOLDS : BLOCKS) - 1);

/** The first window of the test block of a walk, and the times at which training ends, the test begins and ends. */
function edges({ train, test }) {
  return { known: train.length + LAGS, from: test[0] + LAGS, to: test.at(-1) + 1 + LAGS };
}

/** Return the marks of a row of the split: what is trained on, the gap, what is tested. */
function splitRow(fold, split, y, x, chosen) {
  const bar = (from, to, className) =>
    svg("rect", { x: x(from), y, width: Math.max(0, x(to) - x(from)), height: 10, class: className });
  const role = `lc-fill lc-${ROLE[split]}`;
  const shade = chosen ? "" : "lc-walk-other";
  if (split === "shuffled")
    return svg(
      "g",
      { class: shade },
      bar(0, KNOWN, "lc-fill lc-walk-train lc-baseline"),
      svg("path", {
        d: Array.from(fold.test, (w) => `M${x(w + LAGS + 0.5).toFixed(1)},${y}v10`).join(""),
        class: "lc-line lc-walk-tick lc-g",
      }),
    );
  const { known, from, to } = edges(fold);
  return svg(
    "g",
    { class: shade },
    bar(0, known, "lc-fill lc-walk-train lc-baseline"),
    ...(from > known ? [bar(known, from, "lc-walk-gap")] : []),
    bar(from, to, role),
  );
}

/** Return the marks of a forecast over a series: a line for a block, points for a shuffled fold. */
function forecastMarks(forecast, fold, split, x, y) {
  const place = (k) => [x(fold.test[k] + LAGS), y(forecast[k])];
  const places = Array.from(fold.test, (_, k) => place(k));
  if (split !== "shuffled")
    return svg("polyline", { points: places.join(" "), class: `lc-line lc-walk-forecast lc-${ROLE[split]}` });
  const dot = ([a, b]) => `M${a.toFixed(1)},${b.toFixed(1)}h0`;
  return svg("path", { d: places.map(dot).join(""), class: "lc-line lc-walk-dots lc-g" });
}

/** Return the marks of the errors of a split: a stroke for each test window, as long as its error. */
function errorMarks(errors, folds, split, x, chosen) {
  const y = (error) => TIME.ground - (TIME.ground - TIME.error) * Math.min(1, error / ERROR_TOP);
  const strokes = (fold, k) =>
    Array.from(fold.test, (w, j) => `M${x(w + LAGS + 0.5).toFixed(1)},${TIME.ground}V${y(errors[k][j]).toFixed(1)}`);
  return folds.map((fold, k) =>
    svg("path", {
      d: strokes(fold, k).join(""),
      class: `lc-line lc-walk-error lc-${ROLE[split]} ${k === chosen ? "" : "lc-walk-other"}`,
    }),
  );
}

/** Return the spoken name, the height and the marks of one series, its errors and its split. */
function timeMarks(state, run, width) {
  const { split, gap } = state;
  const { x } = timePlaces(width);
  const chosen = foldOf(state);
  const { folds, forecasts, errors } = run.tests(split, gap);
  const forecast = forecasts[chosen];
  const {
    folds: [later],
    forecasts: [laterForecast],
    errors: laterErrors,
  } = run.tests("later", gap);
  const shown = [...run.y, ...laterForecast, ...forecast];
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const y = (value) => TIME.series - ((value - low) / (high - low)) * (TIME.series - TIME.top);
  const line = (from, to) => Array.from(run.y.subarray(from, to), (value, k) => `${x(from + k)},${y(value)}`).join(" ");
  const small = (at, height, text, anchor = "end") =>
    svg("text", { x: at, y: height, "text-anchor": anchor, class: "lc-small lc-walk-halo" }, text);
  const upright = (t, className) =>
    svg("line", { x1: x(t), x2: x(t), y1: TIME.top, y2: TIME.ground, class: className });
  const row = (k) => TIME.rows + k * TIME.row;
  const last = edges(later);
  const picked = split === "forward" ? edges(folds[chosen]) : null;
  const [said, came] = [run.error(split, gap), run.error("later", gap)];
  return [
    `Series ${state.shown + 1} with its forecasts: mean error ${number(said)} in the tests of the split, ` +
      `${number(came)} in the block that came later`,
    TIME.height,
    svg("rect", {
      x: x(KNOWN),
      y: TIME.top,
      width: x(KNOWN + MAX_GAP + BLOCK) - x(KNOWN),
      height: row(6) - TIME.top,
      class: "lc-walk-future",
    }),
    ...roundTicks(low, high, 4).flatMap(({ t }) => [
      svg("line", { x1: x(0), x2: x(KNOWN + MAX_GAP + BLOCK), y1: y(t), y2: y(t), class: "lc-axis lc-walk-grid" }),
      small(TIME.left - 6, y(t) + 4, number(t, 0)),
    ]),
    ...(picked ? [picked.known, picked.from, picked.to].map((t) => upright(t, "lc-axis lc-faint")) : []),
    svg("polyline", { points: line(0, KNOWN), class: "lc-line lc-walk-series lc-c" }),
    svg("polyline", { points: line(KNOWN, last.to), class: "lc-line lc-walk-series lc-c" }),
    forecastMarks(forecast, folds[chosen], split, x, y),
    forecastMarks(laterForecast, later, "later", x, y),
    ...errorMarks(errors, folds, split, x, chosen),
    ...errorMarks(laterErrors, [later], "later", x, 0),
    svg("line", { x1: x(0), x2: x(KNOWN + MAX_GAP + BLOCK), y1: TIME.ground, y2: TIME.ground, class: "lc-axis" }),
    small(TIME.left - 6, TIME.error + 5, `${ERROR_TOP}`),
    small(TIME.left - 6, TIME.ground + 2, "0"),
    small(2, (TIME.error + TIME.ground) / 2 + 4, "error", "start"),
    svg("line", { x1: x(KNOWN), x2: x(KNOWN), y1: 8, y2: row(6), class: "lc-axis lc-walk-today" }),
    svg("text", { x: x(KNOWN) - 6, y: 16, "text-anchor": "end" }, "today"),
    svg("text", { x: x(KNOWN) + 6, y: 16, class: "lc-strong lc-h" }, width > 480 ? "came later" : "later"),
    svg("text", { x: x(0), y: 16, class: "lc-strong lc-g" }, "forecast in a test"),
    ...folds.flatMap((fold, k) => [
      splitRow(fold, split, row(k), x, k === chosen),
      svg(
        "text",
        { x: TIME.left - 6, y: row(k) + 9, "text-anchor": "end", class: k === chosen ? "lc-strong lc-g" : "lc-small" },
        `${k + 1}`,
      ),
    ]),
    splitRow(later, "later", row(folds.length), x, true),
    svg("text", { x: TIME.left - 6, y: row(folds.length) + 9, "text-anchor": "end", class: "lc-strong lc-h" }, "later"),
    ...(picked
      ? [svg("circle", { cx: x(picked.known), cy: row(chosen) + 5, r: 7, class: "lc-walk-grip lc-baseline" })]
      : []),
    ...[0, 200, 400, KNOWN].map((t) => small(x(t), row(6) + 14, `${t}`, "middle")),
    ...(width > 330 ? [small(x(KNOWN + MAX_GAP + BLOCK), row(6) + 14, "time \u2192")] : []),
  ];
}

/** Return the place of an error on the axis of the points, which doubles from mark to mark. */
const errorPlace = (width) => (error) =>
  DOTS.side +
  ((width - 2 * DOTS.side) * Math.log(Math.max(DOTS.low, Math.min(DOTS.high, error)) / DOTS.low)) /
    Math.log(DOTS.high / DOTS.low);

/** Return the place of each point: rows of the three splits, each with an error for each series. */
const dotPlaces = (rows, width) =>
  Object.values(rows).map((errors, row) =>
    errors.map((error, k) => [errorPlace(width)(error), DOTS.top + row * DOTS.row + 29 + 4 * (((k * 2) % 5) - 2)]),
  );

/** Return the spoken name, the height and the marks of the errors of all series. */
function dotMarks(state, rows, width) {
  const x = errorPlace(width);
  const places = dotPlaces(rows, width);
  const names = Object.keys(rows);
  const means = Object.fromEntries(names.map((name) => [name, mean(rows[name])]));
  const top = (k) => DOTS.top + k * DOTS.row;
  const chosen = names.indexOf(state.split);
  const times = means.later / means[state.split];
  const differs = Math.abs(times - 1) > 0.15;
  const [from, to] = [x(means[state.split]), x(means.later)];
  const arrow = top(2) + 45;
  const word = (name) =>
    `${SAYS[name]} ${number(means[name])}${name === "later" && differs ? `, ${number(times, 1)} times as much` : ""}`;
  return [
    `Mean errors of ${RUNS} series: ${names.map((name) => `${SAYS[name]} ${number(means[name])}`).join(", ")}`,
    DOTS.height,
    ...[0.5, 1, 2, 4, 8, 16, 32].flatMap((error) => [
      svg("line", { x1: x(error), x2: x(error), y1: top(0) + 16, y2: top(3) + 8, class: "lc-axis lc-walk-grid" }),
      svg("text", { x: x(error), y: top(3) + 22, "text-anchor": "middle", class: "lc-small" }, `${error}`),
    ]),
    svg("polyline", {
      points: [places[chosen][state.shown], places[2][state.shown]].join(" "),
      class: "lc-line lc-walk-pair lc-c",
    }),
    ...(differs
      ? [svg("line", { x1: from, x2: from, y1: top(chosen) + 42, y2: arrow, class: "lc-line lc-faint lc-c" })]
      : []),
    ...names.flatMap((name, k) => {
      const quiet = name === state.split || name === "later" ? "" : "lc-walk-other";
      const quantity = `lc-${ROLE[name]}`;
      return [
        ...places[k].map(([cx, cy], j) =>
          j === state.shown ? "" : svg("circle", { cx, cy, r: 3.4, class: `lc-walk-dot ${quantity} ${quiet}` }),
        ),
        svg("circle", {
          cx: places[k][state.shown][0],
          cy: places[k][state.shown][1],
          r: 5.5,
          class: `lc-walk-chosen ${quantity} ${quiet}`,
        }),
        svg("rect", { x: x(means[name]) - 2.5, y: top(k) + 16, width: 5, height: 26, class: `lc-walk-mean ${quiet}` }),
        svg(
          "text",
          { x: DOTS.side, y: top(k) + 11, class: quiet ? "lc-walk-halo" : `lc-strong lc-walk-halo ${quantity}` },
          word(name),
        ),
      ];
    }),
    ...(differs ? [svg("line", { x1: from, x2: to, y1: arrow, y2: arrow, class: "lc-line lc-thick lc-c" })] : []),
  ];
}
