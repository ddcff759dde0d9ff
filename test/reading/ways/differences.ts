const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** Where two answers differ, the order of their keys included; floats may differ in what rounding leaves. */
export function differences(expected: unknown, actual: unknown, path = "data"): readonly string[] {
  if (typeof expected === "number" && typeof actual === "number" && isClose(expected, actual)) return [];
  if (!isObject(expected) || !isObject(actual)) {
    return Object.is(expected, actual)
      ? []
      : [`${path}: ${JSON.stringify(expected)} is expected, and it is ${JSON.stringify(actual)}`];
  }
  const [keys, others] = [Object.keys(expected), Object.keys(actual)];
  if (Array.isArray(expected) !== Array.isArray(actual) || keys.join() !== others.join()) {
    return [`${path}: has [${others}] in the place of [${keys}]`];
  }
  return keys.flatMap((key) => differences(expected[key], actual[key], `${path}.${key}`));
}

function isClose(expected: number, actual: number): boolean {
  if (Number.isInteger(expected) && Number.isInteger(actual)) return expected === actual;
  return Math.abs(expected - actual) <= 1e-9 * Math.max(Math.abs(expected), Math.abs(actual), 1e-3);
}
