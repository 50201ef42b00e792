// When a question comes back: later each time that it was known, tomorrow after it was not.

const DAYS = [1, 3, 7, 16, 35, 90]; // after "not yet", after it was known once, twice, ...
const A_DAY = 8; // questions of one sitting

/** Return the day that is `days` after one written as "2026-03-01". */
const dayAfter = (day, days) => new Date(Date.parse(`${day}T00:00:00Z`) + 864e5 * days).toISOString().slice(0, 10);

/** Return today's date where the reader is. */
const localDay = (now = new Date()) => new Date(now - 6e4 * now.getTimezoneOffset()).toISOString().slice(0, 10);

/** Return what is kept after an answer: how often in a row it was known, and the day on which it is due. */
function answered(kept, id, knew, today) {
  const times = knew ? Math.min((kept.cards[id]?.[0] ?? 0) + 1, DAYS.length - 1) : 0;
  const done = kept.day === today ? kept.done : 0;
  return {
    ...kept,
    cards: { ...kept.cards, [id]: [times, dayAfter(today, DAYS[times])] },
    day: today,
    done: done + 1,
  };
}

/** Return the questions of the chosen lessons that are due: the longest overdue first, then the new ones in order. */
function due(questions, kept, today) {
  const asked = questions.filter(({ lesson }) => kept.lessons.includes(lesson));
  const old = asked.filter(({ id }) => kept.cards[id] && kept.cards[id][1] <= today);
  const day = ({ id }) => kept.cards[id][1];
  old.sort((one, other) => (day(one) < day(other) ? -1 : day(one) > day(other) ? 1 : 0));
  return [...old, ...asked.filter(({ id }) => !kept.cards[id])];
}

/** Return the first day on which a question of the chosen lessons is due, undefined where none was answered. */
const nextDay = (questions, kept) =>
  questions
    .filter(({ id, lesson }) => kept.lessons.includes(lesson) && kept.cards[id])
    .map(({ id }) => kept.cards[id][1])
    .sort()[0];

/** Return how many questions of a lesson there are, are in memory, and are fading: answered once, and due again. */
function memory(questions, kept, lesson, today) {
  const asked = questions.filter((one) => one.lesson === lesson);
  const fresh = asked.filter(({ id }) => kept.cards[id] && kept.cards[id][1] > today).length;
  const fading = asked.filter(({ id }) => kept.cards[id] && kept.cards[id][1] <= today).length;
  return { all: asked.length, fresh, fading };
}
