import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { StartRefusal } from "../database/start-refusal.ts";
import { DEMO_DEFAULTS, type DemoSummary, fillDemo, NotEmpty } from "../demo/index.ts";
import { makeIngestion } from "../ingestion.ts";
import { refreshRfm } from "../profiles/index.ts";
import { demoSummary } from "./demo-summary.ts";
import { withDatabase } from "./with-database.ts";

interface DemoOptions {
  readonly customers: number;
  readonly months: number;
  readonly until: Date;
  readonly truth?: string;
}

export const demoCommand = new Command("demo")
  .description("Fill an empty database with a simulated shop: the same settings give the same shop.")
  .option("--customers <n>", "about how many customers", wholeNumber(10, 1_000_000), DEMO_DEFAULTS.customers)
  .option("--months <n>", "how many months back it begins", wholeNumber(2, 60), DEMO_DEFAULTS.months)
  .option("--until <time>", "when its time ends, such as 2026-06-15T12:00Z (default: now)", moment, new Date())
  .option("--truth <file>", "where the hidden truth is written (default: demo-truth.ndjson in the data folder)")
  .action(async (options: DemoOptions) => {
    process.stdout.write(demoSummary(await fill(options)));
  });

async function fill({ customers, months, until, truth }: DemoOptions): Promise<DemoSummary> {
  return withDatabase("demo", async ({ dataSource }, { shop, dataFolder }) => {
    const settings = { seed: DEMO_DEFAULTS.seed, customers, months, until, currency: shop.currency ?? "GBP" };
    const ingestion = makeIngestion(dataSource, shop.timeZone, () => {});
    const truthFile = truth ?? join(dataFolder, "demo-truth.ndjson");
    try {
      const summary = await fillDemo({ ingestion, settings, truthFile });
      await refreshRfm(dataSource.manager, new Date());
      return summary;
    } catch (error) {
      if (error instanceof NotEmpty) throw new StartRefusal(`${error.message}; a demo shop needs an empty one`);
      throw error;
    }
  });
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
  };
}

function moment(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new InvalidArgumentError("It is a moment such as 2026-06-15T12:00Z.");
  return date;
}
