// needs: ctc
// The voice of the course's spoken digits, and the sound of a path with it. A point of a track is [seconds, first,
// second, third formant in hertz, loudness of the voice, loudness of the noise, its lowest frequency]; between points
// the mouth glides.

const RATE = 8000; // samples in a second
const WINDOW = 256;
const HOP = 64;
const WAVES = Float64Array.from({ length: WINDOW }, (_, n) => Math.cos((2 * Math.PI * n) / WINDOW));
const HUMP = WAVES.map((cosine) => 0.5 - 0.5 * cosine);
const SLOW = 0.16; // seconds of a frame of a path, four times as long as in speech
const SILENCE = [500, 1500, 2500, 0, 0, 0];

/** Return the numbers of a track at a time. */
function mouthAt(track, time) {
  const after = track.findIndex(([when]) => when > time);
  if (after === 0) return track[0].slice(1);
  if (after < 0) return track[track.length - 1].slice(1);
  const [one, other] = [track[after - 1], track[after]];
  const part = (time - one[0]) / (other[0] - one[0]);
  return one.slice(1).map((value, k) => value + part * (other[k + 1] - value));
}

/** Add to `sum` the spectrum of a piece of a source, times a response of WINDOW / 2 + 1 numbers. */
function addSpectrum(sum, source, start, response) {
  for (let n = 0; n < WINDOW; n++) {
    const sample = (source[start - WINDOW + n] ?? 0) * HUMP[n];
    if (sample === 0) continue;
    for (let k = 0, at = 0; k <= WINDOW / 2; k++, at = (at + n) % WINDOW) {
      sum.re[k] += sample * response[k] * WAVES[at];
      sum.im[k] -= sample * response[k] * WAVES[(at + (3 * WINDOW) / 4) % WINDOW];
    }
  }
}

/** Return pulses of a pitch that falls by a fifth, as they come from the throat. */
function throat(count, seconds, pitch) {
  const pulses = new Float64Array(count);
  let phase = 0;
  for (let n = 0; n < count; n++) {
    const t = n / RATE;
    const before = Math.floor(phase);
    phase += (pitch * (1 - (0.2 * t) / seconds) * (1 + 0.01 * Math.sin(30 * t))) / RATE;
    pulses[n] = (Math.floor(phase) - before) * Math.sqrt(RATE / pitch);
  }
  return pulses;
}

/** Return the sound of a track: pulses and noise, filtered piece by piece by the mouth of that moment. */
function voiced(track, seconds, { pitch, tract }, noise) {
  const count = Math.floor(seconds * RATE + 1e-6);
  const pulses = throat(count, seconds, pitch);
  const out = new Float64Array(count + 2 * WINDOW);
  for (let start = 0; start < count + WINDOW; start += HOP) {
    const [f1, f2, f3, loud, hiss, lowest] = mouthAt(track, (start - WINDOW / 2) / RATE);
    const response = (of) => Float64Array.from({ length: WINDOW / 2 + 1 }, (_, k) => of((k * RATE) / WINDOW));
    const peak = (hertz, formant, width, gain) => gain / (1 + ((hertz - tract * formant) / width) ** 2);
    const mouth = (hertz) => peak(hertz, f1, 90, 1) + peak(hertz, f2, 110, 0.5) + peak(hertz, f3, 160, 0.25);
    const sum = { re: new Float64Array(WINDOW / 2 + 1), im: new Float64Array(WINDOW / 2 + 1) };
    const breath = (hertz) => (0.25 * hiss) / (1 + Math.exp(-(hertz - tract * lowest) / 150)) + 0.0015;
    if (loud)
      addSpectrum(
        sum,
        pulses,
        start,
        response((hertz) => loud * mouth(hertz)),
      );
    addSpectrum(sum, noise, start, response(breath));
    for (let n = 0; n < WINDOW; n++) {
      let sample = 0;
      for (let k = 0, at = 0; k <= WINDOW / 2; k++, at = (at + n) % WINDOW) {
        const twice = k % (WINDOW / 2) ? 2 : 1;
        sample += twice * (sum.re[k] * WAVES[at] - sum.im[k] * WAVES[(at + (3 * WINDOW) / 4) % WINDOW]);
      }
      out[start + n] += sample / WINDOW;
    }
  }
  return out.slice(WINDOW, WINDOW + count);
}

/** Return noise of the normal distribution, the same for the same seed. */
function hissing(count, seed) {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return Float64Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random()),
  );
}

/** Return the track of spans { phone, start, end }, where a phone is the six numbers of a mouth. */
function trackOf(spans, seconds) {
  const track = [[0, ...SILENCE]];
  for (const { phone, start, end } of spans) {
    const edge = Math.min(0.015, 0.3 * (end - start));
    track.push([start + edge, ...phone], [end - edge, ...phone]);
  }
  const end = spans.length ? spans[spans.length - 1].end : 0;
  if (end + 0.01 < seconds) track.push([end + 0.01, ...SILENCE], [seconds, ...SILENCE]);
  return track;
}

/** Return the stretches of equal codes: { code, start, end } in frames. */
function stretches(codes) {
  const found = [];
  codes.forEach((code, t) => {
    if (t && codes[t - 1] === code) found[found.length - 1].end = t + 1;
    else found.push({ code, start: t, end: t + 1 });
  });
  return found;
}

/**
 * Return the spans of a path: a letter sounds as long as it stands, a blank is silence. `sounds` gives for each letter
 * its phones, each with the most seconds that it lasts (0 for as long as the letter stands).
 */
function pathSpans(codes, symbols, sounds) {
  return stretches(codes).flatMap(({ code, start, end }) => {
    if (code === BLANK) return [{ phone: SILENCE, start: SLOW * start, end: SLOW * end }];
    let now = SLOW * start;
    const spans = (sounds[symbols[code]] ?? sounds[""]).map(([most, ...phone]) => {
      const from = now;
      now = most ? Math.min(from + most, SLOW * end) : SLOW * end;
      return { phone, start: from, end: now };
    });
    return now < SLOW * end ? [...spans, { phone: SILENCE, start: now, end: SLOW * end }] : spans;
  });
}

/** Return samples with 0.9 as the loudest; what is nearly silent stays so. */
function levelled(samples) {
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return samples.map((sample) => (0.9 * sample) / Math.max(loudest, 0.05));
}

/** Return the samples of spans in a voice. */
function spoken(spans, seconds, voice) {
  const noise = hissing(Math.floor(seconds * RATE + 1e-6), 19);
  return levelled(voiced(trackOf(spans, seconds), seconds, voice, noise));
}

/**
 * Make a player: `play(samples, frame, T, onFrame)` plays and hears of each frame that begins, of undefined at the end;
 * `stop` and `end`. There is no sound, and nothing that could make one, before the first call.
 */
function player() {
  let context;
  let source;
  let timers = [];
  const stop = () => {
    timers.forEach(clearTimeout);
    timers = [];
    source?.stop();
    source = undefined;
  };
  return {
    stop,
    play(samples, frame, T, onFrame) {
      stop();
      context ??= new AudioContext();
      const buffer = context.createBuffer(1, samples.length, RATE);
      buffer.copyToChannel(Float32Array.from(samples), 0);
      source = context.createBufferSource();
      source.buffer = buffer;
      source.connect(context.destination);
      source.start();
      for (let t = 0; t < T; t++) timers.push(setTimeout(() => onFrame(t), 1000 * frame * t));
      timers.push(setTimeout(() => onFrame(), 1000 * frame * T));
    },
    end() {
      stop();
      context?.close();
    },
  };
}
