// Runs the interactive pieces of a page that has no kernel: the model keeps the values that Python would keep.

window.lstmCourse = {
  pieces: {}, // name -> render

  /** Make what a piece needs of a model: get, set, save_changes, on, off. */
  model(state) {
    const values = structuredClone(state);
    const listeners = new Map();
    return {
      get: (name) => values[name],
      set(name, value) {
        if (Object.is(values[name], value)) return;
        values[name] = value;
        [...(listeners.get(`change:${name}`) ?? [])].forEach((listener) => listener());
      },
      save_changes() {},
      on(event, listener) {
        listeners.set(event, [...(listeners.get(event) ?? []), listener]);
      },
      off(event, listener) {
        listeners.set(
          event,
          (listeners.get(event) ?? []).filter((other) => other !== listener),
        );
      },
    };
  },

  /**
   * Start every piece of the page that has not been started: <div data-lstm-course="valve"><script
   * type="application/json">...
   */
  start() {
    for (const place of document.querySelectorAll("[data-lstm-course]:not([data-started])")) {
      const state = JSON.parse(place.querySelector("script").textContent);
      place.dataset.started = "";
      this.pieces[place.dataset.lstmCourse]({ model: this.model(state), el: place });
    }
  },
};

addEventListener("DOMContentLoaded", () => window.lstmCourse.start());
