import type { Request } from "./message.ts";

const FORWARDING = new Set([
  "forwarded",
  "via",
  "x-real-ip",
  "x-client-ip",
  "x-cluster-client-ip",
  "true-client-ip",
  "cf-connecting-ip",
  "fastly-client-ip",
]);

export const isLoopback = (address: string): boolean => address === "::1" || address.startsWith("127.");

/**
 * Whether somebody at this very machine asks for it by a name that only this machine has: a proxy beside us forwards for
 * strangers, and a page elsewhere can give its own name our address. A proxy that adds no header to an HTTP/1.1 request
 * cannot be told from a neighbour.
 */
export function isLocal({ remoteAddress, headers, httpVersion }: Request): boolean {
  const address = remoteAddress.replace(/^::ffff:/, "");
  const host = (headers.host ?? "").replace(/:\d+$/, "");
  return (
    httpVersion !== "1.0" && // proxies still speak it, and nobody else does
    isLoopback(address) &&
    ["localhost", "127.0.0.1", "[::1]"].includes(host) &&
    !Object.keys(headers).some((name) => name.startsWith("x-forwarded-") || FORWARDING.has(name))
  );
}
