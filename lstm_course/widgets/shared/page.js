// What the interactive pieces share: elements, controls with labels, numbers, and the life of a piece.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  if (node.matches("input, button, select, textarea") || "tabindex" in attributes) {
    node.setAttribute("data-lm-suppress-shortcuts", "true"); // or JupyterLab takes the arrow keys for its own commands
  }
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

/** Make an HTML element; an attribute such as `onclick` is a listener. */
const html = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

/** Make an SVG element. */
const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

/** Write a number with a true minus sign; a decimal one of a million and more as 7e10. */
const number = (value, digits = 2) => {
  const text = digits && Math.abs(value) >= 1e6 ? value.toExponential(0).replace("+", "") : value.toFixed(digits);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "\u2212");
};

const RAISED = "\u207b\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";

/** Write a power of ten: 10⁻⁶. */
const power = (exponent) => `10${[...`${exponent}`].map((sign) => RAISED["-0123456789".indexOf(sign)]).join("")}`;

/** Make a drawing that scales with the page: a picture with a spoken name, redrawn by `draw(name, ...marks)`. */
function drawing(width, height, className = "") {
  const picture = svg("svg", {
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    class: `lc-drawing ${className}`,
    style: `max-width: ${1.25 * width}px`,
  });
  return {
    picture,
    draw(name, ...marks) {
      picture.setAttribute("aria-label", name);
      picture.replaceChildren(...marks);
    },
  };
}

/** Return an id that no other control has, on a page with any number of pieces. */
const newId = () => `lc-${(window.lstmCourseControls = (window.lstmCourseControls ?? 0) + 1)}`;

/** Make a labelled slider with its value beside it; `quantity` (i, f, g, o, h, c) gives the colour. */
function slider({ label, min, max, step, value, quantity, digits = 1, onInput }) {
  const id = newId();
  const shown = html("output", { for: id }, number(value, digits));
  const input = html("input", {
    id,
    type: "range",
    min,
    max,
    step,
    value,
    oninput: () => onInput(Number(input.value)),
  });
  const field = html(
    "div",
    { class: `lc-field ${quantity ? `lc-${quantity}` : ""}` },
    html("label", { for: id }, label),
    input,
    shown,
  );
  return {
    field,
    input,
    show(next) {
      if (Number(input.value) !== next) input.value = next;
      shown.value = number(next, digits);
    },
  };
}

/** Make a group of buttons of which one is pressed; `options` is a list of [value, text, quantity]. */
function choice({ label, options, value, onInput }) {
  const buttons = options.map(([option, text, quantity]) =>
    html("button", { type: "button", class: quantity ? `lc-${quantity}` : "", onclick: () => onInput(option) }, text),
  );
  const show = (next) => buttons.forEach((button, k) => button.setAttribute("aria-pressed", options[k][0] === next));
  show(value);
  const field = html(
    "div",
    { class: "lc-field lc-choice", role: "group", "aria-label": label },
    html("span", {}, label),
    ...buttons,
  );
  return { field, buttons, show };
}

/** Make a button. */
const button = (text, onclick, label) => html("button", { type: "button", onclick, "aria-label": label }, text);

/** Make the sentence below a drawing, which a screen reader speaks when it changes. */
const status = () => html("p", { class: "lc-status", role: "status", "aria-live": "polite" });

/**
 * Keep sentences silent while they change, and let them be spoken when none has changed for a while: `hush()` before
 * each change.
 */
function patience(sentences, pause = 400) {
  let timer;
  const live = (how) => sentences.forEach((sentence) => sentence.setAttribute("aria-live", how));
  const speak = () => {
    live("polite");
    sentences.forEach((sentence) => sentence.replaceChildren(...sentence.childNodes));
  };
  const hush = () => {
    live("off");
    clearTimeout(timer);
    timer = setTimeout(speak, pause);
  };
  return { hush, end: () => clearTimeout(timer) };
}

/**
 * Put a piece into the page and keep it up to date.
 *
 * `names` are the traits that the piece shows. `update(state, own)` draws them; it is called now and whenever one of
 * them changes: once for all values that the piece itself changes together (`own`), else for each that Python or
 * another view of the piece has set. Its sentences are spoken after a pause, but for those that have a speaker.
 * Returned is { change, root, end }: `change({ name: value })` stores new values.
 */
function piece({ model, el, title, names, content, update }) {
  const root = html(
    "section",
    { class: "lc", "aria-label": title },
    html("h3", { class: "lc-title" }, title),
    ...content,
  );
  el.replaceChildren(root);
  const state = () => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const { hush, end } = patience([...root.querySelectorAll(".lc-status[aria-live='polite']")]);
  const show = (own) => {
    hush();
    update(state(), own);
  };
  let changing = false; // while the piece's own values are stored
  const refresh = () => {
    if (!changing) show(false);
  };
  names.forEach((name) => model.on(`change:${name}`, refresh));
  const change = (values) => {
    changing = true;
    Object.entries(values).forEach(([name, value]) => model.set(name, value));
    changing = false;
    model.save_changes();
    show(true);
  };
  update(state(), false);
  return {
    change,
    root,
    end() {
      end();
      names.forEach((name) => model.off(`change:${name}`, refresh));
    },
  };
}
