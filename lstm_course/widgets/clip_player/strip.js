// needs: stage, net
// The drawing of the clip player: the film strip, the running answer, and the gates of a few units, frame under frame.

const FILM = { left: 52, right: 52, top: 22, row: 21, bar: 16, gates: 48, cell: 38, gap: 24, most: 62, narrow: 500 };
const GATES = [
  ["i", "input"],
  ["f", "forget"],
  ["o", "output"],
];

/**
 * Return the places of the drawing for a width: { column, x(t), size, apart, frame(t), at(x, y), film, answers,
 * unit(n), height }. Where there is little room, the film has two rows, and the frames are no longer above their
 * columns.
 */
function filmPlaces(width, { frames, pairs, units }) {
  const column = (width - FILM.left - FILM.right) / frames;
  const apart = width < FILM.narrow;
  const across = apart ? Math.ceil(frames / 2) : frames;
  const [from, pitch] = apart ? [0, width / across] : [FILM.left, column];
  const size = Math.min(pitch - 4, FILM.most);
  const tier = size + 42; // a frame, the digit above it and the number below it
  const film = FILM.top + size + (apart ? tier : 0); // the foot of the last frame
  const answers = film + (apart ? 66 : 46);
  const first = answers + pairs * FILM.row + 40;
  const tall = FILM.gates + FILM.cell + FILM.gap;
  return {
    column,
    x: (t) => FILM.left + column * (t + 0.5),
    size,
    apart,
    frame: (t) => [from + pitch * ((t % across) + 0.5), FILM.top + tier * Math.floor(t / across)],
    at(x, y) {
      if (!apart || y > film + 20) return Math.floor((x - FILM.left) / column);
      return Math.floor(x / pitch) + (y > FILM.top + size + 20 ? across : 0);
    },
    film,
    answers,
    unit: (n) => first + n * tall,
    height: first + units * tall + 4,
  };
}

const placesOf = ({ net, units, order }, width) =>
  filmPlaces(width, { frames: order.length, pairs: net.pairs.length, units: units.length });

/** Write a pair as "1 → 4". */
const pairText = (pair) => Array.from(pair).join("\u202f\u2192\u202f");

/** Write a share in whole per cent. */
const inPercent = (share) => `${number(100 * share, 0)}\u00a0%`;

/** Return the marks of the film: each frame, its number as made, and the digit that it shows. */
function frameMarks({ clip, order, step }, { x, size, frame, film, apart }) {
  const pixel = size / 8;
  return order.flatMap((place, t) => {
    const [middle, top] = frame(t);
    const left = middle - size / 2;
    const label = (at, y) =>
      svg(
        "text",
        { x: at, y, "text-anchor": "middle", class: t === step ? "lc-small lc-strong" : "lc-small" },
        `${place + 1}`,
      );
    const digit = clip.digits[place];
    return [
      svg(
        "g",
        { "data-frame": place, class: t > step ? "lc-clip-later" : "" },
        svg("rect", { x: left, y: top, width: size, height: size, class: "lc-clip-ground" }),
        ...Array.from(clip.frames[place], (letter, k) =>
          letter === "0"
            ? null
            : svg("rect", {
                x: left + pixel * (k % 8),
                y: top + pixel * Math.floor(k / 8),
                width: pixel,
                height: pixel,
                class: "lc-clip-ink",
                "fill-opacity": Number.parseInt(letter, 17) / 16,
              }),
        ).filter(Boolean),
      ),
      label(middle, top + size + 14),
      ...(apart ? [label(x(t), film + 36)] : []), // above its column, too
      ...(digit === "."
        ? []
        : [svg("text", { x: middle, y: top - 6, "text-anchor": "middle", class: "lc-strong" }, digit)]),
      ...(t === step
        ? [svg("rect", { x: left - 2, y: top - 2, width: size + 4, height: size + 4, class: "lc-clip-now" })]
        : []),
    ];
  });
}

