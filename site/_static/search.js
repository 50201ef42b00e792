// The search: every word must begin a word of the section, its title or its page's title; titles come first.

const SHOWN = 40;
const KINDS = [
  [/^lessons\//, "lesson", 1.3],
  [/^exercises\//, "exercises", 1],
  [/^api\//, "reference", 0.7],
  [/^/, "", 1.1],
];

const LONG = { bptt: "backpropagation through time", tbptt: "truncated", cec: "error carousel", bilstm: "bidirectional" };

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const wordsOf = (text) => text.toLowerCase().replace(/\p{L}+/gu, (word) => LONG[word] ?? word).match(/[\p{L}\p{N}_.]+/gu) ?? [];
/** A pattern for words that begin like this one; a plural finds the singular, too. */
const begins = (word) =>
  new RegExp(`(?<![\\p{L}\\p{N}_])${escaped(word.replace(/(?<=\p{L}{3})s$/u, ""))}`, "giu");

/** Return how well a section answers, or 0; with `any`, some of the words are enough. */
function scoreOf([page, , title, text], patterns, phrase, any) {
  let score = 0;
  for (const pattern of patterns) {
    const inTitle = (title.match(pattern) ?? []).length;
    const inText = (text.match(pattern) ?? []).length;
    if (!inTitle && !inText && !any) return 0;
    score += (inTitle ? 10 : 0) + Math.min(inText, 8) / 2;
  }
  if (score === 0) return 0;
  if (phrase.length > 1) {
    const whole = begins(phrase.join(" "));
    score += (whole.test(title) ? 15 : 0) + 4 * Math.min((text.match(whole) ?? []).length, 4);
  }
  return score * KINDS.find(([pattern]) => pattern.test(page))[2];
}

/** Return the part of a text around the first word that was found, with all of them marked. */
function excerpt(text, patterns, phrase) {
  const whole = text.search(begins(phrase.join(" ")));
  const first = whole >= 0 ? whole : Math.min(...patterns.map((pattern) => text.search(pattern)).map((at) => (at < 0 ? Infinity : at)));
  const from = Number.isFinite(first) ? Math.max(0, text.lastIndexOf(" ", Math.max(0, first - 60))) : 0;
  const part = text.slice(from, from + 220);
  const all = new RegExp(`(?:${patterns.map((pattern) => pattern.source).join("|")})[\\p{L}\\p{N}_]*`, "giu"); // to the end of the word
  const found = document.createElement("p");
  if (from > 0) found.append("… ");
  let last = 0;
  for (const match of part.matchAll(all)) {
    found.append(part.slice(last, match.index));
    const mark = document.createElement("mark");
    mark.textContent = match[0];
    found.append(mark);
    last = match.index + match[0].length;
  }
  found.append(part.slice(last), text.length > from + 220 ? " …" : "");
  return found;
}

function search(query) {
  const [list, status] = [document.getElementById("search-results"), document.getElementById("search-status")];
  const words = [...new Set(wordsOf(query))];
  list.replaceChildren();
  status.textContent = "";
  if (words.join("").length < 2) return;
  const patterns = words.map(begins);
  const rank = (any) =>
    window.courseSections
      .map((place) => [scoreOf(place, patterns, wordsOf(query), any), place])
      .filter(([score]) => score > 0)
      .sort((a, b) => b[0] - a[0]);
  let found = rank(false);
  const some = found.length === 0 && words.length > 1;
  if (some) found = rank(true);
  const titles = new Map();
  for (const [page, , title] of window.courseSections) if (!titles.has(page)) titles.set(page, title);
  for (const [, [page, anchor, title, text]] of found.slice(0, SHOWN)) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = page + (anchor ? `#${encodeURIComponent(anchor)}` : "");
    link.textContent = title;
    const [, kind] = KINDS.find(([pattern]) => pattern.test(page));
    const where = document.createElement("span");
    where.textContent = [kind, anchor ? titles.get(page) : ""].filter(Boolean).join(" · ");
    item.append(link, " ", where, excerpt(text, patterns, wordsOf(query)));
    list.append(item);
  }
  const pages = new Set(found.map(([, [page]]) => page)).size;
  const places = `${found.length} ${found.length === 1 ? "place" : "places"} on ${pages} ${pages === 1 ? "page" : "pages"}`;
  status.textContent = found.length === 0
    ? "Nothing begins like this. Try fewer letters, or another word."
    : `${some ? "No place has all of these words; some of them are in" : "Found"} ${places}${found.length > SHOWN ? `; the first ${SHOWN} are shown` : ""}.`;
}

const field = document.querySelector(".course-search input[type=search]");
field.value = new URLSearchParams(location.search).get("q") ?? "";
field.addEventListener("input", () => search(field.value));
field.form.addEventListener("submit", (event) => {
  event.preventDefault();
  search(field.value);
  history.replaceState(null, "", `?q=${encodeURIComponent(field.value)}`);
});
search(field.value);
field.focus();
