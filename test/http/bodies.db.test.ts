import { type ClientRequest, request } from "node:http";
import { expect, test } from "vitest";
import { ADMIN_KEY, post, type Served, serve } from "./served.ts";

const MIB = 1024 * 1024;

interface Begun {
  readonly sent: ClientRequest;
  readonly answer: Promise<{ status: number | undefined; retryAfter: string | undefined; text: string }>;
}

/** A request whose body is announced and comes only so far. */
function begin({ origin }: Served, path: string, method: string, key: string, beginning = "{"): Begun {
  const headers = {
    "content-type": "application/json",
    authorization: `Bearer ${key}`,
    "content-length": beginning.length + 1,
  };
  const sent = request(`${origin}${path}`, { method, headers, agent: false });
  const answer: Begun["answer"] = new Promise((done) => {
    sent.on("error", () => {}); // it is we who break it off
    sent.once("response", async (incoming) => {
      const text = Buffer.concat(await incoming.toArray()).toString();
      done({ status: incoming.statusCode, retryAfter: incoming.headers["retry-after"], text });
    });
  });
  sent.write(beginning);
  return { sent, answer };
}

test.each([
  ["/graphql", "POST", "unknown", 401],
  ["/graphql", "PUT", ADMIN_KEY, 405],
  ["/graphql?query={shop{name}}", "GET", ADMIN_KEY, 200],
  ["/health/live", "GET", "", 200],
  ["/metrics", "GET", "", 200],
  ["/nothing", "POST", "", 404],
])("%s by %s is answered before its body has arrived where nobody needs it", async (path, method, key, status) => {
  const served = await serve();

  const begun = begin(served, path, method, key);

  expect((await begun.answer).status).toBe(status);
  begun.sent.destroy();
});

test("all bodies that are under way are 128 MiB at most, and a caller beyond is told to come again", async () => {
  const served = await serve();

  const beginning = "x".repeat(15 * MIB);
  const begun = Array.from({ length: 9 }, () => begin(served, "/graphql", "POST", ADMIN_KEY, beginning));
  const { status, retryAfter, text } = await Promise.race(begun.map(({ answer }) => answer));
  for (const { sent } of begun) sent.destroy();

  expect([status, retryAfter]).toEqual([503, "1"]);
  expect(JSON.parse(text).errors).toEqual([
    { message: "Too much is being sent to this server at once; try again.", extensions: { code: "OVERLOADED" } },
  ]);
  expect((await post(served, { query: "{ shop { name } }" })).status).toBe(200);
});

test("what is over takes no room: more than 128 MiB are read one after the other", async () => {
  const served = await serve();
  const body = { query: "{ shop { name } }", extensions: { fill: "x".repeat(15 * MIB) } };

  const statuses = [];
  for (let count = 0; count < 9; count += 1) statuses.push((await post(served, body)).status);

  expect(statuses).toEqual(Array.from({ length: 9 }, () => 200));
});
