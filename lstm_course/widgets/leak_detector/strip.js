// needs: page
// The strip of one habit: what the test says and what the model is worth later, a dot for each draw, on one axis.

const STRIP = { width: 330, height: 84, test: 20, later: 51, left: 68, right: 282 };

const acrossStrip = (share) => STRIP.left + (STRIP.right - STRIP.left) * share;
const percent = (share) => number(100 * share, 0);

/** Make a strip for a number of draws: a picture whose marks glide to new values, shown by `show(now, honest)`. */
function strip(draws) {
  const { picture, draw } = drawing(STRIP.width, STRIP.height, "lc-leak-strip");
  const move = (mark, x, y = 0) => mark.style.setProperty("transform", `translate(${x}px, ${y}px)`);
  const text = (x, y, anchor, content, className = "lc-small") =>
    svg("text", { x, y, "text-anchor": anchor, class: className }, content);
  const row = (y, quantity) => ({
    y,
    dots: Array.from({ length: draws }, () => svg("circle", { r: 3.2, class: `lc-fill lc-leak-dot lc-${quantity}` })),
    median: svg("line", { y1: y - 12, y2: y + 12, class: `lc-line lc-thick lc-leak-median lc-${quantity}` }),
    value: text(STRIP.width, y + 5, "end", "", `lc-strong lc-${quantity}`),
  });
  const rows = { test: row(STRIP.test, "f"), later: row(STRIP.later, "o") };
  const ring = svg("circle", { r: 5.5, cy: STRIP.test, class: "lc-ground lc-baseline" });
  const jump = svg("line", { y1: STRIP.test, y2: STRIP.test, class: "lc-line lc-baseline lc-faint" });
  const foot = STRIP.height - 14;
  const marks = [
    ...[0, 1].map((end) =>
      svg("line", { x1: acrossStrip(end), x2: acrossStrip(end), y1: 6, y2: foot, class: "lc-axis lc-leak-end" }),
    ),
    ...Object.values(rows).map(({ y }) =>
      svg("line", { x1: acrossStrip(0), x2: acrossStrip(1), y1: y, y2: y, class: "lc-axis lc-leak-end" }),
    ),
    svg("line", { x1: acrossStrip(0.5), x2: acrossStrip(0.5), y1: 4, y2: foot, class: "lc-axis lc-faint" }),
    text(0, STRIP.test + 4, "start", "test says", "lc-small lc-f"),
    text(0, STRIP.later + 4, "start", "worth later", "lc-small lc-o"),
    text(acrossStrip(0), STRIP.height - 2, "middle", "0"),
    text(acrossStrip(0.5), STRIP.height - 2, "middle", "chance 50"),
    text(acrossStrip(1), STRIP.height - 2, "middle", "100 %"),
    jump,
    ring,
    ...Object.values(rows).flatMap(({ dots, median, value }) => [...dots, median, value]),
  ];

  return {
    picture,
    /** Show lists of { test, later }: of the switches as they are, and with all of them off, or none. */
    show(now, honest) {
      const medians = Object.fromEntries(
        Object.keys(rows).map((name) => [name, middle(now.map((each) => each[name]))]),
      );
      for (const [name, { y, dots, median, value }] of Object.entries(rows)) {
        dots.forEach((dot, k) => move(dot, acrossStrip(now[k][name]), y + ((7 * k) % draws) - (draws - 1) / 2));
        move(median, acrossStrip(medians[name]));
        value.textContent = `${percent(medians[name])} %`;
      }
      const clean = honest && middle(honest.map(({ test }) => test));
      ring.style.display = jump.style.display = honest ? "" : "none";
      if (honest) {
        ring.setAttribute("cx", acrossStrip(clean));
        jump.setAttribute("x1", acrossStrip(clean));
        jump.setAttribute("x2", acrossStrip(medians.test));
      }
      draw(
        `The test says ${percent(medians.test)} %${honest ? `, ${percent(clean)} % with clean habits` : ""}; ` +
          `later the model is worth ${percent(medians.later)} %. Chance is 50 %.`,
        ...(picture.childElementCount ? picture.children : marks),
      );
      return medians;
    },
  };
}
