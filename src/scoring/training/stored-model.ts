import { deserialize, serialize } from "node:v8";

/** A recommender's model with what is needed to use it elsewhere: what its places mean. */
export interface StoredModel {
  /** The recommender's code. */
  readonly strategy: string;
  /** UUIDs by place. */
  readonly products: readonly string[];
  readonly channels: readonly string[];
  /** The moment of the newest touch that it learned from, in milliseconds since 1970. */
  readonly now: number;
  readonly model: unknown;
}

/** Models are plain data: text, numbers and typed arrays, which V8's own format keeps as they are and reads without copying. */
export function packModel(stored: StoredModel): Uint8Array {
  const packed = serialize(stored);
  return new Uint8Array(packed.buffer.slice(packed.byteOffset, packed.byteOffset + packed.length));
}

/** The bytes are those that this program's own packModel has made: only the format's number says so, which whoever reads them asks. */
export const unpackModel = (bytes: Uint8Array): StoredModel => deserialize(bytes);
