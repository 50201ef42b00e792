// needs: arithmetic
// The nets of the cone: what each output is calculated from, and which outputs an input moves.

const LENGTH = 10;
const CELLS = 3;
const SPAN = 4; // inputs of a window
const NETS = { forward: "one way", both: "two ways", delay: "one way, waits", window: "two ways in a window" };

/** Draw the inputs and the weights of a seed: one LSTM in each direction, and the weights of the output. */
function coneDrawn(seed) {
  const uniform = randomUniform(seed);
  const normal = () => randomNormal(uniform);
  const lstm = () => ({
    W_x: randomMatrix(1, 4 * CELLS, normal),
    W_h: randomMatrix(CELLS, 4 * CELLS, () => 0.5 * normal()),
    b: Array.from({ length: 4 * CELLS }, (_, k) => (k >= CELLS && k < 2 * CELLS ? 1 : 0)),
  });
  return {
    x: Array.from({ length: LENGTH }, normal),
    forward: lstm(),
    backward: lstm(),
    w: Array.from({ length: 2 * CELLS }, normal),
  };
}

/** Return the outputs (T) of a net for inputs (T); after the last input the one that waits reads zeros. */
function coneOutputs({ forward, backward, w }, x, net, delay) {
  const run = (values, weights) =>
    lstmForward(
      values.map((value) => [value]),
      weights,
    ).map(({ h }) => h);
  const back = (values) => run(values.toReversed(), backward).toReversed();
  const dot = (h) => h.reduce((sum, value, k) => sum + value * w[k], 0);
  if (net === "forward") return run(x, forward).map(dot);
  if (net === "delay")
    return run([...x, ...zeros(delay)], forward)
      .slice(delay)
      .map(dot);
  if (net === "both") {
    const behind = back(x);
    return run(x, forward).map((h, t) => dot([...h, ...behind[t]]));
  }
  return x.map((_, t) => {
    const window = x.slice(Math.max(0, t - SPAN + 1), t + 1);
    return dot([...run(window, forward).at(-1), ...back(window)[0]]);
  });
}

/** Return by how much each output moves when `change` is added to input s. */
function coneMoves(drawn, net, delay, s, change) {
  const before = coneOutputs(drawn, drawn.x, net, delay);
  const other = drawn.x.map((value, t) => (t === s ? value + change : value));
  return coneOutputs(drawn, other, net, delay).map((value, t) => value - before[t]);
}

/** Return the inputs that move output t: each is changed by 1 in turn. */
const coneOf = (drawn, net, delay, t) =>
  drawn.x.map((_, s) => s).filter((s) => coneMoves(drawn, net, delay, s, 1)[t] !== 0);
