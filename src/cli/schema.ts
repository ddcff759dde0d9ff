import { readFile, writeFile } from "node:fs/promises";
import { Command } from "commander";
import { makeSchema, printed } from "../schema.ts";

export const schemaCommand = new Command("schema")
  .description("writes schema.graphql; with --check says whether it is what the code makes")
  .option("--check", "change nothing, exit 1 where the file is stale")
  .action(async ({ check }: { check?: boolean }) => {
    const fresh = printed(makeSchema());
    if (check !== true) return writeFile("schema.graphql", fresh);
    const kept = await readFile("schema.graphql", "utf8").catch(() => "");
    if (kept === fresh) return;
    process.stderr.write("schema.graphql is stale: run `npm run schema` and commit it\n");
    process.exitCode = 1;
  });
