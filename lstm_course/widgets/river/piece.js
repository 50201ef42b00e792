// needs: arithmetic, stage, bed
// The river of lesson 05: the gradient of c, followed from the loss back to the first step. Above flows what comes from
// the next cell state, below it what comes through h.

/** Draw a network and its inputs from a seed: 2 features, 16 units, 8 sequences of 60 steps. */
function riverDrawn(seed) {
  const uniform = randomUniform(seed);
  const weight = () => (2 * uniform() - 1) / 4; // 1 / sqrt(16)
  const row = () => [uniform(), uniform() < 0.1 ? 1 : 0];
  return {
    W_x: randomMatrix(2, 64, weight),
    W_h: randomMatrix(16, 64, weight),
    b: zeros(64),
    x: Array.from({ length: 8 }, () => Array.from({ length: 60 }, row)),
  };
}

/** Return the network of a state, with the forget bias and the scale applied: { W_x, W_h, b, x, dh }. */
function riverNet({ net, seed, steps, forget_bias, scale }) {
  const { W_x, W_h, b, x, dh } = net ?? riverDrawn(seed);
  const H = W_h.length;
  const normal = randomUniform(seed + 0x5eed);
  return {
    W_x,
    W_h: W_h.map((row) => row.map((w) => scale * w)),
    b: b.map((value, k) => (Math.floor(k / H) === 1 ? value + forget_bias : value)),
    x: x.map((sequence) => sequence.slice(0, steps)),
    dh: dh ?? randomMatrix(x.length, H, () => randomNormal(normal)),
  };
}

/** Return, for each time step, the sizes of what reaches c from the next c and through h, and the mean forget gate. */
function riverSizes({ x, dh, ...weights }, loss) {
  const [T, H] = [x[0].length, weights.W_h.length];
  const [through_c, through_h, kept] = [zeros(T), zeros(T), zeros(T)];
  x.forEach((sequence, n) => {
    const steps = lstmForward(sequence, weights);
    const dy = steps.map((_, t) => (loss === "every" || t === T - 1 ? dh[n] : zeros(H)));
    lstmBackward(dy, steps, weights).forEach((back, t) => {
      const { o, c, f } = steps[t];
      for (let k = 0; k < H; k++) {
        through_c[t] += back.dc_in[k] ** 2;
        through_h[t] += (back.dh[k] * o[k] * (1 - Math.tanh(c[k]) ** 2)) ** 2;
        kept[t] += f[k];
      }
    });
  });
  const size = (sum) => Math.sqrt(sum / (x.length * H));
  return {
    through_c: through_c.map(size),
    through_h: through_h.map(size),
    kept: kept.map((sum) => sum / (x.length * H)),
  };
}

