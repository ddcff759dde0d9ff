import { expect } from "vitest";
import { buildPlayground } from "../../scripts/build-playground.mjs";
import type { Settings } from "../../src/playground/settings.ts";
import { startApp, type TestApp } from "../support/app.ts";

/** The program with its playground, in which visitors at this machine find an analyst's key. */
export async function startWithPlayground(): Promise<TestApp> {
  const playgroundFolder = await buildPlayground();
  if (playgroundFolder === undefined) throw new Error("the packages of the playground are not installed");
  return startApp({ playgroundFolder });
}

/** What the page tells the browser's part. */
export function settingsIn(html: string): Settings {
  const [, text] = /<script type="application\/json" id="settings">(.*?)<\/script>/s.exec(html) ?? [];
  expect(text).toBeDefined();
  return JSON.parse(text ?? "");
}
