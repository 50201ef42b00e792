// needs: page
// A drawing whose units are pixels, whatever its width; what a hand does in it; and a sentence that is spoken after a
// pause.

/**
 * Make a drawing that is as wide as its place, drawn again by `redraw()` when that changes. Returned is { picture,
 * width(), draw(name, height, ...marks), end }; draw is that of `drawing`, for this width and a height.
 */
function stage(redraw, className = "") {
  const { picture, draw } = drawing(300, 150, className);
  picture.style.maxWidth = "none";
  let width = 300;
  const observer = new ResizeObserver(() => {
    const room = Math.round(picture.getBoundingClientRect().width);
    if (room < 100 || room === width) return;
    width = room;
    redraw();
  });
  observer.observe(picture);
  return {
    picture,
    width: () => width,
    draw(name, height, ...marks) {
      picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
      draw(name, ...marks);
    },
    end: () => observer.disconnect(),
  };
}

/**
 * Let a picture, or another element, be dragged: `onPlace(x, y, first)` hears of places in its units, which are pixels
 * where it is no picture. A mouse acts at once; a finger acts when it has moved sideways, or was lifted where it came
 * down, so that a swipe that scrolls the page changes nothing.
 */
function grab(picture, onPlace) {
  const SIDEWAYS = 8; // pixels
  let down = null; // where the pointer came down
  let moving = false;
  const tell = (event, first) => {
    const box = picture.getBoundingClientRect();
    const { width, height } = picture.viewBox?.baseVal ?? box;
    const at = first ?? event;
    onPlace(((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height, [
      ((at.clientX - box.left) / box.width) * width,
      ((at.clientY - box.top) / box.height) * height,
    ]);
  };
  picture.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    down = { clientX: event.clientX, clientY: event.clientY };
    moving = event.pointerType === "mouse";
    if (!moving) return;
    picture.setPointerCapture(event.pointerId);
    tell(event);
  });
  picture.addEventListener("pointermove", (event) => {
    if (!down) return;
    if (event.pointerType === "mouse" && !(event.buttons & 1)) down = null;
    else if (moving || Math.abs(event.clientX - down.clientX) >= SIDEWAYS) {
      moving = true;
      tell(event, down);
    }
  });
  picture.addEventListener("pointerup", (event) => {
    if (down && !moving && Math.abs(event.clientY - down.clientY) < SIDEWAYS) tell(event, down);
    down = null;
  });
  picture.addEventListener("pointercancel", () => {
    down = null;
  });
}

/**
 * Let marks of a picture be dragged which have an attribute data-handle: `take(name)` hears which is dragged when it
 * has moved by a few pixels, `move(dx, dy)` how far it is from where it was, in the picture's units, and
 * `drop()` the end.
 */
function handles(picture, { take, move, drop = () => {} }) {
  const NEAR = 3; // pixels that make a click no drag
  let down = null;
  const letGo = () => {
    if (down?.moving) drop();
    down = null;
  };
  picture.addEventListener("pointerdown", (event) => {
    const mark = event.target.closest("[data-handle]");
    if (event.button === 0 && mark) down = { event, name: mark.dataset.handle, moving: false };
  });
  picture.addEventListener("pointermove", (event) => {
    if (!down) return;
    const [dx, dy] = [event.clientX - down.event.clientX, event.clientY - down.event.clientY];
    if (!(event.buttons & 1)) return letGo();
    if (!down.moving && Math.hypot(dx, dy) < NEAR) return;
    if (!down.moving) {
      picture.setPointerCapture(event.pointerId);
      down.moving = true;
      take(down.name);
    }
    const share = picture.viewBox.baseVal.width / picture.getBoundingClientRect().width;
    move(dx * share, dy * share);
  });
  picture.addEventListener("pointerup", letGo);
  picture.addEventListener("pointercancel", letGo);
}

/** Return at most so many round numbers inside a range, each { t, gap }, where gap is their distance. */
function roundTicks(low, high, count) {
  const rough = (high - low) / count;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const gap = unit * [1, 2, 5, 10].find((factor) => factor * unit >= rough);
  const first = Math.ceil(low / gap - 1e-9);
  return Array.from({ length: Math.floor(high / gap + 1e-9) - first + 1 }, (_, k) => ({ t: (first + k) * gap, gap }));
}

/** Return a function that writes a sentence at once, and lets it be spoken when it has not changed for a while. */
function speaker(sentence, pause = 400) {
  const { hush, end } = patience([sentence], pause);
  sentence.setAttribute("aria-live", "off"); // so that the piece leaves it alone
  const say = (text) => {
    hush();
    sentence.textContent = text;
  };
  return { say, end };
}

/** Return heights for labels, moved apart where they would touch: in `wanted` order, at least `gap` from each other. */
function apart(wanted, gap, low, high) {
  const order = wanted.map((_, k) => k).sort((a, b) => wanted[a] - wanted[b]);
  const heights = wanted.slice();
  order.forEach((k, rank) => {
    if (rank) heights[k] = Math.max(heights[k], heights[order[rank - 1]] + gap);
  });
  let ceiling = high;
  order.reverse().forEach((k) => {
    heights[k] = Math.max(low, Math.min(heights[k], ceiling));
    ceiling = heights[k] - gap;
  });
  return heights;
}
