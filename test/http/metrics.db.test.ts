import { request } from "node:http";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { aTouchpoint } from "../support/builders.ts";
import { post, type Served, serve } from "./served.ts";

const TOKEN = "a-metrics-token-of-more-than-32-characters";
const RECORD =
  "mutation Record ($input: RecordTouchpointsInput!) { recordTouchpoints(input: $input) { outcomes { status } } }";

/** The samples whose name begins so, without the buckets of histograms. */
async function samples({ origin }: Served, name: string): Promise<Record<string, number>> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  const lines = text.split("\n").filter((line) => line.startsWith(name) && !line.includes("_bucket"));
  return Object.fromEntries(
    lines.map((line) => {
      const end = line.lastIndexOf(" ");
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

test("requests are counted and timed by route, method and status, whatever their paths", async () => {
  const served = await serve();

  await post(served, { query: "{ shop { name } }" });
  await post(served, { query: "{" });
  await fetch(`${served.origin}/one`);
  await fetch(`${served.origin}/two`);

  const name = "tributary_http_request_duration_seconds";
  await expect
    .poll(() => samples(served, `${name}_count`))
    .toMatchObject({
      [`${name}_count{route="/graphql",method="POST",status="200"}`]: 1,
      [`${name}_count{route="/graphql",method="POST",status="400"}`]: 1,
      [`${name}_count{route="unmatched",method="GET",status="404"}`]: 2,
    });
});

test("operations are timed by kind and name, and errors counted by code", async () => {
  const served = await serve();

  await post(served, { query: "query Front { shop { name } }" });
  await post(served, { query: "query Front { shop { name } }" });
  await post(served, { query: "{ shop { name } }" });
  await post(served, { query: "{ shop { x } }" });
  await post(served, { query: "{ shop { name } }" }, { authorization: "Bearer x" });

  const name = "tributary_graphql_operation_duration_seconds_count";
  await expect
    .poll(() => samples(served, "tributary_graphql_errors_total"))
    .toEqual({
      'tributary_graphql_errors_total{code="GRAPHQL_VALIDATION_FAILED"}': 1,
      'tributary_graphql_errors_total{code="UNAUTHENTICATED"}': 1,
    });
  expect(await samples(served, name)).toEqual({
    [`${name}{kind="query",operation="Front"}`]: 2,
    [`${name}{kind="query",operation="anonymous"}`]: 1,
  });
});

test("the names of operations, which are their senders', are two hundred at most", async () => {
  const served = await serve();

  for (let index = 0; index < 203; index += 1) await post(served, { query: `query Q${index} { shop { name } }` });

  const name = "tributary_graphql_operation_duration_seconds_count";
  const other = `${name}{kind="query",operation="other"}`;
  await expect.poll(() => samples(served, name)).toMatchObject({ [other]: 3 });
  expect(Object.keys(await samples(served, name))).toHaveLength(201);
});

test("touchpoints are counted by what became of them, and batches timed", async () => {
  const served = await serve();
  const fresh = aTouchpoint();
  const touchpoints = [fresh, fresh, aTouchpoint({ channel: "WEB", identities: [] }), aTouchpoint()];

  await post(served, { query: RECORD, variables: { input: { touchpoints } } });

  expect(await samples(served, "tributary_ingestion")).toMatchObject({
    'tributary_ingestion_touchpoints_total{outcome="RECORDED"}': 2,
    'tributary_ingestion_touchpoints_total{outcome="DUPLICATE"}': 1,
    'tributary_ingestion_touchpoints_total{outcome="QUARANTINED"}': 1,
    tributary_ingestion_batch_duration_seconds_count: 1,
  });
});

test("the pool tells how many connections work, rest, and are waited for", async () => {
  const served = await serve();
  const held = Array.from({ length: 10 }, () => served.dataSource.createQueryRunner());
  for (const runner of held) await runner.connect();
  const waiting = served.dataSource.query("select 1");

  const full = await samples(served, "tributary_database_pool");
  for (const runner of held) await runner.release();
  await waiting;
  const free = await samples(served, "tributary_database_pool");

  const [active, idle] = ["active", "idle"].map((state) => `tributary_database_pool_connections{state="${state}"}`);
  expect(full).toEqual({ [`${active}`]: 10, [`${idle}`]: 0, tributary_database_pool_waiting: 1 });
  expect(free).toEqual({ [`${active}`]: 0, [`${idle}`]: 10, tributary_database_pool_waiting: 0 });
});

/** As proxies ask that were never told of another version, by the name under which they know us. */
function statusLineOfHttp10({ origin }: Served): Promise<string> {
  const { host, hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname).setEncoding("utf8");
  socket.write(`GET /metrics HTTP/1.0\r\nhost: ${host}\r\n\r\n`);
  return new Promise((done, failed) => {
    socket.once("error", failed).once("data", (text) => {
      socket.destroy();
      done(String(text).split("\r\n")[0] ?? "");
    });
  });
}

test("who asks in HTTP/1.0 is a proxy, and not at this machine", async () => {
  const served = await serve({ metricsToken: TOKEN });

  expect(await statusLineOfHttp10(served)).toBe("HTTP/1.1 401 Unauthorized");
});

/** Over node:http, since fetch does not let a test choose the Host. */
function statusOf({ origin }: Served, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((done, failed) => {
    const sent = request(`${origin}/metrics`, { headers }, (incoming) => {
      incoming.resume();
      done(incoming.statusCode);
    });
    sent.once("error", failed).end();
  });
}

test.each<[string, Record<string, string>, number]>([
  ["at this machine", {}, 200],
  ["through a proxy beside the server", { "x-forwarded-for": "203.0.113.7" }, 401],
  ["through a proxy that tells the scheme alone", { "x-forwarded-proto": "https" }, 401],
  ["through Cloudflare", { "cf-connecting-ip": "203.0.113.7" }, 401],
  ["through Akamai", { "true-client-ip": "203.0.113.7" }, 401],
  ["through Fastly", { "fastly-client-ip": "203.0.113.7" }, 401],
  ["through a load balancer", { "x-cluster-client-ip": "203.0.113.7" }, 401],
  ["through another proxy", { "x-client-ip": "203.0.113.7" }, 401],
  ["by a name that a page elsewhere gave our address", { host: "evil.example" }, 401],
  ["through a proxy, with the token", { "x-forwarded-for": "203.0.113.7", authorization: `Bearer ${TOKEN}` }, 200],
  ["through a proxy, with another token", { "x-forwarded-for": "203.0.113.7", authorization: `Bearer ${TOKEN}x` }, 401],
])("whoever asks for metrics %s is answered accordingly", async (_how, headers, status) => {
  const served = await serve({ metricsToken: TOKEN });

  expect(await statusOf(served, headers)).toBe(status);
});

test("where no token is set, none opens the metrics", async () => {
  const served = await serve();

  const proxied = { "x-forwarded-for": "203.0.113.7" };
  const statuses = [
    await statusOf(served, { ...proxied, authorization: "Bearer undefined" }),
    await statusOf(served, { ...proxied, authorization: "Bearer " }),
  ];

  expect(statuses).toEqual([401, 401]);
});
