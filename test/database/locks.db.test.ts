import { expect, test } from "vitest";
import { lock } from "../../src/database/locks.ts";
import { aDatabase } from "../support/database.ts";

test("however many names a writer holds, it takes a bounded part of the server's lock table", async () => {
  const { dataSource } = await aDatabase();
  const names = Array.from({ length: 20_000 }, (_, index) => `EMAIL person${index}@example.com`);

  const held = await dataSource.transaction(async (manager) => {
    await lock(manager, "identifier", names);
    return manager.query("select count(*)::int as locks from pg_locks where locktype = 'advisory'");
  });

  expect(held).toEqual([{ locks: 512 }]);
});
