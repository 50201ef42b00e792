// needs: arithmetic, diagram
// The cell between the LSTM and the GRU of lesson 07: at 0 it is the one, at 1 the other, and its numbers glide.

const LAST = 20; // time steps

const mix = (one, other, share) => (1 - share) * one + share * other;

/** One time step of one unit from its memory, which is c of the LSTM and h of the GRU. */
function morphStep(amount, memory, { a_f, a_i, a_o, from_x, from_past }) {
  const { coupled, bare, moved } = progress(amount);
  const f = sigmoid(a_f);
  const o = sigmoid(a_o);
  const i = mix(sigmoid(a_i), 1 - f, coupled);
  const hear = mix(1, o, moved);
  const heard = hear * from_past;
  const g = Math.tanh(from_x + heard);
  const c = f * memory + i * g;
  const shown = mix(Math.tanh(c), c, bare);
  const show = mix(o, 1, moved);
  return { memory, i, f, g, o, hear, heard, c, shown, show, h: show * shown };
}

/** Run so many steps with the same sums; returns all of them. */
function morphSteps(amount, state, count) {
  const steps = [];
  for (let memory = state.start; steps.length < count; memory = steps.at(-1).c)
    steps.push(morphStep(amount, memory, state));
  return steps;
}

/** Run `time_step` steps with the same sums; returns the last. */
const morphRun = (amount, state) => morphSteps(amount, state, state.time_step).at(-1);
