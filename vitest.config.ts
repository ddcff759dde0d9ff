import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

// Vite would resolve `graphql` to its ES module build while Apollo and TypeGraphQL load the CommonJS one: two realms,
// in which `instanceof` lies.
const alias = [{ find: /^graphql$/, replacement: "graphql/index.js" }];
const PATIENCE_MS = 180_000; // a machine that is busy with other things decides no test
const shared = { setupFiles: ["test/support/setup.ts"] };

export default defineConfig({
  test: {
    silent: "passed-only",
    // Most tests wait for PostgreSQL: one worker less than there are cores, as is the default, leaves half of two idle.
    maxWorkers: Math.max(2, availableParallelism()),
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
