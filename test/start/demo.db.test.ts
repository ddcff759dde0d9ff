import { expect, test } from "vitest";
import { aFolder, aFreePort, aUsedDataFolder, type Running, start } from "../support/command.ts";

const KEY = "an-admin-key-of-more-than-32-characters";
const QUESTION = "{ viewer { name roles } shop { name } products { totalCount } }";

/** `npm start` as somebody runs it who has just come: an empty data folder and no settings but where it listens. */
const startFirst = async () => startEmpty(await aFolder());

/** The same where the database is there already, as empty as a new one. */
const startAgain = async (more: Readonly<Record<string, string>> = {}) => startEmpty(await aUsedDataFolder(), more);

async function startEmpty(dataFolder: string, more: Readonly<Record<string, string>> = {}) {
  const env = { TRIBUTARY_DATA: dataFolder, PORT: String(await aFreePort()), DEMO: "true", ...more };
  return { env, url: `http://127.0.0.1:${env.PORT}/graphql`, running: start(env) };
}

/** What the page hands to a browser at this machine. */
async function keyOf(url: string): Promise<string | null> {
  const page = await (await fetch(url, { headers: { accept: "text/html" } })).text();
  const [, settings = ""] = /id="settings">(.*?)<\/script>/.exec(page) ?? [];
  return JSON.parse(settings).key;
}

async function ask(url: string, key: string | null): Promise<object> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ query: QUESTION }) });
  return (await response.json()) as object;
}

async function stop(running: Running): Promise<void> {
  running.process.kill("SIGTERM");
  expect(await running.ended).toMatchObject({ code: 0 });
}

test("who starts it for the first time finds a shop that is labelled as simulated, and a key that may only read", async () => {
  const { url, running } = await startFirst();
  await running.printed("The demo shop is being filled");
  const key = await keyOf(url);

  const shop = {
    viewer: { name: "playground", roles: ["ANALYST"] },
    shop: { name: "Demo shop (simulated)" },
    products: { totalCount: 300 },
  };
  await expect.poll(() => ask(url, key), { timeout: 30_000 }).toEqual({ data: shop });

  await stop(running);
});

test("a shop that was being filled when the process ended is filled on at the next start, with a new key", async () => {
  const { env, url, running } = await startAgain();
  await running.printed("The demo shop is being filled");
  const old = await keyOf(url);
  await stop(running);

  const second = start(env);
  await second.printed("The demo shop is being filled");

  const key = await keyOf(url);
  await second.printed("The demo shop is filled");
  expect(await ask(url, old)).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
  expect(await ask(url, key)).toMatchObject({ data: { viewer: { roles: ["ANALYST"] } } });
  await stop(second);
});

test("no key is handed out where others than this machine could ask", async () => {
  const { url, running } = await startAgain({ HOST: "0.0.0.0" });
  await running.printed("The demo shop is being filled");

  expect(await keyOf(url)).toBeNull();
  await stop(running);
});

test.each([{ DEMO: "false" }, { DEMO: "", NODE_ENV: "production" }])(
  "there is no demo shop with %j",
  async (settings) => {
    const { url, running } = await startAgain({ SHOP_NAME: "Mugs & Co", ADMIN_API_KEY: KEY, ...settings });
    await running.printed("Tributary is at ");

    expect(await keyOf(url)).toBeNull();
    expect(await ask(url, KEY)).toMatchObject({ data: { shop: { name: "Mugs & Co" }, products: { totalCount: 0 } } });
    await stop(running);
  },
);
