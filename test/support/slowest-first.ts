import { BaseSequencer, type TestSpecification } from "vitest/node";

/** By how long they take; a clean checkout knows no times of its own, and a long file at the end leaves a core idle. */
const SLOWEST = [
  "start/workers-ending.db",
  "start/workers.db",
  "start/demo.db",
  "cli/backup.db",
  "start/start.db",
  "cli/restore.db",
  "cli/evaluate",
  "cli/import.db",
  "reading/ways.db",
  "access/roles.db",
  "demo/simulation",
].map((name) => `/test/${name}.test.ts`);

/** Begins with what takes longest, a project after the other: a worker that changes between them loads the program anew. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    const projects = [...new Set(usual.map(({ project }) => project))];
    return projects.flatMap((project) => {
      const own = usual.filter((file) => file.project === project);
      return own.sort((left, right) => rankOf(left) - rankOf(right));
    });
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const at = SLOWEST.findIndex((name) => moduleId.endsWith(name));
  return at === -1 ? SLOWEST.length : at;
}
