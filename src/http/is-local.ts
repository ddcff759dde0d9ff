import type { Request } from "./message.ts";

const FORWARDING = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

/**
 * Whether somebody at this very machine asks for it by a name that only this machine has: a proxy beside us forwards for
 * strangers, and a page elsewhere can give its own name our address.
 */
export function isLocal({ remoteAddress, headers }: Request): boolean {
  const address = remoteAddress.replace(/^::ffff:/, "");
  const host = (headers.host ?? "").replace(/:\d+$/, "");
  return (
    (address === "::1" || address.startsWith("127.")) &&
    ["localhost", "127.0.0.1", "[::1]"].includes(host) &&
    FORWARDING.every((name) => headers[name] === undefined)
  );
}
