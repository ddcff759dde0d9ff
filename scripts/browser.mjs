import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

const ARGUMENTS = [
  "--no-sandbox",
  "--no-zygote",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];

/** A real Chromium out of an npm package, which knows no host but this one; it needs nothing of the machine. */
export async function launchBrowser() {
  const folder = await mkdtemp(join(tmpdir(), "tributary-browser-"));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  try {
    const { executablePath, env } = await unpack(folder);
    const browser = await puppeteer.launch({ executablePath, env, args: ARGUMENTS, headless: "shell" });
    const close = async () => {
      await browser.close().finally(remove);
    };
    return { browser, close };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The package unpacks below TMPDIR, with libraries of its own where it believes to run in a bare container. */
async function unpack(folder) {
  const before = { ...process.env };
  Object.assign(process.env, { TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: "nodejs20.x" });
  try {
    const { default: chromium } = await import("@sparticuz/chromium");
    const executablePath = await chromium.executablePath();
    await writeFile(join(folder, "fonts", "fonts.conf"), fontsIn(folder));
    const own = { FONTCONFIG_PATH: join(folder, "fonts"), LD_LIBRARY_PATH: join(folder, "al2023", "lib") };
    return { executablePath, env: { ...before, ...own } };
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

/** The package's own says /tmp/fonts, and without any font Chromium ends at the first letter that it cannot draw. */
const fontsIn = (folder) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, "fonts", "fonts")}</dir>
  <cachedir>${join(folder, "fonts-cache")}</cachedir>
</fontconfig>
`;
