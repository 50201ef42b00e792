// needs: stage, nets
// The drawing of the cone: a row of inputs, rows of states, a row of outputs, and how far each output moves.

const CONE = {
  left: 62,
  right: 12,
  moves: 34,
  output: 62,
  back: 116,
  forward: 170,
  input: 228,
  height: 270,
  size: 11,
};

const coneX = (width) => (t) => CONE.left + ((width - CONE.left - CONE.right) * (t + 0.5)) / LENGTH;

/** Return the states that an output is calculated from: { forward, backward, read }, times of rows, the last read. */
function conePath({ net, delay }, t) {
  const upTo = (end) => Array.from({ length: end + 1 }, (_, s) => s);
  if (net === "forward") return { forward: upTo(t), backward: [], read: t };
  if (net === "delay") return { forward: upTo(Math.min(t + delay, LENGTH - 1)), backward: [], read: t + delay };
  if (net === "both") return { forward: upTo(t), backward: upTo(LENGTH - 1).filter((s) => s >= t), read: t };
  const window = upTo(t).filter((s) => s > t - SPAN);
  return { forward: window, backward: window, read: t };
}

/** Return the spoken name, the height and the marks of the drawing. */
function coneMarks(state, { moves, cone, x: inputs }, width) {
  const x = coneX(width);
  const { net, picked, changed } = state;
  const two = net === "both" || net === "window";
  const path = conePath(state, picked);
  const times = Array.from({ length: LENGTH }, (_, t) => t);
  const most = Math.max(...moves.map(Math.abs), 1e-9);
  const lit = (on) => (on ? "" : "lc-cone-out");
  const line = (x1, y1, x2, y2, on, quantity) =>
    svg("line", { x1, y1, x2, y2, class: `lc-line lc-${quantity} ${lit(on)}` });
  const row = (y, members, quantity, step) =>
    times.flatMap((t) => {
      const next = t + step;
      const on = members.includes(t);
      return [
        ...(next >= 0 && next < LENGTH
          ? [line(x(t) + step * 9, y, x(next) - step * 9, y, on && members.includes(next), quantity)]
          : []),
        svg("rect", { x: x(t) - 8, y: y - 8, width: 16, height: 16, class: `lc-ground lc-${quantity} ${lit(on)}` }),
      ];
    });
  const name = (y, text) => svg("text", { x: 0, y: y + 4, class: "lc-small" }, text);
  const reads = Math.min(path.read, LENGTH - 1);
  const last = net === "window" ? path.backward[path.backward.length - 1] : picked;
  return [
    `Output ${picked} is calculated from inputs ${cone.join(", ")}; input ${changed} moves outputs ` +
      `${times.filter((t) => moves[t] !== 0).join(", ") || "none"}`,
    CONE.height,
    name(CONE.moves, "moved by"),
    name(CONE.output, "outputs y"),
    ...(two ? [name(CONE.back, "states \u2190")] : []),
    name(CONE.forward, "states \u2192"),
    name(CONE.input, "inputs x"),
    ...times.map((t) => line(x(t), CONE.input - 11, x(t), CONE.forward + 8, path.forward.includes(t), "h")),
    line(x(reads), CONE.forward - 8, x(picked), CONE.output + 11, true, "h"),
    ...(two
      ? [
          ...times.map((t) =>
            svg("path", {
              d: `M${x(t) + 4},${CONE.input - 10}Q${x(t) + 16},${CONE.forward} ${x(t) + 4},${CONE.back + 8}`,
              class: `lc-line lc-o ${lit(path.backward.includes(t))}`,
            }),
          ),
          ...row(CONE.back, path.backward, "o", -1),
          line(x(last) + 3, CONE.back - 8, x(picked) + 3, CONE.output + 11, true, "o"),
        ]
      : []),
    ...row(CONE.forward, path.forward, "h", 1),
    ...times.flatMap((t) => {
      const height = (26 * Math.abs(moves[t])) / most;
      return [
        svg("rect", { x: x(t) - 5, y: CONE.output - 18 - height, width: 10, height, class: "lc-fill lc-f" }),
        svg("circle", {
          cx: x(t),
          cy: CONE.output,
          r: CONE.size,
          "data-output": t,
          "data-move": moves[t],
          class: `lc-ground lc-cone-node ${moves[t] !== 0 ? "lc-f lc-cone-moved" : "lc-baseline"}`,
        }),
        svg(
          "text",
          { x: x(t), y: CONE.output + 4, "text-anchor": "middle", class: t === picked ? "lc-strong" : "" },
          `${t}`,
        ),
        svg("circle", {
          cx: x(t),
          cy: CONE.input,
          r: CONE.size,
          "data-input": t,
          "data-lit": cone.includes(t),
          class: `lc-cone-node ${cone.includes(t) ? "lc-cone-lit lc-g" : "lc-ground lc-baseline"}`,
        }),
        svg(
          "text",
          {
            x: x(t),
            y: CONE.input + 4,
            "text-anchor": "middle",
            class: cone.includes(t) ? "lc-strong lc-cone-on" : "",
          },
          `${t}`,
        ),
        ...(width > 500
          ? [
              svg(
                "text",
                { x: x(t), y: CONE.height - 16, "text-anchor": "middle", class: "lc-small" },
                number(inputs[t]),
              ),
            ]
          : []),
      ];
    }),
    svg("circle", { cx: x(picked), cy: CONE.output, r: CONE.size + 5, class: "lc-cone-ring lc-c" }),
    svg("circle", { cx: x(changed), cy: CONE.input, r: CONE.size + 5, class: "lc-cone-ring lc-f" }),
  ];
}
