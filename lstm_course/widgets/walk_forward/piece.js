// needs: plots
// The walk-forward piece of lesson 12: what a split of the past says about a model's error, and what came later.

const SERIES = { walk: "random walk", ar2: "AR(2)" };
const NAMES = { nearest: "look-up", linear: "linear, 10 lags", shuffled: "shuffled 5-fold", forward: "walk-forward" };
const MODELS = { nearest: "look-up of the nearest window", linear: "linear on 10 lags" };

/** Say what the split says, what came, and why. */
function walkSentence(state, rows) {
  const { split, model, series } = state;
  const [said, came] = [mean(rows[split]), mean(rows.later)];
  const times = came / said;
  const verdict =
    times > 1.15
      ? `${number(times, 1)} times as much`
      : times < 0.87
        ? `${number(times, 2)} times as much${split === "forward" ? "; the first blocks know less of the past" : ""}`
        : "on average the split tells the truth";
  const worse = rows.later.filter((error, k) => error > 1.5 * rows[split][k]).length;
  const why =
    split === "forward"
      ? "It rehearses what comes later: train on the past, wait for the gap, forecast a block."
      : model === "linear"
        ? "Eleven weights cannot copy a neighbour, so the shuffle gives nothing away."
        : series === "ar2"
          ? "An AR(2) comes back to where it was, so the look-up finds as near a window later."
          : `Nearly every test window has one in training that is a single step away; later ` +
            `${state.gap > 0 ? "none" : "only the first one"} has. In ${worse} of ${RUNS} series the error grew by ` +
            `more than half.`;
  return (
    `${SERIES[series][0].toUpperCase()}${SERIES[series].slice(1)}, ${MODELS[model]}: ` +
    `${split === "shuffled" ? "the shuffle" : "the walk"} says ${number(said)}, later it was ${number(came)}: ` +
    `${verdict}. ${why}`
  );
}

function render({ model, el }) {
  const set = (values) => shown.change(values);
  const runOf = experiment();
  let latest; // what was drawn: the state, the run of the series shown, the errors of all
  const time = stage(() => draw(), "lc-drag");
  const dots = stage(() => draw(), "lc-walk-all-dots");
  const sentence = status();
  const voice = speaker(sentence);
  const options = (names) => names.map((name) => [name, NAMES[name]]);
  const series = choice({
    label: "series",
    value: "walk",
    options: Object.entries(SERIES),
    onInput: (v) => set({ series: v }),
  });
  const how = choice({
    label: "model",
    value: "nearest",
    options: options(["nearest", "linear"]),
    onInput: (v) => set({ model: v }),
  });
  const split = choice({
    label: "split",
    value: "shuffled",
    options: options(["shuffled", "forward"]),
    onInput: (v) => set({ split: v }),
  });
  const whole = (label, max, quantity, onInput) =>
    slider({ label, min: 1, max, step: 1, value: 1, digits: 0, quantity, onInput });
  const fold = whole("test block", FOLDS, "g", (v) => set({ fold: v - 1 }));
  const gap = slider({
    label: "gap",
    min: 0,
    max: MAX_GAP,
    step: 1,
    value: 0,
    digits: 0,
    onInput: (v) => set({ gap: v }),
  });
  const one = whole("series shown", RUNS, "c", (v) => set({ shown: v - 1 }));
  const other = button(`${RUNS} other series`, () => set({ seed: (latest.state.seed + RUNS) % 2 ** 31 }));

  grab(time.picture, (x, _, [firstX, firstY]) => {
    const { state, run } = latest;
    const places = timePlaces(time.width());
    const folds = run.folds(state.split, state.gap);
    const row = Math.floor((firstY - TIME.rows) / TIME.row);
    const still = Math.abs(x - firstX) < 4;
    if (state.split === "shuffled") {
      if (row >= 0 && row < folds.length) set({ fold: row });
      return;
    }
    const { known, from } = edges(folds[foldOf(state)]);
    if (still) gripped = Math.abs(firstX - places.x(known)) < 14;
    if (gripped) {
      set({ gap: Math.max(0, Math.min(MAX_GAP, Math.round(from - places.t(x)))) });
    } else if (still && row >= 0 && row < folds.length) set({ fold: row });
    else {
      const far = (k) => Math.abs(places.t(x) - edges(folds[k]).from - BLOCK / 2);
      set({ fold: folds.reduce((best, _, k) => (far(k) < far(best) ? k : best), 0) });
    }
  });
  let gripped = false; // whether the hand holds the edge of the gap
  grab(dots.picture, (x, y) => {
    const places = dotPlaces(latest.rows, dots.width());
    let [best, least] = [0, Infinity];
    for (const row of places)
      row.forEach(([a, b], k) => {
        const far = Math.hypot(a - x, b - y);
        if (far < least) [best, least] = [k, far];
      });
    if (least < 24) set({ shown: best });
  });

  const update = (state) => {
    const runs = Array.from({ length: RUNS }, (_, k) => runOf(state.series, state.model, state.seed + k));
    const rows = Object.fromEntries(
      ["shuffled", "forward", "later"].map((name) => [name, runs.map((run) => run.error(name, state.gap))]),
    );
    latest = { state, rows, run: runs[state.shown] };
    series.show(state.series);
    how.show(state.model);
    split.show(state.split);
    fold.input.max = state.split === "shuffled" ? FOLDS : BLOCKS;
    fold.show(foldOf(state) + 1);
    fold.field.querySelector("label").textContent = state.split === "shuffled" ? "test fold" : "test block";
    gap.show(state.gap);
    one.show(state.shown + 1);
    dots.picture.dataset.errors = JSON.stringify(rows);
    voice.say(walkSentence(state, rows));
    draw();
  };
  const draw = () => {
    if (!latest) return;
    const { state, rows, run } = latest;
    time.draw(...timeMarks(state, run, time.width()));
    dots.draw(...dotMarks(state, rows, dots.width()));
  };

  const shown = piece({
    model,
    el,
    title: "What a split says, and what came later",
    names: ["series", "model", "split", "gap", "fold", "shown", "seed"],
    content: [
      html("div", { class: "lc-walk-choices" }, series.field, how.field, split.field, other),
      time.picture,
      html("div", { class: "lc-walk-controls" }, fold.field, gap.field, one.field),
      dots.picture,
      html(
        "p",
        { class: "lc-note" },
        `Mean absolute error of the next value; the noise of both series has standard deviation 1. A point is a ` +
          `series, the bar the mean of ${RUNS}. Drag the test block or the edge of the gap; press a point to see its ` +
          "series.",
      ),
      sentence,
    ],
    update,
  });
  shown.root.classList.add("lc-walk-all");
  return () => {
    for (const part of [time, dots, voice, shown]) part.end();
  };
}
