// needs: page, stage, chart, words
// The loss signatures of lesson 11: name the fault of a curve, see what gives it away, or look at all of them.

const UNITS = { letters: "loss in nats", sums: "mean squared error" };

function render({ model, el }) {
  const set = (values) => shown.change(values);
  const faults = model.get("recording").faults;
  const named = (key) => faults.find((fault) => fault.key === key);
  const truth = (state) => named(state.order[Math.min(state.place, state.order.length - 1)]);
  const unit = (fault) => (fault.lines.includes("variance") ? UNITS.sums : UNITS.letters);

  const chart = stage(() => draw(latest), "lc-loss-chart");
  const legend = html("p", { class: "lc-loss-legend" });
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
  const guesses = faults.map((fault) =>
    html("button", { type: "button", onclick: () => guess(fault.key) }, html("span", {}, fault.name)),
  );
  const list = html("div", { class: "lc-loss-list", role: "group", "aria-label": "which fault is it?" }, ...guesses);
  const go = (by) => {
    const { order, place } = latest;
    set({ place: (place + by + order.length) % order.length, beside: false });
  };
  const beside = html("button", { type: "button", onclick: () => set({ beside: !latest.beside }) }, "show it mended");
  const answer = button("show the answer", () => guess("", truth(latest).key));
  const controls = html(
    "div",
    { class: "lc-loss-controls" },
    button("\u25c0", () => go(-1), "curve before"),
    button("next curve \u25b6", () => go(1)),
    answer,
    beside,
    button("start again", again),
  );
  const riddle = html(
    "div",
    { class: "lc-loss-riddle" },
    html("div", { class: "lc-loss-left" }, legend, chart.picture, sentence),
    list,
  );
  const panels = faults.map((fault) =>
    html("button", { type: "button", onclick: () => set({ chosen: fault.key }) }, html("span", {}, fault.name)),
  );
  const grid = html(
    "div",
    { class: "lc-loss-grid-of-all", role: "group", "aria-label": "all runs by name" },
    ...panels,
  );
  const key = html("p", { class: "lc-loss-legend" });
  const body = html("div", {});
  for (const group of [guesses, panels]) lossRove(group);

  function guess(...keys) {
    const fault = truth(latest);
    const known = latest.guesses[fault.key] ?? [];
    const { solved } = lossState(fault, known);
    // what is compared after the answer replaces the comparison before
    const kept = solved ? known.slice(0, known.findIndex((each) => lossIsRight(fault, each)) + 1) : known;
    const added = solved && keys.length === 1 && lossIsRight(fault, keys[0]) ? [] : keys;
    set({ guesses: { ...latest.guesses, [fault.key]: [...kept, ...added] } });
  }

  /** Begin with no guesses, another order and another recorded run of each fault. */
  function again() {
    const order = [...latest.order];
    for (let k = order.length - 1; k > 0; k--) {
      const other = Math.floor((k + 1) * Math.random());
      [order[k], order[other]] = [order[other], order[k]];
    }
    const seeds = Object.values(latest.recording.runs)[0].train.length;
    set({ order, place: 0, guesses: {}, beside: false, seed: (latest.seed + 1) % seeds });
  }

  const levelsOf = (state, fault) => fault.lines.map((name) => [name, state.recording.lines[name]]);
  const runOf = (state, name, seed) => {
    const { train, validation } = state.recording.runs[name];
    return { train: train[seed % train.length], validation: validation[seed % train.length] };
  };

  /** Return the run that is laid over the riddle: of the last guess, and of another seed. */
  function laid(state, fault) {
    const last = (state.guesses[fault.key] ?? []).at(-1);
    if (!last || named(last).lines.join() !== fault.lines.join()) return null;
    const name = lossIsRight(fault, last) ? fault.key : last;
    return { name, ...runOf(state, name, state.seed + 1) };
  }

  function draw(state) {
    if (state?.mode !== "riddle") return;
    const fault = truth(state);
    const run = runOf(state, fault.key, state.seed);
    const over = laid(state, fault);
    const grey = state.beside ? runOf(state, fault.mended, state.seed + 1).train : null;
    const { every } = state.recording;
    const height = chart.width() < 400 ? 260 : 320;
    chart.draw(
      lossSpoken(run, every, unit(fault)),
      height,
      ...lossChart({
        run,
        grey,
        over,
        levels: levelsOf(state, fault),
        every,
        unit: unit(fault),
        width: chart.width(),
        height,
      }),
    );
    legend.replaceChildren(
      ...lossLegend([
        ["lc-loss-train lc-c", "training"],
        ["lc-loss-validation lc-f", "validation"],
        ...(grey ? [["lc-loss-grey lc-baseline", "mended"]] : []),
        ...(over
          ? [["lc-loss-over lc-o", over.name === fault.key ? "the same fault, another seed" : named(over.name).name]]
          : []),
      ]),
    );
  }

  function showRiddle(state) {
    const fault = truth(state);
    const known = state.guesses[fault.key] ?? [];
    const { solved } = lossState(fault, known);
    guesses.forEach((each, k) => {
      const { key, name } = faults[k];
      const guessed = known.includes(key);
      const mark = !guessed ? "" : lossIsRight(fault, key) ? "\u2713 " : "\u2717 ";
      each.setAttribute("aria-pressed", guessed);
      each.firstChild.textContent = mark + name;
    });
    beside.setAttribute("aria-pressed", state.beside);
    answer.disabled = solved;
    const { solved: count, first } = lossScore(faults, state.guesses);
    where.textContent = `curve ${state.place + 1} of ${state.order.length} \u00b7 ${count} named, ${first} at once`;
    lossSay(sentence, lossVerdict(fault, known, named));
    draw(state);
  }

  let drawnPanels = null;
  function showAll(state) {
    if (drawnPanels !== state.recording) {
      drawnPanels = state.recording;
      panels.forEach((each, k) => {
        const fault = faults[k];
        const grey = fault.mended === fault.key ? null : runOf(state, fault.mended, 0).train;
        const run = runOf(state, fault.key, 0);
        each.replaceChildren(
          html("span", {}, fault.name),
          lossPanel(run, grey, levelsOf(state, fault), state.recording.every),
        );
      });
      key.replaceChildren(
        ...lossLegend([
          ["lc-loss-train lc-c", "training"],
          ["lc-loss-validation lc-f", "validation"],
          ["lc-loss-grey lc-baseline", "mended: the same run without its fault"],
        ]),
        html("span", {}, "dotted: ln V, letters, by place, or the variance"),
      );
    }
    panels.forEach((each, k) => each.setAttribute("aria-pressed", faults[k].key === state.chosen));
    where.textContent = "";
    const fault = named(state.chosen);
    panels[faults.indexOf(fault)].after(sentence); // the panels behind it fill the row that it leaves open
    lossSay(sentence, [html("b", {}, `${fault.name}.`), ` ${fault.sign} `, lossProof(fault)]);
  }

  let latest;
  let attached;
  const shown = piece({
    model,
    el,
    title: "Loss signatures: name the fault from its curve",
    names: ["recording", "mode", "order", "place", "guesses", "seed", "beside", "chosen"],
    content: [html("div", { class: "lc-loss-head" }, mode.field, where), body],
    update(state) {
      latest = state;
      mode.show(state.mode);
      if (attached !== state.mode) {
        attached = state.mode;
        if (state.mode === "riddle") riddle.firstChild.append(sentence);
        body.replaceChildren(...(state.mode === "all" ? [key, grid] : [riddle, controls]));
      }
      (state.mode === "all" ? showAll : showRiddle)(state);
    },
  });
  shown.root.classList.add("lc-loss-all");
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
    each.setAttribute("data-lm-suppress-shortcuts", "true");
    each.addEventListener("focus", () => buttons.forEach((other) => (other.tabIndex = other === each ? 0 : -1)));
    each.addEventListener("keydown", (event) => {
      const top = buttons[0].offsetTop;
      const columns = buttons.filter((other) => other.offsetTop === top).length;
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
