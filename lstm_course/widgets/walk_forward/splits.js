// needs: arithmetic
// The experiment of the walk-forward piece: a series, two models that forecast its next value from the ten before, and
// two ways to estimate their error from the past. A window w holds the values w ... w + 9; its target is value w + 10.

const LAGS = 10;
const KNOWN = 600; // values known today
const MAX_GAP = 40;
const BLOCK = 100; // windows of a test block, and of what comes later
const FOLDS = 5; // of the shuffle
const BLOCKS = 4; // of the walk
const RUNS = 40; // series in one experiment
const PAST = KNOWN - LAGS; // windows whose target is known today
const AR = [1.2, -0.4];

/** Draw a series: a random walk from 0, or an AR(2) that has run in; the noise has a standard deviation of 1. */
function seriesDrawn(kind, seed) {
  const uniform = randomUniform(seed);
  const length = KNOWN + MAX_GAP + BLOCK;
  const [first, second] = kind === "walk" ? [1, 0] : AR;
  const before = kind === "walk" ? 0 : 100;
  let [last, older] = [0, 0];
  const all = Float64Array.from({ length: length + before }, () => {
    [last, older] = [first * last + second * older + randomNormal(uniform), last];
    return last;
  });
  return all.subarray(before);
}

const range = (from, to) => Int32Array.from({ length: Math.max(0, to - from) }, (_, k) => from + k);

/** Return five folds of shuffled windows, each { train, test } of numbers of windows. */
function shuffledFolds(seed) {
  const uniform = randomUniform(seed + 0x5f01d);
  const order = range(0, PAST);
  for (let k = PAST - 1; k > 0; k--) {
    const other = Math.floor(uniform() * (k + 1));
    [order[k], order[other]] = [order[other], order[k]];
  }
  return Array.from({ length: FOLDS }, (_, fold) => ({
    train: order.filter((_, k) => k % FOLDS !== fold).sort(),
    test: order.filter((_, k) => k % FOLDS === fold).sort(),
  }));
}

/** Return the folds of the walk, in time: all windows of the past, a gap, a block of tests. */
const forwardFolds = (gap) =>
  Array.from({ length: BLOCKS }, (_, block) => {
    const start = PAST - (BLOCKS - block) * BLOCK;
    return { train: range(0, start - gap), test: range(start, start + BLOCK) };
  });

/** Return what really comes: everything known is trained on, and after the gap a block follows. */
const laterFold = (gap) => ({ train: range(0, PAST), test: range(PAST + gap, PAST + gap + BLOCK) });

/**
 * Find the nearest windows of a series, in one walk through its pairs of windows. Returned is { shuffled, earlier }:
 * for each window of the past the nearest one outside its own fold; and for each window the earlier ones that are
 * nearer than all before them, so that the last of these below m is the nearest of the windows 0 ... m - 1.
 */
function neighbours(y, folds) {
  const own = new Uint8Array(PAST);
  folds.forEach(({ test }, fold) => test.forEach((w) => (own[w] = fold)));
  const count = y.length - LAGS;
  const shuffled = new Int32Array(PAST);
  const earlier = [];
  let above = new Float64Array(PAST); // squared distances of the window before q to all windows of the past
  let row = new Float64Array(PAST);
  const first = Float64Array.from({ length: count }, (_, w) => squaredDistance(y, 0, w));
  for (let q = 0; q < count; q++) {
    [above, row] = [row, above];
    if (q === 0) row.set(first.subarray(0, PAST));
    else slide(y, q, above, row, first[q]);
    const records = [];
    for (let w = 0, least = Infinity; w < Math.min(q, PAST); w++)
      if (row[w] < least) {
        least = row[w];
        records.push(w);
      }
    earlier.push(records);
    if (q >= PAST) continue;
    for (let w = 0, least = Infinity; w < PAST; w++)
      if (row[w] < least && own[w] !== own[q]) [least, shuffled[q]] = [row[w], w];
  }
  return { shuffled, earlier };
}

/** Take the row of squared distances from window q - 1 on to q: one value leaves both windows, one enters. */
function slide(y, q, above, row, first) {
  const [out, entering] = [y[q - 1], y[q - 1 + LAGS]];
  row[0] = first;
  for (let w = 1; w < PAST; w++) {
    const left = out - y[w - 1];
    const came = entering - y[w - 1 + LAGS];
    row[w] = above[w - 1] - left * left + came * came;
  }
}

function squaredDistance(y, q, w) {
  let sum = 0;
  for (let k = 0; k < LAGS; k++) sum += (y[q + k] - y[w + k]) ** 2;
  return sum;
}

