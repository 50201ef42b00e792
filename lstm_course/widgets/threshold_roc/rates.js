// What a threshold does to two groups: an alarm is raised where a score is at least the threshold. A group is either a
// normal hill of width 1 (healthy at 0, ill at `distance`) or the scores that Python gave.

const LOW = -4; // the axis of the two hills
const HIGH = 8;
const INDEX = { healthy: 0, ill: 1 };

/** The density of the standard normal distribution. */
const normalDensity = (x) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** The share of the standard normal distribution above x: a series near the middle, a continued fraction far out. */
function normalAbove(x) {
  if (x < -4) return 1 - normalAbove(-x);
  if (x > 4) {
    let below = x;
    for (let k = 60; k > 0; k--) below = x + k / below;
    return normalDensity(x) / below;
  }
  let term = x;
  let sum = x;
  for (let k = 3; k < 120; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 - normalDensity(x) * sum;
}

/** The share of sorted numbers that are at least t. */
function shareFrom(sorted, t) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < t) low = middle + 1;
    else high = middle;
  }
  return (sorted.length - low) / sorted.length;
}

/**
 * Describe the two groups of a state: { recall(t), falseAlarms(t), thresholds, low, high, step, auc }. The thresholds
 * go from the strictest, which alarms nobody, to the laxest, which alarms everybody.
 */
function groupsOf({ scores, distance }) {
  if (!scores) {
    const count = 600;
    const inside = Array.from({ length: count + 1 }, (_, k) => HIGH + ((LOW - HIGH) * k) / count);
    return {
      recall: (t) => normalAbove(t - distance),
      falseAlarms: (t) => normalAbove(t),
      thresholds: [Infinity, ...inside, -Infinity],
      low: LOW,
      high: HIGH,
      step: 0.05,
      auc: normalAbove(-distance / Math.SQRT2),
    };
  }
  const [healthy, ill] = ["healthy", "ill"].map((name) => Float64Array.from(scores[name]).sort());
  const recall = (t) => shareFrom(ill, t);
  const falseAlarms = (t) => shareFrom(healthy, t);
  const thresholds = [Infinity, ...[...new Set([...healthy, ...ill])].sort((a, b) => b - a)];
  const [top, bottom] = [thresholds[1], thresholds.at(-1)];
  const room = top > bottom ? 0.04 * (top - bottom) : 1;
  const step = 10 ** Math.floor(Math.log10((top - bottom + 2 * room) / 60));
  let auc = 0;
  for (let k = 1; k < thresholds.length; k++) {
    const [before, t] = [thresholds[k - 1], thresholds[k]];
    auc += ((falseAlarms(t) - falseAlarms(before)) * (recall(t) + recall(before))) / 2;
  }
  return {
    recall,
    falseAlarms,
    thresholds,
    low: step * Math.floor((bottom - room) / step),
    high: step * Math.ceil((top + room) / step),
    step,
    auc,
  };
}

/** The share of the alarms that are right, NaN where there is no alarm. */
const precisionOf = (recall, falseAlarms, prevalence) =>
  (prevalence * recall) / (prevalence * recall + (1 - prevalence) * falseAlarms);

/** The curves of a state: for each threshold { t, recall, falseAlarms, precision }. */
const curvesOf = (groups, prevalence) =>
  groups.thresholds.map((t) => {
    const [recall, falseAlarms] = [groups.recall(t), groups.falseAlarms(t)];
    return { t, recall, falseAlarms, precision: precisionOf(recall, falseAlarms, prevalence) };
  });

/** The area below the steps of the curve of precision over recall. */
function averagePrecision(curves) {
  let sum = 0;
  for (let k = 1; k < curves.length; k++)
    if (curves[k].recall > curves[k - 1].recall) sum += (curves[k].recall - curves[k - 1].recall) * curves[k].precision;
  return sum;
}

/** What a threshold costs for one person, where a false alarm costs 1 and a miss `cost_ratio`. */
const costAt = (groups, t, { prevalence, cost_ratio }) =>
  prevalence * (1 - groups.recall(t)) * cost_ratio + (1 - prevalence) * groups.falseAlarms(t);

/** The cheapest threshold; of several the strictest. For two hills of equal width it has a closed form. */
function cheapestOf(groups, state) {
  const { scores, distance, prevalence, cost_ratio } = state;
  const odds = (1 - prevalence) / (prevalence * cost_ratio); // of a false alarm's cost to a miss's
  if (!scores) return distance > 0 ? distance / 2 + Math.log(odds) / distance : odds >= 1 ? Infinity : -Infinity;
  let [best, least] = [Infinity, costAt(groups, Infinity, state)];
  for (const t of groups.thresholds) {
    const cost = costAt(groups, t, state);
    if (cost < least - 1e-12) [best, least] = [t, cost];
  }
  return best;
}

/** The outline of a group as [x, height] pairs; heights are densities. */
function outlineOf({ scores, distance }, groups, name) {
  const [count, width] = [24, groups.high - groups.low];
  if (!scores)
    return Array.from({ length: 241 }, (_, k) => {
      const x = groups.low + (width * k) / 240;
      return [x, normalDensity(x - distance * INDEX[name])];
    });
  const bins = Array(count).fill(0);
  for (const score of scores[name])
    bins[Math.min(count - 1, Math.floor((count * (score - groups.low)) / width))] +=
      count / width / scores[name].length;
  return bins.flatMap((height, k) => [k, k + 1].map((edge) => [groups.low + (width * edge) / count, height]));
}
