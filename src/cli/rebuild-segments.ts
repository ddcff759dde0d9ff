import { rebuildMemberships } from "../segments/index.ts";
import { withDatabase } from "./with-database.ts";

export async function rebuildSegments(): Promise<void> {
  let [segments, moved] = [0, 0];
  await withDatabase("rebuild-segments", async ({ dataSource }) => {
    for await (const { key, entered, left, ms } of rebuildMemberships(dataSource, () => new Date())) {
      process.stdout.write(`${key}: ${entered} entered, ${left} left (${ms.toFixed(0)} ms)\n`);
      segments += 1;
      moved += entered + left;
    }
  });
  process.stdout.write(`${segments} segments rebuilt, ${moved} memberships changed\n`);
}
