import "reflect-metadata";
import { vi } from "vitest";

// A process makes its schema once; that tests start many apps in one must not cost a tenth of a second each.
vi.mock("../../src/schema.ts", async (importOriginal) => {
  const original = await importOriginal<typeof import("../../src/schema.ts")>();
  let made: ReturnType<typeof original.makeSchema> | undefined;
  return { ...original, makeSchema: () => (made ??= original.makeSchema()) };
});
