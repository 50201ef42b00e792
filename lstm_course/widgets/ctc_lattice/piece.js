// needs: stage, grid, voice
// The lattice of lesson 19: a word, a few frames, what a network says in each of them, and a path that the learner
// draws through it, hears, and adds to the sum.

/** Write the symbols of a path, or what is read of it. */
const spelt = (codes, symbols) => codes.map((code) => symbols[code]).join("\u2009");

/** Return a case of the piece with all that is calculated from it once. */
function latticeOf(state) {
  const { symbols, target, networks } = state.cases[state.word];
  const at = Math.min(state.network, networks.length - 1);
  const p = networks[at].p;
  const rows = rowsOf(target);
  const lattice = { word: state.word, symbols, target, p, rows, T: p.length, at };
  lattice.alpha = forward(p, rows);
  lattice.ways = forward(
    p.map((frame) => frame.map(() => 1)),
    rows,
  );
  lattice.total = totalOf(lattice.alpha);
  lattice.ranked = allPaths(lattice)
    .map((path) => ({ rows: path, key: path.join(), chance: pathChance(p, rows, path) }))
    .sort((one, other) => other.chance - one.chance || (one.key < other.key ? -1 : 1));
  lattice.chances = new Map(lattice.ranked.map(({ key, chance }) => [key, chance]));
  return lattice;
}

/** Say where the path stands, or what it is worth when it is complete. */
function pathSentence(lattice, { path, view, found }) {
  const { rows, symbols, T, p, alpha, total, ranked } = lattice;
  const word = spelt(lattice.target, symbols).replaceAll("\u2009", "");
  if (!path.length)
    return `Begin in frame 1, in the blank or in ${symbols[lattice.target[0]]}. ${ranked.length} paths spell ${word}.`;
  const codes = path.map((row) => rows[row]);
  const read = spelt(collapsed(codes), symbols).replaceAll("\u2009", "");
  const chance = pathChance(p, rows, path);
  const [t, s] = [path.length - 1, path.at(-1)];
  let sum = "";
  if (view === "alpha" && t) {
    const from = waysIn(rows, s).map((row) => written(alpha[t - 1][row]));
    const inner = from.length > 1 ? `(${from.join(" + ")})` : from[0];
    sum = ` All ways to this cell: α = ${written(p[t][rows[s]])} × ${inner} = ${written(alpha[t][s])}.`;
  }
  if (path.length < T) {
    const so = read ? `reads ${read}` : "reads nothing yet";
    return `Frame ${path.length} of ${T}: ${spelt(codes, symbols)} ${so}. So far ${written(chance)}.${sum}`;
  }
  const mine = sumOf(lattice, found);
  return (
    `${spelt(codes, symbols)} reads ${read}: probability ${written(chance)}, ${perCent(chance / total)} of ` +
    `P(${word}) = ${written(total)}. You have ${found.length} of ${ranked.length} paths: together ${written(mine)}, ` +
    `${perCent(mine / total)}.${sum}`
  );
}

/** Add the probabilities of paths, one by one. */
const sumOf = ({ chances }, paths) => paths.reduce((sum, path) => sum + (chances.get(path.join()) ?? 0), 0);

/** Say what the recursion and the paths one by one come to, and what the likeliest symbol of each frame reads. */
function sumsSentence({ p, rows, symbols, target, T, total, ranked }) {
  const word = target.map((code) => symbols[code]).join("");
  const one = ranked.reduce((sum, { chance }) => sum + chance, 0);
  const best = bestPath(p);
  const chance = best.reduce((product, code, t) => product * p[t][code], 1);
  const read = collapsed(best)
    .map((code) => symbols[code])
    .join("");
  return (
    `P(${word}): all ${ranked.length} paths added one by one ${written(one)}; forward recursion over ` +
    `${T} × ${rows.length} cells ${written(total)}. The likeliest symbol of each frame, ${spelt(best, symbols)}, ` +
    `reads ${read || "nothing"} and has ${written(chance)}.`
  );
}

