// needs: stage, fan
// The drawings of the fan chart: the whole series, the fan, and what is held against what was promised.

const OVER = { left: 8, right: 8, top: 18, base: 74, rug: 82, height: 122 };
const NEAR = { left: 34, right: 10, top: 14, base: 196, height: 218, before: 22, after: 9, most: 260 };
const HELD = { left: 40, right: 12, top: 24, bottom: 38, low: 0.5, high: 0.95 };
const percent = (share) => `${Math.round(100 * share)}\u00a0%`;
const NETS = { lstm: "LSTM", ar: "AR(9)" };
const STROKE = { training: "lc-baseline", calibration: "lc-g", test: "lc-o" };

const overPlace = (length, width) => (t) => OVER.left + ((width - OVER.left - OVER.right) * t) / (length - 1);

/** Return the spoken name, the height and the marks of the whole series, with what was covered below it. */
function overMarks(state, fan, values, first, width) {
  const x = overPlace(values.length, width);
  const most = Math.max(...values);
  const y = (value) => OVER.base - ((OVER.base - OVER.top) * value) / most;
  const { borders } = fan;
  const t = state.origin - first;
  const all = PARTS.flatMap((part) => fan.targets(part, state.ahead));
  const rug = (covered) =>
    all
      .filter((target) => fan.inside(state, state.ahead, state.place, target) === covered)
      .map((target) => `M${x(target).toFixed(1)},${OVER.rug}v${covered ? 6 : 14}`)
      .join("");
  const part = (name, k) => [
    svg("rect", {
      x: x(borders[k]),
      y: 0,
      width: x(Math.min(borders[k + 1], values.length - 1)) - x(borders[k]),
      height: OVER.rug + 16,
      class: k ? "lc-fan-part" : "lc-fan-none",
    }),
    svg(
      "text",
      { x: x(borders[k]) + 4, y: 12, class: `lc-small lc-strong lc-fan-halo ${STROKE[name]}` },
      width < 500 && k === 1 ? "calib." : name,
    ),
    ...(k ? [svg("line", { x1: x(borders[k]), x2: x(borders[k]), y1: 0, y2: OVER.rug + 16, class: "lc-axis" })] : []),
  ];
  const near = [Math.max(0, t - NEAR.before), Math.min(values.length - 1, t + NEAR.after)].map(x);
  const years = width < 500 ? 100 : 50;
  return [
    `Sunspots from ${first} to ${first + values.length - 1}; the forecast is made in ${state.origin}`,
    OVER.height,
    ...PARTS.flatMap(part),
    svg("rect", {
      x: near[0],
      y: OVER.top - 2,
      width: near[1] - near[0],
      height: OVER.base - OVER.top + 4,
      class: "lc-fan-near",
    }),
    svg("polyline", {
      points: values.map((value, k) => `${x(k)},${y(value)}`).join(" "),
      class: "lc-line lc-fan-series lc-c",
    }),
    svg("path", { d: rug(true), class: "lc-line lc-fan-in lc-baseline" }),
    svg("path", { d: rug(false), class: "lc-line lc-fan-out lc-f" }),
    svg("line", { x1: x(t), x2: x(t), y1: OVER.top - 6, y2: OVER.rug + 16, class: "lc-line lc-thick lc-c" }),
    ...Array.from({ length: Math.floor(values.length / years) + 1 }, (_, k) => k * years).map((k) =>
      svg(
        "text",
        { x: x(k), y: OVER.height - 6, "text-anchor": k ? "middle" : "start", class: "lc-small" },
        `${first + k}`,
      ),
    ),
  ];
}

/** Return the places of the near drawing: x of a time, y of a sunspot number, and how wide a year is. */
function nearPlaces(t, width) {
  const year = (width - NEAR.left - NEAR.right) / (NEAR.before + NEAR.after);
  return {
    year,
    x: (time) => NEAR.left + year * (time - t + NEAR.before),
    y: (value) => NEAR.base - ((NEAR.base - NEAR.top) * Math.min(value, NEAR.most)) / NEAR.most,
  };
}

