import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import type { Sql } from "../../database/sql.ts";
import type { ComputedRow, Computer, GapAsk, Reader } from "../../reading/index.ts";
import type { InThread } from "../../threads/run-in-thread.ts";
import { KIND_OF } from "../strategies.ts";
import { Catalogue } from "./catalogue.ts";
import { type Ground, groundSince } from "./ground.ts";
import { LoadedModels } from "./loaded-models.ts";
import { preferenceRows } from "./preference-rows.ts";
import { boughtTogetherRows, similarRows } from "./product-lists.ts";
import type { Means } from "./recommend-to.ts";
import { recommendationRows } from "./recommendation-rows.ts";
import { Shelves } from "./shelves.ts";

const KINDS = Object.values(KIND_OF);

/** What each ask needs of the models; all of them together are few. */
const ANSWERS: Readonly<Record<string, (ask: GapAsk, means: Means, at: Date) => readonly ComputedRow[]>> = {
  recommendations: recommendationRows,
  preferenceScores: preferenceRows,
  similar: similarRows,
  boughtTogether: boughtTogetherRows,
};

/** The scoring service of a process: served models and the catalogue in memory, as of the statement that asks. */
export class ScoringComputer implements Computer {
  readonly #models: LoadedModels;
  readonly #catalogue = new Catalogue();
  readonly #shelves = new Shelves();

  constructor(dataSource: DataSource, inThread: InThread, log: Logger) {
    this.#models = new LoadedModels(dataSource, inThread, log);
  }

  ground(snapshot: Sql): Sql {
    return groundSince({ horizon: this.#catalogue.horizon, counted: this.#catalogue.isDueForCount(), snapshot });
  }

  async compute(asks: readonly GapAsk[], ground: unknown, { at }: Reader): Promise<ComputedRow[][]> {
    const told = ground as Ground; // written by `ground`
    this.#catalogue.update(told);
    const loaded = await Promise.all(
      KINDS.map(async (kind) => [kind, await this.#models.get(kind, told.models[kind])] as const),
    );
    const means: Means = {
      models: new Map(loaded.flatMap(([kind, model]) => (model === undefined ? [] : [[kind, model]]))),
      catalogue: this.#catalogue,
      shelves: this.#shelves,
    };
    return asks.map((ask) => {
      const answer = ANSWERS[ask.what];
      if (answer === undefined) throw new Error(`nobody knows how to work out ${ask.what}`);
      return [...answer(ask, means, at)];
    });
  }
}
