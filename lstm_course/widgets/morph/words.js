// needs: page, run
// The equations and sentences of the morph of lesson 07, at the four stages and on the way between two of them.

const TITLES = [
  "1. LSTM",
  "2. What is not kept is written",
  "3. c stays in bounds: no tanh",
  "4. GRU: the gate moves to n\u2019s view of the past",
];

/** Turn "{f:z} {c:h_prev}" into coloured letters; "{i*:1 \u2212 z}" marks what has just changed. */
function terms(text) {
  return text.split(/(\{[^}]*\})/).map((part) => {
    const [, quantity, star, letter] = part.match(/^\{(\w)(\*?):(.*)\}$/) ?? [];
    if (!quantity) return part;
    const [base, index] = letter.split("_");
    return html(
      "i",
      { class: `lc-${quantity}${star ? " lc-morph-new" : ""}` },
      base,
      ...(index ? [html("sub", {}, index)] : []),
    );
  });
}

/** Return the heading of the equations. */
function titled(amount) {
  const { stage, from, way } = progress(amount);
  return way
    ? `${number(100 * way, 0)}\u00a0% of the way from ${from + 1} ${STAGES[from]} to ${from + 2} ${STAGES[from + 1]}`
    : TITLES[stage];
}

/** Return the three equations in letters, and below each in numbers; on the way both forms have their shares. */
function written(s, { amount, from_x, from_past }) {
  const { coupled, bare, moved, from, way } = progress(amount);
  const n = (value) => (value < 0 ? `(${number(value)})` : number(value));
  const gru = moved === 1;
  const [m, f, g] = gru ? ["h:h", "f:z", "g:n"] : ["c:c", "f:f", "g:g"];
  const [old, fresh] = [number(1 - way), number(way)]; // the shares of the change that is going on
  const going = way ? from : -1;
  const write =
    going === 0
      ? `(${old} {i:i} + ${fresh} {i*:(1 \u2212 f)})`
      : ["{i:i}", "{i*:(1 \u2212 f)}", "{i:(1 \u2212 f)}", "{i:(1 \u2212 z)}"][from];
  const hear = going === 2 ? `(${old} + ${fresh} {o*:o}) \u00b7 ` : gru ? "{o*:r} \u00b7 " : "";
  const tanh = "tanh({c:c})";
  const show = [
    `{h:h} = {o:o} ${going === 1 ? `(${old} ${tanh} + ${fresh} {c*:c})` : tanh}`,
    `{h:h} = ${going === 2 ? `(${old} {o:o} + ${fresh})` : "{o:o}"} ${going === 2 ? "{c:c}" : "{c*:c}"}`,
    "{h*:h} is the memory itself",
  ][gru ? 2 : bare === 1 ? 1 : 0];
  const shown = bare === 0 ? `tanh(${number(s.c)})` : n(s.shown);
  const rows = [
    [
      `{${g}} = tanh(from x + ${hear}from the past)`,
      `tanh(${n(from_x)} + ${moved ? `${n(s.hear)} \u00b7 ` : ""}${n(from_past)}) = ${number(s.g)}`,
    ],
    [
      `{${m}} = {${f}} {${m}_prev} + ${write} {${g}}`,
      `${n(s.f)} \u00b7 ${n(s.memory)} + ${n(s.i)} \u00b7 ${n(s.g)} = ${number(s.c)}`,
    ],
    [show, gru ? `shown whole: ${number(s.h)}` : `${n(s.show)} \u00b7 ${shown} = ${number(s.h)}`],
  ];
  return rows.map(([letters, numbers]) =>
    html(
      "div",
      {},
      html("p", { class: "lc-morph-letters" }, ...terms(letters)),
      html("p", { class: "lc-morph-numbers" }, numbers),
    ),
  );
}

/** Say what the cell is and what its numbers are. */
function said(s, state) {
  const { from, way } = progress(state.amount);
  const t = `Time step ${state.time_step}`;
  const [old, fresh] = [number(1 - way), number(way)];
  if (way)
    return [
      `${t}, on the way to coupled: it writes ${old} of \u03c3(a) = ${number(sigmoid(state.a_i))} and ${fresh} of ` +
        `1 \u2212 f = ${number(1 - s.f)}, that is ${number(s.i)}, so c = ${number(s.c)} and h = ${number(s.h)}.`,
      `${t}, on the way to no tanh: it shows ${old} of tanh(c) = ${number(Math.tanh(s.c))} and ${fresh} of c = ` +
        `${number(s.c)}, so h = ${number(s.h)}.`,
      `${t}, on the way to the GRU: the blue gate lets g hear ${number(s.hear)} of the past, and shows ` +
        `${number(s.show)} of c = ${number(s.c)}, so h = ${number(s.h)}.`,
    ][from];
  return [
    `${t}, LSTM: it keeps ${number(s.f)} of ${number(s.memory)} and writes ${number(s.i)} of ${number(s.g)}, so ` +
      `c = ${number(s.c)}; it shows ${number(s.o)} of tanh(c), so h = ${number(s.h)}.`,
    `${t}, the input gate is gone: it keeps ${number(s.f)} and writes the rest, ${number(s.i)}, so c = ` +
      `${number(s.c)} lies between ${number(s.memory)} and ${number(s.g)}.`,
    `${t}, the tanh on c is gone: h = o c = ${number(s.h)}, where o tanh(c) would be ${number(s.o * Math.tanh(s.c))}.`,
    `${t}, GRU: the blue gate is r and lets n hear ${number(s.o)} of the past, so n = ${number(s.g)}; z keeps ` +
      `${number(s.f)} of ${number(s.memory)}, and the new h = ${number(s.h)} is shown whole.`,
  ][from];
}

/** Say how many parameters the cell has. */
function counted(amount) {
  const blocks = progress(amount).coupled === 1 ? 3 : 4;
  return (
    `${blocks === 3 ? "Three" : "Four"} blocks: ${blocks}H(D + H + 1) parameters, ${blocks * 32 * (10 + 32 + 1)} ` +
    `with D = 10, H = 32.`
  );
}