/** Solve A x = b for a symmetric positive definite A, by Cholesky's factors; both are used up. */
function solve(A, b) {
  const size = b.length;
  for (let r = 0; r < size; r++) {
    for (let c = 0; c <= r; c++) {
      for (let k = 0; k < c; k++) A[r][c] -= A[r][k] * A[c][k];
      A[r][c] = r === c ? Math.sqrt(A[r][r]) : A[r][c] / A[c][c];
    }
    for (let k = 0; k < r; k++) b[r] -= A[r][k] * b[k];
    b[r] /= A[r][r];
  }
  for (let r = size - 1; r >= 0; r--) {
    for (let k = r + 1; k < size; k++) b[r] -= A[k][r] * b[k];
    b[r] /= A[r][r];
  }
  return b;
}

const SIZE = LAGS + 2; // a one, the values of a window, its target

/** Add the products of the numbers of a window, less `shift`, to their sums, a lower triangle in rows of SIZE. */
function addProducts(sums, y, w, shift) {
  for (let r = 0; r < SIZE; r++) {
    const value = r === 0 ? 1 : y[w + r - 1] - shift;
    sums[r * SIZE] += value;
    for (let c = 1; c <= r; c++) sums[r * SIZE + c] += value * (y[w + c - 1] - shift);
  }
  return sums;
}

/** Fit least squares with a constant to sums of products; returned is a function from a window to its forecast. */
function fitted(sums, y, shift) {
  const count = sums[0];
  const middle = Array.from({ length: SIZE }, (_, r) => sums[r * SIZE] / count);
  const about = (r, c) => sums[r * SIZE + c] - count * middle[r] * middle[c];
  const A = Array.from({ length: LAGS }, (_, r) => Float64Array.from({ length: r + 1 }, (_, c) => about(r + 1, c + 1)));
  const weights = solve(
    A,
    Float64Array.from(A, (_, k) => about(LAGS + 1, k + 1)),
  );
  return (w) =>
    weights.reduce((sum, weight, k) => sum + weight * (y[w + k] - shift - middle[k + 1]), shift + middle[LAGS + 1]);
}

/** Make the linear model of a series: it keeps sums of products, from which each fold is fitted in no time. */
function linearModel(y, shuffle) {
  const STEP = 10;
  const shift = mean(y.subarray(0, KNOWN));
  const sums = new Float64Array(SIZE * SIZE);
  const upTo = [sums.slice()]; // of the first 0, 10, 20 ... windows
  for (let w = 0; w < PAST; w++) {
    addProducts(sums, y, w, shift);
    if ((w + 1) % STEP === 0) upTo.push(sums.slice());
  }
  const first = (count) => {
    const found = upTo[Math.floor(count / STEP)].slice();
    for (let w = count - (count % STEP); w < count; w++) addProducts(found, y, w, shift);
    return found;
  };
  const without = ({ test }) => {
    const own = test.reduce((found, w) => addProducts(found, y, w, shift), new Float64Array(SIZE * SIZE));
    return first(PAST).map((sum, k) => sum - own[k]);
  };
  return (split, { train, test }, fold) =>
    Float64Array.from(test, fitted(split === "shuffled" ? without(shuffle[fold]) : first(train.length), y, shift));
}

/** Make the look-up of a series: it forecasts the target of a window by that of the nearest window in training. */
function nearestModel(y, shuffle) {
  const { shuffled, earlier } = neighbours(y, shuffle);
  return (split, { train, test }) =>
    Float64Array.from(test, (q) => {
      const w = split === "shuffled" ? shuffled[q] : earlier[q].findLast((other) => other < train.length);
      return y[w + LAGS];
    });
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Make an experiment whose runs are calculated when they are asked for, and kept: `run(kind, model, seed)` returns
 * { y, folds(split, gap), tests(split, gap), error(split, gap) }, where a split is "shuffled", "forward" or "later".
 * `tests` gives { folds, forecasts, errors }, with an array of each for every fold; `error` is the mean of all errors.
 */
function experiment() {
  const runs = new Map();
  return (kind, model, seed) => {
    const key = `${kind} ${model} ${seed}`;
    if (runs.size >= 8 * RUNS) runs.clear();
    if (!runs.has(key)) runs.set(key, runOf(kind, model, seed));
    return runs.get(key);
  };
}

function runOf(kind, model, seed) {
  const y = seriesDrawn(kind, seed);
  const shuffle = shuffledFolds(seed);
  const folds = (split, gap) =>
    split === "shuffled" ? shuffle : split === "forward" ? forwardFolds(gap) : [laterFold(gap)];
  const forecast = (model === "nearest" ? nearestModel : linearModel)(y, shuffle);
  const tests = (split, gap) => {
    const all = folds(split, gap);
    const forecasts = all.map((fold, k) => forecast(split, fold, k));
    const off = (values, { test }) => values.map((value, k) => Math.abs(value - y[test[k] + LAGS]));
    return { folds: all, forecasts, errors: forecasts.map((values, k) => off(values, all[k])) };
  };
  const known = new Map();
  const error = (split, gap) => {
    const name = split === "shuffled" ? split : `${split} ${gap}`;
    if (!known.has(name)) known.set(name, mean(tests(split, gap).errors.map(mean))); // folds of the same size
    return known.get(name);
  };
  return { y, folds, tests, error };
}
