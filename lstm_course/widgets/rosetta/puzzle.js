// needs: arithmetic, stage
// The puzzle of the Rosetta of lesson 09: put the blocks into the order in which the other library reads them, while a
// small LSTM runs with what it reads.

const PUZZLE = { units: 3, steps: 24, height: 168, left: 30, right: 14, top: 14, bottom: 136 }; // lengths in pixels
const LETTERS = ["i", "f", "g", "o"];

/** Draw the network of the puzzle, in the course's order of the gates, and its inputs. */
function puzzleNet() {
  const { units, steps } = PUZZLE;
  const uniform = randomUniform(3);
  const weight = () => 3 * uniform() - 1.5;
  return {
    W_x: randomMatrix(1, 4 * units, weight),
    W_h: randomMatrix(units, 4 * units, weight),
    b: randomMatrix(1, 4 * units, weight)[0],
    x: Array.from({ length: steps }, (_, t) => [Math.sin(t / 2) + (t % 7 === 3 ? 1 : 0)]),
  };
}

/** Run the network whose blocks stand in `order`, in a library that takes them for `reads`: h of every step. */
function puzzleRun({ W_x, W_h, b, x }, order, reads) {
  const H = W_h.length;
  const taken = LETTERS.map((gate) => LETTERS.indexOf(order[reads.indexOf(gate)]));
  const read = (row) => taken.flatMap((block) => row.slice(block * H, (block + 1) * H));
  return lstmForward(x, { W_x: W_x.map(read), W_h: W_h.map(read), b: read(b) }).map(({ h }) => h);
}

/** Return the largest distance of two runs at the first unit, which is drawn. */
const farthest = (one, other) => Math.max(...one.map(([h], t) => Math.abs(h - other[t][0])));

/** Return the spoken name and the marks: h of the first unit as it should be, dashed, and as it is read. */
function puzzleCurves(truth, found, width) {
  const { left, right, top, bottom } = PUZZLE;
  const x = (t) => left + (t / (truth.length - 1)) * (width - left - right);
  const y = (value) => (top + bottom) / 2 - ((bottom - top) / 2) * value;
  const line = (rows, look) =>
    svg("polyline", { points: rows.map(([h], t) => `${x(t)},${y(h)}`).join(" "), class: `lc-line ${look}` });
  const text = (at, height, words, anchor) =>
    svg("text", { x: at, y: height, "text-anchor": anchor, class: "lc-small" }, words);
  return [
    `h of one unit over ${truth.length} steps: it ends at ${number(found.at(-1)[0])}, and should end at ` +
      `${number(truth.at(-1)[0])}`,
    ...[1, 0, -1].flatMap((tick) => [
      svg("line", {
        x1: left,
        x2: width - right,
        y1: y(tick),
        y2: y(tick),
        class: `lc-axis ${tick ? "lc-faint" : ""}`,
      }),
      text(left - 6, y(tick) + 4, number(tick, 0), "end"),
    ]),
    line(found, "lc-thick lc-h"),
    line(truth, "lc-rosetta-truth"),
    text((left + width - right) / 2, PUZZLE.height - 10, "h of one unit over time; dashed: as it should be", "middle"),
  ];
}

/** Make the puzzle: { box, show(source, destination), end }; the layouts are those of the two libraries. */
function puzzle() {
  const net = puzzleNet();
  let [order, reads, known, names] = [[], [], "", {}];
  let truth;
  let found;
  const slots = html("div", { class: "lc-rosetta-slots", role: "group", "aria-label": "the blocks in order" });
  const verdict = html("p", { class: "lc-note lc-rosetta-verdict", role: "status", "aria-live": "polite" });
  const chart = stage(() => draw());
  const draw = () => {
    if (!truth) return;
    const [name, ...marks] = puzzleCurves(truth, found, chart.width());
    chart.draw(name, PUZZLE.height, ...marks);
  };
  const blocks = Object.fromEntries(
    LETTERS.map((gate) => [
      gate,
      html("button", {
        type: "button",
        class: `lc-rosetta-block lc-${gate}`,
        onkeydown(event) {
          const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
          if (!by) return;
          event.preventDefault();
          move(gate, order.indexOf(gate) + by);
        },
        onpointerdown(event) {
          if (event.button === 0) blocks[gate].setPointerCapture(event.pointerId);
        },
        onpointermove(event) {
          if (!(event.buttons & 1)) return;
          const room = slots.getBoundingClientRect();
          move(gate, Math.floor((4 * (event.clientX - room.left)) / room.width));
        },
      }),
    ]),
  );
  const heads = LETTERS.map(() => html("span", { class: "lc-rosetta-slot" }));
  slots.append(...heads, ...Object.values(blocks));

  function move(gate, wanted) {
    const place = Math.max(0, Math.min(3, wanted));
    if (place === order.indexOf(gate)) return;
    const rest = order.filter((other) => other !== gate);
    order = [...rest.slice(0, place), gate, ...rest.slice(place)];
    update();
  }
  function update() {
    order.forEach((gate, place) => {
      const { [gate]: block } = blocks;
      block.style.gridColumn = place + 1;
      block.textContent = gate;
      block.setAttribute(
        "aria-label",
        `block of ${gate}, place ${place + 1} of 4, read as ${reads[place]}: the arrow keys move it`,
      );
    });
    truth = puzzleRun(net, LETTERS, LETTERS);
    found = puzzleRun(net, order, reads);
    const wrong = farthest(truth, found);
    chart.picture.dataset.wrong = wrong;
    verdict.textContent =
      order.join() === reads.join()
        ? `Each block stands where ${names.to} reads it, and the curve lies on the dashed one.`
        : `${names.to} takes these blocks without any error, and this h is wrong by up to ${number(wrong)}.`;
    draw();
  }
  const title = html("p", { class: "lc-rosetta-task" });
  return {
    box: html("div", { class: "lc-rosetta-puzzle" }, title, slots, chart.picture, verdict),
    show(source, destination) {
      const key = JSON.stringify([source, destination]);
      if (key === known) return;
      known = key;
      [order, reads] = [gatesOf(source), gatesOf(destination)];
      names = { to: destination.library };
      title.textContent =
        `Put the blocks of ${source.library} into order for ${destination.library}: drag them, or move them with the ` +
        `arrow keys.`;

      heads.forEach((head, place) => {
        head.textContent = `read as ${destination.order[place]}`;
      });
      update();
    },
    end: chart.end,
  };
}
