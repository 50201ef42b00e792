// needs: page, run
// The cell stepper's table: what enters the four sums of one unit, as numbers that can be edited.

const NAMED = { i: "input gate i", f: "forget gate f", g: "candidate g", o: "output gate o" };

const get = (tree, path) => path.reduce((branch, key) => branch[key], tree);

/** Return a copy of nested lists in which one place holds another value. */
function put(tree, [key, ...rest], value) {
  const copy = Array.isArray(tree) ? tree.slice() : { ...tree };
  copy[key] = rest.length ? put(tree[key], rest, value) : value;
  return copy;
}

/** Return weights and inputs without the learner's edits, and no gates set by hand. */
function undone({ weights, x, edits }) {
  let tree = { weights, x };
  for (const [place, [given, edited]] of Object.entries(edits)) {
    const path = place.split(".");
    if (get(tree, path) === edited) tree = put(tree, path, given);
  }
  return { ...tree, gates: [], edits: {} };
}

/**
 * Make the table: one row for each number that comes in, one column for each sum.
 *
 * `edit(path, value)` is called with a place such as ["weights", "W_x", 0, 3]. Returned is { box, show(state, at) },
 * where `at` is the time
 * step as lstmStep returns it.
 */
function weightTable(edit) {
  let now; // the values of the traits, newest
  let inputs = []; // { input, path }
  let built = ""; // size and names of the table as it stands
  const table = html("table");
  const box = html(
    "details",
    { class: "lc-weights" },
    html("summary", {}, "Inputs and weights"),
    html("div", { class: "lc-table" }, table),
  );

  function numberInput(label, step, path) {
    const input = html("input", {
      type: "number",
      step,
      "aria-label": label,
      onblur: () => showInputs(),
      oninput: () => {
        if (Number.isFinite(input.valueAsNumber)) edit(path(), input.valueAsNumber);
      },
    });
    inputs.push({ input, path });
    return input;
  }
  const row = (name, value, weight) =>
    html(
      "tr",
      {},
      html("th", { scope: "row" }, name),
      html("td", {}, value),
      ...GATES.map((gate, block) =>
        html(
          "td",
          { "data-of": gate, class: `lc-${gate}` },
          numberInput(`weight from ${name} to ${NAMED[gate]}`, 0.5, () => weight(block * now.h_0.length + now.unit)),
        ),
      ),
    );

  function build({ x, h_0, features }) {
    const [D, H] = [x[0].length, h_0.length];
    const key = JSON.stringify([D, H, features]);
    if (key === built) return;
    built = key;
    inputs = [];
    const nameOf = (d) => features[d] ?? `x[${d}]`;
    table.replaceChildren(
      html("caption", {}, html("code", {}, "a = x @ W_x + h_prev @ W_h + b")),
      html(
        "thead",
        {},
        html(
          "tr",
          {},
          html("th", { scope: "col" }, "input"),
          html("th", { scope: "col" }, "now"),
          ...GATES.map((gate) =>
            html("th", { scope: "col", "data-of": gate, class: `lc-${gate} lc-term` }, `→ ${gate}`),
          ),
        ),
      ),
      html(
        "tbody",
        {},
        ...x[0].map((_, d) =>
          row(
            nameOf(d),
            numberInput(`${nameOf(d)}, input at this step`, 0.1, () => ["x", now.step, d]),
            (column) => ["weights", "W_x", d, column],
          ),
        ),
        ...h_0.map((_, k) =>
          row(H === 1 ? "h_prev" : `h_prev[${k}]`, html("output", { "data-h": k }), (column) => [
            "weights",
            "W_h",
            k,
            column,
          ]),
        ),
        row("bias", "1", (column) => ["weights", "b", column]),
      ),
      html(
        "tfoot",
        {},
        html(
          "tr",
          {},
          html("th", { scope: "row", colspan: 2 }, "sum a"),
          ...GATES.map((gate) => html("td", { "data-of": gate, "data-sum": gate, class: `lc-${gate} lc-term` })),
        ),
      ),
    );
  }
  function showInputs() {
    for (const { input, path } of inputs) {
      const place = path();
      const value = get(now, place);
      const given = now.edits[place.join(".")]?.[0];
      const typed = document.activeElement === input && input.valueAsNumber === value; // it stays as it was typed
      const text = typed ? input.value : String(Number(value.toFixed(3)));
      input.setAttribute("value", text); // from here the arrow keys count
      if (input.value !== text || input.validity.badInput) input.value = text;
      input.title = given === undefined ? String(value) : `${value}, given: ${given}`;
      input.classList.toggle("lc-edited", given !== undefined);
    }
  }
  return {
    box,
    show(state, at) {
      now = state;
      build(now);
      table.querySelectorAll("[data-h]").forEach((output) => {
        output.value = number(at.h_prev[output.dataset.h]);
      });
      table.querySelectorAll("[data-sum]").forEach((sum) => {
        sum.textContent = number(at.a[GATES.indexOf(sum.dataset.sum) * now.h_0.length + now.unit]);
      });
      showInputs();
    },
  };
}
