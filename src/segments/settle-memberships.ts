import type { DataSource } from "typeorm";
import { takeTurn } from "../database/locks.ts";
import { inTransaction } from "../database/transaction.ts";
import { isUnavailable } from "../database/unavailable.ts";
import { type CouldNot, keepMemberships } from "./keep-memberships.ts";
import { isDueSince, lastDue } from "./membership.store.ts";
import { MEMBERSHIPS } from "./segment.ts";

/** What is worked out by somebody else, or not at all, is not waited for any longer. */
const MOST_TRIES = 100;

/**
 * Works out whoever is due by now, for somebody who is about to read members and wants all that has been said to count. Where another process
 * is at it, its turn is waited for. What cannot be worked out stays due: whoever keeps memberships meets it next, and tells of it.
 */
export async function settleMemberships(dataSource: DataSource, clock: () => Date): Promise<void> {
  const last = await lastDue(dataSource.manager);
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    try {
      await keepMemberships(dataSource, clock, rollBack);
    } catch (error) {
      if (isUnavailable(error)) throw error;
      return;
    }
    if (last === undefined || !(await isDueSince(dataSource.manager, last))) return;
    await inTransaction(dataSource, (manager) => takeTurn(manager, MEMBERSHIPS));
  }
}

const rollBack: CouldNot = (_segmentIds, error) => {
  throw error;
};
