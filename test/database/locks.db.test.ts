import { expect, test } from "vitest";
import { hold } from "../../src/database/locks.ts";
import { aDatabase } from "../support/database.ts";

/** Of this test's own database: others have theirs on the same server. */
const LOCKS = `select count(*)::int as locks from pg_locks where locktype = 'advisory'
  and database = (select oid from pg_database where datname = current_database())`;

test("however many names a writer holds, all writers together take a bounded part of the server's lock table", async () => {
  const { dataSource } = await aDatabase();
  const names = new Set(Array.from({ length: 100_000 }, (_, index) => `customer ${index}`));

  const held = await dataSource.transaction(async (manager) => {
    await hold(manager, names);
    return manager.query(LOCKS);
  });

  expect(held).toEqual([{ locks: 4_096 }]);
});

test("a few names are a lock each, and nothing is held when the transaction has ended", async () => {
  const { dataSource } = await aDatabase();

  const held = await dataSource.transaction(async (manager) => {
    await hold(manager, new Set(["ada", "bob", "cyd"]));
    return manager.query(LOCKS);
  });

  expect(held).toEqual([{ locks: 3 }]);
  expect(await dataSource.query(LOCKS)).toEqual([{ locks: 0 }]);
});
