// needs: page
// The lattice of CTC: its rows are the letters of a word with a blank (code 0) before, between and after them, its
// columns the frames. A path takes one row in each frame.

const BLANK = 0;

/** Return the codes of the rows: blank, first letter, blank, second letter, ..., blank. */
const rowsOf = (target) => [BLANK, ...target.flatMap((code) => [code, BLANK])];

/** Merge what is the same in neighbouring frames, then drop the blanks. */
const collapsed = (codes) => codes.filter((code, t) => code !== BLANK && code !== codes[t - 1]);

/** Return how many frames it takes at least from a row to the last letter. */
function framesNeeded(rows, row) {
  let needed = 0;
  for (let s = row + 1 + (row % 2); s < rows.length; s += 2) {
    needed += s - 2 >= row && rows[s] === rows[s - 2] ? 2 : 1;
  }
  return needed;
}

/** Return whether a row may follow another one; before the first frame `from` is undefined. */
function mayFollow(rows, from, to) {
  if (from === undefined) return to <= 1;
  const up = to - from;
  return up === 0 || up === 1 || (up === 2 && rows[to] !== BLANK && rows[to] !== rows[from]);
}

/** Return the rows that a path may take in its next frame so that the word can still be finished. */
function nextRows({ rows, T }, path) {
  const left = T - 1 - path.length;
  if (left < 0) return [];
  return rows.map((_, s) => s).filter((s) => mayFollow(rows, path.at(-1), s) && framesNeeded(rows, s) <= left);
}

/** Name a row: a letter that the word has more than once by its place. */
function rowName({ rows, symbols }, row) {
  if (rows[row] === BLANK) return "the blank";
  const same = rows.filter((code) => code === rows[row]).length;
  const place = rows.slice(0, row + 1).filter((code) => code === rows[row]).length;
  const which = ["first", "second", "third", "fourth"][place - 1];
  return same > 1 ? `the ${which} ${symbols[rows[row]]}` : symbols[rows[row]];
}

/** Write names as "m", "m and o", "m, o and o". */
const listed = (names) =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;

/** Return why a path must not take a row in its next frame; empty where it may. */
function refusal(lattice, path, to) {
  const { rows, T } = lattice;
  const name = (row) => rowName(lattice, row);
  const letters = (from, end) => rows.map((_, s) => s).filter((s) => rows[s] !== BLANK && s > from && s < end);
  const from = path.at(-1) ?? -1;
  if (path.length >= T) return `All ${T} frames have their symbol. Take frames back, or clear the path.`;
  if (to < from) return `A path never goes back: after ${name(from)} it would spell the letters out of order.`;
  const lost = letters(from, to);
  if (lost.length)
    return `This jumps over ${listed(lost.map(name))}: the path would leave ${lost.length > 1 ? "them" : "it"} out.`;
  if (!mayFollow(rows, path.at(-1), to))
    return (
      `From ${name(from)} straight to ${name(to)}: repeats merge, so both would count as one ` +
      `${lattice.symbols[rows[to]]}. Between equal letters a blank must stand.`
    );
  const needed = framesNeeded(rows, to);
  const left = T - 1 - path.length;
  if (needed > left)
    return (
      `Too late: after this ${needed} more frame${needed === 1 ? " is" : "s are"} needed for ` +
      `${listed(letters(to, rows.length).map(name))}, and ${left || "none"} ${left === 1 ? "is" : "are"} left.`
    );
  return "";
}

/** Return all paths that spell the word, each a list of T rows. */
function allPaths(lattice) {
  const found = [];
  const walk = (path) => {
    if (path.length === lattice.T) found.push(path);
    else for (const row of nextRows(lattice, path)) walk([...path, row]);
  };
  walk([]);
  return found;
}

/** Return the probability of a path: the product of one number for each frame. */
const pathChance = (p, rows, path) => path.reduce((product, row, t) => product * p[t][rows[row]], 1);

/**
 * The forward recursion: alpha[t][s] is the sum over all ways that are in row s at frame t. Where `p` holds ones, it
 * counts the ways.
 */
function forward(p, rows) {
  const alpha = [];
  p.forEach((frame, t) => {
    alpha.push(
      rows.map((code, s) => {
        if (t === 0) return s <= 1 ? frame[code] : 0;
        return frame[code] * waysIn(rows, s).reduce((sum, from) => sum + alpha[t - 1][from], 0);
      }),
    );
  });
  return alpha;
}

/** Return the rows from which a row is reached in one frame. */
const waysIn = (rows, row) => [row, row - 1, row - 2].filter((from) => from >= 0 && mayFollow(rows, from, row));

/** Return the sum over the two rows in which a path may end. */
const totalOf = (alpha) =>
  alpha
    .at(-1)
    .slice(-2)
    .reduce((sum, value) => sum + value, 0);

/** Return the likeliest symbol of each frame, whatever word that spells. */
const bestPath = (p) => p.map((frame) => frame.indexOf(Math.max(...frame)));
