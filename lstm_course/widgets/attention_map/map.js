// needs: stage, net
// The drawing of the attention map: bars for one symbol, the letters of the source, and a row for each symbol written.

const MAP = { left: 42, right: 52, bars: 78, top: 10, letters: 34, row: 22, gap: 12, widest: 40 };

/** Return the places of the drawing: the width of a column, the middle of column s, and the heights of the parts. */
function mapPlaces(width, letters) {
  const column = Math.min((width - MAP.left - MAP.right) / letters, MAP.widest);
  const foot = MAP.top + MAP.bars;
  const first = foot + MAP.letters;
  return {
    column,
    x: (s) => MAP.left + column * (s + 0.5),
    right: MAP.left + column * letters,
    foot,
    first,
    row: (t) => first + t * MAP.row,
  };
}

/** Return what lies under a point of the drawing: { place } of a letter or bar, or { row, place } in the map. */
function mapHit(x, y, width, letters, symbols) {
  const { column, first, right } = mapPlaces(width, letters);
  const place = Math.floor((x - MAP.left) / column);
  const inside = place >= 0 && place < letters;
  if (y < first) return inside ? { place } : null;
  const row = Math.floor((y - first) / MAP.row);
  if (row < 0 || row >= symbols || x > right + MAP.right) return null;
  return inside ? { row, place } : { row };
}

/** Write a share in whole per cent. */
const inPercent = (share) => `${number(100 * share, 0)}\u00a0%`;

/** Write a letter so that it can be seen. */
const visible = (letter) => (letter === " " ? "blank" : letter);

/** Return the marks of the picked symbol's weights: bars, and dashes for what they are when nothing is changed. */
function barMarks({ written, plain, row }, { x, column, foot, right }) {
  const height = (p) => MAP.bars * p;
  const bar = (p, s, kind) =>
    svg("rect", { x: x(s) - 0.4 * column, y: foot - height(p), width: 0.8 * column, height: height(p), class: kind });
  return [
    ...[0, 0.5, 1].flatMap((p) => [
      svg("line", {
        x1: MAP.left,
        x2: right,
        y1: foot - height(p),
        y2: foot - height(p),
        class: `lc-axis ${p ? "lc-map-grid" : ""}`,
      }),
      svg(
        "text",
        { x: MAP.left - 6, y: foot - height(p) + 4, "text-anchor": "end", class: "lc-small" },
        p ? number(p, 1) : "0",
      ),
    ]),
    ...written[row].weights.map((p, s) => bar(p, s, "lc-fill lc-h")),
    ...(plain[row]?.weights ?? []).map((p, s) => bar(p, s, "lc-map-plain")),
  ];
}

/** Return the marks of the letters of the source; one that is cut is struck out. */
function letterMarks({ letters, cuts, place }, { x, column, foot }) {
  return letters.flatMap((letter, s) => {
    const cut = cuts.includes(s);
    return [
      svg(
        "text",
        {
          x: x(s),
          y: foot + 19,
          "text-anchor": "middle",
          "data-letter": s,
          class: `lc-map-letter ${column < 9 ? "lc-map-tight" : ""} ${cut ? "lc-map-cut" : ""}`,
        },
        letter === " " ? "\u00b7" : letter,
      ),
      ...(cut
        ? [
            svg("line", {
              x1: x(s) - column / 2,
              x2: x(s) + column / 2,
              y1: foot + 24,
              y2: foot + 6,
              "data-cut": s,
              class: "lc-map-strike lc-f",
            }),
          ]
        : []),
      ...(s === place
        ? [
            svg("rect", {
              x: x(s) - column / 2,
              y: foot + 4,
              width: column,
              height: 22,
              class: "lc-map-place lc-f",
            }),
          ]
        : []),
    ];
  });
}

/** Return the marks of the map: a row for each symbol, dark where its weight is large, with a dot on the largest. */
function rowMarks({ written, plain, row }, { x, column, right, row: y }) {
  return written.flatMap(({ symbol, letter, chance, weights }, t) => {
    const most = weights.indexOf(Math.max(...weights));
    const other = plain[t]?.symbol !== symbol;
    return [
      svg(
        "text",
        {
          x: MAP.left - 8,
          y: y(t) + 15,
          "text-anchor": "end",
          class: `${symbol === END ? "lc-small" : "lc-map-letter"} ${other ? "lc-map-other lc-f" : ""}`,
        },
        other ? `${letter}\u2009!` : letter,
      ),
      ...weights.map((p, s) =>
        svg("rect", {
          x: x(s) - column / 2,
          y: y(t),
          width: column,
          height: MAP.row,
          "data-row": t,
          "data-place": s,
          "data-weight": p,
          class: "lc-fill lc-h lc-map-cell",
          "fill-opacity": p,
        }),
      ),
      ...(weights[most] > 0
        ? [svg("circle", { cx: x(most), cy: y(t) + MAP.row / 2, r: Math.min(3, column / 3), class: "lc-map-most" })]
        : []),
      svg("text", { x: right + 8, y: y(t) + 15, class: "lc-small" }, inPercent(chance)),
      ...(t === row
        ? [
            svg("rect", {
              x: MAP.left,
              y: y(t),
              width: right - MAP.left,
              height: MAP.row,
              class: "lc-map-picked lc-c",
            }),
          ]
        : []),
    ];
  });
}

/** Return the spoken name, the height and the marks of the whole drawing. */
function mapMarks(map, width) {
  const places = mapPlaces(width, map.letters.length);
  const { weights, letter } = map.written[map.row];
  const most = weights.indexOf(Math.max(...weights));
  const end = places.row(map.written.length);
  return [
    `Attention map of ${map.written.length} symbols and ${map.letters.length} letters; symbol ${map.row + 1}, ` +
      `${letter}, looks most at letter ${most + 1}, ${visible(map.letters[most])}`,
    end + 4,
    svg("rect", {
      x: MAP.left,
      y: places.first,
      width: places.right - MAP.left,
      height: end - places.first,
      class: "lc-map-frame",
    }),
    ...rowMarks(map, places),
    ...barMarks(map, places),
    ...letterMarks(map, places),
  ];
}
