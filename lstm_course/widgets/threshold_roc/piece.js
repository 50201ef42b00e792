// needs: plots
// The threshold of lesson 12: dragged between the scores of ill and healthy people, along the ROC and precision over
// recall. The prevalence changes how many people are ill, never the shape of a hill.

const PEOPLE = 100000;
const SHARES = [50, 40, 30, 20, 15, 10, 7, 5, 4, 3, 2, 1.5, 1, 0.7, 0.5, 0.4, 0.3, 0.2, 0.15, 0.1].map((p) => p / 100);
const RATIOS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** Write how many of 100,000 people a share is. */
const people = (share) => Math.round(PEOPLE * share).toLocaleString("en-GB");

/** Make a slider that stops at the given values only, and writes its value by `text`. */
function stops({ label, values, text, quantity, onInput }) {
  const control = slider({
    label,
    min: 0,
    max: values.length - 1,
    step: 1,
    value: 0,
    quantity,
    onInput: (k) => onInput(values[k]),
  });
  const output = control.field.querySelector("output");
  const far = (value, k) => Math.abs(Math.log(values[k] / value));
  return {
    field: control.field,
    show(value) {
      control.input.value = values.reduce((best, _, k) => (far(value, k) < far(value, best) ? k : best), 0);
      control.input.setAttribute("aria-valuetext", text(value));
      output.value = text(value);
    },
  };
}

/** Make the confusion table with its four rates: { table, show(here, prevalence) }. */
function confusion() {
  const cells = Object.fromEntries(
    ["found", "missed", "recall", "false", "right", "rate", "precision", "accuracy"].map((name) => [
      name,
      html("strong", { "data-cell": name }),
    ]),
  );
  const cell = (name, text, className = "") => html("td", { class: className }, cells[name], html("span", {}, text));
  const table = html(
    "table",
    { class: "lc-roc-table" },
    html("caption", {}, `of ${PEOPLE.toLocaleString("en-GB")} people`),
    html(
      "tbody",
      {},
      html(
        "tr",
        {},
        html("td"),
        ...["alarm", "no alarm"].map((text) => html("th", { scope: "col" }, text)),
        html("td"),
      ),
      html(
        "tr",
        {},
        html("th", { scope: "row", class: "lc-f" }, "ill"),
        cell("found", "found", "lc-roc-box lc-roc-strong lc-f"),
        cell("missed", "missed", "lc-roc-box lc-f"),
        cell("recall", "recall"),
      ),
      html(
        "tr",
        {},
        html("th", { scope: "row", class: "lc-o" }, "healthy"),
        cell("false", "false alarms", "lc-roc-box lc-roc-strong lc-o"),
        cell("right", "left alone", "lc-roc-box lc-o"),
        cell("rate", "false alarm rate"),
      ),
      html("tr", {}, html("td"), cell("precision", "precision"), html("td"), cell("accuracy", "accuracy")),
    ),
  );
  return {
    table,
    show({ recall, falseAlarms, precision }, prevalence) {
      const counts = {
        found: prevalence * recall,
        missed: prevalence * (1 - recall),
        false: (1 - prevalence) * falseAlarms,
        right: (1 - prevalence) * (1 - falseAlarms),
      };
      const rates = { recall, rate: falseAlarms, precision, accuracy: counts.found + counts.right };
      for (const [name, share] of Object.entries(counts)) cells[name].textContent = people(share);
      for (const [name, share] of Object.entries(rates))
        cells[name].textContent = Number.isNaN(share) ? "none" : percent(share);
    },
  };
}

/** Say what the threshold does, and what it costs against the cheapest one. */
function rocSentence(state, groups, here, cheapest) {
  const { prevalence, cost_ratio } = state;
  const [ill, found, wrong] = [prevalence, prevalence * here.recall, (1 - prevalence) * here.falseAlarms].map(people);
  const right = Number.isNaN(here.precision)
    ? "nobody is alarmed, so there is no precision"
    : `an alarm is right in ${percent(here.precision)} of cases`;
  const cost = (t) => people(costAt(groups, t, state));
  const best = Number.isFinite(cheapest)
    ? `an alarm from ${score(cheapest, groups.step)} on`
    : cheapest > 0
      ? "no alarm at all"
      : "an alarm for everybody";
  return (
    `${ill} of ${PEOPLE.toLocaleString("en-GB")} are ill; ${found} are found, with ${wrong} false alarms: ${right}. ` +
    `Where a miss costs ${cost_ratio} false alarm${cost_ratio === 1 ? "" : "s"}, ${best} is cheapest: counted in ` +
    `false alarms it costs ${cost(cheapest)}, this threshold ${cost(here.t)}.`
  );
}

