// needs: page, spacing
// Recall: the questions of the lessons that you have read come back when they are due; a map shows what fades.

const EMPTY = { lessons: [], cards: {}, day: "", done: 0 };
const STORE = "lstm-course-recall"; // on a page without Python the browser keeps the answers

function stored() {
  try {
    const found = JSON.parse(localStorage.getItem(STORE));
    return Array.isArray(found?.lessons) && typeof found.cards === "object" && found.cards ? found : {};
  } catch {
    return {};
  }
}

function store(kept) {
  try {
    localStorage.setItem(STORE, JSON.stringify(kept));
  } catch {
    // nothing is kept where the browser does not allow it
  }
}

function render({ model, el }) {
  const alone = window.lstmCourse !== undefined && !model.get("where");
  let open = false; // whether the answer is shown
  let more = 0; // questions asked for beyond those of a sitting
  let sure = false; // whether "Forget everything" was pressed once
  const today = () => model.get("today") || localDay();
  const kept = () => ({ ...EMPTY, ...model.get("kept") });
  const keep = (next) => {
    open = sure = false;
    if (alone) store(next);
    shown.change({ kept: next });
  };
  if (alone && Object.keys(model.get("kept")).length === 0) model.set("kept", stored());

  const stations = html("div", { class: "lc-recall-map", role: "group", "aria-label": "lessons that you have read" });
  const place = html("p", { class: "lc-note" });
  const question = html("div", { class: "lc-recall-question" });
  const answer = html("div", { class: "lc-recall-answer" });
  const look = button("Show the answer", () => {
    open = true;
    shown.change({});
    knew.focus();
  });
  const reply = (right) => () => {
    const [card] = due(model.get("questions"), kept(), today());
    keep(answered(kept(), card.id, right, today()));
    if (look.isConnected) look.focus();
  };
  const knew = button("I knew it", reply(true));
  const notYet = button("Not yet", reply(false));
  const goOn = button("Go on", () => {
    more += A_DAY;
    shown.change({});
  });
  const forget = button("Forget everything", () => {
    if (sure) return keep({ ...EMPTY });
    sure = true;
    return shown.change({});
  });
  const controls = html("div", { class: "lc-field" });
  const sentence = status();
  const note = html("p", { class: "lc-note" });

  const station = ({ number, title }, state) => {
    const { all, fresh, fading } = memory(state.questions, kept(), number, today());
    const chosen = kept().lessons.includes(number);
    const said = fading ? `, ${fading} fading` : "";
    return html(
      "button",
      {
        type: "button",
        class: `lc-recall-station ${fading ? "lc-recall-fading" : ""}`,
        style: `--share: ${all ? fresh / all : 0}`,
        "aria-pressed": String(chosen),
        "aria-label": `lesson ${number}, ${title}: ${fresh} of ${all} in memory${said}`,
        title: `${title}: ${fresh} of ${all} in memory${said}`,
        onclick() {
          const { lessons } = kept();
          const next = chosen ? lessons.filter((one) => one !== number) : [...lessons, number];
          keep({ ...kept(), lessons: next.sort((one, other) => one - other) });
          stations.children[state.lessons.findIndex((one) => one.number === number)].focus();
        },
      },
      html("span", {}, String(number)),
    );
  };

  const shown = piece({
    model,
    el,
    title: "Recall",
    names: ["lessons", "questions", "kept", "today", "where"],
    content: [
      stations,
      html("div", { class: "lc-recall-card" }, place, question, answer, controls),
      sentence,
      html("div", { class: "lc-field lc-recall-foot" }, note, forget),
    ],
    update(state) {
      stations.replaceChildren(...state.lessons.map((lesson) => station(lesson, state)));
      const waiting = due(state.questions, kept(), today());
      const left = A_DAY + more - (kept().day === today() ? kept().done : 0);
      const card = left > 0 ? waiting[0] : undefined;
      const lesson = card && state.lessons.find(({ number }) => number === card.lesson);
      if (card) {
        const link = html(
          "a",
          { href: alone ? lesson.link.replace(/ipynb$/, "html") : lesson.link, target: "_blank" },
          `Lesson ${lesson.number}, ${lesson.title}`,
        );
        place.replaceChildren(link, `, question ${card.id.split(".")[1]}`);
      }
      place.hidden = question.hidden = !card;
      question.innerHTML = card ? card.question : "";
      answer.innerHTML = card && open ? card.answer : "";
      answer.hidden = !(card && open);
      controls.replaceChildren(...(card ? (open ? [knew, notYet] : [look]) : waiting.length ? [goOn] : []));
      forget.textContent = sure ? "Really forget?" : "Forget everything";
      forget.disabled = Object.keys(kept().cards).length + kept().lessons.length === 0;
      note.textContent = `Kept in ${state.where || "this browser"}.`;
      const next = nextDay(state.questions, kept());
      if (state.questions.length === 0)
        sentence.textContent = "There are no lessons here: run this in a clone of the course.";
      else if (kept().lessons.length === 0) sentence.textContent = "Press the lessons that you have read.";
      else if (card) sentence.textContent = `${waiting.length} due.`;
      else if (waiting.length) sentence.textContent = `Enough for today; ${waiting.length} can wait.`;
      else sentence.textContent = next ? `Nothing is due before ${next}.` : "";
    },
  });
  return shown.end;
}
