// needs: page
// How many bars were changed, and how many have to be.

/** What a symbol asks of each switch: this is where the counting begins. */
const BY_SYMBOL = {
  keep: (symbol) => symbol !== "store",
  write: (symbol) => symbol === "store",
  read: (symbol) => symbol === "recall",
};

/** Return for each switch the list of its steps at which it stands otherwise than the symbol asks. */
const changed = (state) =>
  Object.fromEntries(
    Object.entries(BY_SYMBOL).map(([name, ask]) => [name, state.symbols.map((s, t) => state[name][t] !== ask(s))]),
  );

/**
 * Return the fewest changes with which hard switches do what is wanted to within `close`: the way through all steps,
 * where of all ways to the same c the one with the fewest changes is followed.
 */
function fewest({ symbols, offered }, wanted, close) {
  const near = (value, should) => Math.abs(value - should) <= close;
  let ways = new Map([[0, 0]]); // c -> changes so far
  symbols.forEach((symbol, t) => {
    const next = new Map();
    const asks = Object.fromEntries(Object.entries(BY_SYMBOL).map(([name, ask]) => [name, ask(symbol)]));
    const step = (before, so, keep, write) => {
      const c = Math.round(1e9 * ((keep ? before : 0) + (write ? offered[t] : 0))) / 1e9;
      const reads = [false, true].filter((read) => near(read ? c : 0, wanted.h[t]));
      if (!reads.length || (wanted.c && !near(c, wanted.c[t]))) return;
      const price = so + (keep !== asks.keep) + (write !== asks.write) + !reads.includes(asks.read);
      if (!(next.get(c) <= price)) next.set(c, price);
    };
    for (const [before, so] of ways)
      for (const keep of [false, true]) for (const write of [false, true]) step(before, so, keep, write);
    ways = next;
  });
  return [...ways.values()].reduce((one, other) => Math.min(one, other), Infinity);
}

/** Write a number of changes. */
const counted = (changes) => (changes ? `${changes} ${changes > 1 ? "changes" : "change"}` : "no change");

/** Say how a number of changes stands to the fewest that hard switches need. */
function compared(changes, least) {
  if (changes === least) return changes ? ", the fewest there are" : "";
  if (changes < least) return ` (hard switches need ${least})`;
  return least ? ` (${least} would do)` : " (none is needed)";
}
