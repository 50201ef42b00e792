// needs: diagram
// The cone of lesson 16: which inputs an output can know of, and which outputs an input moves.

/** Write times as a range, or one by one. */
function timesSaid(all, letter) {
  if (!all.length) return `no ${letter}`;
  if (all.length === 1) return `${letter}[${all[0]}]`;
  return `${letter}[${all[0]}] \u2026 ${letter}[${all.at(-1)}]`;
}

/** Say what the picked output can know of, and what the changed input moves. */
function coneSentence({ net, delay, picked, changed, change }, { moves, cone }) {
  const moved = moves.map((_, t) => t).filter((t) => moves[t] !== 0);
  const ahead = cone.filter((s) => s > picked).length;
  const waits = net === "delay" ? ` ${delay} step${delay === 1 ? "" : "s"}` : "";
  const answer =
    change === 0
      ? "Change it, and see who moves."
      : `Adding ${number(change, 1)} to x[${changed}] moves ${timesSaid(moved, "y")}; y[${picked}] ` +
        `${moves[picked] === 0 ? "does not move at all" : `moves by ${number(moves[picked], 4)}`}.`;
  return (
    `${NETS[net][0].toUpperCase()}${NETS[net].slice(1)}${waits}: ` +
    `y[${picked}] is calculated from ${timesSaid(cone, "x")}, ${ahead || "none"} of them later than itself. ` +
    answer
  );
}

function render({ model, el }) {
  const set = (values) => shown.change(values);
  let latest; // what was drawn: the state and what was found
  const diagram = stage(() => draw(), "lc-drag lc-cone");
  const sentence = status();
  const voice = speaker(sentence);
  const net = choice({
    label: "net",
    value: "forward",
    options: Object.entries(NETS),
    onInput: (v) => set({ net: v }),
  });
  const whole = (label, max, quantity, onInput) =>
    slider({ label, min: 0, max, step: 1, value: 0, digits: 0, quantity, onInput });
  const picked = whole("picked output", LENGTH - 1, "c", (v) => set({ picked: v }));
  const changed = whole("changed input", LENGTH - 1, "f", (v) => set({ changed: v }));
  const change = slider({
    label: "added to it",
    min: -2,
    max: 2,
    step: 0.1,
    value: 0,
    quantity: "f",
    onInput: (v) => set({ change: v }),
  });
  const delay = whole("steps it waits", 4, "h", (v) => set({ delay: v }));
  const other = button("other weights", () => set({ seed: (latest.state.seed + 1) % 2 ** 31 }));
  grab(diagram.picture, (x, _, [, firstY]) => {
    const t = Math.floor((LENGTH * (x - CONE.left)) / (diagram.width() - CONE.left - CONE.right));
    if (t < 0 || t >= LENGTH) return;
    if (firstY < (CONE.output + CONE.back) / 2) set({ picked: t });
    else if (firstY > (CONE.forward + CONE.input) / 2) set({ changed: t });
  });

  const update = (state) => {
    const drawn = coneDrawn(state.seed);
    latest = {
      state,
      found: {
        x: drawn.x.map((value, t) => (t === state.changed ? value + state.change : value)),
        moves: coneMoves(drawn, state.net, state.delay, state.changed, state.change),
        cone: coneOf(drawn, state.net, state.delay, state.picked),
      },
    };
    net.show(state.net);
    picked.show(state.picked);
    changed.show(state.changed);
    change.show(state.change);
    delay.show(state.delay);
    delay.field.hidden = delay.input.disabled = state.net !== "delay";
    voice.say(coneSentence(state, latest.found));
    draw();
  };
  const draw = () => {
    if (latest) diagram.draw(...coneMarks(latest.state, latest.found, diagram.width()));
  };

  const shown = piece({
    model,
    el,
    title: "What an output can know of",
    names: ["net", "delay", "picked", "changed", "change", "seed"],
    content: [
      html("div", { class: "lc-cone-choices" }, net.field),
      diagram.picture,
      html("div", { class: "lc-cone-controls" }, picked.field, changed.field, change.field, delay.field, other),
      html(
        "p",
        { class: "lc-note" },
        "Filled input: the picked output changes when it does; each was changed by 1 to find out. Thick output: it " +
          "has moved. Press an output or an input to pick it. The weights are random, not trained.",
      ),
      sentence,
    ],
    update,
  });
  shown.root.classList.add("lc-cone-all");
  return () => {
    for (const part of [diagram, voice, shown]) part.end();
  };
}
