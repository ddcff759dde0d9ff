import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable, Transform } from "node:stream";
import { createGunzip } from "node:zlib";
import { type TableOptions, UnreadableTable } from "./table.ts";

/** A text file as a stream of decoded text, however it is packed and encoded. */
export interface TextInput {
  text: AsyncIterable<string>;
  /** Share of the bytes on disk; in a .gz that is as good a measure as any. */
  progress(): number;
}

export async function openText(file: string, options: TableOptions): Promise<TextInput> {
  const { size } = await stat(file);
  const bytes = createReadStream(file, { highWaterMark: 1 << 18 });
  return {
    text: decoded(file.toLowerCase().endsWith(".gz") ? gunzipped(bytes) : bytes, options.encoding ?? "utf-8"),
    progress: () => (size === 0 ? 1 : bytes.bytesRead / size),
  };
}

function gunzipped(bytes: Readable): Transform {
  const gunzip = createGunzip();
  bytes.on("error", (error) => gunzip.destroy(error));
  gunzip.on("close", () => bytes.destroy());
  return bytes.pipe(gunzip);
}

/** Text that is not in the encoding is a fault: replacement characters in names would be there for ever. */
async function* decoded(bytes: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    throw inWords(error, encoding);
  }
}

function inWords(error: unknown, encoding: string): unknown {
  if (error instanceof TypeError) {
    return new UnreadableTable(`the file is not ${encoding}; say file.encoding in the map, such as windows-1252`);
  }
  const broken = error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
  return broken ? new UnreadableTable(`the .gz file is damaged: ${error.message}`) : error;
}
