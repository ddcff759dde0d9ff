import type { DataSource } from "typeorm";
import { takeTurn } from "../database/locks.ts";
import { run } from "../database/run.ts";
import { sql } from "../database/sql.ts";
import { inTransaction } from "../database/transaction.ts";
import { inLevels, readDefinitions } from "./definitions.ts";
import { momentOf } from "./keep-memberships.ts";
import { readActive } from "./segment.store.ts";
import { MEMBERSHIPS } from "./segment.ts";
import { workOutAll } from "./work-out.ts";

/** What a rebuild has changed of a segment. */
export interface Rebuilt {
  readonly key: string;
  readonly entered: number;
  readonly left: number;
  readonly ms: number;
}

/**
 * Works out all members of all segments from scratch, a segment a transaction. Where they were kept true meanwhile nobody
 * comes and nobody goes, but for those who are due at the moment.
 */
export async function* rebuildMemberships(dataSource: DataSource, clock: () => Date): AsyncGenerator<Rebuilt> {
  const { manager } = dataSource;
  const keys = new Map((await readActive(manager)).map(({ id, key }) => [id, key]));
  for (const definition of inLevels(await readDefinitions(manager)).flat()) {
    const started = performance.now();
    const changed = await inTransaction(dataSource, async (transaction) => {
      await run(transaction, sql`select set_config('statement_timeout', '0', true)`);
      await takeTurn(transaction, MEMBERSHIPS);
      return workOutAll(transaction, definition, await momentOf(transaction, clock()));
    });
    const ms = performance.now() - started;
    for (const id of definition.segmentIds) {
      const { entered = 0, left = 0 } = changed.find(({ segmentId }) => segmentId === id) ?? {};
      yield { key: keys.get(id) ?? id, entered, left, ms: ms / definition.segmentIds.length };
    }
  }
}
