import "reflect-metadata";
import { Command, Option } from "commander";
import { past, wholeNumber } from "./cli/arguments.ts";
import type { BackupOptions } from "./cli/backup.ts";
import type { DemoOptions } from "./cli/demo.ts";
import { evaluateCommand } from "./cli/evaluate.ts";
import type { ImportOptions } from "./cli/import.ts";
import { StartRefusal } from "./database/start-refusal.ts";
import { DEMO_DEFAULTS } from "./demo/plain.ts";
import { ROLES, type Role } from "./graphql/roles.ts";

// What a command does is loaded when it is run: loading the database and the API takes a second, which no help needs.

const importCommand = new Command("import")
  .description("imports touchpoints from CSV (.gz too), NDJSON or Parquet; docs/import.md tells how to write a map")
  .argument("<file>", "the table")
  .requiredOption("--map <map.yaml>", "which column is which field")
  .option("--dry-run", "read, map and check everything, write nothing; needs no database")
  .option("--rejects <file.csv>", "where rejected rows go (default: <file>.rejected.csv in the working folder)")
  .action(async (file: string, options: ImportOptions) => {
    const { importTable } = await import("./cli/import.ts");
    await importTable(file, options);
  });

const demoCommand = new Command("demo")
  .description("Fill an empty database with a simulated shop: the same settings give the same shop.")
  .option("--customers <n>", "about how many customers", wholeNumber(10, 1_000_000), DEMO_DEFAULTS.customers)
  .option("--months <n>", "how many months back it begins", wholeNumber(2, 60), DEMO_DEFAULTS.months)
  .option("--until <time>", "when its time ends, such as 2026-06-15T12:00Z (default: now)", past)
  .option("--truth <file>", "where the hidden truth is written (default: demo-truth.ndjson in the data folder)")
  .action(async (options: DemoOptions) => {
    const { demo } = await import("./cli/demo.ts");
    await demo(options);
  });

const rebuildSegmentsCommand = new Command("rebuild-segments")
  .description(
    "works out all members of all segments from scratch, and tells whom that moves: nobody, where they were kept true",
  )
  .action(async () => {
    const { rebuildSegments } = await import("./cli/rebuild-segments.ts");
    await rebuildSegments();
  });

const ratesCommand = new Command("rates")
  .description(
    "stores exchange rates: a CSV with the columns date, currency and rate (one unit in the shop's currency)",
  )
  .argument("<file>", "the CSV, or .csv.gz")
  .action(async (file: string) => {
    const { storeRates } = await import("./cli/rates.ts");
    await storeRates(file);
  });

const keyCommand = new Command("key")
  .description("makes an API key and prints its secret, this once")
  .argument("<name>", "what the key is for")
  .addOption(new Option("--role <role>", "what it may do").choices(Object.keys(ROLES)).makeOptionMandatory())
  .action(async (name: string, { role }: { role: Role }) => {
    const { makeKey } = await import("./cli/key.ts");
    await makeKey(name, role);
  });

const backupCommand = new Command("backup")
  .description("writes the whole database, as it is at one moment, into a file; docs/backup.md tells more")
  .argument("<file>", "the file to write; - is the standard output")
  .option("--force", "replace the file where there is one")
  .action(async (file: string, options: BackupOptions) => {
    const { backUpInto } = await import("./cli/backup.ts");
    await backUpInto(file, options);
  });

const restoreCommand = new Command("restore")
  .description("brings a backup back into an empty database; docs/backup.md tells more")
  .argument("<file>", "what tributary backup wrote; - is the standard input")
  .action(async (file: string) => {
    const { restoreFrom } = await import("./cli/restore.ts");
    await restoreFrom(file);
  });

const schemaCommand = new Command("schema")
  .description("writes schema.graphql; with --check says whether it is what the code makes")
  .option("--check", "change nothing, exit 1 where the file is stale")
  .action(async ({ check }: { check?: boolean }) => {
    const { checkSchema, writeSchema } = await import("./cli/schema.ts");
    await (check === true ? checkSchema() : writeSchema());
  });

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
  await tell(error);
}

/** Only what is no refusal may come from the database, and needs those who know its faults. */
async function tell(error: unknown): Promise<void> {
  if (!(error instanceof StartRefusal)) {
    const { tellFailure } = await import("./failure.ts");
    return tellFailure("tributary", error);
  }
  process.stderr.write(`tributary: ${error.message}\n`);
  process.exitCode = 1;
}
