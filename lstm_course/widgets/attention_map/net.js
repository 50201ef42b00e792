// needs: arithmetic, packed
// The network that writes dates: an encoder that reads both ways, attention, and a decoder.

const UNKNOWN = 1; // numbers of the symbols that are no letters
const START = 2;
const END = 3;
const FIRST_LETTER = 4;
const LONGEST = 12; // symbols that are written at most

/** Return softmax(scores / temperature) over the places that are open; 0 at the others, and everywhere if none is. */
function weighted(scores, open, temperature) {
  const top = Math.max(...scores.filter((_, s) => open[s]));
  const powers = scores.map((score, s) => (open[s] ? Math.exp((score - top) / temperature) : 0));
  const sum = powers.reduce((total, power) => total + power, 0);
  return sum > 0 ? powers.map((power) => power / sum) : powers;
}

/** Return over how many places weights are spread: 2 to the power of their entropy in bits. */
const spread = (weights) => 2 ** -weights.reduce((sum, p) => (p > 0 ? sum + p * Math.log2(p) : sum), 0);

/**
 * Make the network of packed weights: { write(text, settings) }. `settings` is { temperature, cuts, way }; `write`
 * returns for each symbol, the end included, { symbol, letter, chance, p, weights }: its number, how it is written, its
 * probability, those of all symbols, and its weights over the letters of the text.
 */
function dateWriter(packed) {
  const array = Object.fromEntries(
    Object.entries(packed)
      .filter(([, value]) => value?.data)
      .map(([name, value]) => [name, unpack(value)]),
  );
  const lstm = (name) => ({ W_x: array[`${name}_W_x`], W_h: array[`${name}_W_h`], b: array[`${name}_b`] });
  const there = lstm("there");
  const back = lstm("back");
  const decoder = lstm("decoder");
  const number = (letter) => {
    const at = packed.source.indexOf(letter);
    return at < 0 ? UNKNOWN : at + FIRST_LETTER;
  };
  const read = (text, hidden) => {
    const x = Array.from(text, (letter, s) => array.E_source[hidden.includes(s) ? UNKNOWN : number(letter)]);
    const forth = lstmForward(x, there).map(({ h }) => h);
    const behind = lstmForward(x.toReversed(), back).map(({ h }) => h);
    const values = behind.toReversed().map((h, s) => [...forth[s], ...h]);
    const begin = addProduct(array.b_B.slice(), [...forth.at(-1), ...behind.at(-1)], array.W_B);
    return {
      values,
      keys: values.map((value) => addProduct(zeros(value.length), value, array.W_K)),
      h: begin.slice(0, begin.length / 2).map(Math.tanh),
      c: begin.slice(begin.length / 2),
    };
  };
  const write = (text, { temperature, cuts, way }) => {
    const source = read(text, way === "unknown" ? cuts : []);
    const open = source.values.map((_, s) => way !== "masked" || !cuts.includes(s));
    let { h, c } = source;
    let symbol = START;
    const written = [];
    while (symbol !== END && written.length < LONGEST) {
      ({ h, c } = lstmStep(array.E_target[symbol], h, c, decoder));
      const query = h;
      const scores = source.keys.map((key) => key.reduce((sum, k, d) => sum + k * query[d], 0) / Math.sqrt(h.length));
      const weights = weighted(scores, open, temperature);
      const context = addProduct(zeros(h.length), weights, source.values);
      const joined = addProduct(array.b_J.slice(), [...h, ...context], array.W_J).map(Math.tanh);
      const logits = addProduct(array.b_O.slice(), joined, array.W_O);
      const p = weighted(
        logits,
        logits.map(() => true),
        1,
      );
      symbol = p.indexOf(Math.max(...p));
      const letter = symbol === END ? "end" : (packed.target[symbol - FIRST_LETTER] ?? "?");
      written.push({ symbol, letter, chance: p[symbol], p, weights });
    }
    return written;
  };
  return { write };
}

/** Return what was written as text, without the end. */
const textOf = (written) =>
  written
    .filter(({ symbol }) => symbol !== END)
    .map(({ letter }) => letter)
    .join("");
