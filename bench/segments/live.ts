import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { rebuildMemberships } from "../../src/segments/index.ts";
import { ALL_TRAINED_KINDS } from "../../src/training.ts";
import { connectTo } from "../database.ts";
import { type MeasuredServer, startServer } from "../servers/start.ts";
import type { Sizes } from "../shop/sizes.ts";
import { benchRules } from "./rules.ts";
import { subscribe } from "./subscribe.ts";

export interface LiveLoad {
  readonly segments: number;
  readonly rate: number;
  readonly seconds: number;
}

export interface Live {
  readonly sent: number;
  readonly seconds: number;
  readonly moved: number;
  /** Milliseconds, the shortest first. */
  readonly latencies: readonly number[];
  /** Events of which no change was heard a minute after the last one was sent. */
  readonly unheard: number;
  readonly backlog: number;
  readonly again: { readonly entered: number; readonly left: number; readonly ms: number };
}

type Shop = Awaited<ReturnType<typeof connectTo>>;

/** A shop without models trains them ten minutes after its start at the latest, which takes both cores: it was tried just now. */
const NO_TRAINING = `insert into job (id, kind, state, created_at, started_at, finished_at, error)
  select gen_random_uuid(), kind, 'FAILED', now(), now(), now(), 'left out' from unnest($1::text[]) kind`;

const BATCH = 50;
const PROBE_MS = 500;
const WAIT_MS = 60_000;
const RECORD =
  "mutation ($input: RecordTouchpointsInput!) { recordTouchpoints(input: $input) { outcomes { status } } }";
const CREATE =
  "mutation ($input: CreateSegmentInput!) { createSegment(input: $input) { segment { id } userErrors { message } } }";
const TYPES = [
  "PRODUCT_VIEWED",
  "PRODUCT_VIEWED",
  "PRODUCT_CLICKED",
  "PRODUCT_ADDED",
  "PAGE_VIEWED",
  "ORDER_COMPLETED",
];
const CHANNELS = ["WEB", "WEB", "MOBILE_APP", "EMAIL", "SOCIAL", "IN_STORE"];

/** Sends events at a steady rate to a server with so many segments, and watches how soon memberships follow. */
export async function measureLive(url: string, folder: string, sizes: Sizes, load: LiveLoad): Promise<Live> {
  const shop = await connectTo(url);
  try {
    return await measureOn(shop, url, folder, sizes, load);
  } finally {
    await shop.destroy();
  }
}

async function measureOn(shop: Shop, url: string, folder: string, sizes: Sizes, load: LiveLoad): Promise<Live> {
  await shop.query(
    "update segment set status = 'ARCHIVED' where kind <> 'RULE' or key like 'rfm-%' or key like 'bench-%'",
  );
  await shop.query("truncate segment_membership, segment_membership_change");
  // A database that has just been copied is on the disk alone, as no shop's is that takes in a thousand events a second.
  for (const table of ["touchpoint", "order_touchpoint", "customer", "customer_channel"]) {
    await shop.query(`select count(*) from ${table} where ${table}::text = ''`);
  }
  await shop.query(NO_TRAINING, [ALL_TRAINED_KINDS.map((kind) => `TRAIN_${kind}`)]);
  const server = await startServer("tributary", url, folder);
  try {
    for (const rule of benchRules(load.segments - 1)) await create(server, rule);
    const probe = await create(server, { behaviour: { did: "CUSTOM", name: "probe" } });
    await shop.query("analyze segment_membership");
    const waiting = async (): Promise<number> => {
      const [row]: { n: number }[] = await shop.query("select count(*)::int as n from membership_due");
      return row?.n ?? 0;
    };
    while ((await waiting()) > 0) await sleep(200); // the first RFM cut points concern everybody
    const watched = await watch(server, probe, sizes, load, waiting);
    while ((await waiting()) > 0) await sleep(200);
    const [counted]: { n: number }[] = await shop.query(
      "select count(*)::int as n from segment_membership_change where at > $1",
      [watched.began],
    );
    return { ...watched, moved: counted?.n ?? 0, again: await rebuiltAgain(shop) };
  } finally {
    await server.stop();
  }
}

