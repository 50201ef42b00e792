// needs: bars
// The language-model piece of lesson 17: the next letter's probabilities, three knobs, and what is written with them.

const MOST = 400; // letters drawn
const MANY = 40;
const ODD = Math.log2(100); // bits of a letter to which the network gave 1 %

/** Say what can be drawn next, and how the letters drawn so far look to the network. */
function languageSentence(state, { alphabet }, { own, chance, cut, order }, drawnBits) {
  const of = (reason) => cut.filter((why) => why === reason).length;
  const open = chance.filter((p) => p > 0).length;
  const name = (code) => `\u201c${visible(alphabet[code])}\u201d`;
  const [top] = order;
  const next =
    `The network gives ${name(top)} ${percent(own[top])}; it is drawn with ${percent(chance[top])}. ` +
    `${open} of ${alphabet.length} letters can be drawn` +
    (of("k") + of("p") ? `, ${of("k")} are cut by k and ${of("p")} by p. ` : ". ");
  if (!drawnBits.length) return `${next}Nothing is drawn yet.`;
  const bits = drawnBits.reduce((sum, b) => sum + b, 0) / drawnBits.length;
  const odd = drawnBits.filter((b) => b > ODD).length;
  const round = circle(state.drawn);
  return (
    `${next}${drawnBits.length} letter${drawnBits.length === 1 ? "" : "s"} drawn: ${number(bits)} bits each to the ` +
    `network itself, ${odd} of them with less than 1\u00a0%.` +
    (round ? ` It goes in a circle of ${round} letter${round === 1 ? "" : "s"}.` : "")
  );
}

function render({ model, el }) {
  const set = (values) => shown.change(values);
  let net;
  let latest; // what was drawn: the state and the choices
  const bars = stage(() => draw(), "lc-bars");
  const sentence = status();
  const voice = speaker(sentence);
  const id = newId();
  const typed = html("input", {
    id,
    type: "text",
    maxlength: 200,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    oninput: () => set({ beginning: foldedText(typed.value, net.alphabet), drawn: "" }),
  });
  const written = html("p", { class: "lc-bars-text" });
  const knob = (label, settings, onInput) => slider({ label, value: 1, step: 0.05, digits: 2, onInput, ...settings });
  const temperature = knob("temperature", { min: 0, max: 2, quantity: "h" }, (v) => set({ temperature: v }));
  const k = knob("k: how many", { min: 1, max: 2, step: 1, digits: 0 }, (v) => set({ k: v }));
  const mass = knob("p: share", { min: 0.05, max: 1 }, (v) => set({ mass: v }));

  const write = (start, count, seed) => {
    const { state } = latest;
    return start + net.write(state.beginning + start, count, state, diceFrom(seed, start.length));
  };
  const more = (count) => {
    const { drawn, seed } = latest.state;
    set({ drawn: write(drawn, Math.min(count, MOST - drawn.length), seed) });
  };
  const afresh = (seed) => set({ seed, drawn: write("", latest.state.drawn.length || MANY, seed) });
  const one = button("draw a letter", () => more(1));
  const many = button(`draw ${MANY}`, () => more(MANY));
  const again = button("draw them again", () => afresh(latest.state.seed));
  const other = button("other dice", () => afresh((latest.state.seed + 1) % 2 ** 31));
  const clear = button("clear", () => set({ drawn: "" }));

  let known;
  const update = (state) => {
    if (state.weights !== known) {
      net = characterModel(state.weights);
      known = state.weights;
    }
    const { beginning, drawn } = state;
    const bits = net.bits(beginning + drawn).slice(beginning.length);
    latest = { state, found: choices(net.after(beginning + drawn), state) };
    if (foldedText(typed.value, net.alphabet) !== beginning) typed.value = beginning;
    written.replaceChildren(
      html("span", { class: "lc-bars-beginning" }, beginning),
      ...Array.from(drawn, (letter, n) => html("span", { class: bits[n] > ODD ? "lc-bars-odd" : "" }, letter)),
      html("span", { class: "lc-bars-caret", "aria-hidden": "true" }),
    );
    temperature.show(state.temperature);
    k.input.max = net.alphabet.length;
    k.show(Math.min(state.k, net.alphabet.length));
    mass.show(state.mass);
    one.disabled = many.disabled = drawn.length >= MOST;
    again.disabled = clear.disabled = drawn.length === 0;
    voice.say(languageSentence(state, net, latest.found, bits));
    draw();
  };
  const draw = () => {
    if (latest) bars.draw(...barMarks(net, latest.found, bars.width()));
  };

  const shown = piece({
    model,
    el,
    title: "The next letter, and three knobs",
    names: ["weights", "beginning", "drawn", "temperature", "k", "mass", "seed"],
    content: [
      html("div", { class: "lc-field lc-bars-typed" }, html("label", { for: id }, "a beginning"), typed),
      html("div", { class: "lc-bars-knobs" }, temperature.field, k.field, mass.field),
      html("p", { class: "lc-note" }, "Bar: the chance to be drawn next. Dashes: what the network says."),
      bars.picture,
      html("div", { class: "lc-bars-buttons" }, one, many, again, other, clear),
      written,
      html(
        "p",
        { class: "lc-note" },
        "The temperature comes first, then k, then p. Underlined: the network gave this letter less than 1\u00a0%. " +
          `The dice of the first, second, \u2026 letter stay the same until you press \u201cother dice\u201d; ` +
          `${MOST} letters are the most.`,
      ),
      sentence,
    ],
    update,
  });
  shown.root.classList.add("lc-bars-all");
  return () => {
    for (const part of [bars, voice, shown]) part.end();
  };
}
