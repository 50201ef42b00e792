// Weights that lstm_course.widgets._packed has made short: base64 of whole numbers, and a scale for each array.

/** Return a packed array as nested arrays of numbers. */
function unpack({ shape, bits, scale, data }) {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  const at = (k) => scale * (bits === 8 ? view.getInt8(k) : view.getInt16(2 * k, true));
  const nest = (axis, first, size) => {
    if (axis === shape.length) return at(first);
    const part = size / shape[axis];
    return Array.from({ length: shape[axis] }, (_, k) => nest(axis + 1, first + k * part, part));
  };
  return nest(
    0,
    0,
    shape.reduce((product, length) => product * length, 1),
  );
}
