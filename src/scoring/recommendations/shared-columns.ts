/** Columns in memory that threads share: sent to a thread, they are not copied. */

export function sharedInts(length: number, value: (place: number) => number): Int32Array {
  const column = new Int32Array(new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT));
  for (let place = 0; place < length; place++) column[place] = value(place);
  return column;
}

export function sharedBytes(length: number, value: (place: number) => number): Uint8Array {
  const column = new Uint8Array(new SharedArrayBuffer(length));
  for (let place = 0; place < length; place++) column[place] = value(place);
  return column;
}

export function sharedDoubles(length: number, value: (place: number) => number): Float64Array {
  const column = new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
  for (let place = 0; place < length; place++) column[place] = value(place);
  return column;
}
