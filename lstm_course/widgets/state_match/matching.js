// The match of states: which cells are awake at the brushed letters, and where they are awake together.

/** Return for every cell whether it is awake at all of some letters: 1 above, -1 below the threshold, else 0. */
function awake(cells, first, letters, threshold) {
  const rows = cells.slice(first, first + letters);
  return cells[0].map((_, u) =>
    rows.every((row) => row[u] > threshold) ? 1 : rows.every((row) => row[u] < -threshold) ? -1 : 0,
  );
}

/** Return the cells, each moved along the text by a number of letters of its own; what leaves comes in again. */
const shifted = (cells) =>
  cells.map((row, t) => row.map((_, u) => cells[(t + 30 + ((149 * u) % 360)) % cells.length][u]));

/** Return as many other cells as match, spread evenly over the rest, on the side of the first brushed letter. */
function others(cells, sides, first) {
  const rest = sides.map((side, u) => (side ? -1 : u)).filter((u) => u >= 0);
  const count = Math.min(rest.length, sides.filter(Boolean).length);
  const chosen = Array.from({ length: count }, (_, k) => rest[Math.floor(((k + 0.5) * rest.length) / count)]);
  return sides.map((_, u) => (chosen.includes(u) ? (cells[first][u] < 0 ? -1 : 1) : 0));
}

/** Return for every letter the share of the chosen cells that are awake there. */
function shares(cells, sides, threshold) {
  const chosen = sides.map((side, u) => [u, side]).filter(([, side]) => side);
  return cells.map((row) => chosen.filter(([u, side]) => side * row[u] > threshold).length / (chosen.length || 1));
}

/** Return what is true of the letters that light up outside of the brush, and of all letters outside of it. */
function judged(lit, known, first, letters) {
  const outside = known.map((value, t) => [value, lit[t]]).filter((_, t) => t < first || t >= first + letters);
  const share = (rows) => (rows.length ? rows.filter(([value]) => value > 0).length / rows.length : 0);
  const found = outside.filter(([, at]) => at);
  return { count: found.length, true: share(found), all: share(outside) };
}

/** Return the pieces of text that light up outside of the brush, one after another. */
function pieces(text, lit, first, letters) {
  const at = (t) => lit[t] && (t < first || t >= first + letters);
  return [...text].reduce((all, letter, t) => {
    if (at(t) && at(t - 1)) all[all.length - 1] += letter;
    else if (at(t)) all.push(letter);
    return all;
  }, []);
}
