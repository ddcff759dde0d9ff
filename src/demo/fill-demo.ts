import type { EntityManager } from "typeorm";
import { alone } from "../database/alone.ts";
import { inTransaction } from "../database/transaction.ts";
import { type FollowsProducts, type GivenOffer, recordOffers, upsertProducts } from "../products/index.ts";
import { dayIn, readCurrency, writeRates } from "../shop/index.ts";
import type { Ingestion } from "../touchpoints/index.ts";
import { catalogueRounds } from "./catalogue-input.ts";
import { beginDemo, finishDemo, isEmptyShop, readDemo } from "./demo-shop.store.ts";
import { livesOf } from "./people/lives.ts";
import type { DemoSettings } from "./settings.ts";
import { truthOfChannels, truthOfLife, truthOfProducts, truthOfWorld } from "./truth.ts";
import { TruthFile } from "./truth-file.ts";
import { DAY } from "./world/calendar.ts";
import { offersOf } from "./world/offers.ts";
import { foreignCurrency, rateOn } from "./world/rates.ts";
import { makeWorld, type World } from "./world/world.ts";
import { Writers } from "./writers.ts";

export interface FillOptions {
  readonly ingestion: Ingestion;
  /** Where an earlier filling was cut short, its own settings hold. */
  readonly settings: DemoSettings;
  /** Where the hidden truth is written. */
  readonly truthFile: string;
  readonly signal?: AbortSignal;
  /** Called now and then with the share that is done, 0 to 1, and the touchpoints so far. */
  readonly onProgress?: (share: number, touchpoints: number) => void;
}

export interface DemoSummary {
  readonly settings: DemoSettings;
  readonly products: number;
  /** That are there now. */
  readonly touchpoints: number;
  /** That were sent twice and are there once. */
  readonly repeated: number;
  readonly quarantined: number;
  readonly seconds: number;
}

/** Why a database is not to be filled with a demo shop. */
export class NotEmpty extends Error {}

/**
 * Fills an empty database with a simulated shop, through the very core that real senders use. The same settings give the same
 * shop; a filling that was interrupted is taken up with the settings it began with, and nothing is there twice.
 */
export async function fillDemo(options: FillOptions): Promise<DemoSummary> {
  const { dataSource } = options.ingestion;
  const filled = await alone(dataSource, "tributary demo", () => fillAlone(options));
  if (filled === undefined) throw new NotEmpty("another process is filling the database with a demo shop");
  return filled;
}

async function fillAlone({ ingestion, truthFile, signal, onProgress, ...options }: FillOptions): Promise<DemoSummary> {
  const started = performance.now();
  const { manager } = ingestion.dataSource;
  const settings = await claim(manager, options.settings);
  const world = makeWorld(settings);
  await inTransaction(ingestion.dataSource, (transaction) => fillCatalogue(transaction, ingestion, world));
  const writers = new Writers(ingestion, settings.until);
  const truth = await TruthFile.open(truthFile);
  try {
    await truth.write([truthOfWorld(world), ...truthOfChannels()]);
    let customers = 0;
    for (const life of livesOf(world)) {
      signal?.throwIfAborted();
      await truth.write(truthOfLife(world, life));
      await writers.take(life);
      customers += life.customers;
      onProgress?.(Math.min(1, customers / settings.customers), writers.counts.touchpoints);
    }
    await writers.finish();
    await truth.write(truthOfProducts(world));
    await truth.keep();
  } finally {
    await truth.close();
    await writers.settled();
  }
  await finishDemo(manager, settings.until);
  const seconds = (performance.now() - started) / 1000;
  return { settings, products: world.products.length, ...writers.counts, seconds };
}

/** The settings that hold: those of a filling that has begun; else these, in the currency that is settled already. */
async function claim(manager: EntityManager, wanted: DemoSettings): Promise<DemoSettings> {
  const begun = await readDemo(manager);
  if (begun === undefined) {
    if (!(await isEmptyShop(manager))) throw new NotEmpty("the database holds a shop already");
    const settings = { ...wanted, currency: (await readCurrency(manager)) ?? wanted.currency };
    await beginDemo(manager, settings);
    return settings;
  }
  const { filledAt, ...settings } = begun;
  if (filledAt !== null) throw new NotEmpty("the database holds a demo shop already");
  return settings;
}

async function fillCatalogue(manager: EntityManager, { timeZone }: Ingestion, world: World): Promise<void> {
  const { settings, calendar, products } = world;
  const days = new Set<string>();
  const rates = [];
  for (let at = calendar.from - DAY; at <= calendar.until + DAY; at += DAY) {
    const day = dayIn(timeZone, new Date(at));
    if (days.has(day)) continue;
    days.add(day);
    rates.push({ currency: foreignCurrency(settings.currency), day, rate: String(rateOn(settings, at)) });
  }
  for (const round of catalogueRounds(world)) accepted(await upsertProducts(manager, NOBODY, round, settings.until));
  await writeRates(manager, rates);
  const offers: GivenOffer[] = products.flatMap((product) =>
    [...offersOf(world, product)].map(({ price, ...offer }) => ({
      ...offer,
      price: { amount: price.toFixed(2), currency: settings.currency },
    })),
  );
  accepted(await recordOffers(manager, offers, settings.until));
}

/** The catalogue comes first: nobody has touched a product yet, so there is nothing to follow. */
const NOBODY: readonly FollowsProducts[] = [];

function accepted(outcome: { ids: string[] } | { refusals: readonly { message: string }[] }): void {
  if ("ids" in outcome) return;
  throw new Error(`the demo's catalogue was refused: ${outcome.refusals.map(({ message }) => message).join("; ")}`);
}
