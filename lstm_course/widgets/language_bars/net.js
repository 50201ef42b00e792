// needs: arithmetic, packed
// The character model: what it says of the next letter, and what temperature, k and p make of that.

/** Return softmax(logits / temperature); at 0 the largest logit has everything, the first of those that are equal. */
function tempered(logits, temperature) {
  const top = Math.max(...logits);
  if (temperature === 0) {
    const first = logits.indexOf(top);
    return logits.map((_, code) => (code === first ? 1 : 0));
  }
  const powers = logits.map((logit) => Math.exp((logit - top) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/**
 * Return what the knobs make of logits: { own, chance, cut, order }. `own` is softmax(logits), `chance` the probability
 * of being drawn; `cut` says "k" or "p" of a letter that cannot be drawn because of it, else ""; `order` holds the
 * letters from the likeliest on. First comes the temperature, then k, then p, of what k has left.
 */
function choices(logits, { temperature, k, mass }) {
  const order = logits.map((_, code) => code).sort((a, b) => logits[b] - logits[a] || a - b);
  const warm = tempered(logits, temperature);
  const left = order.slice(0, k).reduce((sum, code) => sum + warm[code], 0);
  const cut = logits.map(() => "");
  const chance = zeros(logits.length);
  let before = 0; // the share of the letters that are likelier
  order.forEach((code, place) => {
    if (place >= k) cut[code] = "k";
    else if (mass < 1 && before >= mass) cut[code] = "p";
    else {
      chance[code] = warm[code];
      before += warm[code] / left;
    }
  });
  const kept = chance.reduce((sum, p) => sum + p, 0);
  return { own: tempered(logits, 1), chance: chance.map((p) => p / kept), cut, order };
}

/** Return the code that a number from [0, 1) draws. */
function drawnCode(chance, uniform) {
  let sum = 0;
  const code = chance.findIndex((p) => (sum += p) > uniform);
  return code < 0 ? chance.findLastIndex((p) => p > 0) : code; // the sum may end a rounding error below 1
}

/**
 * Make the model of packed weights: { alphabet, after(text), bits(text), write(text, count, knobs, dice) }. `after`
 * gives the logits of the letter after a text, `bits` the surprise at each of its letters. `write` returns `count`
 * letters that go on after a text; `dice` gives their random numbers.
 */
function characterModel(packed) {
  const alphabet = packed.alphabet;
  const { embedding, W_x, W_h, b, W_y, b_y } = Object.fromEntries(
    ["embedding", "W_x", "W_h", "b", "W_y", "b_y"].map((name) => [name, unpack(packed[name])]),
  );
  const rest = zeros(W_h.length);
  let read = ""; // the text that was read last, with the state after each of its letters
  const states = [{ h: rest, c: rest, logits: b_y }];
  const follow = (text) => {
    let common = 0;
    while (common < Math.min(read.length, text.length) && read[common] === text[common]) common++;
    states.length = common + 1;
    for (let t = common; t < text.length; t++) {
      const { h, c } = lstmStep(embedding[alphabet.indexOf(text[t])], states[t].h, states[t].c, { W_x, W_h, b });
      states.push({ h, c, logits: addProduct(b_y.slice(), h, W_y) });
    }
    read = text;
  };
  const after = (text) => {
    follow(text);
    return states.at(-1).logits;
  };
  const bits = (text) => {
    follow(text);
    return Array.from(text, (letter, t) => -Math.log2(tempered(states[t].logits, 1)[alphabet.indexOf(letter)]));
  };
  const write = (text, count, knobs, dice) => {
    let all = text;
    for (let n = 0; n < count; n++) all += alphabet[drawnCode(choices(after(all), knobs).chance, dice())];
    return all.slice(text.length);
  };
  return { alphabet, after, bits, write };
}

/** Return random numbers for the letters from the one numbered `first` on, which are always the same for a seed. */
function diceFrom(seed, first) {
  const uniform = randomUniform(seed);
  for (let n = 0; n < first; n++) uniform();
  return uniform;
}

/** Return a typed text as letters of an alphabet: small ones where it has no capitals, a blank for a line break. */
const foldedText = (text, alphabet) =>
  Array.from(
    text.replace(/\s/g, (space) => (alphabet.includes(space) ? space : " ")),
    (letter) => (alphabet.includes(letter) ? letter : letter.toLowerCase()),
  )
    .filter((letter) => letter.length === 1 && alphabet.includes(letter))
    .join("");

/** Return the length of the shortest piece that ends a text twice or more in a row, with 20 letters at least, or 0. */
function circle(text) {
  for (let length = 1; 2 * length <= text.length; length++) {
    let same = length;
    while (same < text.length && text.at(-1 - same) === text.at(-1 - same + length)) same++;
    if (same >= Math.max(20, 2 * length)) return length;
  }
  return 0;
}
