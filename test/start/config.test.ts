import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";

test.each([
  [undefined, 1],
  ["1", 1],
  ["64", 64],
  ["auto", availableParallelism()],
])("with WORKERS=%s there are %i processes that serve", (WORKERS, workers) => {
  expect(readConfig({ WORKERS })).toMatchObject({ workers });
});

test.each(["0", "65", "1.5", "-2", "many"])("WORKERS=%s is refused", (WORKERS) => {
  expect(() => readConfig({ WORKERS })).toThrow(`WORKERS is "${WORKERS}"; it is a whole number from 1 to 64, or auto`);
});
