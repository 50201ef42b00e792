// What the theme leaves out for those who use a keyboard or a screen reader.

/** Let the keyboard reach what scrolls in a box of its own, and only that. */
function reachScrollers() {
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

// Opened from a folder, the browser does not let the search read the pages that it lists; it lists them without excerpts.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

nameArrows();
addEventListener("load", async () => {
  await window.MathJax?.startup?.promise;
  reachScrollers();
});
addEventListener("resize", reachScrollers);
