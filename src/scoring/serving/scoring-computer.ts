import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import { onCitus } from "../../database/citus.ts";
import { currentSnapshot } from "../../database/current-snapshot.ts";
import { askJson, run } from "../../database/run.ts";
import { type Sql, sql } from "../../database/sql.ts";
import type { ComputedRow, Computer, GapAsk, Reader } from "../../reading/index.ts";
import type { InThread } from "../../threads/run-in-thread.ts";
import { KIND_OF } from "../strategies.ts";
import { Catalogue } from "./catalogue.ts";
import { changesSince, type Ground, groundAsOf } from "./ground.ts";
import {
  type CustomerNeedRow,
  type Listed,
  listsOf,
  needsOf,
  rowsFor,
  type ShownProduct,
  shownProducts,
} from "./lists-for.ts";
import { LoadedModels } from "./loaded-models.ts";
import { preferenceRows } from "./preference-rows.ts";
import { PRICE_RESPONSE, pricingRow, pricingRows } from "./pricing-rows.ts";
import { boughtTogetherRows, similarRows } from "./product-lists.ts";
import type { Means } from "./recommend-to.ts";
import { recommendationRows } from "./recommendation-rows.ts";
import { SharedRun } from "./shared-run.ts";
import { Shelves } from "./shelves.ts";
import { parseSnapshot, type Snapshot, sawLess } from "./snapshot.ts";

/** A look may find that all of the catalogue must be looked at, while others find the same: more than that is no news. */
const MOST_LOOKS = 3;

const KINDS = [...Object.values(KIND_OF), PRICE_RESPONSE];

/** What each ask needs of the models; all of them together are few. */
const ANSWERS: Readonly<Record<string, (ask: GapAsk, means: Means, at: Date) => readonly ComputedRow[]>> = {
  recommendations: recommendationRows,
  preferenceScores: preferenceRows,
  similar: similarRows,
  boughtTogether: boughtTogetherRows,
  pricingSuggestion: pricingRow,
  pricingSuggestions: pricingRows,
};

const ofProcess = new WeakMap<DataSource, ScoringComputer>();

/** The one of a connection to the database: whoever asks for it in a process shares models and catalogue. */
export function scoringOf(dataSource: DataSource, inThread: InThread, log: Logger): ScoringComputer {
  const known = ofProcess.get(dataSource) ?? new ScoringComputer(dataSource, inThread, log);
  ofProcess.set(dataSource, known);
  return known;
}

/** The scoring service of a process: served models and the catalogue in memory, as of the statement that asks or later. */
export class ScoringComputer implements Computer {
  readonly #dataSource: DataSource;
  readonly #models: LoadedModels;
  readonly #catalogue = new Catalogue();
  readonly #shelves = new Shelves();
  readonly #ask: (statement: Sql) => Promise<string>;
  readonly #look = new SharedRun(() => this.#lookAtCatalogue());
  /** As the latest statement saw them: one that was answered out of turn would bring an older version back. */
  #served: { readonly seen: Snapshot; readonly models: Ground["models"] } | undefined;

  constructor(dataSource: DataSource, inThread: InThread, log: Logger) {
    this.#dataSource = dataSource;
    this.#ask = (statement) => askJson(dataSource, statement);
    this.#models = new LoadedModels(dataSource, inThread, log);
  }

  ground(snapshot: Sql): Sql {
    return groundAsOf(snapshot);
  }

  /** Has models and catalogue in memory before anybody asks. */
  async warm(): Promise<void> {
    await this.#meansNow();
  }

  async compute(asks: readonly GapAsk[], ground: unknown, { at }: Reader): Promise<ComputedRow[][]> {
    const means = await this.#means(ground as Ground); // written by `ground`
    return asks.map((ask) => {
      const answer = ANSWERS[ask.what];
      if (answer === undefined) throw new Error(`nobody knows how to work out ${ask.what}`);
      return [...answer(ask, means, at)];
    });
  }

  /**
   * The best products for each of these customers, as `Customer.recommendations` would give them at the moment, for what is sent to them. In
   * three statements, however many they are.
   */
  async lists(customerIds: readonly string[], count: number, reader: Reader): Promise<Map<string, readonly Listed[]>> {
    if (customerIds.length === 0 || count === 0) return new Map();
    const { manager } = this.#dataSource;
    const means = await this.#meansNow();
    const needs = await run<CustomerNeedRow>(manager, needsOf(customerIds, reader));
    const rows = await rowsFor(needs, count, means, reader.at);
    return listsOf(rows, await run<ShownProduct>(manager, shownProducts(rows.values())), count);
  }

  async #meansNow(): Promise<Means> {
    const snapshot = await currentSnapshot(this.#ask, { spread: onCitus(this.#dataSource) });
    return this.#means(JSON.parse(await this.#ask(sql`select ${this.ground(snapshot)}`)));
  }

  async #means(told: Ground): Promise<Means> {
    for (let looks = 0; looks < MOST_LOOKS && !this.#catalogue.hear(told); looks++) await this.#look.fromNowOn();
    const seen = parseSnapshot(told.snapshot);
    if (this.#served === undefined || !sawLess(seen, this.#served.seen)) this.#served = { seen, models: told.models };
    const { models: served } = this.#served;
    const loaded = await Promise.all(
      KINDS.map(async (kind) => [kind, await this.#models.get(kind, served[kind])] as const),
    );
    return {
      models: new Map(loaded.flatMap(([kind, model]) => (model === undefined ? [] : [[kind, model]]))),
      catalogue: this.#catalogue,
      shelves: this.#shelves,
    };
  }

  async #lookAtCatalogue(): Promise<void> {
    const snapshot = await currentSnapshot(this.#ask, { spread: onCitus(this.#dataSource) });
    const question = this.#catalogue.question();
    const changes = JSON.parse(await this.#ask(sql`select ${changesSince(question, snapshot)}`));
    this.#catalogue.update(changes, question);
  }
}
