// needs: stage
// The three rows of bars: a press turns one, a drag across a row paints it, and so do the keys.

const SWITCHES = { keep: "f", write: "i", read: "o" };

/** Make a row of the table: its name, and a line with a cell for each step. */
function line(name, quantity) {
  const cells = html("div", { class: "lc-switches-line", role: "presentation" });
  const header = html("div", { role: "rowheader", class: "lc-switches-head" }, name);
  const row = html("div", { role: "row", class: quantity ? `lc-${quantity}` : "" }, header, cells);
  return { row, cells };
}

/**
 * Make the rows of bars: { rows, resize(T), show(state, trace, changes, write) }. `value(name)` is the list of a
 * switch, `set({ name: list })` stores a new one.
 */
function bars(value, set) {
  const names = Object.keys(SWITCHES);
  const lines = {};
  const home = { name: "keep", t: 0 }; // the one bar that the Tab key reaches; the arrow keys lead to the others
  const at = (name, t) => lines[name]?.columns[t];

  const put = (name, from, to, on) => {
    const [low, high] = from < to ? [from, to] : [to, from];
    const next = value(name).map((was, t) => (t >= low && t <= high ? on : was));
    if (next.some((now, t) => now !== value(name)[t])) set({ [name]: next });
  };

  function settle(name, t) {
    at(home.name, home.t)?.button.setAttribute("tabindex", -1);
    Object.assign(home, { name, t });
    at(name, t).button.setAttribute("tabindex", 0);
  }

  /** Move the focus with the arrow keys; with Shift the next bar becomes as this one is. */
  function move(event, name, t) {
    const last = lines[name].columns.length - 1;
    const places = {
      ArrowUp: [-1, t],
      ArrowDown: [1, t],
      ArrowLeft: [0, t - 1],
      ArrowRight: [0, t + 1],
      Home: [0, 0],
      End: [0, last],
    };
    if (!(event.key in places)) return;
    event.preventDefault();
    const [down, to] = places[event.key];
    const goal = names[names.indexOf(name) + down];
    if (!at(goal, to)) return;
    if (event.shiftKey) put(name, t, to, value(name)[t]);
    at(goal, to).button.focus();
  }

  function paint(name, { cells, columns }) {
    let stroke; // { on, t } from the first touch of a bar to the click that may follow it
    const step = (x) => Math.max(0, Math.min(columns.length - 1, Math.floor((x / cells.clientWidth) * columns.length)));
    cells.addEventListener("pointerdown", () => (stroke = undefined));
    cells.addEventListener("mousedown", (event) => event.preventDefault()); // no text is marked, the focus is set here
    grab(cells, (x, _, [first]) => {
      if (!stroke) {
        stroke = { on: !value(name)[step(first)], t: step(first) };
        columns[stroke.t].button.focus({ preventScroll: true });
      }
      const from = stroke.t;
      stroke.t = step(x);
      put(name, from, stroke.t, stroke.on);
    });
    cells.addEventListener("click", (event) => {
      const painted = event.detail > 0 && stroke;
      stroke = undefined;
      const t = columns.findIndex(({ button }) => button.contains(event.target));
      if (!painted && t >= 0) put(name, t, t, !value(name)[t]); // by a key, or by a program
    });
  }

  function column(name, t) {
    const bar = html("span", { class: "lc-switches-bar" });
    const share = html("span", { class: "lc-switches-number" });
    const button = html(
      "button",
      {
        type: "button",
        tabindex: -1,
        onkeydown: (event) => move(event, name, t),
        onfocus: () => settle(name, t),
      },
      html("span", { class: "lc-switches-well" }, bar),
      share,
    );
    return { button, bar, share };
  }

  for (const [name, quantity] of Object.entries(SWITCHES)) {
    lines[name] = { ...line(`${name} ${quantity}`, quantity), columns: [] };
    lines[name].cells.classList.add("lc-switches-paint");
    paint(name, lines[name]);
  }

  return {
    rows: names.map((name) => lines[name].row),
    resize(T) {
      const focused = at(home.name, home.t)?.button.matches(":focus");
      for (const name of names) {
        const { cells, columns } = lines[name];
        if (columns.length === T) continue;
        columns.splice(0, columns.length, ...Array.from({ length: T }, (_, t) => column(name, t)));
        cells.replaceChildren(...columns.map(({ button }) => html("div", { role: "cell" }, button)));
      }
      settle(home.name, Math.min(home.t, T - 1));
      if (focused) at(home.name, home.t).button.focus();
    },
    show(state, trace, changes, write) {
      for (const [name, quantity] of Object.entries(SWITCHES))
        lines[name].columns.forEach(({ button, bar, share }, t) => {
          const open = trace[quantity][t];
          bar.style.height = `${100 * open}%`;
          share.textContent = write(open);
          button.classList.toggle("lc-switches-changed", changes[name][t]);
          button.setAttribute("aria-pressed", state[name][t]);
          const otherwise = changes[name][t] ? ", changed" : "";
          button.setAttribute("aria-label", `${name} ${quantity}, step ${t + 1}: ${number(open)}${otherwise}`);
        });
    },
  };
}
