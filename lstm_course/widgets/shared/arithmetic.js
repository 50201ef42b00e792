// The arithmetic of lstm_course.cells in JavaScript, for one sequence instead of a batch: a vector is an
// array of numbers, a matrix an array of rows, and the names and the gate order i, f, g, o are those of
// the Python functions. A test runs both on random inputs and compares them.

const sigmoid = (a) => (a >= 0 ? 1 / (1 + Math.exp(-a)) : Math.exp(a) / (1 + Math.exp(a)));

const zeros = (rows, columns) =>
  columns === undefined ? Array(rows).fill(0) : Array.from({ length: rows }, () => Array(columns).fill(0));

/** Return out + v W, with v of length R, W of shape (R, C), out of length C; out is changed. */
function addProduct(out, v, W) {
  for (let r = 0; r < v.length; r++) {
    const row = W[r];
    const factor = v[r];
    for (let c = 0; c < out.length; c++) out[c] += factor * row[c];
  }
  return out;
}

/** Return W v, with W of shape (R, C) and v of length C. */
function timesColumn(W, v) {
  return W.map((row) => {
    let sum = 0;
    for (let c = 0; c < v.length; c++) sum += row[c] * v[c];
    return sum;
  });
}

/** Cut a vector of length count * H into `count` blocks. */
const blocks = (v, count) =>
  Array.from({ length: count }, (_, k) => v.slice((k * v.length) / count, ((k + 1) * v.length) / count));

/** h = tanh(x W_x + h_prev W_h + b); W_x (D, H), W_h (H, H), b (H). */
function rnnStep(x, h_prev, { W_x, W_h, b }) {
  const h = addProduct(addProduct(b.slice(), x, W_x), h_prev, W_h).map(Math.tanh);
  return { x, h_prev, h };
}

/** From dL/dh to { dx, dh_prev, da }; `cache` is what rnnStep returned. */
function rnnStepBackward(dh, cache, { W_x, W_h }) {
  const da = dh.map((d, k) => d * (1 - cache.h[k] ** 2));
  return { dx: timesColumn(W_x, da), dh_prev: timesColumn(W_h, da), da };
}

/** One step of the LSTM; W_x (D, 4H), W_h (H, 4H), b (4H), gates in the order i, f, g, o. */
function lstmStep(x, h_prev, c_prev, { W_x, W_h, b }) {
  const a = addProduct(addProduct(b.slice(), x, W_x), h_prev, W_h);
  const [a_i, a_f, a_g, a_o] = blocks(a, 4);
  const i = a_i.map(sigmoid);
  const f = a_f.map(sigmoid);
  const g = a_g.map(Math.tanh);
  const o = a_o.map(sigmoid);
  const c = c_prev.map((kept, k) => f[k] * kept + i[k] * g[k]);
  const h = c.map((value, k) => o[k] * Math.tanh(value));
  return { x, h_prev, c_prev, a, i, f, g, o, c, h };
}

/**
 * From dL/dh and dL/dc to { dx, dh_prev, dc_prev, da, dc }, where dc is all that reaches c: what came in,
 * and what comes through h.
 */
function lstmStepBackward(dh, dc_in, cache, { W_x, W_h }) {
  const { i, f, g, o, c, c_prev } = cache;
  const shown = c.map(Math.tanh);
  const dc = dc_in.map((d, k) => d + dh[k] * o[k] * (1 - shown[k] ** 2));
  const da = [
    ...dc.map((d, k) => d * g[k] * i[k] * (1 - i[k])),
    ...dc.map((d, k) => d * c_prev[k] * f[k] * (1 - f[k])),
    ...dc.map((d, k) => d * i[k] * (1 - g[k] ** 2)),
    ...dh.map((d, k) => d * shown[k] * o[k] * (1 - o[k])),
  ];
  return {
    dx: timesColumn(W_x, da),
    dh_prev: timesColumn(W_h, da),
    dc_prev: dc.map((d, k) => d * f[k]),
    da,
    dc,
  };
}

