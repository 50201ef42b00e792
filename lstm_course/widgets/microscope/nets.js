// needs: arithmetic
// The networks of the microscope of lesson 06: untrained, drawn from a seed, and their gradients at each lag.

const NETS = 5;
const BATCH = 2;
const [FEATURES, UNITS] = [2, 32];
const CELLS = {
  rnn: { name: "RNN", gates: 1, look: "lc-baseline lc-microscope-dashed", quantity: "baseline" },
  lstm: { name: "LSTM", gates: 4, look: "lc-c lc-thick", quantity: "c" },
  gru: { name: "GRU", gates: 3, look: "lc-h", quantity: "h" },
};

/**
 * Draw network number k of a kind. Every random number has a stream of its own, which no setting but the seed moves.
 */
function microscopeNet(kind, { seed, scale, orthogonal, bias, chrono, length }, k) {
  const stream = 16 * (NETS * seed + k);
  const { gates } = CELLS[kind];
  const bound = 1 / Math.sqrt(UNITS);
  const uniform = randomUniform(stream + gates);
  const weight = () => bound * (2 * uniform() - 1);
  const W_x = randomMatrix(FEATURES, gates * UNITS, weight);
  let W_h = randomMatrix(UNITS, gates * UNITS, weight);
  if (orthogonal) {
    const source = randomUniform(stream + 4 + gates);
    const parts = Array.from({ length: gates }, () => randomOrthogonal(UNITS, source));
    W_h = W_h.map((_, r) => parts.flatMap((part) => part[r]));
  }
  W_h = W_h.map((row) => row.map((w) => scale * w));
  const b = zeros(gates * UNITS);
  if (kind === "rnn") return { W_x, W_h, b };
  const time = randomUniform(stream + 8 + gates);
  for (let unit = 0; unit < UNITS; unit++) {
    const value = chrono ? Math.log(1 + (length - 2) * time()) : bias; // log u, with u uniform in [1, T - 1)
    b[UNITS + unit] = value;
    if (chrono && kind === "lstm") b[unit] = -value;
  }
  return kind === "lstm" ? { W_x, W_h, b } : { W_x, W_h, b_x: b, b_h: zeros(b.length) };
}

/**
 * Draw the inputs (N, T, D), from the last step to the first so that T does not move them, and the weights of the
 * loss.
 */
function microscopeData({ seed, length }, k) {
  const stream = 16 * (NETS * seed + k);
  const [inputs, loss] = [randomUniform(stream + 13), randomUniform(stream + 14)];
  const dh = randomMatrix(BATCH, UNITS, () => randomNormal(loss));
  const steps = Array.from({ length }, () => randomMatrix(BATCH, FEATURES, () => randomNormal(inputs)));
  return { x: dh.map((_, n) => steps.map((step) => step[n]).reverse()), dh };
}

/** Return dL/dx of one sequence (T, D), where the loss is the sum of dh h at the last step. */
function inputGradient(kind, net, x, dh) {
  const none = zeros(dh.length);
  if (kind === "lstm")
    return lstmBackward(
      x.map((_, t) => (t === x.length - 1 ? dh : none)),
      lstmForward(x, net),
      net,
    ).map((back) => back.dx);
  const [forth, back] = kind === "rnn" ? [rnnStep, rnnStepBackward] : [gruStep, gruStepBackward];
  let h = none;
  const steps = x.map((row) => {
    const step = forth(row, h, net);
    ({ h } = step);
    return step;
  });
  const dx = Array(x.length);
  for (let t = x.length - 1; t >= 0; t--) ({ dx: dx[t], dh_prev: dh } = back(dh, steps[t], net));
  return dx;
}

/** Return the root mean square of dL/dx over batch and features at each lag; x (N, T, D), dh (N, H). */
function gradientByLag(kind, net, x, dh) {
  const dx = x.map((sequence, n) => inputGradient(kind, net, sequence, dh[n]));
  return x[0].map((_, k) => {
    const values = dx.flatMap((steps) => steps[steps.length - 1 - k]);
    return Math.hypot(...values) / Math.sqrt(values.length); // hypot: the square of 1e-200 would be 0
  });
}

/**
 * Return the curves of a kind, relative to lag 0: { low, median, high }, each of length T, and the number of the
 * network in the middle; `nets` are the numbers of those that are measured.
 */
function microscopeCurves(kind, settings, nets = [...Array(NETS).keys()]) {
  const rows = nets.map((k) => {
    const { x, dh } = microscopeData(settings, k);
    const row = gradientByLag(kind, microscopeNet(kind, settings, k), x, dh);
    return row.map((value) => value / row[0]);
  });
  const sorted = rows[0].map((_, lag) => rows.map((row) => row[lag]).sort((a, b) => a - b));
  const [low, median, high] = [0, (rows.length - 1) / 2, rows.length - 1].map((place) =>
    sorted.map((values) => values[place]),
  );
  return { low, median, high, middle: nets[rows.findIndex((row) => row.at(-1) === median.at(-1))] };
}
