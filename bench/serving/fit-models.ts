import { randomUUID } from "node:crypto";
import type { DataSource } from "typeorm";
import { databaseUrlOf } from "../../src/database/pool.ts";
import { inTransaction } from "../../src/database/transaction.ts";
import { readActive, writeModel } from "../../src/models/model.store.ts";
import { validationOf } from "../../src/scoring/recommendations/evaluation/protocol.ts";
import { momentOfShare } from "../../src/scoring/recommendations/hold-out.ts";
import { type Tools, usualSettings } from "../../src/scoring/recommendations/recommender.ts";
import { OWNED_CODES } from "../../src/scoring/recommendations/signals.ts";
import { seededRandom } from "../../src/scoring/recommendations/training/seeded-random.ts";
import { teamInverse } from "../../src/scoring/recommendations/training/team-inverse.ts";
import { FALLBACKS, KIND_OF, recommenderOf } from "../../src/scoring/strategies.ts";
import { historyQueries } from "../../src/scoring/training/history-queries.ts";
import { readHistory } from "../../src/scoring/training/read-history.ts";
import { packModel } from "../../src/scoring/training/stored-model.ts";
import { runInThread } from "../../src/threads/run-in-thread.ts";

const SEED = 1;
const PROGRAM = new URL("./training/thread.js", import.meta.url);

/** Fits every recommender once, with its usual settings, and serves it; what an earlier run has fitted is served as it is. */
export async function fitModels(dataSource: DataSource): Promise<void> {
  const served = await readActive(dataSource.manager);
  const lacking = [...FALLBACKS].reverse().filter((strategy) => served[KIND_OF[strategy]] === undefined);
  if (lacking.length === 0) return;
  const history = await readHistory(databaseUrlOf(dataSource), historyQueries(new Date()));
  const team = teamInverse(2, (work) => runInThread(PROGRAM, work));
  const protocol = { split: { at: momentOfShare(history, 0.8) }, goals: OWNED_CODES, k: 20, seed: SEED };
  const holdOut: Tools["holdOut"] = (whole) => validationOf(whole, protocol);
  for (const strategy of lacking) {
    const started = performance.now();
    const recommender = recommenderOf(strategy);
    const tools = { invert: team.invert, random: seededRandom(SEED), holdOut, chosen: {} };
    const model = recommender.fit(history, usualSettings(recommender), tools);
    await team.settled();
    const { products, channels, now } = history;
    const bytes = packModel({ strategy, products: products.map(({ id }) => id), channels, now, model });
    const seconds = (performance.now() - started) / 1000;
    console.log(`${strategy}: ${(bytes.length / 1e6).toFixed(1)} MB, fitted in ${seconds.toFixed(0)} s`);
    const parameters = { settings: {}, bytes: bytes.length };
    const told = { bytes, trainingRows: history.at.length, parameters, metrics: [], kind: KIND_OF[strategy] };
    await inTransaction(dataSource, (manager) =>
      writeModel(manager, { ...told, jobId: randomUUID(), now: new Date(), comparedWith: undefined }),
    );
  }
}
