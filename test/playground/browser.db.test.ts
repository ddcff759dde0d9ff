import "reflect-metadata";
import type { Page } from "puppeteer-core";
import { expect, test } from "vitest";
import { createApiKey } from "../../src/access/index.ts";
import { EXAMPLES } from "../../src/playground/examples.ts";
import { NOW } from "../support/app.ts";
import { aBrowser, type OpenPage } from "../support/browser.ts";
import { anOrder, record } from "../support/builders.ts";
import { startWithPlayground } from "./playground.ts";

const browser = aBrowser();
const PATIENCE = { timeout: 20_000 };
const QUERY = ".graphiql-query-editor .monaco-editor";
const HEADERS = ".graphiql-editor-tool .graphiql-editor:not(.hidden) .monaco-editor";
/** A proxy's mark: who comes through one finds no key. */
const FROM_AFAR = { "x-forwarded-for": "192.0.2.1" };

/** What stands in an editor, as the editor itself tells. */
const textOf = (page: Page, name: "operation.graphql" | "request-headers.json" | "response.json"): Promise<unknown> =>
  page.evaluate(`__MONACO.editor.getModels().find(({ uri }) => uri.path.endsWith("${name}")).getValue()`);

async function answerIn(page: Page): Promise<unknown> {
  const text = String(await textOf(page, "response.json"));
  return text === "" ? undefined : JSON.parse(text);
}

/** Gives the keyboard, ready to write into an editor that is empty. */
async function emptied(page: Page, editor: string): Promise<Page["keyboard"]> {
  await (await page.waitForSelector(editor, PATIENCE))?.click();
  await page.keyboard.down("Control");
  await page.keyboard.press("A");
  await page.keyboard.up("Control");
  await page.keyboard.press("Delete");
  return page.keyboard;
}

/** A tab's title follows its query a moment later, and with it what will be run. */
const tabsOf = (page: Page): Promise<(string | null)[]> => textsOf(page, ".graphiql-tab-button");

async function run(page: Page): Promise<void> {
  await page.keyboard.down("Control");
  await page.keyboard.press("Enter");
  await page.keyboard.up("Control");
}

/** Opens the playground and waits for its last editor: what is pressed before does nothing. */
async function open(app: { url: string }, headers?: Record<string, string>): Promise<OpenPage> {
  const opened = await browser.open(app.url, headers);
  await opened.page.waitForSelector(QUERY, PATIENCE);
  await opened.page.waitForSelector(".result-window .monaco-editor", PATIENCE);
  return opened;
}

const press = (page: Page, label: string): Promise<void> => page.locator(`button[aria-label="${label}"]`).click();
const textsOf = (page: Page, selector: string): Promise<(string | null)[]> =>
  page.$$eval(selector, (found) => found.map(({ textContent }) => textContent));

test("a browser that opens the API finds the playground with the examples, and asks nothing of other hosts", async () => {
  const app = await startWithPlayground();

  const { page, foreign, faults } = await open(app);

  expect(await page.title()).toBe("Tributary playground");
  expect(await textsOf(page, ".graphiql-logo")).toEqual(["Tributary"]);
  expect(await tabsOf(page)).toEqual([
    "CustomerScreen",
    "ShopFigures",
    "WelcomeCustomer",
    "Recommendations",
    "PreferenceScores",
    "ModelsAndReport",
    "Segments",
    "Prices",
    "Campaigns",
  ]);
  expect(await textOf(page, "operation.graphql")).toBe(EXAMPLES[0]?.query);
  const workers = () => page.workers().map((worker) => new URL(worker.url()).pathname.split("/").at(-1));
  const files = ["editor.worker.js", "graphql.worker.js", "json.worker.js"];
  await expect.poll(() => workers().sort(), PATIENCE).toEqual(files);
  expect({ foreign, faults }).toEqual({ foreign: [], faults: [] });
});

test("a query typed in gets its answer from the shop", async () => {
  const app = await startWithPlayground();
  await record(app, anOrder("1001"));
  const { page, foreign, faults } = await open(app);

  const keyboard = await emptied(page, QUERY);
  await keyboard.type("query ShopName { shop { name currency"); // the editor closes what is opened
  await expect.poll(() => tabsOf(page), PATIENCE).toContain("ShopName");
  await run(page);

  const data = { shop: { name: "Test shop", currency: "GBP" } };
  await expect.poll(() => answerIn(page), PATIENCE).toEqual({ data });
  expect({ foreign, faults }).toEqual({ foreign: [], faults: [] });
});

test("the key that is filled in runs the first example as it stands", async () => {
  const app = await startWithPlayground();
  await record(app, anOrder("1001"));
  const { page } = await open(app);

  await press(page, "Execute query (Ctrl-Enter)");

  await expect.poll(() => answerIn(page), PATIENCE).toHaveProperty("data.customers.nodes.0.orders.totalCount", 1);
  expect(JSON.parse(String(await textOf(page, "request-headers.json")))).toEqual({
    authorization: expect.stringMatching(/^Bearer trb_\S+$/),
  });
});

test("the schema's documentation and the explorer of its fields can be opened", async () => {
  const app = await startWithPlayground();
  const { page, foreign, faults } = await open(app);

  await press(page, "Show Documentation Explorer");
  await page.locator(".graphiql-doc-explorer-content a ::-p-text(Query)").click();
  await page.waitForSelector(".graphiql-doc-explorer-content ::-p-text(trendingProducts)", PATIENCE);
  const documented = await textsOf(page, ".graphiql-doc-explorer-title");
  await press(page, "Show Explorer");
  await page.waitForSelector('[data-field-name="trendingProducts"]', PATIENCE);

  expect(documented).toEqual(["Query"]);
  expect({ foreign, faults }).toEqual({ foreign: [], faults: [] });
});

test("a visitor without a key is told how to get one, and the key that they put in reads schema and shop", async () => {
  const app = await startWithPlayground();
  const key = await createApiKey(app.dataSource.manager, "newsletter", "MARKETER", NOW);
  const { page, faults } = await open(app, FROM_AFAR);
  const message = "Put an API key under Headers. `npx tributary key NAME --role ANALYST` makes one.";
  await press(page, "Execute query (Ctrl-Enter)");
  await expect.poll(() => answerIn(page), PATIENCE).toEqual({ errors: [{ message }] });

  await (await emptied(page, HEADERS)).sendCharacter(JSON.stringify({ authorization: `Bearer ${key}` }));
  await (await emptied(page, QUERY)).sendCharacter("query WhoAmI { viewer { roles } }");
  await expect.poll(() => tabsOf(page), PATIENCE).toContain("WhoAmI");
  await run(page);

  await expect.poll(() => answerIn(page), PATIENCE).toEqual({ data: { viewer: { roles: ["MARKETER"] } } });
  await press(page, "Show Documentation Explorer");
  await page.waitForSelector(".graphiql-doc-explorer-content ::-p-text(Query)", PATIENCE);
  expect(faults).toEqual([]);
  const kept = (): Promise<unknown> => page.evaluate(`String(localStorage.getItem("graphiql:queries"))`);
  await expect.poll(kept, PATIENCE).toContain("WhoAmI");
  expect(await page.evaluate("JSON.stringify(localStorage)")).not.toContain(key); // nor does the history keep it
});
