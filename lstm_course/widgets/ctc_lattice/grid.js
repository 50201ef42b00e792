// needs: ctc
// The lattice as a grid of buttons, a row for each place in the word and a column for each frame, with the path drawn
// over it, what is read from it below, and all paths of the word as a bar.

/** Write a probability in at most four characters: .36, .07, 4e−3. */
const brief = (p) => {
  if (p === 0) return "0";
  if (p >= 0.995) return "1.0";
  return p >= 0.0095 ? p.toFixed(2).slice(1) : p.toExponential(0).replace("e-", "e\u2212");
};

/** Write a probability in a sentence. */
const written = (p) => {
  if (p === 0 || p === 1) return String(p);
  if (p >= 0.001) return p.toFixed(p >= 0.1 ? 3 : 4);
  const [factor, power] = p.toExponential(1).split("e-");
  const raised = Array.from(power, (digit) => "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"[digit]);
  return `${factor}\u202f×\u202f10\u207b${raised.join("")}`;
};

/** Write a share in per cent. */
const perCent = (share) => {
  if (share > 0 && share < 0.0005) return "less than 0.1\u00a0%";
  return `${number(100 * share, share < 0.0995 || (share > 0.99 && share < 0.9995) ? 1 : 0)}\u00a0%`;
};

const VIEWS = {
  p: { text: "p of the frame", quantity: "o", spoken: "probability" },
  alpha: { text: "α, sum of all ways here", quantity: "g", spoken: "sum of all ways here" },
  ways: { text: "how many ways", quantity: "i", spoken: "ways here" },
};

/** Return the numbers in the cells, as [t][s], with how each is written and how strong its colour is, 0 to 1. */
function cellsOf(view, { p, alpha, ways, rows }) {
  if (view === "ways")
    return ways.map((frame) => frame.map((n) => ({ text: String(n), strength: n ? 0.25 + 0.75 * (n / (n + 20)) : 0 })));
  if (view === "p")
    return p.map((frame) =>
      rows.map((code) => {
        const value = frame[code];
        return { text: value < 0.0095 && value ? "·" : brief(value), full: brief(value), strength: value };
      }),
    );
  return alpha.map((frame) => {
    const most = Math.max(...frame) || 1;
    return frame.map((value) => ({ text: brief(value), strength: value / most }));
  });
}

/**
 * Make the grid. `onCell(t, s)` hears of a cell that is clicked, drawn over or taken with Enter; `show(lattice, state)`
 * draws; `play(t)` marks the frame that is heard, or none for undefined.
 */
function latticeGrid(onCell) {
  const names = html("div", { class: "lc-ctc-names", "aria-hidden": "true" });
  const field = html("div", { class: "lc-ctc-field" });
  const line = svg("svg", { class: "lc-ctc-line", preserveAspectRatio: "none", "aria-hidden": "true" });
  const area = html("div", { class: "lc-ctc-area" }, field, line);
  const group = html("div", { class: "lc-ctc-grid", role: "group" }, names, area);
  const heard = html("div", { class: "lc-ctc-heard", "aria-hidden": "true" });
  let cells = []; // [t][s]
  let size = [0, 0];
  let home = [0, 0]; // the one cell that the Tab key reaches
  let drawing = false;

  const focus = (t, s) => {
    if (!cells[t]?.[s]) return;
    cells[home[0]]?.[home[1]]?.setAttribute("tabindex", "-1");
    home = [t, s];
    cells[t][s].setAttribute("tabindex", "0");
    cells[t][s].focus();
  };
  const key = (event) => {
    const [t, s] = home;
    const place = {
      ArrowLeft: [t - 1, s],
      ArrowRight: [t + 1, s],
      ArrowUp: [t, s - 1],
      ArrowDown: [t, s + 1],
      Home: [0, s],
      End: [size[0] - 1, s],
    }[event.key];
    if (!place) return;
    event.preventDefault();
    focus(...place);
  };
  const placeOf = (element) => {
    const cell = element?.closest?.("[data-frame]");
    return cell && field.contains(cell) ? [Number(cell.dataset.frame), Number(cell.dataset.row)] : undefined;
  };
  field.addEventListener("keydown", key);
  field.addEventListener("focusin", (event) => {
    const place = placeOf(event.target);
    if (!place) return;
    cells[home[0]]?.[home[1]]?.setAttribute("tabindex", "-1");
    home = place;
    cells[place[0]][place[1]].setAttribute("tabindex", "0");
  });
  field.addEventListener("click", (event) => {
    const place = event.pointerType === "mouse" ? undefined : placeOf(event.target);
    if (place) onCell(...place);
  });
  // a mouse that is pressed and moved draws the path on, as far as it is allowed
  field.addEventListener("pointerdown", (event) => {
    drawing = event.pointerType === "mouse" && event.button === 0;
    const place = drawing ? placeOf(event.target) : undefined;
    if (place) onCell(...place);
  });
  field.addEventListener("pointerover", (event) => {
    if (!(event.buttons & 1)) drawing = false;
    const place = drawing && event.pointerType === "mouse" ? placeOf(event.target) : undefined;
    if (place) onCell(...place, true);
  });

  const build = ({ rows, symbols, T }) => {
    size = [T, rows.length];
    home = [0, 0];
    cells = Array.from({ length: T }, () => []);
    names.replaceChildren(
      ...rows.map((code) => html("span", { class: code === BLANK ? "lc-ctc-blank" : "" }, symbols[code])),
      html("span", {}, ""),
    );
    const buttons = rows.flatMap((code, s) =>
      Array.from({ length: T }, (_, t) => {
        const place = { "data-frame": t, "data-row": s, tabindex: t + s ? "-1" : "0" };
        cells[t][s] = html("button", { type: "button", class: code === BLANK ? "lc-ctc-blank" : "", ...place });
        return cells[t][s];
      }),
    );
    const times = Array.from({ length: T }, (_, t) => html("span", { class: "lc-ctc-time" }, String(t + 1)));
    field.style.gridTemplateColumns = `repeat(${T}, minmax(0, 1fr))`;
    field.replaceChildren(...buttons, ...times, heard);
    heard.style.gridRow = `1 / ${rows.length + 2}`;
    line.setAttribute("viewBox", `0 0 ${T} ${rows.length}`);
  };

  let known;
  return {
    group,
    focus,
    show(lattice, { path, view }) {
      const { rows, T } = lattice;
      if (known !== lattice.word) build(lattice);
      known = lattice.word;
      group.className = `lc-ctc-grid lc-${VIEWS[view].quantity}`;
      group.setAttribute("aria-label", `Lattice: ${T} frames, ${rows.length} rows from blank to blank`);
      const values = cellsOf(view, lattice);
      const open = nextRows(lattice, path);
      cells.forEach((column, t) => {
        column.forEach((cell, s) => {
          const on = path[t] === s;
          const next = t === path.length && open.includes(s);
          const { text, full = text, strength } = values[t][s];
          cell.textContent = text;
          cell.style.setProperty("--share", `${Math.round(45 * strength)}%`);
          cell.classList.toggle("lc-ctc-on", on);
          cell.classList.toggle("lc-ctc-next", next);
          const notes = `${on ? ", on the path" : ""}${next ? ", may come next" : ""}`;
          const name = rows[s] === BLANK ? `blank ${s / 2 + 1}` : rowName(lattice, s);
          cell.setAttribute("aria-label", `frame ${t + 1}, ${name}: ${VIEWS[view].spoken} ${full}${notes}`);
        });
      });
      const points = path.map((s, t) => `${t + 0.5},${s + 0.5}`).join(" ");
      line.replaceChildren(svg("polyline", { points, class: "lc-c lc-line" }));
    },
    play(t) {
      heard.style.display = t === undefined ? "none" : "block";
      if (t !== undefined) heard.style.gridColumn = `${t + 1}`;
    },
  };
}