function render({ model, el }) {
  const set = (values) => shown.change(values);
  let groups;
  let curves;
  let latest; // what was drawn: the state, the place of the threshold and of the cheapest one
  const hills = stage(() => draw(), "lc-drag");
  const roc = stage(() => draw(), "lc-drag lc-roc-curve");
  const precision = stage(() => draw(), "lc-drag lc-roc-curve");
  const line = html("input", {
    type: "range",
    class: "lc-roc-threshold lc-c",
    step: "any",
    "aria-label": "threshold",
    oninput: () => move(Number(line.value)),
  });
  const table = confusion();
  const sentence = status();
  const voice = speaker(sentence);

  const rounded = (t) => {
    const inside = Math.max(groups.low, Math.min(groups.high, t));
    return Number((groups.step * Math.round(inside / groups.step)).toFixed(6));
  };
  const move = (t) => set({ threshold: rounded(t) });
  grab(hills.picture, (x) => {
    const share = (x - SIDE) / (hills.width() - 2 * SIDE);
    move(groups.low + share * (groups.high - groups.low));
  });
  const follow = (drawn, place) =>
    grab(drawn.picture, (x, y) => {
      const places = curvePlaces(drawn.width());
      const far = (point) => Math.hypot(places.x(place(point)[0]) - x, places.y(place(point)[1]) - y);
      const near = curves.filter((point) => Number.isFinite(point.t) && !Number.isNaN(far(point)));
      move(near.reduce((best, point) => (far(point) < far(best) ? point : best)).t);
    });
  follow(roc, (point) => [point.falseAlarms, point.recall]);
  follow(precision, (point) => [point.recall, point.precision]);

  const share = stops({
    label: "share of ill people",
    values: SHARES,
    text: percent,
    quantity: "f",
    onInput: (v) => set({ prevalence: v }),
  });
  const ratio = stops({
    label: "a miss costs",
    values: RATIOS,
    text: (v) => `${v} false alarm${v === 1 ? "" : "s"}`,
    quantity: "g",
    onInput: (v) => set({ cost_ratio: v }),
  });
  ratio.field.classList.add("lc-roc-ratio");
  const distance = slider({
    label: "distance of hills",
    min: 0,
    max: 4,
    step: 0.02,
    value: 0,
    digits: 2,
    onInput: (v) => set({ distance: v }),
  });
  const jump = button("move to the cheapest threshold", () => move(cheapestOf(groups, latest.state)));

  let known = "";
  const update = (state) => {
    const fresh = JSON.stringify([state.scores, state.distance, state.prevalence]);
    if (fresh !== known) {
      known = fresh;
      groups = groupsOf(state);
      curves = curvesOf(groups, state.prevalence);
    }
    const at = (t) => {
      const [recall, falseAlarms] = [groups.recall(t), groups.falseAlarms(t)];
      return { t, recall, falseAlarms, precision: precisionOf(recall, falseAlarms, state.prevalence) };
    };
    const cheapest = cheapestOf(groups, state);
    latest = { state, here: at(state.threshold), best: at(cheapest) };
    Object.assign(line, { min: groups.low, max: groups.high, step: groups.step });
    line.value = state.threshold;
    line.setAttribute("aria-valuetext", score(state.threshold, groups.step));
    share.show(state.prevalence);
    ratio.show(state.cost_ratio);
    distance.show(state.distance);
    distance.field.hidden = state.scores !== null;
    table.show(latest.here, state.prevalence);
    voice.say(rocSentence(state, groups, latest.here, cheapest));
    draw();
  };
  const draw = () => {
    if (!latest) return;
    const { state, here, best } = latest;
    hills.draw(...hillsAll(state, best.t));
    const [a, b] = [roc.width(), precision.width()];
    const [rocName, ...rocRest] = rocMarks(state, groups, curves, here, best, a);
    const [precisionName, ...precisionRest] = precisionMarks(state, curves, here, best, b);
    roc.draw(rocName, curveHeight(a), ...rocRest);
    precision.draw(precisionName, curveHeight(b), ...precisionRest);
  };
  const hillsAll = (state, cheapest) => {
    const [name, ...marks] = hillsMarks(state, groups, cheapest, hills.width());
    return [name, HILLS.height, ...marks];
  };

  const shown = piece({
    model,
    el,
    title: "A threshold: who is alarmed, and who is ill",
    names: ["threshold", "prevalence", "cost_ratio", "distance", "scores"],
    content: [
      hills.picture,
      line,
      html("div", { class: "lc-roc-controls" }, share.field, ratio.field, distance.field, jump),
      html("div", { class: "lc-roc-row" }, roc.picture, precision.picture, table.table),
      html(
        "p",
        { class: "lc-note" },
        "Drag the line, or the point along a curve. The hill of the ill is filled as far as there are ill people; " +
          "dashed lines: both groups equally large. \u25c6 is the cheapest threshold; the line through it on the ROC " +
          "joins places of equal cost.",
      ),
      sentence,
    ],
    update,
  });
  shown.root.classList.add("lc-roc-all");
  return () => {
    for (const part of [hills, roc, precision, voice, shown]) part.end();
  };
}