/** One step of the GRU, reset after the product; W_x (D, 3H), W_h (H, 3H), b_x and b_h (3H), order r, z, n. */
function gruStep(x, h_prev, { W_x, W_h, b_x, b_h }) {
  const [x_r, x_z, x_n] = blocks(addProduct(b_x.slice(), x, W_x), 3);
  const [h_r, h_z, h_n] = blocks(addProduct(b_h.slice(), h_prev, W_h), 3);
  const r = x_r.map((a, k) => sigmoid(a + h_r[k]));
  const z = x_z.map((a, k) => sigmoid(a + h_z[k]));
  const n = x_n.map((a, k) => Math.tanh(a + r[k] * h_n[k]));
  const h = n.map((value, k) => (1 - z[k]) * value + z[k] * h_prev[k]);
  return { x, h_prev, r, z, n, h_n, h };
}

/** From dL/dh to { dx, dh_prev }; `cache` is what gruStep returned. */
function gruStepBackward(dh, cache, { W_x, W_h }) {
  const { h_prev, r, z, n, h_n } = cache;
  const dn = dh.map((d, k) => d * (1 - z[k]) * (1 - n[k] ** 2));
  const dr = dn.map((d, k) => d * h_n[k] * r[k] * (1 - r[k]));
  const dz = dh.map((d, k) => d * (h_prev[k] - n[k]) * z[k] * (1 - z[k]));
  const dx = timesColumn(W_x, [...dr, ...dz, ...dn]);
  const back = timesColumn(W_h, [...dr, ...dz, ...dn.map((d, k) => d * r[k])]);
  return { dx, dh_prev: back.map((d, k) => d + dh[k] * z[k]) };
}

/** Run an LSTM over x (T rows of length D) from the given state, or from zeros; one result of lstmStep each. */
function lstmForward(x, weights, h = zeros(weights.W_h.length), c = zeros(weights.W_h.length)) {
  return x.map((row) => {
    const step = lstmStep(row, h, c, weights);
    ({ h, c } = step);
    return step;
  });
}

/**
 * Walk back over what lstmForward returned; dy holds dL/dh of each step. One { dh, dc_in, ...lstmStepBackward } each.
 */
function lstmBackward(dy, steps, weights) {
  const back = Array(steps.length);
  let dh_next = zeros(weights.W_h.length);
  let dc_in = dh_next;
  for (let t = steps.length - 1; t >= 0; t--) {
    const dh = dy[t].map((d, k) => d + dh_next[k]);
    back[t] = { dh, dc_in, ...lstmStepBackward(dh, dc_in, steps[t], weights) };
    ({ dh_prev: dh_next, dc_prev: dc_in } = back[t]);
  }
  return back;
}

/** Make a source of numbers in [0, 1) from a whole number: the generator mulberry32, 32 bits for each number. */
function randomUniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Draw a standard normal number from a source of uniform ones (Box and Muller). */
const randomNormal = (uniform) => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

/** Fill a matrix with numbers from `draw`. */
const randomMatrix = (rows, columns, draw) => Array.from({ length: rows }, () => Array.from({ length: columns }, draw));

/**
 * Draw a square orthogonal matrix: Gram and Schmidt on normal rows, done twice because one pass leaves rounding
 * errors.
 */
function randomOrthogonal(size, uniform) {
  const Q = randomMatrix(size, size, () => randomNormal(uniform));
  Q.forEach((row, r) => {
    for (let pass = 0; pass < 2; pass++) {
      for (const other of Q.slice(0, r)) {
        const share = row.reduce((sum, v, k) => sum + v * other[k], 0);
        other.forEach((v, k) => (row[k] -= share * v));
      }
      const length = Math.hypot(...row);
      row.forEach((v, k) => (row[k] = v / length));
    }
  });
  return Q;
}
