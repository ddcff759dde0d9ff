import { createApiKey } from "../access/index.ts";
import { StartRefusal } from "../database/start-refusal.ts";
import type { Role } from "../graphql/roles.ts";
import { withDatabase } from "./with-database.ts";

const WHY = "a key's name stands in every line of the log, so name the program that has it";

/** Prints the secret, this once. */
export async function makeKey(name: string, role: Role): Promise<void> {
  if (name.includes("@")) throw new StartRefusal(`"${name}" names a person; ${WHY}`);
  const secret = await withDatabase("key", ({ dataSource }) =>
    createApiKey(dataSource.manager, name, role, new Date()),
  );
  process.stdout.write(`${secret}\n`);
}
