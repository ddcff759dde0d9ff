import "reflect-metadata";
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createApiKey } from "../../src/access/index.ts";
import { ADMIN_KEY, ask, post, type Served, serve } from "../http/served.ts";
import { NOW } from "../support/app.ts";
import { tributary } from "../support/command.ts";
import { aDatabase } from "../support/database.ts";

const VIEWER = { query: "{ viewer { name roles } }" };
const REFUSED = { message: "This key is unknown, revoked or past its time.", extensions: { code: "UNAUTHENTICATED" } };
const NO_KEY = { message: "Send an API key: Authorization: Bearer <key>.", extensions: { code: "UNAUTHENTICATED" } };

const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);

async function aKey(served: Served, role: "ADMIN" | "ANALYST" = "ANALYST"): Promise<string> {
  return await createApiKey(served.dataSource.manager, "a key", role, NOW);
}

test.each([
  ["no key", undefined],
  ["an empty header", ""],
  ["the scheme alone", "Bearer"],
  ["another scheme", `Basic ${Buffer.from(`${ADMIN_KEY}:`).toString("base64")}`],
  ["a key without a scheme", ADMIN_KEY],
  ["two keys", `Bearer ${ADMIN_KEY} ${ADMIN_KEY}`],
])("%s is told how to send one", async (_name, authorization) => {
  const served = await serve();
  const headers = { "content-type": "application/json", ...(authorization === undefined ? {} : { authorization }) };

  const { status, json } = await ask(`${served.origin}/graphql`, {
    method: "POST",
    headers,
    body: JSON.stringify(VIEWER),
  });

  expect({ status, json }).toEqual({ status: 401, json: { errors: [NO_KEY] } });
  expect(served.statements()).toEqual([]);
});

test("an unknown, a revoked and a key past its time are refused alike", async () => {
  const served = await serve();
  const [revoked, past, hashed] = [await aKey(served), await aKey(served), await aKey(served)];
  const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
  await served.dataSource.query("update api_key set revoked_at = $2 where secret_hash = $1", [hash(revoked), NOW]);
  await served.dataSource.query("update api_key set expires_at = $2 where secret_hash = $1", [hash(past), NOW]);
  const keys = ["trb_unknown", revoked, past, hash(hashed), `${hashed}x`, hashed.slice(0, -1), hashed.toUpperCase()];

  const replies = await Promise.all(keys.map((key) => post(served, VIEWER, { authorization: `Bearer ${key}` })));

  const answers = replies.map(({ status, json }) => ({ status, json }));
  expect(answers).toEqual(keys.map(() => ({ status: 401, json: { errors: [REFUSED] } })));
});

test("a key is good until its moment of expiry", async () => {
  const served = await serve();
  const key = await aKey(served);
  await served.dataSource.query("update api_key set expires_at = $1", [later(60)]);
  const headers = { authorization: `Bearer ${key}` };

  served.setNow(later(59.999));
  const before = await post(served, VIEWER, headers);
  served.setNow(later(66));
  const after = await post(served, VIEWER, headers);

  expect([before.status, after.status]).toEqual([200, 401]);
});

test("a revoked key is refused after five seconds at most", async () => {
  const served = await serve();
  const headers = { authorization: `Bearer ${await aKey(served)}` };
  const before = await post(served, VIEWER, headers);
  await served.dataSource.query("update api_key set revoked_at = $1", [NOW]);

  served.setNow(later(5));
  const after = await post(served, VIEWER, headers);

  expect([before.status, after.status]).toEqual([200, 401]);
  expect(after.json).toEqual({ errors: [REFUSED] });
});

test("a key speaks for its own role, whatever the case of the scheme", async () => {
  const served = await serve();
  const key = await aKey(served);

  const { json } = await post(served, VIEWER, { authorization: `bearer ${key}` });

  expect(json).toEqual({ data: { viewer: { name: "a key", roles: ["ANALYST"] } } });
});

test("the key of the configuration speaks for an administrator, and only the whole of it", async () => {
  const served = await serve();

  const whole = await post(served, VIEWER);
  const piece = await post(served, VIEWER, { authorization: `Bearer ${ADMIN_KEY.slice(0, -1)}` });

  expect(whole.json).toEqual({ data: { viewer: { name: "ADMIN_API_KEY", roles: ["ADMIN"] } } });
  expect(piece.status).toBe(401);
});

test("of a key only its hash and its beginning are kept", async () => {
  const served = await serve();
  const key = await aKey(served);

  const rows: object[] = await served.dataSource.query("select * from api_key");

  expect(key).toMatch(/^trb_[A-Za-z0-9_-]{43}$/);
  expect(rows).toEqual([
    expect.objectContaining({ prefix: key.slice(0, 12), secret_hash: createHash("sha256").update(key).digest("hex") }),
  ]);
  expect(JSON.stringify(rows)).not.toContain(key.slice(12));
});

test("when a key was used last is noted", async () => {
  const served = await serve();
  const key = await aKey(served);
  served.setNow(later(30));

  await post(served, VIEWER, { authorization: `Bearer ${key}` });

  const [row]: { last_used_at: Date }[] = await served.dataSource.query("select last_used_at from api_key");
  expect(row?.last_used_at).toEqual(later(30));
});

test("no key is ever in the log, not even of a request that fails", async () => {
  const served = await serve();
  const key = await aKey(served, "ADMIN");
  await post(served, VIEWER, { authorization: `Bearer ${key}` });
  await served.dataSource.query("drop table product cascade");

  const { json } = await post(served, { query: "{ products { totalCount } }" }, { authorization: `Bearer ${key}` });

  expect(json.errors[0].extensions.code).toBe("INTERNAL_SERVER_ERROR");
  expect(served.log()).toContain("a request failed");
  expect(served.log()).not.toContain(key);
});

test("a key is not named after a person, since the log names it in every line", async () => {
  const { url } = await aDatabase();

  const { code, err } = await tributary(["key", "ada@example.com", "--role", "ANALYST"], { DATABASE_URL: url });

  expect({ code, err }).toEqual({
    code: 1,
    err: `tributary: "ada@example.com" names a person; a key's name stands in every line of the log, so name the program that has it\n`,
  });
});
