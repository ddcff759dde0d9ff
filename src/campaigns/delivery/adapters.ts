import type { Channel } from "../../touchpoints/index.ts";
import type { DeliveryAdapter } from "./adapter.ts";
import { sandboxAdapter } from "./sandbox.ts";
import { type SmtpSettings, smtpAdapter } from "./smtp.ts";

/** Who delivers on which channel. */
export interface Adapters {
  adapterFor(channel: Channel): DeliveryAdapter;
  /** Waits for what is in flight, and lets go of connections. */
  close(): Promise<void>;
}

/** E-mail goes by SMTP where there is a server; whatever nobody delivers stays in the sandbox. */
export function adaptersOf(smtp: SmtpSettings | undefined): Adapters {
  const mail = smtp === undefined ? undefined : smtpAdapter(smtp);
  return {
    adapterFor: (channel) => (channel === "EMAIL" ? mail : undefined) ?? sandboxAdapter,
    close: async () => mail?.close(),
  };
}