function render({ model, el }) {
  const PACE = 130; // milliseconds that the dye takes for a step
  const DROP = "drop dye at the loss";
  const sentence = status();
  let [T, reached] = [2, 0];
  let known; // for which values `sizes` was calculated
  let sizes;
  let ghost; // the sizes of the settings before, for comparison
  let changed = 0; // when the settings changed last: a slider that is dragged leaves one ghost
  let [front, frame, flows] = [undefined, 0, false]; // where the dye is while it flows, and whether it moves the step

  const bank = stage(() => draw(), "lc-drag lc-river-drawing");
  const set = (values) => shown.change(values);
  const go = (t) => set({ step: Math.max(0, Math.min(T - 1, t)) });
  grab(bank.picture, (place) => go(stepUnder(place, T, bank.width())));

  const step = slider({ label: "step reached", min: 0, max: 19, step: 1, value: 10, digits: 0, onInput: go });
  const dye = button(DROP, flow);
  step.field.append(dye);
  const walk = html(
    "div",
    { class: "lc-field lc-river-walk", role: "group", "aria-label": "walk" },
    button("\u25c0 one step back", () => go(reached - 1)),
    button("\u25c0\u25c0 to the first step", () => go(0)),
    button("\u25b6\u25b6 start at the loss", () => go(T - 1)),
    button("\u25b6 undo a step", () => go(reached + 1)),
  );
  const bias = slider({
    label: "forget bias",
    min: -2,
    max: 6,
    step: 0.1,
    value: 1,
    quantity: "f",
    onInput: (v) => set({ forget_bias: v }),
  });
  const scale = slider({
    label: "factor on W_h",
    min: 0,
    max: 4,
    step: 0.1,
    value: 1,
    quantity: "h",
    onInput: (v) => set({ scale: v }),
  });
  const length = slider({
    label: "time steps T",
    min: 2,
    max: 60,
    step: 1,
    value: 20,
    digits: 0,
    onInput: (v) => set({ steps: v, step: reached === T - 1 ? v - 1 : Math.min(reached, v - 1) }),
  });
  const loss = choice({
    label: "the loss looks at h",
    value: "last",
    options: [
      ["last", "at the last step"],
      ["every", "at every step"],
    ],
    onInput: (v) => set({ loss: v }),
  });

  const update = (state) => {
    const values = JSON.stringify({ ...state, step: 0 });
    if (!flows) halt(); // another control ends the flow
    if (values !== known) {
      if (known && performance.now() - changed > 1000) ghost = sizes;
      changed = performance.now();
      known = values;
      sizes = riverSizes(riverNet(state), state.loss);
    }
    T = sizes.kept.length;
    reached = Math.min(state.step, T - 1);
    length.input.max = state.net ? state.net.x[0].length : 60;
    step.input.max = T - 1;
    step.show(reached);
    bias.field.querySelector("label").textContent = state.net ? "add to forget bias" : "forget bias";
    bias.show(state.forget_bias);
    scale.show(state.scale);
    length.show(T);
    loss.show(state.loss);
    bank.picture.dataset.throughC = JSON.stringify(sizes.through_c);
    bank.picture.dataset.throughH = JSON.stringify(sizes.through_h);
    draw();
    sentence.textContent = riverSentence(sizes, reached, state.loss);
  };

  const draw = () => {
    const [name, ...marks] = bed(
      { sizes, ghost, front: front ?? reached, reached, place: model.get("loss") },
      bank.width(),
    );
    bank.draw(name, BED.height, ...marks);
  };

  /** Let the front flow from the loss to the first step; less motion is none. */
  function flow() {
    if (front !== undefined) return halt();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return go(0);
    go(T - 1);
    front = T - 1;
    dye.textContent = "stop";
    let last = performance.now();
    const move = (time) => {
      front = Math.max(0, front - Math.max(0, time - last) / PACE);
      last = time;
      if (Math.ceil(front) < reached) {
        flows = true;
        set({ step: Math.ceil(front) });
        flows = false;
      }
      draw();
      if (front > 0) frame = requestAnimationFrame(move);
      else halt();
    };
    frame = requestAnimationFrame(move);
  }
  function halt() {
    cancelAnimationFrame(frame);
    front = undefined;
    dye.textContent = DROP;
  }

  const shown = piece({
    model,
    el,
    title: "Two rivers: the gradient of the cell state, from the loss back",
    names: ["step", "steps", "forget_bias", "scale", "loss", "seed", "net"],
    content: [bank.picture, step.field, walk, bias.field, scale.field, length.field, loss.field, sentence],
    update,
  });
  shown.root.classList.add("lc-river-all");
  return () => {
    halt();
    bank.end();
    shown.end();
  };
}

/** Say what reaches c at a step, by which way, and what the last step back did to it. */
function riverSentence({ through_c, through_h, kept }, t, loss) {
  const T = kept.length;
  const [by_c, by_h] = [through_c[t], through_h[t]];
  if (t === T - 1)
    return (
      `Step ${t}, the last one: ${riverNumber(by_c)} comes from the next cell state, because no later step ` +
      `sends anything back, and ${riverNumber(by_h)} through h, at which the loss looks.`
    );
  const share = Math.round(100 * shareOfC({ through_c, through_h }, t));
  const back = T - 1 - t;
  const where =
    `Step ${t}${t === 0 ? ", the first one" : ""}, ${back} ${back === 1 ? "step" : "steps"} back ` +
    `from the ${loss === "every" ? "last step" : "loss"}`;
  return (
    `${where}: ${riverNumber(by_c)} comes from the next cell state and ${riverNumber(by_h)} through h, so ` +
    `${share}\u00a0% of the two comes along c. The forget gate of step ${t + 1}, through which it came, lets ` +
    `${number(kept[t + 1])} pass on average.`
  );
}