/** Return the marks of the running answer: for each pair a row of bars, one under each frame that was seen. */
function answerMarks({ net, steps, step, shown }, { x, column, answers }, width) {
  return net.pairs.flatMap((pair, k) => {
    const foot = answers + k * FILM.row + FILM.bar;
    const own = pair === shown;
    return [
      svg("text", { x: 0, y: foot - 2, class: own ? "lc-strong" : "" }, `${pairText(pair)}${own ? " \u25c2" : ""}`),
      svg("line", { x1: FILM.left, x2: width - FILM.right, y1: foot, y2: foot, class: "lc-axis lc-clip-grid" }),
      ...steps.slice(0, step + 1).map(({ answer }, t) =>
        svg("rect", {
          x: x(t) - column * 0.36,
          y: foot - FILM.bar * answer[k],
          width: column * 0.72,
          height: FILM.bar * answer[k],
          "data-pair": pair,
          "data-step": t,
          "data-share": answer[k],
          class: `lc-fill lc-h ${t < step ? "lc-clip-past" : ""}`,
        }),
      ),
      svg(
        "text",
        { x: width, y: foot - 2, "text-anchor": "end", class: "lc-h lc-strong" },
        inPercent(steps[step].answer[k]),
      ),
    ];
  });
}

/** Return the marks of one unit: its three gates on an axis from 0 to 1, and below them its cell state. */
function unitMarks({ steps, step }, unit, { x }, top, width) {
  const most = Math.max(...steps.map(({ c }) => Math.abs(c[unit])), 1e-9); // of the whole film
  const seen = steps.slice(0, step + 1);
  const gate = (value) => top + FILM.gates * (1 - value);
  const middle = top + FILM.gates + 6 + FILM.cell / 2;
  const cell = (value) => middle - (FILM.cell / 2) * (value / most);
  const line = (values, y, quantity) => [
    svg("polyline", {
      points: values.map((value, t) => `${x(t)},${y(value)}`).join(" "),
      class: `lc-line lc-${quantity} lc-clip-${quantity}`,
    }),
    svg("circle", {
      cx: x(step),
      cy: y(values[step]),
      r: 3.5,
      "data-unit": unit,
      "data-line": quantity,
      "data-value": values[step],
      class: `lc-fill lc-${quantity}`,
    }),
  ];
  const rule = (y, kind) =>
    svg("line", { x1: FILM.left, x2: width - FILM.right, y1: y, y2: y, class: `lc-axis ${kind}` });
  return [
    svg("text", { x: 0, y: top + 12, class: "lc-strong" }, `unit ${unit}`),
    svg("text", { x: FILM.left - 6, y: gate(0) + 1, "text-anchor": "end", class: "lc-small" }, "0"),
    svg("text", { x: 0, y: middle + 4, class: "lc-c" }, "cell c"),
    svg("text", { x: 0, y: middle + 18, class: "lc-small" }, `\u00b1\u2009${number(most, 1)}`),
    rule(gate(0), "lc-clip-grid"),
    rule(gate(1), "lc-clip-grid"),
    rule(middle, "lc-clip-grid"),
    ...GATES.flatMap(([name], n) => [
      ...line(
        seen.map((row) => row[name][unit]),
        gate,
        name,
      ),
      svg(
        "text",
        { x: width, y: top + 11 + 16 * n, "text-anchor": "end", class: `lc-${name}` },
        `${name} ${number(seen[step][name][unit])}`,
      ),
    ]),
    ...line(
      seen.map((row) => row.c[unit]),
      cell,
      "c",
    ),
    svg("text", { x: width, y: middle + 4, "text-anchor": "end", class: "lc-c lc-strong" }, number(seen[step].c[unit])),
  ];
}

/** Return the spoken name, the height and the marks of the whole drawing. */
function filmMarks(film, width) {
  const { net, steps, step, units, order } = film;
  const places = placesOf(film, width);
  const best = net.pairs[steps[step].answer.indexOf(Math.max(...steps[step].answer))];
  const legend = places.unit(0) - 12;
  return [
    `Film, frame ${step + 1} of ${order.length}: the answer is ${pairText(best)}; below it gates and cell state of ` +
      `units ${units.join(", ")}`,
    places.height,
    svg("line", {
      x1: places.x(step),
      x2: places.x(step),
      y1: places.answers - 26,
      y2: places.height - 4,
      class: "lc-axis lc-faint",
    }),
    ...frameMarks(film, places),
    svg("text", { x: 0, y: places.answers - 8, class: "lc-small" }, "the answer so far"),
    ...answerMarks(film, places, width),
    ...GATES.map(([name, word], n) =>
      svg(
        "text",
        { x: FILM.left + n * 86, y: legend, class: `lc-${name} lc-small` },
        `${["\u2501\u2501", "\u2505\u2505", "\u00b7\u00b7\u00b7\u00b7"][n]} ${word} ${name}`,
      ),
    ),
    ...units.flatMap((unit, n) => unitMarks(film, unit, places, places.unit(n), width)),
  ];
}
