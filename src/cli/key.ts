import { Command, Option } from "commander";
import { createApiKey } from "../access/index.ts";
import { StartRefusal } from "../database/start-refusal.ts";
import { ROLES, type Role } from "../graphql/roles.ts";
import { withDatabase } from "./with-database.ts";

const WHY = "a key's name stands in every line of the log, so name the program that has it";

export const keyCommand = new Command("key")
  .description("makes an API key and prints its secret, this once")
  .argument("<name>", "what the key is for")
  .addOption(new Option("--role <role>", "what it may do").choices(Object.keys(ROLES)).makeOptionMandatory())
  .action(async (name: string, { role }: { role: Role }) => {
    if (name.includes("@")) throw new StartRefusal(`"${name}" names a person; ${WHY}`);
    const secret = await withDatabase("key", ({ dataSource }) =>
      createApiKey(dataSource.manager, name, role, new Date()),
    );
    process.stdout.write(`${secret}\n`);
  });
