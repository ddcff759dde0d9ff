// The types of the scripts that tests use; the scripts are plain JavaScript, for they run before anything is built.
declare module "*/scripts/browser.mjs" {
  export function launchBrowser(): Promise<{
    readonly browser: import("puppeteer-core").Browser;
    close(): Promise<void>;
  }>;
}

declare module "*/scripts/build-playground.mjs" {
  export function buildPlayground(): Promise<URL | undefined>;
}

declare module "*/scripts/build.mjs" {
  export const FOR_NODE: import("esbuild").BuildOptions;
  export function build(): Promise<URL>;
}
