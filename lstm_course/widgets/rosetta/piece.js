// needs: stage, puzzle
// The Rosetta of lesson 09: the gate blocks of the 4H matrix in each library's order. Pick a gate, and it lights up
// everywhere; pick two libraries, and see what moves. The layouts come from Python.

const GATES = { i: "input gate", f: "forget gate", g: "candidate", o: "output gate" };
const [D, H] = [2, 2]; // size of the matrix that is shown with its numbers
const [WIDTH, LEFT, BLOCK, BAR, ROW, HEAD] = [470, 102, 42, 30, 56, 26]; // places in the picture

/** Return the order of a library in the course's letters: Keras and ONNX write c for the candidate. */
const gatesOf = (layout) => [...layout.order.replace("c", "g")];

/** Return for each place of the destination's blocks, H units each, the place of the same unit in the source. */
const permutation = (source, destination, units) =>
  gatesOf(destination).flatMap((gate) =>
    Array.from({ length: units }, (_, k) => gatesOf(source).indexOf(gate) * units + k),
  );

/** Return { name, shape, deep } of a library's weights from the input; a deep array has a first axis of length 1. */
function arrayOf({ weights }) {
  const [name, ...rest] = weights.trim().split(/\s+/);
  const shape = rest.join(" ");
  return { name, shape, deep: /^\(1,/.test(shape) };
}

/** Return the way from one library to another as Python: with `reorder`, and with an index for H = 2. */
function code(source, destination) {
  if (source === destination) return "# the same library: nothing to do";
  const [from, to] = [arrayOf(source), arrayOf(destination)];
  const rows = source.axis === "rows";
  const old = from.name + (from.deep ? "[0]" : "");
  const ends = (source.axis === destination.axis ? "" : ".T") + (to.deep ? "[None]" : "");
  const index = permutation(source, destination, H);
  const moves = index.some((place, k) => place !== k);
  const move = moves ? `interop.reorder(${old}, "${source.order}", "${destination.order}", axis=${rows ? 0 : 1})` : old;
  const lines = [`${to.name} = ${move}${ends}`];
  if (moves)
    lines.push(`# with H = 2 the same as\n${to.name} = ${old}[${rows ? "" : ":, "}[${index.join(", ")}]]${ends}`);
  return lines.join("\n");
}

function render({ model, el }) {
  const count = model.get("layouts").length;
  const table = drawing(WIDTH, HEAD + ROW * (count - 1) + BAR + 14, "lc-rosetta");
  const matrices = html("div", { class: "lc-rosetta-matrices" });
  const way = html("pre", { class: "lc-rosetta-code" }, html("code"));
  const note = html("p", { class: "lc-note" });
  const biases = html("p", { class: "lc-note" });
  const sentence = status();
  const set = (values) => shown.change(values);
  const gate = choice({
    label: "gate",
    value: "",
    options: [...Object.entries(GATES).map(([g, text]) => [g, `${g} ${text}`, g]), ["", "all four"]],
    onInput: (g) => set({ gate: g }),
  });
  const from = picker("from", (source) => set({ source }));
  const to = picker("to", (destination) => set({ destination }));
  const task = puzzle();
  const swap = button(
    "\u21c4",
    () => set({ source: model.get("destination"), destination: model.get("source") }),
    "swap",
  );

  const ways = html("div", { class: "lc-rosetta-ways" }, from.field, to.field, swap);
  const row = html(
    "div",
    { class: "lc-row lc-rosetta-row" },
    table.picture,
    html("div", {}, ways, matrices, note, biases),
  );
  const all = html("div", { class: "lc-rosetta-all" }, gate.field, row, way, sentence, task.box);

  let hovered = ""; // the gate under the mouse lights up before it is picked
  const find = (event) => {
    const box = table.picture.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * WIDTH;
    const y = ((event.clientY - box.top) / box.width) * WIDTH - HEAD;
    const layout = model.get("layouts")[Math.floor(y / ROW)];
    return (layout && y % ROW < BAR && gatesOf(layout)[Math.floor((x - LEFT) / BLOCK)]) || "";
  };
  const hover = (next) => {
    if (next === hovered) return;
    hovered = next;
    light(next || model.get("gate"));
  };
  const light = (lit) =>
    all
      .querySelectorAll("[data-gate]")
      .forEach((part) => part.classList.toggle("lc-rosetta-lit", !lit || part.dataset.gate === lit));
  table.picture.addEventListener("pointermove", (event) => hover(find(event)));
  table.picture.addEventListener("pointerleave", () => hover(""));
  table.picture.addEventListener("click", (event) => {
    const picked = find(event);
    if (picked) set({ gate: picked });
  });

  const shown = piece({
    model,
    el,
    title: "One matrix, in the order of each library",
    names: ["gate", "source", "destination", "layouts"],
    content: [all],
    update(state) {
      const { layouts } = state;
      const named = (library) => layouts.find((layout) => layout.library === library);
      const [source, destination] = [named(state.source), named(state.destination)];
      if (!source || !destination) return; // libraries and their names arrive one after the other
      gate.show(state.gate);
      from.show(layouts, state.source);
      to.show(layouts, state.destination);
      table.picture.setAttribute("viewBox", `0 0 ${WIDTH} ${HEAD + ROW * (layouts.length - 1) + BAR + 14}`);
      table.draw(...libraries(state));
      matrices.replaceChildren(...numbers(source, destination));
      way.firstChild.textContent = code(source, destination);
      note.textContent = `D = ${D}, H = ${H}; each number is 10 times its input plus its place in ${source.library}.`;
      biases.textContent = `Biases: ${words(source.bias)} \u2192 ${words(destination.bias)}.`;
      sentence.textContent = `${where(state.gate, layouts)} ${moved(source, destination)}`;
      task.show(source, destination);
      light(hovered || state.gate);
    },
  });
  return () => {
    task.end();
    shown.end();
  };
}

const words = (text) => text.trim().replace(/\s+/g, " ");

/** Make a labelled list of the libraries. */
function picker(text, onInput) {
  const choices = html("select", { onchange: () => onInput(choices.value) });
  return {
    field: html("label", {}, text, choices),
    show(layouts, value) {
      const names = layouts.map((layout) => layout.library);
      if ([...choices.options].map((option) => option.value).join("\n") !== names.join("\n")) {
        choices.replaceChildren(...names.map((library) => html("option", { value: library }, library)));
      }
      choices.value = value;
    },
  };
}

/** Return the spoken name and the marks of the table of libraries. */
function libraries({ layouts, source, destination }) {
  const marks = [
    svg("text", { x: LEFT, y: 14, class: "lc-rosetta-quiet" }, "blocks of H units"),
    svg("text", { x: LEFT + 4 * BLOCK + 18, y: 14, class: "lc-rosetta-quiet" }, "weights from the input"),
  ];
  layouts.forEach((layout, row) => {
    const y = HEAD + row * ROW;
    const below = layouts[row + 1];
    const { name, shape } = arrayOf(layout);
    const role = layout.library === source ? "from" : layout.library === destination ? "to" : "";
    marks.push(
      svg(
        "text",
        { x: LEFT - 8, y: y + (role ? 13 : 20), "text-anchor": "end", class: "lc-rosetta-name" },
        layout.library,
      ),
      svg("text", { x: LEFT - 8, y: y + 30, "text-anchor": "end", class: "lc-rosetta-quiet" }, role),
      svg("text", { x: LEFT + 4 * BLOCK + 68, y: y + 13, class: "lc-rosetta-name" }, name),
      svg("text", { x: LEFT + 4 * BLOCK + 68, y: y + 30 }, shape),
    );
    gatesOf(layout).forEach((gate, place) => {
      const x = LEFT + place * BLOCK;
      const small =
        layout.axis === "columns"
          ? { x: LEFT + 4 * BLOCK + 18 + 10 * place, y, width: 9, height: 30 }
          : { x: LEFT + 4 * BLOCK + 22, y: y - 4 + 10 * place, width: 30, height: 9 };
      const next = below && LEFT + gatesOf(below).indexOf(gate) * BLOCK;
      const [top, middle, bottom] = [y + BAR, y + (BAR + ROW) / 2, y + ROW];
      const ribbon =
        below &&
        svg("path", {
          d:
            `M${x},${top} C${x},${middle} ${next},${middle} ${next},${bottom} h${BLOCK} ` +
            `C${next + BLOCK},${middle} ${x + BLOCK},${middle} ${x + BLOCK},${top} Z`,
        });
      marks.push(
        svg(
          "g",
          { class: `lc-${gate}`, "data-gate": gate },
          ...(ribbon ? [ribbon] : []),
          svg("rect", { x: x + 1, y, width: BLOCK - 2, height: BAR }),
          svg("rect", small),
          svg(
            "text",
            { x: x + BLOCK / 2, y: y + 21, "text-anchor": "middle", class: "lc-rosetta-letter" },
            layout.order[place],
          ),
        ),
      );
    });
  });
  return [
    `The order of the gate blocks: ` +
      `${layouts.map((layout) => `${layout.library} ${[...layout.order].join(", ")}`).join("; ")}`,
    ...marks,
  ];
}

/** Return the source's matrix and the destination's, as tables. */
function numbers(source, destination) {
  const old = Array.from({ length: D }, (_, d) => Array.from({ length: 4 * H }, (_, k) => 10 * d + k));
  const index = permutation(source, destination, H);
  return [
    [source, old],
    [destination, old.map((row) => index.map((k) => row[k]))],
  ].map(([layout, values]) => {
    const { name, shape } = arrayOf(layout);
    const caption = html(
      "caption",
      {},
      html("b", {}, layout.library),
      html("br"),
      `${name} ${shape.replace("4H", 4 * H).replace("D", D)}`,
    );
    const head = (gate, place, span, scope) =>
      html("th", { [span]: H, scope, class: `lc-${gate}` }, layout.order[place]);
    const cell = (d, k) => {
      const gate = gatesOf(layout)[Math.floor(k / H)];
      return html("td", { class: `lc-${gate}`, "data-gate": gate }, String(values[d][k]));
    };
    const inputs = Array.from({ length: D }, (_, d) => d);
    const units = Array.from({ length: 4 * H }, (_, k) => k);
    const rows =
      layout.axis === "columns"
        ? [
            html("tr", {}, ...gatesOf(layout).map((gate, place) => head(gate, place, "colspan", "colgroup"))),
            ...inputs.map((d) => html("tr", {}, ...units.map((k) => cell(d, k)))),
          ]
        : units.map((k) =>
            html(
              "tr",
              {},
              ...(k % H ? [] : [head(gatesOf(layout)[k / H], k / H, "rowspan", "rowgroup")]),
              ...inputs.map((d) => cell(d, k)),
            ),
          );
    return html("table", { class: "lc-rosetta-matrix" }, caption, html("tbody", {}, ...rows));
  });
}

/** Join "a", "b" and "c" to "a, b and c". */
const list = (names) => (names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`);

/** Say where a gate stands in every library. */
function where(gate, layouts) {
  if (!gate) return "Every library stacks the same four blocks.";
  const groups = [0, 1, 2, 3].map((place) => [place, layouts.filter((layout) => gatesOf(layout)[place] === gate)]);
  const said = groups
    .filter(([, found]) => found.length)
    .map(
      ([place, found]) =>
        `block ${place + 1} in ` +
        `${list(found.map((layout) => layout.library + (layout.order.includes(gate) ? "" : " (as c)")))}`,
    );
  return `The ${GATES[gate]} ${gate} is ${said.join("; ")}.`;
}

/** Say what moves on the way from one library to another. */
function moved(source, destination) {
  if (source === destination) return "From a library to itself nothing changes: pick two.";
  const [old, now] = [gatesOf(source), gatesOf(destination)];
  const steps = now.flatMap((gate, place) =>
    old[place] === gate ? [] : [`${gate} from block ${old.indexOf(gate) + 1} to ${place + 1}`],
  );
  const turn =
    source.axis === destination.axis
      ? `the ${source.axis} stay ${source.axis}`
      : `${source.axis} become ${destination.axis}`;
  return (
    `From ${source.library} to ${destination.library}: ` +
    `${steps.length ? `${list(steps)}` : "no block moves"}; ${turn}.`
  );
}
