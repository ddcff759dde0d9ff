import { serverAudits } from "graphql-http";
import { expect, test } from "vitest";
import { ADMIN_KEY, ask, serve } from "./served.ts";

const audits = serverAudits({ url: "" });

/** As a client of ours sends it: with its key, and otherwise as the audit wants it. */
const withKey = (url: string, { headers, ...init }: RequestInit = {}): Promise<Response> =>
  fetch(url, {
    ...init,
    headers: { ...Object.fromEntries(new Headers(headers)), authorization: `Bearer ${ADMIN_KEY}` },
  });

test("the specification of GraphQL over HTTP has 61 audits", () => {
  expect(new Set(audits.map(({ id }) => id)).size).toBe(61);
});

test.each(audits.map(({ id, name }) => [id, name]))("audit %s: a server %s", async (id) => {
  const { origin } = await serve();
  const audit = serverAudits({ url: `${origin}/graphql`, fetchFn: withKey }).find((each) => each.id === id);

  const result = await audit?.fn();

  expect(result).toEqual({ id, name: audit?.name, status: "ok" });
});

test("a GET that a page elsewhere can have a browser send, which has no key, is refused", async () => {
  const served = await serve();

  const { status, headers } = await ask(`${served.origin}/graphql?query={shop{name}}`);

  expect([status, headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  expect(served.statements()).toEqual([]);
});