function render({ model, el }) {
  const set = (values) => shown.change(values);
  let latest; // the state and its lattice
  let known; // the lattice that was calculated last, and what for
  const sentence = status();
  const voice = speaker(sentence);
  const refuse = (text) => voice.say(`Refused. ${text}`);

  const cell = (t, s, drawing = false) => {
    const { state, lattice } = latest;
    if (drawing && state.path[t] === s) return;
    if (t > state.path.length) {
      const next = state.path.length + 1;
      if (!drawing || state.path.length)
        refuse(`A path takes one symbol in each frame, and frame ${next} has none yet: go on there.`);
      return;
    }
    const before = state.path.slice(0, t);
    const why = refusal(lattice, before, s);
    if (why) refuse(why);
    else take([...before, s]);
  };
  const take = (path) => {
    const { state, lattice } = latest;
    const isNew = path.length === lattice.T && !state.found.some((other) => other.join() === path.join());
    set(isNew ? { path, found: [...state.found, path] } : { path });
  };
  const grid = latticeGrid(cell);
  const reading = readingRows();
  const bar = stage(() => drawBar(), "lc-ctc-bar");
  const sums = html("p", { class: "lc-note" });

  const words = html("div", { class: "lc-field lc-choice", role: "group", "aria-label": "word" });
  const networks = html("div", { class: "lc-field lc-choice", role: "group", "aria-label": "network" });
  const fillChoice = (place, label, options, value, onInput) =>
    place.replaceChildren(
      html("span", {}, label),
      ...options.map(([option, text]) => {
        const pressed = String(option === value);
        return html("button", { type: "button", "aria-pressed": pressed, onclick: () => onInput(option, text) }, text);
      }),
    );
  const views = choice({
    label: "a cell shows",
    options: Object.entries(VIEWS).map(([name, { text, quantity }]) => [name, text, quantity]),
    value: "p",
    onInput: (view) => set({ view }),
  });

  const back = button("one frame back", () => set({ path: latest.state.path.slice(0, -1) }));
  const clear = button("clear the path", () => set({ path: [] }));
  const best = button("likeliest path", () => take(latest.lattice.ranked[0].rows));
  const next = button("next likeliest", () => {
    const { lattice, state } = latest;
    const mine = new Set(state.found.map((path) => path.join()));
    const other = lattice.ranked.find(({ key }) => !mine.has(key));
    if (other) take(other.rows);
  });
  const forget = button("forget my paths", () => set({ found: [], path: [] }));

  const loudspeaker = player();
  const stop = () => {
    loudspeaker.stop();
    grid.play();
  };
  const hearPath = button("hear the path", () => {
    const { state, lattice } = latest;
    const codes = state.path.map((row) => lattice.rows[row]);
    const spans = pathSpans(codes, lattice.symbols, state.sounds);
    const samples = spoken(spans, SLOW * codes.length, { pitch: 120, tract: 1 });
    loudspeaker.play(samples, SLOW, codes.length, grid.play);
  });
  const hearWord = button("hear what was said", () => {
    const { state, lattice } = latest;
    const { spans, seconds, frame, ...voice } = state.cases[state.word].said;
    const heard = spans.map(([phone, start, end]) => ({ phone, start, end }));
    loudspeaker.play(spoken(heard, seconds, voice), frame, lattice.T, grid.play);
  });

  const drawBar = () => {
    if (!latest) return;
    const { state, lattice } = latest;
    bar.draw(...barOfPaths(lattice, state, new Set(state.found.map((path) => path.join())), bar.width()));
  };
  const update = (state) => {
    const key = [state.cases, state.word, state.network];
    if (!known || key.some((value, k) => value !== known.key[k])) {
      stop();
      known = { key, lattice: latticeOf(state) };
    }
    const { lattice } = known;
    latest = { state, lattice };
    const setWord = (word) => set({ word, path: [], found: [] });
    const { networks: nets, said } = state.cases[state.word];
    const focused = [words, networks].find((place) => place.contains(document.activeElement));
    const which = focused && [...focused.children].indexOf(document.activeElement);
    fillChoice(
      words,
      "word",
      Object.keys(state.cases).map((name) => [name, name]),
      state.word,
      setWord,
    );
    fillChoice(
      networks,
      "network",
      nets.map(({ name }, k) => [k, name]),
      lattice.at,
      (network) => set({ network }),
    );
    focused?.children[which]?.focus();
    views.show(state.view);
    grid.show(lattice, state);
    reading.show(lattice, state);
    back.disabled = clear.disabled = !state.path.length;
    hearPath.disabled = !state.path.length;
    hearWord.hidden = !said;
    next.disabled = state.found.length >= lattice.ranked.length;
    forget.disabled = !state.found.length;
    sums.textContent = sumsSentence(lattice);
    drawBar();
    voice.say(pathSentence(lattice, state));
  };

  const shown = piece({
    model,
    el,
    title: "A path through the lattice of CTC",
    names: ["cases", "word", "network", "path", "found", "view", "sounds"],
    content: [
      words,
      networks,
      views.field,
      grid.group,
      reading.all,
      html("div", { class: "lc-ctc-buttons" }, hearPath, hearWord, back, clear, best, next, forget),
      bar.picture,
      html(
        "p",
        { class: "lc-note" },
        "The bar is P of the word, cut into its paths, the likeliest first: yours are filled, this one is framed. " +
          "Dashed cells may come next; a dot is less than .01. A blank is silent, and equal neighbours sound as one.",
      ),
      sums,
      sentence,
    ],
    update,
  });
  shown.root.classList.add("lc-ctc");
  return () => {
    for (const part of [loudspeaker, bar, voice, shown]) part.end();
  };
}
