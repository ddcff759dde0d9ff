// The picture of the README: `node scripts/screenshot.mjs http://127.0.0.1:4000/graphql [key]`, while a filled shop runs there.
// The key is needed where the playground has none filled in; the picture does not show it.
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { launchBrowser } from "./browser.mjs";

const PICTURE = new URL("../docs/images/playground.png", import.meta.url);
const HEADERS = '.graphiql-editor-tool[aria-label="Headers"] .graphiql-editor:not(.hidden) .monaco-editor';
const ANSWERED = `globalThis.__MONACO?.editor.getModels()
  .some((model) => model.uri.path.endsWith("response.json") && model.getValue().includes('"data"'))`;

const [url, key] = process.argv.slice(2);
if (url === undefined) {
  console.error("usage: node scripts/screenshot.mjs <URL of the API> [key]");
  process.exit(1);
}

const { browser, close } = await launchBrowser();
try {
  const page = await browser.newPage();
  await page.setViewport({ width: 1400, height: 850 });
  await page.goto(url);
  // What is pressed before the editor of the answer is there does nothing.
  await page.waitForSelector(".result-window .monaco-editor");
  if (key !== undefined) await putKey(page, key);
  await page.locator('button[aria-label="Hide editor tools"]').click();
  await page.locator('button[aria-label="Execute query (Ctrl-Enter)"]').click();
  await page.waitForFunction(ANSWERED);
  await page.mouse.move(700, 840); // away from the button's tooltip
  await page.evaluate("document.fonts.ready");
  await mkdir(new URL(".", PICTURE), { recursive: true });
  await writeFile(PICTURE, await page.screenshot());
  console.log(`${fileURLToPath(PICTURE)} shows ${url}`);
} finally {
  await close();
}

async function putKey(page, key) {
  await page.locator(HEADERS).click();
  await page.keyboard.down("Control");
  await page.keyboard.press("A");
  await page.keyboard.up("Control");
  await page.keyboard.press("Delete"); // a bracket would be put around what is selected
  await page.keyboard.sendCharacter(JSON.stringify({ authorization: `Bearer ${key}` }));
}
