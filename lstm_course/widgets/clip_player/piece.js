// needs: strip
// The clip player of lesson 20: a film, the gates under it, and an answer that changes when the order does.

const UNITS = 3; // shown at once
const PACE = 450; // milliseconds a frame

/** Say what the network answers after the frames so far, and what the film shows. */
function clipSentence({ net, steps, step, shown, clip, order }) {
  const { answer } = steps[step];
  const ranked = net.pairs.map((_, k) => k).sort((a, b) => answer[b] - answer[a] || a - b);
  const said = ([first, second]) =>
    `${pairText(net.pairs[first])} with ${inPercent(answer[first])}, then ${pairText(net.pairs[second])} with ` +
    `${inPercent(answer[second])}`;
  const made = order.every((place, t) => place === t);
  const truth = shown
    ? `${made ? "The film" : "In this order the film"} shows ${pairText(shown)}.`
    : "In this order the two digits are mixed, and no answer is right.";
  const old = pairShown(
    clip.digits,
    clip.frames.map((_, t) => t),
  );
  return (
    `After ${step + 1} of ${order.length} frames the network says ${said(ranked)}. ${truth}` +
    (made ? "" : ` As it was made, it shows ${pairText(old)}.`)
  );
}

function render({ model, el }) {
  const set = (values) => shown.change(values);
  let latest; // what was drawn
  const film = stage(() => draw(), "lc-drag lc-clip");
  const sentence = status();
  const voice = speaker(sentence, 2 * PACE);
  const id = newId();
  const which = html("select", { id, onchange: () => start({ clip: Number(which.value), order: [] }) });
  const frame = slider({
    label: "frames seen",
    min: 1,
    max: 12,
    step: 1,
    value: 12,
    digits: 0,
    onInput: (v) => {
      halt();
      set({ step: v - 1 });
    },
  });
  const first = slider({
    label: "units from rank",
    min: 1,
    max: 2,
    step: 1,
    value: 1,
    digits: 0,
    onInput: (v) => set({ rank: v - 1 }),
  });

  let timer = null;
  const halt = () => {
    clearInterval(timer);
    timer = null;
    play.textContent = "play";
  };
  const last = () => latest.order.length - 1;
  const next = () => {
    const { step } = latest;
    if (step < last()) set({ step: step + 1 });
    if (latest.step === last()) halt();
  };
  const play = button("play", () => {
    if (timer !== null) return halt();
    if (latest.step === last()) set({ step: 0 });
    timer = setInterval(next, PACE);
    play.textContent = "stop";
  });
  const one = button("step", () => {
    halt();
    set({ step: latest.step === last() ? 0 : latest.step + 1 });
  });
  const start = (values) => {
    halt();
    set(values);
  };
  const asMade = button("as made", () => start({ order: [] }));
  const reverse = button("reverse", () => start({ order: latest.order.toReversed() }));
  const shuffle = button("shuffle", () => {
    const seed = (latest.state.seed + 1) % 2 ** 31;
    start({ seed, order: shuffled(latest.order.length, seed) });
  });
  const move = (by) => () => {
    const { order, step } = latest;
    const moved = order.slice();
    [moved[step], moved[step + by]] = [moved[step + by], moved[step]];
    start({ order: moved, step: step + by });
  };
  const earlier = button("\u2190 swap", move(-1), "swap this frame with the one before it");
  const later = button("swap \u2192", move(1), "swap this frame with the one after it");
  grab(film.picture, (x, y) => {
    const t = placesOf(latest, film.width()).at(x, y);
    if (t >= 0 && t < latest.order.length) start({ step: t });
  });

  let known = [];
  let net;
  let ranks;
  const update = (state) => {
    if (known[0] !== state.weights || known[1] !== state.clips) {
      net = clipModel(state.weights);
      ranks = liveliest(net, state.clips);
      known = [state.weights, state.clips];
      which.replaceChildren(
        ...state.clips.map(({ digits }, n) => {
          const order = Array.from(digits, (_, t) => t);
          return html("option", { value: n }, `${n + 1}: ${pairText(pairShown(digits, order))}`);
        }),
      );
    }
    const clip = state.clips[Math.min(state.clip, state.clips.length - 1)];
    const order = state.order.length === clip.frames.length ? state.order : clip.frames.map((_, t) => t);
    const rank = Math.min(state.rank, net.units - 1);
    latest = {
      state,
      net,
      clip,
      order,
      step: Math.min(state.step, order.length - 1),
      steps: net.run(order.map((place) => clip.frames[place])),
      shown: pairShown(clip.digits, order),
      units: ranks.slice(rank, rank + UNITS),
    };
    const { step } = latest;
    which.value = `${state.clips.indexOf(clip)}`;
    frame.input.max = order.length;
    frame.show(step + 1);
    first.input.max = Math.max(1, net.units - UNITS + 1);
    first.show(rank + 1);
    earlier.disabled = step === 0;
    later.disabled = step === order.length - 1;
    asMade.disabled = order.every((place, t) => place === t);
    voice.say(clipSentence(latest));
    draw();
  };
  const draw = () => {
    if (latest) film.draw(...filmMarks(latest, film.width()));
  };

  const shown = piece({
    model,
    el,
    title: "A clip, frame by frame",
    names: ["weights", "clips", "clip", "order", "step", "rank", "seed"],
    content: [
      html(
        "div",
        { class: "lc-clip-row" },
        html("div", { class: "lc-field" }, html("label", { for: id }, "clip"), which),
        html("div", { class: "lc-clip-buttons" }, asMade, reverse, shuffle),
      ),
      html(
        "div",
        { class: "lc-clip-row" },
        frame.field,
        html("div", { class: "lc-clip-buttons" }, play, one, earlier, later),
      ),
      film.picture,
      first.field,
      html(
        "p",
        { class: "lc-note" },
        "Below a frame: its number as the clip was made; above it: the digit, where it shows one. Every other frame " +
          "is blank, or a digit whose pixels were shuffled. \u25c2: the pair that the film shows in this order. The " +
          "units are ranked by how far their cell state moves. Press a frame, or drag, to go there.",
      ),
      sentence,
    ],
    update,
  });
  shown.root.classList.add("lc-clip-all");
  return () => {
    halt();
    for (const part of [film, voice, shown]) part.end();
  };
}
