import { createHash } from "node:crypto";
import { SEAL_LENGTH, UnreadableBackup } from "./backup-file.ts";

const NEWLINE = 10;
const LONGEST_LINE = 16 * 1024 * 1024;

/** Reads a stream of bytes by lines and by counted bytes, and holds what it has read against the seals in it. */
export class SealedReader {
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #hash = createHash("sha256");
  #buffered: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    let end = this.#buffered.indexOf(NEWLINE);
    while (end < 0) {
      if (this.#buffered.length > LONGEST_LINE) throw damaged();
      await this.#buffer(this.#buffered.length + 1);
      end = this.#buffered.indexOf(NEWLINE);
    }
    return (await this.take(end + 1)).toString("utf8", 0, end);
  }

  async take(length: number): Promise<Buffer> {
    await this.#buffer(length);
    const taken = this.#buffered.subarray(0, length);
    this.#buffered = this.#buffered.subarray(length);
    this.#hash.update(taken);
    return taken;
  }

  /** All that was read so far is as it was written, or this throws. */
  async seal(): Promise<void> {
    const right = `${this.#hash.copy().digest("hex")}\n`;
    if ((await this.take(SEAL_LENGTH)).toString("latin1") !== right) throw damaged();
  }

  /** Reads to where the stream ends, at which its packing is checked as well. */
  async end(): Promise<void> {
    if (this.#buffered.length > 0 || (await this.#next()) !== undefined) throw damaged();
  }

  async #buffer(length: number): Promise<void> {
    const pieces = [this.#buffered];
    let size = this.#buffered.length;
    while (size < length) {
      const chunk = await this.#next();
      if (chunk === undefined) throw cutOff();
      pieces.push(chunk);
      size += chunk.length;
    }
    if (pieces.length > 1) this.#buffered = Buffer.concat(pieces);
  }

  async #next(): Promise<Buffer | undefined> {
    try {
      const { done, value } = await this.#chunks.next();
      return done === true ? undefined : value;
    } catch (error) {
      throw inWords(error);
    }
  }
}

const damaged = () => new UnreadableBackup("the backup is damaged: it is not what was written");
const cutOff = () => new UnreadableBackup("the backup is cut off: its end is missing");

function inWords(error: unknown): unknown {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "Z_BUF_ERROR") return cutOff();
  return typeof code === "string" && code.startsWith("Z_") ? damaged() : error;
}
