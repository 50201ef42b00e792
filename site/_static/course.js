// What the theme leaves out for those who use a keyboard or a screen reader.

/** Say whether a figure that scrolls goes on at the right. */
const showMore = (figure) =>
  figure.classList.toggle("course-more", figure.scrollLeft + figure.clientWidth < figure.scrollWidth - 1);

/** Let the keyboard reach what scrolls in a box of its own, and only that. */
function reachScrollers() {
  for (const figure of document.querySelectorAll(".course-figure")) {
    showMore(figure);
    figure.onscroll = () => showMore(figure);
    if (figure.scrollWidth > figure.clientWidth + 1) figure.tabIndex = 0;
    else figure.removeAttribute("tabindex");
  }
  for (const formula of document.querySelectorAll("mjx-container")) {
    if (formula.getAttribute("display") !== "true") {
      const room = formula.closest("p, li, td, dd")?.getBoundingClientRect().width ?? Infinity;
      formula.classList.toggle("course-scrolls", formula.firstElementChild.getBoundingClientRect().width > room);
    }
    if (formula.scrollWidth > formula.clientWidth + 1 && formula.clientWidth > 0) formula.tabIndex = 0;
    else formula.removeAttribute("tabindex");
  }
}

/** Give the arrows of the list of pages a name. */
function nameArrows() {
  for (const arrow of document.querySelectorAll("nav li > details > summary")) {
    const page = arrow.closest("li").querySelector("a");
    if (page !== null) arrow.setAttribute("aria-label", `Pages below ${page.textContent.trim()}`);
  }
}

/** What the reader has read to its end; kept in this browser and nowhere else. */
const READ = "lstm-course-read";
const memory = {
  get() {
    try {
      return new Set(JSON.parse(localStorage.getItem(READ) ?? "[]"));
    } catch {
      return new Set(); // a browser may refuse to keep anything
    }
  },
  set(pages) {
    try {
      localStorage.setItem(READ, JSON.stringify([...pages]));
    } catch {}
  },
};

/** Tick the pages that were read, in the list of pages and on the home page. */
function tick() {
  const read = memory.get();
  const root = new URL(document.documentElement.dataset.content_root, location.href);
  for (const link of document.querySelectorAll(".bd-sidebar-primary nav a, .course-lessons a")) {
    const page = link.href.startsWith(root.href) ? link.href.slice(root.href.length).replace(/\.html(#.*)?$/, "") : "";
    const known = read.has(page) || (link.getAttribute("href") === "#" && read.has(DOCUMENTATION_OPTIONS.pagename));
    link.classList.toggle("course-read", known);
    link.querySelector(".visually-hidden")?.remove();
    if (!known) continue;
    const words = document.createElement("span");
    words.className = "visually-hidden";
    words.textContent = " (read)";
    link.append(words);
  }
  const list = document.querySelector(".course-lessons");
  if (list === null) return;
  document.querySelector(".course-progress")?.remove();
  const lessons = list.querySelectorAll(".course-lesson").length;
  const done = [...read].filter((page) => page.startsWith("lessons/")).length;
  if (done === 0) return;
  const line = document.createElement("p");
  line.className = "course-progress";
  const forget = document.createElement("button");
  forget.type = "button";
  forget.textContent = "Forget this";
  forget.addEventListener("click", () => {
    memory.set([]);
    tick();
  });
  line.append(`You have read ${done} of ${lessons} lessons to the end, says this browser. `, forget);
  list.before(line);
}

/** A lesson or its exercises are read when their end was seen. */
function watchTheEnd() {
  const page = DOCUMENTATION_OPTIONS.pagename;
  const end = document.querySelector(".prev-next-footer");
  if (end === null || !/^(lessons|exercises)\/\d/.test(page)) return;
  new IntersectionObserver((seen, observer) => {
    if (!seen.some((one) => one.isIntersecting) || scrollY === 0) return;
    observer.disconnect();
    memory.set(memory.get().add(page));
    tick();
  }).observe(end);
}

/** The home page's cell reads its story once by itself; a button stops it and plays it again. */
function play() {
  const place = document.querySelector(".course-live");
  const piece = place?.querySelector(".lc-stepper");
  if (!piece) return;
  const [back, forward] = piece.querySelectorAll(".lc-stepper-time button");
  const atEnd = (one) => one.getAttribute("aria-disabled") === "true";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "course-play";
  let timer = 0;
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    button.textContent = "▶ read the story";
    piece.querySelector(".lc-status")?.removeAttribute("aria-live");
  };
  const start = () => {
    piece.querySelector(".lc-status")?.setAttribute("aria-live", "off"); // nobody can listen so fast
    while (atEnd(forward) && !atEnd(back)) for (let k = 0; k < 500 && !atEnd(back); k++) back.click();
    button.textContent = "❚❚ stop";
    timer = setInterval(() => (atEnd(forward) ? stop() : forward.click()), 900);
  };
  button.addEventListener("click", () => (timer ? stop() : start()));
  for (const kind of ["pointerdown", "keydown"])
    piece.addEventListener(kind, (event) => event.isTrusted && !button.contains(event.target) && timer && stop());
  piece.querySelector(".lc-stepper-time").append(button);
  stop();
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) {
    for (let k = 0; k < 500 && !atEnd(back); k++) back.click();
    start();
  }
}

/** Let the table of the classics show what is asked for. */
function filterTable() {
  const table = document.querySelector(".course-wide table");
  if (table === null) return;
  const label = document.createElement("label");
  const field = document.createElement("input");
  const count = document.createElement("span");
  field.type = "search";
  count.setAttribute("role", "status");
  label.className = "course-filter";
  label.append("Show rows with ", field);
  const rows = [...table.tBodies[0].rows];
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
      shown += !row.hidden;
    }
    count.textContent = ` ${shown} of ${rows.length} rows`;
  });
  table.closest(".course-wide").before(label);
  label.append(count);
}

/** Paper is white, and nothing on it unfolds: print in the light theme, with the code and outputs that are folded. */
function printForPaper() {
  const page = document.documentElement;
  let theme = "";
  let folded = [];
  addEventListener("beforeprint", () => {
    theme = page.dataset.theme;
    page.dataset.theme = "light";
    folded = [...document.querySelectorAll("details.hide:not([open])")];
    for (const cell of folded) cell.open = true;
  });
  addEventListener("afterprint", () => {
    page.dataset.theme = theme || page.dataset.theme;
    for (const cell of folded) cell.open = false;
  });
}

nameArrows();
tick();
watchTheEnd();
filterTable();
printForPaper();
addEventListener("DOMContentLoaded", () => setTimeout(play)); // the pieces have started then
addEventListener("load", async () => {
  reachScrollers();
  for (let wait = 0; !window.MathJax?.startup?.promise && document.querySelector(".math") && wait < 100; wait++)
    await new Promise((go) => setTimeout(go, 100));
  await window.MathJax?.startup?.promise;
  reachScrollers();
});
addEventListener("resize", reachScrollers);
