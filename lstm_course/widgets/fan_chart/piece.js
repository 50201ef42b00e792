// needs: plots
// The fan chart of lesson 14: bands of an LSTM and of an autoregression, and how much of what they promise they hold.

const NAMES = ["recording", "values", "model", "widened", "level", "origin", "ahead"];

/** Make the table that counts what is covered: { table, show(counts, level) }. */
function countTable() {
  const rows = Object.fromEntries(PARTS.map((part) => [part, Array.from({ length: 4 }, () => html("td"))]));
  const head = ["", "inside", "held", "points", "width"].map((text) =>
    html(text ? "th" : "td", text ? { scope: "col" } : {}, text),
  );
  const row = (part) => html("tr", {}, html("th", { scope: "row", class: STROKE[part] }, part), ...rows[part]);
  const table = html(
    "table",
    { class: "lc-fan-table" },
    html("caption"),
    html("tbody", {}, html("tr", {}, ...head), ...PARTS.map(row)),
  );
  return {
    table,
    show(counts, level, caption) {
      table.caption.textContent = caption;
      for (const part of PARTS) {
        const { covered, all, share, width } = counts[part];
        const points = Math.round(100 * share) - Math.round(100 * level);
        const [inside, held, short, wide] = rows[part];
        inside.textContent = `${covered} of ${all}`;
        held.textContent = percent(share);
        short.textContent = `${points > 0 ? "+" : ""}${number(points, 0)}`;
        wide.textContent = number(width);
      }
    },
  };
}

const years = (ahead) => (ahead === 1 ? "one year" : `${ahead} years`);

/** Say what the band promised and held, and what the widening did. */
function fanSentence(state, fan, level) {
  const at = fan.counts(state, state.ahead, state.place);
  const more = fan.margin(state.model, state.ahead, state.place);
  const points = Math.round(100 * at.test.share) - Math.round(100 * level);
  const apart = `${Math.abs(points)} point${Math.abs(points) === 1 ? "" : "s"}`;
  const verdict = points < 0 ? `${apart} short` : points > 0 ? `${apart} more` : "as promised";
  const learnt =
    state.model === "ar"
      ? "Its width comes from the errors in training and grows with every year it looks ahead."
      : "It learnt its width on the years up to 1879 alone.";
  const moved = Number.isFinite(more)
    ? `The calibration moves both ends ${more < 0 ? "in" : "out"} by ${number(Math.abs(more))} standard deviations, ` +
      "measured on the years from 1880 to 1939."
    : "There are too few scores: the band has no ends.";
  return (
    `${NETS[state.model]}, ${years(state.ahead)} ahead, promises ${percent(level)}: it holds ` +
    `${percent(at.training.share)} in training, ${percent(at.calibration.share)} in the calibration, ` +
    `and in the test ${percent(at.test.share)}, ${verdict}. ` +
    (state.widened ? moved : learnt)
  );
}

function render({ model, el }) {
  const set = (values) => shown.change(values);
  let fan;
  let latest; // the state that was drawn, with the place of its level
  const over = stage(() => draw(), "lc-drag lc-fan-over");
  const near = stage(() => draw(), "lc-drag lc-fan-close");
  const held = stage(() => draw(), "lc-drag lc-fan-held");
  const counter = countTable();
  const sentence = status();
  const voice = speaker(sentence);
  const first = () => latest.state.recording.first;
  const net = choice({
    label: "model",
    value: "lstm",
    options: Object.entries(NETS),
    onInput: (v) => set({ model: v }),
  });
  const wide = choice({
    label: "band",
    value: "learnt",
    options: [
      ["learnt", "as learnt"],
      ["widened", "widened by conformal"],
    ],
    onInput: (v) => set({ widened: v === "widened" }),
  });
  const whole = (label, settings, onInput) => slider({ label, step: 1, value: 1, digits: 0, onInput, ...settings });
  const promise = whole("promised, %", { min: 50, max: 95, step: 5, quantity: "h" }, (v) => set({ level: v }));
  const ahead = whole("years ahead", { min: 1, max: 8 }, (v) => set({ ahead: v }));
  const origin = whole("made in", { min: 1711, max: 2007 }, (v) => set({ origin: v }));

  const toYear = (t) => set({ origin: first() + Math.max(fan.first, Math.min(fan.last, Math.round(t))) });
  grab(over.picture, (x) => {
    const place = overPlace(latest.state.values.length, over.width());
    toYear((x - place(0)) / (place(1) - place(0)));
  });
  let before; // the origin when the hand came down
  near.picture.addEventListener("pointerdown", () => {
    before = latest.state.origin - first();
  });
  grab(near.picture, (x, _, [firstX]) => toYear(before - (x - firstX) / nearPlaces(0, near.width()).year));
  grab(held.picture, (x) => {
    const level = 5 * Math.round(20 * heldPlaces(held.width()).level(x));
    set({ level: Math.max(50, Math.min(95, level)) });
  });

  let known = [];
  const update = (state) => {
    if (known[0] !== state.recording || known[1] !== state.values) {
      fan = fans(state.recording, state.values);
      known = [state.recording, state.values];
    }
    const place = state.recording.levels.findIndex((level) => Math.round(100 * level) === state.level);
    latest = { state: { ...state, place } };
    net.show(state.model);
    wide.show(state.widened ? "widened" : "learnt");
    promise.show(state.level);
    ahead.show(state.ahead);
    origin.show(state.origin);
    const level = state.recording.levels[place];
    const counts = fan.counts(latest.state, state.ahead, place);
    counter.show(counts, level, `years inside the ${percent(level)} band, ${years(state.ahead)} ahead`);
    voice.say(fanSentence(latest.state, fan, level));
    draw();
  };
  const draw = () => {
    if (!latest) return;
    const { state } = latest;
    const { recording, values } = state;
    over.draw(...overMarks(state, fan, values, recording.first, over.width()));
    near.draw(...nearMarks(state, fan, recording, values, recording.first, near.width()));
    held.draw(...heldMarks(state, fan, recording, held.width()));
  };

  const shown = piece({
    model,
    el,
    title: "A fan, and what it holds of its promise",
    names: NAMES,
    content: [
      html("div", { class: "lc-fan-choices" }, net.field, wide.field),
      over.picture,
      near.picture,
      html("div", { class: "lc-fan-controls" }, promise.field, ahead.field, origin.field),
      html("div", { class: "lc-fan-row" }, held.picture, counter.table),
      html(
        "p",
        { class: "lc-note" },
        "Sunspot numbers by year. Short grey stroke: that year lay in the band made so many years before; long " +
          "stroke, or cross: it did not. Below, thin: training; long dashes: calibration; thick: test; short dashes: " +
          "as promised. Points: held less promised. Width: on average, in standard deviations. Drag any drawing. " +
          "The AR(9) is that of the lesson. The LSTM is another one: 21 quantiles for each of 8 years, 400 steps " +
          "(there 3 quantiles for one year, 300 steps); of 5 seeds the one whose share of the test is the median.",
      ),
      sentence,
    ],
    update,
  });
  shown.root.classList.add("lc-fan-all");
  return () => {
    for (const part of [over, near, held, voice, shown]) part.end();
  };
}
