// needs: page, stage, chart, words
// The loss signatures of lesson 11: name the fault of a curve, see what gives it away, or look at all of them.

const UNITS = { letters: "loss in nats", sums: "mean squared error" };
const LOOKS = {
  training: "lc-loss-train lc-c",
  validation: "lc-loss-validation lc-f",
  mended: "lc-loss-grey lc-baseline",
  over: "lc-loss-over lc-o",
};

function render({ model, el }) {
  const set = (values) => shown.change(values);
  let latest; // the state that is shown
  let attached; // the mode whose elements are in the page
  let [recording, faults, guesses, panels] = [null, [], [], []];
  const named = (key) => faults.find((fault) => fault.key === key);
  const truth = (state) => named(state.order[state.place]) ?? faults[0];
  const unit = (fault) => (fault.lines.includes("variance") ? UNITS.sums : UNITS.letters);
  const levels = (fault) => fault.lines.map((name) => [name, recording.lines[name]]);
  const runOf = (name, seed) => {
    const { train, validation } = recording.runs[name];
    return { train: train[seed % train.length], validation: validation[seed % train.length] };
  };

  const sentence = status();
  const where = html("span", { class: "lc-loss-where" });
  const mode = choice({
    label: "show",
    value: "riddle",
    options: [
      ["riddle", "riddles"],
      ["all", "all by name"],
    ],
    onInput: (value) => set({ mode: value }),
  });

  const chart = stage(() => draw(), "lc-loss-chart");
  const legend = html("p", { class: "lc-loss-legend" });
  const list = html("div", { class: "lc-loss-list", role: "group", "aria-label": "which fault is it?" });
  const left = html("div", { class: "lc-loss-left" }, legend, chart.picture);
  const riddle = html("div", { class: "lc-loss-riddle" }, left, list);
  const answer = button("show the answer", () => guess("", truth(latest).key));
  const beside = button("show it mended", () => set({ beside: !latest.beside }));
  const walk = html(
    "div",
    { class: "lc-loss-controls" },
    button("\u25c0", () => go(-1), "curve before"),
    button("next curve \u25b6", () => go(1)),
  );
  const controls = html(
    "div",
    { class: "lc-loss-controls lc-loss-below" },
    answer,
    beside,
    button("start again", again),
  );

  const grid = html("div", { class: "lc-loss-panels", role: "group", "aria-label": "all runs by name" });
  const key = html(
    "p",
    { class: "lc-loss-legend" },
    ...lossLegend([
      [LOOKS.training, "training"],
      [LOOKS.validation, "validation"],
      [LOOKS.mended, "mended: the same run without its fault"],
    ]),
    html("span", {}, "dotted: ln V, letters, by place, or the variance"),
  );
  const head = html("div", { class: "lc-loss-head" });
  const body = html("div");

  /** Make the buttons of a recording. */
  function build() {
    const named = (fault, press, ...more) =>
      html("button", { type: "button", onclick: press }, html("span", {}, fault.name), ...more);
    guesses = faults.map((fault) => named(fault, () => guess(fault.key)));
    panels = faults.map((fault) => {
      const mended = fault.mended === fault.key ? null : runOf(fault.mended, 0).train;
      const picture = lossPanel(runOf(fault.key, 0), mended, levels(fault), recording.every);
      return named(fault, () => set({ chosen: fault.key }), picture);
    });
    list.replaceChildren(...guesses);
    grid.replaceChildren(...panels);
    for (const group of [guesses, panels]) lossRove(group);
  }

  function go(by) {
    const { order, place } = latest;
    set({ place: (place + by + order.length) % order.length, beside: false });
  }

  function guess(...keys) {
    const fault = truth(latest);
    const known = latest.guesses[fault.key] ?? [];
    const { solved } = lossState(fault, known);
    // once it is named, a guess is only a comparison, which takes the place of the one before
    const kept = solved ? known.slice(0, known.findIndex((each) => lossIsRight(fault, each)) + 1) : known;
    const added = keys.filter((each) => !(solved && lossIsRight(fault, each)));
    set({ guesses: { ...latest.guesses, [fault.key]: [...kept, ...added] } });
  }

  /** Begin with no guesses, another order and another recorded run of each fault. */
  function again() {
    const order = [...latest.order];
    for (let k = order.length - 1; k > 0; k--) {
      const other = Math.floor((k + 1) * Math.random());
      [order[k], order[other]] = [order[other], order[k]];
    }
    const seeds = recording.runs[faults[0].key].train.length;
    set({ order, place: 0, guesses: {}, beside: false, seed: (latest.seed + 1) % seeds });
  }

  /** Return the run that is laid over the riddle: that of the last guess, from another seed. */
  function laid(fault, seed) {
    const last = (latest.guesses[fault.key] ?? []).at(-1);
    if (!last || named(last).lines.join() !== fault.lines.join()) return null;
    const name = lossIsRight(fault, last) ? fault.key : last;
    return { name, ...runOf(name, seed) };
  }

  function draw() {
    if (latest?.mode !== "riddle") return;
    const fault = truth(latest);
    const { every } = recording;
    const other = latest.seed + 1;
    const run = runOf(fault.key, latest.seed);
    const over = laid(fault, other);
    const grey = latest.beside ? runOf(fault.mended, other).train : null;
    const width = chart.width();
    const height = width < 400 ? 260 : 320;
    const marks = lossChart({ run, grey, over, levels: levels(fault), every, unit: unit(fault), width, height });
    chart.draw(lossSpoken(run, every, unit(fault)), height, ...marks);
    const entries = [
      [LOOKS.training, "training"],
      [LOOKS.validation, "validation"],
    ];
    if (grey) entries.push([LOOKS.mended, "mended"]);
    if (over)
      entries.push([LOOKS.over, over.name === fault.key ? "the same fault, another seed" : named(over.name).name]);
    legend.replaceChildren(...lossLegend(entries));
  }

  function showRiddle(state) {
    const fault = truth(state);
    const known = state.guesses[fault.key] ?? [];
    guesses.forEach((each, k) => {
      const { key, name } = faults[k];
      const guessed = known.includes(key);
      const mark = !guessed ? "" : lossIsRight(fault, key) ? "\u2713 " : "\u2717 ";
      each.setAttribute("aria-pressed", guessed);
      each.firstChild.textContent = mark + name;
    });
    beside.setAttribute("aria-pressed", state.beside);
    answer.disabled = lossState(fault, known).solved;
    const { solved, first } = lossScore(faults, state.guesses);
    where.textContent = `curve ${state.place + 1} of ${state.order.length} \u00b7 ${solved} named, ${first} at once`;
    lossSay(sentence, lossVerdict(fault, known, named));
    draw();
  }

  function showAll(state) {
    const fault = named(state.chosen) ?? faults[0];
    const { key } = fault;
    panels.forEach((each, k) => each.setAttribute("aria-pressed", faults[k].key === key));
    where.textContent = "press one to read its signs";
    panels[faults.indexOf(fault)].after(sentence); // the panels behind it fill the row that it leaves open
    lossSay(sentence, [html("b", {}, `${fault.name}.`), ` ${fault.sign} `, lossProof(fault)]);
  }

  const shown = piece({
    model,
    el,
    title: "Loss signatures: name the fault from its curve",
    names: ["recording", "mode", "order", "place", "guesses", "seed", "beside", "chosen"],
    content: [head, body],
    update(state) {
      latest = state;
      if (state.recording !== recording) {
        recording = state.recording;
        faults = recording.faults;
        build();
      }
      mode.show(state.mode);
      if (attached !== state.mode) {
        attached = state.mode;
        if (attached === "riddle") left.append(sentence);
        head.replaceChildren(...(attached === "riddle" ? [walk] : []), where, mode.field);
        body.replaceChildren(...(attached === "riddle" ? [riddle, controls] : [key, grid]));
      }
      (attached === "riddle" ? showRiddle : showAll)(state);
    },
  });
  return () => {
    chart.end();
    shown.end();
  };
}

