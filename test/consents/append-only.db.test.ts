import "reflect-metadata";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { MIGRATIONS } from "../../migrations/index.ts";
import { migrate } from "../../src/database/migrate.ts";
import { startApp } from "../support/app.ts";
import { aTouchpoint, RECORD } from "../support/builders.ts";
import { consentsOf, leftovers, say } from "./say.ts";

/** SQL that would change or take away what was said: rows go with their customer alone. */
const CHANGES =
  /\bupdate\s+consent\b|\bdelete\s+from\s+consent\b|\btruncate\b[^;]*\bconsent\b|\binto\s+consent\b[^;]*\bdo\s+update\b/i;

const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name));

test("nothing in the source changes or deletes a consent", () => {
  const faults = sources("src").filter((file) => CHANGES.test(readFileSync(file, "utf8")));
  const store = readFileSync("src/consents/consent.store.ts", "utf8");

  expect(faults).toEqual([]);
  expect(store.match(/conflict: .*/g)).toEqual(['conflict: "nothing",']);
});

test.each([
  "update consent set status = 'x'",
  "DELETE FROM consent",
  "insert into consent values (1) on conflict (id) do update set a = 1",
])("%s would be found", (statement) => {
  expect(CHANGES.test(statement)).toBe(true);
});

test("whatever is said afterwards, every row stays as it was written", async () => {
  const app = await startApp();
  const rows = () => app.dataSource.query("select * from consent order by recorded_at, id");
  const customerId = await say(app, { proof: "form" }, { recordedAt: "2026-06-02T10:00:00.000Z", status: "DENIED" });
  const before = await rows();

  app.setNow(new Date("2026-06-15T13:00:00Z"));
  await say(app, { proof: "form" }, { customerId, recordedAt: "2026-06-03T10:00:00.000Z", status: "WITHDRAWN" });
  await app.query(RECORD, {
    input: { touchpoints: [aTouchpoint({ type: "UNSUBSCRIBED", occurredAt: "2026-06-04T10:00:00.000Z" })] },
  });

  const after = await rows();
  expect(after.slice(0, 2)).toEqual(before);
  expect(after).toHaveLength(4);
});

test("consents go with their customer", async () => {
  const app = await startApp();
  await say(app, {}, { identity: { kind: "USER_ID", value: "bob" } });

  await app.dataSource.query("delete from customer where id = (select customer_id from identity where value = 'ada')");

  expect((await leftovers(app))["consent"]).toBe(1);
  expect((await consentsOf(app, "bob")).count).toBe(1);
});

test("a database of an older version keeps its people, who have said nothing yet and are recorded as before", async () => {
  const app = await startApp();
  await say(app, {});
  const names = MIGRATIONS.map(({ name }) => name);
  const later = names.slice(names.indexOf("Consents1764000000009"));
  for (const _ of later) await app.dataSource.undoLastMigration({ transaction: "each" });

  expect(await migrate(app.dataSource)).toEqual(later);

  expect(await consentsOf(app)).toEqual({ inForce: [], history: [], count: 0 });
  await say(app, { status: "DENIED" });
  expect((await consentsOf(app)).inForce).toEqual(["MARKETING everywhere DENIED"]);
});
