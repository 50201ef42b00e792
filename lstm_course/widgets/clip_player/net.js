// needs: arithmetic, packed
// The network that watches a clip: one small CNN for every frame, an LSTM over the frames, and an answer after each.

/** Return ReLU of a convolution with kernels of 3 x 3 and a border of zeros; maps (C, R, R), W (K, C, 3, 3), b (K). */
function convolved(maps, W, b) {
  const size = maps[0].length;
  const at = (map, row, column) => map[row]?.[column] ?? 0;
  return W.map((kernel, k) =>
    Array.from({ length: size }, (_, row) =>
      Array.from({ length: size }, (_, column) => {
        let sum = b[k];
        kernel.forEach((rows, c) => {
          rows.forEach((line, dr) => {
            line.forEach((w, dc) => (sum += w * at(maps[c], row + dr - 1, column + dc - 1)));
          });
        });
        return Math.max(sum, 0);
      }),
    ),
  );
}

/** Return the largest of each 2 x 2 places of every map. */
const pooled = (maps) =>
  maps.map((map) =>
    Array.from({ length: map.length >> 1 }, (_, r) =>
      Array.from({ length: map.length >> 1 }, (_, c) =>
        Math.max(map[2 * r][2 * c], map[2 * r][2 * c + 1], map[2 * r + 1][2 * c], map[2 * r + 1][2 * c + 1]),
      ),
    ),
  );

/** Return logits as shares of 1. */
function shares(logits) {
  const top = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - top));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** Return a frame, 64 letters of "0" to "g" for 0 to 16, as one map of 8 rows with numbers from 0 to 1. */
const frameMap = (text) => [
  Array.from({ length: 8 }, (_, row) =>
    Array.from(text.slice(8 * row, 8 * row + 8), (letter) => Number.parseInt(letter, 17) / 16),
  ),
];

/**
 * Make the network of packed weights: { pairs, units, run(frames) }. `run` takes frames as text and returns for each
 * { i, f, g, o, c, h, answer }: the gates and states of the LSTM, and the share of each pair.
 */
function clipModel(packed) {
  const { W_1, b_1, W_2, b_2, W_3, b_3, W_x, W_h, b, W_y, b_y } = Object.fromEntries(
    Object.entries(packed)
      .filter(([, value]) => value?.data)
      .map(([name, value]) => [name, unpack(value)]),
  );
  const seen = new Map(); // a frame -> what the CNN makes of it, which its place in the clip does not change
  const features = (frame) => {
    if (!seen.has(frame)) {
      const maps = pooled(convolved(pooled(convolved(frameMap(frame), W_1, b_1)), W_2, b_2));
      const row = addProduct(b_3.slice(), maps.flat(2), W_3).map((value) => Math.max(value, 0));
      seen.set(frame, row);
    }
    return seen.get(frame);
  };
  const run = (frames) =>
    lstmForward(frames.map(features), { W_x, W_h, b }).map((step) => ({
      ...step,
      answer: shares(addProduct(b_y.slice(), step.h, W_y)),
    }));
  return { pairs: packed.pairs, units: W_h.length, run };
}

/** Return the units of a network by how far their cell state moves in some clips, the one that moves most first. */
function liveliest(net, clips) {
  const moved = zeros(net.units);
  for (const { frames } of clips) {
    const steps = net.run(frames);
    moved.forEach((_, k) => {
      const c = steps.map((step) => step.c[k]);
      moved[k] += Math.max(...c) - Math.min(...c);
    });
  }
  return moved.map((_, k) => k).sort((a, b) => moved[b] - moved[a] || a - b);
}

/** Return an order of so many frames, drawn with a seed, each as probable as the others. */
function shuffled(count, seed) {
  const uniform = randomUniform(seed);
  const drawn = Array.from({ length: count }, (_, t) => t);
  for (let k = count - 1; k > 0; k--) {
    const other = Math.floor((k + 1) * uniform());
    [drawn[k], drawn[other]] = [drawn[other], drawn[k]];
  }
  return drawn;
}

/** Return the pair that a film shows in an order, or "" where its digits are mixed; `digits`: what each frame shows. */
function pairShown(digits, order) {
  const seen = order.map((place) => digits[place]).filter((digit) => digit !== ".");
  const turns = seen.filter((digit, k) => digit !== seen[k - 1]);
  return turns.length === 2 ? turns.join("") : "";
}
