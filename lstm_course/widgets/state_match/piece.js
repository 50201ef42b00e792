// needs: page, packed, matching
// State match of lesson 21: brush letters of a text; the letters at which the same cells are awake light up.

function render({ model, el }) {
  const unpacked = {};
  let text = "";
  let down; // the letter at which a brush began
  const set = (values) => shown.change(values);
  const page = html("div", { class: "lc-match-text", role: "img" });
  const spoken = html("p", { class: "lc-note" });
  const sentence = status();
  const network = choice({
    label: "network",
    value: "trained",
    options: [
      ["trained", "trained"],
      ["untrained", "untrained twin"],
      ["shifted", "each cell shifted"],
    ],
    onInput: (name) => set({ network: name }),
  });
  const control = choice({
    label: "cells",
    value: false,
    options: [
      [false, "those that match"],
      [true, "as many others"],
    ],
    onInput: (on) => set({ control: on }),
  });
  const bar = (label, name, min, max, step, digits, quantity) =>
    slider({ label, min, max, step, value: min, digits, quantity, onInput: (value) => set({ [name]: value }) });
  const first = bar("first letter", "first", 0, 419, 1, 0);
  const letters = bar("letters", "letters", 1, 12, 1, 0);
  const threshold = bar("awake beyond (sd)", "threshold", 0.2, 2, 0.05, 2, "c");

  /** Return the number of the letter under the pointer, undefined where there is none. */
  const letterAt = (event) => {
    const node = document.elementFromPoint(event.clientX, event.clientY);
    return node?.dataset?.t === undefined || !page.contains(node) ? undefined : Number(node.dataset.t);
  };
  const brush = (event) => {
    const at = letterAt(event);
    if (down === undefined || at === undefined) return;
    const from = Math.max(Math.min(down, at), down - 11);
    set({ first: from, letters: Math.min(12, Math.abs(at - down) + 1) });
  };
  page.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch") return; // a finger scrolls; it has the sliders
    down = letterAt(event);
    if (down !== undefined) event.preventDefault();
    brush(event);
  });
  page.addEventListener("pointermove", (event) => event.buttons === 1 && brush(event));
  const lift = () => (down = undefined);
  window.addEventListener("pointerup", lift);

  const shown = piece({
    model,
    el,
    title: "Where else are the same cells awake?",
    names: ["cells", "first", "letters", "threshold", "network", "control"],
    content: [page, sentence, spoken, network.field, control.field, first.field, letters.field, threshold.field],
    update(state) {
      const { cells } = state;
      if (text !== cells.text) {
        text = cells.text;
        for (const name of ["trained", "untrained"]) unpacked[name] = unpack(cells[name]);
        unpacked.shifted = shifted(unpacked.trained);
        page.replaceChildren(
          ...[...text].map((letter, t) => html("span", { "data-t": t }, letter === "\n" ? "↵\n" : letter)),
        );
      }
      const values = unpacked[state.network];
      const from = Math.min(state.first, text.length - state.letters);
      const matching = awake(values, from, state.letters, state.threshold);
      const sides = state.control ? others(values, matching, from) : matching;
      const count = sides.filter(Boolean).length;
      const lit = count ? shares(values, sides, state.threshold) : values.map(() => 0);
      [...page.children].forEach((span, t) => {
        span.style.setProperty("--share", lit[t] === 1 ? 1 : 0.45 * lit[t] ** 3);
        span.classList.toggle("lc-match-brushed", t >= from && t < from + state.letters);
      });
      network.show(state.network);
      control.show(state.control);
      first.show(from);
      letters.show(state.letters);
      threshold.show(state.threshold);
      const all = lit.map((share) => share === 1);
      const brushed = text.slice(from, from + state.letters);
      const found = pieces(text, all, from, state.letters);
      page.setAttribute(
        "aria-label",
        `Text; brushed: ${readable(brushed)}; awake elsewhere: ${found.map(readable).join(", ") || "nowhere"}`,
      );
      const [quoted, depth] = [cells.quoted, cells.depth].map((known) => judged(all, known, from, state.letters));
      const per = (share) => `${Math.round(100 * share)} %`;
      const [who, how] = state.control
        ? ["other cells", "in place of those that match"]
        : ["cells", "are awake at all brushed letters"];
      sentence.textContent = count
        ? `${count} ${who} ${how}; together they are awake at ${quoted.count} letters elsewhere.`
        : "No cell is awake at all of these letters.";
      const inside = `Of those, ${per(quoted.true)} are inside a string (of all letters ${per(quoted.all)}), `;
      const bracketed = `and ${per(depth.true)} inside brackets (of all ${per(depth.all)}).`;
      spoken.textContent = count && quoted.count ? inside + bracketed : "";
    },
  });
  return () => {
    window.removeEventListener("pointerup", lift);
    shown.end();
  };
}

/** Write letters so that blanks and ends of lines are heard. */
const readable = (letters) => `“${letters.replaceAll(" ", "␣").replaceAll("\n", "↵")}”`;
