// needs: page
// The picture of a run: training solid, validation dashed, on axes that are the same for every run.

const KNEE = 5; // up to this loss the axis is linear, above it logarithmic
const DECADE = 0.7; // a factor of ten above is as high as this below
const TICKS = [0, 1, 2, 3, 4, 5, 50];

/** Return where a loss stands on the axis, in units of its linear part. */
const lossHeight = (loss) => (loss <= KNEE ? loss : KNEE + DECADE * Math.log10(loss / KNEE));

const TOP = lossHeight(120);

/**
 * Return the functions that place a step and a loss in a box { left, right, top, bottom }; a loss that is too high
 * stands at the top.
 */
function lossPlaces({ left, right, top, bottom }, steps) {
  return {
    x: (step) => left + ((right - left) * step) / steps,
    y: (loss) => bottom - ((bottom - top) * Math.min(lossHeight(loss), TOP)) / TOP,
  };
}

/** Return a line through the losses of a run, one at each `every` steps. */
function lossLine(losses, every, { x, y }, className) {
  const points = losses.map((loss, k) => `${x(k * every).toFixed(1)},${y(loss).toFixed(1)}`).join(" ");
  return svg("polyline", { points, class: `lc-line ${className}` });
}

/** Return the lines of a run: `grey` and `over`, other runs, behind and in front of it, may be missing. */
function lossLines(run, grey, over, every, places) {
  return [
    ...(grey ? [lossLine(grey, every, places, "lc-loss-grey lc-baseline")] : []),
    lossLine(run.train, every, places, "lc-loss-train lc-c"),
    lossLine(run.validation, every, places, "lc-loss-validation lc-f"),
    ...(over
      ? [
          lossLine(over.train, every, places, "lc-loss-over lc-o"),
          lossLine(over.validation, every, places, "lc-loss-over lc-loss-over-validation lc-o"),
        ]
      : []),
  ];
}

/** Return how many steps a run has, as its axis shows them. */
const lossSteps = (run, every) => every * run.train.length;

/** Return the picture of a small panel, of 160 by 100 units, with levels as dotted lines. */
function lossPanel(run, grey, levels, every) {
  const box = { left: 2, right: 158, top: 3, bottom: 97 };
  const places = lossPlaces(box, lossSteps(run, every));
  const flat = (loss, className) =>
    svg("line", { x1: box.left, x2: box.right, y1: places.y(loss), y2: places.y(loss), class: className });
  return svg(
    "svg",
    { viewBox: "0 0 160 100", class: "lc-drawing", "aria-hidden": "true" },
    flat(0, "lc-axis"),
    svg("line", { x1: box.left, x2: box.left, y1: box.top, y2: box.bottom, class: "lc-axis" }),
    ...levels.map(([, loss]) => flat(loss, "lc-axis lc-faint")),
    ...lossLines(run, grey, null, every, places),
  );
}

/** Return the marks of the large picture; `levels` is a list of [name, loss]. */
function lossChart({ run, grey, over, levels, every, unit, width, height }) {
  const box = { left: 24, right: width - 94, top: 24, bottom: height - 34 };
  const steps = lossSteps(run, every);
  const places = lossPlaces(box, steps);
  const { x, y } = places;
  const text = (x, y, words, anchor = "start", className = "lc-small") =>
    svg("text", { x, y, "text-anchor": anchor, class: className }, words);
  const level = (loss, right, className) =>
    svg("line", { x1: box.left, x2: right, y1: y(loss), y2: y(loss), class: `lc-axis ${className}` });
  const names = lossApart(
    levels.map(([, loss]) => y(loss)),
    14,
  );
  return [
    svg("rect", {
      x: box.left,
      y: box.top,
      width: box.right - box.left,
      height: y(KNEE) - box.top,
      class: "lc-loss-above",
    }),
    ...TICKS.flatMap((loss) => [
      level(loss, box.right, loss ? "lc-loss-grid" : ""),
      text(box.left - 6, y(loss) + 4, `${loss}`, "end"),
    ]),
    svg("line", { x1: box.left, x2: box.left, y1: box.top, y2: box.bottom, class: "lc-axis" }),
    text(0, 14, unit),
    text(width, 14, "above 5 logarithmic", "end"),
    ...[0, 1, 2, 3, 4].map((k) => text(x((k * steps) / 4), box.bottom + 17, `${(k * steps) / 4}`, "middle")),
    text((box.left + box.right) / 2, height - 4, "step", "middle"),
    ...levels.flatMap(([name, loss], k) => [
      level(loss, box.right + 4, "lc-loss-level"),
      text(box.right + 8, names[k] + 4, `${name} ${number(loss)}`),
    ]),
    ...lossLines(run, grey, over, every, places),
  ];
}

/** Return heights, in falling order of the loss, moved down until each is `gap` below the one before it. */
function lossApart(heights, gap) {
  const moved = [...heights];
  const order = [...heights.keys()].sort((one, other) => heights[one] - heights[other]);
  for (let k = 1; k < order.length; k++) {
    const short = gap - (moved[order[k]] - moved[order[k - 1]]);
    if (short <= 0) continue;
    moved[order[k]] += short / 2;
    moved[order[k - 1]] -= short / 2;
  }
  return moved;
}

/** Say in words how a run goes, without its name. */
function lossSpoken(run, every, unit) {
  const last = run.train.length - 1;
  const at = [0, 2, 10, 20, 40, last].filter((k, place, all) => k <= last && all.indexOf(k) === place);
  const values = (losses) => at.map((k) => `${number(losses[k])} at step ${k * every}`).join(", ");
  const highest = Math.max(...run.train);
  return (
    `Loss curve, ${unit}. Training: ${values(run.train)}; the highest is ${number(highest)}. ` +
    `Validation: ${values(run.validation)}.`
  );
}