/** Return the spoken name, the height and the marks of the fan and the years around it. */
function nearMarks(state, fan, recording, values, first, width) {
  const t = state.origin - first;
  const { x, y } = nearPlaces(t, width);
  const steps = Array.from({ length: recording.horizon }, (_, k) => k + 1);
  const ends = (ahead, place) => fan.band(state, t, ahead, place).map(fan.back);
  const outline = (place) => {
    const rows = steps.map((ahead) => [ahead, ...ends(ahead, place)]).filter(([, low, , high]) => low <= high);
    const now = `${x(t)},${y(values[t])}`;
    const side = (all, k) => all.map((row) => `${x(t + row[0])},${y(row[k])}`);
    return [now, ...side(rows, 3), ...side(rows.toReversed(), 1)].join(" ");
  };
  const nested = recording.levels
    .map((_, place) => place)
    .filter((place) => place <= state.place && (state.place - place) % 3 === 0);
  const known = values.slice(Math.max(0, t - NEAR.before), t + 1);
  const later = steps.filter((ahead) => t + ahead < values.length);
  const covered = later.filter((ahead) => fan.inside(state, ahead, state.place, t + ahead));
  const point = (ahead) => {
    const [a, b] = [x(t + ahead), y(values[t + ahead])];
    return covered.includes(ahead)
      ? svg("circle", { cx: a, cy: b, r: 4.5, class: "lc-fan-hit lc-c" })
      : svg("path", { d: `M${a - 5},${b - 5}l10,10m0,-10l-10,10`, class: "lc-line lc-fan-miss lc-f" });
  };
  const middles = steps.map((ahead) => `${x(t + ahead)},${y(ends(ahead, state.place)[1])}`);
  const counted = x(t + state.ahead);
  const label = (year) =>
    svg("text", { x: x(year), y: NEAR.height - 6, "text-anchor": "middle", class: "lc-small" }, `${first + year}`);
  const tens = Array.from({ length: NEAR.before + NEAR.after + 1 }, (_, k) => t - NEAR.before + k).filter(
    (year) => year >= 0 && (first + year) % 10 === 0,
  );
  return [
    `The fan of ${NETS[state.model]} from ${state.origin} on: ${covered.length} of the ${later.length} years that ` +
      `followed lie inside`,
    NEAR.height,
    ...[0, 100, 200].flatMap((value) => [
      svg("line", { x1: NEAR.left, x2: width - NEAR.right, y1: y(value), y2: y(value), class: "lc-axis lc-fan-grid" }),
      svg("text", { x: NEAR.left - 6, y: y(value) + 4, "text-anchor": "end", class: "lc-small" }, `${value}`),
    ]),
    ...nested
      .toReversed()
      .map((place) => svg("polygon", { points: outline(place), class: "lc-fill lc-fan-band lc-h" })),
    svg("polygon", { points: outline(state.place), class: "lc-line lc-fan-edge lc-h" }),
    svg("polyline", { points: [`${x(t)},${y(values[t])}`, ...middles].join(" "), class: "lc-line lc-faint lc-h" }),
    svg("polyline", {
      points: known.map((value, k) => `${x(t - known.length + 1 + k)},${y(value)}`).join(" "),
      class: "lc-line lc-c",
    }),
    svg("polyline", {
      points: [t, ...later.map((ahead) => t + ahead)].map((time) => `${x(time)},${y(values[time])}`).join(" "),
      class: "lc-line lc-fan-later lc-c",
    }),
    svg("line", { x1: x(t), x2: x(t), y1: 2, y2: NEAR.base, class: "lc-line lc-thick lc-c" }),
    svg(
      "text",
      { x: x(t) - 7, y: 12, "text-anchor": "end", class: "lc-strong lc-fan-halo" },
      `made in ${state.origin}`,
    ),
    svg(
      "text",
      { x: x(t) + 7, y: 12, class: "lc-fan-halo lc-h lc-strong" },
      `${percent(recording.levels[state.place])} fan`,
    ),
    ...later.map(point),
    svg("path", { d: `M${counted},${NEAR.base + 1}l-5,8h10z`, class: "lc-fill lc-h" }),
    ...tens.filter((year) => Math.abs(x(year) - counted) > 0).map(label),
  ];
}

/** Return the height and the places of the drawing of what is held. */
function heldPlaces(width) {
  const height = Math.min(260, Math.round(0.8 * width));
  const { left, right, top, bottom, low, high } = HELD;
  return {
    height,
    x: (level) => left + ((width - left - right) * (level - low)) / (high - low),
    y: (share) => height - bottom - (height - top - bottom) * share,
    level: (x) => low + ((high - low) * (x - left)) / (width - left - right),
  };
}

/** Return the spoken name, the height and the marks of the shares that are held, over those that were promised. */
function heldMarks(state, fan, { levels }, width) {
  const { height, x, y } = heldPlaces(width);
  const shares = (part) => levels.map((_, place) => fan.counts(state, state.ahead, place)[part].share);
  const here = levels[state.place];
  const at = fan.counts(state, state.ahead, state.place);
  return [
    `Promised ${percent(here)}: held ${PARTS.map((part) => `${percent(at[part].share)} in ${part}`).join(", ")}`,
    height,
    ...[0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
      svg("line", { x1: x(HELD.low), x2: x(HELD.high), y1: y(share), y2: y(share), class: "lc-axis lc-fan-grid" }),
      svg("text", { x: x(HELD.low) - 6, y: y(share) + 4, "text-anchor": "end", class: "lc-small" }, `${100 * share}`),
    ]),
    ...[0.5, 0.65, 0.8, 0.95].map((level) =>
      svg(
        "text",
        { x: x(level), y: y(0) + 18, "text-anchor": "middle", class: "lc-small" },
        `${Math.round(100 * level)}`,
      ),
    ),
    svg("text", { x: x(0.725), y: y(0) + 34, "text-anchor": "middle" }, "promised, %"),
    svg("text", { x: 8, y: 13, class: "lc-strong" }, "held, %"),
    svg("line", { x1: x(0.5), y1: y(0.5), x2: x(0.95), y2: y(0.95), class: "lc-line lc-fan-promise lc-c" }),
    svg("line", { x1: x(here), x2: x(here), y1: y(1), y2: y(0), class: "lc-line lc-thick lc-c" }),
    ...PARTS.flatMap((part) => [
      svg("polyline", {
        points: shares(part)
          .map((share, place) => `${x(levels[place])},${y(share)}`)
          .join(" "),
        class: `lc-line lc-fan-${part} ${STROKE[part]}`,
      }),
      svg("circle", {
        cx: x(here),
        cy: y(at[part].share),
        r: part === "test" ? 6 : 4.5,
        class: `lc-fan-dot ${STROKE[part]}`,
      }),
    ]),
  ];
}