async function rebuiltAgain(shop: Shop): Promise<Live["again"]> {
  const again = { entered: 0, left: 0, ms: 0 };
  for await (const { entered, left, ms } of rebuildMemberships(shop, () => new Date())) {
    again.entered += entered;
    again.left += left;
    again.ms += ms;
  }
  return again;
}

async function watch(
  server: MeasuredServer,
  probe: string,
  sizes: Sizes,
  { rate, seconds }: LiveLoad,
  waiting: () => Promise<number>,
) {
  const [sentAt, latencies] = [new Map<string, number>(), [] as number[]];
  const subscription = await subscribe(server, probe, (user) => {
    const at = sentAt.get(user);
    if (at !== undefined) latencies.push(performance.now() - at);
  });
  const began = new Date();
  const started = performance.now();
  const open = new Set<Promise<unknown>>();
  let [sent, probes] = [0, 0];
  while (performance.now() - started < seconds * 1000) {
    const due = ((performance.now() - started) / 1000) * rate;
    for (; sent < due; sent += BATCH) {
      const sending: Promise<unknown> = ask(server, RECORD, { input: { touchpoints: batch(sent, sizes) } }).finally(
        () => open.delete(sending),
      );
      open.add(sending);
    }
    if (probes * PROBE_MS < performance.now() - started) {
      probes += 1;
      const user = `probe-${randomUUID()}`;
      sentAt.set(user, performance.now());
      const sending: Promise<unknown> = ask(server, RECORD, { input: { touchpoints: [probeOf(user)] } }).finally(() =>
        open.delete(sending),
      );
      open.add(sending);
    }
    await sleep(5);
  }
  await Promise.all(open);
  const took = (performance.now() - started) / 1000;
  const backlog = await waiting();
  for (let waited = 0; latencies.length < sentAt.size && waited < WAIT_MS; waited += 100) await sleep(100);
  subscription.end();
  latencies.sort((left, right) => left - right);
  return { began, sent, seconds: took, backlog, latencies, unheard: sentAt.size - latencies.length };
}

const chance = (number: number, salt: number): number => {
  const mixed = Math.imul(number ^ Math.imul(salt, 0x9e3779b1), 0x85ebca6b);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
};
const pick = <Value>(list: readonly Value[], number: number, salt: number): Value | undefined =>
  list[Math.floor(chance(number, salt) * list.length)];

/** Of customers that are there, as they come: a few often, most seldom. */
function batch(from: number, { customers, products }: Sizes): object[] {
  return Array.from({ length: BATCH }, (_, place) => {
    const number = from + place;
    const type = pick(TYPES, number, 1) ?? "PAGE_VIEWED";
    const sku = `sku-${String(Math.floor(products * chance(number, 2) ** 2)).padStart(6, "0")}`;
    const line = { sku, quantity: 1, unitPrice: { amount: "25.00", currency: "GBP" } };
    return {
      messageId: randomUUID(),
      type,
      channel: pick(CHANNELS, number, 3),
      occurredAt: new Date().toISOString(),
      identities: [{ kind: "USER_ID", value: `user-${Math.floor(customers * chance(number, 4) ** 2)}` }],
      ...(type === "ORDER_COMPLETED" ? { order: { orderNumber: randomUUID(), lines: [line] } } : {}),
      ...(type.startsWith("PRODUCT") ? { sku } : {}),
    };
  });
}

const probeOf = (user: string): object => ({
  messageId: randomUUID(),
  type: "CUSTOM",
  name: "probe",
  channel: "WEB",
  occurredAt: new Date().toISOString(),
  identities: [{ kind: "USER_ID", value: user }],
});

async function create(server: MeasuredServer, rule: object): Promise<string> {
  const input = { key: `live-${randomUUID()}`, name: "Live", rule };
  const { createSegment } = await ask(server, CREATE, { input });
  if (createSegment.segment === null) throw new Error(JSON.stringify(createSegment.userErrors));
  return createSegment.segment.id;
}

// biome-ignore lint/suspicious/noExplicitAny: whatever its own operation asks for
async function ask({ url, headers }: MeasuredServer, query: string, variables: object): Promise<any> {
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
  const answer: { data?: unknown; errors?: unknown } = (await response.json()) as object;
  if (answer.errors !== undefined || !response.ok) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}
