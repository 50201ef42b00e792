// needs: arithmetic
// The data of the leak detector of lesson 10, all of them noise, and how a model is tested on them: with clean habits
// and with each leak. `draw` makes a data set from a source of uniform numbers; `split` says for it, with the switches
// that are on, which items the model is trained and tested on and which later ones show what it is worth; `test` does
// it and returns the shares of right answers, { test, later }.

const DRAWS = 15;
const LATER = 200; // items, after the test, that show what a model is worth

/** Return the whole numbers from 0 to n - 1 in a random order (Fisher and Yates). */
function permutation(n, uniform) {
  const order = Array.from({ length: n }, (_, k) => k);
  for (let k = n - 1; k > 0; k--) {
    const other = Math.floor((k + 1) * uniform());
    [order[k], order[other]] = [order[other], order[k]];
  }
  return order;
}

const noise = (rows, columns, uniform) => randomMatrix(rows, columns, () => randomNormal(uniform));

/** Cut a list in two; the first part, 70 % of it, is for training. */
const cut = (list) => [list.slice(0, (7 * list.length) / 10), list.slice((7 * list.length) / 10)];

/** Return the number of the row that is nearest to a point, the first of several. */
function nearest(rows, point) {
  let best = 0;
  let least = Infinity;
  for (let r = 0; r < rows.length; r++) {
    const row = rows[r];
    let distance = 0; // squared; no longer added up than it can win
    for (let k = 0; k < point.length && distance < least; k++) {
      const difference = row[k] - point[k];
      distance += difference * difference;
    }
    if (distance < least) {
      least = distance;
      best = r;
    }
  }
  return best;
}

/** Return how often the label of the nearest training row is right, for two lists of items. */
function lookUp({ X, y }, { train, test, later }, balanced = false) {
  const learnt = [...new Set(train)]; // a second copy of an item changes nothing
  const rows = learnt.map((k) => X[k]);
  const labels = learnt.map((k) => y[k]);
  return score((k) => labels[nearest(rows, X[k])], y, test, later, balanced);
}

/** Return how often the nearest of the two class means is right, for two lists of items. */
function nearestMean({ X, y }, { train, test, later, columns }) {
  const taken = (k) => columns.map((column) => X[k][column]);
  const means = [0, 1].map((label) => {
    const rows = train.filter((k) => y[k] === label).map(taken);
    return columns.map((_, c) => rows.reduce((sum, row) => sum + row[c], 0) / rows.length);
  });
  return score((k) => nearest(means, taken(k)), y, test, later, false);
}

/** Return the share of right answers among the test and the later items; balanced: the mean of both classes' shares. */
function score(predict, y, test, later, balanced) {
  const share = (items) => items.filter((k) => predict(k) === y[k]).length / items.length;
  const both = (items) => [0, 1].reduce((sum, label) => sum + share(items.filter((k) => y[k] === label)) / 2, 0);
  const rate = balanced ? both : share;
  return { test: rate(test), later: rate(later) };
}

const range = (from, to) => Array.from({ length: to - from }, (_, k) => from + k);

// 360 common and 40 rare items of five noise features, and 100 later ones of each kind.
const COMMON = 360;
const RARE = 40;
const copies = {
  draw: (uniform) => ({
    X: noise(COMMON + RARE + LATER, 5, uniform),
    y: range(0, COMMON + RARE + LATER).map((k) => (k < COMMON ? 0 : k < COMMON + RARE ? 1 : k % 2)),
    common: permutation(COMMON, uniform),
    rare: permutation(RARE, uniform).map((k) => COMMON + k),
    order: permutation(2 * COMMON, uniform), // of all items with their copies
  }),
  split({ common, rare, order }, { copies: leak }) {
    const filled = (most, few) => [...most, ...most.map((_, k) => few[k % few.length])]; // as many rare as common ones
    const later = range(COMMON + RARE, COMMON + RARE + LATER);
    if (leak) {
      const all = filled(common, rare);
      const [train, test] = cut(order.map((k) => all[k]));
      return { train, test, later };
    }
    const [[most, mostTest], [few, fewTest]] = [cut(common), cut(rare)];
    return { train: filled(most, few), test: [...mostTest, ...fewTest], later };
  },
  test: (world, on) => lookUp(world, copies.split(world, on), true),
};

