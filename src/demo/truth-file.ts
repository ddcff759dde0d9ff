import { type FileHandle, open, rename, rm } from "node:fs/promises";

const PERSONAL = 0o600;

/** The hidden truth as NDJSON: written beside, and there under its name once it is whole. */
export class TruthFile {
  readonly #path: string;
  readonly #file: FileHandle;
  #kept = false;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  static async open(path: string): Promise<TruthFile> {
    return new TruthFile(path, await open(`${path}.part`, "w", PERSONAL));
  }

  async write(lines: readonly object[]): Promise<void> {
    await this.#file.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  }

  async keep(): Promise<void> {
    await rename(`${this.#path}.part`, this.#path);
    this.#kept = true;
  }

  async close(): Promise<void> {
    await this.#file.close();
    if (!this.#kept) await rm(`${this.#path}.part`, { force: true });
  }
}
