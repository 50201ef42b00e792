// needs: arithmetic, stage
// The river of lesson 05: the gradient of c, followed from the loss back to the first step. Above the middle line flows
// what comes from the next cell state, below it what comes through h; the width is the size.

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

/** Write a size with two digits: 0.065, 12, 3e−9. */
function riverNumber(value) {
  if (value === 0) return "0";
  if (value < 0.001 || value >= 1000) return value.toExponential(0).replace("e+", "e").replace("-", "\u2212");
  return number(value, Math.max(0, 1 - Math.floor(Math.log10(value))));
}

/** Return the end of the axis for a river of this width: 0.8, 1, 2, 4, 8, 10, 20 and so on. */
function riverAxis(widest) {
  if (widest === 0) return 0.8;
  const unit = 10 ** Math.floor(Math.log10(1.04 * widest));
  return unit * [1, 2, 4, 8, 10].find((factor) => factor * unit >= 1.04 * widest);
}

function render({ model, el }) {
  const HEIGHT = 270;
  const [LEFT, RIGHT, TOP, BOTTOM] = [44, 12, 30, 200]; // the frame of the river, in pixels
  const picture = drawing(600, HEIGHT, "lc-drag lc-river-drawing");
  const sentence = status();
  let [width, T, reached] = [600, 2, 0];
  let known = ""; // for which values `sizes` was calculated
  let sizes;

  const x = (t) => LEFT + ((t + 0.5) * (width - LEFT - RIGHT)) / T;
  const set = (values) => shown.change(values);
  const go = (t) => set({ step: Math.max(0, Math.min(T - 1, t)) });
  grab(picture.picture, (place) => go(Math.floor(((place - LEFT) / (width - LEFT - RIGHT)) * T)));

  const step = slider({ label: "step reached", min: 0, max: 19, step: 1, value: 10, digits: 0, onInput: go });
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
    if (values !== known) {
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
    picture.picture.dataset.throughC = JSON.stringify(sizes.through_c);
    picture.picture.dataset.throughH = JSON.stringify(sizes.through_h);
    draw(state.loss);
    sentence.textContent = riverSentence(sizes, reached, state.loss);
  };

  const draw = (place) => {
    const { through_c, through_h } = sizes;
    const half = riverAxis(Math.max(...through_c.slice(reached), ...through_h.slice(reached)));
    const middle = (TOP + BOTTOM) / 2;
    const y = (value) => middle - (value / half) * (middle - TOP);
    const seen = Array.from({ length: T - reached }, (_, k) => reached + k);
    const area = (values, sign, quantity) => {
      const edge = seen.map((t) => `${x(t)},${y(sign * values[t])}`).join(" ");
      return svg("polygon", {
        points: `${x(reached)},${middle} ${edge} ${x(T - 1)},${middle}`,
        class: `lc-fill lc-${quantity}`,
      });
    };
    const front = (value, quantity) =>
      svg("line", {
        x1: x(reached),
        x2: x(reached),
        y1: middle,
        y2: y(value),
        class: `lc-line lc-river-front lc-${quantity}`,
      });
    const gap = Math.max(1, Math.round(T / 5));
    const here = Math.max(LEFT + 10, Math.min(width - 34, x(reached))); // where the name of the step stands
    const ticks = Array.from({ length: T }, (_, t) => t).filter((t) => t % gap === 0 && Math.abs(x(t) - here) > 42);
    const drops = place === "every" ? seen : [T - 1];
    const open = x(reached) - LEFT;
    picture.picture.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    picture.picture.style.maxWidth = "none";
    picture.draw(
      `Two rivers of gradient, from step ${T - 1} at the right to step ${reached}: ` +
        `${riverNumber(through_c[reached])} from the next cell state, ${riverNumber(through_h[reached])} through ` +
        `h`,
      ...[-1, -0.5, 0, 0.5, 1].flatMap((share) => [
        svg("line", {
          x1: LEFT,
          x2: width - RIGHT,
          y1: y(share * half),
          y2: y(share * half),
          class: "lc-axis lc-river-grid",
        }),
        svg(
          "text",
          { x: LEFT - 6, y: y(share * half) + 4, "text-anchor": "end", class: "lc-small" },
          half < 1e-3 || half >= 1e3
            ? riverNumber(Math.abs(share * half))
            : `${Number(Math.abs(share * half).toPrecision(2))}`,
        ),
      ]),
      area(through_c, 1, "c"),
      area(through_h, -1, "h"),
      svg("line", { x1: x(reached), x2: x(T - 1), y1: middle, y2: middle, class: "lc-river-bank" }),
      svg("line", { x1: x(reached), x2: x(reached), y1: TOP, y2: BOTTOM, class: "lc-axis lc-faint" }),
      front(through_c[reached], "c"),
      front(-through_h[reached], "h"),
      ...(open > 120
        ? [
            svg(
              "text",
              { x: LEFT + open / 2, y: middle - 10, "text-anchor": "middle", class: "lc-small" },
              "not reached yet",
            ),
          ]
        : []),
      ...drops.map((t) => svg("path", { d: `M${x(t) - 3.5},${BOTTOM + 8} h7 l-3.5,-7 z`, class: "lc-fill lc-h" })),
      svg(
        "text",
        { x: width - RIGHT, y: TOP - 12, "text-anchor": "end", class: "lc-c lc-strong" },
        `from the next cell state c: ${riverNumber(through_c[reached])}`,
      ),
      svg(
        "text",
        { x: width - RIGHT, y: BOTTOM + 22, "text-anchor": "end", class: "lc-h lc-strong" },
        `through h: ${riverNumber(through_h[reached])}`,
      ),
      ...(width > 480 ? [svg("text", { x: LEFT, y: TOP - 12, class: "lc-small" }, "size of the gradient of c")] : []),
      svg("text", { x: LEFT, y: BOTTOM + 22, class: "lc-small" }, "\u25b2 = the loss enters"),
      ...ticks.map((t) => svg("text", { x: x(t), y: BOTTOM + 42, "text-anchor": "middle", class: "lc-small" }, `${t}`)),
      svg("text", { x: here, y: BOTTOM + 42, "text-anchor": "middle", class: "lc-strong" }, `step ${reached}`),
      svg(
        "text",
        { x: (LEFT + width - RIGHT) / 2, y: BOTTOM + 62, "text-anchor": "middle", class: "lc-small" },
        "\u2190 the gradient flows this way, against time",
      ),
    );
  };

  const shown = piece({
    model,
    el,
    title: "Two rivers: the gradient of the cell state, from the loss back",
    names: ["step", "steps", "forget_bias", "scale", "loss", "seed", "net"],
    content: [picture.picture, step.field, walk, bias.field, scale.field, length.field, loss.field, sentence],
    update,
  });
  shown.root.classList.add("lc-river-all");
  const observer = new ResizeObserver(() => {
    const room = Math.round(picture.picture.getBoundingClientRect().width);
    if (room < 100 || room === width) return;
    width = room;
    draw(model.get("loss"));
  });
  observer.observe(shown.root);
  return () => {
    observer.disconnect();
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
  const share = by_c + by_h > 0 ? Math.round((100 * by_c) / (by_c + by_h)) : 0;
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