// 60 items of 400 noise features, 30 of each class, of which the 20 with the most different means are kept. Later
// items are new noise in these 20, so that only 20 columns of them need to be drawn.
const ITEMS = 60;
const FEATURES = 400;
const KEPT = 20;
const features = {
  draw(uniform) {
    const order = permutation(ITEMS, uniform);
    const y = zeros(ITEMS);
    order.forEach((item, k) => (y[item] = k % 2)); // as many of each class in training as in the test
    return { X: noise(ITEMS, FEATURES, uniform), y, order, later: noise(LATER, KEPT, uniform) };
  },
  split({ X, y, order }, { features: leak }) {
    const train = order.slice(0, ITEMS / 2);
    const seen = leak ? order : train;
    const sums = zeros(FEATURES).map(() => [0, 0]);
    const counts = [0, 0];
    for (const k of seen) {
      counts[y[k]]++;
      for (let c = 0; c < FEATURES; c++) sums[c][y[k]] += X[k][c];
    }
    const gap = sums.map(([zero, one]) => Math.abs(one / counts[1] - zero / counts[0]));
    const columns = range(0, FEATURES).sort((a, b) => gap[b] - gap[a]);
    return { train, test: order.slice(ITEMS / 2), columns: columns.slice(0, KEPT) };
  },
  test(world, on) {
    const { train, test, columns } = features.split(world, on);
    const X = [...world.X.map((row) => columns.map((c) => row[c])), ...world.later];
    const y = [...world.y, ...world.later.map((_, k) => k % 2)];
    return nearestMean({ X, y }, { train, test, later: range(ITEMS, X.length), columns: range(0, KEPT) });
  },
};

// 100 speakers with 4 recordings each, and 50 later ones: a voice of 8 numbers, a label from a coin.
const SPEAKERS = 100;
const RECORDINGS = 4;
const speakers = {
  draw(uniform) {
    const voices = noise(SPEAKERS + LATER / RECORDINGS, 8, uniform);
    const labels = voices.map(() => (uniform() < 0.5 ? 0 : 1));
    const speaker = range(0, RECORDINGS * voices.length).map((k) => Math.floor(k / RECORDINGS));
    return {
      X: speaker.map((s) => voices[s].map((v) => v + 0.4 * randomNormal(uniform))),
      y: speaker.map((s) => labels[s]),
      speaker,
      items: permutation(RECORDINGS * SPEAKERS, uniform),
      groups: permutation(SPEAKERS, uniform),
    };
  },
  split({ speaker, items, groups }, { speakers: leak }) {
    const later = range(RECORDINGS * SPEAKERS, speaker.length);
    const [train, test] = leak
      ? cut(items)
      : cut(groups).map((part) => part.flatMap((s) => range(RECORDINGS * s, RECORDINGS * (s + 1))));
    return { train, test, later };
  },
  test: (world, on) => lookUp(world, speakers.split(world, on)),
};

// 600 windows of 24 values of a random walk, and 200 later ones: is it higher 10 steps after the last value?
const WINDOWS = 600;
const WIDTH = 24;
const AHEAD = 10;
const windows = {
  draw(uniform) {
    const count = WINDOWS + AHEAD + LATER;
    let level = 0;
    const walk = range(0, count + WIDTH - 1 + AHEAD).map(() => (level += randomNormal(uniform)));
    const X = range(0, count).map((k) => walk.slice(k, k + WIDTH));
    const y = X.map((row, k) => (walk[k + WIDTH - 1 + AHEAD] > row[WIDTH - 1] ? 1 : 0));
    return { walk, X, y, order: permutation(WINDOWS, uniform) };
  },
  split({ X, order }, { windows: leak }) {
    const [train, test] = cut(leak ? order : range(0, WINDOWS));
    // in time, the last windows of training are left out: their labels are known only after the test has begun
    return { train: leak ? train : train.slice(0, -AHEAD), test, later: range(WINDOWS + AHEAD, X.length) };
  },
  test: (world, on) => lookUp(world, windows.split(world, on)),
};

// 300 windows of 2 rows of white noise in three columns of unlike size, and 200 later ones: the sign of the next
// value in the first column.
const ROWS = 300;
const white = {
  draw(uniform) {
    const rows = range(0, ROWS + LATER + 2).map(() => [1, 10, 100].map((size) => size * randomNormal(uniform)));
    const X = range(0, ROWS + LATER).map((k) => [...rows[k], ...rows[k + 1]]);
    return { X, y: X.map((_, k) => (rows[k + 2][0] > 0 ? 1 : 0)), order: permutation(ROWS, uniform) };
  },
  split({ X, order }, { shuffle }) {
    const [train, test] = cut(shuffle ? order : range(0, ROWS));
    return { train, test, later: range(ROWS, X.length) };
  },
  test(world, on) {
    const parts = white.split(world, on);
    const seen = on.scaler ? [...parts.train, ...parts.test] : parts.train;
    const scaled = (column) => {
      const mean = seen.reduce((sum, k) => sum + world.X[k][column], 0) / seen.length;
      const variance = seen.reduce((sum, k) => sum + (world.X[k][column] - mean) ** 2, 0) / seen.length;
      return (row) => (row[column] - mean) / Math.sqrt(variance);
    };
    const columns = world.X[0].map((_, column) => scaled(column));
    return lookUp({ X: world.X.map((row) => columns.map((column) => column(row))), y: world.y }, parts);
  },
};

const LEAKS = { copies, features, speakers, windows, white };

/** Draw data set number k of a kind from the seed. */
function drawn(kind, seed, k) {
  const stream = Object.keys(LEAKS).length * (DRAWS * seed + k) + Object.keys(LEAKS).indexOf(kind);
  return LEAKS[kind].draw(randomUniform(stream));
}

/** Return the middle one of a list of numbers of odd length. */
const middle = (values) => [...values].sort((a, b) => a - b)[(values.length - 1) / 2];