/** Put texts and elements into the sentence, unless it says so already. */
function lossSay(sentence, parts) {
  const next = html("span", {}, ...parts);
  if (next.textContent !== sentence.textContent) sentence.replaceChildren(next);
}

/** Return the entries of a legend: a piece of line and its name. */
function lossLegend(entries) {
  return entries.map(([className, name]) =>
    html(
      "span",
      {},
      svg(
        "svg",
        { viewBox: "0 0 26 10", width: 26, height: 10, "aria-hidden": "true" },
        svg("line", { x1: 1, x2: 25, y1: 5, y2: 5, class: `lc-line ${className}` }),
      ),
      ` ${name}`,
    ),
  );
}

/** Let the Tab key reach one of the buttons, and the arrow keys lead to the others, in the rows that are seen. */
function lossRove(buttons) {
  buttons.forEach((each, k) => {
    each.tabIndex = k ? -1 : 0;
    each.addEventListener("focus", () => {
      for (const other of buttons) other.tabIndex = other === each ? 0 : -1;
    });
    each.addEventListener("keydown", (event) => {
      const columns = buttons.filter((other) => other.offsetTop === buttons[0].offsetTop).length;
      const next = {
        ArrowLeft: k - 1,
        ArrowRight: k + 1,
        ArrowUp: k - columns,
        ArrowDown: k + columns,
        Home: 0,
        End: buttons.length - 1,
      }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      buttons[next]?.focus();
    });
  });
}
