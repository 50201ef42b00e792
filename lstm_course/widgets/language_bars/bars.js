// needs: stage, net
// The drawing of the language model: a bar for each of the likeliest letters.

const SHOWN = 12;
const BARS = { label: 80, right: 84, top: 4, row: 22, bar: 14 };
const ENDS = [0.1, 0.2, 0.4, 0.6, 0.8, 1]; // of the axis

/** Write a share in per cent: whole ones from 10 on, else one digit. */
const percent = (share) => {
  const value = 100 * share;
  return value > 0 && value < 0.05 ? "<\u00a00.1\u00a0%" : `${number(value, value < 9.95 ? 1 : 0)}\u00a0%`;
};

/** Write a letter so that it can be seen. */
const visible = (letter) => ({ " ": "blank", "\n": "new line" })[letter] ?? letter;

/** Return the spoken name, the height and the marks of the bars. */
function barMarks({ alphabet }, { own, chance, cut, order }, width) {
  const { label, right, top, row, bar } = BARS;
  const first = order.slice(0, SHOWN);
  const others = order.slice(SHOWN);
  const sum = (codes, shares) => codes.reduce((total, code) => total + shares[code], 0);
  const highest = Math.max(...[own, chance].flatMap((p) => [...first.map((code) => p[code]), sum(others, p)]));
  const most = ENDS.find((end) => highest <= end) ?? 1;
  const length = (share) => ((width - label - right) * share) / most;
  const y = (place) => top + place * row;
  const line = (place, name, mine, p, cutBy, attributes = {}) =>
    svg(
      "g",
      attributes,
      svg(
        "text",
        {
          x: label - 8,
          y: y(place) + bar - 2,
          "text-anchor": "end",
          class: `${place < SHOWN ? "lc-bars-letter" : ""} ${cutBy ? "lc-bars-struck" : "lc-strong"}`,
        },
        name,
      ),
      svg("rect", { x: label, y: y(place), width: length(p), height: bar, class: "lc-fill lc-h lc-bars-chance" }),
      svg("rect", { x: label, y: y(place), width: length(mine), height: bar, class: "lc-bars-own" }),
      ...(cutBy
        ? [
            svg("line", {
              x1: label - 4,
              x2: label + length(mine) + 4,
              y1: y(place) + bar / 2,
              y2: y(place) + bar / 2,
              class: "lc-bars-strike",
            }),
          ]
        : []),
      svg(
        "text",
        { x: label + length(Math.max(p, mine)) + 7, y: y(place) + bar - 2, class: cutBy ? "lc-small" : "lc-h" },
        cutBy ? `cut by ${cutBy}` : percent(p),
      ),
    );
  const open = others.filter((code) => !cut[code]).length;
  const spoken = first
    .slice(0, 3)
    .map((code) => `${visible(alphabet[code])} ${percent(chance[code])}`)
    .join(", ");
  return [
    `The next letter: ${spoken}`,
    top + (SHOWN + (others.length ? 1 : 0)) * row + 22,
    ...first.map((code, place) =>
      line(place, visible(alphabet[code]), own[code], chance[code], cut[code], {
        "data-letter": alphabet[code],
        "data-own": own[code],
        "data-chance": chance[code],
        "data-cut": cut[code],
      }),
    ),
    ...(others.length
      ? [line(SHOWN, `${others.length} others`, sum(others, own), sum(others, chance), open ? "" : cut[others[0]])]
      : []),
    ...[0, 0.5, 1].map((part) =>
      svg(
        "text",
        {
          x: label + length(part * most),
          y: y(SHOWN + (others.length ? 1 : 0)) + 12,
          "text-anchor": "middle",
          class: "lc-small",
        },
        `${Math.round(100 * part * most)}\u00a0%`,
      ),
    ),
    svg("line", { x1: label, x2: label, y1: top - 4, y2: y(SHOWN + 1) - 4, class: "lc-axis" }),
  ];
}
