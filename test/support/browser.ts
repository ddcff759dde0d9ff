import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { launchBrowser } from "../../scripts/browser.mjs";

export interface OpenPage {
  readonly page: Page;
  /** What the page asked of other hosts; it got none of it. */
  readonly foreign: readonly string[];
  /** What went wrong in the page, as its console tells. */
  readonly faults: readonly string[];
}

/** One browser for the tests of a file; each opens a page that shares nothing with the others. */
export function aBrowser(): { open(url: string, headers?: Record<string, string>): Promise<OpenPage> } {
  let launched: Awaited<ReturnType<typeof launchBrowser>> | undefined;
  beforeAll(async () => {
    launched = await launchBrowser();
  });
  afterAll(() => launched?.close());
  return {
    open: async (url, headers = {}) => {
      if (launched === undefined) throw new Error("the browser is launched before the first test");
      return await open(launched.browser, url, headers);
    },
  };
}

async function open(browser: Browser, url: string, headers: Record<string, string>): Promise<OpenPage> {
  const context = await browser.createBrowserContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.setViewport({ width: 1400, height: 850 });
  await page.setExtraHTTPHeaders(headers);
  const foreign = requestsElsewhere(page, new URL(url).host);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warn") faults.push(message.text());
  });
  await page.goto(url);
  return { page, foreign, faults };
}

/** The browser knows no other host, so such a request fails; here it is seen. */
function requestsElsewhere(page: Page, home: string): readonly string[] {
  const foreign: string[] = [];
  page.on("request", (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol !== "data:" && protocol !== "blob:" && host !== home) foreign.push(request.url());
  });
  return foreign;
}
