// needs: arithmetic, page
// The cell stepper's lines: each equation with its numbers, beside the line of lstm_step in lesson 03.

// The equation as a function of the numbers, in parts [quantity, text] or plain text, and the line of code.
const gateLine = (gate, squash) => (v) =>
  v.hand.includes(gate)
    ? [[gate, gate], " = ", [gate, number(v[gate])], ", set by hand"]
    : [
        [gate, gate],
        ` = ${squash}(`,
        [gate, `a_${gate}`],
        `) = ${squash}(`,
        number(v[`a_${gate}`]),
        ") = ",
        [gate, number(v[gate])],
      ];
const LINES = {
  i: [gateLine("i", "σ"), "i = sigmoid(a_i)  # how much is written"],
  f: [gateLine("f", "σ"), "f = sigmoid(a_f)  # how much is kept"],
  g: [gateLine("g", "tanh"), "g = np.tanh(a_g)  # what could be written"],
  o: [gateLine("o", "σ"), "o = sigmoid(a_o)  # how much is shown"],
  c: [
    (v) => [
      ["c", "c"],
      " = ",
      ["f", "f"],
      " ⊙ ",
      ["c", "c_prev"],
      " + ",
      ["i", "i"],
      " ⊙ ",
      ["g", "g"],
      " = ",
      ["f", number(v.f)],
      " · ",
      ["c", number(v.c_prev)],
      " + ",
      ["i", number(v.i)],
      " · ",
      ["g", number(v.g)],
      " = ",
      ["c", number(v.c)],
    ],
    "c = f * c_prev + i * g",
  ],
  h: [
    (v) => [
      ["h", "h"],
      " = ",
      ["o", "o"],
      " ⊙ tanh(",
      ["c", "c"],
      ") = ",
      ["o", number(v.o)],
      " · tanh(",
      ["c", number(v.c)],
      ") = ",
      ["h", number(v.h)],
    ],
    "h = o * np.tanh(c)",
  ],
};

/** Return the spans of one line; each belongs to the line's quantity, and a coloured one to its own, too. */
const spans = (line, parts) =>
  parts.map((part) => {
    if (typeof part === "string") return html("span", { "data-of": line }, part);
    const [letter, low] = part[1].split("_");
    return html(
      "span",
      { "data-of": part[0] === line ? line : `${part[0]} ${line}`, class: `lc-${part[0]} lc-term` },
      letter,
      ...(low ? [html("sub", {}, low)] : []),
    );
  });

/** Cut a line of code into plain text and coloured names. */
const codeSpans = (line, code) =>
  code.split(/\b(a_[ifgo]|c_prev|[ifgoch])\b/).map((text, k) => {
    const quantity = text[0] === "a" ? text[2] : text[0];
    return k % 2
      ? html(
          "span",
          { "data-of": quantity === line ? line : `${quantity} ${line}`, class: `lc-${quantity} lc-term` },
          text,
        )
      : html("span", { "data-of": line }, text);
  });
