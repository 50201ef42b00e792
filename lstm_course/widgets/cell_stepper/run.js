// needs: arithmetic
// What the cell stepper of lesson 03 shows: the LSTM over a sequence, with gates that were set by hand.

const GATES = ["i", "f", "g", "o"];

/** Run the LSTM over x; each record { step, unit, i, f, g, o } of `gates` replaces what was computed there. */
function stepThrough({ x, weights, h_0, c_0, gates }) {
  const flat = (rows) => rows.map((row) => Float64Array.from(row)); // four times as fast as the lists of the state
  const parameters = { W_x: flat(weights.W_x), W_h: flat(weights.W_h), b: Float64Array.from(weights.b) };
  let [h, c] = flat([h_0, c_0]);
  return flat(x).map((row, t) => {
    const at = lstmStep(row, h, c, parameters);
    for (const { step, unit: k, ...values } of gates) {
      if (step !== t) continue;
      for (const [gate, value] of Object.entries(values)) at[gate][k] = value;
      at.c[k] = at.f[k] * c[k] + at.i[k] * at.g[k];
      at.h[k] = at.o[k] * Math.tanh(at.c[k]);
    }
    ({ h, c } = at);
    return at;
  });
}

/** Return the numbers of one unit at one time step, by the names of the diagram's edges. */
function numbersOf(at, k, x, hand) {
  const H = at.h.length;
  const part = Object.fromEntries(
    ["i", "f", "g", "o", "c", "h", "c_prev", "h_prev"].map((name) => [name, at[name][k]]),
  );
  const sums = Object.fromEntries(GATES.map((gate, block) => [`a_${gate}`, at.a[block * H + k]]));
  return { ...part, ...sums, x, hand, fc: part.f * part.c_prev, ig: part.i * part.g, tanh: Math.tanh(part.c) };
}
