import { createHash } from "node:crypto";

/** Every kind of thing that has an id, by the prefix that its ids carry. */
export type IdPrefix = "cus" | "tpt" | "prd" | "ord" | "key" | "qrt";

/** The UUID inside an id, or undefined where the text is no id of that kind. */
export function fromId(prefix: IdPrefix, id: string): string | undefined {
  const parsed = parseId(id);
  return parsed?.prefix === prefix ? parsed.uuid : undefined;
}

export function parseId(id: string): { prefix: string; uuid: string } | undefined {
  const match = /^([a-z]{3})_([0-9a-f]{32})$/.exec(id);
  const [, prefix, hex] = match ?? [];
  return prefix === undefined || hex === undefined ? undefined : { prefix, uuid: toUuid(hex) };
}

/**
 * A UUIDv7 (RFC 9562, 5.7) whose time is the given one and whose remaining 74 bits are a hash of the key: the same thing
 * gets the same id whoever makes it, ids sort by time, and an id tells which partition to ask.
 */
export function uuidAt(time: Date, key: string): string {
  const bits = createHash("sha256").update(key).digest().subarray(0, 16);
  bits.writeUIntBE(time.getTime(), 0, 6);
  bits.writeUInt8((bits.readUInt8(6) & 0x0f) | 0x70, 6);
  bits.writeUInt8((bits.readUInt8(8) & 0x3f) | 0x80, 8);
  return toUuid(bits.toString("hex"));
}

/** The millisecond that a UUIDv7 carries. */
export function timeOfUuid(uuid: string): Date {
  return new Date(Number.parseInt(uuid.replaceAll("-", "").slice(0, 12), 16));
}

/** 128 bits of SHA-256 in the shape of a UUID: half the size of the text, and no two texts share it in practice. */
export function hashUuid(text: string): string {
  return toUuid(createHash("sha256").update(text).digest("hex").slice(0, 32));
}

function toUuid(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}
