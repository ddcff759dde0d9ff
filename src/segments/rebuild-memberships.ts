import type { DataSource, EntityManager } from "typeorm";
import { takeTurn } from "../database/locks.ts";
import { withPatience } from "../database/time-limit.ts";
import { inTransaction } from "../database/transaction.ts";
import { inLevels, readDefinitions } from "./definitions.ts";
import { readActive } from "./segment.store.ts";
import { MEMBERSHIPS } from "./segment.ts";
import { momentOf } from "./watch.store.ts";
import { workOutAnew } from "./work-out.ts";

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
  for (const { segmentIds } of inLevels(await readDefinitions(dataSource.manager)).flat()) {
    const started = performance.now();
    const rebuilt = await inTransaction(dataSource, (manager) => rebuildOne(manager, segmentIds, clock));
    const ms = (performance.now() - started) / segmentIds.length;
    for (const each of rebuilt) yield { ...each, ms };
  }
}

/** By what says who is in it now: it may have changed, or ended, since somebody looked. */
async function rebuildOne(
  manager: EntityManager,
  segmentIds: readonly string[],
  clock: () => Date,
): Promise<Omit<Rebuilt, "ms">[]> {
  await withPatience(manager, () => takeTurn(manager, MEMBERSHIPS));
  const definitions = await readDefinitions(manager);
  const definition = definitions.find((each) => each.segmentIds.some((id) => segmentIds.includes(id)));
  if (definition === undefined) return [];
  const changed = await workOutAnew(manager, definitions, definition, await momentOf(manager, clock()));
  const keys = new Map((await readActive(manager)).map(({ id, key }) => [id, key]));
  return definition.segmentIds.map((id) => {
    const { entered = 0, left = 0 } = changed.find(({ segmentId }) => segmentId === id) ?? {};
    return { key: keys.get(id) ?? id, entered, left };
  });
}
