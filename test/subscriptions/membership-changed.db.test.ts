import "reflect-metadata";
import { expect, onTestFinished, test } from "vitest";
import { MIGRATIONS } from "../../migrations/index.ts";
import { connect } from "../../src/database/data-source.ts";
import { ENTITIES } from "../../src/entities.ts";
import { keepMemberships } from "../../src/segments/index.ts";
import { aSegment } from "../segments/segments.ts";
import { NOW } from "../support/app.ts";
import { aTouchpoint, record } from "../support/builders.ts";
import { aShop, hasEnded, hasTold, type Shop, type Told, WAYS } from "./subscribing.ts";

const WATCH = `subscription ($id: ID) {
  segmentMembershipChanged(segmentId: $id) { change at customer { identities { value } } segment { key } }
}`;
const ways = Object.entries(WAYS);

const seen = (user: string, type = "PAGE_VIEWED") =>
  aTouchpoint({ type, identities: [{ kind: "USER_ID", value: user }] });

const told = ({ events }: Told): string[] =>
  events.map(({ data: { segmentMembershipChanged: change } }) =>
    [change.customer.identities[0].value, change.change, change.segment.key].join(" "),
  );

/** Done when whoever listens hears what is told from now on. */
const listens = (shop: Shop): Promise<void> =>
  expect
    .poll(() =>
      shop.dataSource.query(
        "select count(*)::int as n from pg_stat_activity where application_name = 'tributary notices' and datname = current_database() and query ilike 'listen%'",
      ),
    )
    .toEqual([{ n: 1 }]);

test.each(ways)("over %s whoever enters and leaves a segment is told, in order, and of no other", async (_way, by) => {
  const shop = await aShop();
  await record(shop, seen("before"));
  const id = await aSegment(shop, {
    key: "viewers",
    rule: { behaviour: { did: "PAGE_VIEWED", within: { lastDays: 20 } } },
  });
  await aSegment(shop, { key: "others", rule: { behaviour: { did: "SEARCHED" } } });
  const watched = await by(shop, "ADMIN", id, WATCH);
  await listens(shop);

  await record(shop, seen("ada"));
  await shop.settle();
  await record(shop, seen("bob"), seen("bob", "SEARCHED"));
  await shop.settle();
  await hasTold(watched, 2);
  shop.setNow(new Date("2026-06-21T10:00:01Z"));
  await shop.settle();
  await hasTold(watched, 5);

  expect(told(watched).slice(0, 2)).toEqual(["ada ENTERED viewers", "bob ENTERED viewers"]);
  expect(told(watched).slice(2).sort()).toEqual(["ada LEFT viewers", "before LEFT viewers", "bob LEFT viewers"]);
});

test("what another process has worked out is heard here, of all segments", async () => {
  const shop = await aShop();
  await aSegment(shop, { key: "viewers", rule: { behaviour: { did: "PAGE_VIEWED" } } });
  await aSegment(shop, { key: "known", rule: { identity: "USER_ID" } });
  const watched = await WAYS["a stream of events"](shop, "MARKETER", undefined as never, WATCH);
  await listens(shop);
  const other = await connect({ url: shop.databaseUrl, entities: ENTITIES, migrations: MIGRATIONS });
  onTestFinished(() => other.destroy());

  await record(shop, seen("ada"));
  await keepMemberships(
    other,
    () => NOW,
    () => {},
  );
  await hasTold(watched, 2);

  expect(told(watched).sort()).toEqual(["ada ENTERED known", "ada ENTERED viewers"]);
});

test("an analyst is told of no group that is so small as to name people", async () => {
  const shop = await aShop();
  await aSegment(shop, { key: "small", rule: { behaviour: { did: "SEARCHED" } } });
  await aSegment(shop, { key: "large", rule: { behaviour: { did: "PAGE_VIEWED" } } });
  const people = Array.from({ length: 10 }, (_, index) => seen(`user-${index}`));
  const watched = await WAYS["a WebSocket"](
    shop,
    "ANALYST",
    undefined as never,
    WATCH.replace("{ value }", "{ kind value }"),
  );
  await listens(shop);

  await record(shop, ...people, seen("user-0", "SEARCHED"));
  await shop.settle();
  await hasTold(watched, 10);
  await record(shop, seen("user-10"));
  await shop.settle();
  await hasTold(watched, 11);

  expect(new Set(told(watched))).toEqual(new Set(["*** ENTERED large"]));
});

test("a segment that there is not, and who may not watch, is refused", async () => {
  const shop = await aShop();
  const nothing = await WAYS["a WebSocket"](shop, "ADMIN", `seg_${"0".repeat(32)}`, WATCH);
  const sender = await WAYS["a WebSocket"](shop, "INGEST", `seg_${"0".repeat(32)}`, WATCH);
  for (const each of [nothing, sender]) await hasEnded(each);

  expect(nothing.ended).toMatchObject({
    error: [{ message: `There is no segment seg_${"0".repeat(32)}.`, extensions: { code: "BAD_USER_INPUT" } }],
  });
  expect(sender.ended).toMatchObject({ error: [{ extensions: { code: "FORBIDDEN" } }] });
});
