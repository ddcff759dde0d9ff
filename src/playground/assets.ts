import { readdir, readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { failure, onlyGet, preferred, type Response, type Route } from "../http/server.ts";

/** Written in by the build: the name of the folder that has the browser's part, beside the program's own. */
declare const PLAYGROUND_FOLDER: string;

/** Where a built program has its playground, if that is built too. */
export const builtPlayground = (): URL => new URL(`../${PLAYGROUND_FOLDER}/`, import.meta.url);

export const ASSETS_PATH = "/playground/";

const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};

/** The files of the browser's part. Their path holds the folder's name, which changes with what they are built from. */
export class Assets {
  readonly #folder: URL | undefined;
  readonly #path: string;

  constructor(folder: URL | undefined) {
    this.#folder = folder;
    this.#path = folder === undefined ? "" : `${ASSETS_PATH}${basename(folder.pathname)}/`;
  }

  /** Null where the browser's part is not built; asked each time, for it may be built while the server runs. */
  async path(): Promise<string | null> {
    return (await this.#names()).includes("main.js") ? this.#path : null;
  }

  readonly route: Route = onlyGet(async ({ path, headers }) => {
    const name = this.#folder !== undefined && path.startsWith(this.#path) ? path.slice(this.#path.length) : "";
    const names = await this.#names();
    const type = TYPES[extname(name)];
    if (type === undefined || !names.includes(name)) {
      return failure(404, `There is nothing at ${path}.`, { code: "NOT_FOUND" });
    }
    const accepted = headers["accept-encoding"]?.toString();
    const zipped = names.includes(`${name}.gz`) && preferred(accepted, ["gzip"]) === "gzip";
    return this.#answer(zipped ? `${name}.gz` : name, {
      "content-type": type,
      ...(zipped && { "content-encoding": "gzip" }),
    });
  });

  async #answer(name: string, headers: Record<string, string>): Promise<Response> {
    return {
      status: 200,
      headers: {
        ...headers,
        "cache-control": "public, max-age=31536000, immutable",
        "content-security-policy": "default-src 'none'; script-src 'self'", // workers import their parts
      },
      body: await readFile(new URL(name, this.#folder)),
    };
  }

  async #names(): Promise<readonly string[]> {
    if (this.#folder === undefined) return [];
    try {
      return await readdir(this.#folder);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
      throw error;
    }
  }
}
