import { once } from "node:events";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { onTestFinished } from "vitest";

export interface Received {
  readonly mail: ParsedMail;
  readonly raw: string;
  readonly sender: string | undefined;
  readonly recipients: readonly string[];
}

/** A real SMTP server on 127.0.0.1, and what it has taken. */
export async function aMailServer(options: SMTPServerOptions = {}) {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    closeTimeout: 10,
    ...options,
    onData(stream, { envelope }, answer) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", async () => {
        const raw = Buffer.concat(chunks);
        const mail = await simpleParser(raw);
        const { mailFrom, rcptTo } = envelope;
        const sender = mailFrom === false ? undefined : mailFrom.address;
        received.push({ mail, raw: raw.toString("latin1"), sender, recipients: rcptTo.map(({ address }) => address) });
        answer();
      });
    },
  });
  server.on("error", () => {}); // a client that trusts no certificate hangs up
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  onTestFinished(() => new Promise<void>((done) => server.close(done)));
  const address = server.server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `smtp://127.0.0.1:${port}`, port, received };
}
