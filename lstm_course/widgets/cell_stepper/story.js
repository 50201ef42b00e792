// needs: page
// The learner's own story for the cell stepper of lesson 03: words, and the numbers that lstm_course.datasets.stories
// gives them.

const NUMBERS = {
  Bob: 1,
  Dan: -1,
  tall: 0.6,
  short: -0.6,
  phone: 0.5,
  four: -0.4,
  years: 0.3,
  navy: -0.5,
  told: 0.4,
};
const MEANINGS = ["is a name", "carries", "is asked"];
const MOST_WORDS = 40;

/** Return the words of a story, and a row of three numbers for each. */
function readStory(text) {
  const symbols = text.split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
  const x = symbols.map((word) => [
    Number(["Bob", "Dan"].includes(word)),
    Object.hasOwn(NUMBERS, word) ? NUMBERS[word] : 0,
    Number(word === "?"),
  ]);
  return { symbols, x };
}

/** Make the field for a story; `tell` hears { symbols, x }. It shows itself where the inputs are those of a story. */
function storyField(tell) {
  const id = newId();
  let shown = "";
  const input = html("input", {
    id,
    type: "text",
    spellcheck: "false",
    autocomplete: "off",
    onchange() {
      const story = readStory(input.value);
      if (story.symbols.length && input.value !== shown) tell(story);
      input.value = shown;
    },
  });
  const field = html(
    "div",
    { class: "lc-field lc-story" },
    html("label", { for: id }, "your own story"),
    input,
    html("span", { class: "lc-note" }, "Bob and Dan are names, ? asks; then press Enter"),
  );
  return {
    field,
    show({ symbols, features }) {
      field.hidden = !symbols.length || features.join() !== MEANINGS.join();
      shown = symbols.join(" ");
      if (document.activeElement !== input || readStory(input.value).symbols.join(" ") === shown) input.value = shown;
    },
  };
}