/** Make the two rows below the grid: the symbol of each frame, and what is left of it when repeats are merged. */
function readingRows() {
  const taken = html("div", { class: "lc-ctc-taken" });
  const read = html("div", { class: "lc-ctc-taken" });
  const label = (text, row) => html("div", { class: "lc-ctc-reading" }, html("span", {}, text), row);
  const all = html("div", { "aria-hidden": "true" }, label("path", taken), label("reads", read));
  return {
    all,
    show({ T, rows, symbols }, { path }) {
      const codes = path.map((row) => rows[row]);
      for (const row of [taken, read]) row.style.gridTemplateColumns = `repeat(${T}, minmax(0, 1fr))`;
      const fill = (row, text) =>
        row.replaceChildren(...Array.from({ length: T }, (_, t) => html("span", {}, text(codes[t], t))));
      fill(taken, (code) => (code === undefined ? "" : symbols[code]));
      fill(read, (code, t) => (code === undefined || code === BLANK || code === codes[t - 1] ? "" : symbols[code]));
    },
  };
}

/** Return the spoken name, the height and the marks of the bar: every path of the word, the likeliest first. */
function barOfPaths({ ranked, total }, { path }, found, width) {
  const HEIGHT = 26;
  const share = (chance) => (total ? chance / total : 0);
  let left = 0;
  const rects = ranked.map(({ key, chance }) => {
    const x = left;
    left += share(chance) * width;
    const here = key === path.join();
    return { x, w: left - x, here, mine: found.has(key) };
  });
  const drawn = rects.filter(({ w, mine, here }) => w > 0.4 || mine || here);
  const sum = ranked.reduce((all, { key, chance }) => all + (found.has(key) ? share(chance) : 0), 0);
  return [
    `All ${ranked.length} paths of the word as one bar; yours are ${perCent(sum)} of it`,
    HEIGHT + 6,
    svg("rect", { x: 0.5, y: 3, width: width - 1, height: HEIGHT, class: "lc-ctc-rest" }),
    ...drawn.map(({ x, w, mine }) =>
      svg("rect", {
        x,
        y: 3,
        width: Math.max(w, 0.3),
        height: HEIGHT,
        class: mine ? "lc-ctc-mine lc-h" : "lc-ctc-path",
      }),
    ),
    ...drawn
      .filter(({ here }) => here)
      .map(({ x, w }) =>
        svg("rect", { x: Math.max(1, x), y: 1.5, width: Math.max(w, 3), height: HEIGHT + 3, class: "lc-ctc-here" }),
      ),
  ];
}
