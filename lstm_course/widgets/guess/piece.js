// needs: page, line
// A guess: a mark is dragged on a number line; the button then shows the truth, and how far off the mark was.

const KEYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

function render({ model, el }) {
  let line;
  let stops;
  let before; // the mark when a finger came down
  const withUnit = (value) => `${written(value)}${line.unit && `\u00a0${line.unit}`}`;
  const put = (value) => {
    if (value !== model.get("mark")) shown.change({ mark: value });
  };

  const input = html("input", {
    type: "range",
    min: 0,
    max: 1,
    step: "any",
    "aria-label": "your guess",
    oninput: () => put(nearestStop(valueAt(Number(input.value), line), stops, line)),
    onclick: () => put(model.get("mark") ?? nearestStop(valueAt(Number(input.value), line), stops, line)),
    onpointerdown: () => (before = model.get("mark")),
    onpointercancel: () => put(before), // the finger scrolls the page
    onkeydown(event) {
      const by = { Home: -stops.length, End: stops.length, ...KEYS }[event.key];
      if (by === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const at = model.get("mark") ?? nearestStop(valueAt(0.5, line), stops, line);
      const above = stops.findIndex((stop) => stop > at); // a mark that Python has set may lie between two stops
      const below = stops.findLastIndex((stop) => stop < at);
      const next = by > 0 ? (above < 0 ? stops.length : above) + by - 1 : below + by + 1;
      put(stops[Math.max(0, Math.min(stops.length - 1, next))]);
    },
  });
  const ticks = html("div", { class: "lc-guess-ticks", "aria-hidden": "true" });
  const own = html("output", { class: "lc-guess-own" });
  const truth = html("div", { class: "lc-guess-truth lc-i" });
  const pin = html("div", { class: "lc-guess-pin lc-i" });
  const look = button("Look", () =>
    shown.change(model.get("looked") ? { looked: false, mark: null } : { looked: true }),
  );
  const sentence = status();

  /** Place a label above or below the line; one near an end stands inward of its mark. */
  const place = (node, value, text) => {
    const share = shareOf(value, line);
    node.style.setProperty("--at", share);
    node.textContent = text;
  };

  const shown = piece({
    model,
    el,
    title: model.get("question"),
    names: ["question", "low", "high", "logarithmic", "unit", "truth", "mark", "looked"],
    content: [
      html("div", { class: "lc-guess-line" }, own, ticks, truth, pin, input),
      html("div", { class: "lc-guess-foot" }, look, sentence),
    ],
    update(state) {
      const root = el.querySelector("section");
      const { mark, looked } = state;
      line = state;
      stops = stopsOf(line);
      root.classList.add("lc-guess");
      root.setAttribute("aria-label", state.question);
      root.querySelector(".lc-title").textContent = state.question;
      ticks.replaceChildren(
        ...ticksOf(line, looked ? state.truth : undefined).map(({ share, text, long }) =>
          html("span", { class: long ? "lc-guess-long" : "", style: `--at: ${share}` }, text),
        ),
      );
      input.value = mark === null ? 0.5 : shareOf(mark, line);
      input.disabled = looked;
      input.classList.toggle("lc-guess-none", mark === null);
      input.setAttribute("aria-valuetext", mark === null ? "no guess yet" : withUnit(mark));
      own.hidden = mark === null;
      truth.hidden = pin.hidden = !looked;
      place(own, mark ?? line.low, mark === null ? "" : `you: ${withUnit(mark)}`);
      place(truth, looked ? state.truth : line.low, looked ? `truth: ${withUnit(state.truth)}` : "");
      place(pin, looked ? state.truth : line.low, "");
      look.textContent = looked ? "Guess again" : "Look";
      look.disabled = mark === null && !looked;
      if (looked) {
        const said = mark === null ? "" : `You said ${withUnit(mark)}. `;
        const off = mark === null ? "" : ` ${distanceText(state, stops)}`;
        sentence.textContent = `${said}It is ${withUnit(state.truth)}.${off}`;
      } else sentence.textContent = mark === null ? "Drag the mark, or move it with the arrow keys." : "";
    },
  });
  return shown.end;
}
