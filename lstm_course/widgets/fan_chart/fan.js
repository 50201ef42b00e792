// needs: arithmetic, packed
// The models of the fan: an LSTM that gives quantiles, and an autoregression with a Gaussian band. Both forecast the
// scaled square root of the sunspot number; a band is [low, middle, high] on that scale.

const PARTS = ["training", "calibration", "test"];

/** Return the quantiles, in order, that the LSTM gives of the values after a window: one row for each year ahead. */
function quantilesAfter(window, { W_x, W_h, b, W_y, b_y }, horizon) {
  const { h } = lstmForward(
    window.map((value) => [value]),
    { W_x, W_h, b },
  ).at(-1);
  return blocks(addProduct(b_y.slice(), h, W_y), horizon).map((row) => row.sort((p, q) => p - q));
}

/** Return the forecasts of an autoregression, each fed with those before it; the last value of `past` is the newest. */
function autoregressionAfter(past, { constant, weights }, horizon) {
  const all = past.slice();
  for (let step = 0; step < horizon; step++)
    all.push(weights.reduce((sum, weight, k) => sum + weight * all.at(-1 - k), constant));
  return all.slice(past.length);
}

/** Return the spread of an autoregression's error for each year ahead. */
function autoregressionSpreads({ weights, spread }, horizon) {
  const answers = [1]; // to an error of 1, year by year
  for (let step = 1; step < horizon; step++)
    answers.push(weights.reduce((sum, weight, k) => sum + weight * (answers[step - 1 - k] ?? 0), 0));
  let sum = 0;
  return answers.map((answer) => spread * Math.sqrt((sum += answer ** 2)));
}

/**
 * Make the fans of a recording for the values of a series. A time is the place of a value, from 0; `t` is the last
 * that is known, `ahead` counts from 1, `place` is that of a level among recording.levels. Returned is
 * { z, first, last, back(z), band(how, t, ahead, place), margin(how, ahead, place), inside(how, ahead, place, target),
 * targets(part, ahead), counts(how, ahead, place) } with how = { model, widened }.
 */
function fans(recording, values) {
  const { levels, window, horizon, ends, middle, spread, ar } = recording;
  const net = Object.fromEntries(Object.entries(recording.lstm).map(([name, packed]) => [name, unpack(packed)]));
  const z = values.map((value) => (Math.sqrt(value) - middle) / spread);
  const borders = [0, ...ends, z.length];
  const spreads = autoregressionSpreads(ar, horizon);
  const known = new Map();
  const keep = (key, make) => {
    if (!known.has(key)) known.set(key, make());
    return known.get(key);
  };
  const learnt = (model, t, ahead, place) => {
    if (model === "ar") {
      const middles = keep(`ar ${t}`, () => autoregressionAfter(z.slice(0, t + 1), ar, horizon));
      const wide = recording.z[place] * spreads[ahead - 1];
      return [middles[ahead - 1] - wide, middles[ahead - 1], middles[ahead - 1] + wide];
    }
    const row = keep(`lstm ${t}`, () => quantilesAfter(z.slice(t - window + 1, t + 1), net, horizon))[ahead - 1];
    const half = levels.length;
    return [row[half - 1 - place], row[half], row[half + 1 + place]];
  };
  const targets = (part, ahead) => {
    const k = PARTS.indexOf(part);
    const from = Math.max(borders[k], window - 1 + ahead);
    return Array.from({ length: borders[k + 1] - from }, (_, n) => from + n);
  };
  /** By how much a target lies outside of what was learnt; below 0 where it lies inside. */
  const score = (model, ahead, place, target) => {
    const [low, , high] = learnt(model, target - ahead, ahead, place);
    return Math.max(low - z[target], z[target] - high);
  };
  /** By how much both ends move: the ceil((n + 1) level)-th smallest score of the calibration. */
  const margin = (model, ahead, place) =>
    keep(`margin ${model} ${ahead} ${place}`, () => {
      const scores = targets("calibration", ahead).map((target) => score(model, ahead, place, target));
      const rank = Math.ceil((scores.length + 1) * levels[place] - 1e-9);
      return rank > scores.length ? Number.POSITIVE_INFINITY : scores.sort((p, q) => p - q)[rank - 1];
    });
  const moved = ({ model, widened }, ahead, place) => (widened ? margin(model, ahead, place) : 0);
  const band = (how, t, ahead, place) => {
    const [low, mid, high] = learnt(how.model, t, ahead, place);
    const more = moved(how, ahead, place);
    return [low - more, mid, high + more];
  };
  const inside = (how, ahead, place, target) => score(how.model, ahead, place, target) <= moved(how, ahead, place);
  const counts = (how, ahead, place) =>
    keep(`counts ${how.model} ${how.widened} ${ahead} ${place}`, () =>
      Object.fromEntries(
        PARTS.map((part) => {
          const all = targets(part, ahead);
          const covered = all.filter((target) => inside(how, ahead, place, target)).length;
          const wide = all.map((target) => band(how, target - ahead, ahead, place)).map(([low, , high]) => high - low);
          const width = wide.reduce((sum, w) => sum + w, 0) / all.length;
          return [part, { covered, all: all.length, share: covered / all.length, width }];
        }),
      ),
    );
  return {
    z,
    borders,
    first: window - 1,
    last: z.length - 2,
    back: (value) => Math.max(0, value * spread + middle) ** 2,
    band,
    margin,
    inside,
    targets,
    counts,
  };
}
