// needs: map
// The attention map of lesson 18: a date in words, the date that is written for it, and where each symbol looked.

const UNTOUCHED = { temperature: 1, cuts: [], way: "unknown" };
const WAYS = { unknown: "made unknown", masked: "masked" };

/** Name a letter by its place. */
const placeSaid = (letters, s) => `letter ${s + 1}, \u201c${visible(letters[s])}\u201d`;

/** Say where a symbol looks. */
function lookSentence({ letters, written, row, place }) {
  const { letter, chance, weights } = written[row];
  const name = letter === "end" ? "the end" : `\u201c${letter}\u201d`;
  const most = weights.indexOf(Math.max(...weights));
  const where = weights[most]
    ? `looks most at ${placeSaid(letters, most)}, with ${number(weights[most])}, and is spread over ` +
      `${number(spread(weights), 1)} letters`
    : "may look nowhere";
  const picked = weights[most] && place !== most ? `; ${placeSaid(letters, place)}, has ${number(weights[place])}` : "";
  return `Symbol ${row + 1}, ${name} (${inPercent(chance)}), ${where}${picked}.`;
}

/** Say what the cuts and the temperature change. */
function changeSentence({ letters, written, plain, row, cuts, way, temperature }) {
  if (!cuts.length && temperature === 1) return "";
  const count = Math.max(written.length, plain.length);
  const other = Array.from({ length: count }, (_, t) => t).filter((t) => plain[t]?.symbol !== written[t]?.symbol);
  const cause = [
    ...(cuts.length
      ? [
          cuts.length === 1
            ? `${placeSaid(letters, cuts[0])} is ${WAYS[way]}`
            : `${cuts.length} letters are ${WAYS[way]}`,
        ]
      : []),
    ...(temperature !== 1 ? [`the temperature is ${number(temperature, 1)}`] : []),
  ].join(" and ");
  const effect = other.length
    ? `${other.length} of ${count} symbols are others: ${textOf(plain)} became ${textOf(written)}`
    : "the same date is written";
  const before = plain[row];
  const sure = before
    ? ` Before, symbol ${row + 1} was \u201c${before.letter}\u201d with ${inPercent(before.chance)}; to that symbol ` +
      `the network gives ${inPercent(written[row].p[before.symbol])} now.`
    : "";
  return ` Now ${cause}: ${effect}.${sure}`;
}

/** Say all of it. */
function mapSentence(map, examples) {
  const known = examples.find(({ text }) => text === map.text);
  const right = known ? (textOf(map.plain) === known.iso ? ", which is right" : `, but it is ${known.iso}`) : "";
  const first = map.cuts.length || map.temperature !== 1 ? "" : `Written: ${textOf(map.plain)}${right}. `;
  return `${first}${lookSentence(map)}${changeSentence(map)}`;
}

function render({ model, el }) {
  const set = (values) => shown.change(values);
  let latest; // what was drawn
  const map = stage(() => draw(), "lc-map");
  const sentence = status();
  const voice = speaker(sentence);
  const [chosenId, typedId] = [newId(), newId()];
  const fresh = (source) => set({ source, cuts: [] });
  const chosen = html("select", { id: chosenId, onchange: () => chosen.value && fresh(chosen.value) });
  const typed = html("input", {
    id: typedId,
    type: "text",
    maxlength: 40,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    oninput: () => {
      if (typed.value) fresh(typed.value.toLowerCase());
    },
  });
  const whole = (label, quantity, onInput) =>
    slider({ label, min: 1, max: 2, step: 1, value: 1, digits: 0, quantity, onInput });
  const row = whole("symbol written", "c", (v) => set({ row: v - 1 }));
  const place = whole("letter read", "f", (v) => set({ place: v - 1 }));
  const temperature = slider({
    label: "temperature",
    min: 0.1,
    max: 5,
    step: 0.1,
    value: 1,
    quantity: "h",
    onInput: (v) => set({ temperature: v }),
  });
  const way = choice({
    label: "a cut letter is",
    value: "unknown",
    options: [
      ["unknown", "unknown"],
      ["masked", "masked"],
    ],
    onInput: (v) => set({ way: v }),
  });
  const toggle = (s) => {
    const { cuts } = latest;
    set({
      place: s,
      cuts: cuts.includes(s) ? cuts.filter((other) => other !== s) : [...cuts, s].sort((a, b) => a - b),
    });
  };
  const cut = button("cut", () => toggle(latest.place));
  const restore = button("put all back", () => set({ cuts: [] }));
  map.picture.addEventListener("click", (event) => {
    const box = map.picture.getBoundingClientRect();
    const hit = mapHit(
      event.clientX - box.left,
      event.clientY - box.top,
      map.width(),
      latest.letters.length,
      latest.written.length,
    );
    if (hit && hit.row === undefined) toggle(hit.place);
    else if (hit) set(hit);
  });

  let known;
  let net;
  const update = (state) => {
    if (state.weights !== known) {
      known = state.weights;
      net = dateWriter(known);
      chosen.replaceChildren(
        html("option", { value: "" }, "your own"),
        ...known.examples.map(({ locale, text }) => html("option", { value: text }, `${locale}: ${text}`)),
      );
    }
    const letters = Array.from(state.source);
    const cuts = state.cuts.filter((s) => s < letters.length);
    const settings = { temperature: state.temperature, cuts, way: state.way };
    const written = net.write(state.source, settings);
    latest = {
      ...settings,
      text: state.source,
      letters,
      written,
      plain: net.write(state.source, UNTOUCHED),
      row: Math.min(state.row, written.length - 1),
      place: Math.min(state.place, letters.length - 1),
    };
    chosen.value = known.examples.some(({ text }) => text === state.source) ? state.source : "";
    if (typed.value.toLowerCase() !== state.source) typed.value = state.source;
    row.input.max = written.length;
    row.show(latest.row + 1);
    place.input.max = letters.length;
    place.show(latest.place + 1);
    temperature.show(state.temperature);
    way.show(state.way);
    const at = visible(letters[latest.place]);
    cut.textContent = cuts.includes(latest.place) ? `put \u201c${at}\u201d back` : `cut \u201c${at}\u201d`;
    restore.disabled = !cuts.length;
    voice.say(mapSentence(latest, known.examples));
    draw();
  };
  const draw = () => {
    if (latest) map.draw(...mapMarks(latest, map.width()));
  };

  const shown = piece({
    model,
    el,
    title: "Where each symbol looked",
    names: ["weights", "source", "row", "place", "cuts", "way", "temperature"],
    content: [
      html(
        "div",
        { class: "lc-map-row" },
        html("div", { class: "lc-field" }, html("label", { for: chosenId }, "a date"), chosen),
        html("div", { class: "lc-field lc-map-typed" }, html("label", { for: typedId }, "or type one"), typed),
      ),
      map.picture,
      html("div", { class: "lc-map-controls" }, row.field, temperature.field, place.field),
      html("div", { class: "lc-map-row" }, way.field, html("div", { class: "lc-map-buttons" }, cut, restore)),
      html(
        "p",
        { class: "lc-note" },
        "Above the letters: the weights of the symbol in the frame; dashes: with nothing changed. Below them: a row " +
          "for each symbol written, deep in colour where its weight is large, a dot on the largest; at the right, " +
          "how sure the network is. !: another symbol than with nothing changed. Press a letter to cut it, a row to " +
          "see its weights.",
      ),
      sentence,
    ],
    update,
  });
  shown.root.classList.add("lc-map-all");
  return () => {
    for (const part of [map, voice, shown]) part.end();
  };
}
