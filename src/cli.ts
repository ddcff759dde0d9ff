import "reflect-metadata";
import { Command } from "commander";
import { backupCommand } from "./cli/backup.ts";
import { demoCommand } from "./cli/demo.ts";
import { evaluateCommand } from "./cli/evaluate.ts";
import { importCommand } from "./cli/import.ts";
import { keyCommand } from "./cli/key.ts";
import { ratesCommand } from "./cli/rates.ts";
import { rebuildSegmentsCommand } from "./cli/rebuild-segments.ts";
import { restoreCommand } from "./cli/restore.ts";
import { schemaCommand } from "./cli/schema.ts";
import { tellFailure } from "./failure.ts";

const program = new Command("tributary")
  .description("Tributary, a unified customer data platform: its commands.")
  .addCommand(importCommand)
  .addCommand(evaluateCommand)
  .addCommand(demoCommand)
  .addCommand(rebuildSegmentsCommand)
  .addCommand(ratesCommand)
  .addCommand(keyCommand)
  .addCommand(backupCommand)
  .addCommand(restoreCommand)
  .addCommand(schemaCommand);

try {
  await program.parseAsync();
} catch (error) {
  tellFailure("tributary", error);
}
