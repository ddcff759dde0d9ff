import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { EntityManager } from "typeorm";
import { StartRefusal } from "../database/start-refusal.ts";
import { DEMO_DEFAULTS, type DemoSettings, type DemoSummary, fillDemo, NotEmpty, readDemo } from "../demo/index.ts";
import { makeIngestion } from "../ingestion.ts";
import { trainAll } from "../models/index.ts";
import { refreshRfm } from "../profiles/index.ts";
import { ALL_TRAINED_KINDS } from "../training.ts";
import { demoSummary } from "./demo-summary.ts";
import { keepSegments } from "./keep-segments.ts";
import { progressReporter } from "./progress.ts";
import { withDatabase } from "./with-database.ts";

export interface DemoOptions {
  readonly customers: number;
  readonly months: number;
  readonly until?: Date;
  readonly truth?: string;
}

export async function demo(options: DemoOptions): Promise<void> {
  process.stdout.write(demoSummary(await fill(options)));
}

async function fill({ customers, months, until = new Date(), truth }: DemoOptions): Promise<DemoSummary> {
  return withDatabase("demo", async ({ dataSource }, { shop, dataFolder }) => {
    const settings = { seed: DEMO_DEFAULTS.seed, customers, months, until, currency: shop.currency ?? "GBP" };
    await refuseOther(dataSource.manager, settings);
    const ingestion = makeIngestion(dataSource, shop, () => {});
    if (truth === undefined) await mkdir(dataFolder, { recursive: true }); // with DATABASE_URL nobody has made it
    const truthFile = truth ?? join(dataFolder, "demo-truth.ndjson");
    const progress = { share: 0, touchpoints: 0 };
    const reporter = progressReporter(process.stderr, {
      label: "demo",
      unit: "touchpoints",
      share: () => progress.share,
    });
    const onProgress = (share: number, touchpoints: number) => {
      Object.assign(progress, { share, touchpoints });
      reporter.update(touchpoints);
    };
    try {
      const summary = await fillDemo({ ingestion, settings, truthFile, onProgress });
      reporter.stop(summary.touchpoints);
      await refreshRfm(dataSource.manager, new Date());
      await keepSegments(dataSource);
      await dataSource.transaction((manager) => trainAll(manager, ALL_TRAINED_KINDS, new Date()));
      return summary;
    } catch (error) {
      reporter.stop(progress.touchpoints);
      if (error instanceof NotEmpty) throw new StartRefusal(`${error.message}; a demo shop needs an empty one`);
      throw error;
    }
  });
}

/** A filling that was cut short goes on with its own settings: who asks for others is told. */
async function refuseOther(manager: EntityManager, { customers, months }: DemoSettings): Promise<void> {
  const begun = await readDemo(manager);
  if (begun === undefined || begun.filledAt !== null) return;
  if (begun.customers === customers && begun.months === months) return;
  throw new StartRefusal(
    `a demo shop of ${begun.customers} customers and ${begun.months} months has been begun here; finish it with --customers ${begun.customers} --months ${begun.months}`,
  );
}
