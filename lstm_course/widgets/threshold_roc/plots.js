// needs: stage, rates
// The drawings of the threshold: two hills, the ROC, and precision over recall.

const SIDE = 10; // half a slider's thumb, so that the slider below the hills stands under its line
const HILLS = { label: 14, cheapest: 32, peak: 60, base: 150, height: 174 };
const CURVE = { left: 40, right: 10, top: 26, bottom: 38 };

/** Write a share in per cent, with at most three digits, two of them after the point. */
const percent = (share) => `${Number(Number((100 * share).toPrecision(3)).toFixed(2))}\u00a0%`;

/** Write a threshold: two digits after the point, or fewer where the scores are large. */
const score = (t, step) => number(t, Math.max(0, Math.min(4, Math.round(-Math.log10(step) + 0.4))));

const hillsPlace = (groups, width) => (t) =>
  SIDE +
  ((Math.max(groups.low, Math.min(groups.high, t)) - groups.low) / (groups.high - groups.low)) * (width - 2 * SIDE);

/** Return the height of an outline at a place; where it jumps, at the side that `next` names. */
function heightAt(outline, at, next) {
  const k = next ? outline.findLastIndex(([x]) => x <= at) : outline.findIndex(([x]) => x >= at);
  const [[x0, y0], [x1, y1]] = [outline[k], outline[k + (next ? 1 : -1)] ?? outline[k]];
  return x1 === x0 ? y0 : y0 + ((y1 - y0) * (at - x0)) / (x1 - x0);
}

/** Return the corners of what lies under an outline between two places. */
function under(outline, from, to) {
  const [a, b] = [Math.max(outline[0][0], from), Math.min(outline.at(-1)[0], to)];
  if (a >= b) return [];
  const inside = outline.filter(([x]) => x > a && x < b);
  return [[a, 0], [a, heightAt(outline, a, true)], ...inside, [b, heightAt(outline, b, false)], [b, 0]];
}

/** A mark for the cheapest threshold. */
const diamond = (x, y) => svg("path", { d: `M${x - 7},${y} l7,-7 7,7 -7,7 z`, class: "lc-roc-mark lc-g" });

/** A text beside an upright line: at its right, or at its left where there is no room or where `left` asks for it. */
const beside = (x, y, width, text, room, className, left = false) =>
  svg(
    "text",
    (left && x > room) || x + room > width
      ? { x: x - 8, y, "text-anchor": "end", class: className }
      : { x: x + 8, y, class: className },
    text,
  );

/** Return the spoken name and the marks of the two hills. */
function hillsMarks(state, groups, cheapest, width) {
  const { prevalence, threshold } = state;
  const { base, peak } = HILLS;
  const x = hillsPlace(groups, width);
  const outlines = Object.fromEntries(["healthy", "ill"].map((name) => [name, outlineOf(state, groups, name)]));
  const highest = Math.max(...Object.values(outlines).flatMap((outline) => outline.map(([, height]) => height)));
  const odds = prevalence / (1 - prevalence);
  const y = (height) => base - ((base - peak) * height) / highest;
  const points = (outline, factor) => outline.map(([t, height]) => `${x(t)},${y(factor * height)}`).join(" ");
  const hill = (name, quantity, factor) => [
    ...[
      [-Infinity, threshold, "lc-roc-quiet"],
      [threshold, Infinity, "lc-roc-alarm"],
    ].map(([from, to, part]) =>
      svg("polygon", {
        points: points(under(outlines[name], from, to), factor),
        class: `lc-fill ${part} lc-${quantity}`,
      }),
    ),
    svg("polyline", { points: points(outlines[name], factor), class: `lc-line lc-${quantity}` }),
  ];
  const top = (name) => outlines[name].reduce((best, point) => (point[1] > best[1] ? point : best));
  const named = (name, quantity, anchor, text) => {
    const [t, height] = top(name);
    const attributes = { x: x(t) + (anchor === "end" ? -4 : 4), y: y(height) - 7, "text-anchor": anchor };
    return svg("text", { ...attributes, class: `lc-strong lc-roc-halo lc-${quantity}` }, text);
  };
  const ticks = roundTicks(groups.low, groups.high, 6);
  const where = Number.isFinite(cheapest) ? score(cheapest, groups.step) : cheapest > 0 ? "alarm nobody" : "alarm all";
  const beyond = cheapest > groups.high ? " \u2192" : cheapest < groups.low ? " \u2190" : "";
  const one = Number((1 / prevalence).toPrecision(2));
  return [
    `Two hills of scores, healthy and ill, with an alarm from ${score(threshold, groups.step)} on: it takes in ` +
      `${percent(groups.recall(threshold))} of the ill and ${percent(groups.falseAlarms(threshold))} of the healthy`,
    svg("line", { x1: SIDE, x2: width - SIDE, y1: base, y2: base, class: "lc-axis" }),
    ...hill("healthy", "o", 1),
    ...hill("ill", "f", odds),
    ...(prevalence < 0.5
      ? [svg("polyline", { points: points(outlines.ill, 1), class: "lc-line lc-roc-ghost lc-f" })]
      : []),
    ...ticks.map(({ t, gap }) =>
      svg("text", { x: x(t), y: base + 18, "text-anchor": "middle", class: "lc-small" }, score(t, gap)),
    ),
    svg("line", { x1: x(cheapest), x2: x(cheapest), y1: HILLS.cheapest + 5, y2: base, class: "lc-line lc-faint lc-g" }),
    svg("line", { x1: x(threshold), x2: x(threshold), y1: 4, y2: base, class: "lc-line lc-thick lc-c" }),
    diamond(x(cheapest), base),
    named("healthy", "o", "end", "healthy"),
    named("ill", "f", "start", `ill: 1 in ${one}`),
    beside(x(threshold), HILLS.label, width, `alarm from ${score(threshold, groups.step)} \u2192`, 140, "lc-strong"),
    beside(
      x(cheapest),
      HILLS.cheapest,
      width,
      `\u25c6 cheapest: ${where}${beyond}`,
      Number.isFinite(cheapest) ? 125 : 180,
      "lc-roc-halo lc-g",
      cheapest < threshold,
    ),
  ];
}

