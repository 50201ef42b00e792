// needs: page, marks
// The diagram of the morph of lesson 07.

const STAGES = ["LSTM", "coupled", "no tanh", "GRU"];

/**
 * Return how much of each of the three changes is done, the stage that is nearest, and the share of the way to the next
 * stage after `from`, which is 0 at a stage.
 */
function progress(amount) {
  const done = [0, 1, 2].map((k) => Math.max(0, Math.min(1, 3 * amount - k)));
  const from = done.filter((share) => share === 1).length;
  const [coupled, bare, moved] = done;
  return { coupled, bare, moved, stage: done.filter((share) => share > 0.5).length, from, way: done[from] ?? 0 };
}

const [F, I, G, O, SHOW, END] = [88, 172, 258, 336, 390, 424]; // places in the picture, from left to right
const [TOP, SHOWN, WRITE, GATE, LOW, PAST, INPUT] = [46, 152, 142, 214, 268, 314, 336]; // and from top to bottom
const MIDDLE = (I + G) / 2;

/** Return the spoken name and the marks of the diagram; `step` is what morphRun returns for this amount. */
function cell(amount, step, state) {
  const { coupled, bare, moved, stage, from, way } = progress(amount);
  const gru = moved === 1; // only then is the memory shown whole
  const gate = [O - 6 * moved, GATE + (LOW - GATE) * moved]; // where the blue gate stands
  const tie = GATE - 30;
  const past = (x, y, shown = 1) => [
    arrow(
      [
        [x, INPUT],
        [x, y + 17],
      ],
      "",
      shown,
    ),
    mark("circle", { cx: x, cy: PAST, r: 4, class: "lc-fill" }, "h", shown),
  ];
  const value = (x, y, quantity, number_, anchor) => label(x, y, number(number_), quantity, { anchor });
  const marks = [
    // the inputs along the bottom
    mark("polyline", { points: `56,${INPUT} ${gate[0]},${INPUT}`, class: "lc-line" }, ""),
    mark("polyline", { points: `56,${PAST} ${gate[0]},${PAST}`, class: "lc-line" }, "h"),
    arrow(
      [
        [G - 15, INPUT],
        [G - 15, GATE + 17],
      ],
      "",
    ),
    arrow(
      [
        [G + 15, PAST],
        [G + 15, GATE + 17],
      ],
      "h",
    ),
    past(F, GATE),
    past(I, GATE, 1 - coupled),
    past(...gate),
    label(4, INPUT + 5, "x", ""),
    label(4, PAST + 2, "h_prev", "h"),
    value(G - 21, GATE + 66, "", state.from_x, "end"),
    value(G + 21, PAST - 12, "h", state.from_past),
    gru && value(G + 21, GATE + 35, "h", step.heard),
    // the memory along the top
    arrow(
      [
        [56, TOP],
        [END, TOP],
      ],
      "c",
      1 - moved,
      "lc-morph-thick",
    ),
    arrow(
      [
        [56, TOP],
        [END, TOP],
      ],
      "h",
      moved,
      "lc-morph-thick",
    ),
    label(4, TOP - 4, gru ? "h_prev" : "c_prev", gru ? "h" : "c"),
    value(4, TOP + 18, gru ? "h" : "c", step.memory),
    label(END + 6, TOP - 4, gru ? "h" : "c", gru ? "h" : "c"),
    value(END + 6, TOP + 18, gru ? "h" : "c", step.c),
    value((F + MIDDLE) / 2, TOP - 14, "", step.f * step.memory, "middle"),
    // what is kept and what is written
    arrow(
      [
        [F, GATE - 15],
        [F, TOP + 12],
      ],
      "f",
    ),
    arrow(
      [
        [I, GATE - 15],
        [I, WRITE],
        [MIDDLE - 12, WRITE],
      ],
      "i",
      1 - coupled,
    ),
    arrow(
      [
        [F, tie],
        [I, tie],
        [I, WRITE],
        [MIDDLE - 12, WRITE],
      ],
      "i",
      coupled,
    ),
    arrow(
      [
        [G, GATE - 15],
        [G, WRITE],
        [MIDDLE + 12, WRITE],
      ],
      "g",
    ),
    arrow(
      [
        [MIDDLE, WRITE - 12],
        [MIDDLE, TOP + 12],
      ],
      "",
    ),
    box(F, GATE, gru ? "z" : "f", "f"),
    box(I, GATE, "i", "i", 1 - coupled),
    box(G, GATE, gru ? "n" : "g", "g"),
    node(F, TOP, "\u00d7"),
    node(MIDDLE, TOP, "+"),
    node(MIDDLE, WRITE, "\u00d7"),
    value(F + 8, 106, "f", step.f),
    label((F + I) / 2, tie - 7, gru ? "1 \u2212 z" : "1 \u2212 f", "i", { anchor: "middle", shown: coupled }),
    value(I - 7, WRITE + 11, "i", step.i, "end"),
    value(G + 8, WRITE + 32, "g", step.g),
    value(MIDDLE + 8, 102, "", step.i * step.g),
    // what is shown, or what the candidate hears
    arrow(
      [
        [SHOW, TOP],
        [SHOW, SHOWN - 12],
      ],
      "c",
      1 - moved,
    ),
    arrow(
      [
        [gate[0], gate[1] - 15],
        [gate[0], SHOWN],
        [SHOW - 12, SHOWN],
      ],
      "o",
      1 - moved,
    ),
    arrow(
      [
        [SHOW + 12, SHOWN],
        [END, SHOWN],
      ],
      "h",
      1 - moved,
    ),
    box(SHOW, 100, "tanh", "c", 1 - bare, 56),
    node(SHOW, SHOWN, "\u00d7", 1 - moved),
    !gru && label(END + 6, SHOWN - 4, "h", "h", { shown: 1 - moved }),
    !gru && label(END + 6, SHOWN + 18, number(step.h), "h", { shown: 1 - moved }),
    arrow(
      [
        [gate[0] - 18, gate[1]],
        [G + 27, gate[1]],
      ],
      "o",
      moved,
    ),
    node(G + 15, gate[1], "\u00d7", moved),
    box(...gate, gru ? "r" : "o", "o"),
    label(gate[0] + 24, gate[1] - 5 + 10 * moved, number(step.o), "o"),
  ];
  const names = gru
    ? `z ${number(step.f)}, n ${number(step.g)}, r ${number(step.o)}, h ${number(step.h)}`
    : `f ${number(step.f)}, ${coupled === 1 ? "1 \u2212 f" : "i"} ${number(step.i)}, g ${number(step.g)}, o ` +
      `${number(step.o)}, c ${number(step.c)}, h ${number(step.h)}`;
  const where = way ? `, ${number(100 * way, 0)} % of the way from ${STAGES[from]} to ${STAGES[from + 1]}` : "";
  return [
    `Diagram of a cell, stage ${stage + 1} of 4, ${STAGES[stage]}${where}: ${names}`,
    ...marks.flat(2).filter(Boolean),
  ];
}
