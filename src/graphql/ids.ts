import { hash } from "node:crypto";

/** Every kind of thing that has an id, by the prefix that its ids carry. */
export type IdPrefix = "cus" | "tpt" | "prd" | "ord" | "key" | "qrt" | "job" | "mdl" | "seg" | "cmp" | "var";

/** The UUID inside an id, or undefined where the text is no id of that kind. */
export function fromId(prefix: IdPrefix, id: string): string | undefined {
  const parsed = parseId(id);
  return parsed?.prefix === prefix ? parsed.uuid : undefined;
}

/** The id that the API tells of a thing; the same as SQL writes. */
export const toId = (prefix: IdPrefix, uuid: string): string => `${prefix}_${uuid.replaceAll("-", "")}`;

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
  const bits = hash("sha256", key, "hex");
  const variant = ((Number.parseInt(bits.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return toUuid(
    `${time.getTime().toString(16).padStart(12, "0")}7${bits.slice(13, 16)}${variant}${bits.slice(17, 32)}`,
  );
}

/** The millisecond that a UUIDv7 carries. */
export function timeOfUuid(uuid: string): Date {
  return new Date(Number.parseInt(uuid.replaceAll("-", "").slice(0, 12), 16));
}

/** 128 bits of SHA-256 in the shape of a UUID: half the size of the text, and no two texts share it in practice. */
export function hashUuid(text: string): string {
  return toUuid(hash("sha256", text, "hex"));
}

function toUuid(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
