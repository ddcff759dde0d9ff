import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import { newSecret } from "./access/index.ts";
import { type Config, DEFAULT_SHOP_NAME } from "./config.ts";
import { DEMO_DEFAULTS, fillDemo, isEmptyShop, NotEmpty, readDemo } from "./demo/index.ts";
import { isLoopback } from "./http/is-local.ts";
import type { OpenDatabase } from "./open-database.ts";
import type { ShopSettings } from "./shop/index.ts";
import type { Ingestion } from "./touchpoints/index.ts";

/** What a demo shop changes about a program that serves one. */
export interface DemoMode {
  readonly shop: ShopSettings;
  /** For visitors at this machine. */
  readonly playgroundKey: string | undefined;
  /** Whether the shop is not there yet, or only in part. */
  readonly toFill: boolean;
}

const SHOP_NAME = "Demo shop (simulated)";

/** Looks whether the database holds a demo shop, or is empty and gets one; undefined where neither is so. */
export async function demoMode(config: Config, { dataSource }: OpenDatabase): Promise<DemoMode | undefined> {
  const { manager } = dataSource;
  const held = await readDemo(manager);
  if (held === undefined && !(config.demo && (await isEmptyShop(manager)))) return undefined;
  const name = config.shop.name === DEFAULT_SHOP_NAME ? SHOP_NAME : config.shop.name;
  return {
    shop: { ...config.shop, name },
    playgroundKey: config.demo && (config.host === "localhost" || isLoopback(config.host)) ? newSecret() : undefined,
    toFill: config.demo && (held === undefined || held.filledAt === null),
  };
}

export interface Filling {
  readonly config: Config;
  readonly ingestion: Ingestion;
  readonly stopping: AbortSignal;
  readonly log: Logger;
}

/** Fills the demo shop while the server answers, and says in a line what came of it; cut short, it goes on at the next start. */
export async function fillInBackground({ config, ingestion, stopping, log }: Filling): Promise<string | undefined> {
  const { dataFolder, shop } = config;
  const settings = { ...DEMO_DEFAULTS, until: new Date(), currency: shop.currency ?? "GBP" };
  const truthFile = join(dataFolder, "demo-truth.ndjson");
  try {
    await mkdir(dataFolder, { recursive: true }); // with DATABASE_URL nobody has made it
    const { touchpoints, seconds } = await fillDemo({ ingestion, settings, truthFile, signal: stopping });
    const told = touchpoints.toLocaleString("en-GB");
    return `The demo shop is filled: ${told} touchpoints in ${seconds.toFixed(0)} seconds. DEMO=false starts without one.\n`;
  } catch (error) {
    if (error instanceof NotEmpty) log.info(`no demo shop: ${error.message}`);
    else if (error !== stopping.reason) log.error({ err: error }, "the demo shop could not be filled");
    return undefined;
  }
}
