import { accessSync, constants, existsSync, statfsSync } from "node:fs";
import { availableParallelism, freemem } from "node:os";
import { defineConfig } from "vitest/config";
import { SlowestFirst } from "./test/support/slowest-first.ts";

// Vite would resolve `graphql` to its ES module build while Apollo and TypeGraphQL load the CommonJS one: two realms,
// in which `instanceof` lies.
const alias = [{ find: /^graphql$/, replacement: "graphql/index.js" }];
const PATIENCE_MS = 180_000; // a machine that is busy with other things decides no test

// Hundreds of small databases come and go: in memory, where there is room for them, that takes half as long.
const MEMORY = "/dev/shm";
const ROOM_BYTES = 4 * 2 ** 30;
if (process.env["TMPDIR"] === undefined && mayHold(MEMORY)) process.env["TMPDIR"] = MEMORY;

function mayHold(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    return false;
  }
  return Math.min(bavail * bsize, freemem()) >= ROOM_BYTES;
}

const shared = {
  setupFiles: ["test/support/setup.ts"],
  restoreMocks: true,
  isolate: false, // loading the program anew for each file took a fifth of the time
};

export default defineConfig({
  test: {
    silent: "passed-only",
    // Most tests wait for PostgreSQL or for a program to start: as many workers as there are cores leave a quarter of two idle.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: SlowestFirst },
    projects: [
      {
        resolve: { alias },
        test: {
          ...shared,
          name: "pure",
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.db.test.ts"],
          testTimeout: PATIENCE_MS,
          hookTimeout: PATIENCE_MS,
        },
      },
      {
        resolve: { alias },
        test: {
          ...shared,
          name: "database",
          include: ["test/**/*.db.test.ts"],
          globalSetup: ["test/support/postgres.ts"],
          testTimeout: PATIENCE_MS,
          hookTimeout: PATIENCE_MS,
        },
      },
    ],
  },
});
