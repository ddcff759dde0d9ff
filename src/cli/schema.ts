import { readFile, writeFile } from "node:fs/promises";
import { makeSchema, printed } from "../schema.ts";

const FILE = "schema.graphql";

export async function writeSchema(): Promise<void> {
  await writeFile(FILE, printed(makeSchema()));
}

/** Changes nothing. */
export async function checkSchema(): Promise<void> {
  const fresh = printed(makeSchema());
  const kept = await readFile(FILE, "utf8").catch(() => "");
  if (kept === fresh) return;
  process.stderr.write(`${FILE} is stale: run \`npm run schema\` and commit it\n`);
  process.exitCode = 1;
}
