// needs: page
// The folded part: the symbols, the numbers that are offered, and how many steps there are.

const SYMBOLS = ["store", "·", "recall"];
const LISTS = ["symbols", "offered", "keep", "write", "read"];
const NOISE = [0.9, 0.4, -0.6, 0.3, 0.5, -0.5, 0.7, -0.2, 0.1, 0.6, -0.3, 0.2, -0.8, 0.4, -0.1, 0.8];

/** Make the editor: { fold, show(state), end }; `value(name)` is a list, `set(values)` stores new ones. */
function stream(value, set) {
  const columns = []; // { symbol, offer, field }, one for each step
  const spare = []; // steps that were taken away, to be given back
  const editor = html("div", { class: "lc-switches-edit" });
  const refusal = html("p", { class: "lc-switches-refusal", role: "status", id: newId() });
  const put = (name, t, now) => set({ [name]: value(name).map((old, k) => (k === t ? now : old)) });
  const steps = slider({
    label: "steps of the stream",
    min: 4,
    max: 16,
    step: 1,
    value: 9,
    digits: 0,
    onInput: resize,
  });

  function resize(length) {
    const old = LISTS.map(value);
    for (let t = length; t < old[0].length; t++) spare[t] = old.map((list) => list[t]);
    const fresh = (t) => spare[t] ?? ["·", NOISE[t], true, false, false];
    const step = (list, k, t) => (t < list.length ? list[t] : fresh(t)[k]);
    set(Object.fromEntries(LISTS.map((name, k) => [name, Array.from({ length }, (_, t) => step(old[k], k, t))])));
  }

  let waiting; // whoever types a minus sign is not yet wrong
  const PAUSE = 500; // milliseconds

  /** Say in words what is refused, what is allowed, and what holds. */
  function refuse(t, offer) {
    const typed = offer.value.replaceAll("-", "\u2212") || "an empty field";
    const entry = offer.validity.badInput ? "what is no number" : typed;
    refusal.textContent =
      `Step ${t + 1}: ${entry} is refused. A number from \u22121 to 1 is allowed; ` +
      `${number(value("offered")[t])} stays.`;
  }

  function add(t) {
    const symbol = html(
      "select",
      { "aria-label": `symbol, step ${t + 1}`, onchange: () => put("symbols", t, symbol.value) },
      ...SYMBOLS.map((text) => html("option", {}, text)),
    );
    const offer = html("input", {
      type: "number",
      min: -1,
      max: 1,
      step: 0.1,
      "aria-label": `number offered, step ${t + 1}`,
      "aria-describedby": refusal.id,
      oninput() {
        clearTimeout(waiting);
        const valid = Math.abs(offer.valueAsNumber) <= 1;
        offer.setAttribute("aria-invalid", !valid);
        if (!valid) waiting = setTimeout(refuse, PAUSE, t, offer);
        if (!valid) return;
        refusal.textContent = "";
        put("offered", t, offer.valueAsNumber);
      },
      onchange() {
        clearTimeout(waiting);
        if (!(Math.abs(offer.valueAsNumber) <= 1)) refuse(t, offer);
        offer.value = value("offered")[t]; // what was refused is gone, the words stay
        offer.setAttribute("aria-invalid", false);
      },
    });
    const field = html("div", { class: "lc-g" }, html("span", { "aria-hidden": "true" }, t + 1), symbol, offer);
    columns.push({ symbol, offer, field });
    editor.append(field);
  }

  const fold = html(
    "details",
    { class: "lc-switches-stream" },
    html("summary", {}, "Edit the stream: symbols, numbers, length"),
    steps.field,
    editor,
    refusal,
  );

  return {
    fold,
    end: () => clearTimeout(waiting),
    show({ symbols, offered }) {
      while (columns.length < symbols.length) add(columns.length);
      while (columns.length > symbols.length) columns.pop().field.remove();
      steps.show(symbols.length);
      columns.forEach(({ symbol, offer }, t) => {
        symbol.value = symbols[t];
        if (offer.valueAsNumber !== offered[t] && offer.getAttribute("aria-invalid") !== "true")
          offer.value = offered[t];
      });
    },
  };
}
