// needs: arithmetic
// One unit of the LSTM and of three cells after it, over the same symbols: A is +1, B is -1, 0 is a step without one.

const CELLS = ["LSTM", "minLSTM", "sLSTM", "mLSTM"];
const SHUT = -4; // sum of the input gate where no symbol comes
const SHOW = 2; // sum of the output gate

const logSigmoid = (a) => Math.min(a, 0) - Math.log1p(Math.exp(-Math.abs(a)));

/** The sums that enter the gates at a step with the symbol `u`, where the gates may see `h`. */
const sums = (u, h, { a_i, a_f, from_h }) => ({ i: u ? a_i : SHUT, f: a_f + from_h * h, g: 2 * u, o: SHOW });

/** The new maximum, and an exponential input gate and a forget gate divided by exp of it. */
function stabilised(log_i, a_f, before) {
  const log_f = logSigmoid(a_f) + before;
  const m = Math.max(log_f, log_i);
  return { m, i: Math.exp(log_i - m), f: Math.exp(log_f - m) };
}

/** One step of the LSTM, of the minLSTM or of the sLSTM; `before` holds h, c, n and m. */
function lineageStep(kind, u, before, state) {
  const seesPast = kind !== "minLSTM";
  const a = sums(u, seesPast ? before.h : 0, state);
  const o = sigmoid(a.o);
  if (kind === "LSTM") {
    const [i, f, g] = [sigmoid(a.i), sigmoid(a.f), Math.tanh(a.g)];
    const c = f * before.c + i * g;
    return { ...before, i, f, g, o, before: before.c, c, h: o * Math.tanh(c) };
  }
  if (kind === "minLSTM") {
    const f = sigmoid(logSigmoid(a.f) - logSigmoid(a.i));
    const c = f * before.c + (1 - f) * a.g;
    return { ...before, i: 1 - f, f, g: a.g, o: 1, before: before.c, c, h: c };
  }
  const { m, i, f } = stabilised(a.i, a.f, before.m);
  const g = Math.tanh(a.g);
  const [c, n] = [f * before.sum + i * g, f * before.n + i];
  return { i: Math.exp(a.i), f: sigmoid(a.f), g, o, before: before.c, sum: c, n, m, c: c / n, h: (o * c) / n };
}

/** One step of the mLSTM: a value of +1 or -1 is stored under the key of its symbol; both keys are read. */
function matrixStep(u, before, { a_i, a_f }) {
  const log_i = u ? a_i : SHUT;
  const { m, i, f } = stabilised(log_i, a_f, before.m);
  const key = [Number(u === 1), Number(u === -1)];
  const C = before.C.map((entry, k) => f * entry + i * u * key[k]);
  const n = before.n.map((entry, k) => f * entry + i * key[k]);
  const read = C.map((entry, k) => entry / Math.max(Math.abs(n[k]), Math.exp(-m)));
  return { i: Math.exp(log_i), f: sigmoid(a_f), g: u, o: sigmoid(SHOW), before: before.read, C, n, m, read };
}

/** Run a cell over all symbols; returns its steps. */
function lineageRun(kind, state) {
  const zero = { h: 0, c: 0, sum: 0, n: 0, m: -Infinity };
  let step = kind === "mLSTM" ? { C: [0, 0], n: [0, 0], m: -Infinity, read: [0, 0] } : zero;
  return state.symbols.map((u) => {
    step = kind === "mLSTM" ? matrixStep(u, step, state) : lineageStep(kind, u, step, state);
    return step;
  });
}
