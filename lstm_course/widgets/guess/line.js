// needs: page
// The number line of a guess: where a number stands on it, which ones can be marked, and how they are written.

/** Write a number as the guess shows it: 43, 1,234,567, 0.9812, −3, 2.5 · 10⁻⁸. */
function written(value) {
  if (value !== 0 && Math.abs(value) < 1e-3) {
    const [factor, exponent] = value.toExponential(3).split("e").map(Number);
    return `${factor === 1 ? "" : `${factor} · `.replace("-", "−")}${power(exponent)}`;
  }
  const digits = Number.isInteger(value) ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 4 };
  return value.toLocaleString("en-GB", digits).replace("-", "−");
}

/** Return where a number stands on the line, from 0 to 1. */
function shareOf(value, { low, high, logarithmic }) {
  return logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}

/** Return the number at a place on the line. */
function valueAt(share, { low, high, logarithmic }) {
  return logarithmic ? low * (high / low) ** share : low + share * (high - low);
}

/** Return the smallest of 1, 2, 5, 10, 20, ... (and 0.5, 0.2, ...) that is not below a size. */
function roundStep(size) {
  const unit = 10 ** Math.floor(Math.log10(size) + 1e-9);
  return unit * [1, 2, 5, 10].find((factor) => factor * unit >= size * (1 - 1e-9));
}

/** Return every multiple of a step between two numbers, without the dust of rounding. */
function multiples(step, low, high) {
  const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)];
  return Array.from({ length: last - first + 1 }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}

/** Return the numbers m 10^e between the ends of the line, for the given factors m. */
function decades(factors, { low, high }) {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  return Array.from({ length: last - first + 1 }, (_, k) => first + k)
    .flatMap((e) => factors.map((m) => Number(`${m}e${e}`)))
    .filter((value) => value >= low && value <= high);
}

/** Return the numbers that can be marked: two digits on a logarithmic line, a hundred steps on a linear one. */
function stopsOf(line) {
  const { low, high, logarithmic } = line;
  const whole = Number.isInteger(low) && Number.isInteger(high) && high - low >= 10;
  const tenths = Array.from({ length: 90 }, (_, k) => (k + 10) / 10);
  const inner = logarithmic
    ? decades(tenths, line)
    : multiples(Math.max(roundStep((high - low) / 100), whole ? 1 : 0), low, high);
  return [...new Set([low, ...inner, high])].sort((a, b) => a - b);
}

/** Return the stop that is nearest to a number on the line. */
function nearestStop(value, stops, line) {
  const distance = (stop) => Math.abs(shareOf(stop, line) - shareOf(value, line));
  return stops.reduce((best, stop) => (distance(stop) < distance(best) ? stop : best));
}

/** Return the text of a tick: 1,000 as it is, a million as a power of ten. */
function tickText(value) {
  const exponent = Math.log10(Math.abs(value));
  if (value > 0 && Number.isInteger(exponent) && (exponent > 5 || exponent < -3)) return power(exponent);
  if (Math.abs(value) >= 1e6) return value.toLocaleString("en-GB", { notation: "compact" }).replace("-", "−");
  return written(value);
}

/** Return the ticks of the line: { share, text, long }, with a text where a phone has room for it beside a pin. */
function ticksOf(line, pin) {
  const { low, high, logarithmic } = line;
  const span = logarithmic ? Math.log10(high / low) : 0; // in decades
  const wanted = logarithmic
    ? [[low, high], decades([1], line), decades(span < 2 ? [2, 5] : span < 4 ? [3] : [], line)]
    : [[low, high], multiples(roundStep((high - low) / 5), low, high)];
  const small = logarithmic
    ? decades(span < 5 ? [2, 3, 4, 5, 6, 7, 8, 9] : [2, 5], line)
    : multiples(roundStep((high - low) / 20), low, high);
  const width = (text) => 6.6 * text.length + 10; // pixels, of the 290 that a phone has
  const ticks = new Map();
  for (const value of wanted.flat()) {
    if (ticks.has(value)) continue;
    const [share, text] = [shareOf(value, line), tickText(value)];
    const covered = pin !== undefined && 290 * Math.abs(shareOf(pin, line) - share) < width(text) / 2;
    const free = [...ticks.values()].every(
      (other) => !other.text || 290 * Math.abs(other.share - share) > (width(other.text) + width(text)) / 2,
    );
    ticks.set(value, { share, text: free && !covered ? text : "", long: free });
  }
  for (const value of small) if (!ticks.has(value)) ticks.set(value, { share: shareOf(value, line), text: "" });
  return [...ticks.values()];
}

/** Say how far a mark is from the truth. */
function distanceText({ mark, truth, unit, ...line }, stops) {
  const closest = mark === nearestStop(truth, stops, line);
  if (mark === truth) return "Exactly right.";
  const side = mark > truth ? "too high" : "too low";
  if (closest) return "That is as near as the line allows.";
  if (line.logarithmic) {
    const factor = Math.max(mark / truth, truth / mark);
    const digits = factor < 1.095 ? 2 : factor < 9.95 ? 1 : 0;
    const size = Number(factor.toFixed(digits)).toLocaleString("en-GB", { minimumFractionDigits: digits });
    return `A factor of ${size} ${side}.`;
  }
  const off = Number(Math.abs(mark - truth).toPrecision(12)); // 0.3 − 0.1 is 0.2
  const what = unit === "%" ? " percentage points" : unit && ` ${unit}`;
  return `Off by ${written(off)}${what}, ${side}.`;
}