const curveHeight = (width) => Math.round(CURVE.top + CURVE.bottom + 0.92 * (width - CURVE.left - CURVE.right));

/** Return the places of a curve's drawing: x and y of a share from 0 to 1. */
function curvePlaces(width) {
  const height = curveHeight(width);
  return {
    x: (share) => CURVE.left + share * (width - CURVE.left - CURVE.right),
    y: (share) => height - CURVE.bottom - share * (height - CURVE.top - CURVE.bottom),
  };
}

/** Return the frame of a curve's drawing with its words. */
function frame(width, { title, across, upwards }) {
  const { x, y } = curvePlaces(width);
  const middle = y(0.5);
  return [
    svg("rect", { x: x(0), y: y(1), width: x(1) - x(0), height: y(0) - y(1), class: "lc-roc-frame" }),
    ...[0, 0.5, 1].flatMap((share) => [
      svg("text", { x: x(share), y: y(0) + 15, "text-anchor": "middle", class: "lc-small" }, `${share}`),
      svg("text", { x: x(0) - 5, y: y(share) + 4, "text-anchor": "end", class: "lc-small" }, `${share}`),
    ]),
    svg("text", { x: x(0.5), y: y(0) + 31, "text-anchor": "middle" }, across),
    svg("text", { x: 11, y: middle, "text-anchor": "middle", transform: `rotate(-90 11 ${middle})` }, upwards),
    svg("text", { x: x(0), y: 15, class: "lc-strong" }, title),
  ];
}

/** Return the marks of a curve: its line, the cheapest place, and the place of the threshold with its guides. */
function along(width, line, here, best) {
  const { x, y } = curvePlaces(width);
  const shown = line.filter((place) => place.every(Number.isFinite));
  return [
    svg("polyline", { points: shown.map(([a, b]) => `${x(a)},${y(b)}`).join(" "), class: "lc-line lc-thick lc-c" }),
    ...(best.every(Number.isFinite) ? [diamond(x(best[0]), y(best[1]))] : []),
    ...(here.every(Number.isFinite)
      ? [
          svg("polyline", {
            points: `${x(0)},${y(here[1])} ${x(here[0])},${y(here[1])} ${x(here[0])},${y(0)}`,
            class: "lc-line lc-faint lc-roc-guide",
          }),
          svg("circle", { cx: x(here[0]), cy: y(here[1]), r: 7, class: "lc-roc-mark lc-c" }),
        ]
      : []),
  ];
}

/** Return the line of equal cost through a place of the ROC, cut off at the frame, as two places. */
function equalCost([f, r], slope) {
  const at = (a) => [a, r + slope * (a - f)];
  const left = Math.max(0, f - r / slope);
  const right = Math.min(1, f + (1 - r) / slope);
  return [at(left), at(right)];
}

/** Return the spoken name and the marks of the ROC. */
function rocMarks(state, groups, curves, here, best, width) {
  const { x, y } = curvePlaces(width);
  const slope = (1 - state.prevalence) / (state.prevalence * state.cost_ratio);
  const [from, to] = equalCost([best.falseAlarms, best.recall], slope);
  return [
    `ROC with an area of ${number(groups.auc, 3)}; the threshold stands at recall ${number(here.recall, 3)} and ` +
      `false alarm rate ${number(here.falseAlarms, 3)}`,
    ...frame(width, { title: `ROC: AUC ${number(groups.auc, 3)}`, across: "false alarm rate", upwards: "recall" }),
    svg("line", { x1: x(0), y1: y(0), x2: x(1), y2: y(1), class: "lc-line lc-roc-ghost lc-baseline" }),
    svg("line", { x1: x(from[0]), y1: y(from[1]), x2: x(to[0]), y2: y(to[1]), class: "lc-line lc-g lc-roc-equal" }),
    ...along(
      width,
      curves.map((point) => [point.falseAlarms, point.recall]),
      [here.falseAlarms, here.recall],
      [best.falseAlarms, best.recall],
    ),
  ];
}

/** Return the spoken name and the marks of precision over recall; the dashed line is that of a prevalence of 50 %. */
function precisionMarks(state, curves, here, best, width) {
  const { x, y } = curvePlaces(width);
  const average = number(averagePrecision(curves), 3);
  const ghost = curves
    .map((point) => [point.recall, precisionOf(point.recall, point.falseAlarms, 0.5)])
    .filter((place) => place.every(Number.isFinite));
  return [
    `Precision over recall, on average ${average}; the threshold stands at recall ${number(here.recall, 3)} and ` +
      `${Number.isNaN(here.precision) ? "raises no alarm" : `precision ${number(here.precision, 3)}`}`,
    ...frame(width, { title: `PR: AP ${average}`, across: "recall", upwards: "precision" }),
    ...(state.prevalence < 0.5
      ? [
          svg("polyline", {
            points: ghost.map(([a, b]) => `${x(a)},${y(b)}`).join(" "),
            class: "lc-line lc-roc-ghost lc-baseline",
          }),
        ]
      : []),
    ...along(
      width,
      curves.map((point) => [point.recall, point.precision]),
      [here.recall, here.precision],
      [best.recall, best.precision],
    ),
  ];
}
